"""Base maps: files of small pictures (tiles) that somebody else made, MBTiles or PMTiles, read and never trusted.

Such a file stays where it is; only what is looked at is read. Whatever it says of itself is held to bounds, and no
tile leaves here that is not a picture of a known kind whose size was looked at: what decodes it is given nothing else.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from storage.errors import UserError
from storage.maps.plane import to_plane
from storage.messages import Message, message

LARGEST_TILE = 4 << 20
LARGEST_SIDE = 1024
"""Pixels of a side of a tile: usual are 256 and 512."""
DEEPEST = 24
LONGEST_TEXT = 200

Bounds = tuple[float, float, float, float]


class BaseTiles(ABC):
    """A base map that is open; may be asked from several threads.

    Attributes:
        name, credit: what the file calls itself, and whose work it is; plain text.
        bounds: left, top, right, bottom in the plane; zooms: the least and greatest there are tiles of.
    """

    def __init__(self, name: str, credit: str, bounds: Bounds, zooms: tuple[int, int]) -> None:
        self.name, self.credit, self.bounds, self.zooms = plain(name), plain(credit), bounds, zooms

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """A tile (``x`` to the east, ``y`` down) as a PNG, JPEG or WebP; None when there is none that can be shown."""
        low, high = self.zooms
        if not low <= z <= high or not 0 <= x < 1 << z or not 0 <= y < 1 << z:
            return None
        data = self._read(z, x, y)
        sides = picture_size(data) if data else None
        return data if sides and min(sides) > 0 and max(sides) <= LARGEST_SIDE else None

    @abstractmethod
    def _read(self, z: int, x: int, y: int) -> bytes | None:
        """What the file holds there, at most ``LARGEST_TILE`` bytes; None for nothing and for what is broken."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the file."""


KINDS = message("A base map is a file of the kind .mbtiles or .pmtiles with tiles that are pictures.")


def vector_map() -> UserError:
    """Tiles that are no pictures."""
    return UserError(
        "vector-map",
        message("The tiles of this map are drawings (vector tiles), which cannot be shown here."),
        KINDS,
    )


def damaged_map(why: Message | None = None) -> UserError:
    """A file that cannot be used."""
    return UserError("damaged-map", why or message("This base map is damaged or empty."), KINDS)


def plain(text: object) -> str:
    """Text of a file as a line without tags."""
    found = re.sub(r"<[^<>]*>", "", str(text or ""))[: 10 * LONGEST_TEXT]
    return " ".join("".join(sign if sign.isprintable() else " " for sign in found).split())[:LONGEST_TEXT]


def bounds_in_plane(west: float, south: float, east: float, north: float) -> Bounds:
    """Bounds in degrees as bounds in the plane; the whole world when they make no sense."""
    sound = -180 <= west < east <= 180 and -90 <= south < north <= 90  # also false for what is no number
    if not sound:
        return 0.0, 0.0, 1.0, 1.0
    x, y = to_plane([north, south], [west, east])
    return float(x[0]), float(y[0]), float(x[1]), float(y[1])


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height a picture says it has; None when it is no PNG, JPEG or WebP."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR" and len(data) > 33:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data[:2] == b"\xff\xd8":
        return _jpeg_size(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xFF:  # padding
            at += 1
        elif 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if len(data) < 30:
        return None
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L" and data[20] == 0x2F:
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        sides = int.from_bytes(data[26:28], "little"), int.from_bytes(data[28:30], "little")
        return sides[0] & 0x3FFF, sides[1] & 0x3FFF
    return None
