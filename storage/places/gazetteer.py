"""The gazetteer: places with their parents, areas as paths of codes, type-ahead in either script, proposals.

Places are records like any other, so that aliases and proposals travel; this module keeps the few facts of each that
lists and computed columns need in memory (a country's communities fit easily) and reads the packs that ship with the
program. A pack becomes changes with stamps derived from its own name and version: two laptops that load the same pack
make the very same changes, so nothing of it ever conflicts or doubles.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from heapq import nsmallest
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from storage.database.rows import fitting
from storage.journal.change import Change
from storage.journal.clock import Stamp, make_stamp
from storage.matching.names import fold, ranker, skeleton, words_of
from storage.matching.spelling import begun
from storage.review.inbox import proposed

PACKS = Path(__file__).resolve().parents[2] / "resources" / "places"
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
        name_other: the name in a third script, as Ukrainian.
        pack: the table of places it came with, version included; "" when a person entered it.
        at: latitude and longitude of its middle.
        retired: the newer table that no longer has it, "" while it stands in all; it stays usable.
        withdrawn: no longer offered, still shown.
        rough: its middle is known no nearer than a sub-district.
        rivals: names teams write differently: the field with every name that was written, the newest first.
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
    name_other: str = ""
    pack: str = ""
    at: tuple[float, float] | None = None
    retired: str = ""
    rivals: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rough: bool = False

    @property
    def step(self) -> str:
        """What stands for the place in a path: its code; its id while it is only proposed and has none."""
        return self.code.replace("/", "-")[:LONGEST_STEP] or self.id

    @property
    def names(self) -> tuple[str, ...]:
        """Every known spelling; a name in dispute is as good for finding it as the one that stands meanwhile."""
        main = (self.name_ar, self.name_en, self.name_other)
        return tuple(name for name in (*main, *self.contested, *self.aliases) if name)

    @property
    def contested(self) -> tuple[str, ...]:
        """Names that teams wrote against those that stand here meanwhile."""
        if not self.rivals:
            return ()
        main = (self.name_ar, self.name_en, self.name_other)
        return tuple(dict.fromkeys(one for _, told in self.rivals for one in told if one and one not in main))

    @property
    def codes(self) -> tuple[str, ...]:
        """Its code and those it had before, which are kept among the aliases."""
        return (self.code, *(alias for alias in self.aliases if is_code(alias)))

    def name(self, language: str) -> str:
        """The name in a language, in the other one when there is none."""
        first, second = (self.name_ar, self.name_en) if language == "ar" else (self.name_en, self.name_ar)
        return first or second or self.name_other or self.code

    def names_said(self, language: str) -> tuple[str, ...]:
        """The name in a language; where teams write it differently, every one of them."""
        for field_name, rivals in self.rivals:
            said = (replace(self, **{field_name: one}) for one in rivals)  # type: ignore[arg-type]
            told = tuple(dict.fromkeys(one.name(language) for one in said))
            if len(told) > 1:
                return told
        return (self.name(language),)


_CODE = re.compile(r"[A-Za-z]{1,8}[-.]?[0-9A-Za-z]{0,4}\d[0-9A-Za-z]*")


def is_code(text: str) -> bool:
    """Whether a text has the form of a place code: Latin letters, then figures, no spaces."""
    return text.isascii() and _CODE.fullmatch(text) is not None


@dataclass
class PlaceBook:
    """All places of a register in memory."""

    facts: dict[str, PlaceFacts] = field(default_factory=dict)
    _keys: dict[str, set[str]] = field(default_factory=dict)
    _codes: dict[str, dict[str, None]] = field(default_factory=dict)
    _areas: dict[str, str] = field(default_factory=dict)

    version: int = 0
    """Grows with each place put."""

    def put(self, place: PlaceFacts) -> None:
        """Add a place or replace what was known of it. Only the writer does; readers go on meanwhile."""
        self.facts[place.id] = place
        codes = tuple(plain_code(code) for code in place.codes)
        for key in _keys_of(place, codes):
            self._keys.setdefault(key, set()).add(place.id)
        for code in codes:
            if code:
                self._codes.setdefault(code, {})[place.id] = None
        self._areas = {}  # never cleared: a reader may be keeping there what it found before
        self.version += 1

    def get(self, place: str | None) -> PlaceFacts | None:
        """The facts of a place id."""
        return self.facts.get(place or "")

    def by_code(self, code: str) -> PlaceFacts | None:
        """The place that has this code, or had it before, however its letters are written."""
        found = self.all_by_code(code)
        return found[0] if found else None

    def all_by_code(self, code: str) -> list[PlaceFacts]:
        """Every place with this code; those that have it now come first, withdrawn ones last."""
        wanted = plain_code(code)
        there = [self.facts[item] for item in list(self._codes.get(wanted, ()))]
        there = [place for place in there if wanted in {plain_code(one) for one in place.codes}]
        return sorted(there, key=lambda place: (place.withdrawn, plain_code(place.code) != wanted))

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
        """Ids of everything that has one of these places among its parents, also of those that are not here."""
        facts = list(self.facts.values())
        return {one.id for one in facts if any(above.parent in places for above in (one, *self.parents(one.id)))}

    def suggest(self, text: str, limit: int = 8, *, slips: bool = True) -> list[PlaceFacts]:
        """Places a person may mean by what is typed so far, best first: either script, a code, or a near spelling.

        Without ``slips`` a letter that was mistyped is not forgiven.
        """
        if not fold(text).strip():
            return []
        near = self._found(_query_keys(text))
        if len(text.strip()) == 1 and len(near) > SMALL:  # a letter answers with the shortest names
            near = set(nsmallest(SMALL, near, key=lambda item: len(self.facts[item].name_en or self.facts[item].code)))
        found = self._ranked(text, near, GOOD)
        if slips and len(found) < min(limit, ENOUGH):
            more = self._found(_slip_keys(text)) if len(self.facts) > SMALL else set(self.facts)
            found = self._ranked(text, more | {place.id for _, place in found}, NEAR)
        found.sort(key=lambda pair: (-round(pair[0], 3), -pair[1].level, pair[1].name_en))
        return [place for _, place in found[:limit]]

    def _ranked(self, text: str, ids: Collection[str], least: float) -> list[tuple[float, PlaceFacts]]:
        rank = ranker(text)
        near = (self.facts[item] for item in ids)
        scored = [(rank(place.names, place.codes), place) for place in near if not place.withdrawn]
        return [(score, place) for score, place in scored if score >= least]

    def _found(self, keys: Collection[str]) -> set[str]:
        found: set[str] = set()
        for key in keys:
            found |= self._keys.get(key, set())
        return found


GOOD, NEAR = 0.5, 0.34
"""How well a place must answer; with too few answers a slip of the hand is enough."""

SMALL = 400
"""With no more places than these, all are looked at when the beginning finds too few."""

ENOUGH = 3
"""Places found by the beginning of their name; with fewer, slips of the hand are looked for as well."""


def plain_code(code: str) -> str:
    """A code as it is compared: without spaces and signs, in small letters."""
    return fold(code).replace(" ", "")


def _keys_of(place: PlaceFacts, codes: tuple[str, ...]) -> set[str]:
    keys = {CODE + code[:size] for code in codes for size in range(1, CODE_LETTERS + 1)}
    for at, name in enumerate(place.names):
        for word in words_of(name):
            heard = skeleton(word)
            keys.update((word[:1], word[:2], word[:3], heard[:1], heard[:2], heard[:3]))
            if at < MAIN_NAMES:
                keys |= _slips(word)
    keys.discard("")
    return keys


CODE, CODE_LETTERS, MAIN_NAMES = "0", 6, 3


def _query_keys(text: str) -> set[str]:
    """The keys of the longest beginnings typed, of a word or of the consonants heard in it."""
    words = words_of(text)
    keys = {CODE + plain_code(text)[:CODE_LETTERS]} | {word[:3] for word in words}
    for word in words:
        keys |= {start[:3] for start in (skeleton(word), *begun(word))}
    longest = {key for key in keys if len(key) > 1 or not words}
    return longest if len(longest) > 1 else keys - {""}


def _slips(word: str) -> set[str]:
    """Keys under which a word is found when one of its first letters is wrong, missing or changed round."""
    if len(word) < 4:
        return set()
    return {"1" + word[1:3], "2" + word[0] + word[2], "3" + "".join(sorted(word[:2])) + word[2], "1" + word[:2]}


def _slip_keys(text: str) -> set[str]:
    keys: set[str] = set()
    for word in words_of(text):
        keys |= _slips(word) | {"1" + word[:2]}
    return keys


def facts_of(
    record: str, values: Mapping[str, Any], disputed: Mapping[str, Sequence[Any]] | None = None
) -> PlaceFacts:
    """The facts of a place record from its canonical values; ``disputed``: all values of fields in dispute."""
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
        values.get("name_other") or "",
        values.get("pack") or "",
        _middle(values.get("centre")),
        values.get("retired") or "",
        tuple((name, _told(disputed[name])) for name in NAME_COLUMNS.values() if disputed and name in disputed),
        str(values.get("centre") or "").partition(";")[2] in AREAS,
    )


def _told(names: Sequence[Any]) -> tuple[str, ...]:
    """Names as they were written, "" where one was emptied; what is no text is none."""
    return tuple(dict.fromkeys(one if isinstance(one, str) else "" for one in names))


AREAS = ("subdistrict", "district", "governorate")
"""Classes of precision of a middle that is only known to lie somewhere in an area."""


def _middle(centre: Any) -> tuple[float, float] | None:
    """Latitude and longitude of a canonical position."""
    lat, comma, lon = str(centre or "").partition(";")[0].partition(",")
    try:
        return (float(lat), float(lon)) if comma else None
    except ValueError:
        return None


def pack_changes(pack: str, version_ms: int, rows: Sequence[Mapping[str, str]], label: str = "") -> list[Change]:
    """A pack of places as changes with stamps of its own.

    Args:
        pack: name of the pack, the "device" of its changes.
        version_ms: the day the pack was made, in milliseconds since 1970.
        rows: columns ``code, level, parent, name::en, name::ar, name::other, aliases, lat, lon``; empty ones may miss.
        label: what stands on each place as its pack, when that is not the name.
    """
    signs = pack_signs(pack, version_ms)
    changes = []
    for row in rows:
        stamp, number = next(signs)
        record = bytes.fromhex(place_id(row["code"]))
        changes.append(Change(stamp, "place", record, _pack_values(label or pack, row), {}, save=stamp, number=number))
    return changes


def pack_signs(pack: str, version_ms: int) -> Iterator[tuple[Stamp, int]]:
    """The stamps and numbers of a pack's changes: those of a device that is called like the pack."""
    device = blake2b(f"pack:{pack}".encode(), digest_size=6).digest() + b"\0\0"
    for number in count(1):
        yield make_stamp(version_ms + number // 65536, number % 65536, device), number


NAME_COLUMNS = {"name::ar": "name_ar", "name::en": "name_en", "name::other": "name_other"}
"""The names of a pack's row and the fields they fill."""


def _pack_values(pack: str, row: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {"code": row["code"], "level": int(row["level"]), "pack": pack, "status": "complete"}
    if row.get("parent"):
        values["parent"] = place_id(row["parent"])
    for column, name in NAME_COLUMNS.items():
        if row.get(column):
            values[name] = row[column]
    aliases = [alias.strip() for alias in (row.get("aliases") or "").split("|") if alias.strip()]
    if aliases:
        values["aliases"] = aliases
    if row.get("lat") and row.get("lon"):
        values["centre"] = f"{float(row['lat']):.5f},{float(row['lon']):.5f};{row.get('precision') or 'village'}"
    return values


STARTER_VERSION_MS = 1_546_300_800_000
"""The starter table carries the day 2019-01-01."""


def starter_packs() -> dict[str, Callable[[], list[Change]]]:
    """Packs that ship with the program: country code to the changes of its places."""
    return {"SY": lambda: pack_changes("syria-start", STARTER_VERSION_MS, list(_rows(PACKS / "syria-start.csv")))}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
