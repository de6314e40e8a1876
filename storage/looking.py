"""Reading single records: as they stand, their rivals, their history; counts and the hash of the whole state."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

import orjson
from sqlalchemy import Connection, func, literal, select, union_all

from storage.core import Core
from storage.database.rows import id_bytes, load_values, values_of
from storage.database.tables import device_seen, journal, rival, tables
from storage.edits import Entry, Rival, Seen, Step
from storage.fields.kind import Reading
from storage.fields.words import Words
from storage.journal.change import Change
from storage.journal.clock import stamp_device, stamp_time
from storage.journal.journal import fields_of, load_states, read_changes
from storage.journal.merge import settle
from storage.journal.state import RecordState, unpack_heads
from storage.records import RECORDS
from storage.sync.shared import held_by_others

_COUNTS = union_all(*(select(literal(kind), func.count()).select_from(table) for kind, table in tables.items()))
"""How many records of each kind there are, asked at once."""


class Looking(Core):
    """Everything that only reads single records."""

    def read(self, kind: str, record: str) -> Entry | None:
        """A record as it stands, with its open disputes; None when there is none."""
        return next(iter(self.read_many(kind, [record])), None)

    def read_many(self, kind: str, records: Iterable[str]) -> list[Entry]:
        """Several records of a kind, in the order asked for; missing ones are left out."""
        wanted = [identity for record in records if (identity := id_bytes(record))]
        with self.database.reading() as connection:
            states = load_states(connection, kind, wanted)
            return [self._entry(connection, states[record]) for record in wanted if record in states]

    def children(self, kind: str, field: str, parent: str) -> list[Entry]:
        """Records of a kind whose reference ``field`` names ``parent`` (victims of an incident), oldest first."""
        table = tables[kind]
        if field not in table.c:
            return []
        with self.database.reading() as connection:
            query = select(table.c.id).where(table.c[field] == parent).order_by(table.c.n)
            ids = [bytes(row.id) for row in connection.execute(query)]
            states = load_states(connection, kind, ids)
            return [self._entry(connection, states[record]) for record in ids]

    def history(self, kind: str, record: str) -> list[Step]:
        """Who changed what, when, from what to what; newest first."""
        with self.database.reading() as connection:
            changes = read_changes(connection, kind, id_bytes(record) or b"")
            names = self._people(connection, {change.who for change in changes})
        by_stamp = {change.stamp: change for change in changes}
        return [step for change in reversed(changes) for step in _steps(kind, change, by_stamp, names)]

    def conflicts(self) -> list[tuple[str, str, str]]:
        """Open disputes as (kind, record id, field)."""
        with self.database.reading() as connection:
            rows = connection.execute(select(rival.c.kind, rival.c.record, rival.c.field).order_by(rival.c.newest))
            return [(row.kind, bytes(row.record).hex(), row.field) for row in rows]

    def position(self) -> int:
        """The journal position: how many changes have arrived here."""
        with self.database.reading() as connection:
            return connection.execute(select(func.max(journal.c.seq))).scalar() or 0

    def counts(self) -> dict[str, int]:
        """How many records of each kind there are, withdrawn ones included."""
        with self.database.reading() as connection:
            return {str(kind): int(number) for kind, number in connection.execute(_COUNTS)}

    def unshared(self) -> int:
        """How many changes made here no other laptop is known to hold; in the practice register as its story goes."""
        with self.database.reading() as connection:
            theirs, own = held_by_others(connection, self.me.device[:12]), self._own_changes(connection)
        shared = sum(last - first + 1 for ranges in theirs.values() for first, last in ranges)
        told = int(self.setting("shared-to", 0)) if self.me.practice else 0
        return max(0, own - max(shared, told))

    def state_hash(self) -> str:
        """A hash of all values and heads, equal on every register that knows the same changes."""
        total = 0
        with self.database.reading() as connection:
            for kind, table in tables.items():
                rows = connection.execution_options(yield_per=1000).execute(select(table))
                for row in rows.mappings():
                    state = RecordState(
                        kind, bytes(row["id"]), row["n"], bytes(row["born"]), bytes(row["head"]),
                        unpack_heads(row["heads"]), values_of(kind, row),
                    )  # fmt: skip
                    total = (total + _row_hash(state)) % (1 << 128)
        return f"{total:032x}"

    def name_of(self, kind: str, record: str, language: str) -> str:
        """A short name of a record for a person: a place's name, a source's title, an incident's number."""
        if kind == "place":
            return self._named_place(record, language)
        found = self._named(kind, record)
        return found if found else record[:8]

    def setting(self, name: str, default: Any = None) -> Any:
        """What this register remembers for the window."""
        raise NotImplementedError

    def _named_place(self, record: str, language: str) -> str:
        facts = self.places.get(record)
        return " / ".join(sorted(facts.names_said(language))) if facts is not None else record[:8]

    def _named(self, kind: str, record: str) -> str:
        if kind not in tables:
            return ""
        entry = self.read(kind, record)
        if entry is None:
            return ""
        reading = Reading(Words("ar"), self.now().date())
        for name in ("name", "title", "name_ar", "name_en", "code"):
            if entry.values.get(name):
                said = [one.value for one in entry.disputed.get(name, ())] or [entry.values[name]]
                show = RECORDS[kind].fields[name].kind.show
                told = dict.fromkeys(show(one, reading) if one else "?" for one in said)
                return " / ".join(sorted(told))  # what teams disagree about is not said as if it were settled
        return ""

    def _entry(self, connection: Connection, state: RecordState) -> Entry:
        seen = {name: state.heads_of(name) for name in {*state.values, *state.heads}}
        disputed = {}
        for name in state.disputed:
            stamps = state.heads_of(name)
            fields = fields_of(connection, stamps)
            disputed[name] = self._rivals(connection, state.kind, name, stamps, fields)
        values = load_values(state.kind, state.values)
        return Entry(state.kind, state.record.hex(), values, Seen(seen), disputed)

    def _rivals(
        self, connection: Connection, kind: str, name: str, stamps: Iterable[bytes], fields: Mapping[bytes, Any]
    ) -> tuple[Rival, ...]:
        rows = connection.execute(select(journal.c.stamp, journal.c.who).where(journal.c.stamp.in_(list(stamps))))
        who = {bytes(row.stamp): bytes(row.who).hex() for row in rows}
        found = []
        for stamp in sorted(stamps, reverse=True):
            value = load_values(kind, {name: fields[stamp].get(name)})[name]
            found.append(Rival(value, stamp, who.get(stamp, ""), stamp_device(stamp).hex(), stamp_time(stamp)))
        return tuple(found)

    def _people(self, connection: Connection, ids: set[bytes]) -> dict[bytes, str]:
        table = tables["person"]
        rows = connection.execute(select(table.c.id, table.c.name).where(table.c.id.in_(list(ids))))
        return {bytes(row.id): row.name or "" for row in rows}

    def _own_changes(self, connection: Connection) -> int:
        """How many changes this device made, in all its epochs."""
        mine = bytes.fromhex(self.me.device)[:6]
        rows = connection.execute(select(device_seen.c.device, device_seen.c.number))
        return sum(row.number for row in rows if bytes(row.device)[:6] == mine)


