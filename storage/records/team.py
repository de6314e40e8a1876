"""The organisation: teams, their people, their devices, and the actors it names."""

from __future__ import annotations

from storage.fields.field import Merge, Privacy, field
from storage.fields.kinds import Code, Moment, Note, PlaceRef, Ref, Text
from storage.records.record import Record

P = Merge.PROTECTED
PUB, PAR = Privacy.PUBLIC, Privacy.PARTNER


class Team(Record, word="team"):
    """A team that enters records, with the short code that starts its record numbers."""

    code = field(Text(), P, PAR, search=True)
    name = field(Text(), P, PAR, search=True)
    covers = field(PlaceRef(), privacy=PAR)
    notes = field(Note())


class Person(Record, word="person"):
    """A person of a team, as author of entries."""

    name = field(Text(), P)
    role = field(Code("team-role"), P)
    notes = field(Note())


class Device(Record, word="device"):
    """A laptop or server that writes changes."""

    name = field(Text(), P, PAR)
    person = field(Ref("person"))
    since = field(Moment())
    notes = field(Note())


class Actor(Record, word="actor"):
    """A party to the conflict an incident may be attributed to: data of the organisation, never shipped opinion."""

    code = field(Text(), P)
    name_ar = field(Text(), P, PAR)
    name_en = field(Text(), P, PAR)
    notes = field(Note())
