"""Pictures of facilities: what an incident did to them, links with other incidents."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.entry import EntryWindow, open_entry
from storage.edits import Edit
from storage.fields.kinds import DayValue
from tests.builders import a_store, an_incident, day, place
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.typist import a_context

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
