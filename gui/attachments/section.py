"""The strip as a section of the pane beside a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.attachments.strip import Strip
from gui.say import say
from gui.widgets import IconButton, column, label, row

if TYPE_CHECKING:
    from gui.context import Context


def files_part(context: Context, kind: str, record: str) -> QWidget:
    """The section of a pane."""
    made = QWidget()
    strip = Strip(context, kind, record)
    add = IconButton("plus", say("Add photos and files"))
    add.clicked.connect(strip.choose_files)
    title = label(say("Photos and files"), "label")
    strip.counted.connect(
        lambda count: title.setText(
            say("Photos and files ({count})", count=count) if count else say("Photos and files")
        )
    )
    made.setLayout(column(row(title, None, add, gap=4), strip, gap=2))
    return made
