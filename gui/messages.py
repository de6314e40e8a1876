"""The one voice of the window: notes inside the page, and one dialog when the fault is ours.

The world's troubles (``UserError``) are told as two sentences where the person is looking. Our bugs open one dialog; its
report carries types, module names, line numbers and ids, never a value anybody typed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from storage.errors import UserError

_ears: dict[str, Callable[[Any], object]] = {}
reported: list[BaseException] = []


def listen(on_trouble: Callable[[UserError], object], on_bug: Callable[[BaseException], object]) -> None:
    """The shell says how a trouble is shown (a note in the page) and how a bug is (the dialog)."""
    _ears["trouble"], _ears["bug"] = on_trouble, on_bug


def tell(trouble: UserError) -> None:
    """Show what happened and what to do, in the page that is open."""
    if "trouble" in _ears:
        _ears["trouble"](trouble)


def bug(exception: BaseException) -> None:
    """Our fault: show the report dialog (once for the same place)."""
    reported.append(exception)
    if "bug" in _ears:
        _ears["bug"](exception)
