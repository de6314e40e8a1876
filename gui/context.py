"""What every screen is given: the open register, its store, remembered sizes, and one signal of change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from gui.frame.backing import Backups
from gui.frame.opening import WINDOW_SETTING, Opened
from gui.jobs import Job
from gui.open_register import OpenRegister
from gui.preferences import Preferences
from gui.resting import Rest
from gui.rights import Rights
from gui.undoing import Undoing

if TYPE_CHECKING:
    from gui.frame.hit import Find


class Context(OpenRegister):
    """Handed to every room, page and entry window.

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
        reopened(): the register was unlocked again; readers of the old store take the new one.
        closing(): the register is about to be locked; put what is being typed into a draft now.
        restyled(): theme, text size or language changed; entry windows build themselves anew (pages are rebuilt).
        told(str, str, str): a note for the main window: kind (``ok``, ``warning`` …), first sentence, what to do.
        preferences_changed(): language, theme, text size or auto-lock were chosen anew (Settings).
        listed(str, object): open a room with its list filtered: name of the room, conditions by column.
        asked(str, str): open the room of a record kind and show the record id ("" = only the room).
    """

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
        self.find: Find | None = None
        self._remembered: dict[str, Any] = {}
        self._unwritten = False
        self._soon = Rest(self, 600)
        self._soon.timeout.connect(self.write_remembered)

    def take(self, opened: Opened | None) -> None:
        """The register was unlocked (or, None, locked)."""
        if opened is not None and opened.remembered:
            self._remembered = dict(opened.remembered)
        super().take(opened)
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
