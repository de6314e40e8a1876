"""How far the figures can be trusted: how many incidents have a figure, names, a verification, a dispute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from gui.look import theme
from gui.say import rtl, say
from gui.widgets import clear, column, icon_label, label, row, words_label

if TYPE_CHECKING:
    from exports import FigureTelling
    from storage import Figures

DRAWINGS = (
    *("scale", "users", "shield-check", "git-pull-request-arrow", "pencil-line"),
    *("triangle-alert", "circle-alert"),
)
"""One icon for each line of ``FigureTelling.trust``, in its order."""
TONES = ("tx2", "tx2", "rescued", "accink", "tx2", "accink", "injured")


class Share(QWidget):
    """A bar that shows what part of the incidents a number is; the number stands beside it."""

    def __init__(self, part: int, whole: int) -> None:
        super().__init__()
        self._share = part / whole if whole else 0.0
        self.setFixedHeight(5)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The part in ink, from the leading side."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("sur3"))
        width = self.width() * min(1.0, self._share)
        painter.fillRect(QRectF(self.width() - width if rtl() else 0, 0, width, self.height()), theme.color("tx3"))


class Trust(QFrame):
    """The card beside the tables."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._inside = column(gap=3, margins=(12, 9, 12, 9))
        self.setLayout(self._inside)

    def show_figures(self, found: Figures, telling: FigureTelling) -> None:
        """What these figures rest on."""
        clear(self._inside)
        self._inside.addWidget(label(say("What the figures rest on"), "strong"))
        events = f"{say('Events')}: {telling.count(found.events)}"
        self._inside.addWidget(words_label(f"{events}, {telling.records(found)}", "hint"))
        for (name, number), drawing, tone in zip(telling.trust(found), DRAWINGS, TONES, strict=True):
            self._inside.addSpacing(3)
            said = words_label(name, "hint")
            count = label(f"{number:,}", "strong")
            line = row(icon_label(drawing, tone if number else "tx3", 15), count, said, gap=6)
            line.setStretch(2, 1)
            line.setAlignment(count, Qt.AlignmentFlag.AlignVCenter)
            part = QWidget()
            part.setAccessibleName(f"{name}: {number}")
            note = telling.unsettled(found) if name == say("Incidents in dispute") else ""
            more = [words_label(note, "hint")] if note else []
            part.setLayout(column(line, *more, Share(number, found.incidents), gap=2))
            self._inside.addWidget(part)
        self._inside.addStretch(1)
