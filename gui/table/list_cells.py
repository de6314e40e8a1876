"""How values stand in the cells of a list: short days and times, chips, ranges, codes with their icon, states.

*Unknown*, *none* and *not asked* stay apart here too: ``?``, ``–`` and an empty cell. A range stays a range.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec

from gui.say import ltr, say, words
from gui.table.cells import EMPTY, Cell
from storage import Day, DayValue, PlaceFacts, Reading, Time, TimeValue, code_list

_OTHER = "other:"
P = ParamSpec("P")
_made: dict[tuple[Any, ...], Cell] = {}


def kept(make: Callable[P, Cell]) -> Callable[P, Cell]:
    """Cells of codes come again on every row: they are made once a language."""

    def cell(*args: P.args, **more: P.kwargs) -> Cell:
        key = (make, words().language, args, tuple(more.items()))
        found = _made.get(key)
        if found is None:
            found = _made[key] = make(*args, **more)
        return found

    return cell


def weekday(number: int) -> str:
    """The short name of a day of the week, 0 is Monday."""
    names = (say("Mon"), say("Tue"), say("Wed"), say("Thu"), say("Fri"), say("Sat"), say("Sun"))
    return names[number]


def day_words(value: Any, reading: Reading, year: int) -> str:
    """A day for a narrow cell: ``Thu 4 Jul``; the year is left out when it is ``year``, the weekday when it is not."""
    if not isinstance(value, DayValue):
        return "" if value is None else str(value)
    shown = Day().show(value, reading)
    if value.last is None or value.last.year != year or (value.first and value.first.year != year):
        return shown
    short = shown.removesuffix(f" {year}")
    if value.precision == "day" and short != shown and value.first is not None:
        return f"{weekday(value.first.weekday())} {short}"
    return short


def time_words(value: Any, reading: Reading) -> str:
    """``22:10``, ``~ dawn``; the margin is left to the detail pane."""
    if not isinstance(value, TimeValue):
        return ""
    if value.part is None:
        return Time().show(TimeValue(value.hour, value.minute), reading)
    return _part(value.part) or Time().show(value, reading)


def _part(code: str) -> str:
    """A part of the day in a word that fits a cell."""
    parts = {
        "dawn": say("~ dawn"),
        "morning": say("morning"),
        "midday": say("~ noon"),
        "afternoon": say("afternoon"),
        "dusk": say("~ dusk"),
        "evening": say("evening"),
        "midnight": say("~ midnight"),
        "after_midnight": say("past midnight"),
        "day": say("(day)"),
        "night": say("~ night"),
        "unknown": "?",
    }
    return parts.get(code, "")


def range_words(low: int | None, high: int | None) -> str:
    """``4``, ``3–5``, ``≥ 3``, ``?``: the ends of a figure as it is written in a cell."""
    if low is None and high is None:
        return ""
    if high is None:
        return "?" if not low else ltr(f"≥ {low:,}")
    if low is None:
        return ltr(f"≤ {high:,}")
    return f"{low:,}" if low == high else ltr(f"{low:,}–{high:,}")


def figure(outcome: str, low: int | None, high: int | None, rivals: tuple[str, ...] = ()) -> Cell:
    """A published figure as an outcome chip; a disputed one shows its rivals with *or*."""
    if len(rivals) > 1:
        shown = either(rivals)
        return Cell(letter=letter(outcome), strong=shown, ink="accink", ground="accbg")
    shown = range_words(low, high)
    if not shown:
        return EMPTY
    if shown == "0":
        return Cell("–", ink="tx3", spoken="0")
    return Cell(letter=letter(outcome), strong=shown, ink=outcome, ground=f"{outcome}_bg")


def either(rivals: tuple[str, ...]) -> str:
    """``4 or 6``: values that disagree, until a person decides."""
    shown = rivals[0]
    for rival in rivals[1:]:
        shown = say("{first} or {second}", first=shown, second=rival)
    return shown


def also_called(place: PlaceFacts) -> tuple[str, ...]:
    """How a place is called beside its name: in the other script, and by teams that disagree about it."""
    language, other = words().language, "en" if words().language == "ar" else "ar"
    name, here, there = place.name(language), place.names_said(language), place.names_said(other)
    found = []
    if len(here) > 1:
        found.append(say("or {names} (in dispute)", names=either(tuple(one for one in here if one != name))))
    if there not in (here, (name,)):
        found.append(say("{values} (in dispute)", values=either(there)) if len(there) > 1 else there[0])
    if place.contested and len(here) == len(there) == 1:  # only in the third script
        found.append(say("or {names} (in dispute)", names=either(place.contested)))
    return tuple(found)


def letter(outcome: str) -> str:
    """The letter of an outcome in the language spoken now."""
    item = code_list("outcome").items.get(outcome)
    if item is None:
        return "?"
    return item.more.get(f"letter::{words().language}", item.labels["en"][:1])


@kept
def outcome_cell(code: Any) -> Cell:
    """A person's outcome as a chip with its word."""
    if not code:
        return EMPTY
    item = code_list("outcome").items.get(code)
    tone = item.more.get("tone", "missing") if item else "missing"
    label = words().code("outcome", code)
    short = {"rescued": say("Rescued"), "under_rubble": say("Under rubble")}.get(code, label)
    return Cell(letter=letter(code), strong=short, ink=tone, ground=f"{tone}_bg", spoken=label)


