"""Places as other people write them: by code, by name and alias, narrowed by the areas the row names.

Sure is only what has exactly one meaning: one code, or one place of that very name within the areas the row names.
Everything else is asked, once for each distinct spelling, with the places it could be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from exports.foreign.plan import NOWHERE, Choice
from exports.foreign.table import Cell
from exports.foreign.values import Asked, FieldReader, Part, Read
from exports.reread.cells import said
from storage import Field, PlaceBook, PlaceFacts, cleaned, fold, is_arabic, similar

LEVELS = ("admin1", "admin2", "admin3", "admin4")
WITHIN = " < "
"""Between a spelling and the areas around it, in the key of an answer."""
SURELY_NEAR = 0.8
"""How like a spelling must be to be offered as the answer; it is still asked."""
_PARTED = (" - ", " – ", "/", "،", ",", " / ", ">")


def place_key(text: str, within: Sequence[str] = ()) -> str:
    """What an answer is kept under: the folded spelling, and the folded areas around it."""
    return WITHIN.join([fold(text), *(fold(one) for one in within)])


class PlaceFinder:
    """Finds places by what a row says.

    Attributes:
        proposed: places the answers propose anew, id → canonical values.
    """

    def __init__(self, book: PlaceBook, memory: Mapping[str, str], team: str, language: str) -> None:
        self._book, self._memory, self._team, self._language = book, memory, team, language
        self.proposed: dict[str, dict[str, Any]] = {}
        self._named: dict[str, list[PlaceFacts]] = defaultdict(list)
        for place in list(book.facts.values()):
            if not place.withdrawn:
                for name in dict.fromkeys(map(fold, place.names)):
                    self._named[name].append(place)
        self._scopes: dict[tuple[str, ...], PlaceFacts | None] = {}

    def find(self, told: Mapping[str, str], ask: Callable[[str, tuple[str, ...]], str]) -> str | None:
        """The id of the place a row means, None when it names none; else the key :func:`ask` gives, as a question.

        Raises:
            Open: it has to be asked.
        """
        code = told.get("pcode", "")
        coded = self._coded(code) if code else None
        if coded is not None:
            return coded.id
        levels = [told.get(level, "") for level in LEVELS]
        deepest = told.get("", "") or next((text for text in reversed(levels) if text), "") or code
        within = tuple(text for text in (levels if told.get("") else self._above(levels)) if text)
        answer = self._answer(deepest, within)
        if answer is not None:
            return answer or None
        level = next((n for n in range(4, 0, -1) if levels[n - 1]), 4) if not told.get("") else 0
        found = self._sure(deepest, within, level)
        if found is not None:
            return found.id
        parted = self._parted(deepest, within) if not within else None
        if parted is not None:
            return parted.id
        raise Open(ask(deepest, within))

    def _above(self, levels: Sequence[str]) -> list[str]:
        last = max((n for n, text in enumerate(levels) if text), default=0)
        return list(levels[:last])

    def _coded(self, code: str) -> PlaceFacts | None:
        found = [place for place in self._book.all_by_code(code) if not place.withdrawn]
        return found[0] if len(found) == 1 else None

    def _answer(self, text: str, within: tuple[str, ...]) -> str | None:
        """What a person answered: an id, "" for a place left empty, None when nobody did."""
        for key in dict.fromkeys((place_key(text, within), place_key(text))):
            told = self._memory.get(key)
            if told is None:
                continue
            if told == NOWHERE:
                return ""
            if told == "":
                return self._propose(text, within)
            if self._book.get(told) is not None:
                return told
        return None

    def _propose(self, text: str, within: tuple[str, ...]) -> str:
        """A place nobody has yet: the same spelling in the same area is the same place on every laptop."""
        scope = self._scope(within)
        name = cleaned(text)
        digest = blake2b(f"place|{fold(name)}|{scope.id if scope else ''}".encode(), digest_size=16).hexdigest()
        values: dict[str, Any] = {"level": 4, "proposed_by": self._team, "status": "complete"}
        values["name_ar" if is_arabic(name) else "name_en"] = name
        if scope is not None:
            values["parent"] = scope.id
        self.proposed[digest] = values
        return digest

    def _scope(self, within: tuple[str, ...]) -> PlaceFacts | None:
        """The smallest area the row names for sure."""
        if within not in self._scopes:
            scope: PlaceFacts | None = None
            for text in within:
                told = self._book.get(self._memory.get(place_key(text)) or None)
                found = [told] if told else self._candidates(text, scope)
                areas = [place for place in found if place.level < 4] or found
                deepest = _deepest(self._book, areas)
                scope = deepest or scope
            self._scopes[within] = scope
        return self._scopes[within]

    def _candidates(self, text: str, scope: PlaceFacts | None) -> list[PlaceFacts]:
        found = [place for place in self._book.all_by_code(text) if not place.withdrawn]
        found = found or self._named.get(fold(text), [])
        return found if scope is None else [place for place in found if self._is_in(place, scope)]

    def _is_in(self, place: PlaceFacts, scope: PlaceFacts) -> bool:
        return place.id == scope.id or any(above.id == scope.id for above in self._book.parents(place.id))

    def _sure(self, text: str, within: tuple[str, ...], level: int) -> PlaceFacts | None:
        """The one place of this name in the areas named; ``level``: of the column, 0 when it tells none."""
        found = self._candidates(text, self._scope(within))
        if level:
            own = [place for place in found if place.level == level]
            found = own or found
            return found[0] if len(found) == 1 else _deepest(self._book, found)
        return found[0] if len(found) == 1 else None

    def _parted(self, text: str, within: tuple[str, ...]) -> PlaceFacts | None:
        """A village and its area in one cell: ``Kafr Nobol - Idleb``."""
        for sign in _PARTED:
            pieces = [piece.strip() for piece in text.split(sign) if piece.strip()]
            if not 2 <= len(pieces) <= 5:
                continue
            for ordered in (pieces, pieces[::-1]):
                scope = self._scope(tuple(reversed(ordered[1:])))
                found = self._candidates(ordered[0], scope) if scope is not None else []
                one = found[0] if len(found) == 1 else _deepest(self._book, found)
                if one is not None and scope is not None and one.id != scope.id:
                    return one
        return None

    def choices(self, text: str, within: tuple[str, ...]) -> tuple[str, tuple[Choice, ...]]:
        """The likeliest place ("" when none stands out), and those it could be, the likeliest first."""
        scope = self._scope(within)
        same = self._candidates(text, scope)
        near = [place for place in self._book.suggest(text[:80], 12) if place not in same]
        inside = [place for place in near if scope is not None and self._is_in(place, scope)]
        elsewhere = self._named.get(fold(text), []) if not same else []
        ordered = list(dict.fromkeys([*same, *inside, *elsewhere, *near]))[:10]
        likely = self._alike(text, inside if scope is not None else near)
        one = _deepest(self._book, same or likely)
        return one.id if one is not None else "", tuple(Choice(place.id, self.label(place)) for place in ordered)

    def _alike(self, text: str, near: Sequence[PlaceFacts]) -> list[PlaceFacts]:
        """Those of near spellings that are hardly to be told from the best; the town of a district among them."""
        scored = [(max(similar(text, name) for name in place.names), place) for place in near if place.names]
        best = max((score for score, _ in scored), default=0.0)
        return [place for score, place in scored if best >= SURELY_NEAR and score >= best - 0.02]

    def label(self, place: PlaceFacts) -> str:
        """What tells a place from others of its name: the areas above it and its code."""
        above = [one.name(self._language) for one in self._book.parents(place.id) if one.level > 0]
        return " · ".join(part for part in (place.name(self._language), *above, place.code) if part)


class Open(Exception):
    """A place that has to be asked: the key of the question."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _deepest(book: PlaceBook, found: Iterable[PlaceFacts]) -> PlaceFacts | None:
    """The smallest of places that lie in one another, as the town in the district called after it."""
    ordered = sorted(found, key=lambda place: place.level)
    for above, below in pairwise(ordered):
        if above.id not in {one.id for one in book.parents(below.id)}:
            return None
    return ordered[-1] if ordered else None


def place_reader(
    item: Field[Any], parts: Sequence[Part], finder: PlaceFinder, ask: Callable[[str, str, tuple[str, ...]], str]
) -> FieldReader:
    """Reads a field that names a place; ``ask`` notes (field, spelling, areas) and gives the key."""

    def read(told: Mapping[str, Cell]) -> Read:
        texts = {part: cleaned(said(cell, "text", None)) for part, cell in told.items()}
        texts = {part: text for part, text in texts.items() if text}
        if not texts:
            return None
        try:
            return finder.find(texts, lambda text, within: ask(item.key, text, within))
        except Open as wait:
            deepest = next(
                (at for at, aim in sorted(parts, key=lambda one: _depth(one[1].part)) if aim.part in texts),
                parts[0][0],
            )
            return Asked(deepest, wait.key)

    return FieldReader(item, parts, read)


def _depth(part: str) -> int:
    return ("", "admin4", "admin3", "admin2", "admin1", "pcode").index(part)
