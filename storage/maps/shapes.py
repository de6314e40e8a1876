"""Areas as arrays: all their rings one after the other, in several details, and which area holds a point.

Pure: no database, no file. What draws takes ``shapes.at(units_per_pixel)`` and paints its rings; borders that two
neighbours share are the same line in each detail, because they were made simpler together (``simplifying.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from storage.maps.plane import Floats

HALF_PIXEL = 0.5
"""A line may lie so far from where it is, in pixels, without anybody seeing it."""

Numbers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


@dataclass(frozen=True, eq=False)
class Shapes:
    """The areas of one level.

    Attributes:
        level: 0 country to 4 community.
        names_en, names_ar, pcodes: what the areas are called; "" where it is not known.
        places: the record of the gazetteer each belongs to (32 hex digits), "" when there is none.
        xy: (n, 2), the corners of all rings one after the other, each ring closed, in the plane.
        starts: where each ring begins in ``xy``; one more at the end, so that ring ``k`` is
            ``xy[starts[k]:starts[k + 1]]``.
        owners: the area each ring belongs to. Holes are rings like others: fill with the even-odd rule.
        boxes: (m, 4), the bounds of each area: left, top, right, bottom.
        middles: (m, 2), a point inside the largest part of each area, where its name may stand.
        tolerance: how far lines may lie from where they are, in units of the plane.
        coarser: the same areas with fewer corners, finest first.
    """

    level: int
    names_en: tuple[str, ...]
    names_ar: tuple[str, ...]
    pcodes: tuple[str, ...]
    places: tuple[str, ...]
    xy: Floats
    starts: Numbers
    owners: Numbers
    boxes: Floats
    middles: Floats
    tolerance: float = 0.0
    coarser: tuple[Shapes, ...] = field(default=(), repr=False)

    def __len__(self) -> int:
        return len(self.pcodes)

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """Left, top, right, bottom of all areas together; None when there is none."""
        if not len(self):
            return None
        return (
            float(self.boxes[:, 0].min()), float(self.boxes[:, 1].min()),
            float(self.boxes[:, 2].max()), float(self.boxes[:, 3].max()),
        )  # fmt: skip

    def at(self, units_per_pixel: float) -> Shapes:
        """The areas with as many corners as can be seen at a scale."""
        good = [one for one in self.coarser if one.tolerance <= units_per_pixel * HALF_PIXEL]
        return good[-1] if good else self

    def name(self, at: int, language: str) -> str:
        """The name of an area in a language, in the other one when there is none; else its code."""
        first, second = (self.names_ar, self.names_en) if language == "ar" else (self.names_en, self.names_ar)
        return first[at] or second[at] or self.pcodes[at]

    def holding(self, x: float, y: float) -> list[int]:
        """The areas a point of the plane lies in (their numbers); more than one where packs overlap."""
        left, top, right, bottom = self.boxes.T
        near = np.flatnonzero((left <= x) & (x <= right) & (top <= y) & (y <= bottom))
        return [int(one) for one in near if self._holds(int(one), x, y)]

    def rings_of(self, at: int) -> list[Floats]:
        """The rings of one area."""
        return [self.xy[self.starts[k] : self.starts[k + 1]] for k in np.flatnonzero(self.owners == at)]

    def seen_in(self, left: float, top: float, right: float, bottom: float) -> Numbers:
        """The numbers of the areas whose bounds meet a rectangle: what need be drawn."""
        boxes = self.boxes
        meet = (boxes[:, 0] <= right) & (boxes[:, 2] >= left) & (boxes[:, 1] <= bottom) & (boxes[:, 3] >= top)
        return np.flatnonzero(meet).astype(np.int64)

    def _holds(self, at: int, x: float, y: float) -> bool:
        crossed = 0
        for ring in self.rings_of(at):
            x0, y0, x1, y1 = ring[:-1, 0], ring[:-1, 1], ring[1:, 0], ring[1:, 1]
            spans = (y0 > y) != (y1 > y)
            if spans.any():
                x0, y0, x1, y1 = x0[spans], y0[spans], x1[spans], y1[spans]
                crossed += int(np.count_nonzero(x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)))
        return crossed % 2 == 1


def shapes_from(
    level: int,
    names: Sequence[tuple[str, str, str, str]],
    rings: Sequence[tuple[int, Floats]],
    *,
    middles: Floats | None = None,
    tolerance: float = 0.0,
) -> Shapes:
    """Areas from their names (English, Arabic, code, place) and rings (number of the area, closed corners)."""
    ordered = sorted(rings, key=lambda one: one[0])
    starts = np.concatenate(([0], np.cumsum([len(ring) for _, ring in ordered]))).astype(np.int64)
    xy = np.concatenate([ring for _, ring in ordered]) if ordered else np.empty((0, 2))
    owners = np.array([owner for owner, _ in ordered], dtype=np.int64)
    boxes = boxes_of(xy, starts, owners, len(names))
    english, arabic, codes, places = zip(*names, strict=True) if names else ((), (), (), ())
    found = middles if middles is not None else (boxes[:, :2] + boxes[:, 2:]) / 2
    return Shapes(level, english, arabic, codes, places, xy, starts, owners, boxes, found, tolerance)


def boxes_of(xy: Floats, starts: Numbers, owners: Numbers, count: int) -> Floats:
    """The bounds of each area; one without rings is nowhere (its left lies right of its right)."""
    boxes = np.tile(np.array([np.inf, np.inf, -np.inf, -np.inf]), (count, 1))
    if len(owners):
        least, most = np.minimum.reduceat(xy, starts[:-1]), np.maximum.reduceat(xy, starts[:-1])
        for column in (0, 1):
            np.minimum.at(boxes[:, column], owners, least[:, column])
            np.maximum.at(boxes[:, column + 2], owners, most[:, column])
    return boxes


def merged(parts: Sequence[Shapes], level: int) -> Shapes:
    """Several packs of one level as one: each detail of the whole is as fine as the finest of the parts allows."""
    parts = [one for one in parts if len(one)]
    if len(parts) == 1:
        return parts[0]
    whole = _joined(parts, level, 0.0)
    steps = sorted({one.tolerance for part in parts for one in part.coarser})
    coarser = tuple(_joined([part.at(step / HALF_PIXEL) for part in parts], level, step) for step in steps)
    return replace(whole, coarser=coarser)


def _joined(parts: Sequence[Shapes], level: int, tolerance: float) -> Shapes:
    before = np.cumsum([0, *(len(part) for part in parts)])
    corners = np.cumsum([0, *(len(part.xy) for part in parts)])
    return Shapes(
        level,
        tuple(name for part in parts for name in part.names_en),
        tuple(name for part in parts for name in part.names_ar),
        tuple(code for part in parts for code in part.pcodes),
        tuple(place for part in parts for place in part.places),
        np.concatenate([np.empty((0, 2)), *(part.xy for part in parts)]),
        np.concatenate([*(part.starts[:-1] + at for part, at in zip(parts, corners, strict=False)), corners[-1:]]),
        np.concatenate([np.empty(0, np.int64), *(part.owners + at for part, at in zip(parts, before, strict=False))]),
        np.concatenate([np.empty((0, 4)), *(part.boxes for part in parts)]),
        np.concatenate([np.empty((0, 2)), *(part.middles for part in parts)]),
        tolerance,
    )
