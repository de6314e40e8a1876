"""What the map is made of, read in a reader's thread: the ground, and what stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gui.known import Known
from gui.map.scene import Ground, bounds
from gui.map.viewport import Box

if TYPE_CHECKING:
    from storage import MapContent, MapFlows, Store, View

WORLD: Box = (0.0, 0.1, 1.0, 0.7)
ROOM = 1e-4
"""Some kilometres around a single point."""


@dataclass(frozen=True, eq=False)
class Read:
    """What was read.

    Attributes:
        credits: whose borders and base map are shown. flows: all of them, added up by origin and destination: of
            fifty thousand movements that takes longer than the window may wait.
    """

    ground: Ground
    content: MapContent
    flows: MapFlows
    credits: tuple[str, ...] = ()


def read(store: Store, present: Store, view: View, known: Known, role: str) -> Read:
    """Read it; borders are those of the present register, whatever day is looked at."""
    known.learn(store)
    ground = ground_of(present)
    content = store.map_content(view, role=role)
    return Read(ground, content, content.flows.between(), credits_of(present, ground))


def ground_of(store: Store) -> Ground:
    """Outlines that ship with the program, and the boundaries that were imported."""
    from storage import outlines

    levels = {level: store.shapes(level) for level in store.boundary_levels() if level > 0}
    shown = {level: shapes for level, shapes in levels.items() if len(shapes)}
    tiles = store.base_tiles()
    return Ground(outlines(), shown, tiles, lost=tiles is None and store.backdrop() is not None)


def credits_of(store: Store, ground: Ground) -> tuple[str, ...]:
    """Whose borders and base map are shown."""
    from storage import NATURAL_EARTH

    packs = [pack.credit for pack in store.boundary_packs()] if ground.levels else []
    tiles = [ground.tiles.credit] if ground.tiles is not None else []
    return tuple(dict.fromkeys(one for one in (NATURAL_EARTH, *packs, *tiles) if one))


def least_of(flows: MapFlows, most: int, steps: Sequence[int]) -> int:
    """The least of these steps that leaves at most so many of the flows."""
    people = flows.low
    return next((step for step in steps if int((people >= step).sum()) <= most), steps[-1])


def home_of(found: Read, least: int) -> Box:
    """Where to look first: all incidents and where the larger flows end, else the boundaries, else the world.

    Where areas are chosen, it is their own incidents: the flows lead far away from them.
    """
    flows, own = found.flows, found.content.box
    large = flows.low >= max(1, least)
    if own is not None and large.any() and not found.content.view.areas:
        x, y = np.r_[flows.x0[large], flows.x1[large]], np.r_[flows.y0[large], flows.y1[large]]
        own = bounds([own, (float(x.min()), float(y.min()), float(x.max()), float(y.max()))])
    if own is None:
        boxes = [shapes.bounds for shapes in found.ground.levels.values() if shapes.bounds is not None]
        return bounds(boxes) or WORLD
    left, top, right, bottom = own
    return left - ROOM, top - ROOM, right + ROOM, bottom + ROOM
