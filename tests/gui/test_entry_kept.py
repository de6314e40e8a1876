"""More laws of the entry window: both names are kept, nothing in the head is cut, rivals are told, F1 lists keys."""

from __future__ import annotations

import random
from threading import Event

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from gui.entry import held
from gui.entry.draft_words import draft_words
from gui.entry.head import EntryHead
from gui.entry.keeping import DraftKeeper
from gui.entry.victim_cells import NAME_CELLS, name_of
from gui.entry.window import EntryWindow
from gui.frame.forms import register_editors
from gui.grid.model import Cell, GridRow
from gui.grid.paste import name_cells
from gui.guide.frame import GuideWindow
from gui.guide.keys_window import KeysWindow
from gui.guide.window import HelpWindow
from gui.screens.victim_form import VictimWindow, open_victim
from storage.edits import Draft, Edit
from storage.fields.kinds import Name
from storage.store import Store
from tests.builders import a_victim, an_incident, name
from tests.gui.dressed import speak
from tests.gui.typist import Typist, an_entry, closed, in_front

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
WORDS = ("Omar", "Ali", "Al-Ahmad", "Abdul", "Rahman", "bin", "O'Neil", "محمد", "خالد", "أبو", "عبد", "الله", "الأحمد")


def test_no_word_of_a_name_is_lost_whatever_columns_it_is_typed_into() -> None:
    chance = random.Random(1)
    for _ in range(3000):
        keys = [key for key in (*NAME_CELLS, "latin", "nickname") if chance.random() < 0.5] or ["latin"]
        cells = {key: " ".join(chance.sample(WORDS, chance.randint(1, 3))) for key in keys}
        value = name_of(GridRow("x", {key: Cell(text) for key, text in cells.items()}))
        assert value is not None
        back = name_cells(Name().load(Name().store(value)))
        typed = {word for text in cells.values() for word in text.split()}
        assert typed <= {word for text in back.values() for word in text.split()}, cells


def test_the_same_latin_name_typed_twice_is_one_name() -> None:
    texts = {"given": "Omar", "family": "Hasan", "latin": "Omar Hasan"}
    value = name_of(GridRow("x", {key: Cell(text) for key, text in texts.items()}))
    assert value is not None and value.la.four == ("Omar", "", "", "Hasan") and not value.ar


def test_latin_parts_and_another_latin_name_both_reach_the_register(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = an_incident(register)
    window = an_entry(qtbot, context, record)
    grid = window.body.victims.grid
    grid.show_columns(["latin"])
    typist.press("Alt+6").cells("Omar", "Ali", "Hasan", "Umar al-Hassan", "m", end="Tab")
    window.desk.victims.write([((0, "outcome"), "k")], "test")
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    again = an_entry(qtbot, context, record)
    row = again.desk.victims.rows[0]
    assert [row.text(key) for key in ("given", "father", "family", "latin")] == [
        "Omar", "Ali", "Hasan", "Umar al-Hassan"
    ]  # fmt: skip
    again.close()
    closed(qtbot, again)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [1024, 1200, 1366])
def test_nothing_in_the_head_is_cut(
    qtbot: QtBot, qapp: QApplication, context: Context, language: str, width: int
) -> None:
    speak(qapp, language)
    keeper = DraftKeeper(context, "victim", "0" * 32, "", lambda: None)
    head = EntryHead("محمد خالد عبد الرحمن الأحمد / Muhammad Khalid", "draft", keeper, ("Save and another", "Another"))
    around = QWidget()
    qtbot.addWidget(around)
    head.setParent(around)
    around.resize(width, 100)
    head.resize(width, head.height())
    around.show()
    keeper._since.start()
    head._say_saved()
    head.show_corrections(12)
    QTest.qWait(1)
    for part in head.findChildren(QWidget):
        if isinstance(part, QLabel | QPushButton) and part.isVisibleTo(head):
            assert part.width() >= part.minimumSizeHint().width(), part
            corner = part.mapTo(head, part.rect().topLeft())
            assert corner.x() >= 0 and corner.x() + part.width() <= width
    speak(qapp, "en")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_another_team_wrote_meanwhile_is_told_after_saving(
    qtbot: QtBot, qapp: QApplication, context: Context, register: Store, typist: Typist, language: str
) -> None:
    speak(qapp, language)
    person = a_victim(register, hospital="Idlib")
    window = open_victim(context, person)
    assert isinstance(window, VictimWindow)
    in_front(qtbot, window)
    qtbot.waitUntil(lambda: window.ready)
    window.boxes["hospital"].editor.setFocus()
    typist.press("Ctrl+A").type("Maarra").press("Tab")
    register.save([Edit("victim", person, {"hospital": "Ariha"})])
    with qtbot.waitSignal(context.told) as told:
        typist.press("Ctrl+Return")
    assert told.args is not None and told.args[0] == "warning"
    assert ("Hospital" if language == "en" else "المشفى") in told.args[1]
    entry = register.read("victim", person)
    assert entry is not None and {rival.value for rival in entry.disputed["hospital"]} == {"Maarra", "Ariha"}
    jobs.finish()
    speak(qapp, "en")


