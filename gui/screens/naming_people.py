"""From a group to the names of its people: its form, at the row for the next name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.frame.forms import show_form
from gui.record.window import RecordWindow
from gui.screens.victim_groups import PLAN

if TYPE_CHECKING:
    from gui.context import Context


def name_people(context: Context, group: str) -> None:
    """Open the form of a group where its people are named."""
    window = show_form(context, "victim", group)
    if isinstance(window, RecordWindow):
        window.begin_at(PLAN.name)
