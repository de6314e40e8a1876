"""What is done with a block of cells: copy, cut, paste, clear, fill down, insert and remove rows; each one step."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu

from gui import clipboard
from gui.grid.model import Cell, GridColumn
from gui.grid.paste import are_lines, block_of, text_of
from gui.grid.view import GridView
from gui.say import say

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


def take_key(grid: GridView, event: QKeyEvent) -> bool:
    """Do what a key says about blocks; False when it says nothing."""
    keys = QKeySequence.StandardKey
    ctrl, shift = bool(event.modifiers() & _CTRL), bool(event.modifiers() & _SHIFT)
    if event.matches(keys.Copy):
        copy(grid)
    elif event.matches(keys.Cut):
        copy(grid)
        clear_cells(grid)
    elif event.matches(keys.Paste):
        paste(grid, clipboard_text())
    elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not ctrl and not shift:
        clear_cells(grid)
    elif event.matches(keys.SelectAll):
        _select_all(grid)
    elif ctrl and event.key() == Qt.Key.Key_D:
        fill_down(grid)
    elif ctrl and event.key() in (Qt.Key.Key_Minus, Qt.Key.Key_Delete):
        remove_rows(grid)
    elif ctrl and event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Insert):
        insert_row(grid)
    else:
        return False
    return True


def _select_all(grid: GridView) -> None:
    shown, last = grid.shown(), max(len(grid.rows_model.rows) - 1, 0)
    ends = QItemSelection(grid.rows_model.index(0, shown[0]), grid.rows_model.index(last, shown[-1]))
    grid.selectionModel().select(ends, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    grid.viewport().update()


def copy(grid: GridView) -> None:
    """The selected block as tab-separated text."""
    rows, columns = grid.chosen()
    keys = [grid.rows_model.columns[n] for n in columns]
    lines = [[_copied(grid.rows_model.row_at(row).cell(c.key), c) for c in keys] for row in rows]
    clipboard.put(text_of(lines))


def clear_cells(grid: GridView) -> None:
    """Empty the selected cells."""
    rows, columns = grid.chosen()
    keys = [grid.rows_model.columns[n].key for n in columns]
    existing = [row for row in rows if row < len(grid.rows_model.rows)]
    grid.rows_model.write([((row, key), "") for row in existing for key in keys], say("Clear cells"))


def fill_down(grid: GridView) -> None:
    """The cell above into the cursor's cell, or the first row of a block into the rest of it."""
    rows, columns = grid.chosen()
    first = rows.start if len(rows) > 1 else rows.start - 1
    if first < 0:
        return
    source = grid.rows_model.row_at(first)
    texts = [
        ((row, key), source.text(key))
        for row in rows
        if row != first
        for key in (grid.rows_model.columns[n].key for n in columns)
    ]
    grid.rows_model.write(texts, say("Fill down"))


def paste(grid: GridView, text: str) -> None:
    """A block of cells, or lines of names, as one step; what cannot be read is kept as it came and shown red."""
    if not text.strip("\n"):
        return
    block, top = block_of(text), min(grid.chosen()[0])
    column = grid.rows_model.columns[grid.chosen()[1][0]]
    if column.key == grid.names_column and are_lines(block) and _wants_splitting(block):
        people = grid.split_lines([row[0] for row in block])
        cells = [((top + n, key), part) for n, person in enumerate(people) for key, part in person.items()]
        grid.rows_model.write(cells, say("Paste names"))
        _after_paste(grid, top, len(people))
        return
    grid.rows_model.write(_block_texts(grid, block, top), say("Paste"))
    _after_paste(grid, top, len(block))


def _block_texts(grid: GridView, block: list[list[str]], top: int) -> list[tuple[tuple[int, str], str]]:
    rows, columns = grid.chosen()
    shown = [n for n in grid.shown() if n >= columns[0]]
    if len(block) == 1 and len(block[0]) == 1 and (len(rows) > 1 or len(columns) > 1):
        block = [block[0] * len(columns)] * len(rows)  # one cell into every selected one
    keys = [grid.rows_model.columns[n].key for n in shown]
    texts = []
    for number, cells in enumerate(block):
        texts += [((top + number, key), cell.strip()) for key, cell in zip(keys, cells, strict=False)]
        over = [cell.strip() for cell in cells[len(keys) :] if cell.strip()]
        if over:  # wider than the grid: nothing is dropped
            had = cells[keys.index("notes")] if "notes" in keys else grid.rows_model.row_at(top + number).text("notes")
            texts.append(((top + number, "notes"), " · ".join(filter(None, [had.strip(), *over]))))
    return texts


def _after_paste(grid: GridView, top: int, count: int) -> None:
    column = grid.currentIndex().column()
    grid.go(top, column)
    grid.go(top + max(count - 1, 0), column, select=True)


def insert_row(grid: GridView) -> None:
    """An empty row above the cursor."""
    grid.rows_model.insert(grid.currentIndex().row())


def remove_rows(grid: GridView) -> None:
    """Remove the selected rows; for rows of the register a reason is asked."""
    rows = [row for row in grid.chosen()[0] if row < len(grid.rows_model.rows)]
    if any(grid.rows_model.row_at(row).saved for row in rows):
        grid.removing.emit(rows)
    elif rows:
        grid.rows_model.take_out(rows, "")


def menu(grid: GridView) -> QMenu:
    """What can be done with the block, with the keys."""
    made = QMenu(grid)
    for words_, key, do in (
        (say("Copy"), "Ctrl+C", lambda: copy(grid)),
        (say("Paste"), "Ctrl+V", lambda: paste(grid, clipboard_text())),
        (say("Clear cells"), "Del", lambda: clear_cells(grid)),
        (say("Fill down"), "Ctrl+D", lambda: fill_down(grid)),
        (say("Insert row"), "Ctrl++", lambda: insert_row(grid)),
        (say("Remove rows"), "Ctrl+-", lambda: remove_rows(grid)),
    ):
        made.addAction(f"{words_}\t{key}").triggered.connect(lambda _=False, do=do: do())
    made.aboutToHide.connect(made.deleteLater)
    return made


def clipboard_text() -> str:
    """The text on the clipboard."""
    return str(QGuiApplication.clipboard().text())


def _copied(cell: Cell, column: GridColumn) -> str:
    if column.look == "check":
        return "1" if cell.text else ""
    return cell.text if cell.problem or not cell.text else column.show(cell)


def _wants_splitting(block: list[list[str]]) -> bool:
    filled = [row[0] for row in block if row[0].strip()]
    return len(filled) > 1 or any(len(line.split()) > 1 for line in filled)
