"""The columns of the victims list and the filter fields under them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from gui.frame.found import marks, reason_cell
from gui.known import Known, codes
from gui.listing.clips import clip_column, clip_filter
from gui.listing.conditions import periods, read_count, read_days, read_text
from gui.listing.filter_fields import CodeFilter, FilterField, PlaceFilter, TypedFilter
from gui.listing.torn import standing_cell, torn
from gui.say import ltr, rtl, say, words
from gui.table.cells import EMPTY, Cell, chip, plain, sign
from gui.table.list_cells import either, outcome_cell, range_words
from gui.table.rows import Column
from storage import LOST, Age, Day, DayValue, NameValue, code_list, shown

Typed = Callable[[], str]


TORN = {
    "name_ar": ("name",), "name_la": ("name",), "sex": ("sex",), "place": ("outcome_place",),
    "hospital": ("hospital",),
}  # fmt: skip
"""Fields that columns rest on; outcome and age say themselves what is in dispute."""
FOLLOWS = {"outcome_place": ("where_id",)}


def victim_columns(known: Known, typed: Typed) -> list[Column]:
    """Outcome, names in both scripts, sex, age, place, day, hospital, why it matches, status."""
    arabic, latin = _names(typed)
    day, sex = (138, 54) if rtl() else (96, 46)
    made = [
        Column("outcome", lambda: say("Outcome"), 112, _outcome, chip, "outcome"),
        arabic,
        latin,
        Column("sex", lambda: say("Sex"), sex, _sex, plain, "sex"),
        Column("age", lambda: say("Age"), 74, lambda row: _age(row, known), plain, "age"),
        Column("place", lambda: say("Place"), 110, lambda row: _place(row, known), plain, "place"),
        Column("day", lambda: say("Date"), day, lambda row: _day(row, known), plain, "day", copied=_iso),
        Column("hospital", lambda: say("Hospital"), 88, lambda row: Cell(row["hospital"] or "", ink="tx2"), plain),
        Column("why", lambda: say("Why it matches"), 118, lambda row: _why(row, typed()), sign, only="search"),
        clip_column(known),
        Column("status", lambda: say("Status"), 116, _status, sign, "status"),
    ]
    return torn(made, TORN, FOLLOWS)


def victim_filters(known: Known) -> dict[str, FilterField]:
    """The filter field of each column."""
    return {
        "outcome": CodeFilter(say("Outcome"), lambda: codes("outcome")),
        "name_ar": TypedFilter(say("Name (Arabic)"), read_text, say("name…")),
        "name_la": TypedFilter(say("Name (Latin)"), read_text, say("name…")),
        "sex": CodeFilter(say("Sex"), lambda: codes("sex")),
        "age": TypedFilter(say("Age"), partial(read_count, known), "≥ 0"),
        "place": PlaceFilter(say("Place"), known.suggest),
        "day": TypedFilter(say("Date"), partial(read_days, known), say("any day"), partial(periods, known)),
        "hospital": TypedFilter(say("Hospital"), read_text, say("hospital…")),
        "files": clip_filter(),
        "status": CodeFilter(say("Status"), lambda: codes("record-status")),
    }


def full_name(row: Any) -> tuple[str, str]:
    """The name in Arabic and in Latin letters, the nickname when there is nothing else."""
    value = row["name"]
    if not isinstance(value, NameValue):
        return "", ""
    arabic, latin = str(value.ar), str(value.la)
    if not arabic and not latin:
        return (value.nickname, "") if rtl() else ("", value.nickname)
    return arabic, latin


def _names(typed: Typed) -> tuple[Column, Column]:
    def arabic(row: Any) -> Cell:
        text, wanted = full_name(row)[0], typed()
        if not text:
            return _no_name(row, say("no Arabic name"))
        return Cell(text, marks=marks(text, wanted) if wanted else (), rtl=True)

    def latin(row: Any) -> Cell:
        text, wanted = full_name(row)[1], typed()
        if not text:
            return _no_name(row, say("no Latin name"))
        return Cell(text, marks=marks(text, wanted) if wanted else (), rtl=False)

    return (
        Column("name_ar", lambda: say("Name (Arabic)"), 134, arabic, plain, "name_ar"),
        Column("name_la", lambda: say("Name (Latin)"), 180, latin, plain, "name_la"),
    )


def _no_name(row: Any, words_: str) -> Cell:
    if any(full_name(row)):
        return Cell(words_, ink="tx3", spoken=words_)
    return unnamed(row)


def unnamed(row: Any) -> Cell:
    """Somebody without a name, or a group: how many of it are left when some have names."""
    people = row["people"]
    if people is not None:
        ends = row["people_min"], row["people_max"]
        if ends == (people.low or 0, people.high):
            return Cell(say("group, not named"), ink="tx3")
        return Cell(say("group, {left} left", left=range_words(*ends)), ink="tx3")
    return Cell(say("name not known"), ink="tx3")


def outcome_of(row: Any) -> Cell:
    """The outcome on the safe side: missing until all agree that the person was found; death unconfirmed till then."""
    found = shown(row["outcome"], row.disputed.get("outcome", ()))
    if not found.rivals:
        return outcome_cell(found.outcome)
    said = either(tuple(words().code("outcome", one) for one in found.rivals))
    if found.unconfirmed:
        return Cell(strong=say("Death unconfirmed"), letter="?", ink="accink", ground="accbg", spoken=said)
    if found.outcome in LOST:
        plain = outcome_cell(found.outcome)
        return Cell(strong=plain.strong, letter="?", ink="accink", ground="accbg", spoken=said)
    return Cell(said, ink="accink")


def _outcome(row: Any) -> Cell:
    return outcome_of(row)


def _sex(row: Any) -> Cell:
    if not row["sex"]:
        return EMPTY
    label = words().code("sex", row["sex"])
    item = code_list("sex").items.get(row["sex"])
    letter = item.more.get(f"letter::{words().language}", label[:1]) if item else label[:1]
    return Cell(letter, ink="tx2", spoken=label)


def _age(row: Any, known: Known) -> Cell:
    rivals = row.disputed.get("age", ())
    if len(rivals) > 1:
        return Cell(either(tuple(Age().show(one, known.reading()) or "?" for one in rivals)), ink="accink")
    value = row["age"]
    if value is None:
        return EMPTY
    shown = Age().show(value, known.reading())
    return Cell(shown.partition(" (")[0], spoken=shown)


def _place(row: Any, known: Known) -> Cell:
    return Cell(known.place(row["where_id"]))


def _day(row: Any, known: Known) -> Cell:
    rivals = row.disputed.get("outcome_day", ())
    if len(rivals) > 1 and not row["incident"]:  # of an incident it is the incident's day
        return Cell(either(tuple(Day().show(one, known.reading()) or "?" for one in rivals)), ink="accink")
    if not row["day"]:
        return EMPTY
    return Cell(Day().show(DayValue.on(date.fromisoformat(row["day"])), known.reading()), ink="tx2")


def _iso(row: Any) -> str:
    return ltr(str(row["day"] or ""))


def _why(row: Any, typed: str) -> Cell:
    if not typed:
        return EMPTY
    return reason_cell(typed, " ".join(full_name(row)))


def _status(row: Any) -> Cell:
    return standing_cell(row)
