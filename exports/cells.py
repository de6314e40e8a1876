"""What a spreadsheet shows of one field: its columns, and how a canonical form becomes a cell.

Most fields are one column. Counts also say *at least* and *at most* as numbers, so that sums work; days that are
exact are real dates; a name comes whole and in parts; a reference comes as a name to read and, hidden, as an id.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal

import orjson

from exports.names import Names
from exports.workbook.stream import Cell, serial
from storage import STRUCTURED, Field, Kind, Reading, Words

Look = Literal["text", "latin", "note", "number", "date", "moment", "time", "id"]
"""How the cells of a column look and what Excel takes them for."""

Convert = Callable[[Any], Cell]

_ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
_CLOCK = re.compile(r"\d\d:\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PARTS = ("given", "father", "grandfather", "family")


@dataclass(frozen=True)
class Shown:
    """One column of a sheet.

    Attributes:
        key: what a machine reads in the hidden first row, ``victim.age.years_min``.
        label: what a person reads.
        column: the register's column its values come from.
        look, width: how it looks; the width in letters.
        convert: canonical form → cell; None when it is shown as it is.
        repeats: few different values (see :class:`exports.workbook.stream.Column`).
        part: which part, when the value is split.
        split: how the value is split; the same function for all parts of one value.
        late: stands behind the columns people read first.
        hidden: for machines only.
        choices: the code list a cell is chosen from.
        codes: the code list whose labels it shows.
        code: it shows the codes themselves; raw: how, where they are no codes in the register.
    """

    key: str
    label: str
    column: str
    look: Look = "text"
    width: int = 16
    convert: Convert | None = None
    repeats: bool = False
    part: int | None = None
    split: Callable[[Any], tuple[Any, ...]] | None = None
    late: bool = False
    hidden: bool = False
    choices: str = ""
    codes: str = ""
    code: bool = False
    raw: Convert | None = None


_FIELDS = frozenset(Shown.__dataclass_fields__)


def alike(shown: Shown, **other: Any) -> Shown:
    """A column like another but for this; ``replace`` takes ten times as long, and thousands are made for a file."""
    if not other.keys() <= _FIELDS:
        raise TypeError(f"a column has no {', '.join(sorted(other.keys() - _FIELDS))}")
    made = object.__new__(Shown)
    vars(made).update(vars(shown), **other)
    return made


@dataclass(frozen=True)
class Showing:
    """The circumstances: the language, and the names of what is referred to."""

    words: Words
    reading: Reading
    names: Names


def plain(text: str) -> str:
    """Text as a cell holds it: without the direction marks windows need, which would spoil comparing in Excel."""
    return text.translate(_ISOLATES)


def columns_of(field: Field[Any], showing: Showing) -> list[Shown]:
    """The columns of one field, by its kind."""
    label = plain(showing.words.field(field.key))
    base = Shown(field.key, label, field.name)
    make = _MAKERS.get(field.kind.word, _shown)
    return make(field, base, showing)


def loaded(kind: Kind[Any], raw: Any) -> Any:
    """The Python value of a canonical form as the database keeps it."""
    return kind.load(orjson.loads(raw) if kind.word in STRUCTURED else raw)


def reader(kind: Kind[Any], reading: Reading) -> Convert:
    """The value as the window shows it."""

    def show(raw: Any) -> str:
        try:
            return plain(kind.show(loaded(kind, raw), reading))
        except (ValueError, TypeError, KeyError, AttributeError):
            return str(raw)  # a form of a newer program: shown as it is, never dropped

    return show


def _shown(field: Field[Any], base: Shown, showing: Showing) -> list[Shown]:
    codes = str(getattr(field.kind, "list_name", ""))
    return [alike(base, convert=reader(field.kind, showing.reading), repeats=True, width=20, codes=codes)]


def _text(field: Field[Any], base: Shown, showing: Showing) -> list[Shown]:
    code = field.name == "code"
    return [alike(base, width=25 if code else 24)]


def _note(field: Field[Any], base: Shown, showing: Showing) -> list[Shown]:
    return [alike(base, look="note", width=50, late=True)]


def _phone(field: Field[Any], base: Shown, showing: Showing) -> list[Shown]:
    return [alike(base, look="latin", width=20)]


def _code(field: Field[Any], base: Shown, showing: Showing) -> list[Shown]:
    name = str(getattr(field.kind, "list_name", ""))
    shown = alike(base, convert=reader(field.kind, showing.reading), repeats=True, width=18)
    return [alike(shown, choices=name, codes=name)]


def _number(field: Field[Any], base: Shown, showing: Showing) -> list[Shown]:
    return [alike(base, look="number", width=10, repeats=True)]


def _count(field: Field[Any], base: Shown, showing: Showing) -> list[Shown]:
    show, words = reader(field.kind, showing.reading), showing.words

    def figure(raw: Any) -> Cell:
        text = str(raw)
        return int(text) if text.isdecimal() else show(raw)

    found = [alike(base, convert=figure, look="number", width=11, repeats=True)]
    labels = {
        "min": words.t("{field}: at least", field=base.label),
        "max": words.t("{field}: at most", field=base.label),
    }
    return found + _facets(field, base, labels, look="number", width=10)


def _facets(field: Field[Any], base: Shown, labels: Mapping[str, str], *, look: Look, width: int) -> list[Shown]:
    """A column for each of these facets the field keeps."""
    return [
        alike(base, key=f"{base.key}.{name}", label=plain(label), column=f"{field.name}__{name}", look=look,
                width=width, repeats=True)
        for name, label in labels.items()
        if name in field.facets
    ]  # fmt: skip


def _day(field: Field[Any], base: Shown, showing: Showing) -> list[Shown]:
    show, words = reader(field.kind, showing.reading), showing.words

    def day(raw: Any) -> Cell:
        return date.fromisoformat(raw) if _DAY.fullmatch(raw) else show(raw)

    found = [alike(base, convert=day, look="date", width=13, repeats=True)]
    if not field.facets:
        return found
    precisions = {
        "day": words.t("exact day"),
        "month": words.t("month only"),
        "year": words.t("year only"),
        "range": words.t("between two days"),
        "before": words.t("this day or before"),
        "after": words.t("this day or after"),
    }

    def exact(raw: Any) -> str:
        return str(getattr(loaded(field.kind, raw), "precision", ""))

    def precision(raw: Any) -> Cell:
        return precisions.get(exact(raw))

    label = plain(words.t("{field}: how exact", field=base.label))
    how = alike(base, key=f"{base.key}.precision", label=label, convert=precision, repeats=True, late=True)
    found.append(alike(how, codes="precision", raw=exact))
    ends = {
        "first": words.t("{field}: earliest", field=base.label),
        "last": words.t("{field}: latest", field=base.label),
    }
    if set(ends) <= set(field.facets):
        found += [
            alike(item, convert=date.fromisoformat, late=True)
            for item in _facets(field, base, ends, look="date", width=13)
        ]
    return found


def _time(field: Field[Any], base: Shown, showing: Showing) -> list[Shown]:
    show = reader(field.kind, showing.reading)

    def clock(raw: Any) -> Cell:
        return time.fromisoformat(raw) if _CLOCK.fullmatch(raw) else show(raw)

    return [alike(base, convert=clock, look="time", width=13, repeats=True)]


def _age(field: Field[Any], base: Shown, showing: Showing) -> list[Shown]:
    words = showing.words
    labels = {
        "years_min": words.t("{field}: years, at least", field=base.label),
        "years_max": words.t("{field}: years, at most", field=base.label),
    }
    whole = alike(base, convert=reader(field.kind, showing.reading), repeats=True, width=14)
    return [whole, *_facets(field, base, labels, look="number", width=10)]


def _name(field: Field[Any], base: Shown, showing: Showing) -> list[Shown]:
    words, label = showing.words, base.label
    whole = (words.t("{field} in Arabic", field=label), words.t("{field} in Latin letters", field=label))
    part_labels = (
        (words.t("Given name"), words.t("Father"), words.t("Grandfather"), words.t("Family name")),
        (words.t("Given name (Latin)"), words.t("Father (Latin)"), words.t("Grandfather (Latin)"),
         words.t("Family name (Latin)")),
    )  # fmt: skip
    found = [
        alike(base, key=f"{base.key}.{script}", label=plain(whole[at]), width=28, split=name_parts, part=at)
        for at, script in enumerate(("ar", "la"))
    ]
    for at, script in enumerate(("ar", "la")):
        for number, part in enumerate(_PARTS):
            place, text = 2 + 4 * at + number, plain(part_labels[at][number])
            key = f"{base.key}.{script}.{part}"
            found.append(alike(base, key=key, label=text, split=name_parts, part=place, late=True))
    nick = plain(words.t("Known as"))
    return [*found, alike(base, key=f"{base.key}.nick", label=nick, split=name_parts, part=10, late=True)]


_NO_NAME: tuple[Any, ...] = (None,) * 11
_NO_SCRIPT: tuple[Any, ...] = (None,) * 5


def name_parts(raw: Any) -> tuple[Any, ...]:
    """Of a canonical name: whole in Arabic, whole in Latin, four parts of each, the nickname."""
    if raw is None:
        return _NO_NAME
    data = orjson.loads(raw)
    if not isinstance(data, dict):
        return (str(data), *_NO_NAME[1:])
    arabic, latin = _of_script(data.get("ar")), _of_script(data.get("la"))
    return (arabic[4], latin[4], *arabic[:4], *latin[:4], data.get("nick"))


def _of_script(found: Any) -> tuple[Any, ...]:
    if not found:
        return _NO_SCRIPT
    get = found.get
    parts = (get("given"), get("father"), get("grandfather"), get("family"))
    return (*parts, " ".join(filter(None, parts)) or None)


def _moment(field: Field[Any], base: Shown, showing: Showing) -> list[Shown]:
    days: dict[str, int] = {}

    def wall_clock(raw: Any) -> Cell:
        """Excel's serial of the time as the clock on the wall showed it; by hand, since every record has one."""
        try:
            day = days.get(raw[:10])
            if day is None:
                day = days[raw[:10]] = int(serial(date.fromisoformat(raw[:10])) or 0)
            return day + (int(raw[11:13]) * 3600 + int(raw[14:16]) * 60 + int(raw[17:19] or 0)) / 86400
        except ValueError:
            return str(raw)

    return [alike(base, convert=wall_clock, look="moment", width=17)]


