"""The card beside the map: the place, the incidents or the facility that was chosen, and what may be done there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gui.known import Known
from gui.look import theme
from gui.map.facts import MOST_GOALS, FacilityFacts, Facts, GroupFacts, PlaceFacts
from gui.map.scene import Scene
from gui.say import ltr, rtl, say, say_n, words
from gui.table.list_cells import range_words, short_code
from gui.tips import tip
from gui.villages.balance import ends_words
from gui.villages.cells import disputed_words, icon_of, state_words, tone_of
from gui.villages.columns import short_day
from gui.widgets import (
    Button,
    Chip,
    IconButton,
    LinkButton,
    Tag,
    clear,
    column,
    label,
    row,
    rule,
    scrolled,
    words_label,
)
from storage import DayValue

if TYPE_CHECKING:
    from storage import Flow

WIDTH, MOST_LINES = 286, 12
TONES = {"ok": "ok", "warning": "warning", "error": "error", "information": "information"}


class Share(QWidget):
    """A bar: how many of the most went there; it begins at the leading side."""

    def __init__(self, share: float, ink: str) -> None:
        super().__init__()
        self._share, self._ink = share, ink
        self.setMinimumWidth(40)
        self.setFixedHeight(theme.px(16))

    def sizeHint(self) -> QSize:
        """A third of the card."""
        return QSize(90, theme.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bar on its empty part."""
        painter = QPainter(self)
        box = QRectF(0, self.height() / 2 - 3.5, self.width(), 7)
        painter.fillRect(box, theme.color("sur3"))
        wide = max(2.0, self.width() * self._share)
        left = self.width() - wide if rtl() else 0.0
        painter.fillRect(QRectF(left, box.top(), wide, 7), theme.color(self._ink))


