"""The columns of the facilities list and the filter fields under them. Positions are never among them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from gui.frame.found import marks
from gui.known import Known, codes
from gui.listing.clips import clip_column, clip_filter
from gui.listing.conditions import periods, read_count, read_days
from gui.listing.filter_fields import CodeFilter, Condition, FilterField, PlaceFilter, TypedFilter
from gui.listing.torn import standing_cell
from gui.say import rtl, say, words
from gui.screens.incident_columns import sync_choices
from gui.table.cells import EMPTY, Cell, Painter, plain, sign
from gui.table.list_cells import code_cell, day_words, either, kept, short_code, signed_code, sync_cell
from gui.table.rows import Column
from storage import DayValue, code_list

TONES = {"ok": "rescued", "warning": "accink", "error": "injured", "information": "missing", "neutral": "tx2"}
"""Ink of a state of working, by the tone of its code."""
SIGNS = {"ok": "circle-check", "warning": "triangle-alert", "error": "circle-alert", "information": "route"}


def facility_columns(known: Known, typed: Callable[[], str]) -> list[Column]:
    """Kind, names, place, who runs it, whether it works, attacks, the last one, status, sync."""
    kind, function, last = (98, 86, 108) if rtl() else (102, 98, 94)
    return [
        Column("kind", lambda: say("Type"), kind, _kind, sign, "kind"),
        _name("name_ar", typed),
        _name("name_en", typed),
        Column("place", lambda: say("Place"), 80, lambda row: _place(row, known), plain, "place"),
        Column("run_by", lambda: say("Run by"), 72, _run_by, plain, "run_by"),
        Column("function", lambda: say("Works now?"), function, _function, sign, "function"),
        Column("attacks", lambda: say("Attacks"), 56, _attacks, plain, "attacks"),
        Column("last_attack", lambda: say("Last attack"), last, lambda row: _last(row, known), plain, "last_attack"),
        Column("status", lambda: say("Status"), 86, _status, sign, "status"),
        clip_column(known),
        Column("sync", lambda: say("Sync"), 76, lambda row: sync_cell(row.sync), sign),
    ]


def facility_filters(known: Known) -> dict[str, FilterField]:
    """The filter field of each column."""
    return {
        "kind": CodeFilter(say("Type"), lambda: codes("facility-kind")),
        "name_ar": TypedFilter(say("Name (Arabic)"), _text, say("name…")),
        "name_en": TypedFilter(say("Name (Latin)"), _text, say("name…")),
        "place": PlaceFilter(say("Place"), known.suggest),
        "run_by": CodeFilter(say("Run by"), lambda: codes("facility-operator")),
        "function": CodeFilter(say("Works now?"), lambda: codes("function")),
        "attacks": TypedFilter(say("Attacks"), partial(read_count, known), "≥ 0"),
        "last_attack": TypedFilter(
            say("Last attack"), partial(read_days, known), say("any day"), partial(periods, known)
        ),
        "status": CodeFilter(say("Status"), lambda: codes("record-status")),
        "files": clip_filter(),
        "sync": CodeFilter(say("Sync"), sync_choices),
    }


def _text(text: str) -> Condition:
    return Condition(text.strip(), text.strip())


def _name(key: str, typed: Callable[[], str]) -> Column:
    arabic = key == "name_ar"

    def cell(row: Any) -> Cell:
        rivals = row.disputed.get(key, ())
        if len(rivals) > 1:
            return Cell(either(tuple(str(one or "?") for one in rivals)), ink="accink", rtl=arabic)
        text, wanted = row[key] or "", typed()
        if not text:
            return Cell("—", ink="tx3", spoken=say("no Arabic name") if arabic else say("no Latin name"))
        return Cell(text, marks=marks(text, wanted) if wanted else (), rtl=arabic)

    paint: Painter = plain
    if arabic:
        return Column(key, lambda: say("Name (Arabic)"), 102, cell, paint, "name_ar")
    return Column(key, lambda: say("Name (Latin)"), 102, cell, paint, "name_en")


def _kind(row: Any) -> Cell:
    return _disputed(row, "kind", "facility-kind", signed_code)


def _run_by(row: Any) -> Cell:
    return _disputed(row, "run_by", "facility-operator", code_cell)


def _function(row: Any) -> Cell:
    return _disputed(row, "function", "function", function_cell)


def _disputed(row: Any, field: str, code: str, show: Callable[..., Cell]) -> Cell:
    rivals = row.disputed.get(field, ())
    if len(rivals) > 1:
        told = either(tuple(words().code(code, one) if one else "?" for one in rivals))
        return Cell(told, icon="circle-help", ink="accink")
    return show(code, row[field])


@kept
def function_cell(name: str, code: Any) -> Cell:
    """Whether a facility works: icon and word in the ink of its tone."""
    if not code:
        return EMPTY
    full = words().code(name, str(code))
    if code == "unknown":
        return Cell("?", ink="tx3", spoken=full)
    tone = tone_of(str(code))
    return Cell(short_code(name, code), icon=SIGNS.get(tone, "circle-help"), ink=TONES[tone], spoken=full)


def tone_of(code: str) -> str:
    """``ok``, ``warning``, ``error``, ``information`` or ``neutral``."""
    item = code_list("function").items.get(code)
    tone = item.more.get("tone", "") if item else ""
    return tone if tone in TONES else "neutral"


def _place(row: Any, known: Known) -> Cell:
    rivals = row.disputed.get("place", ())
    if len(rivals) > 1:
        return Cell(either(tuple(known.place(one) or "?" for one in rivals)), ink="accink")
    name = known.place(row["place"])
    return Cell(name) if name else EMPTY


def _attacks(row: Any) -> Cell:
    count = row["attacks"] or 0
    return Cell(strong=f"{count:,}") if count else Cell("–", ink="tx3", spoken="0")


def _last(row: Any, known: Known) -> Cell:
    try:
        day = date.fromisoformat(row["last_attack"] or "")
    except ValueError:
        return EMPTY
    return Cell(day_words(DayValue.on(day), known.reading(), known.year))


def _status(row: Any) -> Cell:
    return standing_cell(row)
