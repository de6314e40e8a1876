"""Making a situation report: gathered at a level, drawn by whoever can draw, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from exports.leaving.disclosing import PAPER, logged, write_down
from exports.leaving.landing import landing
from exports.leaving.leaving import Leaving
from exports.making.manner import Manner
from exports.report.asked import ReportAsked, caveats
from exports.report.drawn import Draw
from exports.report.gathering import first_words, gather
from exports.report.pages import Pages
from exports.telling.figures import FigureWords
from storage import Cancelled, Frozen, UserError, message, unswept

if TYPE_CHECKING:
    from exports.making.made import Report
    from exports.workbook.writing import Progress
    from storage import Store, Words

STEPS = 3
NAMING = ("incident", "facility", "movement", "village_state", "population")
"""Whose places a report may name; it tells of no person."""
SUFFIXES = (".pdf", ".docx")


def write_report(
    source: Frozen,
    target: Path,
    draw: Draw,
    asked: ReportAsked,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Report:
    """Write the report that is asked for.

    Raises:
        UserError: ``past-inside``, ``names-in-text``, ``no-recipient``, ``no-purpose``, ``too-close``,
            ``not-allowed``, ``disk-full``, ``cannot-write``.
        Cancelled: the person stopped it; a file that was there before is as it was.
    """

    def step(done: int) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled
        if progress is not None:
            progress(done, STEPS)

    format_of(target)
    step(0)
    leaving, named, pages = _gathered(source, asked)
    step(1)
    data = _made(pages, draw, target)
    step(2)
    with landing(target) as here:
        here.file.write(data)
        if cancelled is not None and cancelled():
            raise Cancelled
    report = leaving.report(target, {"incident": leaving.summary.figures.incidents}, here.sha256)
    if progress is not None:
        progress(STEPS, STEPS)
    return replace(
        report, file_format=format_of(target), shape="report", hidden=(*report.hidden, *_told(leaving, asked, named))
    )


def write_logged(
    store: Store,
    target: Path,
    draw: Draw,
    asked: ReportAsked,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Report:
    """As :func:`write_report`, of this moment, and noted in the register; what could not be noted does not stay."""

    def make() -> Report:
        with moment(store, asked).frozen(cancelled) as source:
            return write_report(source, target, draw, asked, progress=progress, cancelled=cancelled)

    return logged(store, target, make)


def print_report(
    store: Store, hand: Callable[[Pages], object], asked: ReportAsked, *, cancelled: Callable[[], bool] | None = None
) -> Report:  # fmt: skip
    """Gather what goes on paper, note it in the register, and hand it over: paper cannot be taken back.

    Raises:
        UserError: as :func:`write_report`, but for the file. Cancelled: the person stopped it; nothing is noted.
    """
    asked.sharing.checked()
    with moment(store, asked).frozen(cancelled) as source:
        leaving, named, pages = _gathered(source, asked)
        report = leaving.report(Path(), {"incident": leaving.summary.figures.incidents}, "")
    if cancelled is not None and cancelled():
        raise Cancelled
    report = replace(report, file_format=PAPER, shape="report", hidden=(*report.hidden, *_told(leaving, asked, named)))
    write_down(store, report)
    hand(pages)
    return report


def _told(leaving: Leaving, asked: ReportAsked, named: list[str]) -> list[str]:
    """What the log keeps of a report beside what every file says."""
    words = FigureWords(leaving.words, date.today())
    return [*caveats(leaving, words, asked.then), *_allowed(named, leaving.words)]


def format_of(target: Path) -> str:
    """``pdf`` or ``docx``, as the name says.

    Raises:
        UserError: ``wrong-suffix``.
    """
    suffix = target.suffix.lower()
    if suffix not in SUFFIXES:
        raise UserError(
            "wrong-suffix",
            message("A report is a PDF file or a Word document, and {file} is not the name of one.", file=target.name),
            message("End its name with .pdf or .docx."),
        )
    return suffix[1:]


def _refuse_names(found: list[str]) -> None:
    if found:
        raise UserError(
            "names-in-text",
            message("In the first paragraph stands what may tell who somebody is: {what}.", what=" · ".join(found)),
            message("Take it out, or say that it may leave (on the command line by --names-may-leave)."),
        )


def _allowed(found: list[str], words: Words) -> list[str]:
    """What the log keeps of names that leave because a person said so; the names themselves stand in the file."""
    if not found:
        return []
    told = words.n(
        "The first paragraph was typed. In {count} place it may tell who somebody is; that was allowed.",
        "The first paragraph was typed. In {count} places it may tell who somebody is; that was allowed.",
        len(found),
    )
    return [told]


def _made(pages: Pages, draw: Draw, target: Path) -> bytes:
    if format_of(target) == "pdf":
        return draw.pdf(pages)
    from exports.report.document import as_document

    return as_document(pages, draw.pictures(pages))


def moment(store: Store, asked: ReportAsked) -> Store:
    """The register a report is made of: itself, or as it stood."""
    return store if asked.then is None else asked.then.past


def named_in(source: Frozen, asked: ReportAsked) -> list[str]:
    """What in a typed first paragraph may tell others who somebody is; nothing for our own teams."""
    if not asked.lead or not asked.sharing.outside:
        return []
    with source.at_this_moment() as (store, _):
        return list(store.mentioned(asked.lead))


def report_pages(source: Frozen, asked: ReportAsked) -> Pages:
    """What the pages would say, to be looked at before anything is written; whom it is for may still be missing."""
    with unswept():
        return gather(_leaving(source, asked), asked.lead, asked.then)


def report_lead(source: Frozen, asked: ReportAsked) -> str:
    """The first paragraph we would write."""
    leaving = _leaving(source, asked)
    leaving.names.prepare({"place"})
    return first_words(leaving, FigureWords(leaving.words, date.today()))


def _gathered(source: Frozen, asked: ReportAsked) -> tuple[Leaving, list[str], Pages]:
    """What leaves, the names in the typed paragraph that were let out, and the pages."""
    leaving, named = _leaving(source, asked), named_in(source, asked)
    if not asked.named:
        _refuse_names(named)
    with unswept():
        return leaving, named, gather(leaving, asked.lead, asked.then)


def _leaving(source: Frozen, asked: ReportAsked) -> Leaving:
    asked.checked().sharing.require_right(source)
    leaving = Leaving(source, asked.language, asked.view, asked.sharing, Manner(), naming=NAMING)
    if asked.then is not None:  # in the copy of an earlier moment changes are counted anew
        leaving.facts = replace(leaving.facts, position=asked.then.position)
    return leaving
