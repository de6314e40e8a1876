"""The first step of an import: which sheet, what its rows are, and where each column goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QWidget

from gui.exchange.foreign_lines import Held, Line, column_columns, fill
from gui.look import theme
from gui.say import ltr, say, say_n, words
from gui.table.line_list import ListLine, Offer
from gui.table.table import RegisterTable
from gui.widgets import KeyBox, LinkButton, Tag, card, column, label, row, words_label
from storage import RECORDS, fold, message

if TYPE_CHECKING:
    from exports import Aim, ForeignFile, Guess, Understanding

NOWHERE = "nowhere"
_ORDERS = ("dmy", "mdy", "ymd")


class StepTable(RegisterTable):
    """A table whose lines are answered one by one.

    Signals:
        emptied: Delete was pressed.
        next_asked: N was pressed.
    """

    emptied = Signal()
    next_asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete leaves out, N goes to what is not sure."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if plain and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.emptied.emit()
        elif plain and event.text() in ("n", "N", "ى", "آ"):
            self.next_asked.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All columns stand side by side."""
        super().resizeEvent(event)
        fill(self, self.viewport().width())

    def line(self) -> Line | None:
        """The line under the cursor."""
        found: Line | None = self.rows.row_at(self.currentIndex().row())
        return found


class ColumnsStep(QWidget):
    """Sheet, kind, columns.

    Signals:
        asked(str, str): the file is to be understood anew: kind, name of the sheet.
        forgotten: what was said for an earlier file is not to be used.
        changed: a column goes elsewhere.

    Attributes:
        constants: field to canonical value of every row that says nothing else.
    """

    asked = Signal(str, str)
    forgotten = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind, self.sheet = QComboBox(), QComboBox()
        self.kind.setAccessibleName(say("Each row is"))
        self.sheet.setAccessibleName(say("Sheet"))
        self.facts = label("", "hint")
        self.known, self.anew = Tag("", "history", "ok"), LinkButton(say("Guess anew"))
        self.use, self.save = LinkButton(say("Use a mapping file…")), LinkButton(say("Save as a mapping file…"))
        self.same, self.said = LinkButton(say("The same in every row…")), words_label("", "hint")
        self.constants: dict[str, Any] = {}
        self.line = ListLine(self._offers)
        self.line.setAccessibleName(say("Goes to"))
        self.line.setPlaceholderText(say("Type where this column goes…"))
        self.about = label("", "strong")
        self.table = StepTable(column_columns())
        self.table.setAccessibleName(say("Columns of the file"))
        self.guesses: list[Guess] = []
        self._kind = "victim"
        self._under: Understanding | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        first = row(
            label(say("Each row is")), self.kind, 6, label(say("Sheet")), self.sheet, 6, self.facts, None, self.known,
            self.anew,
        )  # fmt: skip
        keys = row(
            KeyBox("Enter"), label(say("choose"), "hint"), 6, KeyBox("Delete"), label(say("leave out"), "hint"), 6,
            KeyBox("N"), label(say("next doubtful"), "hint"), gap=5,
        )  # fmt: skip
        self.line.setMinimumWidth(theme.px(330))
        answer = row(self.about, self.line, None, keys, gap=10, margins=(10, 7, 10, 7))
        files = row(self.same, self.said, self.use, self.save, gap=14)
        files.setStretch(1, 1)
        whole = column(first, card(answer, self.table, gap=0, padding=1), files, gap=9, margins=(14, 0, 14, 0))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.kind.activated.connect(lambda _: self._ask())
        self.sheet.activated.connect(lambda _: self._ask())
        self.anew.clicked.connect(self.forgotten)
        self.line.picked.connect(self.choose)
        self.table.opened.connect(lambda _: self.begin_choosing())
        self.table.current_row.connect(lambda _: self._tell_current())
        self.table.emptied.connect(lambda: self.choose(NOWHERE))
        self.table.next_asked.connect(self.go_on)

    def _ask(self) -> None:
        self.asked.emit(str(self.kind.currentData()), str(self.sheet.currentData()))

    # ---- what is shown

    def show_file(self, file: ForeignFile, understanding: Understanding) -> None:
        """The guesses for a file."""
        from exports import FOREIGN_KINDS

        self._under, self._kind = understanding, understanding.mapping.kind
        self.guesses, self.constants = list(understanding.guessed.guesses), dict(understanding.mapping.constants)
        here = understanding.guessed.sheet
        self.kind.clear()
        for kind in FOREIGN_KINDS:
            self.kind.addItem(words().kind(kind), kind)
        self.kind.setCurrentIndex(self.kind.findData(self._kind))
        self.sheet.clear()
        for one in file.sheets:
            self.sheet.addItem(one.name, one.name)
        self.sheet.setCurrentIndex(self.sheet.findData(here.name))
        self.facts.setText(self._facts(understanding))
        self.known.setVisible(understanding.remembered)
        self.known.word.setText(say("as last time: {name}", name=understanding.mapping.name))
        self.anew.setVisible(understanding.remembered)
        self._show(keep=False)

    @property
    def rows_are(self) -> str:
        """The kind of the rows."""
        return self._kind

    def say_same(self, told: str) -> None:
        """What is the same in every row, in words."""
        self.said.setText(say("In every row: {values}", values=told) if told else "")

    def _facts(self, understanding: Understanding) -> str:
        here = understanding.guessed.sheet
        told = [say_n("{count} row", "{count} rows", here.full)]
        if here.head:
            told.insert(0, say("heading in row {number}", number=ltr(str(here.head))))
        if here.left_out:
            left = say_n("{count} row of totals or remarks left out", "{count} rows of totals or remarks left out",
                         len(here.left_out))  # fmt: skip
            told.append(left)
        for join in understanding.mapping.join:
            told.append(say("with {kind} on another sheet", kind=words().kind(join.kind, several=True)))
        return " · ".join(told)

    def _show(self, *, keep: bool) -> None:
        lines = [Line(at, one, self.label(one.aim) if one.aim else "") for at, one in enumerate(self.guesses)]
        self.table.show_listing(lambda: Held(lines), keep=keep)

    def label(self, aim: Aim) -> str:
        """What an aim is called; with the order of day and month where there is one."""
        from exports import label_of

        called = label_of(aim, words())
        if aim.kind != self._kind:
            called = f"{words().kind(aim.kind)} · {called}"
        orders = {
            "dmy": say("day first"),
            "mdy": say("month first"),
            "ymd": say("year first"),
        }
        return f"{called} ({orders[aim.order]})" if aim.order in orders else called

    def _tell_current(self) -> None:
        line = self.table.line()
        self.about.setText(line.about.column.label[:40] if line is not None else "")
        self.line.setText(line.answer if line is not None else "")

    # ---- choosing

    @property
    def columns(self) -> dict[str, Aim]:
        """Where the columns go now."""
        return {one.column.key: one.aim for one in self.guesses if one.aim is not None}

    def begin_choosing(self) -> None:
        """The line for the column under the cursor, with what may be meant."""
        self.line.setFocus()
        self.line.selectAll()
        self.line.open_list()

    def go_on(self) -> None:
        """To the next column that is not sure, from the end to the beginning again."""
        count, here = len(self.guesses), self.table.currentIndex().row()
        for step in range(1, count + 1):
            one = self.guesses[(here + step) % count]
            if one.aim is not None and not one.sure:
                self.table.go_to((here + step) % count)
                return

    def choose(self, value: str) -> None:
        """The column under the cursor goes there; another that went there goes nowhere."""
        line = self.table.line()
        if line is None:
            return
        aim = self._aims().get(value)
        why = message("You chose it.") if aim is not None else message("You left it out.")
        for at, one in enumerate(self.guesses):
            if aim is not None and one.aim is not None and one.aim.target == aim.target and at != line.number:
                given = message("What it meant was given to another column.")
                self.guesses[at] = replace(one, aim=None, certainty=1.0, reason=given)
        self.guesses[line.number] = replace(line.about, aim=aim, certainty=1.0, reason=why, remembered=False)
        self._show(keep=True)
        self.table.setFocus()
        self.changed.emit()

    def _aims(self) -> dict[str, Aim]:
        from exports import aims_of

        found = {}
        for aim in aims_of(self._kind):
            found["/".join(aim.target)] = aim
            if aim.name and RECORDS[aim.kind].fields[aim.name].kind.word == "day":
                found |= {"/".join((*aim.target, order)): replace(aim, order=order) for order in _ORDERS}
        return found

    def _offers(self, typed: str) -> Sequence[Offer]:
        """Aims whose name has the words typed; without any the likeliest, then all."""
        line = self.table.line()
        wanted = fold(typed).split()
        aims = self._aims()
        likely = ["/".join(one.target) for one in line.about.others] if line is not None else []
        if line is not None and line.about.aim is not None:  # of days: in which order they are written
            likely = [*("/".join((*line.about.aim.target, order)) for order in _ORDERS), *likely]
        ordered = [*dict.fromkeys([key for key in likely if key in aims]), *[key for key in aims if key not in likely]]
        own = line.number if line is not None else -1
        taken = {one.aim.target for at, one in enumerate(self.guesses) if one.aim is not None and at != own}
        found = []
        for key in ordered:
            called = self.label(aims[key])
            if all(word in fold(called) for word in wanted):
                beside = say("another column goes there") if aims[key].target in taken else ""
                found.append(Offer(key, called, beside=beside))
        return [*found[:120], Offer(NOWHERE, say("Do not import this column"), icon="minus", quiet=True)]
