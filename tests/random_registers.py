"""Changes of few records that hang together in every way a register knows, for laws about what follows from what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from hypothesis import strategies as st

import storage.core
from storage.database.database import Database
from storage.journal.change import Change
from storage.journal.clock import Clock, make_stamp
from storage.overview.view import View
from storage.period import Period
from storage.store import Store
from tests.begun import KEY, lay

NOW_MS = 1_562_000_000_000
DAY_MS = 24 * 3600 * 1000
MANY = 3
"""Records of each kind: few, so that they meet."""
KINDS = ("place", "incident", "victim", "claim", "source", "facility", "damage", "movement", "village_state", "link")


def an_id(kind: str, number: int) -> str:
    """The id of one of the records of a kind."""
    return f"{KINDS.index(kind):02x}{number:030x}"


def _one_of(kind: str) -> st.SearchStrategy[Any]:
    return st.sampled_from([*(an_id(kind, number) for number in range(MANY)), None])


_PLACE, _INCIDENT, _VICTIM = _one_of("place"), _one_of("incident"), _one_of("victim")
_SOURCE, _FACILITY = _one_of("source"), _one_of("facility")
_COUNT = st.sampled_from(["1", "3-5", "4-", "-6", "?", "~7", "12", None])
_DAY = st.sampled_from(["2019-07-04", "2019-07-20", "2019-06", "../2019-05-01", None])
_GONE = st.sampled_from([None, None, "twice"])
_STATUS = st.sampled_from(["complete", "draft", "proposed", "verified", "under_review"])
_NAME = st.sampled_from(
    [
        {"ar": {"given": "محمد", "family": "الأحمد"}},
        {"la": {"given": "Souad", "family": "Darwish"}},
        {"ar": {"given": "سعاد"}},
        {"la": {"family": "Darwish"}},
        None,
    ]
)
_DOUBTS = st.sampled_from([{"names_fit_claims": "as heard"}, {"age_is_possible": "as told"}, None])
_ALL = {"withdrawn": _GONE, "status": _STATUS}
FIELDS: Mapping[str, Mapping[str, st.SearchStrategy[Any]]] = {
    "place": {
        "code": st.sampled_from(["SY", "SY07", "C1", None]),
        "parent": _PLACE,
        "name_en": st.sampled_from(["Mhambal", "Kansafra", None]),
        "name_ar": st.sampled_from(["محمبل", None]),
        "name_other": st.sampled_from(["Мхамбаль", None]),
        "aliases": st.sampled_from([["Mhembel"], ["Kafr Nabl"], None]),
        "proposed_by": st.sampled_from(["a" * 32, None]),
        "level": st.sampled_from([3, 4]),
        "centre": st.sampled_from(["35.44300,36.65100;village", None]),
        **_ALL,
    },
    "incident": {
        "place": _PLACE,
        "occurred": _DAY,
        "time": st.sampled_from(["22:10", "dawn", None]),
        "attack": st.sampled_from(["air_strike", "shelling"]),
        "verification": st.sampled_from(["verified", "did_not_occur", None]),
        "figure_rule": st.sampled_from(["range", "named_victims", "preferred_source", "decided", None]),
        "preferred_claim": _one_of("claim"),
        "decided_killed": _COUNT,
        "overrides": _DOUBTS,
        **_ALL,
    },
    "victim": {
        "incident": _INCIDENT,
        "name": _NAME,
        "other_names": st.sampled_from([[{"la": {"given": "Hamid"}}], None]),
        "outcome": st.sampled_from(["killed", "injured", "under_rubble", "missing", "rescued", "safe", None]),
        "people": st.one_of(st.none(), _COUNT),
        "of_group": _VICTIM,
        "age": st.sampled_from(["9y", "40y", "child", None]),
        "outcome_place": _PLACE,
        "outcome_day": _DAY,
        "sex": st.sampled_from(["male", "female"]),
        "civilian_status": st.sampled_from(["civilian", "combatant"]),
        "overrides": _DOUBTS,
        **_ALL,
    },
    "claim": {
        "incident": _INCIDENT,
        "source": _SOURCE,
        "claimed_on": _DAY,
        "killed": _COUNT,
        "missing": _COUNT,
        **_ALL,
    },
    "source": {"same_group_as": _SOURCE, "title": st.sampled_from(["Radio", "Hospital"]), **_ALL},
    "facility": {
        "place": _PLACE,
        "name_en": st.sampled_from(["Hospital", None]),
        "kind": st.sampled_from(["hospital", "school"]),
        **_ALL,
    },
    "damage": {
        "incident": _INCIDENT,
        "facility": _FACILITY,
        "damage": st.sampled_from(["minor", "destroyed"]),
        **_ALL,
    },
    "movement": {
        "origin": _PLACE,
        "destination": _PLACE,
        "direction": st.sampled_from(["out", "return"]),
        "started": _DAY,
        "persons": _COUNT,
        "same_people_as": st.sampled_from([[an_id("movement", 0)], [an_id("movement", 1)], None]),
        **_ALL,
    },
    "village_state": {"place": _PLACE, "day": _DAY, "state": st.sampled_from(["emptied", "inhabited"]), **_ALL},
    "link": {
        "link": st.sampled_from(["same_event_as", "same_person_as", "part_of", "identified_as"]),
        "first": st.one_of(_INCIDENT, _VICTIM),
        "second": st.one_of(_INCIDENT, _VICTIM),
        "withdrawn": _GONE,
    },
}


@st.composite
def histories(draw: st.DrawFn, most: int = 30) -> list[Change]:
    """What four devices wrote, one of them weeks ahead; each edit has seen some of what there was."""
    changes: list[Change] = []
    ms = NOW_MS
    for number in range(draw(st.integers(3, most))):
        kind = draw(st.sampled_from([*KINDS, "place", "incident", "victim"]))
        record = bytes.fromhex(an_id(kind, draw(st.integers(0, MANY - 1))))
        names = draw(st.sets(st.sampled_from(sorted(FIELDS[kind])), min_size=1, max_size=6))
        told = {name: draw(FIELDS[kind][name]) for name in sorted(names)}
        known = [one for one in changes if (one.kind, one.record) == (kind, record)]
        seen = known[: draw(st.integers(0, len(known)))] if draw(st.booleans()) else known
        over = {name: tuple(one.stamp for one in seen if name in one.fields) for name in told}
        over = {name: stamps for name, stamps in over.items() if stamps}
        device = draw(st.integers(1, 4))
        ms += draw(st.sampled_from([1000, 1000, 1000, 9 * DAY_MS]))
        stamp = make_stamp(ms + (28 * DAY_MS if device == 4 else 0), 0, bytes([device]) * 6 + b"\0\0")
        changes.append(Change(stamp, kind, record, told, over, save=stamp, number=number + 1))
    return changes


def written(kind: str, number: int, at: int, device: int = 1, *, days: int = 0, **told: Any) -> Change:
    """A change of one of the few records, so many days after the first day."""
    stamp = make_stamp(NOW_MS + days * DAY_MS + at * 1000, 0, bytes([device]) * 6 + b"\0\0")
    return Change(stamp, kind, bytes.fromhex(an_id(kind, number)), told, {}, save=stamp, number=at)


HERE, INCIDENT = an_id("place", 0), an_id("incident", 0)


def records_that_rest_on_each_other() -> list[Change]:
    """Two records of each kind, a third person named out of a group, a place below the first and an incident there."""
    all_of = {"place": HERE, "incident": INCIDENT, "facility": an_id("facility", 0), "source": an_id("source", 0)}
    told: dict[str, dict[str, Any]] = {
        kind: {name: one for name, one in all_of.items() if name in FIELDS[kind] and name != kind} for kind in KINDS
    }
    told["place"] |= {"code": "SY", "name_en": "Mhambal", "level": 4}
    told["incident"] |= {"occurred": "2019-07-04", "attack": "air_strike"}
    told["claim"] |= {"killed": "3"}
    told["victim"] |= {"outcome": "killed", "sex": "male", "name": {"la": {"given": "Hamid", "family": "Darwish"}}}
    told["movement"] |= {"origin": HERE, "direction": "out", "started": "2019-07-04", "persons": "3"}
    told["link"] |= {"link": "same_event_as", "first": INCIDENT, "second": an_id("incident", 1)}
    made = [written(kind, n, 10 * at + n, **told[kind]) for at, kind in enumerate(KINDS) for n in (0, 1)]
    made += [written("victim", 2, 200, of_group=an_id("victim", 0), incident=INCIDENT, outcome="killed", sex="male")]
    return [
        *made,
        written("place", 2, 201, parent=HERE, code="C2"),
        written("incident", 2, 202, place=an_id("place", 2)),
    ]


def begun_long_ago(folder: Path) -> Store:
    """A register without places. Its own records, being old, bear no witness to the time: how far clocks are believed
    moves with what arrives, and disputes are judged anew."""
    facts: dict[str, Any] = {"register": "T", "team": "T", "person": "P"}
    path = lay(folder / "register.db", "")
    with patch.object(storage.core, "Clock", partial(Clock, now=lambda: NOW_MS - 400 * DAY_MS)):
        return Store.found(Database.open(path, KEY, cache_mb=1), identity=b"\x77" * 6 + b"\0\0", **facts)


VIEWS = (
    View(),
    View(Period(date(2019, 7, 1), date(2019, 7, 31))),
    View(Period(place=an_id("place", 0))),
    View(verification=("verified",)),
)


def everything_told(store: Store) -> dict[str, Any]:
    """What a register answers out of what it keeps in memory."""
    day = date(2019, 7, 10)
    places = [an_id("place", number) for number in range(MANY)]
    overviews = [store.overview(view) for view in VIEWS]
    told = {
        "areas": {place: (store.places.area(place), sorted(store.places.under(place))) for place in places},
        "places": {place: store.places.get(place) for place in places},
        "suggested": [[one.id for one in store.suggest_places(typed)] for typed in ("mham", "C1", "كن", "kafr")],
        "same places": sorted(map(repr, store.same_places())),
        "figures": [store.figures(view.as_period) for view in VIEWS if view.plain],
        "overview": [
            (one.figures, one.days, one.by("attack"), one.by("place/4"), one.by("team")) for one in overviews
        ],
        "hours": [one.hours.tolist() for one in overviews],
        "villages": store.village_states(day).villages,
        "ledgers": [store.ledger(place, day) for place in places],
        "moves": [store.movements_of(place) for place in places],
        "flows": store.flows(Period()),
        "displaced": store.displaced(Period()),
        "attacked": store.facilities_attacked(Period()),
        "map": [store.map_content(view) for view in VIEWS],
        "role": store.role(),
    }
    return {name: _plain(value) for name, value in told.items()}


def _plain(one: Any) -> Any:
    """A value with rows of numbers as it can be compared."""
    if isinstance(one, np.ndarray):
        return one.tolist() if one.dtype.kind != "f" else np.nan_to_num(one, nan=-9).tolist()
    if is_dataclass(one) and not isinstance(one, type):
        kept = [item.name for item in fields(one) if item.name != "position"]
        return {name: _plain(getattr(one, name)) for name in kept}
    if isinstance(one, dict):
        return {key: _plain(value) for key, value in one.items()}
    return [_plain(item) for item in one] if isinstance(one, list | tuple) else one


SAID_AGAIN = ("areas", "places", "suggested", "figures", "overview", "hours", "displaced", "role")


def said_again(told: Mapping[str, Any]) -> dict[str, Any]:
    """What a register says again that was written anew: its rows have other numbers, and their order means nothing."""
    maps = [{name: _spots(one) for name, one in shown.items() if _has_ids(one)} for shown in told["map"]]
    return {"map": maps, **{name: told[name] for name in SAID_AGAIN}}


def _spots(one: Mapping[str, Any]) -> list[Any]:
    return sorted(zip(one["ids"], one["x"], one["y"], strict=True))


def _has_ids(one: Any) -> bool:
    return isinstance(one, dict) and one.keys() >= {"ids", "x", "y"}


def apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Where two answers differ."""
    return {name: (value, other[name]) for name, value in one.items() if value != other[name]}


def parts(changes: Sequence[Change], ends: Sequence[int]) -> list[Sequence[Change]]:
    """A history in parts that end at these numbers."""
    cuts = sorted({min(end, len(changes)) for end in ends} | {0, len(changes)})
    return [changes[start:end] for start, end in pairwise(cuts)]
