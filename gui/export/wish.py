"""What a person wants exported: for whom, of which days and place, how, to which file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from exports import Format, Manner, Shape, Sharing
from gui.listing.page import ListPage
from gui.room import Page
from storage import Day, DayValue, Level, Period

DAYS, PLACES = ("occurred", "day"), ("place",)
LONGEST_NAME = 40
"""Letters of the register's name in the name of the file."""
FIRST_LEVEL = Level.PARTNER
"""Chosen anew each time: forgetting to choose must never put names into a file, and it cannot be written unnoticed,
because it asks who gets it."""
_SUFFIXES = (".age", ".zip", *(f".{one.value}" for one in Format))
_KEPT = ("language", "shape", "format", "hxl", "bom", "template", "kinds", "delay", "folder")


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
    """What a person wants exported; the passphrase is no part of it, it never leaves its field.

    Attributes:
        first, last: the days, both counted in; None is open.
        place: hex id of a place, with everything in it.
        language: of the file.
        chosen: the file the person chose; None: a free name in ``folder``, or among the documents.
        sharing: for whom and why. manner: how. protected: it will be sealed with a passphrase.
    """

    first: date | None = None
    last: date | None = None
    place: str | None = None
    language: str = "ar"
    chosen: Path | None = None
    folder: Path | None = None
    sharing: Sharing = field(default_factory=lambda: Sharing(FIRST_LEVEL))
    manner: Manner = field(default_factory=Manner)
    protected: bool = False

    @property
    def period(self) -> Period:
        """Its days and place."""
        return Period(self.first, self.last, self.place)

    @property
    def suffix(self) -> str:
        """What the name of the file ends with."""
        return replace(self.manner, passphrase="-" if self.protected else "").suffix

    def within(self, days: DayValue | None) -> Wish:
        """The same of these days; None is all days."""
        return replace(self, first=days.first if days else None, last=days.last if days else None)

    def same_file(self, other: Wish) -> bool:
        """Whether both ask for the same cells, so that one look at them holds for both."""
        same = (self.period, self.language, self.manner, self.sharing.level, self.sharing.delay)
        return same == (other.period, other.language, other.manner, other.sharing.level, other.sharing.delay)


def shown_by(page: QWidget | None) -> Shown:
    """What a list page shows now; any other page shows everything."""
    page = page.front() if isinstance(page, Page) else page
    if not isinstance(page, ListPage):
        return Shown()
    asked = {key: condition.value for key, condition in page.conditions().items()}
    days = next((asked.pop(key) for key in DAYS if asked.get(key)), "")
    place = next((asked.pop(key) for key in PLACES if asked.get(key)), None)
    return Shown(Day().load(days) if days else None, place, bool(asked or page.search.strip()))


# --------------------------------------------------------------------------------------------- the next time


def kept(wish: Wish) -> dict[str, Any]:
    """What is remembered for the next time: never for whom and why, never the level, never a passphrase."""
    manner = wish.manner
    folder = wish.chosen.parent if wish.chosen is not None else wish.folder
    return {
        "language": wish.language, "shape": manner.shape.value, "format": manner.format.value, "hxl": manner.hxl,
        "bom": manner.bom, "template": str(manner.template or ""), "kinds": list(manner.kinds),
        "delay": wish.sharing.delay, "folder": str(folder or ""),
    }  # fmt: skip


def taken_up(found: object, wish: Wish) -> Wish:
    """``wish`` with what was remembered; whatever cannot be read is left as it was."""
    if not isinstance(found, Mapping) or not set(_KEPT) <= set(found):
        return wish
    try:
        manner = Manner(
            Shape(found["shape"]), Format(found["format"]), bool(found["hxl"]), bool(found["bom"]),
            Path(found["template"]) if found["template"] else None, kinds=tuple(map(str, found["kinds"])),
        )  # fmt: skip
        folder = Path(found["folder"]) if found["folder"] else None
        sharing = replace(wish.sharing, delay=max(0, int(found["delay"])))
    except (ValueError, TypeError):
        return wish
    return replace(wish, language=str(found["language"]), manner=manner, folder=folder, sharing=sharing)


# --------------------------------------------------------------------------------------------- the file


def file_name(register: str, wish: Wish) -> str:
    """``sijill-<level>-<register>-<from>-<to>.xlsx``: it says for whom it is, and nothing in it is a person's name."""
    first, last = (day.isoformat() if day else "" for day in (wish.first, wish.last))
    days = "-".join(part for part in (first or "until", last or "on") if part) if first or last else "all"
    level = wish.sharing.level.value
    return "-".join(part for part in ("sijill", level, _for_files(register), days) if part) + wish.suffix


def _for_files(name: str) -> str:
    """Letters and digits of any script; what a file system may refuse becomes a hyphen."""
    plain = "".join(sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign)[0] != "M")
    return re.sub(r"[\W_]+", "-", plain).strip("-")[:LONGEST_NAME].strip("-").casefold()


def free_file(folder: Path, name: str) -> Path:
    """A file of this name that does not exist yet: nothing is replaced unless the person chose the file."""
    stem, suffix = bare(name), name[len(bare(name)) :]
    found, number = folder / name, 1
    while found.exists():
        number += 1
        found = folder / f"{stem} ({number}){suffix}"
    return found


def bare(name: str) -> str:
    """A file name without what only says how the file is made."""
    while any(name.casefold().endswith(suffix) for suffix in _SUFFIXES):
        name = name[: name.rfind(".")]
    return name


def with_suffix(chosen: str | Path, suffix: str) -> Path:
    """The chosen file; the end of its name always tells what it is."""
    path = Path(chosen)
    if path.name.casefold().endswith(suffix):
        return path
    return path.with_name(bare(path.name) + suffix)


def for_level(chosen: Path, old: Level, new: Level) -> Path:
    """A chosen file whose name says one level, when it is made for another."""
    return chosen.with_name(re.sub(rf"(?<![^\W_]){old.value}(?![^\W_])", new.value, chosen.name))
