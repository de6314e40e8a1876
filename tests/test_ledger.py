"""Laws of the ledger: it balances, the truth stays inside, parts sum to the whole, doubt keeps people inside."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from storage.counting.ranges import NOBODY, UNTOLD, Span, add, contains, exactly, holds, subtract, total
from storage.villages.areas import Accounts, inside, ledger_of
from storage.villages.ledger import Figure, Ledger, balance, population_on
from storage.villages.moves import Move, counted_once, days_of, left_out, possibly_by, surely_by
from storage.villages.standing import Sighting, counted_on, fullest, standing_on
from tests.ledger_values import CHILDREN, LAST, PLACES, dated, day, figures, many_moves, sightings, told
from tests.rounds import rounds

V, HALVES = "v1", ("north", "south")
days = st.integers(1, LAST).map(day)


TEN = exactly(10)


def out(people: Span = TEN, when: str = day(3), **more: object) -> Move:
    values: dict[str, object] = {"id": "m", "origins": (V,), "began": (when, when), "arrived": (when, when)}
    return Move(**{**values, "persons": people, "told": True, **more})  # type: ignore[arg-type]


def accounts(moves: list[Move], told: dict[str, list[Figure]], seen: dict[str, list[Sighting]]) -> Accounts:
    once, stands = counted_once(moves)
    return Accounts(once, left_out(stands), told, seen)


def test_population_is_stayed_and_left_less_returned() -> None:
    lived = Figure("p", days=(day(1), day(1)), persons=exactly(100), told=True)
    back = out(exactly(4), day(9), id="r", directions=("return",), origins=("far",), destinations=(V,))
    found = balance(V, day(10), [lived], [out(Span(30, 40)), back])
    assert (found.left, found.returned, found.stayed) == (Span(30, 40), exactly(4), Span(64, 74))
    assert balance(V, day(2), [lived], [out(Span(30, 40)), back]).stayed == exactly(100)


@given(told(), st.lists(st.tuples(told(), dated(), st.sampled_from(("out", "return")))), st.integers(1, LAST))
def test_the_truth_stays_inside_whatever_is_known_of_it(
    lived: tuple[int, Span],
    moved: list[tuple[tuple[int, Span], tuple[int, tuple[str | None, str | None]], str]],
    on: int,
) -> None:
    truth, moves = lived[0], []
    for number, ((people, wide), (when, told_days), direction) in enumerate(moved):
        ends = {"origins": (V,)} if direction == "out" else {"origins": ("far",), "destinations": (V,)}
        began = {"began": told_days, "arrived": told_days}
        moves.append(Move(f"m{number}", directions=(direction,), persons=wide, told=True, **ends, **began))
        truth += (0 if when > on else people) * (-1 if direction == "out" else 1)
    figure = Figure("p", days=(day(1), day(1)), persons=lived[1], told=True)
    found = balance(V, day(on), [figure], moves)
    assert contains(found.stayed, truth)
    assert holds(add(subtract(found.population.persons, found.left), found.returned), found.stayed)


@given(many_moves(), st.lists(figures(), max_size=3), st.lists(sightings(), max_size=3), days, st.randoms())
def test_the_order_of_entry_makes_no_difference(
    moves: list[Move], told: list[Figure], seen: list[Sighting], on: str, chance: random.Random
) -> None:
    told = [one._replace(id=f"p{at}") for at, one in enumerate(told)]
    seen = [one._replace(id=f"s{at}") for at, one in enumerate(seen)]
    found = balance(V, on, told, moves, seen)
    for some in (moves, told, seen):
        chance.shuffle(some)  # type: ignore[arg-type]
    again = balance(V, on, told, moves, seen)
    assert sums(found) == sums(again)
    assert (found.population, found.counted, found.standing) == (again.population, again.counted, again.standing)


def sums(found: Ledger) -> tuple[object, ...]:
    spans = found.left, found.returned, found.stayed, found.arrived, found.went, found.remainder
    return (*spans, found.unexplained, found.tallies, frozenset(found.movements), found.replaced)


@given(many_moves(), days)
def test_one_more_movement_never_turns_a_range_or_lowers_a_sum(moves: list[Move], on: str) -> None:
    for number in range(len(moves)):
        before, after = (
            counted_once([one._replace(same_as=()) for one in moves[:end]])[0] for end in (number, number + 1)
        )
        fewer, more = balance(V, on, [], before), balance(V, on, [], after)
        for name in ("left", "returned", "arrived", "went"):
            one, other = getattr(fewer, name), getattr(more, name)
            assert other.low >= one.low and (other.high is None or (one.high is not None and other.high >= one.high))
            assert other.high is None or other.low <= other.high


@given(many_moves(), st.integers(0, 7), st.integers(0, 7))
def test_linking_two_movements_never_raises_a_total(moves: list[Move], one: int, other: int) -> None:
    if max(one, other) >= len(moves):
        return
    linked = [*moves]
    linked[one] = moves[one]._replace(same_as=(*moves[one].same_as, moves[other].id))
    before, after = total_of(moves), total_of(linked)
    assert (after.low or 0) <= (before.low or 0)
    assert before.high is None or (after.high is not None and after.high <= before.high)


def total_of(moves: list[Move]) -> Span:
    return total(one.persons for one in counted_once(moves)[0])


@given(
    many_moves(),
    st.dictionaries(st.sampled_from(PLACES), st.lists(figures(), max_size=2)),
    st.dictionaries(st.sampled_from(PLACES), st.lists(sightings(), max_size=2)),
    days,
)
@settings(max_examples=rounds(70, 200))
def test_an_area_is_the_sum_of_its_parts(
    moves: list[Move], told: dict[str, list[Figure]], seen: dict[str, list[Sighting]], on: str
) -> None:
    books = accounts(moves, told, seen)
    whole, halves = ledger_of("area", on, CHILDREN, books), [ledger_of(one, on, CHILDREN, books) for one in HALVES]
    villages = [ledger_of(one, on, CHILDREN, books) for one in PLACES]
    rest = ledger_of("north", on, {}, Accounts(books.once, books.others))  # names the north and none of its villages
    for name in ("left", "returned", "arrived", "went"):
        assert getattr(whole, name) == total(getattr(one, name) for one in halves), name
        assert getattr(whole, name) == total(getattr(one, name) for one in (*villages, rest)), name
    assert whole.unexplained == sum(one.unexplained for one in halves) == sum(one.unexplained for one in villages)
    assert whole.places == sum(one.places for one in halves) == len(PLACES)
    if whole.population.told:
        for parts in (halves, villages):
            assert whole.population.persons == total(one.population.persons for one in parts)


def test_an_area_without_figures_below_uses_its_own_and_says_so() -> None:
    own = Figure("p", days=(day(1), day(1)), persons=exactly(900), told=True)
    found = ledger_of("north", day(9), CHILDREN, Accounts(figures={"north": [own]}))
    assert found.population.persons == exactly(900) and found.tallies["own_figure"] == 1
    below = {"north": [own], "v1": [own._replace(persons=exactly(50))]}
    again = ledger_of("north", day(9), CHILDREN, Accounts(figures=below))
    assert again.population.persons == Span(50, None) and not again.tallies.get("own_figure")
    assert again.tallies["unpopulated"] == 2


def test_people_who_flee_within_an_area_have_left_home_and_are_said_to_be_inside() -> None:
    books = accounts([out(destinations=("v2",)), out(id="n", destinations=("w1",))], {}, {})
    north = ledger_of("north", day(9), CHILDREN, books)
    assert (north.left, north.within, north.arrived) == (exactly(20), exactly(10), exactly(10))
    assert ledger_of("area", day(9), CHILDREN, books).within == exactly(20)


def test_moving_on_does_not_lower_the_village_that_gave_shelter() -> None:
    lived = Figure("p", days=(day(1), day(1)), persons=exactly(100), told=True)
    guests = out(id="g", origins=("far",), destinations=(V,))
    on = out(exactly(6), day(5), id="o", directions=("onward",), destinations=("v2",))
    home = out(exactly(3), day(6), id="h", directions=("return",), destinations=("far",))
    found = balance(V, day(9), [lived], [guests, on, home])
    assert found.stayed == exactly(100) and found.left == NOBODY
    assert (found.arrived, found.went, found.hosted) == (exactly(10), exactly(9), exactly(1))


def test_doubt_about_the_day_becomes_a_range_of_people() -> None:
    some = out(began=(day(5), day(10)))
    assert balance(V, day(4), [], [some]).left == NOBODY
    assert balance(V, day(7), [], [some]).left == Span(0, 10)
    assert balance(V, day(10), [], [some]).left == exactly(10)
    assert balance(V, day(7), [], [out(began=(None, None))]).left == Span(0, 10)


def test_people_on_the_way_home_are_perhaps_there() -> None:
    began, arrived = days_of((day(3), day(3)), (day(6), day(6)))
    back = out(directions=("return",), origins=("far",), destinations=(V,), began=began, arrived=arrived)
    assert [balance(V, day(on), [], [back]).returned for on in (2, 4, 6)] == [NOBODY, Span(0, 10), exactly(10)]


@given(dated(), dated())
def test_nobody_arrives_before_setting_out(
    started: tuple[int, tuple[str | None, str | None]], ended: tuple[int, tuple[str | None, str | None]]
) -> None:
    began, arrived = days_of(started[1], ended[1])
    for when in range(1, LAST + 1):
        assert not surely_by(arrived, day(when)) or possibly_by(began, day(when))
    assert not began[1] or not began[0] or began[0] <= began[1]
    assert not arrived[1] or not arrived[0] or arrived[0] <= arrived[1]
    if started[1] != (None, None) and started[0] <= ended[0]:
        assert possibly_by(began, day(started[0])) and (began[1] is None or began[1] >= day(started[0]))


def test_while_out_is_disputed_people_read_as_inside() -> None:
    for rival in ({"directions": ("out", "return")}, {"directions": ("onward", "out")}, {"origins": (V, "v2")}):
        found = balance(V, day(9), [], [out(**rival)])
        assert found.left == Span(0, 10) and found.disputed == ("m",), rival
    assert balance("v2", day(9), [], [out(origins=(V, "v2"))]).left == Span(0, 10)
    back = out(directions=("return",), origins=("far",), destinations=(V, "v2"))
    assert balance(V, day(9), [], [back]).returned == Span(0, 10)
    assert balance(V, day(9), [], [out(destinations=("v2", "v3"))]).left == exactly(10)


def test_who_ends_in_the_own_village_has_not_left_it() -> None:
    found = balance(V, day(9), [], [out(destinations=(V,))])
    assert found.left == found.arrived == NOBODY and found.tallies["inside"] == 1
    assert balance(V, day(9), [], [out(destinations=(V, "v2"))]).left == Span(0, 10)
    assert balance(V, day(9), [], [out(destinations=(V,), directions=("return",))]).returned == exactly(10)


def test_the_most_certain_account_counts_then_the_newest() -> None:
    first = out(exactly(10), id="a", certainty="probable", entered=b"1", same_as=("b",))
    other = out(exactly(20), id="b", certainty="possible", entered=b"2")
    assert counted_once([first, other]) == ([first], {"b": "a"})
    newer = other._replace(certainty="probable")
    assert counted_once([first, newer]) == ([newer], {"a": "b"})
    silent = other._replace(certainty="confirmed", told=False, persons=UNTOLD)
    assert counted_once([first, silent])[0] == [first], "a number nobody gave does not replace one"
    found = balance(V, day(9), [], [first, other])
    assert found.left == exactly(10) and found.replaced == {"b": "a"} and found.tallies["replaced"] == 1


def test_links_lead_over_many_records_and_circles_do_no_harm() -> None:
    ring = [out(exactly(at), id=f"m{at}", same_as=(f"m{(at + 1) % 500}", f"m{at}", "gone")) for at in range(500)]
    kept, stands = counted_once(ring)
    assert len(kept) == 1 and len(stands) == 499 and set(stands.values()) == {kept[0].id}


def test_who_left_and_moved_on_left_once_and_moved_on_once() -> None:
    left = out(id="a", destinations=("v2",))
    onward = out(id="b", directions=("onward",), origins=("v2",), destinations=("far",), same_as=("a",))
    again = out(id="c", directions=("onward",), origins=("far",), destinations=("w1",), same_as=("b",))
    assert counted_once([left, onward, again]) == ([left, onward, again], {})


def test_what_is_not_told_in_people_is_open_and_noted() -> None:
    families = out(UNTOLD, told=False, households=True)
    share = out(UNTOLD, id="s", told=False, share=True)
    found = balance(V, day(9), [Figure("p", households=True)], [families, share])
    assert found.left == UNTOLD and found.stayed == Span(None, None) and found.shown == UNTOLD
    assert found.tallies == {"households": 1, "shares": 1, "in_households": 1}
    assert len(found.notes) == 3


def test_the_newest_figure_on_or_before_the_day_counts_else_the_earliest_later_one() -> None:
    some = [Figure(f"p{at}", days=(day(at), day(at)), persons=exactly(at), told=True) for at in (5, 9, 12)]
    assert [population_on(some, day(on)).persons.low for on in (5, 8, 9, 20)] == [5, 5, 9, 12]
    early = population_on(some, day(2))
    assert (early.persons, early.later, early.day) == (exactly(5), True, day(5))
    same = [*some, some[0]._replace(id="q", persons=exactly(8))]
    assert population_on(same, day(5)).persons == Span(5, 8) and population_on(same, day(5)).figures == 2
    assert population_on([*some, Figure("q", days=(day(11), day(11)), households=True)], day(11)).persons == exactly(9)
    assert population_on([], day(5)) == population_on([], day(1))


def test_the_remainder_is_that_of_the_day_of_the_count() -> None:
    lived = [Figure("p", days=(day(1), day(1)), persons=exactly(100), told=True)]
    seen = [Sighting("s", days=(day(5), day(5)), remaining=exactly(75), told=True, source="x")]
    found = balance(V, day(9), lived, [out(exactly(30), day(4)), out(exactly(40), day(8), id="n")], seen)
    assert (found.stayed, found.unexplained, found.remainder) == (exactly(30), 5, exactly(5))
    assert found.counted is not None and (found.counted.days, found.counted.source) == ((day(5), day(5)), "x")
    assert balance(V, day(9), lived, [out(exactly(20), day(4))], seen).unexplained == -5
    near = balance(V, day(9), lived, [out(Span(20, 30), day(4))], seen)
    assert near.unexplained == 0 and near.remainder == Span(-5, 5)


def test_more_people_than_ever_lived_there_are_a_finding_not_a_fault() -> None:
    lived = Figure("p", days=(day(1), day(1)), persons=exactly(4), told=True)
    found = balance(V, day(9), [lived], [out()])
    assert (found.stayed, found.shown, found.unexplained) == (exactly(-6), NOBODY, 6)
    assert len(found.notes) == 1


@given(st.lists(sightings(), max_size=4), days)
def test_a_village_is_emptied_only_when_all_that_may_speak_agree(seen: list[Sighting], on: str) -> None:
    found = standing_on(seen, on)
    sure = [one for one in seen if surely_by(one.days, on)]
    if found.state == "emptied":
        latest = max((one.days[0] or "" for one in sure), default="")
        assert sure and all(one.states == ("emptied",) for one in sure if (one.days[1] or "") >= latest)
    elif sure:
        assert found.state in {state for one in seen for state in one.states}
    assert standing_on(list(reversed(seen)), on).state == found.state
    counted = counted_on(seen, on)
    assert counted is None or counted.persons.low is not None


def test_disputed_emptied_reads_not_cleared() -> None:
    when = (day(5), day(5))
    both = Sighting("s", days=when, states=("emptied", "partly_emptied"), shares=(90, 60))
    found = standing_on([both], day(9))
    assert (found.state, found.share, found.disputed) == ("partly_emptied", 60, True)
    assert found.rivals == ("partly_emptied", "emptied")
    two = [Sighting("a", days=when, states=("emptied",)), Sighting("b", days=when, states=("unreachable",))]
    assert standing_on(two, day(9)).state == "unreachable"
    later = [*two, Sighting("c", days=(day(7), day(7)), states=("emptied",))]
    assert standing_on(later, day(9)) == standing_on(later[2:], day(9))
    assert fullest(("emptied", "a newer team's code")) == "a newer team's code"


def test_a_month_may_make_a_village_fuller_never_emptier() -> None:
    month = Sighting("m", days=("2019-07-01", "2019-07-31"), states=("emptied",))
    assert standing_on([month], day(9)).state == ""
    sure = Sighting("s", days=(day(5), day(5)), states=("inhabited",))
    assert standing_on([month, sure], day(9)).state == "inhabited"
    gone = sure._replace(states=("emptied",))
    assert standing_on([gone, month._replace(states=("returning",))], day(9)).state == "returning"
    assert standing_on([Sighting("u", states=("inhabited",))], day(9)).state == "", "undated observations say nothing"


def test_a_circle_of_places_ends() -> None:
    circle = {"a": ["b"], "b": ["c"], "c": ["a", "c"]}
    assert inside("a", circle) == ["a", "b", "c"]
    assert ledger_of("b", day(3), circle, accounts([out(origins=("a",))], {}, {})).left == exactly(10)
    deep = {str(at): [str(at + 1)] for at in range(5000)}
    assert ledger_of("0", day(3), deep, Accounts()).places == 1
