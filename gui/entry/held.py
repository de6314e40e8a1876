"""The entry windows and forms that are open: held here, so that none is tidied away while somebody types in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import shiboken6
from PySide6.QtWidgets import QWidget

_held: dict[int, tuple[str, QWidget]] = {}
_again: dict[int, Callable[[], bool]] = {}


def hold(form: str, window: QWidget, again: Callable[[], bool] = lambda: False) -> None:
    """Keep the window of a form until it is destroyed; ``again``: it is asked for, and whether it is just closing.

    One that is closing comes back by itself.
    """
    key = id(window)
    _held[key], _again[key] = (form, window), again
    window.destroyed.connect(lambda *_: _forget(key))


def let_go(window: QWidget) -> None:
    """The window is closing for good."""
    _forget(id(window))


def _forget(key: int) -> None:
    _held.pop(key, None)
    _again.pop(key, None)


def _alive() -> Iterator[tuple[str, QWidget]]:
    return ((form, window) for form, window in list(_held.values()) if shiboken6.isValid(window))


def open_forms() -> set[str]:
    """The identities of the forms that are open."""
    return {form for form, _ in _alive()}


def window_of(form: str) -> QWidget | None:
    """The open window of a form, in front of the others."""
    for one, window in _alive():
        if one == form:
            if not _again[id(window)]():
                window.show()
                window.raise_()
                window.activateWindow()
            return window
    return None
