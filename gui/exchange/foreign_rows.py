"""The third step of an import: every row before it enters: new, changed, the same, waiting, refused; with its tick."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from gui.exchange.changes_table import paint_tick
from gui.exchange.foreign_lines import fill, isolated
from gui.exchange.ticks import Ticks
from gui.look import theme
from gui.resting import Rest
from gui.say import ltr, say, say_message, words
from gui.screens.victims import NameSearch
from gui.table.cells import EMPTY, Cell, chip, sign
from gui.table.rows import Column
from gui.table.table import RegisterTable
from gui.tips import tip
from gui.widgets import KeyBox, Segmented, card, column, label, row
from storage import folded

if TYPE_CHECKING:
    from exports import ForeignFile, ForeignSheet, IntakePlan, IntakeRow
    from gui.exchange.foreign_alike import Likely

HOWS = ("new", "changed", "same", "doubtful", "refused")
SIGNS = {
    "new": "plus",
    "alike": "users",
    "changed": "pencil-line",
    "same": "equal",
    "doubtful": "circle-help",
    "refused": "circle-alert",
}
INKS = {"new": "rescued", "changed": "link", "same": "tx3", "doubtful": "accink", "refused": "injured"}
ALIKE = "alike"
"""The chip of new rows that may tell of somebody who is here already."""
CHIPS = ("new", ALIKE, *HOWS[1:])
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RowLine:
    """One record a row becomes, with the words of its row."""

    number: int
    row: IntakeRow
    facts: tuple[tuple[str, str], ...]
    why: tuple[Any, ...] = ()
    waits: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What tells it from other lines."""
        return f"{self.row.kind}/{self.row.record}/{self.row.spot.row}"

    @property
    def key(self) -> Key | None:
        """What a tick names; None where nothing can be ticked."""
        return (self.row.kind, self.row.record) if self.row.how in ("new", "changed") else None

    def __getitem__(self, column: str) -> Any:
        """Nothing here is struck through."""
        return None if column == "withdrawn" else getattr(self, column)


class Foreseen:
    """The rows of a plan beside the file they come from; a line is made when it is about to be seen."""

    def __init__(self, plan: IntakePlan, file: ForeignFile, likely: Likely) -> None:
        self.plan, self.likely = plan, likely
        self._sheets: dict[str, ForeignSheet] = {one.name: one for one in file.sheets}
        self._columns = {one.name: self._mapped(one) for one in file.sheets}
        self._why: dict[tuple[str, int], list[Any]] = defaultdict(list)
        for problem in plan.problems:
            self._why[problem.spot.sheet, problem.spot.row].append(problem)
        self._asked = {one.key: one.text for one in plan.questions}
        self._texts: list[str] = []

    def _mapped(self, sheet: ForeignSheet) -> list[tuple[str, int]]:
        mapping = self.plan.mapping
        about = [mapping.columns, *(one.columns for one in mapping.join)]
        best = max(about, key=lambda columns: sum(one.key in columns for one in sheet.columns))
        return [(one.label, one.at) for one in sheet.columns if one.key in best]

    def line(self, number: int) -> RowLine:
        """A line with the words of its row."""
        row = self.plan.rows[number]
        waits = tuple(dict.fromkeys(self._asked.get(key, "") for key in row.waits))
        why = tuple(self._why.get((row.spot.sheet, row.spot.row), ()))
        return RowLine(number, row, self._facts(row), why, waits, self.likely.named(row))

    def _facts(self, row: IntakeRow) -> tuple[tuple[str, str], ...]:
        from exports import cell_shown

        sheet = self._sheets.get(row.spot.sheet)
        cells = sheet.rows[row.spot.row - sheet.first] if sheet is not None else []
        columns = self._columns.get(row.spot.sheet, [])
        return tuple(
            (name, cell_shown(cells[at])) for name, at in columns if at < len(cells) and cells[at] is not None
        )

    def find(self, how: str, typed: str) -> Shown:
        """The lines wanted, in the order of the file; in a reader's thread."""
        numbers: Sequence[int] = range(len(self.plan.rows))
        wanted = folded(typed).split()
        if wanted:
            if not self._texts:
                rows = self.plan.rows
                self._texts = [folded(" ".join([one.who, *(text for _, text in self._facts(one))])) for one in rows]
            numbers = [number for number in numbers if all(word in self._texts[number] for word in wanted)]
        counts = dict.fromkeys(HOWS, 0)
        for number in numbers:
            counts[self.plan.rows[number].how] += 1
        alike = [number for number in numbers if self.plan.rows[number].record in self.likely.records]
        if how == ALIKE:
            return Shown(self, array("q", alike), counts, len(alike))
        if how:
            numbers = [number for number in numbers if self.plan.rows[number].how == how]
        return Shown(self, array("q", numbers), counts, len(alike))


