"""A small map in a form or a pane: where a record stands, as near as it may be told, with what lies around it.

It is read and drawn in a reader's thread, and drawn anew when it shows something else, has another size or other inks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.jobs import Job
from gui.look import theme
from gui.resting import Rest
from gui.say import rtl, say, words
from gui.tips import tip

if TYPE_CHECKING:
    from gui.context import Context
    from storage import MapSpot, Store

HEIGHT = 104
EXACT = -1
"""Of a spot that a person pins or types: it stands where it is."""
REST_MS = 60
Read = Callable[["Store"], "Sequence[MapSpot]"]


@dataclass(frozen=True)
class Seen:
    """What was drawn: the spots, and the picture of so many pixels and inks."""

    spots: Sequence[MapSpot]
    image: QImage | None
    key: tuple[object, ...]


class MiniMap(QWidget):
    """The map.

    Attributes:
        spots: what is shown, in this order; two are a way from the first to the second.

    Signals:
        asked(): it was clicked.
    """

    asked = Signal()

    def __init__(self, context: Context, name: str, *, height: int = HEIGHT, opens: bool = False) -> None:
        """``name``: what it is called; ``opens``: something answers a click."""
        super().__init__()
        self._context, self._opens = context, opens
        self.spots: Sequence[MapSpot] = ()
        self._read: Read | None = None
        self._seen = Seen((), None, ())
        self._job: Job[Seen] | None = None
        self.setAccessibleName(name)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFixedHeight(theme.px(height))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if opens:
            self.setCursor(
                Qt.CursorShape.PointingHandCursor
            )  # by keyboard a key of the form answers: Tab goes on typing
        self._soon = Rest(self, REST_MS)
        self._soon.timeout.connect(self._draw)
        context.closing.connect(self.forget)

    def show_record(self, kind: str, record: str) -> None:
        """Show where a record stands, as near as this laptop may see it."""
        role = self._context.rights.role
        self.show_read(lambda store: store.map_spots(kind, record, role=role))

    def show_spots(self, spots: Sequence[MapSpot]) -> None:
        """Show these."""
        self.show_read(lambda _: spots)

    def show_read(self, read: Read) -> None:
        """Show what is read (in a reader's thread)."""
        self._read = read
        self._soon.start()

    def forget(self) -> None:
        """The register is locked: nothing of it stays on the screen."""
        self._soon.stop()
        self.spots, self._read, self._seen = (), None, Seen((), None, ())
        self.update()

    def sizeHint(self) -> QSize:
        """Low and wide."""
        return QSize(theme.px(260), self.height())

    # ---- drawing

    def _key(self) -> tuple[object, ...]:
        return self.width(), self.height(), theme.is_dark(), self.devicePixelRatioF(), words().language

    def _draw(self) -> None:
        if self._read is None or not self._context.is_open or self.width() < 20 or not self.isVisible():
            return
        if self._job is not None:
            self._job.cancel()
        store, read, key = self._context.store, self._read, self._key()
        size, ratio, dark, arabic = (self.width(), self.height()), self.devicePixelRatioF(), theme.is_dark(), rtl()

        def work() -> Seen:
            from gui.map.mini_drawing import drawn

            spots = read(store)
            return Seen(spots, drawn(store, spots, size, ratio, dark=dark, arabic=arabic) if spots else None, key)

        self._job = Job(work).then(self._take).start(self)

    def _take(self, seen: Seen) -> None:
        self._seen, self.spots = seen, seen.spots
        self.setAccessibleDescription(spot_words(seen.spots))
        self.setToolTip(tip(spot_words(seen.spots)))
        self.update()
        if seen.key != self._key():
            self._soon.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, or why there is none."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("map"))
        if self._seen.image is not None:
            painter.drawImage(QPointF(0, 0), self._seen.image)
            self._caption(painter)
        elif self._read is not None and self._job is not None and self._job.finished:
            painter.setPen(theme.color("tx3"))
            painter.setFont(theme.font("hint"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, say("No place on the map yet"))
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _caption(self, painter: QPainter) -> None:
        """How near it is told, in the lower corner; where it is noted exactly, or where a way goes, nothing."""
        if len(self.spots) != 1 or self.spots[0].precision == EXACT:
            return
        font, text = theme.font("key"), spot_words(self.spots)
        wide, high = QFontMetrics(font).horizontalAdvance(text) + 8, QFontMetrics(font).height()
        left = self.width() - wide - 1 if rtl() else 1
        box = QRectF(left, self.height() - high - 1, wide, high)
        painter.fillRect(box, theme.color("map"))
        painter.setFont(font)
        painter.setPen(theme.color("tx2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    # ---- events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size: drawn anew."""
        self._soon.start()

    def showEvent(self, event: object) -> None:
        """What was asked for while it was hidden."""
        if self._seen.key != self._key() or self._seen.image is None:
            self._soon.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click asks for more."""
        if self._opens and event.button() == Qt.MouseButton.LeftButton:
            self.asked.emit()


def record_map(context: Context, kind: str, record: str) -> MiniMap:
    """The map of a record for a pane."""
    made = MiniMap(context, say("Where it is on the map"))
    made.show_record(kind, record)
    return made


def spot_words(spots: Sequence[MapSpot]) -> str:
    """How near the spots are told, in words."""
    if not spots:
        return say("No place on the map yet")
    if len(spots) > 1:
        return say("From the first place to the second")
    from storage import NEAR, PLACE

    near = {
        EXACT: say("Shown where it is noted"),
        NEAR: say("Shown to about a kilometre"),
        PLACE: say("Shown in the middle of its place"),
    }
    return near.get(spots[0].precision, say("Shown in the middle of its area"))
