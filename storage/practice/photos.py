"""A few pictures for the practice register: a wall, a sky, a hole, drawn with a fixed seed; nobody is on them."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import date
from hashlib import sha256

from storage.edits import Edit
from storage.practice.building import Summer
from storage.practice.campaign import Strike
from storage.practice.chance import Chance
from storage.practice.desk import Desk, at

WIDE, HIGH = 300, 200
NEWEST = 7
"""Our newest incidents get one each, the last of them two."""
TITLES = ("الواجهة بعد القصف", "مكان سقوط القذيفة", "الجدار الشمالي", "ما بقي من السقف")
_SKY, _GROUND, _WALL, _DARK, _SMOKE = range(5)


def photos(summer: Summer) -> None:
    """Attach them as people would have, and keep their bytes where a register has a place for files."""
    desk = summer.desks["ariha"]
    desk.at(at(date(2019, 7, 6), 20 * 60 + 10))
    taken = [(strike, edit.id or "", "") for strike, edit in _newest(summer)]
    taken.append((taken[-1][0], taken[-1][1], "/2"))
    edits: list[Edit] = []
    drawn = [photo_of(f"{strike.key}{more}") for strike, _, more in taken]
    for (strike, incident, more), data in zip(taken, drawn, strict=True):
        edits += _told(desk, strike, incident, more, data)
    desk.save(edits)
    if desk.store.database.path is not None:
        for data in drawn:
            desk.store.keep_file(io.BytesIO(data))


def _newest(summer: Summer) -> list[tuple[Strike, Edit]]:
    return summer.of_ours("incident")[-NEWEST:]


def _told(desk: Desk, strike: Strike, incident: str, more: str, data: bytes) -> list[Edit]:
    chance = Chance(f"photo/{strike.key}{more}")
    values = {"record_id": incident, "media": "photo", "title": chance.pick(TITLES), "size": len(data)}
    values |= {"file_name": f"IMG_{strike.day:%Y%m%d}_{chance.number(1000, 9999)}.png", "added": desk.moment}
    values |= {"sha256": sha256(data).hexdigest(), "taken": at(strike.day, strike.minute + chance.number(20, 90))}
    made = desk.edit("attachment", values)
    device = desk.store.me.device[:12]
    custody = {"attachment": made.id, "act": "added", "moment": desk.moment, "device": device}
    return [made, desk.edit("custody", custody)]


def photo_of(key: str) -> bytes:
    """The picture of an attack as a PNG file: the same bytes on every machine, so nothing is left to a compressor."""
    chance = Chance(f"picture/{key}")
    horizon, left, wide = chance.number(110, 150), chance.number(30, 120), chance.number(90, 150)
    top, hole = chance.number(30, 70), (left + chance.number(20, 70), chance.number(80, 110), chance.number(12, 26))
    smoke = (chance.number(0, WIDE), chance.number(10, 60), chance.number(30, 60))
    rows = []
    for y in range(HIGH):
        row = bytearray([_SKY if y < horizon else _GROUND]) * WIDE
        if y < horizon:
            _fill(row, smoke, y, _SMOKE)
        if top <= y < horizon + 14:
            row[left : left + wide] = bytes([_WALL]) * wide
            _fill(row, hole, y, _DARK)
        rows.append(b"\0" + bytes(row[:WIDE]))
    hue = chance.number(0, 30)
    colours = bytes([150 + hue, 178, 205, 128, 112 + hue, 92, 172, 160, 140 + hue, 48, 45, 50, 112, 110, 112])
    head = struct.pack(">IIBBBBB", WIDE, HIGH, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", _stored(b"".join(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _fill(row: bytearray, disc: tuple[int, int, int], y: int, colour: int) -> None:
    x, middle, radius = disc
    half = int(max(0, radius**2 - (y - middle) ** 2) ** 0.5)
    first, last = max(0, x - half), min(WIDE, x + half)
    if half and last > first:
        row[first:last] = bytes([colour]) * (last - first)


def _stored(data: bytes) -> bytes:
    """A zlib stream of stored blocks."""
    blocks = [data[at_ : at_ + 0xFFFF] for at_ in range(0, len(data), 0xFFFF)]
    made = b"\x78\x01"
    for number, block in enumerate(blocks, 1):
        made += struct.pack("<BHH", number == len(blocks), len(block), len(block) ^ 0xFFFF) + block
    return made + struct.pack(">I", zlib.adler32(data))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
