"""A movement as a line: in the table of a village, in lists to choose from, in the marks of a timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gui.known import Known
from gui.say import ltr, say, say_n, words
from gui.table.list_cells import range_words, short_code
from gui.villages.balance import Ends
from storage import Day, DayValue, Range, Reading

PlaceName = Callable[[str | None], str]


@dataclass(frozen=True, slots=True)
class Move:
    """A movement of people.

    Attributes:
        id, code: the record; direction: out, onward, return or ""; disputed: fields teams
            disagree about, with their values, the one shown first.
        origin, destination: places or ""; known: code of *destination-known*.
        started, ended: days as told; first: the day it is sorted by.
        households, persons: as told; status: of the record.
        same_people_as: linked accounts; counted: id of the account that counts for these people ("" = this one).
    """

    id: str
    code: str = ""
    direction: str = ""
    origin: str = ""
    destination: str = ""
    known: str = ""
    started: DayValue | None = None
    ended: DayValue | None = None
    households: Range | None = None
    persons: Range | None = None
    transport: tuple[str, ...] = ()
    assisted_by: str = ""
    status: str = ""
    same_people_as: tuple[str, ...] = ()
    counted: str = ""
    left_behind: str = ""
    source: str = ""
    disputed: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def __getitem__(self, column: str) -> Any:
        """The value of a column, as rows of other lists give it."""
        return None if column == "withdrawn" else getattr(self, column)

    @property
    def first(self) -> date | None:
        """The day it is sorted by."""
        for value in (self.started, self.ended):
            if isinstance(value, DayValue):
                return value.first or value.last
        return None

    @property
    def people(self) -> Ends:
        """How many, both ends; unknown is open on both sides."""
        return ends_of(self.persons)


def ends_of(value: object) -> Ends:
    """Both ends of a count as told; (None, None) when nobody knows or nobody asked."""
    if not isinstance(value, Range) or value.unknown:
        return (None, None)
    return (value.low, value.high)


def move_of(row: Any, record: str = "") -> Move:
    """The line of a movement from a row of a list or the values of a record."""

    def value(name: str) -> Any:
        return row.get(name) if isinstance(row, Mapping) else row[name]

    def text(name: str) -> str:
        return str(value(name) or "")

    return Move(
        id=record or row.id,
        code=text("code"),
        direction=text("direction"),
        origin=text("origin"),
        destination=text("destination"),
        known=text("destination_known"),
        started=_day(value("started")),
        ended=_day(value("ended")),
        households=_count(value("households")),
        persons=_count(value("persons")),
        transport=_several(value("transport")),
        assisted_by=text("assisted_by"),
        status=text("status"),
        same_people_as=_several(value("same_people_as")),
        left_behind=text("left_behind"),
        source=text("source"),
        disputed={} if isinstance(row, Mapping) else row.disputed,
    )


def _day(value: object) -> DayValue | None:
    return value if isinstance(value, DayValue) else None


def _count(value: object) -> Range | None:
    return value if isinstance(value, Range) else None


def _several(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, (tuple, list)) else ()


def where_words(move: Move, name: PlaceName) -> str:
    """Where they went: a place, *not known*, *on the road*, or nothing told."""
    if move.destination:
        return name(move.destination) or move.destination[:8]
    if move.known in ("unknown", "on_the_road"):
        return short_code("destination-known", move.known)
    return ""


def goal_copied(move: Move, known: Known) -> str:
    """Where they went, for what leaves the window: arrival places are sealed, so no closer than the sub-district."""
    return (known.coarse(move.destination) or "?") if move.destination else where_words(move, known.place)


def origin_copied(move: Move, known: Known) -> str:
    """Where they set out, for what leaves the window: those who moved on or came home left an arrival place."""
    sheltered = move.direction != "out" or "direction" in move.disputed
    return (known.coarse(move.origin) if sheltered else known.place(move.origin)) or ("?" if move.origin else "")


def people_words(move: Move) -> str:
    """``600–720``, ``120 households`` when nobody counted people, ``?``."""
    told = range_words(*move.people)
    if told:
        return told
    families = range_words(*ends_of(move.households))
    if families:
        return say("{number} households", number=families)
    return "?" if move.persons is not None and move.persons.unknown else ""


def move_words(move: Move, name: PlaceName, reading: Reading) -> str:
    """One line: number, way, places, day, how many. No commas: names in a line of several are parted by them."""
    day = Day().show(move.started, reading) if move.started is not None else ""
    origin, goal = name(move.origin), where_words(move, name)
    way = f"{origin or '?'} ← {goal or '?'}" if words().rtl else f"{origin or '?'} → {goal or '?'}"
    parts = (ltr(move.code), way, day, people_words(move).replace(",", ""))
    return "  ·  ".join(part.replace("،", " ").replace(",", " ").replace(";", " ") for part in parts if part)


def count_words(count: int) -> str:
    """How many movements."""
    return say_n("{count} movement", "{count} movements", count)


def sum_ends(all_ends: list[Ends]) -> Ends:
    """The sum of ranges; one open end opens the sum. Nothing known adds nothing to the low end."""
    low = sum(one[0] or 0 for one in all_ends)
    highs = [one[1] for one in all_ends]
    return low, None if None in highs else sum(high for high in highs if high is not None)
