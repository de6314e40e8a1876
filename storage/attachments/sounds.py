"""Recordings: what in the file is sound, and the notes around it."""

from __future__ import annotations

import re

from storage.attachments.found import Cut, Found, OddFileError
from storage.attachments.pictures import riff_chunks

_COMMENT = re.compile(rb"([A-Za-z0-9_ ]{2,40})=")


def mp3(data: bytes) -> Found:
    """ID3 before the sound, ID3 and APE behind it."""
    cuts, start, end = list[Cut](), 0, len(data)
    if data[:3] == b"ID3":
        size = 0
        for byte in data[6:10]:
            size = size << 7 | byte & 0x7F
        start = 10 + size + (10 if data[5] & 0x10 else 0)
        cuts.append(Cut(0, start))
    if data[-128:-125] == b"TAG":
        end -= 128
    if data[end - 32 : end - 24] == b"APETAGEX":
        end -= int.from_bytes(data[end - 20 : end - 16], "little") + 32
    if not (start + 2 < end <= len(data) and data[start] == 0xFF and data[start + 1] & 0xE0 == 0xE0):
        raise OddFileError
    return Found("sound", [*cuts, Cut(end, len(data))] if end < len(data) else cuts, texts=[data[:start]])


def wav(data: bytes) -> Found:
    """The form and the sound stay."""
    end, gone, cuts = 8 + int.from_bytes(data[4:8], "little"), 0, list[Cut]()
    if end > len(data):
        raise OddFileError
    texts = []
    for kind, start, body, stop in riff_chunks(data, 12, end):
        if kind not in (b"fmt ", b"data", b"fact"):
            texts.append(data[body:stop])
            cuts.append(Cut(start, stop))
            gone += stop - start
    cuts.append(Cut(4, 8, (end - 8 - gone).to_bytes(4, "little")))
    return Found("sound", [*cuts, Cut(end, len(data))] if end < len(data) else cuts, texts=texts)


def ogg(data: bytes) -> Found:
    """Its notes cannot be cut out without writing every page anew; most recorders write none but their own name."""
    head = data[: 1 << 16]
    at = max(head.find(b"OpusTags"), head.find(b"\x03vorbis"))
    names = {name.strip().lower() for name in _COMMENT.findall(head[at : at + 4096])} if at >= 0 else set()
    clean = at >= 0 and b"\x80theora" not in head and names <= {b"encoder"}
    return Found("video" if b"theora" in head else "sound", [] if clean else None, texts=[head])
