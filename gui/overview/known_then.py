"""The register as it was known on an earlier day, kept while it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exports import Then
    from storage import Store


class KnownThen:
    """One earlier moment at a time; it is let go when another is asked for, or the register is locked.

    Attributes:
        day: the day looked at, None is now.
    """

    def __init__(self) -> None:
        self.day: date | None = None
        self._past: Store | None = None
        self._position = 0
        self._turn = Lock()

    def of(self, store: Store, day: date | None, progress: Callable[[int, int], None] | None = None) -> Store:
        """The register as known on a day (in a reader's thread, unless it is the one there is already)."""
        with self._turn:
            if day != self.day:
                self._let_go()
                if day is not None:
                    self._position = store.position_on(day)
                    self._past = store.as_it_stood(self._position, progress=progress)
                self.day = day
            return self._past or store

    def shown(self, store: Store) -> Store:
        """The one that is looked at now; never waits."""
        return self._past or store

    def then(self) -> Then | None:
        """The earlier moment that is looked at, for files that tell of it."""
        from exports import Then

        return Then(self.day, self._position, self._past) if self._past is not None else None

    def close(self) -> None:
        """Let it go."""
        with self._turn:
            self._let_go()

    def _let_go(self) -> None:
        past, self._past, self.day = self._past, None, None
        if past is not None:
            past.close()
