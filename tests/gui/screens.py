"""Pictures of every screen: ``python -m tests.gui.screens [OUT] [--only NAME …]``; look at them, in both directions.

A screen is a function that builds a widget; modules ``tests/gui/screens_*.py`` add theirs with ``@screen("name")``.
Each is shown in English and Arabic, light and dark, at 1366×768 and 1024×600.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from itertools import product
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from tests.bot import highest

SIZES = ((1366, 768), (1024, 600))


@dataclass(frozen=True)
class Stage:
    """Where a screen is built: an empty folder of its own, and what is shown around it."""

    folder: Path
    language: str
    mode: str
    size: tuple[int, int]


Build = Callable[[Stage], QWidget]
SCREENS: dict[str, Build] = {}


def screen(name: str) -> Callable[[Build], Build]:
    """Register a screen under a name (the name of its picture)."""

    def keep(build: Build) -> Build:
        SCREENS[name] = build
        return build

    return keep


class Wardrobe(QObject):
    """Whatever is shown by itself wears what it would in a window, from the first moment."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Just before it is shown."""
        from gui.look.dress import clothe

        if event.type() == QEvent.Type.Polish and isinstance(watched, QWidget) and watched.isWindow():
            clothe(highest(watched))
        return False


def settle(milliseconds: int = 60) -> None:
    """Let layouts, jobs and timers come to rest (``QTest.qWait`` would keep Python's lock and starve the threads)."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_until(ready: Callable[[], bool], seconds: int = 20) -> None:
    """Let the window work until ``ready``."""
    deadline = QDeadlineTimer(seconds * 1000)
    loop = QEventLoop()
    while not ready():
        if deadline.hasExpired():
            raise TimeoutError("the screen did not become ready")
        QTimer.singleShot(20, loop.quit)
        loop.exec()


def load_all() -> None:
    """Import the modules that register screens."""
    for path in sorted(Path(__file__).parent.glob("screens_*.py")):
        import_module(f"tests.gui.{path.stem}")


def take_pictures(out: Path, only: list[str]) -> int:
    """Make the pictures; gives their number."""
    from gui import jobs
    from gui.look.dress import dress, prepare

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    prepare(app)
    Wardrobe(app)
    load_all()
    gc.disable()  # as in the program: widgets are ended in the window's thread only
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, build in SCREENS.items():
        if only and not any(name.startswith(wish) for wish in only):
            continue
        for language, mode, size in product(("en", "ar"), ("light", "dark"), SIZES):
            dress(app, language, mode, 100)
            with tempfile.TemporaryDirectory() as folder:
                widget = build(Stage(Path(folder), language, mode, size))
                widget.resize(*size)
                widget.show()
                widget.activateWindow()
                settle(120)
                widget.grab().save(str(out / f"{name}-{language}-{mode}-{size[0]}.png"))
                count += 1
                widget.close()
                widget.deleteLater()
                settle(20)
                jobs.finish()
                gc.collect()
    return count


def main(argv: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.gui.screens", description=__doc__)
    parser.add_argument("out", nargs="?", default=".screens", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="names, or beginnings of names")
    wish = parser.parse_args(argv)
    print(take_pictures(wish.out, wish.only), "pictures in", wish.out)
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tests.gui import screens  # the registry of the imported module, not of __main__

    sys.exit(screens.main(sys.argv[1:]))
