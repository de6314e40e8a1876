"""``report``: a situation report of one or two pages as PDF or Word document, for whom it is said; it is logged."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.commands.export import add_readers
from exports.commands.part_options import add_part_options, moment_asked, view_asked
from storage import UserError, Words, message

if TYPE_CHECKING:
    from exports.report.drawn import Draw
    from storage import OpenRegister


def add_report_options(parser: ArgumentParser, words: Words) -> None:
    """What ``report`` can be given."""
    say = words.t
    parser.add_argument("file", metavar="FILE", type=Path, help=say("the new file, .pdf or .docx"))
    add_part_options(parser, words)
    add_readers(parser, words, say("for our own teams, for one partner, or for everybody"))
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
    from exports.leaving.sharing import Sharing
    from exports.report.asked import ReportAsked
    from exports.report.writing import format_of, write_logged
    from storage import Level

    format_of(asked["file"])
    if draw is None:
        raise UserError(
            "cannot-draw",
            message("Here is nothing that can draw pages."),
            message("Start it by main.py."),
        )
    sharing = Sharing(Level(asked["level"]), asked["recipient"], asked["purpose"], asked["delay"]).checked()
    view = view_asked(opened.store, asked, words)
    with moment_asked(opened.store, asked["as_of"]) as then:
        wanted = ReportAsked(words.language, view, sharing, asked["lead"], asked["names_may_leave"], then)
        report = write_logged(opened.store, asked["file"], draw, wanted)
    yield words.t("Written: {file}.", file=str(report.path))
    if sharing.outside:
        yield from report.hidden
