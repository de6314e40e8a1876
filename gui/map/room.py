"""The Map room: what is asked for, the map with its layers, the days below it, and the same as a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from gui import messages
from gui.jobs import Job
from gui.known import Known
from gui.listing.conditions import days as days_condition
from gui.listing.filter_fields import Condition
from gui.look import theme
from gui.map.board import Board
from gui.map.choosing import Choosing
from gui.map.layers import AT_FIRST, LEAST
from gui.map.pane import MapPane
from gui.map.picking import kept
from gui.map.reading import Read, home_of, least_of, read
from gui.map.scene import Scene
from gui.map.table import MapTable
from gui.map.telling import counts_of, left_out
from gui.map.tiles import forget
from gui.map.timebar import TimeBar, system_moves_less
from gui.map.viewport import Viewport
from gui.overview.asked import Asked
from gui.overview.known_then import KnownThen
from gui.overview.records import Records
from gui.resting import Rest
from gui.room import Page
from gui.say import rtl, say
from gui.villages.columns import short_day
from gui.widgets import Button, Note, column, heading, label, on_key, row
from storage import DayValue, Outcome

if TYPE_CHECKING:
    from gui.context import Context

SOON_MS, NARROW = 250, 900
SETTING, KEPT = "map.asked", "map.shown"


class MapRoom(Page):
    """The room.

    Attributes:
        asked: the fields; board: the map with its cards; time: the days below; found: what was read last, None before.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context, self.known = context, Known()
        self.asked = Asked(context, self.known, SETTING)
        self.pane, self.records = MapPane(self.known), Records(context, self.known)
        self.board, self.time = Board(self.pane, self.records), TimeBar(self.known, self._less)
        self.canvas = self.board.canvas
        self.choosing = Choosing(context, self.known, self.board, self.records)
        self.choosing.store = lambda: self.past.shown(context.store)
        self.choosing.days = self._days_shown
        self.table: MapTable | None = None
        self.found: Read | None = None
        self.past, self.then = KnownThen(), Note("information", "")
        self.then.hide()
        self.dark = bool(context.setting(KEPT, {}).get("dark", theme.is_dark()))
        self._turn = 0
        self._wish: dict[str, Any] = {}
        self._again = Rest(self, SOON_MS)
        self._lay_out()
        self._connect()
        self._recall()

    # ---- building

    def _lay_out(self) -> None:
        head = QWidget()
        head.setFixedHeight(theme.height("pagehead"))
        self.count = label(say("works offline"), "hint")
        self.shade = Button("", "sun", "Ctrl+T").shortcut_key("Ctrl+T")
        self.listing = Button(say("Same as a table"), "list", "Ctrl+G")
        self.saving = Button(say("Save image"), "image", "Ctrl+E")
        buttons = (self.shade, self.listing, self.saving)
        head.setLayout(row(heading(say("Map")), self.count, None, *buttons, gap=10, margins=(14, 0, 14, 0)))
        now = Button(say("As known now"), "history")
        now.clicked.connect(self._back_to_now)
        self.then.add(now)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.board)
        whole = column(head, self.asked, gap=0)
        whole.addLayout(column(self.then, margins=(14, 0, 14, 4)))
        whole.addWidget(self.stack, 1)
        whole.addWidget(self.time)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.asked.changed.connect(self.read)
        self.choosing.totals.connect(self.totals)
        self.board.layers.changed.connect(self._layers_changed)
        self.board.fit.connect(self._fit)
        self.time.changed.connect(self._timed)
        self.canvas.content.drawn.connect(self._drawn)
        self.shade.clicked.connect(self._turn_dark)
        self.listing.clicked.connect(self.as_table)
        self.saving.clicked.connect(self.hand_over)
        self._again.timeout.connect(self.read)
        self.context.changed.connect(self._changed)
        self.context.reopened.connect(self.read)
        self.context.closing.connect(self.past.close)
        self.context.closing.connect(forget)
        self.destroyed.connect(self.past.close)
        keys: dict[str, Callable[[], object]] = {
            "L": self._turn_layers,
            "P": self.time.turn,
            "I": self.pane.do_second,
            "M": partial(self.choosing.use, "measure"),
            "S": partial(self.choosing.use, "box"),
            ",": partial(self.time.step, -1),
            ".": partial(self.time.step, 1),
            "Shift+S": partial(self.choosing.use, "lasso"),
            "Ctrl+C": self.choosing.copy,
            "Ctrl+A": self.choosing.choose_all,
        }
        for key, do in keys.items():
            on_key(self, key, do)

    def _recall(self) -> None:
        had = self.context.setting(KEPT, {})
        if "layers" in had:
            self.board.layers.put(had["layers"], int(had.get("least", 0)))
        self._show_dark()

    # ---- reading

    def read(self) -> None:
        """Read everything anew."""
        if not self.context.is_open:
            return
        self._turn += 1
        turn, view, known, past, role = self._turn, self.asked.view(), self.known, self.past, self.context.rights.role
        store, day = self.context.store, self.asked.day_known()
        reading = Job(lambda: read(past.of(store, day), store, view, known, role)).otherwise(messages.tell)
        reading.then(lambda got: self._read(turn, got)).start(self)

    def _read(self, turn: int, found: Read) -> None:
        if turn != self._turn:
            return
        first, before, self.found = self.found is None, self.found, found
        elsewhere = before is not None and before.content.view.areas != found.content.view.areas
        if first:
            self.asked.learned()
            self.asked.restore()
        days = found.content.days
        if days is not None:
            self.time.show_days(days[0], days[1], found.content.incidents.day)
        self.time.setVisible(days is not None)
        self.choosing.credits = " · ".join(found.credits)
        self.board.told.say(self.choosing.credits)
        decided = first and "layers" in self.context.setting(KEPT, {})
        self.board.layers.may("terrain", there=found.ground.tiles is not None, tick=not decided)
        if first:
            self._begin()
            if self.asked.view() != found.content.view:
                self.read()
                return
        if elsewhere and found.content.box is not None:  # nothing happened there: the map stays
            self._fit()
        self._tell_past()
        self._show(ground=True)

    def _begin(self) -> None:
        if self.found is None:
            return
        layers = self.board.layers
        if "least" not in self.context.setting(KEPT, {}):
            layers.put(sorted(layers.shown()), least_of(self.found.flows, AT_FIRST, LEAST))
        self.canvas.show_box(home_of(self.found, layers.at_least()), home=True)
        if "view" in self._wish:
            x, y, scale = self._wish["view"]
            self.canvas.go(Viewport(x, y, scale, self.canvas.width(), self.canvas.height()))
        if self._wish.get("days"):
            self.time.days.put(*self._wish["days"])
        self._wish = {}

    def _show(self, *, ground: bool = False) -> None:
        """Draw what was read, as it is wanted now."""
        if self.found is None:
            return
        layers, pick, before = self.board.layers, self.canvas.pick, self.canvas.scene
        scene = Scene(
            self.found.ground, self.found.content, self.time.days.span, layers.shown(), layers.at_least(),
            self.dark, rtl(),
        )  # fmt: skip
        self.canvas.show_scene(scene, ground=ground)
        layers.tell(counts_of(scene), left_out(scene))
        if pick is not None and before is not None:
            still = kept(pick, before, scene)
            if still != pick or pick.kind not in ("incidents", "facility"):
                self.canvas.choose(still)
        if self.table is not None and self.stack.currentWidget() is self.table:
            self.table.show_scene(scene, self.canvas.view)

    def _tell_past(self) -> None:
        self.then.setVisible(self.past.day is not None)
        if self.past.day is not None:
            day = short_day(DayValue.on(self.past.day), self.known)
            told = say("What arrived or was written later is left out.")
            self.then.tell("information", say("As known on {day}.", day=day), told)

    def _back_to_now(self) -> None:
        self.asked.as_of.put(Condition())
        self.read()

    def _changed(self, outcome: Outcome) -> None:
        self._again.start()

    def _drawn(self) -> None:
        picture = self.canvas.content.picture
        if picture is not None and picture.marks is not None:
            self.board.legend.show_scene(picture.scene, picture.marks.unit)
            self.canvas.setAccessibleDescription(say("Incidents: {count}", count=f"{len(picture.marks.order):,}"))

    # ---- what is shown

    def _layers_changed(self) -> None:
        self._keep()
        self._show(ground=True)

    def _timed(self) -> None:
        self._show()

    def _less(self) -> bool:
        return self.context.preferences.motion == "less" or system_moves_less()

    def _turn_layers(self) -> None:
        self.board.side.setVisible(not self.board.side.isVisible())
        self.board.place()

    def _turn_dark(self) -> None:
        self.dark = not self.dark
        self._keep()
        self._show_dark()
        self._show(ground=True)

    def _show_dark(self) -> None:
        self.shade.set_word(say("Light map") if self.dark else say("Dark map"), "sun" if self.dark else "moon")
        self.board.scale.dark = self.dark
        self.board.scale.update()

    def _keep(self) -> None:
        layers = self.board.layers
        shown = {"layers": sorted(layers.shown()), "least": layers.at_least(), "dark": self.dark}
        self.context.remember(KEPT, shown)

    def _fit(self) -> None:
        if self.found is not None:
            self.canvas.show_box(home_of(self.found, self.board.layers.at_least()), home=True)

    def as_table(self) -> bool:
        """The same as a table, or back to the map."""
        if self.table is None:
            self.table = MapTable(self.known)
            self.table.opened.connect(self.choosing.open)
            self.table.closed.connect(self.as_table)
            self.stack.addWidget(self.table)
        listed = self.stack.currentWidget() is not self.table
        self.stack.setCurrentWidget(self.table if listed else self.board)
        self.listing.set_word(
            say("Back to the map") if listed else say("Same as a table"), "map" if listed else "list"
        )
        if listed and self.canvas.scene is not None:
            self.table.show_scene(self.canvas.scene, self.canvas.view)
        elif not listed:
            self.canvas.setFocus()
        return True

    def _days_shown(self) -> Condition:
        """The days on the map, as a list is asked for them."""
        span = self.time.days.span
        if span is None:
            return self.asked.period.condition()
        first, last = (date.fromordinal(one) for one in span)
        return days_condition(self.known, DayValue.between(first, last))

    # ---- the shell's side

    def hand_over(self) -> bool:
        """A picture of what is shown."""
        if self.canvas.scene is not None:
            from gui.map.saving import show_saving

            show_saving(self.context, self.window(), self.canvas.scene, self.canvas.view, self.past.then())
        return True

    def print_page(self) -> None:
        """Ctrl+P: the picture can be printed where it is made."""
        self.hand_over()

    def entered(self) -> None:
        """Read on the first visit; the map takes the keyboard."""
        if self.found is None:
            self.read()
        self.canvas.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the keys of time are told in the help alone."""
        self.time.narrow(narrow=self.width() < theme.px(NARROW))

    def hideEvent(self, event: QHideEvent) -> None:
        """Time stands still where nobody looks."""
        self.time.stop()

    def state(self) -> dict[str, Any]:
        """The part that is shown and the days; the rest stands in the register's settings."""
        view = self.canvas.view
        return {"view": [view.x, view.y, view.units_per_pixel], "days": self.time.days.span}

    def restore(self, state: dict[str, Any]) -> None:
        """Take it up."""
        self._wish = dict(state)
