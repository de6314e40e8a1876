"""Laws of villages in a register: ledgers and flows read what people entered, on both engines, hostile or not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from storage.counting.ranges import NOBODY, UNTOLD, Span, exactly, total
from storage.database.tables import tables
from storage.edits import Edit
from storage.fields.kinds import DayValue, Range
from storage.period import Period
from storage.store import Store
from storage.villages.evacuation import accounts_of, figures, observations
from storage.villages.flows import flows_of
from storage.villages.ledger import balance
from storage.villages.moves import Move, counted_once
from tests.builders import a_store, change, count, day
from tests.rounds import rounds
from tests.test_hostile import STRANGE, written

HOME, AWAY = "Khan Shaykun", "Dana"


@pytest.fixture
def home(store: Store) -> str:
    return community(store, HOME)


@pytest.fixture
def away(store: Store) -> str:
    return community(store, AWAY)


def community(store: Store, name: str) -> str:
    """A community of this name."""
    return next(one.id for one in store.suggest_places(name, 20) if one.level == 4)


def left(store: Store, origin: str, many: str = "100", when: str = "2019-06-01", **more: Any) -> str:
    """Save a movement out of a village; its id."""
    values = {"direction": "out", "origin": origin, "started": day(when), "status": "complete"}
    people = {"persons": count(many)} if many else {}
    return store.save([Edit("movement", None, values | people | more)]).ids[0]


def lived(store: Store, place: str, persons: str = "1000", when: str = "2019-01-01", **more: Any) -> str:
    values = {"place": place, "day": day(when), "persons": count(persons), **more}
    return store.save([Edit("population", None, values)]).ids[0]


def seen(store: Store, place: str, state: str, when: str = "2019-06-02", **more: Any) -> str:
    values = {"place": place, "day": day(when), "state": state, **more}
    return store.save([Edit("village_state", None, values)]).ids[0]


def disputed(store: Store, kind: str, record: str, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Two people change one record without having seen each other's change."""
    before = store.read(kind, record)
    assert before is not None
    for values in (ours, theirs):
        store.save([Edit(kind, record, values, before.seen)], why="as told")


def test_the_ledger_reads_what_was_entered(store: Store, home: str, away: str) -> None:
    lived(store, home)
    left(store, home, "300-400", destination=away, destination_known="known")
    left(store, away, "50", "2019-06-10", direction="return", destination=home)
    seen(store, home, "partly_emptied", "2019-06-12", share=30, remaining=count("700-720"))
    found = store.ledger(home, date(2019, 6, 15))
    assert (found.population.persons, found.left, found.returned) == (exactly(1000), Span(300, 400), exactly(50))
    assert (found.stayed, found.unexplained) == (Span(650, 750), 0)
    assert (found.standing.state, found.standing.share) == ("partly_emptied", 30)
    hosts = store.ledger(away, "2019-06-15")
    assert (hosts.arrived, hosts.went, hosts.left) == (Span(300, 400), exactly(50), NOBODY)
    assert store.ledger(home, "2019-05-31").stayed == exactly(1000)


def test_a_withdrawn_record_never_counts_and_a_draft_does(store: Store, home: str) -> None:
    record, figure = left(store, home), lived(store, home)
    left(store, home, "7", status="draft")
    assert store.ledger(home, "2019-07-01").left == exactly(107)
    assert store.ledger(home, "2019-07-01").tallies["drafts"] == 1
    for kind, one in (("movement", record), ("population", figure)):
        store.save([Edit(kind, one, {"withdrawn": "entered twice"})], why="entered twice")
    found = store.ledger(home, "2019-07-01")
    assert (found.left, found.population.told) == (exactly(7), False)


