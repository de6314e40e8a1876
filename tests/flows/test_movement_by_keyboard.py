"""A movement in under a minute: by keyboard alone, in both languages, from the village shown; what is then kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from gui.entry.held import _alive
from gui.frame.forms import register_editors
from gui.screens.villages import VillagesPage
from gui.villages.forms import MovementWindow
from storage.edits import Edit
from storage.fields.kinds import DayValue, Range
from storage.lists.listing import Query
from storage.store import Store
from tests.builders import a_store, count, place
from tests.gui.dressed import speak
from tests.gui.summer import a_context
from tests.gui.typist import Typist, closed, in_front

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def yesterday() -> DayValue:
    """Told anew by each test: midnight may pass while others run."""
    return DayValue.on(date.today() - timedelta(days=1))


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path)
    khan = place(made, "Khan Shaykun")
    source = {"title": "Local council", "kind": "local_council"}
    strike = {"place": khan, "occurred": yesterday(), "attack": "air_strike", "status": "complete"}
    made.save([Edit("source", None, source), Edit("incident", None, strike)])
    made.save([Edit("population", None, {"place": khan, "persons": count("5,200-5,600")})])
    yield made
    jobs.finish()
    made.close()


@pytest.fixture
def context(tmp_path: Path, register: Store) -> Context:
    made = a_context(tmp_path, register)
    register_editors(made)
    return made


def open_ones(context: Context) -> list[MovementWindow]:
    """The forms of this register that are open."""
    return [one for _, one in _alive() if isinstance(one, MovementWindow) and one.context is context]


def the_form(qtbot: QtBot, context: Context) -> MovementWindow:
    """The form that has come to the front."""
    qtbot.waitUntil(lambda: any(one.ready for one in open_ones(context)))
    window = open_ones(context)[-1]
    in_front(qtbot, window)
    qtbot.waitUntil(lambda: bool(window.facts.around.incidents))
    in_front(qtbot, window)
    return window


def village_in_front(qtbot: QtBot, context: Context, typist: Typist, typed: str) -> VillagesPage:
    """The room, with a village found by what is typed."""
    page = VillagesPage(context)
    qtbot.addWidget(page)
    page.resize(1366, 700)
    in_front(qtbot, page)
    qtbot.waitUntil(lambda: page.view.list.table.rows.complete)
    page.entered()
    typist.press("F").type(typed)
    qtbot.waitUntil(lambda: page.view.village is not None and page.view.list.table.rows.rowCount() == 1)
    typist.press("Return")
    return page


def movements(store: Store) -> list[dict[str, Any]]:
    numbers, rows = store.listing(Query("movement")).first(10)
    found = [store.read("movement", rows[number].id) for number in numbers]
    return [entry.values for entry in found if entry is not None]


def test_an_english_keyboard_records_who_left(
    qtbot: QtBot, qapp: QApplication, context: Context, register: Store
) -> None:
    speak(qapp, "en")
    typist = Typist(qapp)
    page = village_in_front(qtbot, context, typist, "khan shay")
    page.new_record()  # Ctrl+N belongs to the shell
    window = the_form(qtbot, context)
    typist.strokes = 0
    typist.type("ariha").press("Return").press("Tab").type("yesterday").press("Tab", "Tab")
    typist.type("300-380").press("Tab").type("64").press("Tab", "Tab")
    typist.type("80-100").press("Tab").type("150").press("Tab", "Tab", "Tab", "Tab")
    typist.press("Down", "Down", "Return").press("Tab").type("n").press("Tab").type("private").press("Return", "Tab")
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    print(f"\nkey strokes in English: {typist.strokes}")

    (values,) = movements(register)
    assert values["status"] == "complete" and values["direction"] == "out"
    assert register.name_of("place", values["origin"], "en") == "Khan Shaykun"
    assert register.name_of("place", values["destination"], "en") == "Ariha"
    assert values["destination_known"] == "known"
    assert values["started"] == yesterday()
    assert (values["persons"], values["households"]) == (Range(300, 380), Range(64, 64))
    assert (values["women"], values["children"]) == (Range(80, 100), Range(150, 150))
    assert len(values["triggers"]) == 1 and values["transport"] == ("private_car",)
    assert register.drafts() == []
    qtbot.waitUntil(lambda: page.view.detail.facts is not None and len(page.view.detail.facts.moves) == 1)
    assert page.view.detail.facts is not None
    assert page.view.detail.facts.ledger.left == (300, 380)


def test_an_arabic_keyboard_records_who_left_and_nobody_knows_where_to(
    qtbot: QtBot, qapp: QApplication, context: Context, register: Store
) -> None:
    speak(qapp, "ar")
    typist = Typist(qapp)
    page = village_in_front(qtbot, context, typist, "خان شي")
    page.new_record()
    window = the_form(qtbot, context)
    typist.strokes = 0
    typist.type("؟").press("Tab", "Tab").type("أمس").press("Tab", "Tab")
    typist.type("١٨٠-٢٦٠").press("Tab").type("٤٠")
    typist.press("Ctrl+Shift+Return")
    qtbot.waitUntil(lambda: len(movements(register)) == 1)
    closed(qtbot, window)
    print(f"\nkey strokes in Arabic: {typist.strokes}")

    (values,) = movements(register)
    assert values["status"] == "complete" and values["destination_known"] == "unknown"
    assert "destination" not in values and values["started"] == yesterday()
    assert (values["persons"], values["households"]) == (Range(180, 260), Range(40, 40))

    second = the_form(qtbot, context)  # the next one of the same village and day
    assert second.form.value("origin") == values["origin"] and second.form.value("started") == yesterday()
    typist.type("على الطر").press("Return")
    typist.press("Ctrl+Return")
    closed(qtbot, second)
    assert sorted(one["destination_known"] for one in movements(register)) == ["on_the_road", "unknown"]


def test_people_who_come_home_are_asked_for_their_home(
    qtbot: QtBot, qapp: QApplication, context: Context, register: Store
) -> None:
    speak(qapp, "en")
    typist = Typist(qapp)
    context.open_new("movement", {})
    qtbot.waitUntil(lambda: any(one.ready for one in open_ones(context)))
    window = open_ones(context)[-1]
    in_front(qtbot, window)
    typist.press("R")
    assert window.boxes["origin"].label.text() == "From where they return"
    assert window.boxes["destination"].label.text() == "Home"
    typist.type("dana").press("Return").type("khan sh").press("Return").press("Tab").type("yesterday").press(
        "Tab", "Tab"
    )
    typist.type("110-130")
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    (values,) = movements(register)
    assert values["direction"] == "return" and values["destination"] == place(register, "Khan Shaykun")
