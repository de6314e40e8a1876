"""A recording being played: its picture, play and pause, the second it is at. Media signs are never mirrored."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSlider, QWidget

from gui.attachments.player import About, Player
from gui.look import theme
from gui.look.icons import icon, pixmap
from gui.say import ltr, say
from gui.widgets import IconButton, column, label, row

JUMP = 5.0
"""Seconds of a jump with the arrow keys."""


class Screen(QWidget):
    """The picture that is due; a sign when there is only sound."""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()
        self.drawing = "mic"
        self.setMinimumSize(theme.px(200), theme.px(120))

    def show_image(self, image: QImage) -> None:
        """Show this one."""
        self.image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture as large as there is room."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("map"))
        if self.image.isNull():
            place = QRect(0, 0, 64, 64)
            place.moveCenter(self.rect().center())
            painter.drawPixmap(place, pixmap(self.drawing, "tx3", 64))
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size: QSize = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(self.rect().center())
        painter.drawImage(place, self.image)


class PlayerView(QWidget):
    """Screen and controls.

    Signals:
        stumbled(UserError): it cannot be played; deaf(): there is no loudspeaker.
    """

    stumbled = Signal(object)
    deaf = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.player: Player | None = None
        self.screen_ = Screen()
        self.button = IconButton("play", say("Play or pause"), 18)
        self.bar = QSlider(Qt.Orientation.Horizontal)
        self.bar.setAccessibleName(say("Where in the recording"))
        self.bar.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.bar.setInvertedAppearance(False)
        self.bar.setPageStep(10_000)
        self.bar.setSingleStep(1_000)
        self.time = label("", "hint")
        self.time.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        controls = QWidget()
        controls.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        inside = row(self.button, self.bar, self.time, gap=10, margins=(10, 6, 10, 6))
        inside.setStretch(1, 1)
        controls.setLayout(inside)
        whole = column(self.screen_, controls, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.button.clicked.connect(self.turn)
        self.bar.sliderMoved.connect(lambda at: self._jump(at / 1000))
        self.bar.actionTriggered.connect(self._stepped)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say("Recording"))

    def take(self, player: Player, drawing: str) -> None:
        """Play this one; ``drawing`` stands where it has no pictures."""
        self.leave()
        self.player = player
        self.screen_.drawing = drawing
        self.screen_.show_image(QImage())
        player.opened.connect(self._opened)
        player.shown.connect(self.screen_.show_image)
        player.moved.connect(self._moved)
        player.ended.connect(self._ended)
        player.stumbled.connect(self.stumbled)
        player.deaf.connect(self.deaf)
        self._sign()

    def leave(self) -> None:
        """Let go of what is played."""
        if self.player is not None:
            self.player.close()
            self.player.deleteLater()
            self.player = None

    def turn(self) -> None:
        """Play, or pause."""
        if self.player is not None:
            (self.player.pause if self.player.playing else self.player.play)()
            self._sign()

    def jump(self, seconds: float) -> None:
        """Go so many seconds onward, or back."""
        if self.player is not None:
            self._jump(self.player.position + seconds)

    def _jump(self, at: float) -> None:
        if self.player is not None:
            self.player.seek(at)

    def _stepped(self, _action: int) -> None:
        if not self.bar.isSliderDown():
            self._jump(self.bar.sliderPosition() / 1000)

    def _opened(self, about: About) -> None:
        self.bar.setRange(0, int(about.seconds * 1000))
        self.bar.setEnabled(about.seconds > 0)
        self._moved(0.0)

    def _moved(self, at: float) -> None:
        if not self.bar.isSliderDown():
            self.bar.setValue(int(at * 1000))
        last = self.player.about.seconds if self.player is not None and self.player.about is not None else 0
        shown = clock(min(at, last) if last else at)
        self.time.setText(ltr(f"{shown} / {clock(last)}" if last else shown))

    def _ended(self) -> None:
        self._sign()

    def _sign(self) -> None:
        playing = self.player is not None and self.player.playing
        self.button.setIcon(icon("pause" if playing else "play", "tx", 18))
        self.button.setAccessibleName(say("Pause") if playing else say("Play"))

    def keyPressEvent(self, event: Any) -> None:
        """Space plays and pauses, arrows jump."""
        jumps = {Qt.Key.Key_Left: -JUMP, Qt.Key.Key_Right: JUMP}
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_K):
            self.turn()
        elif event.key() in jumps:
            self.jump(jumps[Qt.Key(event.key())])
        else:
            event.ignore()


def clock(seconds: float) -> str:
    """``1:05``."""
    whole = int(seconds)
    rest = f"{whole % 3600 // 60:02d}:{whole % 60:02d}"
    return f"{whole // 3600}:{rest}" if whole >= 3600 else rest.removeprefix("0")
