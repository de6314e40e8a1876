"""Laws of facilities hit and linked incidents in the entry window: one save, nothing lost, nothing counted twice."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from gui.entry import findings
from gui.entry.link_cells import KINDS, link_cells, link_values, seen_from
from gui.entry.window import EntryWindow
from gui.grid.model import Cell, GridRow
from gui.screens.incident_facts import read_incident
from storage.edits import Edit
from storage.lists.listing import Query
from storage.period import Period
from storage.saving import new_id
from storage.store import Store
from tests.builders import an_incident, change, day, place
from tests.gui.dressed import speak
from tests.gui.typist import Typist, an_entry, closed

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def a_hospital(store: Store, **more: Any) -> str:
    values = {
        "kind": "hospital",
        "name_ar": "مشفى خان شيخون",
        "name_en": "Hope hospital",
        "place": place(store),
        **more,
    }
    return store.save([Edit("facility", None, {"status": "complete", **values})]).ids[0]


def gone(window: QWidget) -> None:
    """As if the program had been killed."""
    jobs.finish()
    window._ended = True  # type: ignore[attr-defined]
    window.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def damage_of(store: Store, incident: str) -> list[Any]:
    return [one for one in store.children("damage", "incident", incident) if not one.values.get("withdrawn")]


def doubts(window: EntryWindow) -> set[str]:
    return {one.rule for one in findings.by_rules(window.desk) if not one.hard}


# ---- facilities hit


@pytest.mark.parametrize("typed", ["hope", "خان شيخون", "hospital khan"])
def test_a_facility_is_found_in_either_script_by_name_kind_or_place(
    qtbot: QtBot, context: Context, register: Store, typed: str
) -> None:
    hospital = a_hospital(register)
    a_hospital(register, kind="school", name_ar="مدرسة", name_en="Girls school", place=place(register, "Ariha"))
    window = an_entry(qtbot, context)
    offers = window.desk.facts.facilities.offers(typed, None)
    assert offers[0].value == hospital and not offers[0].quiet
    gone(window)


def test_damage_is_typed_by_keyboard_and_saved_with_the_incident(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    hospital, incident = a_hospital(register), an_incident(register)
    window = an_entry(qtbot, context, incident)
    typist.press("Alt+8").type("hope").press("Down", "Tab")
    typist.press("Tab").type("serious").press("Tab").type("yes").press("Tab").type("12").press("Tab")
    typist.type("0").press("Tab").type("2-3").press("Ctrl+Return")
    closed(qtbot, window)
    (damage,) = damage_of(register, incident)
    values = damage.values
    assert (values["facility"], values["damage"], values["closed"]) == (hospital, "serious", "yes")
    assert values["closed_days"] == 12 and values["personnel_injured"].high == 3
    assert values["personnel_killed"].high == 0
    assert register.facilities_attacked(Period()).whole.attacks == 1


def test_a_name_nobody_knows_is_a_new_facility_in_the_place_of_the_incident_and_its_kind_is_asked(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    incident = an_incident(register)
    window = an_entry(qtbot, context, incident)
    typist.press("Alt+8").cells("فرن الشرق", "", "destroyed", end="Tab")
    typist.press("Ctrl+Return")
    assert window.isVisible() and [one.name for one in window._wrong] == ["kind"]
    assert window.body.facilities.grid.place() == (0, "kind"), "the keyboard stands where the kind is asked"
    typist.type("bakery").press("Tab", "Ctrl+Return")
    closed(qtbot, window)
    (damage,) = damage_of(register, incident)
    made = register.read("facility", damage.values["facility"])
    assert made is not None
    facts = {name: made.values.get(name) for name in ("name_ar", "kind", "place", "status")}
    assert facts == {"name_ar": "فرن الشرق", "kind": "bakery", "place": place(register), "status": "complete"}
    saves = [register.history(one.kind, one.id)[-1].save for one in (made, damage)]
    assert saves[0] == saves[1]


def test_the_kind_of_a_known_facility_is_shown_and_is_not_changed_here(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    hospital = a_hospital(register)
    window = an_entry(qtbot, context, an_incident(register))
    model = window.desk.facilities
    model.write([((0, "facility"), "Hope hospital")], "t")
    model.write([((0, "kind"), "school")], "t")
    assert (model.rows[0].text("facility"), model.rows[0].text("kind")) == (hospital, "hospital")
    gone(window)


def test_a_new_facility_called_nearly_like_one_of_this_place_is_a_doubt(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    a_hospital(register)
    window = an_entry(qtbot, context, an_incident(register))
    window.desk.facilities.write([((0, "facility"), "Hop hospital"), ((0, "kind"), "hospital")], "t")
    assert "facility_is_new" in doubts(window)
    gone(window)


def test_damage_without_a_facility_is_a_doubt_at_its_row_and_may_be_kept_with_a_reason(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    incident = an_incident(register)
    window = an_entry(qtbot, context, incident)
    window.desk.facilities.write([((0, "damage"), "serious")], "t")
    (doubt,) = [one for one in findings.by_rules(window.desk) if one.rule == "damage_names_its_facility"]
    assert (doubt.grid, doubt.row, doubt.hard) == ("facilities", 0, False)
    qtbot.waitUntil(lambda: not window.doubts["facilities"].isHidden())
    window._keep_doubt(doubt, "nobody could go there")
    assert "damage_names_its_facility" not in doubts(window)
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    (damage,) = damage_of(register, incident)
    assert damage.values["overrides"] == {"damage_names_its_facility": "nobody could go there"}


def test_undo_goes_over_facilities_and_fields_alike(qtbot: QtBot, context: Context, register: Store) -> None:
    a_hospital(register)
    window = an_entry(qtbot, context, an_incident(register))
    window.desk.facilities.write([((0, "facility"), "Hope hospital")], "t")
    window.desk.form.change("attack", "shooting")
    window.desk.steps.undo()
    window.desk.steps.undo()
    assert window.desk.facilities.rows == () and window.desk.form.value("attack") == "air_strike"
    window.desk.steps.redo()
    assert len(window.desk.facilities.rows) == 1
    gone(window)


def test_a_block_from_a_spreadsheet_fills_several_facilities(
    qtbot: QtBot, qapp: QApplication, context: Context, register: Store, typist: Typist
) -> None:
    hospital = a_hospital(register)
    window = an_entry(qtbot, context, an_incident(register))
    qapp.clipboard().setText("Hope hospital\thospital\tminor\tno\nNew bakery\tbakery\tdestroyed\tyes")
    typist.press("Alt+8", "Ctrl+V")
    rows = window.desk.facilities.rows
    assert rows[0].text("facility") == hospital and rows[0].text("damage") == "minor"
    assert rows[1].text("kind") == "bakery" and window.desk.facts.facilities.is_new(rows[1].text("facility"))
    gone(window)


def test_taking_a_facility_out_asks_why_and_withdraws_the_damage_only(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    hospital, incident = a_hospital(register), an_incident(register)
    damage = register.save(
        [Edit("damage", None, {"incident": incident, "facility": hospital, "damage": "minor"})]
    ).ids[0]
    window = an_entry(qtbot, context, incident)
    typist.press("Alt+8", "Ctrl+-").type("another street").press("Return", "Ctrl+Return")
    closed(qtbot, window)
    entry, facility = register.read("damage", damage), register.read("facility", hospital)
    assert entry is not None and entry.values["withdrawn"] == "another street"
    assert facility is not None and not facility.values.get("withdrawn")


def test_a_facility_withdrawn_meanwhile_is_told_at_its_row_and_nothing_is_lost(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    hospital, incident = a_hospital(register), an_incident(register)
    register.save([Edit("damage", None, {"incident": incident, "facility": hospital, "damage": "minor"})])
    window = an_entry(qtbot, context, incident)
    window.desk.facilities.write([((0, "closed_days"), "9")], "t")
    assert "facility_stands" not in doubts(window)
    context.announce(change(register, "facility", hospital, withdrawn="entered twice"))
    qtbot.waitUntil(lambda: "facility_stands" in doubts(window))
    row = window.desk.facilities.rows[0]
    assert (row.text("facility"), row.text("closed_days")) == (hospital, "9")
    assert "Hope hospital" in window.desk.facts.facilities.label(hospital)
    gone(window)


def test_codes_of_a_newer_team_are_kept_and_do_not_stand_in_the_way(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    hospital, incident = a_hospital(register, kind="field_laboratory"), an_incident(register)
    told = {"incident": incident, "facility": hospital, "damage": "vaporised", "closed": "perhaps"}
    damage = register.save([Edit("damage", None, told)]).ids[0]
    window = an_entry(qtbot, context, incident)
    row = window.desk.facilities.rows[0]
    assert [row.text(key) for key in ("damage", "closed", "kind")] == ["vaporised", "perhaps", "field_laboratory"]
    assert not window.desk.facilities.refused()
    window.desk.facilities.write([((0, "closed_days"), "3")], "t")
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    entry = register.read("damage", damage)
    assert entry is not None and (entry.values["damage"], entry.values["closed_days"]) == ("vaporised", 3)


def test_what_was_typed_of_facilities_and_links_survives_a_kill(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    other = an_incident(register, occurred=day("2019-07-03"))
    incident = an_incident(register)
    window = an_entry(qtbot, context, incident)
    window.desk.facilities.write([((0, "facility"), "فرن الشرق"), ((0, "closed_days"), "some")], "t")
    window.desk.links.answer("follows", other, "a day later")
    typist.press("Alt+8", "Down").type("half a na")
    with qtbot.waitSignal(window.keeper.kept):
        window.keeper.field_left()
    gone(window)
    again = an_entry(qtbot, context, incident)
    rows = again.desk.facilities.rows
    assert again.desk.facts.facilities.label(rows[0].text("facility")) == "فرن الشرق"
    assert rows[0].text("closed_days") == "some" and rows[0].cell("closed_days").problem is not None
    assert again.desk.facts.facilities.label(rows[1].text("facility")) == "half a na"
    assert [row.text("incident") for row in again.desk.links.rows] == [other]
    again._ended = True
    again.close()
    closed(qtbot, again)


def test_another_language_shows_the_other_name_and_keeps_the_facility(
    qtbot: QtBot, qapp: QApplication, context: Context, register: Store
) -> None:
    hospital = a_hospital(register)
    window = an_entry(qtbot, context, an_incident(register))
    window.desk.facilities.write([((0, "facility"), "Hope hospital"), ((0, "damage"), "minor")], "t")
    speak(qapp, "ar")
    context.restyled.emit()
    model = window.desk.facilities
    assert model.rows[0].text("facility") == hospital
    assert str(model.index(0, 0).data()) == "مشفى خان شيخون" and str(model.index(0, 2).data()) == "أضرار طفيفة"
    gone(window)
    speak(qapp, "en")


def test_two_facilities_of_one_name_are_told_apart(qtbot: QtBot, context: Context, register: Store) -> None:
    one, two = a_hospital(register), a_hospital(register, place=place(register, "Ariha"))
    window = an_entry(qtbot, context)
    known = window.desk.facts.facilities
    labels = [known.label(one), known.label(two)]
    assert labels[0] != labels[1] and "Ariha" in labels[1]
    assert [known.find(label) for label in labels] == [one, two]
    assert known.find("Hope hospital") is None, "which of the two?"
    gone(window)


# ---- linked incidents


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "not_same"])
def test_a_link_reads_back_from_both_ends(kind: str) -> None:
    here, there = new_id(), new_id()
    row = GridRow("x", {"link": Cell(kind, kind), "incident": Cell(there, there)})
    values = link_values(row, here, {})
    assert seen_from(values, here) == (kind, there)
    back, other = seen_from(values, there)
    assert other == here
    assert back == (kind if kind == "same_event_as" else kind[1:] if kind.startswith("<") else f"<{kind}")
    assert link_values(GridRow("x", {k: Cell(t, t) for k, t in link_cells(values, there).items()}), there, values) == {
        "about": "incident", "reason": None
    }  # fmt: skip


def test_a_link_is_made_shown_at_both_ends_and_taken_back_with_a_reason(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    other = an_incident(register, occurred=day("2019-07-03"))
    incident = an_incident(register)
    window = an_entry(qtbot, context, incident)
    typist.press("Alt+9").type("follows").press("Tab").type("3 jul").press("Down", "Tab").type("a day later")
    typist.press("Tab", "Ctrl+Return")
    closed(qtbot, window)
    (link,) = register.children("link", "first", incident)
    assert (link.values["link"], link.values["second"], link.values["about"]) == ("follows", other, "incident")
    seen = read_incident(register, other, "en")
    assert seen is not None and [code for code, _ in seen.links] == ["<follows"]
    back = an_entry(qtbot, context, other)
    assert str(back.desk.links.index(0, 0).data()) == "Followed by"
    typist.press("Alt+9", "Ctrl+-").type("two teams").press("Return", "Ctrl+Return")
    closed(qtbot, back)
    gone_link = register.read("link", link.id)
    assert gone_link is not None and gone_link.values["withdrawn"] == "two teams"


@pytest.mark.parametrize(("key", "kind"), [("F7", "double_tap_of"), ("F3", "same_event_as"), ("Shift+F3", "not_same")])
def test_another_incident_of_the_same_day_and_place_is_answered_with_one_key(
    qtbot: QtBot, context: Context, register: Store, typist: Typist, key: str, kind: str
) -> None:
    first, incident = an_incident(register), an_incident(register)
    assert [one.rule for one in register.warnings("incident", incident)] == ["second_strike"]
    window = an_entry(qtbot, context, incident)
    beside = window.body.when.beside
    qtbot.waitUntil(lambda: not beside.isHidden())
    typist.press(key)
    assert beside.isHidden() and window.desk.links.linked() == {first}
    window.desk.steps.undo()
    assert not beside.isHidden(), "undone, it is asked again"
    window.desk.steps.redo()
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    (link,) = register.children("link", "first", incident)
    assert link.values["link"] == kind and link.values["reason"]
    assert not register.warnings("incident", incident)


def test_an_incident_of_long_ago_is_found_by_its_number(
    qtbot: QtBot, context: Context, register: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.entry.known_incidents.LATEST", 1)
    old = an_incident(register, occurred=day("2019-01-01"), place=place(register, "Ariha"))
    an_incident(register)
    entry = register.read("incident", old)
    assert entry is not None
    window = an_entry(qtbot, context)
    assert old not in window.desk.facts.others.known
    window.desk.links.write([((0, "link"), "follows"), ((0, "incident"), entry.values["code"])], "t")
    assert window.desk.links.refused()
    qtbot.waitUntil(lambda: window.desk.links.rows[0].text("incident") == old)
    assert not window.desk.links.refused()
    gone(window)


def test_a_link_that_says_nothing_or_leads_nowhere_is_to_be_corrected_and_never_lost(
    qtbot: QtBot, context: Context, register: Store, typist: Typist
) -> None:
    incident = an_incident(register, status="draft")
    window = an_entry(qtbot, context, incident)
    window.desk.links.write([((0, "reason"), "the same pilots")], "t")
    typist.press("Ctrl+Return")
    assert {one.rule for one in window._wrong} == {"link_says_something", "link_has_two_ends"}
    window.close()
    closed(qtbot, window)
    again = an_entry(qtbot, context, incident)
    assert [row.text("reason") for row in again.desk.links.rows] == ["the same pilots"]
    gone(again)


def test_an_incident_is_not_linked_with_itself(qtbot: QtBot, context: Context, register: Store) -> None:
    incident = an_incident(register)
    window = an_entry(qtbot, context, incident)
    code = register.read("incident", incident)
    assert code is not None
    window.desk.links.write([((0, "link"), "follows"), ((0, "incident"), code.values["code"])], "t")
    assert window.desk.links.refused()
    assert incident not in [offer.value for offer in window.desk.links.columns[1].offers("")]  # type: ignore[misc]
    gone(window)


def test_hostile_links_do_not_stop_the_window(qtbot: QtBot, context: Context, register: Store) -> None:
    incident = an_incident(register)
    ends = {"first": incident, "second": incident}
    register.save([Edit("link", None, {"link": "part_of", "about": "incident", **ends})])
    register.save(
        [Edit("link", None, {"link": "from_a_newer_team", "about": "incident", "first": incident, "second": "x"})]
    )
    register.save([Edit("damage", None, {"incident": incident, "facility": new_id(), "damage": "minor"})])
    window = an_entry(qtbot, context, incident)
    assert len(window.desk.links.rows) == 2 and len(window.desk.facilities.rows) == 1
    assert register.listing(Query("link")).count() == 2
    gone(window)
