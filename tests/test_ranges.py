"""Laws of ranges of people: the true number never falls out, whatever is added, taken away or joined."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage.counting.ranges import (
    NOBODY,
    UNTOLD,
    Span,
    add,
    at_most,
    contains,
    exactly,
    gap,
    holds,
    hull,
    intersect,
    people,
    span,
    subtract,
    total,
)
from tests.ledger_values import told

ends = st.none() | st.integers(-50, 50)
spans = st.builds(Span, ends, ends).filter(lambda one: one.low is None or one.high is None or one.low <= one.high)


@given(told(), told())
def test_sums_and_differences_hold_the_truth(one: tuple[int, Span], other: tuple[int, Span]) -> None:
    (x, wide), (y, broad) = one, other
    assert contains(add(wide, broad), x + y)
    assert contains(subtract(wide, broad), x - y)


@given(st.lists(told()))
def test_a_sum_of_many_holds_the_truth_in_any_order(some: list[tuple[int, Span]]) -> None:
    whole = total(one for _, one in some)
    assert contains(whole, sum(number for number, _ in some))
    assert whole == total(one for _, one in reversed(some))


@given(spans, spans, spans)
def test_adding_is_free_of_order_and_nobody_changes_nothing(one: Span, other: Span, third: Span) -> None:
    assert add(one, other) == add(other, one)
    assert add(add(one, other), third) == add(one, add(other, third))
    assert add(one, NOBODY) == one == subtract(one, NOBODY)


@given(spans, spans)
def test_no_range_is_turned_round(one: Span, other: Span) -> None:
    found = [add(one, other), subtract(one, other), hull([one, other]), at_most(people(one)), people(one)]
    found += [both] if (both := intersect(one, other)) else []
    assert all(each.low is None or each.high is None or each.low <= each.high for each in found)


@given(st.lists(spans, min_size=1), st.integers(-60, 60))
def test_a_hull_holds_all_and_a_meeting_only_what_both_hold(some: list[Span], number: int) -> None:
    assert all(holds(hull(some), one) for one in some)
    both = intersect(some[0], some[-1])
    mutual = contains(some[0], number) and contains(some[-1], number)
    assert mutual == (both is not None and contains(both, number))


@given(spans, spans)
def test_the_gap_is_nothing_exactly_when_both_can_be_true(one: Span, other: Span) -> None:
    assert (gap(one, other) == 0) == (intersect(one, other) is not None)
    assert gap(one, other) == -gap(other, one)


@given(st.none() | st.integers(-9, 99), st.none() | st.integers(-9, 99))
def test_a_written_count_is_never_below_nobody_nor_turned_round(low: int | None, high: int | None) -> None:
    found = span(low, high)
    assert found.low is not None and found.low >= 0
    assert found.high is None or found.high >= found.low


def test_what_nobody_told_is_open_not_zero() -> None:
    assert hull([]) == UNTOLD == Span(0, None) and not UNTOLD.exact
    assert exactly(3).exact and gap(exactly(3), UNTOLD) == 0
    assert gap(exactly(9), exactly(4)) == 5 and gap(exactly(4), exactly(9)) == -5
