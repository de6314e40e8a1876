"""What a file with borders would bring: levels and areas, which places they are, what was mended, what is left out.

Nothing is written before :func:`take_boundaries`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from exports.boundaries import drawn, shape_files
from exports.boundaries.matching import Matcher
from exports.boundaries.opening import RawLayer, raw_layers
from exports.boundaries.refusals import no_areas, too_large
from exports.boundaries.telling import AreaTold, Fields
from storage import Border, Message, Refused, Store, layer_of_borders, message

Progress = Callable[[int, int], None]

MOST_AREAS, MOST_CORNERS = 60_000, 8_000_000
MOST_REFUSED = 500
MOST_FIELDS, FIELD_SETS = 200, 50
"""Fields of an area that are looked at; sets of them understood once: in most files all areas have the same."""


@dataclass(frozen=True)
class Area:
    """One area that can be taken: what is told of it, its border, the place it is and how that was found."""

    told: AreaTold
    border: Border = field(repr=False)
    place: str = ""
    how: str = ""


@dataclass(frozen=True)
class BoundaryLayerPlan:
    """One level of a file.

    Attributes:
        file: the name of the file; level: 0 to 4, None when neither the file nor the places tell it.
    """

    file: str
    level: int | None
    areas: tuple[Area, ...]

    @property
    def by_code(self) -> int:
        """Areas whose place was found by the code."""
        return sum(one.how == "code" for one in self.areas)

    @property
    def by_name(self) -> int:
        """Areas whose place was found by their names."""
        return sum(one.how == "name" for one in self.areas)

    @property
    def unknown(self) -> tuple[Area, ...]:
        """Areas that are drawn, but are no place of the register."""
        return tuple(one for one in self.areas if not one.place)

    @property
    def mended(self) -> int:
        """Areas whose rings crossed."""
        return sum(one.border.torn for one in self.areas)

    @property
    def corners(self) -> int:
        """Corners of all borders."""
        return sum(one.border.corners for one in self.areas)


@dataclass(frozen=True)
class BoundaryPlan:
    """What a file would bring.

    Attributes:
        name: of the pack: the file's.
        refused: what is left out, and why.
    """

    name: str
    file: str
    layers: tuple[BoundaryLayerPlan, ...]
    refused: tuple[Refused, ...]

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels that would be there."""
        return tuple(sorted({one.level for one in self.layers if one.level is not None}))


def read_boundaries(
    path: Path, store: Store, *, level: int | None = None, progress: Progress | None = None
) -> BoundaryPlan:
    """Look through a file, folder or zip with borders.

    Args:
        path: where they are.
        store: whose places they are held against; nothing is written.
        level: of areas whose level is not told, or of all when the person knows better.
        progress: told how far it is; what it raises ends the work.

    Raises:
        UserError: ``no-borders``, ``borders-too-large``, ``damaged-borders``, ``borders-projected``, or the disk's.
    """
    refused: list[Refused] = []
    count = _Count()
    matcher = Matcher(store.places)
    found: list[BoundaryLayerPlan] = []
    for raw in raw_layers(path):
        for name, told in _areas(raw, progress or (lambda done, total: None), count, refused).items():
            found += _levels(name, told, matcher, level)
    if not found:
        raise no_areas()
    return BoundaryPlan(path.stem, path.name, tuple(found), tuple(refused))


def take_boundaries(
    store: Store, plan: BoundaryPlan, *, name: str = "", credit: str = "", progress: Progress | None = None
) -> str:
    """Bring in what a plan says; the id of the pack. Where two files of one level say the same area, the first counts.

    Raises:
        UserError: ``no-borders`` when no level is known.
    """
    layers = []
    for at, level in enumerate(plan.levels):
        areas = _once([area for layer in plan.layers if layer.level == level for area in layer.areas])
        names = [(area.told.row.name_en, _arabic(area), area.told.row.code, area.place) for area in areas]
        step = _part(progress, at, len(plan.levels) + 1)
        layers.append(layer_of_borders(level, names, [area.border for area in areas], step))
    if not layers:
        raise no_areas()
    step = _part(progress, len(layers), len(layers) + 1)
    return store.add_boundaries(layers, name=name or plan.name, file=plan.file, credit=credit, progress=step)


@dataclass
class _Count:
    areas: int = 0
    corners: int = 0

    def take(self, corners: int) -> None:
        self.areas += 1
        self.corners += corners
        if self.areas > MOST_AREAS or self.corners > MOST_CORNERS:
            raise too_large()


def _areas(
    raw: RawLayer, step: Progress, count: _Count, refused: list[Refused]
) -> dict[str, list[tuple[AreaTold, Border]]]:
    """The areas of a file by what it calls them: the file's own name, but for a topology of several."""
    read = shape_files.features_of if raw.kind == "shapefile" else drawn.features_of
    fields: dict[tuple[str, ...], Fields] = {}
    found: dict[str, list[tuple[AreaTold, Border]]] = {raw.name: []}
    for feature in read(raw, step):
        name = feature.layer or raw.name
        keys = tuple(str(one) for one in list(feature.told)[:MOST_FIELDS])
        understood = fields.get((name, *keys))
        if understood is None:
            understood = Fields(keys, name)
            if len(fields) < FIELD_SETS:
                fields[(name, *keys)] = understood
        told = understood.area(feature.number, feature.told)
        if feature.border is None:
            if len(refused) < MOST_REFUSED:
                refused.append(Refused(name, feature.number, "", *_NO_AREA))
            continue
        count.take(feature.border.corners)
        found.setdefault(name, []).append((told, feature.border))
    return found


_NO_AREA: tuple[Message, Message] = (
    message("This feature is no area: a point, a line, or a border that closes nothing or crosses itself all over."),
    message("It is left out."),
)


def _levels(
    file: str, told: list[tuple[AreaTold, Border]], matcher: Matcher, asked: int | None
) -> list[BoundaryLayerPlan]:
    """The areas of a file by their level; usually all are of one."""
    by_level: dict[int | None, list[tuple[AreaTold, Border]]] = {}
    for one in told:
        by_level.setdefault(one[0].row.level if asked is None else asked, []).append(one)
    if None in by_level:
        left = by_level.pop(None)
        guessed = matcher.level_of(area for area, _ in left)
        by_level.setdefault(guessed, []).extend(left)
    return [
        BoundaryLayerPlan(file, level, tuple(_placed(area, border, level, matcher) for area, border in areas))
        for level, areas in sorted(by_level.items(), key=lambda one: (one[0] is None, one[0] or 0))
    ]


def _placed(told: AreaTold, border: Border, level: int | None, matcher: Matcher) -> Area:
    place, how = matcher.match(told, level) if level is not None else ("", "")
    return Area(told, border, place, how)


def _once(areas: list[Area]) -> list[Area]:
    """Files of a zip may hold the same areas twice, one to be drawn and one for labels; the first file counts."""
    first: dict[tuple[str, str, str], str] = {}
    found = []
    for area in areas:
        row = area.told.row
        key = (row.code, row.name_en, row.name_ar)
        if not any(key) or first.setdefault(key, row.sheet) == row.sheet:
            found.append(area)
    return found


def _arabic(area: Area) -> str:
    return area.told.row.name_ar or area.told.row.name_other


def _part(progress: Progress | None, before: int, parts: int) -> Progress | None:
    """Progress of one of several parts of about equal length."""
    if progress is None:
        return None

    def step(done: int, total: int) -> None:
        progress(1000 * before + 1000 * done // max(1, total), 1000 * parts)

    return step
