"""Victims: people, and groups not yet named, harmed in an incident; their outcome over time."""

from __future__ import annotations

from typing import ClassVar

from storage.fields.field import Merge, Privacy, field
from storage.fields.kinds import Age, Code, Codes, Count, Day, Name, Names, Note, Phone, PlaceRef, Ref, Refs, Text
from storage.records.record import Record, Sql

P, S = Merge.PROTECTED, Merge.SET
PUB, PAR, SEAL = Privacy.PUBLIC, Privacy.PARTNER, Privacy.SEALED


class Victim(Record, word="victim"):
    """A person, or a group not yet named (with a number), harmed in an incident.

    Follows the minimum data of *Standards for Casualty Recording* (Every Casualty, 2016) and OHCHR's *Guidance on
    Casualty Recording* (2019): name, sex, age, civilian status, cause, place, date, sources.

    A person named out of a group points to it by ``of_group``; what is left of the group is computed
    (``people_min``, ``people_max``), so that nobody counts as a name and as one of the nameless. ``board`` tells
    who is looked for: ``lost`` (missing, under the rubble) or ``unidentified`` (killed, without a given name).
    """

    derived: ClassVar[dict[str, Sql]] = {
        "day": "text",
        "area": "text",
        "where_id": "text",
        "name_key": "text",
        "child": "int",
        "people_min": "int",
        "people_max": "int",
        "board": "text",
        "drafted": "int",
        "doubted": "int",
        "waiting": "int",
        "unentitled": "int",
        "match_keys": "blob",
    }
    indexes = (("withdrawn", "day"), ("withdrawn", "code"), ("incident",))
    sparse = (
        ("of_group",),
        ("board", "withdrawn", "day", "area"),
        ("doubted",),
        ("drafted",),
        ("waiting",),
        ("unentitled",),
    )

    code = field(Text(), privacy=PUB, search=True, hxl="#affected+code")
    incident = field(Ref("incident"), P, PAR)
    name = field(Name(), P, facets=("ar", "la"), search=True)
    other_names = field(Names(), S, search=True)
    people = field(Count(), P, PAR, facets=("min", "max"), hxl="#affected")
    of_group = field(Ref("victim"), P, PAR)
    sex = field(Code("sex"), P, PAR, hxl="#affected+sex")
    age = field(Age(), P, PAR, facets=("years_min", "years_max"), hxl="#affected+age")
    outcome = field(Code("outcome"), P, PAR, hxl="#affected+outcome")
    outcome_day = field(Day(), P, PAR, facets=("first", "last"), hxl="#date")
    outcome_place = field(PlaceRef(), P, PAR)
    hospital = field(Text(), P, search=True)
    cause = field(Code("cause"), P, PAR, hxl="#cause+type")
    injuries = field(Codes("injury-part"), P)
    severity = field(Code("severity"), P)
    amputation = field(Code("answer"), P)
    permanent = field(Code("answer"), P)
    civilian_status = field(Code("civilian-status"), P, PAR)
    roles = field(Codes("role"), P, PAR)
    vulnerability = field(Codes("vulnerability"), P, PAR)
    pregnant = field(Code("answer"), P)
    displaced = field(Code("answer"), P, PAR)
    home = field(PlaceRef(), P, hxl="#loc+origin")
    family_group = field(Text(), search=True)
    rubble_place = field(Text())
    rubble_day = field(Day())
    identified_by = field(Text(), P)
    burial_place = field(Text(), P)
    document_number = field(Text(), P, SEAL)
    kin = field(Text(), P, SEAL)
    kin_phone = field(Phone(), P, SEAL)
    consent = field(Code("consent"), P)
    sources = field(Refs("source"), S)
    notes = field(Note())


class OutcomeStep(Record, word="outcome"):
    """One dated step of a victim's outcome: missing, under rubble, found dead, identified …"""

    derived: ClassVar[dict[str, Sql]] = {"waiting": "int"}
    indexes = (("victim",),)
    sparse = (("source",), ("waiting",))

    victim = field(Ref("victim"), P, PAR)
    outcome = field(Code("outcome"), P, PAR, hxl="#affected+outcome")
    day = field(Day(), P, PAR, facets=("first",), hxl="#date")
    place = field(PlaceRef(), P, hxl="#loc")
    hospital = field(Text(), P)
    source = field(Ref("source"), P)
    said_by = field(Text())
    notes = field(Note())
