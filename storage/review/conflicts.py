"""What teams say differently, as the inbox lists it: every open conflict once, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, select, union_all

from storage.database.rows import load_values
from storage.database.tables import rival, tables
from storage.journal.clock import stamp_time
from storage.journal.state import unpack_heads
from storage.lists.listing import Row
from storage.review.confirming import Waiting
from storage.review.inbox import CONFLICT, LATER, STANDS, Question, parted
from storage.review.items import PUT_OFF, TODO, Item
from storage.review.wishes import EVERYTHING, PARENT, Wish
from storage.rivals import rivals_of

_REVIEW = tables["review"].c
_HEAD = f"{CONFLICT}:"
_OF_CONFLICTS = and_(_REVIEW.holds == STANDS, _REVIEW.about >= _HEAD, _REVIEW.about < f"{CONFLICT};")


class Conflicts(Waiting):
    """Part of the store: open conflicts as lines of the inbox."""

    def conflict_fields(self, wish: Wish = EVERYTHING) -> list[tuple[str, str, int]]:
        """Which fields of which kinds teams disagree about, and how often; the most frequent first."""
        with self.database.reading() as connection:
            parts = self._conflicts(connection, replace(wish, kind="", field=""), "")
            if not parts:
                return []
            each = union_all(*parts).subquery()
            rows = connection.execute(
                select(each.c.kind, each.c.about, func.count().label("many")).group_by(each.c.kind, each.c.about)
            )
            found = [(row.kind, row.about.removeprefix(_HEAD), row.many) for row in rows]
        return sorted(found, key=lambda one: (-one[2], one[0], one[1]))

    def count_conflicts(self, connection: Connection, wish: Wish, segment: str = TODO) -> int:
        """How many wait, or were put off."""
        counts = (part.with_only_columns(func.count()) for part in self._conflicts(connection, wish, segment))
        return sum(connection.execute(one).scalar() or 0 for one in counts)

    def conflict_items(self, connection: Connection, wish: Wish, segment: str, start: int, limit: int) -> list[Item]:
        """A page of them, by the time of the newest rival."""
        parts = self._conflicts(connection, wish, segment)
        if not parts:
            return []
        whole = union_all(*parts).subquery()
        order = whole.c.born.desc() if wish.newest else whole.c.born
        query = select(whole).order_by(order, whole.c.about).offset(start).limit(limit)
        found = connection.execute(query).all()
        rows = self._disputed_rows(connection, [(one.kind, bytes(one.id)) for one in found])
        return [_item(one, rows.get((one.kind, bytes(one.id)))) for one in found]

    def _conflicts(self, connection: Connection, wish: Wish, segment: str) -> list[Select[Any]]:
        """One query a kind: what is in dispute, narrowed to what is wished for."""
        kinds = connection.execute(select(rival.c.kind).distinct()).scalars().all()
        about = literal(_HEAD) + rival.c.field
        parts = []
        for kind in sorted(kinds):
            table = tables.get(kind)
            if table is None or wish.kind not in ("", kind):
                continue
            if wish.place and kind not in PARENT and "area" not in table.c:
                continue  # a source or a person is nowhere
            query = select(
                literal(kind).label("kind"), rival.c.record.label("id"), rival.c.newest.label("born"),
                about.label("about"),
            ).where(rival.c.kind == kind)  # fmt: skip
            if wish.field:
                query = query.where(rival.c.field == wish.field)
            if wish.team or wish.place:
                query = query.join(table, table.c.id == rival.c.record).where(*self._wished(kind, wish))
            parts.append(query.where(*self._in_segment(self._hex(rival.c.record) + about, segment)))
        return parts

    def _in_segment(self, key: ColumnElement[str], segment: str) -> list[ColumnElement[bool]]:
        judged = select(_REVIEW.record_id + _REVIEW.about).where(_OF_CONFLICTS)
        if segment == PUT_OFF:
            grouped = judged.group_by(_REVIEW.record_id, _REVIEW.about).having(func.min(_REVIEW.verdict) == LATER)
            return [key.in_(grouped)]
        return [key.notin_(judged)] if segment == TODO else []

    def _disputed_rows(
        self, connection: Connection, wanted: Iterable[tuple[str, bytes]]
    ) -> dict[tuple[str, bytes], Row]:
        """Rows as lists show them, with their rival values."""
        ids: dict[str, list[bytes]] = {}
        for kind, record in wanted:
            ids.setdefault(kind, []).append(record)
        found = {}
        for kind, records in ids.items():
            table = tables[kind]
            rows = connection.execute(select(table).where(table.c.id.in_(set(records)))).mappings().all()
            rivals = rivals_of(connection, kind, {bytes(row["id"]): row["heads"] for row in rows})
            for row in rows:
                told = {name: _loaded(kind, name, values) for name, values in rivals.get(bytes(row["id"]), {}).items()}
                found[kind, bytes(row["id"])] = Row(kind, row, "", told)
        return found


def _loaded(kind: str, name: str, values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(load_values(kind, {name: value})[name] for value in values)


def _item(one: Any, row: Row | None) -> Item:
    name = one.about.removeprefix(_HEAD)
    heads: Mapping[str, Any] = unpack_heads(row.columns["heads"]) if row is not None else {}
    asked = Question(one.about, parted(heads.get(name, ())))
    return Item(one.kind, bytes(one.id).hex(), asked, row, stamp_time(bytes(one.born)))
