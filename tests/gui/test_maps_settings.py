"""Laws of what maps are drawn on, in the window: borders looked through, taken in and out; a base map used and not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.context import Context
from gui.places.borders_dialog import BordersDialog
from gui.screens.settings_map import MapGroup
from storage.store import Store
from tests.builders import a_store
from tests.gui.screens import wait_until
from tests.maps.files import geojson, mbtiles
from tests.maps.test_boundaries import OLD_OCHA


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path)
    yield made
    made.let_go_of_base_map()


def looked(qtbot: QtBot, context: Context, file: Path) -> BordersDialog:
    dialog = BordersDialog(context, None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.read(str(file))
    wait_until(lambda: dialog._job is None)
    return dialog


def test_borders_are_looked_through_first_and_taken_in_by_one_button(
    qtbot: QtBot, context: Context, store: Store, tmp_path: Path
) -> None:
    heard: list[frozenset[str]] = []
    context.changed.connect(lambda outcome: heard.append(outcome.kinds))
    dialog = looked(qtbot, context, geojson(tmp_path / "idleb.geojson", OLD_OCHA))
    assert not store.boundary_packs()
    line = dialog.tree.topLevelItem(0)
    assert line is not None
    assert [line.text(at).strip("\u2066\u2069") for at in range(2, 7)] == ["3", "3", "0", "0", "0"]
    dialog.named.setText("Idleb 2025")
    dialog.credit.setText("OCHA")
    dialog.take()
    wait_until(lambda: dialog._job is None)
    (pack,) = store.boundary_packs()
    assert (pack.name, pack.credit) == ("Idleb 2025", "OCHA")
    assert frozenset({"boundary"}) in heard, "The map must know that there are new borders"
    assert not dialog.do.isEnabled()


def test_a_level_nobody_tells_is_chosen(qtbot: QtBot, context: Context, store: Store, tmp_path: Path) -> None:
    dialog = looked(qtbot, context, geojson(tmp_path / "zones.geojson", [{"zone": "A"}]))
    assert not dialog.do.isEnabled()
    dialog.level.setCurrentIndex(dialog.level.findData(3))
    dialog.level.activated.emit(dialog.level.currentIndex())
    wait_until(lambda: dialog._job is None)
    dialog.take()
    wait_until(lambda: dialog._job is None)
    assert store.boundary_levels() == [3]


def test_a_file_that_cannot_be_used_is_refused_in_the_dialog(
    qtbot: QtBot, context: Context, store: Store, tmp_path: Path
) -> None:
    dialog = looked(qtbot, context, geojson(tmp_path / "good.geojson", OLD_OCHA))
    (tmp_path / "bad.geojson").write_text("{", encoding="utf-8")
    dialog.read(str(tmp_path / "bad.geojson"))
    wait_until(lambda: dialog._job is None)
    assert dialog.note.words()
    assert not dialog.do.isEnabled(), "What was looked through before is not taken in by mistake"


def test_cancelling_leaves_the_map_as_it_was(qtbot: QtBot, context: Context, store: Store, tmp_path: Path) -> None:
    dialog = BordersDialog(context, None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.read(str(geojson(tmp_path / "idleb.geojson", OLD_OCHA)))
    dialog.reject()
    wait_until(lambda: dialog._job is None)
    assert dialog.plan is None or not store.boundary_packs()
    assert dialog.isVisible()


def test_settings_list_take_out_and_choose(qtbot: QtBot, context: Context, store: Store, tmp_path: Path) -> None:
    group = MapGroup(context)
    qtbot.addWidget(group)
    group.show()
    wait_until(lambda: group.list.count() == 1)
    assert not group.drop.isEnabled()
    dialog = looked(qtbot, context, geojson(tmp_path / "idleb.geojson", OLD_OCHA))
    dialog.take()
    wait_until(lambda: group.drop.isEnabled())
    group.drop.click()
    wait_until(lambda: not group.drop.isEnabled())
    assert not store.boundary_packs()
    group.use(str(mbtiles(tmp_path / "grey.mbtiles")))
    wait_until(lambda: group.without.isEnabled())
    assert "Grey" in group.base.text()
    group.use(str(tmp_path / "idleb.geojson"))
    wait_until(lambda: "base map" in group.note.words())
    assert store.base_tiles() is not None, "A file that is none changes nothing"
    group.use_none()
    wait_until(lambda: not group.without.isEnabled())
    assert store.base_tiles() is None
