"""What an incident did to a facility, as a row of a grid: which facility, how much, for how long, who was hurt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gui.entry.known_facilities import KnownFacilities
from gui.forms.editors import Ask
from gui.forms.editors_by_kind import Offers, code_offers
from gui.grid.columns import code_reader, code_shown, reader
from gui.grid.model import Cell, GridColumn, GridRow
from gui.say import say, words
from storage import RECORDS

CODED = {"damage": "damage", "in_service_before": "answer", "closed": "answer"}
COUNTED = ("people_there", "personnel_killed", "personnel_injured", "vehicles_damaged")
FIELDS = (
    "facility", "damage", "closed", "closed_days", "personnel_killed", "personnel_injured", "in_service_before",
    "people_there", "vehicles_damaged", "supplies_lost", "notes",
)  # fmt: skip
SHOWN = ("damage", "closed", "closed_days", "personnel_killed", "personnel_injured", "notes")


def damage_columns(ask: Ask, offers: Offers, shown: Callable[[Cell], str]) -> list[GridColumn]:
    """The columns, in their order; the rarer ones are hidden until asked for."""
    titles = {
        "closed": say("Closed?"),
        "closed_days": say("Days closed"),
        "in_service_before": say("In service before?"),
        "people_there": say("People there"),
        "vehicles_damaged": say("Vehicles hit"),
    }
    widths = {"damage": 112, "closed": 74, "closed_days": 78, "personnel_killed": 84, "personnel_injured": 84}
    columns = [
        GridColumn("facility", say("Facility"), 190, read=_facility_cell, show=shown, offers=offers, stretch=True,
                   hint=say("Facility by name, kind or place…")),
        GridColumn("kind", words().field("facility.kind"), 124, "code", code_reader("facility-kind", ask),
                   code_shown("facility-kind"), code_offers("facility-kind")),
    ]  # fmt: skip
    for name in FIELDS[1:]:
        title = titles.get(name) or words().field(f"damage.{name}")
        coded = CODED.get(name)
        columns.append(
            GridColumn(
                name,
                title,
                widths.get(name, 110),
                "code" if coded else "number" if name in (*COUNTED, "closed_days") else "text",
                code_reader(coded, ask) if coded else reader(RECORDS["damage"].fields[name].kind, ask),
                code_shown(coded) if coded else lambda cell: cell.text,
                code_offers(coded) if coded else None,
                hidden=name not in SHOWN,
                stretch=name == "notes",
            )
        )
    return columns


def _facility_cell(text: str) -> Cell:
    return Cell(text, text if len(text) == 32 else None)


def damage_cells(values: Mapping[str, Any], ask: Ask, facilities: KnownFacilities) -> dict[str, str]:
    """The texts of a record's cells."""
    record = str(values.get("facility") or "")
    texts = {"facility": record, "kind": str(facilities.values(record).get("kind") or "")}
    for name in FIELDS[1:]:
        value = values.get(name)
        if value is not None:
            texts[name] = str(value) if name in CODED else RECORDS["damage"].fields[name].kind.show(value, ask())
    return {key: text for key, text in texts.items() if text}


def damage_values(row: GridRow) -> dict[str, Any]:
    """The values of a row by field name; cells that cannot be read are left out."""
    return {name: row.cell(name).value for name in FIELDS if not row.cell(name).problem}


def damage_spread(facilities: Callable[[], KnownFacilities]) -> Callable[[str, str, GridRow], Mapping[str, str]]:
    """A typed facility brings its kind; a name nobody knows is a new facility, whose kind is asked."""

    def spread(key: str, text: str, row: GridRow) -> Mapping[str, str]:
        known, record = facilities(), row.text("facility")
        if key == "kind" and record and not known.is_new(record):
            return {key: str(known.values(record).get("kind") or "")}  # the facility's own, changed in its form
        if key != "facility":
            return {key: text}
        if not text.strip():
            return {key: "", "kind": ""}
        found = text if len(text) == 32 and known.values(text) else known.find(text) or known.propose(text)
        kind = known.values(found).get("kind")
        kept = row.text("kind") if known.is_new(found) and (not record or known.is_new(record)) else ""
        return {key: found, "kind": str(kind or kept)}

    return spread
