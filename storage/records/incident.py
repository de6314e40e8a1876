"""Incidents, what sources claim of their casualties, and links between records."""

from __future__ import annotations

from typing import ClassVar

from storage.fields.field import Merge, Privacy, field
from storage.fields.kinds import Code, Codes, Count, Day, Moment, Note, PlaceRef, Position, Ref, Refs, Text, Time
from storage.fields.texts import Texts
from storage.records.record import Record, Sql

P, S, C = Merge.PROTECTED, Merge.SET, Merge.CLAIM
PUB, PAR, SEAL = Privacy.PUBLIC, Privacy.PARTNER, Privacy.SEALED


class Incident(Record, word="incident"):
    """An attack or other event that harmed people or places (MRM: *incident*; OHCHR: *incident*)."""

    derived: ClassVar[dict[str, Sql]] = {
        "day": "text",
        "moment": "text",
        "area": "text",
        "killed_min": "int",
        "killed_max": "int",
        "injured_min": "int",
        "injured_max": "int",
        "missing_min": "int",
        "missing_max": "int",
        "named_killed": "int",
        "named_injured": "int",
        "named_missing": "int",
        "named_children": "int",
        "named_killed_max": "int",
        "named_injured_max": "int",
        "named_missing_max": "int",
        "named_women": "int",
        "named_civilians": "int",
        "named_rescued": "int",
        "misfit": "text",
        "unverified": "int",
        "drafted": "int",
        "doubted": "int",
        "waiting": "int",
        "unentitled": "int",
    }
    summed = ("withdrawn", "day", "area", "status", "verification", "killed_min", "killed_max", "injured_min",
              "injured_max", "missing_min", "missing_max", "named_killed", "named_killed_max", "named_injured",
              "named_injured_max", "named_missing", "named_missing_max", "named_children", "named_women",
              "named_civilians", "named_rescued")  # fmt: skip
    """What the figures of a period and an area are added up from, without reading any incident."""
    indexes = (("withdrawn", "moment"), ("withdrawn", "code"), summed)
    sparse = (("doubted",), ("misfit",), ("unverified",), ("drafted",), ("waiting",), ("unentitled",))

    code = field(Text(), privacy=PUB, search=True, hxl="#event+code")
    occurred = field(Day(), P, PUB, facets=("first", "last"), hxl="#date+occurred")
    occurred_basis = field(Code("date-basis"))
    time = field(Time(), P, PUB, facets=("sort",))
    place = field(PlaceRef(), P, PAR, search=True, hxl="#loc")
    place_note = field(Text(), search=True)
    position = field(Position(), P, SEAL)
    attack = field(Code("attack"), P, PUB, search=True, hxl="#event+type")
    weapon = field(Codes("weapon"), P, PUB)
    platform = field(Code("platform"), P, PUB)
    strikes = field(Count(), P, PUB, facets=("min", "max"))
    actor = field(Ref("actor"), P)
    actor_confidence = field(Code("actor-confidence"), P)
    actor_basis = field(Text())
    target = field(Code("target"), P, PUB)
    target_note = field(Text())
    directly_targeted = field(Code("answer"), P)
    warned_before = field(Code("answer"), P, PAR)
    double_tap = field(Code("answer"), P, PAR)
    narrative = field(Note())
    public_account = field(Note(), privacy=PUB, hxl="#description")
    tags = field(Texts(), S, PAR, search=True)
    certainty = field(Code("certainty"), P, PUB)
    certainty_reason = field(Text())
    verification = field(Code("verification"), P, PAR)
    not_verified_reason = field(Code("not-verified-reason"), P)
    teams_sent = field(Text())
    response_arrived = field(Moment())
    pulled_out = field(Count(), privacy=PAR, facets=("min", "max"))
    response_ended = field(Moment())
    figure_rule = field(Code("figure-rule"), P, PAR)
    preferred_claim = field(Ref("claim"), P)
    decided_killed = field(Count(), P, PAR, facets=("min", "max"))
    decided_injured = field(Count(), P, PAR, facets=("min", "max"))
    decided_missing = field(Count(), P, PAR, facets=("min", "max"))
    sources = field(Refs("source"), S)
    reported = field(Moment(), hxl="#date+reported")


