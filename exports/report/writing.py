"""Making a situation report: gathered at a level, drawn by whoever can draw, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from exports.disclosing import disclose
from exports.landing import landing
from exports.leaving import Leaving
from exports.manner import Manner
from exports.report.gathering import first_words, gather
from exports.report.pages import Pages
from storage import Cancelled, Frozen, Period

if TYPE_CHECKING:
    from exports.made import Report
    from exports.sharing import Sharing
    from exports.writing import Progress
    from storage import Store

Draw = Callable[[Pages], bytes]
"""Makes a PDF file of the pages; whoever knows Qt brings it along."""
STEPS = 3


def write_report(
    source: Frozen,
    target: Path,
    draw: Draw,
    *,
    language: str,
    period: Period | None = None,
    sharing: Sharing | None = None,
    lead: str | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Report:
    """Write the report of a part of the register, for whom ``sharing`` says; ``lead`` is its first paragraph.

    Raises:
        UserError: ``no-recipient``, ``no-purpose``, ``too-close``, ``not-allowed``, ``disk-full``, ``cannot-write``.
        Cancelled: the person stopped it; a file that was there before is as it was.
    """

    def step(done: int) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled
        if progress is not None:
            progress(done, STEPS)

    step(0)
    leaving = _leaving(source, language, period, sharing)
    pages = gather(leaving, lead)
    step(1)
    data = draw(pages)
    step(2)
    with landing(target) as here:
        here.file.write(data)
        if cancelled is not None and cancelled():
            raise Cancelled
    report = leaving.report(target, {"incident": leaving.summary.figures.incidents}, here.sha256)
    if progress is not None:
        progress(STEPS, STEPS)
    return replace(report, file_format="pdf", shape="report")


def write_logged(
    store: Store,
    target: Path,
    draw: Draw,
    *,
    language: str,
    period: Period | None = None,
    sharing: Sharing | None = None,
    lead: str | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Report:
    """As :func:`write_report`, of this moment, and noted in the register; what could not be noted does not stay."""
    with store.frozen(cancelled) as source:
        report = write_report(
            source, target, draw, language=language, period=period, sharing=sharing, lead=lead, progress=progress,
            cancelled=cancelled,
        )  # fmt: skip
    disclose(store, report)
    return report


def report_pages(
    source: Frozen, *, language: str, period: Period | None = None, sharing: Sharing | None = None,
    lead: str | None = None,
) -> Pages:  # fmt: skip
    """What the pages would say, to be looked at before anything is written; whom it is for may still be missing."""
    return gather(_leaving(source, language, period, sharing), lead)


def report_lead(
    source: Frozen, *, language: str, period: Period | None = None, sharing: Sharing | None = None
) -> str:  # fmt: skip
    """The first paragraph we would write."""
    from datetime import date

    from exports.figure_telling import FigureWords

    leaving = _leaving(source, language, period, sharing)
    leaving.names.prepare({"place"})
    return first_words(leaving, FigureWords(leaving.words, date.today()))


def _leaving(source: Frozen, language: str, period: Period | None, sharing: Sharing | None) -> Leaving:
    if sharing is not None:
        sharing.require_right(source)
    return Leaving(source, language, period, sharing, Manner())