def test_a_save_nobody_disputes_says_nothing_of_others(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    person = a_victim(register, name=name("محمد خالد"))
    said: list[object] = []
    context.told.connect(lambda *what: said.append(what))
    window = open_victim(context, person)
    in_front(qtbot, window)
    assert isinstance(window, VictimWindow)
    qtbot.waitUntil(lambda: window.ready)
    window.boxes["hospital"].editor.setFocus()
    typist.type("Maarra").press("Ctrl+Return")
    closed(qtbot, window)
    assert said == []


def test_f1_opens_the_card_and_the_question_mark_lists_the_keys(
    qtbot: QtBot, context: Context, typist: Typist
) -> None:
    window = an_entry(qtbot, context)
    typist.press("F1")
    (card,) = guides()
    assert isinstance(card, HelpWindow)
    assert card.topic == "incident"
    card.close()
    in_front(qtbot, window)
    QTest.keyClick(window, "?")  # type: ignore[call-overload]
    assert [type(one) for one in guides()] == [KeysWindow]
    guides()[0].close()
    in_front(qtbot, window)
    typist.press("Alt+6").type("?")
    assert isinstance(window, EntryWindow)
    assert window.desk.victims.rows == ()
    assert guides() == []
    assert window.body.victims.grid.typing() is not None, "in a grid it is typed: it means that nobody knows"
    window.body.victims.grid.end_typing(keep=False)
    window.close()
    closed(qtbot, window)


def guides() -> list[GuideWindow]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, GuideWindow) and one.isVisible()]


def test_a_change_of_language_keeps_places_actors_and_codes_that_are_called_otherwise_there(
    qtbot: QtBot, qapp: QApplication, context: Context, register: Store, typist: Typist
) -> None:
    speak(qapp, "ar")
    window = an_entry(qtbot, context, an_incident(register))
    form = window.desk.form
    form.change(
        "actor", register.save([Edit("actor", None, {"name_ar": "جهة مجهولة", "name_en": "Unknown group"})]).ids[0]
    )
    form.change("target", "residential")
    form.change("time", form.field("time").kind.load("dawn"))
    jobs.finish()
    before, states = form.values(), len(window.desk.facts.new_actors)
    for language in ("en", "ar", "en"):
        speak(qapp, language)
        context.restyled.emit()
        window.desk.form.take_all()
        assert form.problems == {} and form.values() == before
    assert len(window.desk.facts.new_actors) == states
    place = window.body.box("place")
    assert place is not None and "Khan Shaykun" in place.editor.text()
    window._ended = True
    window.close()
    closed(qtbot, window)


def test_the_head_says_which_incident_is_open_and_follows_its_state(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    record = an_incident(register)
    window = an_entry(qtbot, context, record)
    entry = register.read("incident", record)
    assert entry is not None and entry.values["code"] in window.windowTitle()

    def said() -> str:
        return " ".join(part.text() for part in window.head.findChildren(QLabel) if part.isVisibleTo(window.head))

    assert entry.values["code"] in said() and "Complete" in said() and "Draft" not in said()
    context.announce(register.save([Edit("incident", record, {"status": "verified"}, entry.seen)]))
    qtbot.waitUntil(lambda: "Verified" in said())
    window.close()
    closed(qtbot, window)


def window_of_record(record: str) -> QWidget | None:
    """The open window of a record, without asking for it."""
    return next((window for form, window in held._alive() if form == record), None)


@pytest.mark.parametrize(
    ("typed", "kept", "en", "ar"),
    [
        ("6 تموز 2019", {}, "6 Jul 2019", "6 تموز 2019"),
        ("6 July 2019", {"t": "6 July 2019"}, "6 Jul 2019", "6 تموز 2019"),
        ("أمس", {"t": "أمس", "v": "2019-07-05"}, "5 Jul 2019", "5 تموز 2019"),
        ("بعد العيد", {"t": "بعد العيد"}, "بعد العيد", "بعد العيد"),
        ("", {}, "", ""),
    ],
)
def test_a_draft_tells_its_day_in_the_language_of_the_window(
    qapp: QApplication, typed: str, kept: dict[str, str], en: str, ar: str
) -> None:
    draft = Draft("f", "incident", "f", {"about": {"place": "محمبل", "day": typed}, "form": {"occurred": kept}})
    for language, said in (("en", en), ("ar", ar)):
        speak(qapp, language)
        told = draft_words(draft)
        assert (f"\u2068{said}\u2069" in told) if said else "·" not in told
    speak(qapp, "en")


def test_a_draft_asked_for_while_its_window_closes_is_open_afterwards_with_what_was_saved(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    register_editors(context)
    record = an_incident(register, status="draft")
    window = an_entry(qtbot, context, record)
    typist.press("Alt+6").cells("Omar", "Ali", "Hasan")
    window.close()
    assert window.isVisible(), "it is being saved"
    context.open("incident", record)
    qtbot.waitUntil(lambda: window_of_record(record) not in (window, None))
    again = window_of_record(record)
    assert isinstance(again, EntryWindow)
    qtbot.waitUntil(lambda: again.ready)
    assert again.isVisible() and again.desk.victims.rows[0].text("given") == "Omar"
    again.close()
    closed(qtbot, again)


def test_a_form_opened_again_at_once_has_what_was_typed_though_it_is_still_being_written(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    register_editors(context)
    person = a_victim(register, hospital="Idlib")
    context.open("victim", person)
    first = window_of_record(person)
    assert isinstance(first, VictimWindow)
    qtbot.waitUntil(lambda: first.ready)
    first.form.change("hospital", "Ariha")
    busy = Event()
    jobs.Job(busy.wait, writes=True).start()
    first.close()
    context.open("victim", person)
    second = window_of_record(person)
    assert isinstance(second, VictimWindow) and second is not first
    busy.set()
    qtbot.waitUntil(lambda: second.ready)
    assert second.form.value("hospital") == "Ariha"
    second.close()
    closed(qtbot, second)
