"""What finds a row again in the next file: its own id there, else what it says; and the id its record will have.

The same row of the same source always makes the same record, on any laptop. Ids of one source stand together, so that
fifty thousand of them fill neighbouring pages of the database instead of one each.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b

from exports.foreign.mapping import Mapping
from exports.foreign.rows import RowTold
from storage import fold


@dataclass(frozen=True, slots=True)
class Identity:
    """What finds a row again.

    Attributes:
        kind: of its record; key: as ``intake.row_key`` keeps it; code: a record number of ours in the row.
        again: a row above it has the same id.
    """

    kind: str
    key: str
    code: str = ""
    again: bool = False


def _hash(text: str, size: int) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=size).hexdigest()


class Keys:
    """Makes the keys of one source: a mapping's name and kind, whatever the file and its sheets are called."""

    def __init__(self, mapping: Mapping) -> None:
        self._source = fold(mapping.name)
        self._beginnings: dict[str, str] = {}
        self._times: Counter[str] = Counter()

    def beginning(self, kind: str) -> str:
        """How all keys of rows with an id of their own begin."""
        if kind not in self._beginnings:
            self._beginnings[kind] = f"k{_hash(f'{kind}|{self._source}', 8)}:"
        return self._beginnings[kind]

    def of_text(self, kind: str, text: str) -> str:
        """The key of a row by its id in the file."""
        return self.beginning(kind) + _hash(text.casefold(), 16)

    def identity(self, kind: str, told: RowTold, *, under: bool, code: str = "") -> Identity:
        """The identity of a row; of equal rows without an id the first, the second … are told apart."""
        text = f"{told.parent}\x1f{told.key}" if under and told.key and told.parent else told.key
        if text:
            key = self.of_text(kind, text)
            self._times[key] += 1
            return Identity(kind, key, code, again=self._times[key] > 1)
        content = f"{told.parent}\x1f{told.content}" if under else told.content
        self._times[content] += 1
        text = f"{content}|{self._times[content]}"
        return Identity(kind, f"c{_hash(kind, 8)}:{_hash(text, 16)}", code)

    @staticmethod
    def beside(identity: Identity, kind: str) -> Identity:
        """The identity of a record that stands beside another in its row."""
        return Identity(kind, f"{identity.key}/{kind}")


def record_id(identity: Identity, before: int) -> str:
    """The id of the record; ``before``: how often the row was taken in and that was undone."""
    digest = bytearray(bytes.fromhex(_hash(identity.key[:18], 6) + _hash(f"{identity.key}|{before}", 10)))
    digest[6], digest[8] = (digest[6] & 0x0F) | 0x80, (digest[8] & 0x3F) | 0x80  # UUIDv8: made of content
    return digest.hex()
