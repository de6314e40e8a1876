"""Who is told, and by which ids and places: what every row, sum and list of a file that leaves goes by."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING

from storage.records import RECORDS
from storage.sharing.districts import Districts
from storage.sharing.privacy import PUBLIC_LEVEL, Level, Pseudonyms, Treatment, kinds_at, treatment

if TYPE_CHECKING:
    from storage.sharing.exporting import Frozen

KEY_BYTES = 32
COMMUNITY = 4
"""The level of places from which on they are somebody's village."""


class Redaction:
    """The register at one moment, and for whom it is told.

    Attributes:
        level: partner or public. key: of the ids of this file; kept sealed with its disclosure, never in the file.
    """

    def __init__(self, source: Frozen, level: Level, *, key: bytes = b"", naming: Collection[str] = ()) -> None:
        """``naming``: only places that records of these kinds name are told; none is all kinds that leave."""
        self.source, self.level = source, level
        self.key = key or secrets.token_bytes(KEY_BYTES)
        self.districts = Districts(source.places)
        self.pseudonyms = Pseudonyms(self.key)
        self._naming = frozenset(naming)

    def outward(self, kind: str, record: str) -> str:
        """The id of a record in this file; places of the common gazetteer keep theirs."""
        if kind in ("place", "*") and record in self.common_places:
            return record
        return self.pseudonyms.of(record)

    @cached_property
    def common_places(self) -> frozenset[str]:
        """Places that came with a table: their ids are made of their codes and known to everybody."""
        return frozenset(facts.id for facts in list(self.source.places.facts.values()) if facts.pack)

    @cached_property
    def told_places(self) -> frozenset[str]:
        """Places that a record which leaves names, with all that they lie in; never those where people arrived."""
        book = self.source.places
        if self.level is Level.PUBLIC:
            return frozenset(facts.id for facts in list(book.facts.values()) if facts.level <= PUBLIC_LEVEL)
        found = {facts.id for facts in list(book.facts.values()) if facts.level < COMMUNITY and facts.pack}
        for kind in kinds_at(self.level):
            names = [
                name
                for name, item in RECORDS[kind].fields.items()
                if item.kind.word == "placeref" and treatment(kind, name, self.level) is Treatment.SHOWN
            ]
            if kind == "place" or not names or (self._naming and kind not in self._naming):
                continue
            for row in self.source.export_rows(kind, names, None, standing=True, confirmed=True, by_day=False):
                found.update(place for place in row if place)
        return frozenset(found | {above.id for place in found for above in book.parents(place)})
