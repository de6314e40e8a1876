"""Laws of flows: every movement stands in one cell, so that all totals agree, however the movements are parted."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from storage.counting.ranges import Span, add, at_most, exactly, total
from storage.villages.flows import ROAD, UNKNOWN_PLACE, Flow, Flows, flows_of, summed
from storage.villages.moves import Move, counted_once
from tests.ledger_values import CHILDREN, PLACES, many_moves

PARENT = {child: parent for parent, children in CHILDREN.items() for child in children}
LEVEL = {"area": 1, "north": 2, "south": 2, **dict.fromkeys(PLACES, 4)}
levels = st.integers(1, 4)


def at(place: str, level: int) -> str:
    """The place of a level that holds a place of the made-up area."""
    while place in LEVEL and LEVEL[place] > level:
        place = PARENT[place]
    return place if place in LEVEL else ""


def flows(moves: list[Move], level: int) -> Flows:
    return flows_of(counted_once(moves)[0], level, at)


def worth(move: Move) -> Span:
    return move.persons if len(move.directions) == 1 else at_most(move.persons)


@given(many_moves(), levels, st.sampled_from([(), ("out",), ("out", "onward"), ("return",)]))
def test_rows_columns_and_the_grand_total_agree_with_the_movements(
    moves: list[Move], level: int, directions: tuple[str, ...]
) -> None:
    table = flows(moves, level).matrix(*directions)
    once = [move for move in counted_once(moves)[0] if not directions or move.direction in directions]
    assert table.total.persons == total(map(worth, once))
    assert sorted(table.total.movements) == sorted(move.id for move in once)
    for parts in (table.rows, table.columns, table.cells):
        assert summed(parts.values()).persons == table.total.persons
        assert Counter(one for part in parts.values() for one in part.movements) == Counter(table.total.movements)
    for origin, row in table.rows.items():
        assert row.persons == total(table.cell(origin, one).persons for one in table.columns)
    for destination, column in table.columns.items():
        assert column.count == sum(table.cell(one, destination).count for one in table.rows)


@given(many_moves(), levels, st.randoms())
def test_the_order_of_entry_makes_no_difference(moves: list[Move], level: int, chance: random.Random) -> None:
    found = flows(moves, level)
    chance.shuffle(moves)
    assert flows(moves, level) == found


@given(many_moves(), levels, st.lists(st.integers(0, 2), min_size=8, max_size=8))
def test_any_parting_of_the_movements_sums_to_the_whole(moves: list[Move], level: int, parting: list[int]) -> None:
    once, _ = counted_once(moves)
    whole = flows_of(once, level, at)
    parts = [
        flows_of([move for move, part in zip(once, parting, strict=False) if part == one], level, at)
        for one in range(3)
    ]
    for key, cell in whole.cells.items():
        assert cell.persons == total(part.cells.get(key, Flow()).persons for part in parts)
    for place, turnover in whole.communities.items():
        for side in ("arrivals", "departures", "onward", "returns"):
            found = [getattr(part.communities[place], side) for part in parts if place in part.communities]
            assert getattr(turnover, side).persons == total(one.persons for one in found)


@given(many_moves(), levels)
def test_a_coarser_level_sums_the_finer_one(moves: list[Move], level: int) -> None:
    firm = [move._replace(origins=move.origins[:1], destinations=move.destinations[:1]) for move in moves]
    fine, coarse = flows(firm, 4), flows(firm, level)
    sums: dict[tuple[str, str, str], Span] = {}
    for (origin, destination, direction), cell in fine.cells.items():
        key = *(one if one in (ROAD, UNKNOWN_PLACE) else at(one, level) for one in (origin, destination)), direction
        sums[key] = add(sums.get(key, exactly(0)), cell.persons)
    assert sums == {key: cell.persons for key, cell in coarse.cells.items()}


@given(many_moves(), levels)
def test_arrivals_and_departures_are_the_columns_and_rows(moves: list[Move], level: int) -> None:
    found = flows(moves, level)
    left, came, back = found.matrix("out"), found.matrix("out", "onward"), found.matrix("return")
    for place, turnover in found.communities.items():
        assert turnover.departures.persons == left.rows.get(place, Flow()).persons
        assert turnover.arrivals.persons == came.columns.get(place, Flow()).persons
        assert turnover.onward.persons == found.matrix("onward").rows.get(place, Flow()).persons
        assert turnover.returns.persons == back.columns.get(place, Flow()).persons
    assert not {ROAD, UNKNOWN_PLACE} & set(found.communities)


def test_the_unknown_and_those_on_the_road_have_columns_of_their_own_at_the_end() -> None:
    def some(number: int, **more: object) -> Move:
        return Move(f"m{number}", persons=exactly(10 * number), origins=("v1",), told=True, **more)  # type: ignore[arg-type]

    moves = [
        some(1, destinations=("w1",)), some(2, towards="on_the_road"), some(3, towards="unknown"),
        some(4, destinations=("a place nobody here knows",)), some(5, destinations=("v2", "w2")),
    ]  # fmt: skip
    table = flows(moves, 2).matrix()
    assert list(table.columns) == ["south", ROAD, UNKNOWN_PLACE]
    assert [part.persons for part in table.columns.values()] == [exactly(10), exactly(20), exactly(120)]
    near = flows([some(5, destinations=("v2", "v3"))], 2).matrix()
    assert list(near.columns) == ["north"], "both rivals lie in one district"


def test_an_end_known_less_closely_stands_under_what_was_told() -> None:
    table = flows([Move("m", origins=("v1",), destinations=("north",), persons=exactly(3))], 4).matrix()
    assert list(table.cells) == [("v1", "north")]


def test_while_the_direction_is_disputed_perhaps_nobody_left() -> None:
    table = flows([Move("m", directions=("out", "return"), origins=("v1",), persons=exactly(3))], 4).matrix()
    assert table.total.persons == Span(0, 3)
