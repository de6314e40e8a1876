"""Choosing the columns of a list: which are shown and in what order; by key, by a menu of each head, in a list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QMenu, QToolButton, QWidget

from gui.look import theme
from gui.look.icons import icon
from gui.say import rtl, say
from gui.table.table import RegisterTable
from gui.widgets import Button, KeyBox, column, label, row

_KEY = Qt.ItemDataRole.UserRole
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class ColumnChoice(QObject):
    """What may be done with the columns of a list.

    Attributes:
        keys: the columns shown now.

    Signals:
        chosen: others are shown, or they stand in another order.
    """

    chosen = Signal()

    def __init__(self, table: RegisterTable, title: str) -> None:
        super().__init__(table)
        self._table, self._title = table, title
        self._first = table.head.layout_kept()
        self.keys = frozenset(self.shown())
        self.button = QToolButton()
        self.button.setIcon(icon("columns-3", "tx2", 15))
        self.button.setIconSize(QSize(15, 15))
        self.button.setProperty("kind", "headend")
        self.button.setToolTip(say("Choose columns: {key}", key="C"))
        self.button.setAccessibleName(say("Choose columns"))
        self.button.setFixedSize(theme.px(24), theme.px(25))
        self.button.clicked.connect(self.open)
        table.head.hold_end(self.button)
        table.head.shown_changed.connect(self._note)
        table.head.menu_asked.connect(self._menu)
        table.asked.connect(self._asked)

    def shown(self) -> list[str]:
        """The keys of the columns shown, in their order."""
        return [self._table.rows.columns[i].key for i in self._table.head.shown()]

    def show(self, key: str, *, shown: bool) -> None:
        """Show or hide a column; the last one stays."""
        index = self._index(key)
        if not shown and self.shown() == [key]:
            return
        if shown and self._table.isColumnHidden(index):
            self._table.setColumnWidth(index, self._table.rows.columns[index].width)
        self._table.setColumnHidden(index, not shown)
        self._fit_cursor()
        self.chosen.emit()

    def shift(self, key: str, steps: int) -> bool:
        """Move a column onwards (or back, below zero) among those shown; whether it could be."""
        moved = self._table.head.shift(self._index(key), steps)
        if moved:
            self.chosen.emit()
        return moved

    def reset(self) -> None:
        """Columns, order and widths as they were made."""
        head, columns = self._table.head, self._table.rows.columns
        for index, one in enumerate(columns):
            if one.more and not head.isSectionHidden(index):
                self._table.setColumnHidden(index, True)
        head.restore(self._first)
        self._fit_cursor()
        self.chosen.emit()

    def choices(self) -> list[tuple[str, str]]:
        """Keys and titles of all columns: those shown in their order, then the others by name."""
        columns = self._table.rows.columns
        titles = {one.key: one.title() for one in columns if not one.only}
        first = [key for key in self.shown() if key in titles]
        others = sorted(titles.keys() - set(first), key=lambda key: titles[key])
        return [(key, titles[key]) for key in (*first, *others)]

    def open(self) -> None:
        """Show the list of columns under the button."""
        ColumnsPopup(self, self.button).open_at(self.button)

    # ---- keys and the menu of a head

    def _asked(self, wish: str) -> None:
        if wish == "columns":
            self.open()
        elif wish in ("onward", "back"):
            index = self._table.currentIndex().column()
            if index >= 0:
                self.shift(self._table.rows.columns[index].key, 1 if wish == "onward" else -1)
                self._table.scrollTo(self._table.currentIndex())

    def _menu(self, logical: int, place: QPoint) -> None:
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if logical >= 0:
            one = self._table.rows.columns[logical]
            onward, back = ("Left", "Right") if rtl() else ("Right", "Left")
            hide = menu.addAction(say("Hide “{column}”", column=one.title()))
            hide.setEnabled(not one.only and len(self.shown()) > 1)
            hide.triggered.connect(lambda: self.show(one.key, shown=False))
            for words, steps, arrow in (
                (say("Move towards the beginning"), -1, back),
                (say("Move towards the end"), 1, onward),
            ):
                move = menu.addAction(f"{words}\tCtrl+Shift+{'→' if arrow == 'Right' else '←'}")
                move.triggered.connect(lambda _=False, steps=steps: self.shift(one.key, steps))
            menu.addSeparator()
        menu.addAction(icon("columns-3", "tx2", 15), say("Columns…") + "\tC").triggered.connect(self.open)
        menu.addAction(say("Columns as they were at first")).triggered.connect(self.reset)
        menu.popup(place)

    def _index(self, key: str) -> int:
        return next(i for i, one in enumerate(self._table.rows.columns) if one.key == key)

    def _note(self) -> None:
        self.keys = frozenset(self.shown())

    def _fit_cursor(self) -> None:
        """The cursor never stands in a hidden column."""
        table, head = self._table, self._table.head
        current = table.currentIndex()
        if current.isValid() and head.isSectionHidden(current.column()):
            table.selectionModel().setCurrentIndex(
                table.rows.index(current.row(), head.shown()[0]), table.selectionModel().SelectionFlag.NoUpdate
            )


class ColumnsPopup(QFrame):
    """All columns with ticks; those shown stand first, in their order."""

    def __init__(self, choice: ColumnChoice, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kind", "popup")
        self._choice = choice
        self.line = QLineEdit()
        self.line.setPlaceholderText(say("Search the columns"))
        self.line.setAccessibleName(say("Search the columns"))
        self.list = QListWidget()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setAccessibleName(say("Columns"))
        back = Button(say("As at first"), "rotate-ccw")
        back.clicked.connect(self._reset)
        keys = row(KeyBox("Space"), label(say("show"), "hint"), 4, KeyBox("Ctrl+↑"), KeyBox("Ctrl+↓"), gap=5)
        keys.addWidget(label(say("move"), "hint"))
        keys.addStretch(1)
        keys.addWidget(back)
        self.setLayout(column(self.line, self.list, keys, gap=6, margins=(8, 8, 8, 8)))
        self._fill()
        self.list.itemChanged.connect(self._ticked)
        self.line.textChanged.connect(self._narrow)
        self.line.installEventFilter(self)
        self.list.installEventFilter(self)

    def open_at(self, button: QWidget) -> None:
        """Show it under a button, inside the window."""
        window = button.window()
        wide = theme.px(340)
        self.resize(wide, min(theme.px(430), window.height() - theme.px(150)))
        corner = button.mapToGlobal(QPoint(0 if rtl() else button.width() - wide, button.height() + 2))
        left = window.mapToGlobal(QPoint(0, 0)).x()
        corner.setX(max(left + 4, min(corner.x(), left + window.width() - wide - 4)))
        self.move(corner)
        self.show()
        self.list.setFocus()
        self.list.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+arrows move the column, arrows go from the search into the list, Enter closes."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key, held = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
        if held and steps:
            self._move(steps)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        elif watched is self.line and steps:
            self.list.setFocus()
        elif watched is self.list and event.text().strip() and not held:
            self.line.setFocus()
            self.line.setText(self.line.text() + event.text())
        else:
            return False
        return True

    def _fill(self, current: str = "") -> None:
        self.list.blockSignals(True)
        self.list.clear()
        shown = set(self._choice.shown())
        for key, title in self._choice.choices():
            item = QListWidgetItem(title)
            item.setData(_KEY, key)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_ON if key in shown else _OFF)
            self.list.addItem(item)
            if key == current:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)

    def _ticked(self, item: QListWidgetItem) -> None:
        key = item.data(_KEY)
        self._choice.show(key, shown=item.checkState() == _ON)
        if (key in self._choice.shown()) != (item.checkState() == _ON):
            self._fill(key)  # the last column stays

    def _move(self, steps: int) -> None:
        item = self.list.currentItem()
        if item is not None and item.checkState() == _ON and self._choice.shift(item.data(_KEY), steps):
            self._fill(item.data(_KEY))

    def _reset(self) -> None:
        self._choice.reset()
        self.line.clear()
        self._fill()
        self.list.setFocus()

    def _narrow(self, text: str) -> None:
        wanted = text.strip().casefold()
        first = -1
        for place in range(self.list.count()):
            hidden = wanted not in self.list.item(place).text().casefold()
            self.list.setRowHidden(place, hidden)
            first = place if first < 0 and not hidden else first
        self.list.setCurrentRow(first)
