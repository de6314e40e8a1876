"""Laws of everyday comfort in every list: columns, saved filters, sums of a selection, copying as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import clipboard, jobs
from gui.context import Context
from gui.known import Known
from gui.listing import copying
from gui.listing.chooser import ColumnsPopup
from gui.listing.field_columns import more_fields
from gui.listing.filter_fields import CodeFilter, Condition
from gui.listing.page import ListPage
from gui.listing.saved import MOST, SavedFilter, from_setting, with_saved
from gui.listing.saved_menu import ChangeSavedDialog, saved_menu
from gui.listing.tabled import Said, as_html, as_text, guarded
from gui.listing.totals import picked_words
from gui.printing.blocks import Pair, TableRow
from gui.printing.dialog import PrintDialog
from gui.printing.matter import read_record
from gui.printing.wish import source_of_list
from gui.screens.incidents import IncidentsPage
from gui.screens.victims import VictimsPage
from gui.screens.villages import VillagesPage
from gui.table.table import RegisterTable
from gui.villages.flows_view import FlowsView
from gui.villages.movements_page import MovementsPage
from storage import RECORDS, Privacy, Query
from storage.edits import Edit
from storage.store import Store
from tests.builders import an_incident, count, day, name, place
from tests.gui.dressed import speak
from tests.gui.evacuations import evacuations
from tests.gui.summer import a_context, a_summer

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def the_page(
    qtbot: QtBot, qapp: QApplication, context: Context, language: str = "en", *, victims: bool = False
) -> Any:
    speak(qapp, language)
    page: ListPage = VictimsPage(context) if victims else IncidentsPage(context)
    qtbot.addWidget(page)
    page.resize(1366, 700)
    page.show()
    page.setFocus()
    rest(qtbot, page)
    return page


def rest(qtbot: QtBot, page: ListPage) -> None:
    qtbot.waitUntil(lambda: page.table.rows.complete)
    qtbot.wait(30)


def select_all(page: ListPage) -> None:
    page.table.selectAll()


def copied(qtbot: QtBot, page: ListPage, *, heads: bool = False) -> list[list[str]]:
    clipboard.clear()
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(page.table, Qt.Key.Key_C, CTRL | SHIFT if heads else CTRL)
    qtbot.waitUntil(lambda: bool(QGuiApplication.clipboard().text()))
    return [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]


# --- columns


@pytest.mark.parametrize("kind", ["incident", "victim", "facility", "movement", "source", "place"])
def test_every_field_that_is_not_sealed_can_stand_in_a_list(kind: str) -> None:
    offered = {one.name for one in more_fields(kind, ())}
    sealed = {name for name, one in RECORDS[kind].fields.items() if one.privacy is Privacy.SEALED}
    assert offered == RECORDS[kind].fields.keys() - sealed


def test_sealed_fields_are_not_among_the_columns(qtbot: QtBot, qapp: QApplication, context: Context) -> None:
    page = the_page(qtbot, qapp, context, victims=True)
    keys = {one.key for one in page.columns}
    assert {"cause", "consent", "notes", "author"} <= keys
    assert not keys & {"kin", "kin_phone", "document_number"}


def test_a_column_that_is_asked_for_shows_its_field_and_can_be_sorted_and_filtered(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    for weapon, strikes in ((("aerial_bomb",), "2"), (("barrel_bomb",), "5")):
        an_incident(store, weapon=weapon, strikes=count(strikes), place_note="near the mill")
    page = the_page(qtbot, qapp, context)
    for key in ("weapon", "strikes", "place_note", "author"):
        page.choosing.show(key, shown=True)
    rest(qtbot, page)
    texts = copied_row(page, 0)
    assert "near the mill" in texts
    assert "Tester" in texts or any(texts)
    with qtbot.waitSignal(page.table.rows.counted):
        page.table.head.sort_asked.emit("strikes")
    assert page.table.rows.row_at(0)["strikes"].low == 2
    with qtbot.waitSignal(page.table.rows.counted):
        page.filters.fields["weapon"].take(["barrel_bomb"])
    assert page.table.rows.rowCount() == 1
    with qtbot.waitSignal(page.table.rows.counted):
        page.ask({"strikes": Condition("1-3", "1–3")})
    assert page.table.rows.row_at(0)["strikes"].low == 2


def copied_row(page: ListPage, position: int) -> list[str]:
    cells = page.table.rows.cells(position)
    assert cells is not None
    return [cells[i].words for i in page.table.head.shown()]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("victims", [False, True])
def test_all_columns_at_once_can_be_shown_in_both_languages(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, language: str, *, victims: bool
) -> None:
    store = a_summer(tmp_path / "summer", 6)
    page = the_page(qtbot, qapp, a_context(tmp_path, store), language, victims=victims)
    for key, _ in page.choosing.choices():
        page.choosing.show(key, shown=True)
    rest(qtbot, page)
    assert page.table.viewport().grab().width() > 0
    assert len(page.choosing.shown()) == len([one for one in page.columns if not one.only])
    jobs.finish()
    store.close()


def test_who_wrote_a_record_is_shown_by_name(qtbot: QtBot, qapp: QApplication, context: Context, store: Store) -> None:
    an_incident(store)
    page = the_page(qtbot, qapp, context)
    page.choosing.show("author", shown=True)
    index = [one.key for one in page.columns].index("author")
    person = store.name_of("person", store.me.person, "en")

    def told() -> bool:
        cells = page.table.rows.cells(0)
        return cells is not None and cells[index].words == person

    qtbot.waitUntil(told)


def test_columns_are_moved_and_hidden_by_key_and_remembered(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    an_incident(store)
    page = the_page(qtbot, qapp, context)
    first, second = page.choosing.shown()[:2]
    page.table.go_to(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Right, CTRL | SHIFT)
    assert page.choosing.shown()[:2] == [second, first]
    page.choosing.show("weapon", shown=True)
    page.choosing.show("team", shown=False)
    again = the_page(qtbot, qapp, context)
    assert again.choosing.shown() == page.choosing.shown()
    again.choosing.reset()
    assert again.choosing.shown() == [one.key for one in again.plan.columns]


def test_in_arabic_the_left_arrow_moves_a_column_onwards(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    an_incident(store)
    page = the_page(qtbot, qapp, context, "ar")
    first, second = page.choosing.shown()[:2]
    page.table.go_to(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Left, CTRL | SHIFT)
    assert page.choosing.shown()[:2] == [second, first]


def test_the_list_of_columns_works_without_a_mouse(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    an_incident(store)
    page = the_page(qtbot, qapp, context)
    qtbot.keyClick(page.table, Qt.Key.Key_C)
    popup = next(one for one in QApplication.topLevelWidgets() if isinstance(one, ColumnsPopup))
    popup.line.setText("weapon")
    popup.line.setFocus()
    qtbot.keyClick(popup.line, Qt.Key.Key_Down)
    qtbot.keyClick(popup.list, Qt.Key.Key_Space)
    assert "weapon" in page.choosing.shown()
    popup.line.clear()
    popup.list.setCurrentRow(0)
    before = page.choosing.shown()
    qtbot.keyClick(popup.list, Qt.Key.Key_Down, CTRL)
    assert page.choosing.shown()[:2] == [before[1], before[0]]
    qtbot.keyClick(popup.list, Qt.Key.Key_Return)
    assert not popup.isVisible()


def test_the_last_column_cannot_be_hidden(qtbot: QtBot, qapp: QApplication, context: Context) -> None:
    page = the_page(qtbot, qapp, context)
    for key in page.choosing.shown():
        page.choosing.show(key, shown=False)
    assert len(page.choosing.shown()) == 1


def test_hidden_columns_make_no_cells(qtbot: QtBot, qapp: QApplication, context: Context, store: Store) -> None:
    an_incident(store, place_note="x")
    page = the_page(qtbot, qapp, context)
    index = [one.key for one in page.columns].index("place_note")
    cells = page.table.rows.cells(0)
    assert cells is not None
    assert cells[index].words == ""


# --- saved filters


def test_a_saved_filter_brings_back_conditions_search_and_sort_in_either_language(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    store = a_summer(tmp_path / "summer", 20)
    context = a_context(tmp_path, store)
    page = the_page(qtbot, qapp, context)
    ariha = place(store, "Ariha")
    page.ask(
        {
            "place": Condition(ariha, "Ariha"),
            "occurred": Condition("2019-07-01/2019-07-05", "1–5 July"),
            "attack": Condition("air_strike,barrel_bombing", "…"),
            "killed": Condition("1-", "≥ 1"),
        },
        sort=("killed", False),
    )
    rest(qtbot, page)
    page.keeping.keep(page.keeping.present(), "Air, Ariha", star=False)
    wanted = page.query()
    page.ask({})
    again = the_page(qtbot, qapp, context, "ar")
    [kept] = again.keeping.filters()
    again.keeping.apply(kept)
    assert again.query() == wanted
    told = {key: one.words for key, one in again.conditions().items()}
    assert told["place"] == "أريحا"
    assert "غارة" in told["attack"]
    assert "تموز" in told["occurred"]
    jobs.finish()
    store.close()


def test_the_room_opens_with_the_filter_that_has_the_star(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    an_incident(store, status="draft")
    an_incident(store, status="complete")
    page = the_page(qtbot, qapp, context)
    page.ask({"status": Condition("draft", "Draft")})
    page.keeping.keep(page.keeping.present(), "Drafts", star=True)
    again = the_page(qtbot, qapp, context, "ar")
    again.restore({})
    rest(qtbot, again)
    assert again.table.rows.rowCount() == 1
    assert {key: one.words for key, one in again.conditions().items()} == {"status": "مسودة"}


def test_the_search_of_victims_is_saved_with_its_filters(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    for told in ("محمد خالد", "فاطمة حسن"):
        store.save([Edit("victim", None, {"name": name(told), "outcome": "killed"})])
    page = the_page(qtbot, qapp, context, victims=True)
    page.ask({"age_group": Condition("unknown", "Not known")}, "محمد")
    page.keeping.keep(page.keeping.present(), "Mohammads")
    again = the_page(qtbot, qapp, context, "ar", victims=True)
    again.keeping.apply(again.keeping.filters()[0])
    rest(qtbot, again)
    assert again.field.line.text() == "محمد"
    qtbot.waitUntil(lambda: again.table.rows.rowCount() == 1)
    assert again.conditions()["age_group"].words == "غير معروف"


def test_only_one_filter_has_the_star_and_a_name_is_used_once() -> None:
    kept = with_saved(
        [SavedFilter("a", star=True), SavedFilter("b")], SavedFilter("b", {"status": "draft"}, star=True)
    )
    assert [(one.name, one.star) for one in kept] == [("a", False), ("b", True)]
    assert kept[1].where == {"status": "draft"}


@pytest.mark.parametrize(
    "kept", [None, 7, "x", [1, None, {}, {"name": ""}], [{"name": "n", "where": 3, "sort": "x", "told": [1]}]]
)
def test_a_setting_of_another_shape_is_passed_over(kept: Any) -> None:
    for one in from_setting(kept):
        assert one == SavedFilter("n")


def test_saved_filters_have_an_end() -> None:
    kept: list[SavedFilter] = []
    for number in range(MOST + 5):
        kept = with_saved(kept, SavedFilter(str(number)))
    assert len(kept) == MOST


def test_filters_are_renamed_starred_and_deleted_only_by_save(qtbot: QtBot, qapp: QApplication) -> None:
    speak(qapp)
    dialog = ChangeSavedDialog(None, [SavedFilter("one"), SavedFilter("two"), SavedFilter("three")])  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
    dialog.list.item(0).setText("first & foremost")
    qtbot.keyClick(dialog.list, Qt.Key.Key_D, CTRL)
    dialog.list.setCurrentRow(1)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert [(one.name, one.star) for one in dialog.filters()] == [("first & foremost", True), ("three", False)]


def test_the_menu_ticks_what_is_asked_and_its_names_hold_no_keys_of_their_own(qapp: QApplication) -> None:
    speak(qapp)
    asked = SavedFilter("", {"status": "draft"})
    menu = saved_menu([SavedFilter("A & B", {"status": "draft"})], asked, print, print, print)
    first = menu.actions()[0]
    assert first.isChecked()
    assert first.text() == "&1  A && B"
    menu.deleteLater()


# --- sums


def test_sums_of_a_selection_are_ranges_and_follow_ctrl_a(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    for killed in ("3-5", "2"):
        record = an_incident(store)
        store.save([Edit("claim", None, {"incident": record, "source_note": "w", "killed": count(killed)})])
    page = the_page(qtbot, qapp, context)
    told: list[str] = []
    page.totals.connect(told.append)
    qtbot.keyClick(page.table, Qt.Key.Key_A, CTRL)
    qtbot.waitUntil(lambda: bool(told))
    assert "2 incidents selected" in told[-1]
    assert "5–7 killed" in told[-1]


def a_movement(store: Store, persons: str, households: str) -> Edit:
    known = {"origin": place(store), "started": day("2019-07-04"), "direction": "out"}
    return Edit("movement", None, {**known, "persons": count(persons), "households": count(households)})


def test_movements_are_summed_as_ranges_open_when_one_of_them_is(store: Store) -> None:
    for persons in ("10-20", "5"):
        store.save([a_movement(store, persons, "2")])
    totals = store.listing(Query("movement")).totals()
    assert picked_words("movement")(totals) == "2 movements selected: 15–25 people, 4 households"
    store.save([a_movement(store, "≥ 3", "1")])
    assert "≥ 18 people" in picked_words("movement")(store.listing(Query("movement")).totals())


# --- copying


def test_selected_rows_are_copied_as_shown_with_heads_when_asked(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    an_incident(store, occurred=day("2019-07-04"), attack="air_strike")
    an_incident(store, occurred=day("2019-07-05"), attack="air_strike")
    page = the_page(qtbot, qapp, context)
    page.choosing.show("team", shown=False)
    select_all(page)
    rows = copied(qtbot, page, heads=True)
    assert rows[0][:3] == ["Date & time", "Place", "Type"]
    assert "Team" not in rows[0]
    assert [row[0] for row in rows[1:]] == ["2019-07-05", "2019-07-04"]
    assert len(copied(qtbot, page)) == 2


def test_an_arabic_table_is_mirrored_and_each_cell_has_its_own_direction(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    store.save([Edit("victim", None, {"name": name("محمد خالد / Mohammad Khaled"), "outcome": "killed"})])
    page = the_page(qtbot, qapp, context, "ar", victims=True)
    select_all(page)
    rows = copied(qtbot, page)
    assert "محمد خالد" in rows[0]
    html = QGuiApplication.clipboard().mimeData().html()
    assert '<table dir="rtl"' in html
    assert '<td dir="rtl"' in html
    assert ">Mohammad Khaled</td>" in html
    assert html[: html.index(">Mohammad Khaled")].rpartition("<td")[2].startswith(' dir="ltr"')
    assert not any(mark in html for mark in "\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize("typed", ["=1+1", "+963", "-2", "@SUM(A1)", "＝1"])
def test_what_begins_like_a_formula_never_becomes_one(typed: str) -> None:
    assert guarded(typed) == f"'{typed}"
    row = [[Said(typed), Said("<b>&")]]
    assert as_text([typed], row).split("\n")[1].startswith("'")
    html = as_html([typed], row, rtl=False)
    assert f">{typed}<" not in html
    assert "&lt;b&gt;&amp;" in html


def test_a_copied_table_stays_until_the_register_is_locked(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    store.save([Edit("victim", None, {"name": name("محمد خالد"), "outcome": "killed"})])
    page = the_page(qtbot, qapp, context, victims=True)
    told: list[str] = []
    page.totals.connect(told.append)
    page.table.go_to(0)
    copied(qtbot, page)
    assert "with names" in told[-1]
    clipboard.clear()
    assert QGuiApplication.clipboard().text() == ""


def test_very_many_rows_are_copied_only_after_a_question(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "MANY", 1)
    for _ in range(3):
        an_incident(store)
    page = the_page(qtbot, qapp, context)
    QGuiApplication.clipboard().setText("before")
    select_all(page)
    qtbot.keyClick(page.table, Qt.Key.Key_C, CTRL)
    dialog = next(one for one in page.findChildren(copying.Dialog) if one.isVisible())
    assert QGuiApplication.clipboard().text() == "before"
    dialog.accept()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().count("\n") == 2)


def test_copying_that_is_cancelled_leaves_the_clipboard_alone(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    an_incident(store)
    page = the_page(qtbot, qapp, context)
    QGuiApplication.clipboard().setText("before")
    page.table.go_to(0)
    page.copying.copy(heads=False)
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    jobs.finish()
    qtbot.wait(30)
    assert QGuiApplication.clipboard().text() == "before"
    assert not page.under_way.running


def test_a_saved_condition_shows_its_labels_in_a_field(qtbot: QtBot, qapp: QApplication, context: Context) -> None:
    page = the_page(qtbot, qapp, context)
    field = page.filters.fields["status"]
    assert isinstance(field, CodeFilter)
    assert field.condition_of("draft,complete") == Condition("draft,complete", "Draft or Complete")


def test_a_table_alone_still_shows_all_its_columns(qtbot: QtBot, qapp: QApplication, context: Context) -> None:
    page = the_page(qtbot, qapp, context)
    table = RegisterTable(page.plan.columns)
    qtbot.addWidget(table)
    assert len(table.head.shown()) == len([one for one in page.plan.columns if not one.only])


def test_arrival_places_leave_the_window_no_closer_than_the_sub_district(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    speak(qapp)
    store = evacuations(tmp_path)
    book = store.places
    names = {one.name("en") for one in book.facts.values() if one.level < 4}
    village = next(one.id for one in book.facts.values() if one.level == 4 and one.name("en") not in names)
    origin = place(store)
    known = {"origin": origin, "destination": village, "destination_known": "known", "direction": "out"}
    store.save([Edit("movement", None, {**known, "started": day("2019-07-03"), "persons": count("7")})])
    home = {"origin": village, "destination": origin, "destination_known": "known", "direction": "return"}
    back = store.save([Edit("movement", None, {**home, "started": day("2019-07-04"), "persons": count("6")})]).ids[0]
    page = MovementsPage(a_context(tmp_path, store), Known())
    qtbot.addWidget(page)
    page.resize(1366, 700)
    page.show()
    rest(qtbot, page)
    name_ = store.places.facts[village].name("en")
    assert any(name_ in copied_row(page, at) for at in range(page.table.rows.rowCount()))
    select_all(page)
    told = "\n".join("\t".join(row) for row in copied(qtbot, page, heads=True))
    above = store.places.parents(village)[0].name("en")
    assert name_ not in told.split("\t")
    assert above in told
    source = source_of_list(page)
    matter = next(one for one in source.choices if one.key == "shown").read(Still(), None)
    assert matter is not None
    assert name_ not in {cell.text for row in matter.rows for cell in row}
    for kind, record in (("movement", back), ("place", village), ("place", origin)):
        sheet = read_record(store, kind, record, date(2019, 7, 6))
        assert sheet is not None
        assert not any(name_ in text for text in lines_of(sheet.blocks)) or record == village
        assert "6" not in lines_of(sheet.blocks) or record == back, "who came home stands with neither place"
    jobs.finish()
    store.close()


def lines_of(blocks: Sequence[object]) -> list[str]:
    pairs = [block.text for block in blocks if isinstance(block, Pair)]
    return pairs + [cell.text for block in blocks if isinstance(block, TableRow) for cell in block.cells]


class Still:
    """Work that nobody watches."""

    cancelled = False

    def step(self, done: int, total: int) -> None:
        pass


def test_flows_between_single_villages_are_not_copied_or_printed(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    speak(qapp)
    store = evacuations(tmp_path)
    context = a_context(tmp_path, store)
    told: list[tuple[str, ...]] = []
    context.told.connect(lambda *words: told.append(words))
    view = FlowsView(context, Known())
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: view.table is not None)
    assert view.copy.isEnabled()
    before = view.table
    view.level.button(4).click()
    qtbot.waitUntil(lambda: view.table is not before)
    assert not view.copy.isEnabled()
    view.print_page()
    assert view.findChildren(PrintDialog) == []
    assert told
    jobs.finish()
    store.close()


def test_the_villages_of_a_day_can_be_printed(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    speak(qapp)
    store = evacuations(tmp_path)
    page = VillagesPage(a_context(tmp_path, store))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.view.list.table.rows.complete)
    page.print_page()
    [dialog] = page.findChildren(PrintDialog)
    qtbot.waitUntil(lambda: dialog.go.isEnabled())
    assert dialog.sheet is not None
    assert "as known on" in dialog.sheet.heading.within
    jobs.finish()
    store.close()
