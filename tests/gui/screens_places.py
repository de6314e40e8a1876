"""Pictures of the places: list, pane, adding a country, a table and what it would do, joining."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from gui.frame.forms import show_form
from gui.places.country_dialog import CountryDialog
from gui.places.joining import JoinDialog
from gui.places.same_dialog import SameDialog
from gui.places.table_dialog import TableDialog
from gui.screens.firstrun import FirstRun
from gui.screens.firstrun_steps import Answers
from gui.screens.settings import SettingsPage
from gui.screens.settings_places import PlacesPage
from storage.edits import Edit
from storage.places.gazetteer import place_id
from storage.places.packs import PackRow, PackTable
from storage.store import Store
from tests.builders import an_incident
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context, a_summer

OLD = (
    ("C9001", "Tell Hajar", "تل حجر", "SY070201"),
    ("C9002", "Ain Zarqa", "عين الزرقا", "SY070201"),
    ("C9004", "Deir Sharqi", "دير شرقي", "SY070200"),
)
NEW = """code,parent,name_en,name_ar,lat,lon
C9001,SY070204,Tall al-Hajar,تل الحجر,,
C9004,SY070200,Deir ash Sharqi,الدير الشرقي,,
C9005,SY070200,Maar Shamarin,معر شمارين,35.6,36.7
C9006,SY070299,Nowhere,لا مكان,,
C4099,SY070004,Taftanaz,تفتناز,35.998,36.786
C4098,SY070000,Qminas,قميناس,,
"""


def a_register(folder: Path) -> Store:
    """A summer with proposals, an older table, and doubles."""
    store = a_summer(folder, 12)
    rows = [
        PackRow("", at, code, 4, parent, english, arabic) for at, (code, english, arabic, parent) in enumerate(OLD)
    ]
    store.take_pack(store.plan_pack(PackTable("P-codes SY", "2023-11-01", tuple(rows))))
    team = store.me.team
    near = store.suggest_places("Khan Shaykun")[0]
    proposed = {"level": 4, "proposed_by": team, "parent": near.parent}
    store.save([Edit("place", None, {**proposed, "name_ar": "خان شيخوون"})])
    farm = store.save([Edit("place", None, {**proposed, "name_ar": "مزرعة النخيل", "parent": place_id("SY070203")})])
    for place in (farm.ids[0], place_id("C9001"), place_id("C9001"), place_id("C9002")):
        an_incident(store, place=place)
    return store


def _settings(stage: Stage) -> tuple[SettingsPage, PlacesPage]:
    page = SettingsPage(a_context(stage.folder, a_register(stage.folder)))
    page.resize(*stage.size)
    page.show_record("places")
    page.show()
    listed = page.listed()
    assert isinstance(listed, PlacesPage)
    wait_until(lambda: listed.table.rows.complete)
    settle(400)
    return page, listed


@screen("places")
def places(stage: Stage) -> QWidget:
    page, listed = _settings(stage)
    listed.table.go_to(0)
    listed.table.setFocus()
    settle(500)
    return page


@screen("places-pane")
def places_pane(stage: Stage) -> QWidget:
    page, listed = _settings(stage)
    listed.table.go_to(1)
    listed.table.pane_asked.emit()
    settle(900)
    return page


@screen("places-form")
def places_form(stage: Stage) -> QWidget:
    context = a_context(stage.folder, a_register(stage.folder))
    window = show_form(context, "place", place_id("C9001"))
    assert window is not None
    settle(900)
    return window


@screen("places-country")
def places_country(stage: Stage) -> QWidget:
    dialog = CountryDialog(a_context(stage.folder, a_register(stage.folder)), None)
    dialog.show()
    settle(300)
    dialog.countries.typed.setText("UA")
    settle(100)
    if stage.mode == "dark":
        dialog.add()
        wait_until(lambda: dialog.note.isVisible())
    return dialog


@screen("places-table")
def places_table(stage: Stage) -> QWidget:
    dialog = TableDialog(a_context(stage.folder, a_register(stage.folder)), None)
    dialog.show()
    file = stage.folder / "syr_admin_2025.csv"
    file.write_text(NEW, encoding="utf-8")
    dialog.read(str(file))
    wait_until(lambda: dialog.plan is not None)
    settle(100)
    if stage.mode == "dark":
        dialog.tick.click()
    return dialog


@screen("places-same")
def places_same(stage: Stage) -> QWidget:
    dialog = SameDialog(a_context(stage.folder, a_register(stage.folder)), None)
    dialog.show()
    settle(600)
    return dialog


@screen("places-join")
def places_join(stage: Stage) -> QWidget:
    store = a_register(stage.folder)
    dialog = JoinDialog(a_context(stage.folder, store), place_id("C9001"), store.suggest_places("Khan")[0].id, None)
    dialog.show()
    settle(600)
    return dialog


@screen("places-firstrun")
def places_firstrun(stage: Stage) -> QWidget:
    wizard = FirstRun(stage.folder / "register", Answers(stage.language, country="UA"), 3)
    wizard.resize(*stage.size)
    wizard.show()
    settle(500)
    return wizard
