"""Reading villages from the store, in a reader's thread: all of them on a day, and one with what belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from gui.villages.facts import Observation, VillageFacts
from gui.villages.lines import Village, Villages
from gui.villages.moves import Move, move_of
from storage import DayValue, Entry, PlaceFacts, Step, VillageNow

if TYPE_CHECKING:
    from storage import Store

COMMUNITY = 4
MOST = 150
"""Records of a village whose history is read; a village with more shows its newest ones."""


def read_villages(store: Store, day: date) -> Villages:
    """Every community on a day, and every other place something was told of."""
    states, book = store.village_states(day), store.places
    lines = []
    for facts in list(book.facts.values()):
        now = states.villages.get(facts.id)
        if now is not None or (facts.level >= COMMUNITY and not facts.withdrawn):
            above = tuple(one.id for one in book.parents(facts.id))
            lines.append(_line(facts, now, book.area(facts.id) or "", above))
    strangers = (now for place, now in states.villages.items() if place not in book.facts)
    lines += [_line(PlaceFacts(now.place, "", COMMUNITY, "", "", ""), now, "", ()) for now in strangers]
    newest = max((one.news for one in lines if one.news), default=None)
    return Villages(day, lines, book, newest)


def _line(facts: PlaceFacts, now: VillageNow | None, area: str, above: tuple[str, ...]) -> Village:
    line = Village(facts.id, facts.code, facts.name_ar, facts.name_en, area, above)
    if now is None:
        return line
    rivals = tuple(dict.fromkeys((now.state, *now.rivals))) if now.disputed else ()
    return replace(
        line,
        state=now.state,
        share=now.share,
        rivals=rivals if len(rivals) > 1 else (),
        disputed_state=now.disputed,
        population=now.population if now.told else (None, None),
        left=now.left,
        returned=now.returned,
        news=_iso(now.news),
    )


def read_village(store: Store, village: Village, day: date, language: str) -> VillageFacts:
    """A village on a day with its movements, observations, figures and changes."""
    place = village.id
    told = {one.id: one for one in store.movements_of(place)}
    entries = store.read_many("movement", told)
    moves = [_move(entry, told[entry.id].stands) for entry in entries]
    seen = [_observed(entry) for entry in store.read_many("village_state", [one.id for one in store.states_of(place)])]
    counts = [one for one in store.children("population", "place", place) if not one.values.get("withdrawn")]
    counts.sort(key=lambda one: str(getattr(one.values.get("day"), "first", None) or ""), reverse=True)
    records = [*(one.entry for one in seen), *counts, *entries]
    named = {str(one.values["source"]) for one in records if one.values.get("source")}
    until = [one for one in moves if one.first is None or one.first <= day]
    return VillageFacts(
        village,
        day,
        store.ledger(place, day),
        tuple(until),
        tuple(one for one in seen if one.first is None or one.first <= day),
        tuple(counts),
        tuple(_steps(store, [("place", place), *((one.kind, one.id) for one in records[-MOST:])])),
        {source: store.name_of("source", source, language) for source in named},
        later=len(moves) - len(until),
    )


def _move(entry: Entry, counted: str) -> Move:
    return replace(move_of(entry.values, entry.id), counted=counted, disputed=rivals_of(entry))


def rivals_of(entry: Entry) -> dict[str, tuple[Any, ...]]:
    """What teams disagree about, each value once."""
    told = {name: tuple(dict.fromkeys(one.value for one in rivals)) for name, rivals in entry.disputed.items()}
    return {name: values for name, values in told.items() if len(values) > 1}


def _observed(entry: Entry) -> Observation:
    values: Mapping[str, Any] = entry.values
    day = values.get("day")
    first, last = (day.first or day.last, day.last) if isinstance(day, DayValue) else (None, None)
    rivals = tuple(dict.fromkeys(str(one.value) for one in entry.disputed.get("state", ()) if one.value))
    return Observation(entry, first, last, str(values.get("state") or ""), rivals)


def _steps(store: Store, records: Iterable[tuple[str, str]]) -> list[tuple[str, Step]]:
    """What people changed; a place as its pack brought it is nobody's change."""
    steps = ((kind, step) for kind, record in records for step in store.history(kind, record))
    return [(kind, step) for kind, step in steps if kind != "place" or step.who]


def _iso(day: str) -> date | None:
    try:
        return date.fromisoformat(day[:10]) if day else None
    except ValueError:
        return None
