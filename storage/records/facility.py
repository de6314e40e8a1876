"""Facilities (hospitals, schools, markets …), their damage in incidents and whether they work."""

from __future__ import annotations

from typing import ClassVar

from storage.fields.field import Merge, Privacy, field
from storage.fields.kinds import Code, Count, Day, Note, Number, PlaceRef, Position, Ref, Text
from storage.fields.texts import Texts
from storage.records.record import Record, Sql

P, S = Merge.PROTECTED, Merge.SET
PUB, PAR, SEAL = Privacy.PUBLIC, Privacy.PARTNER, Privacy.SEALED


class Facility(Record, word="facility"):
    """A place that serves people and is protected by humanitarian law (WHO SSA: *health-care facility*)."""

    derived: ClassVar[dict[str, Sql]] = {"area": "text", "name_key": "text", "attacks": "int", "last_attack": "text",
                                         "drafted": "int", "doubted": "int", "waiting": "int",
                                         "unentitled": "int"}  # fmt: skip
    indexes = (("area",),)
    sparse = (("drafted",), ("doubted",), ("waiting",), ("unentitled",))

    code = field(Text(), privacy=PUB, search=True, hxl="#loc+facility+code")
    kind = field(Code("facility-kind"), P, PUB, search=True, hxl="#loc+facility+type")
    name_ar = field(Text(), P, PAR, search=True, hxl="#loc+facility+name+i_ar")
    name_en = field(Text(), P, PAR, search=True, hxl="#loc+facility+name+i_en")
    aliases = field(Texts(), S, search=True)
    place = field(PlaceRef(), P, PAR, search=True, hxl="#loc")
    position = field(Position(), P, SEAL)
    run_by = field(Code("facility-operator"))
    run_by_note = field(Text())
    function = field(Code("function"), P, PAR)
    deconflicted = field(Code("answer"), P, SEAL)
    notes = field(Note())


class FacilityDamage(Record, word="damage"):
    """What an incident did to a facility (WHO SSA: *impact*). Day, moment and area are those of the incident."""

    derived: ClassVar[dict[str, Sql]] = {"day": "text", "moment": "text", "area": "text", "doubted": "int",
                                         "waiting": "int"}  # fmt: skip
    indexes = (("incident",), ("facility",))
    sparse = (("doubted",), ("waiting",))

    incident = field(Ref("incident"), P, PAR)
    facility = field(Ref("facility"), P, PAR)
    damage = field(Code("damage"), P, PAR)
    in_service_before = field(Code("answer"), privacy=PAR)
    closed = field(Code("answer"), P, PAR)
    closed_days = field(Number(), P, PAR)
    people_there = field(Count(), privacy=PAR, facets=("min", "max"))
    personnel_killed = field(Count(), P, PAR, facets=("min", "max"))
    personnel_injured = field(Count(), P, PAR, facets=("min", "max"))
    supplies_lost = field(Text())
    vehicles_damaged = field(Count(), privacy=PAR)
    notes = field(Note())


class FunctionState(Record, word="function"):
    """That a facility worked fully, partly or not at all from a day on (WHO HeRAMS: *functionality*)."""

    derived: ClassVar[dict[str, Sql]] = {"waiting": "int"}
    indexes = (("facility",),)
    sparse = (("source",), ("waiting",))

    facility = field(Ref("facility"), P, PAR)
    function = field(Code("function"), P, PAR)
    day = field(Day(), P, PAR, facets=("first",))
    source = field(Ref("source"))
    notes = field(Note())
