"""The small map beside the fields of a record with a place: where it is, and the pin (F4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.entry.card import CardHead
from gui.entry.where_map import WhereMap
from gui.record.beside import Beside, BesideView, Side
from gui.say import say
from gui.widgets import column

if TYPE_CHECKING:
    from gui.record.typed_record import TypedRecord


class WherePart(Beside):
    """The map of a form. What is pinned stands in the field of the position; it keeps nothing of its own."""

    name = "where"
    side: Side = "leading"

    def __init__(self, window: TypedRecord, *, sealed: bool) -> None:
        """``sealed``: the position is never shown by itself."""
        super().__init__(window)
        self._sealed = sealed

    def make(self) -> WhereView:
        """The map."""
        return WhereView(self, sealed=self._sealed)


class WhereView(BesideView):
    """The map in a form."""

    def __init__(self, part: WherePart, *, sealed: bool) -> None:
        super().__init__()
        self.map = WhereMap(part.window.context, part.window.form, sealed=sealed)
        head = CardHead("map", say("On the map"), "")
        head.add(self.map.button)
        self.setLayout(column(head, self.map, gap=6))
