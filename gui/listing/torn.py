"""Cells of lists on the safe side: what teams disagree about stands with all of its values, joined by *or*.

A room says which fields a column rests on; how each value looks alone is asked of the column itself, with a row that
says what one of the teams said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gui.say import say
from gui.table.cells import Cell
from gui.table.list_cells import either, status_cell
from gui.table.rows import Column
from storage import Entry

Follows = Mapping[str, tuple[str, ...]]
"""Computed columns that are, in a row of the list, what a field says."""
FIGURES = frozenset({"figure_rule", "preferred_claim"})
"""How a figure was chosen: in dispute, the figure is uncertain, though nobody wrote another number."""
VERIFIED = "verified"


class AsSaid:
    """A row as one of several teams has it."""

    def __init__(self, row: Any, field: str, value: Any, follows: Follows) -> None:
        self._row, self._value = row, value
        self._same = {field, *follows.get(field, ())}
        self.disputed = {name: rivals for name, rivals in row.disputed.items() if name != field}

    def __getitem__(self, column: str) -> Any:
        return self._value if column in self._same else self._row[column]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


def torn(
    columns: Sequence[Column], rests: Mapping[str, Sequence[str]], follows: Follows | None = None
) -> list[Column]:
    """These columns, with all values where one of the fields a column rests on is in dispute."""
    return [_torn(one, rests[one.key], follows or {}) if one.key in rests else one for one in columns]


def _torn(column: Column, fields: Sequence[str], follows: Follows) -> Column:
    def show(row: Any) -> Cell:
        return _disputed(column.show, row, fields, follows) or column.show(row)

    def copied(row: Any) -> str:
        found = _disputed(column.show, row, fields, follows)
        return found.words if found is not None else column.copied(row) if column.copied else ""

    return replace(column, show=show, copied=copied if column.copied is not None else None)


def _disputed(show: Callable[[Any], Cell], row: Any, fields: Sequence[str], follows: Follows) -> Cell | None:
    for name in fields:
        rivals = row.disputed.get(name, ())
        if len(rivals) < 2:
            continue
        if name in FIGURES:
            return _uncertain(show(row))
        cells = [show(AsSaid(row, name, one, follows)) for one in rivals]
        told = tuple(dict.fromkeys(cell.words or cell.spoken or "?" for cell in cells))
        if len(told) < 2:
            continue
        if not any(cell.words for cell in cells):
            return Cell(icon="triangle-alert", ink="accink", spoken=either(told))
        return Cell(either(told), ink="accink", rtl=cells[0].rtl)
    return None


def row_said(row: Any, fields: Sequence[str], show: Callable[[Any], str], follows: Follows | None = None) -> str:
    """Words of a row outside of lists; where one of the fields they rest on is in dispute all of them, joined."""
    for name in fields:
        rivals = row.disputed.get(name, ())
        told = tuple(dict.fromkeys(show(AsSaid(row, name, one, follows or {})) or "?" for one in rivals))
        if len(told) > 1:
            return either(told)
    return show(row)


def said(entry: Entry, name: str, show: Callable[[Any], str]) -> str:
    """A value of a record in words; of a field in dispute all of them, joined by *or*."""
    rivals = entry.disputed.get(name, ())
    if len(rivals) < 2:
        return show(entry.values.get(name))
    return either(tuple(dict.fromkeys(show(one.value) or "?" for one in rivals)))


def _uncertain(cell: Cell) -> Cell:
    if not cell.words:
        return Cell("?", ink="accink", spoken=say("In dispute"))
    strong = f"{cell.strong} ?" if cell.strong else ""
    told = say("{values} (in dispute)", values=cell.spoken or cell.words)
    return replace(cell, strong=strong, text=cell.text if strong else f"{cell.text} ?", ink="accink", spoken=told)


def is_torn(row: Any) -> bool:
    """Whether a record is marked as verified though teams disagree about it."""
    return row["status"] == VERIFIED and bool(row.disputed) and not row["withdrawn"]


def standing_cell(row: Any) -> Cell:
    """The state of a record; nothing is shown as verified while teams disagree about it."""
    if is_torn(row):
        told = say("Teams disagree about it, so it does not count as verified.")
        return Cell(say("In dispute"), icon="git-pull-request-arrow", ink="accink", spoken=told)
    return status_cell(row["status"], withdrawn=bool(row["withdrawn"]))
