"""All sheets that leave at a level, with their rows: the same for every writer, whatever its format and shape."""

from __future__ import annotations

from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from exports.cells import Showing
from exports.making.manner import Manner, Shape
from exports.names import Names
from exports.workbook.disputed import disputed_key, disputed_label, with_disputes
from exports.workbook.public_sheets import Filled, Rows, incidents_columns, incidents_sheet, sum_sheets
from exports.workbook.sheets import GROUPED, kinds, rows_of, sheet_of, targets
from storage import Frozen, Level, Period, PublicTables, Redacted

_SUM_KINDS = {"people": "victim", "attacked": "facility", "displaced": "movement"}
"""The record kind each sum of a public file is made of."""


def filled_sheets(
    source: Frozen | Redacted,
    showing: Showing,
    taken: set[str],
    *,
    level: Level,
    where: Period | None,
    manner: Manner | None = None,
    tables: PublicTables | None = None,
) -> list[Filled]:
    """The sheets of the records that leave, in order; names they show are read first.

    Args:
        source: what the rows come from, redacted already.
        showing: language and names.
        taken: titles already used; gets those of the sheets.
        manner: its shape and kinds are heeded.
        tables: the sums of a public file, when somebody has them already.
    """
    asked = manner or Manner()
    if level is Level.PUBLIC:
        return _public(source, showing, taken, where, asked, tables)
    wanted = [kind for kind in kinds(level) if not asked.kinds or kind in asked.kinds]
    counts = {kind: source.count(kind, where) for kind in wanted}
    for kind, count in counts.items():
        if count:
            showing.names.prepare(targets(kind, showing, level))
    found = []
    for kind, count in counts.items():
        sheet = with_disputes(sheet_of(kind, showing, taken, level, asked.shape), source, showing, level)
        together = [column for _, column in GROUPED.get(kind, ())]
        columns, rows = rows_of(sheet, source, where, more=together)
        if together and asked.shape is Shape.COORDINATOR:
            day, place = map(columns.index, together)
            rows = by_day_and_place(rows, day, place, showing.names)
        found.append(Filled(sheet, columns, rows, count))
    return found


AT_ONCE = 20_000
"""Rows of one day that are put in order by place; so many are held, however many nobody knows the day of."""


class _Turns(dict[str | None, tuple[str, ...]]):
    """What places are put in order by: governorate, district, sub-district, name; each is looked up once."""

    def __init__(self, names: Names) -> None:
        super().__init__({None: ("\uffff",), "": ("\uffff",)})
        self._names, self._above = names, [names.above(level) for level in (1, 2, 3)]

    def __missing__(self, place: str) -> tuple[str, ...]:
        found = self[place] = (*(up(place) or "" for up in self._above), self._names.name("place", place))
        return found


def by_day_and_place(rows: Rows, day: int, place: int, names: Names) -> Rows:
    """Rows that come by day, those of a day in the order of their places: governorate, district, name."""
    turns, where = _Turns(names), itemgetter(place)
    for _, same in groupby(rows, itemgetter(day)):
        while some := list(islice(same, AT_ONCE)):
            known = list(map(where, some))
            turn = {one: number for number, one in enumerate(sorted(dict.fromkeys(known), key=turns.__getitem__))}
            yield from sorted(some, key=lambda row, turn=turn: turn[row[place]])  # type: ignore[misc]


def _public(
    source: Any,
    showing: Showing,
    taken: set[str],
    where: Period | None,
    asked: Manner,
    tables: PublicTables | None,
) -> list[Filled]:  # fmt: skip
    """Incidents without what may not leave, and sums."""
    showing.names.prepare({"place"})
    found = []
    if not asked.kinds or "incident" in asked.kinds:
        found.append(incidents_sheet(source, where, showing, taken, asked.shape))
    sums = sum_sheets(tables or source.tables(where), showing, taken, asked.shape)
    return found + [one for one in sums if not asked.kinds or _SUM_KINDS[one.sheet.kind] in asked.kinds]


def labels_of(showing: Showing, level: Level, manner: Manner) -> dict[str, str]:
    """The labels of all columns in the language of ``showing``, by key, for a dictionary of the data."""
    if level is Level.PUBLIC:
        sums = sum_sheets(PublicTables(), showing, set(), manner.shape)
        sheets = [incidents_columns(showing, set(), manner.shape), *(one.sheet for one in sums)]
    else:
        sheets = [sheet_of(kind, showing, set(), level, manner.shape) for kind in kinds(level)]
    labels = {disputed_key(sheet.kind): disputed_label(showing.words) for sheet in sheets}
    return labels | {column.key: column.label for sheet in sheets for column in sheet.columns}
