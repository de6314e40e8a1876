"""A person's outcome over time, from its dated steps: what is true now, in which order, and what a dispute may say.

Pure. Steps come from several teams in any order and are put in order here, the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage.database.counted import counts
from storage.edits import Edit, Entry
from storage.fields.kinds import DayValue
from storage.wanted import new_id

LOST = ("missing", "under_rubble")
"""Outcomes of people who are looked for."""
FIRST = "0000"
TOLD = {"outcome": "outcome", "outcome_day": "day", "outcome_place": "place", "hospital": "hospital"}
"""The fields of a victim that the newest step tells, and the step's fields for them."""


@dataclass(frozen=True)
class OutcomePoint:
    """One step: ``id`` of its record, "" for what the victim's own fields say beside the steps."""

    outcome: str
    day: DayValue | None = None
    place: str | None = None
    hospital: str | None = None
    id: str = ""

    @property
    def first(self) -> str | None:
        """The earliest day it may have been, ISO; None without a day."""
        day = self.day.first or self.day.last if isinstance(self.day, DayValue) else None
        return day.isoformat() if day is not None else None


def points_of(steps: Iterable[Entry]) -> list[OutcomePoint]:
    """The steps that count, in order; a step without an outcome says nothing."""
    found = [point_of(one.values, one.id) for one in steps if counts(one.values)]
    return in_order([one for one in found if one.outcome])


def point_of(values: Mapping[str, Any], record: str = "") -> OutcomePoint:
    """A step from its values."""
    outcome, day = values.get("outcome"), values.get("day")
    return OutcomePoint(
        str(outcome or ""),
        day if isinstance(day, DayValue) else None,
        values.get("place"),
        values.get("hospital"),
        record,
    )


def in_order(points: Iterable[OutcomePoint]) -> list[OutcomePoint]:
    """By day; one without a day comes after everything that was entered before it, for it was written as news.

    Ids follow the time of entry, so the order is the same whatever came first to this machine.
    """
    newest, keyed = FIRST, []
    for point in sorted(points, key=lambda one: one.id):
        day = point.first
        newest = max(newest, day or FIRST)
        keyed.append((day or newest, point.id, point))
    return [point for _, _, point in sorted(keyed, key=lambda one: one[:2])]


def current(points: Iterable[OutcomePoint]) -> OutcomePoint | None:
    """The step that holds now; None when there is none."""
    ordered = in_order(points)
    return ordered[-1] if ordered else None


def own_point(values: Mapping[str, Any]) -> OutcomePoint | None:
    """What the victim's own fields say, as a step; None without an outcome."""
    if not values.get("outcome"):
        return None
    return point_of({name: values.get(field) for field, name in TOLD.items()})


def follow_up(
    values: Mapping[str, Any], before: Sequence[OutcomePoint], after: Sequence[OutcomePoint]
) -> dict[str, Any]:
    """The victim's fields that change when its steps were ``before`` and are ``after``.

    The newest step sets outcome and day, and place and hospital as far as it tells them. Nothing changes when the
    newest step says what it said before, or when the fields know of a later day than any step does.
    """
    had, now, own = current(before), current(after), own_point(values)
    if now is None or (had is not None and _says(had) == _says(now)):
        return {}
    told_by_step = had is not None and own is not None and (own.outcome, own.first) == (had.outcome, had.first)
    if own is not None and own.first and now.first and own.first > now.first and not told_by_step:
        return {}
    wanted = {field: getattr(now, name) for field, name in TOLD.items()}
    return {name: value for name, value in wanted.items() if value is not None and value != values.get(name)}


def earlier_account(
    values: Mapping[str, Any], before: Sequence[OutcomePoint], after: Sequence[OutcomePoint]
) -> dict[str, Any]:
    """What the fields said before the first step was written, as a step of its own; {} when nothing would be lost.

    So *missing since Thursday* stays in the timeline when *found dead on Saturday* becomes its first step.
    """
    own = own_point(values)
    if own is None or any(one.outcome == own.outcome for one in (*before, *after)) or not after:
        return {}
    if before and own.first is None:
        return {}
    told = {name: values.get(field) for field, name in TOLD.items()}
    return {name: value for name, value in told.items() if value is not None}


def timeline(values: Mapping[str, Any], steps: Sequence[OutcomePoint]) -> list[OutcomePoint]:
    """All that is told of a person, oldest first: the steps, and the victim's fields where no step says the same."""
    own, ordered = own_point(values), in_order(steps)
    if own is None or any(one.outcome == own.outcome and own.first in (None, one.first) for one in ordered):
        return ordered
    if own.first is None:  # what stands in the fields was written by hand and is what people read
        return [*ordered, own]
    at = max((number + 1 for number, one in enumerate(ordered) if one.first and one.first <= own.first), default=0)
    return [*ordered[:at], own, *ordered[at:]]


@dataclass(frozen=True)
class Shown:
    """An outcome as it is shown while teams disagree.

    Attributes:
        outcome: the code to show; unconfirmed: killed, but not all agree.
        rivals: the codes in dispute, none when all agree.
    """

    outcome: str | None
    rivals: tuple[str, ...] = ()

    @property
    def unconfirmed(self) -> bool:
        """Killed, say some; death is not confirmed until all agree."""
        return bool(self.rivals) and self.outcome == "killed"


def shown(outcome: str | None, rivals: Sequence[Any] = ()) -> Shown:
    """The safe side of a dispute: looked for until all agree that the person was found; else death unconfirmed."""
    codes = tuple(dict.fromkeys(str(one) for one in rivals if one))
    if len(codes) < 2:
        return Shown(outcome)
    lost = next((one for one in LOST if one in codes), None)
    return Shown(lost or ("killed" if "killed" in codes else outcome), codes)


def _says(point: OutcomePoint) -> tuple[Any, ...]:
    return point.outcome, point.day, point.place, point.hospital


def recorded(
    entry: Entry, steps: Sequence[OutcomePoint], told: Mapping[str, Any], more: Mapping[str, Any] | None = None
) -> list[Edit]:
    """One save for a step somebody tells of a person: the step, what was known before it, and what follows from it.

    Args:
        entry: the victim as it was seen; steps: its standing steps.
        told: values of the new step; more: other fields of the victim that are told with it.
    """
    earlier, record = new_id(), new_id()  # in this order: what was known before is the older of the two
    account = earlier_account(entry.values, steps, [*steps, point_of(told, record)])
    after = [*steps, point_of(told, record), *([point_of(account, earlier)] if account else [])]
    about = {"victim": entry.id, "status": "complete"}
    edits = [Edit("outcome", earlier, {**account, **about})] if account else []
    edits.append(Edit("outcome", record, {**told, **about}))
    changes = {**follow_up(entry.values, steps, after), **(more or {})}
    return [*edits, Edit("victim", entry.id, changes, entry.seen)] if changes else edits
