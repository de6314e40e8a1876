"""What the ids and values of a file are to us: the same in our own files, something else in a partner's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exports.cells import Shown
from storage import Field, Level


@dataclass(frozen=True)
class Touched:
    """A cell that does not hold what was written into it.

    Attributes:
        shown: its column; at: its place from 0.
        got: what the file has; written: what the export wrote.
    """

    shown: Shown
    at: int
    got: Any
    written: Any


@dataclass(frozen=True)
class Own:
    """Our own export: its ids are ours and it told everything as it is."""

    level: Level = Level.INTERNAL

    def ours(self, record: str) -> str:
        """Our id of a record in the file."""
        return record

    def value(self, item: Field[Any], canonical: Any) -> Any:
        """A canonical form with our ids in it."""
        return canonical

    def stood(self, kind: str, records: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        """Our values of records of which the file may have told less."""
        return {}

    def check(self, item: Field[Any], cells: Sequence[Touched], value: Any, *, told_less: bool) -> None:
        """Refuses what a file of this level cannot change."""
