"""A base map of tiles under the boundaries: as many as fill the view, decoded in the drawing thread, a few kept."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator
from threading import Lock
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from gui.map.viewport import Viewport

SIDE = 256
"""Pixels of a tile, as it is meant to be shown."""
KEPT, MOST = 96, 160
"""Decoded tiles kept (a quarter of a megabyte each), and the most that one picture may need."""


class Tiles(Protocol):
    """What is needed of a base map (``storage/maps/backdrop.py``)."""

    @property
    def zooms(self) -> tuple[int, int]:
        """The lowest and the highest zoom there is."""

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom in the plane."""

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """A picture; y counts down."""


_kept: WeakKeyDictionary[Any, OrderedDict[tuple[int, int, int], QImage]] = WeakKeyDictionary()
_turn = Lock()


def paint_tiles(painter: QPainter, view: Viewport, tiles: Tiles) -> None:
    """Draw them."""
    zoom = zoom_of(view, tiles.zooms)
    count = 2**zoom
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for x, y in wanted(view, tiles.bounds, zoom):
        image = _image(tiles, zoom, x, y)
        if image is not None:
            left, top = view.to_pixels(x / count, y / count)
            right, bottom = view.to_pixels((x + 1) / count, (y + 1) / count)
            painter.drawImage(QRectF(left, top, right - left + 0.5, bottom - top + 0.5), image)


def zoom_of(view: Viewport, zooms: tuple[int, int]) -> int:
    """The zoom whose tiles are nearest to their own size, among those there are."""
    low, high = zooms
    zoom = round(math.log2(1 / (view.units_per_pixel * SIDE)))
    return max(low, min(high, zoom))


def wanted(view: Viewport, bounds: tuple[float, float, float, float], zoom: int) -> Iterator[tuple[int, int]]:
    """The tiles that are in view and in the base map; none when they would be too many."""
    count = 2**zoom
    left, top = (max(one, other) for one, other in zip(view.box[:2], bounds[:2], strict=True))
    right, bottom = (min(one, other) for one, other in zip(view.box[2:], bounds[2:], strict=True))
    if left >= right or top >= bottom:
        return
    across = range(max(0, int(left * count)), min(count - 1, int(right * count)) + 1)
    down = range(max(0, int(top * count)), min(count - 1, int(bottom * count)) + 1)
    if len(across) * len(down) <= MOST:
        yield from ((x, y) for y in down for x in across)


def _image(tiles: Any, zoom: int, x: int, y: int) -> QImage | None:
    key = (zoom, x, y)
    with _turn:
        mine = _kept.setdefault(tiles, OrderedDict())
        if key in mine:
            mine.move_to_end(key)
            return mine[key]
    content = tiles.tile(zoom, x, y)
    image = QImage.fromData(content) if content else QImage()
    if image.isNull():
        return None
    with _turn:
        mine[key] = image
        while len(mine) > KEPT:
            mine.popitem(last=False)
    return image


def forget() -> None:
    """Let the decoded tiles go (the register was locked)."""
    with _turn:
        _kept.clear()
