"""Small cells: nothing published holds fewer than k, nobody is lost, and the order of the people plays no part."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.sharing.small_cells import ALL, Cell, K, Row, quarter, rolled_up
from tests.rounds import rounds

ABOVE = {"A1": "A", "A2": "A", "B1": "B", "B2": "B", "": ""}


def above(area: str) -> str:
    return ABOVE.get(area, area)


cells = st.builds(
    Cell,
    st.sampled_from(["killed", "injured"]),
    st.sampled_from(["A1", "A2", "B1", "B2", "A", ""]),
    st.sampled_from(["female", "male", ""]),
    st.sampled_from(["0-4", "18-29", ""]),
    st.sampled_from(["2019-05", "2019-06", "2019-07", "2020-01", "2019", ""]),
)
counts = st.integers(0, 9).flatmap(lambda low: st.tuples(st.just(low), st.one_of(st.none(), st.integers(low, 12))))
tables = st.dictionaries(cells, counts, max_size=40)


def total(rows: list[tuple[int, int | None]]) -> tuple[int, int | None]:
    highs = [high for _, high in rows]
    return sum(low for low, _ in rows), None if None in highs else sum(high for high in highs if high is not None)


def of(outcome: str, rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.cell.outcome == outcome]


@settings(max_examples=rounds(120, 400))
@given(tables, st.integers(1, 8))
def test_sums_are_kept_and_no_row_is_small(people: Mapping[Cell, tuple[int, int | None]], k: int) -> None:
    rows = rolled_up(people, above, k)
    for outcome in ("killed", "injured"):
        mine = [count for cell, count in people.items() if cell.outcome == outcome and count != (0, 0)]
        published = of(outcome, rows)
        if sum(low for low, _ in mine) < k:
            assert all(row.few and (row.low, row.high) == (0, 0) for row in published)
            assert len(published) == (1 if mine else 0)
        else:
            assert all(row.low >= k and not row.few for row in published)
            assert total([(row.low, row.high) for row in published]) == total(mine)
            assert sum(row.cells for row in published) == len(mine)


@settings(max_examples=rounds(60, 200))
@given(tables, st.randoms())
def test_the_order_plays_no_part(people: dict[Cell, tuple[int, int | None]], dice: object) -> None:
    turned = list(people.items())
    dice.shuffle(turned)  # type: ignore[attr-defined]
    assert rolled_up(dict(turned), above) == rolled_up(people, above)


@settings(max_examples=rounds(60, 200))
@given(tables)
def test_rows_never_overlap(people: Mapping[Cell, tuple[int, int | None]]) -> None:
    rows = rolled_up(people, above)
    assert len({row.cell for row in rows}) == len(rows)


@settings(max_examples=rounds(60, 200))
@given(tables)
def test_what_can_stand_alone_is_not_touched_but_for_the_smallest(
    people: Mapping[Cell, tuple[int, int | None]],
) -> None:
    kept = {row.cell: (row.low, row.high) for row in rolled_up(people, above)}
    for outcome in ("killed", "injured"):
        large = [(count, cell) for cell, count in people.items() if cell.outcome == outcome and count[0] >= K]
        missing = [(count, cell) for count, cell in large if kept.get(cell) != count]
        assert len(missing) <= 1


@pytest.mark.parametrize(
    ("people", "rows"),
    [
        ({("A1", "female", "", "2019-05"): 3, ("A1", "male", "", "2019-05"): 2}, {("A1", ALL, "", "2019-05"): 5}),
        ({("A1", "male", "0-4", "2019-05"): 3, ("A1", "male", "", "2019-05"): 2}, {("A1", ALL, ALL, "2019-05"): 5}),
        ({("A1", "male", "", "2019-04"): 3, ("A1", "male", "", "2019-05"): 2}, {("A1", ALL, ALL, "2019-Q2"): 5}),
        ({("A1", "male", "", "2019-05"): 3, ("A2", "male", "", "2019-05"): 2}, {("A", ALL, ALL, "2019-Q2"): 5}),
        ({("A1", "male", "", "2019-01"): 3, ("A2", "male", "", "2019-05"): 2}, {("A", ALL, ALL, "2019"): 5}),
        ({("A1", "male", "", "2019-01"): 3, ("B1", "male", "", "2018-05"): 2}, {(ALL, ALL, ALL, ALL): 5}),
        ({("A", "male", "", "2019"): 5, ("A1", "", "", "2019-01"): 2, ("A2", "", "", "2019-07"): 3},
         {("A", "male", "", "2019"): 5, ("A", ALL, ALL, "2019"): 5}),
        ({("A", "", "", "2019"): 2, ("A", "male", "", "2019"): 3, ("A1", "", "", "2019-01"): 2,
          ("A2", "", "", "2019-07"): 3}, {("A", ALL, "", "2019"): 5, ("A", ALL, ALL, "2019"): 5}),
        (
            {("A1", "male", "", "2019-01"): 9, ("A2", "male", "", "2019-01"): 7, ("B1", "male", "", "2018-05"): 1},
            {("A1", "male", "", "2019-01"): 9, (ALL, ALL, ALL, ALL): 8},
        ),
    ],
)  # fmt: skip
def test_golden_rolls(people: dict[tuple[str, ...], int], rows: dict[tuple[str, ...], int]) -> None:
    made = rolled_up({Cell("killed", *cell): (count, count) for cell, count in people.items()}, above)
    assert {tuple(row.cell[1:]): row.low for row in made} == rows


def test_months_of_a_quarter() -> None:
    assert [quarter(month) for month in ("2019-01", "2019-06", "2019-12", "2019", "")] == [
        "2019-Q1", "2019-Q2", "2019-Q4", "2019", "",
    ]  # fmt: skip
