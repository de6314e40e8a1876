"""Global search, Ctrl+K: people, incidents, facilities, places, movements and sources, a few of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from gui.entry.known_facilities import names_of
from gui.frame.hit import Hit
from gui.frame.searchbox import MOST
from gui.known import Known
from gui.listing.torn import FIGURES, row_said
from gui.say import ltr, say, words
from gui.screens.victim_columns import FOLLOWS, full_name, outcome_of
from gui.table.list_cells import day_words, either, range_words, short_code
from storage import Query

if TYPE_CHECKING:
    from gui.context import Context
    from storage import PlaceFacts, Store

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
        def names(row: Any) -> str:
            arabic, latin = full_name(row)
            return " · ".join(one for one in ((arabic, latin) if words().rtl else (latin, arabic)) if one)

        title, _, more = names(row).partition(" · ")
        if "name" in row.disputed:
            title, more = row_said(row, ("name",), names), ""
        told = outcome_of(row)
        place = row_said(row, ("outcome_place",), lambda one: self._known.place(one["where_id"]), FOLLOWS)
        detail = " · ".join(part for part in (more, told.spoken or told.strong or told.text, place) if part)
        return Hit("victim", row.id, title or say("name not known"), detail, "user")

    def _incidents(self, store: Store, typed: str) -> list[Hit]:
        numbers, rows = store.listing(Query("incident", search=typed)).first(EACH)
        return [self._incident(rows[number]) for number in numbers]

    def _incident(self, row: Any) -> Hit:
        what = row_said(row, ("attack",), lambda one: short_code("attack", one["attack"])) or say("Incident")
        place = row_said(row, ("place",), lambda one: self._known.place(one["place"]))
        title = say("{what}, {place}", what=what, place=place) if place else what
        killed = range_words(row["killed_min"], row["killed_max"])
        if FIGURES & row.disputed.keys():
            killed = f"{killed} ?".strip()
        parts = (
            self._day(row, "occurred"),
            say("killed: {count}", count=killed) if killed else "",
            ltr(row["code"] or ""),
        )
        return Hit("incident", row.id, title, " · ".join(part for part in parts if part), "zap")

    def _day(self, row: Any, field: str) -> str:
        reading = self._known.reading()
        return row_said(row, (field,), lambda one: day_words(one[field], reading, self._known.year))

    def _facilities(self, store: Store, typed: str) -> list[Hit]:
        numbers, rows = store.listing(Query("facility", search=typed)).first(EACH)
        return [self._facility(rows[number]) for number in numbers]

    def _facility(self, row: Any) -> Hit:
        def names(row: Any) -> str:
            return " · ".join(names_of({name: row[name] for name in ("name_ar", "name_en")}))

        title, _, more = names(row).partition(" · ")
        if {"name_ar", "name_en"} & row.disputed.keys():
            title, more = row_said(row, ("name_ar", "name_en"), names), ""
        kind = row_said(row, ("kind",), lambda one: short_code("facility-kind", one["kind"]))
        place = row_said(row, ("place",), lambda one: self._known.place(one["place"]))
        detail = " · ".join(part for part in (more, kind, place, ltr(row["code"] or "")) if part)
        return Hit("facility", row.id, title or kind or say("Facility without a name"), detail, "hospital")

    def _places(self, store: Store, typed: str) -> list[Hit]:
        return [self._place(facts) for facts in store.suggest_places(typed, 4, slips=False)]

    def _place(self, facts: PlaceFacts) -> Hit:
        languages = ("ar", "en") if words().language == "ar" else ("en", "ar")
        title, other = (either(facts.names_said(one)) for one in languages)
        detail = " · ".join(part for part in (other, self._known.parents(facts.id)) if part)
        return Hit("place", facts.id, title, detail, "map-pin")

    def _movements(self, store: Store, typed: str) -> list[Hit]:
        numbers, rows = store.listing(Query("movement", search=typed)).first(FEW)
        return [self._movement(rows[number]) for number in numbers]

    def _movement(self, row: Any) -> Hit:
        def persons(row: Any) -> str:
            return range_words(row["persons__min"], row["persons__max"])

        origin = row_said(row, ("origin",), lambda one: self._known.place(one["origin"])) or say("somewhere unknown")
        counted = persons(row)
        if rivals := row.disputed.get("persons", ()):
            counted = either(tuple(dict.fromkeys(range_words(one.min, one.max) if one else "?" for one in rivals)))
        parts = (
            row_said(row, ("direction",), lambda one: code_words("direction", one["direction"])),
            say("people: {count}", count=counted) if counted else "",
            self._day(row, "started"),
            ltr(row["code"] or ""),
        )
        return Hit("movement", row.id, origin, " · ".join(part for part in parts if part), "route")

    def _sources(self, store: Store, typed: str) -> list[Hit]:
        numbers, rows = store.listing(Query("source", search=typed)).first(FEW)
        found = []
        for row in (rows[number] for number in numbers):
            kind = words().code("source-kind", row["kind"]) if row["kind"] else ""
            title = row["title"] or row["reference"] or kind or say("a source")
            detail = " · ".join(part for part in (kind, ltr(row["code"] or "")) if part and part != title)
            found.append(Hit("source", row.id, title, detail, "book-open"))
        return found


def code_words(name: str, code: Any) -> str:
    """The word of a code, nothing for none."""
    return words().code(name, str(code)) if code else ""


def shared(groups: Sequence[Sequence[Hit]], most: int) -> list[Hit]:
    """The first hits of each kind, in the order of the kinds, so that no kind crowds the others out."""
    taken = [0] * len(groups)
    while sum(taken) < most and any(count < len(group) for count, group in zip(taken, groups, strict=True)):
        for at, group in enumerate(groups):
            if taken[at] < len(group) and sum(taken) < most:
                taken[at] += 1
    return [hit for count, group in zip(taken, groups, strict=True) for hit in group[:count]]