@dataclass(frozen=True)
class Shown:
    """Lines in order, as tables read them; and how many of each sort there are."""

    foreseen: Foreseen
    numbers: array[int]
    counts: Mapping[str, int]
    alike: int = 0

    def first(self, limit: int) -> tuple[Sequence[int], Mapping[int, RowLine]]:
        """The first page."""
        numbers = self.numbers[:limit].tolist()
        return numbers, self.rows(numbers)

    def order(self) -> array[int]:
        """All of them."""
        return self.numbers

    def rows(self, numbers: Sequence[int]) -> Mapping[int, RowLine]:
        """Lines by number."""
        return {number: self.foreseen.line(number) for number in numbers}


# ---- the table


def row_columns(ticks: Ticks) -> list[Column]:
    """Tick, where, what happens, who, and the facts or the reason."""
    return [
        Column("tick", lambda: "", 44, lambda line: _tick(line, ticks), paint_tick),
        Column("spot", lambda: say("Sheet, row"), 150, _where),
        Column("how", lambda: say("What happens"), 168, _how, sign),
        Column("who", lambda: say("Record"), 220, _who),
        Column("facts", lambda: say("What the row says"), 720, _facts, chip),
    ]


def _tick(line: RowLine, ticks: Ticks) -> Cell:
    if line.key is None:
        return EMPTY
    on = line.key in ticks.set
    return Cell(icon="on" if on else "off", spoken=say("ticked") if on else say("not ticked"))


def _where(line: RowLine) -> Cell:
    return Cell(ltr(str(line.row.spot.row)), line.row.spot.sheet)


def how_words(how: str) -> str:
    """What happens with such a row."""
    told = {
        ALIKE: lambda: say("New, and perhaps here already"),
        "new": lambda: say("New, as proposed"),
        "changed": lambda: say("Known, changed"),
        "same": lambda: say("Known, the same"),
        "doubtful": lambda: say("Waits for an answer"),
        "refused": lambda: say("Cannot be read"),
    }
    return told[how]()


def _how(line: RowLine) -> Cell:
    how = line.row.how
    if line.likely:
        return Cell(say("Perhaps here"), icon="users", ink="accink")
    text = say("Changed here too") if line.row.conflicts else how_words(how)
    return Cell(text, icon=SIGNS[how], ink=INKS[how])


def _who(line: RowLine) -> Cell:
    kind = words().kind(line.row.kind)
    return Cell(kind, line.row.who) if line.row.who else Cell(strong=kind)


def _facts(line: RowLine) -> Cell:
    row = line.row
    if row.how == "refused":
        told = [f"{one.label}: {say_message(one.what)}" if one.label else say_message(one.what) for one in line.why]
        return Cell(" · ".join(told), ink="injured")
    if row.how == "doubtful":
        return Cell(say("not understood yet: {words}", words=say(", ").join(map(isolated, line.waits))), ink="accink")
    if row.how == "changed":
        told = [_change(one.label, one.was, one.file) for one in row.changes]
        return Cell(" · ".join(map(isolated, told)))
    said = " · ".join(isolated(f"{name}: {text}") for name, text in line.facts)
    if line.likely:
        here = say("perhaps here already: {names}", names=say(", ").join(map(isolated, line.likely)))
        return Cell(f"{here} · {said}", ink="accink")
    return Cell(said, ink="tx3" if row.how == "same" else "tx2")


def _change(label: str, was: str, file: str) -> str:
    return say("{label}: {was}, now {file}", label=label, was=was or say("empty"), file=file or say("empty"))


class RowsTable(RegisterTable):
    """The table.

    Signals:
        tick_asked(str): ``chosen`` (the selected lines) or ``shown`` (all of them).
    """

    tick_asked = Signal(str)

    def __init__(self, ticks: Ticks) -> None:
        super().__init__(row_columns(ticks))
        self.setAccessibleName(say("Rows of the file"))
        self.head.setMinimumSectionSize(40)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, Ctrl+A all that is shown."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Space and not control:
            self.tick_asked.emit("chosen")
        elif event.key() == Qt.Key.Key_A and control:
            self.tick_asked.emit("shown")
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a box ticks."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == 0 and event.button() == Qt.MouseButton.LeftButton:
            self.tick_asked.emit("chosen")


