"""Pictures from outside, decoded within limits: a file of some kilobytes may claim a surface that fills any memory.

The header is read and judged before the picture is; the format is the one its bytes begin with, so that no drawing
or document is opened as a photo. Everything here runs in a job, away from Qt's thread.
"""

from __future__ import annotations

from typing import BinaryIO

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLoggingCategory, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from storage import UserError, message

MOST_BYTES = 96 << 20
"""Bytes of a picture file that are read at all."""
MOST_POINTS = 250_000_000
"""Points of a photo that is decoded smaller than it is; the largest cameras of phones have 200 million."""
MOST_WHOLE = 64_000_000
"""Points of a picture that has to be decoded whole."""
MOST_LAYERED = 40_000_000
"""Points of a photo stored in passes, all of which stand in memory at once."""
MOST_PASSES = 100
MEMORY_MB = 320
"""What one picture may take while it is decoded."""
SHOWN = 4096
"""The longest side of a picture in the viewer."""
FORMS = ("jpeg", "png", "webp", "gif", "tiff")

QImageReader.setAllocationLimit(MEMORY_MB)
QLoggingCategory.setFilterRules("qt.gui.imageio*=false")  # what a spoiled file is told of stands in the window


def read_picture(stream: BinaryIO, form: str, within: int = SHOWN) -> QImage:
    """The picture, upright, no side longer than ``within``.

    Raises:
        UserError: ``picture-too-large`` or ``picture-spoiled``, in words.
    """
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise too_large(0, 0)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(form.encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.isEmpty():
        raise spoiled()
    _judge(data, form, size)
    wanted = size.scaled(QSize(within, within), Qt.AspectRatioMode.KeepAspectRatio)
    if wanted.width() < size.width() or wanted.height() < size.height():
        reader.setScaledSize(wanted.expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        raise spoiled()
    return image


def _judge(data: bytes, form: str, size: QSize) -> None:
    points = size.width() * size.height()
    most = MOST_POINTS if form == "jpeg" else MOST_WHOLE
    if form == "jpeg" and _layered(data):
        most = MOST_LAYERED
        if data.count(b"\xff\xda") > MOST_PASSES:  # each pass goes over the whole surface again
            raise spoiled()
    if points > most:
        raise too_large(size.width(), size.height())


def _layered(data: bytes) -> bool:
    """Whether a JPEG is stored in passes: told by the first frame header, found by walking over the segments."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark in (0xC2, 0xC6, 0xCA, 0xCE):
            return True
        if mark in (0xC0, 0xC1, 0xDA):
            return False
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big") if mark != 0xFF else 1
    return True


def too_large(width: int, height: int) -> UserError:
    """More points than can safely be opened."""
    what = (
        message("This picture says it has {width} × {height} points.", width=f"{width:,}", height=f"{height:,}")
        if width
        else message("This picture file is larger than any photo.")
    )
    return UserError(
        "picture-too-large",
        what,
        message("It is kept as it came, and not opened here: it would fill the memory. Save a copy to look at it."),
    )


def spoiled() -> UserError:
    """It cannot be read."""
    return UserError(
        "picture-spoiled",
        message("This picture cannot be read; it may be cut off or damaged."),
        message("It is kept as it came. Ask for it once more where it came from."),
    )