def test_accounts_of_the_same_people_count_once_wherever_the_link_stands(store: Store, home: str, away: str) -> None:
    first = left(store, home, "100", certainty="confirmed", destination=away)
    second = left(store, community(store, "Ariha"), "90", certainty="possible", same_people_as=(first,))
    left(store, home, "80", certainty="rumour", same_people_as=(second,))
    for _ in range(2):  # the second time from what is kept in memory
        found = store.ledger(home, "2019-07-01")
        assert found.left == exactly(100) and len(found.replaced) == 2
        assert store.ledger(community(store, "Ariha"), "2019-07-01").left == NOBODY
    later = left(store, home, "70", certainty="rumour", same_people_as=(first,))
    assert store.ledger(home, "2019-07-01").left == exactly(100)
    change(store, "movement", later, same_people_as=None)
    assert store.ledger(home, "2019-07-01").left == exactly(170)
    store.save([Edit("movement", first, {"withdrawn": "an error"})], why="an error")
    assert store.ledger(home, "2019-07-01").left == exactly(70), "the other two are linked, and 90 from Ariha counts"


def test_disputed_out_reads_inside_and_disputed_emptied_not_cleared(store: Store, home: str) -> None:
    move, state = left(store, home), seen(store, home, "inhabited")
    assert store.ledger(home, "2019-07-01").left == exactly(100)
    disputed(store, "movement", move, {"direction": "return"}, {"notes": "x", "direction": "onward"})
    disputed(store, "village_state", state, {"state": "emptied"}, {"state": "partly_emptied"})
    found = store.ledger(home, "2019-07-01")
    assert found.left == NOBODY and found.disputed == (move,) and found.went == Span(0, 100)
    disputed(store, "movement", move, {"direction": "out"}, {"direction": "onward"})
    assert store.ledger(home, "2019-07-01").left == Span(0, 100)
    assert (found.standing.state, found.standing.disputed) == ("partly_emptied", True)
    assert store.village_states("2019-07-01").of(home).rivals == ("partly_emptied", "emptied")


def test_rivals_of_a_number_make_a_range_and_rivals_of_an_origin_doubt(store: Store, home: str, away: str) -> None:
    move = left(store, home)
    disputed(store, "movement", move, {"persons": count("90")}, {"persons": count("120-130")})
    assert store.ledger(home, "2019-07-01").left == Span(90, 130)
    disputed(store, "movement", move, {"origin": away}, {"origin": community(store, "Ariha")})
    for place in (away, community(store, "Ariha")):
        assert store.ledger(place, "2019-07-01").left == Span(0, 130)
    assert store.ledger(home, "2019-07-01").left == NOBODY
    assert store.flows(Period(), 4).matrix().rows.keys() == {"unknown"}
    assert len(store.flows(Period(), 1).matrix().rows) == 1


def test_an_area_is_the_sum_of_its_villages_in_the_register(store: Store, home: str, away: str) -> None:
    lived(store, home)
    left(store, home, destination=away)
    district = store.places.parents(home)[0].id
    left(store, district, "5")
    found = store.ledger(district, "2019-07-01")
    assert (found.left, found.population.persons) == (exactly(105), Span(1000, None))
    whole = store.ledger(store.places.parents(home)[-1].id, "2019-07-01")
    assert (whole.left, whole.within, whole.arrived) == (exactly(105), exactly(100), exactly(100))


def test_all_villages_in_one_pass_say_what_each_ledger_says(practice: Store) -> None:
    for on, each in (("2019-05-20", rounds(4, 1)), ("2019-07-06", 1)):
        states = practice.village_states(on)
        assert sum(states.counts.values()) == len(states.villages)
        for place, now in sorted(states.villages.items())[::each]:
            if practice.places.facts[place].level == 4:
                one = practice.ledger(place, on)
                said = now.population, now.left, now.returned, now.stayed, now.unexplained
                assert said == (one.population.persons, one.left, one.returned, one.stayed, one.unexplained)
                assert (now.state, now.share, now.disputed) == (
                    one.standing.state, one.standing.share, one.standing.disputed,
                )  # fmt: skip
                assert now.news <= on


