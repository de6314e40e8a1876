"""What the charts show: people killed and injured apart by day, kind of attack, weapon and place. Pure.

Each share is what ``figures`` says of that day or place alone. A public file has only what its tables have: months,
districts, age groups; rows of which only *fewer than five* is said stay out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import orjson

from exports.cells import plain
from exports.names import Names
from storage import ROLLED, Figure, Figures, PublicTables, Spread, Words

Ends = tuple[int | None, int | None]
MOST_DAYS = 200
"""Days of one chart; a longer time is told by months."""
MOST_BARS = 12
NOT_TOLD: Ends = (None, None)
_EXACT = re.compile(r"\d{4}-\d{2}")
REST, UNKNOWN, SEVERAL = "\0rest", "", "\0several"


@dataclass(frozen=True)
class Share:
    """One bar: killed and injured, at least and at most (None: nobody knows)."""

    label: str
    killed: Ends
    injured: Ends


@dataclass(frozen=True)
class Shares:
    """The bars of a chart.

    Attributes:
        title: of the chart; head: what its bars are apart by.
        apart: not drawn, but told beside: what happened on no known day.
        over_time: the first bar is the earliest and stands at the left, in every language.
    """

    title: str
    head: str
    bars: tuple[Share, ...]
    apart: tuple[Share, ...] = ()
    over_time: bool = False


def shares_of(spread: Spread, names: Names, words: Words) -> list[Shares]:
    """Of our own files and partners'."""
    say = words.t
    return [
        _over_time(spread, words),
        Shares(say("Killed and injured by kind of attack"), say("Kind of attack"), _by_attack(spread, words)),
        Shares(say("Killed and injured by weapon"), say("Weapon"), _by_weapon(spread, words)),
        Shares(say("Killed and injured by place"), say("Place"), _by_place(spread, names, words)),
    ]


def _share(label: str, found: Figures) -> Share:
    return Share(plain(label), _ends(found.killed), _ends(found.injured))


def _ends(found: Figure) -> Ends:
    return found.shown


def _somebody(found: Figures) -> bool:
    return any(ends != (0, 0) for ends in (found.killed.shown, found.injured.shown))


def _over_time(spread: Spread, words: Words) -> Shares:
    days = sorted(set(spread.words("day")) - {""})
    monthly = bool(days) and len(_days(days[0], days[-1])) > MOST_DAYS
    found = spread.along("day", lambda day: day[:7] if monthly else day)
    every = _months(days[0], days[-1]) if monthly else _days(days[0], days[-1]) if days else []
    bars = tuple(_share(label, found[label]) if label in found else Share(label, (0, 0), (0, 0)) for label in every)
    unknown = found.get("")
    apart = (_share(words.t("day not known"), unknown),) if unknown and _somebody(unknown) else ()
    title = words.t("Killed and injured per month") if monthly else words.t("Killed and injured per day")
    return Shares(title, words.t("Month") if monthly else words.t("Day"), bars, apart, over_time=True)


def _days(first: str, last: str) -> list[str]:
    start, many = date.fromisoformat(first), (date.fromisoformat(last) - date.fromisoformat(first)).days
    return [(start + timedelta(days=n)).isoformat() for n in range(min(many, 10 * MOST_DAYS) + 1)]


def _months(first: str, last: str) -> list[str]:
    found, (year, month) = [], (int(first[:4]), int(first[5:7]))
    while (here := f"{year:04d}-{month:02d}") <= last[:7]:
        found.append(here)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def _by_attack(spread: Spread, words: Words) -> tuple[Share, ...]:
    def label(code: str) -> str:
        return words.code("attack", code) if code else words.t("not recorded")

    return _largest(spread, "attack", str, label, words.t("other kinds"))


def _by_weapon(spread: Spread, words: Words) -> tuple[Share, ...]:
    def weapon(told: str) -> str:
        found = orjson.loads(told) if told else []
        return str(found[0]) if len(found) == 1 else SEVERAL if found else UNKNOWN

    def label(code: str) -> str:
        if code == SEVERAL:
            return words.t("several weapons")
        return words.code("weapon", code) if code else words.t("not recorded")

    return _largest(spread, "weapon", weapon, label, words.t("other weapons"))


def _by_place(spread: Spread, names: Names, words: Words) -> tuple[Share, ...]:
    def place(area: str) -> str:
        return area.rpartition("/")[2]

    called = _apart({place(area) for area in spread.words("area")}, names, words)
    return _largest(spread, "area", place, called.__getitem__, words.t("other places"))


