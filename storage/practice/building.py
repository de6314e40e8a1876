"""The summer told to the register in the order it was entered: attacks, departures, deaths in hospital, meetings."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count, groupby

from storage.edits import Edit
from storage.practice.campaign import Strike, Team, strikes
from storage.practice.casualties import Later
from storage.practice.chance import Chance
from storage.practice.departures import Departure, before, moment_of
from storage.practice.desk import Desk, at, team_of
from storage.practice.incidents import Reports
from storage.practice.sample import VillagePlan, Wave, days, villages
from storage.practice.teams import Exchange, actors, first_records

LOST = date(2019, 5, 9)
"""From this day nobody reached the villages the front had passed."""
BEHIND_THE_FRONT = frozenset({"SIJ-0162", "SIJ-0161", "SIJ-0163", "SIJ-0164", "SIJ-0165", "SIJ-0166"})

Work = Callable[[], None]


class Summer:
    """The agenda of three teams from 26 April to 6 July 2019, worked off in order of time.

    Attributes:
        desks: the teams.
        exchange: what they hand over to us.
        reports: the incidents entered so far.
        attacks: per place, day and id of its incidents.
        departures: per place, the movements of its people.
        entered: every attack with the records of its first save.
    """

    def __init__(self, desks: dict[Team, Desk]) -> None:
        self.desks = desks
        self.exchange = Exchange(desks)
        self.attacks: dict[str, list[tuple[date, str]]] = defaultdict(list)
        self.departures: dict[str, Departure] = {}
        self.entered: list[tuple[Strike, list[Edit]]] = []
        self._agenda: list[tuple[datetime, int, Work]] = []
        self._number = count()
        self._unread: dict[Team, list[str]] = {team: [] for team in desks}
        self.reports = self._begin()
        self._plan_attacks()
        for village in villages():
            self._plan_village(village)
        for sunday in (plan.day for plan in days() if plan.day.weekday() == 6):
            self.plan(at(sunday, 21 * 60), partial(self._review, at(sunday, 21 * 60)))
            self.plan(at(sunday, 22 * 60), partial(self.exchange.meet, at(sunday, 22 * 60)))

    def __len__(self) -> int:
        return len(self._agenda)

    def work(self, step: Work) -> None:
        """Do everything on the agenda; ``step`` is called before each part."""
        while self._agenda:
            step()
            heapq.heappop(self._agenda)[2]()

    def of_ours(self, kind: str) -> list[tuple[Strike, Edit]]:
        """Our own records of a kind with the attack they belong to, in order of entry."""
        mine = [(strike, edits) for strike, edits in self.entered if team_of(strike.place) == "ariha"]
        return [(strike, edit) for strike, edits in mine for edit in edits if edit.kind == kind]

    def plan(self, moment: datetime, work: Work) -> None:
        """Put something on the agenda."""
        heapq.heappush(self._agenda, (moment, next(self._number), work))

    def _begin(self) -> Reports:
        """What each team enters on the first morning: people, sources, actors, facilities, villages."""
        facilities: dict[str, str] = {}
        named, who = actors(self.desks["ariha"])
        for team, desk in self.desks.items():
            edits, mine = first_records(desk)
            facilities |= mine
            there = [edit for plan in villages() if team_of(plan.place) == team for edit in before(plan, desk)]
            desk.save([*(named if team == "ariha" else ()), *edits, *there])
        return Reports(self.desks["ariha"].store.places, facilities, who)

    def _plan_attacks(self) -> None:
        """We save each incident; what the others save at the end of their day comes to us at the next meeting."""
        for day, of_day in groupby(strikes(), key=lambda strike: strike.day):
            of_team: dict[Team, list[Strike]] = defaultdict(list)
            for strike in of_day:
                of_team[team_of(strike.place)].append(strike)
            for strike in of_team.pop("ariha", []):
                moment = at(day, strike.minute + Chance(f"{strike.key}/entered").number(50, 260))
                self.plan(moment, partial(self._enter, "ariha", [strike], moment))
            night = at(day, 24 * 60 + 30)
            for team, some in of_team.items():
                self.plan(night, partial(self._enter, team, some, night))

    def _enter(self, team: Team, attacks: Sequence[Strike], moment: datetime) -> None:
        desk = self.desks[team]
        desk.at(moment)
        edits: list[Edit] = []
        for strike in attacks:
            desk.moment += timedelta(minutes=3)
            mine, later = self.reports.save_of(strike, desk)
            record = self.reports.incidents[strike.key]
            edits += mine
            self.attacks[strike.place].append((strike.day, record))
            if mine[0].values["status"] == "complete":
                self._unread[team].append(record)
            self.entered.append((strike, mine))
            for one in later:
                moment = desk.moment + timedelta(hours=one.hours)
                self.plan(moment, partial(self._follow, desk, moment, one))
        desk.save(edits)

    def _follow(self, desk: Desk, moment: datetime, later: Later) -> None:
        desk.at(moment)
        desk.save(later.edits, why=later.why)

    def _plan_village(self, village: VillagePlan) -> None:
        desk = self.desks[team_of(village.place)]
        departure = self.departures[village.place] = Departure(village, desk, self.attacks[village.place])
        for wave in village.left:
            moment = moment_of(wave.day, village.place)
            self.plan(moment, partial(self._village, desk, moment, departure.leave, wave))
        for wave in village.returned:
            moment = moment_of(wave.day, village.place)
            self.plan(moment, partial(self._village, desk, moment, departure.come_back, wave))
        if village.place in BEHIND_THE_FRONT:
            moment = moment_of(LOST, village.place)
            self.plan(moment, partial(self._village, desk, moment, departure.unreachable, Wave(LOST, 0)))

    def _village(self, desk: Desk, moment: datetime, tell: Callable[[Wave], list[Edit]], wave: Wave) -> None:
        desk.at(moment)
        desk.save(tell(wave))

    def _review(self, moment: datetime) -> None:
        """Each Sunday a verifier of each team reads the week's incidents: one save for all of them."""
        for team, desk in self.desks.items():
            desk.at(moment)
            edits = []
            for record in self._unread[team]:
                chance = Chance(f"review/{record}")
                found = chance.weighed((("verified", 68.0), ("under_review", 12.0), ("complete", 20.0)))
                values = {"status": found} if found != "complete" else {}
                if found == "verified":
                    values["verification"] = "verified"
                edits += [Edit("incident", record, values)] if values else []
                if found == "under_review":
                    asked = {"record_id": record, "record_kind": "incident", "about": "unverified"}
                    edits.append(desk.edit("review", asked | {"verdict": "later", "reason": "ننتظر شاهداً ثانياً"}))
            self._unread[team] = []
            if edits:
                desk.save(edits, why="مراجعة الأسبوع")
