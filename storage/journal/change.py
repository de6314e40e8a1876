"""``Change``: one save of one record, the only thing that ever travels or is kept for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage.database.jsontext import pack, unpack
from storage.journal.clock import Stamp

Over = Mapping[str, tuple[Stamp, ...]]


@dataclass(frozen=True, init=False)
class Change:
    """What one author wrote into one record at one moment.

    Attributes:
        stamp: when and on which device; the identity of the change.
        kind: word of the record kind.
        record: 16 bytes of the record.
        fields: field name to canonical form; None empties a field.
        over: per field, the stamps of the values its author saw and replaced.
        who: 16 bytes of the person, zeros when unknown.
        why: the reason the author gave, "" when none was asked for.
        save: stamp of the first change of the same save, which is undone as one.
        number: the device's own count of its changes, for the proof of gaps.
    """

    stamp: Stamp
    kind: str
    record: bytes
    fields: Mapping[str, Any]
    over: Over
    who: bytes
    why: str
    save: Stamp
    number: int

    def __init__(
        self,
        stamp: Stamp,
        kind: str,
        record: bytes,
        fields: Mapping[str, Any],
        over: Over | None = None,
        who: bytes = bytes(16),
        why: str = "",
        save: Stamp = b"",
        number: int = 0,
    ) -> None:
        own = self.__dict__  # a hundred thousand are made at once, and what guards them takes four times as long
        own["stamp"], own["kind"], own["record"], own["fields"] = stamp, kind, record, fields
        own["over"] = {} if over is None else over
        own["who"], own["why"], own["save"], own["number"] = who, why, save, number


def pack_fields(fields: Mapping[str, Any]) -> str:
    """The fields as JSON text."""
    return pack(dict(fields))


def pack_over(over: Over) -> str:
    """``over`` turned round, stamp to fields: most fields of a save replace values of one and the same stamp."""
    turned: dict[str, list[str]] = {}
    for name, stamps in over.items():
        for stamp in stamps:
            turned.setdefault(stamp.hex(), []).append(name)
    return pack(turned) if turned else ""


def unpack_over(text: str) -> dict[str, tuple[Stamp, ...]]:
    """The inverse of :func:`pack_over`; stamps in byte order."""
    found: dict[str, list[Stamp]] = {}
    for stamp, names in (unpack(text) if text else {}).items():
        for name in names:
            found.setdefault(name, []).append(bytes.fromhex(stamp))
    return {name: tuple(sorted(stamps)) for name, stamps in found.items()}
