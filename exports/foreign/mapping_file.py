"""Mappings as JSON: kept in the register, handed from team to team, written by hand. The form is public and versioned,
see ``.github/MAPPINGS.md``.

.. code-block:: json

    {"sijill_mapping": 1, "name": "hospital list", "kind": "victim",
     "headers": ["الاسم", "العمر"],
     "columns": [{"header": "الاسم", "field": "victim.name", "part": ""},
                 {"header": "تاريخ الاصابه", "field": "victim.outcome_day", "order": "dmy"}],
     "codes": {"victim.outcome": {"شهيد": "killed"}},
     "places": {"كفرنبل": "<id of a place>"},
     "constants": {"victim.outcome": "injured"},
     "join": [{"kind": "victim", "headers": [], "columns": []}]}

``header`` and ``headers`` are folded heads of columns. ``part``, ``order``, ``unit`` and ``codes`` of a column may be
left out. Values are canonical forms. What is not told here is refused: a slip of the hand is not lost in silence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as Dict
from typing import Any

import orjson

from exports.foreign.aims import KINDS, REPEATS, Aim, aims_of
from exports.foreign.mapping import Join, Mapping
from storage import RECORDS, Codes, Refs, UserError, message

VERSION = 1
LARGEST = 8 << 20
_MOST, _LONGEST, _MOST_OF_ONE = 100_000, 2_000, 200
_ORDERS, _UNITS = ("", "dmy", "mdy", "ymd"), ("", "y", "m", "w", "d")
_KEYS = frozenset(("sijill_mapping", "name", "kind", "headers", "columns", "codes", "places", "constants", "join"))


def to_json(mapping: Mapping) -> str:
    """A mapping as text, the same for the same mapping."""
    said = {
        "sijill_mapping": VERSION,
        "name": mapping.name,
        "kind": mapping.kind,
        "headers": _headers(mapping.sheet),
        "columns": _columns(mapping.columns),
        "codes": {field: dict(sorted(words.items())) for field, words in sorted(mapping.codes.items()) if words},
        "places": dict(sorted(mapping.places.items())),
        "constants": dict(sorted(mapping.constants.items())),
        "join": [
            {
                "kind": one.kind,
                "headers": _headers(one.sheet),
                "columns": _columns(one.columns),
                "constants": dict(sorted(one.constants.items())),
            }
            for one in mapping.join
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=1)


def _headers(fingerprint: str) -> list[str]:
    return fingerprint.split("|") if fingerprint else []


def _columns(columns: Dict[str, Aim]) -> list[dict[str, Any]]:
    found = []
    for header, aim in columns.items():
        more = {"part": aim.part, "order": aim.order, "unit": aim.unit, "codes": dict(sorted(aim.codes.items()))}
        found.append({"header": header, "field": aim.field, **{name: value for name, value in more.items() if value}})
    return found


def from_json(text: str | bytes) -> Mapping:
    """The mapping of a text.

    Raises:
        UserError: ``bad-mapping`` with what is wrong, ``newer-mapping``.
    """
    if len(text) > LARGEST:
        raise _bad("size", "")
    try:
        said = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeError) as trouble:
        raise _bad("json", "") from trouble
    if not isinstance(said, dict) or not isinstance(said.get("sijill_mapping"), int):
        raise _bad("sijill_mapping", "")
    if said["sijill_mapping"] > VERSION:
        raise UserError(
            "newer-mapping",
            message("This mapping was written by a newer version of Sijill."),
            message("Update the program on this computer, then use it again."),
        )
    _known(said, _KEYS)
    kind = said.get("kind")
    if kind not in KINDS:
        raise _bad("kind", kind)
    return Mapping(
        _text(said, "name") or "table",
        kind,
        "|".join(sorted(_texts(said, "headers"))),
        _aims(said, {aim.target for aim in aims_of(kind)}),
        {field: _words(words, field) for field, words in _dict(said, "codes").items()},
        _words(_dict(said, "places"), "places"),
        _constants(said, {aim.field for aim in aims_of(kind)}),
        tuple(_join(one, kind) for one in _list(said, "join")),
    )


def _join(said: Any, above: str) -> Join:
    if not isinstance(said, dict):
        raise _bad("join", said)
    _known(said, frozenset(("kind", "headers", "columns", "constants")))
    kind = said.get("kind")
    if not isinstance(kind, str) or kind not in REPEATS.get(above, {}):
        raise _bad("join", kind)
    aims = aims_of(kind, under=above)
    columns = _aims(said, {aim.target for aim in aims})
    constants = _constants(said, {aim.field for aim in aims})
    return Join(kind, "|".join(sorted(_texts(said, "headers"))), columns, constants)


def _aims(said: Dict[str, Any], possible: set[tuple[str, str]]) -> dict[str, Aim]:
    found: dict[str, Aim] = {}
    targets: set[tuple[str, str]] = set()
    for one in _list(said, "columns"):
        if not isinstance(one, dict):
            raise _bad("columns", one)
        _known(one, frozenset(("header", "field", "part", "order", "unit", "codes")))
        aim = Aim(
            _text(one, "field"), _text(one, "part"), _text(one, "order"), _words(_dict(one, "codes"), "codes"),
            _text(one, "unit"),
        )  # fmt: skip
        header = _text(one, "header")
        if aim.target not in possible:
            raise _bad("field", f"{aim.field} {aim.part}".strip())
        if not header or header in found or aim.target in targets:
            raise _bad("header", header or aim.field)
        if aim.order not in _ORDERS or aim.unit not in _UNITS:
            raise _bad("order", aim.order or aim.unit)
        found[header] = aim
        targets.add(aim.target)
    return found


def _constants(said: Dict[str, Any], fields: set[str]) -> dict[str, Any]:
    found = _dict(said, "constants")
    for field, value in found.items():
        if field not in fields or not _fits(field, value):
            raise _bad("constants", field)
    return dict(found)


def _fits(field: str, value: Any) -> bool:
    """Whether a value may stand in a field: a text or a number, of sources and other lists several texts."""
    kind, _, name = field.partition(".")
    several = name in RECORDS[kind].fields and isinstance(RECORDS[kind].fields[name].kind, Codes | Refs)
    if isinstance(value, list):
        return (
            several and len(value) <= _MOST_OF_ONE and all(isinstance(one, str) and _fits(field, one) for one in value)
        )
    return isinstance(value, int) or (isinstance(value, str) and len(value) <= _LONGEST)


def _known(said: Dict[str, Any], keys: frozenset[str]) -> None:
    for key in said:
        if key not in keys:
            raise _bad(key, "")


def _text(said: Dict[str, Any], key: str) -> str:
    value = said.get(key, "")
    if not isinstance(value, str) or len(value) > _LONGEST or "\0" in value:
        raise _bad(key, value)
    return value


def _texts(said: Dict[str, Any], key: str) -> list[str]:
    found = _list(said, key)
    if not all(isinstance(one, str) and len(one) <= _LONGEST for one in found):
        raise _bad(key, "")
    return [one for one in found if one]


def _list(said: Dict[str, Any], key: str) -> list[Any]:
    value = said.get(key, [])
    if not isinstance(value, list) or len(value) > _MOST:
        raise _bad(key, "")
    return value


def _dict(said: Dict[str, Any], key: str) -> dict[str, Any]:
    value = said.get(key, {})
    if not isinstance(value, dict) or len(value) > _MOST:
        raise _bad(key, "")
    return value


def _words(said: Any, key: str) -> dict[str, str]:
    if not isinstance(said, dict) or len(said) > _MOST:
        raise _bad(key, "")
    for word, value in said.items():
        if not isinstance(value, str) or max(len(word), len(value)) > _LONGEST:
            raise _bad(key, word)
    return dict(said)


def _bad(key: str, value: object) -> UserError:
    told = str(value)[:60] if isinstance(value, (str, int)) else ""
    return UserError(
        "bad-mapping",
        message("This is no mapping that can be used: “{key}” {value} is not understood.", key=key[:60], value=told),
        message("Use a file that Sijill saved, or read how mappings are written."),
    )


mapping_of, mapping_text = from_json, to_json
"""The names by which other floors know them."""
