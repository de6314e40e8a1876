"""The state of a village over time, with its movements, in a card; what is under the cursor is said in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from gui.known import Known
from gui.look import theme
from gui.say import ltr, say, words
from gui.villages.balance import blue
from gui.villages.cells import disputed_words, state_words
from gui.villages.columns import short_day
from gui.villages.facts import Observation, VillageFacts
from gui.villages.moves import Move, people_words, where_words
from gui.villages.timeline import Mark, StateTimeline, Stretch
from gui.widgets import LinkButton, column, icon_label, label, row, rule, words_label
from storage import DayValue

TICKS = 5


class TimeCard(QFrame):
    """The card.

    Signals:
        opened(str, str): kind and id of a record.
        history_asked: all changes.
    """

    opened = Signal(str, str)
    history_asked = Signal()

    def __init__(self, facts: VillageFacts, known: Known) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        spans, marks = stretches(facts, known), moves_marked(facts, known)
        told = " ".join(one.told for one in spans) or say("Nothing was seen of this village yet.")
        self.line = StateTimeline(spans, marks, _ticks(spans, marks, known), told)
        self.said = words_label(_newest(spans), "paneText")
        self.line.stepped.connect(self.said.setText)
        self.line.opened.connect(self.opened)
        aside = label(say("oldest at the left, always"), "hint")
        aside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        head = row(
            icon_label("history", "tx", 16), label(say("State of the village over time"), "strong"),
            aside, gap=7, margins=(12, 6, 12, 6),
        )  # fmt: skip
        head.setStretch(2, 1)
        for direction, word in (("out", say("left")), ("onward", say("moved on")), ("return", say("came back"))):
            head.addWidget(Sign(direction))
            head.addWidget(label(word, "hint"))
        changes = LinkButton(say("All changes ({count})", count=facts.changes))
        changes.clicked.connect(self.history_asked)
        foot = row(icon_label("info", "tx3", 14), self.said, changes, gap=7)
        foot.setStretch(1, 1)
        empty = not spans and not marks
        self.line.setVisible(not empty)
        body = column(self.line, foot, gap=4, margins=(12, 6, 12, 8))
        self.setLayout(column(head, rule(), body, gap=0, margins=(1, 1, 1, 1)))


class Sign(QWidget):
    """The mark of a direction, for the legend."""

    def __init__(self, direction: str) -> None:
        super().__init__()
        self._direction = direction
        self.setFixedSize(12, 12)

    def sizeHint(self) -> QSize:
        """A small square."""
        return QSize(12, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The mark as the timeline draws it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        shapes = {
            "out": ([(1, 2), (11, 2), (6, 11)], theme.color("injured")),
            "onward": ([(6, 0), (11, 6), (6, 12), (1, 6)], theme.color("accink")),
            "return": ([(1, 10), (11, 10), (6, 1)], blue()),
        }
        points, ink = shapes[self._direction]
        painter.setBrush(ink)
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))


def stretches(facts: VillageFacts, known: Known) -> list[Stretch]:
    """One stretch an observation, up to the next one; the last one up to the day shown."""
    dated = [one for one in facts.seen if one.first is not None]
    dated.sort(key=lambda one: (one.first or date.min, one.entry.id))
    found, end = [], _end(facts)
    for place, one in enumerate(dated):
        first = one.first or facts.day
        after = dated[place + 1].first if place + 1 < len(dated) else None
        last = max(first, (after or end + timedelta(days=1)) - timedelta(days=1))
        found.append(_stretch(one, first, last, known))
    return found


def _end(facts: VillageFacts) -> date:
    """Where the drawing ends: the day shown, or a little after the newest news when that is long ago."""
    days = [one.first for one in facts.seen if one.first is not None]
    days += [one.first for one in facts.moves if one.first is not None]
    if not days:
        return facts.day
    return min(facts.day, max(days) + timedelta(days=max(4, (max(days) - min(days)).days // 8)))


def _stretch(one: Observation, first: date, last: date, known: Known) -> Stretch:
    disputed = len(one.rivals) > 1
    share = one.entry.values.get("share")
    share = share if isinstance(share, int) else None
    shown = disputed_words(one.rivals, share) if disputed else state_words(one.state, share)
    short = ltr(f"{share} %") if share is not None and not disputed else ""
    day = short_day(one.entry.values.get("day") or DayValue.on(first), known)
    return Stretch(one.entry.id, first, last, "" if disputed else one.state, shown, f"{day}: {shown}.", short)


def moves_marked(facts: VillageFacts, known: Known) -> list[Mark]:
    """A mark for each dated movement up to the day shown."""
    dated = [one for one in facts.moves if one.first is not None and one.first <= facts.day]
    return [Mark(one.id, one.first, one.direction, move_told(one, known)) for one in dated if one.first is not None]


def move_told(one: Move, known: Known) -> str:
    """A movement in a sentence."""
    return say(
        "{day}: {direction}, {people} people, {origin} to {goal}.",
        day=short_day(one.started or one.ended, known),
        direction=words().code("direction", one.direction) if one.direction else "?",
        people=people_words(one) or "?",
        origin=known.place(one.origin) or "?",
        goal=where_words(one, known.place) or "?",
    )


def _newest(spans: Sequence[Stretch]) -> str:
    if not spans:
        return say("Nothing was seen of this village yet.")
    return say("Newest observation: {what}", what=spans[-1].told)


def _ticks(spans: Sequence[Stretch], marks: Sequence[Mark], known: Known) -> list[tuple[date, str]]:
    days = sorted({*(one.first for one in spans), *(one.day for one in marks)})
    if len(days) > TICKS + 1:
        step = (len(days) - 1) / TICKS
        days = sorted({days[round(step * place)] for place in range(TICKS + 1)})
    return [(day, short_day(DayValue.on(day), known)) for day in days]
