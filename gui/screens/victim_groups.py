"""People named from a group: a grid of names in the form of the group, saved with it; how many are left, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gui.entry import victim_cells
from gui.entry.desk import touched_fields
from gui.entry.findings import CELL_OF, Finding
from gui.entry.gather import same_name
from gui.grid.model import GridColumn, GridRow, Spread
from gui.grid.paste import names_of
from gui.record import Cells, ChildGrid, GridPlan
from gui.record.child_grid import ChildCard
from gui.record.typed_record import TypedRecord
from gui.say import say
from gui.table.list_cells import range_words
from gui.widgets import label
from storage import Edit, Range, left_of, more_named_than_group

if TYPE_CHECKING:
    pass

PLAN = GridPlan(
    name="named",
    kind="victim",
    parent="of_group",
    icon="users",
    title=lambda: say("People named from this group"),
    columns=(),
    key="Alt+2",
)
TAKEN_OVER = ("incident", "outcome", "outcome_day", "outcome_place", "cause")
"""What a person named out of a group has from the group, unless something else is typed."""


def group_words(people: Range, named: tuple[int, int]) -> str:
    """``Group of 12: 5 named, 7 left``."""
    low, high = left_of((people.low or 0, people.high), named)
    return say(
        "Group of {people}: {named} named, {left} left",
        people=range_words(people.low or 0, people.high),
        named=range_words(*named),
        left=range_words(low, high),
    )


class NameCells(Cells):
    """People as in the grid of an incident: a name in its parts, sex, age, outcome, hospital, notes."""

    def columns(self) -> list[GridColumn]:
        """Without the number of people; the outcome is that of the group unless another is typed."""
        found = [one for one in victim_cells.victim_columns(self.ask) if one.key != "people"]
        return [replace(one, required=False) if one.key == "outcome" else one for one in found]

    def texts(self, values: Mapping[str, Any]) -> dict[str, str]:
        """The texts of a person's cells."""
        return victim_cells.row_cells(values, self.ask)

    def values(self, row: GridRow) -> dict[str, Any]:
        """The values of a row."""
        found = victim_cells.row_values(row)
        found.pop("people", None)
        return found

    def fields(self, keys: Set[str]) -> set[str]:
        """The parts of a name are one field, those of an age another."""
        return touched_fields(set(keys))

    def key_of(self, field: str) -> str:
        """What is said of a name stands at the given name."""
        return CELL_OF.get(field, field)

    def same(self, field: str, now: Any, before: Any) -> bool:
        """A name is the same whoever told it; an outcome left empty is that of the group."""
        if field == "name" and same_name(now, before):
            return True
        return super().same(field, now, before)


class NamedPeople(ChildGrid):
    """The people named out of the group of this form; shown when it is a group."""

    def __init__(self, window: TypedRecord) -> None:
        super().__init__(window, PLAN)
        self.rows.edited.connect(self._say_left)
        window.form.settled.connect(lambda name: self._say_left() if name == "people" else None)

    def _cells(self) -> Cells:
        return NameCells(PLAN.kind, (), self.window.form.reading, lambda: self.window.facts)

    def _spread(self) -> Spread | None:
        spread: Spread = victim_cells.victim_spread(self.window.form.reading)
        return spread

    def make(self) -> ChildCard:
        """The grid, with what is left of the group at the end of its head."""
        card = super().make()
        card.grid.names_column = "given"
        card.grid.split_lines = self._split
        self._left = label("", "hint")
        card.head.line.insertWidget(card.head.line.count() - 1, self._left)
        self._say_left()
        return card

    def _split(self, lines: Sequence[str]) -> list[dict[str, str]]:
        return names_of(lines, self.window.form.reading())

    def _group(self) -> dict[str, Any]:
        values = self.window.form.values()
        return {name: values[name] for name in TAKEN_OVER if values.get(name) is not None}

    def whole(self, row: GridRow) -> dict[str, Any]:
        """With what the person has from the group."""
        whole = super().whole(row)
        return whole if row.id in self.entries else {**self._group(), **whole}

    def edits(self, status: str) -> list[Edit]:
        """New people take over what the group tells of all of them."""
        group, found = self._group(), []
        for edit in super().edits(status):
            told = {name: value for name, value in edit.values.items() if value is not None}
            fresh = edit.id not in self.entries
            found.append(replace(edit, values={**group, **told}) if fresh else edit)
        return found

    def named(self) -> tuple[int, int]:
        """How many are named here."""
        count = len(self.rows.filled())
        return count, count

    def findings(self) -> list[Finding]:
        """More names than people is doubted, never refused."""
        form, people = self.window.form, self.window.form.value("people")
        if not isinstance(people, Range):
            return []
        found = super().findings()
        said = more_named_than_group((people.low or 0, people.high), self.named()[0])
        if said is not None and "more_named_than_group" not in (form.value("overrides") or {}):
            found.append(Finding("", "people", said, hard=False, rule="more_named_than_group"))
        return found

    def _say_left(self) -> None:
        if self.card is not None:
            people = self.window.form.value("people")
            self.card.setVisible(isinstance(people, Range) or bool(self.rows.filled()))
            self._left.setText(group_words(people, self.named()) if isinstance(people, Range) else "")
