"""The shell around the rooms: rail, top bar, practice banner, notes, the pages, the status strip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from gui.context import Context
from gui.frame import opening
from gui.frame.actions import Actions, Deed
from gui.frame.forms import register_editors
from gui.frame.offering import OpenDrafts
from gui.frame.rail import Rail
from gui.frame.strip import StatusStrip
from gui.frame.topbar import TopBar
from gui.fresh import follow
from gui.jobs import Job
from gui.look import theme
from gui.room import Page, Room
from gui.say import say, say_message, say_n
from gui.sync.automatic import automatic_of
from gui.sync.automatic_words import Told
from gui.widgets import IconButton, Note, column, icon_label, label, row
from storage import UserError

HOMES = {
    "incident": "incidents",
    "victim": "victims",
    "place": "villages",
    "movement": "villages",
    "facility": "facilities",
    "disclosure": "exchange",
    "intake": "exchange",
}
NOTE_MS = 20_000
AHEAD_MS = 1_000
"""The first room stands and is being used by then."""
ALL_KEYS = ("?", "؟", "Shift+F1")
"""The question mark of both keyboards; the last one also while something is typed."""


class Shell(QWidget):
    """Built after unlocking, and anew when language, theme or text size change.

    Signals:
        language(str): another language was chosen.
        locking(): lock now.
    """

    language = Signal(str)
    locking = Signal()

    def __init__(self, context: Context, rooms: Sequence[Room]) -> None:
        super().__init__()
        self.setProperty("surface", "win")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.context = context
        self.rooms = {room.key: room for room in rooms}
        self.pages: dict[str, QWidget] = {}
        self._states: dict[str, dict[str, Any]] = {}
        self.actions_ = Actions(self, self._deeds())
        self.rail = Rail(rooms)
        self.top = TopBar(context, self.actions_.menu)
        self.strip = StatusStrip(context.about.team, context.about.device)
        self.stack = QStackedWidget()
        self.note, self.notes = Note("warning", ""), QWidget()
        self._lay_out()
        self._connect()
        self._road(self.automatic.words)
        self.refresh()

    def _lay_out(self) -> None:
        close = IconButton("x", say("Close the note"))
        close.clicked.connect(lambda: self.notes.hide())
        self.note.add(close)
        self.notes.setLayout(row(self.note, margins=(14, 8, 14, 4)))
        self.notes.hide()
        right = column(self.top, *([practice_banner()] if self.context.about.practice else []), gap=0)
        self.drafts = OpenDrafts(self.context)
        right.addWidget(self.drafts)
        right.addWidget(self.notes)
        right.addWidget(self.stack, 1)
        upper = row(self.rail, gap=0)
        upper.addLayout(right, 1)
        whole = column(gap=0)
        whole.addLayout(upper, 1)
        whole.addWidget(self.strip)
        self.setLayout(whole)

    def _connect(self) -> None:
        register_editors(self.context)
        self.drafts.look()
        self.rail.chosen.connect(self.go_to)
        self.top.language.connect(self.language)
        self.top.locking.connect(self.locking)
        self.context.changed.connect(self._changed)
        self.context.reopened.connect(self.refresh)
        self.context.asked.connect(self._asked)
        self.context.listed.connect(self._listed)
        self.context.told.connect(self.show_note)
        self.context.backups.listed.connect(self._backed_up)
        self.context.undoing.moved.connect(self._deeds_changed)
        self.automatic = automatic_of(self.context)
        self.automatic.told.connect(self._road)
        self.context.undoing.left_alone.connect(self._left_alone)

    def _undoing(self) -> list[Deed]:
        undoing = self.context.undoing
        undo, redo = lambda: say("Undo"), lambda: say("Redo")
        redo_keys = ("Ctrl+Shift+Z", "Ctrl+Y")
        return [
            Deed(
                "undo", undoing.undo_words, undoing.undo, "undo-2", ("Ctrl+Z",), lambda: undoing.can_undo, short=undo
            ),
            Deed("redo", undoing.redo_words, undoing.redo, "redo-2", redo_keys, lambda: undoing.can_redo, short=redo),
        ]

    def _deeds(self) -> list[list[Deed]]:
        asked = self.context.asked
        return [
            self._undoing(),
            [
                Deed("new", lambda: say("New here"), self.new_record, "plus", ("Ctrl+N",)),
                Deed("search", lambda: say("Search everything"), self._search, "search", ("Ctrl+K",)),
                Deed(
                    "figures", lambda: say("Figures…"), lambda: asked.emit("figures", ""), "chart-column", ("Ctrl+G",)
                ),
                Deed("export", lambda: say("Export…"), lambda: asked.emit("export", ""), "upload", ("Ctrl+E",)),
                Deed("print", lambda: say("Print…"), self._print, "printer", ("Ctrl+P",)),
                Deed("backup", lambda: say("Make a backup now"), lambda: self.context.backups.make(), "archive"),
            ],
            [
                Deed("passphrase", lambda: say("Change the passphrase…"), self._change_passphrase, "key-round"),
                Deed("settings", lambda: say("Settings"), lambda: self.go_to("settings"), "settings"),
                Deed("help", lambda: say("Help"), lambda: asked.emit("help", ""), "life-buoy", ("F1",)),
                Deed("keys", lambda: say("All keys"), lambda: asked.emit("keys", ""), "keyboard", ALL_KEYS),
                Deed("about", lambda: say("About Sijill"), lambda: asked.emit("settings", "about"), "info"),
            ],
            [
                Deed("lock", lambda: say("Lock"), self.locking.emit, "lock", ("Ctrl+L",)),
                Deed("quit", lambda: say("Close Sijill"), lambda: self.window().close(), "log-out", ("Ctrl+Q",)),
            ],
            [_room_deed(self, room) for room in self.rooms.values()],
        ]

    def _print(self) -> None:
        page = self.stack.currentWidget()
        if isinstance(page, Page):
            page.print_page()

    def _search(self) -> None:
        self.top.search.begin()

    def _change_passphrase(self) -> None:
        self.context.asked.emit("settings", "passphrase")

    @property
    def current(self) -> str:
        """The key of the open room, or ""."""
        shown = self.stack.currentWidget()
        return next((key for key, page in self.pages.items() if page is shown), "")

    def go_to(self, key: str) -> QWidget | None:
        """Open a room; its page is made on the first visit."""
        if key not in self.rooms:
            return None
        page = self.pages.get(key)
        if page is None:
            page = self.rooms[key].make(self.context)
            self.pages[key] = page
            self.stack.addWidget(page)
            if isinstance(page, Page):
                page.totals.connect(self.strip.say_totals)
                page.restore(self._states.pop(key, {}))
        self.strip.say_totals("")
        self.rail.show_room(key)
        self.stack.setCurrentWidget(page)
        self.context.remember("room", key)
        page.setFocus()
        if isinstance(page, Page):
            page.entered()
        return page

    def help_topic(self) -> str:
        """The task card of what is open."""
        page, room = self.stack.currentWidget(), self.rooms.get(self.current)
        own = page.help_topic() if isinstance(page, Page) else ""
        return own or (room.help or room.key if room is not None else "")

    def new_record(self) -> None:
        """Ctrl+N in the open room."""
        page = self.stack.currentWidget()
        if isinstance(page, Page):
            page.new_record()

    def state(self) -> dict[str, Any]:
        """What to keep when the shell is built anew: the open room and the state of every page."""
        pages = {key: page.state() for key, page in self.pages.items() if isinstance(page, Page)}
        return {"room": self.current, "pages": {**self._states, **pages}}

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what :meth:`state` gave (or only the remembered room)."""
        self._states = dict(state.get("pages", {}))
        wished = state.get("room") or self.context.setting("room", "")
        self.go_to(wished if wished in self.rooms else next(iter(self.rooms), ""))
        QTimer.singleShot(AHEAD_MS, self, self._import_ahead)

    def _import_ahead(self) -> None:
        """The modules of rooms nobody visited yet: a second of imports would hold the window at the first visit."""
        modules = [room.ahead for room in self.rooms.values() if room.ahead]
        Job(lambda: [import_module(one) for one in modules]).start(self)

    def tell(self, trouble: UserError) -> None:
        """A trouble of the world, as a note above the page, until it is closed."""
        self.show_note("warning", say_message(trouble.what), say_message(trouble.todo))

    def show_note(self, kind: str, first: str, then: str = "") -> None:
        """A note above the page; it leaves by itself when nothing has to be done."""
        self.note.tell(kind, first, then)
        self.notes.show()
        if kind in ("ok", "information"):
            QTimer.singleShot(NOTE_MS, self, self.notes.hide)

    def refresh(self) -> None:
        """Read again what the strip and the badges say."""
        if not self.context.is_open:
            return
        self.context.backups.look()
        context, rooms = self.context, list(self.rooms.values())
        store = context.store

        def read() -> tuple[int, datetime | None, dict[str, int], str, int]:
            badges = {room.key: room.badge(context) for room in rooms if room.badge is not None}
            return store.unshared(), opening.last_saved(store), badges, store.last_exchange(), len(store.conflicts())

        Job(read).then(self._refreshed).start(self)

    def _refreshed(self, found: tuple[int, datetime | None, dict[str, int], str, int]) -> None:
        unshared, saved, badges, exchanged, conflicts = found
        self.strip.say_conflicts(conflicts)
        self.strip.say_unshared(unshared)
        self.strip.say_saved(saved)
        self.strip.say_exchanged(datetime.fromisoformat(exchanged) if exchanged else None, datetime.now(UTC))
        for key, count in badges.items():
            self.rail.set_badge(key, count)

    def _changed(self, outcome: Any) -> None:
        if getattr(outcome, "save", ""):
            self.strip.say_saved(datetime.now(UTC))
            follow(self.stack.currentWidget(), outcome)
        self.refresh()

    def _backed_up(self, _found: object) -> None:
        self.strip.say_backup(self.context.backups.newest, datetime.now(UTC))

    def _road(self, told: Told) -> None:
        self.strip.say_road(told.words, told.state, told.more)

    def _deeds_changed(self) -> None:
        """A method of the shell itself, so that the signal lets go of a shell that another language replaces."""
        self.actions_.look_again()

    def _left_alone(self, count: int) -> None:
        words = say_n(
            "{count} field was written by others since and stays as it is.",
            "{count} fields were written by others since and stay as they are.",
            count,
        )
        self.show_note("information", say("Undone."), words)

    def _asked(self, kind: str, record: str) -> None:
        if kind == "source" and record:
            self.context.open(kind, record)  # its list is a part of Settings
            return
        key = HOMES.get(kind, kind)
        page = self.go_to(key)
        if page is not None and record and isinstance(page, Page):
            show = getattr(page, f"show_{kind}", page.show_record)
            show(record)

    def _listed(self, room: str, conditions: object) -> None:
        page = self.go_to(room)
        front = page.front() if isinstance(page, Page) else None
        ask = getattr(front, "ask", None)
        if ask is not None:
            ask(conditions)


def _room_deed(shell: Shell, room: Room) -> Deed:
    return Deed(
        f"room-{room.key}", room.title, lambda: shell.go_to(room.key), room.icon, (f"Alt+{room.number}",), menu=False
    )


def practice_banner() -> QFrame:
    """Says all the time that nothing here is real."""
    banner = QFrame()
    banner.setObjectName("practice")
    banner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    banner.setFixedHeight(theme.px(28))
    words = label(say("Practice register"), "strong")
    more = label(say("All people here are invented. Try everything; nothing can be broken."), "text")
    banner.setLayout(row(icon_label("graduation-cap", "accink", 16), words, more, None, margins=(14, 0, 14, 0)))
    return banner
