"""Starting the window: paint the unlock page first, import the rest in a thread meanwhile."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from gui import clipboard, jobs, messages
from gui.context import Context
from gui.frame import opening
from gui.frame.window import Window
from gui.jobs import Job
from gui.look import fonts
from gui.look.dress import choose, clothe, prepare
from gui.preferences import Preferences

if TYPE_CHECKING:
    from exports import Options
    from gui.frame.hit import Find, Hit
    from gui.room import Room

ROOMS = (
    "incidents", "victims_room", "villages", "facilities", "overview", "map", "review", "exchange", "sync", "settings",
)  # fmt: skip
"""Modules of ``gui.screens`` that state a ``ROOM``, in the order of the rail."""
SOON_MS = 150
"""Imports in a thread hold up the window as well (Python has one lock), so the first letter is taken before."""


def rooms() -> list[Room]:
    """The rooms; their modules are imported here, after the first window was painted."""
    return [import_module(f"gui.screens.{name}").ROOM for name in ROOMS]


def main(options: Options) -> int:
    """Open the window on the register ``options`` mean; gives the exit code."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Sijill")
    app.setDesktopFileName("sijill")
    prepare(app)
    messages.catch_all()
    window = make_window(app, options)
    if options.practice:
        window.practise()
    else:
        window.show_first()
    clothe(window)
    window.show()
    QTimer.singleShot(SOON_MS, window, lambda: after_first_paint(window))
    code = int(app.exec())
    hangs = jobs.leave()
    clipboard.leave()
    if hangs:  # Python itself would wait for that thread as long as the share hangs
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def make_window(app: QApplication, options: Options) -> Window:
    """The window with nothing in it yet, in the language and size chosen; it is clothed when its page stands."""
    folder = opening.folder_in(options.data, practice=options.practice)
    preferences = Preferences(folder)
    if options.language:
        preferences.language = options.language
    if not preferences.language:
        preferences.language = "ar"
    choose(app, preferences.language, preferences.theme, preferences.text_size)
    context = Context(preferences)
    context.find = finder(context)
    window = Window(context, folder, rooms)
    window.hub = options.hub
    return window


def finder(context: Context) -> Find:
    """Global search; its module stands on the storage floor and is imported with the first question."""
    made: list[Find] = []

    def find(typed: str) -> list[Hit]:
        if not made:
            from gui.frame.search import Everything

            made.append(Everything(context))
        return made[0](typed)

    return find


def after_first_paint(window: Window) -> None:
    """What can wait until the person sees the window."""
    fonts.load_reading_fonts()
    window.watch.listen_to_the_screen()
    Job(_preload).lastly(_tidy).start(window)


def _tidy() -> None:
    """Everything that stays is loaded now: from here on Python tidies up when nobody is typing."""
    from gui.frame.pauses import Tidying

    app = QApplication.instance()
    if isinstance(app, QApplication):
        Tidying(app).begin()


def _preload() -> Sequence[Room]:
    """In the order in which unlocking needs it; while it derives the key the rest is imported."""
    opening.preload()
    with opening.IMPORTING:
        import_module("gui.frame.shell")
        return rooms()
