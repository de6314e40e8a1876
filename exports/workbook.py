"""The workbook of a register at a sharing level: About, sums, a sheet for each kind, the lists of the drop-downs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

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
from exports.manner import Manner
from exports.names import Names
from exports.public_sheets import incidents_sheet, sum_sheets
from exports.sharing import Sharing, banner_text, warning_text, what_was_hidden
from exports.sheets import Sheet, free_title, kinds, rows_of, sheet_of, stream_of, targets
from exports.stream import RowStream
from exports.summaries import Look, add_summaries
from exports.writing import Progress, Written, write_package
from storage import Frozen, Level, Period, PublicTables, Reading, Redacted, Words, code_list, redacted

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
        facts: what part of the register, for whom, at which journal position, when.
        language: of its words. hidden: sentences that say what was hidden or put together.
        key: of the ids in the file, b"" when they are the register's own; it belongs sealed into the log.
        file_format, shape: what was made (:class:`exports.manner.Manner`).
        protected: the file lies in an encrypted container.
    """

    path: Path
    rows: dict[str, int]
    sha256: str
    cut_texts: int
    left_out: int
    facts: Facts
    language: str
    hidden: tuple[str, ...] = ()
    key: bytes = b""
    file_format: str = "xlsx"
    shape: str = "coordinator"
    protected: bool = False


