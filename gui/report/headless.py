"""Drawing a report where there is no window: the command line has none."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from exports import Pages

_kept: list[QGuiApplication] = []
"""Fonts need it for as long as the process lives."""


def draw_report(pages: Pages) -> bytes:
    """A report as a PDF file; begins a Qt without a screen when there is none yet."""
    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _kept.append(QGuiApplication(["sijill"]))
    from gui.report.document import as_pdf

    return as_pdf(pages)
