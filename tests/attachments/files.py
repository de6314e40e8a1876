"""Files as phones and cameras write them, small ones, with what they tell beside picture and sound."""

from __future__ import annotations

import zlib

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

PLACE = "35.44300, 36.65100"
CANARY = b"Galaxy-of-somebody-in-particular"
"""A mark in every part that must not leave."""


def a_picture(form: str = "JPEG", *, width: int = 48, height: int = 32) -> bytes:
    """A picture in some format, of all colours."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    for x in range(width):
        for y in range(height):
            image.setPixelColor(x, y, QColor((x * 5) % 256, (y * 7) % 256, (x * y) % 256))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, form)
    return bytes(buffer.data().data())


def pixels(data: bytes) -> bytes:
    """What a picture shows."""
    image = QImage.fromData(data).convertToFormat(QImage.Format.Format_RGB32)
    assert not image.isNull()
    return bytes(image.constBits())


def tiff(*, orientation: int = 1, place: bool = True) -> bytes:
    """An EXIF block: maker, orientation, when, and (35.443, 36.651) in degrees, minutes, seconds."""
    data = bytearray(b"II*\0\x08\0\0\0")
    made = b"2019:07:04 22:10:05\0"
    tails: list[tuple[int, bytes]] = []

    def ifd(entries: list[tuple[int, int, int, bytes | int]], at: int) -> bytes:
        body, tail_at, tail = len(entries).to_bytes(2, "little"), at + 2 + 12 * len(entries) + 4, b""
        for tag, kind, count, value in entries:
            head = tag.to_bytes(2, "little") + kind.to_bytes(2, "little") + count.to_bytes(4, "little")
            if isinstance(value, int):
                body += head + value.to_bytes(4, "little")
            elif len(value) <= 4:
                body += head + value.ljust(4, b"\0")
            else:
                body += head + (tail_at + len(tail)).to_bytes(4, "little")
                tail += value
        return body + bytes(4) + tail

    assert not tails
    exif_entries: list[tuple[int, int, int, bytes | int]] = [
        (0x9003, 2, len(made), made), (0x9011, 2, 7, b"+03:00\0"),
    ]  # fmt: skip
    gps_entries: list[tuple[int, int, int, bytes | int]] = [
        (1, 2, 2, b"N\0"), (2, 5, 3, _angle(35, 26, 3480)), (3, 2, 2, b"E\0"), (4, 5, 3, _angle(36, 39, 360)),
    ]  # fmt: skip
    maker = CANARY + b"\0"
    first = [(0x010F, 2, len(maker), maker), (0x0112, 3, 1, orientation), (0x8769, 4, 1, 0), (0x8825, 4, 1, 0)]
    length = len(ifd(first, 8))
    exif_at = 8 + length
    exif = ifd(exif_entries, exif_at)
    gps_at = exif_at + len(exif)
    entries: list[tuple[int, int, int, bytes | int]] = [*first[:2], (0x8769, 4, 1, exif_at)]
    if place:
        entries.append((0x8825, 4, 1, gps_at))
    else:
        entries.append((0x8825, 4, 1, 0))
    data += ifd(entries, 8) + exif + ifd(gps_entries, gps_at)
    return bytes(data)


def _angle(degrees: int, minutes: int, hundredths: int) -> bytes:
    pairs = ((degrees, 1), (minutes, 1), (hundredths, 100))
    return b"".join(a.to_bytes(4, "little") + b.to_bytes(4, "little") for a, b in pairs)


XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="35,26.58N" '
    b'exif:GPSLongitude="36,39.06E" photoshop:Source="' + CANARY + b'"/></x:xmpmeta>'
)


def a_photo(*, orientation: int = 1, place: bool = True, salt: bytes = b"") -> bytes:
    """A JPEG of a phone: EXIF, XMP, a remark, and a second picture behind its end."""
    plain = a_picture()
    parts = [(0xE1, b"Exif\0\0" + tiff(orientation=orientation, place=place))]
    parts += [(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)] if place else []
    parts += [(0xED, b"Photoshop 3.0\0" + CANARY), (0xFE, CANARY + salt)]
    told = b"".join(b"\xff" + bytes([mark]) + (len(body) + 2).to_bytes(2, "big") + body for mark, body in parts)
    return plain[:2] + told + plain[2:] + CANARY + plain


def a_png() -> bytes:
    """A PNG with a text, its EXIF and something behind its end."""
    plain = a_picture("PNG")
    told = (
        _chunk(b"tEXt", b"Comment\0" + CANARY)
        + _chunk(b"eXIf", tiff())
        + _chunk(b"iTXt", b"XML:com.adobe.xmp\0" + XMP)
    )
    return plain[:33] + told + plain[33:] + CANARY


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def a_webp() -> bytes:
    """An extended WebP (head, picture, EXIF, XMP) made of a plain one."""
    plain = a_picture("WEBP")
    body = plain[12:]
    head = (
        b"VP8X"
        + (10).to_bytes(4, "little")
        + bytes([0x0C, 0, 0, 0])
        + (47).to_bytes(3, "little")
        + (31).to_bytes(3, "little")
    )
    inside = b"WEBP" + head + body + _riff(b"EXIF", tiff()) + _riff(b"XMP ", XMP)
    return b"RIFF" + len(inside).to_bytes(4, "little") + inside


def _riff(kind: bytes, body: bytes) -> bytes:
    return kind + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


def a_wav() -> bytes:
    """A recording with a list of notes."""
    form = (1).to_bytes(2, "little") + (1).to_bytes(2, "little") + (8000).to_bytes(4, "little") * 2
    form += (1).to_bytes(2, "little") + (8).to_bytes(2, "little")
    inside = b"WAVE" + _riff(b"fmt ", form) + _riff(b"LIST", b"INFO" + CANARY) + _riff(b"data", bytes(range(200)))
    return b"RIFF" + len(inside).to_bytes(4, "little") + inside


def an_mp3() -> bytes:
    """Sound between two blocks of notes."""
    tag = CANARY.ljust(100, b"\0")
    return (
        b"ID3\x04\0\0"
        + bytes([0, 0, 0, 100])
        + tag
        + b"\xff\xfb\x90\x00"
        + bytes(413)
        + b"TAG"
        + CANARY.ljust(125, b"\0")
    )


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box of a film."""
    body = b"".join(parts)
    return (8 + len(body)).to_bytes(4, "big") + kind + body


