"""What every screen is given: the open register, its store, remembered sizes, and one signal of change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from gui.frame.backing import Backups
from gui.frame.opening import WINDOW_SETTING, About, Opened
from gui.jobs import Job
from gui.preferences import Preferences
from gui.rights import Rights
from gui.undoing import Undoing

if TYPE_CHECKING:
    from gui.frame.searchbox import Hit
    from storage import Register, Store


class Context(QObject):
    """Handed to every room, page and entry window.

    Never keep ``store`` or ``register`` in an attribute of your own: after locking and unlocking they are new objects.

    Attributes:
        preferences: language, theme and text size, readable while locked.
        editors: what opens a record of a kind (its window), given its id; None as id begins a new one, which may be
            given values to begin with.
        backups: the dated backups of the open register.
        undoing: the saves of this session that can be taken back.
        rights: what this laptop may do.
        last_team: the team of the register locked last, for the unlock page.
        find: global search: given what was typed, the hits; called in a reading thread. None: no search yet.

    Signals:
        changed(Outcome): something was saved, learned or undone; screens read again what they show.
        reopened(): the register was unlocked again; readers of the old store take the new one.
        closing(): the register is about to be locked; put what is being typed into a draft now.
        restyled(): theme, text size or language changed; entry windows build themselves anew (pages are rebuilt).
        told(str, str, str): a note for the main window: kind (``ok``, ``warning`` …), first sentence, what to do.
        preferences_changed(): language, theme, text size or auto-lock were chosen anew (Settings).
        listed(str, object): open a room with its list filtered: name of the room, conditions by column.
        asked(str, str): open the room of a record kind and show the record id ("" = only the room).
    """

    changed = Signal(object)
    reopened = Signal()
    closing = Signal()
    restyled = Signal()
    asked = Signal(str, str)
    listed = Signal(str, object)
    told = Signal(str, str, str)
    preferences_changed = Signal()

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.preferences = preferences
        self.editors: dict[str, Callable[..., object]] = {}
        self.last_team = ""
        self.backups = Backups(self)
        self.undoing = Undoing(self)
        self.rights = Rights(self)
        self.find: Callable[[str], list[Hit]] | None = None
        self._opened: Opened | None = None
        self._remembered: dict[str, Any] = {}
        self._unwritten = False
        self._soon = QTimer(self, singleShot=True, interval=600)
        self._soon.timeout.connect(self.write_remembered)

    @property
    def is_open(self) -> bool:
        """Whether the register is unlocked."""
        return self._opened is not None

    @property
    def opened(self) -> Opened:
        """The open register with its key (only for changing passphrases and backups)."""
        if self._opened is None:
            raise RuntimeError("the register is locked")
        return self._opened

    @property
    def register(self) -> Register:
        """The folder of the open register."""
        return self.opened.register

    @property
    def store(self) -> Store:
        """The store of the open register."""
        return self.opened.store

    @property
    def about(self) -> About:
        """Name of the register, team, person, device; empty while locked."""
        return self._opened.about if self._opened is not None else About()

    def take(self, opened: Opened | None) -> None:
        """The register was unlocked (or, None, locked)."""
        if opened is not None and opened.remembered:
            self._remembered = dict(opened.remembered)
        self._opened = opened
        self.rights.role = opened.role if opened is not None else ""

    def open(self, kind: str, record: str | None) -> None:
        """Open a record in its entry window or form; None begins a new one. A kind nobody edits yet stays closed."""
        edit = self.editors.get(kind)
        if edit is not None:
            edit(record)

    def open_new(self, kind: str, given: Mapping[str, Any]) -> None:
        """Begin a new record of a kind with these values."""
        edit = self.editors.get(kind)
        if edit is not None:
            edit(None, given)

    def announce(self, outcome: Any) -> None:
        """Tell all screens what a save, an undo or received changes have altered."""
        self.changed.emit(outcome)

    def setting(self, name: str, default: Any = None) -> Any:
        """A remembered size, column order or the like (JSON values), kept in the register; never waits."""
        return self._remembered.get(name, default)

    def remember(self, name: str, value: Any) -> None:
        """Keep ``value`` for the next time; written to the register a moment later."""
        if self._remembered.get(name) != value:
            self._remembered[name] = value
            self._unwritten = True
            self._soon.start()

    def write_remembered(self) -> None:
        """Write the remembered sizes now (also called before locking)."""
        if self._unwritten and self._opened is not None:
            self._unwritten = False
            store, values = self._opened.store, dict(self._remembered)
            Job(lambda: store.set_setting(WINDOW_SETTING, values), writes=True).start()
        self._soon.stop()
