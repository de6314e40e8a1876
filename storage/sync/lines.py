"""A change as one line of JSON, the form in which it is hashed, signed and sent; readable without this program.

::

    {"stamp":"…32 hex…","number":17,"kind":"victim","record":"…32 hex…","fields":{…},"over":{"…stamp…":["sex"]},
     "who":"…32 hex…","save":"…32 hex…","why":""}

There is one way of writing each change: a line that would be written differently than it was received is refused, so
what one laptop signed is byte for byte what every other one checks. A line that only an exact reader reads rightly
(numbers beyond 64 bits) begins with a space.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson

from storage.database.jsontext import pack
from storage.errors import UserError
from storage.journal.change import Change, pack_fields, unpack_over
from storage.journal.sound import DEEPEST, LARGEST, is_json, sound
from storage.messages import message

NAMES = ("stamp", "number", "kind", "record", "fields", "over", "who", "save", "why")
EMPTY = '""'
TORN = b"\\u0000"
"""How the sign NUL is written, which no text may hold."""
LONGEST = 64 << 20
"""Bytes of one line; ten million Arabic letters in one field are below it, and a register takes so many."""


def line_of(change: Change) -> bytes:
    """The line of a change."""
    turned: dict[str, list[str]] = {}
    for name, stamps in change.over.items():
        for stamp in stamps:
            turned.setdefault(stamp.hex(), []).append(name)
    row = {name: getattr(change, name) for name in ("stamp", "number", "kind", "record", "who", "why")}
    row["save"] = change.save or change.stamp
    return _line(row, pack_fields(change.fields), pack(turned) if turned else "")


def change_of(line: bytes) -> Change:
    """The change of a line.

    Raises:
        UserError: ``malformed-changes``: no program wrote this line.
    """
    try:
        change = _read_exactly(line) if line[:1] == b" " or TORN in line else _read(line)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        change = None
    if change is None:
        raise malformed()
    return change


def _read(line: bytes) -> Change | None:
    """The change of an ordinary line; None for one that this program would write otherwise.

    The reader of JSON lets neither half letters nor endless numbers through, so less has to be looked at than in
    :func:`storage.journal.sound.sound`; a hundred thousand lines come through here.
    """
    told = orjson.loads(line)
    if tuple(told) != NAMES:
        return None
    stamp, number, kind, record, fields, over, who, save, why = told.values()
    joined = stamp + record + who + save
    ids = bytes.fromhex(joined)
    if not len(stamp) == len(record) == len(who) == len(save) == 32 or ids.hex() != joined:
        return None
    if not (kind.__class__ is str and kind and why.__class__ is str and number.__class__ is int):
        return None
    if not (0 <= number <= LARGEST and fields.__class__ is dict and "" not in fields and over.__class__ is dict):
        return None
    if over and not _is_sorted(over):
        return None
    if line.count(b"{") + line.count(b"[") > DEEPEST and not all(map(is_json, fields.values())):
        return None  # fewer brackets cannot nest too deep
    if len(line) > LONGEST or orjson.dumps(told) != line:
        return None
    return Change(ids[:16], kind, ids[16:32], fields, _turned(over) if over else {}, ids[32:48], why, ids[48:], number)


def _read_exactly(line: bytes) -> Change | None:
    """The same for a line only an exact reader reads rightly, or with signs that are not taken in."""
    told = json.loads(line) if line[:1] == b" " else orjson.loads(line)
    fields, over = told["fields"], told["over"]
    change = Change(
        stamp=bytes.fromhex(told["stamp"]), kind=told["kind"], record=bytes.fromhex(told["record"]),
        fields=fields, over=unpack_over(pack(over)) if over else {}, who=bytes.fromhex(told["who"]),
        why=told["why"], save=bytes.fromhex(told["save"]), number=told["number"],
    )  # fmt: skip
    sound_ = len(line) <= LONGEST and isinstance(fields, dict) and sound(change) and line_of(change) == line
    return change if sound_ else None


def _turned(over: Mapping[str, list[str]]) -> dict[str, tuple[bytes, ...]]:
    """``over`` of a line, field to stamps: those of nearly every field are the same."""
    if len(over) == 1:
        ((stamp, names),) = over.items()
        return dict.fromkeys(names, (bytes.fromhex(stamp),))
    return unpack_over(pack(over))


def _is_sorted(over: Mapping[str, list[str]]) -> bool:
    """Stamps once and in their order, as this program writes them; under each the names of fields in theirs."""
    for stamp, names in over.items():
        if len(stamp) != 32 or stamp != bytes.fromhex(stamp).hex() or names.__class__ is not list or not names:
            return False
        if "" in names or names != sorted(set(names)):
            return False
    return len(over) < 2 or list(over) == sorted(over)


def malformed() -> UserError:
    """What was received was not written by a program of ours, or was changed on its way."""
    return UserError(
        "malformed-changes",
        message("What was received is not a whole Sijill file. Nothing of it was taken in."),
        message("Ask for the file again. What you have here is as it was."),
    )


def _line(row: Mapping[str, Any], fields: str, over: str) -> bytes:
    return written(
        row["stamp"], row["number"], row["kind"], row["record"], fields, over, row["who"], row["save"], row["why"]
    )


def written(
    stamp: bytes, number: int, kind: str, record: bytes, fields: str, over: str, who: bytes, save: bytes, why: str
) -> bytes:
    """The line of what stands in the columns of a journal row, in the order of :data:`NAMES`."""
    space = " " if fields[:1] == " " else ""
    return (
        f'{space}{{"stamp":"{bytes(stamp).hex()}","number":{number},"kind":{_kind(kind)},'
        f'"record":"{bytes(record).hex()}","fields":{fields.lstrip()},"over":{_sorted(over) if over else "{}"},'
        f'"who":"{bytes(who).hex()}","save":"{bytes(save).hex()}","why":{pack(why) if why else EMPTY}}}'
    ).encode()


@lru_cache(maxsize=64)
def _kind(word: str) -> str:
    return pack(word)


def _sorted(over: str) -> str:
    """The values that were replaced, in the one order they are written."""
    told = orjson.loads(over)
    return orjson.dumps({stamp: sorted(names) for stamp, names in told.items()}, option=orjson.OPT_SORT_KEYS).decode()
