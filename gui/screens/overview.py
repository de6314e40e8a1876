"""The Overview room: how many, where, when, who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.room import Room
from gui.say import say

if TYPE_CHECKING:
    from gui.context import Context


def _room(context: Context) -> QWidget:
    from gui.overview.room import OverviewRoom

    return OverviewRoom(context)


ROOM = Room("overview", 5, "chart-column", lambda: say("Overview"), _room, ahead="gui.overview.room")
