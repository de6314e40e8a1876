"""Drawing a report or a map where there may be no window: the command line has none."""

from __future__ import annotations

import os
from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication

from exports import Draw, MapTold, Pages, Picture

_kept: list[QGuiApplication] = []
"""Fonts need it for as long as the process lives."""


def _begin() -> None:
    """A Qt without a screen, when there is none yet."""
    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _kept.append(QGuiApplication(["sijill"]))


def _pdf(pages: Pages) -> bytes:
    _begin()
    from gui.report.document import as_pdf

    return as_pdf(pages)


def _pictures(pages: Pages) -> Sequence[Picture]:
    _begin()
    from gui.report.pictures import as_pictures

    return as_pictures(pages)


def _map(told: MapTold, kind: str) -> bytes:
    _begin()
    from gui.map.page import as_picture

    return as_picture(told, kind)


report_drawing = Draw(_pdf, _pictures, _map)
