"""Photos of newer phones (HEIC, AVIF), put together from the squares they are stored in.

Their list is read by storage, which decodes nothing; FFmpeg, which plays the films here, decodes square by square,
each into its place of a picture that is no larger than it has to be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QTransform

from gui.attachments.pictures import MOST_POINTS, MOST_WHOLE, SHOWN, spoiled, too_large
from storage import Drawing, UserError, drawing_of, message

_DECODERS = {"hvc1": "hevc", "av01": "libdav1d"}
_SMALLER = (8, 4, 2)
"""How many points become one, in each direction, when a photo is shown smaller."""


def read_still(stream: BinaryIO, within: int = SHOWN) -> QImage:
    """The photo, upright, no side longer than ``within``.

    Raises:
        UserError: ``picture-too-large``, ``picture-spoiled`` or ``picture-unknown``, in words.
    """
    drawing = drawing_of(stream, stream.seek(0, 2))
    if drawing is None:
        raise unknown()
    width, height = drawing.size
    if width * height > (MOST_POINTS if len(drawing.tiles) > 1 else MOST_WHOLE):
        raise too_large(width, height)
    image = _finished(_put_together(stream, drawing, within), drawing)
    if max(image.width(), image.height()) > within:
        aspect, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        image = image.scaled(QSize(within, within), aspect, smooth)
    return image


def _put_together(stream: BinaryIO, drawing: Drawing, within: int) -> QImage:
    frames = _frames(stream, drawing)
    first = next(frames)
    size = QSize(first.width, first.height)  # what a single photo says of its size is believed only as a limit
    whole = QSize(*drawing.size) if len(drawing.tiles) > 1 else size
    rows = len(drawing.tiles) // drawing.columns
    if drawing.columns * size.width() < whole.width() or rows * size.height() < whole.height():
        raise spoiled()
    by = _divisor(size, whole, within)
    if whole.width() * whole.height() > MOST_WHOLE * by * by:
        raise too_large(whole.width(), whole.height())
    image = QImage(-(-whole.width() // by), -(-whole.height() // by), QImage.Format.Format_RGB32)
    if image.isNull():
        raise too_large(whole.width(), whole.height())
    image.fill(0)
    painter = QPainter(image)
    try:
        painter.drawImage(QPoint(0, 0), _as_image(first, by, drawing))
        for number, frame in enumerate(frames, 1):
            if QSize(frame.width, frame.height) != size:
                raise spoiled()
            row, column = divmod(number, drawing.columns)
            at = QPoint(column * size.width() // by, row * size.height() // by)
            painter.drawImage(at, _as_image(frame, by, drawing))
    finally:
        painter.end()
    return image


def _frames(stream: BinaryIO, drawing: Drawing) -> Iterator[Any]:
    for tile in drawing.tiles:
        data = b""
        for start, length in tile.parts:
            stream.seek(start)
            data += stream.read(length)
        yield _decoded(data, tile.kind, tile.header)


def _decoded(data: bytes, kind: str, header: bytes) -> Any:
    import av

    try:
        decoder: Any = av.CodecContext.create(_DECODERS[kind], "r")
        decoder.extradata, decoder.thread_count = header, 1
        decoder.options = {"max_pixels": str(MOST_WHOLE)}
        frames = [*decoder.decode(av.Packet(data)), *decoder.decode(None)]
    except (av.FFmpegError, ValueError) as fault:
        raise spoiled() from fault
    if len(frames) != 1 or frames[0].width * frames[0].height > MOST_WHOLE:
        raise spoiled()
    return frames[0]


def _divisor(tile: QSize, whole: QSize, within: int) -> int:
    """How much smaller each square is drawn: not below what is asked, and by whole points, so that no seam is seen."""
    longest = max(whole.width(), whole.height())
    for by in _SMALLER:
        if longest >= within * by and not tile.width() % by and not tile.height() % by:
            return by
    return 1


def _as_image(frame: Any, by: int, drawing: Drawing) -> QImage:
    if drawing.colour is not None:
        frame.colorspace, full = drawing.colour
        frame.color_range = 2 if full else 1
    small = frame.reformat(frame.width // by, frame.height // by, format="bgra", interpolation="AREA")
    plane = small.planes[0]
    image = QImage(bytes(plane), small.width, small.height, plane.line_size, QImage.Format.Format_RGB32)
    return image.copy()


def _finished(image: QImage, drawing: Drawing) -> QImage:
    """Cut and turned as the camera was held."""
    share = image.width() / drawing.size[0]
    for step, numbers in drawing.steps:
        if step == "crop":
            left, top, width, height = (round(number * share) for number in numbers)
            image = image.copy(QRect(left, top, max(1, width), max(1, height)).intersected(image.rect()))
        elif step == "turn":
            image = image.transformed(QTransform().rotate(-90 * numbers[0]))
        else:
            flip = Qt.Orientation.Horizontal if numbers[0] else Qt.Orientation.Vertical
            image = image.flipped(flip)
    if image.isNull():
        raise spoiled()
    return image


def unknown() -> UserError:
    """Not put together in a way that is known here."""
    return UserError(
        "picture-unknown",
        message("This photo (HEIC or AVIF) is cut off, or put together in a way that is not known here."),
        message("It is kept as it came. The phone can send it as JPEG; its camera can be set to “Most compatible”."),
    )
