"""Names of places and teams, kept in memory so that painting a list never asks the register; and how values are read.

``learn`` runs in a reader's thread and is called with every listing; everything else is quick enough to paint with.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from gui.filter_fields import Choice, Condition
from gui.say import ltr, say, words
from storage.fields.codes import code_list
from storage.fields.kind import Reading
from storage.fields.kinds.counts import Count
from storage.fields.kinds.days import Day, DayValue
from storage.listing import Query

if TYPE_CHECKING:
    from storage.gazetteer import PlaceBook
    from storage.store import Store

TEAMS = 500


class Known:
    """Places, teams and the newest year of a register.

    Attributes:
        newest: the day of the newest incident.
        year: the year of the newest incident; lists leave it out of their days.
    """

    def __init__(self) -> None:
        self.year = date.today().year
        self.newest: date | None = None
        self._book: PlaceBook | None = None
        self._teams: dict[str, str] = {}
        self._fresh = False

    def forget(self) -> None:
        """Learn again with the next listing."""
        self._fresh = False

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

    def suggest(self, typed: str) -> list[Choice]:
        """Places a person may mean by what is typed so far, areas with everything in them included."""
        if self._book is None:
            return []
        other = "en" if words().language == "ar" else "ar"
        found = []
        for facts in self._book.suggest(typed, 10):
            beside = " · ".join(part for part in (facts.name(other), self.parents(facts.id)) if part)
            found.append(Choice(facts.id, facts.name(words().language), beside=beside))
        return found

    def name(self, kind: str, record: str) -> str:
        """The name of a reference as far as it is known here."""
        if kind in ("place", "placeref"):
            return self.place(record)
        return self.team(record) if kind == "team" else ""

    def reading(self) -> Reading:
        """The circumstances in which values are read and shown."""
        return Reading(words(), date.today(), name=self.name)

    def read_days(self, text: str) -> Condition:
        """A period as typed; a day without a year is of the newest year of the register."""
        today = date.today()
        anchor = today if self.year >= today.year else date(self.year, 12, 31)
        typed = Reading(words(), today if _is_near(text) else anchor)
        value = Day().parse(text, typed)
        return Condition() if value is None else self.days(value)

    def days(self, value: DayValue) -> Condition:
        """The condition of a period."""
        shown = Day().show(value, self.reading())
        return Condition(str(value), shown.removesuffix(f" {self.year}"))

    def periods(self) -> list[tuple[str, Condition]]:
        """The periods a person may choose without typing."""
        today = date.today()
        back = {say("Last 7 days"): 6, say("Last 30 days"): 29}
        found = [
            (say("Today"), self.days(DayValue.on(today))),
            (say("Yesterday"), self.days(DayValue.on(today - timedelta(days=1)))),
        ]
        for name, count in back.items():
            found.append((name, self.days(DayValue.between(today - timedelta(days=count), today))))
        found.append((say("This month"), self.days(DayValue.month(today.year, today.month))))
        if self.year != today.year:
            found.append((str(self.year), Condition(str(self.year), str(self.year))))
        return found

    def months(self) -> list[Choice]:
        """The three newest months of the register, when its newest day is not of this month."""
        newest, today = self.newest, date.today()
        if newest is None or (newest.year, newest.month) == (today.year, today.month):
            return []
        found = []
        for back in range(3):
            count = newest.year * 12 + newest.month - 1 - back
            value = DayValue.month(count // 12, count % 12 + 1)
            found.append(Choice(str(value), Day().show(value, self.reading())))
        return found

    def read_count(self, text: str) -> Condition:
        """A number or a range as typed: ``≥ 3``, ``0``, ``3-5``, ``?``."""
        value = Count().parse(text, self.reading())
        if value is None:
            return Condition()
        return Condition(str(Count().store(value)), Count().show(value, self.reading()))


def _is_near(text: str) -> bool:
    """Whether a day is told from today on (yesterday, last month): no digits of a date in it."""
    return not any(letter.isdigit() for letter in text)


def codes(name: str, *, without: Sequence[str] = ()) -> list[Choice]:
    """The codes of a list, to choose from; found by their labels in either language."""
    language = words().language
    found = []
    for item in code_list(name).offered():
        if item.code not in without:
            also = " ".join([*item.labels.values(), item.more.get("short::ar", ""), item.more.get("short::en", "")])
            found.append(Choice(item.code, item.labels.get(language) or item.labels["en"], also))
    return found
