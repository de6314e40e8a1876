"""The Villages room: people of each village, who left and where to, who remains; movements; flows between places."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from gui.known import Known
from gui.look import theme
from gui.printing.dialog import show_print
from gui.printing.wish import source_of_record, source_of_table
from gui.room import Page, Room
from gui.say import say
from gui.villages.lines import Villages
from gui.villages.room_view import VillagesView
from gui.villages.state_chips import StateChips
from gui.villages.village_list import count_words
from gui.widgets import Segmented, column, heading, label, row
from storage import Day, DayValue

if TYPE_CHECKING:
    from gui.context import Context

VIEWS = ("villages", "movements", "flows")


class VillagesPage(Page):
    """Head with the states, and three views of the same records."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context, self.known = context, Known()
        self.view = VillagesView(context, self.known)
        self.chips = StateChips()
        self.count = label("", "second")
        words_ = [
            ("villages", say("Villages"), ""),
            ("movements", say("Movements"), ""),
            ("flows", say("Flows"), ""),
        ]
        self.switch = Segmented(words_, say("View"), current="villages")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._made: dict[str, QWidget] = {"villages": self.view}
        self._head = QWidget()
        self._head.setFixedHeight(theme.height("pagehead"))
        self._gap = QWidget()
        self._gap.hide()
        title = heading(say("Villages and people on the move"))
        inside = row(title, self.count, self.chips, self._gap, self.switch, gap=10, margins=(14, 0, 14, 0))
        inside.setStretch(2, 1)
        inside.setStretch(3, 1)
        self._head.setLayout(inside)
        self.setLayout(column(self._head, self._stack, gap=0))
        self._connect()
        self.view.reload()

    def _connect(self) -> None:
        self.view.read.connect(self._read)
        self.view.absent.connect(self.show_movement)
        self.view.list.summed.connect(self.totals)
        self.view.list.filtered.connect(self._count)
        self.chips.chosen.connect(self._filter)
        self.switch.chosen.connect(lambda name: self.show_view(str(name)))
        self.context.changed.connect(self.view.changed)
        self.context.reopened.connect(self.view.reload)
        keys = {"Ctrl+H": lambda: self.view.begin("state"), "Ctrl+F": self._search}
        for key, do in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(do)

    def show_view(self, name: str) -> None:
        """One of :data:`VIEWS`; made on the first visit."""
        if name not in self._made:
            self._made[name] = self._make(name)
            self._stack.addWidget(self._made[name])
        self.switch.choose(name)
        for part in (self.chips, self.count):
            part.setVisible(name == "villages")
        self._gap.setVisible(name != "villages")
        self._stack.setCurrentWidget(self._made[name])
        self.entered()

    def _make(self, name: str) -> QWidget:
        if name == "flows":
            from gui.villages.flows_view import FlowsView

            flows = FlowsView(self.context, self.known)
            flows.verb.connect(self.view.do)
            return flows
        from gui.villages.movements_page import MovementsPage

        made = MovementsPage(self.context, self.known)
        made.totals.connect(self.totals)
        return made

    # ---- the shell's side

    def state(self) -> dict[str, Any]:
        """The view, the filters, the day and the village shown."""
        village = self.view.village
        return {"view": self.switch.value(), "list": self.view.list.state(), "place": village.id if village else ""}

    def restore(self, state: dict[str, Any]) -> None:
        """Take it up."""
        if state.get("list"):
            self.view.list.restore(state["list"])
            self.view.reload()
        if state.get("place"):
            self.view.go_to(str(state["place"]))
        if state.get("view") in VIEWS:
            self.show_view(str(state["view"]))

    def entered(self) -> None:
        """The list takes the keyboard."""
        shown = self._stack.currentWidget()
        if isinstance(shown, Page):
            shown.entered()
        elif shown is self.view:
            self.view.list.take_focus()

    def show_record(self, record_id: str) -> None:
        """Show a village, or a movement in the list of all of them."""
        self.show_view("villages")
        self.view.go_to(record_id)

    def show_movement(self, record_id: str) -> None:
        """Show a movement in the list of all of them."""
        self.show_view("movements")
        listed = self._made["movements"]
        if isinstance(listed, Page):
            listed.show_record(record_id)

    def new_record(self) -> None:
        """Ctrl+N: a movement of the village shown."""
        if self.switch.value() == "villages":
            self.view.begin("record")
        else:
            self.context.open_new("movement", {})

    def print_page(self) -> None:
        """Ctrl+P: the villages as known on the day shown, or the one beside the list; else what the view shows."""
        shown = self._stack.currentWidget()
        if isinstance(shown, Page):
            shown.print_page()
        elif self.context.is_open:
            listed = source_of_table(self.view.list.table, say("Villages"), "sijill-villages")
            day = Day().show(DayValue.on(self.view.day), self.known.reading())
            source = replace(listed, within=say("as known on {day}", day=day), whole=count_words)
            village = self.view.village
            if village is not None:
                one = source_of_record(self.context, "place", village.id).choices
                source = replace(source, choices=[*one, *source.choices])
            show_print(self.context, self, source)

    # ---- what happens

    def _read(self, villages: Villages) -> None:
        self.count.setText(count_words(villages.known))
        self._count()

    def _count(self) -> None:
        villages, wish = self.view.list.villages, self.view.list.wish()
        if villages is not None:
            self.chips.show_counts(villages.counts(wish.area), wish.states)

    def _filter(self, states: list[str]) -> None:
        self.view.list.ask_states(states)
        self.view.list.table.setFocus()

    def _search(self) -> None:
        self.show_view("villages")
        self.view.list.search.setFocus()
        self.view.list.search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list, then clears its filters."""
        if event.key() == Qt.Key.Key_Escape and self._stack.currentWidget() is self.view:
            self.view.list.table.setFocus()
        else:
            super().keyPressEvent(event)


ROOM = Room("villages", 3, "house", lambda: say("Villages"), VillagesPage)
