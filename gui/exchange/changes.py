"""What an edited workbook changes, as lines of a table: filtered, searched and put in order without any widget.

A hundred thousand changes stay where the reader left them; beside them there is one byte a line that says what
happened. A line with its words is made only when it is about to be seen.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage import folded

if TYPE_CHECKING:
    from exports import CellChange, MissingRow, NewRow, Proposal, Spot

    Item = CellChange | NewRow | MissingRow

HOWS = ("changed", "new", "conflict", "missing", "same")
"""In the order of the filter chips."""
CHANGED, NEW, CONFLICT, MISSING, SAME = range(len(HOWS))
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    Attributes:
        number: its stable number; how: what happened, see ``HOWS``.
        sheet, where: the tab and the cell (or the row's number).
        who, label, was, file, now: its words.
        kind, record, field: what it belongs to; part: which cell of a new row it tells, -1 for the row itself.
        key: what a tick names; None where nothing can be ticked.
        cells: of a new row; whole: it lacks nothing; likely: it may be a record that is missing.
    """

    number: int
    how: int
    sheet: str
    where: str
    who: str
    label: str
    was: str
    file: str
    now: str
    kind: str
    record: str
    field: str = ""
    part: int = -1
    key: Key | None = None
    cells: int = 0
    whole: bool = True
    likely: bool = False
    formula: bool = False

    @property
    def id(self) -> str:
        """What tells it from other lines."""
        return f"{self.record}/{self.field}/{self.part}"

    def __getitem__(self, column: str) -> Any:
        """The value of a column, as the rows of other lists give it; nothing here is struck through."""
        return None if column == "withdrawn" else getattr(self, column)


@dataclass(frozen=True)
class Wanted:
    """Which lines are looked at.

    Attributes:
        how: one of ``HOWS``, "" for all; sheet: a tab, "" for all; typed: words that stand in the line.
        opened: new rows whose cells are shown, by number.
        sort: column the lines are sorted by; "" is the order of the file.
    """

    how: str = ""
    sheet: str = ""
    typed: str = ""
    opened: frozenset[int] = frozenset()
    sort: str = ""
    descending: bool = False


class Changes:
    """All lines of a proposal.

    Attributes:
        proposal: what was read.
        sheets: the tabs that have lines, in the order of the file.
    """

    def __init__(self, proposal: Proposal) -> None:
        """Takes a moment for a large proposal: call it in a reader's thread."""
        self.proposal = proposal
        self.sheets = _sheets(proposal)
        self._items = _in_order(proposal, self.sheets)
        self.hows = bytearray(_how(one) for one in self._items)
        can = (CHANGED, NEW, CONFLICT)
        self._keys: list[Key | None] = [
            one.key if how in can else None  # type: ignore[union-attr]
            for one, how in zip(self._items, self.hows, strict=True)
        ]
        self._sorts = {
            how: frozenset(key for key, other in zip(self._keys, self.hows, strict=True) if other == how and key)
            for how in range(len(HOWS))
        }
        places = {name: place for place, name in enumerate(self.sheets)}
        self._tabs = array("H", (places[_sheet(one)] for one in self._items))
        self._parts: dict[int, int] = {}
        self._owners: list[int] = []
        for number, one in enumerate(self._items):
            cells = getattr(one, "file", "")
            if isinstance(cells, tuple):
                self._parts[number] = len(self._items) + len(self._owners)
                self._owners += [number] * len(cells)
        self._folded: list[str] = []

    def __len__(self) -> int:
        return len(self._items)

    @property
    def empty(self) -> bool:
        """Whether the file says nothing that the register does not say, and nothing has to be asked."""
        return not any(how != SAME for how in self.hows) and not self.proposal.problems

    def key(self, number: int) -> Key | None:
        """What a tick of this line names; None for what cannot be ticked."""
        return self._keys[number] if number < len(self._keys) else None

    def keys(self, numbers: Iterable[int]) -> list[Key]:
        """The ticks of these lines."""
        return [key for key in map(self.key, numbers) if key is not None]

    def same_column(self, number: int) -> list[int]:
        """All changes of the same field of the same kind of record."""
        one: Any = self._items[number] if number < len(self._items) else None
        if one is None or not hasattr(one, "field"):
            return []
        wanted = (one.kind, one.field)
        return [at for at, other in enumerate(self._items) if (other.kind, getattr(other, "field", "")) == wanted]

    def ticked(self, ticks: AbstractSet[Key]) -> dict[int, int]:
        """How many ticked lines there are of each sort."""
        return {how: len(keys & ticks) for how, keys in self._sorts.items()}

    # ---- looking

    def find(self, wanted: Wanted) -> Found:
        """The lines looked at, in order; in a reader's thread."""
        numbers = self._fitting(wanted)
        counts = dict.fromkeys(HOWS, 0)
        for number in numbers:
            counts[HOWS[self.hows[number]]] += 1
        if wanted.how:
            asked = HOWS.index(wanted.how)
            numbers = [number for number in numbers if self.hows[number] == asked]
        if wanted.sort:
            numbers.sort(key=self._rank(wanted.sort), reverse=wanted.descending)
        order = array("q")
        for number in numbers:
            order.append(number)
            if number in wanted.opened:
                first = self._parts[number]
                order.extend(range(first, first + len(getattr(self._items[number], "file", ()))))
        return Found(self, order, counts, tuple(numbers), frozenset(self.keys(numbers)))

    def line(self, number: int) -> Line:
        """A line with its words."""
        if number >= len(self._items):
            owner = self._owners[number - len(self._items)]
            return self._cell_of(owner, number - self._parts[owner], number)
        one: Any = self._items[number]
        how, key = self.hows[number], self.key(number)
        if hasattr(one, "field"):
            return Line(
                number, how, one.spot.sheet, one.spot.name, one.who, one.label, one.was, one.file, one.now,
                one.kind, one.record, one.field, key=key, formula=one.formula,
            )  # fmt: skip
        if hasattr(one, "values"):
            return Line(
                number, how, one.spot.sheet, one.spot.name, one.who, "", "", "", "", one.kind, one.record, key=key,
                cells=len(one.file), whole=one.complete, likely=bool(one.likely),
            )  # fmt: skip
        return Line(number, how, one.sheet, "", one.who, "", "", "", "", one.kind, one.record)

    def _cell_of(self, owner: int, part: int, number: int) -> Line:
        row: Any = self._items[owner]
        label, text = row.file[part]
        return Line(number, NEW, "", "", "", label, "", text, "", row.kind, row.record, part=part)

    def _fitting(self, wanted: Wanted) -> list[int]:
        numbers: Iterable[int] = range(len(self._items))
        if wanted.sheet:
            tab = self.sheets.index(wanted.sheet) if wanted.sheet in self.sheets else -1
            numbers = [number for number in numbers if self._tabs[number] == tab]
        words = folded(wanted.typed).split()
        if words:
            if not self._folded:
                self._folded = [_searched(one) for one in self._items]
            texts = self._folded
            numbers = [number for number in numbers if all(word in texts[number] for word in words)]
        return list(numbers)

    def _rank(self, column: str) -> Callable[[int], Any]:
        if column == "how":
            return lambda number: self.hows[number]
        return lambda number: (folded(str(getattr(self._items[number], column, "") or "")), number)


