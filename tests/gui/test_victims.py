"""Laws of the Victims room: found in either script and any spelling, marked, counted, filtered."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.frame.found import marks, reason_cell
from gui.frame.search import Everything
from gui.listing.page import ListPage
from gui.screens.victims import VictimsPage
from gui.table.cells import Cell
from storage.store import Store
from tests.builders import a_victim, age, an_incident, change, count, name
from tests.gui.dressed import speak
from tests.gui.summer import a_context
from tests.gui.test_incidents import words_in


def the_page(qtbot: QtBot, qapp: QApplication, folder: Path, store: Store, language: str = "en") -> VictimsPage:
    speak(qapp, language)
    page = VictimsPage(a_context(folder, store))
    page.resize(1366, 700)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.table.rows.complete)
    return page


def type_in(qtbot: QtBot, page: VictimsPage, text: str) -> None:
    with qtbot.waitSignal(page.table.rows.counted):
        page.field.line.setText(text)


def shown(page: ListPage) -> list[str]:
    rows = [page.table.rows.row_at(position) for position in range(page.table.rows.rowCount())]
    return [row.id for row in rows if row is not None]


def cell(page: ListPage, position: int, key: str) -> Cell:
    cells = page.table.rows.cells(position)
    assert cells is not None
    return cells[[column.key for column in page.plan.columns].index(key)]


@pytest.mark.parametrize("typed", ["mohammad khaled", "Muhamad khalid", "محمد خالد", "محمّد خا", "moh kha"])
def test_a_person_is_found_in_either_script_and_any_spelling(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store, typed: str
) -> None:
    wanted = a_victim(store, name=name("محمد خالد الأحمد"))
    a_victim(store, name=name("فاطمة حسن إبراهيم"))
    page = the_page(qtbot, qapp, tmp_path, store)
    type_in(qtbot, page, typed)
    assert shown(page) == [wanted]


def test_exact_only_leaves_other_spellings_out(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    latin = a_victim(store, name=name("Mohammad Khaled"))
    a_victim(store, name=name("محمد خالد"))
    page = the_page(qtbot, qapp, tmp_path, store)
    type_in(qtbot, page, "mohammad")
    assert len(shown(page)) == 2
    with qtbot.waitSignal(page.table.rows.counted):
        page.spelling.chosen.emit(True)
    assert shown(page) == [latin]


def test_matching_words_are_marked_and_the_reason_told(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    a_victim(store, name=name("محمد خالد الأحمد"))
    page = the_page(qtbot, qapp, tmp_path, store)
    why = [column.key for column in page.plan.columns].index("why")
    assert page.table.isColumnHidden(why)
    type_in(qtbot, page, "محمد خالد")
    assert cell(page, 0, "name_ar").marks == ((0, 9),)
    assert cell(page, 0, "why").text == "Same spelling"
    assert not page.table.isColumnHidden(why)
    type_in(qtbot, page, "")
    assert cell(page, 0, "name_ar").marks == ()
    assert page.table.isColumnHidden(why)


def test_marks_cover_whole_words_in_both_scripts() -> None:
    assert marks("محمد خالد الأحمد", "mohammad") == ((0, 4),)
    assert marks("Mohammad Khaled al-Ahmad", "خالد") == ((9, 15),)
    assert marks("Fatima Hasan", "mohammad") == ()
    assert marks("Fatima Hasan", "") == ()


def test_a_person_found_by_the_place_says_so(qapp: QApplication) -> None:
    speak(qapp)
    assert reason_cell("khan shaykun", "Fatima Hasan").text == "Code or place"


def test_nobody_found_offers_to_record_a_new_person(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    a_victim(store)
    page = the_page(qtbot, qapp, tmp_path, store, "ar")
    type_in(qtbot, page, "زكريا")
    assert "لم نجد أحداً بهذا الاسم" in words_in(page)
    opened: list[str | None] = []
    page.context.editors["victim"] = opened.append
    page.new_record()
    assert opened == [None]


def test_the_newest_typing_wins(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    a_victim(store, name=name("محمد خالد"))
    wanted = a_victim(store, name=name("فاطمة حسن"))
    page = the_page(qtbot, qapp, tmp_path, store)
    for text in ("m", "mo", "moh", "f", "fa", "fat"):
        page.look(text)
    qtbot.waitUntil(lambda: page.table.rows.complete and shown(page) == [wanted])
    qtbot.wait(80)
    assert shown(page) == [wanted]


def test_the_panel_counts_and_filters(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    child = a_victim(store, age=age("7"), sex="female", outcome="injured")
    a_victim(store, age=age("34"))
    a_victim(store, age=None)
    page = the_page(qtbot, qapp, tmp_path, store)
    boxes, numbers = page.panel.boxes, page.panel.counts
    qtbot.waitUntil(lambda: numbers["age_group"]["child"].text() == "1")
    assert [numbers["age_group"][one].text() for one in ("child", "adult", "unknown")] == ["1", "1", "1"]
    assert numbers["outcome"]["killed"].text() == "2"
    with qtbot.waitSignal(page.table.rows.counted):
        boxes["age_group"]["child"].click()
    assert shown(page) == [child]
    assert "Child, under 18" in words_in(page.head)
    with qtbot.waitSignal(page.table.rows.counted):
        qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert len(shown(page)) == 3
    assert not boxes["age_group"]["child"].isChecked()


def test_a_tick_and_the_field_of_its_column_are_one_filter(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    a_victim(store)
    hurt = a_victim(store, outcome="injured")
    page = the_page(qtbot, qapp, tmp_path, store)
    with qtbot.waitSignal(page.table.rows.counted):
        page.panel.boxes["outcome"]["injured"].click()
    assert shown(page) == [hurt]
    assert page.filters.fields["outcome"].condition().value == "injured"


def test_groups_and_nameless_people_have_a_line_too(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    a_victim(store, name=None, people=count("3-5"))
    page = the_page(qtbot, qapp, tmp_path, store)
    assert cell(page, 0, "name_ar").text == "group, not named"


def test_a_person_withdrawn_is_out_of_the_list(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    gone = a_victim(store)
    page = the_page(qtbot, qapp, tmp_path, store)
    outcome = change(store, "victim", gone, withdrawn="entered twice")
    with qtbot.waitSignal(page.table.rows.counted):
        page.context.announce(outcome)
    assert shown(page) == []


def test_global_search_finds_people_incidents_and_places(qapp: QApplication, tmp_path: Path, store: Store) -> None:
    speak(qapp)
    incident = an_incident(store, victims=1)
    everything = Everything(a_context(tmp_path, store))
    kinds = [hit.kind for hit in everything("khan shaykun")]
    assert {"victim", "incident", "place"} <= set(kinds)
    assert everything("  ") == []
    entry = store.read("incident", incident)
    assert entry is not None
    hits = everything(str(entry.values["code"]))
    assert incident in [hit.id for hit in hits]
    assert [hit.title for hit in everything("mohammad")] == ["محمد خالد الأحمد"]
