"""A frame of pushing and zooming the map, against a naive map of pyqtgraph with the same data in the same run.

Run: ``python -m tests.benchmarks.map_bench``. 100,000 incidents and 5,000 areas that share their borders (300,000
corners). The naive map has an item for each area and one ``ScatterPlotItem``; a frame is: another view, painted whole,
in a window of 1366x700. *Frame* is what a hand feels (pictures moved or stretched, while a thread draws the sharp
ones); *sharp* is everything drawn anew from nothing, the thread's work. *First paint* is from an empty widget to all
of it on the screen. Bars: a frame at most a quarter of the naive one, the first paint a second, no frame above 50 ms.
"""

from __future__ import annotations

import os
import random
import time
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QEventLoop, QPointF, QRectF, QTimer
from PySide6.QtGui import QPolygonF
from PySide6.QtWidgets import QApplication, QGraphicsPolygonItem

from gui.map.canvas import Canvas
from gui.map.outlines import polygon
from gui.map.painting import AHEAD, draw_content, draw_ground
from gui.map.scene import SHOWN, Ground, Scene
from gui.map.viewport import Viewport
from storage.maps.content import MapContent, MapIncidents, MapPlaces
from storage.maps.shapes import Shapes
from storage.maps.simplifying import detailed
from storage.overview.view import View
from tests.benchmarks.dressed import application
from tests.benchmarks.measure import line, median, p95, timed

POINTS, ACROSS, DOWN, BETWEEN = 100_000, 100, 50, 15
WIDTH, HEIGHT, RUNS = 1366, 700, 40
BAR, FIRST, BLOCK = 0.25, 1.0, 0.050
LEFT, TOP, SIDE = 0.598, 0.39, 0.0001
"""Where the areas lie in the plane, and how wide one is: some four kilometres."""


def main() -> list[str]:
    """The rows of the table."""
    application()
    areas, points = _areas(), _points()
    scene = _scene(areas, points)
    views = _views()
    naive = _naive(areas, points, views)
    first, frames, blocks = _ours(scene, views)
    sharp = [timed(lambda one=view: _sharp(scene, one)) for view in views[::2]]
    floor = median(naive)
    return [
        line("map, first paint of 100,000 points and 5,000 areas / 1 s", first, FIRST, 1.0),
        line("map, a frame of pushing or zooming / naive pyqtgraph, median", median(frames), floor, BAR),
        line("map, a frame, p95 / 50 ms", p95(frames), BLOCK, 1.0),
        line("map, longest stop of the window while a thread draws / 50 ms", max(blocks), BLOCK, 1.0),
        line("  everything drawn anew (thread) / naive pyqtgraph frame", median(sharp), floor, 1e9),
    ]


# ---- the same data for both


