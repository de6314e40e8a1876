"""Laws of the form of a movement: one field for where to, soft notes that decide nothing, drafts that keep all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from gui.entry.held import _alive
from gui.frame.forms import register_editors
from gui.villages.destination import meant
from gui.villages.form_facts import may_be_same
from gui.villages.forms import MovementWindow
from gui.villages.moves import Move
from storage.edits import Edit
from storage.fields.kinds import DayValue
from storage.store import Store
from tests.builders import count, day, place
from tests.gui.dressed import speak
from tests.gui.evacuations import KHAN, evacuations
from tests.gui.summer import a_context
from tests.gui.test_incidents import words_in
from tests.gui.typist import Typist, closed, in_front

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = evacuations(tmp_path)
    yield made
    jobs.finish()
    made.close()


@pytest.fixture
def context(tmp_path: Path, store: Store) -> Iterator[Context]:
    made = a_context(tmp_path, store)
    register_editors(made)
    yield made
    jobs.finish()
    for _, window in _alive():  # no form stays in the way of the next test
        if isinstance(window, MovementWindow) and window.context is made:
            window._end()


def a_form(qtbot: QtBot, context: Context, record: str | None = None, **given: object) -> MovementWindow:
    window = MovementWindow(context, record, given)
    in_front(qtbot, window)
    qtbot.waitUntil(lambda: window.ready)
    return window


@pytest.mark.parametrize(
    ("typed", "code"),
    [("?", "unknown"), ("؟", "unknown"), ("لا نعرف إلى أين", "unknown"), ("On the road", "on_the_road"), ("Dana", "")],
)
def test_the_answers_that_are_no_place_are_understood(qapp: QApplication, typed: str, code: str) -> None:
    assert meant(typed) == code


def test_a_place_and_an_answer_take_each_other_away(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    speak(qapp, "en")
    form = a_form(qtbot, context, origin=place(store, KHAN)).form
    form.change("destination", place(store, "Dana"))
    assert form.value("destination_known") == "known"
    form.change("destination_known", "on_the_road")
    assert form.value("destination") is None
    form.change("destination", place(store, "Salqin"))
    assert form.value("destination_known") == "known"


def test_people_recorded_already_are_suggested_and_one_key_links_them(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    speak(qapp, "en")
    first = store.movements_of(place(store, KHAN))[0]
    window = a_form(qtbot, context, origin=place(store, KHAN))
    window.form.change("started", day("2019-04-28"))
    window.form.change("persons", count("650-700"))
    qtbot.waitUntil(lambda: window.facts.alike == (first.id,))
    assert "These may be the same people" in words_in(window)
    assert window.form.value("same_people_as") is None  # nothing is linked by itself
    Typist(qapp).press("F6")
    assert window.form.value("same_people_as") == (first.id,)
    qtbot.waitUntil(lambda: window.facts.alike == ())
    window.close()
    closed(qtbot, window)


def test_other_people_are_not_suggested() -> None:
    mine = Move(
        "1" * 32, direction="out", origin="a", started=DayValue.on(day("2019-05-01").first), persons=count("100")
    )  # type: ignore[arg-type]
    same = {"direction": "out", "origin": "a", "started": mine.started, "persons": count("90-120")}
    assert may_be_same(mine, Move("2" * 32, **same))
    for other in (
        {"origin": "b"},
        {"direction": "return"},
        {"persons": count("300")},
        {"persons": None},
        {"started": day("2019-05-20")},
        {"same_people_as": ("1" * 32,)},
    ):
        assert not may_be_same(mine, Move("2" * 32, **{**same, **other})), other


def test_more_people_than_lived_there_is_a_doubt_that_stops_nobody(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    speak(qapp, "en")
    window = a_form(qtbot, context, origin=place(store, KHAN), started=day("2019-06-01"))
    window.form.change("persons", count("9,000"))
    qtbot.waitUntil(lambda: window.facts.around.people == 5600)
    qtbot.waitUntil(lambda: "are known to live there" in words_in(window))
    window.save_complete()
    closed(qtbot, window)
    assert len(store.movements_of(place(store, KHAN))) == 7


def test_what_cannot_be_read_is_kept_with_the_draft(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    speak(qapp, "en")
    window = a_form(qtbot, context, origin=place(store, KHAN))
    Typist(qapp).type("Dana").press("Return")
    window.boxes["persons"].editor.setFocus()
    Typist(qapp).type("many, many").press("Esc")
    closed(qtbot, window)
    record = next(one.id for one in store.movements_of(place(store, KHAN)) if one.draft and one.day is None)
    again = a_form(qtbot, context, record)
    assert again.form.state("persons").text == "many, many"
    assert again.form.value("destination") == place(store, "Dana")
    again.close()
    closed(qtbot, again)


def test_arrival_before_departure_is_told_beside_the_days(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    speak(qapp, "en")
    window = a_form(qtbot, context, origin=place(store, KHAN), started=day("2019-06-05"))
    window.form.change("ended", day("2019-06-01"))
    qtbot.waitUntil(lambda: window.doubts.isVisible())
    window.close()
    closed(qtbot, window)


def test_a_movement_says_nothing_of_its_destination_in_its_title_or_draft_name(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    speak(qapp, "en")
    window = a_form(qtbot, context, origin=place(store, KHAN))
    window.form.change("destination", place(store, "Dana"))
    content = window._content()
    assert content is not None and content["about"]["name"] == "Left Khan Shaykun"
    assert "Dana" not in window.windowTitle()
    window.close()
    closed(qtbot, window)


def test_the_language_changes_and_no_letter_is_lost(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    speak(qapp, "en")
    window = a_form(qtbot, context, origin=place(store, KHAN), direction="return")
    window.form.change("persons", count("110-130"))
    speak(qapp, "ar")
    context.restyled.emit()
    assert window.boxes["origin"].label.text() == "من أين عادوا"
    assert window.boxes["origin"].editor.text() == "خان شيخون"
    assert window.form.value("persons") == count("110-130")
    window.close()
    closed(qtbot, window)


def test_a_second_account_is_counted_once_and_stands_in_brackets(store: Store) -> None:
    khan = place(store, KHAN)
    first = store.movements_of(khan)[0]
    before = store.ledger(khan, "2019-07-06").left
    values = {"origin": khan, "direction": "out", "started": day("2019-04-27"), "persons": count("650")}
    store.save([Edit("movement", None, {**values, "same_people_as": (first.id,), "certainty": "rumour"})])
    told = [one for one in store.movements_of(khan) if one.stands]
    assert len(told) == 1
    assert store.ledger(khan, "2019-07-06").left != (before[0] + 650, (before[1] or 0) + 650)
