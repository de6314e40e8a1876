"""Big numbers, each with what belongs to it below: the head of the window of figures."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from gui.look import theme
from gui.table.list_cells import letter
from gui.widgets import column, icon_label, label, row, words_label


class Letter(QWidget):
    """The square of an outcome with its letter."""

    def __init__(self, outcome: str) -> None:
        super().__init__()
        self._outcome = outcome
        self.setFixedSize(theme.px(18), theme.px(18))

    def sizeHint(self) -> QSize:
        """A small square."""
        return QSize(theme.px(18), theme.px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The letter on its ink."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self._outcome))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        painter.setPen(theme.color("onink"))
        painter.setFont(theme.font("label"))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, letter(self._outcome))


class Tile(QFrame):
    """One big number.

    Attributes:
        number, below: what it shows, as labels.
    """

    def __init__(self, name: str, *, outcome: str = "", drawing: str = "") -> None:
        """``outcome`` gives it the letter of an outcome, ``drawing`` an icon."""
        super().__init__()
        self.setProperty("kind", "card")
        self._name = name
        mark: QWidget = Letter(outcome) if outcome else icon_label(drawing, "tx2", 16)
        self.number = label("…", "figure")
        self.below = words_label("", "hint")
        self.below.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        inside = column(row(mark, label(name, "second"), None, gap=6), self.number, self.below, gap=1)
        inside.setContentsMargins(12, 8, 10, 8)
        inside.setStretch(2, 1)
        self.setLayout(inside)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.tell("…")

    def tell(self, number: str, *lines: str) -> None:
        """Show a number and the lines below it; empty ones are left out."""
        below = "\n".join(line for line in lines if line)
        self.number.setText(number)
        self.below.setText(below)
        self.setAccessibleName(f"{self._name}: {number}. {below}")
