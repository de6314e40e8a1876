"""A listing that also reads the names of records its rows refer to, and counts their files, before painting."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gui.known import Known
from gui.listing.clips import count_files

if TYPE_CHECKING:
    from storage import Listing, Store


class NamedListing:
    """Answers as the store's listing does; called in a reader's thread."""

    def __init__(
        self, listing: Listing, store: Store, known: Known, referred: Callable[[], Mapping[str, str]]
    ) -> None:
        """``referred``: the fields shown that refer to others, and to which kind."""
        self._listing, self._store, self._known, self._referred = listing, store, known, referred

    def first(self, limit: int) -> tuple[Sequence[int], Mapping[int, Any]]:
        """The numbers and rows of the first page."""
        numbers, rows = self._listing.first(limit)
        return numbers, self._learned(rows)

    def order(self) -> array[int]:
        """The numbers of all rows, in order."""
        return self._listing.order()

    def rows(self, numbers: Sequence[int]) -> Mapping[int, Any]:
        """The rows of these numbers."""
        return self._learned(self._listing.rows(numbers))

    def totals(self, numbers: Sequence[int] | None = None) -> dict[str, int]:
        """Sums over all rows, or some."""
        return self._listing.totals(numbers)

    def _learned(self, rows: Mapping[int, Any]) -> Mapping[int, Any]:
        for name, kind in self._referred().items():
            for row in rows.values():
                value = row[name]
                for record in (value,) if isinstance(value, str) else value or ():
                    self._known.learn_name(self._store, kind, record)
        count_files(self._known, self._store, [row.id for row in rows.values()])
        return rows
