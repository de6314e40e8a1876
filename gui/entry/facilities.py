"""The facilities an incident hit: which, how much, closed for how long, whom of their staff it hurt."""

from __future__ import annotations

from gui.entry.card import Card, CardHead, key_hints
from gui.entry.columns_button import ColumnsButton
from gui.entry.desk import Desk
from gui.entry.row_words import below
from gui.grid.grid import Grid
from gui.say import say, say_n
from gui.widgets import label


class FacilitiesHit(Card):
    """Facilities hit."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.grid = Grid(desk.facilities, say("Facilities hit"))
        self.grid.show_columns(desk.context.setting("entry.facilities.columns", []))
        head = CardHead("hospital", say("Facilities hit"), "Alt+8")
        self._count = label("", "hint")
        head.line.insertWidget(3, self._count)
        head.add(
            key_hints(("Ctrl+V", say("paste from Excel")), ("Ctrl+D", say("same as above"))),
            ColumnsButton(desk.context, self.grid, "entry.facilities.columns"),
        )
        self.section(head, self.grid, padding=0)
        self.whole.addLayout(
            below(self.grid, say("Why is this facility taken out? It stays and can be brought back."))
        )
        self.entrances = {8: self.grid}
        desk.settled.connect(self._settled)
        self._settled()

    def _settled(self) -> None:
        count = len(self.desk.facilities.filled())
        self._count.setText(say_n("{count} facility", "{count} facilities", count) if count else "")
