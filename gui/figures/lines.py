"""Lines of claims against names as a table: who, what is claimed, who is recorded, who is not, and by what rule."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect

from gui.say import ltr, say, words
from gui.table.cells import EMPTY, Canvas, Cell, chip, plain, sign
from gui.table.list_cells import letter, range_words
from gui.table.rows import Column
from storage import PEOPLE, ClaimSaid, Figures, Line, Query, Reconciliation

if TYPE_CHECKING:
    from storage import Listing, Store

FIGURES = ("killed", "injured", "missing")
KEYS = tuple((figure, group) for figure in FIGURES for group in ("", *PEOPLE))
Ends = tuple[int | None, int | None]
MOST = 5_000
"""Incidents that do not fit beyond these are not listed."""
INSET = 18
"""Pixels a group stands behind its outcome."""


def group_words(group: str) -> str:
    """A group of people that claims speak of."""
    found = {
        "children": say("Children"),
        "boys": say("Boys"),
        "girls": say("Girls"),
        "women": say("Women"),
        "men": say("Men"),
        "elderly": say("Elderly"),
        "civilians": say("Civilians"),
        "combatants": say("Combatants"),
        "health_workers": say("Health workers"),
        "rescuers": say("Rescuers"),
        "teachers": say("Teachers"),
        "journalists": say("Journalists"),
    }
    return found[group]


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        line: what is known; whole: False while the parts of it are still being counted.
        said: what each claim says of it, by the claim's id; replaced: claims a newer one of the same voice replaces.
    """

    line: Line
    whole: bool = True
    said: Mapping[str, Ends] = field(default_factory=dict)
    replaced: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Its name: figure and group."""
        return f"{self.line.figure}/{self.line.group}"

    def __getitem__(self, column: str) -> Any:
        """A line is never struck through."""
        return None

    @property
    def disputed(self) -> Mapping[str, tuple[Any, ...]]:
        """Nothing here is in dispute by itself."""
        return {}


@dataclass(frozen=True)
class Ready:
    """Lines that are there already, as register tables read them."""

    lines: Sequence[Any]

    def first(self, limit: int) -> tuple[Sequence[int], Mapping[int, Any]]:
        """The first page."""
        numbers = range(1, min(limit, len(self.lines)) + 1)
        return list(numbers), self.rows(list(numbers))

    def order(self) -> array[int]:
        """All of it."""
        return array("q", range(1, len(self.lines) + 1))

    def rows(self, numbers: Sequence[int]) -> Mapping[int, Any]:
        """Rows by number."""
        return {number: self.lines[number - 1] for number in numbers if 0 < number <= len(self.lines)}


@dataclass(frozen=True)
class Chosen:
    """Some incidents of the register in the order given, as register tables read them."""

    listing: Listing
    numbers: Sequence[int]

    @classmethod
    def of(cls, store: Store, records: Sequence[str]) -> Chosen:
        """These incidents, as many as a person can look through."""
        listing = store.listing(Query("incident"))
        found = (listing.number_of(record) for record in records[:MOST])
        return cls(listing, [number for number in found if number is not None])

    def first(self, limit: int) -> tuple[Sequence[int], Mapping[int, Any]]:
        """The first page."""
        return self.numbers[:limit], self.rows(self.numbers[:limit])

    def order(self) -> array[int]:
        """All of it."""
        return array("q", self.numbers)

    def rows(self, numbers: Sequence[int]) -> Mapping[int, Any]:
        """Rows by number."""
        return self.listing.rows(numbers)


def rows_of(found: Reconciliation) -> list[Row]:
    """All lines, each with what every claim says of it."""
    return [
        Row(
            found.lines[key],
            said={claim.id: claim.ranges[key] for claim in found.claims if key in claim.ranges},
            replaced=frozenset(claim.id for claim in found.claims if key in claim.replaced),
        )
        for key in KEYS
        if key in found.lines
    ]


def rows_at_once(found: Figures) -> list[Row]:
    """The lines of a period that need no reading of records, until those of the groups are counted."""
    made = []
    for name in FIGURES:
        one = getattr(found, name)
        recorded = one.named, one.named_high
        made.append(Row(Line(name, "", (None, None), (one.low, one.high), recorded, (0, 0), one.left), whole=False))
    return made


def line_columns() -> list[Column]:
    """Who, published, claimed, named, in groups, without a record, too many."""
    return [
        Column("who", lambda: say("Who"), 148, _who, _who_painter),
        Column("published", lambda: say("Published"), 100, lambda row: _ends(row.line.published, strong=True), plain),
        Column("claimed", lambda: say("All sources"), 100, lambda row: _later(row, row.line.claimed), plain),
        Column("named", lambda: say("Named"), 84, _named, plain, tip=lambda: say("Different people, one by one")),
        Column(
            "groups", lambda: say("In groups"), 102, lambda row: _later(row, _some(row.line.unnamed)), plain,
            tip=lambda: say("People of whom only the number of their group is known"),
        ),
        Column(
            "left", lambda: say("No record yet"), 108, _left, _remark,
            tip=lambda: say("At least and at most so many are published of whom there is no record"),
        ),
        Column(
            "over", lambda: say("Too many"), 84, _over, _remark,
            tip=lambda: say("So many more are recorded than any source claims: look for doubles"),
        ),
    ]  # fmt: skip


def claim_columns(claims: Sequence[ClaimSaid], names: Mapping[str, str]) -> list[Column]:
    """One column a claim, called by its source."""
    return [_claim_column(claim, names.get(claim.id, "") or say("a source")) for claim in claims]


def _claim_column(claim: ClaimSaid, name: str) -> Column:
    whole = say("{source}, {day}", source=name, day=ltr(claim.day)) if claim.day else name
    return Column(f"claim-{claim.id}", lambda: name, 112, lambda row: _said(row, claim), plain, tip=lambda: whole)


def _who(row: Row) -> Cell:
    line = row.line
    if line.group:
        return Cell(group_words(line.group), ink="tx2", spoken=f"{_outcome(line.figure)}, {group_words(line.group)}")
    return Cell(
        letter=letter(line.figure), strong=_outcome(line.figure), ink=line.figure, ground=f"{line.figure}_bg",
        spoken=_outcome(line.figure),
    )  # fmt: skip


def _who_painter(canvas: Canvas, rect: QRect, cell: Cell) -> int:
    """Outcomes as chips, groups as words set in a little."""
    if cell.letter:
        return chip(canvas, rect, cell)
    inner = rect.adjusted(0, 0, -INSET, 0) if canvas.rtl else rect.adjusted(INSET, 0, 0, 0)
    return INSET + plain(canvas, inner, cell)


def _remark(canvas: Canvas, rect: QRect, cell: Cell) -> int:
    """A number, with a sign when it asks for somebody."""
    return sign(canvas, rect, cell) if cell.icon else plain(canvas, rect, cell)


def _outcome(figure: str) -> str:
    return words().code("outcome", figure)


def _ends(ends: Ends, *, strong: bool = False) -> Cell:
    if ends == (None, None):
        return EMPTY
    low, high = ends
    shown = range_words(low or 0, high) if high is not None else ltr(f"≥ {low or 0:,}")
    return Cell(strong=shown) if strong else Cell(shown)


def _some(ends: Ends) -> Ends:
    return (None, None) if ends == (0, 0) else ends


def _later(row: Row, ends: Ends) -> Cell:
    return _ends(ends) if row.whole else Cell("…", ink="tx3", spoken=say("being counted"))


def _named(row: Row) -> Cell:
    return _ends(row.line.named)


def _left(row: Row) -> Cell:
    low, high = row.line.left
    if (low, high) in ((None, None), (0, 0)):
        return EMPTY
    cell = _ends(row.line.left)
    return Cell(cell.text, icon="triangle-alert", ink="accink") if low else Cell(cell.text, ink="tx2")


def _over(row: Row) -> Cell:
    over = row.line.over
    return Cell(f"{over:,}", icon="circle-alert", ink="injured") if over else EMPTY


def _said(row: Row, claim: ClaimSaid) -> Cell:
    ends = row.said.get(claim.id)
    if ends is None:
        return EMPTY
    shown = _ends(ends).text
    if claim.id in row.replaced:
        return Cell(f"({shown})", ink="tx3", spoken=say("{count}, replaced by a newer claim", count=shown))
    return Cell(shown)
