"""Victims as ``matching`` sees them, and the folded keys under which they are found again."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

from storage.matching import Person, keys
from storage.rows import columns_of


def keys_of(values: Mapping[str, Any], derived: Mapping[str, Any]) -> tuple[int, ...]:
    """The folded keys under which a victim is found again."""
    return tuple(dict.fromkeys(keys(person_of(values, derived))))


def person_of(values: Mapping[str, Any], derived: Mapping[str, Any]) -> Person:
    """A victim as ``matching`` sees one, from canonical values and computed columns."""
    name = values.get("name") or {}
    parts = {
        part: " ".join(filter(None, (name.get(script, {}).get(part) for script in ("ar", "la")))) for part in PARTS
    }
    years = columns_of("victim", values, {"age": None})
    return Person(
        **parts,
        nickname=name.get("nick") or "",
        sex=values.get("sex") or "",
        years_min=years.get("age__years_min"),
        years_max=years.get("age__years_max"),
        place=derived.get("where_id") or "",
        day_first=derived.get("day") or "",
        day_last=derived.get("day") or "",
        outcome=values.get("outcome") or "",
    )


PARTS = ("given", "father", "grandfather", "family")


def pack_keys(found: Sequence[int]) -> bytes:
    """Match keys as they stand in a victim's row, so that a later edit can take the old ones out of the index."""
    return struct.pack(f">{len(found)}q", *found)


def unpack_keys(packed: bytes | None) -> tuple[int, ...]:
    """The inverse of :func:`pack_keys`."""
    data = bytes(packed or b"")
    return struct.unpack(f">{len(data) // 8}q", data)
