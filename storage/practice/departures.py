"""Villages that empty: who lived there, the waves that left, moved on and came back, and what was seen of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from storage.edits import Edit
from storage.fields.kinds import DayValue, Range
from storage.practice.chance import Chance
from storage.practice.desk import Desk, at, place_of
from storage.practice.sample import Haven, VillagePlan, Wave, havens, sentences

LEAST, MOST = 0.87, 1.08
"""A count of people on the move: the lowest and highest told, against the plan."""
FIRST_HALTS = ("SIJ-0114", "SIJ-0008", "SIJ-0027", "SIJ-0001")
"""Towns where people stay some days before they move on to the border."""
NEEDS = ("water", "food", "tents", "blankets", "medical", "baby", "hygiene", "cash", "bread", "medicine", "livestock")
LIVESTOCK = ("أغنام بقيت في القرية", "بيعت المواشي قبل الخروج")
STAYED = ("elderly_alone", "disabled", "displaced")
TRANSPORT = ("private_car", "truck", "tractor", "motorcycle", "bus", "team_vehicle", "on_foot", "ambulance")


def households(people: Range) -> Range:
    """Families of about six."""
    return Range((people.min or 0) // 6, None if people.max is None else people.max // 6 + 1)


def before(village: VillagePlan, desk: Desk) -> list[Edit]:
    """Who lived there before 26 April, and that they lived there."""
    chance = Chance(f"before/{village.place}")
    place, total = place_of(village.place), village.population
    exact = chance.likely(0.5)
    persons = Range.exactly(total) if exact else Range(round(total * 0.97), round(total * 1.03))
    day = DayValue.on(date(2019, 4, 20)) if exact else DayValue.month(2019, 3)
    source = desk.sources[desk.own[0]]
    people = {"place": place, "day": day, "persons": persons, "households": households(persons), "source": source}
    state = {"place": place, "day": DayValue.on(date(2019, 4, 25)), "state": "inhabited", "remaining": persons}
    return [desk.edit("population", people), desk.edit("village_state", state | {"source": source})]


class Departure:
    """The waves of one village, as its team enters them."""

    def __init__(self, village: VillagePlan, desk: Desk, incidents: Sequence[tuple[date, str]]) -> None:
        """``incidents``: day and id of the attacks on the village, which may have set people moving."""
        self._village = village
        self._desk = desk
        self._incidents = incidents
        self._place = place_of(village.place)
        self._gone = 0
        self.movements: list[Edit] = []
        self.states: list[Edit] = []

    def leave(self, wave: Wave) -> list[Edit]:
        """A wave that leaves: its movements, and what the village is like afterwards."""
        chance = Chance(f"left/{self._village.place}/{wave.day}")
        people = self._village.population * wave.share // 100
        parts = 1 if people < 1200 else 2 if people < 5000 else 3
        sizes = [round(people / parts * chance.between(0.7, 1.3)) for _ in range(parts - 1)]
        sizes.append(people - sum(sizes))
        edits = [edit for size in sizes for edit in self._out(wave, chance, size)]
        self._gone += wave.share
        return [*edits, self._seen(wave.day, chance)]

    def come_back(self, wave: Wave) -> list[Edit]:
        """Some return, often to look after the harvest."""
        chance = Chance(f"back/{self._village.place}/{wave.day}")
        people = self._village.population * wave.share // 100
        persons = Range(round(people * 0.8), round(people * 1.1))
        values = self._movement(wave, chance, persons) | {"direction": "return", "destination": self._place}
        values |= {"origin": place_of(_haven(chance).place), "destination_known": "known"}
        values |= {"triggers": None, "left_behind": None}
        values["notes"] = "عادوا لجني المحصول وتفقّد البيوت"
        self._gone -= wave.share
        word = "returned" if self._village.place == "SIJ-0067" else "returning"
        return [self._keep(values), self._seen(wave.day, chance, word)]

    def _out(self, wave: Wave, chance: Chance, size: int) -> Iterator[Edit]:
        persons = Range(round(size * LEAST), round(size * MOST), size if chance.likely(0.15) else None)
        values = self._movement(wave, chance, persons) | {"direction": "out", "origin": self._place}
        where = chance.weighed((("haven", 92.0), ("halt", 4.0), ("unknown", 2.0), ("on_the_road", 2.0)))
        values["destination_known"] = "known" if where in ("haven", "halt") else where
        values["share"] = size * 100 // self._village.population if chance.likely(0.6) else None
        if where == "haven":
            values["destination"] = place_of(_haven(chance).place)
        halt = place_of(chance.pick([code for code in FIRST_HALTS if code != self._village.place]))
        if where == "halt":
            values["destination"] = halt
        yield self._keep(values)
        if where == "halt":
            later = DayValue.on(min(wave.day + timedelta(days=chance.number(4, 20)), date(2019, 7, 6)))
            onward = values | {"direction": "onward", "origin": halt, "started": later, "ended": later}
            onward |= {"destination": place_of(_haven(chance).place), "share": None, "left_behind": None}
            yield self._keep(onward | {"persons": Range(round(size * 0.7), round(size * 0.95))})

    def _keep(self, values: dict[str, Any]) -> Edit:
        edit = self._desk.edit("movement", values)
        self.movements.append(edit)
        return edit

    def _movement(self, wave: Wave, chance: Chance, persons: Range) -> dict[str, Any]:
        low = persons.min or 0
        days = chance.number(0, 3)
        near = [record for day, record in self._incidents if 0 <= (wave.day - day).days <= 4][:4]
        women = Range(round(low * 0.26), round(low * 0.31))
        return {
            "started": DayValue.on(wave.day),
            "ended": DayValue.on(min(wave.day + timedelta(days=days), date(2019, 7, 6))),
            "persons": persons,
            "households": households(persons) if chance.likely(0.85) else None,
            "women": women if chance.likely(0.7) else None,
            "children": Range(round(low * 0.42), round(low * 0.52)) if chance.likely(0.7) else None,
            "elderly": Range(round(low * 0.03), round(low * 0.06)) if chance.likely(0.4) else None,
            "disabled": Range(round(low * 0.01), round(low * 0.02)) if chance.likely(0.25) else None,
            "triggers": tuple(sorted(near)) or None,
            "warned_before": chance.pick(("no", "no", "yes", "unknown")),
            "transport": tuple(sorted({chance.pick(TRANSPORT) for _ in range(2)})),
            "assisted_by": chance.pick(("فريقنا", "متطوعون من القرية")) if chance.likely(0.35) else None,
            "left_behind": chance.pick(sentences("behind", "village")) if chance.likely(0.3) else None,
            "livestock": chance.pick(LIVESTOCK) if chance.likely(0.1) else None,
            "needs": tuple(sorted({chance.pick(NEEDS) for _ in range(3)})) if chance.likely(0.7) else None,
            "source": self._desk.sources[chance.pick(self._desk.own)],
            "certainty": chance.weighed((("confirmed", 3.0), ("probable", 5.0), ("possible", 2.0))),
        }

    def _seen(self, day: date, chance: Chance, word: str = "") -> Edit:
        gone, total = self._gone, self._village.population
        state = word or ("emptied" if gone >= 90 else "partly_emptied")
        low = max(0, round(total * (100 - gone * MOST) / 100))
        values: dict[str, Any] = {"place": self._place, "day": DayValue.on(day), "state": state}
        values["share"] = gone if state == "partly_emptied" else None
        values["remaining"] = Range(low, max(low, round(total * (100 - gone * LEAST) / 100)))
        if gone >= 50 and chance.likely(0.5):
            values["who_stayed"] = tuple(sorted({chance.pick(STAYED) for _ in range(2)}))
            values["why_stayed"] = chance.pick(("لا يستطيعون المشي", "لا مكان يذهبون إليه", "حراسة البيوت"))
        values["source"] = self._desk.sources[self._desk.own[0]]
        self.states.append(self._desk.edit("village_state", values))
        return self.states[-1]

    def unreachable(self, wave: Wave) -> list[Edit]:
        """Nobody can get there any more; who stayed is not known."""
        values = {"place": self._place, "day": DayValue.on(wave.day), "state": "unreachable"}
        return [self._desk.edit("village_state", values | {"remaining": Range(unknown=True)})]


def _haven(chance: Chance) -> Haven:
    return chance.weighed([(haven, haven.weight) for haven in havens()])


def moment_of(day: date, place: str) -> datetime:
    """When a wave is entered: the next morning."""
    return at(day, 31 * 60 + Chance(f"entered/{place}/{day}").number(0, 170))
