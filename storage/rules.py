"""Checks over several fields of a record: hard ones keep it from being *complete*, soft ones may be overridden.

Each rule is one named function over Python values; its name is the word kept with an override. Drafts accept
anything. The rules are those of 3-records ("Rules") after the checks of casualty-recording practice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import storage.facility_rules  # noqa: F401 - they register themselves, as those below do
from storage.messages import Message, message
from storage.records import RECORDS
from storage.rule import RULES, Rule, Values, rule


@dataclass(frozen=True)
class Problem:
    """Something a person should look at.

    Attributes:
        rule: name of the rule, the key of an override.
        hard: whether it keeps the record from being complete.
        fields: where to show it; the first takes the focus.
        message: what is wrong, in words, with the way out.
        record: id of the record, "" while it is new.
    """

    rule: str
    hard: bool
    fields: tuple[str, ...]
    message: Message
    record: str = ""
    kind: str = ""


def rules_of(kind: str) -> Sequence[Rule]:
    """All checks of a record kind."""
    return RULES.get(kind, ())


def problems(kind: str, values: Values, record: str = "") -> list[Problem]:
    """All problems of one record, hard ones first; overridden soft ones are left out."""
    overridden = values.get("overrides") or {}
    found = [
        Problem(name, True, (name,), said, record, kind)
        for name, value in values.items()
        if value is not None and (item := RECORDS[kind].fields.get(name))
        for said in item.kind.check(value)
    ]
    for law in rules_of(kind):
        remark = law.check(values) if law.name not in overridden else None
        if remark:
            found.append(Problem(law.name, law.hard, law.fields, remark, record, kind))
    return sorted(found, key=lambda problem: not problem.hard)


def _today() -> str:
    # A laptop east of us may already have tomorrow's date.
    return (datetime.now(UTC) + timedelta(hours=14)).date().isoformat()


def _future(value: Any) -> bool:
    first = getattr(value, "first", None)
    return first is not None and first.isoformat() > _today()


@rule("incident", "hard", "occurred")
def incident_has_a_date(values: Values) -> Message | None:
    """An incident without any date cannot be counted in any period."""
    if values.get("occurred") is None:
        return message("When did it happen? A month or a range is enough.")
    return None


@rule("incident", "hard", "place")
def incident_has_a_place(values: Values) -> Message | None:
    """An incident without any place cannot be counted in any area."""
    if values.get("place") is None:
        return message("Where did it happen? A sub-district is enough; a place not in the list can be proposed.")
    return None


@rule("incident", "hard", "attack")
def incident_has_a_kind(values: Values) -> Message | None:
    """*Unknown* is a kind too."""
    if values.get("attack") is None:
        return message("What happened? Choose the kind of attack, or Unknown.")
    return None


@rule("incident", "hard", "occurred")
def incident_is_not_in_the_future(values: Values) -> Message | None:
    """Nothing is recorded before it happens."""
    if _future(values.get("occurred")):
        return message("This day is still to come. Check the date.")
    return None


@rule("victim", "hard", "name", "people")
def victim_is_a_person_or_a_group(values: Values) -> Message | None:
    """Somebody: a name, any sign of a person, or a group with a number."""
    if any(
        values.get(name) is not None
        for name in ("name", "people", "sex", "age", "family_group", "notes", "other_names")
    ):
        return None
    return message("Who was it? Write a name or what is known of the person, or the number of a group.")


@rule("victim", "hard", "outcome")
def victim_has_an_outcome(values: Values) -> Message | None:
    """Figures are counted by outcome."""
    if values.get("outcome") is None:
        return message("What happened to this person? Choose killed, injured, missing or another outcome.")
    return None


@rule("victim", "hard", "outcome_day")
def outcome_is_not_in_the_future(values: Values) -> Message | None:
    """Nothing is recorded before it happens."""
    if _future(values.get("outcome_day")):
        return message("This day is still to come. Check the date.")
    return None


@rule("movement", "hard", "started")
def movement_is_not_in_the_future(values: Values) -> Message | None:
    """Nothing is recorded before it happens."""
    if _future(values.get("started")) or _future(values.get("ended")):
        return message("This day is still to come. Check the date.")
    return None


@rule("claim", "hard", "claimed_on")
def claim_is_not_in_the_future(values: Values) -> Message | None:
    """Nothing is claimed before it is said."""
    if _future(values.get("claimed_on")):
        return message("This day is still to come. Check the date.")
    return None


def seen_in_the_future(values: Values) -> Message | None:
    """Nothing is seen before it happens: states of villages and facilities, steps of an outcome, populations."""
    if _future(values.get("day")):
        return message("This day is still to come. Check the date.")
    return None


for _kind in ("village_state", "function", "outcome", "population"):
    rule(_kind, "hard", "day")(seen_in_the_future)


@rule("damage", "soft", "facility")
def damage_names_its_facility(values: Values) -> Message | None:
    """Damage without a facility is missing from every count of facilities."""
    if values.get("facility") is None and values.get("damage") not in (None, "none"):
        return message("Damage is written down, but no facility is chosen.")
    return None


@rule("victim", "soft", "age")
def age_is_possible(values: Values) -> Message | None:
    """The oldest person ever documented reached 122."""
    years = _years(values)[1]
    if years is not None and years > 110:
        return message("An age above 110 is very rare. Was it typed as meant?")
    return None


@rule("victim", "soft", "age", "roles")
def a_child_has_no_profession(values: Values) -> Message | None:
    """A teacher of nine years is usually a slip of the keyboard."""
    high = _years(values)[1]
    adult = {"health_worker", "rescuer", "teacher", "journalist"} & set(values.get("roles") or ())
    if high is not None and high < 14 and adult:
        return message("The age says child, the occupation says adult. Check both.")
    return None


@rule("victim", "soft", "age", "vulnerability")
def age_and_child_agree(values: Values) -> Message | None:
    """An unaccompanied or separated child is below 18; an elderly person alone is not a child."""
    low, high = _years(values)
    said = set(values.get("vulnerability") or ())
    child, old = said & {"unaccompanied_child", "separated_child"}, "elderly_alone" in said
    if (child and low is not None and low >= 18) or (old and high is not None and high < 18):
        return message("The age and the word child do not agree. Check both.")
    return None


@rule("victim", "soft", "pregnant", "sex")
def pregnancy_and_sex_agree(values: Values) -> Message | None:
    """A tick in the wrong line is easily made."""
    if values.get("pregnant") == "yes" and values.get("sex") == "male":
        return message("Male and pregnant: check both.")
    return None


def _years(values: Values) -> tuple[int | None, int | None]:
    age = values.get("age")
    facets = RECORDS["victim"].fields["age"].kind.facets
    if age is None:
        return None, None
    low, high = facets["years_min"].of(age), facets["years_max"].of(age)
    return (low if isinstance(low, int) else None), (high if isinstance(high, int) else None)


@rule("incident", "soft", "certainty", "sources")
def confirmed_rests_on_several_sources(values: Values) -> Message | None:
    """*Confirmed* asks for more than one source (Airwars grading)."""
    if values.get("certainty") == "confirmed" and len(values.get("sources") or ()) == 1:
        return message("Marked as confirmed with one source only.")
    return None


@rule("movement", "hard", "origin")
def movement_has_an_origin(values: Values) -> Message | None:
    """People leave from somewhere; the area will do."""
    if values.get("origin") is None:
        return message("Where did they leave from? A sub-district is enough.")
    return None


@rule("movement", "soft", "started", "ended")
def arrival_is_not_before_departure(values: Values) -> Message | None:
    """A journey ends after it starts."""
    started, ended = getattr(values.get("started"), "first", None), getattr(values.get("ended"), "last", None)
    if started and ended and ended < started:
        return message("They arrived before they left. Check both dates.")
    return None


@rule("movement", "soft", "persons")
def groups_are_not_above_the_persons(values: Values) -> Message | None:
    """Women, children, elderly and disabled people are parts of all who left."""
    whole = getattr(values.get("persons"), "high", None)
    parts = [getattr(values.get(group), "low", None) for group in ("women", "children", "elderly", "disabled")]
    if whole is not None and any(part is not None and part > whole for part in parts):
        return message("A part is larger than the whole. Check the numbers of this movement.")
    return None


GROUPS = (
    "children",
    "boys",
    "girls",
    "women",
    "men",
    "elderly",
    "civilians",
    "combatants",
    "health_workers",
    "rescuers",
    "teachers",
    "journalists",
)


@rule("claim", "soft", "killed")
def parts_are_not_above_the_whole(values: Values) -> Message | None:
    """Killed children cannot be more than killed."""
    for word in ("killed", "injured", "missing"):
        whole = getattr(values.get(word), "high", None)
        parts = [getattr(values.get(f"{word}_{group}"), "low", None) for group in GROUPS]
        if whole is not None and any(part is not None and part > whole for part in parts):
            return message("A part is larger than the whole. Check the numbers of this source.")
    return None


def named_against_claimed(named: int, low: int | None, high: int | None) -> Message | None:
    """The soft note of the entry window: fewer or more people named than the published figure has."""
    if low is not None and named < low:
        claim = str(low) if low == high else f"{low}–{high}" if high is not None else f"≥{low}"
        return message(
            "{named} named, {claimed} claimed. You can save now and add names later.", named=named, claimed=claim
        )
    if high is not None and named > high:
        return message(
            "{named} named, only {claimed} claimed. Check for a person entered twice.", named=named, claimed=high
        )
    return None


def children_against_killed(children: int, killed: int | None) -> Message | None:
    """More children named as killed than people killed at most."""
    if killed is not None and children > killed:
        return message(
            "{children} children named as killed, but {killed} killed at most.", children=children, killed=killed
        )
    return None


def outcome_goes_back(outcomes: Sequence[str]) -> Message | None:
    """Nobody returns from the dead: an outcome after *killed*, in the order of days, is a slip or a mistaken identity.

    ``outcomes`` are codes of the list ``outcome``, the earliest first.
    """
    if "killed" in outcomes and any(later != "killed" for later in outcomes[outcomes.index("killed") :]):
        return message("First killed, then alive or missing again. Was somebody else meant?")
    return None


def movement_against_village(persons: int | None, people: int | None) -> Message | None:
    """At least so many left a place where at most so many lived."""
    if persons is not None and people is not None and persons > people:
        return message(
            "{persons} people left, but {people} are known to live there. Check the number or the place.",
            persons=persons,
            people=people,
        )
    return None


REACH_KM = {0: 900.0, 1: 120.0, 2: 60.0, 3: 35.0, 4: 25.0}
"""How far from the middle of an area of each level a point may lie: about the size of its district."""


def position_against_place(kilometres: float, level: int) -> Message | None:
    """A point farther from the middle of its place than the district reaches."""
    if kilometres > REACH_KM.get(level, REACH_KM[4]):
        return message("The point lies far from this place. Check the place and the numbers.")
    return None


def same_place_and_day(codes: Sequence[str]) -> Message | None:
    """Other incidents on the same day in the same place: the same event twice, or a second strike.

    ``codes`` are the numbers of incidents not linked with this one.
    """
    if codes:
        return message(
            "Another incident stands here on the same day: {codes}. The same event, or a second strike?",
            codes=", ".join(codes[:3]),
        )
    return None


def merge_values(before: Values, after: Values) -> dict[str, Any]:
    """The values a record will have: what stood there, overwritten by an edit."""
    whole = {**before, **after}
    return {name: value for name, value in whole.items() if value is not None}


def hard_only(found: Sequence[Problem]) -> list[Problem]:
    """The problems that keep a record from being complete."""
    return [problem for problem in found if problem.hard]
