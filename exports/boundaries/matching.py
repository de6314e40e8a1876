"""Which place of the register an area is: by its code, then by its names among the places of its level and parent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from exports.boundaries.telling import AreaTold
from storage import PlaceBook, PlaceFacts, fold

Match = tuple[str, str]
"""The place and ``code`` or ``name``; both "" when there is none."""
NOBODY: Match = ("", "")


class Matcher:
    """The places of a register, ready to be asked."""

    def __init__(self, book: PlaceBook) -> None:
        self._book = book
        self._named: dict[int, dict[str, list[PlaceFacts]]] = {}

    def level_of(self, areas: Iterable[AreaTold]) -> int | None:
        """The level most of the areas are of, told by their codes, else by their names; None when few are known."""
        areas = list(areas)
        codes = [place.level for area in areas if area.row.code and (place := self._book.by_code(area.row.code))]
        if not codes:
            levels = range(5)
            codes = [level for area in areas for level in levels if self._by_name(area, level)]
        best = max(set(codes), key=codes.count, default=None)
        return best if best is not None and codes.count(best) * 4 >= len(areas) else None

    def match(self, area: AreaTold, level: int) -> Match:
        """The place an area of this level is."""
        if area.row.code:
            there = [one for one in self._book.all_by_code(area.row.code) if one.level == level and not one.withdrawn]
            if there:
                return there[0].id, "code"
        found = self._by_name(area, level)
        return (found.id, "name") if found is not None else NOBODY

    def _by_name(self, area: AreaTold, level: int) -> PlaceFacts | None:
        """The one place called so; of several the one that lies where the area does; none when that is not told."""
        called = self._of_level(level)
        row = area.row
        found: dict[str, PlaceFacts] = {}
        for name in (row.name_ar, row.name_en, row.name_other, *row.aliases):
            for place in called.get(fold(name).strip(), ()) if name else ():
                found[place.id] = place
        above = self._above(area)
        inside = [place for place in found.values() if self._lies_in(place, above)]
        return inside[0] if len(inside) == 1 else None

    def _above(self, area: AreaTold) -> tuple[str, frozenset[str]]:
        return area.row.parent, frozenset(fold(name).strip() for name in area.above)

    def _lies_in(self, place: PlaceFacts, above: tuple[str, frozenset[str]]) -> bool:
        """Whether nothing that is told of what it lies in speaks against it."""
        code, names = above
        parents = self._book.parents(place.id)
        if code and self._book.by_code(code) is not None:
            return any(code.lower() == one.lower() for parent in parents for one in parent.codes)
        return not names or not parents or any(fold(name).strip() in names for one in parents for name in one.names)

    def _of_level(self, level: int) -> dict[str, list[PlaceFacts]]:
        if level not in self._named:
            called: dict[str, list[PlaceFacts]] = defaultdict(list)
            for place in list(self._book.facts.values()):
                if place.level == level and not place.withdrawn:
                    for name in {fold(one).strip() for one in place.names}:
                        called[name].append(place)
            self._named[level] = called
        return self._named[level]
