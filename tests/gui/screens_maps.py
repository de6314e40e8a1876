"""Pictures of what maps are drawn on: the group in Settings, and borders looked through before they are taken in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from exports import read_boundaries, take_boundaries
from gui.places.borders_dialog import BordersDialog
from gui.screens.settings import SettingsPage
from gui.screens.settings_map import MapGroup
from storage.store import Store
from tests.builders import a_store
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context
from tests.maps.files import geojson, mbtiles, shape_files, zipped
from tests.maps.test_boundaries import OLD_OCHA

UNKNOWN = [
    {"ADM2_PCODE": "SY9901", "ADM2_EN": "Nowhere", "ADM2_AR": "لا مكان"},
    {"ADM2_PCODE": "SY9902", "ADM2_EN": "Afar"},
]


def borders(folder: Path) -> Path:
    inside = folder / "inside"
    inside.mkdir(exist_ok=True)
    shape_files(inside, "syr_admbnda_adm1", [{"ADM1_PCODE": "SY07", "ADM1_EN": "Idleb", "ADM1_AR": "إدلب"}])
    keys = {key: "" for row in OLD_OCHA for key in row}
    shape_files(inside, "syr_admbnda_adm2", [keys | row for row in [*OLD_OCHA, *UNKNOWN]])
    return zipped(folder / "syr_admbnda_2025.zip", sorted(inside.iterdir()))


def a_map(folder: Path) -> Store:
    store = a_store(folder)
    take_boundaries(store, read_boundaries(borders(folder), store), credit="OCHA")
    more = read_boundaries(geojson(folder / "Ariha.geojson", OLD_OCHA[2:]), store)
    take_boundaries(store, more)
    store.choose_base_map(mbtiles(folder / "ground.mbtiles"))
    return store


@screen("map-settings")
def map_settings(stage: Stage) -> QWidget:
    store = a_map(stage.folder) if stage.mode == "dark" else a_store(stage.folder)
    page = SettingsPage(a_context(stage.folder, store))
    page.resize(*stage.size)
    page.show_record("map")
    page.show()
    group = page.findChild(MapGroup)
    assert group is not None
    wait_until(lambda: bool(group.base.text()))
    if stage.mode == "dark":
        group.list.setCurrentRow(0)
    settle(300)
    return page


@screen("map-borders")
def map_borders(stage: Stage) -> QWidget:
    dialog = BordersDialog(a_context(stage.folder, a_store(stage.folder)), None)
    dialog.show()
    dialog.read(str(borders(stage.folder)))
    wait_until(lambda: dialog.plan is not None)
    settle(200)
    if stage.mode == "dark":
        dialog.take()
        wait_until(lambda: dialog._job is None)
        settle(200)
    return dialog
