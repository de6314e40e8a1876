"""What the forms of a village know of the register: places, sources, incidents that may have set people moving,
and movements that may be of the same people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from gui.record import FormFacts
from gui.record.facts import SAID
from gui.say import say
from gui.table.line_list import Offer
from gui.villages.moves import Move, ends_of, move_of, move_words
from storage import DayValue, Query, folded

if TYPE_CHECKING:
    from storage import Store

BEFORE, AFTER = 12, 1
"""Days before and after the departure in which an incident may have set people moving."""
NEAR = 7
"""Days between two accounts that may be of the same people."""
OFFERED = 30


@dataclass(frozen=True)
class Around:
    """What is known about a village and a day: attacks, other movements, how many lived there.

    Attributes:
        incidents: lines of incidents by id, newest first; moves: movements by id.
        people: the highest number said to have lived in the village, None when nobody said.
    """

    incidents: Mapping[str, str]
    moves: Mapping[str, Move]
    people: int | None = None


class MoveFacts(FormFacts):
    """Facts of the movement, state and population forms.

    Attributes:
        around: what is known about the origin and the days before.
        alike: ids of movements that may be of the same people, most alike first.
    """

    kinds: ClassVar[tuple[str, ...]] = ("incident", "movement")
    around: Around = Around({}, {})
    alike: tuple[str, ...] = ()

    def look_around(self, store: Store, origin: str, started: DayValue | None) -> Around:
        """Attacks on a village in the days before, and movements near them (in a reader's thread)."""
        day = started.first or started.last if isinstance(started, DayValue) else None
        incidents = _listed(store, "incident", {"place": origin}, day, BEFORE, AFTER)
        moves = _listed(store, "movement", {"origin": origin}, day, NEAR, NEAR)
        counts = [
            one.values for one in store.children("population", "place", origin) if not one.values.get("withdrawn")
        ]
        people = [high for one in counts if (high := ends_of(one.get("persons"))[1]) is not None]
        lines = {row.id: self.line("incident", {name: row[name] for name in SAID["incident"]}) for row in incidents}
        return Around(lines, {row.id: move_of(row) for row in moves}, max(people, default=None))

    def take(self, around: Around) -> None:
        """Offer what was found first."""
        self.around = around
        self.lines["incident"] = {**around.incidents, **self.lines["incident"]}
        said = {one.id: move_words(one, self.place_name, self.reading()) for one in around.moves.values()}
        self.lines["movement"] = {**said, **self.lines["movement"], **said}

    def weigh(self, mine: Move) -> tuple[str, ...]:
        """Which other movements may be of the same people as this one."""
        found = [one for one in self.around.moves.values() if one.id != mine.id and may_be_same(mine, one)]
        self.alike = tuple(one.id for one in sorted(found, key=lambda one: _apart(mine, one)))
        return self.alike

    def offers(self, kind: str) -> Callable[[str], list[Offer]]:
        """Records of a kind to choose from; attacks and movements near by come first."""
        usual = super().offers(kind)
        first = {"incident": tuple(self.around.incidents), "movement": self.alike}.get(kind, ())

        def offer(text: str) -> list[Offer]:
            typed = folded(text)
            near = [Offer(one, name) for one in first if typed in folded(name := self.name(kind, one))]
            return [*near, *(one for one in usual(text) if one.value not in first)]

        return offer

    def line(self, kind: str, values: Mapping[str, Any]) -> str:
        """A record in one line; semicolons part the names of several, so no name has one."""
        return super().line(kind, values).replace(";", " ").replace("؛", " ")

    def place_name(self, place: str | None) -> str:
        """The name of a place, "" for none."""
        return self.name("place", place) if place else ""


def _listed(store: Store, kind: str, where: dict[str, str], day: date | None, before: int, after: int) -> list[Any]:
    if day is not None:
        where["day"] = f"{day - timedelta(days=before)}/{day + timedelta(days=after)}"
    numbers, rows = store.listing(Query(kind, where)).first(OFFERED)
    return [rows[number] for number in numbers]


def may_be_same(mine: Move, other: Move) -> bool:
    """Whether two accounts may be of the same people: one origin, the same way, days near, numbers that meet."""
    if not mine.origin or mine.origin != other.origin or mine.direction != other.direction:
        return False
    if other.id in mine.same_people_as or mine.id in other.same_people_as:
        return False
    if not mine.first or not other.first or abs((mine.first - other.first).days) > NEAR:
        return False
    if mine.destination and other.destination and mine.destination != other.destination:
        return False
    return _meet(mine.people, other.people)


def _meet(one: tuple[int | None, int | None], two: tuple[int | None, int | None]) -> bool:
    if one == (None, None) or two == (None, None):
        return False  # nothing is known of their number: no reason to suspect anything
    low = max(one[0] or 0, two[0] or 0)
    highs = [end for end in (one[1], two[1]) if end is not None]
    return not highs or low <= min(highs)


def _apart(mine: Move, other: Move) -> tuple[int, int]:
    days = abs(((mine.first or date.min) - (other.first or date.min)).days)
    return days, abs((mine.people[0] or 0) - (other.people[0] or 0))


def may_be_words(facts: MoveFacts) -> tuple[str, str]:
    """The soft note when an account may be of people already recorded: what it may be, and the offer; "" when none."""
    if not facts.alike:
        return "", ""
    name = facts.name("movement", facts.alike[0])
    told = say("These may be the same people: {movement}", movement=name)
    return told, say("Yes, the same people")
