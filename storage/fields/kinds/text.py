"""Words people write: a line, a narrative, a phone number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from storage.errors import BadValue
from storage.fields.kind import Kind, Reading
from storage.fields.kinds.typed import ascii_digits, cleaned, kept
from storage.messages import message

LINE = 2_000
NARRATIVE = 200_000


@dataclass(frozen=True)
class Text(Kind[str]):
    """One line of text, kept as written."""

    def parse(self, text: str, reading: Reading) -> str | None:
        """The line without stray spaces and hidden marks; None when blank."""
        line = cleaned(text)
        if len(line) > LINE:
            raise BadValue(message("This line holds up to {count} letters. Put the rest into the notes.", count=LINE))
        return line or None

    def show(self, value: str | None, reading: Reading) -> str:
        """The text itself."""
        return value or ""


@dataclass(frozen=True)
class Note(Kind[str]):
    """A narrative of several lines."""

    def parse(self, text: str, reading: Reading) -> str | None:
        """The text with its lines, without hidden marks and spaces at line ends; None when blank."""
        lines = [line.rstrip() for line in kept(text).split("\n")]
        note = "\n".join(lines).strip()
        if len(note) > NARRATIVE:
            raise BadValue(message("This text is too long for one note. Attach it as a document instead."))
        return note or None

    def show(self, value: str | None, reading: Reading) -> str:
        """The text itself."""
        return value or ""


@dataclass(frozen=True)
class Phone(Kind[str]):
    """A phone number as people write it; remarks ("his brother") may stand beside it."""

    def parse(self, text: str, reading: Reading) -> str | None:
        """The number with digits 0–9; None when blank."""
        line = ascii_digits(cleaned(text))
        if not line:
            return None
        if len(re.findall(r"\d", line)) < 3 or len(line) > 200:
            raise BadValue(message("A phone number is written with digits, such as 0944 123 456 or +963 944 123 456."))
        return line

    def show(self, value: str | None, reading: Reading) -> str:
        """The number, left to right also inside Arabic."""
        return reading.words.ltr(value) if value else ""
