"""Accounts that are not in the register yet, and the people in it they may be: told to a person, never joined."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from storage.core import Core
from storage.database.rows import columns_of, values_of
from storage.database.tables import match_key, tables
from storage.journal.journal import chunks
from storage.matching.matching import POSSIBLE, Person, keys, score
from storage.matching.people import person_of
from storage.rivals import rivals_of_field

LOOKED_AT = 30
"""People compared with one account; those that meet it under most keys."""
SHOWN = 3


@dataclass(frozen=True)
class SamePerson:
    """Somebody in the register an account may tell of.

    Attributes:
        record: the id; score: 0 to 1; reasons: codes, the weightiest first.
    """

    record: str
    score: float
    reasons: tuple[str, ...]


class SamePersons(Core):
    """Part of the store: who is here already."""

    def same_persons(self, accounts: Mapping[str, Mapping[str, Any]]) -> dict[str, list[SamePerson]]:
        """By the key of an account (canonical values of a victim) the standing people it may tell of, best first."""
        people = {key: _person(values) for key, values in accounts.items() if values.get("name")}
        meeting: dict[int, list[str]] = defaultdict(list)
        for key, person in people.items():
            for one in keys(person):
                meeting[one].append(key)
        found: dict[str, list[SamePerson]] = {}
        with self.database.reading() as connection:
            near = _near(connection, meeting)
            known = _known(connection, {number for numbers in near.values() for number in numbers})
            found_by = _with_rivals(connection, meeting, near, known)
        for key, numbers in found_by.items():
            scored = [
                (known[number], max((score(people[key], one) for one in known[number][1]), key=lambda one: one.score))
                for number in numbers
                if number in known
            ]
            likely = [SamePerson(one[0], match.score, match.reasons) for one, match in scored
                      if match.score >= POSSIBLE and one[0] != key]  # fmt: skip
            if likely:
                found[key] = sorted(likely, key=lambda one: (-one.score, one.record))[:SHOWN]
        return found


def _person(values: Mapping[str, Any]) -> Person:
    row = columns_of("victim", values)
    day = row.get("outcome_day__first") or row.get("outcome_day__last")
    return person_of(values, {**row, "where_id": row.get("outcome_place"), "day": day})


def _near(connection: Connection, meeting: Mapping[int, Sequence[str]]) -> dict[str, list[int]]:
    """The row numbers of victims that share keys with each account, most shared first."""
    shared: dict[str, Counter[int]] = defaultdict(Counter)
    for part in chunks(meeting):
        rows = connection.execute(select(match_key.c.key, match_key.c.n).where(match_key.c.key.in_(part)))
        for row in rows:
            for key in meeting[row.key]:
                shared[key][row.n] += 1
    return {key: [number for number, _ in counted.most_common(LOOKED_AT)] for key, counted in shared.items()}


def _known(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[str, list[Person]]]:
    """Standing victims as matching sees them, by row number."""
    table, found = tables["victim"], {}
    for part in chunks(sorted(numbers)):
        for row in connection.execute(select(table).where(table.c.n.in_(part))).mappings():
            if row["withdrawn"] is None:
                found[row["n"]] = bytes(row["id"]).hex(), [person_of(values_of("victim", row), dict(row))]
    return found


def _with_rivals(
    connection: Connection,
    meeting: Mapping[int, Sequence[str]],
    near: Mapping[str, Sequence[int]],
    known: dict[int, tuple[str, list[Person]]],
) -> dict[str, list[int]]:
    """Also those whose name is in dispute, by each of their names; ``known`` gets what they are called.

    The index of keys knows the name that stands meanwhile; a list of a hospital may have the one that does not.
    """
    found = {key: list(numbers) for key, numbers in near.items()}
    rivals = rivals_of_field(connection, "victim", "name")
    table = tables["victim"]
    for part in chunks(sorted(rivals)):
        rows = connection.execute(select(table).where(table.c.id.in_(part), table.c.withdrawn.is_(None))).mappings()
        for row in rows:
            values = values_of("victim", row)
            called = [person_of({**values, "name": name}, dict(row)) for name in rivals[bytes(row["id"])] if name]
            meets = {key for person in called for one in keys(person) for key in meeting.get(one, ())}
            if not meets:
                continue
            _, people = known.setdefault(row["n"], (bytes(row["id"]).hex(), []))
            people += called
            for key in meets:
                found.setdefault(key, []).append(row["n"])
    return {key: list(dict.fromkeys(numbers)) for key, numbers in found.items()}
