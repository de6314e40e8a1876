"""The rows of a sheet laid beside what the export wrote: quick where nothing differs, careful where something does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from exports.reread.align import RECORD_ID, Layout
from exports.reread.book import Block, Merge
from exports.reread.cell_places import MOST_COLUMNS
from exports.reread.cells import is_empty, same
from exports.reread.view import Touched
from exports.reread.written import Written

AT_ONCE = 2000
COMPUTED = "~"


@dataclass
class TouchedRow:
    """A row in which something does not say what it said.

    Attributes:
        row: its number; record: the id.
        base: the record's columns at the export.
        cells: by field name; ``"~"`` holds worked-out columns.
        formulas, errors: places of cells from 0.
    """

    row: int
    record: str
    base: Mapping[str, Any]
    cells: dict[str, list[Touched]]
    formulas: frozenset[int] = frozenset()
    errors: frozenset[int] = frozenset()


@dataclass
class LooseRow:
    """A row whose record is not known.

    Attributes:
        told: what stands in the id column, "" for nothing.
        values: key of a column → (place, cell).
    """

    row: int
    told: str
    values: dict[str, tuple[int, Any]]
    errors: frozenset[int] = frozenset()


@dataclass
class Compared:
    """What a sheet came to.

    Attributes:
        seen: record → the rows it stands in.
        unchanged: cells that say what they said.
    """

    layout: Layout
    touched: list[TouchedRow] = field(default_factory=list)
    loose: list[LooseRow] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    again: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    unchanged: int = 0


class Comparison:
    """One sheet being compared, block after block."""

    def __init__(
        self,
        layout: Layout,
        written: Written,
        by_code: Callable[[str], str | None],
        answers: Mapping[tuple[int, int], str],
    ) -> None:
        self.found = Compared(layout)
        self._layout, self._written = layout, written
        self._columns = [(at, shown) for at, shown in enumerate(layout.columns) if shown is not None]
        self._id = layout.place(f"{layout.kind}.id")
        self._code = layout.place(f"{layout.kind}.code")
        self._by_code, self._answers = by_code, answers

    def take(self, block: Block) -> None:
        """The next rows."""
        for start in range(0, len(block.rows), AT_ONCE):
            self._compare(block, start, block.rows[start : start + AT_ONCE])

    def finish(self, merges: Sequence[Merge]) -> Compared:
        """All of it, once the last row was taken: under merged cells nothing stands, so nothing was emptied there."""
        if merges:
            covered = Covered(merges)
            for line in self.found.touched:
                columns = covered.columns(line.row)
                for name, cells in list(line.cells.items()):
                    line.cells[name] = [cell for cell in cells if cell.at not in columns]
                line.cells = {name: cells for name, cells in line.cells.items() if cells}
            self.found.touched = [line for line in self.found.touched if line.cells]
        return self.found

    def _compare(self, block: Block, start: int, rows: list[list[Any]]) -> None:
        numbered = [
            (number, row)
            for number, row in enumerate(rows, block.first + start)
            if number not in self._layout.head and any(cell != "" for cell in row)
        ]
        if self._answers:
            numbered = [(number, self._answered(number, row)) for number, row in numbered]
        named = list(self._named(numbered))
        known = self._written.rows(self._layout.kind, [record for _, _, record in named if record])
        there: list[tuple[int, list[Any], str]] = []
        for number, row, record in named:
            if record in known:
                if record in self.found.seen:
                    self.found.again[record].append(number)
                self.found.seen.setdefault(record, number)
                there.append((number, row, record))
            elif number > self._layout.start:
                self._loose(block, number, row)
        if there:
            self._lay_beside(block, there, known)

    def _answered(self, number: int, row: list[Any]) -> list[Any]:
        """The row with what the person answered to earlier problems in it."""
        answers = {at: text for (line, at), text in self._answers.items() if line == number}
        return [answers.get(at, cell) for at, cell in enumerate(row)] if answers else row

    def _named(self, rows: Sequence[tuple[int, list[Any]]]) -> Iterator[tuple[int, list[Any], str]]:
        """Each row with the id of its record: the hidden one, else that of its number."""
        for number, row in rows:
            told = row[self._id] if self._id is not None and self._id < len(row) else ""
            record = told.strip().lower() if isinstance(told, str) else ""
            if len(record) != 32 or not RECORD_ID.fullmatch(record):
                code = row[self._code] if self._code is not None and self._code < len(row) else ""
                record = "" if is_empty(code) or number <= self._layout.start else self._by_code(str(code)) or ""
            yield number, row, record

    def _loose(self, block: Block, number: int, row: list[Any]) -> None:
        values = {shown.key: (at, row[at]) for at, shown in self._columns if at < len(row) and not is_empty(row[at])}
        told = str(values.pop(f"{self._layout.kind}.id", (0, ""))[1])
        if values:
            self.found.loose.append(LooseRow(number, told, values, _in_row(block.errors, number)))

    def _lay_beside(
        self, block: Block, rows: list[tuple[int, list[Any], str]], known: Mapping[str, tuple[Any, ...]]
    ) -> None:
        names = self._written.names(self._layout.kind)
        bases = [known[record] for _, _, record in rows]
        raws: dict[str, Sequence[Any]] = dict(zip(names, zip(*bases, strict=True), strict=True))
        raws["id"] = [record for _, _, record in rows]
        cells: list[Sequence[Any]] = list(zip(*(row for _, row, _ in rows), strict=True))
        blank: Sequence[Any] = ("",) * len(rows)
        touched: dict[int, TouchedRow] = {}
        for at, shown in self._columns:
            got = cells[at] if at < len(cells) else blank
            written = self._written.column(shown, raws[shown.column])
            self.found.unchanged += len(rows)
            if list(got) == written and not block.errors:
                continue
            for place, (one, other) in enumerate(zip(got, written, strict=True)):
                number, _, record = rows[place]
                if (one == other or same(one, other)) and (number, at) not in block.errors:
                    continue
                if shown.key == f"{self._layout.kind}.id":
                    continue
                line = touched.get(place)
                if line is None:
                    line = touched[place] = _touched_row(
                        block, number, record, dict(zip(names, bases[place], strict=True))
                    )
                name = COMPUTED if shown.key.startswith(COMPUTED) else shown.column.partition("__")[0]
                self.found.unchanged -= 1
                line.cells.setdefault(name, []).append(Touched(shown, at, one, other))
        self.found.touched += [touched[place] for place in sorted(touched)]


def _touched_row(block: Block, number: int, record: str, base: Mapping[str, Any]) -> TouchedRow:
    return TouchedRow(number, record, base, {}, _in_row(block.formulas, number), _in_row(block.errors, number))


def _in_row(cells: frozenset[tuple[int, int]], row: int) -> frozenset[int]:
    return frozenset(at for line, at in cells if line == row) if cells else frozenset()


class Covered:
    """The cells that merged ones lie over: they hold nothing, and nothing is taken from them. Asked row after row."""

    def __init__(self, merges: Sequence[Merge]) -> None:
        self._coming = sorted(merges, key=lambda merge: merge.top, reverse=True)
        self._open: list[tuple[int, int, int]] = []
        self._over: Counter[int] = Counter()
        self._firsts = defaultdict[int, set[int]](set)
        for merge in merges:
            self._firsts[merge.top].add(merge.left)

    def columns(self, row: int) -> set[int]:
        """The covered places of a row that is not above the last one asked for."""
        while self._coming and self._coming[-1].top <= row:
            merge = self._coming.pop()
            if merge.bottom >= row:
                heappush(self._open, (merge.bottom, merge.left, min(merge.right, MOST_COLUMNS)))
                self._over.update(range(merge.left, min(merge.right, MOST_COLUMNS) + 1))
        while self._open and self._open[0][0] < row:
            _, left, right = heappop(self._open)
            self._over.subtract(range(left, right + 1))
        return {at for at, count in self._over.items() if count > 0} - self._firsts.get(row, set())


def leftmost(cells: Sequence[Touched]) -> Touched:
    """The cell a person sees first, among those a value stands in."""
    own = [cell for cell in cells if not cell.shown.hidden] or list(cells)
    return min(own, key=lambda cell: cell.at)
