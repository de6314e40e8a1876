"""Pictures of outcomes over time: the form with its steps, the pane with the timeline."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.screens.outcome_line import HAPPENINGS
from gui.screens.victim_form import VictimWindow, open_victim
from gui.screens.victims_room import VictimsRoom
from storage.edits import Edit
from storage.store import Store
from tests.builders import a_store, a_victim, age, an_incident, count, day, name, place
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context, a_summer


@screen("outcome-steps")
def steps(stage: Stage) -> QWidget:
    """Somebody who was missing, lay under the rubble and was found dead; the last step is being typed."""
    store = a_store(stage.folder)
    incident = an_incident(store)
    person = a_victim(
        store,
        incident=incident,
        name=name("محمد خالد الأحمد / Muhammad Khalid Alahmad"),
        outcome="under_rubble",
        outcome_day=day("2019-07-05"),
    )
    source = store.save([Edit("source", None, {"title": "Rescue team log", "kind": "own_team"})]).ids[0]
    told = (("missing", "2019-07-04", None), ("under_rubble", "2019-07-05", source))
    store.save(
        [
            Edit(
                "outcome",
                None,
                {"victim": person, "outcome": one, "day": day(when), "place": place(store), "source": who},
            )
            for one, when, who in told
        ]
    )
    window = open_victim(a_context(stage.folder, store), person)
    assert isinstance(window, VictimWindow)
    window.resize(*stage.size)
    window.show()
    wait_until(lambda: window.ready)
    rows = window.parts["outcomes"].rows  # type: ignore[attr-defined]
    rows.write([((2, "outcome"), "killed"), ((2, "day"), "6/7/2019"), ((2, "hospital"), "مشفى إدلب")], "sample")
    window.views["outcomes"].go_to(2, "day")
    return window


def _lost_people(stage: Stage) -> tuple[Store, str]:
    """A register with people who are looked for, and bodies nobody has named yet."""
    store = a_summer(stage.folder, 12)
    khan = place(store)
    names = (
        "سامر حسن الأحمد / Samer Hasan Alahmad",
        "ليلى محمود العلي / Layla Mahmoud Alali",
        "يزن خالد / Yazan Khaled",
    )
    people = []
    for number, one in enumerate(names):
        sex, years = ("female", "27") if number == 1 else ("male", "8-12")
        outcome = "under_rubble" if number else "missing"
        people.append(
            a_victim(
                store,
                name=name(one),
                sex=sex,
                age=age(years),
                outcome=outcome,
                outcome_day=day(f"2019-07-0{4 - number}"),
                outcome_place=khan,
                family_group="Alahmad" if not number else None,
                kin="his uncle" if not number else None,
            )
        )
    for years, found, told in (("7-11", "2019-07-06", {"hospital": "مشفى إدلب"}), ("10-14", "2019-07-10", {})):
        a_victim(store, name=None, sex="male", age=age(years), outcome_day=day(found), outcome_place=khan, **told)
    return store, people[0]


@screen("missing")
def missing(stage: Stage) -> QWidget:
    """The board: who is looked for, and in the pane which bodies it could be."""
    store, person = _lost_people(stage)
    room = VictimsRoom(a_context(stage.folder, store))
    room.resize(*stage.size)
    room.show()
    room.turn()
    page = room.missing
    assert page is not None
    wait_until(lambda: page.table.rows.complete)
    page.show_record(person)
    settle(100)
    if not page.plan.pane.isVisible():
        page.table.pane_asked.emit()
    settle(500)
    return room


@screen("found-dead")
def found_dead(stage: Stage) -> QWidget:
    """The line that records what became of a person."""
    store, person = _lost_people(stage)
    room = VictimsRoom(a_context(stage.folder, store))
    room.resize(*stage.size)
    room.show()
    wait_until(lambda: room.people.table.rows.complete)
    room.people.deeds.ask(HAPPENINGS[2], person)
    wait_until(room.people.deeds.line.isVisible)
    return room


@screen("identified-as")
def identified(stage: Stage) -> QWidget:
    """Who was it: the line with its list."""
    store, person = _lost_people(stage)
    room = VictimsRoom(a_context(stage.folder, store))
    room.resize(*stage.size)
    room.show()
    room.turn()
    page = room.missing
    assert page is not None
    wait_until(lambda: page.table.rows.complete)
    page.deeds.ask(HAPPENINGS[3], person)
    wait_until(page.deeds.line.isVisible)
    page.deeds.line.who.open_list()
    return room


@screen("group-named")
def group(stage: Stage) -> QWidget:
    """A group of twelve, five of them named."""
    store = a_store(stage.folder)
    incident = an_incident(store)
    found = a_victim(store, name=None, sex=None, people=count("12"), incident=incident, outcome_place=place(store))
    window = open_victim(a_context(stage.folder, store), found)
    assert isinstance(window, VictimWindow)
    window.resize(*stage.size)
    window.show()
    wait_until(lambda: window.ready)
    people = ("سامر حسن الأحمد", "ليلى محمود العلي", "يزن خالد", "فاطمة حسن إبراهيم", "أحمد سليم الحسين")
    rows = window.parts["named"].rows  # type: ignore[attr-defined]
    rows.write([((number, "given"), one) for number, one in enumerate(people)], "sample")
    window.begin_at("named")
    return window
