"""The campaign as a list of attacks: set pieces, attacks on facilities, and the many others that fill each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from storage.practice.chance import Chance
from storage.practice.sample import DayPlan, FacilityPlan, days, facilities, rows, villages

Team = Literal["ariha", "khan", "hama"]

AREAS: dict[str, Team] = {
    "SY070201": "khan",
    "SY070204": "khan",
    "SY070205": "khan",
    "SY050101": "hama",
    "SY050202": "hama",
    "SY050203": "hama",
    "SY050204": "hama",
    "SY050500": "hama",
    "SY050501": "hama",
    "SY050502": "hama",
}
"""Which team covers a sub-district; all others are ours."""

ATTACKS = (
    *(("air_strike", 44.0), ("artillery_shelling", 26.0), ("barrel_bombing", 11.0), ("rocket_shelling", 8.0)),
    *(("cluster_munition", 5.0), ("incendiary_attack", 4.0), ("ground_missile", 1.0), ("drone_strike", 0.5)),
    *(("explosive_remnant", 1.5), ("shooting", 1.0)),
)
TARGETS = (
    *(("residential", 46.0), ("farm", 22.0), ("road_vehicle", 8.0), ("open_land", 12.0), ("public_building", 3.0)),
    *(("camp_shelter", 1.5), ("water", 1.0), ("ambulance", 1.0), ("unknown", 5.5)),
)
HOURS: dict[str, tuple[float, ...]] = {
    "air": (2, 2, 1, 1, 1, 2, 5, 7, 8, 8, 7, 6, 5, 5, 4, 4, 5, 6, 6, 5, 4, 3, 3, 3),
    "ground": (3, 2, 2, 1, 2, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 6, 6, 6, 7, 6, 6, 6, 5),
    "night": (7, 5, 3, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 5, 7, 9, 9, 8),
}
"""How attacks are spread over the hours of a day: aircraft fly by day, fires are set by night."""
TARGET_OF = {
    **{"hospital": "health", "health_centre": "health", "ambulance_point": "health", "school": "education"},
    **{"kindergarten": "education", "university": "education", "market": "market", "bakery": "bakery"},
    **{"mosque": "worship", "church": "worship", "civil_defence": "rescue_centre", "camp": "camp_shelter"},
    **{"shelter": "camp_shelter", "water_station": "water", "power": "power_fuel"},
    "public_office": "public_building",
}


@dataclass(frozen=True)
class Strike:
    """One attack as it is told to the register.

    Attributes:
        key: its name within the campaign.
        minute: of the day.
        place: code of the gazetteer.
        strikes: number of strikes or munitions as typed, "" when nobody counted.
        facility, damage: key of a facility hit and what was done to it.
        after, link: key of an attack it belongs to, and how.
        note: what else is told of it (``family``, ``market``, ``rescuers``).
    """

    key: str
    day: date
    minute: int
    place: str
    attack: str
    target: str
    killed: int = 0
    children: int = 0
    injured: int = 0
    strikes: str = ""
    facility: str = ""
    damage: str = ""
    after: str = ""
    link: str = ""
    note: str = ""


def strikes() -> list[Strike]:
    """All attacks of the campaign, in order of time; each day's add up to its plan."""
    told = _set_pieces()
    found: list[Strike] = []
    for plan in days():
        pieces = [strike for strike in told if strike.day == plan.day]
        hits = [
            _hit(facility, hit.day, hit.damage) for facility in facilities() for hit in facility.hits
            if hit.day == plan.day
        ]  # fmt: skip
        more = plan.incidents - len(pieces) - len(hits)
        others = [*hits, *(_other(plan.day, number) for number in range(more))]
        found += [*pieces, *_with_harm(plan, pieces, others)]
    return sorted(found, key=lambda strike: (strike.day, strike.minute, strike.key))


def _set_pieces() -> list[Strike]:
    found = []
    for row in rows("events"):
        hour, minute = row["time"].split(":")
        words: dict[str, Any] = {
            name: row[name] for name in ("strikes", "facility", "damage", "after", "link", "note")
        }
        counts = (int(row["killed"]), int(row["children"]), int(row["injured"]))
        day = date.fromisoformat(row["day"])
        start = (row["key"], day, int(hour) * 60 + int(minute), row["place"], row["attack"], row["target"])
        found.append(Strike(*start, *counts, **words))
    return found


def _hit(facility: FacilityPlan, day: date, damage: str) -> Strike:
    key = f"{facility.key}/{day}"
    chance = Chance(key)
    attack = chance.weighed((("air_strike", 6.0), ("barrel_bombing", 2.0), ("artillery_shelling", 1.5)))
    target = TARGET_OF[facility.kind]
    minute = _minute(chance, attack)
    return Strike(key, day, minute, facility.place, attack, target, facility=facility.key, damage=damage)


def _other(day: date, number: int) -> Strike:
    key = f"{day}/{number}"
    chance = Chance(key)
    season = 0 if day < date(2019, 5, 20) else 1 if day < date(2019, 6, 10) else 2
    village = chance.weighed([(plan, float(plan.weights[season])) for plan in villages()])
    attack = chance.weighed(ATTACKS)
    target = "farm" if attack in ("incendiary_attack", "explosive_remnant") else chance.weighed(TARGETS)
    strikes = str(chance.number(1, 4) if attack != "artillery_shelling" else chance.number(4, 40))
    counted = strikes if chance.likely(0.6) else f"{chance.number(2, 5)}-{chance.number(6, 15)}"
    return Strike(key, day, _minute(chance, attack), village.place, attack, target, strikes=counted)


def _minute(chance: Chance, attack: str) -> int:
    name = {"incendiary_attack": "night", "air_strike": "air", "drone_strike": "air", "explosive_remnant": "air"}
    hour = chance.weighed(list(enumerate(HOURS[name.get(attack, "ground")])))
    return hour * 60 + (chance.number(0, 59) if chance.likely(0.4) else 5 * chance.number(0, 11))


def _with_harm(plan: DayPlan, pieces: Sequence[Strike], others: Sequence[Strike]) -> list[Strike]:
    """Deal the rest of a day's killed, children and injured out to its other attacks; most harm nobody."""
    chance = Chance(f"harm/{plan.day}")
    weights = [_harm(chance, strike) for strike in others]
    if not any(weights):
        weights = [1.0] * len(others)
    killed = chance.shares(plan.killed - sum(strike.killed for strike in pieces), weights)
    children = [0] * len(others)
    for _ in range(plan.children - sum(strike.children for strike in pieces)):
        room = [float(dead - young) for dead, young in zip(killed, children, strict=True)]
        children[chance.weighed(list(enumerate(room)))] += 1
    wounds = [weight * 0.7 + dead * 1.4 for weight, dead in zip(weights, killed, strict=True)]
    injured = chance.shares(plan.injured - sum(strike.injured for strike in pieces), wounds)
    return [
        replace(strike, killed=killed[place], children=children[place], injured=injured[place])
        for place, strike in enumerate(others)
    ]


def _harm(chance: Chance, strike: Strike) -> float:
    if strike.target in ("open_land", "unknown"):
        return 0.0
    heavy = {"residential": 3.0, "market": 4.0, "road_vehicle": 3.0, "camp_shelter": 4.0, "farm": 0.6}
    return heavy.get(strike.target, 0.8) * chance.weighed(((0.0, 4.0), (0.6, 4.0), (1.0, 3.0), (3.0, 1.0)))
