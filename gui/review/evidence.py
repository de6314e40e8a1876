"""The files behind one of several values: what was added on the laptop it was written on, to be looked at at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.attachments.viewer import show_viewer
from gui.detail import pair
from gui.look import theme
from gui.review.conflict_words import voices_words
from gui.say import say
from gui.widgets import LinkButton, label, row, words_label
from storage import Attached

if TYPE_CHECKING:
    from gui.context import Context

NAMED = 2
"""Files that are named; the others are seen in the viewer."""


def files_line(context: Context, files: Sequence[Attached]) -> QWidget:
    """``Attached: list-page-1.jpg  Look``."""
    if not files:
        return pair(say("Attached"), say("nothing"))
    names = [one.title or one.file_name for one in files]
    told = voices_words(names[:NAMED]) + ("…" if len(names) > NAMED else "")
    part, look = QWidget(), LinkButton(say("Look"))
    look.setAccessibleName(say("Look at what is attached: {names}", names=told))
    look.clicked.connect(lambda: show_viewer(context, part.window(), files, files[0].id))
    key = label(say("Attached"), "hint")
    key.setFixedWidth(theme.px(98))
    inside = row(key, words_label(told, "paneText"), look, gap=8)
    inside.setStretch(1, 1)
    part.setLayout(inside)
    return part
