"""From the desk to the register: one save with an edit for everything that is new or differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gui.entry import claim_cells, damage_cells, link_cells, victim_cells
from gui.entry.desk import GRIDS, KIND_OF, Desk
from gui.grid.model import GridRow
from storage import RECORDS, Edit, Use, use_edits


def edits(desk: Desk, status: str) -> list[Edit]:
    """Everything to save. ``status`` is ``"draft"`` or ``"complete"``; a later state of the record is kept."""
    found = [*_proposals(desk), *_sources(desk), *_incident(desk, status), *_claims(desk), *_victims(desk, status)]
    found += [*new_facilities(desk), *_damage(desk), *_links(desk)]
    for name in GRIDS:
        for record, why in desk.grid(name).now.taken_out.items():
            if name != "sources":
                values = {"withdrawn": why or "removed"}
                found.append(Edit(KIND_OF[name], record, values, desk.base.seen.get(record), why))
    return found


def _proposals(desk: Desk) -> list[Edit]:
    used = {desk.form.value("place"), desk.form.value("actor")}
    places = [Edit("place", record, values) for record, values in desk.facts.proposed.items() if record in used]
    actors = [Edit("actor", record, values) for record, values in desk.facts.new_actors.items() if record in used]
    return [*places, *actors]


def source_ids(desk: Desk) -> tuple[str, ...]:
    """The sources of the incident."""
    return tuple(sorted(row.id for row in desk.sources.filled()))


def _sources(desk: Desk) -> list[Edit]:
    found = []
    for row in desk.sources.filled():
        values = claim_cells.source_values(row)
        base = desk.base.values(row.id) or desk.facts.sources.get(row.id, {})
        found += _edit(desk, "source", row, values, base)
    return found


def _incident(desk: Desk, status: str) -> list[Edit]:
    values = desk.form.changes()
    sources = source_ids(desk)
    if sources != (desk.base.values(desk.id).get("sources") or ()):
        values["sources"] = sources or None
    if desk.is_new or (desk.status == "draft" and status == "complete"):
        values["status"] = status
    if not values:
        return []
    return [Edit("incident", desk.id, values, desk.base.seen.get(desk.id))]


def _claims(desk: Desk) -> list[Edit]:
    found = []
    for row in desk.claims.filled():
        values = claim_cells.claim_values(row)
        values |= {"incident": desk.id, "overrides": dict(row.more.get("overrides") or {}) or None}
        base = desk.base.values(row.id)
        found += _edit(desk, "claim", row, values, base)
        found += _judgement(row, base)
    return found


def _judgement(row: GridRow, base: Mapping[str, Any]) -> list[Edit]:
    """How credible a source is here stands in a record of its own; a cell that cannot be read changes nothing."""
    if row.cell(claim_cells.CREDIBILITY).problem:
        return []
    before = Use(*(str(base.get(name) or "") for name in ("source", claim_cells.CREDIBILITY, claim_cells.QUOTE)))
    after = claim_cells.claim_use(row)
    if after.source == before.source:
        after = replace(after, quote=before.quote)
    return use_edits(row.id, before, after)


def _victims(desk: Desk, status: str) -> list[Edit]:
    found = []
    for row in desk.victims.filled():
        base = desk.base.values(row.id)
        values = {**victim_cells.row_values(row), "incident": desk.id}
        values["overrides"] = dict(row.more.get("overrides") or {}) or None
        if same_name(values.get("name"), base.get("name")):
            values.pop("name")
        if not row.saved or (base.get("status") == "draft" and status == "complete"):
            values["status"] = status
        found += _edit(desk, "victim", row, values, base)
    return found


def new_facilities(desk: Desk) -> list[Edit]:
    """Facilities named in the grid that the register does not have yet: they stand in the place of the incident."""
    made: dict[str, dict[str, Any]] = {}
    for row in desk.facilities.filled():
        record = row.text("facility")
        if desk.facts.facilities.is_new(record):
            kind = row.cell("kind")
            values = made.setdefault(
                record, {**desk.facts.facilities.fresh[record], "place": desk.form.value("place")}
            )
            values["kind"] = values.get("kind") or (None if kind.problem else kind.value)
            values["status"] = "complete" if values["kind"] else "draft"
    return [
        Edit("facility", record, {name: one for name, one in values.items() if one is not None})
        for record, values in made.items()
    ]


def _damage(desk: Desk) -> list[Edit]:
    found = []
    for row in desk.facilities.filled():
        values = damage_cells.damage_values(row)
        values |= {"incident": desk.id, "overrides": dict(row.more.get("overrides") or {}) or None}
        found += _edit(desk, "damage", row, values, desk.base.values(row.id))
    return found


def _links(desk: Desk) -> list[Edit]:
    found = []
    for row in desk.links.filled():
        base = desk.base.values(row.id)
        found += _edit(desk, "link", row, link_cells.link_values(row, desk.id, base), base)
    return found


def same_name(now: Any, before: Any) -> bool:
    """Whether a name is the one of the register; the grid does not show who gave it."""
    return before is not None and now is not None and (now.ar, now.la, now.nickname) == (
        before.ar, before.la, before.nickname
    )  # fmt: skip


def _edit(desk: Desk, kind: str, row: GridRow, values: Mapping[str, Any], base: Mapping[str, Any]) -> list[Edit]:
    known = RECORDS[kind].fields
    changed = {name: value for name, value in values.items() if name in known and value != base.get(name)}
    return [Edit(kind, row.id, changed, desk.base.seen.get(row.id))] if changed else []


def whole_victim(desk: Desk, row: GridRow) -> dict[str, Any]:
    """The values a victim will have after saving."""
    base, values = desk.base.values(row.id), victim_cells.row_values(row)
    whole = {**base, **values, "overrides": row.more.get("overrides") or {}}
    return {name: value for name, value in whole.items() if value is not None}
