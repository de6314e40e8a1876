"""The entry window of an incident: one window for when, where, what, who, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from gui.entry.held import window_of
from gui.entry.offering import OpenDrafts, open_draft
from gui.entry.window import EntryWindow
from gui.record.forms import FORMS, show_form

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Draft

__all__ = ["EntryWindow", "OpenDrafts", "make_entry", "open_draft", "open_entry", "register_editors"]


def open_entry(context: Context, record: str | None = None, draft: Draft | None = None) -> QWidget:
    """The entry window of an incident (a new one without ``record``), with what a draft has kept of it."""
    return (window_of(record) if record else None) or EntryWindow(context, record, draft)


def make_entry(context: Context, record: str | None, given: Mapping[str, Any], draft: Draft | None) -> QWidget:
    """The entry window of an incident, see :class:`gui.record.Make`."""
    return EntryWindow(context, record, draft, given)


def register_editors(context: Context) -> None:
    """Let every screen open records of each kind that has a form through ``context.open`` and ``context.open_new``."""
    for kind in FORMS:
        context.editors[kind] = partial(show_form, context, kind)
