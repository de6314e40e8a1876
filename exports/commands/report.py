"""``report``: a situation report of one or two pages as PDF or Word document, for whom it is said; it is logged."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.commands.handing import add_handing_options, handed
from storage import Words

if TYPE_CHECKING:
    from exports.report.drawn import Draw
    from storage import OpenRegister


def add_report_options(parser: ArgumentParser, words: Words) -> None:
    """What ``report`` can be given."""
    say = words.t
    parser.add_argument("file", metavar="FILE", type=Path, help=say("the new file, .pdf or .docx"))
    add_handing_options(parser, words)
    parser.add_argument(
        "--lead", metavar="TEXT", default=None, help=say("the first paragraph; without it, one made of the figures")
    )
    parser.add_argument(
        "--names-may-leave", action="store_true",
        help=say("the first paragraph names people, and others may read that"),
    )  # fmt: skip


def report_lines(opened: OpenRegister, asked: Mapping[str, Any], words: Words, draw: Draw | None) -> Iterator[str]:
    """Write the file, note it in the register, and tell it.

    Raises:
        UserError: ``wrong-suffix``, ``cannot-draw``.
    """
    from exports.report.asked import ReportAsked
    from exports.report.writing import format_of, write_logged

    format_of(asked["file"])
    with handed(opened.store, asked, words, draw) as told:
        wanted = ReportAsked(
            words.language, told.view, told.sharing, asked["lead"], asked["names_may_leave"], told.then
        )
        report = write_logged(opened.store, asked["file"], told.draw, wanted)
    yield words.t("Written: {file}.", file=str(report.path))
    if told.sharing.outside:
        yield from report.hidden
