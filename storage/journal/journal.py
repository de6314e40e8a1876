"""The journal in the database: writes changes and moves the records they touch, in one transaction.

The fast form of ``merge.py``: the records touched are read at once, moved in memory by ``state.py`` and written back
with a few statements for many rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from storage.database.inserting import asked, insert_rows, insert_tuples, rows_among, update_rows
from storage.database.jsontext import unpack
from storage.database.rows import column_names, columns_of, extra_of, stored_columns, values_in
from storage.database.tables import device_seen, early, journal, rival, tables
from storage.journal.change import Change, pack_fields, pack_over, unpack_over
from storage.journal.clock import Stamp, stamp_device
from storage.journal.merge import horizon, judged_after
from storage.journal.state import RecordState, apply, create, rejudge, unpack_heads
from storage.records import RECORDS

BATCH = 500
"""How many ids stand in one IN list: below the parameter limits of both engines."""

FIRST = {"place": 0, "incident": 1}
"""Kinds written before others, because computed columns of the others rest on them."""

Identity = tuple[str, bytes]
"""Word of the kind and id: nothing keeps two kinds of record from sharing an id."""


@dataclass
class Moved:
    """What a set of changes did.

    Attributes:
        states: every record touched, as it stands now.
        new: (kind, id) of records that had no row before.
        rejudged: (kind, id) of records in whose disputes another rival may be shown now.
        waiting: stamps that are replaced already but have not arrived.
        believed: the horizon before and after these changes.
    """

    states: dict[Identity, RecordState] = field(default_factory=dict)
    new: set[Identity] = field(default_factory=set)
    rejudged: set[Identity] = field(default_factory=set)
    waiting: set[Stamp] = field(default_factory=set)
    believed: tuple[int, int] = (0, 0)


def chunks(items: Iterable[Any], size: int = BATCH) -> Iterable[list[Any]]:
    """The items in lists of at most ``size``."""
    whole = list(items)
    return (whole[start : start + size] for start in range(0, len(whole), size))


def known_stamps(connection: Connection, stamps: Iterable[Stamp]) -> set[Stamp]:
    """Which of these changes the journal holds."""
    return {bytes(row[0]) for row in rows_among(connection, journal, ("stamp",), "stamp", stamps)}


def fields_of(connection: Connection, stamps: Iterable[Stamp]) -> dict[Stamp, dict[str, Any]]:
    """The fields of changes by stamp."""
    found: dict[Stamp, dict[str, Any]] = {}
    for part in chunks(stamps):
        rows = connection.execute(select(journal.c.stamp, journal.c.fields).where(journal.c.stamp.in_(part)))
        found.update((bytes(stamp), unpack(fields)) for stamp, fields in rows)
    return found


def read_changes(connection: Connection, kind: str, record: bytes) -> list[Change]:
    """All changes of one record, oldest first."""
    same = (journal.c.record == record) & (journal.c.kind == kind)
    rows = connection.execute(select(journal).where(same).order_by(journal.c.stamp))
    return [to_change(row) for row in rows.mappings()]


def to_change(row: Any) -> Change:
    """A journal row as a change."""
    return Change(
        stamp=bytes(row["stamp"]),
        kind=row["kind"],
        record=bytes(row["record"]),
        fields=unpack(row["fields"]),
        over=unpack_over(row["over"]),
        who=bytes(row["who"]),
        why=row["why"],
        save=bytes(row["save"]),
        number=row["number"],
    )


def believed_until(connection: Connection) -> int:
    """The horizon of this register (see ``merge.horizon``)."""
    rows = connection.execute(select(device_seen.c.device, device_seen.c.newest))
    return horizon({bytes(device): bytes(newest) for device, newest in rows})


def load_states(connection: Connection, kind: str, ids: Iterable[bytes]) -> dict[bytes, RecordState]:
    """The records of one kind that have a row, with their open disputes."""
    found: dict[bytes, RecordState] = {}
    own, values, derived = ("id", "n", "born", "head", "heads"), stored_columns(kind), tuple(RECORDS[kind].derived)
    first, last = len(own), len(own) + len(values)
    for row in rows_among(connection, tables[kind], (*own, *values, *derived), "id", ids):
        record = bytes(row[0])
        found[record] = RecordState(
            kind, record, row[1], bytes(row[2]), bytes(row[3]), unpack_heads(row[4]),
            values_in(kind, row[first:last]), had=dict(zip(derived, row[last:], strict=True)),
        )  # fmt: skip
    for row in rows_among(connection, rival, ("record", "kind", "field", "newest"), "record", found):
        if row[1] == kind:
            found[bytes(row[0])].disputed[row[2]] = bytes(row[3])
    return found


Derive = Callable[[str, Sequence[RecordState]], None]
"""Fills ``derived`` of moved records before they are written."""


def write_changes(connection: Connection, changes: Sequence[Change], fresh: set[Identity], derive: Derive) -> Moved:
    """Append changes that the journal does not hold yet and move their records.

    Args:
        connection: inside the one write transaction.
        changes: new changes, none of them known.
        fresh: records just made here, which cannot have a row, a rival or a predecessor.
        derive: computes the columns of a kind's records; places and incidents come before what rests on them.
    """
    append_changes(connection, changes)
    return move_records(connection, changes, fresh, derive, note_devices(connection, changes))


def by_record(changes: Iterable[Change], at_once: int) -> Iterator[list[Change]]:
    """Changes in parts of about so many, none of which parts a record; neighbours in the register come together.

    What others rest on comes first; new records in the order they came, then the records that are there, in the order
    of their ids, which is nearly that in which they lie: each page is fetched and written once, not once a part.
    """
    groups: dict[Identity, list[Change]] = defaultdict(list)
    for change in changes:
        groups[change.kind, change.record].append(change)

    kinds: dict[str, tuple[list[Identity], list[Identity]]] = defaultdict(lambda: ([], []))
    for identity, group in groups.items():
        kinds[identity[0]][bool(group[0].over)].append(identity)
    part: list[Change] = []
    for identity in (
        one
        for kind in sorted(kinds, key=lambda word: (FIRST.get(word, 9), word))
        for one in (*kinds[kind][0], *sorted(kinds[kind][1]))
    ):
        part += groups.pop(identity)
        if len(part) >= at_once:
            yield part
            part = []
    if part:
        yield part


def move_records(
    connection: Connection,
    changes: Sequence[Change],
    fresh: set[Identity],
    derive: Derive,
    believed: tuple[int, int],
) -> Moved:
    """Move the records of changes that stand in the journal; the arguments are those of :func:`write_changes`.

    Args:
        believed: the horizon before and after these changes.
    """
    moved = Moved(believed=believed)
    by_kind: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if change.kind in RECORDS:  # a kind of a newer program waits in the journal
            by_kind[change.kind].append(change)
    for kind in sorted(by_kind, key=lambda word: FIRST.get(word, 9)):
        group = by_kind[kind]
        old = [change for change in group if (kind, change.record) not in fresh]
        states = load_states(connection, kind, {change.record for change in old}) if old else {}
        replaced = _Replaced(connection, kind, old)
        values = _cached_values(connection)
        for change in group:
            state = states.get(change.record)
            if state is None:
                state = states[change.record] = RecordState(kind, change.record)
                moved.new.add((kind, change.record))
            if (kind, change.record) in fresh and not state.touched:
                create(state, change)
                continue
            replaced.note(change, state)
            apply(state, change, replaced.fields(change), values, moved.believed[1])
        moved.waiting |= replaced.write(connection)
        write_states(connection, kind, states.values(), derive)
        moved.states.update(((kind, record), state) for record, state in states.items())
    return moved


def append_changes(connection: Connection, changes: Sequence[Change]) -> None:
    """Write changes that the journal does not hold yet into it."""
    rows = [
        (change.stamp, change.number, change.kind, change.record, pack_fields(change.fields), pack_over(change.over),
         change.who, change.save or change.stamp, change.why)
        for change in changes
    ]  # fmt: skip
    names = ("stamp", "number", "kind", "record", "fields", "over", "who", "save", "why")
    insert_tuples(connection, journal, names, rows)


def note_devices(connection: Connection, changes: Sequence[Change]) -> tuple[int, int]:
    """Keep each device's newest stamp and number; returns the horizon before and after."""
    stamps, numbers = dict[bytes, Stamp](), dict[bytes, int]()
    for change in changes:
        stamp, number = change.stamp, change.number
        device = stamp_device(stamp)
        if stamp > stamps.get(device, b""):
            stamps[device] = stamp
        if number > numbers.get(device, -1):
            numbers[device] = number
    known = {bytes(row.device): (bytes(row.newest), row.number) for row in connection.execute(_DEVICES)}
    before = horizon({device: stamp for device, (stamp, _) in known.items()})
    for device, stamp in stamps.items():
        number = numbers[device]
        old_stamp, old_number = known.get(device, (stamp, number))
        row = {"_device": device, "newest": max(stamp, old_stamp), "number": max(number, old_number)}
        connection.execute(_MOVE_DEVICE if device in known else _ADD_DEVICE, row)
        known[device] = row["newest"], row["number"]
    return before, horizon({device: stamp for device, (stamp, _) in known.items()})


