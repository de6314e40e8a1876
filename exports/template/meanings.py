"""What the names in a template mean: figures for single cells, tables for tables, columns for heads.

A cell is named ``sijill_killed_min``; a table is called ``sijill_incidents`` and its heads are our keys
(``incident.occurred``, ``occurred``) or our labels in Arabic or English. Capitals do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from exports.cells import Showing, Shown, plain
from exports.leaving.leaving import SUMS_OF, Leaving, kinds_leaving
from exports.leaving.sharing import level_text
from exports.making.manner import Shape
from exports.names import Names
from exports.workbook.about import period_text
from exports.workbook.public_sheets import Filled, incidents_columns, sum_sheets
from exports.workbook.sheets import Sheet, sheet_of
from exports.workbook.summaries import village_facts, village_labels
from storage import LANGUAGES, Level, PublicTables, Reading, Words, fold

if TYPE_CHECKING:
    from storage import Figure

PREFIX = "sijill_"
VILLAGES = "village"
_LINES = re.compile(r"_x000[aAdD]_|\s+")
HIDDEN = "hidden"
"""The name whose value, what was hidden or put together, is known only when all rows have flowed."""
ABOUT = ("register", "team", "made", "level", "level_text", "recipient", "purpose", "period", "first", "last", "place",
         "program", HIDDEN)  # fmt: skip
_ENDS = ("killed", "injured", "missing")
PUBLIC_FIGURES = (
    *(f"{outcome}_{end}" for outcome in _ENDS for end in ("min", "max")),
    "facilities_attacked", "facilities_attacks", "medical_attacked", "medical_attacks", "schools_attacked",
    "schools_attacks", "displaced_min", "displaced_max", "displaced_villages", "returned_min", "returned_max",
    "events", "incidents",
)  # fmt: skip
NAMED_FIGURES = (
    *(f"{outcome}_{end}" for outcome in _ENDS for end in ("named_min", "named_max", "unnamed_min", "unnamed_max")),
    "killed_children", "killed_women", "killed_civilians", "rescued",
)  # fmt: skip
"""Those the public is not told."""
CELLS = (*ABOUT, *PUBLIC_FIGURES, *NAMED_FIGURES)
"""All names of single cells, without the prefix."""


def cells_of(leaving: Leaving) -> dict[str, Any]:
    """What each name of a single cell holds; None where there is nothing to tell or it may not leave."""
    facts, sharing, words, level = leaving.facts, leaving.sharing, leaving.words, leaving.level
    leaving.names.prepare({"place"} if facts.period.place else ())
    place = leaving.names.name("place", facts.period.place) if facts.period.place else words.t("all places")
    found: dict[str, Any] = {
        "register": facts.register,
        "team": facts.team,
        "made": facts.made.replace(tzinfo=None, microsecond=0),
        "level": words.code("sharing-level", level.value),
        "level_text": level_text(sharing, words),
        "recipient": sharing.recipient.strip() if sharing.outside else None,
        "purpose": sharing.purpose.strip() if sharing.outside else None,
        "period": period_text(facts.period, words),
        "first": facts.period.first,
        "last": facts.period.last,
        "place": place,
        "program": f"Sijill {facts.version}".strip(),
        HIDDEN: None,
    }
    found |= dict(_figures(leaving))
    return {name: plain(value) if isinstance(value, str) else value for name, value in found.items()}


def _figures(leaving: Leaving) -> Iterator[tuple[str, Any]]:
    said = leaving.summary.figures
    named = leaving.level is not Level.PUBLIC
    for outcome, one in zip(_ENDS, (said.killed, said.injured, said.missing), strict=True):
        yield from _of_people(outcome, one, named=named)
    for name, tally in (("facilities", said.facilities), ("medical", said.medical), ("schools", said.schools)):
        yield f"{name}_attacked", tally.facilities
        yield f"{name}_attacks", tally.attacks
    yield from zip(("displaced_min", "displaced_max"), said.displaced, strict=True)
    yield from zip(("returned_min", "returned_max"), said.returned, strict=True)
    yield "displaced_villages", said.villages
    yield "events", said.events
    yield "incidents", said.incidents
    for name, many in (("killed_children", said.children), ("killed_women", said.women),
                       ("killed_civilians", said.civilians), ("rescued", said.rescued)):  # fmt: skip
        yield name, many if named else None


def _of_people(outcome: str, one: Figure, *, named: bool) -> Iterator[tuple[str, Any]]:
    yield from zip((f"{outcome}_min", f"{outcome}_max"), one.shown, strict=True)
    told = (one.named, one.named_high, *one.left) if named else (None,) * 4
    yield from zip(NAMED_FIGURES[4 * _ENDS.index(outcome) :][:4], told, strict=True)


# --------------------------------------------------------------------------------------------- tables


def _plain_name(text: str) -> str:
    return fold(text).replace(" ", "_").replace("-", "_")


def table_kinds(level: Level) -> dict[str, str]:
    """The tables that can be filled at a level, by what a template may call them (folded, without prefix)."""
    found: dict[str, str] = {}
    for kind in kinds_leaving(level):
        found[_plain_name(kind)] = kind
        for language in LANGUAGES:
            if kind not in SUMS_OF.values():
                found[_plain_name(Words(language).kind(kind, several=True))] = kind
    if level is not Level.PUBLIC:
        found |= {"village": VILLAGES, "villages": VILLAGES}
    for kind, sums in SUMS_OF.items() if level is Level.PUBLIC else ():
        found |= {name: sums for name, meant in table_kinds(Level.INTERNAL).items() if meant == kind}
    return found


def meant_by(name: str, kinds: Mapping[str, str]) -> str | None:
    """The kind a table is called by, None when it is not ours, "" when nobody knows it or it does not leave."""
    lowered = name.casefold()
    if not lowered.startswith(PREFIX):
        return None
    return kinds.get(_plain_name(lowered.removeprefix(PREFIX)).strip("_"), "")


def columns_meant(kind: str, level: Level, names: Names) -> dict[str, str]:
    """The keys of the columns of a kind by each head that means them (folded): key, short key, either label."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        words = Words(language)
        showing = Showing(words, Reading(words, date.today(), name=names.name), names)
        for column in layout_of(kind, showing, level).columns:
            for head in (column.label, column.key, column.key.lstrip("~"), column.key.partition(".")[2]):
                found.setdefault(head_key(head), column.key)
    return found


