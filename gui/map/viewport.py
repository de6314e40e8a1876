"""The part of the plane that is shown, and in how many pixels: everything drawn on a map asks it where things are.

The plane is Web Mercator from 0 to 1, x to the east and y down (``storage/maps/plane.py``). A viewport never changes;
panning and zooming give another one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in the plane."""

NEAREST = 0.15 / 40_075_016.7
"""Plane units of a pixel at which it comes no nearer: some fifteen centimetres of ground."""
FARTHEST = 1 / 256
"""The whole world in the width of a stamp."""


@dataclass(frozen=True)
class Viewport:
    """What is shown.

    Attributes:
        x, y: the middle, in the plane; units_per_pixel: how much of the plane a pixel is; width, height: in pixels.
    """

    x: float
    y: float
    units_per_pixel: float
    width: int
    height: int

    @classmethod
    def showing(cls, box: Box, width: int, height: int, margin: float = 0.09) -> Viewport:
        """All of a box in so many pixels, with some room around it."""
        left, top, right, bottom = box
        across = (right - left) / max(1.0, width * (1 - 2 * margin))
        down = (bottom - top) / max(1.0, height * (1 - 2 * margin))
        scale = min(FARTHEST, max(NEAREST, across, down))
        return cls((left + right) / 2, (top + bottom) / 2, scale, width, height)

    @property
    def box(self) -> Box:
        """The box of the plane that is shown."""
        across, down = self.width * self.units_per_pixel / 2, self.height * self.units_per_pixel / 2
        return self.x - across, self.y - down, self.x + across, self.y + down

    def aside(self, left: int, right: int) -> Viewport:
        """What stood in the middle stands in the middle of what cards at both sides leave free."""
        return self.moved((left - right) / 2, 0)

    def to_pixels(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Where places of the plane (numbers or arrays) stand, in pixels from the upper left corner."""
        scale = self.units_per_pixel
        return (x - self.x) / scale + self.width / 2, (y - self.y) / scale + self.height / 2

    def to_plane(self, px: Any, py: Any) -> tuple[Any, Any]:
        """The place of the plane under pixels."""
        scale = self.units_per_pixel
        return self.x + (px - self.width / 2) * scale, self.y + (py - self.height / 2) * scale

    def moved(self, dx: float, dy: float) -> Viewport:
        """The map pushed so many pixels to the right and down."""
        x, y = self.x - dx * self.units_per_pixel, self.y - dy * self.units_per_pixel
        return replace(self, x=min(1.0, max(0.0, x)), y=min(1.0, max(0.0, y)))

    def zoomed(self, factor: float, px: float | None = None, py: float | None = None) -> Viewport:
        """So many times nearer; what is under the pixel stays under it (else the middle)."""
        px = self.width / 2 if px is None else px
        py = self.height / 2 if py is None else py
        scale = min(FARTHEST, max(NEAREST, self.units_per_pixel / factor))
        x, y = self.to_plane(px, py)
        return replace(
            self,
            x=x - (px - self.width / 2) * scale,
            y=y - (py - self.height / 2) * scale,
            units_per_pixel=scale,
        )

    def sized(self, width: int, height: int) -> Viewport:
        """The same middle in a window of another size."""
        return replace(self, width=max(1, width), height=max(1, height))

    def widened(self, share: float) -> Viewport:
        """As much again on every side as ``share`` says: what is drawn ahead, so that a push has something to show."""
        return self.sized(round(self.width * (1 + 2 * share)), round(self.height * (1 + 2 * share)))

    def seen(self, x: Numbers, y: Numbers, pixels: float = 0.0) -> NDArray[np.bool_]:
        """Which places are shown, or at most so many pixels outside."""
        left, top, right, bottom = self.box
        more = pixels * self.units_per_pixel
        return (x >= left - more) & (x <= right + more) & (y >= top - more) & (y <= bottom + more)
