"""Laws of the board of the missing and of the keys that record what became of a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from gui.fresh import follow
from gui.listing.page import ListPage
from gui.screens.missing import MissingPage
from gui.screens.victim_columns import outcome_of
from gui.screens.victims_room import VictimsRoom
from gui.widgets import LinkButton
from storage.edits import Edit
from storage.lists.listing import Query
from storage.store import Store
from tests.builders import a_victim, age, change, day, name, place
from tests.gui.dressed import speak
from tests.gui.summer import a_context
from tests.gui.typist import Typist, in_front

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def a_missing(store: Store, **more: Any) -> str:
    told = {"outcome": "missing", "age": age("8-12"), "outcome_day": day("2019-07-04"), "outcome_place": place(store)}
    return a_victim(store, **{**told, **more})


def a_body(store: Store, **more: Any) -> str:
    told = {"name": None, "age": age("7-11"), "outcome_day": day("2019-07-06"), "outcome_place": place(store)}
    return a_victim(store, **{**told, **more})


def the_room(qtbot: QtBot, qapp: QApplication, folder: Path, store: Store, language: str = "en") -> VictimsRoom:
    speak(qapp, language)
    room = VictimsRoom(a_context(folder, store))
    room.resize(1366, 700)
    qtbot.addWidget(room)
    in_front(qtbot, room)
    qtbot.waitUntil(lambda: room.people.table.rows.complete)
    return room


def the_board(qtbot: QtBot, room: VictimsRoom) -> MissingPage:
    room.turn()
    page = room.missing
    assert page is not None
    qtbot.waitUntil(lambda: page.table.rows.complete)
    return page


def shown(page: ListPage) -> list[str]:
    rows = [page.table.rows.row_at(position) for position in range(page.table.rows.rowCount())]
    return [row.id for row in rows if row is not None]


def outcome(store: Store, record: str) -> Any:
    entry = store.read("victim", record)
    assert entry is not None
    return entry.values.get("outcome")


def the_line(qtbot: QtBot, page: Any, key: str) -> Any:
    page.table.setFocus()
    qtbot.waitUntil(lambda: bool(page.table.current_id()))
    qtbot.keyClick(page.table, key)
    qtbot.waitUntil(page.deeds.line.isVisible)
    return page.deeds.line


def test_the_board_shows_who_is_looked_for_and_one_key_leads_there_and_back(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    person = a_missing(store)
    a_victim(store)
    room = the_room(qtbot, qapp, tmp_path, store)
    assert len(shown(room.people)) == 2
    Typist(qapp).press("Alt+M")
    assert room.missing is not None
    qtbot.waitUntil(lambda: shown(room.missing) == [person])  # type: ignore[arg-type]
    assert room.front() is room.missing
    Typist(qapp).press("Alt+M")
    assert room.front() is room.people


def test_found_dead_by_one_key_is_a_step_a_change_and_one_save_that_can_be_taken_back(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    person = a_missing(store)
    room = the_room(qtbot, qapp, tmp_path, store)
    page = the_board(qtbot, room)
    line = the_line(qtbot, page, "d")
    typist = Typist(qapp)
    typist.press("Ctrl+A").type("6/7/2019").press("Return").press("Ctrl+Return")
    qtbot.waitUntil(lambda: outcome(store, person) == "killed")
    qtbot.waitUntil(lambda: not line.isVisible() and shown(page) == [])
    steps = {one.values["outcome"]: one.values.get("day") for one in store.children("outcome", "victim", person)}
    assert steps == {"missing": day("2019-07-04"), "killed": day("2019-07-06")}
    undoing = room.context.undoing
    qtbot.waitUntil(lambda: undoing.can_undo)
    undoing.undo()
    qtbot.waitUntil(lambda: outcome(store, person) == "missing")
    qtbot.waitUntil(lambda: shown(page) == [person])


@pytest.mark.parametrize(("key", "letter"), [("a", "safe"), ("r", "rescued")])
def test_alive_and_out_of_the_rubble_have_a_key_each(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store, key: str, letter: str
) -> None:
    person = a_missing(store, outcome="under_rubble")
    room = the_room(qtbot, qapp, tmp_path, store)
    page = room.people
    the_line(qtbot, page, key)
    Typist(qapp).press("Ctrl+Return")
    qtbot.waitUntil(lambda: outcome(store, person) == letter)
    jobs.finish()
    entry = store.read("victim", person)
    assert entry is not None and ("rubble_day" in entry.values) == (key == "r")


def test_the_keys_are_those_of_the_arabic_keyboard_too(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    a_missing(store)
    room = the_room(qtbot, qapp, tmp_path, store, "ar")
    page = room.people
    page.table.setFocus()
    qtbot.waitUntil(lambda: bool(page.table.current_id()))
    Typist(qapp).type("ي")
    qtbot.waitUntil(page.deeds.line.isVisible)
    speak(qapp, "en")


def test_escape_gives_up_and_writes_nothing(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    person = a_missing(store)
    room = the_room(qtbot, qapp, tmp_path, store)
    page = room.people
    line = the_line(qtbot, page, "d")
    Typist(qapp).press("Escape")
    assert not line.isVisible() and page.table.hasFocus()
    jobs.finish()
    assert outcome(store, person) == "missing" and store.children("outcome", "victim", person) == []


def test_a_day_that_cannot_be_read_is_said_and_kept_and_nothing_is_written(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    person = a_missing(store)
    room = the_room(qtbot, qapp, tmp_path, store)
    page = room.people
    line = the_line(qtbot, page, "d")
    Typist(qapp).press("Ctrl+A").type("some day").press("Ctrl+Return")
    assert line.isVisible() and line.form.problems
    jobs.finish()
    assert outcome(store, person) == "missing"
    line.give_up()


def test_a_step_back_from_killed_is_doubted_in_the_line(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    a_victim(store, outcome_day=day("2019-07-04"))
    room = the_room(qtbot, qapp, tmp_path, store)
    page = room.people
    line = the_line(qtbot, page, "a")
    qtbot.waitUntil(lambda: any("killed" in one.text() for one in line.says.findChildren(QLabel)))
    line.give_up()


def test_the_pane_shows_bodies_with_reasons_and_the_answers_are_kept(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    person, body = a_missing(store), a_body(store)
    room = the_room(qtbot, qapp, tmp_path, store)
    page = the_board(qtbot, room)
    pane = page.plan.pane
    qtbot.waitUntil(lambda: any("2 days later" in one.text() for one in pane.findChildren(QLabel)))
    words = " ".join(one.text() for one in pane.findChildren(QLabel))
    assert "same place, 2 days later, boy, 8–11" in words.replace("\u2066", "").replace("\u2069", "")
    link = next(one for one in pane.findChildren(LinkButton) if one.text() == "It is this person…")
    link.click()
    qtbot.waitUntil(page.deeds.line.isVisible)
    Typist(qapp).press("Tab").type("his brother knew the shirt").press("Return")
    qtbot.waitUntil(lambda: outcome(store, person) == "killed")
    jobs.finish()
    (found,) = store.identified_with(person)
    told = {one.values["outcome"]: one.values.get("day") for one in store.children("outcome", "victim", person)}
    assert told["killed"] == day("2019-07-06"), "the day the body was found"
    assert found.other.id == body and found.link.values["reason"] == "his brother knew the shirt"
    assert outcome(store, body) == "killed"


def test_not_the_same_asks_why_and_is_not_asked_again(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    person = a_missing(store)
    a_body(store)
    room = the_room(qtbot, qapp, tmp_path, store)
    page = the_board(qtbot, room)
    pane = page.plan.pane
    qtbot.waitUntil(lambda: any(one.text() == "Not the same…" for one in pane.findChildren(LinkButton)))
    next(one for one in pane.findChildren(LinkButton) if one.text() == "Not the same…").click()
    Typist(qapp).type("another scar").press("Return")
    qtbot.waitUntil(lambda: store.could_be(person) == [])
    (link,) = store.children("link", "first", person)
    assert (link.values["link"], link.values["reason"]) == ("not_same", "another scar")
    jobs.finish()


def test_kin_is_only_hinted_at_in_the_list(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    a_missing(store, kin="his uncle Salim", kin_phone="0944 123 456")
    room = the_room(qtbot, qapp, tmp_path, store)
    page = the_board(qtbot, room)
    cells = page.table.rows.cells(0)
    assert cells is not None
    said = " ".join(cell.words for cell in cells)
    assert "known" in said and "Salim" not in said and "0944" not in said


def test_a_disputed_outcome_reads_missing_until_all_agree_and_death_stays_unconfirmed(
    qapp: QApplication, store: Store
) -> None:
    speak(qapp, "en")
    person, dead = a_missing(store), a_victim(store)
    for record, ours, theirs in ((person, "rescued", "missing"), (dead, "injured", "killed")):
        seen = store.read("victim", record)
        assert seen is not None
        change(store, "victim", record, outcome="detained")
        store.save([Edit("victim", record, {"outcome": ours})])
        store.save([Edit("victim", record, {"outcome": theirs}, seen.seen)])
    _, rows = store.listing(Query("victim")).first(10)
    by_id = {row.id: outcome_of(row) for row in rows.values()}
    assert by_id[person].strong == "Missing" and by_id[person].ink == "accink"
    assert by_id[dead].strong == "Death unconfirmed"


def test_a_new_person_saved_on_the_board_is_found_there(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    a_missing(store)
    room = the_room(qtbot, qapp, tmp_path, store)
    page = the_board(qtbot, room)
    saved = store.save([Edit("victim", None, {"name": name("علي"), "outcome": "missing"})])
    room.context.announce(saved)
    follow(room, saved)
    qtbot.waitUntil(lambda: page.table.current_id() == saved.ids[0])


def test_the_room_comes_back_on_the_list_that_was_shown(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    a_missing(store)
    room = the_room(qtbot, qapp, tmp_path, store)
    the_board(qtbot, room)
    other = VictimsRoom(room.context)
    qtbot.addWidget(other)
    other.restore(room.state())
    assert other.front() is other.missing
    jobs.finish()


def test_new_on_the_board_is_a_missing_person(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    room = the_room(qtbot, qapp, tmp_path, store)
    begun: list[tuple[Any, ...]] = []
    context: Context = room.context
    context.editors["victim"] = lambda *what: begun.append(what)
    room.new_record()
    the_board(qtbot, room)
    room.new_record()
    assert begun == [(None,), (None, {"outcome": "missing"})]