def head_key(head: str) -> str:
    """A head as it is compared."""
    told = plain(_LINES.sub(" ", head)).strip()
    return told.casefold() if told.isascii() else fold(told)


def layout_of(kind: str, showing: Showing, level: Level) -> Sheet:
    """The columns of a kind, in a language, at a level."""
    if kind == VILLAGES:
        return villages_sheet(showing, level)
    if level is not Level.PUBLIC:
        return sheet_of(kind, showing, set(), level, Shape.ANALYST)
    if kind == "incident":
        return incidents_columns(showing, set(), Shape.ANALYST)
    sums = sum_sheets(PublicTables(), showing, set(), Shape.ANALYST)
    return next(one.sheet for one in sums if one.sheet.kind == kind)


def villages_sheet(showing: Showing, level: Level) -> Sheet:
    """The villages on the last day, as a table."""
    labels = village_labels(showing.words, level)
    columns = [Shown(f"village.{key}", plain(label), key) for key, label in labels.items()]
    return Sheet(VILLAGES, "", tuple(columns))


def filled(leaving: Leaving, kind: str) -> Filled:
    """A table with its rows, in the analyst's columns."""
    if kind != VILLAGES:
        return leaving.filled(kind)
    leaving.names.prepare({"place"})
    found = leaving.summary.villages
    facts = [village_facts(one, leaving.names, leaving.words, leaving.level) for one in found]
    facts.sort(key=lambda one: tuple(str(one[key] or "") for key in ("admin1", "admin2", "admin3", "name")))
    sheet = villages_sheet(leaving.showing, leaving.level)
    columns = [column.column for column in sheet.columns]
    return Filled(sheet, columns, (tuple(one[name] for name in columns) for one in facts), len(facts))