def _steps(kind: str, change: Change, known: Mapping[bytes, Change], people: Mapping[bytes, str]) -> list[Step]:
    steps = []
    for name, after in change.fields.items():
        older = [(stamp, known[stamp].fields.get(name)) for stamp in change.over.get(name, ()) if stamp in known]
        item = RECORDS[kind].fields.get(name)
        before = settle(item.merge, older, 1 << 62)[0] if item and older else older[0][1] if older else None
        loaded = load_values(kind, {"a": None, name: after})[name]
        steps.append(
            Step(
                stamp_time(change.stamp),
                people.get(change.who, ""),
                stamp_device(change.stamp).hex(),
                change.save.hex(),
                name,
                load_values(kind, {name: before})[name],
                loaded,
                change.why,
            )
        )
    return steps


def _row_hash(state: RecordState) -> int:
    names = sorted({*state.values, *state.heads})
    facts = [[name, state.values.get(name), [stamp.hex() for stamp in state.heads_of(name)]] for name in names]
    return int.from_bytes(
        blake2b(_sorted_text([state.kind, state.record.hex(), facts]), digest_size=16).digest(), "big"
    )


def _sorted_text(facts: Any) -> bytes:
    try:
        return orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # whole numbers beyond 64 bits
        return json.dumps(facts, sort_keys=True).encode()
