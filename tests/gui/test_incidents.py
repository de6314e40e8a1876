"""Laws of the Incidents room: what stands in its list, how it is filtered, what the pane says and does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from gui.listing.field_columns import moving
from gui.listing.filter_fields import CodeFilter, PlaceFilter, TypedFilter
from gui.screens.incidents import IncidentsPage
from gui.table.cells import Cell
from gui.widgets import Button
from storage.edits import Edit
from storage.fields.kinds import TimeValue
from storage.store import Store
from tests.builders import an_incident, change, count, day, incident_values
from tests.gui.dressed import speak
from tests.gui.summer import a_context, a_summer


def the_page(qtbot: QtBot, qapp: QApplication, folder: Path, store: Store, language: str = "en") -> IncidentsPage:
    speak(qapp, language)
    context = a_context(folder, store)
    page = IncidentsPage(context)
    page.resize(1366, 700)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.table.rows.complete)
    return page


def cell(page: IncidentsPage, position: int, key: str) -> Cell:
    cells = page.table.rows.cells(position)
    assert cells is not None
    return cells[[column.key for column in page.plan.columns].index(key)]


def words_in(widget: QWidget) -> str:
    found = [label.text() for label in widget.findChildren(QLabel)]
    return "\n".join(text.replace("<b>", "").replace("</b>", "") for text in found)


def filtered(qtbot: QtBot, page: IncidentsPage, key: str, typed: str) -> list[str]:
    field = page.filters.fields[key]
    assert isinstance(field, TypedFilter)
    with qtbot.waitSignal(page.table.rows.counted):
        field.line.setText(typed)
        field.line.done.emit()
    return ids(page)


def ids(page: IncidentsPage) -> list[str]:
    rows = [page.table.rows.row_at(position) for position in range(page.table.rows.rowCount())]
    return [row.id for row in rows if row is not None]


def announce(page: IncidentsPage, outcome: Any) -> None:
    page.context.announce(outcome)


def test_newest_first_with_day_and_figures(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    old = an_incident(store, occurred=day("2019-07-01"))
    new = an_incident(store, occurred=day("2019-07-04"), time=TimeValue(22, 10), claims=1, victims=1)
    page = the_page(qtbot, qapp, tmp_path, store)
    assert ids(page) == [new, old]
    assert cell(page, 0, "occurred") == Cell("22:10", "Thu 4 Jul")
    assert cell(page, 0, "killed").strong == "2"
    assert cell(page, 0, "killed").letter == "K"
    assert cell(page, 0, "attack").text == "Air strike"
    assert cell(page, 0, "named").strong == "1 / 2"
    assert cell(page, 0, "named").icon == "triangle-alert"
    assert cell(page, 0, "sync").text == "Here only"


def test_unknown_none_and_not_asked_look_different(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    told = {}
    for number, text in enumerate(("0", "", "3 or more", "3-5"), 1):
        record = an_incident(store, occurred=day(f"2019-07-0{number}"))
        if text:
            store.save([Edit("claim", None, {"incident": record, "killed": count(text)})])
        told[record] = text
    page = the_page(qtbot, qapp, tmp_path, store)
    shown = {told[one]: cell(page, place, "killed").words for place, one in enumerate(ids(page))}
    assert shown == {"0": "0", "": "", "3 or more": "≥ 3", "3-5": "3–5"}
    assert cell(page, ids(page).index(next(r for r, t in told.items() if t == "0")), "killed").text == "–"


def test_a_disputed_figure_shows_both_and_counts_the_lower(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    record = an_incident(store, figure_rule="decided", decided_killed=count("2"))
    entry = store.read("incident", record)
    assert entry is not None
    store.save([Edit("incident", record, {"decided_killed": count("4")}, entry.seen)])
    store.save([Edit("incident", record, {"decided_killed": count("6")}, entry.seen)])
    page = the_page(qtbot, qapp, tmp_path, store)
    assert cell(page, 0, "killed").strong in ("6 or 4", "4 or 6")


def test_a_number_typed_as_people_type_it_filters(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    made = {}
    for text in ("1", "3-5", "7", "0"):
        record = an_incident(store)
        store.save([Edit("claim", None, {"incident": record, "killed": count(text)})])
        made[text] = record
    page = the_page(qtbot, qapp, tmp_path, store)
    assert set(filtered(qtbot, page, "killed", "≥ 4")) == {made["3-5"], made["7"]}
    assert set(filtered(qtbot, page, "killed", "٠")) == {made["0"]}
    assert set(filtered(qtbot, page, "killed", "1-3")) == {made["1"], made["3-5"]}
    assert len(filtered(qtbot, page, "killed", "")) == 4


def test_days_without_a_year_are_of_the_newest_year_of_the_register(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    june, july = an_incident(store, occurred=day("2019-06-30")), an_incident(store, occurred=day("2019-07-04"))
    page = the_page(qtbot, qapp, tmp_path, store)
    assert filtered(qtbot, page, "occurred", "1 - 5 Jul") == [july]
    assert filtered(qtbot, page, "occurred", "27 Jun – 1 Jul") == [june]
    assert page.filters.fields["occurred"].condition().value == "2019-06-27/2019-07-01"


def test_what_cannot_be_read_says_so_and_leaves_the_list(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    an_incident(store)
    page = the_page(qtbot, qapp, tmp_path, store)
    field = page.filters.fields["occurred"]
    assert isinstance(field, TypedFilter)
    field.line.setText("the day of the wedding")
    field.line.done.emit()
    assert field.line.property("state") == "error"
    assert field.condition().value == ""
    assert page.table.rows.rowCount() == 1


def test_a_place_is_found_in_either_script_and_holds_its_villages(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    here = an_incident(store)
    an_incident(store, place=store.suggest_places("Saraqib")[0].id)
    page = the_page(qtbot, qapp, tmp_path, store)
    field = page.filters.fields["place"]
    assert isinstance(field, PlaceFilter)
    with qtbot.waitSignal(page.table.rows.counted):
        field.line.setText("خان شيخون")
        field.line.textEdited.emit("خان شيخون")
        field.line.done.emit()
    assert ids(page) == [here]
    assert field.condition().words == "Khan Shaykun"


def test_active_filters_are_chips_and_esc_clears_them(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    an_incident(store, status="draft")
    an_incident(store, status="complete")
    page = the_page(qtbot, qapp, tmp_path, store)
    field = page.filters.fields["status"]
    assert isinstance(field, CodeFilter)
    with qtbot.waitSignal(page.table.rows.counted):
        field.take(["draft"])
    assert "Draft" in words_in(page.head)
    assert "1 of 2 shown" in words_in(page.head)
    with qtbot.waitSignal(page.table.rows.counted):
        qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert page.table.rows.rowCount() == 2
    assert page.head.chips.isHidden()


def test_withdrawn_records_show_only_when_asked_for(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    gone, stays = an_incident(store), an_incident(store)
    change(store, "incident", gone, withdrawn="entered twice")
    page = the_page(qtbot, qapp, tmp_path, store)
    assert ids(page) == [stays]
    field = page.filters.fields["status"]
    assert isinstance(field, CodeFilter)
    with qtbot.waitSignal(page.table.rows.counted):
        field.take(["withdrawn"])
    assert ids(page) == [gone]
    assert page.table.rows.struck(0)


def test_the_foot_sums_what_is_shown_and_the_strip_what_is_selected(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    for _ in range(3):
        an_incident(store, claims=1)
    page = the_page(qtbot, qapp, tmp_path, store)
    qtbot.waitUntil(lambda: "Sum of shown" in words_in(page.foot))
    page.table.go_to(0)
    with qtbot.waitSignal(page.totals, check_params_cb=lambda text: text != "") as told:
        qtbot.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert told.args == ["2 incidents selected: 4 killed, 0 injured"] or "4 killed" in str(told.args)


def test_the_pane_says_what_is_missing_and_opens_the_incident(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    record = an_incident(store, claims=1)
    page = the_page(qtbot, qapp, tmp_path, store)
    opened: list[str | None] = []
    page.context.editors["incident"] = opened.append
    page.table.go_to(0)
    pane = page.plan.pane
    qtbot.waitUntil(lambda: "0 named, 2 claimed." in words_in(pane))
    assert "Air strike, Khan Shaykun" in words_in(pane)
    assert "Recorded" in words_in(pane)
    button = next(one for one in pane.findChildren(Button) if one.word() == "Open")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    page.new_record()
    assert opened == [record, record, None]


def test_sources_that_differ_are_named_with_their_numbers(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    record = an_incident(store)
    for note, killed in (("hospital", "6"), ("witness", "8")):
        store.save([Edit("claim", None, {"incident": record, "source_note": note, "killed": count(killed)})])
    page = the_page(qtbot, qapp, tmp_path, store)
    page.table.go_to(0)
    qtbot.waitUntil(lambda: "2 sources differ: hospital 6, witness 8" in words_in(page.plan.pane))


def test_verifying_is_one_key_and_stands_in_the_history(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    record = an_incident(store, status="complete")
    page = the_page(qtbot, qapp, tmp_path, store)
    page.table.go_to(0)
    pane = page.plan.pane
    qtbot.waitUntil(lambda: any(one.word() == "Verify" for one in pane.findChildren(Button)))
    with qtbot.waitSignal(page.context.changed):
        next(one for one in pane.findChildren(Button) if one.word() == "Verify").click()
    entry = store.read("incident", record)
    assert entry is not None
    assert entry.values["status"] == "verified"
    qtbot.waitUntil(lambda: "Complete → Verified" in words_in(pane))


def test_a_change_elsewhere_is_read_again_and_the_cursor_stays(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    records = [an_incident(store, occurred=day(f"2019-07-0{number}")) for number in (1, 2, 3)]
    page = the_page(qtbot, qapp, tmp_path, store)
    page.table.go_to(1)
    outcome = store.save([Edit("incident", None, incident_values(store, occurred=day("2019-07-05")))])
    with qtbot.waitSignal(page.table.rows.counted):
        announce(page, outcome)
    assert page.table.rows.rowCount() == 4
    assert page.table.current_id() == records[1]


def test_a_record_hidden_by_a_filter_is_shown_when_it_is_looked_for(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    draft = an_incident(store, status="draft")
    an_incident(store, status="complete")
    page = the_page(qtbot, qapp, tmp_path, store)
    field = page.filters.fields["status"]
    assert isinstance(field, CodeFilter)
    with qtbot.waitSignal(page.table.rows.counted):
        field.take(["complete"])
    page.show_record(draft)
    qtbot.waitUntil(lambda: page.table.current_id() == draft)


def test_an_empty_register_says_how_to_begin(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    page = the_page(qtbot, qapp, tmp_path, store, "ar")
    assert "لا حوادث بعد" in words_in(page)


def test_below_1200_pixels_the_pane_is_a_drawer(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    store = a_summer(tmp_path, 4)
    page = the_page(qtbot, qapp, tmp_path, store)
    assert page.plan.pane.isVisible()
    page.resize(1024, 560)
    qtbot.waitUntil(lambda: not page.plan.pane.isVisible())
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.plan.pane.isVisible()
    assert page.plan.pane.geometry().right() >= page.width() - 2
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert not page.plan.pane.isVisible()
    jobs.finish()
    store.close()


def test_sort_and_columns_are_remembered_for_the_room(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    first = an_incident(store, occurred=day("2019-07-01"))
    an_incident(store, occurred=day("2019-07-04"))
    page = the_page(qtbot, qapp, tmp_path, store)
    with qtbot.waitSignal(page.table.rows.counted):
        page.table.head.sort_asked.emit("occurred")
    assert ids(page)[0] == first
    page.table.head.moveSection(0, 3)
    page.table.head.moved_or_sized.emit()
    again = IncidentsPage(page.context)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: again.table.rows.complete)
    assert ids(again)[0] == first
    assert again.table.head.visualIndex(0) == 3


def test_filter_fields_follow_their_columns(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    for language in ("en", "ar"):
        page = the_page(qtbot, qapp, tmp_path, store, language)
        head = page.table.head
        head.moveSection(0, 2)
        head.resizeSection(1, 190)
        for column, key in enumerate(one.key for one in page.plan.columns):
            box = page.filters.fields[key].geometry()
            assert box.left() >= head.sectionViewportPosition(column)
            assert box.right() <= head.sectionViewportPosition(column) + head.sectionSize(column)


def test_locking_leaves_no_list_asking(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    an_incident(store)
    page = the_page(qtbot, qapp, tmp_path, store)
    context: Context = page.context
    context.take(None)
    page.reload()
    assert page.table.rows.rowCount() == 1


def test_no_part_of_the_page_ever_stands_in_a_window_of_its_own(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    an_incident(store, claims=1)
    page = the_page(qtbot, qapp, tmp_path, store)
    page.table.go_to(0)
    qtbot.waitUntil(lambda: "0 named" in words_in(page.plan.pane))
    page.resize(1024, 600)
    qtbot.wait(20)
    stray = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and widget is not page]
    assert stray == []


def test_figures_in_the_list_follow_what_they_rest_on_though_no_incident_moved(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    one, two = store.save([Edit("source", None, {"title": title}) for title in ("Radio", "Radio, second page")]).ids
    incident = an_incident(store)
    said = [{"incident": incident, "source": source, "killed": count(n)} for source, n in ((one, "2"), (two, "5"))]
    store.save([Edit("claim", None, values) for values in said])
    page = the_page(qtbot, qapp, tmp_path, store)
    assert cell(page, 0, "killed").strong == "2–5"
    with qtbot.waitSignal(page.table.rows.counted):
        announce(page, change(store, "source", two, same_group_as=one))
    qtbot.waitUntil(lambda: page.table.rows.complete)
    assert cell(page, 0, "killed").strong == "5"


def test_a_list_is_read_again_for_each_kind_it_calls_by_name_or_counts() -> None:
    assert moving("incident") >= {"incident", "victim", "claim", "source", "actor", "place", "team", "person"}
    assert moving("movement") >= {"movement", "incident", "source", "place", "certificate"}
    assert "damage" not in moving("victim")
