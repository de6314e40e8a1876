"""Recordings: what in the file is sound, and the notes around it."""

from __future__ import annotations

from storage.attachments.found import Cut, Found, OddFileError
from storage.attachments.pictures import riff_chunks


def mp3(data: bytes) -> Found:
    """ID3 before the sound; behind its last frame whatever it is: ID3, APE, lyrics."""
    cuts, start = list[Cut](), 0
    if data[:3] == b"ID3":
        size = 0
        for byte in data[6:10]:
            size = size << 7 | byte & 0x7F
        start = 10 + size + (10 if data[5] & 0x10 else 0)
        cuts.append(Cut(0, start))
    end = start
    while length := _mpeg_frame(data, end):
        end += length
    if end == start or not _only_notes(data, end):
        raise OddFileError
    return Found("sound", [*cuts, Cut(end, len(data))] if end < len(data) else cuts, texts=[data[:start], data[end:]])


_LAYER_1 = (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448)
_LAYER_2 = (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384)
_LAYER_3 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_LATER_1 = (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256)
_LATER_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Kilobits a second and samples a second, as the head of a frame numbers them (ISO 11172-3, 13818-3)."""
_NOTES = (b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"ID3", b"3DI")


def _mpeg_frame(data: bytes, at: int) -> int:
    """The length of the frame of sound that begins here; 0 when none does, or it does not end in the file."""
    head = int.from_bytes(data[at : at + 4], "big")
    version, layer, kilobits, rate = head >> 19 & 3, 4 - (head >> 17 & 3), head >> 12 & 15, head >> 10 & 3
    if at + 4 > len(data) or head >> 21 != 0x7FF or version == 1 or layer == 4 or kilobits in (0, 15) or rate == 3:
        return 0
    first = (_LAYER_1, _LAYER_2, _LAYER_3)[layer - 1]
    bits = (first if version == 3 else _LATER_1 if layer == 1 else _LATER_2)[kilobits] * 1000
    samples, padding = _RATES[version][rate], head >> 9 & 1
    if layer == 1:
        length = (12 * bits // samples + padding) * 4
    else:
        length = (72 if layer == 3 and version != 3 else 144) * bits // samples + padding
    return length if at + length <= len(data) else 0


def _only_notes(data: bytes, end: int) -> bool:
    """Whether what follows the sound is known, padding, or the rest of one frame: else there may be more sound."""
    rest = data[end:]
    return len(rest) < LAST_FRAME or not rest.strip(b"\0") or rest.lstrip(b"\0").startswith(_NOTES)


LAST_FRAME = 1500
"""No frame of MPEG sound is longer."""


def amr(data: bytes) -> Found:
    """A telephone's recording: frames, each as long as its first byte says; what stands behind them goes."""
    wide = data.startswith(b"#!AMR-WB\n")
    at, lengths = (9, _WIDE) if wide else (6, _NARROW)
    if not wide and not data.startswith(b"#!AMR\n"):
        raise OddFileError
    begun = at
    while at < len(data) and (length := lengths.get(data[at] >> 3 & 15, 0)) and data[at] & 0x83 == 0:
        if at + length > len(data):
            break
        at += length
    if at == begun:
        raise OddFileError
    return Found("sound", [Cut(at, len(data))] if at < len(data) else [])


_NARROW = {0: 13, 1: 14, 2: 16, 3: 18, 4: 20, 5: 21, 6: 27, 7: 32, 8: 6, 15: 1}
_WIDE = {0: 18, 1: 24, 2: 33, 3: 37, 4: 41, 5: 47, 6: 51, 7: 59, 8: 61, 9: 6, 14: 1, 15: 1}
"""Bytes of a frame by its kind (RFC 4867)."""


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
    """Its notes cannot be cut out without writing every page anew; most recorders write none but their own name.

    So it leaves when all of it is pages of one stream, and the whole of its notes is known to name nothing else.
    """
    head = data[: 1 << 16]
    media, notes = "video" if b"theora" in head else "sound", _notes_of(data)
    clean = notes is not None and _names_only_its_writer(notes) and b"\x80theora" not in head
    return Found(media, [] if clean else None, texts=[head])


def _notes_of(data: bytes) -> bytes | None:
    """The packet of notes of the only stream in a file; None when the file is more than that."""
    at, streams, packets = 0, set[bytes](), [b""]
    while at < len(data):
        if data[at : at + 4] != b"OggS" or at + 27 > len(data):
            return None
        table = data[at + 27 : at + 27 + data[at + 26]]
        body = at + 27 + data[at + 26]
        streams.add(data[at + 14 : at + 18])
        if data[at + 5] & 2 and at:
            return None  # another stream begins
        for length in table if len(packets) <= 2 else b"":
            packets[-1] += data[body : body + length]
            body += length
            if length < 255:
                packets.append(b"")
        at += 27 + data[at + 26] + sum(table)
    return packets[1] if at == len(data) and len(streams) == 1 and len(packets) > 2 else None


def _names_only_its_writer(notes: bytes) -> bool:
    sign = next((one for one in _ENDS if notes.startswith(one)), b"")
    if not sign:
        return False
    parts, at = list[bytes](), len(sign)
    many = 1  # the writer's name, then how many notes follow, then they
    while len(parts) < many:
        length = int.from_bytes(notes[at : at + 4], "little")
        parts.append(notes[at + 4 : at + 4 + length])
        at += 4 + length
        if len(parts) == 1:
            many, at = 1 + int.from_bytes(notes[at : at + 4], "little"), at + 4
        if at > len(notes):
            return False
    plain = all(len(one) <= _WRITER for one in parts)
    return (
        plain
        and notes[at:].strip(b"\0") == _ENDS[sign]
        and all(one.lower().startswith(b"encoder=") for one in parts[1:])
    )


_ENDS = {b"OpusTags": b"", b"\x03vorbis": b"\x01"}
"""How notes begin, and what follows the last of them."""
_WRITER = 80
"""Letters of the name of the program that wrote a recording; longer ones may hold more."""
