"""Passphrases on the command line: from a file, from what is piped in, or typed without being shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from getpass import getpass
from pathlib import Path
from typing import Any

from exports.options import PASSPHRASE_FILE, Options
from storage import UserError, Words, message

LONGEST = 64 * 1024


def passphrase_of(options: Options, words: Words, *, twice: bool = False) -> str:
    """The passphrase or the recovery key of the register."""
    file = options.passphrase_file or (Path(named) if (named := os.environ.get(PASSPHRASE_FILE)) else None)
    if file is not None:
        return first_line(file)
    if not sys.stdin.isatty():
        return _piped()
    question = words.t("Recovery key:") if options.arguments["recovery"] else words.t("Passphrase:")
    return _typed(question, words, twice=twice)


def protection(asked: Mapping[str, Any], words: Words) -> str:
    """The passphrase a file is to be protected with, "" when it is not.

    Raises:
        UserError: ``no-passphrase``, ``not-the-same``.
    """
    if asked["protect_with"] is not None:
        found = first_line(asked["protect_with"])
    elif not asked["protect"]:
        return ""
    else:
        found = _typed(words.t("Passphrase of the file:"), words, twice=True) if sys.stdin.isatty() else _piped()
    if not found.strip():
        raise UserError(
            "no-passphrase",
            message("A protected file needs a passphrase."),
            message("Type four words that have nothing to do with each other."),
        )
    return found


def _typed(question: str, words: Words, *, twice: bool) -> str:
    typed = getpass(question + " ")
    if twice and getpass(words.t("Once more:") + " ") != typed:
        raise UserError(
            "not-the-same",
            message("The two passphrases are not the same. Nothing was made."),
            message("Start again and type the same words twice."),
        )
    return typed


def _piped() -> str:
    return sys.stdin.readline(LONGEST).rstrip("\r\n")


def first_line(file: Path) -> str:
    """The first line of a text file."""
    from storage import translated

    with translated(), file.open("rb") as source:
        line = source.readline(LONGEST)
    try:
        return line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise UserError(
            "not-text",
            message("The passphrase file is not text: {file}", file=file.name),
            message("Save it as plain text in UTF-8."),
        ) from error
