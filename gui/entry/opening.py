"""Opening the entry window of an incident."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from gui.entry.held import window_of
from gui.entry.window import EntryWindow

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Draft


def open_entry(context: Context, record: str | None = None, draft: Draft | None = None) -> QWidget:
    """The entry window of an incident (a new one without ``record``), with what a draft has kept of it."""
    return (window_of(record) if record else None) or EntryWindow(context, record, draft)


def make_entry(context: Context, record: str | None, given: Mapping[str, Any], draft: Draft | None) -> QWidget:
    """The entry window of an incident, see :class:`gui.frame.forms.Make`."""
    return EntryWindow(context, record, draft, given)
