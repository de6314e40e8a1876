"""A small made-up register for lists: incidents with claims that differ, names in both scripts, doubt and drafts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from gui.context import Context
from gui.frame.opening import About, Opened
from gui.preferences import Preferences
from storage.edits import Edit
from storage.fields.kinds import DayValue, TimeValue
from storage.register.register import Register
from storage.saving import new_id
from storage.store import Store
from tests.builders import KEY, a_store, age, count, name

PLACES = (
    "Khan Shaykun",
    "Ariha",
    "Kafr Nobol",
    "Saraqib",
    "Madiq Castle",
    "Jisr-Ash-Shugur",
    "Ehsem",
    "Maaret Tamsrin",
)
ATTACKS = (
    "air_strike",
    "barrel_bombing",
    "artillery_shelling",
    "rocket_shelling",
    "incendiary_attack",
    "cluster_munition",
)
TARGETS = ("market", "residential", "health", "farm", "education", "camp_shelter", "road_vehicle", "bakery")
KILLED = ("3-5", "2", "6-8", "1", "0", "0", "4", "7", "1", "3", "2", "5", "?", "1")
INJURED = ("12", "7", "15-20", "4", "3", "2", "11-13", "21", "0", "9", "6", "8-10", "4", "3")
STATUS = ("under_review", "complete", "verified", "draft", "verified", "complete")
TIMES = ("14:20", "22:10", "17:45", "11:00", "16:05", "09:30", "", "13:40")
PEOPLE = (
    ("محمد خالد الأحمد", "Mohammad Khaled al-Ahmad", "male", "34", "killed"),
    ("محمد خالد أحمد", "Muhammad Khalid Ahmad", "male", "34", "killed"),
    ("محمد خالد العلي", "Mohamad Khaled al-Ali", "male", "19", "injured"),
    ("", "Mohammad Khaled Hasan", "male", "~40", "killed"),
    ("", "Mhd. Khaled", "male", "?", "missing"),
    ("محمّد بن خالد عمر", "Mohammed b. Khaled Omar", "male", "11", "injured"),
    ("محمد عبد الله خالد", "Mohammad Abdullah Khaled", "male", "27", "rescued"),
    ("فاطمة حسن إبراهيم", "Fatima Hasan Ibrahim", "female", "2 months", "killed"),
    ("ريم يوسف العمر", "", "female", "child", "injured"),
    ("أحمد سليم الحسين", "Ahmad Salim al-Hussein", "male", "62", "killed"),
)


def a_summer(folder: Path, incidents: int = 40) -> Store:
    """A register with so many incidents of June and July 2019."""
    store = a_store(folder, team="Ariha 2")
    khan = store.save([Edit("team", None, {"name": "Khan-1", "code": "KHA1"})]).ids[0]
    source = store.save([Edit("source", None, {"title": "Hospital list", "kind": "hospital_list"})]).ids[0]
    edits: list[Edit] = []
    for number in range(incidents):
        edits += _incident(store, number, khan, source)
    store.save(edits)
    return store


def _incident(store: Store, number: int, team: str, source: str) -> list[Edit]:
    record, at = new_id(), number % len(PEOPLE)
    clock = TIMES[number % len(TIMES)]
    values: dict[str, Any] = {
        "occurred": DayValue.on(date(2019, 7, 5) - timedelta(days=number // 3)),
        "time": TimeValue(int(clock[:2]), int(clock[3:])) if clock else TimeValue(part="dawn"),
        "place": store.suggest_places(PLACES[number % len(PLACES)])[0].id,
        "place_note": "northern quarter, near the water tower" if number % 3 == 0 else None,
        "attack": ATTACKS[number % len(ATTACKS)],
        "target": TARGETS[number % len(TARGETS)],
        "status": STATUS[number % len(STATUS)],
    }
    if number % 4 == 1:
        values["team"] = team
    told = {"killed": count(KILLED[number % len(KILLED)]), "injured": count(INJURED[number % len(INJURED)])}
    edits = [Edit("incident", record, values), Edit("claim", None, {"incident": record, "source": source, **told})]
    if number % 3 == 0:
        more = {"killed": count("4"), "killed_women": count("2"), "killed_children": count("1-2")}
        edits.append(Edit("claim", None, {"incident": record, "source_note": "witness", **more}))
    for place in range(min(number % 4, 3)):
        edits.append(Edit("victim", None, person(at + place, incident=record)))
    return edits


def person(number: int, **more: Any) -> dict[str, Any]:
    """A made-up person."""
    arabic, latin, sex, years, outcome = PEOPLE[number % len(PEOPLE)]
    told = name(" / ".join(part for part in (arabic, latin) if part))
    return {"name": told, "sex": sex, "age": age(years), "outcome": outcome, "status": "complete", **more}


def a_context(folder: Path, store: Store) -> Context:
    """What screens are given, with this register open."""
    context = Context(Preferences(folder))
    about = About("Idlib 2019", "Ariha 2", "Tester", "Laptop B")
    context.take(Opened(register=Register(folder / "register"), key=KEY, store=store, about=about, remembered={}))
    return context
