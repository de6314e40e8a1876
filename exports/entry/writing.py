"""Makes the entry workbook: prepared rows with hidden ids, drop-downs, checks, the places, and how to fill it in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from exports.cells import plain
from exports.entry.book import Book
from exports.entry.plan import ROWS, SHEETS, EntryColumn, Mark, kinds_in
from exports.entry.sheet import fill_sheet
from exports.entry.telling import fill_telling
from exports.making.made import Report
from exports.workbook.about import Facts, practice_text
from exports.workbook.looks import fill_lists
from exports.workbook.sheets import free_title
from exports.workbook.writing import _InMemory
from storage import Cancelled, Period, Words, code_list, whole_file

if TYPE_CHECKING:
    from storage import Frozen, PlaceFacts

COMMUNITY = 3
"""Places from this level on are offered: sub-districts and communities."""


def write_entry_workbook(
    store: Frozen,
    target: Path,
    *,
    language: str,
    kinds: Sequence[str] = (),
    place: str | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Report:
    """Write an empty workbook to be filled in where the program cannot run, whole or not at all.

    Args:
        store: the register it is for; only this one (and those that have synced with it) reads it back.
        target: the new file.
        language: of its words.
        kinds: ``incident``, ``victim``, ``movement``, ``damage``; all when none is named.
        place: offers only the places and facilities in this area (hex id).
        cancelled: asked before anything is written.

    Raises:
        UserError: ``disk-full``, ``cannot-write``; what was there before is as it was.
        Cancelled: the person stopped it.
    """
    words, about = Words(language), store.about()
    with store.at_this_moment() as (register, _):
        mark = Mark(uuid4().hex, language, register.founding(), bool(about.get("practice")))
    workbook = _workbook(store, words, mark, kinds_in(kinds), place)
    if cancelled is not None and cancelled():
        raise Cancelled
    digest = _saved(workbook, target)
    facts = Facts.of(about, Period(place=place), store.position())
    return Report(target, {}, digest, 0, 0, facts, language, shape="entry")


def _saved(workbook: Workbook, target: Path) -> str:
    """Written through memory, so that nothing is left beside the target; the hash of the file."""
    memory = BytesIO()
    _InMemory(workbook, ZipFile(memory, "w", ZIP_DEFLATED)).save()
    data = memory.getvalue()
    with whole_file(target) as file:
        file.write(data)
    return hashlib.sha256(data).hexdigest()


def _workbook(store: Frozen, words: Words, mark: Mark, kinds: Sequence[str], place: str | None) -> Workbook:
    workbook = Workbook()
    taken: set[str] = set()
    telling = workbook.active
    telling.title = free_title(plain(words.t("How to fill it in")), taken)
    titles = {kind: free_title(plain(words.kind(kind, several=True)), taken) for kind in kinds}
    sheets = {kind: workbook.create_sheet(titles[kind]) for kind in kinds}
    places = workbook.create_sheet(free_title(plain(words.t("Places")), taken))
    lists = workbook.create_sheet(free_title(plain(words.t("Lists")), taken))
    practice = practice_text(words) if mark.practice else ""
    book = Book(workbook, words, mark, practice, titles.get("incident", ""))
    book.fill_places(places, places_of(store, place))
    fill_lists(workbook, lists, _lists(kinds), words)
    book.fill_facilities(lists, _facilities(store, words.language, place))
    for kind, sheet in sheets.items():
        fill_sheet(book, sheet, kind, SHEETS[kind], ROWS[kind])
    fill_telling(book, telling, titles, str(store.about().get("register") or ""))
    _identify(workbook, mark, str(store.about().get("register") or ""), words)
    return workbook


def _identify(workbook: Workbook, mark: Mark, register: str, words: Words) -> None:
    properties = workbook.properties
    properties.creator = properties.lastModifiedBy = register or "Sijill"
    properties.title = plain(words.t("Entry workbook"))
    properties.language = words.language
    properties.created = properties.modified = datetime.now().replace(microsecond=0)
    workbook.custom_doc_props.append(StringProperty(name="sijill.entry", value=str(mark)))


def _lists(kinds: Sequence[str]) -> list[str]:
    asked: list[EntryColumn] = [column for kind in kinds for column in SHEETS[kind]]
    return sorted({column.choices for column in asked if column.choices and code_list(column.choices).items})


def places_of(store: Frozen, area: str | None) -> list[PlaceFacts]:
    """The places that are offered: sub-districts and communities of the area, in use."""
    book = store.places
    inside = book.under(area) if area else None
    return [
        facts
        for facts in list(book.facts.values())
        if facts.level >= COMMUNITY
        and not (facts.withdrawn or facts.retired or facts.proposed)
        and (inside is None or facts.id in inside)
    ]


def _facilities(store: Frozen, language: str, area: str | None) -> list[str]:
    """What the facilities of the area are called."""
    inside = store.places.under(area) if area else None
    rows = store.export_rows("facility", ("name_ar", "name_en", "place"), None, standing=True, confirmed=True)
    found = set()
    for arabic, english, place in rows:
        name = (arabic or english) if language == "ar" else (english or arabic)
        if name and (inside is None or place in inside):
            found.add(plain(name))
    return sorted(found, key=str.casefold)
