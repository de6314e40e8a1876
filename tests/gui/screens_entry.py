"""Pictures of the entry window and the victim's form, half filled, with a text that cannot be read."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.entry.opening import open_entry
from gui.entry.window import EntryWindow
from gui.screens.victim_form import VictimWindow, open_victim
from storage.fields.kinds import DayValue
from tests.builders import a_store, a_victim, an_incident, day, name, place
from tests.gui.screens import Stage, screen, wait_until
from tests.gui.summer import a_context

PEOPLE = (
    ("محمد خالد الأحمد", "m", "34", "k", "", "انتُشل من المنزل الثاني"),
    ("سارة حسن العلي", "f", "8", "k", "", ""),
    ("رضيع، الاسم غير معروف", "m", "~6 months", "k", "", ""),
    ("فاطمة محمود الحسن", "f", "27", "i", "مشفى معرة النعمان", "كسر في الساق"),
)


@screen("entry")
def entry(stage: Stage) -> QWidget:
    """A new incident, nearly done."""
    store = a_store(stage.folder)
    window = open_entry(a_context(stage.folder, store))
    assert isinstance(window, EntryWindow)
    window.resize(*stage.size)
    window.show()
    wait_until(lambda: window.ready)
    form = window.desk.form
    form.change("occurred", DayValue.on(day("2019-07-04").first))  # type: ignore[arg-type]
    form.change("place", place(store))
    form.change("attack", "artillery_shelling")
    form.change("target", "residential")
    keys = ("given", "sex", "age", "outcome", "hospital", "notes")
    window.desk.victims.write(
        [((row, key), text) for row, cells in enumerate(PEOPLE) for key, text in zip(keys, cells, strict=True)],
        "sample",
    )
    window.desk.victims.write([((4, "given"), "12 people"), ((4, "age"), "grown?")], "sample")
    for row, cells in enumerate((("own_team", "4", "15", "1"), ("hospital_list", "6-8", "18", "0"))):
        keys = ("source", "killed", "injured", "missing")  # type: ignore[assignment]
        window.desk.claims.write([((row, key), text) for key, text in zip(keys, cells, strict=False)], "sample")
    window.body.enter(6)
    return window


@screen("victim")
def victim(stage: Stage) -> QWidget:
    """A person of the register."""
    store = a_store(stage.folder)
    incident = an_incident(store)
    person = a_victim(store, incident=incident, name=name("محمد خالد الأحمد / Muhammad Khalid Alahmad"))
    window = open_victim(a_context(stage.folder, store), person)
    assert isinstance(window, VictimWindow)
    window.resize(*stage.size)
    window.show()
    wait_until(lambda: window.ready)
    return window
