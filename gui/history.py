"""The history of a record in words: who changed what, when, from what to what; one line a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from gui.detail import Line
from gui.known import Known
from gui.say import ltr, say, say_n, words
from gui.table.list_cells import weekday
from storage import RECORDS, Privacy, Reading, Step

LONGEST = 60
_QUIET = frozenset({"author", "team", "entered", "code", "overrides"})


def history_lines(kind: str, steps: Sequence[Step], known: Known) -> list[Line]:
    """The steps of a history, newest first; all fields of the first save make one line."""
    reading = known.reading()
    lines: list[Line] = []
    saves = [list(group) for _, group in groupby(steps, key=lambda step: (step.save, step.when))]
    for place, save in enumerate(saves):
        told = [step for step in save if step.field not in _QUIET]
        first = place == len(saves) - 1 and all(step.before is None for step in save)
        when = moment_words(save[0].when)
        if first or len(told) > 4:
            lines.append(Line(when, _many(len(told), first=first), _who(save[0])))
            continue
        for step in told:
            lines.append(Line(when, change_words(kind, step, reading), _who(step), open=place == 0))
    return lines


def moment_words(when: datetime, today: date | None = None) -> str:
    """``14:32`` today, ``Fri 09:15`` this week, ``4/7 09:15`` before."""
    local = when.astimezone()
    now = today or datetime.now().astimezone().date()
    clock = ltr(f"{local:%H:%M}")
    days = (now - local.date()).days
    if days == 0:
        return clock
    if 0 < days < 7:
        return f"{weekday(local.weekday())} {clock}"
    year = "" if local.year == now.year else f"/{local.year % 100:02d}"
    return ltr(f"{local.day}/{local.month}{year} {local:%H:%M}")


def change_words(kind: str, step: Step, reading: Reading) -> str:
    """``Killed: 6 → 6–8``; what was empty before is only named with its new value."""
    name = words().field(f"{kind}.{step.field}")
    if step.field == "withdrawn":
        return (
            say("Withdrawn: {reason}", reason=reason_words(_value(kind, step, reading)))
            if step.after
            else say("Withdrawal taken back")
        )
    field = RECORDS[kind].fields.get(step.field)
    if field is not None and field.privacy is Privacy.SEALED:
        return say("{field}: changed; sealed, not shown here", field=name)
    before, after = _value(kind, step, reading, before=True), _value(kind, step, reading)
    if not before:
        return say("{field}: {value}", field=name, value=after)
    if not after:
        return say("{field}: {value} taken out", field=name, value=before)
    return say("{field}: {before} → {after}", field=name, before=before, after=after)


def reason_words(reason: str) -> str:
    """A reason in words: those the program gives itself are kept as one word each."""
    if reason == "undone":
        return say("its entry was undone")
    if reason == "removed":
        return say("taken out in the entry window")
    if reason == "same_place_as":
        return say("it is the same as another place")
    return say("Undo") if reason == "undo" else reason


def _value(kind: str, step: Step, reading: Reading, *, before: bool = False) -> str:
    value = step.before if before else step.after
    item = RECORDS[kind].fields.get(step.field)
    if value is None:
        return ""
    shown = item.kind.show(value, reading) if item is not None else str(value)
    return shown if len(shown) <= LONGEST else shown[:LONGEST].rstrip() + "…"


def _many(count: int, *, first: bool) -> str:
    if first:
        return say_n("Recorded, {count} field filled in", "Recorded, {count} fields filled in", count)
    return say_n("{count} field changed", "{count} fields changed", count)


def _who(step: Step) -> str:
    return " · ".join(part for part in (step.who, reason_words(step.why)) if part)
