"""The Map room: where and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.room import Room
from gui.say import say

if TYPE_CHECKING:
    from gui.context import Context


def _room(context: Context) -> QWidget:
    from gui.map.room import MapRoom

    return MapRoom(context)


ROOM = Room("map", 6, "map", lambda: say("Map"), _room, ahead="gui.map.room")
