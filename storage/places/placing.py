"""The gazetteer as it grows: a country added, a table of places taken in, a proposal joined to the place it means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, select

from storage.core import Core
from storage.database.tables import rival, tables
from storage.edits import Edit, Outcome
from storage.journal.change import Change
from storage.journal.journal import chunks
from storage.journal.sound import require_sound
from storage.looking import Looking
from storage.matching.names import fold
from storage.places.gazetteer import PlaceFacts, facts_of, place_id
from storage.places.pack_planning import planned
from storage.places.packs import PackItem, PackPlan, PackTable, edit_values
from storage.places.same_places import Pair, SameFinder
from storage.records import RECORDS
from storage.saving import Saving

Progress = Callable[[int, int], None]

SAME_PLACE, NOT_SAME = "same_place_as", "not_same"
OWN = frozenset({("place", "parent"), ("population", "place")})
"""Fields that describe the gazetteer itself: they do not count as records that rest on a place."""


@dataclass(frozen=True)
class Added:
    """What came of adding a country.

    Attributes:
        outcome: for the window; empty when nothing was new.
        added: places that are new.
        known: places that were here already, under this or another code.
        alike: pairs of a new and an older place that may be one: a person looks at them.
    """

    outcome: Outcome
    added: int
    known: int
    alike: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What came of importing a table: the new places, the accepted changes (undone by ``outcome.save``)."""

    outcome: Outcome
    added: int
    accepted: int


class Placing(Saving, Looking, Core):
    """Adding to the gazetteer. Every method is one transaction: all of it or nothing."""

    _finder: tuple[int, SameFinder] | None = None
    """What was last built to look for likenesses, and for which version of the book."""

    def add_country(self, country: str, *, progress: Progress | None = None) -> Added:
        """Bring in the places of a country (ISO code) from the packaged GeoNames data.

        What is surely here already, under whatever code, is left out. Nothing is written when ``progress`` raises.
        """
        from storage.places.geonames import country_changes  # with importlib.metadata: not needed to open a register

        changes = country_changes(country, _half(progress, 0))
        left_out, alike = self._doubles(changes)
        wanted = [change for change in changes if _place_of(change) not in left_out]
        before = self.places.version
        outcome = self.learn(wanted, progress=_half(progress, 1))
        created = sum(change.kind == "place" for change in wanted) if self.places.version != before else 0
        known = sum(change.kind == "place" for change in changes) - created
        return Added(outcome, created, known, tuple(alike))

    def plan_pack(self, table: PackTable) -> PackPlan:
        """Hold a table of places against the register; nothing is written."""
        plan = planned(table, self.places)
        return plan.with_resting(self.resting_on({item.place for item in plan.items if item.asked}))

    def take_pack(self, plan: PackPlan, accepted: Collection[int] = (), *, progress: Progress | None = None) -> Taken:
        """Bring in the new places of a plan, and of what it asks the items accepted (their numbers in ``items``)."""
        changes = plan.fresh(accepted)
        require_sound(changes)
        edits = self._accepted(plan, accepted)
        with self._write() as connection:
            learned = self._take_in(connection, changes, progress)
            saved = self._carry_out(connection, self._plan(connection, edits, plan.table.label))
        return Taken(_both(learned, saved), learned.new_changes, len(edits))

    def resting_on(self, places: Collection[str]) -> dict[str, int]:
        """How many standing records name each of these places; its sub-places and population figures do not count."""
        found: Counter[str] = Counter()
        if places:
            with self.database.reading() as connection:
                for kind, name in place_fields():
                    table = tables[kind]
                    for part in chunks(sorted(places)):
                        query = select(table.c[name], func.count()).where(
                            table.c[name].in_(part), table.c.withdrawn.is_(None)
                        )
                        found.update({row[0]: row[1] for row in connection.execute(query.group_by(table.c[name]))})
        return dict(found)

    def same_places(self, place: str = "") -> list[Pair]:
        """Pairs of places that may be one and that nobody has joined or told apart yet; of one place, or of all."""
        book, judged = self.places, self._joined_or_apart()
        if self._finder is None or self._finder[0] != book.version:
            self._finder = (book.version, SameFinder(book))
        finder, facts = self._finder[1], book.get(place)
        if place and (facts is None or facts.withdrawn):
            return []
        pairs = finder.like(facts) if facts is not None else finder.all_pairs()
        return [pair for pair in pairs if frozenset((pair.one, pair.other)) not in judged]

    def join_place(self, double: str, real: str, *, why: str = "") -> Outcome:
        """Say that one place is the same as another, in one save that can be undone.

        The names and code of ``double`` become aliases of ``real``, what names ``double`` names ``real`` from now on,
        and ``double`` is offered no more. A record whose place teams disagree about keeps its disagreement.
        """
        edits = self._joining(double, real)
        return self.save(edits, why=why) if edits else Outcome()

    def tell_apart(self, one: str, other: str, *, why: str = "") -> Outcome:
        """Keep on record that two places are two, so that the question is not asked again."""
        values = {"link": NOT_SAME, "about": "place", "first": one, "second": other}
        return self.save([Edit("link", None, values)], why=why)

    # ---- parts

    def _doubles(self, changes: Sequence[Change]) -> tuple[set[str], list[Pair]]:
        """Places of a pack that are here already, and pairs that may be."""
        book = self.places
        finder = SameFinder(book, [place for place in list(book.facts.values()) if place.level == 4])
        left_out: set[str] = set()
        alike: list[Pair] = []
        fresh = [change for change in changes if change.kind == "place"]
        for change in fresh:
            record = change.record.hex()
            if book.get(record) is not None:
                left_out.add(record)
                continue
            pairs = finder.like(facts_of(record, change.fields)) if change.fields.get("level") == 4 else []
            if pairs and pairs[0].sure:
                left_out.add(record)
            else:
                alike += pairs[:1]
        return left_out, alike

    def _accepted(self, plan: PackPlan, accepted: Collection[int]) -> list[Edit]:
        edits: list[Edit] = []
        done: set[tuple[str, str]] = set()
        for at in sorted(set(accepted)):
            item = plan.items[at] if 0 <= at < len(plan.items) else None
            if item is None or not item.asked or (item.place, item.what) in done:
                continue
            done.add((item.place, item.what))
            entry = self.read("place", item.place)
            if entry is not None:
                values = edit_values(item, plan.table, entry.values, self._parent_of(item))
                edits.append(Edit("place", item.place, values, entry.seen))
        return _one_each(edits)

    def _parent_of(self, item: PackItem) -> str:
        return place_id(item.row.parent) if item.row is not None and item.row.parent else ""

    def _joining(self, double: str, real: str) -> list[Edit]:
        this, that = self.read("place", double), self.read("place", real)
        if this is None or that is None or double == real or real in {one.id for one in self._under_way(double)}:
            return []
        names = [this.values.get(name) for name in ("name_ar", "name_en", "name_other", "code")]
        facts = self.places.get(double)
        names += facts.contested if facts is not None else ()
        told = [*(that.values.get("aliases") or ()), *names, *(this.values.get("aliases") or ())]
        aliases = _unlike(told, [that.values.get(name) for name in ("name_ar", "name_en", "name_other", "code")])
        link = {"link": SAME_PLACE, "about": "place", "first": double, "second": real}
        return [
            Edit("place", real, {"aliases": aliases}, that.seen),
            Edit("place", double, {"withdrawn": SAME_PLACE}, this.seen),
            Edit("link", None, link),
            *self._pointed_anew(double, real),
        ]

    def _under_way(self, place: str) -> list[PlaceFacts]:
        """What lies directly or further below a place: it cannot be the same as one of these."""
        book = self.places
        return [book.facts[one] for one in book.under(place) if one != place]

    def _pointed_anew(self, double: str, real: str) -> list[Edit]:
        edits: list[Edit] = []
        with self.database.reading() as connection:
            for kind, name in (*place_fields(), *sorted(OWN)):
                table = tables[kind]
                ids = [bytes(row.id) for row in connection.execute(select(table.c.id).where(table.c[name] == double))]
                disputed = self._disputed(connection, kind, name, ids)
                edits += [Edit(kind, one.hex(), {name: real}) for one in ids if one not in disputed]
        return edits

    @staticmethod
    def _disputed(connection: Connection, kind: str, name: str, ids: Iterable[bytes]) -> set[bytes]:
        found: set[bytes] = set()
        for part in chunks(list(ids)):
            query = select(rival.c.record).where(rival.c.kind == kind, rival.c.field == name, rival.c.record.in_(part))
            found |= {bytes(row.record) for row in connection.execute(query)}
        return found

    def _joined_or_apart(self) -> set[frozenset[str]]:
        table = tables["link"]
        query = select(table.c.first, table.c.second).where(
            table.c.about == "place", table.c.link.in_((SAME_PLACE, NOT_SAME)), table.c.withdrawn.is_(None)
        )
        with self.database.reading() as connection:
            return {frozenset((row.first, row.second)) for row in connection.execute(query)}


