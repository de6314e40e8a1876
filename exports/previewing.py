"""What a reader of a file will see, before the file is made: columns, a sample row, names, small cells, rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from exports.cells import Showing, Shown, plain
from exports.names import Names
from exports.public_sheets import Filled, incidents_sheet, sum_sheets
from exports.sharing import Sharing, what_was_hidden
from exports.sheets import kinds, rows_of, sheet_of, targets
from storage import RECORDS, Frozen, Level, Period, Reading, Redacted, Treatment, Words, redacted, treatment

Sample = tuple[tuple[str, str], ...]
"""Label and text of each cell of a row that has anything in it."""


@dataclass(frozen=True)
class SheetSeen:
    """One sheet as its reader will see it.

    Attributes:
        kind: record kind, or ``people``, ``attacked``, ``displaced``; title: of the sheet; rows: how many.
        shown, coarser, with_consent, hidden: labels of the fields, in the order of the record.
        sample: the first row.
    """

    kind: str
    title: str
    rows: int
    shown: tuple[str, ...] = ()
    coarser: tuple[str, ...] = ()
    with_consent: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    sample: Sample = ()


@dataclass(frozen=True)
class Preview:
    """A file as its reader will see it.

    Attributes:
        sheets: those with rows, in order; rows: of all of them.
        left_at_home: kinds of which nothing leaves, by their names.
        names_shown, names_hidden: people named, and people whose name stays.
        cells: cells of people before small ones are put together; rolled: those put together; few: outcomes of which
            only *fewer than five* is said.
        sentences: what *About* will say of it.
    """

    level: Level
    sheets: tuple[SheetSeen, ...]
    rows: int
    left_at_home: tuple[str, ...] = ()
    names_shown: int = 0
    names_hidden: int = 0
    cells: int = 0
    rolled: int = 0
    few: int = 0
    sentences: tuple[str, ...] = ()


def preview(source: Frozen, sharing: Sharing, *, language: str, period: Period | None = None) -> Preview:
    """Look at what would be written; reads in the thread of the caller, up to some seconds for a million people.

    Raises:
        UserError: ``too-close``.
    """
    words, where = Words(language), period or Period()
    seen = redacted(source, sharing.level, delay=sharing.delay)
    names = Names(seen, language)
    showing = Showing(words, Reading(words, date.today(), name=names.name), names)
    looking = _Looking(seen, words, showing, where)
    found = looking.public(sharing) if sharing.level is Level.PUBLIC else looking.records(sharing)
    home = tuple(plain(words.kind(kind, several=True)) for kind in RECORDS if treats_nothing(kind, sharing.level))
    return replace(found, left_at_home=home)


def treats_nothing(kind: str, level: Level) -> bool:
    """Whether nothing at all of a kind leaves at a level."""
    return kind not in kinds(level)


class _Looking:
    """One look."""

    def __init__(self, seen: Frozen | Redacted, words: Words, showing: Showing, where: Period) -> None:
        self._seen, self._words, self._showing, self._where = seen, words, showing, where

    def records(self, sharing: Sharing) -> Preview:
        """Sheets of records, internal or for a partner."""
        level = sharing.level
        counts = {kind: self._seen.count(kind, self._where, standing=True) for kind in kinds(level)}
        sheets = [self._kind(kind, count, level) for kind, count in counts.items() if count]
        tallies = self._seen.count_names(self._where) if isinstance(self._seen, Redacted) else Counter[str]()
        return Preview(
            level, tuple(sheets), sum(counts.values()), (), tallies["names_shown"], tallies["names_hidden"],
            sentences=tuple(what_was_hidden(sharing, self._words, tallies)),
        )  # fmt: skip

    def public(self, sharing: Sharing) -> Preview:
        """Incidents and sums."""
        seen: Any = self._seen
        self._showing.names.prepare({"place"})
        tables = seen.tables(self._where)
        taken: set[str] = set()
        filled = [incidents_sheet(seen, self._where, self._showing, taken), *sum_sheets(tables, self._showing, taken)]
        sheets = tuple(self._filled(one) for one in filled if one.expected)
        return Preview(
            sharing.level, sheets, sum(one.expected for one in filled), (), 0, 0, tables.people_cells, tables.rolled,
            tables.few, tuple(what_was_hidden(sharing, self._words, Counter(), tables)),
        )  # fmt: skip

    def _kind(self, kind: str, count: int, level: Level) -> SheetSeen:
        self._showing.names.prepare(targets(kind, self._showing, level) - {"*", "victim"})
        sheet = sheet_of(kind, self._showing, set(), level)
        columns, rows = rows_of(sheet, self._seen, self._where)
        sample = _sample(sheet.columns, columns, next(rows, None))
        return SheetSeen(kind, sheet.title, count, **self._fields(kind, level), sample=sample)

    def _filled(self, one: Filled) -> SheetSeen:
        sample = _sample(one.sheet.columns, one.columns, next(one.rows, None))
        labels = self._fields("incident", Level.PUBLIC) if one.sheet.kind == "incident" else {}
        return SheetSeen(one.sheet.kind, one.sheet.title, one.expected, **labels, sample=sample)

    def _fields(self, kind: str, level: Level) -> dict[str, tuple[str, ...]]:
        found: dict[Treatment, list[str]] = {one: [] for one in Treatment}
        for name, item in RECORDS[kind].fields.items():
            found[treatment(kind, name, level)].append(plain(self._words.field(item.key)))
        return {one.value: tuple(labels) for one, labels in found.items()}


def _sample(columns: Sequence[Shown], names: Sequence[str], row: Sequence[Any] | None) -> Sample:
    if row is None:
        return ()
    found = []
    for column in columns:
        value = row[names.index(column.column)]
        if column.split is not None and column.part is not None:
            value = column.split(value)[column.part]
        if value is not None and column.convert is not None:
            value = column.convert(value)
        if value is not None and value != "" and not column.hidden:
            found.append((column.label, str(value)))
    return tuple(found)
