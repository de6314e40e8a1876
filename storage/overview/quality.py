"""How good the records behind figures are, as a whole and by team: what is missing, unsettled, late or rounded.

Heaping of ages is Whipple's index (UN, *Demographic Yearbook*: ages 23 to 62 that end in 0 or 5, five times over all
of them; 100 is none, 500 everything). Heaping of dates compares the 1st and the 15th of months with their share of all
days. Both tell of guessing and rounding, not of anybody's error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from storage.database.counted import counted
from storage.database.tables import tables
from storage.lists.conditions import under
from storage.overview.overview import Overview, Overviewing

if TYPE_CHECKING:
    from storage.overview.cube import Rows

LATE_DAYS = 7
"""An incident entered more days after it happened is a late entry."""
DOUBTS = ("no_age", "not_named", "not_verified", "disputed", "no_point", "late", "ages_heaped", "days_heaped")
Share = tuple[int, int]
"""How many, of how many."""
_V = tables["victim"].c


@dataclass(frozen=True)
class Doubt:
    """One thing that makes figures weaker.

    Attributes:
        key: one of ``DOUBTS``; count, of: how many of how many, of all teams; teams: the same by team (hex id).
        For ``ages_heaped`` and ``days_heaped``, ``count`` are those on round ages or days, ``of`` all that are exact.
    """

    key: str
    count: int = 0
    of: int = 0
    teams: Mapping[str, Share] = field(default_factory=dict)

    @property
    def index(self) -> int:
        """100 where nothing is heaped: ages as Whipple has it, days against two of 30.4."""
        if not self.of:
            return 100
        expected = 1 / 5 if self.key == "ages_heaped" else 2 / 30.4
        return round(100 * self.count / self.of / expected)


class Quality(Overviewing):
    """What is asked of the quality of records."""

    def quality(self, overview: Overview) -> list[Doubt]:
        """The doubts about what an overview covers, in the order of ``DOUBTS``."""
        told: dict[str, dict[str, Share]] = {key: {} for key in DOUBTS}
        incidents = overview.by("team")
        for team, *numbers in zip(incidents.keys, *(incidents.count(name) for name in _COUNTED), strict=True):
            verified, events, low, named = (int(one) for one in numbers)
            told["not_verified"][team] = events - verified, events
            told["not_named"][team] = max(0, low - named), max(low, named)
        told |= _of_rows(overview)
        with self.database.reading() as connection:
            for team, without, people, round_, exact in _ages(connection, _within(overview)):
                told["no_age"][team] = without, people
                told["ages_heaped"][team] = round_, exact
        return [_doubt(key, told[key]) for key in DOUBTS]


_COUNTED = ("verified", "incidents", "killed_low", "killed_named")


def _doubt(key: str, teams: Mapping[str, Share]) -> Doubt:
    kept = {team: share for team, share in sorted(teams.items()) if share[1]}
    return Doubt(key, sum(share[0] for share in kept.values()), sum(share[1] for share in kept.values()), kept)


def _of_rows(overview: Overview) -> dict[str, dict[str, Share]]:
    """What the rows of incidents tell: disputes, points, late entries, round days."""
    people = overview.cube.people
    rows, chosen = people.rows, overview.incidents
    team, day = rows.columns["team"], rows.columns["day"]
    round_ = day.where([word[8:10] in ("01", "15") for word in day.words])
    whole = day.where([len(word) == 10 for word in day.words])

    def by_team(marked: Any, among: Any) -> dict[str, Share]:
        found: dict[str, Share] = {}
        for number, word in enumerate(team.words):
            mine = among & (team.rows == number)
            found[word] = int((mine & marked).sum()), int(mine.sum())
        return found

    disputed = _by_team(people.disputed, overview.disputes)
    every = by_team(_marked(rows, "late"), chosen)
    return {
        "disputed": {word: (disputed.get(word, 0), share[1]) for word, share in every.items()},
        "no_point": by_team(_marked(rows, "no_point"), chosen),
        "late": every,
        "days_heaped": by_team(round_, chosen & whole),
    }


def doubtful(overview: Overview, key: str) -> list[str]:
    """The incidents (hex ids) behind a doubt: ``not_verified``, ``no_point`` or ``late``; the newest first."""
    return overview.told(overview.incidents & _marked(overview.cube.people.rows, key))


def _marked(rows: Rows, key: str) -> Any:
    """The rows a doubt is about."""
    if key == "no_point":
        return ~rows.columns["pointed"].among(("1",))
    if key == "not_verified":
        return ~rows.columns["verification"].among(("verified",))
    day, entered = rows.columns["day"], rows.columns["entered"]
    return _late(day.words, entered.words, day.rows, entered.rows)


def _by_team(rows: Rows, chosen: Any) -> dict[str, int]:
    team = rows.columns["team"]
    return {word: int((chosen & (team.rows == number)).sum()) for number, word in enumerate(team.words)}


def _late(days: Iterable[str], entered: Iterable[str], day_of: Any, entered_of: Any) -> Any:
    import numpy as np

    limits = np.array([_ordinal(word) + LATE_DAYS if _ordinal(word) else 10**7 for word in days] or [10**7])
    return np.array([_ordinal(word) for word in entered] or [0])[entered_of] > limits[day_of]


def _ordinal(day: str) -> int:
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return 0


def _within(overview: Overview) -> list[ColumnElement[bool]]:
    """People of the days, areas and teams of an overview."""
    view = overview.view
    conditions = [counted(tables["victim"])]
    conditions += [_V.day >= view.period.first.isoformat()] if view.period.first else []
    conditions += [_V.day < (view.period.last + timedelta(days=1)).isoformat()] if view.period.last else []
    conditions += [or_(*(under(_V.area, path) for path in overview.paths))] if overview.paths else []
    conditions += [_V.team.in_(view.teams)] if view.teams else []
    return conditions


def _ages(connection: Connection, conditions: list[ColumnElement[bool]]) -> Iterable[tuple[str, int, int, int, int]]:
    """By team: people without an age, all people, exact ages of 23 to 62 that end in 0 or 5, all of these."""
    low, high = _V.age__years_min, _V.age__years_max
    none = and_(low.is_(None), high.is_(None))
    exact = and_(low == high, low >= 23, low <= 62)
    columns = (case((one, 1), else_=0) for one in (none, exact, and_(exact, low % 5 == 0)))
    without, told, round_ = (func.coalesce(func.sum(one), 0) for one in columns)
    statement = select(_V.team, without, func.count(), round_, told).where(and_(*conditions)).group_by(_V.team)
    for team, *numbers in connection.execute(statement):
        yield (team or "", *(int(one) for one in numbers))  # type: ignore[misc]
