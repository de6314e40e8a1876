"""What the room tells, read behind the window: devices and teams, the log, what was set apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage import NO_STAMP, Companion, Query, stamp_time

if TYPE_CHECKING:
    from storage import Apart, Exchanged, Store

MOST = 200
"""Lines of the log that are shown."""


@dataclass(frozen=True)
class Company:
    """What was read.

    Attributes:
        companions: this device first; names: device to what people call it; teams: id to name.
        log, apart: newest first; unshared: own changes no other laptop is known to hold.
        practice: the members are invented and nothing can be exchanged.
    """

    companions: list[Companion] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    log: list[Exchanged] = field(default_factory=list)
    apart: list[Apart] = field(default_factory=list)
    unshared: int = 0
    practice: bool = False

    @property
    def waiting(self) -> int:
        """How many pieces that were set apart nobody has decided about."""
        return sum(1 for one in self.apart if not one.settled)

    @property
    def others(self) -> list[Companion]:
        """Who belongs besides this device."""
        return [one for one in self.companions if not one.own and one.role and not one.revoked]


def read_company(store: Store, language: str) -> Company:
    """Read it all; the chain of this device is brought up to its newest change, so this writes."""
    if store.me.practice:
        return _practised(store)
    companions = store.companions()
    teams = {one.team: store.name_of("team", one.team, language) for one in companions if one.team}
    teams = {one: name for one, name in teams.items() if name != one[:8]}  # a team whose record has not come yet
    names = {one.device: one.name for one in companions}
    return Company(companions, names, teams, store.exchanges(MOST), store.set_apart(), store.unshared())


def _practised(store: Store) -> Company:
    """The invented laptops; only read."""
    numbers, rows = store.listing(Query("device", sort="n", descending=False)).first(20)
    told = str(store.setting("shared-stamp", ""))
    met = stamp_time(bytes.fromhex(told)).isoformat() if told and bytes.fromhex(told) != NO_STAMP else ""
    found = []
    for number in numbers:
        name = str(rows[number]["name"] or "")
        own = name == store.me.device_name
        found.append(
            Companion(rows[number].id[:12], name, "", "rescuer", own, moment="" if own else met, road="stick")
        )
    found.sort(key=lambda one: (not one.own, one.name))
    return Company(found, {one.device: one.name for one in found}, unshared=store.unshared(), practice=True)
