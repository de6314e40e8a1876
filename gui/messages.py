"""The one voice of the window: notes inside the page, and one dialog when the fault is ours.

The world's troubles (``UserError``) are told as two sentences where the person is looking. Our bugs open one dialog;
its report carries types, modules, line numbers and versions, never a value anybody typed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from gui.say import words
from storage import UserError

ROOT = Path(__file__).resolve().parents[1]
_ears: dict[str, Callable[[Any], object]] = {}
reported: list[BaseException] = []


def listen(on_trouble: Callable[[UserError], object], on_bug: Callable[[str], object]) -> None:
    """The window says how a trouble is shown (a note in the page) and how the report of a bug is (the dialog)."""
    _ears["trouble"], _ears["bug"] = on_trouble, on_bug


def forget(on_trouble: Callable[[UserError], object], _window: object = None) -> None:
    """The window that listened is gone: what still ends behind it has nobody to tell."""
    if _ears.get("trouble") == on_trouble:
        _ears.clear()


def tell(trouble: UserError) -> None:
    """Show what happened and what to do, in the page that is open."""
    if "trouble" in _ears:
        _ears["trouble"](trouble)


def bug(exception: BaseException) -> None:
    """Our fault: show the report."""
    reported.append(exception)
    if "bug" in _ears:
        _ears["bug"](report(exception))


def report(exception: BaseException) -> str:
    """What may leave this computer about a bug: no message texts, no values, no source lines, only where and what."""
    import platform  # costs a start 3 ms, a bug nothing

    lines = [
        f"sijill python {platform.python_version()} {sys.platform} language {words().language}",
        *_chain(exception),
    ]
    return "\n".join(lines)


def _chain(exception: BaseException) -> list[str]:
    import traceback

    lines: list[str] = []
    now: BaseException | None = exception
    while now is not None and len(lines) < 200:
        kind = type(now)
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        for frame in traceback.extract_tb(now.__traceback__):
            lines.append(f"  {_place(frame.filename)}:{frame.lineno} {frame.name}")
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)
    return lines


def _place(filename: str) -> str:
    """The module, without the folders of this computer (they may carry a person's name)."""
    path = Path(filename)
    if path.is_relative_to(ROOT):
        return path.relative_to(ROOT).as_posix()
    return "/".join(path.parts[-2:])


def catch_all() -> None:
    """Bring exceptions nobody caught (in slots and events) to :func:`bug`."""

    def hook(kind: type[BaseException], exception: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, exception, trace)
        elif isinstance(exception, UserError):
            tell(exception)
        else:
            bug(exception.with_traceback(trace))

    sys.excepthook = hook
