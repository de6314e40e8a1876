"""What left by files and came in by one: the weekly workbook for a partner, and a hospital's list read once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any

from storage.edits import Edit
from storage.fields.kinds import DayValue
from storage.practice.building import Summer
from storage.practice.desk import Desk, at

SUNDAYS = (date(2019, 6, 9), date(2019, 6, 23), date(2019, 7, 6))
LISTED = 6
"""People whom the hospital's list names."""


def files(summer: Summer) -> None:
    """The log of disclosures, one way of reading a table, and where some people came from."""
    desk = summer.desks["ariha"]
    desk.at(at(date(2019, 7, 6), 20 * 60))
    desk.save([*_disclosures(desk), *_hospital_list(summer, desk)])


def _disclosures(desk: Desk) -> Iterator[Edit]:
    for number, day in enumerate(SUNDAYS, start=1):
        name = f"sijill-partner-{day.isoformat()}.xlsx"
        values: dict[str, Any] = {
            "level": "partner",
            "recipient": "مجموعة الصحة",
            "purpose": "التقرير الأسبوعي",
            "format": "xlsx",
        }
        values |= {"shape": "coordinator", "language": "ar", "file_name": name, "sha256": _print_of(name)}
        values |= {"made": at(day, 18 * 60), "status": "complete"}
        yield desk.edit("disclosure", {**values, "last": DayValue.on(day), "rows": 400 * number, "protected": "no"})


def _hospital_list(summer: Summer, desk: Desk) -> Iterator[Edit]:
    file = "hospital-list.xlsx"
    content = '{"columns": {"Name": "victim.name", "Age": "victim.age"}}'
    values = {"name": "قائمة المشفى", "record_kind": "victim", "headers": "Name|Age", "content": content}
    mapping = desk.edit("mapping", values)
    yield mapping
    for row, (_, victim) in enumerate(summer.of_ours("victim")[:LISTED], start=2):
        origin: dict[str, Any] = {
            "record_id": victim.id,
            "record_kind": "victim",
            "file_name": file,
            "sha256": _print_of(file),
        }
        origin |= {
            "sha256": _print_of(file),
            "sheet": "1",
            "row": row,
            "row_key": f"H-{row:03d}",
            "content": _print_of(f"{file}/{row}"),
        }
        yield desk.edit("intake", {**origin, "mapping": mapping.id})


def _print_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()
