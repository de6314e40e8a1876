"""A victim as a row of the grid: its columns, what a typed cell fills, and the values a row stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gui.forms.editors import Ask
from gui.forms.editors_by_kind import code_offers
from gui.grid.columns import code_reader, code_shown, reader
from gui.grid.model import Cell, GridColumn, GridRow
from gui.grid.paste import is_whole_name, name_cells
from gui.say import say, words
from gui.table.line_list import Offer
from storage import (
    Age,
    AgeValue,
    BadValue,
    Count,
    Name,
    NameValue,
    Note,
    Parts,
    Text,
    folded,
    is_arabic,
    message,
    name_text,
)

NAME_CELLS = ("given", "father", "grandfather", "family")
FIELDS = ("name", "people", "sex", "age", "outcome", "hospital", "notes")
"""The fields of a victim that the grid holds; the others are in the victim's own form."""
_PLAIN_AGE = re.compile(r"^[\s\d\-–—.]+$")
_PEOPLE = re.compile(
    r"^\s*(?:about|around|some|~|نحو|حوالي|قرابة)?\s*[~<>≥≤]?\s*\d[\d\s\-–]*\s*"
    r"(?:people|persons?|شخصاً|شخصا|شخص|أشخاص|اشخاص|أفراد|افراد)\s*$",
    re.IGNORECASE,
)
_UNITS = ("y", "m", "w", "d")


def unit_words() -> dict[str, str]:
    """The units of an age."""
    return {"y": say("years"), "m": say("months"), "w": say("weeks"), "d": say("days")}


_UNIT_TYPED = {
    **dict.fromkeys(("y", "year", "years", "yr", "س", "سنه", "سنوات", "سنين", "عام", "عاما"), "y"),
    **dict.fromkeys(("m", "month", "months", "ش", "شهر", "اشهر", "شهور"), "m"),
    **dict.fromkeys(("w", "week", "weeks", "ا", "اسبوع", "اسابيع"), "w"),
    **dict.fromkeys(("d", "day", "days", "ي", "يوم", "ايام"), "d"),
}


def victim_columns(ask: Ask, left: Callable[[GridRow], str] | None = None) -> list[GridColumn]:
    """The columns, in their order; ``left`` says how many of a group have no name yet."""
    text, note = reader(Text(), ask), reader(Note(), ask)
    label = words().field
    return [
        GridColumn("given", say("Given name"), 150, read=text, hint=say("Name…")),
        GridColumn("father", say("Father"), 120, read=text),
        GridColumn("grandfather", say("Grandfather"), 110, read=text, hidden=True),
        GridColumn("family", say("Family name"), 128, read=text),
        GridColumn("latin", say("Name in Latin letters"), 170, read=text, hidden=True),
        GridColumn("nickname", say("Known as"), 110, read=text, hidden=True),
        GridColumn("people", say("People"), 104, "number", reader(Count(), ask), hidden=True, after=left),
        GridColumn(
            "sex",
            label("victim.sex"),
            76,
            "code",
            code_reader("sex", ask),
            code_shown("sex"),
            code_offers("sex", letters=True),
        ),
        GridColumn("age", label("victim.age"), 68, "number", _age_reader(ask), _age_shown),
        GridColumn(
            "unit", say("Unit"), 78, "code", _unit_cell, lambda cell: unit_words().get(cell.text, cell.text), _units
        ),
        GridColumn("about", say("Approx."), 62, "check"),
        GridColumn(
            "outcome",
            label("victim.outcome"),
            116,
            "outcome",
            code_reader("outcome", ask),
            code_shown("outcome"),
            code_offers("outcome", letters=True),
            required=True,
        ),
        GridColumn("hospital", label("victim.hospital"), 150, read=text),
        GridColumn("notes", label("victim.notes"), 150, read=note, stretch=True),
    ]


def _units(text: str) -> Sequence[Offer]:
    typed = folded(text)
    offers = [Offer(code, word) for code, word in unit_words().items()]
    return [offer for offer in offers if not typed or folded(offer.label).startswith(typed)]


def _unit_cell(text: str) -> Cell:
    code = text if text in _UNITS else _UNIT_TYPED.get(folded(text), "")
    code = code or next((code for code, word in unit_words().items() if folded(word) == folded(text)), "")
    if not code:
        return Cell(text, None, message("A unit of age is years, months, weeks or days."))
    return Cell(code, code)


