"""A register in which every field of every kind holds a mark of its own, to be looked for where it must not be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from storage.edits import Edit
from storage.fields.field import Field, Privacy
from storage.fields.kinds import DayValue, NameValue, Parts, PositionValue, Range
from storage.records import RECORDS
from storage.saving import new_id
from storage.store import Store
from storage.sync.entitled import VOUCHED
from tests.builders import place

STRUCTURE = {"status", "withdrawn", "overrides", "team", "author", "level", "parent", "retired", "holds", "of_group"}
"""Fields that must stay as they are for the register to work."""
SEALED_PLACE, INTERNAL_PLACE, OPEN_PLACE = "Harim", "Mhambal", "Kafr Nobol"


@dataclass(frozen=True)
class Canary:
    """A mark: the field that holds it and the forms in which it would stand in a file."""

    kind: str
    field: str
    privacy: Privacy
    forms: tuple[str, ...]


def marked(store: Store, **more: Any) -> list[Canary]:
    """Fill the register; ``more`` are values of the victim. The marks, and the raw ids as marks of ``id``."""
    ids = {kind: new_id() for kind in RECORDS}
    numbers = iter(range(1, 10_000))
    found: list[Canary] = []
    edits = []
    for kind, record in RECORDS.items():
        if kind in VOUCHED:
            continue  # written by acts of membership alone; no file holds them (``AT_HOME``)
        values: dict[str, Any] = {"status": "draft"}
        for name, item in record.fields.items():
            if name in STRUCTURE or (kind == "victim" and name in more):
                continue
            value, forms = _mark(store, item, next(numbers), ids)
            values[name] = value
            found.append(Canary(kind, name, item.privacy, forms))
        values |= {"level": 4, "parent": place(store, "SY070203")} if kind == "place" else {}
        values |= more if kind == "victim" else {}
        values |= {"direction": "out", "origin": place(store, OPEN_PLACE)} if kind == "movement" else {}
        edits.append(Edit(kind, ids[kind], values))
    with store._write() as connection:  # past the door: who belongs is written by its own acts alone, which want proof
        store._carry_out(connection, store._plan(connection, edits, "", vouched=True))
    return found + [Canary(kind, "id", Privacy.INTERNAL, (record,)) for kind, record in ids.items()]


def _mark(store: Store, item: Field[Any], number: int, ids: Mapping[str, str]) -> tuple[Any, tuple[str, ...]]:
    word, text = item.kind.word, f"CANARY{number:04d}X"
    day = date(1931, 1, 1) + timedelta(days=number)
    if word == "placeref":
        name = {Privacy.SEALED: SEALED_PLACE, Privacy.INTERNAL: INTERNAL_PLACE}.get(item.privacy, OPEN_PLACE)
        return place(store, name), ()
    if word in ("ref", "refs"):
        target = str(getattr(item.kind, "kind", "*"))
        record = ids["victim" if target == "*" else target]
        return (record if word == "ref" else (record,)), (record,)
    made: dict[str, tuple[Any, tuple[str, ...]]] = {
        "text": (text, (text,)),
        "note": (text, (text,)),
        "phone": (f"0999 {number:04d} 777", (f"0999 {number:04d} 777",)),
        "code": (f"other:{text}", (text,)),
        "codes": ((f"other:{text}",), (text,)),
        "texts": ((text,), (text,)),
        "name": (NameValue(Parts(text, f"{text}F", f"{text}G", f"{text}L"), Parts(f"{text}la"), f"{text}n"), (text,)),
        "names": ((NameValue(Parts(text)),), (text,)),
        "number": (7_100_000 + number, (str(7_100_000 + number),)),
        "count": (Range(7_200_000 + number, 7_200_000 + number), (str(7_200_000 + number),)),
        "day": (DayValue.on(day), (day.isoformat(), f"<v>{_serial(day)}</v>")),
        "moment": (datetime(day.year, day.month, day.day, 3, 4, tzinfo=UTC), (day.isoformat(), f"<v>{_serial(day)}.")),
        "time": (None, ()),
        "age": (None, ()),
        "position": (PositionValue(33.0 + number / 9_973, 36.5, "exact"), (f"{33.0 + number / 9_973:.5f}",)),
        "reasons": ({"rule": text}, (text,)),
    }
    return made[word]


def _serial(day: date) -> int:
    return (day - date(1899, 12, 30)).days


def stands_in(mark: str, text: str) -> bool:
    """Whether a mark stands in a text; figures by themselves, for every id and moment is full of any figures."""
    if mark not in text or not re.fullmatch(r"[\d. +-]+", mark):
        return mark in text
    end = "" if "." in mark else "(?![0-9A-Za-z])"
    return re.search(rf"(?<![0-9A-Za-z.]){re.escape(mark)}{end}", text) is not None


def of_privacy(found: list[Canary], *levels: Privacy) -> Iterator[Canary]:
    """The marks of fields of these privacies."""
    return (one for one in found if one.privacy in levels)
