"""Pictures of the Exchange room: its front page with the log, the log while it is empty."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from gui.exchange.room import ExchangeRoom
from storage.edits import Edit
from storage.store import Store
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context, a_summer

HIDDEN = (
    "Names of 12 people who did not agree\nPhone numbers and next of kin\nPositions nearer than the sub-district\n"
    "Age in groups of ten years"
)


def given_out(store: Store) -> None:
    """Some files that left at each level."""
    told: tuple[tuple[str, str, str, str, int, str], ...] = (
        ("internal", "", "", "sijill-idlib-2019-all.xlsx", 1204, "no"),
        ("partner", "Health cluster", "Weekly report", "sijill-partner-2019-07-06.xlsx", 486, "yes"),
        ("public", "", "Press, first half of 2019", "figures-2019-h1.csv", 57, "no"),
        ("partner", "مجموعة الحماية", "تقرير شهري", "حماية-تموز.xlsx", 212, "no"),
    )
    edits = []
    for number, (level, who, why, name, rows, safe) in enumerate(told):
        values: dict[str, Any] = {
            "level": level, "recipient": who or None, "purpose": why or None, "file_name": name, "rows": rows,
            "protected": safe, "format": name.rpartition(".")[2], "shape": "analyst" if number == 2 else "coordinator",
            "language": "en", "sha256": f"{number}7c1e9d0" * 8, "key": "ab" * 32, "position": 120 + number,
            "made": datetime(2019, 7, 6, 18 - number, 12, tzinfo=UTC), "status": "complete",
            "hidden": HIDDEN if level != "internal" else None,
        }  # fmt: skip
        edits.append(Edit("disclosure", None, {key: value for key, value in values.items() if value is not None}))
    store.save(edits)


def a_room(folder: Path, store: Store, size: tuple[int, int]) -> ExchangeRoom:
    """The room, its log read."""
    room = ExchangeRoom(a_context(folder, store))
    room.resize(*size)
    room.show()
    wait_until(lambda: room.log.table.rows.complete)
    return room


@screen("exchange")
def exchange(stage: Stage) -> QWidget:
    """The front page; the pane tells of a partner's file."""
    store = a_summer(stage.folder, 6)
    given_out(store)
    room = a_room(stage.folder, store, stage.size)
    room.log.table.go_to(2)
    settle(500)
    return room


@screen("exchange-empty")
def empty(stage: Stage) -> QWidget:
    """Nothing has left yet."""
    return a_room(stage.folder, a_summer(stage.folder, 3), stage.size)
