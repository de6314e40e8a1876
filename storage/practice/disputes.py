"""What two teams wrote into the same field before they met: open disputes for a person to settle; and an open draft.

The figures do not hang on how a dispute ends: rivals of an outcome count neither among the killed nor among the
injured as they stand, and both rivals of an age are of a grown person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from storage.edits import Draft, Edit
from storage.fields.kinds import AgeValue, Range, TimeValue
from storage.practice.building import Summer
from storage.practice.campaign import Strike
from storage.practice.desk import at, place_of

Rivals = tuple[str, str, dict[str, Any], dict[str, Any]]
"""A record's kind and id, what Khan writes and what we write a little later."""

LAST = date(2019, 7, 6)


def disputes(summer: Summer) -> None:
    """Khan learns some of our records, both teams change them in one evening, then they meet."""
    ours, khan = summer.desks["ariha"], summer.desks["khan"]
    rivals = list(_rivals(summer))
    wanted = {bytes.fromhex(record) for _, record, _, _ in rivals}
    khan.at(at(LAST, 18 * 60))
    khan.store.learn([change for change in ours.store.changes() if change.record in wanted])
    for kind, record, theirs, _ in rivals:
        khan.moment += timedelta(minutes=4)
        khan.save([Edit(kind, record, theirs)], why="من سجلّ المشفى" if kind == "victim" else "")
    ours.at(khan.moment + timedelta(minutes=20))
    for kind, record, _, mine in rivals:
        ours.moment += timedelta(minutes=3)
        ours.save([Edit(kind, record, mine)], why="بحسب العائلة" if kind == "victim" else "")
    summer.exchange.meet(ours.moment + timedelta(minutes=30), both_ways=False)


def _rivals(summer: Summer) -> Iterator[Rivals]:
    yield from _about_people(summer)
    yield from _about_incidents(summer)
    yield from _about_villages(summer)


def _about_people(summer: Summer) -> Iterator[Rivals]:
    people = [(strike, edit) for strike, edit in summer.of_ours("victim") if "name" in edit.values]
    grown = [edit for strike, edit in people if _has_years(edit) and edit.values["outcome"] == "killed"]
    for edit in (grown[12], grown[-9], grown[len(grown) // 2]):
        years = edit.values["age"].min
        swapped = max(21, years % 10 * 10 + years // 10)
        theirs = swapped if swapped not in (years, years + 1) else years + 9
        documented = AgeValue(years + 1, years + 1, basis="document")
        yield "victim", edit.id or "", {"age": AgeValue(theirs, theirs, basis="estimate")}, {"age": documented}
    rescued = [edit for _, edit in people if edit.values["outcome"] == "rescued"]
    yield "victim", rescued[3].id or "", {"outcome": "injured"}, {"outcome": "safe"}
    gone = [edit for _, edit in people if edit.values["outcome"] == "missing"]
    yield "victim", gone[0].id or "", {"outcome": "killed"}, {"outcome": "detained"}
    named = next(edit for edit in grown[20:] if edit.values["name"].ar.given and edit.values["name"].la.given)
    name = named.values["name"]
    other = replace(name, ar=replace(name.ar, father="عبد الحميد"), la=replace(name.la, father="Abdulhamid"))
    mine = replace(name, ar=replace(name.ar, father="عبد المجيد"), la=replace(name.la, father="Abdulmajid"))
    yield "victim", named.id or "", {"name": other}, {"name": mine}


def _has_years(edit: Edit) -> bool:
    age = edit.values.get("age")
    return age is not None and age.unit == "y" and age.min == age.max and not age.about and 25 <= (age.min or 0) < 80


def _about_incidents(summer: Summer) -> Iterator[Rivals]:
    record = summer.reports.incidents
    about = TimeValue(17, 45, 10)
    yield "incident", record["nobol-hospital"], {"time": TimeValue(18, 20)}, {"time": about}
    yield "incident", record["balyun-homes"], {"weapon": ("guided_missile",)}, {"weapon": ("thermobaric",)}
    market = _first(summer, "ariha-market", "claim")
    yield "claim", market.id or "", {"killed": Range.exactly(9)}, {"killed": Range(6, 8, 7)}
    hit = _first(summer, "nobol-hospital", "damage")
    yield "damage", hit.id or "", {"damage": "serious", "closed_days": 30}, {"damage": "minor", "closed_days": 5}


def _first(summer: Summer, key: str, kind: str) -> Edit:
    edits: list[tuple[Strike, Edit]] = summer.of_ours(kind)
    return next(edit for strike, edit in edits if strike.key == key)


def _about_villages(summer: Summer) -> Iterator[Rivals]:
    hass, bara = summer.departures["SIJ-0051"], summer.departures["SIJ-0127"]
    yield "village_state", hass.states[-1].id or "", {"state": "emptied"}, {"state": "unreachable"}
    moved = bara.movements[-1].id or ""
    theirs = {"destination": place_of("SIJ-0085"), "destination_known": "known"}
    yield "movement", moved, theirs, {"destination": place_of("SIJ-0088"), "destination_known": "on_the_road"}


def open_draft(summer: Summer) -> None:
    """What somebody was typing when the power went."""
    desk = summer.desks["ariha"]
    form, one, two = desk.new(), desk.new(), desk.new()
    people = (
        (one, {"given": "عائشة", "father": "سليم", "family": "درويش", "sex": "أنثى", "outcome": "جُرح"}),
        (two, {"given": "أنس", "sex": "ذكر"}),
    )
    rows = [{"id": row, "saved": False, "more": {}, "cells": cells} for row, cells in people]
    content = {
        "v": 1,
        "about": {"place": "محمبل", "day": "6 تموز 2019", "victims": len(rows)},
        "new": True,
        "form": {"occurred": {"t": "2019-07-06"}, "place": {"t": "محمبل"}, "attack": {"t": "قصف مدفعي"}},
        "grids": {"claims": [], "victims": rows, "sources": []},
    }
    desk.store.keep_draft(Draft(form, "incident", form, content))
