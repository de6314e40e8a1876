"""Which form opens a record of a kind. A room adds its own here; its module is imported when first needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QWidget

from gui.entry.held import window_of

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Draft


class Make(Protocol):
    """The window of a record, not shown yet: of ``record``, or a new one beginning with ``given``, or of a draft."""

    def __call__(self, context: Context, record: str | None, given: Mapping[str, Any], draft: Draft | None) -> QWidget:
        """Make it."""
        ...


def _place() -> Make:
    from gui.places.form import make_place

    return make_place


def _incident() -> Make:
    from gui.entry.opening import make_entry

    return make_entry


def _victim() -> Make:
    from gui.screens.victim_form import make_victim

    return make_victim


def _movement() -> Make:
    from gui.villages.forms import make_movement

    return make_movement


def _village_state() -> Make:
    from gui.villages.forms import make_state

    return make_state


def _population() -> Make:
    from gui.villages.forms import make_population

    return make_population


def _facility() -> Make:
    from gui.screens.facility_form import make_facility

    return make_facility


def _source() -> Make:
    from gui.sources.form import make_source

    return make_source


FORMS: Mapping[str, Callable[[], Make]] = {
    "place": _place,
    "incident": _incident,
    "victim": _victim,
    "movement": _movement,
    "village_state": _village_state,
    "population": _population,
    "facility": _facility,
    "source": _source,
}
"""By kind: what loads its form. Drafts of these kinds are offered again after a crash."""


def form_of(kind: str) -> Make | None:
    """What makes the window of a kind; None when nobody edits it yet."""
    load = FORMS.get(kind)
    return load() if load is not None else None


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
