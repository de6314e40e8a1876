"""What the entry window knows of the register: places, sources and actors to choose from; what is proposed in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from gui.entry.known_facilities import KnownFacilities
from gui.entry.known_incidents import KnownIncidents
from gui.say import say, words
from gui.table.line_list import Offer
from gui.table.list_cells import also_called
from storage import PlaceBook, PlaceFacts, Query, Reading, SourceGroups, folded, is_arabic, place_rank

if TYPE_CHECKING:
    from storage import Store

SOURCES = 3000
ACTORS = 500
NEW = "new"
"""The value of the offer that proposes something not in the list."""


@dataclass
class Facts:
    """Places, sources, actors, facilities, incidents; what is proposed or new will be made by the next save.

    Attributes:
        sources, actors: values by record id; facilities, others: facilities and other incidents that may be meant.
        proposed: values of proposed places by id; new_actors: values of new actors by id.
    """

    book: PlaceBook = field(default_factory=PlaceBook)
    team: str = ""
    sources: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    actors: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    groups: SourceGroups = field(default_factory=SourceGroups)
    proposed: dict[str, dict[str, Any]] = field(default_factory=dict)
    new_actors: dict[str, dict[str, Any]] = field(default_factory=dict)
    facilities: KnownFacilities = field(default_factory=KnownFacilities)
    others: KnownIncidents = field(default_factory=KnownIncidents)

    def __post_init__(self) -> None:
        """Facilities say where they are."""
        self.facilities.place_name = lambda record: self.name("place", record)

    def followed_by(self, newer: Facts) -> Facts:
        """What was read later, with what is proposed here."""
        newer.proposed, newer.new_actors = self.proposed, self.new_actors
        newer.facilities.fresh = self.facilities.fresh
        newer.others.known = {**newer.others.known, **self.others.known, **newer.others.known}
        return newer

    def learn(self, store: Store) -> Facts:
        """Read what there is (in a reader's thread)."""
        book = store.places
        _, sources = store.listing(Query("source")).first(SOURCES)
        used = {record: place for place, record in enumerate(store.sources_in_use())}
        _, actors = store.listing(Query("actor")).first(ACTORS)
        names = ("kind", "title", "reliability", "reference", "link", "dated", "code")
        newest = sorted(sources.values(), key=lambda row: used.get(row.id, len(used)))
        self.sources = {row.id: {name: row[name] for name in names} for row in newest}
        self.groups = store.groups_of_sources()
        self.actors = {row.id: {name: row[name] for name in ("name_ar", "name_en", "code")} for row in actors.values()}
        self.book, self.team = book, store.me.team
        return self

    def reading(self) -> Reading:
        """The circumstances in which values are read and shown."""
        return Reading(words(), date.today(), find=self.find, name=self.name)

    # ---- places

    def place(self, record: str | None) -> PlaceFacts | None:
        """A place of the register, or one proposed here."""
        known = self.book.get(record)
        if known is not None or not record or record not in self.proposed:
            return known
        values = self.proposed[record]
        return PlaceFacts(
            record, "", 4, str(values.get("parent") or ""), str(values.get("name_ar") or ""),
            str(values.get("name_en") or ""), proposed=True,
        )  # fmt: skip

    def parents(self, record: str | None) -> list[PlaceFacts]:
        """Parents of a place, nearest first."""
        facts = self.place(record)
        if facts is None or self.book.get(record) is not None:
            return self.book.parents(record)
        above = self.book.get(facts.parent)
        return [above, *self.book.parents(above.id)] if above is not None else []

    def suggest(self, text: str, *, areas_only: bool = False) -> list[Offer]:
        """Places that may be meant, both names, parent and code; and, last, proposing a new one."""
        if not text.strip():
            return []
        found = self.book.suggest(text, 30 if areas_only else 8)
        if areas_only:
            found = [place for place in found if place.level <= 3][:8]
        offers = [self._offer(place) for place in found]
        mine = [self.place(one) for one in self.proposed if not areas_only]
        typed = folded(text)
        offers += [self._offer(one) for one in mine if one and any(typed in folded(name) for name in one.names)]
        if not areas_only:
            offers.append(Offer(NEW, say("A place not in the list…"), box="Ctrl+Enter", icon="plus", quiet=True))
        return offers

    def _offer(self, place: PlaceFacts) -> Offer:
        parents = self.parents(place.id)
        beside = [
            *also_called(place),
            level_word(place.level) if place.level < 4 else "",
        ]
        beside += [parents[0].name(words().language)] if parents and parents[0].level > 0 else []
        code = place.code if not place.proposed else ""
        parted = "  ·  ".join(part for part in beside if part)
        return Offer(place.id, place.name(words().language), parted, code)

    # ---- names both ways

    def find(self, kind: str, text: str) -> str | None:
        """The record a typed name means, when only one is called so."""
        typed = folded(text)
        if kind == "place":
            code = self.book.by_code(text)
            if code is not None:
                return code.id
            same = [one for one in self.book.suggest(text, 12) if any(folded(name) == typed for name in one.names)]
            same += [p for one in self.proposed if (p := self.place(one)) and typed in map(folded, p.names)]
            return same[0].id if len(same) == 1 else None
        if kind == "actor":
            known = {**self.actors, **self.new_actors}
            return next((one for one, values in known.items() if typed in _spellings(values)), None)
        return None

    def name(self, kind: str, record: str) -> str:
        """The name of a record in the language of now."""
        if kind == "place":
            place = self.place(record)
            return place.name(words().language) if place else record[:8]
        if kind == "actor":
            values = self.actors.get(record) or self.new_actors.get(record) or {}
            order = ("name_ar", "name_en", "code") if words().language == "ar" else ("name_en", "name_ar", "code")
            return next((str(values[name]) for name in order if values.get(name)), record[:8])
        if kind == "source":
            from gui.entry.claim_cells import source_label

            return source_label(self.sources.get(record, {}))
        return record[:8]

    # ---- sources

    def source_offers(self, text: str, most: int = 40) -> list[Offer]:
        """Sources that may be meant: by title, reference or number, in either script; the last used ones first."""
        return [self._source_offer(record) for record in self.sources_called(text)][:most]

    def _source_offer(self, record: str) -> Offer:
        """A source to choose: what it is called, what tells it apart, its reliability."""
        values = self.sources.get(record, {})
        kind = words().code("source-kind", str(values["kind"])) if values.get("kind") and values.get("title") else ""
        beside = "  ·  ".join(part for part in (kind, str(values.get("reference") or "")) if part)
        return Offer(record, self.name("source", record), beside, str(values.get("reliability") or "").upper()[:1])

    def sources_called(self, text: str) -> list[str]:
        """Ids of the sources that may be meant by what is typed."""
        if not text.strip():
            return list(self.sources)
        typed = folded(text)
        ranked = []
        for place, (record, values) in enumerate(self.sources.items()):
            called = [str(values[name]) for name in ("title", "reference") if values.get(name)]
            called.append(self.name("source", record))
            rank = place_rank(text, called, str(values.get("code") or ""))
            if rank or any(typed in folded(one) for one in called):
                ranked.append((-round(rank, 1), place, record))
        return [record for _, _, record in sorted(ranked)]

    def actor_offers(self, text: str) -> list[Offer]:
        """Actors to choose from."""
        typed = folded(text)
        known = {**self.actors, **self.new_actors}
        return [
            Offer(one, self.name("actor", one))
            for one, values in known.items()
            if not typed or any(typed in name for name in _spellings(values))
        ]

    def propose_actor(self, record: str, text: str) -> None:
        """A typed name that no actor has becomes a new one."""
        self.new_actors[record] = {"name_ar" if is_arabic(text) else "name_en": text.strip()}


def _spellings(values: Mapping[str, Any]) -> list[str]:
    return [folded(str(values[name])) for name in ("name_ar", "name_en", "code") if values.get(name)]


def level_word(level: int) -> str:
    """What kind of area a place is."""
    return {
        0: say("country"),
        1: say("governorate"),
        2: say("district"),
        3: say("sub-district"),
    }.get(level, say("community"))
