"""The pane beside a list: one record at a glance, with what may be done to it and who changed what.

Everything is read in a reader thread a moment after the cursor stops; answers for rows the cursor left are dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.jobs import Job
from gui.listing.page import Pane
from gui.look import theme
from gui.resting import Rest
from gui.say import lead, say
from gui.widgets import Chip, LinkButton, Tag, clear, column, icon_label, label, row, rule, scrolled, words_label

PAUSE = 70
"""Milliseconds the cursor rests on a row before its record is read."""


@dataclass(frozen=True)
class Line:
    """A line of the timeline: when, what, and whether it is the newest change."""

    when: str
    what: str
    beside: str = ""
    open: bool = False


class DetailPane(Pane):
    """A pane that reads a record and shows it. A room says how by ``read`` and ``fill``.

    Signals:
        shown: a record has been read and laid out.
    """

    shown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.row: Any | None = None
        self._turn = 0
        self.body = QVBoxLayout()
        self.body.setContentsMargins(13, 12, 13, 12)
        self.body.setSpacing(7)
        inner = QWidget()
        inner.setLayout(self.body)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(13, 9, 9, 9)
        self.foot.setSpacing(7)
        self._bar = QWidget()
        self._bar.setLayout(self.foot)
        self._bar.hide()
        area = scrolled(inner)
        self.setLayout(column(area, rule(), self._bar, gap=0))
        self._soon = Rest(self, PAUSE)
        self._soon.timeout.connect(self._read)

    def show_row(self, row: Any | None) -> None:
        """Show the record of this row, a moment after the cursor stops there."""
        self.row = row
        self._turn += 1
        if row is None:
            self._soon.stop()
            clear(self.body)
            clear(self.foot)
            self._bar.hide()
            self.body.addWidget(words_label(say("Choose a line to see it here."), "hint"))
            self.body.addStretch(1)
        else:
            self._soon.start()

    def refresh(self) -> None:
        """Read the record again (something of it was saved)."""
        self._turn += 1
        self._soon.start()

    def read(self, record: str) -> Any:
        """What is to be shown of a record; called in a reader thread."""
        raise NotImplementedError

    def fill(self, facts: Any) -> None:
        """Lay out what was read, into ``body`` and ``foot``."""
        raise NotImplementedError

    def showEvent(self, event: Any) -> None:
        """A pane that was hidden reads what it missed."""
        super().showEvent(event)
        if self.row is not None:
            self._soon.start()

    def _read(self) -> None:
        if self.row is None or not self.isVisible():
            return
        turn, record = self._turn, self.row.id
        Job(lambda: self.read(record)).then(lambda facts: self._show(turn, facts)).start(self)

    def _show(self, turn: int, facts: Any) -> None:
        if turn == self._turn and facts is not None:
            self._show_again(facts)

    def _show_again(self, facts: Any) -> None:
        self.setUpdatesEnabled(False)
        clear(self.body)
        clear(self.foot)
        self.fill(facts)
        self.body.addStretch(1)
        self._bar.setVisible(self.foot.count() > 0)
        self.setUpdatesEnabled(True)
        self.shown.emit()


class Bullet(QWidget):
    """The mark of a line in the timeline: a filled dot, or a ring for what is still open."""

    def __init__(self, *, ring: bool) -> None:
        super().__init__()
        self._ring = ring
        self.setFixedSize(10, theme.px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The dot or the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(1, self.height() / 2 - 4, 8, 8)
        if self._ring:
            painter.setPen(QPen(theme.color("accink"), 2))
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("tx2"))
            painter.drawEllipse(box)


def heading_part(code: str, title: str, where: str, tags: Sequence[Tag]) -> QWidget:
    """Code and state above, then the title, then when and where."""
    part = QWidget()
    number = label(code, "hint")
    number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    name = words_label(title, "paneTitle")
    part.setLayout(column(row(number, None, *tags, gap=4), name, words_label(where, "paneText"), gap=4))
    return part


def figures_part(figures: Sequence[tuple[str, str, str]]) -> QWidget:
    """Figures side by side: label above, chip below. Each is (label, outcome, words)."""
    part = QWidget()
    cells = []
    for title, outcome, words in figures:
        chip: QWidget = Chip(outcome, words) if words not in ("", "–") else label(words or "?", "second")
        cells.append(column(label(title, "hint"), row(chip, None), gap=2))
    part.setLayout(row(*cells, None, gap=theme.px(34)))
    return part


class PaneNote(QFrame):
    """A soft note in the pane: icon, bold first sentence, what to do, and the link that does it in the same line.

    Signals:
        followed: the link was pressed.
    """

    followed = Signal()

    def __init__(self, state: str, first: str, then: str = "", link: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "note")
        self.setProperty("state", state)
        drawing, ink = {"warning": ("triangle-alert", "accink"), "error": ("circle-alert", "injured")}.get(
            state, ("archive", "tx2")
        )
        told = f"{lead(f'{first} {then}')}<b>{_escaped(first)}</b> {_escaped(then)}"
        if link:
            told += f' <a href="do" style="color:{theme.hex_of("link")}">{_escaped(link)}</a>'
        line = words_label("", "paneText")
        line.setTextFormat(Qt.TextFormat.RichText)
        line.setText(f'<span style="color:{theme.hex_of("tx")}">{told}</span>')
        line.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse | _LINK_KEYS)
        line.linkActivated.connect(lambda _: self.followed.emit())
        self.setAccessibleName(f"{first} {then} {link}".strip())
        mark = icon_label(drawing, ink, 16)
        inside = row(mark, line, gap=9, margins=(10, 7, 10, 8))
        inside.setStretch(1, 1)
        inside.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        self.setLayout(inside)


_LINK_KEYS = Qt.TextInteractionFlag.LinksAccessibleByKeyboard


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fact(text: str, strong: str = "") -> QLabel:
    """A line of facts, its first words bold."""
    made = words_label("", "paneText")
    made.setTextFormat(Qt.TextFormat.RichText)
    told = f"<b>{_escaped(strong)}</b> {_escaped(text)}" if strong else _escaped(text)
    made.setText(lead(f"{strong} {text}") + told)
    return made


def pair(name: str, value: str) -> QWidget:
    """A label and its value on one line."""
    part = QWidget()
    key = label(name, "hint")
    key.setFixedWidth(theme.px(98))
    key.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
    key.setWordWrap(True)
    value_label = words_label(lead(value) + value, "paneText")
    value_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    inside = row(key, value_label, gap=8)
    inside.setStretch(1, 1)
    part.setLayout(inside)
    return part


def timeline_part(title: str, lines: Sequence[Line], more: LinkButton | None = None) -> QWidget:
    """A timeline: mark, when in bold, what happened."""
    part = QWidget()
    part.setObjectName("timeline")
    inside = column(label(title, "label"), gap=3)
    for line in lines:
        when = label(line.when, "strongHint")
        wide = QFontMetrics(theme.font("label")).horizontalAdvance(line.when)
        when.setFixedWidth(max(theme.px(70), wide + 2))
        when.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        said = column(words_label(line.what, "paneText"), gap=0)
        if line.beside:
            said.addWidget(words_label(line.beside, "hint"))
        beside = row(gap=8)
        mark = Bullet(ring=line.open)
        beside.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        beside.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
        beside.addLayout(said, 1)
        inside.addLayout(beside)
    if more is not None:
        inside.addLayout(row(more, None))
    part.setLayout(inside)
    return part


def divider() -> QFrame:
    """A thin line over the whole width of the pane."""
    return rule()
