"""The window: what people see and type. Nothing below may use it; ``main.py`` starts it by ``gui.app``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gui.report.headless import report_drawing

__all__ = ["report_drawing"]


def __getattr__(name: str) -> Any:
    if name != "report_drawing":
        raise AttributeError(name)
    from gui.report import headless

    return headless.report_drawing
