"""Watches one start from inside its process, without a hook in the product: what a person could do, and since when.

``python start_probe.py bare`` shows a bare window with a field; ``python start_probe.py MAIN.PY --data DIR`` runs the
program as a person starts it: the check of readiness, the restart inside the environment, the window. In both, a key
is sent to the window as soon as its field was painted, and the moment the letter stands in the field, painted, is
printed (``time.monotonic``, the same clock in all processes). With ``SIJILL_BENCH_PASSPHRASE`` the passphrase is typed
as well, and the moments of Enter and of the first page of incidents, painted with its words, are printed too.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import time
from collections.abc import Callable
from typing import Any

PASSPHRASE, TYPING = "SIJILL_BENCH_PASSPHRASE", "SIJILL_BENCH_TYPING"
TICK_MS = 2


def bare() -> None:
    """A window with one field, and nothing else."""
    from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

    app = QApplication(sys.argv[:1])
    window = QWidget()
    QVBoxLayout(window).addWidget(QLineEdit())
    window.show()
    app.exec()


def watch() -> None:
    """Put a watcher before the event loop of this process."""
    from PySide6.QtWidgets import QApplication

    run = QApplication.exec

    def watched(*_: Any) -> int:
        watcher = Watcher()
        watcher.begin()
        return run()

    QApplication.exec = watched  # type: ignore[method-assign]


class Watcher:
    """Looks at the windows of this process every other millisecond and acts like a person."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self.found: dict[str, float] = {}
        self._passphrase = os.environ.get(PASSPHRASE, "")
        self._timer = QTimer(interval=TICK_MS)
        self._step: Callable[[], None] = self._type_a_letter
        self._timer.timeout.connect(lambda: self._step())

    def begin(self) -> None:
        """Look on, from the first turn of the event loop."""
        self._timer.start()

    def _type_a_letter(self) -> None:
        """The window stands there, painted, and accepts a letter: usable."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QLineEdit

        field = next((one for one in _widgets(QLineEdit) if one.isVisible()), None)
        if field is None or not field.window().windowHandle().isExposed():
            return
        field.window().repaint()
        if not field.hasFocus():
            field.window().activateWindow()
        _press(field, Qt.Key.Key_A, "a")
        if field.text() != "a":
            return
        field.repaint()
        self.found["usable"] = time.monotonic()
        self.found["cpu"] = time.process_time()
        if self._passphrase:
            field.clear()
            later = time.monotonic() + float(os.environ.get(TYPING, "0"))
            self._step = lambda: self._unlock(field, later)
        else:
            self._finish()

    def _unlock(self, field: Any, later: float) -> None:
        """The passphrase is typed, then Enter."""
        from PySide6.QtCore import Qt

        if time.monotonic() < later:
            return
        for letter in self._passphrase:
            _press(field, Qt.Key.Key_unknown, letter)
        assert field.text() == self._passphrase
        self.found["enter"] = time.monotonic()
        self._step = self._wait_for_rows
        _press(field, Qt.Key.Key_Return, "\r")

    def _wait_for_rows(self) -> None:
        """The first page of incidents stands there, every visible row with its words."""
        from PySide6.QtWidgets import QTableView

        table: Any = next((one for one in _widgets(QTableView) if one.isVisible() and one.model()), None)
        if table is None or not table.model().rowCount():
            return
        last = min(table.rowAt(table.viewport().height() - 1), table.model().rowCount() - 1)
        if all(table.rows.row_at(place) is not None for place in range(max(last, 20) + 1)):
            table.window().repaint()
            self.found["rows"] = time.monotonic()
            self._step = self._leave

    def _leave(self) -> None:
        """Close as a person does, so that the register is whole for the next run."""
        from PySide6.QtWidgets import QApplication

        self._timer.stop()
        print(json.dumps(self.found), flush=True)
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                window.close()

    def _finish(self) -> None:
        print(json.dumps(self.found), flush=True)
        os._exit(0)


def _widgets(of: type[Any]) -> list[Any]:
    from PySide6.QtWidgets import QApplication

    return [one for one in QApplication.allWidgets() if isinstance(one, of)]


def _press(field: Any, key: Any, text: str) -> None:
    """A key as it comes from the window system: to the window, which gives it to the focused field."""
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(
            field.window().windowHandle(), QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        )


if __name__ == "__main__":
    del sys.argv[0]
    if sys.argv[0] == "bare":
        watch()
        bare()
    else:
        sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))  # noqa: PTH100, PTH120
        if sys.prefix != sys.base_prefix:  # inside the environment: after the restart
            watch()
        runpy.run_path(sys.argv[0], run_name="__main__")
