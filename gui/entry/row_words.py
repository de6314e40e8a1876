"""Below a grid: why the cell of the cursor was refused, and the question when a saved row is taken out."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from gui.entry.reasons import ReasonLine
from gui.grid.grid import Grid
from gui.grid.model import rivals_at, rivals_said
from gui.say import say_message
from gui.widgets import Says, column


def below(grid: Grid, question: str) -> QVBoxLayout:
    """Words and question of a grid; the rows are taken out with the reason given."""
    says, reason = Says(), ReasonLine()
    model = grid.rows_model

    def tell() -> None:
        number, key = grid.place()
        cell = model.row_at(number).cell(key)
        said = say_message(cell.problem) if cell.problem else grid.flagged.get((number, key), "")
        aside = rivals_said(rivals_at(model, (number, key)))
        says.tell("error" if said else "warning" if aside else "", said or aside)

    def ask(rows: list[int]) -> None:
        def remove(why: str) -> None:
            model.take_out(rows, why)
            grid.setFocus()

        reason.ask(question, remove, grid.setFocus)

    grid.moved.connect(tell)
    model.edited.connect(tell)
    grid.removing.connect(ask)
    return column(says, reason, gap=4, margins=(12, 5, 12, 6))
