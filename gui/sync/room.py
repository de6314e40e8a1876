"""The Sync room: the big actions, the work under way, what is missing by number, devices and teams, the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from gui.attachments.missing import MissingFiles
from gui.jobs import Job
from gui.rights import CERTIFY, SETTLE
from gui.room import Page
from gui.say import ltr, say, say_n, words
from gui.sync import exchange
from gui.sync.actions import HUB, OPTIONS, READ, WRITE, Actions
from gui.sync.automatic import automatic_of
from gui.sync.choosing import ChoosePlace
from gui.sync.devices import Devices, Hub, numbers_of
from gui.sync.known import known_of
from gui.sync.log import Log, SetApart
from gui.sync.places import Place
from gui.sync.reading import Company, read_company
from gui.sync.working import Working
from gui.widgets import Button, Note, Segmented, column, icon_label, label, row
from storage import RECORDS, Apart, Companion, Outcome

if TYPE_CHECKING:
    from gui.context import Context

TURN = "Alt+X"
ONWARD = {"log": "apart", "apart": "files", "files": "log"}
"""The list that comes after each."""


class SyncRoom(Page):
    """The whole room.

    Attributes:
        company: what was read last; devices, log, apart, files: the lists; working: what runs and what came of it.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.company = Company()
        self.actions_, self.working = Actions(), Working()
        self.practice = Note(
            "information",
            say("Practice register: these laptops are invented."),
            say("Nothing is written to a stick here, and nothing is read."),
        )
        self.gap, self.by_itself = Note("warning", ""), Note("warning", "")
        self.ask_again = Button(say("Write what we hold"), "upload")
        self.gap.add(self.ask_again)
        self.devices, self.log, self.apart, self.files = Devices(), Log(), SetApart(), MissingFiles(context)
        self.count, self.out = label("", "hint"), Button(say("Take out…"), "ban", "Del")
        self.take = Button(say("Take in…"), "check", "Enter")
        self._lists = QStackedWidget()
        tabs = [("log", say("Log"), ""), ("apart", say("Set apart"), ""), ("files", say("Files"), "")]
        self._tabs = Segmented(tabs, say("Which list"), "log")
        self._shown = "log"
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._tabs.setToolTip(TURN)
        for part in (self.log, self.apart, self.files):
            self._lists.addWidget(part)
        left = _card("laptop", say("Devices and teams"), (self.count, self.out), self.devices)
        right = _card("history", say("Exchanges"), (self.take, self._tabs), self._lists)
        lists = row(left, right, gap=12, margins=(14, 6, 14, 12))
        lists.setStretch(0, 5)
        lists.setStretch(1, 3)
        notes = column(self.practice, self.by_itself, self.gap, gap=6, margins=(14, 4, 14, 2))
        whole = column(self.actions_, self.working, gap=0)
        whole.addLayout(notes)
        whole.addLayout(lists, 1)
        self.setLayout(whole)
        self.practice.setVisible(self.context.about.practice)
        self.gap.hide()
        self.by_itself.hide()
        self.out.setEnabled(False)
        self.take.hide()

    def _connect(self) -> None:
        self.actions_.asked.connect(self.do)
        self.working.rested.connect(self._rested)
        self.working.review.connect(lambda: self.context.asked.emit("review", ""))
        self.ask_again.clicked.connect(lambda: self.do("write"))
        self.out.clicked.connect(lambda: self.do("take_out"))
        self.take.clicked.connect(self.take_in)
        self.apart.itemActivated.connect(lambda *_: self.take_in())
        self.apart.currentItemChanged.connect(lambda *_: self._look_at_choice())
        self.devices.currentItemChanged.connect(lambda *_: self._look_at_choice())
        self._tabs.chosen.connect(lambda wish: self.turn(str(wish)))
        self.context.changed.connect(self._changed)
        self.context.reopened.connect(self.read)
        self.automatic = automatic_of(self.context)
        self.automatic.moved.connect(self._moved)
        self.automatic.told.connect(self._tell_what_goes_by_itself)
        deeds = {WRITE: "write", READ: "read", HUB: "hub", "Del": "take_out"}
        for key, wish in deeds.items():
            self._on(key, lambda wish=wish: self.do(wish))
        self._on(OPTIONS, self.actions_.open_menu)
        self._on(TURN, lambda: self.turn(ONWARD[self._shown]))
        self.files.counted.connect(self._count_files)

    def _on(self, key: str, do: Any) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(do)

    # ---- what there is

    def read(self) -> None:
        """Read everything anew."""
        if self.context.is_open and not self.working.busy:
            store, language = self.context.store, words().language
            Job(lambda: read_company(store, language)).then(self._show).start(self)
            self.files.read()

    def _show(self, company: Company) -> None:
        self.company = company
        self.log.show_company(company)
        self.apart.show_company(company)
        self.actions_.tell(company.unshared)
        self._tell_what_goes_by_itself()
        self.count.setText(say_n("{count} device", "{count} devices", len(company.companions)))
        self._tabs.button("apart").setText(
            say("Set apart ({count})", count=company.waiting) if company.waiting else say("Set apart")
        )
        self._tell_gaps([one for one in company.companions if one.gaps and not one.revoked])
        self._look_at_choice()

    def _tell_gaps(self, lacking: list[Companion]) -> None:
        self.gap.setVisible(bool(lacking))
        if lacking:
            numbers, name, more = numbers_of(lacking[0]), ltr(lacking[0].name), len(lacking) - 1
            others = say_n("So it is with {count} other laptop.", "So it is with {count} other laptops.", more)
            self.gap.tell(
                "warning",
                say_n(
                    "Change {numbers} of “{name}” is missing here.",
                    "Changes {numbers} of “{name}” are missing here.",
                    sum(last - first + 1 for first, last in lacking[0].gaps),
                    numbers=numbers,
                    name=name,
                ),
                say(
                    "What came before and after them is here, nothing is lost. Let its team write to a stick again; "
                    "what we write tells them what we lack."
                )
                + (f" {others}" if more else ""),
            )

    def _tell_what_goes_by_itself(self, _told: object = None) -> None:
        """What does not work stands here in whole sentences: the strip has them only under the pointer."""
        hub, told, now = known_of(self.context).hub, self.automatic.words, self.automatic.hub
        name = exchange.hub_name(hub) if hub else ""
        self.actions_.tell_hub(name)
        self.devices.show_company(self.company, Hub(name, now.state, self.automatic.away) if hub else None)
        self.by_itself.setVisible(told.state == "warning")
        if told.state == "warning":
            self.by_itself.tell("warning", f"{told.words}.", told.more)

    def chosen(self) -> Companion | None:
        """The device that is chosen in the list."""
        return next((one for one in self.company.companions if one.device == self.devices.key()), None)

    def piece(self) -> Apart | None:
        """What is chosen of what was set apart, when it can be taken in."""
        return next((one for one in self.company.apart if one.n == self.apart.key() and not one.settled), None)

    def take_in(self) -> None:
        """Ask whether what is chosen of what was set apart comes in."""
        piece = self.piece()
        if piece is not None and self.take.isEnabled():
            from gui.sync.taking_apart import TakeApartDialog

            device = piece.device[:12]
            dialog = TakeApartDialog(self.context, self, piece, self.company.names.get(device, device))
            dialog.finished.connect(lambda _: self.read())
            dialog.open()

    def _look_at_choice(self) -> None:
        one = self.chosen()
        may = self.context.rights.may(CERTIFY)
        self.out.setEnabled(one is not None and may and _may_go(one, self.company))
        self.out.setToolTip("" if may else self.context.rights.told(CERTIFY))
        self.actions_.bar("" if may else self.context.rights.told(CERTIFY))
        self._look_at_piece()
        for button in (*self.actions_.buttons.values(), self.actions_.options):
            button.setEnabled(self._free)

    @property
    def _free(self) -> bool:
        """Whether something can be begun now."""
        practised = self.company.practice or self.context.about.practice
        return self.context.is_open and not practised and not self.working.busy

    def _look_at_piece(self) -> None:
        piece = self.piece()
        act = CERTIFY if piece is not None and piece.word == "revoked" else SETTLE
        may = self.context.rights.may(act)
        self.take.setVisible(self._lists.currentWidget() is self.apart)
        self.take.setEnabled(self._free and piece is not None and may)
        self.take.setToolTip("" if may else self.context.rights.told(act))

    def turn(self, wish: str) -> None:
        """Show the ``log``, what was set ``apart``, or the ``files`` that have not come yet."""
        lists: dict[str, QWidget] = {"apart": self.apart, "files": self.files}
        self._shown = wish
        self._lists.setCurrentWidget(lists.get(wish, self.log))
        self._tabs.choose(wish)
        self._look_at_choice()
        lists.get(wish, self.log).setFocus()

    def _count_files(self, count: int) -> None:
        self._tabs.button("files").setText(say("Files ({count})", count=count) if count else say("Files"))

    # ---- what is done

    def do(self, wish: str) -> None:
        """``write``, ``read``, ``hub``, or an option of :class:`Actions`."""
        if not self._free:
            return
        hub = known_of(self.context).hub
        if wish == "hub" and hub:
            exchange.with_hub(self.context, self.working, hub)
            self._look_at_choice()
            return
        if wish in ("write", "read"):
            dialog = ChoosePlace(self, exchange.before(self.context), writes=wish == "write")
            dialog.chosen.connect(lambda place: self.go(wish, place))
            dialog.open()
            return
        self._members(wish)

    def _members(self, wish: str) -> None:
        from gui.sync.members import member_dialog

        chosen = self.chosen() if self.out.isEnabled() else None
        wish = "enter_hub" if wish == "hub" else wish
        dialog = member_dialog(wish, self.context, self, chosen, self.company.others)
        if dialog is not None:
            dialog.finished.connect(lambda _: self._dealt_with())
            dialog.open()

    def _dealt_with(self) -> None:
        """An option was looked at: an admission may have been taken, a hub entered, a folder chosen."""
        self.read()
        self.automatic.again()

    def go(self, wish: str, place: Place) -> None:
        """Write to a place, or read from it."""
        if self._free:
            (exchange.write if wish == "write" else exchange.read)(self.context, self.working, place)
            self._look_at_choice()

    def _rested(self) -> None:
        if self.working.halted:  # what was finished until then is in the register
            self.context.announce(Outcome(frozenset(RECORDS)))
        self.read()
        self.devices.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Who leaves the room has seen what it says."""
        super().hideEvent(event)
        self.automatic.seen()

    def _moved(self) -> None:
        if self.isVisible():
            self.read()

    def _changed(self, _outcome: object) -> None:
        if self.isVisible():
            self.read()

    # ---- the shell's side

    def entered(self) -> None:
        """Read, and give the list of devices the keyboard."""
        self.read()
        self.devices.setFocus()

    def state(self) -> dict[str, Any]:
        """Which list stands at the side."""
        return {"list": self._shown}

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what :meth:`state` gave."""
        if state.get("list") in ONWARD:
            self.turn(state["list"])


def _may_go(one: Companion, company: Company) -> bool:
    return not company.practice and not one.own and bool(one.role) and not one.revoked


def _card(drawing: str, title: str, beside: tuple[QWidget, ...], inside: QWidget) -> QFrame:
    made = QFrame()
    made.setProperty("kind", "card")
    head = row(icon_label(drawing, "tx2", 16), label(title, "strong"), None, *beside, gap=8, margins=(12, 5, 8, 5))
    made.setLayout(column(head, inside, gap=0, margins=(1, 1, 1, 1)))
    return made