def _areas() -> Shapes:
    """Areas on a crooked grid; each side is one crooked line that both neighbours have."""
    chance = np.random.default_rng(5)
    nodes = np.stack(np.meshgrid(np.arange(ACROSS + 1), np.arange(DOWN + 1), indexing="ij"), -1).astype(float)
    nodes += chance.uniform(-0.25, 0.25, nodes.shape)

    def side(one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
        share = np.linspace(0, 1, BETWEEN + 1)[:, None]
        found = one * (1 - share) + other * share
        found[1:-1] += chance.uniform(-0.03, 0.03, (BETWEEN - 1, 2))
        return np.asarray(found)

    flat = {(i, j): side(nodes[i, j], nodes[i + 1, j]) for i in range(ACROSS) for j in range(DOWN + 1)}
    steep = {(i, j): side(nodes[i, j], nodes[i, j + 1]) for i in range(ACROSS + 1) for j in range(DOWN)}
    names, shapes = [], []
    for i in range(ACROSS):
        for j in range(DOWN):
            ring = np.concatenate([flat[i, j], steep[i + 1, j], flat[i, j + 1][::-1], steep[i, j][::-1]])
            shapes.append(shapely.Polygon(ring * SIDE + (LEFT, TOP)))
            names.append((f"{i}/{j}", "", f"{i}.{j}", ""))
    return detailed(3, names, shapes)


def _points() -> MapIncidents:
    chance = np.random.default_rng(6)
    middles = chance.uniform(0, 1, (400, 2)) * (ACROSS * SIDE, DOWN * SIDE) + (LEFT, TOP)
    at = middles[chance.integers(0, 400, POINTS)] + chance.normal(0, SIDE, (POINTS, 2))
    killed = chance.poisson(0.7, POINTS).astype(np.int32)
    small = np.zeros(POINTS, np.int16)
    return MapIncidents(
        [""] * POINTS, at[:, 0].copy(), at[:, 1].copy(), chance.integers(737_000, 737_500, POINTS).astype(np.int32),
        killed, killed, killed, killed, small, small, small, small, np.full(POINTS, -1, np.int32), ("air_strike",),
    )  # fmt: skip


def _scene(areas: Shapes, points: MapIncidents) -> Scene:
    content = MapContent(View(), places=MapPlaces(), incidents=points)
    return Scene(Ground(None, {3: areas}), content, layers=SHOWN)


def _views() -> list[Viewport]:
    """Pushes and zooms as a hand makes them: several of one, then several of the other."""
    chance = random.Random(7)
    box = (LEFT, TOP, LEFT + ACROSS * SIDE, TOP + DOWN * SIDE)
    view = Viewport.showing(box, WIDTH, HEIGHT)
    found = []
    for at in range(RUNS):
        if at // 5 % 2:
            view = view.zoomed(1.3 if at // 10 % 2 == 0 else 1 / 1.3, 700, 300)
        else:
            view = view.moved(chance.uniform(-60, 60), chance.uniform(-40, 40))
        found.append(view)
    return found


# ---- the naive map


def _naive(areas: Shapes, points: MapIncidents, views: list[Viewport]) -> list[float]:
    import pyqtgraph as pg

    plot = pg.PlotWidget()
    plot.resize(WIDTH, HEIGHT)
    pen = pg.mkPen("#9FB0BF", width=1)
    for at in range(len(areas.owners)):
        ring = areas.xy[areas.starts[at] : areas.starts[at + 1]]
        item = QGraphicsPolygonItem(QPolygonF(polygon(ring[:, 0].copy(), ring[:, 1].copy())))
        item.setPen(pen)
        plot.addItem(item)
    size = np.maximum(10, 9.8 * np.sqrt(points.killed_min))
    plot.addItem(
        pg.ScatterPlotItem(
            x=points.x, y=points.y, size=size, pen=pg.mkPen("#1D2733"), brush=pg.mkBrush(29, 39, 51, 40)
        )
    )
    plot.show()
    QApplication.processEvents()

    def frame(view: Viewport) -> None:
        left, top, right, bottom = view.box
        plot.setRange(QRectF(QPointF(left, top), QPointF(right, bottom)), padding=0)
        plot.grab()

    frame(views[0])
    found = [timed(lambda one=view: frame(one)) for view in views]
    plot.close()
    return found


# ---- ours


def _ours(scene: Scene, views: list[Viewport]) -> tuple[float, list[float], list[float]]:
    begun = time.perf_counter()
    canvas = Canvas()
    canvas.resize(WIDTH, HEIGHT)
    canvas.show()
    canvas.show_scene(scene)
    canvas.go(views[0])
    _rest(canvas)
    canvas.grab()
    first = time.perf_counter() - begun
    frames, blocks = [], []
    for view in views:
        frames.append(timed(lambda one=view: (canvas.go(one), canvas.grab())))
        blocks.append(_longest_stop(0.06))
    _rest(canvas)
    canvas.close()
    return first, frames, blocks


def _longest_stop(seconds: float) -> float:
    """The longest time the window's thread did not come round, while threads draw."""
    loop, last, longest = QEventLoop(), [time.perf_counter()], [0.0]
    beat = QTimer(interval=1)

    def came() -> None:
        now = time.perf_counter()
        longest[0], last[0] = max(longest[0], now - last[0]), now

    beat.timeout.connect(came)
    beat.start()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()
    return longest[0]


def _rest(canvas: Canvas) -> None:
    loop = QEventLoop()
    while True:
        QTimer.singleShot(5, loop.quit)
        loop.exec()
        sharp = all(
            layer.picture is not None and layer.picture.view.units_per_pixel == canvas.view.units_per_pixel
            for layer in (canvas.ground, canvas.content)
        )
        if sharp and canvas.ground.resting and canvas.content.resting:
            return


def _sharp(scene: Scene, view: Viewport) -> None:
    ahead = view.widened(AHEAD)
    draw_ground(scene, ahead)
    draw_content(scene, ahead)


if __name__ == "__main__":
    print("\n".join(main()))
