"""Pictures of what maps are drawn on: the group in Settings, and borders looked through before they are taken in."""

from __future__ import annotations

from pathlib import Path

import shapely
from PySide6.QtWidgets import QWidget

from exports import read_boundaries, take_boundaries
from gui.app import rooms
from gui.frame.shell import Shell
from gui.map.room import MapRoom
from gui.places.borders_dialog import BordersDialog
from gui.screens.settings import SettingsPage
from gui.screens.settings_map import MapGroup
from storage.store import Store
from tests.builders import a_store
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.screens_figures import _practice as practice
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


def invented_borders(store: Store, file: Path) -> Path:
    """Sub-districts of the register with borders halfway between their towns; nothing of real borders in them."""
    towns = [one for one in store.places.facts.values() if one.level == 3 and one.at]
    points = shapely.MultiPoint([(one.at[1], one.at[0]) for one in towns if one.at])
    edge = points.convex_hull.buffer(0.1)
    cells = [cell.intersection(edge) for cell in shapely.get_parts(shapely.voronoi_polygons(points, ordered=True))]
    rows = [{"adm3_pcode": one.code, "adm3_name": one.name_en, "adm3_name1": one.name_ar} for one in towns]
    return geojson(file, rows, [shapely.get_coordinates(cell.exterior).tolist() for cell in cells])


@screen("map-ground")
def map_ground(stage: Stage) -> QWidget:
    """The room with borders that were taken in and, in the dark, a base map below."""
    context = a_context(stage.folder, practice(stage))
    store = context.store
    take_boundaries(
        store, read_boundaries(invented_borders(store, stage.folder / "adm3.geojson"), store), credit="Nobody"
    )
    if stage.mode == "dark":
        store.choose_base_map(mbtiles(stage.folder / "ground.mbtiles"))
    context.rights.role = "coordinator"
    shell = Shell(context, rooms())
    shell.resize(*stage.size)
    shell.show()
    room = shell.go_to("map")
    assert isinstance(room, MapRoom)
    wait_until(lambda: room.canvas.content.picture is not None and room.canvas.ground.picture is not None)
    settle(200)
    wait_until(lambda: room.canvas.content.resting and room.canvas.ground.resting)
    settle(200)
    return shell
