"""What the program says to a person, kept as data until a language is known.

A :class:`Message` is an English sentence (the key of the catalogues) with the values that go into it. The
storage floor never speaks itself: it hands messages up, and ``words.Words.say`` turns them into Arabic or English.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, eq=False)
class Message:
    """One sentence for the user.

    ``text`` is the English sentence and the catalogue key; ``{name}`` marks the place of a value. ``params`` never
    hold a person's data when the message may reach a log: pass ids, counts, file names.
    """

    text: str
    params: dict[str, Any] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.text, self.params) == (other.text, other.params)

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.text.format(**self.params) if self.params else self.text


def message(text: str, **params: Any) -> Message:
    """Short form of :class:`Message`; the catalogue test reads the literal given here."""
    return Message(text, params)
