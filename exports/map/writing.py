"""Making a picture of the map: gathered at a level, drawn by whoever can draw, written whole or not at all, logged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from exports.leaving.disclosing import PAPER, logged, write_down
from exports.leaving.landing import landing
from exports.leaving.leaving import Leaving
from exports.leaving.sharing import Sharing
from exports.making.manner import Manner
from exports.map.layers import PLAIN
from exports.map.told import Box, MapTold, map_told
from exports.report.asked import Then
from storage import Cancelled, Frozen, UserError, View, message

if TYPE_CHECKING:
    from exports.making.made import Report
    from storage import Store

DrawMap = Callable[[MapTold, str], bytes]
"""Makes a file of a picture, of the kind its second argument names (``png``, ``svg``, ``pdf``)."""
MAP_FORMATS = ("png", "svg", "pdf")


@dataclass(frozen=True)
class MapAsked:
    """A picture of the map.

    Attributes:
        language: of its words. view: what it covers; sharing: for whom.
        layers, least, box: as of :class:`MapTold`. then: the moment it tells of, None is now. role: as of
            :func:`map_told`.
    """

    language: str
    view: View = field(default_factory=View)
    sharing: Sharing = field(default_factory=Sharing)
    layers: frozenset[str] = PLAIN
    least: int | None = 0
    box: Box | None = None
    then: Then | None = None
    role: str | None = None


def map_picture(source: Frozen, asked: MapAsked) -> MapTold:
    """What the picture would show; whom it is for may still be missing.

    Raises:
        UserError: ``past-inside``, ``too-close``, ``not-allowed``.
    """
    return _told(_leaving(source, asked), asked)


def _told(leaving: Leaving, asked: MapAsked) -> MapTold:
    return map_told(
        leaving, layers=asked.layers, least=asked.least, box=asked.box, then=asked.then, role=asked.role
    )  # fmt: skip


def write_map(
    store: Store, target: Path, draw: DrawMap, asked: MapAsked, *, cancelled: Callable[[], bool] | None = None
) -> Report:
    """Write the picture and note it in the register; what could not be noted does not stay.

    Raises:
        UserError: as :func:`map_picture`; ``no-recipient``, ``no-purpose``, ``wrong-suffix``, ``disk-full``,
            ``cannot-write``. Cancelled: the person stopped it; a file that was there before is as it was.
    """
    kind = kind_of(target)
    asked.sharing.checked()

    def make() -> Report:
        with (asked.then.past if asked.then else store).frozen(cancelled) as source:
            return _written(source, target, draw, asked, kind, cancelled or (lambda: False))

    return logged(store, target, make)


def kind_of(target: Path) -> str:
    """The kind of file a name is of.

    Raises:
        UserError: ``wrong-suffix``.
    """
    kind = target.suffix.lower().lstrip(".")
    if kind not in MAP_FORMATS:
        raise UserError(
            "wrong-suffix",
            message("A map is saved as PNG, SVG or PDF, and {file} is the name of none of them.", file=target.name),
            message("End its name with .png, .svg or .pdf."),
        )
    return kind


def print_map(
    store: Store, hand: Callable[[MapTold], object], asked: MapAsked, *, cancelled: Callable[[], bool] | None = None
) -> Report:  # fmt: skip
    """Gather what goes on paper, note it in the register, and hand it over: paper cannot be taken back.

    Raises:
        UserError: as :func:`write_map`, but for the file. Cancelled: the person stopped it; nothing is noted.
    """
    asked.sharing.checked()
    with (asked.then.past if asked.then else store).frozen(cancelled) as source:
        leaving = _leaving(source, asked)
        told = _told(leaving, asked)
        report = leaving.report(Path(), {"incident": len(told.content.incidents)}, "")
    if cancelled is not None and cancelled():
        raise Cancelled
    report = replace(report, file_format=PAPER, shape="map", hidden=(*report.hidden, *told.notes))
    write_down(store, report)
    hand(told)
    return report


def _written(
    source: Frozen, target: Path, draw: DrawMap, asked: MapAsked, kind: str, cancelled: Callable[[], bool]
) -> Report:  # fmt: skip
    leaving = _leaving(source, asked)
    told = _told(leaving, asked)
    data = draw(told, kind)
    with landing(target) as here:
        here.file.write(data)
        if cancelled():
            raise Cancelled
    report = leaving.report(target, {"incident": len(told.content.incidents)}, here.sha256)
    return replace(report, file_format=kind, shape="map", hidden=(*report.hidden, *told.notes))


def _leaving(source: Frozen, asked: MapAsked) -> Leaving:
    asked.sharing.require_right(source)
    if asked.then is not None and asked.sharing.outside:
        raise UserError(
            "past-inside",
            message("What was known earlier is told to our own teams only: some of it may have been taken back."),
            message("Choose our own teams as readers, or the register as it is known now."),
        )
    leaving = Leaving(source, asked.language, asked.view, asked.sharing, Manner())
    if asked.then is not None:
        leaving.facts = replace(leaving.facts, position=asked.then.position)
    return leaving
