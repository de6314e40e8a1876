"""Places of the gazetteer, their population, the state of villages, and movements of people between them."""

from __future__ import annotations

from typing import ClassVar

from storage.fields.field import Merge, Privacy, field
from storage.fields.kinds import Code, Codes, Count, Day, Note, Number, PlaceRef, Position, Ref, Refs, Text
from storage.fields.texts import Texts
from storage.records.record import Record, Sql

P, S = Merge.PROTECTED, Merge.SET
PUB, PAR, SEAL = Privacy.PUBLIC, Privacy.PARTNER, Privacy.SEALED


class Place(Record, word="place"):
    """An administrative area or community (OCHA COD-AB, levels 0 to 4). Parents are explicit, never cut from codes."""

    derived: ClassVar[dict[str, Sql]] = {"area": "text", "name_key": "text", "waiting": "int", "unentitled": "int"}
    indexes = (("code",), ("area",))
    sparse = (("proposed_by",), ("waiting",), ("unentitled",))

    code = field(Text(), privacy=PUB, search=True, hxl="#loc+code")
    level = field(Number(), privacy=PUB)
    parent = field(PlaceRef(), privacy=PUB)
    name_ar = field(Text(), P, PUB, search=True, hxl="#loc+name+i_ar")
    name_en = field(Text(), P, PUB, search=True, hxl="#loc+name+i_en")
    name_other = field(Text(), P, PUB, search=True)
    aliases = field(Texts(), S, PUB, search=True)
    centre = field(Position(), privacy=PUB, facets=("lat", "lon"), hxl="#geo")
    pack = field(Text(), privacy=PUB)
    retired = field(Text(), privacy=PUB)
    proposed_by = field(Ref("team"), privacy=PAR)
    notes = field(Note())


class Population(Record, word="population"):
    """How many people a place is said to have on a day, and by whom."""

    derived: ClassVar[dict[str, Sql]] = {"waiting": "int"}
    indexes = (("place",),)
    sparse = (("source",), ("waiting",))

    place = field(PlaceRef(), P, PUB, hxl="#loc")
    day = field(Day(), privacy=PUB, facets=("first",), hxl="#date")
    persons = field(Count(), P, PUB, facets=("min", "max"), hxl="#population")
    households = field(Count(), P, PUB, facets=("min", "max"), hxl="#population+hh")
    source = field(Ref("source"))
    notes = field(Note())


class VillageState(Record, word="village_state"):
    """What was seen of a village on a day: inhabited, partly emptied, emptied, unreachable, returning, returned."""

    derived: ClassVar[dict[str, Sql]] = {"area": "text", "waiting": "int"}
    indexes = (("place",),)
    sparse = (("source",), ("waiting",))

    place = field(PlaceRef(), P, PAR, hxl="#loc")
    day = field(Day(), P, PAR, facets=("first",), hxl="#date")
    state = field(Code("village-state"), P, PAR)
    share = field(Number(), P, PAR)
    remaining = field(Count(), P, PAR, facets=("min", "max"))
    who_stayed = field(Codes("vulnerability"), privacy=PAR)
    why_stayed = field(Text())
    source = field(Ref("source"))
    notes = field(Note())


_ENDS = (
    "withdrawn", "direction", "destination_known", "started__first", "started__last", "ended__first", "ended__last",
    "day", "persons__min", "persons__max", "households__min", "households__max", "share", "status", "linked", "id",
)  # fmt: skip
"""What a ledger asks of a movement, so that a village's movements are read from one place in one piece."""


class Movement(Record, word="movement"):
    """People leaving, moving on or returning (IOM DTM, CCCM ISMI: *displacement movement*). Arrivals are sealed."""

    derived: ClassVar[dict[str, Sql]] = {"day": "text", "area": "text", "drafted": "int", "doubted": "int",
                                         "linked": "int", "waiting": "int", "unentitled": "int"}  # fmt: skip
    indexes = (("day",), ("origin", "destination", *_ENDS), ("destination", "origin", *_ENDS),
               ("withdrawn", "day", "area", "direction", "persons__min", "persons__max", "status"))  # fmt: skip
    sparse = (("doubted",), ("source",), ("drafted",), ("linked",), ("waiting",), ("unentitled",))

    code = field(Text(), privacy=PUB, search=True)
    direction = field(Code("direction"), P, PUB)
    origin = field(PlaceRef(), P, PAR, search=True, hxl="#loc+origin")
    destination = field(PlaceRef(), P, SEAL)
    destination_known = field(Code("destination-known"), P, PAR)
    started = field(Day(), P, PUB, facets=("first", "last"), hxl="#date+start")
    ended = field(Day(), P, PUB, facets=("first", "last"), hxl="#date+end")
    households = field(Count(), P, PUB, facets=("min", "max"), hxl="#affected+displaced+hh")
    persons = field(Count(), P, PUB, facets=("min", "max"), hxl="#affected+displaced")
    women = field(Count(), P, PAR, hxl="#affected+displaced+f")
    children = field(Count(), P, PAR, hxl="#affected+displaced+children")
    elderly = field(Count(), P, PAR, hxl="#affected+displaced+elderly")
    disabled = field(Count(), P, PAR, hxl="#affected+displaced+disabled")
    share = field(Number(), P, PAR)
    triggers = field(Refs("incident"), S, PAR)
    warned_before = field(Code("answer"), privacy=PAR)
    transport = field(Codes("transport"), privacy=PAR)
    assisted_by = field(Text())
    left_behind = field(Note())
    livestock = field(Text())
    needs = field(Codes("needs"), privacy=PAR)
    same_people_as = field(Refs("movement"), S, PAR)
    source = field(Ref("source"))
    certainty = field(Code("certainty"), P, PAR)
    notes = field(Note())
