"""Laws of the places in Settings: proposals first, approved, joined, taught; a country and a table brought in."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.context import Context
from gui.entry.facts import NEW, Facts
from gui.forms.place_field import PlaceField
from gui.frame.forms import show_form
from gui.frame.hit import Hit
from gui.frame.search import Everything, shared
from gui.known import Known
from gui.places.country_dialog import CountryDialog
from gui.places.form import PLACE, UNTYPED
from gui.places.joining import JoinDialog
from gui.places.pane import PlacePane
from gui.places.same_dialog import SameDialog
from gui.places.table_dialog import TableDialog
from gui.places.teaching import SpellingNote
from gui.record import HIDDEN, laid_out
from gui.screens.settings import SettingsPage
from gui.screens.settings_places import PlacesPage
from gui.widgets import column
from storage import RECORDS
from storage.edits import Edit
from storage.places.gazetteer import place_id
from storage.store import Store
from tests.builders import a_store, an_incident
from tests.gui.dressed import speak
from tests.gui.screens import wait_until


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return a_store(tmp_path)


def proposal(store: Store, name: str = "خان شيخوون") -> str:
    near = store.suggest_places("Khan Shaykun")[0]
    values = {"level": 4, "name_ar": name, "parent": near.parent, "proposed_by": store.me.team}
    return store.save([Edit("place", None, values)]).ids[0]


def page_of(qtbot: QtBot, context: Context) -> PlacesPage:
    settings = SettingsPage(context)
    qtbot.addWidget(settings)
    settings.resize(1366, 768)
    assert settings.listed() is None
    settings.show_record("places")
    settings.show()
    page = settings.listed()
    assert isinstance(page, PlacesPage)
    wait_until(lambda: page.table.rows.complete)
    page.__dict__["whole"] = settings  # the page lives as long as what holds it
    return page


def pane_of(page: PlacesPage, record: str) -> PlacePane:
    page.show_record(record)
    wait_until(lambda: page.table.current_id() == record)
    if not page.plan.pane.isVisible():
        page.table.pane_asked.emit()
    pane = page.plan.pane
    assert isinstance(pane, PlacePane)
    wait_until(lambda: pane._facts is not None and pane._facts.entry.id == record)
    return pane


def test_every_field_of_a_place_is_laid_out_exactly_once() -> None:
    names = laid_out(PLACE)
    assert len(names) == len(set(names))
    assert set(names) | set(HIDDEN) | set(UNTYPED) == set(RECORDS["place"].fields)


def test_proposals_stand_first(qtbot: QtBot, context: Context, store: Store) -> None:
    record = proposal(store)
    page = page_of(qtbot, context)
    page.table.go_to(0)
    assert page.table.current_id() == record


def test_an_approved_proposal_keeps_its_identity_and_its_records(qtbot: QtBot, context: Context, store: Store) -> None:
    record = proposal(store)
    incident = an_incident(store, place=record)
    pane = pane_of(page_of(qtbot, context), record)
    pane.approve()
    wait_until(lambda: bool(found := store.read("place", record)) and found.values["status"] == "verified")
    assert not store.places.facts[record].proposed
    entry = store.read("incident", incident)
    assert entry is not None
    assert entry.values["place"] == record


def test_a_spelling_is_taught_and_found_at_once(qtbot: QtBot, context: Context, store: Store) -> None:
    real = store.suggest_places("Saraqib")[0].id
    pane = pane_of(page_of(qtbot, context), real)
    pane.spelling.setText("سراكب الشرقية")
    pane.learn_spelling()
    wait_until(lambda: "سراكب الشرقية" in store.places.facts[real].aliases)
    assert store.suggest_places("سراكب الشرقية")[0].id == real


def test_joining_says_how_many_records_follow_and_does_it_in_one_save(
    qtbot: QtBot, context: Context, store: Store
) -> None:
    double, real = proposal(store), store.suggest_places("Khan Shaykun")[0].id
    incident = an_incident(store, place=double)
    dialog = JoinDialog(context, double, real, None)
    qtbot.addWidget(dialog)
    dialog.show()
    wait_until(dialog.join.isEnabled)
    assert "1 record will name Khan Shaykun" in dialog.effect.text()
    dialog.take()
    wait_until(lambda: not dialog.isVisible())
    assert store.places.facts[double].withdrawn
    entry = store.read("incident", incident)
    assert entry is not None
    assert entry.values["place"] == real


def test_pairs_are_offered_with_the_proposal_as_the_double_and_can_be_told_apart(
    qtbot: QtBot, context: Context, store: Store
) -> None:
    double = proposal(store)
    dialog = SameDialog(context, None)
    qtbot.addWidget(dialog)
    dialog.show()
    wait_until(lambda: dialog.tree.topLevelItemCount() > 0)
    before = dialog.tree.topLevelItemCount()
    pairs = [dialog.tree.topLevelItem(at).data(0, Qt.ItemDataRole.UserRole) for at in range(before)]  # type: ignore[union-attr]
    assert double in {pair[0] for pair in pairs}
    at = next(at for at, pair in enumerate(pairs) if pair[0] == double)
    dialog.tree.setCurrentIndex(dialog.tree.model().index(at, 0))
    dialog.keep_apart()
    wait_until(lambda: dialog.tree.topLevelItemCount() == before - 1)
    assert not [pair for pair in store.same_places() if double in (pair.one, pair.other)]


def test_a_country_is_added_with_words_about_what_came_of_it(qtbot: QtBot, context: Context, store: Store) -> None:
    dialog = CountryDialog(context, None)
    qtbot.addWidget(dialog)
    dialog.show()
    wait_until(lambda: dialog.countries.items.rowCount() > 100)
    dialog.countries.typed.setText("palest")
    assert dialog.countries.country == "PS"
    dialog.add()
    assert not dialog.inside.isEnabled()
    wait_until(lambda: dialog.note.isVisible())
    assert "new places" in dialog.note.words()
    assert store.places.by_code("PS.GZ") is not None


def test_a_cancelled_country_leaves_the_places_as_they_were(qtbot: QtBot, context: Context, store: Store) -> None:
    before = store.state_hash()
    dialog = CountryDialog(context, None)
    qtbot.addWidget(dialog)
    dialog.show()
    wait_until(lambda: dialog.countries.items.rowCount() > 100)
    dialog.countries.typed.setText("UA")
    dialog.add()
    dialog.reject()
    wait_until(lambda: dialog.note.isVisible())
    assert "Cancelled" in dialog.note.words()
    assert (store.state_hash(), dialog.isVisible()) == (before, True)


def test_a_cancel_that_comes_too_late_tells_what_was_done(qtbot: QtBot, context: Context) -> None:
    dialog = CountryDialog(context, None)
    qtbot.addWidget(dialog)
    dialog.show()
    doing, go, told = Event(), Event(), list[int]()

    def do(_: object) -> int:
        doing.set()
        go.wait()
        return 7

    dialog.work(do, told.append, "", writes=True)
    wait_until(doing.is_set)
    dialog.reject()
    go.set()
    wait_until(lambda: dialog._job is None)
    assert told == [7] and "Cancelled" not in dialog.note.words()


def a_table(folder: Path, text: str) -> str:
    file = folder / "table.csv"
    file.write_text(text, encoding="utf-8")
    return str(file)


def read(qtbot: QtBot, context: Context, file: str) -> TableDialog:
    dialog = TableDialog(context, None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.read(file)
    wait_until(lambda: dialog._job is None)
    return dialog


def test_a_table_is_shown_first_and_only_what_is_ticked_changes(
    qtbot: QtBot, context: Context, store: Store, tmp_path: Path
) -> None:
    first = "code,parent,name_en\nC9001,SY070201,Tell Hajar\nC9002,SY070201,Ain Zarqa\n"
    dialog = read(qtbot, context, a_table(tmp_path, first))
    assert store.places.by_code("C9001") is None
    dialog.take()
    wait_until(lambda: dialog._job is None)
    assert store.places.by_code("C9001") is not None
    again = "code,parent,name_en\nC9001,SY070204,Tall al-Hajar\nC9003,SY070201,Nabaa\nC9009,SY070299,Nowhere\n"
    dialog = read(qtbot, context, a_table(tmp_path, again))
    assert "1 new place" in dialog.counts.text()
    assert "1 row left out" in dialog.counts.text()
    lines = dialog._lines()
    assert len(lines) == 3
    assert dialog.ticked() == []
    lines[0].setCheckState(0, Qt.CheckState.Checked)
    dialog.take()
    wait_until(lambda: dialog._job is None)
    assert store.places.by_code("C9003") is not None
    here = store.places.facts[place_id("C9001")]
    assert (here.name_en, here.parent) == ("Tall al-Hajar", place_id("SY070201"))


def test_what_is_no_table_is_told_in_words(qtbot: QtBot, context: Context, tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"PK\x03\x04 nothing of the kind")
    dialog = read(qtbot, context, str(file))
    assert dialog.note.isVisible()
    assert "damaged" in dialog.note.words()
    assert not dialog.do.isEnabled()


def test_the_form_of_a_place_saves_its_names(qtbot: QtBot, context: Context, store: Store) -> None:
    record = store.suggest_places("Saraqib")[0].id
    window = show_form(context, "place", record)
    assert window is not None
    qtbot.addWidget(window)
    wait_until(lambda: getattr(window, "entry", None) is not None)
    assert window.form.value("name_ar") == "سراقب"  # type: ignore[attr-defined]


def test_a_spelling_nobody_knew_is_offered_once_and_taught_on_request(
    qtbot: QtBot, context: Context, store: Store
) -> None:
    facts = Facts().learn(store)
    field = PlaceField(facts.reading, facts.suggest, NEW)
    note = SpellingNote(context, field, lambda: facts)
    holder = QWidget()
    holder.setLayout(column(field, note))
    qtbot.addWidget(holder)
    holder.show()
    place = store.suggest_places("Saraqib")[0]

    def choose(typed: str) -> None:
        note.hide()
        field.line.clear()
        field.setFocus()
        qtbot.keyClicks(field.line, typed)
        field.line.picked.emit(place.id)

    choose("sarak")
    assert not note.isVisible(), "the beginning of a name is no spelling of its own"
    choose("xqzvillage")
    assert note.isVisible()
    assert "xqzvillage" in note.question.text()
    note.learn.click()
    wait_until(lambda: bool(found := store.read("place", place.id)) and "xqzvillage" in found.values["aliases"])
    assert store.suggest_places("xqzvillage")[0].id == place.id
    choose("xqzvillage")
    assert not note.isVisible()


def test_global_search_finds_movements_and_sources_and_no_kind_crowds_out_another(
    context: Context, store: Store
) -> None:
    village = store.suggest_places("Saraqib")[0].id
    store.save([Edit("movement", None, {"direction": "out", "origin": village, "code": "M-SARAQIB-1"})])
    source = store.save([Edit("source", None, {"title": "Saraqib hospital list"})]).ids[0]
    found = Everything(context)("Saraqib")
    assert {"place", "movement", "source"} <= {hit.kind for hit in found}
    assert source in {hit.id for hit in found}
    many = [[Hit(kind, str(at), "", "", "") for at in range(6)] for kind in ("victim", "incident", "place")]
    few = [Hit("source", "s", "", "", "")]
    taken = shared([*many, few], 10)
    assert [sum(hit.kind == kind for hit in taken) for kind in ("victim", "incident", "place", "source")] == [
        3,
        3,
        3,
        1,
    ]


def test_a_place_in_dispute_is_offered_by_either_name_and_says_so(
    qapp: QApplication, context: Context, store: Store
) -> None:
    record = store.suggest_places("Saraqib")[0].id
    seen = store.read("place", record)
    assert seen is not None
    for name in ("Vexolune", "Brintaquay"):
        store.save([Edit("place", record, {"name_en": name}, seen.seen)])
    facts, known = Facts().learn(store), Known()
    known.learn(store)
    for typed, other in (("Vexolune", "Brintaquay"), ("Brintaquay", "Vexolune")):
        (hit,) = (hit for hit in Everything(context)(typed) if hit.kind == "place")
        assert typed in hit.title and other in hit.title
        offer, choice = facts.suggest(typed)[0], known.suggest(typed)[0]
        assert offer.value == choice.value == record
        for told in (f"{offer.label} {offer.beside}", f"{choice.label} {choice.beside}"):
            assert typed in told and other in told and "(in dispute)" in told
    speak(qapp, "ar")
    offer, choice = facts.suggest("Vexolune")[0], known.suggest("Vexolune")[0]
    for told in (offer, choice):  # nobody disagrees about the Arabic name
        assert told.label == "سراقب" and "(محل خلاف)" in told.beside and not told.beside.startswith("أو")
        assert "Vexolune" in told.beside and "Brintaquay" in told.beside
    speak(qapp)
    assert facts.find("place", "vexolune") == facts.find("place", "brintaquay") == record
