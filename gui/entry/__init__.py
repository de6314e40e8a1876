"""The entry window of an incident: one window for when, where, what, who, and who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.entry.held import window_of
from gui.entry.offering import OpenDrafts, open_draft
from gui.entry.window import EntryWindow

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Draft

__all__ = ["EntryWindow", "OpenDrafts", "open_draft", "open_entry", "register_editors"]


def open_entry(context: Context, record: str | None = None, draft: Draft | None = None) -> QWidget:
    """The entry window of an incident (a new one without ``record``), with what a draft has kept of it."""
    return (window_of(record) if record else None) or EntryWindow(context, record, draft)


def register_editors(context: Context) -> None:
    """Let every screen open incidents and victims through ``context.open``."""

    def victim(record: str | None) -> None:
        from gui.screens.victim_form import open_victim

        open_victim(context, record).show()

    context.editors["incident"] = lambda record: open_entry(context, record).show()
    context.editors["victim"] = victim
