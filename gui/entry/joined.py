"""The rows that join an incident with other records: facilities it hit, incidents it is linked with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gui.entry import damage_cells, link_cells
from gui.grid.model import Cell, GridModel, GridRow, Rows
from gui.say import say
from gui.table.line_list import Offer
from storage import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.entry.incident_fields import IncidentFields


class DamageModel(GridModel):
    """Facilities hit; a name nobody knows makes a new facility."""

    def __init__(self, desk: IncidentFields) -> None:
        self._desk = desk
        spread = damage_cells.damage_spread(lambda: desk.facts.facilities)
        super().__init__(self.make_columns(), desk.steps, spread=spread, parent=desk)

    def make_columns(self) -> list[Any]:
        """The columns in the language of now."""
        desk = self._desk

        def offers(text: str) -> list[Offer]:
            return desk.facts.facilities.offers(text, desk.form.value("place"))

        def shown(cell: Cell) -> str:
            return desk.facts.facilities.label(cell.text) if len(cell.text) == 32 else cell.text

        return damage_cells.damage_columns(desk.reading, offers, shown)


class LinkModel(GridModel):
    """Links with other incidents, each seen from this one."""

    def __init__(self, desk: IncidentFields) -> None:
        self._desk = desk
        super().__init__(self.make_columns(), desk.steps, spread=self._meant, parent=desk)

    def make_columns(self) -> list[Any]:
        """The columns in the language of now."""
        desk = self._desk

        def offers(text: str) -> list[Offer]:
            near = desk.form.value("place"), desk.form.value("occurred")
            return desk.facts.others.offers(text, desk.reading(), desk.id, near)

        def shown(cell: Cell) -> str:
            return desk.facts.others.text(cell.text, desk.reading()) if len(cell.text) == 32 else cell.text

        return link_cells.link_columns(desk.reading, offers, shown)

    def _meant(self, key: str, text: str, _row: GridRow) -> Mapping[str, str]:
        if key == "incident" and len(text) != 32 and text.strip():
            found = self._desk.facts.others.find(text, self._desk.reading(), self._desk.id)
            return {key: found or text}
        return {key: text}

    def look_again(self) -> None:
        """Read incidents once more that could not be told before: more of them are known now."""
        rows = []
        for row in self.rows:
            cell = row.cell("incident")
            texts = self._meant("incident", cell.text, row) if cell.problem else {}
            found = {key: self.read_cell(key, text) for key, text in texts.items() if len(text) == 32}
            rows.append(GridRow(row.id, {**row.cells, **found}, row.saved, row.more))
        if tuple(rows) != self.rows:
            self.show(Rows(tuple(rows), self.now.taken_out))

    def answer(self, kind: str, other: str, reason: str) -> None:
        """Link with another incident as one step."""
        texts = {"link": kind, "incident": other, "reason": reason}
        row = GridRow(new_id(), {key: self.read_cell(key, text) for key, text in texts.items()})
        self.become(Rows((*self.filled(), row), self.now.taken_out), say("Link with another incident"))

    def linked(self) -> set[str]:
        """Incidents that stand in a row."""
        return {row.text("incident") for row in self.filled()}
