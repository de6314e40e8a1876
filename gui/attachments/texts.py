"""Plain text from outside: the beginning of it, without anything that could pass for another text."""

from __future__ import annotations

from typing import BinaryIO

MOST = 400_000
"""Bytes that are shown; nobody reads more in a small window."""
_TURNING: dict[int, str | None] = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\N{REPLACEMENT CHARACTER}"
)
_MUTE: dict[int, str | None] = {code: None for code in range(32) if chr(code) not in "\n\t"}


def read_text(stream: BinaryIO, form: str) -> tuple[str, bool]:
    """The text, and whether it goes on. Signs that turn the direction of what follows are made visible."""
    data = stream.read(MOST + 1)
    whole = len(data) <= MOST
    return _decoded(data[:MOST], form).replace("\r\n", "\n").translate(_MUTE | _TURNING), not whole


def _decoded(data: bytes, form: str) -> str:
    if form == "utf-16":
        return data[: len(data) // 2 * 2].decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        if trouble.end >= len(data) - 3:  # the cut fell into a letter
            return data[: trouble.start].decode("utf-8-sig", "replace")
        return data.decode("cp1256", "replace")
