"""Laws of the entry window: nothing typed is lost, only hard problems block, others never overwrite typing."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from gui.entry.keeping import AFTER_KEY
from gui.entry.window import EntryWindow
from gui.forms.editors import Editor
from gui.frame.offering import OpenDrafts, open_draft
from gui.screens.victim_form import VictimWindow, open_victim
from gui.table.line_list import Line
from gui.widgets import LinkButton
from storage.edits import Draft, Edit, Outcome
from storage.fields.kinds import DayValue, Range
from storage.lists.listing import Query
from storage.records import RECORDS
from storage.store import Store
from tests.builders import a_victim, an_incident, change, count, day, name, place
from tests.gui.dressed import speak
from tests.gui.typist import Typist, an_entry, closed, in_front

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
NOT_TYPED = {"code", "status", "withdrawn", "overrides", "team", "author", "entered", "sources"}


def kept(qtbot: QtBot, window: EntryWindow) -> None:
    """Wait until what is typed now stands on disk."""
    with qtbot.waitSignal(window.keeper.kept):
        window.keeper.field_left()


def gone(window: QWidget) -> None:
    """As if the program had been killed: nothing is saved, the window is not there any more."""
    jobs.finish()
    window._ended = True  # type: ignore[attr-defined]
    window.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def only_incident(store: Store) -> str:
    _, rows = store.listing(Query("incident")).first(5)
    (row,) = rows.values()
    return row.id


def fill_required(typist: Typist) -> None:
    typist.press("Alt+1").type("4/7/2019").press("Tab")
    typist.press("Alt+2").type("khan sh").press("Return").press("Alt+3").type("a")


# ---- layout and keys


def test_every_field_of_an_incident_is_laid_out_exactly_once(qtbot: QtBot, context: Context) -> None:
    window = an_entry(qtbot, context)
    counted = Counter(str(one.property("field")) for one in window.findChildren(Editor) if one.property("field"))
    assert set(counted) == set(RECORDS["incident"].fields) - NOT_TYPED
    assert set(counted.values()) == {1}
    gone(window)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_section_has_its_key(
    qtbot: QtBot, qapp: QApplication, context: Context, typist: Typist, language: str
) -> None:
    speak(qapp, language)
    window = an_entry(qtbot, context)
    holders = []
    for number in range(1, 8):
        typist.press(f"Alt+{number}")
        cards = [card for card in window.body.cards if card.isAncestorOf(typist.at())]
        assert len(cards) == 1
        holders.append(cards[0])
    assert len(set(map(id, holders))) == 5
    gone(window)
    speak(qapp, "en")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1024, 600)])
def test_nothing_is_wider_than_the_window(qtbot: QtBot, context: Context, width: int, height: int) -> None:
    window = an_entry(qtbot, context)
    window.resize(width, height)
    qtbot.waitUntil(lambda: window.body.width() <= width)
    for part in (window.head, *window.body.cards):
        assert part.width() <= width
    gone(window)


# ---- drafts


def test_a_draft_is_kept_when_a_field_is_left(qtbot: QtBot, context: Context, register: Store, typist: Typist) -> None:
    window = an_entry(qtbot, context)
    with qtbot.waitSignal(window.keeper.kept):
        typist.type("yesterday").press("Tab")
    (draft,) = register.drafts()
    assert draft.open and draft.content["form"]["occurred"]["v"]
    gone(window)


def test_a_draft_is_kept_within_two_seconds_of_a_key_also_while_typing_goes_on(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    assert AFTER_KEY < 2000
    window = an_entry(qtbot, context)
    typist.press("Alt+7").type("half a sen")
    with qtbot.waitSignal(window.keeper.kept):
        typist.type("t")
    (draft,) = register.drafts()
    assert draft.content["form"]["narrative"]["t"] == "half a sent"
    gone(window)


def test_after_the_program_was_killed_everything_comes_back(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    window = an_entry(qtbot, context)
    typist.press("Alt+1").type("some day").press("Tab").press("Alt+2").type("khan sh").press("Return")
    typist.press("Alt+5").cells("Witness", "5-3")
    typist.press("Alt+6").cells("Omar", "Ali", "Hasan", "m", "old-ish").cells("Sara", end="Tab").type("Zai")
    kept(qtbot, window)
    gone(window)

    (draft,) = register.drafts()
    again = an_entry(qtbot, context, draft=draft)
    form = again.desk.form
    assert form.state("occurred").text == "some day" and form.state("occurred").problem is not None
    assert register.name_of("place", form.value("place"), "en") == "Khan Shaykun"
    assert again.desk.claims.rows[0].text("killed") == "5-3"
    assert again.desk.source_name(again.desk.claims.rows[0].text("source")) == "Witness"
    rows = again.desk.victims.rows
    assert [rows[0].text(key) for key in ("given", "father", "family", "sex", "age")] == [
        "Omar", "Ali", "Hasan", "male", "old-ish"
    ]  # fmt: skip
    assert (rows[1].text("given"), rows[1].text("father")) == ("Sara", "Zai")
    gone(again)


def test_open_drafts_are_offered_and_opened(qtbot: QtBot, context: Context, register: Store, typist: Typist) -> None:
    window = an_entry(qtbot, context)
    typist.press("Alt+2").type("khan sh").press("Return")
    kept(qtbot, window)
    gone(window)
    offered = OpenDrafts(context)
    qtbot.addWidget(offered)
    offered.look()
    qtbot.waitUntil(lambda: not offered.isHidden())
    words = [part.text() for part in offered.findChildren(QWidget) if hasattr(part, "text")]
    assert any("Khan Shaykun" in str(one) for one in words)
    again = open_draft(context, register.drafts()[0])
    assert isinstance(again, EntryWindow)
    qtbot.waitUntil(lambda: again.ready)
    assert again.desk.form.value("place")
    gone(again)


def test_esc_saves_a_draft_and_reopening_shows_all_of_it(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    window = an_entry(qtbot, context)
    typist.press("Alt+1").type("4/7/2019").press("Tab").type("sometime").press("Tab")
    typist.press("Alt+6").cells("Omar", "Ali", "Hasan", "m", "old-ish").press("Escape")
    closed(qtbot, window)
    record = only_incident(register)
    entry = register.read("incident", record)
    assert entry is not None and entry.values["status"] == "draft" and entry.values["occurred"] == day("2019-07-04")
    (person,) = register.children("victim", "incident", record)
    assert person.values["sex"] == "male" and person.values["status"] == "draft"
    (draft,) = register.drafts()
    assert not draft.open

    again = an_entry(qtbot, context, record)
    assert again.desk.form.state("time").text == "sometime"
    assert again.desk.victims.rows[0].text("age") == "old-ish"
    typist.press("Alt+1").press("Tab").press("Del").type("22:10").press("Tab")
    again.desk.victims.write([((0, "age"), "60"), ((0, "outcome"), "k")], "test")
    typist.press("Alt+2").type("khan sh").press("Return").press("Alt+3").type("a").press("Ctrl+Return")
    closed(qtbot, again)
    entry = register.read("incident", record)
    assert entry is not None and entry.values["status"] == "complete" and not entry.disputed
    (person,) = register.children("victim", "incident", record)
    assert person.values["status"] == "complete" and person.values["outcome"] == "killed" and not person.disputed
    assert register.drafts() == []


def test_esc_on_an_empty_window_leaves_nothing(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    window = an_entry(qtbot, context)
    typist.press("Escape")
    closed(qtbot, window)
    assert register.drafts() == [] and register.counts()["incident"] == 0


def test_looking_at_an_incident_leaves_no_draft(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = an_incident(register, claims=1, victims=2)
    before = register.position()
    window = an_entry(qtbot, context, record)
    typist.press("Alt+6", "Alt+1", "Tab", "Escape")
    closed(qtbot, window)
    assert register.drafts() == [] and register.position() == before


def test_changes_of_a_complete_incident_wait_in_the_draft_until_they_are_saved(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = an_incident(register)
    window = an_entry(qtbot, context, record)
    typist.press("Alt+7").type("A new story").press("Escape")
    closed(qtbot, window)
    entry = register.read("incident", record)
    assert entry is not None and entry.values["status"] == "complete" and "narrative" not in entry.values
    again = an_entry(qtbot, context, record)
    assert again.desk.form.value("narrative") == "A new story"
    typist.press("Ctrl+Return")
    closed(qtbot, again)
    entry = register.read("incident", record)
    assert entry is not None and entry.values["narrative"] == "A new story"


# ---- corrections and doubts


def test_only_hard_problems_block_and_f8_walks_through_them(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    window = an_entry(qtbot, context)
    typist.press("Alt+6").cells("Omar").press("Ctrl+Return")
    assert sorted(one.name for one in window._wrong) == ["attack", "occurred", "outcome", "place"]
    places = set()
    for _ in range(4):
        typist.press("F8")
        box = next(
            (b for b in window.findChildren(QWidget) if b.property("field") and b.isAncestorOf(typist.at())), None
        )
        places.add(str(box.property("field")) if box is not None else window.body.victims.grid.place()[1])
    assert places == {"attack", "occurred", "outcome", "place"}
    assert register.counts()["incident"] == 0
    fill_required(typist)
    window.body.victims.grid.go_to(0, "outcome")
    typist.type("k").press("Return", "Ctrl+Return")
    closed(qtbot, window)
    assert register.counts()["victim"] == 1


def test_an_unreadable_text_blocks_completing_but_not_closing(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    window = an_entry(qtbot, context)
    fill_required(typist)
    typist.press("Alt+5").cells("Witness", "many").press("Ctrl+Return")
    QTest.qWait(1)
    assert window.isVisible() and [one.name for one in window._wrong] == ["killed"]
    typist.press("Escape")
    closed(qtbot, window)
    assert register.counts()["claim"] == 1


def test_a_doubt_is_kept_with_its_reason(qtbot: QtBot, context: Context, register: Store, typist: Typist) -> None:
    window = an_entry(qtbot, context)
    fill_required(typist)
    typist.press("Alt+6").cells("Omar Ali Hasan", "", "", "m", "115", "", "", "k")
    qtbot.waitUntil(lambda: any(not one.isHidden() for one in window.doubts.values()))
    doubts = window.doubts["victims"]
    keep = doubts.findChildren(LinkButton)[1]
    keep.click()
    typist.type("seen on the identity card").press("Return")
    qtbot.waitUntil(doubts.isHidden)
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    (person,) = register.children("victim", "incident", only_incident(register))
    assert person.values["overrides"] == {"age_is_possible": "seen on the identity card"}


def test_named_against_claimed_is_said_live(qtbot: QtBot, context: Context, typist: Typist) -> None:
    window = an_entry(qtbot, context)
    note = window.body.claims.note
    typist.press("Alt+5").cells("Hospital list", "6").cells("Witness", "8")
    typist.press("Alt+6").cells("Omar", "", "", "", "", "", "", "k")
    assert not note.isHidden() and "1 named" in note.words() and "6–8" in note.words()
    for given in ("Ali", "Sara", "Zaid", "Rana", "Lina"):
        typist.cells(given, "", "", "", "", "", "", "k")
    assert note.isHidden()
    assert window.body.claims.published.figures()["killed"] == "6–8"
    gone(window)


# ---- places, positions, actors


def test_a_place_not_in_the_list_is_proposed(qtbot: QtBot, context: Context, register: Store, typist: Typist) -> None:
    window = an_entry(qtbot, context)
    fill_required(typist)
    typist.press("Alt+2", "Ctrl+A").type("مزرعة الزيتون").press("Ctrl+Return")
    typist.type("Khan Shaykun").press("Return").press("Return")
    QTest.qWait(1)
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    entry = register.read("incident", only_incident(register))
    assert entry is not None
    proposed = register.read("place", entry.values["place"])
    assert proposed is not None
    assert proposed.values["name_ar"] == "مزرعة الزيتون" and "name_en" not in proposed.values
    assert proposed.values["proposed_by"] == register.me.team
    assert register.name_of("place", proposed.values["parent"], "en") == "Khan Shaykun"


def test_swapped_coordinates_are_noticed_and_put_right_with_f6(qtbot: QtBot, context: Context, typist: Typist) -> None:
    window = an_entry(qtbot, context)
    typist.press("Alt+2").type("khan sh").press("Return")
    box = window.body.box("position")
    assert box is not None
    box.editor.setFocus()
    typist.type("36.65100, 35.44300").press("Tab")
    qtbot.waitUntil(lambda: "swapped" in box.says.words())
    typist.press("F6")
    value = window.desk.form.value("position")
    assert (value.lat, value.lon) == (35.443, 36.651)
    qtbot.waitUntil(lambda: box.says.words() == "")
    gone(window)


def test_a_point_far_away_is_a_doubt_only(qtbot: QtBot, context: Context, typist: Typist) -> None:
    window = an_entry(qtbot, context)
    typist.press("Alt+2").type("khan sh").press("Return")
    box = window.body.box("position")
    assert box is not None
    box.editor.setFocus()
    typist.type("33.51, 36.29").press("Tab")
    qtbot.waitUntil(lambda: "far" in box.says.words())
    assert window._wrong == []
    gone(window)


def test_an_actor_not_known_yet_is_added_by_name(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    window = an_entry(qtbot, context)
    fill_required(typist)
    box = window.body.box("actor")
    assert box is not None
    box.editor.setFocus()
    typist.type("Group X").press("Tab").press("Ctrl+Return")
    closed(qtbot, window)
    entry = register.read("incident", only_incident(register))
    assert entry is not None
    actor = register.read("actor", entry.values["actor"])
    assert actor is not None and actor.values["name_en"] == "Group X"


# ---- editing what exists, and others


def test_an_existing_incident_sends_only_what_differs(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = an_incident(register, claims=1, victims=2, place_note="by the well")
    window = an_entry(qtbot, context, record)
    outcomes: list[Outcome] = []
    context.changed.connect(outcomes.append)
    window.body.victims.grid.go_to(1, "age")
    typist.type("40").press("Return", "Ctrl+Return")
    closed(qtbot, window)
    (outcome,) = outcomes
    changed = [step for step in register.history("victim", outcome.ids[0]) if step.save == outcome.save]
    assert [step.field for step in changed] == ["age"]
    assert len(outcome.ids) == 1


def test_others_changes_refresh_untouched_fields_and_keep_what_is_typed(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = an_incident(register, victims=1, place_note="by the well", strikes=count("3"))
    window = an_entry(qtbot, context, record)
    box = window.body.box("place_note")
    assert box is not None
    box.editor.setFocus()
    typist.press("Ctrl+A").type("by the mill").press("Tab")
    outcome = change(register, "incident", record, place_note="by the school", strikes=count("5"))
    context.announce(outcome)
    qtbot.waitUntil(lambda: window.desk.form.value("strikes") == Range(5, 5))
    assert window.desk.form.value("place_note") == "by the mill"
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    entry = register.read("incident", record)
    assert entry is not None and entry.values["place_note"] == "by the mill"


def test_a_protected_field_changed_by_both_is_kept_as_a_dispute(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = an_incident(register)
    window = an_entry(qtbot, context, record)
    typist.press("Alt+1", "Ctrl+A").type("5/7/2019").press("Tab")
    context.announce(change(register, "incident", record, occurred=day("2019-07-03")))
    QTest.qWait(1)
    jobs.finish()
    QTest.qWait(1)
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    entry = register.read("incident", record)
    assert entry is not None
    assert {rival.value for rival in entry.disputed["occurred"]} == {day("2019-07-05"), day("2019-07-03")}


def test_a_victim_is_taken_out_with_a_reason(qtbot: QtBot, context: Context, register: Store, typist: Typist) -> None:
    record = an_incident(register, victims=2)
    window = an_entry(qtbot, context, record)
    typist.press("Alt+6", "Ctrl+Home", "Ctrl+-").type("entered twice").press("Return")
    assert len(window.desk.victims.rows) == 1
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    reasons = [one.values.get("withdrawn") for one in register.children("victim", "incident", record)]
    assert sorted(reasons, key=str) == [None, "entered twice"]


def test_a_row_of_the_register_shows_its_parts_and_keeps_what_the_grid_does_not_show(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    record = an_incident(register)
    person = a_victim(
        register, incident=record, kin="his brother", name=name("محمد خالد الأحمد / Muhammad Khalid Alahmad")
    )
    window = an_entry(qtbot, context, record)
    assert window.desk.victims.rows[0].text("latin") == "Muhammad Khalid Alahmad"
    window.body.victims.grid.go_to(0, "sex")
    typist.type("f").press("Return", "Ctrl+Return")
    closed(qtbot, window)
    entry = register.read("victim", person)
    assert entry is not None and entry.values["kin"] == "his brother" and entry.values["sex"] == "female"
    assert entry.values["name"].la.family == "Alahmad"


# ---- language, lock, undo, and another


def test_a_change_of_language_loses_nothing(
    qtbot: QtBot, qapp: QApplication, context: Context, typist: Typist
) -> None:
    window = an_entry(qtbot, context)
    typist.press("Alt+1").type("4/7/2019").press("Tab").type("sometime").press("Tab")
    typist.press("Alt+6").cells("Omar", "Ali", "Hasan", "m", "old-ish").cells("Sara").type("half")
    speak(qapp, "ar")
    context.restyled.emit()
    assert window.desk.form.value("occurred") == DayValue.on(day("2019-07-04").first)  # type: ignore[arg-type]
    box = window.body.box("occurred")
    assert box is not None and "تموز" in box.editor.text()
    assert window.desk.form.state("time").text == "sometime"
    assert [row.text("given") for row in window.desk.victims.rows] == ["Omar", "Sara", "half"]
    assert window.desk.victims.rows[0].text("age") == "old-ish"
    typist.press("Ctrl+Z")
    assert [row.text("given") for row in window.desk.victims.rows] == ["Omar", "Sara"]
    gone(window)
    speak(qapp, "en")


def test_locking_keeps_the_draft_at_once_and_hides_the_window_until_unlocked(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    window = an_entry(qtbot, context)
    typist.press("Alt+6").cells("Omar", end="Tab").type("Al")
    context.closing.emit()
    jobs.finish()
    assert not window.isVisible()
    (draft,) = register.drafts()
    assert draft.content["grids"]["victims"][0]["cells"] == {"given": "Omar", "father": "Al"}
    context.reopened.emit()
    qtbot.waitUntil(window.isVisible)
    assert window.desk.victims.rows[0].text("father") == "Al"
    gone(window)


def test_undo_goes_back_over_fields_and_grids_alike(qtbot: QtBot, context: Context, typist: Typist) -> None:
    window = an_entry(qtbot, context)
    typist.press("Alt+1").type("4/7/2019").press("Tab")
    typist.press("Alt+6").cells("Omar").cells("Sara")
    typist.press("Ctrl+Z", "Ctrl+Z")
    assert window.desk.victims.rows == ()
    typist.press("Ctrl+Z")
    assert window.desk.form.value("occurred") is None
    typist.press("Ctrl+Y", "Ctrl+Y")
    assert window.desk.form.value("occurred") is not None and len(window.desk.victims.rows) == 1
    gone(window)


def test_save_and_another_begins_a_new_one(
    qtbot: QtBot, qapp: QApplication, context: Context, register: Store, typist: Typist
) -> None:
    window = an_entry(qtbot, context)
    fill_required(typist)
    typist.press("Ctrl+Shift+Return")
    closed(qtbot, window)
    others = [
        one
        for one in qapp.topLevelWidgets()
        if isinstance(one, EntryWindow) and one.context is context and one.isVisible()
    ]
    assert len(others) == 1 and others[0].desk.is_new
    qtbot.waitUntil(lambda: others[0].ready)
    gone(others[0])
    assert register.counts()["incident"] == 1


# ---- the victim's own form


def a_form(qtbot: QtBot, context: Context, record: str | None, incident: str | None = None) -> VictimWindow:
    window = open_victim(context, record, incident)
    assert isinstance(window, VictimWindow)
    in_front(qtbot, window)
    qtbot.waitUntil(lambda: window.ready)
    return window


def test_every_field_of_a_victim_stands_in_the_form_once(qtbot: QtBot, context: Context) -> None:
    window = a_form(qtbot, context, None)
    counted = Counter(str(one.property("field")) for one in window.findChildren(Editor) if one.property("field"))
    hidden = {"code", "status", "withdrawn", "overrides", "team", "author", "entered"}
    assert set(counted) == set(RECORDS["victim"].fields) - hidden and set(counted.values()) == {1}
    gone(window)


def test_a_victim_is_typed_and_saved_by_keyboard(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    incident = an_incident(register)
    window = a_form(qtbot, context, None, incident)
    typist.type("محمد خالد الأحمد").press("Return")
    window.boxes["sex"].editor.setFocus()
    typist.type("m").press("Escape", "Tab").type("34").press("Tab")
    window.boxes["outcome"].editor.setFocus()
    typist.type("injured").press("Return")
    window.boxes["home"].editor.setFocus()
    typist.type("khan sh").press("Return", "Ctrl+Return")
    qtbot.waitUntil(lambda: register.counts()["victim"] == 1)
    jobs.finish()
    (person,) = register.children("victim", "incident", incident)
    assert person.values["name"].ar.four == ("محمد", "خالد", "", "الأحمد")
    assert (person.values["outcome"], person.values["status"]) == ("injured", "complete")
    assert person.values["home"] == place(register)


def test_a_draft_of_a_victim_comes_back(qtbot: QtBot, context: Context, register: Store, typist: Typist) -> None:
    person = a_victim(register)
    window = a_form(qtbot, context, person)
    window.boxes["age"].editor.setFocus()
    typist.type("old-ish").press("Tab", "Escape")
    qtbot.waitUntil(lambda: not window.isVisible())
    jobs.finish()
    (draft,) = register.drafts()
    assert isinstance(draft, Draft) and not draft.open
    again = a_form(qtbot, context, person)
    assert again.form.state("age").text == "old-ish" and again.form.state("age").problem is not None
    gone(again)


def test_a_rival_edit_in_the_victims_form_is_not_overwritten(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    person = a_victim(register)
    window = a_form(qtbot, context, person)
    window.boxes["hospital"].editor.setFocus()
    typist.type("Maarra").press("Tab")
    context.announce(register.save([Edit("victim", person, {"cause": "burns"})]))
    qtbot.waitUntil(lambda: window.form.value("cause") == "burns")
    line = window.boxes["hospital"].editor.findChild(Line)
    assert line is not None and line.text() == "Maarra"
    gone(window)
