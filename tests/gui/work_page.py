"""A page of work on one file, in front of the person, as the Exchange room shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context, Opened
from gui.preferences import Preferences
from tests.gui.dressed import speak
from tests.gui.typist import in_front

Page = TypeVar("Page", bound=QWidget)


def shows(
    qtbot: QtBot, app: QApplication, opened: Opened, of: Callable[[Context, Path, Any], Page], read: Callable[..., Any]
) -> Iterator[Callable[..., Page]]:
    """Makes the pages of one test; each is kept until its end. ``wait=False`` gives one that still reads."""
    pages: list[Page] = []

    def make(path: Path, language: str = "en", kept: Any = None, *, wait: bool = True) -> Page:
        speak(app, language)
        context = Context(Preferences(opened.register.folder.parent))
        context.take(opened)
        page = of(context, path, kept)
        pages.append(page)
        page.resize(1366, 720)
        qtbot.addWidget(page)
        in_front(qtbot, page)
        if wait:
            read(qtbot, page)
        return page

    yield make
    jobs.finish()
