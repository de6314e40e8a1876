"""The files that hold borders: found in a folder or a zip, measured before they are read. Nothing is unpacked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from exports.boundaries.refusals import damaged, not_borders, too_large
from exports.reread.parts import Parts, open_zip
from storage import UserError, translated

LARGEST = 512 << 20
"""Bytes of one file, and of all that are read of a zip or a folder together."""
LARGEST_TEXT = 256 << 20
"""Bytes of a GeoJSON or TopoJSON file: it is held whole, several times."""
MOST_LAYERS = 40
DRAWN = (".geojson", ".json", ".topojson")
BESIDE = (".dbf", ".prj", ".cpg")


@dataclass(frozen=True)
class RawLayer:
    """A file with borders as it lies there.

    Attributes:
        name: without folders and ending.
        kind: ``geojson`` (also TopoJSON: both say what they are) or ``shapefile``.
        parts: ending to content, that of the file itself first.
    """

    name: str
    kind: str
    parts: Mapping[str, bytes] = field(repr=False)


def raw_layers(path: Path) -> Iterator[RawLayer]:
    """The files with borders in a file, a folder or a zip.

    Raises:
        UserError: ``no-borders``, ``borders-too-large``, ``damaged-borders``, or what the disk says.
    """
    with translated():
        if path.is_dir():
            inside = {one.name: one for one in sorted(path.iterdir()) if one.is_file() and not one.is_symlink()}
            yield from _layers({name: _FileSize(one) for name, one in inside.items()})
            return
        with path.open("rb") as file:
            start = file.read(4)
    if start == b"PK\x03\x04":
        yield from _zipped(path)
    elif path.suffix.lower() == ".shp" or start == b"\x00\x00\x27\x0a":
        stem = path.with_suffix("")
        family = [one for one in path.parent.iterdir() if one.is_file() and one.with_suffix("") == stem]
        yield from _layers({one.name: _FileSize(one) for one in family if one.suffix.lower() not in DRAWN})
    else:
        yield from _layers({f"{path.stem}.geojson": _FileSize(path), **_own_prj(path)})


def _own_prj(path: Path) -> dict[str, _FileSize]:
    """The coordinate system beside a drawn file; where a shapefile is called alike, it belongs to that one."""
    beside = {_stem(one.name): one for one in path.parent.iterdir() if one.stem == path.stem and one.is_file()}
    found = beside.get(f"{path.stem}.prj")
    return {found.name: _FileSize(found)} if found is not None and f"{path.stem}.shp" not in beside else {}


class _FileSize:
    """A file on the disk, not read yet."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def size(self) -> int:
        with translated():
            return self._path.stat().st_size

    def read(self, most: int) -> bytes:
        with translated(), self._path.open("rb") as file:
            return file.read(most + 1)


class _Packed:
    """A file in a zip, not read yet."""

    def __init__(self, parts: Parts, name: str) -> None:
        self._parts, self._name = parts, name

    @property
    def size(self) -> int:
        return self._parts.size(self._name)

    def read(self, most: int) -> bytes:
        found = bytearray()
        for block in self._parts.stream(self._name):
            found += block
            if len(found) > most:
                break
        return bytes(found)


def _zipped(path: Path) -> Iterator[RawLayer]:
    with translated():
        file = path.open("rb")
    try:
        with open_zip(file) as parts:
            names = [one for one in parts.archive.namelist() if not one.endswith("/") and "__MACOSX" not in one]
            yield from _layers({name: _Packed(parts, name) for name in names})
    except UserError as trouble:
        if trouble.kind == "too-large-workbook":
            raise too_large() from trouble
        if trouble.kind in ("damaged-workbook", "locked-workbook"):
            raise damaged() from trouble
        raise
    finally:
        file.close()


def _layers(files: Mapping[str, _FileSize | _Packed]) -> Iterator[RawLayer]:
    left, found = LARGEST, 0
    by_stem = {_stem(name): name for name in files}
    for name in sorted(files, key=_natural):
        ending = PurePosixPath(name).suffix.lower()
        if ending not in (*DRAWN, ".shp"):
            continue
        found += 1
        most = min(left, LARGEST_TEXT if ending in DRAWN else LARGEST)
        wanted = {ending: name}
        stem = _stem(name).removesuffix(ending)
        told = BESIDE if ending == ".shp" else () if stem + ".shp" in by_stem else (".prj",)
        wanted |= {one: by_stem[stem + one] for one in told if stem + one in by_stem}
        if found > MOST_LAYERS or sum(files[one].size for one in wanted.values()) > most:
            raise too_large()
        parts = {one: files[at].read(most) for one, at in wanted.items()}
        left -= sum(map(len, parts.values()))
        if left < 0 or any(len(one) > most for one in parts.values()):
            raise too_large()
        yield RawLayer(PurePosixPath(name).stem, "shapefile" if ending == ".shp" else "geojson", parts)
    if not found:
        raise not_borders()


def _stem(name: str) -> str:
    """A path whose ending is written in small letters, as the files of a shapefile find each other."""
    before, dot, ending = name.rpartition(".")
    return before + dot + ending.lower()


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d{1,9})", name) if part]
