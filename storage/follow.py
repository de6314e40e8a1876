"""What must follow when records moved, in the same transaction: totals, records that rest on them, search, keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from storage.counting.figures import counted_as
from storage.database.counted import counts
from storage.database.inserting import rows_among, update_rows
from storage.database.rows import id_bytes
from storage.database.tables import tables
from storage.derive import Deriver
from storage.journal.journal import Moved, chunks, load_states
from storage.journal.state import RecordState
from storage.lists.search import SEARCHABLE, body_of, indexed_fields, write_index
from storage.matching.people import keys_of, pack_keys
from storage.places.gazetteer import PlaceBook
from storage.records import RECORDS
from storage.review.inbox import ASKING
from storage.review.judging import judge
from storage.rivals import rivals_in, rivals_of_field

_ALL_OF_THEM = frozenset({"certificate", "revocation"})
MOVED_BY = {
    "place": frozenset({"place"}) | _ALL_OF_THEM,
    "incident": frozenset({"place", "claim", "source", "victim"}) | _ALL_OF_THEM,
    "victim": frozenset({"place", "incident"}) | _ALL_OF_THEM,
    "facility": frozenset({"place", "incident", "damage"}) | _ALL_OF_THEM,
    "damage": frozenset({"place", "incident"}),
    "movement": frozenset({"place"}) | _ALL_OF_THEM,
    "village_state": frozenset({"place"}),
    "claim": frozenset[str](),
    "source": frozenset[str](),
    "link": frozenset[str](),
    "review": ASKING | {"source"} | _ALL_OF_THEM,
}
"""By kind: changes of which other kinds move what is computed of its records, or the words they are found by."""

RESTING = {
    "place": "parent",
    "incident": "place",
    "facility": "place",
    "movement": "origin",
    "village_state": "place",
    "victim": "outcome_place",
}
"""Which field of a kind names the place its computed columns rest on; what others rest on comes first."""

INCIDENT_FACTS = {"victim": frozenset({"occurred", "place"}),
                  "damage": frozenset({"occurred", "time", "place", "withdrawn", "status"})}  # fmt: skip
"""Facts of an incident that the computed columns of what belongs to it rest on."""

PERSON_FACTS = frozenset({"incident", "outcome", "age", "people", "sex", "civilian_status", "status", "withdrawn"})
"""Facts of a victim that the figures of the incident rest on; its group is looked after by itself."""

COUNTED_BY = ("outcome", "sex", "civilian_status", "status", "withdrawn")
"""Those of them that are read as they stand; the others by what is computed of them."""

KEY_FACTS = frozenset({"name", "sex", "age"})
"""Facts of a victim that it is found again by; its computed day and place are others."""

FIGURE_FACTS = frozenset({"figure_rule", "preferred_claim", "decided_killed", "decided_injured", "decided_missing",
                          "status", "withdrawn", "overrides"})  # fmt: skip
"""What published figures, and whether the names fit them, rest on."""


def follow(connection: Connection, moved: Moved, deriver: Deriver, *, learned: bool) -> None:
    """Bring everything that rests on these records up to date; what is gathered is left to :func:`finish`."""
    for kind in SEARCHABLE:
        states = [state for (word, _), state in moved.states.items() if word == kind and state.touched]
        _index(connection, kind, states, moved, deriver)
    _bring_others(connection, moved, deriver, learned=learned)


def _bring_others(connection: Connection, moved: Moved, deriver: Deriver, *, learned: bool) -> None:
    """Bring up to date what rests on these records, whether they still stand or not."""
    places = [
        state  # nothing rests yet on a place that was made here a moment ago
        for (kind, record), state in moved.states.items()
        if kind == "place" and state.touched and (learned or (kind, record) not in moved.new)
    ]
    if places:
        _refresh_resting(connection, places, moved, deriver)
    again = _refresh_belonging(connection, moved, deriver, learned=learned)
    groups = _refresh_groups(connection, moved, deriver) | _claimed_by_regrouped(connection, moved, deriver)
    deriver.attacks(_facilities_to_count(moved) | again)
    counted = _incidents_to_count(moved) | groups
    if deriver.gathered.held:  # an incident waits for its people; those of one that was there are at hand just now
        deriver.gathered.counted |= _incidents_moved(moved)
        deriver.gathered.counted -= counted
    else:
        counted |= _incidents_moved(moved)
    deriver.totals(counted)
    judge(connection, moved, counted, deriver.may_verify)
    if not deriver.gathered.held:
        deriver.gathered.keys.write(connection)


Gone = tuple[str, bytes, dict[str, Any]]
"""Kind and id of a record that is taken out, and what it says of others."""

SAYS_OF_OTHERS = {"source": ("same_group_as",), "victim": ("of_group", "incident"), "claim": ("incident",),
                  "damage": ("facility",)}  # fmt: skip
"""The fields by which something that is counted elsewhere rests on a record."""


def gone_with(connection: Connection, kind: str, records: Collection[bytes]) -> list[Gone]:
    """What records say of others, read before they are taken out."""
    names = SAYS_OF_OTHERS.get(kind, ())
    if not names:
        return [(kind, record, {}) for record in records if kind in tables]
    rows = rows_among(connection, tables[kind], ("id", *names), "id", records)
    return [(kind, bytes(row[0]), dict(zip(names, row[1:], strict=True))) for row in rows]


def follow_gone(connection: Connection, some: Iterable[Gone], deriver: Deriver) -> None:
    """Bring up to date what rested on records that were taken out, or were put in anew as they once were."""
    gone = Moved()
    for kind, record, was in some:
        gone.states[kind, record] = RecordState(kind, record, touched=set(RECORDS[kind].fields), was=was)
    _bring_others(connection, gone, deriver, learned=True)


def finish(connection: Connection, deriver: Deriver) -> None:
    """Do what was gathered in a transaction."""
    deriver.totals(deriver.gathered.counted)
    judge(connection, Moved(), deriver.gathered.counted, deriver.may_verify)
    deriver.gathered.keys.write(connection)


def compute_again(connection: Connection, kind: str, records: Iterable[bytes], deriver: Deriver) -> None:
    """Compute the columns of these records anew, and whether what was judged of them still stands."""
    for part in chunks(records):
        states = load_states(connection, kind, part)
        _rewrite(connection, kind, states.values(), deriver)
        again = Moved(states={(kind, record): state for record, state in states.items()})
        judge(connection, again, set(), deriver.may_verify)
    if not deriver.gathered.held:
        deriver.gathered.keys.write(connection)


def _incidents_moved(moved: Moved) -> set[str]:
    """Incidents whose figures rest on what moved in themselves."""
    return {
        record.hex()
        for (kind, record), state in moved.states.items()
        if kind == "incident" and ((kind, record) in moved.new or state.touched & FIGURE_FACTS)
    }


def _incidents_to_count(moved: Moved) -> set[str]:
    """Incidents whose people or claims moved."""
    found: set[Any] = set()
    for identity, state in moved.states.items():
        kind = identity[0]
        if kind == "victim":
            counts = identity in moved.new or (
                not PERSON_FACTS.isdisjoint(state.touched) and (identity in moved.rejudged or _counts_otherwise(state))
            )
        else:
            counts = kind == "claim" and bool(state.touched or state.aged)  # its entry puts a claim in order
        for item in (state.values.get("incident"), state.was.get("incident")) if counts else ():
            if item.__class__ is str and item not in found and id_bytes(item):  # many are of one incident
                found.add(item)
    return found


def _counts_otherwise(state: RecordState) -> bool:
    """Whether a victim counts in figures in another way than before; a birthday corrected by a year rarely does."""
    if "incident" in state.touched:
        return True
    before = {name: (state.was if name in state.touched else state.values).get(name) for name in COUNTED_BY}
    return _adds(before, state.had) != _adds(state.values, state.derived)


def _adds(values: Mapping[str, Any], computed: Mapping[str, Any]) -> tuple[Any, ...]:
    return counted_as(values, computed) if counts(values) else ()


def _claimed_by_regrouped(connection: Connection, moved: Moved, deriver: Deriver) -> set[str]:
    """Incidents with claims of sources that joined or left a group: two posts of one group are one source."""
    ends: set[str] = set()
    for (kind, record), state in moved.states.items():
        if kind == "source" and state.touched & {"same_group_as", "withdrawn", "status"}:
            named = {str(values.get("same_group_as")) for values in (state.values, state.was)}
            others = {one for one in named if id_bytes(one)}
            ends |= {record.hex(), *others} if others else set()
    parties = {member for one in ends for member in deriver.groups.members(one)}
    claim, found = tables["claim"].c, set()
    for part in chunks(sorted(parties)):
        found |= set(connection.execute(select(claim.incident).where(claim.source.in_(part))).scalars())
    return {incident for incident in found if id_bytes(incident)}


def _up_to_date(moved: Moved, kind: str) -> set[bytes]:
    """Records made in this transaction: they were computed and indexed after what they rest on, unless a dispute was
    judged anew. Of others only what moved in themselves was.
    """
    return set() if moved.rejudged else {record for word, record in moved.new if word == kind}


def _refresh_belonging(connection: Connection, moved: Moved, deriver: Deriver, *, learned: bool) -> set[str]:
    """Victims and damage take their day and place from the incident; when that moves, they move.

    Gives the facilities whose damage moved.
    """
    facilities: set[str] = set()
    for kind, facts in INCIDENT_FACTS.items():
        incidents = [
            record.hex()
            for (word, record), state in moved.states.items()
            if word == "incident" and state.touched & facts and (learned or (word, record) not in moved.new)
        ]
        states = _refresh_of_incidents(connection, kind, incidents, _up_to_date(moved, kind), deriver)
        facilities |= _named(states, "facility") if kind == "damage" else set()
    return facilities


def _named(states: Iterable[RecordState], field: str) -> set[str]:
    """The records that a reference of these records names, now or before they moved."""
    named = (one for state in states for one in (state.values.get(field), state.was.get(field)))
    return {str(one) for one in named if id_bytes(one)}  # a hostile form may be a list


def _refresh_groups(connection: Connection, moved: Moved, deriver: Deriver) -> set[str]:
    """A group shrinks when people are named out of it, and grows again when they are taken back.

    Gives the incidents whose named people are to be counted anew.
    """
    victims = [state for (kind, _), state in moved.states.items() if kind == "victim"]
    groups = {bytes.fromhex(group) for group in _named(victims, "of_group")}
    if not groups:
        return set()
    states = load_states(connection, "victim", groups).values()
    _rewrite(connection, "victim", states, deriver)
    return _named(states, "incident")


def _facilities_to_count(moved: Moved) -> set[str]:
    damage = [state for (kind, _), state in moved.states.items() if kind == "damage" and state.touched]
    return _named(damage, "facility") | {record.hex() for kind, record in moved.new if kind == "facility"}


def _refresh_resting(connection: Connection, places: list[RecordState], moved: Moved, deriver: Deriver) -> None:
    """Records that name a place which arrived later, or whose place was renamed or moved."""
    on_the_move = {state.record.hex() for state in places if state.touched & {"parent", "code"}}
    on_the_move |= {record.hex() for kind, record in moved.new if kind == "place"}  # others may name it already
    ids = deriver.book.below(on_the_move) | {state.record.hex() for state in places}
    for kind, field in RESTING.items():
        table = tables[kind]
        if kind != "place" and connection.execute(select(table.c.n).limit(1)).first() is None:
            continue
        done = _up_to_date(moved, kind)
        torn = rivals_of_field(connection, kind, field)  # searched by the names of each place, whichever is shown
        beside = {record for record, values in torn.items() if not ids.isdisjoint(_words_in(values))} - done
        for part in chunks(sorted(ids)):
            rows = connection.execute(select(table.c.id).where(table.c[field].in_(part)))
            found, beside = ({bytes(row.id) for row in rows} | beside) - done, set()
            states = load_states(connection, kind, found)
            _rewrite(connection, kind, states.values(), deriver)
            if kind == "incident":
                for word in INCIDENT_FACTS:
                    _refresh_of_incidents(connection, word, [record.hex() for record in states], set(), deriver)


def _words_in(values: Iterable[Any]) -> Iterator[str]:
    """Those that can be an id: another program may have written a list, and lists cannot be looked up."""
    return (value for value in values if isinstance(value, str))


def _refresh_of_incidents(
    connection: Connection, kind: str, incidents: list[str], done: set[bytes], deriver: Deriver
) -> list[RecordState]:
    """Compute anew what belongs to these incidents; gives the records."""
    table = tables[kind]
    whole: list[RecordState] = []
    for part in chunks(incidents):
        rows = connection.execute(select(table.c.id).where(table.c.incident.in_(part)))
        ids = {bytes(row.id) for row in rows} - done
        states = list(load_states(connection, kind, ids).values())
        _rewrite(connection, kind, states, deriver)
        whole += states
    return whole


def _rewrite(connection: Connection, kind: str, states: Iterable[RecordState], deriver: Deriver) -> None:
    """Compute records anew whose own facts did not move."""
    moved = list(states)
    if not moved:
        return
    deriver.fill(kind, moved)
    differing = [{**columns, "n": state.n} for state in moved if (columns := state.differing())]
    update_rows(connection, tables[kind], "n", differing)
    if kind in SEARCHABLE:
        _write_bodies(connection, kind, moved, deriver, fresh=False)
    if kind == "victim":
        _rewrite_keys(connection, moved, deriver)


def _index(connection: Connection, kind: str, states: list[RecordState], moved: Moved, deriver: Deriver) -> None:
    """How records that moved are found: by search, and a victim as the same person."""
    new, old, judged = list[RecordState](), list[RecordState](), list[RecordState]()
    for state in states:
        identity = kind, state.record
        (judged if identity in moved.rejudged else new if identity in moved.new else old).append(state)
    _write_bodies(connection, kind, new, deriver, fresh=True)
    searched = indexed_fields(kind)
    _write_bodies(
        connection,
        kind,
        [*judged, *(one for one in old if _differs(one, searched, ("where_id",)))],
        deriver,
        fresh=False,
    )
    if kind == "victim":
        keys = deriver.gathered.keys
        for state in new:
            keys.move(state.n, b"", _keys_of(state))
        for state in judged:
            if (kind, state.record) in moved.new:
                keys.move(state.n, b"", b"")  # its row, made a moment ago, has them; the index has not
        moving = [*judged, *(one for one in old if _differs(one, KEY_FACTS, ("day", "where_id")))]
        _rewrite_keys(connection, moving, deriver)


def _differs(state: RecordState, facts: frozenset[str], computed: tuple[str, ...]) -> bool:
    """Whether something moved that an index rests on."""
    return bool(state.touched & facts) or any(state.had.get(one) != state.derived.get(one) for one in computed)


def _write_bodies(
    connection: Connection, kind: str, states: list[RecordState], deriver: Deriver, *, fresh: bool
) -> None:  # fmt: skip
    write_index(connection, kind, bodies_of(connection, kind, states, deriver.book), fresh=fresh)


def bodies_of(
    connection: Connection, kind: str, states: list[RecordState], book: PlaceBook
) -> list[tuple[int, str]]:  # fmt: skip
    """The words by which these records are found, by their numbers; their computed columns are worked out."""
    rivals, searched = dict[bytes, dict[str, tuple[Any, ...]]](), indexed_fields(kind)
    torn = [state for state in states if state.disputed and not searched.isdisjoint(state.disputed)]
    if torn:
        rivals = rivals_in(connection, torn)
    return [
        (state.n, body_of(kind, state.values, book, state.derived.get("where_id"), rivals.get(state.record, {})))
        for state in states
    ]


def _keys_of(state: RecordState) -> bytes:
    return state.derived.get("match_keys") or pack_keys(keys_of(state.values, state.derived))


def _rewrite_keys(connection: Connection, states: list[RecordState], deriver: Deriver) -> None:
    """Note in rows and index the keys that are others now."""
    rows = []
    for state in states:
        before, after = bytes(state.had.get("match_keys") or b""), _keys_of(state)
        if after != before:
            rows.append({"match_keys": after, "n": state.n})
        deriver.gathered.keys.move(state.n, before, after)
    update_rows(connection, tables["victim"], "n", rows)
