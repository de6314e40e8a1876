"""What is compared with: as many days before; those of a period were read with it, those of a brush are read now."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.jobs import Job
from gui.overview.reading import Shown
from gui.say import say
from gui.widgets import Button
from storage import Figures, Overview, previous

if TYPE_CHECKING:
    from storage import Store


class Comparing(QObject):
    """The button, and what it is compared with.

    Signals:
        changed(): it is compared with something else; told(str): why there is nothing to compare with.
    """

    changed = Signal()
    told = Signal(str)

    def __init__(self, parent: QObject, store: Callable[[], Store]) -> None:
        """``store``: the register that is looked at."""
        super().__init__(parent)
        self._store = store
        self._found: tuple[Overview, Figures] | None = None
        self.button = Button(say("Compare"), "scale", "Alt+C")
        self.button.setCheckable(True)

    def earlier(self, now: Overview, shown: Shown) -> Figures | None:
        """The figures of as many days before, when they are wanted and read."""
        if not self.button.isChecked():
            return None
        if now is shown.overview:
            return shown.before
        return self._found[1] if self._found is not None and self._found[0] is now else None

    def read(self, now: Overview, shown: Shown) -> None:
        """Read them where they are wanted and not there yet."""
        self.changed.emit()
        if not self.button.isChecked() or self.earlier(now, shown) is not None:
            return
        view, store = previous(now.view), self._store()
        if view is None:
            self.told.emit(say("To compare, choose days with a beginning and an end."))
        else:
            Job(lambda: store.overview(view).figures).then(lambda got: self._read(now, got)).start(self)

    def _read(self, now: Overview, before: Figures) -> None:
        self._found = (now, before)
        self.changed.emit()
