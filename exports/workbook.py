"""The workbook of a register: About, a sheet for each record kind, the lists of the drop-downs. Internal level."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from exports.about import (
    Facts,
    fill_about,
    fill_counts,
    identify,
    lines_of,
    notes_of,
    practice_text,
)
from exports.cells import Showing, plain
from exports.looks import Looks, fill_lists, page_text, print_setup
from exports.names import Names, RowSource
from exports.sheets import Sheet, free_title, kinds, rows_of, sheet_of, stream_of, targets
from exports.stream import RowStream
from exports.summaries import Look, add_summaries
from exports.writing import Progress, Written, write_package
from storage import Period, Reading, Words, code_list

FULL = 1_000_000
"""Rows of one sheet; more go on in the next."""


@dataclass(frozen=True)
class Report:
    """What was exported.

    Attributes:
        path: the finished file.
        rows: records by sheet title.
        sha256: of the file, for the log of disclosures.
        cut_texts: texts longer than a cell.
        left_out: withdrawn records that are not in the file.
    """

    path: Path
    rows: dict[str, int]
    sha256: str
    cut_texts: int
    left_out: int


def write_workbook(
    store: RowSource,
    target: Path,
    *,
    language: str,
    period: Period | None = None,
    place: str | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Report:
    """Export the register, or the part of it in ``period`` and ``place`` (hex id), to ``target``.

    ``store`` should answer from one moment (a snapshot), so that the sheets agree with each other.

    Raises:
        Cancelled: the person stopped it; the file that was there before is as it was.
        UserError: ``disk-full``, ``cannot-write``, ``too-large``, ``not-read-back``; the same holds.
    """
    where = replace(period or Period(), place=place or (period.place if period else None))
    plan = _Plan(store, Words(language), where)
    written = write_package(
        target, plan.workbook, plan.streams, progress=progress, cancelled=cancelled, finish=plan.finish
    )
    return Report(target, written.rows, written.sha256, written.cut, plan.left_out(written))


class _Plan:
    """A workbook with everything but its rows, and the streams they will come from."""

    def __init__(self, store: RowSource, words: Words, where: Period) -> None:
        self._store, self._words = store, words
        self._where = None if where.whole else where
        names = Names(store, words.language)
        self._showing = Showing(words, Reading(words, date.today(), name=names.name), names)
        self.facts = Facts.of(store.about(), where, store.position())
        self.workbook = Workbook()
        self._about = self.workbook.active
        self._taken: set[str] = set()
        self._about.title = free_title(plain(words.t("About")), self._taken)
        self._looks = Looks(self.workbook, words)
        self.streams: dict[str, RowStream] = {}
        self.sheets: list[Sheet] = []
        self._kind_of: dict[str, Sheet] = {}
        self._add_sheets(names)
        look = Look(words, self.facts.practice, self._above(plain(words.t("Figures"))), self._below())
        add_summaries(self.workbook, store, where, names, look, self._taken)
        lists = sorted({column.choices for sheet in self.sheets for column in sheet.columns if column.choices})
        fill_lists(
            self.workbook,
            self.workbook.create_sheet(free_title(plain(words.t("Lists")), self._taken)),
            [name for name in lists if code_list(name).items],
            words,
        )
        identify(self.workbook, self.facts, words)
        names.prepare({"place"} if where.place else ())
        self._lines = lines_of(self.facts, words, names)
        fill_about(self._about, self.facts, self._lines, words)
        print_setup(self._about, head=0, above=self._above(self._about.title), below=self._below())

    def _add_sheets(self, names: Names) -> None:
        counts = {kind: self._store.count(kind, self._where) for kind in kinds()}
        self._found = sum(counts.values())
        for kind, count in counts.items():
            if count:
                names.prepare(targets(kind, self._showing))
        for kind, count in counts.items():
            sheet = sheet_of(kind, self._showing, self._taken)
            self.sheets.append(sheet)
            self._add(sheet, count)

    def _add(self, sheet: Sheet, count: int) -> None:
        """A sheet for each million rows; the last one takes what has been added meanwhile."""
        columns, rows = rows_of(sheet, self._store, self._where)
        many = max(1, math.ceil(count / FULL))
        for number in range(many):
            title = sheet.title if number == 0 else free_title(sheet.title, self._taken)
            self._kind_of[title] = sheet
            self._dress(title, sheet)
            self.streams[title] = stream_of(
                sheet, columns, rows, self._looks.styles, banner=self._banner,
                most=FULL if number < many - 1 else None, expected=min(FULL, count - FULL * number),
            )  # fmt: skip

    @property
    def _banner(self) -> str:
        return practice_text(self._words) if self.facts.practice else ""

    def _dress(self, title: str, sheet: Sheet) -> None:
        worksheet = self.workbook.create_sheet(title)
        head = 3 if self._banner else 2
        self._looks.dress(worksheet, sheet, head)
        print_setup(worksheet, head=head, above=self._above(title), below=self._below())

    def _above(self, title: str) -> tuple[str, str, str]:
        register = " · ".join(filter(None, (self.facts.register, self.facts.team)))
        level = plain(self._words.t("Internal"))
        return page_text(register), page_text(self._banner or title), page_text(level)

    def _below(self) -> tuple[str, str, str]:
        say = self._words.t
        warning = plain(say("Contains names. Do not leave lying about."))
        pages = plain(say("Page {page} of {pages}", page="&P", pages="&N"))
        return page_text(warning), "", pages  # its & are commands

    def left_out(self, written: Written) -> int:
        """Withdrawn records; they stay in the register."""
        return max(0, self._found - sum(written.rows.values()))

    def finish(self, written: Written) -> None:
        """After the last row: counts, notes, and what goes on paper."""
        notes = notes_of(self._words, self.left_out(written), written.cut)
        fill_counts(self._about, written.rows, notes, self._words, row=len(self._lines) + 5)
        for title, stream in self.streams.items():
            last = written.rows[title] + len(stream.head)
            printed = self._kind_of[title].printed
            self.workbook[title].print_area = f"A{len(stream.head)}:{get_column_letter(printed)}{last}"
