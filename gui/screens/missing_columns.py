"""The columns of the board of the missing: who is looked for, since when, where last seen."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from gui.known import Known, codes
from gui.listing.conditions import periods, read_count, read_days, read_text
from gui.listing.filter_fields import CodeFilter, FilterField, PlaceFilter, TypedFilter
from gui.listing.torn import torn
from gui.say import rtl, say, say_n
from gui.screens.victim_columns import FOLLOWS, TORN, full_name, outcome_of, unnamed, victim_columns
from gui.table.cells import EMPTY, Cell, chip, plain, sign
from gui.table.list_cells import day_words
from gui.table.rows import Column
from storage import LOST, DayValue, shown


def missing_columns(known: Known) -> list[Column]:
    """Outcome, name, sex, age, where last seen, since when, how many days, whether kin is known, remarks."""
    usual = {column.key: column for column in victim_columns(known, lambda: "")}
    day = 138 if rtl() else 104
    made = [
        Column("outcome", lambda: say("Outcome"), 124, outcome_of, chip, "outcome"),
        Column("name", lambda: say("Name"), 164, _name, plain, "name"),
        usual["sex"],
        usual["age"],
        Column("place", lambda: say("Last seen"), 112, lambda row: Cell(known.place(row["where_id"])), plain, "place"),
        Column("day", lambda: say("Since"), day, lambda row: _since(row, known), plain, "day"),
        Column("days", lambda: say("Days"), 58, _days, plain),
        Column("family_group", lambda: say("Family"), 92, _family, plain, "family_group"),
        Column("kin", lambda: say("Next of kin"), 92, _kin, sign),
        Column("status", lambda: say("Status"), 116, usual["status"].show, sign, "status", more=True),
    ]
    return torn(made, {**TORN, "name": ("name",), "day": ("outcome_day",), "days": ("outcome_day",)}, FOLLOWS)


def missing_filters(known: Known) -> dict[str, FilterField]:
    """The filter field of each column."""
    return {
        "outcome": CodeFilter(say("Outcome"), lambda: codes("outcome")),
        "name": TypedFilter(say("Name"), read_text, say("name…")),
        "sex": CodeFilter(say("Sex"), lambda: codes("sex")),
        "age": TypedFilter(say("Age"), partial(read_count, known), "≥ 0"),
        "place": PlaceFilter(say("Last seen"), known.suggest),
        "day": TypedFilter(say("Since"), partial(read_days, known), say("any day"), partial(periods, known)),
        "family_group": TypedFilter(say("Family"), read_text, say("family…")),
        "status": CodeFilter(say("Status"), lambda: codes("record-status")),
    }


def is_lost(row: Any) -> bool:
    """Whether somebody is looked for, on the safe side of a dispute."""
    return not row["withdrawn"] and shown(row["outcome"], row.disputed.get("outcome", ())).outcome in LOST


def since(row: Any) -> date | None:
    """The day somebody was lost: that of the outcome, else that of the incident."""
    told = row["outcome_day"]
    day = (told.first or told.last) if isinstance(told, DayValue) else None
    return day or (date.fromisoformat(row["day"][:10]) if row["day"] else None)


def since_words(row: Any, known: Known) -> str:
    """Since when, and how many days that is."""
    day = since(row)
    if day is None:
        return say("Since when is not known.")
    shown_day = day_words(DayValue.on(day), known.reading(), known.year)
    days = max(0, (date.today() - day).days)
    return say_n("Since {day}, {count} day.", "Since {day}, {count} days.", days, day=shown_day)


def _name(row: Any) -> Cell:
    names = [one for one in (full_name(row) if rtl() else full_name(row)[::-1]) if one]
    if names:
        return Cell(names[0])
    return unnamed(row)


def _since(row: Any, known: Known) -> Cell:
    day = since(row)
    return Cell(day_words(DayValue.on(day), known.reading(), known.year), ink="tx2") if day is not None else EMPTY


def _days(row: Any) -> Cell:
    day = since(row)
    return Cell(f"{max(0, (date.today() - day).days):,}") if day is not None else EMPTY


def _family(row: Any) -> Cell:
    return Cell(row["family_group"] or "", ink="tx2")


def _kin(row: Any) -> Cell:
    """Only that somebody is known: who it is and the number are sealed and stand in the form."""
    return Cell(say("known"), icon="phone", ink="tx2") if row["kin"] or row["kin_phone"] else EMPTY