def place_fields() -> list[tuple[str, str]]:
    """Every (kind, field) in which a record names a place, those of the gazetteer itself aside."""
    found = [
        (kind, item.name)
        for kind, record in RECORDS.items()
        for item in record.fields.values()
        if item.kind.word == "placeref"
    ]
    return [one for one in found if one not in OWN]


def _place_of(change: Change) -> str:
    """The place a change of a pack is about: the record, or what a population figure names."""
    return change.record.hex() if change.kind == "place" else str(change.fields.get("place") or "")


def _half(progress: Progress | None, done_before: int) -> Progress | None:
    """Progress of one of two parts of about equal length."""
    if progress is None:
        return None

    def step(done: int, total: int) -> None:
        progress(1000 * done_before + 1000 * done // max(1, total), 2000)

    return step


def _both(learned: Outcome, saved: Outcome) -> Outcome:
    return replace(
        saved,
        kinds=learned.kinds | saved.kinds,
        ids=(*saved.ids, *learned.ids),
        created=learned.created | saved.created,
        conflicts=(*learned.conflicts, *saved.conflicts),
        new_changes=learned.new_changes,
    )


def _one_each(edits: Sequence[Edit]) -> list[Edit]:
    """A place that is renamed and moved is one edit; all its spellings stay."""
    found: dict[str, Edit] = {}
    for edit in edits:
        if edit.id is None:
            continue
        known = found.get(edit.id)
        found[edit.id] = edit if known is None else replace(known, values={**known.values, **edit.values})
    return list(found.values())


def _unlike(told: Iterable[Any], present: Iterable[Any]) -> tuple[str, ...]:
    """Spellings that differ from each other and from those that stand there already."""
    taken = {fold(str(one)) for one in present if one}
    found: dict[str, str] = {}
    for spelling in told:
        key = fold(str(spelling or ""))
        if key and key not in taken:
            found.setdefault(key, str(spelling))
    return tuple(found.values())
