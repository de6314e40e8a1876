"""An incident as it may be told at a level: what a report and a map say of it."""

from __future__ import annotations

from typing import NamedTuple


class ToldIncident(NamedTuple):
    """An incident as it leaves; what may not be told is None. The public's order goes by these, from the first on."""

    status: str | None
    code: str | None
    occurred: str | None
    place: str | None
    attack: str | None
    weapon: str | None
    target: str | None
    public_account: str | None
    killed_min: int | None
    killed_max: int | None
    named_killed: int | None
    named_killed_max: int | None
    injured_min: int | None
    injured_max: int | None
    named_injured: int | None
    named_injured_max: int | None
    id: str | None
    day: str | None
    verification: str | None
    team: str | None

    @property
    def weight(self) -> tuple[int, int]:
        """The fewest killed and injured that are safe to say: never fewer than are recorded."""
        killed = _larger(self.killed_min, self.named_killed)
        return killed, _larger(self.injured_min, self.named_injured)


def _larger(one: int | None, other: int | None) -> int:
    return max(one or 0, other or 0)
