"""What the reader of the file will see, beside the choices: each sheet, how many columns are hidden, how many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from gui.export.seen_table import SIGNS, counted, sheet_table
from gui.look import theme
from gui.say import ltr, say, say_message, say_n
from gui.table.table import RegisterTable
from gui.widgets import Note, Tag, clear, column, icon_label, label, row, words_label
from storage import SMALLEST_CELL, Level, Treatment, UserError

if TYPE_CHECKING:
    from exports import Preview, SheetSeen

SHARES = (0.31, 0.33, 0.36)
"""Of the width beside the rule: the name of the column, the register, the file."""
_STATES = {
    Treatment.SHOWN: "ok",
    Treatment.COARSER: "warning",
    Treatment.WITH_CONSENT: "information",
    Treatment.HIDDEN: "error",
}


class SeenPane(QWidget):
    """The trailing side of the dialog.

    Attributes:
        found: what is shown; None while it is being read.
        kind: the sheet looked at, which stays when something else is chosen.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: Preview | None = None
        self.kind = ""
        self.table: RegisterTable | None = None
        self.title = label("", "strong")
        self.state = label("", "hint")
        self.sheets = QComboBox()
        self.sheets.setAccessibleName(say("Sheet of the file"))
        self.sheets.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.sheets.currentIndexChanged.connect(lambda _: self._show_sheet())
        self.chips = row(gap=6)
        self.note = Note("warning", "")
        self.promise = words_label("", "second")
        self.rows = label("", "second")
        self.home = words_label("", "hint")
        self._table = QFrame()
        self._table.setProperty("kind", "card")
        self._inside = QVBoxLayout(self._table)
        self._inside.setContentsMargins(1, 1, 1, 1)
        self._lay_out()
        self.wait(Level.PARTNER)

    def _lay_out(self) -> None:
        self._known = (icon_label("shield", "tx2", 15), self.promise, self.rows, self.sheets)
        below = row(*self._known[:3], gap=8)
        below.setStretch(1, 1)
        inside = column(
            row(self.title, self.sheets, self.state, None, gap=10), row(self.chips, None),
            self.note, self._table, None, below, self.home, gap=8,
        )  # fmt: skip
        inside.setStretch(3, 100)
        self.setLayout(inside)

    # ---- what is known

    def wait(self, level: Level, *, told: bool = True) -> None:
        """Something else was chosen: what was seen may no longer hold. ``told``: it is being looked at."""
        self.found = None
        self._empty()
        self.title.setText(_title(level))
        self.state.setText(say("is being looked at…") if told else "")
        self.note.hide()
        self.setEnabled(False)

    def show_found(self, found: Preview) -> None:
        """What was read."""
        self.found = found
        self.setEnabled(True)
        counted = found.rows >= 0
        self.state.setText("" if counted else say("is being counted…"))
        self.title.setText(_title(found.level))
        with QSignalBlocker(self.sheets):
            self.sheets.clear()
            for sheet in found.sheets:
                rows = say_n("{count} row", "{count} rows", sheet.rows)
                self.sheets.addItem(f"{sheet.title} · {rows}" if counted else sheet.title, sheet.kind)
            first = self.kind or ("victim" if found.level is not Level.PUBLIC else "people")
            self.sheets.setCurrentIndex(max(0, self.sheets.findData(first)))
        sheets = say_n("in {count} sheet", "in {count} sheets", len(found.sheets))
        self.rows.setText(f"{say_n('{count} row', '{count} rows', found.rows)} {sheets}" if counted else "")
        self.promise.setText(_promise(found) if counted else "")
        home = say(", ").join(found.left_at_home)
        self.home.setText(say("Not in the file at all: {kinds}.", kinds=home) if home else "")
        self._show_sheet(told=False)

    def refuse(self, trouble: UserError) -> None:
        """It cannot be shown, and why."""
        self._empty()
        self.state.setText("")
        self.setEnabled(True)
        self.note.tell("warning", say_message(trouble.what), say_message(trouble.todo))

    @property
    def sheet(self) -> SheetSeen | None:
        """The sheet looked at."""
        sheets = self.found.sheets if self.found is not None else ()
        at = self.sheets.currentIndex()
        return sheets[at] if 0 <= at < len(sheets) else None

    def _show_sheet(self, *, told: bool = True) -> None:
        sheet = self.sheet
        self._clear()
        if sheet is None:
            if self.found is not None:
                self.note.tell("information", say("Nothing is recorded of these days and this place."))
            return
        if told:
            self.kind = sheet.kind
        for part in (*self._known, self._table):
            part.show()
        self.home.setVisible(bool(self.home.text()))
        self.table = sheet_table(sheet)
        self._inside.addWidget(self.table)
        self._fit_columns()
        words = _chip_words(sheet)
        for rule, text in words.items():
            self.chips.addWidget(Tag(text, SIGNS[rule][0], _STATES[rule]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns of a record share the width there is."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        if self.table is not None and self.sheet is not None and self.sheet.fields:
            rule = theme.px(124)
            width = self.width() - theme.px(18) - rule
            for number, share in enumerate(SHARES):
                self.table.setColumnWidth(number, max(int(width * share), 90))
            self.table.setColumnWidth(len(SHARES), rule)

    def _empty(self) -> None:
        """Nothing is known: what was shown holds for another choice."""
        self._clear()
        for part in (*self._known, self.home, self._table):
            part.hide()

    def _clear(self) -> None:
        self.table = None
        self.note.hide()
        clear(self.chips)
        clear(self._inside)


def _title(level: Level) -> str:
    return {
        Level.INTERNAL: say("What our teams will see"),
        Level.PARTNER: say("What a partner will see"),
        Level.PUBLIC: say("What everybody will see"),
    }[level]


def _chip_words(sheet: SheetSeen) -> dict[Treatment, str]:
    counts = counted(sheet.fields)
    told = {
        Treatment.SHOWN: say_n("{count} shown", "{count} shown", counts[Treatment.SHOWN]),
        Treatment.COARSER: say_n("{count} made coarser", "{count} made coarser", counts[Treatment.COARSER]),
        Treatment.WITH_CONSENT: say_n("{count} with consent", "{count} with consent", counts[Treatment.WITH_CONSENT]),
        Treatment.HIDDEN: say_n("{count} hidden", "{count} hidden", counts[Treatment.HIDDEN]),
    }
    return {rule: text for rule, text in told.items() if counts[rule]}


def _promise(found: Preview) -> str:
    """The one sentence that matters most at a level."""
    if found.level is Level.INTERNAL:
        return say("It contains names: for your own teams only. Do not leave it lying about.")
    if found.level is Level.PUBLIC:
        joined = say("Groups under {count} people are put together, so nobody can be picked out.", count=SMALLEST_CELL)
        how_many = say(
            "{rolled} of {cells} groups were.", rolled=ltr(f"{found.rolled:,}"), cells=ltr(f"{found.cells:,}")
        )
        return f"{joined} {how_many}" if found.rolled else joined
    named = say_n("{count} person is named", "{count} people are named", found.names_shown)
    kept = say_n("{count} name stays here", "{count} names stay here", found.names_hidden)
    return say("{named}, {kept}: names leave only with consent.", named=named, kept=kept)
