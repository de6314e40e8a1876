"""Photos, films, sounds and documents made for tests: small, of nobody and nowhere."""

from __future__ import annotations

import io
import struct
import zlib
from fractions import Fraction

import av
import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect
from PySide6.QtGui import QColor, QImage, QPainter


def a_picture(width: int = 320, height: int = 240, hue: int = 210) -> QImage:
    """A wall with a hole in it, in one colour."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor.fromHsv(hue, 60, 200))
    painter = QPainter(image)
    painter.fillRect(QRect(0, height * 2 // 3, width, height), QColor.fromHsv(30, 60, 120))
    painter.fillRect(QRect(width // 4, height // 5, width // 2, height // 2), QColor.fromHsv(hue, 30, 110))
    painter.setBrush(QColor(40, 40, 48))
    painter.drawEllipse(QRect(width // 2, height // 3, width // 6, height // 5))
    painter.end()
    return image


def a_photo(width: int = 320, height: int = 240, hue: int = 210, form: str = "JPEG") -> bytes:
    """The same as the bytes of a file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    a_picture(width, height, hue).save(buffer, form)
    return bytes(data.data())


def a_lying_png(width: int, height: int) -> bytes:
    """A few bytes that claim this surface."""
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(bytes(3000)))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_film(seconds: float = 0.5, *, sound: bool = True, rate: int = 10) -> bytes:
    """A coloured surface that changes, with a tone."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as film:
        video = film.add_stream("mpeg4", rate=rate)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        audio = film.add_stream("aac", rate=48_000) if sound else None
        for number in range(int(seconds * rate)):
            grey = np.full((48, 64, 3), 120 + number * 9 % 120, np.uint8)
            frame = av.VideoFrame.from_ndarray(grey, "rgb24")
            film.mux(video.encode(frame))
        film.mux(video.encode(None))
        if audio is not None:
            for frame in _tone(seconds):
                film.mux(audio.encode(frame))
            film.mux(audio.encode(None))
    return target.getvalue()


def a_sound(seconds: float = 0.5) -> bytes:
    """A tone, as radios record it."""
    target = io.BytesIO()
    with av.open(target, "w", format="ogg") as sound:
        stream = sound.add_stream("libopus", rate=48_000)
        for frame in _tone(seconds):
            sound.mux(stream.encode(frame))
        sound.mux(stream.encode(None))
    return target.getvalue()


def _tone(seconds: float) -> list[av.AudioFrame]:
    frames = []
    for start in range(0, int(seconds * 48_000), 960):
        wave = np.sin(np.arange(start, start + 960) * 2 * np.pi * 440 / 48_000) * 8000
        frame = av.AudioFrame.from_ndarray(wave.astype(np.int16).reshape(1, -1), "s16", "mono")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, start, Fraction(1, 48_000)
        frames.append(frame)
    return frames


def a_paper(pages: int = 2) -> bytes:
    """A document of a few lines a page."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(pages))
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
             b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]  # fmt: skip
    for number in range(pages):
        lines = [f"BT /F 20 Tf 40 340 Td (List, page {number + 1}) Tj ET"]
        lines += [f"{40} {320 - 14 * line} {200 - 9 * line % 70} 6 re f" for line in range(18)]
        text = "\n".join(lines).encode()
        page = f"/Parent 2 0 R /MediaBox [0 0 {300 + 10 * number} 400] /Resources << /Font << /F 3 0 R >> >>"
        parts.append(f"<< /Type /Page {page} /Contents {5 + 2 * number} 0 R >>".encode())
        parts.append(f"<< /Length {len(text)} >>\nstream\n".encode() + text + b"\nendstream")
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + part + b"\nendobj\n"
    table = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n" + "".join(f"{at:010} 00000 n \n" for at in places)
    return data + f"{table}trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n".encode()
