"""The columns of the incidents list and the filter fields under them."""

from __future__ import annotations

from functools import partial
from typing import Any

from gui.known import Known, codes
from gui.listing.clips import clip_column, clip_filter
from gui.listing.conditions import periods, read_count, read_days
from gui.listing.filter_fields import Choice, CodeFilter, FilterField, PlaceFilter, TypedFilter
from gui.listing.torn import standing_cell, torn
from gui.say import ltr, rtl, say, words
from gui.table.cells import EMPTY, Cell, chip, plain, sign, tally
from gui.table.list_cells import (
    code_cell,
    day_words,
    either,
    figure,
    named_cell,
    range_words,
    signed_code,
    sync_cell,
    time_words,
)
from gui.table.rows import Column
from storage import Day, DayValue, Range

_FIGURES = ("figure_rule", "preferred_claim")
TORN = {"occurred": ("time",), "killed": _FIGURES, "injured": _FIGURES, "named": (*_FIGURES, "decided_killed")}
"""Fields that columns rest on, beside those they show themselves."""


def incident_columns(known: Known) -> list[Column]:
    """Date and time, place, type, target, figures, named against claimed, status, team, sync."""
    when, target, sync = (154, 98, 70) if rtl() else (130, 76, 82)
    made = [
        Column(
            "occurred",
            lambda: say("Date & time"),
            when,
            lambda row: _when(row, known),
            plain,
            "occurred",
            copied=lambda row: _iso(row, known),
        ),
        Column("place", lambda: say("Place"), 92, lambda row: _place(row, known), plain, "place"),
        Column("attack", lambda: say("Type"), 96, lambda row: _code(row, "attack", signed=True), sign, "attack"),
        Column("target", lambda: say("Target"), target, lambda row: _code(row, "target"), plain, "target"),
        Column("killed", lambda: say("Killed"), 78, lambda row: incident_figure(row, "killed"), chip, "killed"),
        Column("injured", lambda: say("Injured"), 76, lambda row: incident_figure(row, "injured"), chip, "injured"),
        Column("named", lambda: say("Named/claim"), 86, _named, tally, "", lambda: say("Names known of those killed")),
        Column("status", lambda: say("Status"), 104, _status, sign, "status"),
        Column("team", lambda: say("Team"), 62, lambda row: Cell(known.team(row["team"]), ink="tx2"), plain, "team"),
        clip_column(known),
        Column("sync", lambda: say("Sync"), sync, lambda row: sync_cell(row.sync), sign),
    ]
    return torn(made, TORN)


def incident_filters(known: Known) -> dict[str, FilterField]:
    """The filter field of each column."""
    choices = partial(periods, known)
    return {
        "occurred": TypedFilter(say("Date & time"), partial(read_days, known), say("any day"), choices),
        "place": PlaceFilter(say("Place"), known.suggest),
        "attack": CodeFilter(say("Type"), lambda: codes("attack")),
        "target": CodeFilter(say("Target"), lambda: codes("target")),
        "killed": TypedFilter(say("Killed"), partial(read_count, known), "≥ 0"),
        "injured": TypedFilter(say("Injured"), partial(read_count, known), "≥ 0"),
        "named": CodeFilter(say("Named/claim"), _fits),
        "status": CodeFilter(say("Status"), lambda: codes("record-status")),
        "team": CodeFilter(say("Team"), known.teams),
        "files": clip_filter(),
        "sync": CodeFilter(say("Sync"), sync_choices),
    }


def sync_choices() -> list[Choice]:
    """Here only, shared, received."""
    return [
        Choice("here", say("Here only")),
        Choice("shared", say("Shared")),
        Choice("received", say("Received")),
    ]


def incident_figure(row: Any, outcome: str) -> Cell:
    """The published figure of an incident; while a decided one is in dispute, both with *or*."""
    rivals = tuple(_range(value) for value in row.disputed.get(f"decided_{outcome}", ()))
    return figure(outcome, row[f"{outcome}_min"], row[f"{outcome}_max"], rivals)


def _range(value: Any) -> str:
    if not isinstance(value, Range):
        return "?"
    return "?" if value.unknown else range_words(value.low, value.high) or "?"


def _when(row: Any, known: Known) -> Cell:
    reading = known.reading()
    rivals = row.disputed.get("occurred", ())
    if len(rivals) > 1:
        return Cell(either(tuple(day_words(one, reading, known.year) or "?" for one in rivals)), ink="accink")
    day = day_words(row["occurred"], reading, known.year)
    time = time_words(row["time"], reading)
    return Cell(time, day) if day else Cell("?", ink="tx3", spoken=say("day not known"))


def _iso(row: Any, known: Known) -> str:
    """Day and time for a spreadsheet: with the year, in the order that sorts."""
    value = row["occurred"]
    exact = isinstance(value, DayValue) and value.precision == "day" and value.first is not None
    day = value.first.isoformat() if exact else Day().show(value, known.reading()) if value else ""
    time = time_words(row["time"], known.reading())
    return " ".join(ltr(part) for part in (day, time) if part)


def _place(row: Any, known: Known) -> Cell:
    rivals = row.disputed.get("place", ())
    if len(rivals) > 1:
        return Cell(either(tuple(known.place(one) or "?" for one in rivals)), ink="accink")
    name = known.place(row["place"]) or row["place_note"] or ""
    return Cell(name) if name else EMPTY


def _code(row: Any, column: str, *, signed: bool = False) -> Cell:
    rivals = row.disputed.get(column, ())
    if len(rivals) > 1:
        told = either(tuple(words().code(column, one) if one else "?" for one in rivals))
        return Cell(told, icon="circle-help" if signed else "", ink="accink")
    return signed_code(column, row[column]) if signed else code_cell(column, row[column])


def _named(row: Any) -> Cell:
    return named_cell(row["named_killed"], row["killed_min"], row["killed_max"])


def _status(row: Any) -> Cell:
    return standing_cell(row)


def _fits() -> list[Choice]:
    return [
        Choice("fits", say("As claimed")),
        Choice("fewer", say("Fewer named")),
        Choice("more", say("More named")),
    ]
