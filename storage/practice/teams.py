"""Three teams with a laptop each: ours, which holds the practice register, and two others in a temporary folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from storage.database.database import Database
from storage.edits import Edit
from storage.journal.change import Change
from storage.places.gazetteer import STARTER_VERSION_MS, pack_signs
from storage.practice.campaign import Team
from storage.practice.chance import Chance
from storage.practice.desk import BEGIN, Desk, place_of, team_of
from storage.practice.people import household
from storage.practice.sample import facilities, rows
from storage.store import Store

FACTS: dict[Team, tuple[str, str, str, bytes]] = {
    "ariha": ("Ariha 2", "ARI2", "Ariha 2 B", b"ariha2\0\0"),
    "khan": ("Khan 1", "KHA1", "Khan 1 A", b"khan-1\0\0"),
    "hama": ("Hama North", "HAMN", "Hama North A", b"hama-n\0\0"),
}
"""Each team's name, the letters of its record numbers, its laptop, and the laptop's identity."""
REGISTER = "Practice · تدريب"


class _In2019(Store):
    """A store that was founded on the eve of the campaign, so that its first stamps come out the same each time."""

    def __init__(self, database: Database) -> None:
        eve = BEGIN - timedelta(days=1)
        super().__init__(database, lambda: eve)
        self.clock.now = lambda: int(eve.timestamp() * 1000)


def founded(database: Database, team: Team = "ariha") -> Store:
    """The empty register of a team, with the places of Syria."""
    name, code, device, identity = FACTS[team]
    person = household(Chance(f"author/{team}"), adults=1, children=0)[0].name(Chance(f"author/{team}"), script="ar")
    _In2019.found(
        database,
        register=REGISTER,
        team=name,
        person=person.full("ar"),
        device=device,
        country="SY",
        team_code=code,
        practice=True,
        identity=identity,
    )
    store = Store(database)
    store.learn(list(_middles()))
    return store


def _middles() -> Iterator[Change]:
    """About where the villages lie whose middle the table of places does not know; only the practice register has it.

    They are told no nearer than a sub-district: nobody may work by them.
    """
    signs = pack_signs("practice-middles", STARTER_VERSION_MS)
    for row in rows("middles"):
        stamp, number = next(signs)
        centre = f"{float(row['lat']):.5f},{float(row['lon']):.5f};subdistrict"
        record = bytes.fromhex(place_of(row["place"]))
        yield Change(stamp, "place", record, {"centre": centre}, {}, save=stamp, number=number)


@contextmanager
def at_work(ours: Store) -> Iterator[dict[Team, Desk]]:
    """The three teams at their laptops in 2019; those of the others are gone afterwards."""
    with TemporaryDirectory(prefix="sijill-practice-", ignore_cleanup_errors=True) as folder:
        key = os.urandom(32)
        desks: dict[Team, Desk] = {"ariha": Desk("ariha", ours)}
        others: tuple[Team, Team] = ("khan", "hama")
        try:
            for team in others:
                database = Database.open(Path(folder) / team / "register.db", key)
                desks[team] = Desk(team, founded(database, team))
            with desks["ariha"].in_2019(), desks["khan"].in_2019(), desks["hama"].in_2019():
                yield desks
        finally:
            for team, desk in desks.items():
                if team != "ariha":
                    desk.store.close()


class Exchange:
    """What the other teams hand over to us, each time only what is new."""

    def __init__(self, desks: dict[Team, Desk]) -> None:
        self._ours = desks["ariha"]
        self._others = [desk for team, desk in desks.items() if team != "ariha"]
        self._handed: dict[Team, int] = {}

    def meet(self, moment: datetime, *, both_ways: bool = True) -> None:
        """Both other teams come by; ``both_ways``: they take ours along, so that it counts as shared."""
        self._ours.at(moment)
        for desk in self._others:
            new = list(desk.store.changes(self._handed.get(desk.team, 0)))
            self._handed[desk.team] = desk.store.position()
            self._ours.store.learn(new)
        if not both_ways:
            return
        self._ours.store.set_setting("shared-to", self._ours.store.unshared() + self._shared())
        self._ours.store.set_setting("shared-stamp", self._ours.store.clock.last.hex())

    def _shared(self) -> int:
        return int(self._ours.store.setting("shared-to", 0))


def first_records(desk: Desk) -> tuple[list[Edit], dict[str, str]]:
    """What a team enters before its first incident: people, sources, the facilities of its area (by key)."""
    edits = desk.take_sources()
    chance = Chance(f"people/{desk.team}")
    for role in ("coordinator", "verifier", "rescuer"):
        person = household(chance, adults=1, children=0)[0]
        edits.append(desk.edit("person", {"name": person.name(chance, script="ar").full("ar"), "role": role}))
    known: dict[str, str] = {}
    for plan in facilities():
        if team_of(plan.place) == desk.team:
            values: dict[str, Any] = {
                "kind": plan.kind,
                "name_ar": plan.name_ar,
                "name_en": plan.name_en,
                "run_by": plan.run_by,
            }
            values |= {"place": place_of(plan.place), "function": "full", "deconflicted": plan.deconflicted or None}
            edits.append(desk.edit("facility", values))
            known[plan.key] = edits[-1].id or ""
    return edits, known


def actors(desk: Desk) -> tuple[list[Edit], dict[str, str]]:
    """The actors the practice organisation names, by code."""
    edits = [desk.edit("actor", dict(row)) for row in rows("actors")]
    return edits, {edit.values["code"]: edit.id or "" for edit in edits}
