"""Which form opens a record of a kind. A room adds its own by one line; the module is imported when first needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QWidget

from gui.entry.held import window_of

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Draft

FORMS = {
    "place": ("gui.places.form", "make_place"),
    "incident": ("gui.entry.opening", "make_entry"),
    "victim": ("gui.screens.victim_form", "make_victim"),
    "movement": ("gui.villages.forms", "make_movement"),
    "village_state": ("gui.villages.forms", "make_state"),
    "population": ("gui.villages.forms", "make_population"),
    "facility": ("gui.screens.facility_form", "make_facility"),
    "source": ("gui.sources.form", "make_source"),
}
"""Kind to module and function, a :class:`Make`. Drafts of these kinds are offered again after a crash."""


class Make(Protocol):
    """The window of a record, not shown yet: of ``record``, or a new one beginning with ``given``, or of a draft."""

    def __call__(self, context: Context, record: str | None, given: Mapping[str, Any], draft: Draft | None) -> QWidget:
        """Make it."""
        ...


def form_of(kind: str) -> Make | None:
    """What makes the window of a kind; None when nobody edits it yet."""
    if kind not in FORMS:
        return None
    module, name = FORMS[kind]
    found: Make = getattr(import_module(module), name)
    return found


def show_form(
    context: Context, kind: str, record: str | None, given: Mapping[str, Any] | None = None, draft: Draft | None = None
) -> QWidget | None:
    """Open the window of a record; one that is open already comes to the front."""
    wanted = record or (draft.id if draft is not None else "")
    window = window_of(wanted) if wanted else None
    make = form_of(kind)
    if window is None and make is not None:
        window = make(context, record or (draft.record if draft is not None else "") or None, given or {}, draft)
    if window is not None:
        window.show()
    return window


def register_editors(context: Context) -> None:
    """Let every screen open records of each kind that has a form through ``context.open`` and ``context.open_new``."""
    for kind in FORMS:
        context.editors[kind] = partial(show_form, context, kind)
