"""The victims by name: a grid like a spreadsheet, with what is doubtful in the row of the cursor below it."""

from __future__ import annotations

from collections.abc import Sequence

from gui.entry import findings
from gui.entry.card import Card, CardHead, key_hints
from gui.entry.columns_button import ColumnsButton
from gui.entry.desk import Desk
from gui.entry.reasons import ReasonLine
from gui.grid.grid import Grid
from gui.grid.model import rivals_at, rivals_said
from gui.grid.paste import names_of
from gui.say import say, say_message
from gui.widgets import Chip, Says, clear, column, row
from storage import GROUPS


class Victims(Card):
    """Victims and groups."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.grid = Grid(desk.victims, say("Victims by name"))
        self.grid.names_column = "given"
        self.grid.split_lines = self._split
        self.grid.show_columns(desk.context.setting("entry.victims.columns", []))
        head = CardHead("users", say("Victims by name"), "Alt+6")
        self._chips = row(gap=5)
        head.line.insertLayout(3, self._chips)
        head.add(
            key_hints(
                ("Ctrl+V", say("paste from Excel")),
                ("Ctrl+D", say("same as above")),
                ("Enter", say("new row")),
                ("Tab", say("next cell")),
            ),
            ColumnsButton(desk.context, self.grid, "entry.victims.columns"),
        )
        self.says = Says()
        self.reason = ReasonLine()
        self.section(head, self.grid, padding=0)
        self.whole.addLayout(column(self.says, self.reason, gap=4, margins=(12, 5, 12, 6)))
        self.entrances = {6: self.grid}
        self.grid.removing.connect(self._ask_reason)
        self.grid.moved.connect(self._tell)
        desk.settled.connect(self._settled)
        self._settled()

    def _split(self, lines: Sequence[str]) -> list[dict[str, str]]:
        return names_of(lines, self.desk.reading())

    def _settled(self) -> None:
        named = findings.named(self.desk)
        clear(self._chips)
        for figure in dict.fromkeys(GROUPS.values()):
            count = named.of(figure)[0]
            if count:
                self._chips.addWidget(Chip(figure, str(count)))
        self._tell()

    def _tell(self) -> None:
        """Why the cell of the cursor was refused."""
        number, key = self.grid.place()
        cell = self.desk.victims.row_at(number).cell(key)
        said = say_message(cell.problem) if cell.problem else self.grid.flagged.get((number, key), "")
        aside = rivals_said(rivals_at(self.desk.victims, (number, key)))
        self.says.tell("error" if said else "warning" if aside else "", said or aside)

    def _ask_reason(self, rows: list[int]) -> None:
        def remove(why: str) -> None:
            self.desk.victims.take_out(rows, why)
            self.grid.setFocus()

        self.reason.ask(
            say("Why is this person taken out? The record stays and can be brought back."), remove, self.grid.setFocus
        )
