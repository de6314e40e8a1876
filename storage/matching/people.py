"""Victims as ``matching`` sees them, and the folded keys under which they are found again."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

from storage.database.rows import columns_of, is_name
from storage.matching.matching import Person, keys


def keys_of(values: Mapping[str, Any], derived: Mapping[str, Any]) -> tuple[int, ...]:
    """The folded keys under which a victim is found again."""
    return tuple(dict.fromkeys(keys(person_of(values, derived))))


def person_of(values: Mapping[str, Any], derived: Mapping[str, Any]) -> Person:
    """A victim as ``matching`` sees one, from canonical values, computed columns, its age where at hand."""
    name: Any = values.get("name")
    nickname, scripts = None, list[Mapping[str, str]]()
    if is_name(name):
        nickname = name.get("nick")
        scripts = [found for script in ("ar", "la") if isinstance(found := name.get(script), dict)]
    years = derived if "age" not in values or "age__years_min" in derived else columns_of("victim", values, ("age",))
    day = derived.get("day") or ""
    return Person(
        _told(scripts, "given"),
        _told(scripts, "father"),
        _told(scripts, "grandfather"),
        _told(scripts, "family"),
        nickname=nickname[:LONGEST] if isinstance(nickname, str) else "",
        sex=_code(values.get("sex")),
        years_min=years.get("age__years_min"),
        years_max=years.get("age__years_max"),
        place=derived.get("where_id") or "",
        day_first=day,
        day_last=day,
        outcome=_code(values.get("outcome")),
    )


def _told(scripts: Sequence[Mapping[str, str]], part: str) -> str:
    """A part of a name in every script it was told in."""
    if len(scripts) == 1:
        return scripts[0].get(part, "")[:LONGEST]
    return " ".join([text[:LONGEST] for one in scripts if (text := one.get(part))])


def _code(value: Any) -> str:
    """A code as far as it can be computed with."""
    return value if value.__class__ is str and "\0" not in value else ""


LONGEST = 200
"""Letters of a name part that are looked at."""


def pack_keys(found: Sequence[int]) -> bytes:
    """Match keys as they stand in a victim's row, so that a later edit can take the old ones out of the index."""
    return struct.pack(f">{len(found)}q", *found)


def unpack_keys(packed: bytes | None) -> tuple[int, ...]:
    """The inverse of :func:`pack_keys`."""
    data = bytes(packed or b"")
    return struct.unpack(f">{len(data) // 8}q", data)
