"""Doubts that only other records can raise: names against claims, movements against villages, a second strike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from math import asin, cos, radians, sin, sqrt
from typing import Any

from sqlalchemy import select

from storage.core import Core
from storage.counting.figures import Claimed, Ends, published
from storage.counting.groups import more_named_than_group
from storage.database.counted import counts
from storage.database.tables import tables
from storage.derive import claims_of, source_groups
from storage.edits import Entry
from storage.fields.kinds import DayValue, PositionValue
from storage.looking import Looking
from storage.messages import Message
from storage.rules import (
    Problem,
    children_against_killed,
    movement_against_village,
    named_against_claimed,
    outcome_goes_back,
    position_against_place,
    problems,
    same_place_and_day,
)
from storage.sources.source_uses import voices

Doubt = tuple[str, tuple[str, ...], Message | None]
"""Name of the rule, the fields it is shown at, and what it has to say, if anything."""


class Doubting(Looking, Core):
    """Soft rules over several records. Nothing here keeps a record from being complete."""

    def warnings(self, kind: str, record: str) -> list[Problem]:
        """All soft problems of a record as it stands, those over several records included.

        A record that is withdrawn, and rules its author went past with a reason, have none.
        """
        entry = self.read(kind, record)
        return [] if entry is None or entry.values.get("withdrawn") else self._all_doubts(entry)

    def doubt_of(self, kind: str, record: str, rule: str) -> Problem | None:
        """What a rule still says of a record whose author went past it; None when it has nothing to say any more."""
        entry = self.read(kind, record)
        if entry is None:
            return None
        values = {name: value for name, value in entry.values.items() if name != "overrides"}
        found = self._all_doubts(replace(entry, values=values))
        return next((one for one in found if one.rule == rule), None)

    def _all_doubts(self, entry: Entry) -> list[Problem]:
        kind, record = entry.kind, entry.id
        own = [problem for problem in problems(kind, self._heard(entry), record) if not problem.hard]
        raised: dict[str, Callable[[Entry], Iterator[Doubt]]] = {
            "incident": self._of_incident,
            "victim": self._of_victim,
            "movement": self._of_movement,
            "facility": self._of_facility,
        }
        overridden = entry.values.get("overrides") or {}
        found = raised[kind](entry) if kind in raised else iter(())
        across = [
            Problem(name, False, fields, said, record, kind)
            for name, fields, said in found
            if said and name not in overridden
        ]
        return own + across

    def _heard(self, entry: Entry) -> Mapping[str, Any]:
        """The values of a record with one source for each voice: two posts of one organisation are one source."""
        sources = entry.values.get("sources") or ()
        if entry.kind != "incident" or len(sources) < 2:
            return entry.values
        with self.database.reading() as connection:
            return {**entry.values, "sources": voices(sources, source_groups(connection))}

    def _of_incident(self, entry: Entry) -> Iterator[Doubt]:
        row = self._columns("incident", entry.id)
        with self.database.reading() as connection:
            claims = claims_of(connection, [entry.id], lambda: source_groups(connection)).get(entry.id, [])
        low, high = _claimed(entry, claims)
        named, children = row["named_killed"] or 0, row["named_children"] or 0
        yield "names_fit_claims", ("figure_rule",), named_against_claimed(named, low, high)
        yield "children_fit_killed", ("figure_rule",), children_against_killed(children, high)
        yield "second_strike", ("occurred", "place"), same_place_and_day(self._beside(entry))
        yield "point_fits_place", ("position", "place"), self._point_and_place(entry)
        for damage in self.children("damage", "incident", entry.id):
            yield from (
                (problem.rule, ("place",), problem.message)
                for problem in problems("damage", damage.values)
                if problem.rule == "damage_names_its_facility" and not damage.values.get("withdrawn")
            )

    def _of_victim(self, entry: Entry) -> Iterator[Doubt]:
        steps = [
            (first, one.values["outcome"])
            for one in self.children("outcome", "victim", entry.id)
            if "outcome" in one.values and not one.values.get("withdrawn")
            if (first := getattr(one.values.get("day"), "first", None))
        ]
        outcomes = [outcome for _, outcome in sorted(steps, key=lambda step: step[0])]
        now = entry.values.get("outcome")
        told = [str(step.after) for step in reversed(self.history("victim", entry.id)) if step.field == "outcome"]
        corrected = len(told) > 1 and told[-2:] == ["killed", str(now)]
        yield "outcome_goes_back", ("outcome",), outcome_goes_back([*outcomes, *([now] if now and outcomes else [])])
        if corrected and not outcomes:
            yield "outcome_goes_back", ("outcome",), outcome_goes_back(["killed", str(now)])
        people = entry.values.get("people")
        if people is not None:
            members = [one for one in self.children("victim", "of_group", entry.id) if counts(one.values)]
            ends = people.low or 0, people.high
            yield "more_named_than_group", ("people",), more_named_than_group(ends, len(members))

    def _of_movement(self, entry: Entry) -> Iterator[Doubt]:
        persons = getattr(entry.values.get("persons"), "low", None)
        started = getattr(entry.values.get("started"), "last", None)
        people = None
        for one in self._dated("population", entry.values.get("origin") or ""):
            known = getattr(one.values.get("persons"), "high", None)
            day = getattr(one.values.get("day"), "first", None)
            if known is not None and (started is None or day is None or day <= started):
                people = known
        yield "movement_fits_village", ("persons", "origin"), movement_against_village(persons, people)

    def _of_facility(self, entry: Entry) -> Iterator[Doubt]:
        yield "point_fits_place", ("position", "place"), self._point_and_place(entry)

    def _dated(self, kind: str, place: str) -> list[Entry]:
        """Standing observations of a place, the earliest first."""
        found = [one for one in self.children(kind, "place", place) if not one.values.get("withdrawn")]
        return sorted(found, key=lambda one: str(getattr(one.values.get("day"), "first", None) or ""))

    def _columns(self, kind: str, record: str) -> dict[str, Any]:
        table = tables[kind]
        with self.database.reading() as connection:
            row = connection.execute(select(table).where(table.c.id == bytes.fromhex(record))).mappings().one()
            return dict(row)

    def incidents_on(self, place: str | None, occurred: DayValue | None) -> list[tuple[str, str]]:
        """Standing incidents of an exact day in a community: id and number, in order of entry."""
        facts = self.places.get(place)
        if occurred is None or occurred.precision != "day" or facts is None or facts.level < 4:
            return []
        day, table = str(occurred), tables["incident"]
        query = select(table.c.id, table.c.code).where(
            table.c.withdrawn.is_(None),
            table.c.moment >= f"{day}T",
            table.c.moment < f"{day}U",
            table.c.place == place,
            table.c.occurred == day,
        )
        with self.database.reading() as connection:
            rows = connection.execute(query.order_by(table.c.n)).all()
        ids = [bytes(row.id).hex() for row in rows]
        return [(record, row.code or record[:8]) for record, row in zip(ids, rows, strict=True)]

    def _beside(self, entry: Entry) -> list[str]:
        """Numbers of standing incidents of the same exact day and community that no link joins with this one."""
        occurred = entry.values.get("occurred")
        found = self.incidents_on(entry.values.get("place"), occurred if isinstance(occurred, DayValue) else None)
        linked = {
            one.values.get(end)
            for end, other in (("first", "second"), ("second", "first"))
            for one in self.children("link", other, entry.id)
            if not one.values.get("withdrawn")
        }
        return [code for record, code in found if record != entry.id and record not in linked]

    def _point_and_place(self, entry: Entry) -> Message | None:
        point, facts = entry.values.get("position"), self.places.get(entry.values.get("place"))
        if not isinstance(point, PositionValue) or facts is None:
            return None
        for place in (facts, *self.places.parents(facts.id)):
            known = self.read("place", place.id)
            centre = known.values.get("centre") if known else None
            if isinstance(centre, PositionValue):
                return position_against_place(kilometres(point, centre), place.level)
        return None


def _claimed(entry: Entry, claims: list[Claimed]) -> Ends:
    """What the incident's rule publishes as killed when nobody is named: names are held against it."""
    decided = entry.values.get("decided_killed")
    ends = getattr(decided, "low", None), getattr(decided, "high", None)
    rule, preferred = entry.values.get("figure_rule"), entry.values.get("preferred_claim")
    return published(None if rule == "named_victims" else rule, claims, "killed", (0, 0), ends, preferred)


def kilometres(one: PositionValue, two: PositionValue) -> float:
    """The distance of two points on the earth."""
    a, b = radians(one.lat), radians(two.lat)
    span = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(two.lon - one.lon) / 2) ** 2
    return 2 * 6371 * asin(min(1.0, sqrt(span)))