@dataclass(frozen=True)
class Found:
    """Lines in order, as tables read them.

    Attributes:
        counts: lines of each sort before the chips are looked at; numbers: the lines without cells of new rows;
            keys: their ticks.
    """

    changes: Changes
    numbers_in_order: array[int]
    counts: Mapping[str, int]
    numbers: Sequence[int]
    keys: frozenset[Key]

    def first(self, limit: int) -> tuple[Sequence[int], Mapping[int, Line]]:
        """The first page."""
        numbers = self.numbers_in_order[:limit].tolist()
        return numbers, self.rows(numbers)

    def order(self) -> array[int]:
        """All of them."""
        return self.numbers_in_order

    def rows(self, numbers: Sequence[int]) -> Mapping[int, Line]:
        """Lines by number."""
        return {number: self.changes.line(number) for number in numbers}


def _sheets(proposal: Proposal) -> list[str]:
    names = [one.spot.sheet for one in proposal.changes] + [one.spot.sheet for one in proposal.new_rows]
    return list(dict.fromkeys(names + [one.sheet for one in proposal.missing]))


def _in_order(proposal: Proposal, sheets: Sequence[str]) -> list[Item]:
    """By sheet; in it changes and new rows by their place, then what is missing."""
    place = {name: at for at, name in enumerate(sheets)}

    def rank(one: Item) -> tuple[int, int, int]:
        spot: Spot | None = getattr(one, "spot", None)
        return (place[_sheet(one)], spot.row, spot.column) if spot is not None else (place[_sheet(one)], 1 << 40, 0)

    return sorted([*proposal.changes, *proposal.new_rows, *proposal.missing], key=rank)


def _sheet(one: Any) -> str:
    return str(one.sheet if hasattr(one, "sheet") else one.spot.sheet)


def _how(one: Any) -> int:
    if hasattr(one, "how"):
        return HOWS.index(one.how)
    if hasattr(one, "known"):
        return SAME if one.known else NEW
    return MISSING


def _searched(one: Any) -> str:
    texts = [getattr(one, name, "") for name in ("who", "label", "was", "now")]
    file = getattr(one, "file", "")
    texts += [text for _, text in file] if isinstance(file, tuple) else [file]
    return folded(" ".join(texts))
