"""Saving the rows of a foreign table that were not taken, in the layout of the file, with the reasons beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from gui import messages
from gui.choosers import file_dialog
from gui.jobs import Job
from gui.say import ltr, say, say_n, words

if TYPE_CHECKING:
    from exports import ForeignFile, IntakePlan
    from gui.context import Context


class NotTaken(QObject):
    """Writes them for a page that imports a table."""

    def __init__(self, page: QWidget, context: Context, table: Path) -> None:
        super().__init__(page)
        self._page, self._context, self._table = page, context, table

    def ask(self, plan: IntakePlan | None, file: ForeignFile | None) -> None:
        """Choose where they go."""
        if plan is None or file is None:
            return
        dialog = file_dialog(self._page, say("Save what was not taken…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("Excel (*.xlsx)")
        dialog.setDefaultSuffix("xlsx")
        dialog.setDirectory(str(self._table.parent))
        dialog.selectFile(f"{self._table.stem}-{say('problems')}.xlsx")
        dialog.fileSelected.connect(lambda target: self.save(plan, file, Path(target)))
        dialog.open()

    def save(self, plan: IntakePlan, file: ForeignFile, target: Path) -> None:
        """Write the rows that were not taken."""
        language = words().language

        def write() -> int:
            from exports import write_error_workbook

            return write_error_workbook(plan, file, target, language=language)

        def written(count: int) -> None:
            rows = say_n("{count} row", "{count} rows", count)
            self._context.told.emit("ok", say("Written: {file}, {rows}.", file=ltr(target.name), rows=rows), "")

        Job(write).then(written).otherwise(messages.tell).start(self)
