"""What every chart does: marks one can step through, open and copy as a picture or a table; words for who cannot see.

A chart is a widget with this beside it, not a class of its own drawing: each says how many marks it has, what stands
at one of them in words, and what the table of it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from gui import clipboard
from gui.charts.picture import Ink, picture_of
from gui.listing.tabled import Said, as_html, as_text
from gui.look.icons import icon
from gui.say import rtl, say

FORWARD = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
DOWN = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class Marks(QObject):
    """Which mark of a chart is chosen.

    Signals:
        moved(int): another mark is chosen; -1 is none.
        opened(int): the records of a mark are wanted.
    """

    moved = Signal(int)
    opened = Signal(int)

    def __init__(self, widget: QWidget, steps: dict[Qt.Key, int]) -> None:
        super().__init__(widget)
        self.widget, self.steps = widget, steps
        self.count, self.at = 0, -1
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def begin(self, count: int) -> None:
        """There are that many marks now; the choice stays while it can."""
        self.count = count
        if self.at >= count:
            self.at = -1

    def choose(self, at: int) -> None:
        """Choose a mark."""
        at = at if 0 <= at < self.count else -1
        if at != self.at:
            self.at = at
            self.moved.emit(at)

    def took(self, event: QKeyEvent) -> bool:
        """Whether a key was for the chart: arrows, Home, End, Enter."""
        key = Qt.Key(event.key())
        if key in self.steps and self.count:
            start = self.at if self.at >= 0 else (-1 if self.steps[key] > 0 else self.count)
            self.choose(min(self.count - 1, max(0, start + self.steps[key])))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.count:
            self.choose(0 if key == Qt.Key.Key_Home else self.count - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.at >= 0:
            self.opened.emit(self.at)
        else:
            return False
        return True


Table = Sequence[Sequence[str]]
"""Lines of cells, the heads first."""


class Copying(QObject):
    """Ctrl+C copies a chart as a picture, Ctrl+Shift+C as a table; the menu of the chart offers both.

    Attributes:
        about: of which days and areas it tells; stands on the picture, which has nothing else around it.

    Signals:
        copied(str): what is on the clipboard now, in words.
    """

    copied = Signal(str)

    def __init__(self, widget: QWidget, marks: Marks) -> None:
        super().__init__(widget)
        self.widget, self.marks, self.about = widget, marks, ""

    def table(self) -> Table:
        """What the table of the chart is; given by the chart."""
        told: Table = self.widget.as_table()  # type: ignore[attr-defined]
        return told

    def took(self, event: QKeyEvent) -> bool:
        """Whether a key asked for a copy."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_picture()
        elif QKeySequence(event.keyCombination()) == QKeySequence("Ctrl+Shift+C"):
            self.copy_table()
        else:
            return False
        return True

    def copy_picture(self) -> None:
        """The chart as it stands, on the clipboard."""
        legend: Sequence[Ink] = self.widget.legend()  # type: ignore[attr-defined]
        QGuiApplication.clipboard().setPixmap(
            picture_of(self.widget, self.widget.accessibleName(), self.about, legend)
        )
        self.copied.emit(say("The chart is on the clipboard, as a picture."))

    def copy_table(self) -> None:
        """Its numbers, on the clipboard."""
        heads, *lines = self.table()
        rows = [[Said(cell) for cell in line] for line in lines]
        clipboard.put_table(as_text(heads, rows), as_html(heads, rows, rtl=rtl()))
        self.copied.emit(say("The numbers of the chart are on the clipboard, as a table."))

    def show_menu(self, event: QContextMenuEvent) -> None:
        """The menu of the chart."""
        menu = QMenu(self.widget)
        if self.marks.at >= 0:
            menu.addAction(icon("list"), say("Show these records")).triggered.connect(
                lambda: self.marks.opened.emit(self.marks.at)
            )
        menu.addAction(icon("image"), say("Copy as a picture")).triggered.connect(self.copy_picture)
        menu.addAction(icon("copy"), say("Copy as a table")).triggered.connect(self.copy_table)
        menu.exec(event.globalPos())
