"""The columns of the list of villages, and of the table of a village's movements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from gui.known import Known
from gui.say import ltr, rtl, say, words
from gui.table.cells import EMPTY, Cell, plain, sign
from gui.table.list_cells import day_words, either, range_words, status_cell
from gui.table.rows import Column
from gui.villages.balance import ends_words, percent_words
from gui.villages.cells import BarCell, arrow, arrow_cell, bar, state_cell, tag
from gui.villages.moves import Move, ends_of, goal_copied, origin_copied, where_words
from storage import DayValue


def village_columns(known: Known) -> list[Column]:
    """Name with code, state, balance, last news."""
    name, state, bars, news = (152, 156, 72, 98) if rtl() else (142, 166, 80, 92)
    return [
        Column("name", lambda: say("Village"), name, _name, plain, "name"),
        Column("state", lambda: say("State"), state, _state, tag, "state"),
        Column("left", lambda: say("There / left"), bars, _bar, bar, "left", copied=balance_words),
        Column("news", lambda: say("News"), news, lambda row: _news(row, known), plain, "news", copied=_iso),
    ]


def _name(row: Any) -> Cell:
    name, other = row.names(words().language)
    beside = ltr(row["code"]) if row["code"] else ""
    spoken = " ".join(part for part in (name, other, beside) if part)
    return Cell(beside, strong=name, spoken=spoken)


def _state(row: Any) -> Cell:
    return state_cell(row["state"], row["share"], row["rivals"])


def _bar(row: Any) -> Cell:
    return BarCell(shares=row.shares, spoken=balance_words(row))


def balance_words(row: Any) -> str:
    """The balance of a village in words, for who cannot see the bar."""
    if row.shares is None:
        return say("not known how many lived here")
    return say(
        "lived here {people}, left {left} ({share}), returned {returned}",
        people=ends_words(row["population"]),
        left=ends_words(row["left"]),
        share=percent_words(row["left"], row["population"]) or "?",
        returned=ends_words(row["returned"]),
    )


def _news(row: Any, known: Known) -> Cell:
    if row["news"] is None:
        return Cell(say("no news"), ink="tx3")
    return Cell(short_day(DayValue.on(row["news"]), known), ink="tx2")


def _iso(row: Any) -> str:
    return row["news"].isoformat() if row["news"] is not None else ""


def short_day(value: Any, known: Known) -> str:
    """A day for a narrow cell, without the weekday and without the year of the register."""
    shown = day_words(value, known.reading(), known.year)
    return shown.split(" ", 1)[1] if _has_weekday(value, shown) else shown


def _has_weekday(value: Any, shown: str) -> bool:
    return isinstance(value, DayValue) and value.precision == "day" and not shown[:1].isdigit() and " " in shown


def days_words(days: tuple[str | None, str | None], known: Known) -> str:
    """The first and last possible day (ISO) as they stand in a narrow place."""
    first, last = (date.fromisoformat(one[:10]) if one and len(one) >= 10 else None for one in days)
    if first and last:
        return short_day(DayValue.between(first, last), known)
    if last:
        return short_day(DayValue.before(last), known)
    return short_day(DayValue.after(first), known) if first else ""


def movement_columns(known: Known) -> list[Column]:
    """Date, from, arrow, to, households, people, how, state of the record."""
    return [
        Column(
            "date",
            lambda: say("Date"),
            74,
            lambda row: _date(row, known),
            plain,
            copied=lambda row: str(row["started"] or ""),
        ),
        Column(
            "from",
            lambda: say("From"),
            100,
            lambda row: _origin(row, known),
            plain,
            copied=lambda row: origin_copied(row, known),
        ),
        Column("way", lambda: "", 36, _way, arrow, copied=lambda row: _way(row).spoken),
        Column(
            "to",
            lambda: say("To"),
            124,
            lambda row: _goal(row, known),
            plain,
            copied=lambda row: goal_copied(row, known),
        ),
        Column("households", lambda: say("Households"), 82 if rtl() else 88, _households, plain),
        Column("persons", lambda: say("People"), 112, _people, plain),
        Column("how", lambda: say("How"), 118, _how, plain),
        Column("status", lambda: say("Status"), 96, lambda row: status_cell(row["status"]), sign),
    ]


def _date(row: Move, known: Known) -> Cell:
    return Cell(short_day(row.started or row.ended, known), ink="tx2")


def _origin(row: Move, known: Known) -> Cell:
    if "origin" in row.disputed:
        return _or(row.disputed["origin"], lambda place: known.place(str(place or "")) or "?")
    if not row.origin:
        return Cell("?", ink="tx3", spoken=say("not told"))
    return Cell(known.place(row.origin) or row.origin[:8])


def _goal(row: Move, known: Known) -> Cell:
    if "destination" in row.disputed:
        return _or(row.disputed["destination"], lambda place: known.place(str(place or "")) or "?")
    told = where_words(row, known.place)
    if not told:
        return Cell("?", ink="tx3", spoken=say("not told"))
    return Cell(strong=told) if row.destination else Cell(strong=told, ink="tx2")


def _or(values: Sequence[Any], words_of: Callable[[Any], str]) -> Cell:
    """Values in dispute, joined by *or*, until a person decides."""
    return Cell(either(tuple(words_of(one) for one in values)), ink="accink")


def _way(row: Move) -> Cell:
    rivals = row.disputed.get("direction", ())
    if len(rivals) > 1:
        told = either(tuple(words().code("direction", str(one)) if one else "?" for one in rivals))
        return Cell(icon="triangle-alert", ink="accink", spoken=told)
    return arrow_cell(row.direction)


def _households(row: Move) -> Cell:
    if "households" in row.disputed:
        return _or(row.disputed["households"], _number)
    shown = range_words(*ends_of(row.households))
    return Cell(shown) if shown else Cell("?", ink="tx3") if row.households is not None else EMPTY


def _people(row: Move) -> Cell:
    if "persons" in row.disputed:
        return _or(row.disputed["persons"], _number)
    shown = range_words(*row.people)
    if row.counted:  # the same people as in another account: shown, not added up
        return Cell(f"({shown or '?'})", ink="tx3", spoken=say("{number}, counted with another account", number=shown))
    return Cell(shown) if shown else Cell("?", ink="tx3") if row.persons is not None else EMPTY


def _number(value: Any) -> str:
    return range_words(*ends_of(value)) or "?"


def _how(row: Move) -> Cell:
    told = say(", ").join(words().code("transport", one) for one in row.transport)
    return Cell(told or row.assisted_by, ink="tx2")