def short_code(name: str, code: Any) -> str:
    """The short label of a code where its list has one, its label otherwise."""
    if not code:
        return ""
    if str(code).startswith(_OTHER):
        return str(code)[len(_OTHER) :]
    item = code_list(name).items.get(str(code))
    if item is None:
        return str(code)
    return item.more.get(f"short::{words().language}") or words().code(name, str(code))


@kept
def code_cell(name: str, code: Any) -> Cell:
    """A code in words; *unknown* is ``?``."""
    if not code:
        return EMPTY
    full = words().code(name, str(code))
    if code == "unknown":
        return Cell("?", ink="tx3", spoken=full)
    return Cell(short_code(name, code), ink="tx2", spoken=full)


@kept
def signed_code(name: str, code: Any) -> Cell:
    """A code with the icon of its list."""
    if not code:
        return EMPTY
    item = code_list(name).items.get(str(code))
    drawing = item.more.get("icon", "") if item else ""
    return Cell(short_code(name, code), icon=drawing or "circle-dot", spoken=words().code(name, str(code)))


_TONES = {"neutral": "tx2", "warning": "accink", "ok": "rescued", "error": "injured", "information": "missing"}


@kept
def status_cell(code: Any, *, withdrawn: bool = False) -> Cell:
    """The state of a record: icon and word."""
    name = "withdrawn" if withdrawn else str(code or "draft")
    item = code_list("record-status").items.get(name)
    label = words().code("record-status", name)
    if item is None:
        return Cell(label, icon="circle-help", ink="tx2")
    ink = "tx3" if name == "draft" else _TONES.get(item.more.get("tone", ""), "tx2")
    return Cell(label, icon=item.more.get("icon", ""), ink=ink)


@kept
def sync_cell(state: Any) -> Cell:
    """Whether others have this record: here only, shared, received."""
    if state == "shared":
        return Cell(say("Shared"), icon="check-check", ink="tx2")
    if state == "received":
        return Cell(say("Received"), icon="arrow-down-to-line", ink="tx2")
    return Cell(say("Here only"), icon="cloud-off", ink="tx2")


@kept
def named_cell(named: int | None, low: int | None, high: int | None) -> Cell:
    """How many are named against how many are claimed, and whether that fits."""
    count, claimed = named or 0, range_words(low, high)
    if not claimed and not count:
        return EMPTY
    shown = ltr(f"{count:,} / {claimed or '?'}")
    if low is not None and count < low:
        spoken = say("{named} named, {claimed} claimed: fewer than claimed", named=count, claimed=claimed)
        return Cell(strong=shown, icon="triangle-alert", ink="accink", spoken=spoken)
    if high is not None and count > high:
        spoken = say("{named} named, {claimed} claimed: more than claimed", named=count, claimed=claimed)
        return Cell(strong=shown, icon="circle-alert", ink="injured", spoken=spoken)
    if high is None and low is None:
        spoken = say("{named} named, the number claimed is not known", named=count)
        return Cell(strong=shown, icon="triangle-alert", ink="accink", spoken=spoken)
    return Cell(strong=shown, icon="check", ink="rescued", spoken=say("{named} named, as claimed", named=count))