class Claim(Record, word="claim"):
    """What one source says of an incident's casualties (Airwars: *claim*). Never summed over sources."""

    derived: ClassVar[dict[str, Sql]] = {"doubted": "int", "waiting": "int"}
    indexes = (("incident",),)
    sparse = (("doubted",), ("source",), ("waiting",))

    incident = field(Ref("incident"), P, PAR)
    source = field(Ref("source"), P)
    source_note = field(Text())
    claimed_on = field(Day(), privacy=PAR, facets=("first",), hxl="#date+reported")
    killed = field(Count(), C, PAR, facets=("min", "max"), hxl="#affected+killed")
    injured = field(Count(), C, PAR, facets=("min", "max"), hxl="#affected+injured")
    missing = field(Count(), C, PAR, facets=("min", "max"), hxl="#affected+missing")
    killed_children = field(Count(), C, PAR, facets=("min", "max"), hxl="#affected+killed+children")
    killed_boys = field(Count(), C, PAR, hxl="#affected+killed+children+m")
    killed_girls = field(Count(), C, PAR, hxl="#affected+killed+children+f")
    killed_women = field(Count(), C, PAR, facets=("min", "max"), hxl="#affected+killed+adults+f")
    killed_men = field(Count(), C, PAR, hxl="#affected+killed+adults+m")
    killed_elderly = field(Count(), C, PAR, hxl="#affected+killed+elderly")
    killed_civilians = field(Count(), C, PAR, facets=("min", "max"))
    killed_combatants = field(Count(), C, PAR)
    killed_health_workers = field(Count(), C, PAR)
    killed_rescuers = field(Count(), C, PAR)
    killed_teachers = field(Count(), C, PAR)
    killed_journalists = field(Count(), C, PAR)
    injured_children = field(Count(), C, PAR, facets=("min", "max"), hxl="#affected+injured+children")
    injured_boys = field(Count(), C, PAR, hxl="#affected+injured+children+m")
    injured_girls = field(Count(), C, PAR, hxl="#affected+injured+children+f")
    injured_women = field(Count(), C, PAR, facets=("min", "max"), hxl="#affected+injured+adults+f")
    injured_men = field(Count(), C, PAR, hxl="#affected+injured+adults+m")
    injured_elderly = field(Count(), C, PAR, hxl="#affected+injured+elderly")
    injured_civilians = field(Count(), C, PAR)
    injured_combatants = field(Count(), C, PAR)
    injured_health_workers = field(Count(), C, PAR)
    injured_rescuers = field(Count(), C, PAR)
    injured_teachers = field(Count(), C, PAR)
    injured_journalists = field(Count(), C, PAR)
    missing_children = field(Count(), C, PAR, hxl="#affected+missing+children")
    missing_boys = field(Count(), C, PAR, hxl="#affected+missing+children+m")
    missing_girls = field(Count(), C, PAR, hxl="#affected+missing+children+f")
    missing_women = field(Count(), C, PAR, hxl="#affected+missing+adults+f")
    missing_men = field(Count(), C, PAR, hxl="#affected+missing+adults+m")
    missing_elderly = field(Count(), C, PAR, hxl="#affected+missing+elderly")
    missing_civilians = field(Count(), C, PAR)
    missing_combatants = field(Count(), C, PAR)
    missing_health_workers = field(Count(), C, PAR)
    missing_rescuers = field(Count(), C, PAR)
    missing_teachers = field(Count(), C, PAR)
    missing_journalists = field(Count(), C, PAR)
    notes = field(Note())


class Link(Record, word="link"):
    """That two records belong together: follows, double tap of, part of, same event, same person, identified as.

    Withdrawing a link undoes it; nothing of either record is ever merged or deleted.
    """

    indexes = (("first",), ("second",))

    link = field(Code("link-kind"), P, PAR)
    about = field(Code("link-about"), P, PAR)
    first = field(Ref("*"), P, PAR)
    second = field(Ref("*"), P, PAR)
    reason = field(Text(), P)
