"""Which part of the inbox a person looks at: a team's, or a place's with everything under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from storage.core import Core
from storage.database.tables import tables
from storage.lists.conditions import under

PARENT = {"claim": "incident", "outcome": "victim", "function": "facility", "population": "place"}
"""Kinds without an area of their own, and the record whose area is theirs."""


@dataclass(frozen=True)
class Wish:
    """Which part of the inbox a person looks at: a team, a place with everything under it; newest first or oldest.

    ``kind`` and ``field`` narrow the conflicts only.
    """

    team: str = ""
    place: str = ""
    newest: bool = True
    kind: str = ""
    field: str = ""


EVERYTHING = Wish()
"""No wish at all."""


class Wishing(Core):
    """Conditions for what a person wishes to see."""

    def _hex(self, column: Any) -> ColumnElement[str]:
        if self.database.dialect == "sqlite":
            return func.lower(func.hex(column))
        return func.encode(column, "hex")

    def _wished(self, kind: str, wish: Wish) -> list[ColumnElement[bool]]:
        table, found = tables[kind], []
        if wish.team:
            found.append(table.c.team == wish.team if kind != "place" else table.c.proposed_by == wish.team)
        if wish.place:
            path = self.places.area(wish.place) or "?"
            if kind in PARENT:  # damage has the area of its incident, others have none of their own
                parent = tables[PARENT[kind]].c
                inside = select(self._hex(parent.id)).where(under(parent.area, path))
                found.append(table.c[PARENT[kind]].in_(inside))
            else:
                found.append(under(table.c.area, path))
        return found
