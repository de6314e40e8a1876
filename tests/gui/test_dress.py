"""Laws of dressing: each window wears the style sheet of now, and what stands in it wears it too."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui import choosers
from gui.dialogs import Dialog
from gui.guide.keys_window import KeysWindow
from gui.look import theme
from gui.look.dress import clothe, dress
from gui.resting import Rest, rested
from gui.say import say
from gui.widgets import label


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_window_wears_the_sheet_of_now_and_the_application_none(qtbot: QtBot, qapp: QApplication, mode: str) -> None:
    keys, dialog = KeysWindow(), Dialog(None, "Title", QWidget())
    qtbot.addWidget(keys)
    qtbot.addWidget(dialog)
    dress(qapp, "ar", mode, 115)
    assert not qapp.styleSheet(), "each part that moves into another would be styled anew with all in it"
    assert keys.styleSheet() == dialog.styleSheet() == theme.style_sheet()
    assert theme.hex_of("sur") in keys.styleSheet()


def test_what_is_put_into_a_window_is_styled_and_a_dialog_of_it_as_well(qtbot: QtBot, qapp: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    clothe(window)
    window.show()
    star = label("*", "star")
    star.setParent(window)
    star.show()
    title = QLabel("Title")
    title.setProperty("role", "star")
    dialog = Dialog(window, "Title", title)
    dialog.show()
    for one in (star, title):
        assert one.palette().color(one.foregroundRole()) == theme.color("injured")


def test_a_hand_rests_a_tenth_as_long_in_tests_and_never_less_than_a_moment(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    assert Rest.share == 0.1 and Rest(owner, 350).interval() == rested(350) == 35
    assert rested(1) == 1


def test_what_qt_shows_by_itself_speaks_the_language_of_the_window(qapp: QApplication) -> None:
    asked = [
        ("QFileDialog", "Look in:"),
        ("QFileDialog", "&Choose"),
        ("QLineEdit", "Select All"),
        ("QPrintDialog", "Print"),
    ]
    for language in ("ar", "en", "ar", "en"):
        dress(qapp, language, "light", 100)
        for where, word in asked:
            told = QCoreApplication.translate(where, word)
            assert (told != word) == (language == "ar"), (language, word, told)
        assert len(qapp.findChildren(QTranslator)) == 1


def test_a_chooser_of_files_opens_among_the_documents_then_where_one_was_chosen_last(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosers, "_last", [])
    parent = QWidget()
    qtbot.addWidget(parent)
    first = choosers.file_dialog(parent, "")
    assert first.labelText(QFileDialog.DialogLabel.LookIn) == say("Look in:")
    assert Path(first.directory().absolutePath()) == choosers.documents()
    first.filesSelected.emit([str(tmp_path / "list.xlsx")])
    assert Path(choosers.file_dialog(parent, "").directory().absolutePath()) == tmp_path
    first.filesSelected.emit([str(tmp_path)])
    assert Path(choosers.file_dialog(parent, "").directory().absolutePath()) == tmp_path
