"""Saving the problems of a file as a workbook of their own, so that whoever wrote it can mend it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from gui import messages
from gui.choosers import file_dialog
from gui.jobs import Job
from gui.say import ltr, say, say_n, words

if TYPE_CHECKING:
    from exports import Proposal
    from gui.context import Context


def ask_where(context: Context, parent: QWidget, path: Path, proposal: Proposal) -> None:
    """Ask for a file beside the workbook, and write it."""
    dialog = file_dialog(parent, say("Save the problem list as…"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter("Excel (*.xlsx)")
    dialog.setDefaultSuffix("xlsx")
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(f"{path.stem}-{say('problems')}.xlsx")
    dialog.fileSelected.connect(lambda file: save_problems(context, parent, Path(file), proposal))
    dialog.open()


def save_problems(context: Context, owner: QWidget, target: Path, proposal: Proposal) -> None:
    """Write the problems, whole or not at all; what came of it is told in the window."""
    language = words().language

    def write() -> int:
        from exports import write_problems

        return write_problems(proposal, target, language=language)

    def written(count: int) -> None:
        rows = say_n("{count} row", "{count} rows", count)
        context.told.emit("ok", say("Written: {file}, {rows}.", file=ltr(target.name), rows=rows), "")

    Job(write).then(written).otherwise(messages.tell).start(owner)
