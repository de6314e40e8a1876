"""What a picture of the map shows and says, gathered from what may leave at a level; nothing here knows Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from exports.leaving.leaving import Leaving
from exports.leaving.sharing import keep_text
from exports.map.layers import MOST_FLOWS, PLAIN
from exports.report.asked import Then, within
from exports.telling.figures import FigureWords
from exports.workbook.about import practice_text
from storage import NATURAL_EARTH, Level, MapContent, Shapes, Words, map_as_told, outlines

BESIDES = {"flows": "flows", "villages": "villages", "health": "facilities", "others": "facilities"}
"""What is read for a layer besides incidents."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class MapTold:
    """A picture's content and words.

    Attributes:
        words: of its language; content: what stands on it, redacted already; last: the day villages stand as on it
            (ordinal), None when nothing has a day.
        countries, levels: what lies under it. layers: what is shown; least: flows of fewer people are left out.
        box: the part of the plane to show (left, top, right, bottom), None is all there is.
        title, within, whose, level: its head; warning, practice: as a report's; made, notes, credits: its foot.
    """

    words: Words
    content: MapContent
    countries: Shapes
    levels: Mapping[int, Shapes] = field(default_factory=dict)
    last: int | None = None
    layers: frozenset[str] = PLAIN
    least: int = 0
    box: Box | None = None
    title: str = ""
    within: str = ""
    whose: str = ""
    level: str = ""
    warning: str = ""
    practice: str = ""
    made: str = ""
    notes: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()


def map_told(
    leaving: Leaving,
    *,
    layers: frozenset[str] = PLAIN,
    least: int | None = 0,
    box: Box | None = None,
    then: Then | None = None,
    role: str | None = None,
) -> MapTold:
    """The picture of what is leaving.

    Args:
        least: flows of fewer people are left out; None leaves only the largest.
        role: of this laptop now, where an earlier moment does not know it.
    """
    words, facts = leaving.words, leaving.facts
    besides = {BESIDES[layer] for layer in layers if layer in BESIDES}
    content = map_as_told(leaving.source, leaving.view, role=role, besides=besides)
    countries, levels, packs = _ground(leaving)
    period = leaving.view.period
    days, people = content.days, content.flows.between().low.tolist()
    if least is None:
        least = people[MOST_FLOWS - 1] if len(people) > MOST_FLOWS else 0
    fewer = least if "flows" in layers and people and people[-1] < least else 0
    return MapTold(
        words, content, countries, levels,
        period.last.toordinal() if period.last else days[1] if days else None,
        layers, least, box,
        title=words.t("Map of what happened"),
        within=within(leaving, FigureWords(words, date.today()), then),
        whose=" · ".join(filter(None, (facts.register, facts.team))),
        level=words.code("sharing-level", leaving.level.value),
        warning=keep_text(leaving.sharing, leaving.words),
        practice=practice_text(words) if facts.practice else "",
        made=words.t("Made {when}", when=words.ltr(facts.made.strftime("%d/%m/%Y %H:%M"))),
        notes=tuple(_notes(leaving, content, layers, fewer)),
        credits=(*packs, NATURAL_EARTH),
    )  # fmt: skip


def _ground(leaving: Leaving) -> tuple[Shapes, dict[int, Shapes], tuple[str, ...]]:
    """Outlines of countries, the register's boundaries, and whose these are."""
    source: Any = leaving.source
    frozen = getattr(source, "source", source)
    with frozen.at_this_moment() as (store, _):
        levels = {level: store.shapes(level) for level in store.boundary_levels() if level > 0}
        packs: Sequence[Any] = store.boundary_packs()
    return outlines(), {level: one for level, one in levels.items() if len(one)}, tuple(
        dict.fromkeys(str(one.credit) for one in packs if getattr(one, "credit", ""))
    )  # fmt: skip


def _notes(leaving: Leaving, content: MapContent, layers: frozenset[str], fewer: int) -> list[str]:
    """How near things are told, and what is not on the map; ``fewer``: flows of fewer people are not."""
    words = leaving.words
    near = {
        Level.INTERNAL: words.t("Everything lies in the middle of its place."),
        Level.PARTNER: words.t("Everything lies in the middle of its community or sub-district."),
        Level.PUBLIC: words.t("Everything lies in the middle of its district."),
    }[leaving.level]
    lost = content.unplaced
    told = [near]
    if fewer:
        told.append(words.n("Flows of fewer than {count} person are left out.",
                            "Flows of fewer than {count} people are left out.", fewer))  # fmt: skip
    if "incidents" in layers and lost.get("incidents"):
        told.append(words.n("{count} incident has no place on a map.", "{count} incidents have no place on a map.",
                            lost["incidents"]))  # fmt: skip
    if "villages" in layers and lost.get("villages"):
        told.append(words.n("{count} village has no place on a map.", "{count} villages have no place on a map.",
                            lost["villages"]))  # fmt: skip
    return told
