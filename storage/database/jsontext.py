"""Values as JSON text and back: fast, and exact where the fast way is not (numbers beyond 64 bits, torn letters)."""

from __future__ import annotations

import json
from typing import Any

import orjson


def pack(value: Any) -> str:
    """The value as JSON text.

    What the fast writer cannot write faithfully is written by the slow one, behind a space, which tells :func:`unpack`
    to read it slowly too: other readers do not mind the space.
    """
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return " " + json.dumps(value, separators=(",", ":"))


def unpack(text: str) -> Any:
    """The inverse of :func:`pack`."""
    return json.loads(text) if text[:1] == " " else orjson.loads(text)