def test_a_village_knows_its_movements_and_states(store: Store, home: str, away: str) -> None:
    first = left(store, home, destination=away)
    left(store, home, "90", "2019-06-02", same_people_as=(first,), certainty="rumour")
    left(store, away, "50", "2019-06-10", direction="return", destination=home)
    left(store, home, "20", "2019-06-11", direction="onward", destination=away)
    found = store.movements_of(home)
    assert [one.role for one in found] == ["out", "out", "return", "onward"]
    assert [one.stands for one in found] == ["", first, "", ""]
    assert [one.other for one in found] == [away, "", away, away]
    assert [one.role for one in store.movements_of(away)] == ["in", "home", "in"]
    seen(store, home, "emptied", "2019-06-20")
    seen(store, home, "inhabited", "2019-01-20")
    assert [one.state for one in store.states_of(home)] == ["inhabited", "emptied"]


def test_flows_of_periods_part_the_whole(practice: Store) -> None:
    whole = practice.flows(Period(), 3).matrix()
    parts = [
        practice.flows(Period(first, last), 3).matrix()
        for first, last in (
            (None, date(2019, 5, 15)),
            (date(2019, 5, 16), date(2019, 6, 10)),
            (date(2019, 6, 11), None),
        )
    ]
    assert total(part.total.persons for part in parts) == whole.total.persons
    assert sum(part.total.count for part in parts) == whole.total.count
    for key, cell in whole.cells.items():
        assert cell.persons == total(part.cell(*key).persons for part in parts)


def test_the_figures_of_displacement_are_those_of_the_flows(practice: Store) -> None:
    days = Period(date(2019, 5, 10), date(2019, 6, 20))
    for period in (Period(), days):
        flows, figures = practice.flows(period, 3), practice.displaced(period)
        for direction, persons in (("out", figures.left), ("onward", figures.onward), ("return", figures.returned)):
            assert flows.matrix(direction).total.persons == persons, direction
        assert figures.movements == flows.matrix("out", "onward", "return").total.count
    for place in [one.id for one in practice.places.facts.values() if one.level in (1, 2)]:
        flows = practice.flows(Period(days.first, days.last, place), 3)
        figures = practice.displaced(Period(days.first, days.last, place))
        under = [one for one in flows.communities if place in {at.id for at in practice.places.parents(one)} | {one}]
        assert figures.left == total(flows.communities[one].departures.persons for one in under)
        assert figures.returned == total(flows.communities[one].returns.persons for one in under)


def test_more_than_300_000_people_left_towards_the_border_each_once(practice: Store) -> None:
    border = {"SY070300", "SY070301", "SY070302", "SY070303", "SY070304", "SY070305", "SY070402"}
    columns = practice.flows(Period(), 3).matrix("out").columns
    towards = total(flow.persons for place, flow in columns.items() if _code(practice, place) in border)
    assert towards.low is not None and towards.low >= 300_000
    assert practice.displaced(Period()).left == total(flow.persons for flow in columns.values())


def _code(store: Store, place: str) -> str:
    facts = store.places.get(place)
    return facts.code if facts else ""


FIELDS = ("direction", "origin", "destination", "destination_known", "started", "ended", "persons", "households",
          "share", "same_people_as", "certainty", "status")  # fmt: skip
