"""Laws of naming people out of a group: names pasted in the form of the group, what is left told everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from gui.entry import findings
from gui.frame.forms import register_editors
from gui.record.window import RecordWindow
from gui.screens.naming_people import name_people
from gui.screens.victim_form import VictimWindow, open_victim
from gui.screens.victim_groups import NamedPeople
from storage.edits import Edit
from storage.lists.listing import Query
from storage.store import Store
from tests.builders import a_victim, an_incident, count, day, name, place, victim_values
from tests.gui.summer import a_context
from tests.gui.typist import Typist, an_entry, closed, in_front

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def context(tmp_path: Path, register: Store) -> Context:
    made = a_context(tmp_path, register)
    register_editors(made)
    return made


def a_group(store: Store, people: str = "12", **more: Any) -> str:
    told = {"name": None, "people": count(people), "outcome_day": day("2019-07-04"), "outcome_place": place(store)}
    return a_victim(store, **{**told, **more})


def the_form(qtbot: QtBot, context: Context, group: str) -> VictimWindow:
    window = open_victim(context, group)
    assert isinstance(window, VictimWindow)
    in_front(qtbot, window)
    qtbot.waitUntil(lambda: window.ready)
    return window


def part(window: RecordWindow) -> NamedPeople:
    found = window.parts["named"]
    assert isinstance(found, NamedPeople)
    return found


def said(window: RecordWindow) -> str:
    return " ".join(one.text() for one in window.views["named"].findChildren(QLabel))


def gone(window: RecordWindow) -> None:
    window._ended = True
    window.close()
    jobs.finish()


def test_pasted_names_become_people_of_the_group_with_its_incident_outcome_and_place(
    qtbot: QtBot, qapp: QApplication, context: Context, register: Store, typist: Typist
) -> None:
    incident = an_incident(register)
    group = a_group(register, incident=incident)
    window = the_form(qtbot, context, group)
    typist.press("Alt+2")
    qapp.clipboard().setText("سامر حسن الأحمد\nليلى محمود العلي، 27\nيزن خالد")
    typist.press("Ctrl+V")
    assert len(part(window).rows.rows) == 3
    assert "3 named, 9 left" in said(window)
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    people = register.children("victim", "of_group", group)
    assert [one.values["name"].ar.given for one in people] == ["سامر", "ليلى", "يزن"]
    for one in people:
        assert (one.values["incident"], one.values["outcome"]) == (incident, "killed")
        assert one.values["outcome_place"] == place(register) and one.values["status"] == "complete"
    assert register.listing(Query("victim")).totals()["killed"] == 12


def test_an_outcome_typed_for_one_of_them_is_that_persons_own(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    group = a_group(register, outcome="missing")
    window = the_form(qtbot, context, group)
    part(window).rows.write([((0, "given"), "سامر"), ((0, "outcome"), "k"), ((1, "given"), "علي")], "test")
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    told = {
        one.values["name"].ar.given: one.values["outcome"] for one in register.children("victim", "of_group", group)
    }
    assert told == {"سامر": "killed", "علي": "missing"}


def test_names_saved_again_keep_who_told_them_and_what_the_grid_does_not_show(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    group = a_group(register)
    person = a_victim(register, of_group=group, kin="his brother")
    before = register.read("victim", person)
    window = the_form(qtbot, context, group)
    part(window).rows.write([((1, "given"), "علي")], "test")
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    after = register.read("victim", person)
    assert before is not None and after is not None and before.values == after.values


def test_a_name_taken_out_gives_its_place_back(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    group = a_group(register)
    register.save([Edit("victim", None, victim_values(of_group=group)) for _ in range(2)])
    window = the_form(qtbot, context, group)
    assert "2 named, 10 left" in said(window)
    window.views["named"].go_to(0, "given")
    typist.press("Ctrl+-").type("entered twice").press("Return")
    assert "1 named, 11 left" in said(window)
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    assert register.listing(Query("victim")).totals()["killed"] == 12


def test_more_names_than_people_is_doubted_and_saved_all_the_same(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    group = a_group(register, "2")
    window = the_form(qtbot, context, group)
    part(window).rows.write([((number, "given"), f"علي{number}") for number in range(3)], "test")
    qtbot.waitUntil(lambda: any("3 people are named" in one.text() for one in window.doubts.findChildren(QLabel)))
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    assert len(register.children("victim", "of_group", group)) == 3


def test_a_single_person_has_no_grid_of_names(qtbot: QtBot, context: Context, register: Store) -> None:
    window = the_form(qtbot, context, a_victim(register))
    assert window.views["named"].isHidden()
    window.form.change("people", count("4"))
    assert not window.views["named"].isHidden()
    gone(window)


def test_naming_begins_in_the_empty_row_of_the_grid(
    qtbot: QtBot, qapp: QApplication, context: Context, register: Store
) -> None:
    group = a_group(register)
    name_people(context, group)
    (window,) = [one for one in qapp.topLevelWidgets() if isinstance(one, VictimWindow) and one.context is context]
    qtbot.waitUntil(lambda: window.ready)
    assert window._here() is not None and window._here().grid == "named"  # type: ignore[union-attr]
    gone(window)


def test_a_draft_keeps_names_and_they_come_back(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    group = a_group(register)
    window = the_form(qtbot, context, group)
    part(window).rows.write([((0, "given"), "سامر"), ((0, "age"), "old-ish")], "test")
    window.close()
    closed(qtbot, window)
    (draft,) = register.drafts()
    assert draft.kind == "victim" and not draft.open
    again = the_form(qtbot, context, group)
    (row,) = part(again).rows.rows
    assert (row.text("given"), row.text("age")) == ("سامر", "old-ish")
    gone(again)


def test_the_incident_shows_what_is_left_of_a_group_and_counts_nobody_twice(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    incident = an_incident(register)
    group = a_group(register, incident=incident)
    member = {"of_group": group, "incident": incident}
    register.save([Edit("victim", None, victim_values(**member, name=name(f"علي {n}"))) for n in range(5)])
    window = an_entry(qtbot, context, incident)
    model = window.desk.victims
    column = [one.key for one in model.columns].index("people")
    number = [row.id for row in model.rows].index(group)
    assert model.data(model.index(number, column)) == "12 · 7 left"
    assert findings.named(window.desk).of("killed") == (12, 12)
    window.close()
    closed(qtbot, window)
