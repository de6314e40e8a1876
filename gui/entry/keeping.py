"""Keeping what is typed: a draft on disk when a field is left and at most two seconds after a key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from gui.jobs import Job
from gui.resting import rested
from storage import Draft

if TYPE_CHECKING:
    from gui.context import Context

AFTER_KEY = 1000
"""Of the two seconds that may be lost, the disk has the rest."""
AFTER_FIELD = 120
_writing: dict[str, int] = {}
_waiting: dict[str, list[Callable[[], object]]] = {}


def when_written(form: str, then: Callable[[], object]) -> None:
    """Call ``then()`` as soon as what a window that has just closed had to say about a draft is on disk."""
    if form in _writing:
        _waiting.setdefault(form, []).append(then)
    else:
        then()


def _write(form: str, do: Callable[[], object]) -> None:
    _writing[form] = _writing.get(form, 0) + 1
    Job(do, writes=True).lastly(lambda: _is_written(form)).start()


def _is_written(form: str) -> None:
    _writing[form] -= 1
    if not _writing[form]:
        del _writing[form]
        for then in _waiting.pop(form, ()):
            then()


class DraftKeeper(QObject):
    """Writes the draft of one window.

    Signals:
        kept: it is on disk.
    """

    kept = Signal()

    def __init__(
        self, context: Context, kind: str, form: str, record: str, content: Callable[[], dict[str, Any] | None]
    ) -> None:
        """``content`` gives what to keep, None when there is nothing (then a kept draft is dropped)."""
        super().__init__()
        self._context, self._kind, self._form, self._record = context, kind, form, record
        self._content = content
        self._last: Mapping[str, Any] | None = None
        self._on_disk = False
        self._over = False
        self._since = QElapsedTimer()
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.keep)

    def key_pressed(self) -> None:
        """Something is being typed: keep it soon, however long the typing goes on."""
        if not self._soon.isActive():
            self._soon.start(rested(AFTER_KEY))

    def field_left(self) -> None:
        """A field has another value: keep it now."""
        if not self._soon.isActive() or self._soon.remainingTime() > rested(AFTER_FIELD):
            self._soon.start(rested(AFTER_FIELD))

    def keep(self, *, open_: bool = True) -> None:
        """Write the draft, if it differs from the last one written."""
        self._soon.stop()
        if self._over or not self._context.is_open:
            return
        content = self._content()
        if content is None:
            if self._on_disk:
                self.drop()
                self._over = False
            return
        if content == self._last and open_:
            return
        self._last, self._on_disk = content, True
        draft = Draft(self._form, self._kind, self._record, content, open=open_)
        store = self._context.store
        Job(lambda: store.keep_draft(draft), writes=True).then(lambda _: self._written()).start(self)

    def close_with(self, content: dict[str, Any]) -> None:
        """The last word: the window closes, and this is kept for the next time."""
        self._soon.stop()
        self._over = True
        draft = Draft(self._form, self._kind, self._record, content, open=False)
        store = self._context.store
        _write(self._form, lambda: store.keep_draft(draft))

    def drop(self) -> None:
        """Forget the draft: it was saved, or nothing is left of it."""
        self._soon.stop()
        self._over, self._on_disk = True, False
        store, form = self._context.store, self._form
        _write(form, lambda: store.drop_draft(form))

    def seconds(self) -> int | None:
        """How long ago the draft was written; None before the first time."""
        return self._since.elapsed() // 1000 if self._since.isValid() else None

    def _written(self) -> None:
        self._since.start()
        self.kept.emit()


def ago(seconds: int) -> str:
    """``3 s ago``."""
    from gui.say import say, say_n

    if seconds < 2:
        return say("just now")
    if seconds < 60:
        return say_n("{count} second ago", "{count} seconds ago", seconds)
    if seconds < 3600:
        return say_n("{count} minute ago", "{count} minutes ago", seconds // 60)
    if seconds < 86400:
        return say_n("{count} hour ago", "{count} hours ago", seconds // 3600)
    return say_n("{count} day ago", "{count} days ago", seconds // 86400)
