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
NARROW = 1
"""The range of levels films are in: black is 16, white 235."""
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
        frame.color_range = 2 if full else NARROW
    width, height, grey = frame.width // by, frame.height // by, frame.format.name.startswith("gray")
    frame = frame if grey else _even(frame)
    kind = "gray" if grey else "bgra"
    small = frame.reformat(frame.width // by, frame.height // by, format=kind, interpolation=_way())
    plane = small.planes[0]
    form = QImage.Format.Format_Indexed8 if grey else QImage.Format.Format_RGB32
    image = QImage(bytes(plane), width, height, plane.line_size, form)
    if not grey:
        return image.copy()
    image.setColorTable(_greys(narrow=frame.color_range == NARROW))
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _way() -> Any:
    """How points are worked out: each gets a colour of its own, also where a file has one for four of them."""
    from av.video.reformatter import Interpolation as Way

    return Way.AREA | Way.FULL_CHR_H_INT | Way.FULL_CHR_H_INP | Way.ACCURATE_RND


def _even(frame: Any) -> Any:
    """With an even number of points: the colours of an odd one would be stretched over it and lie beside its edges."""
    width, height = (side + side % 2 for side in (frame.width, frame.height))
    if (width, height) == (frame.width, frame.height):
        return frame
    import av

    made: Any = av.VideoFrame(width, height, frame.format.name)
    made.colorspace, made.color_range = frame.colorspace, frame.color_range
    for mine, theirs in zip(made.planes, frame.planes, strict=True):
        data, deep = bytes(theirs), 2 if frame.format.components[0].bits > 8 else 1
        lines = [
            data[at : at + theirs.width * deep] for at in range(0, theirs.height * theirs.line_size, theirs.line_size)
        ]
        lines += lines[-1:] * (mine.height - theirs.height)
        whole = (line + line[-deep:] * (mine.width - theirs.width) for line in lines)
        mine.update(b"".join(line.ljust(mine.line_size, b"\0") for line in whole))
    return made


def _greys(*, narrow: bool) -> list[int]:
    """The inks of 256 greys; FFmpeg takes all greys for those of the whole range."""
    greys = (min(255, max(0, round((one - 16) * 255 / 219))) if narrow else one for one in range(256))
    return [0xFF000000 | one * 0x010101 for one in greys]


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
