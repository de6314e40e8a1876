"""The real window with somebody typing in it, to be killed at any moment: says each letter once it is typed.

``python -m tests.faults.typing_window FOLDER``: unlocks by keyboard, Ctrl+N, types two fields and leaves them, then
the story without end. Each line it prints is a word and the milliseconds since the start, of which only those count in
which the window lived: a machine that stands still takes nothing away that was typed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from gui.app import make_window
from gui.entry.window import EntryWindow
from gui.frame.window import Window
from gui.look.dress import clothe, prepare
from tests.gui.typist import Typist

PASSPHRASE = "harbour saffron tilting ladder"
STORY = "They were at home when the second shell fell on the house beside the water tower. "
DAY = "around noon, some day"
"""A day that cannot be read: it must come back as it was typed."""
PACE = 25


class Driver:
    """Types one stroke each time the window has nothing else to do."""

    def __init__(self, app: QApplication, window: Window) -> None:
        self.window, self.typist = window, Typist(app)
        self.lived = 0
        self._steps = self._strokes()
        self._clock = QTimer(interval=PACE)
        self._clock.timeout.connect(self._beat)
        self._clock.start()

    def _beat(self) -> None:
        self.lived += PACE  # beats that were missed are not made up for
        next(self._steps)

    def say(self, word: str) -> None:
        """One line for whoever holds the knife."""
        sys.stdout.write(f"{word} {self.lived}\n")
        sys.stdout.flush()

    def _strokes(self) -> Iterator[None]:
        yield from self._until(lambda: self.window.isActiveWindow())
        self.typist.type(PASSPHRASE).press("Return")
        yield from self._until(lambda: self.window.shell is not None and bool(self.window.shell.current))
        self.typist.press("Ctrl+N")
        yield from self._until(lambda: bool(self._entries()) and self._entries()[0].ready)
        self.typist.press("Alt+1").type(DAY).press("Tab")
        yield
        self.typist.press("Alt+6").cells("Omar", "Ali", "Hasan", "m", "old-ish", end="Tab")
        yield
        self.typist.press("Alt+7")
        self.say("story")
        while True:
            for letter in STORY:
                self.typist.type(letter)
                self.say("letter")
                yield

    def _until(self, ready: Callable[[], bool]) -> Iterator[None]:
        while not ready():
            yield

    def _entries(self) -> list[EntryWindow]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, EntryWindow) and one.isActiveWindow()]


def main(folder: Path, somebody: type[Driver] = Driver) -> int:
    """Open the window as the program does, and type."""
    from exports.cli import parse

    app = QApplication(sys.argv[:1])
    prepare(app)
    window = make_window(app, parse(["--data", str(folder), "--lang", "en"]))
    window.show_first()
    clothe(window)
    window.show()
    window.activateWindow()
    driver = somebody(app, window)
    code = app.exec()
    del driver
    return code


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.exit(main(Path(sys.argv[1])))
