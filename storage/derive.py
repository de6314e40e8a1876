"""Computed columns: the day and area of a record, published figures, named victims. Never journalled.

They are a function of the values and follow them in the same transaction, so that lists and sums need no joins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select, update

from storage.figures import Claimed, Named, published
from storage.gazetteer import PlaceBook, facts_of
from storage.journal.state import RecordState
from storage.names import fold
from storage.people import keys_of, pack_keys
from storage.rows import columns_of, id_bytes
from storage.tables import tables

Values = Mapping[str, Any]


@dataclass
class Deriver:
    """Computes columns inside one transaction."""

    connection: Connection
    book: PlaceBook

    def fill(self, kind: str, states: Sequence[RecordState]) -> None:
        """Compute the columns of these records into ``state.derived``."""
        if kind == "place":
            for state in states:
                self.book.put(facts_of(state.record.hex(), state.values))
        for state in states:
            state.columns = columns_of(kind, state.values)
        rows = [(state, state.columns) for state in states]
        if kind == "victim":
            facts = self._incidents(row.get("incident") for _, row in rows)
            for state, row in rows:
                state.derived = self._victim(row, facts.get(row.get("incident") or ""))
                if not state.n:  # a row that exists gives its old keys back first, see follow.py
                    state.derived["match_keys"] = pack_keys(keys_of(state.values, {**state.derived, **row}))
            return
        compute = {
            "incident": self._incident,
            "place": self._place,
            "facility": self._facility,
            "village_state": self._village_state,
            "movement": self._movement,
        }.get(kind)
        for state, row in rows if compute else ():
            state.derived = compute(row)  # type: ignore[misc]
        if kind == "place":
            for state in states:
                state.derived["area"] = self.book.area(state.record.hex())

    def _incident(self, row: Values) -> dict[str, Any]:
        day = row.get("occurred__first") or row.get("occurred__last")
        minutes = row.get("time__sort")
        moment = None if day is None else f"{day}T{minutes:04d}" if minutes is not None else f"{day}T"
        return {"day": day, "moment": moment, "area": self.book.area(row.get("place"))}

    def _victim(self, row: Values, incident: tuple[str | None, str | None] | None) -> dict[str, Any]:
        day, place = incident or (None, None)
        where = row.get("outcome_place") or place
        low, high = row.get("age__years_min"), row.get("age__years_max")
        one = row.get("people") is None
        return {
            "day": day or row.get("outcome_day__first") or row.get("outcome_day__last"),
            "where_id": where,
            "area": self.book.area(where),
            "name_key": fold(row.get("name__ar") or row.get("name__la") or "") or None,
            "child": 1 if high is not None and high < 18 else 0 if low is not None and low >= 18 else None,
            "people_min": 1 if one else row.get("people__min") or 0,
            "people_max": 1 if one else row.get("people__max"),
        }

    def _place(self, row: Values) -> dict[str, Any]:
        return {"name_key": fold(row.get("name_en") or row.get("name_ar") or "") or None}

    def _facility(self, row: Values) -> dict[str, Any]:
        key = fold(row.get("name_ar") or row.get("name_en") or "") or None
        return {"name_key": key, "area": self.book.area(row.get("place"))}

    def _village_state(self, row: Values) -> dict[str, Any]:
        return {"area": self.book.area(row.get("place"))}

    def _movement(self, row: Values) -> dict[str, Any]:
        day = row.get("started__first") or row.get("started__last") or row.get("ended__first")
        return {"day": day, "area": self.book.area(row.get("origin"))}

    def _incidents(self, ids: Iterable[str | None]) -> dict[str, tuple[str | None, str | None]]:
        table = tables["incident"]
        wanted = list({record for item in ids if (record := id_bytes(item))})
        found: dict[str, tuple[str | None, str | None]] = {}
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            rows = self.connection.execute(select(table.c.id, table.c.day, table.c.place).where(table.c.id.in_(part)))
            found.update((bytes(row.id).hex(), (row.day, row.place)) for row in rows)
        return found

    def totals(self, incidents: Iterable[str]) -> None:
        """Write the published figures and named victims of these incidents anew."""
        wanted = sorted(set(incidents))
        for start in range(0, len(wanted), 400):
            self._totals(wanted[start : start + 400])

    def _totals(self, ids: list[str]) -> None:
        claims, named = self._claims(ids), self._named(ids)
        table = tables["incident"]
        rows = self.connection.execute(_RULES, {"ids": [bytes.fromhex(item) for item in ids]})
        updates = []
        for row in rows.mappings():
            record = bytes(row["id"]).hex()
            figures: dict[str, Any] = {"_id": row["id"]}
            mine = named.get(record, Named())
            for word in WORDS:
                decided = row[f"decided_{word}__min"], row[f"decided_{word}__max"]
                low, high = published(
                    row["figure_rule"], claims.get(record, []), word, mine.of(word), decided, row["preferred_claim"]
                )
                figures |= {f"{word}_min": low, f"{word}_max": high, f"named_{word}": mine.of(word)[0]}
            figures["named_children"] = mine.children
            updates.append(figures)
        if updates:
            names = [name for name in updates[0] if name != "_id"]
            statement = update(table).where(table.c.id == bindparam("_id"))
            self.connection.execute(statement.values({name: bindparam(name) for name in names}), updates)

    def _claims(self, ids: list[str]) -> dict[str, list[Claimed]]:
        found: dict[str, list[Claimed]] = defaultdict(list)
        for row in self.connection.execute(_CLAIMS, {"ids": ids}).mappings():
            ranges = {word: (row[f"{word}__min"], row[f"{word}__max"]) for word in WORDS}
            found[row["incident"]].append(Claimed(bytes(row["id"]).hex(), ranges))
        return found

    def _named(self, ids: list[str]) -> dict[str, Named]:
        found: dict[str, Named] = defaultdict(Named)
        for row in self.connection.execute(_NAMED, {"ids": ids}):
            found[row.incident].add(row.outcome, row.child, row.people_min, row.people_max)
        return found


WORDS = ("killed", "injured", "missing")
_SOME: BindParameter[Any] = bindparam("ids", expanding=True)
_INCIDENT, _CLAIM, _VICTIM = tables["incident"].c, tables["claim"].c, tables["victim"].c
_RULES = select(
    _INCIDENT.id,
    _INCIDENT.figure_rule,
    _INCIDENT.preferred_claim,
    *(_INCIDENT[f"decided_{word}__{end}"] for word in WORDS for end in ("min", "max")),
).where(_INCIDENT.id.in_(_SOME))
_CLAIMS = select(
    _CLAIM.id, _CLAIM.incident, *(_CLAIM[f"{word}__{end}"] for word in WORDS for end in ("min", "max"))
).where(_CLAIM.incident.in_(_SOME), _CLAIM.withdrawn.is_(None))
_NAMED = select(_VICTIM.incident, _VICTIM.outcome, _VICTIM.child, _VICTIM.people_min, _VICTIM.people_max).where(
    _VICTIM.incident.in_(_SOME), _VICTIM.withdrawn.is_(None)
)