def write_workbook(
    store: Frozen,
    target: Path,
    *,
    language: str,
    period: Period | None = None,
    place: str | None = None,
    sharing: Sharing | None = None,
    manner: Manner | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Report:
    """Export the register, or the part of it in ``period`` and ``place`` (hex id), to ``target``.

    ``store`` answers from one moment, so that the sheets agree with each other; for anybody but our own teams
    (``sharing``) only what :class:`storage.Redacted` lets through is ever seen here.

    Raises:
        UserError: ``no-recipient``, ``no-purpose``, ``too-close``.
        Cancelled: the person stopped it; the file that was there before is as it was.
        UserError: ``disk-full``, ``cannot-write``, ``too-large``, ``not-read-back``; the same holds.
    """
    where = replace(period or Period(), place=place or (period.place if period else None))
    told = (sharing or Sharing()).checked()
    plan = _Plan(redacted(store, told.level, delay=told.delay), Words(language), where, told)
    written = write_package(
        target, plan.workbook, plan.streams, progress=progress, cancelled=cancelled, finish=plan.finish
    )
    facts = replace(plan.facts, period=where)
    return Report(
        target, written.rows, written.sha256, written.cut, plan.left_out(written), facts, language,
        tuple(plan.hidden()), plan.key, shape=(manner or Manner()).shape.value,
    )  # fmt: skip


class _Plan:
    """A workbook with everything but its rows, and the streams they will come from."""

    def __init__(self, store: Frozen | Redacted, words: Words, where: Period, sharing: Sharing) -> None:
        self._store, self._words, self._sharing = store, words, sharing
        self._where = None if where.whole else where
        self._tables: PublicTables | None = None
        if isinstance(store, Redacted) and where.place:
            where = replace(where, place=store.outward("place", where.place))
        names = Names(store, words.language)
        self._showing = Showing(words, Reading(words, date.today(), name=names.name), names)
        self.facts = Facts.of(store.about(), where, store.position(), sharing)
        self.workbook = Workbook()
        self._about = self.workbook.active
        self._taken: set[str] = set()
        self._about.title = free_title(plain(words.t("About")), self._taken)
        self._looks = Looks(self.workbook, words)
        self.streams: dict[str, RowStream] = {}
        self.sheets: list[Sheet] = []
        self._kind_of: dict[str, Sheet] = {}
        if sharing.level is Level.PUBLIC:
            self._add_public_sheets(names)
        else:
            self._add_sheets(names)
        look = Look(
            words, self._banner, sharing.level, self._above(plain(words.t("Figures"))), self._below()
        )  # fmt: skip
        add_summaries(self.workbook, store, self._where or Period(), names, look, self._taken)
        self._add_lists()
        identify(self.workbook, self.facts, words)
        names.prepare({"place"} if where.place else ())
        self._lines = lines_of(self.facts, words, names)
        fill_about(self._about, self.facts, self._lines, words)
        print_setup(self._about, head=0, above=self._above(self._about.title), below=self._below())

    def _add_lists(self) -> None:
        """The lists of the drop-downs, where there are any."""
        choices = sorted({column.choices for sheet in self.sheets for column in sheet.columns if column.choices})
        lists = [name for name in choices if code_list(name).items]
        if lists:
            title = free_title(plain(self._words.t("Lists")), self._taken)
            fill_lists(self.workbook, self.workbook.create_sheet(title), lists, self._words)

    def _add_public_sheets(self, names: Names) -> None:
        """Incidents without what may not leave, and sums."""
        store: Any = self._store
        names.prepare({"place"})
        self._tables = tables = store.tables(self._where)
        filled = [incidents_sheet(store, self._where, self._showing, self._taken)]
        for one in [*filled, *sum_sheets(tables, self._showing, self._taken)]:
            self.sheets.append(one.sheet)
            self._stream(one.sheet, one.columns, one.rows, one.expected)

    def _add_sheets(self, names: Names) -> None:
        level = self._sharing.level
        counts = {kind: self._store.count(kind, self._where) for kind in kinds(level)}
        self._found = sum(counts.values())
        for kind, count in counts.items():
            if count:
                names.prepare(targets(kind, self._showing, level))
        for kind, count in counts.items():
            sheet = sheet_of(kind, self._showing, self._taken, level)
            self.sheets.append(sheet)
            self._stream(sheet, *rows_of(sheet, self._store, self._where), count)

    def _stream(self, sheet: Sheet, columns: list[str], rows: Iterator[tuple[Any, ...]], count: int) -> None:
        """A sheet for each million rows; the last one takes what has been added meanwhile."""
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
        practice = practice_text(self._words) if self.facts.practice else ""
        return " · ".join(filter(None, (practice, banner_text(self._sharing, self._words))))

    def _dress(self, title: str, sheet: Sheet) -> None:
        worksheet = self.workbook.create_sheet(title)
        head = 3 if self._banner else 2
        self._looks.dress(worksheet, sheet, head)
        print_setup(worksheet, head=head, above=self._above(title), below=self._below())

    def _above(self, title: str) -> tuple[str, str, str]:
        register = " · ".join(filter(None, (self.facts.register, self.facts.team)))
        level = plain(self._words.code("sharing-level", self._sharing.level.value))
        practice = practice_text(self._words) if self.facts.practice else ""
        return page_text(register), page_text(practice or title), page_text(level)

    def _below(self) -> tuple[str, str, str]:
        say = self._words.t
        warning = warning_text(self._sharing, self._words)
        pages = plain(say("Page {page} of {pages}", page="&P", pages="&N"))
        return page_text(warning), "", pages  # its & are commands

    @property
    def key(self) -> bytes:
        """The key of the ids in the file."""
        return self._store.key if isinstance(self._store, Redacted) and self._tables is None else b""

    def hidden(self) -> list[str]:
        """What was hidden or put together; known once all rows have flowed."""
        tallies = self._store.tallies if isinstance(self._store, Redacted) else Counter[str]()
        return what_was_hidden(self._sharing, self._words, tallies, self._tables)

    def left_out(self, written: Written) -> int:
        """Withdrawn records; they stay in the register. Others are not told how many there are."""
        if self._sharing.outside:
            return 0
        return max(0, self._found - sum(written.rows.values()))

    def finish(self, written: Written) -> None:
        """After the last row: counts, notes, and what goes on paper."""
        notes = notes_of(self._words, self._sharing, self.hidden(), self.left_out(written), written.cut)
        fill_counts(self._about, written.rows, notes, self._words, row=len(self._lines) + 5)
        for title, stream in self.streams.items():
            last = written.rows[title] + len(stream.head)
            printed = self._kind_of[title].printed
            self.workbook[title].print_area = f"A{len(stream.head)}:{get_column_letter(printed)}{last}"
