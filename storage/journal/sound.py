"""What a change must be to be taken in at all: the shapes that every program of any version writes.

Only the frame is judged here. Whatever stands inside a field (a list where text was, a code nobody knows, a form of
ten years from now) is taken in, kept and shown raw; but a change whose stamp is no stamp, or whose values are no
JSON, cannot be told from others, sent on or written to either engine.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from storage.errors import UserError
from storage.journal.change import Change, Over
from storage.messages import message

LARGEST = (1 << 63) - 1
DEEPEST = 60
"""How deep a value may nest: far beyond any form, far below what readers of JSON refuse."""


def require_sound(changes: Iterable[Change]) -> None:
    """Refuse changes that no program wrote so.

    Raises:
        UserError: ``malformed-changes``; nothing was taken in.
    """
    if not all(map(sound, changes)):
        raise UserError(
            "malformed-changes",
            message("What was received is not a whole Sijill file. Nothing of it was taken in."),
            message("Ask for the file again. What you have here is as it was."),
        )


def sound(change: Change) -> bool:
    """Whether a change can be kept, told from others and sent on."""
    return (
        _is_bytes(change.stamp, 16)
        and _is_bytes(change.record, 16)
        and _is_bytes(change.who, 16)
        and (change.save == b"" or _is_bytes(change.save, 16))
        and type(change.number) is int
        and 0 <= change.number <= LARGEST
        and _is_text(change.kind)
        and isinstance(change.why, str)
        and _can_be_written(change.why)
        and _sound_fields(change.fields)
        and _sound_over(change.over)
    )


def _sound_fields(fields: Mapping[str, Any]) -> bool:
    for name, value in fields.items():  # loops, since a hundred thousand changes come through here
        if not _is_text(name):
            return False
        if (value.__class__ is not str or not value.isascii()) and not is_json(value):
            return False
    return True


def _sound_over(over: Over) -> bool:
    before: tuple[bytes, ...] | None = None
    for name, stamps in over.items():
        if not _is_text(name) or (stamps is not before and not all(_is_bytes(one, 16) for one in stamps)):
            return False
        before = stamps
    return True


def _is_bytes(value: Any, length: int) -> bool:
    return type(value) is bytes and len(value) == length


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != "" and _can_be_written(value)


def _can_be_written(text: str) -> bool:
    """Neither the sign NUL, which PostgreSQL refuses in text, nor halves of letters, which no file can hold."""
    return "\0" not in text and whole(text)


def is_json(value: Any, depth: int = 0) -> bool:
    """Whether a value can be written as JSON and read back the same."""
    if isinstance(value, str):
        return whole(value)
    if value is None or isinstance(value, (bool, int)):
        return True
    if isinstance(value, float):
        return math.isfinite(value)
    if depth > DEEPEST:
        return False
    if isinstance(value, (list, tuple)):
        return all(is_json(item, depth + 1) for item in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and whole(key) and is_json(item, depth + 1) for key, item in value.items())
    return False


def whole(text: str) -> bool:
    """Whether no letter of a text is torn in half (a lone surrogate)."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
