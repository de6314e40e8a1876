"""Choosing a passphrase: typed twice, its strength in bars and words; a weak one is allowed after saying so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QSizePolicy, QWidget

from gui.frame import opening
from gui.jobs import Job
from gui.look import theme
from gui.resting import Rest
from gui.say import rtl, say, say_message
from gui.widgets import Labelled, PassphraseField, column, polish, row, words_label

if TYPE_CHECKING:
    from storage import Strength

WEAK = 2
_TOKENS = ("injured", "injured", "accink", "rescued", "rescued")


class Bars(QWidget):
    """Four bars, filled from the leading side."""

    def __init__(self) -> None:
        super().__init__()
        self._score = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_score(self, score: int) -> None:
        """0 to 4."""
        self._score = score
        self.update()

    def sizeHint(self) -> QSize:
        """Four bars of 38 pixels."""
        return QSize(4 * 41, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Filled bars in the colour of the strength, empty ones as outlines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in range(4):
            x = (3 - place if rtl() else place) * 41
            filled = place < self._score
            painter.setPen(QPen(theme.color(_TOKENS[self._score] if filled else "inp"), 1))
            painter.setBrush(theme.color(_TOKENS[self._score] if filled else "sur3"))
            painter.drawRoundedRect(QRectF(x + 0.5, 1.5, 37, 5), 2, 2)


class NewPassphrase(QWidget):
    """Two fields, the strength, and the consent to a weak one.

    Signals:
        edited(): something changed; ask :meth:`complete` and :meth:`missing` again.
        submitted(): Enter in the second field.
    """

    edited = Signal()
    submitted = Signal()

    def __init__(self, about: Callable[[], list[str]] = list) -> None:
        """``about``: words a guesser would try first (team, person)."""
        super().__init__()
        self._about = about
        self._strength: Strength | None = None
        self.first, self.second = PassphraseField(), PassphraseField(with_show=False)
        self.first_field = Labelled(say("Passphrase"), self.first, required=True, aside=say("4 words or more"))
        self.second_field = Labelled(say("Type it a second time"), self.second, required=True)
        self.bars = Bars()
        self.verdict = words_label("", "message")
        self.verdict.setMinimumHeight(theme.px(18))
        self.weak = QCheckBox(say("Use this weak passphrase all the same"))
        self.weak.hide()
        self.setFocusProxy(self.first)
        self._strength_row = row(self.bars, gap=10)
        self._strength_row.addWidget(self.verdict, 1)
        self.setLayout(
            column(
                self.first_field,
                self._strength_row,
                self.weak,
                4,
                self.second_field,
                gap=6,
            )
        )
        self._soon = Rest(self, 120)
        self._soon.timeout.connect(self._measure)
        self.first.edited.connect(lambda: self._soon.start())
        self.first.edited.connect(self._compare)
        self.second.edited.connect(self._compare)
        self.first.submitted.connect(self.second.setFocus)
        self.second.submitted.connect(self.submitted)
        self.second.script.connect(self._remember_script)
        self.weak.toggled.connect(lambda: self.edited.emit())
        self._script = ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow column the words go below the bars."""
        narrow = event.size().width() < theme.px(400)
        direction = QBoxLayout.Direction
        self._strength_row.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        self._strength_row.setSpacing(3 if narrow else 10)
        super().resizeEvent(event)

    def text(self) -> str:
        """The passphrase chosen."""
        return self.first.text()

    def clear(self) -> None:
        """Forget both."""
        self.first.clear()
        self.second.clear()

    def put(self, text: str, *, weak: bool = False) -> None:
        """Fill both fields again (in another language), with the consent to a weak one."""
        self.first.line.setText(text)
        self.second.line.setText(text)
        self.weak.setChecked(weak)

    def same(self) -> bool:
        """Whether both fields hold the same."""
        return bool(self.first.text()) and self.first.text() == self.second.text()

    def missing(self) -> str:
        """What is still to do, as words; "" when nothing."""
        if not self.first.text().strip():
            return say("Left to do: a passphrase")
        if self.first.text() != self.second.text():
            return say("Left to do: the same passphrase twice")
        if self._strength is None:
            return say("Measuring the passphrase…")
        if self._strength.score < WEAK and not self.weak.isChecked():
            return say("Left to do: a stronger passphrase, or your consent to a weak one")
        return ""

    def complete(self) -> bool:
        """Whether it may be used."""
        return not self.missing()

    def _measure(self) -> None:
        text, about = self.first.text(), self._about()
        Job(lambda: (text, opening.measure(text, about))).then(self._measured).start(self)

    def _measured(self, result: tuple[str, Strength]) -> None:
        text, found = result
        if text != self.first.text():
            return
        self._strength = found
        self.bars.set_score(found.score)
        self.verdict.setText(say_message(found.words))
        polish(self.verdict, state="ok" if found.score > WEAK else "warning" if text else "")
        self.weak.setVisible(bool(text) and found.score < WEAK)
        self.edited.emit()

    def _compare(self) -> None:
        first, second = self.first.text(), self.second.text()
        if self._strength is not None and self.sender() is self.first:
            self._strength = None
            self.weak.setChecked(False)
        if second and first != second:
            self.second_field.tell("warning", say("Not the same yet.") + self._keyboard())
        else:
            self.second_field.tell("ok" if second else "", say("The same twice.") if second else "")
        self.edited.emit()

    def _remember_script(self, script: str) -> None:
        self._script = script

    def _keyboard(self) -> str:
        if not self._script:
            return ""
        arabic = self._script == "ar"
        return " " + (say("The keyboard writes Arabic.") if arabic else say("The keyboard writes Latin letters."))
