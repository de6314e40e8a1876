"""Reading movements, population figures and observations of villages as the plain values that ledgers are made of.

A form that this program cannot read (a newer team's, a hostile one) says nothing: its record still counts as a report
without a number or a day. Fields in dispute come with all their rivals.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from storage.counting.ranges import UNTOLD, Span, hull, span
from storage.database.counted import counted, counted_one_by_one
from storage.database.jsontext import unpack
from storage.database.rows import id_bytes, load_one
from storage.database.tables import tables
from storage.records import RECORDS
from storage.rivals import rivals_of
from storage.villages.ledger import Figure
from storage.villages.moves import NO_DAYS, Days, Move, days_of, ordered
from storage.villages.standing import Sighting

_M, _P, _S = tables["movement"].c, tables["population"].c, tables["village_state"].c
_ENDS = (
    _M.id, _M.n, _M.direction, _M.origin, _M.destination, _M.destination_known, _M.started__first, _M.started__last,
    _M.ended__first, _M.ended__last, _M.day, _M.persons__min, _M.persons__max, _M.households__min, _M.households__max,
    _M.share, _M.status,
)  # fmt: skip
PLAIN = select(*_ENDS).where(counted(tables["movement"]))
"""Movements that count, as far as an index holds them: all that is needed of those told by one account only."""


def begun_by(day: str) -> ColumnElement[bool]:
    """That a movement may have begun by a day."""
    return or_(_M.started__first.is_(None), _M.started__first <= day, _M.started__last <= day)


_WHOLE = select(*_ENDS, _M.born, _M.heads, _M.certainty, _M.same_people_as).where(
    counted_one_by_one(tables["movement"])
)
FIGURES = select(
    _P.id, _P.born, _P.heads, _P.place, _P.day, _P.persons__min, _P.persons__max, _P.households, _P.source, _P.status
).where(counted(tables["population"]))  # fmt: skip
SEEN = select(
    _S.id, _S.born, _S.heads, _S.place, _S.day, _S.state, _S.share, _S.remaining__min, _S.remaining__max,
    _S.source, _S.who_stayed, _S.status,
).where(counted(tables["village_state"]))  # fmt: skip
AT_ONCE = 900


class Account(NamedTuple):
    """A movement with all that teams say of it, and as its row alone says."""

    move: Move
    written: Move


def plain_moves(connection: Connection, statement: Select[Any], but: Container[str]) -> list[Move]:
    """The movements of a statement made from :data:`PLAIN`, without those in ``but``."""
    cursor: Any = connection.execute(statement).cursor  # bare rows: there may be fifty thousand
    return [move for row in cursor.fetchall() if (move := _move(row)).id not in but]


def accounts_of(connection: Connection, ids: Iterable[str]) -> dict[str, Account]:
    """The standing movements with these ids, whole, by id."""
    wanted = [record for one in ids if (record := id_bytes(one))]
    found: dict[str, Account] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = connection.execute(_WHOLE.where(_M.id.in_(wanted[start : start + AT_ONCE]))).all()
        rivals = rivals_of(connection, "movement", {bytes(row.id): row.heads for row in rows if row.heads})
        for row in rows:
            same = ids_in(row.same_people_as) if row.same_people_as else ()
            written = _move(row[: len(_ENDS)])._replace(
                entered=bytes(row.born), certainty=row.certainty or "", same_as=same
            )
            found[written.id] = Account(_contested(written, rivals.get(bytes(row.id), {})), written)
    return found


def _move(row: Sequence[Any]) -> Move:
    (id_, number, direction, origin, destination, towards, first, last, ended, arrived, day,
     low, high, families, most_families, share, status) = row  # fmt: skip
    told = low is not None or high is not None
    began, came = days_of((first, last), (ended, arrived))
    return Move(
        bytes(id_).hex(), number, b"", (direction or "",), (origin or "",), (destination or "",), towards or "",
        began, came, day, span(low, high) if told else UNTOLD, told,
        families is not None or most_families is not None, share is not None, draft=status == "draft",
    )  # fmt: skip


def ids_in(packed: str) -> tuple[str, ...]:
    """The texts of a list as a row keeps it; none when it cannot be read."""
    try:
        found = unpack(packed)
    except ValueError:
        return ()
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def _contested(move: Move, rivals: Mapping[str, Sequence[Any]]) -> Move:
    """A movement with what teams disagree about: all names, the hull of all numbers and days."""
    if not rivals:
        return move
    more: dict[str, Any] = {}
    for name, field in (("direction", "directions"), ("origin", "origins"), ("destination", "destinations")):
        if name in rivals:
            more[field] = _shown_first(getattr(move, field)[0], rivals[name])
    if "destination_known" in rivals and len(set(_texts(rivals["destination_known"]))) > 1:
        more["towards"] = ""
    if "persons" in rivals:
        read = [_people("movement", "persons", value) for value in rivals["persons"]]
        more |= {"persons": hull(read), "told": any(one != UNTOLD for one in read)}
    if "started" in rivals or "ended" in rivals:
        started = hull_of_days([_days(value) for value in rivals.get("started", ())])
        ended = hull_of_days([_days(value) for value in rivals.get("ended", ())])
        began, arrived = days_of(started, ended)
        more["began"] = hull_of_days([began, move.began]) if "started" in rivals else move.began
        more["arrived"] = hull_of_days([arrived, move.arrived])
    return move._replace(**more)


def _texts(values: Iterable[Any]) -> Iterator[str]:
    return (value if isinstance(value, str) else "" for value in values)


def _shown_first(shown: str, rivals: Sequence[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([shown, *_texts(rivals)]))


def _people(kind: str, name: str, value: Any) -> Span:
    """A canonical count as a range; what nobody can read is unknown."""
    read = None if value is None else load_one(RECORDS[kind].fields[name], value)
    low, high = getattr(read, "low", None), getattr(read, "high", None)
    return UNTOLD if low is None and high is None else span(low, high)


def _days(value: Any) -> Days:
    """A canonical day as first and last possible day; what nobody can read is open on both sides."""
    return _read_days(value) if isinstance(value, str) else NO_DAYS


@lru_cache(maxsize=8192)
def _read_days(value: str) -> Days:
    read = load_one(RECORDS["population"].fields["day"], value)
    first, last = getattr(read, "first", None), getattr(read, "last", None)
    return ordered((first.isoformat() if first else None, last.isoformat() if last else None))


def hull_of_days(days: Sequence[Days]) -> Days:
    """The days from the first to the last of several; open where one of them is."""
    if not days:
        return NO_DAYS
    firsts, lasts = [one[0] for one in days], [one[1] for one in days]
    first = None if None in firsts else min(one for one in firsts if one)
    return first, None if None in lasts else max(one for one in lasts if one)


def figures(connection: Connection, statement: Select[Any] = FIGURES) -> dict[str, list[Figure]]:
    """Population figures by place, of a statement made from :data:`FIGURES`."""
    rows = connection.execute(statement).all()
    rivals = rivals_of(connection, "population", {bytes(row[0]): row[2] for row in rows if row[2]})
    found: dict[str, list[Figure]] = {}
    for row in rows:
        id_, born, _, place, day, low, high, households, source, status = row
        told = low is not None or high is not None
        one = Figure(
            id_.hex(), born, _days(day), span(low, high) if told else UNTOLD, told,
            bool(households), source or "", status == "draft",
        )  # fmt: skip
        against = rivals.get(bytes(id_), {})
        if "persons" in against:
            read = [_people("population", "persons", value) for value in against["persons"]]
            one = one._replace(persons=hull(read), told=any(item != UNTOLD for item in read))
        found.setdefault(place or "", []).append(one)
    return found


def observations(connection: Connection, statement: Select[Any] = SEEN) -> dict[str, list[Sighting]]:
    """Observations of villages by place, of a statement made from :data:`SEEN`."""
    rows = connection.execute(statement).all()
    rivals = rivals_of(connection, "village_state", {bytes(row[0]): row[2] for row in rows if row[2]})
    found: dict[str, list[Sighting]] = {}
    for row in rows:
        id_, born, _, place, day, state, share, low, high, source, stayed, status = row
        told = low is not None or high is not None
        one = Sighting(
            id_.hex(), born, _days(day), (state or "",), _shares([share]),
            span(low, high) if told else UNTOLD, told, source or "", ids_in(stayed) if stayed else (),
            status == "draft",
        )  # fmt: skip
        against = rivals.get(bytes(id_), {})
        one = _disputed(one, against) if against else one
        for where in _shown_first(place or "", against.get("place", ())):
            found.setdefault(where, []).append(one)
    return found


def _disputed(one: Sighting, rivals: Mapping[str, Sequence[Any]]) -> Sighting:
    more: dict[str, Any] = {}
    if "state" in rivals:
        more["states"] = _shown_first(one.states[0], rivals["state"])
    if "place" in rivals:  # perhaps it was seen of another village
        more["states"] = (*more.get("states", one.states), "")
    if "share" in rivals:
        more["shares"] = _shares(rivals["share"])
    if "remaining" in rivals:
        read = [_people("village_state", "remaining", value) for value in rivals["remaining"]]
        more |= {"remaining": hull(read), "told": any(item != UNTOLD for item in read)}
    if "day" in rivals:
        more["days"] = hull_of_days([_days(value) for value in rivals["day"]])
    return one._replace(**more)


def _shares(values: Iterable[Any]) -> tuple[int, ...]:
    """Shares in per cent that can be one, each once."""
    return tuple(dict.fromkeys(value for value in values if type(value) is int and 0 <= value <= 100))
