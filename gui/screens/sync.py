"""The Sync room: several laptops become one register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.room import Room
from gui.say import say

if TYPE_CHECKING:
    from gui.context import Context


def _room(context: Context) -> QWidget:
    from gui.sync.room import SyncRoom

    return SyncRoom(context)


ROOM = Room("sync", 9, "refresh-cw", lambda: say("Sync"), _room, ahead="gui.sync.room")
