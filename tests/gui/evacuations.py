"""A small made-up summer of evacuations: villages that empty in waves, some who return, counts that fit or do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from storage.edits import Edit
from storage.fields.kinds import DayValue
from storage.saving import new_id
from storage.store import Store
from tests.builders import a_store, count, day, place

KHAN = "Khan Shaykun"
OTHERS = (
    ("Kafr Zeita", "19,000-20,000", "18,000-19,800", "emptied", None),
    ("Kafr Nobol", "31,500", "11,000-14,000", "partly_emptied", 45),
    ("Ehsem", "6,100", "250-300", "inhabited", None),
    ("Ariha", "39,000-41,000", "900-1,200", "inhabited", None),
    ("Madiq Castle", "13,800", "13,400-13,800", "emptied", None),
    ("Saraqab", "34,000", "2,000-2,600", "inhabited", None),
    ("Jisr-Ash-Shugur", "44,000", "9,000-12,000", "returning", None),
    ("Heish", "11,000", "8,000-9,500", "partly_emptied", 65),
    ("Tamanaah", "9,200", "9,200", "emptied", None),
    ("Sanjar", "7,000", "", "unreachable", None),
)


def evacuations(folder: Path) -> Store:
    """Khan Shaykun with six movements and five observations, and ten other places."""
    store = a_store(folder, team="Khan-1")
    source = store.save([Edit("source", None, {"title": "Local council", "kind": "local_council"})]).ids[0]
    store.save([*khan_shaykun(store, source), *_others(store, source)])
    return store


def khan_shaykun(store: Store, source: str) -> list[Edit]:
    """The village of the picture."""
    here = place(store, KHAN)
    edits = [
        Edit("population", None, {"place": here, "day": day("2019-04-20"), "persons": count("5,200-5,600"),
                                  "households": count("930"), "source": source, "status": "complete"}),
        *(_seen(here, *told, source=source) for told in (
            ("2019-04-26", "inhabited", None, ""),
            ("2019-05-06", "partly_emptied", 25, ""),
            ("2019-05-21", "partly_emptied", 45, "2,900-3,300"),
            ("2019-07-04", "partly_emptied", 60, "2,100"),
        )),
    ]  # fmt: skip
    waves: tuple[tuple[str, str, str, str, tuple[str, ...], str, dict[str, Any]], ...] = (
        ("2019-04-27", "Dana", "120", "600-720", ("private_car",), "complete", {}),
        ("2019-05-06", "Salqin", "310", "1,500-1,900", ("private_car", "truck"), "verified", {}),
        ("2019-05-21", "Idleb", "95", "480-560", ("team_vehicle",), "verified", {}),
        ("2019-07-04", "Ariha", "64", "300-380", ("private_car",), "draft", {"left_behind": "Four old people"}),
        ("2019-07-04", "", "40", "180-260", ("on_foot",), "draft", {"destination_known": "unknown"}),
    )
    for day_, to, families, people, how, status, more in waves:
        values = {"origin": here, "direction": "out", "started": day(day_), "households": count(families),
                  "persons": count(people), "transport": how, "status": status, "source": source, **more}  # fmt: skip
        if to:
            values |= {"destination": place(store, to), "destination_known": "known"}
        edits.append(Edit("movement", None, values))
    back: dict[str, Any] = {
        "origin": place(store, "Salqin"),
        "destination": here,
        "destination_known": "known",
        "direction": "return",
    }
    back |= {
        "started": day("2019-06-16"),
        "households": count("22"),
        "persons": count("110-130"),
        "status": "complete",
    }
    return [*edits, Edit("movement", None, back)]


def _seen(here: str, day_: str, state: str, share: int | None, remaining: str, *, source: str) -> Edit:
    values: dict[str, Any] = {"place": here, "day": day(day_), "state": state, "share": share, "source": source}
    values |= {"status": "complete"}
    if remaining:
        values["remaining"] = count(remaining)
    if state == "partly_emptied" and share and share > 50:
        values |= {"who_stayed": ("disabled", "elderly_alone"), "why_stayed": "لا يستطيعون المشي"}
    return Edit("village_state", None, {name: value for name, value in values.items() if value is not None})


def _others(store: Store, source: str) -> list[Edit]:
    edits: list[Edit] = []
    for number, (name, people, left, state, share) in enumerate(OTHERS):
        here = place(store, name)
        when = DayValue.on(day(f"2019-0{5 + number % 2}-{10 + number}").first)  # type: ignore[arg-type]
        edits.append(Edit("population", None, {"place": here, "persons": count(people), "source": source,
                                               "day": day("2019-03-20"), "status": "complete"}))  # fmt: skip
        edits.append(_seen(here, str(when), state, share, "", source=source))
        if left:
            values = {
                "origin": here,
                "direction": "out",
                "started": when,
                "persons": count(left),
                "status": "complete",
            }
            edits.append(Edit("movement", new_id(), values | {"destination_known": "on_the_road"}))
    return edits
