"""The gazetteer: places with their parents, areas as paths of codes, type-ahead in either script, proposals.

Places are records like any other, so that aliases and proposals travel; this module keeps the few facts of each that
lists and computed columns need in memory (a country's communities fit easily) and reads the packs that ship with the
program. A pack becomes changes with stamps derived from its own name and version: two laptops that load the same pack
make the very same changes, so nothing of it ever conflicts or doubles.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from storage.inbox import proposed
from storage.journal.change import Change
from storage.journal.clock import make_stamp
from storage.names import fold, place_rank, skeleton, words_of
from storage.rows import fitting

PACKS = Path(__file__).resolve().parents[1] / "resources" / "places"
PLACES = UUID("6d1d6f0e-7a51-5d0e-9c39-8a3f0c1f5e10")
"""Namespace of place ids: the same code gives the same id on every laptop."""


def place_id(code: str) -> str:
    """The record id (32 hex digits) of the place with this code."""
    return uuid5(PLACES, code).hex


LONGEST_STEP = 40
"""Letters of a code that stand in a path of areas, which is an indexed column."""


@dataclass(frozen=True)
class PlaceFacts:
    """What lists and type-ahead need of a place.

    Attributes:
        id: 32 hex digits; code: P-code or own code; level: 0 country to 4 community.
        parent: id of the parent or "".
        names: Arabic, Latin, then aliases; empty ones left out.
        withdrawn: no longer offered, still shown.
    """

    id: str
    code: str
    level: int
    parent: str
    name_ar: str
    name_en: str
    aliases: tuple[str, ...] = ()
    proposed: bool = False
    withdrawn: bool = False

    @property
    def step(self) -> str:
        """What stands for the place in a path: its code; its id while it is only proposed and has none."""
        return self.code.replace("/", "-")[:LONGEST_STEP] or self.id

    @property
    def names(self) -> tuple[str, ...]:
        """Every known spelling."""
        return tuple(name for name in (self.name_ar, self.name_en, *self.aliases) if name)

    def name(self, language: str) -> str:
        """The name in a language, in the other one when there is none."""
        first, second = (self.name_ar, self.name_en) if language == "ar" else (self.name_en, self.name_ar)
        return first or second or self.code


@dataclass
class PlaceBook:
    """All places of a register in memory."""

    facts: dict[str, PlaceFacts] = field(default_factory=dict)
    _keys: dict[str, set[str]] = field(default_factory=dict)
    _areas: dict[str, str] = field(default_factory=dict)

    version: int = 0
    """Grows with each place put."""

    def put(self, place: PlaceFacts) -> None:
        """Add a place or replace what was known of it. Only the writer does; readers go on meanwhile."""
        self.facts[place.id] = place
        for key in _keys_of(place):
            self._keys.setdefault(key, set()).add(place.id)
        self._areas = {}  # never cleared: a reader may be keeping there what it found before
        self.version += 1

    def get(self, place: str | None) -> PlaceFacts | None:
        """The facts of a place id."""
        return self.facts.get(place or "")

    def by_code(self, code: str) -> PlaceFacts | None:
        """The place with this code, however its letters are written."""
        wanted = fold(code).replace(" ", "")
        return next(
            (place for place in list(self.facts.values()) if fold(place.code).replace(" ", "") == wanted), None
        )

    def parents(self, place: str | None) -> list[PlaceFacts]:
        """The parents of a place, nearest first; a circle in hostile data ends it."""
        found: list[PlaceFacts] = []
        here = self.get(place)
        while here and here.parent and len(found) < 8:
            here = self.get(here.parent)
            if here:
                found.append(here)
        return found

    def area(self, place: str | None) -> str | None:
        """The path of codes from the country down (``SY/SY07/SY0702/SY070203/C4171``), None for an unknown place."""
        facts = self.get(place)
        if facts is None:
            return None
        areas = self._areas
        known = areas.get(facts.id)
        if known is None:
            path = [*reversed(self.parents(facts.id)), facts]
            known = areas[facts.id] = "/".join(place.step for place in path)
        return known

    def under(self, place: str) -> set[str]:
        """Ids of the place and of everything below it."""
        top = self.area(place)
        if top is None:
            return {place}
        below = top + "/"
        return {item for item in list(self.facts) if (area := self.area(item) or "") == top or area.startswith(below)}

    def below(self, places: Collection[str]) -> set[str]:
        """Ids of everything that has one of these places among its parents."""
        return {item for item in list(self.facts) if any(parent.id in places for parent in self.parents(item))}

    def suggest(self, text: str, limit: int = 8) -> list[PlaceFacts]:
        """Places a person may mean by what is typed so far, best first: either script, a code, or a near spelling."""
        if not fold(text).strip():
            return []
        near = [self.facts[item] for item in self._candidates(text)] or list(self.facts.values())
        scored = [(place_rank(text, place.names, place.code), place) for place in near if not place.withdrawn]
        good = [(score, place) for score, place in scored if score >= 0.5]
        good.sort(key=lambda pair: (-round(pair[0], 3), -pair[1].level, pair[1].name_en))
        return [place for _, place in good[:limit]]

    def _candidates(self, text: str) -> set[str]:
        typed = _query_keys(text)
        found: set[str] = set()
        for key in typed:
            found |= self._keys.get(key, set())
        return found if len(found) >= 8 else set()


def _keys_of(place: PlaceFacts) -> set[str]:
    keys = {fold(place.code).replace(" ", "")[:2]}
    for name in place.names:
        for word in words_of(name):
            keys |= {word[:2], skeleton(word)[:2]}
    return keys - {""}


def _query_keys(text: str) -> set[str]:
    keys = {fold(text).replace(" ", "")[:2]}
    for word in words_of(text):
        keys |= {word[:2], skeleton(word)[:2]}
    return {key for key in keys if len(key) == 2}


def facts_of(record: str, values: Mapping[str, Any]) -> PlaceFacts:
    """The facts of a place record from its canonical values."""
    values = fitting("place", values) | {"withdrawn": values.get("withdrawn")}
    return PlaceFacts(
        record,
        values.get("code") or "",
        values.get("level", 4),
        values.get("parent") or "",
        values.get("name_ar") or "",
        values.get("name_en") or "",
        tuple(values.get("aliases") or ()),
        proposed(values),
        bool(values.get("withdrawn")),
    )


def pack_changes(pack: str, version_ms: int, rows: Sequence[Mapping[str, str]]) -> list[Change]:
    """A pack of places as changes with stamps of its own.

    Args:
        pack: name of the pack, the "device" of its changes.
        version_ms: the day the pack was made, in milliseconds since 1970.
        rows: columns ``code, level, parent, name::en, name::ar, aliases, lat, lon``.
    """
    device = blake2b(f"pack:{pack}".encode(), digest_size=6).digest() + b"\0\0"
    changes = []
    for number, row in enumerate(rows, start=1):
        stamp = make_stamp(version_ms + number // 65536, number % 65536, device)
        values = _pack_values(pack, row)
        record = bytes.fromhex(place_id(row["code"]))
        changes.append(Change(stamp, "place", record, values, {}, save=stamp, number=number))
    return changes


def _pack_values(pack: str, row: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {"code": row["code"], "level": int(row["level"]), "pack": pack, "status": "complete"}
    if row.get("parent"):
        values["parent"] = place_id(row["parent"])
    for column, name in (("name::ar", "name_ar"), ("name::en", "name_en")):
        if row.get(column):
            values[name] = row[column]
    aliases = [alias.strip() for alias in (row.get("aliases") or "").split("|") if alias.strip()]
    if aliases:
        values["aliases"] = aliases
    if row.get("lat") and row.get("lon"):
        values["centre"] = f"{float(row['lat']):.5f},{float(row['lon']):.5f};village"
    return values


STARTER_VERSION_MS = 1_546_300_800_000
"""The starter table carries the day 2019-01-01."""


def starter_packs() -> dict[str, Callable[[], list[Change]]]:
    """Packs that ship with the program: country code to the changes of its places."""
    return {"SY": lambda: pack_changes("syria-start", STARTER_VERSION_MS, list(_rows(PACKS / "syria-start.csv")))}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
