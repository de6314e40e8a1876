"""Video and sound from outside, decoded piece by piece within limits.

Only the container its first bytes name is tried (a playlist that points at other files is none of them), nothing
beside the stream is ever opened, and what is larger than any camera makes is refused before anything is decoded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn, Protocol

from PySide6.QtGui import QImage

from storage import UserError, message

RATE = 48_000
"""Sound is handed on as two channels of 16 bits at this rate."""
BYTES_A_SECOND = RATE * 4
MOST_POINTS = 36_000_000
"""Points of a moving picture: a little more than 8K."""
MOST_SPOILED = 200
"""Packets that may be unreadable one after the other before the rest is given up."""


@dataclass(frozen=True)
class Piece:
    """A picture or a stretch of sound, and the second at which it is due."""

    at: float
    image: QImage | None = None
    sound: bytes = b""


class Playable(Protocol):
    """An open recording, decoded here or elsewhere."""

    seconds: float
    pictures: bool
    sounds: bool

    def pieces(self) -> Iterator[Piece]:
        """Everything from here to the end."""

    def seek(self, seconds: float) -> None:
        """Go there."""

    def close(self) -> None:
        """Let go of it."""


class Reel:
    """An open recording, used by one thread.

    Attributes:
        seconds: how long it says it runs, 0 when it does not say; pictures, sounds: whether it has them.
    """

    def __init__(self, stream: BinaryIO, form: str, width: int = 1280) -> None:
        """``width``: pictures are made no wider than this.

        Raises:
            UserError: ``reel-spoiled`` or ``reel-too-large``.
        """
        import av

        self._stream, self._width, self._trouble = stream, width, av.FFmpegError
        self._reel: Any = None
        try:
            self._reel = av.open(stream, "r", format=form, io_open=_refuse)
            known = [one for one in self._reel.streams if one.codec_context is not None]
            self._video = next((one for one in known if one.type == "video" and not _is_cover(one)), None)
            self._audio = next((one for one in known if one.type == "audio"), None)
            self._prepare()
            if self._video is None and self._audio is None:
                raise spoiled()
        except (av.FFmpegError, ValueError, OSError):
            self.close()
            raise spoiled() from None
        except UserError:
            self.close()
            raise
        self.pictures, self.sounds = self._video is not None, self._audio is not None
        self.seconds = max(0.0, (self._reel.duration or 0) / 1_000_000)

    def _prepare(self) -> None:
        import av

        if self._video is not None:
            decoder = self._video.codec_context
            if decoder.width * decoder.height > MOST_POINTS:
                raise too_large()
            decoder.options = {"max_pixels": str(MOST_POINTS)}
            decoder.thread_count, self._video.thread_type = 2, "SLICE"
        self._resampler = av.AudioResampler(format="s16", layout="stereo", rate=RATE)

    def pieces(self) -> Iterator[Piece]:
        """Everything from here to the end; what cannot be read is passed over."""
        bad = 0
        streams = [one for one in (self._video, self._audio) if one is not None]
        packets = self._reel.demux(streams)
        while bad < MOST_SPOILED:
            try:
                packet = next(packets)
                frames = packet.decode()
            except StopIteration:
                return
            except (self._trouble, ValueError):
                bad += 1
                continue
            if not frames:
                continue
            bad = 0
            is_picture = packet.stream is self._video
            for frame in frames:
                yield from self._picture(frame) if is_picture else self._sound(frame)

    def seek(self, seconds: float) -> None:
        """Go on from the last whole picture before this second."""
        try:
            self._reel.seek(int(max(0.0, seconds) * 1_000_000))
        except self._trouble:
            return  # it goes on from where it is

    def close(self) -> None:
        """Let go of it."""
        if self._reel is not None:
            self._reel.close()
        self._stream.close()

    def _picture(self, frame: Any) -> Iterator[Piece]:
        width = min(self._width, frame.width)
        height = max(1, round(frame.height * width / frame.width))
        if frame.width * frame.height > MOST_POINTS or height > 4 * self._width:
            return
        small = frame.reformat(width, height, format="bgra")
        plane = small.planes[0]
        image = QImage(bytes(plane), width, height, plane.line_size, QImage.Format.Format_RGB32).copy()
        yield Piece(frame.time or 0.0, _upright(image, frame.rotation))

    def _sound(self, frame: Any) -> Iterator[Piece]:
        at = frame.time or 0.0
        try:
            for part in self._resampler.resample(frame):
                yield Piece(at, sound=bytes(part.planes[0])[: part.samples * 4])
                at += part.samples / RATE
        except (self._trouble, ValueError):
            return


def first_picture(stream: BinaryIO, form: str, width: int) -> QImage | None:
    """A picture from the beginning of a recording, for its tile; None when it has none."""
    return first_of(Reel(stream, form, width))


def first_of(reel: Playable) -> QImage | None:
    """The first picture of an open recording, which is closed afterwards."""
    try:
        if not reel.pictures:
            return None
        if reel.seconds > 4:
            reel.seek(1)
        return next((one.image for one in reel.pieces() if one.image is not None), None)
    finally:
        reel.close()


def _is_cover(stream: Any) -> bool:
    """A picture of a sound file's cover is no video."""
    import av

    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _upright(image: QImage, degrees: int) -> QImage:
    if not degrees:
        return image
    from PySide6.QtGui import QTransform

    return image.transformed(QTransform().rotate(-degrees))


def _refuse(url: str, *_: Any) -> NoReturn:
    raise PermissionError("a recording opens nothing beside itself")


def spoiled() -> UserError:
    """It cannot be read."""
    return UserError(
        "reel-spoiled",
        message("This recording cannot be played; it may be cut off or damaged."),
        message("It is kept as it came. Save a copy to try another player."),
    )


def too_large() -> UserError:
    """Larger than any camera makes."""
    return UserError(
        "reel-too-large",
        message("This recording says its pictures are larger than any camera makes."),
        message("It is kept as it came, and not opened here: it would fill the memory. Save a copy to look at it."),
    )
