"""What goes into an exported workbook: which days, which place, which language, which file; counted and written here.

``count_wished`` and ``write_wished`` run in a reading thread, on one frozen moment of the register.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QWidget

from gui.list_page import ListPage
from gui.room import Page
from storage import Day, DayValue, Period

if TYPE_CHECKING:
    from exports import Report
    from gui.jobs import Pace
    from storage import Store

DAYS, PLACES = ("occurred", "day"), ("place",)
SUFFIX = ".xlsx"
LONGEST_NAME = 40
"""Letters of the register's name in the name of the file."""


@dataclass(frozen=True)
class Shown:
    """What the asking list is filtered by.

    Attributes:
        days: its days; place: its place, with everything in it.
        others: it is narrowed by something else too, which an export does not know.
    """

    days: DayValue | None = None
    place: str | None = None
    others: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether an export can be of the same days and place."""
        return self.days is not None or self.place is not None


@dataclass(frozen=True)
class Wish:
    """What a person wants exported.

    Attributes:
        first, last: the days, both counted in; None is open.
        place: hex id of a place, with everything in it.
        language: of the workbook.
        chosen: the file the person chose; None: a free name among the documents.
    """

    first: date | None = None
    last: date | None = None
    place: str | None = None
    language: str = "ar"
    chosen: Path | None = None

    @property
    def period(self) -> Period:
        """Its days and place."""
        return Period(self.first, self.last, self.place)

    def within(self, days: DayValue | None) -> Wish:
        """The same of these days; None is all days."""
        return replace(self, first=days.first if days else None, last=days.last if days else None)


@dataclass(frozen=True)
class Counted:
    """How much will be in the file, and the file; ``replaces``: one of this name is there and the person chose it."""

    incidents: int
    victims: int
    target: Path
    replaces: bool


def shown_by(page: QWidget | None) -> Shown:
    """What a list page shows now; any other page shows everything."""
    page = page.front() if isinstance(page, Page) else page
    if not isinstance(page, ListPage):
        return Shown()
    asked = {key: condition.value for key, condition in page.conditions().items()}
    days = next((asked.pop(key) for key in DAYS if asked.get(key)), "")
    place = next((asked.pop(key) for key in PLACES if asked.get(key)), None)
    return Shown(Day().load(days) if days else None, place, bool(asked or page.search.strip()))


def count_wished(store: Store, wish: Wish, register: str) -> Counted:
    """Count what the wish takes in, withdrawn records left out, and find the file it would go to."""
    with store.frozen() as source:
        incidents, victims = (source.count(kind, wish.period, standing=True) for kind in ("incident", "victim"))
    target = wish.chosen or free_file(documents(), file_name(register, wish))
    return Counted(incidents, victims, target, target.exists())


def write_wished(store: Store, wish: Wish, target: Path, pace: Pace) -> Report:
    """Write the workbook, whole or not at all, and note in the register that it was made."""
    from exports import disclose, write_workbook

    with store.frozen() as source:
        report = write_workbook(
            source, target, language=wish.language, period=Period(wish.first, wish.last), place=wish.place,
            progress=pace.step, cancelled=lambda: pace.cancelled,
        )  # fmt: skip
    disclose(store, report)
    return report


def documents() -> Path:
    """The person's folder of documents; their home while there is none."""
    found = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return found if found.is_dir() else Path.home()


def file_name(register: str, wish: Wish) -> str:
    """``sijill-<register>-<from>-<to>.xlsx``: nothing in it is a person's name."""
    first, last = (day.isoformat() if day else "" for day in (wish.first, wish.last))
    days = "-".join(part for part in (first or "until", last or "on") if part) if first or last else "all"
    return "-".join(part for part in ("sijill", _for_files(register), days) if part) + SUFFIX


def _for_files(name: str) -> str:
    """Letters and digits of any script; what a file system may refuse becomes a hyphen."""
    plain = "".join(sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign)[0] != "M")
    return re.sub(r"[\W_]+", "-", plain).strip("-")[:LONGEST_NAME].strip("-").casefold()


def free_file(folder: Path, name: str) -> Path:
    """A file of this name that does not exist yet: nothing is replaced unless the person chose the file."""
    stem, number = Path(name).stem, 1
    found = folder / name
    while found.exists():
        number += 1
        found = folder / f"{stem} ({number}){SUFFIX}"
    return found


def with_suffix(chosen: str) -> Path:
    """The chosen file; its name always tells what it is."""
    path = Path(chosen)
    return path if path.suffix.casefold() == SUFFIX else path.with_name(path.name + SUFFIX)