_DEVICES = select(device_seen.c.device, device_seen.c.newest, device_seen.c.number)
_MOVE_DEVICE = (
    update(device_seen)
    .where(device_seen.c.device == bindparam("_device"))
    .values(newest=bindparam("newest"), number=bindparam("number"))
)
_ADD_DEVICE = insert(device_seen).values(
    device=bindparam("_device"), newest=bindparam("newest"), number=bindparam("number")
)


class _Replaced:
    """Which values were replaced before they arrived, and what this batch adds to that."""

    def __init__(self, connection: Connection, kind: str, changes: Sequence[Change]) -> None:
        self._kind = kind
        self._early: dict[tuple[bytes, str, Stamp], bytes] = {}
        self._fresh: dict[tuple[bytes, str, Stamp], bytes] = {}
        self._changes = changes
        names = ("record", "kind", "field", "stamp", "by")
        for row in rows_among(connection, early, names, "record", {change.record for change in changes}):
            if row[1] == kind:
                self._early[bytes(row[0]), row[2], bytes(row[3])] = bytes(row[4])

    def fields(self, change: Change) -> Collection[str]:
        """The fields of a change that were replaced before it came."""
        if not self._early:
            return ()
        return {name for name in change.fields if (change.record, name, change.stamp) in self._early}

    def note(self, change: Change, state: RecordState) -> None:
        for name, stamps in change.over.items():
            heads = state.heads_of(name) if name in change.fields else stamps
            for stamp in stamps:
                if stamp not in heads:
                    key = (change.record, name, stamp)
                    self._early.setdefault(key, change.stamp)
                    self._fresh[key] = change.stamp

    def write(self, connection: Connection) -> set[Stamp]:
        """Keep what still has not arrived; returns the stamps awaited."""
        have = known_stamps(connection, {stamp for _, _, stamp in self._fresh})
        rows: list[dict[str, Any]] = [
            {"record": record, "kind": self._kind, "field": name, "stamp": stamp, "by": by}
            for (record, name, stamp), by in self._fresh.items()
            if stamp not in have
        ]
        arrived = {(change.record, change.stamp) for change in self._changes} if self._early else set()
        come = [key for key in self._early if (key[0], key[2]) in arrived]
        for row in [*rows, *({"record": key[0], "field": key[1], "stamp": key[2]} for key in come)]:
            same = (early.c.record == row["record"]) & (early.c.kind == self._kind)
            same &= (early.c.field == row["field"]) & (early.c.stamp == row["stamp"])
            connection.execute(delete(early).where(same))
        if rows:
            connection.execute(insert(early), rows)
        return {row["stamp"] for row in rows}


