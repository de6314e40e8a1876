"""Laws of a person's outcome over time in the form: steps are saved with the person, the newest of them holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from gui.frame.forms import register_editors
from gui.frame.offering import OpenDrafts
from gui.record.window import RecordWindow
from gui.screens.victim_form import VictimWindow, open_victim
from gui.screens.victim_outcomes import OutcomeSteps
from gui.widgets import Button
from storage.edits import Edit, Entry
from storage.fields.kinds import DayValue
from storage.store import Store
from tests.builders import a_victim, an_incident, change, day, place
from tests.gui.dressed import speak
from tests.gui.summer import a_context
from tests.gui.typist import Typist, closed, in_front

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def context(tmp_path: Path, register: Store) -> Context:
    made = a_context(tmp_path, register)
    register_editors(made)
    return made


def a_missing(store: Store) -> str:
    """Somebody missing since 4 July."""
    return a_victim(store, outcome="missing", outcome_day=day("2019-07-04"), incident=an_incident(store))


def a_form(qtbot: QtBot, context: Context, record: str | None) -> VictimWindow:
    window = open_victim(context, record)
    assert isinstance(window, VictimWindow)
    in_front(qtbot, window)
    qtbot.waitUntil(lambda: window.ready)
    return window


def steps_of(store: Store, record: str) -> list[Entry]:
    return [one for one in store.children("outcome", "victim", record) if not one.values.get("withdrawn")]


def values(store: Store, record: str) -> dict[str, object]:
    entry = store.read("victim", record)
    assert entry is not None
    return dict(entry.values)


def part(window: RecordWindow) -> OutcomeSteps:
    found = window.parts["outcomes"]
    assert isinstance(found, OutcomeSteps)
    return found


def gone(window: RecordWindow) -> None:
    window._ended = True
    window.close()
    jobs.finish()


def test_a_step_typed_by_keyboard_tells_the_persons_outcome_and_keeps_what_was_known_before(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = a_missing(register)
    window = a_form(qtbot, context, record)
    typist.press("Alt+1").cells("k", "6/7/2019", "khan shaykun", end="Tab")
    said = " ".join(one.text() for one in window.views["outcomes"].findChildren(QLabel))
    assert "Killed" in said
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    now = values(register, record)
    assert (now["outcome"], now["outcome_day"]) == ("killed", day("2019-07-06"))
    assert now["outcome_place"] == place(register)
    kept = {one.values["outcome"]: one.values.get("day") for one in steps_of(register, record)}
    assert kept == {"missing": day("2019-07-04"), "killed": day("2019-07-06")}


def test_the_steps_and_the_person_are_one_save_that_can_be_taken_back(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = a_missing(register)
    window = a_form(qtbot, context, record)
    typist.press("Alt+1").cells("k", "6/7/2019", end="Tab").press("Ctrl+Return")
    with qtbot.waitSignal(context.undoing.moved):
        closed(qtbot, window)
    context.undoing.undo()
    qtbot.waitUntil(lambda: values(register, record)["outcome"] == "missing")
    jobs.finish()
    assert steps_of(register, record) == []


def test_undo_goes_back_over_steps_and_fields_alike(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    window = a_form(qtbot, context, a_missing(register))
    window.boxes["hospital"].editor.setFocus()
    typist.type("Idlib").press("Tab", "Alt+1").cells("k", end="Tab")
    typist.press("Ctrl+Z")
    assert part(window).rows.rows == () and window.form.value("hospital") == "Idlib"
    typist.press("Ctrl+Z")
    assert window.form.value("hospital") is None
    gone(window)


def test_a_draft_with_steps_is_offered_after_a_crash_letter_by_letter(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    window = a_form(qtbot, context, a_missing(register))
    typist.press("Alt+1").cells("k", "some day", end="Tab").type("half a pla")
    window.keeper.keep()
    jobs.finish()
    gone(window)
    offered = OpenDrafts(context)
    qtbot.addWidget(offered)
    offered.look()
    qtbot.waitUntil(lambda: not offered.isHidden())
    go = next(one for one in offered.findChildren(Button) if one.word() == "Continue")
    with qtbot.waitSignal(offered.opened) as opened:
        go.click()
    assert opened.args is not None
    again = opened.args[0]
    assert isinstance(again, VictimWindow)
    qtbot.waitUntil(lambda: again.ready)
    (row,) = part(again).rows.rows
    assert (row.text("outcome"), row.text("day"), row.text("place")) == ("killed", "some day", "half a pla")
    assert row.cell("day").problem is not None
    gone(again)


def test_a_text_that_cannot_be_read_keeps_the_person_from_being_complete_and_f8_goes_there(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    window = a_form(qtbot, context, a_missing(register))
    typist.press("Alt+1").cells("k", "some day", end="Tab")
    window.boxes["hospital"].editor.setFocus()
    typist.press("Ctrl+Return")
    assert window.isVisible()
    window.boxes["hospital"].editor.setFocus()
    typist.press("F8")
    assert window.views["outcomes"].place() == (0, "day")
    gone(window)


def test_what_others_write_while_steps_are_typed_is_shown_and_nothing_typed_is_lost(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = a_missing(register)
    theirs = register.save(
        [Edit("outcome", None, {"victim": record, "outcome": "missing", "day": day("2019-07-04")})]
    ).ids[0]
    window = a_form(qtbot, context, record)
    typist.press("Alt+1", "Ctrl+Down").cells("k", "6/7/2019", end="Tab").type("ari")
    context.announce(register.save([Edit("outcome", theirs, {"said_by": "his brother"})]))
    qtbot.waitUntil(lambda: part(window).rows.rows[0].text("said_by") == "his brother")
    assert [row.text("outcome") for row in part(window).rows.rows] == ["missing", "killed"]
    typing = part(window).content()
    assert typing is not None and typing["typing"][2] == "ari"
    gone(window)


def test_a_step_taken_out_gives_the_outcome_before_it_back(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = a_missing(register)
    window = a_form(qtbot, context, record)
    typist.press("Alt+1").cells("k", "6/7/2019", end="Tab").press("Ctrl+Return")
    closed(qtbot, window)
    again = a_form(qtbot, context, record)
    assert [row.text("outcome") for row in part(again).rows.rows] == ["missing", "killed"]
    again.views["outcomes"].go_to(1, "outcome")
    typist.press("Ctrl+-").type("another man").press("Return", "Ctrl+Return")
    closed(qtbot, again)
    assert values(register, record)["outcome"] == "missing"
    assert [one.values["outcome"] for one in steps_of(register, record)] == ["missing"]


def test_going_back_from_killed_is_doubted_and_may_be_kept_for_a_reason(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = a_victim(register, outcome_day=day("2019-07-04"))
    window = a_form(qtbot, context, record)
    typist.press("Alt+1").cells("rescued alive", "6/7/2019", end="Tab")
    qtbot.waitUntil(lambda: any("killed" in one.text() for one in window.doubts.findChildren(QLabel)))
    window.form.change("overrides", {"outcome_goes_back": "another man lay there"})
    qtbot.waitUntil(lambda: window.doubts.isHidden())
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    now = values(register, record)
    assert now["outcome"] == "rescued" and now["overrides"] == {"outcome_goes_back": "another man lay there"}


def test_a_change_of_language_keeps_the_steps(
    qtbot: QtBot, qapp: QApplication, context: Context, register: Store, typist: Typist
) -> None:
    window = a_form(qtbot, context, a_missing(register))
    typist.press("Alt+1").cells("k", "6/7/2019", "khan shaykun", end="Tab").type("half")
    speak(qapp, "ar")
    context.restyled.emit()
    (row,) = part(window).rows.rows
    assert row.cell("place").value == place(register) and row.text("hospital") == "half"
    assert row.cell("day").value == DayValue.on(date(2019, 7, 6))
    model = part(window).rows
    shown = model.data(model.index(0, 2))
    assert "خان" in str(shown)
    gone(window)
    speak(qapp, "en")


def test_a_new_record_begins_with_what_it_is_given_and_that_alone_is_no_draft(
    qtbot: QtBot, context: Context, register: Store, qapp: QApplication
) -> None:
    incident = an_incident(register)
    context.open_new("victim", {"incident": incident, "outcome": "missing"})
    shown = [one for one in qapp.topLevelWidgets() if isinstance(one, VictimWindow) and one.context is context]
    (window,) = shown
    qtbot.waitUntil(lambda: window.ready)
    assert window.form.value("incident") == incident and window.form.value("outcome") == "missing"
    window.close()
    closed(qtbot, window)
    assert register.drafts() == [] and register.counts()["victim"] == 0


def test_a_change_in_the_list_of_another_kind_does_not_disturb(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    window = a_form(qtbot, context, a_missing(register))
    before = window.facts
    context.announce(change(register, "incident", an_incident(register), attack="shelling"))
    jobs.finish()
    assert window.facts is before
    gone(window)