def _position(field: Field[Any], base: Shown, showing: Showing) -> list[Shown]:
    words = showing.words
    ends = {
        "lat": words.t("{field}: latitude", field=base.label),
        "lon": words.t("{field}: longitude", field=base.label),
    }
    found = [alike(base, convert=reader(field.kind, showing.reading), look="latin", width=24)]
    return found + [alike(item, repeats=False) for item in _facets(field, base, ends, look="number", width=11)]


def _ref(field: Field[Any], base: Shown, showing: Showing) -> list[Shown]:
    target, names = showing.names.target(field.kind), showing.names

    def readable(raw: Any) -> Cell:
        return names.name(target, raw)

    return [alike(base, convert=readable, repeats=True, width=22), _hidden_id(base, showing)]


def _hidden_id(base: Shown, showing: Showing) -> Shown:
    label = plain(showing.words.t("{field}: id", field=base.label))
    return Shown(f"{base.key}.id", label, base.column, look="id", width=12, repeats=True, late=True, hidden=True)


def _refs(field: Field[Any], base: Shown, showing: Showing) -> list[Shown]:
    target, names = showing.names.target(field.kind), showing.names
    parted = "؛ " if showing.words.rtl else "; "

    def readable(raw: Any) -> Cell:
        return parted.join(names.name(target, item) for item in orjson.loads(raw))

    def ids(raw: Any) -> Cell:
        return " ".join(orjson.loads(raw))

    hidden = alike(_hidden_id(base, showing), convert=ids)
    return [alike(base, convert=readable, width=26), hidden]