def _largest(
    spread: Spread, column: str, part: Callable[[str], str], label: Callable[[str], str], rest: str
) -> tuple[Share, ...]:  # fmt: skip
    """The largest parts, the rest put together."""
    found = {key: figures for key, figures in spread.along(column, part).items() if _somebody(figures)}
    order = sorted(found, key=lambda key: _weight(found[key], label(key)))
    kept = order if len(order) <= MOST_BARS else order[: MOST_BARS - 1]
    bars = [_share(label(key), found[key]) for key in kept]
    if len(kept) < len(order):
        shown = frozenset(kept)
        others = spread.along(column, lambda word: REST if part(word) not in shown else part(word))
        bars.append(_share(rest, others[REST]))
    return tuple(bars)


def _weight(found: Figures, label: str) -> tuple[int, int, str]:
    return -found.killed.shown[0], -found.injured.shown[0], label


# --------------------------------------------------------------------------------------------- public


def public_shares(tables: PublicTables, names: Names, words: Words) -> list[Shares]:
    """Of a public file: its table of people added up, nothing finer and nothing else."""
    say, several = words.t, words.t("several")
    months, ages, areas = (_added(tables, part) for part in (_month, _age, _area))

    def shown(found: Mapping[str, tuple[Ends, Ends]], label: Callable[[str], str]) -> tuple[Share, ...]:
        told = {ROLLED: several, UNKNOWN: say("not recorded")}
        return tuple(Share(plain(told.get(key) or label(key)), *found[key]) for key in found)

    area = _apart(areas, names, words).__getitem__
    by_month = dict(sorted(months.items(), key=lambda one: (not _EXACT.fullmatch(one[0]), one[0])))
    by_age = dict(sorted(ages.items(), key=lambda one: (not one[0][:1].isdigit(), int(_low(one[0]) or 0), one[0])))
    by_area = dict(sorted(areas.items(), key=lambda one: (-(one[1][0][0] or 0), area(one[0]))))
    return [
        Shares(say("Killed and injured per month"), say("Month"), shown(by_month, str), over_time=True),
        Shares(say("Killed and injured by age group"), say("Age group"), shown(by_age, _group)),
        Shares(say("Killed and injured by district"), say("District"), shown(by_area, area)),
    ]


def _month(cell: Any) -> str:
    return str(cell.month)


def _age(cell: Any) -> str:
    return str(cell.age)


def _area(cell: Any) -> str:
    return str(cell.area)


def _low(age: str) -> str:
    low = age.partition("-")[0]
    return low if low.isdecimal() else ""


def _group(age: str) -> str:
    low, _, high = age.partition("-")
    return f"{low}–{high}" if high else f"{low}+"


def _called(place: str, names: Names, words: Words) -> str:
    """The name of a place that may be named here; an id never stands for one."""
    level = names.level(place)
    if level is None:
        return words.t("place not known")
    name = names.name("place", place)
    return words.t("{place} (governorate)", place=name) if level == 1 else name


def _apart(places: Iterable[str], names: Names, words: Words) -> dict[str, str]:
    """What places are called, those of one name with the district or governorate they lie in."""
    called = {place: _called(place, names, words) for place in places}
    times = Counter(called.values())
    for place, name in called.items():
        above = names.above(2)(place) or names.above(1)(place)
        if times[name] > 1 and above:
            called[place] = f"{name} ({above})"
    return called


def _added(tables: PublicTables, part: Callable[[Any], str]) -> Mapping[str, tuple[Ends, Ends]]:
    """Killed and injured of the rows of the table of people, by a part of their cell."""
    found: dict[str, dict[str, Ends]] = {}
    for row in tables.people:
        if row.few or row.cell.outcome not in ("killed", "injured"):
            continue
        mine = found.setdefault(part(row.cell), {"killed": NOT_TOLD, "injured": NOT_TOLD})
        mine[row.cell.outcome] = _plus(mine[row.cell.outcome], (row.low, row.high))
    return {key: (one["killed"], one["injured"]) for key, one in found.items()}


def _plus(one: Ends, two: Ends) -> Ends:
    if one == NOT_TOLD:
        return two
    high = None if one[1] is None or two[1] is None else one[1] + two[1]
    return (one[0] or 0) + (two[0] or 0), high


def drawn(shares: Iterable[Shares]) -> list[Shares]:
    """Those that have anything to draw."""
    return [one for one in shares if one.bars]
