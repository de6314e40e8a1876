"""Laws of what follows a save: the list goes to what was just written, undo is called by what was done."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gui import jobs
from gui.frame.opening import Opened
from gui.frame.window import Window
from gui.listing.page import ListPage
from storage.edits import Edit
from tests.builders import a_victim, day


def incident(window: Window, when: str) -> str:
    values = {"attack": "air_strike", "occurred": day(when), "status": "draft"}
    outcome = window.context.store.save([Edit("source", None, {"kind": "own_team"}), Edit("incident", None, values)])
    window.context.announce(outcome)
    return next(one for one in outcome.ids if window.context.store.read("incident", one) is not None)


def the_list(qtbot: QtBot, window: Window, opened: Opened) -> ListPage:
    window.enter(opened)
    assert window.shell is not None
    page = window.shell.go_to("incidents")
    assert isinstance(page, ListPage)
    qtbot.waitUntil(lambda: page.table.rows.complete)
    return page


def test_the_list_goes_to_the_record_that_was_just_written(qtbot: QtBot, window: Window, opened: Opened) -> None:
    page = the_list(qtbot, window, opened)
    for when in ("2019-07-04", "2019-07-06", "2019-07-05"):
        record = incident(window, when)
        qtbot.waitUntil(lambda record=record: page.table.current_id() == record)  # type: ignore[misc]
        qtbot.waitUntil(lambda: page.table.chosen_count() == 1)  # chosen a turn after it is gone to


def test_a_record_the_filters_hide_takes_no_filter_away(qtbot: QtBot, window: Window, opened: Opened) -> None:
    page = the_list(qtbot, window, opened)
    shown = incident(window, "2019-07-04")
    qtbot.waitUntil(lambda: page.table.current_id() == shown)
    page.look("nobody is called like this")
    qtbot.waitUntil(lambda: page.table.rows.complete and page.table.rows.rowCount() == 0)
    incident(window, "2019-07-05")
    jobs.finish()
    qtbot.wait(50)
    assert page.search and page.table.rows.rowCount() == 0


def test_undo_is_called_by_what_was_done_to_the_most_telling_record(
    qtbot: QtBot, window: Window, opened: Opened
) -> None:
    the_list(qtbot, window, opened)
    undoing, store = window.context.undoing, window.context.store
    incident(window, "2019-07-04")
    qtbot.waitUntil(lambda: undoing.can_undo)
    assert "INC-" in undoing.undo_words() and "added" in undoing.undo_words()
    person = a_victim(store)
    for values, word in (
        ({"hospital": "Idlib"}, "edited"),
        ({"withdrawn": "entered twice"}, "withdrawn"),
        ({"withdrawn": None}, "brought back"),
    ):
        window.context.announce(store.save([Edit("victim", person, values)]))
        qtbot.waitUntil(lambda word=word: word in undoing.undo_words())  # type: ignore[misc]
