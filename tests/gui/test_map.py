"""Laws of the Map room: it shows what the register says, answers to mouse and keys, and is the same as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import hypot
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.known import Known
from gui.listing.filter_fields import Condition
from gui.map import facts
from gui.map.overlays import BEND, bends_of, village_spots
from gui.map.picking import SIGN, Pick, area_rings, kept, pick_at, spot_of, steps_of
from gui.map.points import LARGEST, LEAST, NEAR, marks
from gui.map.room import MapRoom
from gui.map.scene import LAYERS, Ground, Scene
from gui.map.table import VIEWS, lines_of
from gui.map.telling import hover_words
from gui.map.tiles import wanted, zoom_of
from gui.map.tools import inside
from gui.map.viewport import Viewport
from storage.edits import Edit
from storage.fields.kinds import DayValue
from storage.maps.content import MapFlows, taken
from storage.maps.shapes import shapes_from
from storage.overview.view import View
from storage.period import Period
from storage.store import Store
from tests.builders import a_store, place
from tests.gui.summer import a_context


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path, practice: Store) -> MapRoom:
    context = a_context(tmp_path, practice)
    context.rights.role = "coordinator"
    made = MapRoom(context)
    made.resize(1366, 700)
    qtbot.addWidget(made)
    made.show()
    made.entered()
    qtbot.waitUntil(lambda: made.canvas.content.picture is not None and made.canvas.ground.picture is not None)
    rested(made, qtbot)
    return made


def rested(room: MapRoom, qtbot: QtBot) -> None:
    """Wait until what is shown is drawn."""
    canvas = room.canvas

    def sharp() -> bool:
        layers = (canvas.ground, canvas.content)
        return all(
            layer.resting
            and layer.picture is not None
            and (layer is canvas.ground or layer.picture.scene is canvas.scene)
            and layer.picture.view.units_per_pixel == canvas.view.units_per_pixel
            for layer in layers
        )

    qtbot.waitUntil(sharp)


def test_villages_of_one_rough_spot_stand_apart_are_hit_one_by_one_and_say_so(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    bare = [one for one in store.places.facts.values() if one.level == 4 and one.at is None and one.step][:40]
    there = [one for one in bare if one.parent == bare[1].parent]
    assert len(there) > 1
    seen = DayValue.on(date(2019, 5, 3))
    store.save([Edit("village_state", None, {"place": one.id, "state": "emptied", "day": seen}) for one in there])
    content, known = store.map_content(View()), Known()
    known.learn(store)
    scene = Scene(Ground(), content, days=(seen.first.toordinal(),) * 2, layers=frozenset(LAYERS))  # type: ignore[union-attr,arg-type]
    view = Viewport(float(scene.villages.x[0]), float(scene.villages.y[0]), 1e-7, 800, 600)
    spots = list(zip(*(one.tolist() for one in village_spots(scene, view)), strict=True))
    assert min(hypot(x - u, y - v) for at, (x, y) in enumerate(spots) for u, v in spots[:at]) > 9
    for at, (x, y) in enumerate(spots):
        pick = pick_at(scene, None, view, x, y)
        assert pick is not None and pick.rows == (int(scene.villages.place[at]),)
        assert spot_of(pick, scene, None, view) == (x, y, SIGN)
        assert "somewhere in its sub-district" in hover_words(scene, pick, known)
    lines = lines_of("villages", scene, view, known)
    assert len(lines) == len(there) and all("somewhere" in line.told["doubt"] for line in lines)
    store.close()


def chosen_place(room: MapRoom, name: str) -> str:
    assert room.found is not None
    places = room.found.content.places
    at = next(n for n, one in enumerate(places.names_en) if one == name and places.level[n] == 4)
    room.canvas.choose(Pick("place", (at,), (float(places.x[at]), float(places.y[at]))))
    return places.ids[at]


def test_every_incident_with_a_place_is_in_exactly_one_mark(room: MapRoom) -> None:
    scene = room.canvas.scene
    assert scene is not None
    points = scene.content.incidents
    for scale in (1e-8, 1e-6, 1e-4):
        found = marks(Viewport(float(points.x.mean()), float(points.y.mean()), scale, 1366, 700), points)
        assert sorted(found.order.tolist()) == np.flatnonzero(found.view.seen(points.x, points.y, LARGEST)).tolist()
        assert found.killed.sum() == points.killed_min[found.order].sum()
        assert len(found) == len(found.starts) - 1
    whole = marks(Viewport(0.5, 0.5, 1 / 1000, 1366, 900), points)
    assert len(whole.order) == len(points)
    assert len(whole) < len(points), f"points nearer than {NEAR} pixels are joined"


def test_the_area_of_a_ring_grows_with_the_killed_and_nobody_killed_is_small(room: MapRoom) -> None:
    found = room.canvas.content.picture
    assert found is not None and found.marks is not None
    many = found.marks.killed > 1
    ratio = found.marks.radius[many] ** 2 / found.marks.killed[many]
    free = (found.marks.radius[many] > LEAST + 0.01) & (found.marks.radius[many] < LARGEST - 0.01)
    assert free.any() and np.ptp(ratio[free]) < 1e-6
    assert found.marks.radius.max() <= LARGEST
    assert (found.marks.radius[found.marks.killed == 0] == 5).all()


def test_a_window_of_time_shows_its_days_alone_and_counts_them(room: MapRoom, qtbot: QtBot, practice: Store) -> None:
    room.time.step(1)
    span = room.time.days.span
    assert span is not None
    scene = room.canvas.scene
    assert scene is not None and scene.which is not None
    first, last = (date.fromordinal(one) for one in span)
    told = practice.map_content(View(Period(first, last)), role="coordinator")
    assert int(scene.which.sum()) == len(told.incidents)
    assert room.board.layers.counts["incidents"].text().strip("\u2066\u2069") == f"{len(told.incidents):,}"
    rested(room, qtbot)
    QTest.keyClick(room.time.days, Qt.Key.Key_Escape)
    assert room.time.days.span is None
    assert room.canvas.scene is not None and room.canvas.scene.which is None


def test_play_steps_through_the_days_and_ends_at_the_last(room: MapRoom) -> None:
    days = room.time.days
    QTest.keyClick(room.canvas, Qt.Key.Key_Period)
    days.put(days.last - 30, days.last - 1)
    room.time.turn()
    assert room.time.playing
    room.time._tick()
    assert days.end == days.last
    room.time._tick()
    assert not room.time.playing


def test_where_nothing_may_move_by_itself_play_goes_one_step(room: MapRoom) -> None:
    room.context.preferences.motion = "less"
    room.time.turn()
    begun = room.time.days.span
    room.time.turn()
    assert begun is not None and room.time.days.span not in (None, begun)
    assert not room.time.playing


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_scroll_bar_never_lies_on_the_cards(room: MapRoom, qtbot: QtBot, language: str) -> None:
    side = Qt.LayoutDirection.RightToLeft if language == "ar" else Qt.LayoutDirection.LeftToRight
    room.setLayoutDirection(side)
    room.resize(1024, 600)
    room.board.layers.tell({}, ["3 incidents have no place."] * 6)
    bar = room.board.side.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.isVisible() and room.board.side.viewport().width() >= room.board.layers.width())
    at = room.board.layers.mapTo(room.board.side.viewport(), QPoint(0, 0))
    assert at.x() >= 0 and at.x() + room.board.layers.width() <= room.board.side.viewport().width()


def test_where_people_went_follows_the_teams(room: MapRoom, practice: Store) -> None:
    place = chosen_place(room, "Khan Shaykun")
    scene = room.canvas.scene
    assert scene is not None

    def went(view: View) -> int:
        told = facts.place_facts(
            practice, replace(scene, content=practice.map_content(view, role="coordinator")), place
        )
        gone = [flow for _, flow in told.went] + ([told.unknown] if told.unknown else [])
        return sum(flow.persons.low or 0 for flow in gone)

    teams = [team for team in practice.map_content(View()).incidents.teams if team]
    each = [went(View(teams=(team,))) for team in teams]
    assert sum(each) == went(View()) > 0
    assert 0 in each, "a team that was not there told of nobody"


def test_arcs_to_one_place_fan_out_and_do_not_cross() -> None:
    east = np.linspace(0.0, 0.01, 8)
    goal, level = np.zeros(8), np.full(8, 0.05)
    flows = MapFlows(x0=east, y0=level, x1=goal, y1=goal, destination=np.array([0] * 7 + [1], np.int32))
    bends = bends_of(flows)
    assert (np.diff(bends[:7]) > 0).all(), "north is up: who comes from farther east bends farther east"
    assert bends[:7].min() > 0, "all to one side"
    assert bends[7] == pytest.approx(BEND), "alone as ever"
    assert bends[:7].mean() == pytest.approx(BEND)


def test_keys_move_zoom_and_bring_back(room: MapRoom) -> None:
    canvas, home = room.canvas, room.canvas.view
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.view.x > home.x
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.view.units_per_pixel < home.units_per_pixel
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert (canvas.view.x, canvas.view.units_per_pixel) == (home.x, home.units_per_pixel)


def test_what_is_under_the_pointer_stays_there_while_zooming() -> None:
    view = Viewport(0.6, 0.4, 1e-6, 1366, 700)
    x, y = view.to_plane(300.0, 200.0)
    for factor in (1.3, 7.0, 0.2):
        near = view.zoomed(factor, 300, 200)
        assert near.to_pixels(x, y) == pytest.approx((300, 200))
    assert view.moved(50, -20).to_pixels(x, y) == pytest.approx((350, 180))


def test_tab_goes_from_mark_to_mark_the_heaviest_first_and_esc_lets_go(room: MapRoom, qtbot: QtBot) -> None:
    canvas, scene = room.canvas, room.canvas.scene
    assert scene is not None
    steps = steps_of(scene, canvas.content.picture, canvas.view)
    canvas._stepping = True
    for step in steps[:3]:
        QTest.keyClick(canvas, Qt.Key.Key_Tab)
        assert canvas.pick == step
    qtbot.waitUntil(room.board.beside.isVisible)
    assert canvas.accessibleDescription()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.pick is None
    qtbot.waitUntil(lambda: not room.board.beside.isVisible())


def test_what_was_chosen_is_not_left_under_the_cards(room: MapRoom, qtbot: QtBot) -> None:
    canvas = room.canvas
    place = chosen_place(room, "Khan Shaykun")
    assert place
    x = canvas.view.to_pixels(*canvas.pick.at)[0]  # type: ignore[union-attr]
    for edge in (20, room.board.width() - 20):
        canvas.choose(None)
        canvas.go(canvas.view.moved(edge - x, 0))
        chosen_place(room, "Khan Shaykun")
        left, right = room.board.free()
        qtbot.waitUntil(room.board.beside.isVisible)
        x = canvas.view.to_pixels(*canvas.pick.at)[0]  # type: ignore[union-attr]
        assert left <= x <= right
        qtbot.waitUntil(lambda: room.board.beside.height() >= min(200, room.pane.wanted_height()))


def test_a_click_on_a_ring_tells_what_stands_there(room: MapRoom, qtbot: QtBot) -> None:
    picture, scene = room.canvas.content.picture, room.canvas.scene
    assert picture is not None and picture.marks is not None and scene is not None
    found = next(one for one in steps_of(scene, picture, room.canvas.view) if len(one.rows) > 1)
    x, y = room.canvas.view.to_pixels(*found.at)
    assert pick_at(scene, picture, room.canvas.view, float(x), float(y)) is not None
    QTest.mouseClick(room.canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    assert room.canvas.pick is not None and room.canvas.pick.kind == "incidents"
    qtbot.waitUntil(room.board.beside.isVisible)
    assert room.choosing.chosen
    room.pane.do_second()
    qtbot.waitUntil(lambda: room.records.table.rows.complete and room.records.table.rows.rowCount() > 0)
    assert room.records.table.rows.rowCount() == len(room.choosing.chosen)


def test_a_place_says_what_the_figures_say(room: MapRoom, qtbot: QtBot, practice: Store) -> None:
    place = chosen_place(room, "Khan Shaykun")
    qtbot.waitUntil(room.board.beside.isVisible)
    scene = room.canvas.scene
    assert scene is not None
    told = facts.place_facts(practice, scene, place)
    assert told.figures == practice.overview(View(areas=(place,))).figures
    people = [flow.persons.low or 0 for _, flow in told.went]
    assert people == sorted(people, reverse=True)
    asked: list[tuple[str, dict[str, Condition]]] = []
    room.context.listed.connect(lambda name, conditions: asked.append((name, conditions)))
    room.pane.do_second()
    assert asked[0][0] == "incidents" and asked[0][1]["place"].value == place
    opened: list[tuple[str, str]] = []
    room.context.asked.connect(lambda kind, record: opened.append((kind, record)))
    QTest.keyClick(room.canvas, Qt.Key.Key_Return)
    assert opened == [("place", place)]


def test_a_box_and_a_lasso_choose_what_lies_inside(room: MapRoom, qtbot: QtBot) -> None:
    canvas, scene = room.canvas, room.canvas.scene
    assert scene is not None
    points = scene.content.incidents
    room.choosing.use("box")
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(500, 100))
    QTest.mouseMove(canvas, QPoint(700, 300))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(800, 400))
    assert canvas.tool is None
    x, y = canvas.view.to_pixels(points.x, points.y)
    wanted = (x > 500) & (x < 800) & (y > 100) & (y < 400)
    assert len(room.choosing.chosen) == int(wanted.sum()) > 0
    assert room.board.beside.currentWidget() is room.records


def test_a_box_by_keys_puts_its_corners_at_the_cross(room: MapRoom) -> None:
    canvas = room.canvas
    room.choosing.use("box")
    first = (canvas.view.x, canvas.view.y)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert canvas.tool is not None and canvas.tool.corners == [first]
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert canvas.tool is None


def test_inside_a_line_is_what_it_goes_around() -> None:
    corners = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 1.0), (0.0, 4.0)]
    x, y = np.array([1.0, 2.0, 3.0, 5.0]), np.array([1.0, 3.0, 1.0, 1.0])
    assert inside(corners, x, y).tolist() == [True, False, True, False]


def test_a_measured_way_is_told_in_kilometres_and_can_be_taken_back(room: MapRoom) -> None:
    room.choosing.use("measure")
    canvas = room.canvas
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert "km" in room.board.told.words.text()
    assert canvas.tool is not None
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    assert len(canvas.tool.corners) == 1
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.tool is None


def test_the_position_is_copied_in_degrees_and_mgrs(room: MapRoom) -> None:
    room.choosing.copy()
    degrees, grid = QGuiApplication.clipboard().text().strip("\u2066\u2069").split(" · ")
    assert degrees.startswith(("35.", "36.")) and grid.startswith("37S")


def test_the_table_has_what_the_map_has(room: MapRoom, qtbot: QtBot) -> None:
    scene, view = room.canvas.scene, room.canvas.view
    assert scene is not None
    assert room.as_table()
    assert room.table is not None
    qtbot.waitUntil(lambda: room.table is not None and room.table.tables["incidents"].rows.complete)
    points = scene.content.incidents
    counts = {one: len(lines_of(one, scene, view, room.known)) for one in VIEWS}
    assert counts["incidents"] == int(view.seen(points.x, points.y).sum())
    assert counts["facilities"] == int(((scene.hits > 0) & view.seen(*_spots(scene))).sum())
    assert counts["flows"] and counts["villages"]
    room.as_table()
    assert room.stack.currentWidget() is room.board


def _spots(scene: object) -> tuple[np.ndarray, np.ndarray]:
    points = scene.content.facilities  # type: ignore[attr-defined]
    return points.x, points.y


def test_facilities_are_withheld_from_a_role_without_the_right(qtbot: QtBot, tmp_path: Path, practice: Store) -> None:
    context = a_context(tmp_path, practice)
    context.rights.role = "rescuer"
    room = MapRoom(context)
    qtbot.addWidget(room)
    room.resize(1024, 600)
    room.show()
    room.entered()
    qtbot.waitUntil(lambda: room.canvas.content.picture is not None)
    scene = room.canvas.scene
    assert scene is not None and not scene.houses
    assert room.board.layers.counts["health"].text().strip("\u2066\u2069") == "0"
    assert room.board.layers.left_out.text()


def test_layers_are_ticked_remembered_and_drawn(room: MapRoom, qtbot: QtBot) -> None:
    boxes = room.board.layers.boxes
    assert set(boxes) == set(LAYERS)
    boxes["incidents"].setChecked(False)
    boxes["villages"].setChecked(True)
    rested(room, qtbot)
    picture = room.canvas.content.picture
    assert picture is not None and picture.marks is None
    assert "villages" in room.context.setting("map.shown")["layers"]
    assert all(box.accessibleName() or box.text() for box in boxes.values())


def test_an_area_and_a_team_narrow_the_map_as_they_narrow_the_overview(
    room: MapRoom, practice: Store, qtbot: QtBot
) -> None:
    hama, whole = place(practice, "SY05"), room.canvas.view.units_per_pixel
    room.asked.place._ask(Condition(hama, "Hama"))
    qtbot.waitUntil(lambda: room.found is not None and room.found.content.view.areas == (hama,))
    assert room.found is not None
    overview = practice.overview(View(areas=(hama,)))
    content = room.found.content
    assert len(content.incidents) + content.doubles + content.unplaced["incidents"] == int(overview.incidents.sum())
    assert room.context.setting("map.asked")["areas"] == [[hama, "Hama"]]
    left, top, right, bottom = room.canvas.view.box
    x, y = content.incidents.x, content.incidents.y
    assert ((left < x) & (x < right) & (top < y) & (y < bottom)).all(), "the map goes there"
    narrow = room.canvas.view.units_per_pixel
    assert narrow < whole
    room.asked._take_area(hama)
    qtbot.waitUntil(lambda: room.found is not None and room.found.content.view.areas == ())
    assert room.canvas.view.units_per_pixel > narrow, "and back"


def test_the_map_keeps_its_sides_in_arabic(room: MapRoom) -> None:
    assert room.canvas.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert room.time.days.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert room.time.days.x_of(room.time.days.first) < room.time.days.x_of(room.time.days.last)


def test_dark_and_light_are_the_maps_own(room: MapRoom, qtbot: QtBot) -> None:
    before = room.dark
    room._turn_dark()
    rested(room, qtbot)
    scene = room.canvas.scene
    assert scene is not None and scene.dark is not before
    assert room.context.setting("map.shown")["dark"] is not before


def test_what_was_chosen_stays_chosen_as_far_as_it_is_shown(room: MapRoom) -> None:
    before = room.canvas.scene
    assert before is not None
    rows = tuple(range(0, len(before.content.incidents), 7))
    pick = Pick("incidents", rows, (0.6, 0.4))
    assert kept(pick, before, before) == pick
    first, last = before.content.days or (0, 0)
    later = replace(before, days=(first + 10, last))
    shown = kept(pick, before, later)
    assert shown is not None and later.which is not None
    assert shown.rows == tuple(row for row in rows if later.which[row])
    content = before.content
    fewer = replace(content, incidents=taken(content.incidents, np.arange(0, len(content.incidents), 2)))
    again = kept(pick, before, replace(before, content=fewer))
    assert again is not None
    told = [fewer.incidents.ids[row] for row in again.rows]
    assert told == [content.incidents.ids[row] for row in rows if row % 2 == 0]


def test_a_click_inside_borders_means_the_smallest_area_around_it(room: MapRoom) -> None:
    scene = room.canvas.scene
    assert scene is not None
    places = scene.content.places
    at = next(n for n, level in enumerate(places.level) if level == 3 and np.isfinite(places.x[n]))
    ring = np.array([(0.70, 0.40), (0.71, 0.40), (0.71, 0.41), (0.70, 0.41), (0.70, 0.40)])
    shapes = shapes_from(3, [("", "", "", places.ids[at])], [(0, ring)])
    bordered = replace(scene, ground=replace(scene.ground, levels={3: shapes}))
    view = Viewport(0.705, 0.405, 1e-5, 1000, 1000)
    found = pick_at(bordered, None, view, 500, 500)
    assert found is not None and (found.kind, found.rows) == ("area", (at,))
    assert len(area_rings(bordered, found, view)[0]) == 5
    assert pick_at(replace(bordered, layers=frozenset()), None, view, 500, 500) is None


def test_tiles_are_those_in_view_and_never_too_many() -> None:
    view = Viewport(0.6, 0.4, 1 / (256 * 2**10), 1366, 700)
    assert zoom_of(view, (0, 18)) == 10
    assert zoom_of(view, (0, 8)) == 8
    found = list(wanted(view, (0, 0, 1, 1), 10))
    assert 15 <= len(found) <= 40
    assert not list(wanted(view, (0, 0, 1, 1), 16))
    assert not list(wanted(view, (0.1, 0.1, 0.2, 0.2), 10))


def test_a_register_without_anything_has_a_map(qtbot: QtBot, tmp_path: Path) -> None:
    store = a_store(tmp_path)
    room = MapRoom(a_context(tmp_path, store))
    qtbot.addWidget(room)
    room.resize(1024, 600)
    room.show()
    room.entered()
    qtbot.waitUntil(lambda: room.canvas.content.picture is not None and room.canvas.ground.picture is not None)
    assert not room.time.isVisible()
    assert room.as_table()
    room.choosing.choose_all()
    assert not room.choosing.chosen
    store.close()


def test_a_base_map_is_shown_when_it_comes_and_stays_off_when_it_was_put_away(room: MapRoom) -> None:
    layers = room.board.layers
    assert not layers.boxes["terrain"].isEnabled()
    layers.may("terrain", there=True, tick=True)
    assert "terrain" in layers.shown()
    layers.boxes["terrain"].setChecked(False)
    layers.may("terrain", there=True, tick=True)
    assert "terrain" not in layers.shown()
