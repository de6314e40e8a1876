"""Where a workbook comes from: our own export, from which moment, at which level; any other is refused with words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any, Protocol

from exports.cells import plain
from exports.reread.book import SheetReader
from exports.reread.parts import Parts, refused
from exports.workbook.about import FORMAT
from storage import LANGUAGES, RECORDS, Period, UserError, Words, message


class Witnessing(Protocol):
    """A register that knows its own positions."""

    def position(self) -> int:
        """The newest one."""
        ...

    def witness(self, position: int) -> str:
        """What tells this position from that of any other register."""
        ...

    def about(self) -> Mapping[str, Any]:
        """What the register says of itself."""
        ...


@dataclass(frozen=True)
class Origin:
    """Of an export.

    Attributes:
        position: the journal position of its rows; made: when; edited: when it was saved last, both in ISO.
        where: what part of the register; None for all of it. kinds: which kinds of records; () for all.
        partner: of a file made for a partner, the register as it was told of it; None of our own.
    """

    position: int
    language: str
    made: str
    witness: str
    where: Period | None
    edited: str = ""
    kinds: tuple[str, ...] = ()
    partner: Any = None


Seeking = Callable[[int, str], Any]
"""Finds the past of a partner's file by its position and its mark; None when it is not one of ours."""


def require_ours(parts: Parts, source: Witnessing, partner: Seeking) -> Origin:
    """The origin of a workbook exported from this register for our own teams, or for a partner.

    Raises:
        UserError: ``not-an-export``, ``newer-export``, ``other-level``, ``other-register``.
    """
    said = said_by(parts)
    level = said.get("level", "internal")
    if level not in ("internal", "partner"):
        raise refused(
            "other-level",
            message("This workbook was made for the public: it holds sums, which cannot be compared with records."),
            message("Edit an internal export, and read that one back."),
        )
    kinds = tuple(said.get("kinds", "").split())
    if not (_is_number(said.get("position", "")) and _is_number(said.get("format") or str(FORMAT))):
        raise refused(
            "not-an-export",
            message("This workbook was not exported from Sijill, or the sheet that says so was removed."),
            message("Import it as a foreign table, or export again and edit that file."),
        )
    if int(said.get("format") or FORMAT) > FORMAT or not {*kinds} <= RECORDS.keys():
        raise refused(
            "newer-export",
            message("This workbook was exported by a newer version of Sijill."),
            message("Update the program on this computer, then read it again."),
        )
    position = int(said["position"])
    if position > source.position():
        raise other_register()
    witness = said.get("witness", "")
    mark = said.get("mark", "")
    past = partner(position, mark) if mark or level == "partner" else None
    if past is None and (mark or level == "partner"):
        raise other_register()
    if (witness and source.witness(position) != witness) or _is_other(said, source):
        raise other_register()
    language = said.get("language", "")
    return Origin(
        position, language if language in LANGUAGES else "en", said.get("made", ""), witness or mark,
        _where(said) if past is None else past.where, _saved(parts), kinds, past,
    )  # fmt: skip


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def said_by(parts: Parts) -> dict[str, str]:
    """What a workbook says of itself: its properties; where they were lost, its sheet About."""
    said = {name.removeprefix("sijill."): value for name, value in parts.properties.items()}
    lost = not said.get("position", "").isdecimal() and said.get("level", "internal") != "public"
    return _from_about(parts) or said if lost else said


def _saved(parts: Parts) -> str:
    found = re.search(rb"<dcterms:modified[^>]*>([0-9T:+.Z-]{10,40})<", parts.whole("docProps/core.xml"))
    return found[1].decode() if found else ""


def _is_other(said: Mapping[str, str], source: Witnessing) -> bool:
    """An export without a witness is told by the name of its register and by whether that is for practice."""
    about = source.about()
    practice = said.get("practice", "")
    if practice and (practice in ("1", "true")) != bool(about.get("practice")):
        return True
    return bool(said.get("register")) and said["register"] != plain(str(about.get("register") or ""))


def other_register() -> UserError:
    """A file of somebody else's register."""
    return refused(
        "other-register",
        message("This workbook was exported from another register, or from this one before it was restored."),
        message("Read it on the computer that exported it."),
    )


def _where(said: Mapping[str, str]) -> Period | None:
    where = Period(_day(said.get("first")), _day(said.get("last")), said.get("place") or None)
    return None if where.whole else where


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _from_about(parts: Parts) -> dict[str, str]:
    """What the About sheet says, for programs that lose the properties of a workbook."""
    labels: dict[str, tuple[str, str]] = {}
    for language in LANGUAGES:
        words = Words(language)
        for name, label in (
            ("position", words.t("Journal position")),
            ("register", words.t("Register")),
            ("mark", words.t("Mark of this file")),
        ):
            labels[plain(label)] = (name, language)
    found: dict[str, str] = {}
    for sheet in parts.sheets[:3]:
        with closing(SheetReader(parts, sheet).blocks()) as blocks:
            first = next(blocks, None)
        for row in first.rows[:30] if first is not None else ():
            told = labels.get(str(row[0])) if len(row) > 1 else None
            if told is not None:
                found[told[0]] = str(int(row[1])) if isinstance(row[1], float) and isfinite(row[1]) else str(row[1])
                found["language"] = told[1]
        if "position" in found:
            return found
    return {}
