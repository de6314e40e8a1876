"""Asking for a reason in one line, in the page; and doubts that may be kept with a reason."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from gui.entry.findings import Finding
from gui.say import say, say_message
from gui.table.line_list import Line
from gui.widgets import LinkButton, clear, icon_label, label, row, words_label


class ReasonLine(QFrame):
    """One question and a line for the answer; Enter takes it, Esc gives up."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "note")
        self.setProperty("state", "warning")
        self._words = label("", "strong")
        self.line = Line()
        self.line.finished.connect(self._finished)
        self._take: Callable[[str], None] = lambda _why: None
        self._drop: Callable[[], object] = lambda: None
        inside = row(self._words, self.line, gap=10, margins=(10, 6, 10, 6))
        inside.setStretch(1, 1)
        self.setLayout(inside)
        self.hide()

    def ask(self, question: str, take: Callable[[str], None], drop: Callable[[], object]) -> None:
        """Ask; ``take`` gets the reason, ``drop`` is called when there is none."""
        self._words.setText(question)
        self.line.setAccessibleName(question)
        self._take, self._drop = take, drop
        self.line.clear()
        self.show()
        self.line.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self._drop()
        else:
            super().keyPressEvent(event)

    def _finished(self) -> None:
        why = self.line.text().strip()
        if self.isVisible() and why:
            self.hide()
            self._take(why)


class Doubts(QWidget):
    """Soft findings: each can be looked at, or kept with a reason."""

    def __init__(self, look: Callable[[Finding], object], keep: Callable[[Finding, str], object]) -> None:
        super().__init__()
        self._look, self._keep = look, keep
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(6)
        self._shown: list[Finding] = []
        self.hide()

    def show_findings(self, found: list[Finding]) -> None:
        """Show these doubts, if they are other ones than before."""
        if found == self._shown:
            return
        self._shown = found
        clear(self._inside)
        for one in found[:4]:
            self._inside.addWidget(_Doubt(one, self._look, self._keep))
        self.setVisible(bool(found))


class _Doubt(QFrame):
    """One doubt."""

    def __init__(
        self, finding: Finding, look: Callable[[Finding], object], keep: Callable[[Finding, str], object]
    ) -> None:
        super().__init__()
        self.setProperty("kind", "note")
        self.setProperty("state", "warning")
        said = say_message(finding.message)
        if finding.row >= 0:
            said = say("Row {number}: {words}", number=finding.row + 1, words=said)
        show, stay = LinkButton(say("Show me")), LinkButton(say("Keep it, because…"))
        show.clicked.connect(lambda: look(finding))
        self._line = Line()
        self._line.setPlaceholderText(say("the reason, then Enter"))
        self._line.setAccessibleName(say("Reason"))
        self._line.hide()
        self._line.finished.connect(lambda: self._answered(finding, keep))
        stay.clicked.connect(self._ask)
        inside = row(icon_label("triangle-alert", "accink", 16), words_label(said), self._line, show, stay, gap=10,
                     margins=(12, 6, 12, 6))  # fmt: skip
        inside.setStretch(1, 2)
        inside.setStretch(2, 2)
        self.setLayout(inside)

    def _ask(self) -> None:
        self._line.show()
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answered(self, finding: Finding, keep: Callable[[Finding, str], object]) -> None:
        why = self._line.text().strip()
        if why:
            keep(finding, why)
