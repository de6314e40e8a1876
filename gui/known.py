"""Names of places and teams, kept in memory so that painting a list never asks the register; and how values are read.

``learn`` runs in a reader's thread and is called with every listing; everything else is quick enough to paint with.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from gui.listing.filter_fields import Choice
from gui.say import ltr, say, words
from gui.table.list_cells import also_called
from storage import Query, Reading, code_list, fold

if TYPE_CHECKING:
    from storage import PlaceBook, PlaceFacts, Store

TEAMS, MOST = 500, 10
COARSE = 3
"""The level at which arrival places may stand in copies and prints: the sub-district."""


class Known:
    """Places, teams and the newest year of a register.

    Attributes:
        newest: the day of the newest incident.
        year: the year of the newest incident; lists leave it out of their days.
        attached: how many files hang on the records of lists that were read.
    """

    def __init__(self) -> None:
        self.year = date.today().year
        self.newest: date | None = None
        self.attached: dict[str, int] = {}
        self._book: PlaceBook | None = None
        self._teams: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._fresh = False
        self._reading: Reading | None = None

    def forget(self) -> None:
        """Learn again with the next listing."""
        self._fresh = False
        self._reading = None
        self._names = {}

    def learn_name(self, store: Store, kind: str, record: str) -> None:
        """Read how a record that rows refer to is called (in a reader's thread), once."""
        if record not in self._names and isinstance(record, str):
            self._names[record] = store.name_of(kind, record, words().language)

    def learn(self, store: Store) -> None:
        """Read the names that lists need (in a reader's thread)."""
        self._book = store.places
        if self._fresh:
            return
        _, rows = store.listing(Query("team", withdrawn="with")).first(TEAMS)
        self._teams = {row.id: row["name"] or row["code"] or "" for row in rows.values()}
        _, rows = store.listing(Query("incident")).first(1)
        for row in rows.values():
            if row["day"]:
                self.newest = date.fromisoformat(row["day"])
                self.year = self.newest.year
        self._fresh = True

    def place(self, record: str | None) -> str:
        """The name of a place in the language spoken now, its code when it has none."""
        facts = self._book.get(record) if self._book is not None else None
        return facts.name(words().language) if facts else ""

    def coarse(self, record: str | None) -> str:
        """The sub-district of a place, or the place itself when it is no smaller: as close as arrivals leave here."""
        facts = self._book.get(record) if self._book is not None else None
        if facts is None or self._book is None:
            return ""
        above = [facts, *self._book.parents(record)]
        return next((one.name(words().language) for one in above if one.level <= COARSE), "")

    def parents(self, record: str | None) -> str:
        """What tells places of one name apart: the names of the parents, nearest first, and the code."""
        facts = self._book.get(record) if self._book is not None else None
        return " · ".join(part for part in (self.area(record), ltr(facts.code) if facts else "") if part)

    def area(self, record: str | None) -> str:
        """The names of the two nearest parents of a place that are called otherwise."""
        if self._book is None or record is None:
            return ""
        names = [one.name(words().language) for one in self._book.parents(record) if one.level > 0]
        return say(", ").join([name for name in dict.fromkeys(names) if name != self.place(record)][:2])

    def team(self, record: str | None) -> str:
        """The name of a team."""
        return self._teams.get(record or "", "")

    def teams(self) -> list[Choice]:
        """All teams, to choose from."""
        return sorted((Choice(record, name) for record, name in self._teams.items()), key=lambda one: one.label)

    def suggest(self, typed: str, *, areas: bool = False) -> list[Choice]:
        """Places a person may mean by what is typed so far, areas with everything in them included.

        ``areas``: an area is asked for: of those called so the largest comes first, and it is told what each is.
        """
        if self._book is None:
            return []
        levels = ("", say("Governorate"), say("District"), say("Sub-district"), say("Community"))
        wanted = fold(typed)

        def order(facts: PlaceFacts) -> tuple[bool, int]:
            called = any(fold(facts.name(language)) == wanted for language in ("ar", "en"))
            return not called, facts.level if called else 0

        places, found = self._book.suggest(typed, MOST), []
        for facts in sorted(places, key=order) if areas else places:
            level = levels[min(facts.level, 4)] if areas else ""
            beside = " · ".join(part for part in (level, *also_called(facts), self.parents(facts.id)) if part)
            found.append(Choice(facts.id, facts.name(words().language), beside=beside))
        return found

    def name(self, kind: str, record: str) -> str:
        """The name of a reference as far as it is known here."""
        if kind in ("place", "placeref"):
            return self.place(record)
        return self.team(record) if kind == "team" else self._names.get(record, "")

    def reading(self) -> Reading:
        """The circumstances in which values are read and shown."""
        spoken = words()
        if self._reading is None or self._reading.words is not spoken:
            self._reading = Reading(spoken, date.today(), name=self.name)
        return self._reading


def codes(name: str, *, without: Sequence[str] = ()) -> list[Choice]:
    """The codes of a list, to choose from; found by their labels in either language."""
    language = words().language
    found = []
    for item in code_list(name).offered():
        if item.code not in without:
            also = " ".join([*item.labels.values(), item.more.get("short::ar", ""), item.more.get("short::en", "")])
            found.append(Choice(item.code, item.labels.get(language) or item.labels["en"], also))
    return found
