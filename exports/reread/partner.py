"""A partner's file that comes back: whose it is, and what our own values are behind those it was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exports.reread.values import RefusedError
from exports.reread.view import Own, Touched
from storage import AgeValue, Field, Level, message

POSITION = "position"


@dataclass(frozen=True)
class Partner(Own):
    """A partner's file.

    Attributes:
        past: the register as the partner was told of it; position: of the file.
    """

    past: Any = None
    position: int = 0
    level: Level = Level.PARTNER

    def ours(self, record: str) -> str:
        """Our id of a record in the file."""
        return str(self.past.ours(record))

    def value(self, item: Field[Any], canonical: Any) -> Any:
        """A canonical form with our ids in it."""
        if item.kind.word in ("ref", "placeref") and isinstance(canonical, str):
            return self.ours(canonical)
        if item.kind.word == "refs" and isinstance(canonical, list):
            return sorted(self.ours(one) if isinstance(one, str) else one for one in canonical)
        return canonical

    def stood(self, kind: str, records: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        """Our values of records of which the file may have told less."""
        found: Mapping[str, Mapping[str, Any]] = self.past.stood(self.position, kind, records)
        return found

    def check(self, item: Field[Any], cells: Sequence[Touched], value: Any, *, told_less: bool) -> None:
        """Of what was told coarsely only a plain value says more than we know.

        Raises:
            RefusedError: the middle of a community, or a group of ages.
        """
        if not self.past.coarser(item.record, item.name):
            return
        if item.name == POSITION:
            raise RefusedError(
                cells[0],
                message("Positions in a partner's file are of the middle of the community; they are not read back."),
                message("Change it in the program."),
            )
        if told_less and value is not None and not _exact(item.kind.load(value)):
            raise RefusedError(
                cells[0],
                message("The partner was told a group of ages only; what stands here is no closer than that."),
                message("Write the age in years if it is known."),
            )
        if told_less and value is None:
            raise RefusedError(
                cells[0],
                message("The partner was told a group of ages only; emptying it does not change what is known."),
            )


def _exact(value: Any) -> bool:
    """Whether an age is one of years, months or days, not a group of them."""
    return isinstance(value, AgeValue) and value.band is None and value.min is not None and value.min == value.max
