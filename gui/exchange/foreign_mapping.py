"""How a table is understood, as a file of its own: kept for another laptop, or used instead of what is remembered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gui import messages
from gui.choosers import file_dialog
from gui.jobs import Job
from gui.say import ltr, say

if TYPE_CHECKING:
    from exports import ForeignMapping
    from gui.context import Context

LARGEST = 8 << 20


class MappingFile(QObject):
    """Reads and writes mappings for a page that imports a table.

    Signals:
        used(object): the mapping of a file is to be used.
    """

    used = Signal(object)

    def __init__(self, page: QWidget, context: Context, table: Path) -> None:
        super().__init__(page)
        self._page, self._context, self._table = page, context, table

    def ask_to_use(self) -> None:
        """Choose the file of a mapping."""
        dialog = self._dialog(say("Use a mapping file…"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.use(Path(path)))
        dialog.open()

    def ask_to_save(self, mapping: ForeignMapping) -> None:
        """Choose where a mapping is kept."""
        dialog = self._dialog(say("Save as a mapping file…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile(f"{self._table.stem}.json")
        dialog.fileSelected.connect(lambda path: self.save(mapping, Path(path)))
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        dialog = file_dialog(self._page, title)
        dialog.setNameFilter("JSON (*.json)")
        dialog.setDirectory(str(self._table.parent))
        return dialog

    def use(self, path: Path) -> None:
        """Read a mapping; what is no mapping is told in a sentence and changes nothing."""

        def read() -> ForeignMapping:
            from exports import mapping_of
            from storage import translated

            with translated(), path.open("rb") as file:
                return mapping_of(file.read(LARGEST).removeprefix(b"\xef\xbb\xbf"))

        Job(read).then(self.used.emit).otherwise(messages.tell).start(self)

    def save(self, mapping: ForeignMapping, target: Path) -> None:
        """Write a mapping, whole or not at all."""

        def write() -> None:
            from exports import mapping_text
            from storage import write_whole

            write_whole(target, mapping_text(mapping).encode())

        def written(_: None) -> None:
            self._context.told.emit("ok", say("The mapping was saved: {file}.", file=ltr(target.name)), "")

        Job(write).then(written).otherwise(messages.tell).start(self)
