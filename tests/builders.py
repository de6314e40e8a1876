"""Builders of test data: valid by default, showing only what matters to the test."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from storage.database.database import Database
from storage.edits import Edit, Outcome
from storage.fields.kind import Reading
from storage.fields.kinds import Age, Count, DayValue, Name, NameValue, Range
from storage.fields.words import Words
from storage.saving import new_id
from storage.store import Store
from tests.begun import KEY as KEY
from tests.begun import lay

_folders = itertools.count()


def reading(language: str = "en", today: date = date(2019, 7, 6)) -> Reading:
    """The circumstances of a test: a language and a day."""
    return Reading(Words(language), today)


def a_store(folder: Path, *, team: str = "Ariha 2", country: str = "SY", **more: Any) -> Store:
    """A fresh encrypted register in a folder of its own."""
    path = lay(folder / f"store{next(_folders)}" / "register.db", country)
    return Store.found(Database.open(path, KEY), register="Test", team=team, person="Tester", country=country, **more)


def reopened(store: Store) -> Store:
    """The same register, closed and opened again."""
    path = store.database.path
    assert path is not None
    store.close()
    return Store.open(Database.open(path, KEY))


def ticking(start: datetime = datetime(2019, 7, 4, 8, 0, tzinfo=UTC)) -> Callable[[], datetime]:
    """A clock that advances a second at each look."""
    seconds = itertools.count()
    return lambda: start + timedelta(seconds=next(seconds))


def day(text: str) -> DayValue:
    """An exact day from ISO text."""
    exact = date.fromisoformat(text)
    return DayValue(exact, exact, "day")


def count(text: str) -> Range:
    """A count range as typed."""
    value = Count().parse(text, reading())
    assert value is not None
    return value


def name(text: str) -> NameValue:
    """A name as typed, in either script or both."""
    value = Name().parse(text, reading())
    assert value is not None
    return value


def age(text: str) -> Any:
    """An age as typed."""
    return Age().parse(text, reading())


def place(store: Store, text: str = "Khan Shaykun") -> str:
    """The id of a place by name or code; in the table of a country, as it was shipped, each is looked for once."""
    book = store.places
    if book.version != len(book.facts) or len(book.facts) < 100:
        return store.suggest_places(text)[0].id
    found = _places.get((text, book.version))
    if found not in book.facts:
        found = _places[text, book.version] = store.suggest_places(text)[0].id
    return found


_places: dict[tuple[str, int], str] = {}


def incident_values(store: Store, **more: Any) -> dict[str, Any]:
    """A complete incident: an air strike on Khan Shaykun, 4 July 2019."""
    where = {} if "place" in more else {"place": place(store)}
    return {"occurred": day("2019-07-04"), "attack": "air_strike", **where, **more}


def victim_values(**more: Any) -> dict[str, Any]:
    """A complete victim: a man killed."""
    return {"name": name("محمد خالد الأحمد"), "sex": "male", "outcome": "killed", **more}


def an_incident(store: Store, *, claims: int = 0, victims: int = 0, **more: Any) -> str:
    """Save an incident with so many claims (2 killed each) and victims; its id."""
    record = new_id()
    edits = [Edit("incident", record, incident_values(store, **more))]
    edits += [Edit("claim", None, {"incident": record, "killed": count("2")}) for _ in range(claims)]
    edits += [Edit("victim", None, victim_values(incident=record)) for _ in range(victims)]
    store.save(edits)
    return record


def a_victim(store: Store, **more: Any) -> str:
    """Save a victim; its id."""
    return store.save([Edit("victim", None, victim_values(**more))]).ids[0]


def change(store: Store, kind: str, record: str, **values: Any) -> Outcome:
    """Save new values of one record, having seen its newest state."""
    return store.save([Edit(kind, record, values)])


def secret_key() -> bytes:
    """A random database key."""
    return os.urandom(32)