class RowsStep(QWidget):
    """Chips, search, table.

    Signals:
        ticked: other rows are ticked.
    """

    ticked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.ticks = Ticks(self)
        self.table = RowsTable(self.ticks)
        self.foreseen: Foreseen | None = None
        self.chips = Segmented([("", "", ""), *((how, "", SIGNS[how]) for how in CHIPS)], say("Which rows"), "")
        self.search = NameSearch()
        self.search.line.setPlaceholderText(say("Find in the rows…"))
        self.search.line.setAccessibleName(say("Find in the rows…"))
        self._typing = Rest(self, 120)
        self._typing.timeout.connect(self.look)
        self._keys = QWidget()
        self._keys.setLayout(
            row(
                KeyBox("Space"), label(say("tick or untick"), "hint"), 6, KeyBox("Ctrl+A"), label(say("all"), "hint"),
                gap=5,
            )
        )  # fmt: skip
        first = row(self.chips, self.search, None, self._keys, gap=10)
        whole = column(first, card(self.table, gap=0, padding=1), gap=9, margins=(14, 0, 14, 0))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.chips.chosen.connect(lambda _: self.look())
        self.search.line.textChanged.connect(lambda _: self._typing.start())
        self.table.tick_asked.connect(self._tick)
        self.table.clear_asked.connect(self._clear)
        self.table.rows.counted.connect(lambda _: self._counted())
        self.ticks.changed.connect(self._ticked)

    def show_plan(self, plan: IntakePlan, file: ForeignFile, likely: Likely) -> None:
        """The rows of a plan; ticked is what is clean, and what a person decided before."""
        self.foreseen = Foreseen(plan, file, likely)
        self.chips.button(ALIKE).setVisible(bool(likely.records))
        self._make_room()
        keys = [(one.kind, one.record) for one in plan.rows]
        clean = plan.clean()
        self.ticks.offer(frozenset(key for key in keys if key[1] in clean), keys)
        self.look()

    def look(self) -> None:
        """Show the lines that are wanted now."""
        if self.foreseen is not None:
            foreseen, how, typed = self.foreseen, str(self.chips.value() or ""), self.search.line.text()
            self.table.show_listing(lambda: foreseen.find(how, typed))

    @property
    def records(self) -> frozenset[str]:
        """Ids of what is ticked."""
        return frozenset(record for _, record in self.ticks.set)

    def _counted(self) -> None:
        shown: Shown | None = self.table.rows.listing
        if shown is None:
            return
        counts = {"": sum(shown.counts.values()), ALIKE: shown.alike, **shown.counts}
        for how, count in counts.items():
            self.chips.button(how).setText(_short(how, count))
            self.chips.button(how).setToolTip(tip(how_words(how) if how else ""))

    def _tick(self, what: str) -> None:
        shown: Shown | None = self.table.rows.listing
        if shown is None or self.foreseen is None:
            return
        numbers = shown.numbers if what == "shown" else self.table.rows.numbers(self.table.chosen())
        rows = (self.foreseen.plan.rows[number] for number in numbers)
        self.ticks.turn((one.kind, one.record) for one in rows if one.how in ("new", "changed"))

    def _ticked(self) -> None:
        self.table.rows.forget_cells()
        self.ticked.emit()

    def _clear(self) -> None:
        self.chips.choose("")
        self.search.put("")
        self.look()

    def resizeEvent(self, event: Any) -> None:
        """A narrow search in a narrow window."""
        super().resizeEvent(event)
        fill(self.table, self.width() - 50)
        self._make_room()

    def _make_room(self) -> None:
        narrow = self.width() < theme.px(1180)
        self.search.resize_to(theme.px(150 if narrow else 220))
        self._keys.setHidden(narrow and not self.chips.button(ALIKE).isHidden())  # one chip more stands there


def _short(how: str, count: int) -> str:
    number = ltr(f"{count:,}")
    told = {
        ALIKE: lambda: say("Perhaps here {count}", count=number),
        "new": lambda: say("New {count}", count=number),
        "changed": lambda: say("Changed {count}", count=number),
        "same": lambda: say("Same {count}", count=number),
        "doubtful": lambda: say("Waiting {count}", count=number),
        "refused": lambda: say("Refused {count}", count=number),
    }
    return f" {told[how]()}" if how else say("All {count}", count=number)
