"""What leaves in a file that is no workbook of ours: its tables at a level, who it is for, what is said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.cells import Showing
from exports.leaving.shares import Shares, public_shares
from exports.leaving.sharing import Sharing, what_was_hidden
from exports.making.made import Report
from exports.making.manner import Manner
from exports.names import Names
from exports.workbook.about import Facts, Lines, lines_of, notes_of
from exports.workbook.disputed import with_disputes
from exports.workbook.public_sheets import Filled, incidents_sheet, sum_sheets
from exports.workbook.sheets import kinds, rows_of, sheet_of, targets
from storage import (
    RECORDS,
    Frozen,
    Level,
    Period,
    PublicTables,
    Reading,
    Redacted,
    UserError,
    View,
    Words,
    message,
    redacted,
)

if TYPE_CHECKING:
    from storage import Spread, Summary

PUBLIC_KINDS = ("incident", "people", "attacked", "displaced")
"""The tables of a public file; all but the first are sums."""
SUMS_OF = {"victim": "people", "facility": "attacked", "movement": "displaced"}
"""Where the public is told of records that do not leave one by one."""


class Leaving:
    """A part of the register on its way to somebody, table by table.

    Attributes:
        source: the rows, from which everything that may not leave has been taken.
        words, sharing, facts, showing: as the workbook's.
        view: the part of the register; areas: its places, as they are called in this file.
        kinds: the tables that were asked for and leave at this level.
    """

    def __init__(
        self,
        store: Frozen,
        language: str,
        part: Period | View | None,
        sharing: Sharing | None,
        manner: Manner,
        *,
        kinds: Sequence[str] = (),
        naming: Sequence[str] = (),
    ) -> None:
        """Nothing is read yet.

        Args:
            kinds: those the format can hold, where it cannot hold all. naming: as for ``storage.redacted``.

        Raises:
            UserError: ``no-recipient``, ``no-purpose``, ``too-close``, ``unknown-table``.
        """
        self.sharing = told = (sharing or Sharing()).checked()
        self.manner, self.words = manner, Words(language)
        self.source: Frozen | Redacted = redacted(store, told.level, delay=told.delay, naming=naming)
        self.view = part if isinstance(part, View) else View(part or Period())
        self._asked = self.view.as_period
        self._all: Period | View = View() if isinstance(part, View) else Period()
        self.where: Period | View | None = None if self.view.whole else (part or self._asked)
        self.areas, where = self.view.places, self._asked
        if isinstance(self.source, Redacted):
            self.source.within(self.where)
            self.areas = tuple(self.source.outward("place", place) for place in self.areas)
            where = replace(where, place=self.areas[0] if where.place else None)
        self.names = Names(self.source, language)
        self.showing = Showing(self.words, Reading(self.words, date.today(), name=self.names.name), self.names)
        self.facts = Facts.of(self.source.about(), where, self.source.position(), told)
        self.kinds = self._chosen(manner.kinds, tuple(kinds) or kinds_leaving(self.level))
        self._taken: set[str] = set()

    @property
    def level(self) -> Level:
        """Who it is for."""
        return self.sharing.level

    @property
    def first(self) -> str:
        """The table meant when a file holds only one: the first that was asked for."""
        asked = self.manner.kinds[:1]
        return next((kind for kind in (*asked, SUMS_OF.get("".join(asked), "")) if kind in self.kinds), self.kinds[0])

    @staticmethod
    def _chosen(asked: Sequence[str], every: tuple[str, ...]) -> tuple[str, ...]:
        asked = [kind if kind in every else SUMS_OF.get(kind, kind) for kind in asked]
        if unknown := [kind for kind in asked if kind not in every]:
            raise UserError(
                "unknown-table",
                message("No table called “{table}” leaves at this level.", table=unknown[0]),
                message("There are: {tables}.", tables=", ".join(every)),
            )
        return tuple(kind for kind in every if kind in asked) if asked else every

    def _sums(self) -> dict[str, Filled]:
        found = sum_sheets(self.tables, self.showing, set(), self.manner.shape)
        return {one.sheet.kind: one for one in found}

    @cached_property
    def tables(self) -> PublicTables:
        """The sums of a public file."""
        source: Any = self.source
        return source.tables(self.where)  # type: ignore[no-any-return]

    @cached_property
    def public_shares(self) -> list[Shares]:
        """What is drawn of them."""
        return public_shares(self.tables, self.names, self.words)

    @cached_property
    def summary(self) -> Summary:
        """The figures of the period, and the villages on its last day."""
        return self.source.summary(self.where or self._all)

    @cached_property
    def spread(self) -> Spread:
        """The figures apart, for charts."""
        return self.source.spread(self.where or self._all)

    def filled(self, kind: str) -> Filled:
        """A table with its rows."""
        if self.level is Level.PUBLIC:
            self.names.prepare({"place"})
            if kind == "incident":
                return incidents_sheet(self.source, self.where, self.showing, self._taken, self.manner.shape)
            return self._sums()[kind]
        count = self.source.count(kind, self.where)
        if count:
            self.names.prepare(targets(kind, self.showing, self.level))
        sheet = sheet_of(kind, self.showing, self._taken, self.level, self.manner.shape)
        sheet = with_disputes(sheet, self.source, self.showing, self.level)
        return Filled(sheet, *rows_of(sheet, self.source, self.where), count)

    # ------------------------------------------------------------------------------------- what is said of it

    def hidden(self) -> list[str]:
        """What was hidden or put together; known once all rows have flowed."""
        tallies = self.source.tallies if isinstance(self.source, Redacted) else Counter[str]()
        summed = self.tables if "tables" in self.__dict__ else None  # a file without sums rolled nothing up
        return what_was_hidden(self.sharing, self.words, tallies, summed)

    def lines(self) -> Lines:
        """What the file says of itself: register, level, period, place …"""
        self.names.prepare({"place"} if self.facts.period.place else ())
        return lines_of(self.facts, self.words, self.names)

    def notes(self, rows: Mapping[str, int]) -> list[str]:
        """What a reader must know; ``rows``: how many of each kind are in the file."""
        return notes_of(self.words, self.sharing, self.hidden(), self.left_out(rows), 0, comes_back=False)

    def left_out(self, rows: Mapping[str, int]) -> int:
        """Withdrawn records that stayed in the register; others are not told how many."""
        if self.sharing.outside:
            return 0
        here = ((kind, many) for kind, many in rows.items() if kind in RECORDS)
        return max(0, sum(self.source.count(kind, self.where) - many for kind, many in here))

    def report(self, target: Path, rows: Mapping[str, int], sha256: str, remarks: Sequence[str] = ()) -> Report:
        """The finished file; ``rows`` by kind."""
        keyed = isinstance(self.source, Redacted) and self.level is not Level.PUBLIC
        return Report(
            target, dict(rows), sha256, 0, self.left_out(rows), replace(self.facts, period=self._asked),
            self.words.language, tuple(self.hidden()), self.source.key if keyed else b"",  # type: ignore[union-attr]
            file_format=self.manner.format.value, shape=self.manner.shape.value, remarks=tuple(remarks),
        )  # fmt: skip


def kinds_leaving(level: Level) -> tuple[str, ...]:
    """The tables that leave at a level, by their names on the command line."""
    return PUBLIC_KINDS if level is Level.PUBLIC else tuple(kinds(level))