STATE = ("day", "state", "share", "remaining", "who_stayed", "source", "status")
strange = st.sampled_from(
    [*STRANGE, None, "2019-06-01", "2019-06", "5-3", "3-", "~9", "?", "out", "return", "emptied"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=rounds(15, 40))
@given(
    st.lists(st.dictionaries(st.sampled_from(FIELDS), strange), min_size=1, max_size=3),
    st.dictionaries(st.sampled_from(STATE), strange),
    st.dictionaries(st.sampled_from(("day", "persons", "households", "source", "status")), strange),
)
def test_what_nobody_should_have_written_never_stops_a_ledger(
    shared: Store, some: list[dict[str, Any]], state: dict[str, Any], figure: dict[str, Any]
) -> None:
    place = community(shared, HOME)
    begin = shared.position() * 10 + 1
    changes = [
        written("movement", {"origin": place, **fields}, begin + at, record=(begin + at).to_bytes(16))
        for at, fields in enumerate(some)
    ]
    changes.append(written("village_state", {"place": place, **state}, begin + 7, record=(begin + 7).to_bytes(16)))
    changes.append(written("population", {"place": place, **figure}, begin + 8, record=(begin + 8).to_bytes(16)))
    rival = written("movement", some[0], begin + 9, device=8, record=begin.to_bytes(16))
    shared.learn([*changes, rival])
    look_at_villages(shared, place)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A register that takes in one strange thing after the other."""
    store = a_store(tmp_path_factory.mktemp("strange"))
    yield store
    store.close()


def look_at_villages(store: Store, place: str) -> None:
    for where in (place, store.places.parents(place)[-1].id, "f" * 32, "nowhere"):
        found = store.ledger(where, "2019-07-01")
        assert all(str(note) for note in found.notes)
        for one in (found.left, found.returned, found.arrived, found.went, found.shown, found.hosted):
            assert one.low is not None and one.low >= 0 and (one.high is None or one.high >= one.low)
        store.movements_of(where)
        store.states_of(where)
        store.flows(Period(place=where), 4)
        store.displaced(Period(date(2019, 1, 1), date(2019, 12, 31), where))
    store.village_states("2019-07-01")
    once = counted_once(recount(store))[0]
    assert store.flows(Period(), 1).matrix().total.count == len(once)


def recount(store: Store) -> list[Move]:
    """Every standing movement, read whole."""
    table = tables["movement"].c
    with store.database.reading() as connection:
        ids = connection.execute(select(table.id).where(table.withdrawn.is_(None))).scalars()
        return [account.move for account in accounts_of(connection, [bytes(one).hex() for one in ids]).values()]


def test_what_is_kept_in_memory_and_by_index_equals_a_recount(practice: Store) -> None:
    moves, on = recount(practice), "2019-06-15"
    with practice.database.reading() as connection:
        told, seen = figures(connection), observations(connection)
    for place in {place for move in moves for place in (*move.origins, *move.destinations) if place}:
        pure, kept = balance(place, on, told.get(place, ()), moves, seen.get(place, ())), practice.ledger(place, on)
        if practice.places.facts[place].level == 4:
            names = ("population", "left", "returned", "arrived", "went", "stayed", "counted", "remainder", "tallies")
            for name in (*names, "unexplained", "standing", "replaced"):
                assert getattr(pure, name) == getattr(kept, name), name
            assert set(pure.movements) == set(kept.movements) and set(pure.disputed) == set(kept.disputed)
    assert practice.flows(Period(), 4).cells == flows_of(counted_once(moves)[0], 4, practice._at).cells


def test_circles_of_links_and_of_places_end(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    ids = [bytes([9]) * 15 + bytes([at]) for at in range(3)]
    ring = [
        written(
            "movement",
            {"direction": "out", "origin": ids[at].hex(), "destination": ids[at].hex(), "persons": "4",
             "same_people_as": [ids[(at + 1) % 3].hex(), ids[at].hex()]},
            at + 1, record=ids[at],
        )
        for at in range(3)
    ]  # fmt: skip
    circle = [
        written(
            "place", {"code": f"X{at}", "level": 4 - at, "parent": ids[(at + 1) % 3].hex()}, 10 + at, record=ids[at]
        )
        for at in range(3)
    ]
    store.learn([*ring, *circle])
    look_at_villages(store, ids[0].hex())
    assert store.flows(Period(), 4).matrix().total.persons == exactly(4)
    assert store.displaced(Period()).left == exactly(4)
    store.close()


def test_a_number_too_large_to_count_is_open_not_lost(store: Store, home: str) -> None:
    left(store, home, "", persons=Range.exactly(10**15))
    found = store.ledger(home, "2019-07-01")
    assert found.left == UNTOLD and found.tallies["uncounted"] == 1


def test_a_month_without_a_sure_day_is_a_range(store: Store, home: str) -> None:
    left(store, home, started=DayValue.month(2019, 6))
    assert [store.ledger(home, on).left for on in ("2019-05-31", "2019-06-15", "2019-06-30")] == [
        NOBODY, Span(0, 100), exactly(100),
    ]  # fmt: skip
