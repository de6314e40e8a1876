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
from typing import Any

import orjson

from storage.database.jsontext import pack
from storage.errors import UserError
from storage.journal.change import Change, pack_fields, unpack_over
from storage.journal.sound import sound
from storage.messages import message

NAMES = ("stamp", "number", "kind", "record", "fields", "over", "who", "save", "why")
LONGEST = 64 << 20
"""Bytes of one line; ten million Arabic letters in one field are below it, and a register takes so many."""


def line_of_row(row: Mapping[str, Any]) -> bytes:
    """The line of a journal row."""
    return _line(row, row["fields"], row["over"])


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
        told = json.loads(line) if line[:1] == b" " else orjson.loads(line)
        fields, over = told["fields"], told["over"]
        change = Change(
            stamp=bytes.fromhex(told["stamp"]), kind=told["kind"], record=bytes.fromhex(told["record"]),
            fields=fields, over=unpack_over(pack(over)) if over else {}, who=bytes.fromhex(told["who"]),
            why=told["why"], save=bytes.fromhex(told["save"]), number=told["number"],
        )  # fmt: skip
        if len(line) <= LONGEST and isinstance(fields, dict) and sound(change) and line_of(change) == line:
            return change
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise malformed()


def malformed() -> UserError:
    """What was received was not written by a program of ours, or was changed on its way."""
    return UserError(
        "malformed-changes",
        message("What was received is not a whole Sijill file. Nothing of it was taken in."),
        message("Ask for the file again. What you have here is as it was."),
    )


def _line(row: Mapping[str, Any], fields: str, over: str) -> bytes:
    space = " " if fields[:1] == " " else ""
    return (
        f'{space}{{"stamp":"{bytes(row["stamp"]).hex()}","number":{row["number"]},"kind":{pack(row["kind"])},'
        f'"record":"{bytes(row["record"]).hex()}","fields":{fields.lstrip()},"over":{_sorted(over)},'
        f'"who":"{bytes(row["who"]).hex()}","save":"{bytes(row["save"]).hex()}","why":{pack(row["why"])}}}'
    ).encode()


def _sorted(over: str) -> str:
    """The values that were replaced, in the one order they are written."""
    if not over:
        return "{}"
    told = orjson.loads(over)
    return orjson.dumps({stamp: sorted(names) for stamp, names in told.items()}, option=orjson.OPT_SORT_KEYS).decode()
