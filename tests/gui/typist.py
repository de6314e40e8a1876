"""Somebody who types: keys go to whatever has the keyboard, nothing else is touched; and the strokes are counted."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from gui.entry.opening import open_entry
from gui.entry.window import EntryWindow
from gui.look.dress import clothe
from tests.bot import highest


class Typist:
    """Types at the keyboard of a window."""

    def __init__(self, app: QApplication) -> None:
        self.app = app
        self.strokes = 0
        self._last: QWidget | None = None

    def type(self, text: str) -> Typist:
        """Letters, in any script."""
        for letter in text:
            self.strokes += 1
            if letter.isascii():
                QTest.keyClick(self.at(), letter)  # type: ignore[call-overload]
            else:
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    self.app.sendEvent(self.at(), QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
        return self

    def press(self, *keys: str) -> Typist:
        """Keys by name: ``Tab``, ``Alt+3``, ``Ctrl+Return``."""
        for key in keys:
            self.strokes += 1
            combination = QKeySequence(key)[0]
            QTest.keyClick(self.at(), combination.key(), combination.keyboardModifiers())
        return self

    def cells(self, *texts: str, end: str = "Return") -> Typist:
        """Cells of a grid with Tab between them; ``end`` after the last."""
        for number, text in enumerate(texts):
            self.type(text)
            self.press(end if number == len(texts) - 1 else "Tab")
        return self

    def at(self) -> QWidget:
        """What has the keyboard."""
        for _ in range(400):
            if self.app.focusWidget() is not None:
                break
            # a window that has just gone took the keyboard with it for a moment
            for window in sorted(self.app.topLevelWidgets(), key=lambda one: one is self._last):  # the one typed in
                if window.isVisible():
                    window.activateWindow()
            QTest.qWait(5)
        self._last = self.app.activeWindow() or self._last
        widget = self.app.focusWidget()
        assert widget is not None, "nothing has the keyboard"
        return widget


def an_entry(qtbot: QtBot, context: Context, record: str | None = None, **more: object) -> EntryWindow:
    """An entry window in front, with what the register has."""
    window = open_entry(context, record, **more)  # type: ignore[arg-type]
    assert isinstance(window, EntryWindow)
    window.resize(1366, 768)
    in_front(qtbot, window)
    qtbot.waitUntil(lambda: window.ready)
    return window


STEADY = 3
"""For how many turns of the loop a window must be active: what the platform still had to do is done then."""


def in_front(qtbot: QtBot, window: QWidget) -> None:
    """Show a window and give it the keyboard; one that was just shown or closed may take it back for a moment."""
    clothe(highest(window))
    window.show()

    def active() -> bool:
        for _ in range(STEADY):
            QApplication.processEvents()
            if not window.isActiveWindow():
                window.activateWindow()
                return False
        return True

    qtbot.waitUntil(active)


def settled(window: EntryWindow) -> None:
    """Let every job that was started end, and its result be shown."""
    jobs.finish()
    QTest.qWait(1)
    jobs.finish()
    QTest.qWait(1)


def closed(qtbot: QtBot, window: QWidget) -> None:
    """Wait until the window has gone."""
    from shiboken6 import isValid

    qtbot.waitUntil(lambda: not isValid(window) or not window.isVisible())
    jobs.finish()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
