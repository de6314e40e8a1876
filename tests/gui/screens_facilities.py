"""Pictures of facilities: what an incident did to them, links with other incidents."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.entry.opening import open_entry
from gui.entry.window import EntryWindow
from gui.forms.sealed import Sealed
from gui.record.window import RecordWindow
from gui.screens.facilities import FacilitiesPage
from gui.screens.facility_counter import read_period
from gui.screens.facility_form import make_facility
from storage.database.database import Database
from storage.edits import Edit
from storage.fields.kinds import DayValue, PositionValue
from storage.practice import filled
from tests.builders import KEY, a_store, an_incident, day, place
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context

HOSPITAL = {"kind": "hospital", "name_ar": "مشفى خان شيخون الجراحي", "name_en": "Khan Shaykun surgical hospital"}
SCHOOL = {"kind": "school", "name_ar": "مدرسة الشهداء في خان شيخون", "name_en": "Khan Shaykun school"}


@screen("entry-facilities")
def entry_facilities(stage: Stage) -> QWidget:
    """Facilities hit, a link, and the question about another incident of the same day."""
    store = a_store(stage.folder)
    there = place(store)
    for values in (HOSPITAL, SCHOOL):
        store.save([Edit("facility", None, {**values, "place": there})])
    an_incident(store)
    an_incident(store, occurred=day("2019-07-03"))
    window = open_entry(a_context(stage.folder, store))
    assert isinstance(window, EntryWindow)
    window.resize(*stage.size)
    window.show()
    wait_until(lambda: window.ready)
    form = window.desk.form
    form.change("occurred", DayValue.on(day("2019-07-04").first))  # type: ignore[arg-type]
    form.change("place", there)
    form.change("attack", "barrel_bombing")
    arabic = stage.language == "ar"
    rows = (
        ("مشفى خان شيخون الجراحي" if arabic else "Khan Shaykun surgical hospital", "serious", "yes", "12", "0", "2"),
        ("فرن الشرق" if arabic else "Eastern bakery", "destroyed", "yes", "", "", ""),
    )
    keys = ("facility", "damage", "closed", "closed_days", "personnel_killed", "personnel_injured")
    window.desk.facilities.write(
        [((row, key), text) for row, cells in enumerate(rows) for key, text in zip(keys, cells, strict=True)], "sample"
    )
    settle(300)
    other = next(one for one in window.desk.facts.others.known if one not in dict(window.body.when.beside.waiting()))
    window.desk.links.answer("follows", other, "بعد يوم" if arabic else "a day later")
    window.save_complete()
    window.body.enter(8)
    settle(200)
    return window


def _practice(stage: Stage) -> FacilitiesPage:
    store = filled(Database.open(stage.folder / "practice.db", KEY))
    page = FacilitiesPage(a_context(stage.folder, store))
    page.resize(*stage.size)
    page.show()
    wait_until(lambda: page.table.rows.complete)
    page.counter.period.put(read_period(page.known, "since 26 April"))
    page.counter.period.changed.emit()
    settle(500)
    return page


@screen("facilities")
def facilities(stage: Stage) -> QWidget:
    """The room on the practice register: which was the 30th."""
    page = _practice(stage)
    page.table.go_to(3)
    page.table.setFocus()
    settle(700)
    return page


@screen("facilities-all")
def facilities_all(stage: Stage) -> QWidget:
    """All in order, and the pane."""
    page = _practice(stage)
    page.table.go_to(1)
    page.counter._turn_list()
    page.table.pane_asked.emit() if stage.size[0] < 1200 else None
    settle(700)
    return page


@screen("facility-form")
def facility_form(stage: Stage) -> QWidget:
    """A facility in its form, with its states over time."""
    store = a_store(stage.folder)
    there = place(store)
    known = {**HOSPITAL, "place": there, "run_by": "ngo", "function": "partial"}
    position = PositionValue(35.4444, 36.6512, "exact")
    facility = store.save([Edit("facility", None, {**known, "position": position})]).ids[0]
    store.save([Edit("facility", None, {**known, "name_en": "Khan Shaykhun surgical hosp."})])
    states = (("full", "2019-04-20"), ("none", "2019-05-11"), ("partial", "2019-06-02"))
    for code, when in states:
        store.save([Edit("function", None, {"facility": facility, "function": code, "day": day(when)})])
    window = make_facility(a_context(stage.folder, store), facility, {}, None)
    assert isinstance(window, RecordWindow)
    window.resize(*stage.size)
    window.show()
    wait_until(lambda: window.ready)
    settle(600)
    return window


@screen("entry-links")
def entry_links(stage: Stage) -> QWidget:
    """The linked incidents at the foot of the entry window."""
    window = entry_facilities(stage)
    assert isinstance(window, EntryWindow)
    window.body.enter(9)
    settle(200)
    return window


@screen("facility-position")
def facility_position(stage: Stage) -> QWidget:
    """The position, for half a minute."""
    store = a_store(stage.folder)
    there = place(store)
    values = {**HOSPITAL, "place": there, "function": "partial", "position": PositionValue(35.4444, 36.6512, "exact")}
    facility = store.save([Edit("facility", None, values)]).ids[0]
    incident = an_incident(store)
    store.save(
        [Edit("damage", None, {"incident": incident, "facility": facility, "damage": "serious", "closed_days": 9})]
    )
    page = FacilitiesPage(a_context(stage.folder, store))
    page.resize(*stage.size)
    page.show()
    wait_until(lambda: page.table.rows.complete)
    page.table.go_to(0)
    page.table.pane_asked.emit() if stage.size[0] < 1200 else None
    settle(700)
    for sealed in page.plan.pane.findChildren(Sealed):
        sealed.turn()
    settle(300)
    return page
