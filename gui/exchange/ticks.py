"""Which changes of a workbook are ticked: what a person decided stays when the file is read again."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from gui.exchange.changes import Key


class Ticks(QObject):
    """The ticks.

    Signals:
        changed: some were set or taken away.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.set: set[Key] = set()
        self._offered: frozenset[Key] = frozenset()

    def offer(self, clean: frozenset[Key], there: Iterable[Key]) -> None:
        """Begin with what is clean.

        Of a file read again only what was not offered before is ticked anew, and what has become a conflict since it
        was offered asks again.
        """
        kept = self.set & set(there) - (self._offered - clean)
        self.set = kept | (clean - self._offered)
        self._offered = clean
        self.changed.emit()

    def turn(self, keys: Iterable[Key]) -> None:
        """Tick all of these; when all of them are ticked, take the ticks away."""
        wanted = set(keys)
        if not wanted:
            return
        self.set = self.set - wanted if wanted <= self.set else self.set | wanted
        self.changed.emit()

    def kept(self) -> tuple[frozenset[Key], frozenset[Key]]:
        """For the page in another language."""
        return frozenset(self.set), self._offered

    def take_up(self, kept: tuple[frozenset[Key], frozenset[Key]]) -> None:
        """What :meth:`kept` gave."""
        self.set, self._offered = set(kept[0]), kept[1]
