"""The plain data of the practice register: days, set pieces, facilities, villages, names, sentences (all made up)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from storage.counting.attacked import medical_kinds
from storage.places.gazetteer import PACKS

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"


@dataclass(frozen=True)
class DayPlan:
    """What one day of the campaign adds to the figures."""

    day: date
    incidents: int
    killed: int
    children: int
    injured: int


@dataclass(frozen=True)
class Hit:
    """An attack on a facility: its day and what it did."""

    day: date
    damage: str


@dataclass(frozen=True)
class FacilityPlan:
    """A facility and when it was attacked, set pieces aside."""

    key: str
    kind: str
    name_ar: str
    name_en: str
    place: str
    run_by: str
    deconflicted: str
    hits: tuple[Hit, ...]

    @property
    def medical(self) -> bool:
        """Whether it counts among the medical facilities."""
        return self.kind in medical_kinds()


@dataclass(frozen=True)
class Wave:
    """A share of a village (in hundredths) leaving or returning on a day."""

    day: date
    share: int


@dataclass(frozen=True)
class VillagePlan:
    """A village: its people, how often it was hit in each month, when its people left and came back.

    Attributes:
        place: code of the gazetteer.
        weights: how likely an attack was before 20 May, before 10 June, and after.
    """

    place: str
    name: str
    population: int
    weights: tuple[int, int, int]
    left: tuple[Wave, ...]
    returned: tuple[Wave, ...]


@dataclass(frozen=True)
class NamePart:
    """A name in both scripts, and as another team writes it."""

    ar: str
    la: str
    other_ar: str
    other_la: str


@dataclass(frozen=True)
class Haven:
    """Where people go: its code, how many of them, whether it lies at the border."""

    place: str
    weight: float
    border: bool


def rows(name: str, folder: Path = SAMPLE) -> list[dict[str, str]]:
    """The rows of a table of ``resources/sample``."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def havens() -> tuple[Haven, ...]:
    """The places of the north that take people in."""
    return tuple(Haven(row["place"], float(row["weight"]), row["border"] == "1") for row in rows("havens"))


@cache
def centres() -> dict[str, tuple[float, float]]:
    """The middle of each place of the gazetteer whose position is known."""
    table = rows("syria-start", PACKS)
    return {row["code"]: (float(row["lat"]), float(row["lon"])) for row in table if row["lat"]}


@cache
def parents() -> dict[str, str]:
    """Each place of the gazetteer with the code of its parent."""
    return {row["code"]: row["parent"] for row in rows("syria-start", PACKS)}


@cache
def days() -> tuple[DayPlan, ...]:
    """The campaign day by day; its columns sum to the figures of the reports."""
    names = ("incidents", "killed", "children", "injured")
    return tuple(DayPlan(date.fromisoformat(row["day"]), *(int(row[name]) for name in names)) for row in rows("days"))


@cache
def facilities() -> tuple[FacilityPlan, ...]:
    """All facilities; the medical ones in the order of their first attack."""
    keys = ("key", "kind", "name_ar", "name_en", "place", "run_by", "deconflicted")
    table = rows("facilities")
    return tuple(FacilityPlan(**{key: row[key] for key in keys}, hits=_hits(row["hits"])) for row in table)


def _hits(text: str) -> tuple[Hit, ...]:
    pairs = [part.split() for part in text.split(";") if part]
    return tuple(Hit(date.fromisoformat(day), damage) for day, damage in pairs)


@cache
def villages() -> tuple[VillagePlan, ...]:
    """The villages between the front and the safer north."""
    return tuple(
        VillagePlan(
            row["place"],
            row["name"],
            int(row["population"]),
            (int(row["early"]), int(row["middle"]), int(row["late"])),
            _waves(row["left"]),
            _waves(row["returned"]),
        )
        for row in rows("villages")
    )


def _waves(text: str) -> tuple[Wave, ...]:
    pairs = [part.split(":") for part in text.split(";") if part]
    return tuple(Wave(date.fromisoformat(day), int(share)) for day, share in pairs)


@cache
def name_parts(part: str) -> tuple[NamePart, ...]:
    """Common given names (``male``, ``female``) or ``family`` names."""
    keys = ("ar", "la", "other_ar", "other_la")
    return tuple(NamePart(*(row[key] for key in keys)) for row in rows("name-parts") if row["part"] == part)


@cache
def sentences(part: str, code: str) -> tuple[str, ...]:
    """Sentences for one part of an account, in Arabic."""
    return tuple(row["ar"] for row in rows("sentences") if (row["part"], row["code"]) == (part, code))