def _cached_values(connection: Connection) -> Callable[[Iterable[Stamp]], dict[Stamp, dict[str, Any]]]:
    cache: dict[Stamp, dict[str, Any]] = {}

    def values(stamps: Iterable[Stamp]) -> dict[Stamp, dict[str, Any]]:
        wanted = list(stamps)
        cache.update(fields_of(connection, [stamp for stamp in wanted if stamp not in cache]))
        return {stamp: cache[stamp] for stamp in wanted}

    return values


def write_states(connection: Connection, kind: str, states: Iterable[RecordState], derive: Derive) -> None:
    """Write moved records back, grouped by the columns that are filled or changed."""
    moved = list(states)
    derive(kind, [state for state in moved if state.touched or not state.n])
    table, names = tables[kind], column_names(kind)
    number = next_number(connection, kind) if any(not state.n for state in moved) else 0
    new: list[dict[str, Any]] = []
    old: list[dict[str, Any]] = []
    for state in moved:
        heads = {"born": state.born, "head": state.head, "heads": state.pack_heads()}
        heads["extra"] = extra_of(kind, state.values)
        if not state.n:
            state.n, number = number, number + 1
            columns = state.columns or columns_of(kind, state.values)
            own = {"id": state.record, "n": state.n}
            new.append({**own, **columns, **state.derived, **heads})
        elif state.touched or state.aged:
            moving = (one for name in sorted(state.touched) for one in names.get(name, ()))
            old.append({**{one: state.columns.get(one) for one in moving}, **state.differing(), **heads, "n": state.n})
        if state.settled or state.disputed:
            _write_rivals(connection, state)
    insert_rows(connection, table, new)
    update_rows(connection, table, "n", old)


