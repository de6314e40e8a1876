"""What a file is, told by its first bytes and never by what it says of itself: a name or an ending can lie."""

from __future__ import annotations

from dataclasses import dataclass

READ = 4096
"""How many bytes at the beginning are looked at."""


@dataclass(frozen=True)
class Look:
    """How a file can be looked at.

    Attributes:
        way: ``picture``, ``paper`` (pages), ``text``, ``reel`` (runs in time), or "" when it cannot be shown here.
        form: the one reader that may try it; none guesses for itself.
    """

    way: str
    form: str = ""


NOT_HERE = Look("")
_BEGINNINGS: tuple[tuple[int, bytes, Look], ...] = (
    (0, b"\xff\xd8\xff", Look("picture", "jpeg")),
    (0, b"\x89PNG\r\n\x1a\n", Look("picture", "png")),
    (0, b"GIF87a", Look("picture", "gif")),
    (0, b"GIF89a", Look("picture", "gif")),
    (8, b"WEBP", Look("picture", "webp")),
    (0, b"II*\0", Look("picture", "tiff")),
    (0, b"MM\0*", Look("picture", "tiff")),
    (8, b"AVI ", Look("reel", "avi")),
    (8, b"WAVE", Look("reel", "wav")),
    (0, b"\x1a\x45\xdf\xa3", Look("reel", "matroska")),
    (0, b"OggS", Look("reel", "ogg")),
    (0, b"fLaC", Look("reel", "flac")),
    (0, b"#!AMR", Look("reel", "amr")),
    (0, b"ID3", Look("reel", "mp3")),
    (0, b"FLV\x01", Look("reel", "flv")),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Look("reel", "asf")),
    (0, b"\0\0\x01\xba", Look("reel", "mpeg")),
)
_STILLS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis", b"hevc", b"hevx")
_OLD_FILM = (b"moov", b"mdat", b"wide", b"free", b"skip")
_WRITTEN = (
    ".txt",
    ".csv",
    ".tsv",
    ".md",
    ".json",
    ".geojson",
    ".log",
    ".srt",
    ".vtt",
    ".vcf",
    ".xml",
    ".html",
    ".eml",
)


def look_of(head: bytes, name: str = "") -> Look:
    """How a file with these first bytes can be looked at; ``name`` decides nothing but whether it may be text."""
    for at, mark, look in _BEGINNINGS:
        if head[at : at + len(mark)] == mark:
            return look
    if b"%PDF-" in head[:1024]:
        return Look("paper", "pdf")
    if head[4:8] == b"ftyp":  # stills of some phones share this container
        return Look("picture", "still") if head[8:12] in _STILLS else Look("reel", "mov")
    if head[4:8] in _OLD_FILM:
        return Look("reel", "mov")
    return _by_frames(head) or _as_text(head, name)


def _by_frames(head: bytes) -> Look | None:
    """Streams without a beginning: each frame has its mark."""
    if len(head) > 188 and head[0] == head[188] == 0x47:
        return Look("reel", "mpegts")
    if head[:1] == b"\xff" and len(head) > 1:
        if head[1] & 0xF6 == 0xF0:
            return Look("reel", "aac")
        if head[1] & 0xE0 == 0xE0 and head[1] & 0x06:
            return Look("reel", "mp3")
    return None


def _as_text(head: bytes, name: str) -> Look:
    written = name.lower().endswith(_WRITTEN)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") and written:
        return Look("text", "utf-16")
    return Look("text", "utf-8") if written and b"\0" not in head else NOT_HERE