_MAIN_PLACES = ("place", "origin")


def _place(field: Field[Any], base: Shown, showing: Showing) -> list[Shown]:
    """A place: its name, its code for other people's tables, its id; of the chief place also what it lies in."""
    words, names = showing.words, showing.names

    def name(raw: Any) -> Cell:
        return names.name("place", raw)

    def code(raw: Any) -> Cell:
        return names.place_code(raw)

    found = [alike(base, convert=name, repeats=True, width=20)]
    label = plain(words.t("{field}: code", field=base.label))
    found.append(alike(base, key=f"{base.key}.code", label=label, convert=code, repeats=True, width=12, late=True))
    if field.name in _MAIN_PLACES:
        labels = (words.t("Sub-district"), words.t("District"), words.t("Governorate"))
        for level, text in zip((3, 2, 1), labels, strict=True):
            above = alike(base, key=f"{base.key}.admin{level}", label=plain(text), repeats=True, late=True)
            found.append(alike(above, convert=names.above(level)))
    return [*found, _hidden_id(base, showing)]


_MAKERS: Mapping[str, Callable[[Field[Any], Shown, Showing], list[Shown]]] = {
    "text": _text,
    "note": _note,
    "phone": _phone,
    "code": _code,
    "number": _number,
    "count": _count,
    "day": _day,
    "time": _time,
    "age": _age,
    "name": _name,
    "moment": _moment,
    "position": _position,
    "ref": _ref,
    "refs": _refs,
    "placeref": _place,
}
