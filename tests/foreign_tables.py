"""Foreign tables for tests: a hospital's list, incidents with their victims on a sheet below."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from exports.foreign.aims import Aim
from exports.foreign.mapping import Join, Mapping
from exports.foreign.table import Cell, ForeignColumn, ForeignFile, ForeignSheet

HEAD = ("id", "name", "sex", "age", "outcome", "date", "village", "district", "remarks")
AIMS = {
    "id": Aim("victim", "key"),
    "name": Aim("victim.name"),
    "sex": Aim("victim.sex"),
    "age": Aim("victim.age"),
    "outcome": Aim("victim.outcome"),
    "date": Aim("victim.outcome_day"),
    "village": Aim("victim.outcome_place", "admin4"),
    "district": Aim("victim.outcome_place", "admin2"),
}
HOSPITAL = Mapping("hospital list", "victim", "", AIMS)
WITHOUT_ID = Mapping("list of names", "victim", "", {key: aim for key, aim in AIMS.items() if key != "id"})
ATTACKS = Mapping(
    "attacks",
    "incident",
    "",
    {
        "_uuid": Aim("incident", "key"),
        "when": Aim("incident.occurred"),
        "where": Aim("incident.place"),
        "what": Aim("incident.attack"),
        "dead": Aim("claim.killed"),
    },
    join=(
        Join(
            "victim",
            "",
            {"_submission__uuid": Aim("victim.incident", "parent"), "who": Aim("victim.name"),
             "fate": Aim("victim.outcome")},
        ),
    ),
)  # fmt: skip

Row = list[Cell]


def a_sheet(name: str, head: Sequence[str], rows: Sequence[Row], *, first: int = 2) -> ForeignSheet:
    """A sheet with one row of headers."""
    columns = tuple(ForeignColumn(at, label, key=label.lower()) for at, label in enumerate(head))
    return ForeignSheet(name, first - 1, 0, columns, first, [list(row) for row in rows])


def a_file(*sheets: ForeignSheet, name: str = "list.xlsx") -> ForeignFile:
    """A file; its hash follows from what is in it."""
    told = repr([(sheet.name, sheet.rows) for sheet in sheets]) + name
    return ForeignFile(name, sha256(told.encode()).hexdigest(), sheets)


def a_list(rows: Sequence[Row], *, name: str = "list.xlsx", sheet: str = "Cases") -> ForeignFile:
    """A hospital's list."""
    return a_file(a_sheet(sheet, HEAD, rows), name=name)


def a_row(number: int, **more: Cell) -> Row:
    """One patient, sound in every column."""
    told: dict[str, Cell] = {
        "id": f"H-{number}", "name": f"محمد{number} خالد الأحمد", "sex": "ذكر", "age": 20 + number % 50,
        "outcome": "جريح", "date": "13/7/2019", "village": "سراقب", "district": "", "remarks": "",
    }  # fmt: skip
    return [{**told, **more}[key] for key in HEAD]
