"""Opening the record a line tells of: its own form, or that of the record it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.jobs import Job

if TYPE_CHECKING:
    from gui.context import Context

BELONGS = {
    "claim": "incident",
    "damage": "incident",
    "outcome": "victim",
    "function": "facility",
    "citation": "source",
}
"""Kinds without a form of their own, and the field (and kind) of the record they are opened with."""


def open_record(context: Context, kind: str, record: str, owner: QObject) -> None:
    """Open it beside the file; a kind nobody edits stays closed."""
    if kind in context.editors:
        context.open(kind, record)
        return
    field, store = BELONGS.get(kind), context.store
    if field is None:
        return

    def find() -> str | None:
        entry = store.read(kind, record)
        return str(entry.values[field]) if entry is not None and entry.values.get(field) else None

    def show(found: str | None) -> None:
        if found:
            context.open(field, found)

    Job(find).then(show).start(owner)
