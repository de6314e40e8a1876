"""The form of one victim in a window of its own: all that is known of a person, also what the grid does not show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from gui.entry.held import window_of
from gui.record.window import RecordWindow
from gui.screens.victim_layout import VICTIM

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Draft


class VictimWindow(RecordWindow):
    """One victim being typed."""

    def __init__(
        self,
        context: Context,
        record: str | None,
        given: Mapping[str, Any] | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(context, VICTIM, record, given, draft)


def make_victim(context: Context, record: str | None, given: Mapping[str, Any], draft: Draft | None) -> QWidget:
    """The form of a victim, see :class:`gui.frame.forms.Make`."""
    return VictimWindow(context, record, given, draft)


def open_victim(
    context: Context, record: str | None, incident: str | None = None, draft: Draft | None = None
) -> QWidget:
    """The form of a victim (a new one without ``record``, of ``incident`` when it is known)."""
    given = {"incident": incident} if incident else {}
    return (window_of(record) if record else None) or VictimWindow(context, record, given, draft)
