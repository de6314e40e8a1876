"""What may come with tables of places, which nobody seals: only what a table of places says, of its own records. Pure.

Whoever carries a bundle vouches for such lines, and who that was is not kept with them. So they say nothing that a
person wrote and replace nothing: records whose ids are made of public codes, the fields of a table, nothing replaced.
"""

from __future__ import annotations

from storage.journal.change import Change
from storage.journal.clock import stamp_ms
from storage.places.gazetteer import place_id
from storage.records import RECORDS

COMMON = ("place", "population", "source")
"""Kinds that come with tables of places, made alike on every laptop and signed by none."""
LATEST = 1_893_456_000_000
"""The year 2030. Tables bear moments long past, so that what a person writes is newer."""
_SAYS = {
    "place": frozenset("code level parent pack status name_ar name_en name_other aliases centre".split()),
    "population": frozenset("place persons source status".split()),
    "source": frozenset("code title kind status reference link".split()),
}
_MADE_OF_NAMES = 5
"""The version of ids that are made of a name; those of records that a person begins are of another one."""


def is_of_table(change: Change) -> bool:
    """Whether a change can be of a table of places; fields that only a newer program knows may be among it."""
    says = _SAYS.get(change.kind)
    if says is None or change.over or any(change.who) or change.why or change.record[6] >> 4 != _MADE_OF_NAMES:
        return False
    if (change.fields.keys() & RECORDS[change.kind].fields.keys()) - says or change.fields.get("status") != "complete":
        return False
    if any(change.stamp[14:]) or stamp_ms(change.stamp) > LATEST:
        return False
    return change.kind != "place" or place_id(str(change.fields.get("code"))) == change.record.hex()
