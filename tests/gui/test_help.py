"""Laws of help: each screen has a card of one page in both languages, every key a card names exists, F1 finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.app import rooms
from gui.frame.forms import FORMS
from gui.frame.opening import Opened
from gui.frame.window import Window
from gui.guide.cards import HELP, TOPICS, read_card, topic_of
from gui.guide.frame import GuideWindow
from gui.guide.keys import key_groups, known_keys
from gui.guide.keys_window import KeysWindow, show_keys
from gui.guide.window import HelpWindow, show_help
from gui.look.dress import dress
from gui.screens.settings import HELP as SETTINGS
from gui.widgets import key_text
from storage import LANGUAGES
from tests.gui.dressed import speak

ROOT = Path(__file__).resolve().parents[2]
SPOKEN = {"Alt+1…9", "Alt+onward", "Alt+back"}
"""Keys that stand for several, or for another one in a mirrored window."""


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    for one in guides():
        one.close()


def guides() -> list[GuideWindow]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, GuideWindow) and one.isVisible()]


# --- the cards


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_a_card_fits_on_one_page(qapp: QApplication, topic: str, language: str) -> None:
    speak(qapp, language)
    window = HelpWindow(topic)
    sheet = window.sheet()
    sheet.measure()
    assert len(sheet.pages) == 1
    window.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_folder_holds_exactly_the_cards_of_the_list(language: str) -> None:
    assert {path.stem for path in (HELP / language).glob("*.md")} == set(TOPICS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_every_key_a_card_names_exists_and_every_link_leads_somewhere(
    qapp: QApplication, topic: str, language: str
) -> None:
    speak(qapp, language)
    card = read_card(topic, language)
    assert set(card.keys) <= known_keys()
    assert set(card.links) <= {*TOPICS, "keys"}


@pytest.mark.parametrize("topic", TOPICS)
def test_both_languages_tell_the_same(topic: str) -> None:
    english, arabic = (read_card(topic, language) for language in ("en", "ar"))
    assert [part.kind for part in english.parts] == [part.kind for part in arabic.parts]
    assert sorted(english.keys) == sorted(arabic.keys)
    assert english.links == arabic.links


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_a_card_is_short_and_holds_no_mark_that_is_not_shown(topic: str, language: str) -> None:
    card = read_card(topic, language)
    assert 5 <= len(card.parts) <= 22
    assert len(card.words) < 2200
    assert not re.search(r"[`*{}\[\]]|\bTODO\b", card.words)
    assert "!" not in card.words


def test_every_room_window_and_group_of_settings_has_a_card(qapp: QApplication) -> None:
    asked = [room.help or room.key for room in rooms()] + [*FORMS, *SETTINGS.values(), "start", "unlock", "lists"]
    without = [one for one in asked if one not in TOPICS and topic_of(one) == topic_of("?")]
    assert not without


def test_a_screen_without_a_card_of_its_own_opens_the_first() -> None:
    assert topic_of("no such screen") == "incident"
    assert topic_of("source") == "sources"


# --- keys


def test_every_key_is_one_qt_understands(qapp: QApplication) -> None:
    speak(qapp)
    for key in known_keys() - SPOKEN:
        assert QKeySequence(key.replace("Enter", "Return")).count() == 1, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_twice_in_a_group_with_different_words(qapp: QApplication, language: str) -> None:
    speak(qapp, language)
    for group in key_groups():
        keys = [key for _, key in group.keys]
        assert len(keys) == len(set(keys)), group.name


def test_every_key_of_the_window_is_in_the_list(
    qtbot: QtBot, qapp: QApplication, window: Window, opened: Opened
) -> None:
    window.enter(opened)
    assert window.shell is not None
    shown = [key for _, key in window.shell.actions_.all_keys() if not key.startswith("Alt+")]
    assert set(shown) <= known_keys()


def test_keys_are_found_by_what_they_do_and_by_their_name(qtbot: QtBot, qapp: QApplication) -> None:
    speak(qapp)
    window = show_keys()
    window.line.setText("saved filters")
    assert [part.group.name for part in window.groups if part.isVisible()] == ["lists", "dialogs"]
    window.line.setText("ctrl+k")
    assert [part.group.name for part in window.groups if part.isVisible()] == ["window"]
    window.line.clear()
    assert all(part.isVisible() for part in window.groups)


def test_the_list_of_keys_can_be_printed(qapp: QApplication) -> None:
    speak(qapp, "ar")
    window = KeysWindow()
    sheet = window.sheet()
    sheet.measure()
    assert 1 <= len(sheet.pages) <= 3
    window.close()


# --- the window


def test_f1_opens_the_card_of_the_room_and_the_question_mark_all_keys(
    qtbot: QtBot, qapp: QApplication, window: Window, opened: Opened
) -> None:
    window.enter(opened)
    shell = window.shell
    assert shell is not None
    with qtbot.waitActive(window):
        window.activateWindow()
    for room in ("victims", "settings"):
        shell.go_to(room)
        shell.actions_.by_key["help"].trigger()
        [shown] = guides()
        assert isinstance(shown, HelpWindow)
        assert shown.topic == room
        assert not shown.isModal()
        shown.close()
    window.activateWindow()
    page = shell.go_to("incidents")
    assert page is not None
    QTest.keyClick(page, "?")  # type: ignore[call-overload]
    qtbot.waitUntil(lambda: any(isinstance(one, KeysWindow) for one in guides()))


def test_settings_open_the_card_of_their_group(
    qtbot: QtBot, qapp: QApplication, window: Window, opened: Opened
) -> None:
    window.enter(opened)
    assert window.shell is not None
    page = window.shell.go_to("settings")
    page.show_record("backups")  # type: ignore[union-attr]
    assert window.shell.help_topic() == "backups"


def test_help_opens_before_the_register_does(qtbot: QtBot, qapp: QApplication, window: Window) -> None:
    window.show_unlock()
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window.root.currentWidget(), Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: [one.topic for one in guides() if isinstance(one, HelpWindow)] == ["unlock"])


def test_asking_again_shows_another_card_in_the_same_window(qtbot: QtBot, qapp: QApplication) -> None:
    speak(qapp)
    first = show_help("victims")
    assert show_help("movement") is first
    assert first.topic == "movement"
    first.card.anchorClicked.emit(QUrl("incident"))
    first.show_topic("missing")
    first.card.anchorClicked.emit(QUrl("keys"))
    assert any(isinstance(one, KeysWindow) for one in guides())


@pytest.mark.parametrize(("language", "typed", "topic"), [("en", "whatsapp", "names"), ("ar", "واتساب", "names")])
def test_the_search_finds_the_words_of_a_card(
    qtbot: QtBot, qapp: QApplication, language: str, typed: str, topic: str
) -> None:
    speak(qapp, language)
    window = show_help("backups")
    window.line.setText(typed)
    assert window.topic != "backups"
    shown = [TOPICS[place] for place in range(window.list.count()) if not window.list.isRowHidden(place)]
    assert topic in shown
    assert "backups" not in shown


def test_help_follows_the_language_without_being_opened_again(qtbot: QtBot, qapp: QApplication) -> None:
    speak(qapp)
    window = show_help("lock")
    assert "lost or taken" in window.card.toPlainText()
    dress(qapp, "ar", "dark", 100)
    qtbot.waitUntil(lambda: "ضاع" in window.card.toPlainText())
    assert window.topic == "lock"


def test_keys_in_boxes_point_with_the_window(qapp: QApplication) -> None:
    speak(qapp, "ar")
    assert key_text("Alt+onward") == "Alt+←"
    window = HelpWindow("start")
    assert "Alt+←" in window.card.toPlainText()
    window.close()


BOUND = re.compile(r'(?:\(|\{|, |^\s*)"((?:Ctrl|Alt|Shift)\+[A-Za-z0-9+]+|F[0-9]{1,2})"')
NAMED = {"Ctrl+Return": "Ctrl+Enter", "Ctrl+Shift+Return": "Ctrl+Shift+Enter"}
NAMED |= {"Alt+Left": "Alt+back", "Alt+Right": "Alt+onward"}


def test_every_key_bound_in_the_source_is_in_the_list(qapp: QApplication) -> None:
    speak(qapp)
    bound = {
        (path.relative_to(ROOT).as_posix(), NAMED.get(key, key))
        for path in (ROOT / "gui").rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        for key in BOUND.findall(line)
    }
    assert len(bound) > 20
    unlisted = sorted((path, key) for path, key in bound if key not in known_keys() | {"Alt+F4"})
    assert not unlisted, f"A key nobody is told of is used by nobody: {unlisted}"
