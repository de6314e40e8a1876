"""The villages of a register on one day, in memory: found, filtered and sorted without asking the register again.

A country has some 8,000 communities: their facts are read in one go in a reader's thread, and every letter typed in
the search field only looks through them.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gui.villages.balance import Ends, Shares, shares_of
from storage import PlaceBook, folded

NEAR = 12
"""Places of a near spelling that are shown when nothing is spelled like what was typed."""
STATES = ("emptied", "partly_emptied", "returning", "returned", "unreachable", "inhabited")
"""The order of states in chips and when sorted: what needs people first."""


@dataclass(frozen=True, slots=True)
class Village:
    """A community on the day shown.

    Attributes:
        id, code, name_ar, name_en: the place; area: its path of codes; above: ids of its parents, nearest first.
        state, share: what was last seen of it; rivals: states teams disagree about, the safe side first;
            disputed_state: they disagree about the state or the share.
        population, left, returned: ranges of people; an end that is None is open.
        news: the newest day anything is known of, up to the day shown.
    """

    id: str
    code: str
    name_ar: str
    name_en: str
    area: str = ""
    above: tuple[str, ...] = ()
    state: str = ""
    share: int | None = None
    rivals: tuple[str, ...] = ()
    disputed_state: bool = False
    population: Ends = (None, None)
    left: Ends = (0, 0)
    returned: Ends = (0, 0)
    news: date | None = None

    def __getitem__(self, column: str) -> Any:
        """The value of a column, as the rows of other lists give it; a village is never struck through."""
        return None if column == "withdrawn" else getattr(self, column)

    @property
    def disputed(self) -> Mapping[str, tuple[Any, ...]]:
        """Fields in dispute with their rivals."""
        return {"state": self.rivals} if len(self.rivals) > 1 else {}

    @property
    def own(self) -> bool:
        """Whether anything is told of its own people, not only of others who came there."""
        nobody = (0, 0)
        return bool(self.state) or self.population[0] is not None or self.left != nobody or self.returned != nobody

    @property
    def shares(self) -> Shares | None:
        """What is certain of its people."""
        return shares_of(self.population, self.left, self.returned)

    def names(self, language: str) -> tuple[str, str]:
        """The name in a language and the one in the other script ("" when there is none)."""
        first, second = (self.name_ar, self.name_en) if language == "ar" else (self.name_en, self.name_ar)
        return (first, second) if first else (second or self.code or self.id[:8], "")


@dataclass(frozen=True)
class Wish:
    """What the list is asked for."""

    typed: str = ""
    states: tuple[str, ...] = ()
    area: str = ""
    everything: bool = False
    sort: str = "news"
    descending: bool = True
    language: str = "en"


@dataclass
class Villages:
    """All communities on a day.

    Attributes:
        day: the day shown; lines: every community; newest: the newest day anything is known of at all.
        known: how many have any news.
    """

    day: date
    lines: list[Village]
    book: PlaceBook
    newest: date | None = None
    known: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    _keys: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.known = sum(one.news is not None for one in self.lines)
        self.numbers = {line.id: number for number, line in enumerate(self.lines)}
        self._keys = [self._key(one) for one in self.lines]

    def _key(self, one: Village) -> str:
        place = self.book.get(one.id)
        told = (one.name_ar, one.name_en, *(place.contested if place is not None else ()), one.code)
        return folded("".join(f"\n{name}" for name in told)).replace("\n", " ")

    def counts(self, area: str = "") -> dict[str, int]:
        """Villages of each state; a disputed one counts as its safe side."""
        found: dict[str, int] = {}
        for one in self.lines:
            if one.state and _under(one.area, area):
                found[one.state] = found.get(one.state, 0) + 1
        order = {state: place for place, state in enumerate(STATES)}
        return dict(sorted(found.items(), key=lambda pair: order.get(pair[0], len(order))))

    def find(self, wish: Wish) -> Found:
        """The villages that are asked for, in order."""
        chosen = [n for n in self._spelled(wish.typed) if self._fits(self.lines[n], wish)]
        return Found(self, array("q", sorted(chosen, key=self._rank(wish), reverse=wish.descending)))

    def _spelled(self, typed: str) -> Iterable[int]:
        text = folded(typed)
        if not text:
            return range(len(self.lines))
        begun = f" {text}"
        found = [number for number, key in enumerate(self._keys) if begun in key]
        if found:
            return found
        near = (self.numbers.get(place.id) for place in self.book.suggest(typed, NEAR))
        return [number for number in near if number is not None]

    def _fits(self, one: Village, wish: Wish) -> bool:
        hidden = one.news is None and not wish.everything and not wish.typed.strip()
        if hidden and self.known:  # in a register without any news all of them are shown
            return False
        if wish.states and not ({one.state, *one.rivals} & set(wish.states)):
            return False
        return _under(one.area, wish.area)

    def _rank(self, wish: Wish) -> Callable[[int], Any]:
        order = {state: len(STATES) - place for place, state in enumerate(STATES)}
        lines = self.lines
        ways: dict[str, Callable[[int], Any]] = {
            "name": lambda n: lines[n].names(wish.language)[0].casefold(),
            "state": lambda n: (order.get(lines[n].state, 0), lines[n].share or 0),
            "left": lambda n: lines[n].left[0] or 0,
            "news": lambda n: (lines[n].own, (lines[n].news or date.min).isoformat()),
        }
        chosen = ways.get(wish.sort, ways["news"])
        # a tie goes by name, from its beginning whichever way the list runs
        by_name = sorted(range(len(lines)), key=lambda n: lines[n].names(wish.language)[0], reverse=wish.descending)
        place = {number: at for at, number in enumerate(by_name)}
        return lambda n: (chosen(n), place[n])


@dataclass
class Found:
    """The answer to a wish: a listing as register tables read them."""

    villages: Villages
    numbers: array[int]

    def first(self, limit: int) -> tuple[Sequence[int], Mapping[int, Any]]:
        """The first page."""
        return self.numbers[:limit], self.rows(self.numbers[:limit])

    def order(self) -> array[int]:
        """All of it."""
        return self.numbers

    def rows(self, numbers: Sequence[int]) -> Mapping[int, Any]:
        """Rows by number."""
        return {number: self.villages.lines[number] for number in numbers}


def _under(area: str, top: str) -> bool:
    return not top or area == top or area.startswith(top + "/")
