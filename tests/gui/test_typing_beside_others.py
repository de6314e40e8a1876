"""Laws of typing while others' changes arrive: a letter that was typed stays, where it was typed, and only there."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from storage import Edit
from storage.store import Store
from tests.builders import age, an_incident, change, name
from tests.gui.test_facilities import a_facility, a_form, finish
from tests.gui.typist import Typist, an_entry, closed, settled


def test_what_is_being_typed_when_others_changes_arrive_stays_as_it_is(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = an_incident(register, narrative="first", place_note="by the well")
    window = an_entry(qtbot, context, record)
    note, words = window.body.box("place_note"), window.body.box("narrative")
    assert note is not None and words is not None
    for box, typed in ((note, " and mine"), (words, " and mine")):
        box.editor.setFocus()
        typist.press("Ctrl+End" if box is words else "End").type(typed)
        theirs = {"place_note": "by the mill"} if box is note else {"narrative": "theirs"}
        context.announce(change(register, "incident", record, **theirs))
        settled(window)
        assert box.editor.text().endswith(typed), "not a letter is lost"
    assert note.editor.text() == "by the well and mine"
    typist.press("Tab", "Ctrl+Return")
    closed(qtbot, window)
    entry = register.read("incident", record)
    assert entry is not None and entry.values["narrative"] == "first and mine"
    assert entry.values["place_note"] == "by the well and mine"


def test_who_takes_the_letters_back_sees_what_has_come_and_writes_nothing_over_it(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = an_incident(register, place_note="by the well")
    window = an_entry(qtbot, context, record)
    box = window.body.box("place_note")
    assert box is not None
    box.editor.setFocus()
    typist.press("End").type("s")
    context.announce(change(register, "incident", record, place_note="by the mill"))
    settled(window)
    assert box.editor.text() == "by the wells"
    typist.press("Backspace")
    assert box.editor.text() == "by the mill" and not window.desk.form.changes()
    typist.press("End").type("s").press("Tab")
    assert window.desk.form.changes() == {"place_note": "by the mills"}
    window.desk.steps.undo()
    assert not window.desk.form.changes()
    window.close()
    closed(qtbot, window)


def test_what_is_being_typed_in_the_form_of_a_facility_stays_as_well(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = a_facility(register)
    window = a_form(qtbot, context, record)
    box = window.boxes["name_en"]
    box.editor.setFocus()
    typist.press("End").type(" B")
    context.announce(change(register, "facility", record, name_en="Hospital", name_ar="مشفى"))
    jobs.finish()
    qtbot.wait(1)
    assert box.editor.text() == "Ariha surgical hospital B" and window.boxes["name_ar"].editor.text() == "مشفى"
    finish(qtbot, window)


def test_a_row_that_arrives_does_not_take_what_is_being_typed_in_another(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = an_incident(register, victims=1)
    window = an_entry(qtbot, context, record)
    grid, rows = window.body.victims.grid, window.desk.grid("victims")
    grid.go_to(1, "age")  # the empty row below the last
    typist.type("4")
    theirs = register.save([Edit("victim", None, {"incident": record, "name": name("Theirs"), "outcome": "killed"})])
    context.announce(theirs)
    settled(window)
    assert rows.rows[1].id == theirs.ids[0] and grid.place()[0] == 2, "the line that is typed in stays with its row"
    typist.type("0").press("Return")
    assert rows.rows[1].text("age") == "" and rows.rows[2].text("age") == "40"
    window.close()
    closed(qtbot, window)


def test_undo_takes_back_what_was_done_here_and_nothing_that_others_wrote_since(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = an_incident(register, victims=2)
    window = an_entry(qtbot, context, record)
    rows = window.desk.grid("victims")
    second = rows.rows[1].id
    window.body.victims.grid.go_to(0, "age")
    typist.type("40").press("Return")
    context.announce(change(register, "victim", second, age=age("30")))
    settled(window)
    assert rows.rows[1].text("age") == "30"
    for keys, mine in (("Ctrl+Z", ""), ("Ctrl+Y", "40"), ("Ctrl+Z", "")):
        typist.press(keys)
        assert rows.rows[0].text("age") == mine
        assert rows.rows[1].text("age") == "30", "their age is not taken back with our age"
    window.close()
    closed(qtbot, window)
    entry = register.read("victim", second)
    assert entry is not None and entry.values["age"] == age("30")
