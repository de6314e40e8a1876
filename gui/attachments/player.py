"""Playing a recording: one thread decodes a little ahead, the loudspeaker keeps the time, Qt's thread shows pictures.

Nothing is ever written down: the stream decrypts what is asked for, and what was decoded goes with the player.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Lock, Thread
from typing import BinaryIO

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from gui import messages
from gui.attachments.reels import BYTES_A_SECOND, Piece, spoiled
from gui.attachments.speaker import Speaker
from gui.attachments.workshop import Reel
from gui.jobs import courier
from storage import UserError

AHEAD = 8
"""Pictures decoded ahead."""
MOST_AHEAD = 60
"""Pictures kept at most while sound is still lacking: some recordings have the two far apart."""
SOUND_AHEAD = BYTES_A_SECOND
LOOK_MS = 15


@dataclass(frozen=True)
class About:
    """What is known once it is open."""

    seconds: float
    pictures: bool
    sounds: bool


class Ahead:
    """What was decoded and is not due yet; filled by one thread, emptied by two others."""

    def __init__(self) -> None:
        self.changed = Condition()
        self.pictures: deque[Piece] = deque()
        self.sound: deque[bytes] = deque()
        self.sound_bytes = 0
        self.over = False
        self.closed = False
        self.seek_to: float | None = None

    def full(self) -> bool:
        """Whether decoding can rest."""
        heard = self.sound_bytes >= SOUND_AHEAD
        return len(self.pictures) >= MOST_AHEAD or (
            (heard and len(self.pictures) >= AHEAD)
            or (self.sound_bytes >= 4 * SOUND_AHEAD)
            or (self.deaf and len(self.pictures) >= AHEAD)
        )

    deaf = False
    """No sound is wanted (there is none, or nobody hears it)."""

    def put(self, piece: Piece) -> None:
        """One more piece; waits while there is enough."""
        with self.changed:
            while self.full() and not self.closed and self.seek_to is None:
                self.changed.wait(0.5)
            if self.closed or self.seek_to is not None:
                return
            if piece.image is not None:
                self.pictures.append(piece)
            elif not self.deaf:
                self.sound.append(piece.sound)
                self.sound_bytes += len(piece.sound)

    def empty(self) -> None:
        """Forget everything (called with the lock)."""
        self.pictures.clear()
        self.sound.clear()
        self.sound_bytes, self.over = 0, False

    def take_sound(self, size: int) -> bytes:
        """So many bytes of sound, fewer at the end."""
        found = bytearray()
        with self.changed:
            while self.sound and len(found) < size:
                piece = self.sound.popleft()
                rest = size - len(found)
                found += piece[:rest]
                if len(piece) > rest:
                    self.sound.appendleft(piece[rest:])
            self.sound_bytes -= len(found)
            self.changed.notify_all()
        return bytes(found)


class Player(QObject):
    """One recording.

    Signals:
        opened(About): it can be played; shown(QImage): the picture that is due; moved(float): the second it is at.
        ended(): it has run to its end; stumbled(UserError): it cannot be played; deaf(): there is no loudspeaker.
    """

    opened = Signal(object)
    shown = Signal(QImage)
    moved = Signal(float)
    ended = Signal()
    stumbled = Signal(object)
    deaf = Signal()

    def __init__(
        self,
        open_stream: Callable[[], BinaryIO],
        form: str,
        speaker: Callable[[Callable[[int], bytes]], Speaker] = Speaker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open, self._form, self._make_speaker = open_stream, form, speaker
        self.about: About | None = None
        self.playing = False
        self._ahead = Ahead()
        self._speaker: Speaker | None = None
        self._base, self._since, self._heard = 0.0, 0.0, 0
        self._counting, self._jumps = Lock(), 0
        self._first = True
        self._clock = QTimer(self, interval=LOOK_MS)
        self._clock.timeout.connect(self._look)
        courier()
        self._thread = Thread(target=self._decode, name="sijill-reel", daemon=True)
        self._thread.start()
        self._clock.start()

    # ---- what is asked

    @property
    def position(self) -> float:
        """The second it is at."""
        if self._speaker is not None:
            return self._base + self._heard / BYTES_A_SECOND
        return self._base + (time.monotonic() - self._since if self.playing else 0.0)

    def play(self) -> None:
        """Go on."""
        if self.about is None or self.playing:
            return
        if self._ahead.over and not self._ahead.pictures and not self._ahead.sound:
            self.seek(0)
        if self.about.sounds and self._speaker is None and not self._ahead.deaf:
            self._listen()
        self._since, self.playing = time.monotonic(), True
        self._clock.start()

    def pause(self) -> None:
        """Stop here for a while."""
        if self.playing:
            with self._counting:
                self._base, self._heard, self.playing = self.position, 0, False
                self._jumps += 1

    def seek(self, seconds: float) -> None:
        """Go to a second."""
        last = self.about.seconds if self.about is not None else 0.0
        seconds = max(0.0, min(seconds, last) if last else seconds)
        with self._ahead.changed:
            self._ahead.empty()
            self._ahead.seek_to = seconds
            with self._counting:
                self._base, self._heard, self._since = seconds, 0, time.monotonic()
                self._jumps += 1
            self._ahead.changed.notify_all()
        self._first = True
        self._clock.start()
        self.moved.emit(seconds)

    def close(self) -> None:
        """End it; the thread lets go of the stream."""
        self._clock.stop()
        self.playing = False
        with self._ahead.changed:
            self._ahead.closed = True
            self._ahead.empty()
            self._ahead.changed.notify_all()
        if self._speaker is not None:
            self._speaker.close()
            self._speaker = None
        self._thread.join(1)

    # ---- the time

    def _listen(self) -> None:
        try:
            self._speaker = self._make_speaker(self._pull)
        except OSError:
            with self._ahead.changed:
                self._ahead.deaf = True
                self._ahead.sound.clear()
                self._ahead.sound_bytes = 0
                self._ahead.changed.notify_all()
            self.deaf.emit()

    def _pull(self, frames: int) -> bytes:
        """Sound for the loudspeaker (in its thread)."""
        wanted, jumps = frames * 4, self._jumps
        if not self.playing:
            return bytes(wanted)
        found = self._ahead.take_sound(wanted)
        starved = len(found) < wanted and (self._ahead.over or self._ahead.full())
        with self._counting:
            if jumps == self._jumps:  # what was taken before a jump moves the time after it no further
                self._heard += wanted if starved else len(found)  # where there is no sound, time goes on
        return found + bytes(wanted - len(found))

    def _look(self) -> None:
        """The picture that is due now; the first one of all, or after a jump, at once."""
        now, due = self.position, None
        with self._ahead.changed:
            pictures = self._ahead.pictures
            while pictures and (self._first or pictures[0].at <= now):
                due = pictures.popleft()
                if self._first and due.at >= self._base - 0.05:
                    self._first = False
            over = self._ahead.over and not pictures and not self._ahead.sound
            if due is not None:
                self._ahead.changed.notify_all()
        if due is not None and due.image is not None:
            self.shown.emit(due.image)
        if self.playing:
            self.moved.emit(now)
            if over and (self._ahead.deaf or self._speaker is None or now >= self._last()):
                self.pause()
                self.ended.emit()
        elif not self._first or (self.about is not None and not self.about.pictures):
            self._clock.stop()

    def _last(self) -> float:
        return min(self.about.seconds, self.position) if self.about is not None else 0.0

    # ---- the thread

    def _decode(self) -> None:
        try:
            reel = Reel(self._open(), self._form)
        except UserError as trouble:
            self._post(lambda trouble=trouble: self.stumbled.emit(trouble))  # type: ignore[misc]
            return
        except Exception as trouble:  # noqa: BLE001 - every trouble of a thread must reach the person
            self._post(lambda trouble=trouble: messages.bug(trouble))  # type: ignore[misc]
            return
        about = About(reel.seconds, reel.pictures, reel.sounds)
        self._ahead.deaf = not about.sounds
        self._post(lambda: self._is_open(about))
        try:
            while not self._ahead.closed:
                self._run(reel)
        except UserError as trouble:  # the stream broke off in the middle
            self._post(lambda trouble=trouble: self.stumbled.emit(trouble))  # type: ignore[misc]
        except OSError:
            self._post(lambda: self.stumbled.emit(spoiled()))
        finally:
            reel.close()

    def _run(self, reel: Reel) -> None:
        ahead = self._ahead
        with ahead.changed:
            if ahead.seek_to is not None:
                wish, ahead.seek_to = ahead.seek_to, None
            else:
                wish = None
        if wish is not None:
            reel.seek(wish)
        for piece in reel.pieces():
            if ahead.closed or ahead.seek_to is not None:
                break
            if wish is None or piece.image is not None or piece.at >= wish - 0.1:
                ahead.put(piece)
        with ahead.changed:
            ahead.over = ahead.seek_to is None
            while not ahead.closed and ahead.seek_to is None:
                ahead.changed.wait(1)

    def _is_open(self, about: About) -> None:
        self.about = about
        self.opened.emit(about)

    def _post(self, call: Callable[[], object]) -> None:
        courier().arrived.emit(lambda: None if self._ahead.closed else call())
