"""Pointers to other records: an incident, sources, a place of the gazetteer. Kept as ids, typed and shown as names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from storage.errors import BadValue
from storage.fields.kind import Json, Kind, Reading
from storage.fields.kinds.typed import cleaned, tidy
from storage.messages import message

_ID = re.compile(r"[0-9a-f]{32}")
_HARD, _SOFT = re.compile(r"[;؛\n]"), re.compile(r"[،,]")


@dataclass(frozen=True)
class Ref(Kind[str]):
    """One record of a kind (``"*"``: of any kind), by its id."""

    kind: str

    def parse(self, text: str, reading: Reading) -> str | None:
        """The id of the record that the text names; None when blank."""
        line = cleaned(text)
        if not line:
            return None
        found = _resolved(self.kind, line, reading)
        if found is None:
            raise BadValue(
                message("No record goes by this name or number. Choose one from the list, or add it first.")
            )
        return found

    def show(self, value: str | None, reading: Reading) -> str:
        """The name of the record."""
        return _named(self.kind, value, reading) if value else ""


@dataclass(frozen=True)
class Refs(Kind[tuple[str, ...]]):
    """Several records of a kind, each once."""

    kind: str

    def parse(self, text: str, reading: Reading) -> tuple[str, ...] | None:
        """The ids of the records named, parted by ``;`` or a comma; None when blank."""
        ids: list[str] = []
        for piece in _HARD.split(text):
            ids += self._piece(cleaned(piece), reading)
        return tuple(sorted(set(ids))) or None

    def show(self, value: tuple[str, ...] | None, reading: Reading) -> str:
        """The names of the records, parted by semicolons."""
        parted = "؛ " if reading.words.rtl else "; "
        return parted.join(_named(self.kind, record, reading) for record in value or ())

    def store(self, value: tuple[str, ...]) -> Json:
        """A JSON list, sorted: a set has no order."""
        return sorted(set(value))

    def load(self, data: Json) -> tuple[str, ...]:
        """The ids of a JSON list."""
        return tuple(sorted(set(data))) if isinstance(data, (list, tuple)) else (str(data),)

    def _piece(self, piece: str, reading: Reading) -> list[str]:
        if not piece:
            return []
        whole = _resolved(self.kind, piece, reading)
        if whole:
            return [whole]
        smaller = [part.strip() for part in _SOFT.split(piece) if part.strip()]
        found = [_resolved(self.kind, part, reading) for part in smaller]
        if len(smaller) < 2 or None in found:
            raise BadValue(message("No record goes by one of these names. Choose from the list, or add it first."))
        return [record for record in found if record]


@dataclass(frozen=True)
class PlaceRef(Kind[str]):
    """A place of the gazetteer, typed by name in either script or by its code."""

    def parse(self, text: str, reading: Reading) -> str | None:
        """The id of the place; None when blank."""
        line = cleaned(text)
        if not line:
            return None
        found = _resolved("place", line, reading)
        if found is None:
            raise BadValue(
                message("This place is not in the list yet. Choose a similar one, or propose it as a new place.")
            )
        return found

    def show(self, value: str | None, reading: Reading) -> str:
        """The name of the place."""
        return _named("place", value, reading) if value else ""


def _resolved(kind: str, line: str, reading: Reading) -> str | None:
    typed_id = tidy(line).lower()
    if _ID.fullmatch(typed_id):
        return typed_id
    return reading.find(kind, line) if reading.find else None


def _named(kind: str, record: str, reading: Reading) -> str:
    return reading.name(kind, record) if reading.name else record
