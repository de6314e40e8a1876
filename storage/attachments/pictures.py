"""Pictures: the parts of a file that draw it, and all the others, which are cut out without touching the picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from storage.attachments.found import Cut, Found, OddFileError

_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_JPEG_DRAWS = frozenset((*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF))
_JPEG_HEADS = ((0xE0, b"JFIF\0", 14), (0xEE, b"Adobe", 12))
"""Segments that say how colours are meant, and how long they are without what programs hang on to them."""
_PNG_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST sPLT acTL fcTL fdAT".split())
_WEBP_KEPT = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ANIM", b"ANMF", b"ALPH", b"ICCP"))


def jpeg(data: bytes) -> Found:
    """Segments up to the end of the picture; what stands behind it (a second picture, a film) goes as well."""
    found = Found("photo", [])
    at, end = 2, len(data)
    try:
        while True:
            while data[at + 1] == 0xFF:
                at += 1
            marker = data[at + 1]
            if data[at] != 0xFF:
                raise OddFileError
            if marker == 0xD9:
                end = at + 2
                break
            if marker == 0x01 or 0xD0 <= marker <= 0xD7:
                at += 2
                continue
            stop = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
            if stop < at + 4 or stop > len(data):
                raise OddFileError
            _segment(found, marker, at, stop, data[at + 4 : stop])
            at = stop
            if marker == 0xDA:
                following = _MARKER.search(data, at)
                if following is None:
                    break  # cut short behind the picture's last line: shown as far as it goes
                at = following.start()
    except IndexError as short:
        raise OddFileError from short
    return _ended(found, end, len(data))


def _segment(found: Found, marker: int, start: int, stop: int, body: bytes) -> None:
    if marker in _JPEG_DRAWS:
        return
    if marker == 0xE1 and body.startswith(b"Exif\0"):
        found.exif = found.exif or body[6:]
    elif marker == 0xE1:
        found.texts.append(body)
    if marker == 0xE2 and body.startswith(b"ICC_PROFILE\0"):
        return
    known = next((size for kind, sign, size in _JPEG_HEADS if marker == kind and body.startswith(sign)), 0)
    if not known:
        _cuts(found).append(Cut(start, stop))
    elif len(body) > known or (marker == 0xE0 and any(body[12:14])):  # a small picture, perhaps of before it was cut
        kept = (body[:12] + b"\0\0" if marker == 0xE0 else body)[:known]
        head = bytes([0xFF, marker]) + (len(kept) + 2).to_bytes(2, "big")
        _cuts(found).append(Cut(start, stop, head + kept))


def upright(orientation: int) -> Cut:
    """A JPEG that lies on its side says so in its EXIF; this says only that."""
    tiff = b"II*\0\x08\0\0\0" + b"\x01\0" + b"\x12\x01\x03\0\x01\0\0\0" + bytes([orientation, 0, 0, 0]) + bytes(4)
    body = b"Exif\0\0" + tiff
    return Cut(2, 2, b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body)


def png(data: bytes) -> Found:
    """Chunks that draw stay."""
    found, at = Found("photo", []), 8
    while at + 12 <= len(data):
        stop = at + 12 + int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        if stop > len(data):
            raise OddFileError
        if kind == b"eXIf":
            found.exif = data[at + 8 : stop - 4]
        elif kind in (b"iTXt", b"tEXt"):
            found.texts.append(data[at + 8 : stop - 4])
        if kind not in _PNG_KEPT:
            _cuts(found).append(Cut(at, stop))
        at = stop
        if kind == b"IEND":
            return _ended(found, at, len(data))
    raise OddFileError


def webp(data: bytes) -> Found:
    """Chunks that draw stay; the head says anew how long it is and that there is no EXIF."""
    found, end = Found("photo", []), 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise OddFileError
    gone = 0
    for kind, start, body, stop in riff_chunks(data, 12, end):
        if kind == b"EXIF":
            found.exif = data[body:stop].removeprefix(b"Exif\0\0")
        elif kind == b"XMP ":
            found.texts.append(data[body:stop])
        if kind == b"VP8X":
            _cuts(found).append(Cut(body, body + 1, bytes([data[body] & ~0x0C])))
        elif kind not in _WEBP_KEPT:
            _cuts(found).append(Cut(start, stop))
            gone += stop - start
    _cuts(found).append(Cut(4, 8, (end - 8 - gone).to_bytes(4, "little")))
    return _ended(found, end, len(data))


def riff_chunks(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Kind, start, body and end of the chunks of a RIFF file; the end with its byte of padding."""
    while at + 8 <= end:
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        stop = min(at + 8 + length + length % 2, end)
        if at + 8 + length > end:
            raise OddFileError
        yield data[at : at + 4], at, at + 8, stop
        at = stop


def gif(data: bytes) -> Found:
    """Images, their timing and how often they go round stay; remarks go."""
    found = Found("photo", [])
    try:
        at = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
        while data[at] != 0x3B:
            start = at
            if data[at] == 0x21:
                label = data[at + 1]
                loops = label == 0xFF and data[at + 3 : at + 11] in (b"NETSCAPE", b"ANIMEXTS")
                at = _sub_blocks(data, at + 2)
                if label != 0xF9 and not loops:
                    found.texts.append(data[start:at])
                    _cuts(found).append(Cut(start, at))
            elif data[at] == 0x2C:
                table = 3 << ((data[at + 9] & 7) + 1) if data[at + 9] & 0x80 else 0
                at = _sub_blocks(data, at + 11 + table)
            else:
                raise OddFileError
    except IndexError as short:
        raise OddFileError from short
    return _ended(found, at + 1, len(data))


def _sub_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1


def _ended(found: Found, end: int, size: int) -> Found:
    if end < size:
        _cuts(found).append(Cut(end, size))
    return found


def _cuts(found: Found) -> list[Cut]:
    assert found.cuts is not None
    return found.cuts
