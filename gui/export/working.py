"""What the export reads and writes; all of it runs in a reading thread, on one frozen moment of the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gui.choosers import documents
from gui.export.wish import Wish, file_name, free_file
from storage import Query

if TYPE_CHECKING:
    from exports import Preview, Report
    from gui.jobs import Pace
    from storage import Store

EARLIER = 400
"""Disclosures that are looked through for recipients and purposes."""


@dataclass(frozen=True)
class Counted:
    """How much is chosen, and the file it goes to; ``replaces``: one of this name is there and the person chose it."""

    incidents: int
    victims: int
    movements: int
    target: Path
    replaces: bool


@dataclass(frozen=True)
class Earlier:
    """Somebody a file was made for, newest first: what for, and when."""

    recipient: str
    purpose: str
    level: str
    made: str


def count_wished(store: Store, wish: Wish, register: str, pace: Pace) -> Counted:
    """Count what the wish takes in, withdrawn records left out, and find the file it would go to."""
    with store.frozen(lambda: pace.cancelled) as source:
        incidents, victims, movements = (
            source.count(kind, wish.period, standing=True) for kind in ("incident", "victim", "movement")
        )
    target = wish.chosen or free_file(wish.folder or documents(), file_name(register, wish))
    return Counted(incidents, victims, movements, target, target.exists())


def look_at(store: Store, wish: Wish, window: str, pace: Pace, *, counted: bool) -> Preview:
    """What the reader of the file would see; stops soon after the job is cancelled. ``counted``: with all sums."""
    from exports import preview

    with store.frozen(lambda: pace.cancelled) as source:
        return preview(
            source, wish.sharing, language=wish.language, period=wish.period, manner=wish.manner,
            window=window, counted=counted, cancelled=lambda: pace.cancelled,
        )  # fmt: skip


def write_wished(store: Store, wish: Wish, passphrase: str, target: Path, pace: Pace) -> Report:
    """Write the file, whole or not at all, and note in the register that it was made.

    A file that could not be noted does not stay, and what it replaced is there again: nothing leaves unlogged.
    """
    from exports import FileAsked, logged, write_file

    def make() -> Report:
        with store.frozen(lambda: pace.cancelled) as source:
            asked = FileAsked(
                wish.language, wish.period, wish.sharing.checked(), replace(wish.manner, passphrase=passphrase),
                pace.step, lambda: pace.cancelled,
            )  # fmt: skip
            return write_file(source, target, asked)

    return logged(store, target, make, passphrase)


def earlier(store: Store) -> Sequence[Earlier]:
    """For whom files were made before, each recipient and purpose once, the newest first."""
    _, rows = store.listing(Query("disclosure", sort="made", descending=True)).first(EARLIER)
    found: dict[tuple[str, str], Earlier] = {}
    for row in rows.values():
        who, why = str(row["recipient"] or "").strip(), str(row["purpose"] or "").strip()
        if who:
            made = row["made"]
            day = made.date().isoformat() if hasattr(made, "date") else str(made or "")[:10]
            found.setdefault((who, why), Earlier(who, why, str(row["level"] or ""), day))
    return list(found.values())
