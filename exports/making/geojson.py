"""The register on a map: GeoJSON (RFC 7946) of incidents, facilities and villages, never closer than a level allows.

Sealed positions never leave: incidents and facilities lie in the middle of their community, for the public in the
middle of the district. What has no position has ``"geometry": null``; nothing is guessed. Features are written one by
one; a foreign member ``metadata`` behind them says what the file is and what was hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from exports.cells import Shown, plain
from exports.leaving.landing import landing
from exports.leaving.leaving import SUMS_OF, Leaving
from exports.making.asked import FileAsked
from exports.making.made import Report
from exports.making.manner import Shape
from exports.workbook.summaries import village_facts
from exports.workbook.writing import Progress
from storage import Cancelled, Frozen, Level

if TYPE_CHECKING:
    from storage import VillageNow

VILLAGE = "village"
ON_MAPS = {Level.PUBLIC: ("incident", "attacked", "displaced")}
"""Tables with places, by level; elsewhere incidents, facilities and villages."""
_NEAR = ("incident", "facility", VILLAGE)
DIGITS = {Level.PUBLIC: 2}
"""Decimal places of a degree: two are a kilometre, which a district is many of; else five, about a metre."""
AT_ONCE = 1000
_UNTOLD_LOOKS = ("note",)


def write_geojson(store: Frozen, target: Path, asked: FileAsked) -> Report:
    """Export what has a place to ``target``.

    Raises:
        UserError, Cancelled: as :func:`exports.workbook.workbook.write_workbook`; ``unknown-table``.
    """
    level, manner = asked.sharing.level, asked.manner  # machines draw maps: the analyst's columns
    manner = replace(manner, shape=Shape.ANALYST, kinds=_on_maps(manner.kinds, level))
    leaving = Leaving(store, asked.language, asked.period, asked.sharing, manner, kinds=kinds_on_maps(level))
    map_of = _Map(leaving, asked.progress, asked.cancelled)
    with landing(target, manner.passphrase) as there:
        for data in map_of.pieces():
            there.file.write(data)
    return leaving.report(target, map_of.rows, there.sha256, map_of.remarks())


def kinds_on_maps(level: Level) -> tuple[str, ...]:
    """The kinds of features at a level."""
    return ON_MAPS.get(level, _NEAR)


def _on_maps(asked: Sequence[str], level: Level) -> tuple[str, ...]:
    """Of the kinds that were asked for, those with a place of their own; all of them when none has one."""
    public = level is Level.PUBLIC
    meant = {"place": VILLAGE, "village_state": VILLAGE, "population": VILLAGE} if not public else SUMS_OF
    kinds = tuple(dict.fromkeys(meant.get(kind, kind) for kind in asked))
    return tuple(kind for kind in kinds if kind in kinds_on_maps(level)) or tuple(asked)


class _Map:
    """The features of one file."""

    def __init__(self, leaving: Leaving, progress: Progress, cancelled: Callable[[], bool]) -> None:
        self._leaving, self._progress, self._cancelled = leaving, progress, cancelled
        self._digits = DIGITS.get(leaving.level, 5)
        self.rows: dict[str, int] = {}
        self.nowhere = self._done = self._expected = 0

    def pieces(self) -> Iterator[bytes]:
        """The file, a batch of features at a time."""
        name = plain(self._leaving.facts.register)
        yield b'{"type":"FeatureCollection","name":' + orjson.dumps(name) + b',"features":['
        self._middles = dict(self._read_middles())
        before = b"\n"
        for kind in self._leaving.kinds:
            self.rows[kind] = 0
            features = iter(self._villages() if kind == VILLAGE else self._records(kind))
            while batch := list(islice(features, AT_ONCE)):
                yield before + b",\n".join(batch)
                before = b",\n"
                self._tell(kind, len(batch))
        yield b"\n]," + b'"metadata":' + orjson.dumps(self._metadata()) + b"}\n"

    def _tell(self, kind: str, many: int) -> None:
        self.rows[kind] += many
        self._done += many
        self._progress(self._done, max(self._done, self._expected))
        if self._cancelled():
            raise Cancelled

    def remarks(self) -> list[str]:
        """How many features a map cannot show."""
        if not self.nowhere:
            return []
        one = self._leaving.words.n(
            "{count} feature has no position, because its place has none.",
            "{count} features have no position, because their places have none.",
            self.nowhere,
        )
        return [plain(one)]

    # ------------------------------------------------------------------------------------- features

    def _read_middles(self) -> Iterator[tuple[str, tuple[float, float]]]:
        """The middle of each place that leaves, by the id it has in this file."""
        columns = ("id", "centre__lat", "centre__lon")
        for place, lat, lon in self._leaving.source.export_rows("place", columns, None):
            if place and lat is not None and lon is not None:
                yield place, (lat, lon)

    def _feature(self, record: str | None, place: str | None, properties: dict[str, Any]) -> bytes:
        middle = self._middles.get(place or "")
        geometry = None
        if middle is not None:
            lat, lon = middle
            geometry = {"type": "Point", "coordinates": [round(lon, self._digits), round(lat, self._digits)]}
        else:
            self.nowhere += 1
        feature: dict[str, Any] = {"type": "Feature", "geometry": geometry, "properties": properties}
        if record:
            feature["id"] = record
        return orjson.dumps(feature)

    def _records(self, kind: str) -> Iterator[bytes]:
        filled = self._leaving.filled(kind)
        self._expected += filled.expected
        where = {name: at for at, name in enumerate(filled.columns)}
        place = where.get("place", where.get("area"))
        own = where.get("id")
        told = [_Property(column, where[column.column]) for column in filled.sheet.columns if _on_map(column)]
        for row in filled.rows:
            properties: dict[str, Any] = {"kind": kind}
            properties.update((one.name, one(row)) for one in told)
            yield self._feature(None if own is None else row[own], None if place is None else row[place], properties)

    def _villages(self) -> Iterator[bytes]:
        leaving = self._leaving
        found = leaving.summary
        leaving.names.prepare({"place"})
        self._expected += len(found.villages)
        one: VillageNow
        for one in sorted(found.villages, key=lambda village: leaving.names.name("place", village.place)):
            facts = village_facts(one, leaving.names, leaving.words, leaving.level)
            yield self._feature(one.place, one.place, {"kind": VILLAGE, "day": found.day or None, **facts})

    def _metadata(self) -> dict[str, Any]:
        leaving, facts = self._leaving, self._leaving.facts
        period, sharing = facts.period, leaving.sharing
        leaving.names.prepare({"place"} if period.place else ())
        told = {
            "program": f"Sijill {facts.version}".strip(),
            "register": facts.register,
            "team": facts.team,
            "level": leaving.level.value,
            "recipient": sharing.recipient.strip() if leaving.level is Level.PARTNER else "",
            "purpose": sharing.purpose.strip() if leaving.level is Level.PARTNER else "",
            "made": facts.made.isoformat(timespec="seconds"),
            "first": period.first,
            "last": period.last,
            "place": leaving.names.name("place", period.place) if period.place else "",
            "position": None if leaving.level is Level.PUBLIC else facts.position,
            "language": leaving.words.language,
            "features": self.rows,
            "notes": [*leaving.hidden(), *self.remarks()],
            "practice": facts.practice,
        }
        return {name: value for name, value in told.items() if value not in (None, "", False)}


def _on_map(column: Shown) -> bool:
    position = ".position" in column.key
    return column.look not in _UNTOLD_LOOKS and not position and not column.key.endswith((".id", ".centre"))


@dataclass(frozen=True)
class _Property:
    """A column as a property of a feature; its name is the key without the kind, with ``_`` for what parts it."""

    column: Shown
    at: int

    @property
    def name(self) -> str:
        """``occurred``, ``place_admin1``, ``killed_min``; ``kind`` says what a feature is."""
        name = self.column.key.lstrip("~").partition(".")[2].replace(".", "_")
        return "facility_kind" if name == "kind" else name

    def __call__(self, row: Sequence[Any]) -> Any:
        """What a feature says."""
        value, column = row[self.at], self.column
        if column.split is not None:
            value = column.split(value)[column.part or 0]
        if value is None or column.convert is None or column.look == "moment":
            return value
        return _json(column.convert(value))


def _json(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell.isoformat("minutes") if isinstance(cell, time) else cell
