"""When the register locks by itself: after minutes without a key or the mouse, on the screen lock, after a sleep."""

from __future__ import annotations

import os
import sys
import time

from PySide6.QtCore import SLOT, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from gui.frame.presence import Presence

LOOK_MS = 5_000
SLEPT_S = 90


class LockWatch(Presence):
    """Watches for a person; says when it is time to lock.

    Signals:
        due(str): lock now, because of ``idle``, ``screen`` or ``sleep``.
    """

    due = Signal(str)

    def __init__(self, app: QGuiApplication, minutes: int) -> None:
        super().__init__(app)
        self.minutes = minutes
        self._wall = time.time()
        self._clock = QTimer(self, interval=LOOK_MS)
        self._clock.timeout.connect(self.look)
        self._clock.start()

    def look(self) -> None:
        """Is it time? A gap in the wall clock that the timer did not see is a sleep of the computer."""
        wall, slept = time.time(), time.time() - self._wall
        self._wall = wall
        if slept > SLEPT_S + LOOK_MS / 1000:
            self.due.emit("sleep")
        elif self.idle_s >= self.minutes * 60:
            self.due.emit("idle")

    def listen_to_the_screen(self) -> None:
        """Hear the session's word that the screen is locked or the computer goes to sleep (Linux only)."""
        if sys.platform != "linux" or "DBUS_SESSION_BUS_ADDRESS" not in os.environ:
            return
        from PySide6.QtDBus import QDBusConnection

        session, system = QDBusConnection.sessionBus(), QDBusConnection.systemBus()
        for bus, interface, word, slot in (
            (session, "org.freedesktop.ScreenSaver", "ActiveChanged", SLOT("_screen_off(bool)").encode()),
            (session, "org.gnome.ScreenSaver", "ActiveChanged", SLOT("_screen_off(bool)").encode()),
            (system, "org.freedesktop.login1.Manager", "PrepareForSleep", SLOT("_screen_off(bool)").encode()),
            (system, "org.freedesktop.login1.Session", "Lock", SLOT("_screen_locked()").encode()),
        ):
            if bus.isConnected():
                bus.connect("", "", interface, word, self, slot)

    @Slot(bool)
    def _screen_off(self, off: bool) -> None:
        """The screen saver began or ended, or the computer goes to sleep."""
        if off:
            self.due.emit("screen")

    @Slot()
    def _screen_locked(self) -> None:
        """The session was locked."""
        self.due.emit("screen")
