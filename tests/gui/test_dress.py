"""Laws of dressing: each window wears the style sheet of now, and what stands in it wears it too."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.dialogs import Dialog
from gui.guide.keys_window import KeysWindow
from gui.look import theme
from gui.look.dress import clothe, dress
from gui.resting import Rest, rested
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
