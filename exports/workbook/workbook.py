"""The workbook of a register at a sharing level: About, sums, a sheet for each kind, the lists of the drop-downs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import Showing, plain
from exports.leaving.shares import drawn, public_shares, shares_of
from exports.leaving.sharing import Sharing, banner_text, warning_text, what_was_hidden
from exports.making.asked import FileAsked
from exports.making.made import Report
from exports.making.manner import Manner, Shape
from exports.names import Names
from exports.workbook.about import (
    Facts,
    fill_about,
    fill_counts,
    identify,
    lines_of,
    notes_of,
    practice_text,
)
from exports.workbook.charts import fill_charts, fill_data
from exports.workbook.dictionary import fill_dictionary, fill_tidy_lists
from exports.workbook.filled import filled_sheets, labels_of
from exports.workbook.grouped import fill_grouped, groups_of
from exports.workbook.looks import Looks, fill_lists, page_text, print_setup
from exports.workbook.sheets import Sheet, Top, free_title, stream_of
from exports.workbook.stream import RowStream
from exports.workbook.summaries import Look, add_summaries
from exports.workbook.writing import Written, write_package
from storage import LANGUAGES, Frozen, Level, Period, PublicTables, Reading, Redacted, Words, code_list, redacted

FULL = 1_000_000
"""Rows of one sheet; more go on in the next."""


def write_workbook(store: Frozen, target: Path, asked: FileAsked) -> Report:
    """Export the register, or the part of it that is asked for, to ``target``.

    ``store`` answers from one moment, so that the sheets agree with each other; for anybody but our own teams
    (``asked.sharing``) only what :class:`storage.Redacted` lets through is ever seen here.

    Raises:
        UserError: ``no-recipient``, ``no-purpose``, ``too-close``, ``not-allowed``.
        Cancelled: the person stopped it; the file that was there before is as it was.
        UserError: ``disk-full``, ``cannot-write``, ``too-large``, ``not-read-back``; the same holds.
    """
    told = asked.sharing.checked()
    told.require_right(store)
    source = redacted(store, told.level, delay=told.delay)
    plan = _Plan(source, Words(asked.language), asked.period, told, asked.manner)
    written = write_package(
        target, plan.workbook, plan.streams, progress=asked.progress, cancelled=asked.cancelled, finish=plan.finish,
        passphrase=asked.manner.passphrase,
    )  # fmt: skip
    facts = replace(plan.facts, period=asked.period)
    return Report(
        target, written.rows, written.sha256, written.cut, plan.left_out(written), facts, asked.language,
        tuple(plan.hidden()), plan.key, shape=asked.manner.shape.value,
    )  # fmt: skip


class _Plan:
    """A workbook with everything but its rows, and the streams they will come from."""

    def __init__(
        self, store: Frozen | Redacted, words: Words, where: Period, sharing: Sharing, manner: Manner
    ) -> None:  # fmt: skip
        self._store, self._words, self._sharing, self._manner = store, words, sharing, manner
        self._where = None if where.whole else where
        self._tables: PublicTables | None = None
        if isinstance(store, Redacted) and where.place:
            where = replace(where, place=store.outward("place", where.place))
        self._names = names = Names(store, words.language)
        self._showing = Showing(words, Reading(words, date.today(), name=names.name), names)
        self.facts = Facts.of(store.about(), where, store.position(), sharing)
        self.workbook = Workbook()
        self._about = self.workbook.active
        self._taken: set[str] = set()
        self._about.title = free_title(plain(words.t("About")), self._taken)
        self._looks = Looks(self.workbook, words)
        self.streams: dict[str, RowStream] = {}
        self._sheets: list[Sheet] = []
        self._kind_of: dict[str, Sheet] = {}
        self._add_sheets()
        if manner.shape is Shape.ANALYST:
            self._add_dictionary()
        else:
            self._add_sums()
            self._add_lists()
        identify(self.workbook, self.facts, words, manner)
        names.prepare({"place"} if where.place else ())
        self._lines = lines_of(self.facts, words, names)
        fill_about(self._about, self.facts, self._lines, words)
        print_setup(self._about, head=0, above=self._above(self._about.title), below=self._below())

    def _add_sheets(self) -> None:
        if isinstance(self._store, Redacted) and self._sharing.level is Level.PUBLIC:
            self._tables = self._store.tables(self._where)
        found = filled_sheets(
            self._store, self._showing, self._taken, level=self._sharing.level, where=self._where,
            manner=self._manner, tables=self._tables,
        )  # fmt: skip
        self._found = sum(one.expected for one in found)
        for one in found:
            self._sheets.append(one.sheet)
            self._stream(one.sheet, one.columns, one.rows, one.expected)

    def _add_sums(self) -> None:
        """The sheets that add up: figures, villages, places and days, charts with their numbers."""
        words, level = self._words, self._sharing.level
        where = self._where or Period()

        def look(title: str) -> Look:
            return Look(words, self._banner, level, self._above(plain(title)), self._below())

        add_summaries(self.workbook, self._store, where, self._names, look(words.t("Figures")), self._taken)
        after = len(self.workbook.sheetnames) - len(self.streams)
        if self._tables is not None:
            found = drawn(public_shares(self._tables, self._names, words))
        else:
            spread = self._store.spread(where)
            lines = groups_of(spread, self._names, words)
            if lines:
                title = words.t("Places and days")
                whole = spread.by(lambda cell: "")[""]
                fill_grouped(self._new(title, after), lines, whole, look(title))
                after += 1
            found = drawn(shares_of(spread, self._names, words))
        if found:
            data = self._new(words.t("Numbers of the charts"))
            blocks = fill_data(data, found, look(data.title))
            fill_charts(self._new(words.t("Charts"), after), data, blocks, look(words.t("Charts")))

    def _new(self, title: str, place: int | None = None) -> Worksheet:
        return self.workbook.create_sheet(free_title(plain(title), self._taken), place)

    def _add_lists(self) -> None:
        """The lists of the drop-downs, where there are any."""
        choices = sorted({column.choices for sheet in self._sheets for column in sheet.columns if column.choices})
        lists = [name for name in choices if code_list(name).items]
        if lists:
            fill_lists(self.workbook, self._new(self._words.t("Lists")), lists, self._words)

    def _add_dictionary(self) -> None:
        """What the columns mean, and all codes that can stand in them."""
        labels = {self._words.language: labels_of(self._showing, self._sharing.level, self._manner)}
        for language in LANGUAGES:
            if language not in labels:
                words = Words(language)
                showing = Showing(words, Reading(words, date.today(), name=self._names.name), self._names)
                labels[language] = labels_of(showing, self._sharing.level, self._manner)
        fill_dictionary(self._new(self._words.t("Dictionary of the data")), self._sheets, labels)
        codes = sorted({column.codes for sheet in self._sheets for column in sheet.columns if column.codes})
        lists = [name for name in codes if code_list(name).items]
        if lists:
            fill_tidy_lists(self.workbook, self._new(self._words.t("Lists")), lists, self._words)

    def _stream(self, sheet: Sheet, columns: list[str], rows: Iterator[tuple[Any, ...]], count: int) -> None:
        """A sheet for each million rows; the last one takes what has been added meanwhile."""
        many = max(1, math.ceil(count / FULL))
        for number in range(many):
            title = sheet.title if number == 0 else free_title(sheet.title, self._taken)
            self._kind_of[title] = sheet
            self._dress(title, sheet)
            self.streams[title] = stream_of(
                sheet, columns, rows, self._looks.styles, top=self._top,
                most=FULL if number < many - 1 else None, expected=min(FULL, count - FULL * number),
            )  # fmt: skip

    @property
    def _top(self) -> Top:
        return Top(self._banner, self._manner.shape, self._manner.hxl)

    @property
    def _banner(self) -> str:
        practice = practice_text(self._words) if self.facts.practice else ""
        return " · ".join(filter(None, (practice, banner_text(self._sharing, self._words))))

    def _dress(self, title: str, sheet: Sheet) -> None:
        worksheet = self.workbook.create_sheet(title)
        head = self._top.rows
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
