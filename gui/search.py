"""Global search, Ctrl+K: people, incidents, facilities, places, movements and sources, a few of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from gui.entry.known_facilities import names_of
from gui.known import Known
from gui.list_cells import day_words, range_words, short_code
from gui.say import ltr, say, words
from gui.screens.victim_columns import full_name, outcome_of
from gui.searchbox import MOST, Hit
from storage import Query

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Store

EACH, FEW = 6, 3


class Everything:
    """Called with what was typed, in a reader's thread; to be given to ``context.find``."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known = Known()
        # made in a reader's thread, which has no event loop: the call must not wait for one
        context.changed.connect(self._forget, Qt.ConnectionType.DirectConnection)

    def _forget(self, _outcome: Any) -> None:
        self._known.forget()

    def __call__(self, typed: str) -> list[Hit]:
        """Hits: people first, then incidents, facilities, places, movements, sources."""
        if not typed.strip():
            return []
        store = self._context.store
        self._known.learn(store)
        people, incidents = self._victims(store, typed), self._incidents(store, typed)
        others = (self._facilities, self._places, self._movements, self._sources)
        return shared([people, incidents, *(find(store, typed) for find in others)], MOST)

    def _victims(self, store: Store, typed: str) -> list[Hit]:
        numbers, rows = store.listing(Query("victim", search=typed)).first(EACH)
        return [self._victim(rows[number]) for number in numbers]

    def _victim(self, row: Any) -> Hit:
        arabic, latin = full_name(row)
        names = [one for one in ((arabic, latin) if words().rtl else (latin, arabic)) if one]
        told = outcome_of(row)
        outcome = told.strong or told.text
        place = self._known.place(row["where_id"])
        detail = " · ".join(part for part in (*names[1:], outcome, place) if part)
        return Hit("victim", row.id, names[0] if names else say("name not known"), detail, "user")

    def _incidents(self, store: Store, typed: str) -> list[Hit]:
        numbers, rows = store.listing(Query("incident", search=typed)).first(EACH)
        reading = self._known.reading()
        found = []
        for row in (rows[number] for number in numbers):
            what = short_code("attack", row["attack"]) or say("Incident")
            place = self._known.place(row["place"])
            title = say("{what}, {place}", what=what, place=place) if place else what
            killed = range_words(row["killed_min"], row["killed_max"])
            parts = (
                day_words(row["occurred"], reading, self._known.year),
                say("killed: {count}", count=killed) if killed else "",
                ltr(row["code"] or ""),
            )
            found.append(Hit("incident", row.id, title, " · ".join(part for part in parts if part), "zap"))
        return found

    def _facilities(self, store: Store, typed: str) -> list[Hit]:
        numbers, rows = store.listing(Query("facility", search=typed)).first(EACH)
        found = []
        for row in (rows[number] for number in numbers):
            names = names_of({name: row[name] for name in ("name_ar", "name_en")})
            kind, place = short_code("facility-kind", row["kind"]), self._known.place(row["place"])
            detail = " · ".join(part for part in (*names[1:], kind, place, ltr(row["code"] or "")) if part)
            title = names[0] if names else kind or say("Facility without a name")
            found.append(Hit("facility", row.id, title, detail, "hospital"))
        return found

    def _places(self, store: Store, typed: str) -> list[Hit]:
        other = "en" if words().language == "ar" else "ar"
        return [
            Hit(
                "place",
                facts.id,
                facts.name(words().language),
                " · ".join(part for part in (facts.name(other), self._known.parents(facts.id)) if part),
                "map-pin",
            )
            for facts in store.suggest_places(typed, 4, slips=False)
        ]

    def _movements(self, store: Store, typed: str) -> list[Hit]:
        numbers, rows = store.listing(Query("movement", search=typed)).first(FEW)
        reading, found = self._known.reading(), []
        for row in (rows[number] for number in numbers):
            origin = self._known.place(row["origin"]) or say("somewhere unknown")
            persons = range_words(row["persons__min"], row["persons__max"])
            parts = (
                words().code("direction", row["direction"]) if row["direction"] else "",
                say("people: {count}", count=persons) if persons else "",
                day_words(row["started"], reading, self._known.year),
                ltr(row["code"] or ""),
            )
            found.append(Hit("movement", row.id, origin, " · ".join(part for part in parts if part), "route"))
        return found

    def _sources(self, store: Store, typed: str) -> list[Hit]:
        numbers, rows = store.listing(Query("source", search=typed)).first(FEW)
        found = []
        for row in (rows[number] for number in numbers):
            kind = words().code("source-kind", row["kind"]) if row["kind"] else ""
            title = row["title"] or row["reference"] or kind or say("a source")
            detail = " · ".join(part for part in (kind, ltr(row["code"] or "")) if part and part != title)
            found.append(Hit("source", row.id, title, detail, "book-open"))
        return found


def shared(groups: Sequence[Sequence[Hit]], most: int) -> list[Hit]:
    """The first hits of each kind, in the order of the kinds, so that no kind crowds the others out."""
    taken = [0] * len(groups)
    while sum(taken) < most and any(count < len(group) for count, group in zip(taken, groups, strict=True)):
        for at, group in enumerate(groups):
            if taken[at] < len(group) and sum(taken) < most:
                taken[at] += 1
    return [hit for count, group in zip(taken, groups, strict=True) for hit in group[:count]]
