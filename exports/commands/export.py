"""``export``: a file of the register in any shape and format, for whom it is said, and its line in the log."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.commands.part_options import add_days
from storage import AGE_SUFFIX, UserError, Words, message

if TYPE_CHECKING:
    from exports.leaving.sharing import Sharing
    from exports.making.made import Report
    from exports.making.manner import Format, Manner
    from storage import OpenRegister, Period

Progress = Callable[[int, int], None]

SHAPES, FORMATS = ("coordinator", "analyst"), ("xlsx", "csv", "geojson")
_BY_SUFFIX = {".xlsx": "xlsx", ".csv": "csv", ".zip": "csv", ".geojson": "geojson", ".json": "geojson"}
STRONG = 3
"""From this score a passphrase needs no word of warning."""


def add_export_options(parser: ArgumentParser, words: Words) -> None:
    """What ``export`` can be given."""
    say = words.t
    parser.add_argument(
        "file", metavar="FILE", type=Path,
        help=say("the new file: .xlsx, .csv (one table), .zip (all tables as CSV) or .geojson"),
    )  # fmt: skip
    add_days(parser, words)
    parser.add_argument("--place", metavar="PLACE", default="", help=say("a place by name or code, with all in it"))
    add_readers(parser, words, say("for our own teams (with names), for one partner, or for everybody"))
    _add_manner(parser, words)


def add_readers(parser: ArgumentParser, words: Words, levels: str) -> None:
    """For whom a file is; ``levels`` says what the levels mean for it."""
    say = words.t
    parser.add_argument("--level", choices=("internal", "partner", "public"), default="internal", help=levels)
    parser.add_argument("--recipient", metavar="NAME", default="", help=say("who gets it; noted in the register"))
    parser.add_argument("--purpose", metavar="TEXT", default="", help=say("what it is for; noted in the register"))
    parser.add_argument(
        "--delay", metavar="DAYS", type=int, default=0, help=say("public: leave out the newest so many days")
    )


def _add_manner(parser: ArgumentParser, words: Words) -> None:
    say = words.t
    parser.add_argument(
        "--shape", choices=SHAPES, default="",
        help=say("coordinator: to be read and printed; analyst: one row a record, codes, ids"),
    )  # fmt: skip
    parser.add_argument(
        "--format", choices=FORMATS, default="", help=say("by default what the name of the file says")
    )  # fmt: skip
    parser.add_argument(
        "--template", metavar="FILE.xlsx", type=Path, default=None, help=say("a workbook of your own, to be filled")
    )
    parser.add_argument(
        "--kinds", metavar="TABLE", action="append", default=[],
        help=say("only these tables, as incident,victim; a .csv holds the first of them"),
    )  # fmt: skip
    parser.add_argument("--hxl", action="store_true", help=say("analyst: a row of HXL tags below the heads"))
    parser.add_argument("--no-bom", action="store_true", help=say("CSV without the mark by which Excel knows UTF-8"))
    parser.add_argument(
        "--protect", action="store_true", help=say("the file in an age container; its passphrase is asked for")
    )
    parser.add_argument(
        "--protect-with", metavar="FILE", type=Path, default=None,
        help=say("as --protect, with the passphrase from the first line of this file"),
    )  # fmt: skip


def export_lines(
    opened: OpenRegister,
    asked: Mapping[str, Any],
    words: Words,
    period: Period,
    passphrase: str,
    progress: Progress | None,
) -> Iterator[str]:
    """Write the file, note it in the register, and tell it."""
    from exports.leaving.disclosing import logged
    from exports.leaving.sharing import Sharing
    from exports.making.asked import FileAsked
    from exports.making.making import write_file
    from storage import Level

    sharing = Sharing(Level(asked["level"]), asked["recipient"], asked["purpose"], asked["delay"]).checked()

    def make() -> Report:
        with opened.store.frozen() as source:
            manner, follow = manner_of(asked, passphrase), progress or (lambda done, of: None)
            return write_file(source, asked["file"], FileAsked(words.language, period, sharing, manner, follow))

    report = logged(opened.store, asked["file"], make, passphrase)
    yield from _told(report, sharing, passphrase, words)


def _told(report: Report, sharing: Sharing, passphrase: str, words: Words) -> Iterator[str]:
    count = sum(report.rows.values())
    rows = words.n("{count} row", "{count} rows", count)
    yield words.t("Written: {file}, {rows}.", file=str(report.path), rows=rows)
    yield from report.remarks
    if sharing.outside:
        yield from report.hidden
    if passphrase:
        from storage import strength

        found = strength(passphrase, about=(sharing.recipient, report.facts.team, report.facts.register))
        if found.score < STRONG:
            yield words.t("Its passphrase: {strength}", strength=words.say(found.words))


def manner_of(asked: Mapping[str, Any], passphrase: str) -> Manner:
    """The manner that was asked for.

    Raises:
        UserError: ``wrong-suffix``, ``template-only-xlsx``.
    """
    from exports.making.manner import Format, Manner, Shape

    file_format = _format_of(asked)
    if asked["template"] is not None and file_format is not Format.XLSX:
        raise UserError(
            "template-only-xlsx",
            message("A template is an Excel workbook, and so is the file it is filled into."),
            message("Take a name that ends with .xlsx, and no other format."),
        )
    shape = asked["shape"] or ("analyst" if file_format is Format.CSV else "coordinator")
    chosen = tuple(dict.fromkeys(kind.strip() for told in asked["kinds"] for kind in told.split(",") if kind.strip()))
    return Manner(
        Shape(shape), file_format, hxl=asked["hxl"], bom=not asked["no_bom"], template=asked["template"],
        passphrase=passphrase, kinds=chosen,
    )  # fmt: skip


def _format_of(asked: Mapping[str, Any]) -> Format:
    from exports.making.manner import Format

    name = asked["file"].name.lower().removesuffix(AGE_SUFFIX)
    by_name = _BY_SUFFIX.get(Path(name).suffix, "")
    if asked["format"] and by_name and asked["format"] != by_name:
        raise UserError(
            "wrong-suffix",
            message(
                "The name {file} is not that of a {format} file.", file=asked["file"].name, format=asked["format"]
            ),
            message("Give the file another name, or leave the format out."),
        )
    if not asked["format"] and not by_name:
        raise UserError(
            "wrong-suffix",
            message("What kind of file should {file} be?", file=asked["file"].name),
            message("End its name with .xlsx, .csv, .zip or .geojson, or say it with --format."),
        )
    return Format(asked["format"] or by_name)