def a_film(*, sound_only: bool = False) -> bytes:
    """A film of a phone: one track to see, one that tells where each second was; the place in its head, too."""
    head = box(b"ftyp", b"mp42\0\0\0\0mp42isom")
    seen, told = bytes(range(1, 201)), CANARY + b"+35.4430+036.6510/" + bytes(50)
    seen_at = len(head) + 8
    told_at = seen_at + len(seen)
    mdat = box(b"mdat", seen, told)
    handler = b"soun" if sound_only else b"vide"
    mvhd = box(b"mvhd", bytes(4), (3_645_115_805).to_bytes(4, "big"), bytes(92))
    tracks = _track(handler, seen_at, [100, 100]) + _track(b"meta", told_at, [len(told)])
    told_box = box(b"udta", box(b"\xa9xyz", (18).to_bytes(2, "big"), bytes(2), b"+35.4430+036.6510/"), CANARY)
    return head + mdat + box(b"moov", mvhd, tracks, told_box) + box(b"uuid", bytes(16), XMP)


def _track(handler: bytes, at: int, sizes: list[int]) -> bytes:
    stsz = box(b"stsz", bytes(8), len(sizes).to_bytes(4, "big"), *(one.to_bytes(4, "big") for one in sizes))
    stsc = box(b"stsc", bytes(4), (1).to_bytes(4, "big"), *(n.to_bytes(4, "big") for n in (1, len(sizes), 1)))
    stco = box(b"stco", bytes(4), (1).to_bytes(4, "big"), at.to_bytes(4, "big"))
    hdlr = box(b"hdlr", bytes(8), handler, bytes(13))
    return box(b"trak", box(b"tkhd", bytes(84)), box(b"mdia", hdlr, box(b"minf", box(b"stbl", stsc, stsz, stco))))


def a_still() -> bytes:
    """A HEIC: a list of items, of which one is the picture, one its EXIF, one its XMP; and a film behind it."""
    head = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    picture, exif = b"P" * 120, bytes(4) + tiff()
    infe = [
        box(b"infe", b"\2\0\0\0", (n).to_bytes(2, "big"), bytes(2), kind, CANARY, b"\0")
        for n, kind in ((1, b"hvc1"), (2, b"Exif"), (3, b"mime"))
    ]
    pitm = box(b"pitm", bytes(4), (1).to_bytes(2, "big"))
    iinf = box(b"iinf", bytes(4), (3).to_bytes(2, "big"), *infe)
    iprp = box(b"iprp", box(b"ipco", box(b"ispe", bytes(12)), box(b"udes", CANARY)))
    more = pitm + iinf + iprp + box(b"idat", exif, CANARY)
    size = 8 + 4 + len(more) + 8 + 4 + 2 + 2 + 3 * 16
    places, at = b"", len(head) + size + 8
    for n, method, first, body in ((1, 0, at, picture), (2, 1, 0, exif), (3, 0, at + len(picture), XMP)):
        numbers = n, method, 0, 1
        places += b"".join(one.to_bytes(2, "big") for one in numbers)
        places += first.to_bytes(4, "big") + len(body).to_bytes(4, "big")
    iloc = box(b"iloc", b"\1\0\0\0", b"\x44\x00", (3).to_bytes(2, "big"), places)
    behind = box(b"mpvd", a_film())  # some phones put the seconds before the photo there
    return head + box(b"meta", bytes(4), more, iloc) + box(b"mdat", picture, XMP, CANARY) + behind
