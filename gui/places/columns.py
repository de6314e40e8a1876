"""The columns of the list of places and the filter fields under them."""

from __future__ import annotations

from typing import Any

from gui.entry.facts import level_word
from gui.known import Known
from gui.listing.conditions import read_count, read_text
from gui.listing.filter_fields import FilterField, PlaceFilter, TypedFilter
from gui.say import ltr, rtl, say, words
from gui.table.cells import EMPTY, Cell, plain, sign
from gui.table.rows import Column

COMMUNITY = 4


def place_columns(known: Known) -> list[Column]:
    """Both names, what it is, what it lies in, code, state, table it came with."""
    arabic = Column("name_ar", lambda: say("Name (Arabic)"), 150, lambda row: _name(row, "name_ar"), plain, "name_ar")
    latin = Column("name_en", lambda: say("Name (Latin)"), 150, lambda row: _name(row, "name_en"), plain, "name_en")
    names = [arabic, latin] if rtl() else [latin, arabic]
    return [
        *names,
        Column("proposed_by", lambda: say("State"), 118, state_cell, sign, "proposed_by"),
        Column("area", lambda: say("It lies in"), 170, lambda row: _area(row, known), plain, "area"),
        Column("code", lambda: say("Code"), 96, lambda row: Cell(ltr(row["code"] or "")), plain, "code"),
        Column("level", lambda: say("What it is"), 100, _level, plain, "level"),
        Column("name_other", lambda: say("Third script"), 110, _third, plain, "name_other"),
        Column("pack", lambda: say("Table"), 150, lambda row: Cell(ltr(row["pack"] or ""), ink="tx2"), plain, "pack"),
    ]


def place_filters(known: Known) -> dict[str, FilterField]:
    """The filter field of each column."""
    return {
        "name_ar": TypedFilter(say("Name (Arabic)"), read_text, say("name…")),
        "name_en": TypedFilter(say("Name (Latin)"), read_text, say("name…")),
        "name_other": TypedFilter(say("Third script"), read_text, say("name…")),
        "level": TypedFilter(say("What it is"), lambda text: read_count(known, text), "0–4"),
        "area": PlaceFilter(say("It lies in"), known.suggest),
        "code": TypedFilter(say("Code"), read_text, say("code…")),
        "pack": TypedFilter(say("Table"), read_text, say("table…")),
    }


def _name(row: Any, field: str) -> Cell:
    rivals = row.disputed.get(field, ())
    if len(rivals) > 1:
        return Cell(" / ".join(str(rival) for rival in rivals if rival), ink="accink")
    return Cell(row[field]) if row[field] else EMPTY


def _third(row: Any) -> Cell:
    return _name(row, "name_other")


def _level(row: Any) -> Cell:
    level = row["level"]
    return Cell(level_word(COMMUNITY if level is None else int(level)), ink="tx2")


def _area(row: Any, known: Known) -> Cell:
    return Cell(known.area(row.id), ink="tx2")


def state_cell(row: Any) -> Cell:
    """Proposed, withdrawn, no longer in its table; nothing for a place as it should be."""
    if row["withdrawn"]:
        return Cell(words().code("record-status", "withdrawn"), icon="archive", ink="tx2")
    if row["proposed_by"] and row["status"] != "verified":
        return Cell(say("Proposed"), icon="circle-help", ink="accink")
    if row["retired"]:
        return Cell(say("No longer in its table"), icon="history", ink="tx2")
    return EMPTY
