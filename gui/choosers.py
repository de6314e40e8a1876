"""Asking for a file or a folder: the chooser opens where one was chosen last, at first among one's documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.say import say

_last: list[str] = []


def documents() -> Path:
    """The person's folder of documents; their home while there is none."""
    found = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return found if found.is_dir() else Path.home()


def file_dialog(parent: QWidget, title: str) -> QFileDialog:
    """A chooser that ends with its closing. By itself it would open in the folder of the program."""
    dialog = QFileDialog(parent, title, _last[0] if _last else str(documents()))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, say("Look in:"))  # Qt's own Arabic words lack these two
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, say("Files of type:"))
    dialog.filesSelected.connect(_chosen)
    return dialog


def _chosen(paths: Sequence[str]) -> None:
    first = Path(paths[0])
    _last[:] = [str(first if first.is_dir() else first.parent)]
