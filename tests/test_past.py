"""Laws of the register as it stood: what was said is said again, whatever was written, undone or learned since."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from storage.edits import Edit
from storage.errors import Cancelled
from storage.fields.kinds import Range
from storage.lists.listing import Query
from storage.overview.past import NAME
from storage.overview.view import View
from storage.period import Period
from storage.store import Store
from tests.builders import a_store, place
from tests.test_figures import claim, incident, link, victim

DAY = date(2019, 7, 5)


def said(store: Store) -> dict[str, Any]:
    """Everything that is compared: figures of several periods, states of villages, rows of lists."""
    periods = [Period(), Period(DAY, DAY), Period(place=place(store, "SY07"))]
    rows = {}
    for kind in ("incident", "victim", "claim", "link"):
        listing = store.listing(Query(kind, withdrawn="with"))
        _, found = listing.first(500)
        rows[kind] = {row.id: {name: row[name] for name in COLUMNS[kind]} for row in found.values()}
    return {
        "figures": [store.figures(one) for one in periods],
        "overview": [store.overview(View(one)).figures for one in periods],
        "states": store.village_states(DAY).counts,
        "conflicts": sorted(store.conflicts()),
        "rows": rows,
        "hash": store.state_hash(),
    }


COLUMNS = {
    "incident": ("killed_min", "killed_max", "named_killed", "withdrawn", "status", "day", "area"),
    "victim": ("outcome", "incident", "day", "area", "withdrawn"),
    "claim": ("killed", "incident"),
    "link": ("link", "first", "second", "withdrawn"),
}


def a_past(store: Store, position: int) -> dict[str, Any]:
    past = store.as_it_stood(position)
    try:
        return said(past)
    finally:
        past.close()


@settings(
    max_examples=4, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(
    st.lists(st.sampled_from(["victim", "claim", "move", "withdraw", "link", "edit", "undo"]), min_size=4, max_size=9)
)
def test_what_was_said_is_said_again(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    store = a_store(tmp_path_factory.mktemp("past"))
    first, second = incident(store), incident(store, "2019-06-02", "Ariha")
    people = [victim(first), victim(first, "injured"), victim(second)]
    saves = [store.save([first, second, *people, claim(first, Range(2, 4))]).save]
    moments = []
    for number, step in enumerate(steps):
        moments.append((store.position(), said(store)))
        made: list[Edit] = {
            "victim": [victim(second)],
            "claim": [claim(second, Range(number, number + 2))],
            "move": [Edit("victim", people[0].id, {"incident": second.id if number % 2 else first.id})],
            "withdraw": [Edit("victim", people[number % 3].id, {"withdrawn": f"entered twice {number}"})],
            "link": [link("same_event_as", first, second)],
            "edit": [Edit("incident", first.id, {"occurred": f"2019-07-{1 + number:02d}"})],
            "undo": [],
        }[step]
        if step == "undo":
            store.undo(saves[-1])
        else:
            saves.append(store.save(made, why="a test").save)
    now = said(store)
    for position, then in moments[:: max(1, len(moments) // 3)]:
        assert a_past(store, position) == then
    assert said(store) == now
    store.close()


def test_a_day_is_looked_at_as_it_ended(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    today, founded = store.now().date(), store.position()
    ends = {}
    for day in range(1, 5):
        evening = datetime.combine(today + timedelta(days=day), time(20), store.now().tzinfo)
        store.clock.now = lambda evening=evening: int(evening.timestamp() * 1000)  # type: ignore[misc]
        store.save([incident(store)])
        ends[evening.date()] = store.position()
    assert {day: store.position_on(day) for day in ends} == ends
    assert store.position_on(today + timedelta(days=99)) == store.position()
    assert store.position_on(today - timedelta(days=99)) < founded
    store.close()


def test_the_copy_goes_when_it_is_closed_and_when_it_is_cancelled(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.save([incident(store)])
    assert store.database.path is not None
    copy = store.database.path.with_name(NAME)
    past = store.as_it_stood(store.position())
    assert copy.exists()
    assert b"SQLite format" not in copy.read_bytes()[:16], "encrypted like the register"
    past.close()
    assert not list(copy.parent.glob(f"{NAME}*"))

    def stop(done: int, whole: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        store.as_it_stood(1, progress=stop)
    assert not list(copy.parent.glob(f"{NAME}*"))
    store.close()