def next_number(connection: Connection, kind: str) -> int:
    """The next free row number of a kind; safe because there is one writer at a time."""
    return int(asked(connection, _LAST_ROW[kind])[0]["last"] or 0) + 1


_LAST_ROW = {kind: select(func.max(table.c.n).label("last")) for kind, table in tables.items()}


def _write_rivals(connection: Connection, state: RecordState) -> None:
    if state.n:
        for name in state.settled | (state.touched & state.disputed.keys()):
            same = (rival.c.record == state.record) & (rival.c.kind == state.kind) & (rival.c.field == name)
            connection.execute(delete(rival).where(same))
    for name, newest in state.disputed.items():
        if name in state.touched:
            row = {"record": state.record, "field": name, "kind": state.kind, "newest": newest}
            connection.execute(insert(rival), row)


def rejudge_rivals(connection: Connection, moved: Moved, derive: Derive) -> None:
    """When the horizon moved past the stamp of an open dispute, judge anew which rival is shown."""
    after = moved.believed[1]
    rows = connection.execute(select(rival).where(rival.c.newest > judged_after(*moved.believed)))
    by_kind: dict[str, list[tuple[bytes, str]]] = defaultdict(list)
    for row in rows.mappings():
        by_kind[row["kind"]].append((bytes(row["record"]), row["field"]))
    values = _cached_values(connection)
    for kind in sorted(by_kind, key=lambda word: FIRST.get(word, 9)):
        states = load_states(connection, kind, {record for record, _ in by_kind[kind]})
        for record, name in by_kind[kind]:
            state = states[record]
            rejudge(state, name, state.heads_of(name), values, after)
        write_states(connection, kind, states.values(), derive)
        for record, state in states.items():
            earlier = moved.states.get((kind, record))
            if earlier:  # the same transaction moved it before: what follows must know of both moves
                state.touched |= earlier.touched
                state.was.update(earlier.was)
            moved.states[kind, record] = state
            moved.rejudged.add((kind, record))
