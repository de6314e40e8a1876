"""The list of villages with one of them beside it: reading them for a day, and doing what is asked of one."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QWidget

from gui import messages
from gui.forms.withdrawing import WithdrawDialog
from gui.jobs import Job
from gui.known import Known
from gui.look import theme
from gui.resting import Rest
from gui.say import say, words
from gui.villages.detail import VillageDetail
from gui.villages.facts import VillageFacts
from gui.villages.forms import copied, onward_of, return_of
from gui.villages.lines import Village, Villages
from gui.villages.reading import read_village, read_villages
from gui.villages.village_list import VillageList
from gui.widgets import column
from storage import Edit, Entry

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Outcome

PAUSE = 70
"""Milliseconds the cursor rests on a village before it is read."""
KINDS = frozenset({"movement", "village_state", "population", "place", "source"})
WIDE = 1100


class VillagesView(QWidget):
    """List and detail.

    Signals:
        read(object): the villages of the day (``Villages``) have been read.
        absent(str): the record asked for is no village.
    """

    read = Signal(object)
    absent = Signal(str)

    def __init__(self, context: Context, known: Known) -> None:
        super().__init__()
        self.context, self.known = context, known
        self.list = VillageList(context, known)
        self.detail = VillageDetail(context, known)
        self.village: Village | None = None
        self.day = date.today()
        self._turn = self._detail_turn = 0
        self._wanted = ""
        self._new_move = ""
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        for part in (self.list, self.detail):
            self._split.addWidget(part)
        self._split.setStretchFactor(1, 1)
        self.setLayout(column(self._split))
        self._soon = Rest(self, PAUSE)
        self._soon.timeout.connect(self._read_village)
        self.list.chosen.connect(self._chosen)
        self.list.entered.connect(lambda _: self._into_movements())
        self.list.day_asked.connect(lambda _: self.reload())
        self.list.detail_asked.connect(lambda: self.detail.setVisible(not self.detail.isVisible()))
        self.detail.verb.connect(self.do)
        self._split.splitterMoved.connect(lambda *_: self._remember())

    # ---- reading

    def reload(self) -> None:
        """Read all villages of the day asked for; what is on the screen stays until they are here."""
        if not self.context.is_open:
            return
        self._turn += 1
        turn, store, known = self._turn, self.context.store, self.known
        asked, practice = self.list.asked_day(), self.context.about.practice

        def read() -> Villages:
            known.learn(store)
            found = read_villages(store, asked or date.today())
            if asked is None and practice and found.newest is not None:
                found = read_villages(store, found.newest)
            if found.newest is not None:
                known.year = found.newest.year  # days of the year of the news are told without it
            return found

        Job(read).then(lambda found: self._taken(turn, found)).otherwise(messages.tell).start(self)

    def _taken(self, turn: int, found: Villages) -> None:
        if turn != self._turn:
            return
        self.day = found.day
        self.list.show_villages(found)
        wanted, self._wanted = self._wanted, ""
        if wanted:
            self.go_to(wanted)
        if self.village is not None and self.village.id in found.numbers:
            self.village = found.lines[found.numbers[self.village.id]]
            self._soon.start()
        self.read.emit(found)

    def _chosen(self, village: Village | None) -> None:
        self._detail_turn += 1
        self.village = village
        if village is None:
            self.detail.say_nothing(say("Choose a village to see it here."))
        else:
            self._soon.start()

    def _read_village(self) -> None:
        village, day, store = self.village, self.day, self.context.store if self.context.is_open else None
        if village is None or store is None:
            return
        self._detail_turn += 1
        turn, language = self._detail_turn, words().language
        job = Job(lambda: read_village(store, village, day, language))
        job.then(lambda facts: self._show(turn, facts)).otherwise(messages.tell).start(self)

    def _show(self, turn: int, facts: VillageFacts) -> None:
        if turn != self._detail_turn:
            return
        self.detail.show_village(facts)
        if self._new_move:
            self.detail.go_to_move(self._new_move)
            self._new_move = ""

    def changed(self, outcome: Outcome) -> None:
        """Something was saved, learned or undone."""
        if not outcome.kinds & KINDS:
            return
        self.known.forget()
        if outcome.save and "movement" in outcome.kinds:
            self._new_move = next((one for one in outcome.ids if one in outcome.created), "")
        self.reload()

    def go_to(self, place: str) -> None:
        """Show a village."""
        if self.list.villages is None:
            self._wanted = place
        elif place in self.list.villages.numbers:
            self.list.go_to(place)
        else:
            self.absent.emit(place)

    # ---- doing

    def do(self, verb: str, record: str) -> None:
        """What is asked in the detail."""
        begin = {
            "record": ("movement", "origin"),
            "state": ("village_state", "place"),
            "population": ("population", "place"),
        }
        if verb in begin:
            kind, field = begin[verb]
            self.context.open_new(kind, {field: record} if record else {})
        elif verb == "open":
            self.context.open("movement", record)
        elif verb.startswith("open:"):
            self.context.open(verb.removeprefix("open:"), record)
        elif verb == "withdraw":
            dialog = WithdrawDialog(say("Withdraw this movement?"), self.window())
            dialog.given.connect(partial(self._withdraw, record))
            dialog.open()
        else:
            store = self.context.store
            Job(lambda: store.read("movement", record)).then(lambda entry: self._begin(verb, entry)).start(self)

    def begin(self, verb: str) -> None:
        """``record``, ``state`` or ``population`` for the village shown."""
        self.do(verb, self.village.id if self.village is not None else "")

    def _begin(self, verb: str, entry: Entry | None) -> None:
        if entry is None:
            return
        made = {
            "copy": lambda: copied("movement", entry.values),
            "onward": lambda: onward_of(entry.id, entry.values),
            "return": lambda: return_of(entry.id, entry.values),
        }[verb]()
        self.context.open_new("movement", {name: value for name, value in made.items() if value is not None})

    def _withdraw(self, record: str, reason: str) -> None:
        store = self.context.store

        def save() -> Any:
            entry = store.read("movement", record)
            seen = entry.seen if entry is not None else None
            return store.save([Edit("movement", record, {"withdrawn": reason}, seen, reason)], why=reason)

        Job(save, writes=True).then(self._withdrawn).otherwise(messages.tell).start(self)

    def _withdrawn(self, outcome: Outcome) -> None:
        self.context.announce(outcome)
        self.context.told.emit("ok", say("Withdrawn."), say("Ctrl+Z takes it back."))

    def _into_movements(self) -> None:
        card = self.detail.movements
        if card is not None and card.table.rows.rowCount():
            card.table.setFocus()
            if not card.table.currentIndex().isValid():
                card.table.go_to(0)
        elif card is not None:
            self.detail.record_button.setFocus()

    # ---- sizes

    def _remember(self) -> None:
        self.context.remember("villages.list_width", self.list.width())

    def showEvent(self, event: QShowEvent) -> None:
        """Sizes are known now."""
        super().showEvent(event)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the list shows name and state only."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= theme.px(WIDE)
        wanted = int(self.context.setting("villages.list_width", 0)) if wide else 0
        width = wanted or theme.px(494 if wide else 330)
        width = min(width, self.width() // 2)
        self.list.setMinimumWidth(theme.px(280))
        self.detail.setMinimumWidth(theme.px(420))
        if abs(self.list.width() - width) > 1:
            self._split.setSizes([width, self.width() - width])
