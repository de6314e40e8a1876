"""The Exchange room: files out, files in, and the logs of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.room import Room
from gui.say import say

if TYPE_CHECKING:
    from gui.context import Context


def _room(context: Context) -> QWidget:
    from gui.exchange.room import ExchangeRoom

    return ExchangeRoom(context)


ROOM = Room("exchange", 8, "file-spreadsheet", lambda: say("Exchange"), _room, ahead="gui.exchange.room")
