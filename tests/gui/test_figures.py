"""Laws of the windows of figures and of claims against names: what they show is what the register answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from exports import FigureTelling
from gui.figures.lines import Row, group_words
from gui.frame import opening
from gui.frame.window import Window
from gui.listing.conditions import read_days
from gui.listing.filter_fields import Condition
from gui.screens.claims_names import ClaimsWindow, show_claims
from gui.screens.figures import FiguresWindow, show_figures
from gui.screens.incidents import IncidentsPage
from storage import PEOPLE
from storage.edits import Edit
from storage.fields.kinds import AgeValue, Range
from storage.fields.words import Words
from storage.period import Period
from storage.saving import new_id
from storage.store import Store
from tests.builders import a_store, day, place
from tests.gui.conftest import PASSPHRASE
from tests.gui.dressed import speak
from tests.gui.summer import a_context
from tests.gui.typist import an_entry, in_front
from tests.test_figures import claim, incident, link, victim


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path)
    one, two, third = incident(made), incident(made), incident(made, "2019-06-02", "Ariha")
    made.save([
        one, two, third, claim(one, Range(3, 5), source_note="Page", killed_children=Range.exactly(2)),
        claim(two, Range(1, None)), claim(third, Range.exactly(1)), link("double_tap_of", two, one),
        victim(one, age=AgeValue(9, 9), sex="female"), victim(one, "injured"), victim(third), victim(third),
    ])  # fmt: skip
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path, store: Store) -> IncidentsPage:
    made = IncidentsPage(a_context(tmp_path, store))
    qtbot.addWidget(made)
    made.resize(1366, 700)
    made.show()
    qtbot.waitUntil(lambda: made.table.rows.complete)
    return made


def figures_of(qtbot: QtBot, page: IncidentsPage) -> FiguresWindow:
    window = show_figures(page.context, page, page)
    qtbot.waitUntil(lambda: counted(window))
    return window


def counted(window: FiguresWindow) -> bool:
    row = window.lines.rows.row_at(0)
    return window.figures is not None and isinstance(row, Row) and row.whole and window.misfits.rows.complete


def test_the_window_shows_what_the_command_line_prints(qtbot: QtBot, page: IncidentsPage, store: Store) -> None:
    window = figures_of(qtbot, page)
    found = store.figures(Period())
    assert window.figures == found
    told = FigureTelling(store, Words("en"))
    assert window.tiles["killed"].number.text() == told.short(found.killed.shown)[0] == "≥ 4"
    assert "1 child" in window.tiles["killed"].below.text()
    assert window.lines.rows.row_at(0).line == store.reconciliation(Period()).line("killed")
    in_front(qtbot, window)
    QTest.keyClick(window, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: "Killed" in QGuiApplication.clipboard().text())  # the button is seen going down first
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.rstrip() for line in lines[1:]] == list(told.lines(found))[1:]
    window.close()


def test_it_begins_with_what_the_list_is_filtered_by(qtbot: QtBot, page: IncidentsPage, store: Store) -> None:
    ariha = place(store, "Ariha")
    page.ask({"occurred": read_days(page.known, "June 2019"), "place": Condition(ariha, "Ariha")})
    window = figures_of(qtbot, page)
    assert window.figures is not None and window.figures.incidents == 1
    qtbot.waitUntil(lambda: window.misfits.rows.rowCount() == 1)  # two people are named, one is claimed
    window.asked.place.put(Condition())
    window.asked.period.put(Condition())
    window.count()
    qtbot.waitUntil(lambda: window.figures is not None and window.figures.incidents == 3)
    window.close()


def test_a_change_in_the_register_is_counted_at_once(qtbot: QtBot, page: IncidentsPage, store: Store) -> None:
    window = figures_of(qtbot, page)
    page.context.announce(store.save([incident(store)]))
    qtbot.waitUntil(lambda: window.figures is not None and window.figures.incidents == 4)
    window.close()


def test_a_row_that_does_not_fit_opens_its_claims_and_its_incident(qtbot: QtBot, page: IncidentsPage) -> None:
    window, opened = figures_of(qtbot, page), list[str]()
    page.context.editors["incident"] = opened.append
    window.misfits.go_to(0)
    window.misfits.setFocus()
    QTest.keyClick(window.misfits, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(window.findChildren(ClaimsWindow)))
    QTest.keyClick(window.misfits, Qt.Key.Key_Return)
    assert opened == [window.misfits.current_id()]
    for child in window.findChildren(ClaimsWindow):
        child.close()
    window.close()


def test_one_event_told_by_two_records_counts_once_in_its_window(
    qtbot: QtBot, page: IncidentsPage, store: Store
) -> None:
    first = next(iter(store.children("link", "link", "double_tap_of"))).values["first"]
    window = show_claims(page.context, page, str(first))
    qtbot.waitUntil(lambda: window.table is not None and window.table.rows.complete)
    assert window.found is not None
    assert window.found.reconciled == store.reconciled(str(first))
    assert [one.how for one in window.found.reconciled.incidents].count("double_tap_of") == 1
    assert show_claims(page.context, page, str(first)) is window, "it is not opened twice"
    line = window.found.reconciled.line("killed", "children")
    assert (line.claimed, line.named, line.left) == ((2, 2), (1, 1), (1, 1))
    window.close()


def test_the_windows_follow_the_language(qtbot: QtBot, page: IncidentsPage, qapp: QApplication) -> None:
    window = figures_of(qtbot, page)
    speak(qapp, "ar")
    page.context.restyled.emit()
    qtbot.waitUntil(lambda: not window.isVisible())
    (again,) = [one for one in page.findChildren(FiguresWindow) if one.isVisible()]
    qtbot.waitUntil(lambda: counted(again))
    assert again.windowTitle() == "الأرقام وروايات المصادر"
    assert again.tiles["killed"].accessibleName().startswith("قُتل")
    again.close()


def test_every_group_of_people_has_a_word() -> None:
    assert len({group_words(group) for group in PEOPLE}) == len(PEOPLE)


def test_ctrl_g_opens_the_figures_and_locking_closes_them(qtbot: QtBot, window: Window, folder: Path) -> None:
    window.enter(opening.unlock(folder, PASSPHRASE))
    qtbot.waitUntil(lambda: window.shell is not None and window.context.is_open)
    QTest.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(window.findChildren(FiguresWindow)))
    (figures,) = window.findChildren(FiguresWindow)
    qtbot.waitUntil(lambda: figures.figures is not None)
    window.lock()
    assert not window.findChildren(FiguresWindow) or not figures.isVisible()


def test_two_posts_of_one_group_are_one_source_while_typing_too(qtbot: QtBot, tmp_path: Path, store: Store) -> None:
    page_, other, one = new_id(), new_id(), incident(store)
    store.save(
        [Edit("source", page_, {"title": "Page"}), Edit("source", other, {"title": "O", "same_group_as": page_})]
    )
    old = claim(one, Range.exactly(9), source=page_, claimed_on=day("2019-07-05"))
    store.save([one, old, claim(one, Range.exactly(5), source=other, claimed_on=day("2019-07-06"))])
    window = an_entry(qtbot, a_context(tmp_path, store), one.id)
    qtbot.waitUntil(lambda: bool(window.desk.claims.filled()))
    assert window.body.claims.published.figures()["killed"] == "5"
    window.close()
