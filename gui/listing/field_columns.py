"""Columns and filter fields for every field of a record kind, made from what its field says of itself.

A room writes its own columns by hand; all other fields can be asked for in the column chooser. Sealed fields never.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache, partial
from typing import Any

from gui.known import Known, codes
from gui.listing.conditions import periods, read_count, read_days, read_text
from gui.listing.filter_fields import CodeFilter, FilterField, PlaceFilter, TypedFilter
from gui.say import say, words
from gui.table.cells import EMPTY, Cell, plain
from gui.table.list_cells import code_cell, day_words, either, range_words, short_code, time_words
from gui.table.rows import Column
from storage import MOVED_BY, RECORDS, Code, Codes, Entry, Field, Privacy, Range, Ref, Refs

WIDTHS = {"code": 110, "codes": 140, "count": 80, "number": 80, "day": 110, "time": 80, "age": 80, "moment": 130,
          "placeref": 120, "ref": 120, "refs": 150, "name": 170, "names": 170, "note": 220}  # fmt: skip
LONGEST = 240
"""Letters of a long text that stand in a cell."""
OWN = {"killed", "injured", "missing", "named"}


def more_fields(kind: str, taken: Collection[str]) -> list[Field[Any]]:
    """The fields of a kind that may stand in a list and have no column of the room's own."""
    fields = RECORDS[kind].fields.values()
    return [one for one in fields if one.privacy is not Privacy.SEALED and one.name not in taken]


def more_columns(kind: str, known: Known, taken: Collection[str]) -> list[Column]:
    """A column for each of them, hidden until somebody asks for it."""
    return [_column(item, known) for item in more_fields(kind, taken)]


def more_filters(kind: str, known: Known, taken: Collection[str]) -> dict[str, Callable[[], FilterField]]:
    """What makes the filter field of such a column when it is first shown; fields nobody can ask for have none."""
    found: dict[str, Callable[[], FilterField]] = {}
    for item in more_fields(kind, taken):
        make = _MAKERS.get(item.kind.word)
        if make is not None and not (item.kind.word == "count" and "min" not in item.facets):
            found[item.name] = partial(make, item, known)
    return found


def referred(kind: str, names: Collection[str]) -> dict[str, str]:
    """Which of these fields refer to records whose names must be read first, and to what kind."""
    fields = RECORDS[kind].fields
    kinds = {name: fields[name].kind for name in names if name in fields}
    return {name: one.kind for name, one in kinds.items() if isinstance(one, (Ref, Refs)) and one.kind != "team"}


@cache
def moving(kind: str) -> frozenset[str]:
    """The kinds whose changes alter any list of a kind: its own, those its figures rest on, those it calls by name."""
    told = [one.kind for one in RECORDS[kind].fields.values()]
    named = {one.kind for one in told if isinstance(one, (Ref, Refs))} - {"*"}
    named |= {"place"} if any(one.word == "placeref" for one in told) else set()
    return MOVED_BY.get(kind, frozenset()) | named | {kind}


def _column(item: Field[Any], known: Known) -> Column:
    word = item.kind.word
    return Column(
        item.name,
        lambda: words().field(item.key),
        WIDTHS.get(word, 140),
        lambda row: _cell(item, row, known),
        plain,
        item.name,
        copied=(lambda row: shown(item, row[item.name], known)) if word in ("day", "note", "text") else None,
        more=True,
    )


def _cell(item: Field[Any], row: Any, known: Known) -> Cell:
    rivals = row.disputed.get(item.name, ())
    if len(rivals) > 1:
        return Cell(either(tuple(shown(item, one, known) or "?" for one in rivals)), ink="accink")
    value = row[item.name]
    if value is None or value == "":
        return EMPTY
    if isinstance(item.kind, Code):
        return code_cell(item.kind.list_name, value)
    text = _short(item, value, known)
    return Cell(text if len(text) <= LONGEST else text[:LONGEST] + "…", ink="tx2")


def _short(item: Field[Any], value: Any, known: Known) -> str:
    """A value in few words, where there are fewer than those of its kind."""
    word = item.kind.word
    if word == "day":
        return day_words(value, known.reading(), known.year)
    if word == "time":
        return time_words(value, known.reading()) or shown(item, value, known)
    if isinstance(item.kind, Codes) and isinstance(value, tuple):
        return say(", ").join(short_code(item.kind.list_name, one) for one in value)
    if isinstance(value, Range) and value.best is None and not value.unknown:
        return range_words(value.low, value.high)
    return shown(item, value, known)


def shown(item: Field[Any], value: Any, known: Known) -> str:
    """A value in words, on one line; a form of a newer program as it is."""
    if value is None:
        return ""
    try:
        return " ".join(item.kind.show(value, known.reading()).split())
    except (ValueError, TypeError, KeyError, AttributeError):
        return str(value)


def told_of(entry: Entry, name: str, known: Known) -> str:
    """A value of a record in words; of a field in dispute all of them, marked: ``34 or 43 (in dispute)``."""
    item = RECORDS[entry.kind].fields[name]
    rivals = entry.disputed.get(name, ())
    if len(rivals) > 1:
        texts = dict.fromkeys(shown(item, rival.value, known) or "?" for rival in rivals)
        return say("{values} (in dispute)", values=either(tuple(texts)))
    return shown(item, entry.values.get(name), known)


# ---- filter fields by kind of value


def _title(item: Field[Any]) -> str:
    return words().field(item.key)


def _typed_text(item: Field[Any], known: Known) -> FilterField:
    return TypedFilter(_title(item), read_text, "…")


def _typed_count(item: Field[Any], known: Known) -> FilterField:
    return TypedFilter(_title(item), partial(read_count, known), "≥ 0")


def _typed_day(item: Field[Any], known: Known) -> FilterField:
    return TypedFilter(_title(item), partial(read_days, known), say("any day"), partial(periods, known))


def _coded(item: Field[Any], known: Known) -> FilterField:
    name = item.kind.list_name if isinstance(item.kind, (Code, Codes)) else ""
    return CodeFilter(_title(item), lambda: codes(name))


def _placed(item: Field[Any], known: Known) -> FilterField:
    return PlaceFilter(_title(item), known.suggest)


_MAKERS: Mapping[str, Callable[[Field[Any], Known], FilterField]] = {
    "code": _coded,
    "codes": _coded,
    "count": _typed_count,
    "number": _typed_count,
    "day": _typed_day,
    "moment": _typed_day,
    "placeref": _placed,
    "text": _typed_text,
    "texts": _typed_text,
    "note": _typed_text,
    "names": _typed_text,
}