def _age_reader(ask: Ask) -> Any:
    plain = reader(Age(), ask)

    def read(text: str) -> Cell:
        cell = plain(text)
        if cell.problem or not isinstance(cell.value, AgeValue):
            return cell
        return Cell(text.strip() if _PLAIN_AGE.match(text) else cell.text, cell.value)

    return read


def _age_shown(cell: Cell) -> str:
    return words().ltr(cell.text.replace("-", "–")) if _PLAIN_AGE.match(cell.text) else cell.text


def victim_spread(ask: Ask) -> Any:
    """What a typed cell fills: a whole name its parts, an age its unit and *about*, ``12 people`` the number."""

    def spread(key: str, text: str, row: GridRow) -> Mapping[str, str]:
        if key == "age":
            return _age_cells(text, row, ask)
        if key == "given" and _PEOPLE.match(text):
            return {"given": "", "people": text}
        names_empty = not any(row.text(name) for name in NAME_CELLS[1:])
        if key == "given" and names_empty and is_whole_name(text, ask()):
            name = Name().parse(text, ask())
            return name_cells(name) if name is not None else {key: text}
        return {key: text}

    return spread


def _age_cells(text: str, row: GridRow, ask: Ask) -> dict[str, str]:
    if not text.strip():
        return {"age": "", "unit": "", "about": ""}
    try:
        value = Age().parse(text, ask())
    except BadValue:
        return {"age": text}
    if value is None or value.band is not None or value.basis or value.min is None or value.max is None:
        return {"age": text, "unit": "", "about": ""}
    plain = bool(_PLAIN_AGE.match(text))
    digits = str(value.min) if value.min == value.max else f"{value.min}–{value.max}"
    unit = (row.text("unit") if plain and row.text("unit") in _UNITS else "") or value.unit
    about = "1" if value.about or (plain and row.text("about")) else ""
    return {"age": digits, "unit": unit, "about": about}


def row_cells(values: Mapping[str, Any], ask: Ask) -> dict[str, str]:
    """The texts of a victim's cells."""
    name, age = values.get("name"), values.get("age")
    texts: dict[str, str] = {}
    if isinstance(name, NameValue):
        texts |= name_cells(name)
    if isinstance(age, AgeValue):
        texts |= _age_cells(Age().show(age, ask()), GridRow(""), ask)
    for key in ("sex", "outcome", "hospital", "notes"):
        texts[key] = str(values.get(key) or "")
    texts["people"] = Count().show(values.get("people"), ask())
    return {key: text for key, text in texts.items() if text}


def name_of(row: GridRow) -> NameValue | None:
    """The name a row stands for."""
    four = Parts(*(row.text(key) for key in NAME_CELLS))
    latin = Parts(*name_text.split(row.text("latin"))) if row.text("latin") else Parts()
    arabic = any(is_arabic(part) for part in four.four)
    ar, la = (four, latin) if arabic else (Parts(), four or latin)
    if not arabic and four and latin and latin != four:  # two Latin names: neither is thrown away
        ar, la = four, latin
    name = NameValue(ar, la, row.text("nickname"))
    return name if name != NameValue() else None


def age_of(row: GridRow) -> AgeValue | None:
    """The age a row stands for."""
    value = row.cell("age").value
    if not isinstance(value, AgeValue) or value.band is not None or value.basis:
        return value if isinstance(value, AgeValue) else None
    unit = row.text("unit") if row.text("unit") in _UNITS else value.unit
    return replace(value, unit=unit, about=value.about or bool(row.text("about")))


def row_values(row: GridRow) -> dict[str, Any]:
    """The values of a row by field name; fields with a cell that cannot be read are left out."""
    refused = {key for key, cell in row.cells.items() if cell.problem}
    values: dict[str, Any] = {}
    if not refused & {*NAME_CELLS, "latin", "nickname"}:
        values["name"] = name_of(row)
    if not refused & {"age", "unit", "about"}:
        values["age"] = age_of(row)
    for key in ("people", "sex", "outcome", "hospital", "notes"):
        if key not in refused:
            values[key] = row.cell(key).value
    return values


def is_child(row: GridRow) -> bool | None:
    """Whether the row is a child, as far as the age says."""
    age = age_of(row)
    low, high = age.years if age is not None else (None, None)
    if high is not None and high < 18:
        return True
    return False if low is not None and low >= 18 else None
