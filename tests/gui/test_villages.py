"""Laws of the Villages room: states and balances of a day, movements by keyboard, disputes on the safe side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.known import Known
from gui.record import laid_out
from gui.screens.villages import VillagesPage
from gui.villages.balance import percent_words, shares_of
from gui.villages.columns import movement_columns, village_columns
from gui.villages.facts import VillageFacts
from gui.villages.flows_view import FlowsView
from gui.villages.forms import MOVEMENT, POPULATION, STATE, make_movement, onward_of, return_of
from gui.villages.ledger_card import verdict
from gui.villages.lines import Village
from gui.villages.movements_page import MovementsPage
from gui.villages.moves import Move
from gui.villages.timeline import StateTimeline
from storage import RECORDS
from storage.counting.ranges import Span
from storage.edits import Edit
from storage.saving import new_id
from storage.store import Store
from storage.villages.ledger import Ledger, Population
from storage.villages.standing import OnTheGround
from tests.builders import count, day, place
from tests.gui.dressed import speak
from tests.gui.evacuations import KHAN, evacuations
from tests.gui.summer import a_context
from tests.gui.test_incidents import words_in
from tests.gui.typist import in_front


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = evacuations(tmp_path)
    yield made
    jobs.finish()
    made.close()


def the_page(qtbot: QtBot, qapp: QApplication, folder: Path, store: Store, language: str = "en") -> VillagesPage:
    speak(qapp, language)
    page = VillagesPage(a_context(folder, store))
    page.resize(1366, 700)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.view.list.table.rows.complete)
    return page


def names(page: VillagesPage) -> list[str]:
    rows = page.view.list.table.rows
    found = [rows.row_at(position) for position in range(rows.rowCount())]
    return [row.name_en for row in found if row is not None]


def show(qtbot: QtBot, page: VillagesPage, name: str = KHAN) -> VillageFacts:
    wanted = place(page.context.store, name)
    page.show_record(wanted)
    detail = page.view.detail
    qtbot.waitUntil(lambda: detail.facts is not None and detail.facts.village.id == wanted)
    assert detail.facts is not None
    return detail.facts


def search(qtbot: QtBot, page: VillagesPage, typed: str) -> None:
    with qtbot.waitSignal(page.view.list.table.rows.counted):
        page.view.list.search.setText(typed)


# ---- the list


@pytest.mark.parametrize("typed", ["khan shay", "خان شي", "SIJ-0040", "sij-0040"])
def test_a_village_is_found_in_either_script_and_by_code(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store, typed: str
) -> None:
    page = the_page(qtbot, qapp, tmp_path, store)
    search(qtbot, page, typed)
    assert names(page) == [KHAN]


def test_villages_without_news_come_when_they_are_asked_for(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    page = the_page(qtbot, qapp, tmp_path, store)
    some = len(names(page))
    with qtbot.waitSignal(page.view.list.table.rows.counted):
        page.view.list.reach.button(True).click()
    whole = page.view.list.table.rows.rowCount()
    assert some < 20 < whole
    search(qtbot, page, "kafr takh")  # a search looks through all of them anyway
    assert "Kafr Takharim" in names(page)


def test_chips_count_the_states_and_filter_by_them(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    page = the_page(qtbot, qapp, tmp_path, store)
    qtbot.waitUntil(lambda: "emptied" in page.chips.chips)
    assert page.chips.chips["emptied"].word.text() == "3 Emptied"
    with qtbot.waitSignal(page.view.list.table.rows.counted):
        page.chips.chips["emptied"].pressed.emit("emptied")
    assert sorted(names(page)) == ["Kafr Zeita", "Qalat Al-Madiq", "Tamanaah"]
    with qtbot.waitSignal(page.view.list.table.rows.counted):
        qtbot.keyClick(page.view.list.table, Qt.Key.Key_Escape)
    assert len(names(page)) > 3


def test_states_and_balances_are_those_of_the_day_asked_for(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    page = the_page(qtbot, qapp, tmp_path, store)
    now = show(qtbot, page)
    assert (now.village.state, now.village.share) == ("partly_emptied", 60)
    with qtbot.waitSignal(page.view.read):
        page.view.list.day._ask(page.view.list._read_day("26 Apr 2019"))
    assert page.view.day == date(2019, 4, 26)
    then = show(qtbot, page)
    qtbot.waitUntil(lambda: (found := page.view.detail.facts) is not None and found.day == page.view.day)
    then = page.view.detail.facts  # type: ignore[assignment]
    assert (then.village.state, then.ledger.left) == ("inhabited", (0, 0))
    assert then.moves == () and then.later == 6


def test_the_detail_says_who_left_and_where_to(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    page = the_page(qtbot, qapp, tmp_path, store, "ar")
    show(qtbot, page)
    told = words_in(page.view.detail)
    for words in (
        "كان فيها",
        "3,060–3,820",
        "1,490–2,670",
        "يقع بين الحدّين",
        "حركات",
        "الأقدم يساراً",
        "لا يستطيعون",
    ):
        assert words in told, words
    card = page.view.detail.movements
    assert card is not None
    qtbot.waitUntil(lambda: card.table.rows.complete)
    cells = [card.table.rows.cells(at) for at in range(6)]
    assert [row[3].strong for row in cells if row][-1] == "لا نعرف إلى أين"


def test_another_teams_movement_comes_in_by_itself(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    page = the_page(qtbot, qapp, tmp_path, store)
    before = show(qtbot, page)
    values = {"origin": before.village.id, "direction": "out", "started": day("2019-06-01"), "persons": count("100")}
    outcome = store.save([Edit("movement", None, values)])
    with qtbot.waitSignal(page.view.detail.shown):
        page.context.announce(outcome)
    qtbot.waitUntil(lambda: len(page.view.detail.facts.moves) == 7)  # type: ignore[union-attr]
    assert page.view.detail.facts.ledger.left == (3160, 3920)  # type: ignore[union-attr]


# ---- doing


def opened(page: VillagesPage) -> list[tuple[str, object]]:
    told: list[tuple[str, object]] = []
    for kind in ("movement", "village_state", "population"):
        page.context.editors[kind] = lambda record, given=None, kind=kind: told.append((kind, record or given))
    return told


def test_the_keys_of_the_room_begin_records_of_the_village_shown(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    page = the_page(qtbot, qapp, tmp_path, store)
    khan = show(qtbot, page).village.id
    told = opened(page)
    in_front(qtbot, page)
    page.new_record()
    qtbot.keyClick(page.view.list.table, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    page.view.detail.verb.emit("population", khan)
    assert told == [
        ("movement", {"origin": khan}),
        ("village_state", {"place": khan}),
        ("population", {"place": khan}),
    ]


def test_enter_goes_into_the_movements_and_esc_back(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    page = the_page(qtbot, qapp, tmp_path, store)
    facts = show(qtbot, page)
    told, table = opened(page), page.view.detail.movements.table  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: table.rows.complete)
    qtbot.keyClick(page.view.list.table, Qt.Key.Key_Return)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told == [("movement", facts.moves[-1].id)]  # the newest
    qtbot.keyClick(table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(told) == 2)
    given = told[1][1]
    assert isinstance(given, dict) and given["destination_known"] == "unknown" and "code" not in given


def test_a_movement_withdrawn_leaves_the_balance(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    page = the_page(qtbot, qapp, tmp_path, store)
    facts = show(qtbot, page)
    with qtbot.waitSignal(page.view.detail.shown):
        page.view._withdraw(facts.moves[1].id, "entered twice")
    qtbot.waitUntil(lambda: len(page.view.detail.facts.moves) == 5)  # type: ignore[union-attr]
    assert page.view.detail.facts.ledger.left == (1560, 1920)  # type: ignore[union-attr]


def test_they_moved_on_and_they_returned_are_linked_with_what_was_before() -> None:
    values = {"origin": "a", "destination": "b", "direction": "out", "persons": count("10-12"), "code": "M-1"}
    onward = onward_of("m1", values)
    assert (onward["direction"], onward["origin"], onward["same_people_as"]) == ("onward", "b", ("m1",))
    back = return_of("m1", values)
    assert (back["direction"], back["origin"], back["destination"], back["persons"]) == (
        "return", "b", "a", count("10-12")
    )  # fmt: skip
    assert "code" not in back


@pytest.mark.parametrize("plan", [MOVEMENT, STATE, POPULATION])
def test_every_field_of_the_forms_is_laid_out_exactly_once(plan: object) -> None:
    hidden = {"code", "status", "withdrawn", "overrides", "team", "author", "entered"}
    names_ = laid_out(plan)  # type: ignore[arg-type]
    assert len(names_) == len(set(names_))
    assert set(names_) == set(RECORDS[plan.kind].fields) - hidden  # type: ignore[attr-defined]


# ---- the safe side


def rivals(store: Store, kind: str, record: str, name: str, *values: object) -> None:
    """Teams that had seen the same value wrote others over it."""
    entry = store.read(kind, record)
    assert entry is not None
    for value in values:
        store.save([Edit(kind, record, {name: value}, entry.seen)])


def test_a_village_emptied_in_dispute_reads_not_cleared(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    seen = store.states_of(place(store, KHAN))[-1]
    rivals(store, "village_state", seen.id, "state", "emptied", "partly_emptied")
    page = the_page(qtbot, qapp, tmp_path, store)
    facts = show(qtbot, page)
    assert facts.village.state == "partly_emptied" and set(facts.village.rivals) == {"partly_emptied", "emptied"}
    told = words_in(page.view.detail)
    assert "Partly emptied 60" in told and " or Emptied" in told
    assert "it counts as not cleared" in told
    at = page.view.list.villages.numbers[facts.village.id]  # type: ignore[union-attr]
    cell = village_columns(page.known)[1].show(page.view.list.villages.lines[at])  # type: ignore[union-attr]
    assert cell.icon == "triangle-alert" and " or " in cell.text


def test_people_who_left_in_dispute_read_inside(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    move = store.movements_of(place(store, KHAN))[1]
    rivals(store, "movement", move.id, "direction", "return", "out")
    page = the_page(qtbot, qapp, tmp_path, store)
    facts = show(qtbot, page)
    assert facts.ledger.left == (3060 - 1500, 3820)
    assert "their people may still be inside" in words_in(page.view.detail)
    cells = [one.show(next(m for m in facts.moves if m.id == move.id)) for one in movement_columns(page.known)]
    assert " or " in cells[2].spoken


def test_values_in_dispute_stand_with_or_between(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    move = store.movements_of(place(store, KHAN))[1]
    rivals(store, "movement", move.id, "persons", count("1,700"), count("900-1,000"))
    rivals(store, "movement", move.id, "destination", place(store, "Harim"), place(store, "Dana"))
    page = the_page(qtbot, qapp, tmp_path, store)
    facts = show(qtbot, page)
    cells = [one.show(next(m for m in facts.moves if m.id == move.id)) for one in movement_columns(page.known)]
    assert set(cells[3].text.split(" or ")) == {"Harim", "Dana"}
    assert "1,700" in cells[5].text and " or " in cells[5].text
    assert facts.ledger.left == (1560 + 900, 1920 + 1700)  # the range of all that is told


def test_several_villages_selected_are_summed(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    page = the_page(qtbot, qapp, tmp_path, store)
    search(qtbot, page, "kafr")
    with qtbot.waitSignal(page.totals) as told:
        page.view.list.table.selectAll()
    assert "15 villages selected: lived there ≥ 50,500" in told.args[0]  # nobody told for some of them
    assert "left ⁦29,000–33,800" in told.args[0] or "left 29,000–33,800" in told.args[0]


def test_a_movement_asked_for_by_another_room_is_shown_in_the_list_of_all(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    page = the_page(qtbot, qapp, tmp_path, store)
    move = store.movements_of(place(store, KHAN))[2]
    page.show_record(move.id)
    listed = page._made["movements"]
    assert isinstance(listed, MovementsPage)
    qtbot.waitUntil(lambda: listed.table.current_id() == move.id)


def test_the_balance_bar_never_divides_what_nobody_knows() -> None:
    shares = shares_of((1000, 1200), (300, 600), (50, 100))
    assert shares is not None
    assert shares.stayed == pytest.approx(400 / 1200)  # 1000 less the most that may have left
    assert shares.left == pytest.approx(200 / 1200)  # the least that left less the most that came back
    assert shares.stayed + shares.returned + shares.left < 1
    assert shares_of((0, None), (5, 9), (0, 0)) is None
    assert shares_of((None, None), (5, 9), (0, 0)) is None
    assert shares_of((100, 100), (300, 300), (0, 0)).left == 1  # type: ignore[union-attr]
    assert shares_of((100, 100), (20, None), (0, 0)).stayed == 0  # type: ignore[union-attr]


def test_shares_in_words_are_ranges_too(qapp: QApplication) -> None:
    speak(qapp, "en")
    assert percent_words((300, 600), (1000, 1200)) == "25–60 %"
    assert percent_words((500, 500), (1000, 1000)) == "50 %"
    assert percent_words((500, None), (1000, 1000)) == ""


def ledger(counted: tuple[int, int] | None, remainder: Span | None, unexplained: int) -> Ledger:
    found = OnTheGround(Span(*counted), ("2019-07-04", "2019-07-04")) if counted else None
    population = Population(Span(1000, 1000), told=True)
    return Ledger("p", "2019-07-05", population, counted=found, remainder=remainder, unexplained=unexplained)


def test_the_remainder_is_told_in_words(qapp: QApplication) -> None:
    speak(qapp, "en")
    assert "lies within the bounds" in verdict(ledger((600, 600), Span(-20, 30), 0))[2]
    assert "Unexplained: 120–300." in verdict(ledger((600, 600), Span(120, 300), 120))[2]
    assert "Fewer" in verdict(ledger((600, 600), Span(-300, -120), -120))[2]
    assert "Unexplained: 120–300." in verdict(ledger((600, 600), Span(-300, -120), -120))[2]
    assert "Nobody has counted" in verdict(ledger(None, None, 0))[2]


# ---- hostile and unknown


def test_a_village_nobody_knows_still_has_its_line(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    stranger, proposed = new_id(), new_id()
    store.save([
        Edit("place", proposed, {"level": 4, "name_ar": "مزرعة بلا أم"}),
        Edit("village_state", None, {"place": stranger, "state": "flooded", "day": day("2019-07-05")}),
        Edit("village_state", None, {"place": proposed, "state": "emptied", "day": day("2019-07-05")}),
        Edit("movement", None, {"origin": stranger, "direction": "sideways", "started": day("2019-07-05")}),
    ])  # fmt: skip
    page = the_page(qtbot, qapp, tmp_path, store)
    lines = {one.id: one for one in page.view.list.villages.lines}  # type: ignore[union-attr]
    assert lines[stranger].state == "flooded" and lines[proposed].state == "emptied"
    page.show_record(stranger)
    detail = page.view.detail
    qtbot.waitUntil(lambda: detail.facts is not None and detail.facts.village.id == stranger)
    assert stranger[:8] in words_in(detail) and "flooded" in words_in(detail)


def test_nothing_known_paints_no_bar_and_says_so(qapp: QApplication) -> None:
    speak(qapp, "en")
    bare = Village("0" * 32, "", "", "")
    cells = [one.show(bare) for one in village_columns(Known())]
    assert cells[0].strong == "00000000" and cells[1].text == "State not known"
    assert cells[2].spoken == "not known how many lived here" and cells[3].text == "no news"


# ---- time


def test_the_oldest_is_at_the_left_in_arabic_too(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    page = the_page(qtbot, qapp, tmp_path, store, "ar")
    show(qtbot, page)
    line: StateTimeline = page.view.detail.time.line  # type: ignore[union-attr]
    assert line.x_of(date(2019, 4, 26)) < line.x_of(date(2019, 5, 21)) < line.x_of(date(2019, 7, 4))
    assert [one.state for one in line.stretches] == ["inhabited", *["partly_emptied"] * 3]
    assert len(line.marks) == 6
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Left)
    newest = page.view.detail.time.said.text()  # type: ignore[union-attr]
    qtbot.keyClick(line, Qt.Key.Key_Left)
    assert newest != page.view.detail.time.said.text()  # type: ignore[union-attr]


# ---- flows


def test_totals_of_the_matrix_agree_with_the_movements_behind_them(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    page = the_page(qtbot, qapp, tmp_path, store)
    page.show_view("flows")
    flows = page._made["flows"]
    assert isinstance(flows, FlowsView)
    qtbot.waitUntil(lambda: flows.table is not None and flows.table.rows.complete)
    lines = flows._lines
    total, rest = lines[0].flows["total"], [one.flows["total"] for one in lines[1:]]
    assert total.persons == (sum(one.persons[0] or 0 for one in rest), sum(one.persons[1] or 0 for one in rest))
    assert sorted(total.movements) == sorted(move for one in rest for move in one.movements)
    khan = next(one for one in lines if page.known.place(one.id) == KHAN and one.flows["total"].count == 5)
    flows.open_cell(khan.id, "unknown")
    qtbot.waitUntil(lambda: flows.behind is not None)
    assert "From Khan Shaykun to Not known" in words_in(flows.under)


def test_the_flows_copy_as_a_table(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    page = the_page(qtbot, qapp, tmp_path, store)
    page.show_view("flows")
    flows = page._made["flows"]
    assert isinstance(flows, FlowsView)
    qtbot.waitUntil(lambda: flows.table is not None and flows.table.rows.complete)
    qapp.clipboard().clear()
    flows.copy_table()
    qtbot.waitUntil(lambda: qapp.clipboard().text() != "")
    lines = qapp.clipboard().text().split("\n")
    assert lines[0].startswith("From, and to\tTotal\t") and lines[1].startswith("Total\t")
    assert len({line.count("\t") for line in lines}) == 1


# ---- arrivals are sealed


def test_where_people_went_stands_in_no_window_title(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    assert RECORDS["movement"].fields["destination"].privacy == "seal"
    page = the_page(qtbot, qapp, tmp_path, store)
    facts = show(qtbot, page)
    window = make_movement(page.context, facts.moves[0].id, {}, None)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.ready)  # type: ignore[attr-defined]
    assert window.windowTitle() == "Left Khan Shaykun"


def test_the_language_may_change_in_the_middle(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    page = the_page(qtbot, qapp, tmp_path, store)
    khan = show(qtbot, page).village.id
    search(qtbot, page, "khan")
    state = page.state()
    other = the_page(qtbot, qapp, tmp_path, store, "ar")
    other.restore(state)
    qtbot.waitUntil(lambda: (facts := other.view.detail.facts) is not None and facts.village.id == khan)
    assert other.view.list.search.text() == "khan"


def test_the_columns_of_movements_leave_no_cell_without_words(qapp: QApplication) -> None:
    speak(qapp, "en")
    cells = [one.show(Move("0" * 32)) for one in movement_columns(Known())]
    assert [cell.spoken or cell.text for cell in cells[1:4]] == ["not told", "direction not known", "not told"]


def test_no_arrival_place_leaves_in_an_export(store: Store) -> None:
    """Neither where people went, nor where they moved on or came home from: that is where they had arrived."""
    khan, camp = place(store, KHAN), place(store, "Salqin")
    store.save([Edit("movement", None, {"origin": camp, "direction": "onward", "started": day("2019-07-01")})])
    rows = list(store.export_rows("movement", ("direction", "origin"), None))
    assert ("out", khan) in rows and ("return", None) in rows and ("onward", None) in rows
    assert not [row for row in rows if row[1] == camp]


# ---- everyday comfort


def test_columns_of_the_villages_are_chosen_and_remembered(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    page = the_page(qtbot, qapp, tmp_path, store)
    villages = page.view.list
    assert "news" in villages.choosing.shown()
    villages.choosing.show("news", shown=False)
    assert page.context.setting("villages.columns")


def test_a_kept_filter_asks_for_the_villages_again(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    villages = the_page(qtbot, qapp, tmp_path, store).view.list
    villages.states.take(["emptied"])
    kept = villages.keeping.present()
    villages.keeping.keep(kept, "gone")
    villages.clear()
    assert not villages.states.condition().value
    villages.keeping.apply(villages.keeping.filters()[0])
    assert villages.states.condition().value == "emptied"
    assert villages.keeping.present().asks(kept)
