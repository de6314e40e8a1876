"""Where it happened: villages on the last day, or for the public what its tables say of each district."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from exports.report.pages import PagesTable
from exports.telling.figures import FigureWords
from exports.workbook.summaries import village_facts
from storage import ROLLED, SMALLEST_CELL, Level, Period

if TYPE_CHECKING:
    from exports.leaving.leaving import Leaving

MOST = 12
Ends = tuple[int | None, int | None]
SIDES = ("population", "left", "returned", "stayed")


def village_table(leaving: Leaving) -> PagesTable | None:
    """The villages most people left, as they stood on the last day of the period; None where nothing is told."""
    words, summary = leaving.words, leaving.summary
    say, telling = words.t, FigureWords(words, date.today())
    order = sorted(summary.villages, key=lambda one: (-(one.left[0] or 0), leaving.names.name("place", one.place)))
    if not order:
        return None
    inside = leaving.level is Level.INTERNAL
    sides = SIDES if inside else SIDES[:2]
    heads = {
        "population": say("Population"),
        "left": say("Left"),
        "returned": say("Returned"),
        "stayed": say("Stayed, as computed"),
    }
    rows = []
    for one in order[:MOST]:
        facts = village_facts(one, leaving.names, words, leaving.level)
        cells = (facts["name"], facts["admin3"] or facts["admin2"], facts["state"])
        numbers = (_ends((facts[f"{side}_min"], facts[f"{side}_max"]), telling) for side in sides)
        rows.append((*(cell or "" for cell in cells), *numbers))
    more = len(order) - MOST
    after = words.n("{count} more village is told of in the register.",
                    "{count} more villages are told of in the register.", more) if more > 0 else ""  # fmt: skip
    day = date.fromisoformat(summary.day) if summary.day else None
    title = say("Villages on {day}", day=telling.days(Period(day, day)) if day else "–")
    return PagesTable(
        title, (say("Village"), say("Sub-district"), say("State"), *(heads[side] for side in sides)), tuple(rows),
        after=after,
    )  # fmt: skip


def _ends(ends: Ends, telling: FigureWords) -> str:
    return "–" if ends == (None, None) else telling.ends(ends)


def district_table(leaving: Leaving) -> PagesTable | None:
    """What the sums of a public file say of each district: nothing finer, small groups put together."""
    words, telling = leaving.words, FigureWords(leaving.words, date.today())
    say, tables = words.t, leaving.tables
    people = leaving.public_shares[2].bars
    moved, hit = _moved(tables.displaced), defaultdict[str, int](int)
    for one in tables.facilities:
        hit[one.area] += one.attacks
    killed = {one.label: (one.killed, one.injured) for one in people}
    labels = {area: _name(area, leaving) for area in (*moved, *hit)}
    every = list(dict.fromkeys((*killed, *labels.values())))
    areas = {label: [area for area, told in labels.items() if told == label] for label in every}
    rows = []
    for label in every[:MOST]:
        dead, hurt = killed.get(label, ((0, 0), (0, 0)))
        gone = [moved[area] for area in areas[label] if area in moved]
        attacks = sum(hit[area] for area in areas[label])
        cells = (_ends(dead, telling), _ends(hurt, telling), _few(gone, leaving, telling), telling.count(attacks))
        rows.append((label, *cells))
    if not rows:
        return None
    heads = say("District"), say("Killed"), say("Injured"), say("Displaced"), say("Attacks on facilities")
    return PagesTable(say("By district"), heads, tuple(rows), after=_beside(tables, leaving))


def _moved(rows: Iterable[Any]) -> dict[str, Ends]:
    found: dict[str, Ends] = {}
    for row in rows:
        low, high = found.get(row.area, (0, 0))
        found[row.area] = (low or 0) + row.low, None if high is None or row.high is None else high + row.high
    return found


def _few(ends: list[Ends], leaving: Leaving, telling: FigureWords) -> str:
    if not ends:
        return telling.count(0)
    low = sum(one[0] or 0 for one in ends)
    high = None if any(one[1] is None for one in ends) else sum(one[1] or 0 for one in ends)
    if high is not None and 0 < high < SMALLEST_CELL:
        return leaving.words.t("fewer than {count}", count=SMALLEST_CELL)
    return telling.ends((low, high))


def _name(area: str, leaving: Leaving) -> str:
    words, level = leaving.words, leaving.names.level(area)
    if area == ROLLED:
        return words.t("several")
    if not area or level is None:
        return words.t("not recorded") if not area else words.t("place not known")
    name = leaving.names.name("place", area)
    return words.t("{place} (governorate)", place=name) if level == 1 else name


def _beside(tables: Any, leaving: Leaving) -> str:
    if not tables.few:
        return ""
    return leaving.words.t(
        "Groups of fewer than {count} people are not in the numbers of killed and injured.", count=SMALLEST_CELL
    )
