"""A sentence reads from its own side, though it begins with a name of the other direction."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gui.detail import PaneNote, fact, pair
from gui.say import lead, say
from gui.widgets import Note
from tests.gui.dressed import speak

MADE: dict[str, Callable[[str], QWidget]] = {
    "a note": lambda text: Note("warning", text),
    "a note of two sentences": lambda text: Note("warning", text, text),
    "a note of a pane": lambda text: PaneNote("warning", text, text),
    "a fact": fact,
    "a value": lambda text: pair("", text),
}


@pytest.mark.parametrize("made", MADE)
@pytest.mark.parametrize(
    ("language", "name", "way"),
    [("ar", "Khan 1", Qt.LayoutDirection.RightToLeft), ("en", "خان", Qt.LayoutDirection.LeftToRight)],
)
def test_a_name_of_the_other_direction_turns_no_sentence_round(
    qapp: QApplication, language: str, name: str, way: Qt.LayoutDirection, made: str
) -> None:
    speak(qapp, language)
    part = MADE[made](say("“{name}” does not answer", name=name))
    labels = [part] if isinstance(part, QLabel) else part.findChildren(QLabel)
    (text,) = [one.text() for one in labels if name in one.text()]
    document = QTextDocument()
    document.setHtml(text)
    assert document.firstBlock().textDirection() == way


@pytest.mark.parametrize(
    "text", ["", "12", "\u2066Khan 1\u2069", "Khan 1", "خان", "\u2066Khan\u2069 Khan", "خان \u2066K\u2069"]
)
def test_what_reads_rightly_stays_as_it_is(text: str) -> None:
    assert lead(text) == ""
