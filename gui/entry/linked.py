"""The incidents this one belongs with: double taps, second records of one event, parts, what followed."""

from __future__ import annotations

from gui.entry.card import Card, CardHead
from gui.entry.desk import Desk
from gui.entry.known_incidents import look_up
from gui.entry.row_words import below
from gui.grid.grid import Grid
from gui.jobs import Job
from gui.resting import Rest
from gui.say import say
from gui.widgets import label

PAUSE = 180
"""Milliseconds without a key after which the whole register is asked for an incident."""


class Linked(Card):
    """Linked incidents."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.grid = Grid(desk.links, say("Linked incidents"), numbered=False)
        head = CardHead("link", say("Linked incidents"), "Alt+9")
        head.add(label(say("so that nothing is counted twice"), "hint"))
        self.section(head, self.grid, padding=0)
        self.whole.addLayout(below(self.grid, say("Why do they not belong together? The link can be brought back.")))
        self.entrances = {9: self.grid}
        self._asked = ""
        self._soon = Rest(self, PAUSE)
        self._soon.timeout.connect(self._look_up)
        self.grid.typed.connect(self._soon.start)
        desk.links.edited.connect(self._soon.start)

    def _typed(self) -> str:
        typing = self.grid.typing()
        if typing is not None and typing[1] == "incident":
            return typing[2].strip()
        unknown = (row.cell("incident") for row in self.desk.links.rows)
        return next((cell.text.strip() for cell in unknown if cell.problem), "")

    def _look_up(self) -> None:
        """Incidents older than those known here answer too."""
        typed = self._typed()
        if len(typed) < 2 or typed == self._asked or not self.desk.context.is_open:
            return
        self._asked = typed
        store = self.desk.context.store
        Job(lambda: look_up(store, typed)).then(self._found).start(self)

    def _found(self, found: object) -> None:
        known = self.desk.facts.others.known
        fresh = {record: values for record, values in dict(found).items() if record not in known}  # type: ignore[call-overload]
        known.update(fresh)
        self.desk.links.look_again()
        line = self.grid.line
        if fresh and line is not None and self._typed() == self._asked:
            line.open_list(line.text())
