"""``entry-workbook``: an empty workbook for teams whose machines cannot run the program, on the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage import UserError, Words, message

if TYPE_CHECKING:
    from exports.making.made import Report
    from storage import OpenRegister

SHEETS = ("incident", "victim", "movement", "damage")


def add_entry_options(parser: ArgumentParser, words: Words) -> None:
    """What ``entry-workbook`` can be given."""
    say = words.t
    parser.add_argument("file", metavar="FILE.xlsx", type=Path, help=say("the new workbook"))
    parser.add_argument(
        "--place", metavar="PLACE", default="", help=say("offer only the places in this area, by name or code")
    )
    parser.add_argument(
        "--sheets", metavar="KIND", nargs="+", choices=SHEETS, default=[],
        help=say("only these sheets: {kinds}", kinds=" ".join(SHEETS)),
    )  # fmt: skip


def entry_workbook(opened: OpenRegister, asked: Mapping[str, Any], place: str | None, words: Words) -> str:
    """Write it, note in the register that it was made, and say what to do with it."""
    from exports.entry.writing import write_entry_workbook
    from exports.leaving.disclosing import logged

    if asked["file"].suffix.lower() != ".xlsx":
        raise UserError(
            "wrong-suffix",
            message("{file} is not the name of an Excel workbook.", file=asked["file"].name),
            message("End its name with .xlsx."),
        )

    def make() -> Report:
        with opened.store.frozen() as source:
            return write_entry_workbook(
                source, asked["file"], language=words.language, kinds=asked["sheets"], place=place
            )  # fmt: skip

    report = logged(opened.store, asked["file"], make)
    return words.t("Written: {file}. When it is filled in, read it with “reread”.", file=str(report.path))
