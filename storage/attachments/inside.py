"""What a file tells of itself: photo or film, when and where it was taken; and what frees it of that.

Whatever comes from outside may be built to mislead: nothing is decoded here, sizes are believed only as far as the
file goes, and what is not understood counts as telling.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import PurePath
from typing import Any, BinaryIO

from storage.attachments import pictures, sounds
from storage.attachments.films import film
from storage.attachments.found import Found, OddFileError
from storage.attachments.stills import STILLS

LARGEST_READ = 128 << 20
"""Bytes of a picture or a short recording that are looked at as a whole."""
_ISO_6709 = re.compile(rb"([+-]\d{1,2}\.\d{2,10})([+-]\d{1,3}\.\d{2,10})")
_XMP_END = re.compile(rb"exif:GPS(Latitude|Longitude)\s*(?:=\s*[\"']|>)\s*(\d{1,3}),([\d.,]{1,12})([NSEW])")
_PLAIN = {".txt", ".csv", ".md", ".log"}

Kind = Callable[[bytes], Found]
_WHOLE: tuple[tuple[int, bytes, str, Kind], ...] = (
    (0, b"\xff\xd8\xff", "photo", pictures.jpeg),
    (0, b"\x89PNG\r\n\x1a\n", "photo", pictures.png),
    (0, b"GIF8", "photo", pictures.gif),
    (8, b"WEBP", "photo", pictures.webp),
    (8, b"WAVE", "sound", sounds.wav),
    (0, b"OggS", "sound", sounds.ogg),
    (0, b"ID3", "sound", sounds.mp3),
    (0, b"\xff\xfb", "sound", sounds.mp3),
    (0, b"\xff\xf3", "sound", sounds.mp3),
    (0, b"\xff\xf2", "sound", sounds.mp3),
    (0, b"#!AMR", "sound", sounds.amr),
)
_KNOWN = (
    (0, b"II*\0", "photo"), (0, b"MM\0*", "photo"), (0, b"BM", "photo"), (0, b"fLaC", "sound"),
    (0, b"\x1aE\xdf\xa3", "video"), (8, b"AVI ", "video"), (0, b"\0\0\x01\xba", "video"),
)  # fmt: skip


def look_inside(file: BinaryIO, size: int, name: str) -> Found:
    """What a file is; it is read, never decoded."""
    file.seek(0)
    head = file.read(16)
    try:
        if head[4:8] == b"ftyp" or head[4:8] in (b"moov", b"wide", b"mdat"):
            return film(file, size)
        for at, sign, media, read in _WHOLE:
            if head[at : at + len(sign)] == sign:
                return _oriented(read, _whole(file, size)) if size <= LARGEST_READ else Found(media)
    except (OddFileError, IndexError):
        return Found(_media_of(head))
    if PurePath(name).suffix.lower() in _PLAIN and size <= LARGEST_READ and _is_text(_whole(file, size)):
        return Found("document", [])
    return Found(_media_of(head))


def position_in(found: Found) -> str:
    """The position a file tells, as ``35.44300, 36.65100``; "" when it tells none."""
    place = _exif_position(_tags(found.exif)) or next((one for text in found.texts if (one := _told_in(text))), None)
    if place is None or not (-90 <= place[0] <= 90 and -180 <= place[1] <= 180) or place == (0, 0):
        return ""
    return f"{place[0]:.5f}, {place[1]:.5f}"


def taken_at(found: Found, zone: tzinfo | None) -> datetime | None:
    """When a file says it was taken; a photo without a zone is taken to be of the clock of this laptop."""
    tags = _tags(found.exif)
    for name in ("DateTimeOriginal", "DateTimeDigitized"):
        try:
            moment = datetime.strptime(str(tags.get(f"EXIF {name}", "")).strip()[:19], "%Y:%m:%d %H:%M:%S")
        except ValueError:
            continue
        return moment.replace(
            tzinfo=_zone(str(tags.get(f"EXIF OffsetTime{name.removeprefix('DateTime')}", ""))) or zone
        )
    return found.made if found.made and found.made.year > 1970 else None


def _whole(file: BinaryIO, size: int) -> bytes:
    file.seek(0)
    data = b""
    parts = []
    while size > 0 and (data := file.read(min(size, 1 << 20))):
        parts.append(data)
        size -= len(data)
    return b"".join(parts)


def _media_of(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return "photo" if head[8:12] in STILLS else "video"
    signs = [(at, sign, media) for at, sign, media, _ in _WHOLE] + list(_KNOWN)
    return next((media for at, sign, media in signs if head[at : at + len(sign)] == sign), "document")


def _oriented(read: Kind, data: bytes) -> Found:
    found = read(data)
    if read is pictures.jpeg and found.exif and found.cuts is not None:
        turned = _tags(found.exif).get("Image Orientation")
        values = list(getattr(turned, "values", []))
        if values and isinstance(values[0], int) and 2 <= values[0] <= 8:
            found.cuts.append(pictures.upright(values[0]))
    return found


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode()
    except ValueError:
        return False


def _tags(exif: bytes) -> dict[str, Any]:
    if exif[:4] not in (b"II*\0", b"MM\0*"):
        return {}
    import exifread

    logging.getLogger("exifread").setLevel(logging.CRITICAL + 1)  # its remarks on odd files hold pieces of them
    try:
        return dict(exifread.process_file(io.BytesIO(exif), details=False, extract_thumbnail=False))
    except Exception:  # noqa: BLE001 - built to mislead, or by a careless phone: then it tells nothing
        return {}


def _exif_position(tags: dict[str, Any]) -> tuple[float, float] | None:
    ends = []
    for name, back in (("Latitude", "S"), ("Longitude", "W")):
        values = getattr(tags.get(f"GPS GPS{name}"), "values", None)
        if not isinstance(values, list) or len(values) != 3:
            return None
        try:
            degrees, minutes, seconds = (float(one) for one in values)
        except (ValueError, ZeroDivisionError, TypeError):
            return None
        side = str(tags.get(f"GPS GPS{name}Ref", "")).strip().upper()
        ends.append((degrees + minutes / 60 + seconds / 3600) * (-1 if side.startswith(back) else 1))
    return ends[0], ends[1]


def _told_in(text: bytes) -> tuple[float, float] | None:
    if match := _ISO_6709.search(text):
        return float(match[1]), float(match[2])
    ends = {}
    for which, degrees, minutes, side in _XMP_END.findall(text):
        parts = [float(one) for one in minutes.split(b",") if re.fullmatch(rb"\d+(\.\d+)?", one)]
        value = float(degrees) + sum(part / 60 ** (at + 1) for at, part in enumerate(parts[:2]))
        ends[which] = -value if side in (b"S", b"W") else value
    return (ends[b"Latitude"], ends[b"Longitude"]) if len(ends) == 2 else None


def _zone(text: str) -> tzinfo | None:
    match = re.fullmatch(r"([+-])(\d\d):(\d\d)", text.strip())
    if match is None:
        return None
    away = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-away if match[1] == "-" else away) if away < timedelta(hours=24) else None