class MapPane(QFrame):
    """The card.

    Signals:
        closed(): put it away; opened(str, str): kind and id of a record to open; listed(str): the list of the
        incidents shown here is wanted, of a place (its id) or, "", of the chosen points.
    """

    closed = Signal()
    opened = Signal(str, str)
    listed = Signal(str)

    def __init__(self, known: Known) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self._known = known
        self.setFixedWidth(theme.px(WIDTH))
        self.title, self.code = words_label("", "paneTitle"), label("", "hint")
        close = IconButton("x", say("Close"))
        close.clicked.connect(self.closed)
        head = row(self.title, self.code, close, gap=8, margins=(12, 5, 6, 5))
        head.setStretch(0, 1)
        self.body, self.foot = QVBoxLayout(), QHBoxLayout()
        self.body.setContentsMargins(12, 8, 12, 10)
        self.body.setSpacing(7)
        self.foot.setContentsMargins(12, 0, 12, 10)
        self.foot.setSpacing(8)
        inside = QWidget()
        inside.setLayout(column(self.body, self.foot, None, gap=0))
        self._inside, self._area = inside, scrolled(inside)
        self.setLayout(column(head, rule(), self._area, gap=0, margins=(1, 1, 1, 1)))
        self._main: Callable[[], object] | None = None
        self._second: Callable[[], object] | None = None

    def wanted_height(self) -> int:
        """As high as what it shows."""
        inside = self._inside.layout()
        high = inside.heightForWidth(self.width() - 4) if inside is not None else 0
        return self.title.heightForWidth(self.width() - 120) + theme.px(24) + high

    def do_main(self) -> None:
        """Enter: open what is shown."""
        if self._main is not None:
            self._main()

    def do_second(self) -> None:
        """I: the incidents behind it."""
        if self._second is not None:
            self._second()

    def show_facts(self, facts: Facts, scene: Scene) -> None:
        """Show what was read."""
        clear(self.body)
        clear(self.foot)
        self._main = self._second = None
        self.code.setText("")
        if isinstance(facts, PlaceFacts):
            self._show_place(facts, scene)
        elif isinstance(facts, GroupFacts):
            self._show_group(facts, scene)
        else:
            self._show_facilities(facts, scene)
        self.foot.addStretch(1)
        self.setAccessibleName(self.title.text())

    # ---- a place

    def _show_place(self, facts: PlaceFacts, scene: Scene) -> None:
        self.title.setText(self._known.place(facts.place))
        self.code.setText(self._known.parents(facts.place).split(" · ")[-1])
        village, figures = facts.village, facts.figures
        if village.disputed:
            tag = Tag(disputed_words(village.rivals, village.share), "triangle-alert", "warning")
        else:
            tag = Tag(state_words(village.state, village.share), icon_of(village.state), _tone(village.state))
        self.body.addLayout(row(tag, None))
        chips = [(name, getattr(figures, name).shown) for name in ("killed", "injured", "missing")]
        self.body.addLayout(row(*(Chip(name, range_words(*ends) or "0") for name, ends in chips), None, gap=8))
        told = [say_n("{count} incident", "{count} incidents", figures.incidents)]
        if facts.days is not None:
            told.append(short_day(DayValue.between(*facts.days), self._known))
        if figures.medical.facilities:
            hit = say_n("{count} health facility hit", "{count} health facilities hit", figures.medical.facilities)
            told.append(hit)
        self._say(" · ".join(told))
        if facts.went or facts.unknown is not None:
            self._went(facts)
        self._button(say("Open village"), "Enter", lambda: self.opened.emit("place", facts.place), first=True)
        if figures.incidents:
            self._button(say("Incidents"), "I", lambda: self.listed.emit(facts.place))

    def _went(self, facts: PlaceFacts) -> None:
        self.body.addWidget(label(say("Where people went"), "label"))
        shown, rest = facts.went[:MOST_GOALS], facts.went[MOST_GOALS:]
        lines: list[tuple[str, Flow, str]] = [(self._known.place(goal) or "?", flow, "acc") for goal, flow in shown]
        if facts.unknown is not None:
            lines.append((say("Not known"), facts.unknown, "inp"))
        most = max((flow.persons.low or 0 for _, flow, _ in lines), default=0) or 1
        for name, flow, ink in lines:
            where = label(name, "paneText")
            where.setFixedWidth(theme.px(84))
            where.setToolTip(tip(name))
            count = label(ltr(ends_words((flow.persons.low, flow.persons.high))), "strongHint")
            count.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            count.setMinimumWidth(theme.px(78))
            line = row(where, Share((flow.persons.low or 0) / most, ink), count, gap=7)
            line.setStretch(1, 1)
            self.body.addLayout(line)
        if rest:
            self._say(say_n("{count} more place", "{count} more places", len(rest)))

    # ---- incidents

    def _show_group(self, facts: GroupFacts, scene: Scene) -> None:
        names = [self._known.place(one) for one in facts.places[:3]]
        one = len(facts.records) == 1
        where = say(", ").join(name for name in names if name) or say("Place not known")
        self.title.setText(where + ("…" if len(facts.places) > len(names) else ""))
        chips = (Chip("killed", f"{facts.killed:,}"), Chip("injured", f"{facts.injured:,}"))
        if one:
            record, attack, day, _ = facts.lines[0]
            kind = words().code("attack", attack) if attack else say("Attack not told")
            self._say(" · ".join(part for part in (kind, self._day(day)) if part))
            self.body.addLayout(row(*chips, None, gap=8))
            self._button(say("Open"), "Enter", lambda: self.opened.emit("incident", record), first=True)
        else:
            self._say(say_n("{count} incident", "{count} incidents", len(facts.records)))
            self.body.addLayout(row(*chips, None, gap=8))
            for line in facts.lines[:MOST_LINES]:
                self._link(line, facts)
            if len(facts.lines) > MOST_LINES:
                left = len(facts.lines) - MOST_LINES
                self._say(say_n("{count} more in the list", "{count} more in the list", left))
            self._button(say("As a list"), "I", lambda: self.listed.emit(""), first=True)
        if len(facts.places) == 1:
            self._button(say("The place"), "", lambda: self.opened.emit("map-place", facts.places[0]))

    def _link(self, line: tuple[str, str, int, int], facts: GroupFacts) -> None:
        record, attack, day, _ = line
        name = short_code("attack", attack) if attack else say("Attack not told")
        link = LinkButton(f"{self._day(day) or say('day not known')}: {name}")
        link.clicked.connect(lambda: self.opened.emit("incident", record))
        self.body.addLayout(row(link, None))

    # ---- a facility

    def _show_facilities(self, facts: FacilityFacts, scene: Scene) -> None:
        points = scene.content.facilities
        names = points.names_ar if scene.arabic else points.names_en
        one = facts.rows[0][0] if len(facts.rows) == 1 else None
        self.title.setText(names[one] if one is not None else self._known.place(facts.place))
        if one is None:
            self._say(say_n("{count} facility hit", "{count} facilities hit", len(facts.rows)))
        for at, days in facts.rows[:MOST_LINES]:
            kind = points.kinds[points.kind[at]]
            called = words().code("facility-kind", kind) if kind else say("kind not told")
            told = [called, *([self._known.place(facts.place)] if one is not None else [])]
            record = points.ids[at]
            if one is None:
                link = LinkButton(names[at] or called)
                link.clicked.connect(lambda _=False, record=record: self.opened.emit("facility", record))
                self.body.addLayout(row(link, None))
            else:
                self._say(" · ".join(part for part in told if part))
                self._button(say("Open"), "Enter", partial(self.opened.emit, "facility", record), first=True)
            exact = [self._day(day) for day in days if day > 0][:6]
            hits = say_n("hit {count} time in these days", "hit {count} times in these days", len(days))
            self._say(f"{hits}: {say(', ').join(exact)}" if exact else hits, "hint")
        self._say(say("It stands at the middle of its place, not where it is."), "hint")

    # ---- parts

    def _say(self, text: str, role: str = "paneText") -> None:
        self.body.addWidget(words_label(text, role))

    def _day(self, day: int) -> str:
        return short_day(DayValue.on(date.fromordinal(day)), self._known) if day > 0 else ""

    def _button(self, text: str, key: str, do: Callable[[], object], *, first: bool = False) -> None:
        button = Button(text, "", key)
        button.clicked.connect(lambda: do())
        self.foot.addWidget(button)
        if first:
            self._main = do
        if key == "I":
            self._second = do


def _tone(state: str) -> str:
    return TONES.get(tone_of(state), "") if state else ""


def totals_words(records: Sequence[str]) -> str:
    """How many were chosen."""
    return say_n("{count} incident chosen", "{count} incidents chosen", len(records))
