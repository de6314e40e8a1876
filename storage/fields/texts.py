"""Texts: several short texts in one field (aliases of a place, tags of an incident)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from storage.fields.kind import Kind, Reading

_SEPARATOR = re.compile(r"[;؛،,|\n]+")


@dataclass(frozen=True)
class Texts(Kind[tuple[str, ...]]):
    """A set of short texts, in the order they were given."""

    def parse(self, text: str, reading: Reading) -> tuple[str, ...] | None:
        """Texts parted by ``;``, a comma of either script or a new line; repeats are dropped."""
        parts = (part.strip() for part in _SEPARATOR.split(text))
        return tuple(dict.fromkeys(part for part in parts if part)) or None

    def show(self, value: tuple[str, ...] | None, reading: Reading) -> str:
        """The texts, parted by a comma of the reader's script."""
        return ("، " if reading.words.rtl else ", ").join(value or ())

    def store(self, value: tuple[str, ...]) -> list[str]:
        """A JSON list."""
        return list(value)

    def load(self, data: object) -> tuple[str, ...]:
        """The tuple of a JSON list."""
        return tuple(str(item) for item in data) if isinstance(data, list) else (str(data),)
