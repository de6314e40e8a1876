"""Somebody who types in the form of a person, a step of the timeline and then the notes, to be killed at any moment.

``python -m tests.faults.typing_form FOLDER``; see :mod:`tests.faults.typing_window`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QApplication

from gui.record.window import RecordWindow
from tests.faults.typing_window import PASSPHRASE, STORY, Driver, main

WHEN = "after the second strike"
"""A day that cannot be read: it must come back as it was typed."""


class FormDriver(Driver):
    """Types in the form of a victim."""

    def _strokes(self) -> Iterator[None]:
        yield from self._until(lambda: self.window.isActiveWindow())
        self.typist.type(PASSPHRASE).press("Return")
        yield from self._until(lambda: self.window.shell is not None and bool(self.window.shell.current))
        self.typist.press("Alt+2")
        yield from self._until(lambda: self.window.shell is not None and self.window.shell.current == "victims")
        self.typist.press("Ctrl+N")
        yield from self._until(lambda: bool(self._forms()) and self._forms()[0].ready)
        form = self._forms()[0]
        self.typist.type("Omar").press("Tab")
        yield
        self.typist.press("Alt+1").cells("m", WHEN, end="Tab")
        yield
        form.boxes["notes"].editor.setFocus()
        self.say("story")
        while True:
            for letter in STORY:
                self.typist.type(letter)
                self.say("letter")
                yield

    def _forms(self) -> list[RecordWindow]:
        return [
            one for one in QApplication.topLevelWidgets() if isinstance(one, RecordWindow) and one.isActiveWindow()
        ]


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.exit(main(Path(sys.argv[1]), FormDriver))
