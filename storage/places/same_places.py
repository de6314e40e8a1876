"""Which places may be one and the same under two codes: by name, distance and the area they lie in.

Nothing here decides. A pair that is *sure* (one name, near each other, in one governorate) is not brought in a second
time when a table of places is added; every other pair is only shown to a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from storage.fields.kinds import PositionValue
from storage.matching.names import similar, skeleton, words_of
from storage.places.gazetteer import PlaceBook, PlaceFacts
from storage.review.doubts import kilometres

SURE_KM, LIKELY_KM = 3.0, 10.0
ALIKE = 0.85


@dataclass(frozen=True)
class Pair:
    """Two places that may be one.

    Attributes:
        one, other: ids; ``one`` is the place that was asked about.
        sure: same name, within three kilometres, in the same governorate.
        km: how far apart they lie, when both positions are known.
    """

    one: str
    other: str
    sure: bool
    km: float | None


class SameFinder:
    """Looks up places by what their names sound like."""

    def __init__(self, book: PlaceBook, places: Iterable[PlaceFacts] | None = None) -> None:
        self._book = book
        self._by_key: dict[tuple[str, int, str], list[PlaceFacts]] = defaultdict(list)
        for place in list(book.facts.values()) if places is None else places:
            if not place.withdrawn:
                for key in self._keys(place, self.region(place)):
                    self._by_key[key].append(place)

    def region(self, place: PlaceFacts) -> str:
        """The id of the governorate a place lies in; of its country when it is one itself or none is known."""
        above = [place, *self._book.parents(place.id)] if self._book.get(place.id) else self._above(place)
        if place.level <= 1:
            return above[-1].id if len(above) > 1 else ""
        return next((one.id for one in above if one.level == 1), above[-1].id)

    def like(self, place: PlaceFacts) -> list[Pair]:
        """The places that may be this one, the surest and nearest first."""
        region = self.region(place)
        near = {
            other.id: other for key in self._keys(place, region) for other in self._by_key[key] if other.id != place.id
        }
        pairs = [pair for other in near.values() if (pair := judged(place, other))]
        return sorted(pairs, key=lambda pair: (not pair.sure, 1e9 if pair.km is None else pair.km, pair.other))

    def all_pairs(self) -> Iterator[Pair]:
        """Every pair of the book, once."""
        seen: set[frozenset[str]] = set()
        for there in list(self._by_key.values()):
            for at, place in enumerate(there):
                for other in there[:at]:
                    both = frozenset((place.id, other.id))
                    if len(both) == 2 and both not in seen:
                        seen.add(both)
                        if pair := judged(place, other):
                            yield pair

    def _above(self, place: PlaceFacts) -> list[PlaceFacts]:
        parent = self._book.get(place.parent)
        return [place, *([parent, *self._book.parents(parent.id)] if parent else [])]

    @staticmethod
    def _keys(place: PlaceFacts, region: str) -> set[tuple[str, int, str]]:
        keys = set()
        for name in place.names:
            words = words_of(name)
            heard = "".join(skeleton(word) for word in words)
            keys |= {(region, place.level, "".join(words)), (region, place.level, "0" + heard if heard else "")}
        return {key for key in keys if key[2]}


def judged(one: PlaceFacts, other: PlaceFacts) -> Pair | None:
    """Whether two places of one level in one governorate may be the same; None when they are not."""
    if not called_alike(one.names, other.names):
        return None
    km = distance(one, other)
    if km is not None and km > LIKELY_KM and one.level > 2:
        return None
    if km is None and one.level == 4 and _parted(one, other):
        return None
    return Pair(one.id, other.id, km is not None and km <= SURE_KM and one.level == 4, km)


def _parted(one: PlaceFacts, other: PlaceFacts) -> bool:
    """Places of one table are two places when it lists them in two areas: Kafr Nabl is the name of several."""
    return bool(one.pack) and one.pack == other.pack and one.parent != other.parent


def called_alike(names: Sequence[str], others: Sequence[str]) -> bool:
    """Whether one spelling of a place is a spelling of the other."""
    joined = {"".join(words_of(name)) for name in names}
    if joined & {"".join(words_of(name)) for name in others}:
        return True
    return any(similar(name, other) >= ALIKE for name in names[:3] for other in others[:3])


def distance(one: PlaceFacts, other: PlaceFacts) -> float | None:
    """Kilometres between the middles of two places, None when one is not known."""
    if one.at is None or other.at is None:
        return None
    return kilometres(PositionValue(*one.at, "village"), PositionValue(*other.at, "village"))
