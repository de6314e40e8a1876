"""The desk as plain text for the draft, and back: text as it was typed, so that nothing is lost for being wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gui.entry.desk import GRIDS, Desk
from gui.forms.form import form_content, restore_form
from gui.grid.model import GridModel, GridRow, Rows
from storage import Seen

VERSION = 1


def content_of(desk: Desk, typing: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Everything typed; ``typing`` is the cell that is being typed in this moment."""
    place, day = desk.form.state("place"), desk.form.state("occurred")
    return {
        "v": VERSION,
        "about": {"place": place.text, "day": day.text, "victims": len(desk.victims.filled())},
        "new": desk.is_new,
        "form": form_content(desk.form),
        "grids": {name: [_row(desk, name, row) for row in desk.grid(name).rows] for name in GRIDS},
        "taken_out": {name: dict(desk.grid(name).now.taken_out) for name in GRIDS},
        "proposed": desk.facts.proposed,
        "actors": desk.facts.new_actors,
        "facilities": desk.facts.facilities.fresh,
        "seen": {record: _heads(seen) for record, seen in desk.base.seen.items()},
        "typing": dict(typing or {}),
    }


def touched(desk: Desk) -> bool:
    """Whether anything here differs from what the register has."""
    if form_content(desk.form):
        return True
    for name in GRIDS:
        model = desk.grid(name)
        if model.now.taken_out or any(_row_touched(desk, name, row) for row in model.filled()):
            return True
    return False


def _row_touched(desk: Desk, name: str, row: GridRow) -> bool:
    if row.id not in desk.base.entries:
        return True
    kept = _row(desk, name, row)
    doubts = dict(row.more.get("overrides") or {})
    return bool(kept["cells"] or kept["gone"]) or doubts != (desk.base.values(row.id).get("overrides") or {})


def _row(desk: Desk, name: str, row: GridRow) -> dict[str, Any]:
    cells = {key: cell.text for key, cell in row.cells.items()}
    kept: dict[str, Any] = {"id": row.id, "saved": row.saved, "more": dict(row.more)}
    if row.id in desk.base.entries:  # only what differs, so that what others write meanwhile is shown
        base = desk.cells(name, desk.base.values(row.id))
        kept["gone"] = [key for key in base if key not in cells]
        cells = {key: text for key, text in cells.items() if text != base.get(key)}
    return {**kept, "cells": cells}


def _heads(seen: Seen) -> dict[str, list[str]]:
    return {name: [stamp.hex() for stamp in heads] for name, heads in seen.heads.items()}


def restore(desk: Desk, content: Mapping[str, Any]) -> None:
    """Take up what a draft has kept, over what the register has now."""
    if not content:
        return
    desk.facts.proposed.update(content.get("proposed") or {})
    desk.facts.new_actors.update(content.get("actors") or {})
    desk.facts.facilities.fresh.update(content.get("facilities") or {})
    for record, heads in (content.get("seen") or {}).items():
        older = {name: tuple(bytes.fromhex(one) for one in stamps) for name, stamps in heads.items()}
        desk.base.seen[record] = Seen(older)
    restore_form(desk.form, content.get("form") or {})
    grids, gone = content.get("grids") or {}, content.get("taken_out") or {}
    for name in GRIDS:
        _restore_grid(desk, desk.grid(name), name, grids.get(name) or [], gone.get(name) or {})
    _restore_typing(desk, content.get("typing") or {})


def _restore_grid(desk: Desk, model: GridModel, name: str, kept: Any, gone: Mapping[str, str]) -> None:
    known = {row.id: row for row in model.rows}
    rows = []
    for item in kept:
        cells = {key: model.read_cell(key, text) for key, text in item["cells"].items()}
        base = known.pop(item["id"], None)
        if base is not None:
            had = {key: cell for key, cell in base.cells.items() if key not in item.get("gone", ())}
            cells = {**had, **cells}
        rows.append(GridRow(item["id"], cells, bool(item.get("saved")) or base is not None, item.get("more") or {}))
    rest = [row for row in known.values() if row.id not in gone]
    model.show(Rows((*rows, *rest), dict(gone)))


def _restore_typing(desk: Desk, typing: Mapping[str, Any]) -> None:
    """The cell that was being typed in when the program ended: its text is read like any other."""
    if typing.get("grid") in GRIDS and typing.get("text"):
        model = desk.grid(str(typing["grid"]))
        model.type((int(typing["row"]), str(typing["key"])), str(typing["text"]))


def summary(content: Mapping[str, Any]) -> dict[str, Any]:
    """What a draft is about, for the list of open drafts: ``place``, ``day``, ``victims``."""
    found = content.get("about") or {}
    return {"place": found.get("place") or "", "day": found.get("day") or "", "victims": found.get("victims") or 0}
