"""The Overview room: what is asked for, the big numbers, days with a brush, parts, hours, and how far to trust it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QToolButton, QWidget

from gui import messages
from gui.jobs import Job
from gui.known import Known
from gui.listing.filter_fields import Condition
from gui.look import theme
from gui.overview.asked import Asked
from gui.overview.board import Board
from gui.overview.comparing import Comparing
from gui.overview.doubts import Doubts, doubt_words
from gui.overview.known_then import KnownThen
from gui.overview.loading import read_and_load
from gui.overview.reading import REST, Shown, doubts
from gui.overview.records import Records
from gui.resting import Rest
from gui.room import Page
from gui.say import ltr, rtl, say, say_n
from gui.turns import Step, Turns
from gui.villages.columns import short_day
from gui.widgets import Button, Note, column, heading, label, on_key, row, scrolled
from storage import DayValue, Outcome, Overview, doubtful

if TYPE_CHECKING:
    from gui.context import Context
    from gui.overview.charts import Charts

SOON_MS, MARGIN = 250, 8
FIRST_PARTS = ("attack", "place/3")
"""What the cards of parts show at first."""
BESIDE, NARROW = 300, 1080
"""Width of the cards beside the charts, and of the window below which they stand under them."""


class OverviewRoom(Page):
    """The room.

    Attributes:
        asked: the fields; shown: what was read last, None before; now: the overview that is drawn (brushed days).
        board, doubts: made a turn after the room, so that neither turn holds the window.
        charts, records: made a turn at a time when the first overview is there; charts is None before.
    """

    board: Board
    doubts: Doubts
    records: Records

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context, self.known = context, Known()
        self.asked, self.beside = Asked(context, self.known), QStackedWidget()
        self.charts: Charts | None = None
        self.shown: Shown | None = None
        self.now: Overview | None = None
        self._turn, self._narrow = 0, False
        self._asking: QWidget | None = None
        self._reading: Job[Shown] | None = None
        self.past, self.then = KnownThen(), Note("information", "")
        self.then.hide()
        self.count = label("", "hint")
        self.comparing = Comparing(self, lambda: self.past.shown(context.store))
        self.compare = self.comparing.button
        self._again = Rest(self, SOON_MS)
        self._turns = Turns(self)
        self._lay_out()
        self._connect()
        self._turns.add((self._make_board, self._make_doubts))

    def _lay_out(self) -> None:
        head = QWidget()
        head.setFixedHeight(theme.height("pagehead"))
        figures = Button(say("Figures and claims"), "list", "Ctrl+G")
        figures.clicked.connect(lambda: self.context.asked.emit("figures", ""))
        report = Button(say("Report…"), "file-text", "Ctrl+E")
        report.clicked.connect(lambda: self.hand_over())
        buttons = (self.compare, figures, report)
        parts = row(heading(say("Overview")), self.count, None, *buttons, gap=10, margins=(14, 0, 14, 0))
        head.setLayout(parts)
        self.beside.setFixedWidth(theme.px(BESIDE))
        body = QWidget()
        self._left = column(gap=10, margins=(14, 0, 14, 12))
        self._left.addStretch(1)
        body.setLayout(self._left)
        self._scroll = scrolled(body)
        margins = (14, 0, 0, 12) if rtl() else (0, 0, 14, 12)
        self._right = column(self.beside, margins=margins)
        below = row(gap=0)
        below.addWidget(self._scroll, 1)
        below.addLayout(self._right)
        now = Button(say("As known now"), "history")
        now.clicked.connect(self._back_to_now)
        self.then.add(now)
        notes = column(self.then, margins=(14, 0, 14, 4))
        whole = column(head, self.asked, gap=0)
        whole.addLayout(notes)
        whole.addLayout(below, 1)
        self.setLayout(whole)

    def _make_board(self) -> None:
        self.board = Board()
        self._left.insertWidget(0, self.board)

    def _make_doubts(self) -> None:
        self.doubts = Doubts(self.known.team)
        self.doubts.asked.connect(self._show_doubtful)
        self.beside.insertWidget(0, self.doubts)
        for number in range(1, 6):
            on_key(self, str(number), partial(self.doubts.press, number))

    def _connect(self) -> None:
        self.asked.changed.connect(self._ask)
        self.compare.toggled.connect(lambda _: self._compare())
        self.comparing.changed.connect(self._draw_figures)
        self.comparing.told.connect(self.totals)
        self._again.timeout.connect(self.read)
        self.context.changed.connect(self._changed)
        self.context.reopened.connect(self.read)
        self.context.closing.connect(self.past.close)
        self.destroyed.connect(self.past.close)
        on_key(self, "P", self.asked.period.setFocus)
        on_key(self, "Alt+C", self.compare.toggle)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the cards beside the charts stand under them."""
        narrow = self.width() < theme.px(NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self.beside.setFixedWidth(theme.px(BESIDE))
            if narrow:
                self.beside.setMaximumWidth(16_777_215)
                self.beside.setMinimumSize(theme.px(BESIDE), theme.px(320))
                self._left.insertWidget(self._left.count() - 1, self.beside)
            else:
                self.beside.setMinimumHeight(0)
                self._right.addWidget(self.beside)
        super().resizeEvent(event)

    # ---- reading

    def read(self) -> None:
        """Read everything anew."""
        if not self.context.is_open:
            return
        if self._reading is not None:
            self._reading.cancel()
        self._turn += 1
        turn, view, known, past = self._turn, self.asked.view(), self.known, self.past
        store, day = self.context.store, self.asked.day_known()
        parts = tuple(self.charts.state().values()) if self.charts else FIRST_PARTS
        reading = Job(lambda pace: read_and_load(past.of(store, day, pace.step), view, known, parts)).progress(
            self._going_back
        )
        reading.otherwise(messages.tell).then(lambda got: self._read(turn, got))
        if self.shown is None:
            self.count.setText(say("Reading…"))
        self._reading = reading.start(self)

    def _going_back(self, done: int, whole: int) -> None:
        """An earlier day is a copy of the register wound back: that takes a while with a large one."""
        share = ltr(f"{100 * done // max(1, whole)} %")
        self.count.setText(say("Going back to that day: {share}", share=share))

    def _read(self, turn: int, shown: Shown) -> None:
        if turn != self._turn:
            return
        first = self.shown is None
        self.shown, self.now = shown, shown.overview
        self._turns.add((*(self._beginning() if first else ()), *self._showing(shown)))

    def _beginning(self) -> Iterator[Step]:
        """The steps before the first overview is shown: making everything at once would hold the window."""
        from gui.overview.charts import Charts  # loaded by the reader, which takes half a second

        charts = Charts(self.known)
        charts.brushing.connect(self._brushing)
        charts.records.connect(self._show_part)
        charts.copied.connect(self.totals)
        yield self._remember
        yield lambda: self._left.insertWidget(1, charts)
        yield from charts.making()
        yield self._make_records
        yield partial(self._made, charts)

    def _remember(self) -> None:
        """What was asked for last can be taken up now that places and teams are known."""
        self.asked.learned()
        self.asked.restore()
        if self.shown is not None and self.asked.view() != self.shown.overview.view:
            self.read()

    def _make_records(self) -> None:
        self.records = Records(self.context, self.known)
        self.records.closed.connect(self._close_records)
        self.beside.addWidget(self.records)

    def _made(self, charts: Charts) -> None:
        self.charts = charts
        charts.days.brushing_done.connect(self._compare)
        for part in charts.stops():
            part.installEventFilter(self)
            part.marks.moved.connect(lambda _, part=part: self._scroll.ensureWidgetVisible(part, 0, MARGIN))
        before: QWidget = charts.heat
        for button in self.doubts.findChildren(QToolButton):
            self.setTabOrder(before, button)
            before = button
        if self.hasFocus():  # nothing was typed meanwhile
            charts.days.setFocus()

    def _showing(self, shown: Shown) -> Iterator[Step]:
        """The steps that show what was read; dropped when something newer is read or asked for by then."""
        turn = self._turn

        def still(step: Step) -> Step:
            return lambda: step() if self._turn == turn else None

        def charts() -> None:
            if self.charts is not None:
                self._turns.add(map(still, (*self.charts.showing(shown.overview, shown.bins), self._read_doubts)))

        yield still(self._show_figures)
        yield still(charts)

    def _read_doubts(self) -> None:
        if self.shown is None or not self.context.is_open:
            return
        turn, overview, store = self._turn, self.shown.overview, self.past.shown(self.context.store)
        read_doubts = Job(lambda: doubts(store, overview))
        read_doubts.then(lambda got: self.doubts.show_doubts(got) if turn == self._turn else None).start(self)

    def _show_figures(self) -> None:
        self._draw_figures()
        self.then.setVisible(self.past.day is not None)
        if self.past.day is not None:
            day = short_day(DayValue.on(self.past.day), self.known)
            told = say("What arrived or was written later is left out, here and in the records of each mark.")
            self.then.tell("information", say("As known on {day}.", day=day), told)

    def _draw_figures(self) -> None:
        if self.shown is None or self.now is None:
            return
        whole = self.now is self.shown.overview
        self.board.show_figures(self.now.figures, self.shown.telling, self.comparing.earlier(self.now, self.shown))
        told = say_n("{count} incident", "{count} incidents", self.now.figures.incidents)
        if self.charts is not None:
            self.charts.tell_about(self._about(self.now))
        self.count.setText(told if whole else f"{told} · {self._days(self.now)}")
        self.totals.emit("" if whole else f"{told} · {self._days(self.now)}")

    def _days(self, found: Overview) -> str:
        period = found.view.period
        if period.first is None or period.last is None:
            return ""
        return short_day(DayValue.between(period.first, period.last), self.known)

    def _about(self, found: Overview) -> str:
        """Of what a chart tells, for those who get it as a picture."""
        names = [self.known.place(one) for one in found.view.places] or [say("All places")]
        days = self._days(found) or self.asked.period.condition().words or say("All days")
        parts = [days, say(", ").join(names), self.asked.narrowed()]
        if self.past.day is not None:
            parts.append(say("As known on {day}", day=short_day(DayValue.on(self.past.day), self.known)))
        if self.context.about.practice:
            parts.append(say("Practice register"))
        return " · ".join(filter(None, parts))

    def _brushing(self, first: date | None, last: date | None) -> None:
        """The brush moves: figures and parts of its days, from what is in memory."""
        if self.shown is None or self.charts is None:
            return
        whole = self.shown.overview
        self.now = whole.narrowed(first, last) if first and last else whole
        self._draw_figures()
        self.charts.show_parts(self.now)

    def _compare(self) -> None:
        if self.shown is not None and self.now is not None:
            self.comparing.read(self.now, self.shown)

    def _ask(self) -> None:
        """Something else is asked for: records of what was shown are put away."""
        self.beside.setCurrentWidget(self.doubts)
        self.read()

    def _changed(self, outcome: Outcome) -> None:
        self._again.start()

    # ---- records

    def _show_part(self, part: str, key: str, title: str) -> None:
        if self.now is None or key == REST:
            return
        if part == "facility":
            self._list("facilities", {"kind": Condition(key, title)})
        elif part == "children":
            self._show_records(title, self.now.records("day", f"{key}-01/{key}-31"))
        else:
            self._show_records(title, self.now.records(part, key))

    def _show_records(self, title: str, records: list[str], *, enter: bool = False) -> None:
        """Show these; the keyboard stays on the chart until the same mark is asked for again, or ``enter``."""
        asking, shown = self.focusWidget(), self.beside.currentWidget() is self.records
        if asking is not None and self.charts is not None and self.charts.isAncestorOf(asking):
            self._asking = asking
        again = shown and self.records.title.text() == title
        self.records.show_records(title, records, self.past.shown(self.context.store))
        self.beside.setCurrentWidget(self.records)
        if enter or again:
            self.records.table.setFocus()
        if self._narrow:
            self._scroll.ensureWidgetVisible(self.beside)

    def _close_records(self) -> None:
        self.beside.setCurrentWidget(self.doubts)
        back = self._asking or self.charts
        if back is not None:
            back.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keyboard comes to a chart: all of it is seen."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            if self.charts is not None and watched is self.charts.days:
                self._scroll.verticalScrollBar().setValue(0)  # the numbers above it follow its brush
            self._scroll.ensureWidgetVisible(watched, 0, MARGIN)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the records away, from wherever they were asked for."""
        if event.key() == Qt.Key.Key_Escape and self.beside.currentWidget() is not self.doubts:
            self._close_records()
        else:
            super().keyPressEvent(event)

    def _show_doubtful(self, key: str) -> None:
        if self.now is None:
            return
        if key == "disputed":
            self.context.asked.emit("review", "")
        elif key == "no_age":
            days, asked = self.asked.period.condition(), {"age": Condition("?", say("not known"))}
            asked |= {"day": days} if days.value else {}
            asked |= {"place": self.asked.areas[0]} if len(self.asked.areas) == 1 else {}
            self._list("victims", asked)
        else:
            self._show_records(doubt_words(key), doubtful(self.now, key), enter=True)

    def _back_to_now(self) -> None:
        self.asked.as_of.put(Condition())
        self.read()

    def _list(self, room: str, conditions: dict[str, Condition]) -> None:
        self.context.listed.emit(room, conditions)

    # ---- the shell's side

    def hand_over(self) -> bool:
        """A page to hand over: of the days and the area that are shown now."""
        from gui.report.dialog import Asked as AskedReport
        from gui.report.dialog import show_report

        view = self.now.view if self.now is not None else self.asked.view()
        areas = [(one, self.known.place(one)) for one in view.places]
        show_report(self.context, self, AskedReport(view, areas, self.asked.narrowed(), self.past.then()))
        return True

    def print_page(self) -> None:
        """Ctrl+P: what is shown goes on paper as a page for somebody."""
        self.hand_over()

    def entered(self) -> None:
        """Read on the first visit; the chart takes the keyboard."""
        if self.shown is None:
            self.read()
        if self.charts is not None:
            self.charts.days.setFocus()
        else:
            self.setFocus()

    def state(self) -> dict[str, Any]:
        """What is asked for stands in the register's settings; the rest is quickly chosen again."""
        return {"compare": self.compare.isChecked(), "parts": self.charts.state() if self.charts else {}}

    def restore(self, state: dict[str, Any]) -> None:
        """Take it up."""
        self.compare.setChecked(bool(state.get("compare")))
