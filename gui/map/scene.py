"""What a map shows: the ground, what stands on it, the days, the layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gui.map.palette import Palette

if TYPE_CHECKING:
    from storage import MapContent, MapFacilities, MapFlows, MapVillages

LAYERS = ("incidents", "flows", "villages", "health", "others", "borders", "names", "terrain")
SHOWN = frozenset({"incidents", "flows", "health", "borders", "names"})
"""The layers there are, and those shown at first."""


@dataclass(frozen=True, eq=False)
class Ground:
    """What lies under everything.

    Attributes:
        countries: outlines of countries; levels: boundaries by level of administration, as imported.
        tiles: a base map in tiles, None when there is none; lost: one was chosen, and its file is not there now.
    """

    countries: Any = None
    levels: Mapping[int, Any] = field(default_factory=dict)
    tiles: Any = None
    lost: bool = False


@dataclass(frozen=True)
class House:
    """A sign of facilities in one place.

    Attributes:
        x, y: the place, in the plane; rows: row numbers of the facilities; health: whether they are of health;
        second: whether the sign of another kind stands before it.
    """

    x: float
    y: float
    rows: tuple[int, ...]
    health: bool
    second: bool = False


@dataclass(frozen=True, eq=False)
class Scene:
    """What is shown.

    Attributes:
        ground, content: under everything, and on it; days: first and last day of the window of time (ordinals), None
            is all; layers: which are shown (:data:`LAYERS`); least: flows of fewer people are left out;
        dark, arabic: how it looks and speaks.
    """

    ground: Ground
    content: MapContent
    days: tuple[int, int] | None = None
    layers: frozenset[str] = SHOWN
    least: int = 0
    dark: bool = False
    arabic: bool = False

    @cached_property
    def which(self) -> NDArray[np.bool_] | None:
        """The incidents of the days; None is all."""
        return None if self.days is None else self.content.incidents.within(*self.days)

    @cached_property
    def every_flow(self) -> MapFlows:
        """The flows of the days, the largest first."""
        return self.content.flows.between(*(self.days or (None, None)))

    @cached_property
    def flows(self) -> MapFlows:
        """The flows of the days that are large enough, the largest first."""
        from storage import taken

        found = self.every_flow
        return taken(found, found.low >= self.least) if self.least else found

    @cached_property
    def villages(self) -> MapVillages:
        """The villages on the last of the days."""
        ends = self.days or self.content.days
        return self.content.villages(ends[1] if ends else 0)

    @cached_property
    def village_rows(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How many signs across and down from its spot each village stands: those of one rough spot form a block.

        Down and left of it, where signs of villages stand anyway.
        """
        found = self.villages
        across, down = np.zeros(len(found)), np.zeros(len(found))
        blocks: dict[tuple[float, float], list[int]] = {}
        for at in np.flatnonzero(found.rough).tolist():
            blocks.setdefault((float(found.x[at]), float(found.y[at])), []).append(at)
        for rows in blocks.values():
            wide = ceil(len(rows) ** 0.5)
            place = np.arange(len(rows))
            across[rows], down[rows] = -(place % wide), place // wide
        return across, down

    @cached_property
    def hits(self) -> NDArray[np.int64]:
        """How often each facility was attacked in these days."""
        return np.asarray(self.content.facilities.hits(*(self.days or (None, None))))

    @cached_property
    def houses(self) -> tuple[House, ...]:
        """The signs of facilities: one for each place, of health facilities and of others."""
        points = self.content.facilities
        found: dict[tuple[float, float, bool], list[int]] = {}
        for at in np.flatnonzero(self.facilities_shown()).tolist():
            found.setdefault((float(points.x[at]), float(points.y[at]), bool(points.health[at])), []).append(at)
        return tuple(
            House(x, y, tuple(rows), health=health, second=not health and (x, y, True) in found)
            for (x, y, health), rows in found.items()
        )

    def facilities_shown(self) -> NDArray[np.bool_]:
        """Which facilities the layers show: health facilities that were hit, and the others that were."""
        points: MapFacilities = self.content.facilities
        hit = self.hits > 0
        return np.asarray(
            hit & ((points.health & ("health" in self.layers)) | (~points.health & ("others" in self.layers)))
        )

    @property
    def palette(self) -> Palette:
        """Its inks."""
        return Palette.of_theme(dark=self.dark)


def bounds(boxes: Sequence[tuple[float, float, float, float]]) -> tuple[float, float, float, float] | None:
    """The box around boxes."""
    if not boxes:
        return None
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)
