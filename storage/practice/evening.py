"""The last evening: people named out of groups, places proposed and spellings taught, doubts looked at.

None of it moves the figures: who is named out of a group was counted in it, and the group shrinks by as many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from storage.edits import Edit
from storage.practice.building import Summer
from storage.practice.campaign import Strike
from storage.practice.chance import Chance
from storage.practice.desk import Desk, place_of
from storage.practice.people import household
from storage.review.inbox import PROPOSAL, RULE, acceptance
from storage.review.wishes import Wish

SPELLINGS = (("SIJ-0008", ("سراقب المدينة", "Sarakeb")), ("SIJ-0040", ("خان شيخون البلد", "Khan Sheikhun")))
"""Spellings the teams heard and taught, by the code of the place."""
PROPOSALS = (
    ("khan", "SY070201", "مزارع الناصرية"),
    ("khan", "SY070201", "خان شيخوون"),
    ("hama", "SY050501", "كفرزيتا الشمالية"),
    ("ariha", "SY070501", "حرش بسنقول"),
)
"""Places that are not in the list: who proposed them, the sub-district, the name; one is a slip of a known name."""


def last_evening(summer: Summer) -> None:
    """Names that arrived late, places, judgements; ours come last, when the others' have arrived."""
    for team, desk in summer.desks.items():
        desk.at(summer.desks["ariha"].moment)
        edits = list(_proposed(desk, team))
        desk.save(edits)
        desk.save(list(_taught(desk)) if team == "ariha" else [])
    ours = summer.desks["ariha"]
    summer.exchange.meet(ours.moment, both_ways=False)
    ours.save([*_named_out_of_groups(summer), *_at_home_in(summer)])
    ours.save(list(_judged(ours)), why="نظر المنسّق")


def _proposed(desk: Desk, team: str) -> Iterator[Edit]:
    for mine, area, name in PROPOSALS:
        if mine == team:
            values = {"level": 4, "parent": place_of(area), "name_ar": name, "proposed_by": desk.store.me.team}
            yield desk.edit("place", values)


def _taught(desk: Desk) -> Iterator[Edit]:
    for code, spellings in SPELLINGS:
        known = desk.store.places.facts[place_of(code)].aliases
        yield Edit("place", place_of(code), {"aliases": (*known, *(one for one in spellings if one not in known))})


def _named_out_of_groups(summer: Summer) -> Iterator[Edit]:
    """Of three groups of grown people killed and two of injured, some names arrive."""
    ours = summer.desks["ariha"]
    groups = [
        (strike, edit)
        for strike, edit in summer.of_ours("victim")
        if "people" in edit.values and "age" not in edit.values and edit.values["people"].min >= 2
    ]
    dead = [pair for pair in groups if pair[1].values["outcome"] == "killed"][:3]
    hurt = [pair for pair in groups if pair[1].values["outcome"] == "injured" and pair[1].values["people"].min > 4][:2]
    for strike, group in (*dead, *hurt):
        for number in range(min(2, group.values["people"].min - 1)):
            yield _member(ours, strike, group, number)


def _member(ours: Desk, strike: Strike, group: Edit, number: int) -> Edit:
    chance = Chance(f"{strike.key}/member/{number}")
    person = household(chance, adults=1, children=0)[0]
    sex = group.values.get("sex")
    person = replace(person, sex=sex) if sex == "male" else person
    values: dict[str, Any] = {"of_group": group.id, "name": person.name(chance), "sex": person.sex, "age": person.age}
    names = ("incident", "outcome", "outcome_day", "cause", "civilian_status")
    values |= {name: group.values[name] for name in names if name in group.values}
    return ours.edit("victim", values | {"notes": "وصل الاسم لاحقاً"})


def _at_home_in(summer: Summer) -> Iterator[Edit]:
    """People hurt who come from a place that was only proposed: where they live is in no figure."""
    ours = summer.desks["ariha"]
    proposed = sorted(place.id for place in ours.store.places.facts.values() if place.proposed)
    hurt = [
        edit for _, edit in summer.of_ours("victim") if edit.values["outcome"] == "injured" and "name" in edit.values
    ]
    for edit, place in zip(hurt[-len(proposed) :], proposed, strict=False):
        yield Edit("victim", edit.id, {"home": place})


def _judged(ours: Desk) -> Iterator[Edit]:
    """Two doubts somebody went past are looked at and kept; one proposed place is accepted."""
    doubts = ours.store.inbox(RULE, Wish(newest=False), limit=2)
    proposals = [
        item for item in ours.store.inbox(PROPOSAL, limit=20) if item.row and item.row["name_ar"] == "مزارع الناصرية"
    ]
    for item in (*doubts, *proposals):
        for edit in acceptance(item.kind, item.record, item.question, "صحيح"):
            yield edit if edit.id else replace(edit, id=ours.new())
