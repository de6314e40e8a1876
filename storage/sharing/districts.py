"""Places as coarse as a public file tells them, and what lies between several places teams disagree about. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from storage.fields.kind import Kind
from storage.places.gazetteer import PlaceBook
from storage.sharing.privacy import PUBLIC_LEVEL


class Districts:
    """The districts of a gazetteer."""

    def __init__(self, book: PlaceBook) -> None:
        self._book = book
        self._known: dict[str | None, str] = {}
        self._paths: dict[str, str] = {}

    def of(self, place: str | None) -> str:
        """The district a place lies in; what it lies in above that, where it has none; "" when nobody knows."""
        found = self._known.get(place)
        if found is None:
            found = self._known[place] = self._at(place, PUBLIC_LEVEL)
        return found

    def above(self, area: str) -> str:
        """The governorate of a district; a governorate or country stays."""
        return self._at(area, PUBLIC_LEVEL - 1)

    def of_path(self, path: str) -> str:
        """The district of an area path (``SY/SY07/SY0702/…``)."""
        if not self._paths:
            self._paths = {
                area: facts.id
                for facts in list(self._book.facts.values())
                if facts.level <= PUBLIC_LEVEL and (area := self._book.area(facts.id))
            }
        while path:
            if path in self._paths:
                return self._paths[path]
            path = path.rpartition("/")[0]
        return ""

    def common(self, places: Iterable[Any]) -> str | None:
        """The nearest place that holds all of these: the coarser position is the safe one. None when nothing does."""
        chains = [self._chain(place if isinstance(place, str) else None) for place in places]
        if not chains:
            return None
        return next((one for one in chains[0] if all(one in chain for chain in chains)), None)

    def _chain(self, place: str | None) -> list[str]:
        facts = self._book.get(place)
        return [] if facts is None else [facts.id, *(one.id for one in self._book.parents(place))]

    def _at(self, place: str | None, level: int) -> str:
        for one in self._chain(place):
            facts = self._book.get(one)
            if facts is not None and facts.level <= level:
                return one
        return ""


def month_of(first: str | None, last: str | None) -> str:
    """The month two days lie in, else their year, "" when they lie in several or are not known."""
    if not first or not last:
        return ""
    return first[:7] if first[:7] == last[:7] else first[:4] if first[:4] == last[:4] else ""


def days_in(kind: Kind[Any], values: Iterable[Any]) -> tuple[str | None, str | None]:
    """The first and the last day of several canonical dates; None where one of them is open or cannot be read."""
    read = [kind.load(value) if isinstance(value, str) else None for value in values]
    firsts = [found.isoformat() for one in read if (found := getattr(one, "first", None)) is not None]
    lasts = [found.isoformat() for one in read if (found := getattr(one, "last", None)) is not None]
    first = min(firsts) if read and len(firsts) == len(read) else None
    return first, max(lasts) if read and len(lasts) == len(read) else None
