"""Laws of events and of people who count once: whatever the links, sums add up, and nobody counts twice."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from storage.counting.events import EventLinks, When, added, events
from storage.counting.figures import Ends
from storage.counting.once import Account, count_once
from storage.counting.sums import FIGURES, NAMES, PLACE, Cell, Facts, cells, summed, within

IDS = "abcdefgh"
RECORD = st.sampled_from(IDS)
PAIRS = st.lists(st.tuples(RECORD, st.sampled_from(IDS + "?")), max_size=8)
LINKS = st.builds(EventLinks, PAIRS, PAIRS, PAIRS)
BIG = st.one_of(st.integers(0, 12), st.integers(0, 10**12))
ENDS = st.one_of(
    st.just((None, None)),
    st.tuples(BIG, st.none()),
    st.tuples(BIG, BIG).map(lambda one: (min(one), max(one))),
    st.tuples(st.none(), BIG),
)
DAYS = st.sampled_from(["", "2019-07-01", "2019-07-02", "2019-07-03"])
AREAS = st.sampled_from(["", "S/A", "S/A/x", "S/B"])
WHEN = st.builds(
    lambda day, hour, area: When(f"{day}T{hour}" if day else "", day, area), DAYS, st.sampled_from("12"), AREAS
)


@st.composite
def registers(draw: st.DrawFn) -> dict[str, Facts]:
    found = {}
    for record in draw(st.sets(RECORD, min_size=1)):
        ends = {figure: draw(ENDS) for figure in FIGURES}
        named = {}
        for figure, (low, high) in ends.items():  # as ``published``: names raise the highest number
            most = draw(st.integers(0, 9)) if high is None else draw(st.integers(0, min(9, high)))
            named[figure] = (most, most) if (low, high) != (None, None) else (0, 0)
        found[record] = Facts(
            draw(WHEN), ends, named, {"children": draw(st.integers(0, 3))}, draft=draw(st.booleans())
        )
    return found


def number(found: list[Cell], name: str) -> int:
    return summed(found)[PLACE[name]]


def ends_of(found: list[Cell], figure: str) -> tuple[int, int | None]:
    return number(found, f"{figure}_low"), None if number(found, f"{figure}_open") else number(found, f"{figure}_high")


@given(registers(), LINKS)
def test_parts_of_days_and_areas_make_the_whole(register: dict[str, Facts], links: EventLinks) -> None:
    found = cells(register, links)
    whole = summed(found)
    days = ["2019-07-01", "2019-07-02", "2019-07-03"]
    dated = [cell for cell in found if cell.day]
    parts = [summed(one for one in found if within(one, day, day, "")) for day in days]
    assert summed(dated) == tuple(map(sum, zip(*parts, strict=True)))
    inside = summed(one for one in found if within(one, "", "", "S/A"))
    outside = summed(one for one in found if not within(one, "", "", "S/A"))
    assert whole == tuple(map(sum, zip(inside, outside, strict=True)))


@given(registers(), LINKS)
def test_ranges_are_never_the_wrong_way_round(register: dict[str, Facts], links: EventLinks) -> None:
    for cell in cells(register, links):
        for figure in FIGURES:
            low, high = ends_of([cell], figure)
            left_low, left_high = (number([cell], f"{figure}_left_{end}") for end in ("low", "high"))
            assert high is None or 0 <= low <= high
            assert high is None or 0 <= left_low <= left_high


@given(registers(), LINKS)
def test_a_link_never_raises_a_sum_above_that_without_it(register: dict[str, Facts], links: EventLinks) -> None:
    linked, apart = cells(register, links), cells(register, EventLinks())
    for figure in FIGURES:
        one, two = ends_of(linked, figure), ends_of(apart, figure)
        assert one[0] <= two[0]
        assert (one[1] is None) == (two[1] is None) and (one[1] or 0) <= (two[1] or 0)
    for name in ("incidents", "drafts", "children", *(f"{figure}_named" for figure in FIGURES)):
        assert number(linked, name) == number(apart, name), name
    assert number(linked, "events") <= number(apart, "events")


@given(registers(), LINKS, st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(
    register: dict[str, Facts], links: EventLinks, chance: random.Random
) -> None:
    def shuffled(items: Any) -> list[Any]:
        found = list(items)
        chance.shuffle(found)
        return found

    other = EventLinks(shuffled(links.same), shuffled(links.taps), shuffled(links.parts))
    again = cells(dict(shuffled(register.items())), other)
    key = lambda cell: (cell.day, cell.area, cell.numbers)  # noqa: E731
    assert sorted(cells(register, links), key=key) == sorted(again, key=key)


@given(registers(), LINKS, RECORD, st.sampled_from(FIGURES))
def test_one_more_named_never_lowers_a_maximum(
    register: dict[str, Facts], links: EventLinks, record: str, figure: str
) -> None:
    if record not in register:
        return
    before = ends_of(cells(register, links), figure)
    facts = register[record]
    low, high = facts.published[figure]
    people = facts.named[figure][0] + 1
    raised: Ends = (
        (people, people) if (low, high) == (None, None) else (low, None if high is None else max(high, people))
    )
    named = {**facts.named, figure: (people, people)}
    more = Facts(facts.when, {**facts.published, figure: raised}, named, facts.among, draft=facts.draft)
    after = ends_of(cells({**register, record: more}, links), figure)
    assert after[1] is None or (before[1] is not None and after[1] >= before[1])


@given(registers(), LINKS)
def test_events_part_the_incidents(register: dict[str, Facts], links: EventLinks) -> None:
    found = events({record: facts.when for record, facts in register.items()}, links)
    assert sorted(one for event in found for one in event.incidents) == sorted(register)
    leads = {event.lead for event in found}
    assert all(event.umbrella in leads | {""} and event.lead in event.incidents for event in found)


@settings(max_examples=20)
@given(st.integers(2, 3000), st.sampled_from(["same", "taps", "parts"]))
def test_long_chains_and_circles_end(count: int, kind: str) -> None:
    register = {str(number): Facts(When(), {"killed": (1, 1)}) for number in range(count)}
    pairs = [(str(number), str((number + 1) % count)) for number in range(count)]
    assert ends_of(cells(register, EventLinks(**{kind: pairs})), "killed") == (1, 1)


def whole(values: dict[str, Ends], named: dict[str, int], **links: list[tuple[str, str]]) -> list[Ends]:
    whens = {record: When(f"2019-07-01T{record}", "2019-07-01", "S") for record in values}
    found = events(whens, EventLinks(**links))
    return list(added(found, lambda one: values[one], lambda one: (named.get(one, 0), named.get(one, 0))).values())


def test_two_accounts_of_one_event_stand_beside_one_another_like_two_sources() -> None:
    assert whole({"a": (3, 5), "b": (4, 8)}, {"a": 3, "b": 1}, same=[("a", "b")]) == [(3, 8)]
    assert whole({"a": (3, 5), "b": (4, 8)}, {"a": 5, "b": 5}, same=[("b", "a")]) == [(3, 10)]
    assert whole({"a": (3, 5), "b": (None, None)}, {}, same=[("b", "a")]) == [(3, 5)]


def test_what_is_claimed_of_a_double_tap_is_not_summed_but_its_people_are() -> None:
    assert whole({"a": (3, 5), "b": (4, 6)}, {}, taps=[("b", "a")]) == [(4, 6)]
    assert whole({"a": (3, 3), "b": (4, 4)}, {"a": 3, "b": 4}, taps=[("b", "a")]) == [(7, 7)]
    assert whole({"a": (3, None), "b": (4, 4)}, {}, taps=[("b", "a")]) == [(4, None)]


def test_an_umbrella_of_one_day_and_place_is_what_it_claims_or_what_its_parts_make() -> None:
    parts = [("b", "a"), ("c", "a")]
    assert whole({"a": (10, 10), "b": (1, 5), "c": (2, 7)}, {}, parts=parts) == [(10, 12)]
    assert whole({"a": (1, 2), "b": (4, 5), "c": (6, 7)}, {}, parts=parts) == [(10, 12)]
    assert whole({"a": (1, 2), "b": (4, None), "c": (6, 7)}, {}, parts=parts) == [(10, None)]


def test_parts_elsewhere_count_where_they_were_and_the_umbrella_adds_what_they_leave() -> None:
    when = {"a": When("2019-07-01T", "2019-07-01", "S"), "b": When("2019-07-02T", "2019-07-02", "S/A")}
    values: dict[str, Ends] = {"a": (500, 600), "b": (300, 320)}
    found = events(when, EventLinks(parts=[("b", "a")]))
    assert added(found, lambda one: values[one]) == {"b": (300, 320), "a": (200, 280)}


OUTCOMES = st.sampled_from(["killed", "injured", "missing", "under_rubble", "detained", ""])
ACCOUNT = st.builds(
    Account,
    RECORD,
    st.sampled_from(["", "i1", "i2"]),
    outcomes=st.sets(OUTCOMES, min_size=1, max_size=2).map(frozenset),
    dated=DAYS,
    people=ENDS,
    group=st.booleans(),
    of_group=st.sampled_from(["", *IDS]),
    traits=st.sets(st.sampled_from(["children", "women"])).map(frozenset),
)
ACCOUNTS = st.lists(ACCOUNT, max_size=8, unique_by=lambda one: one.id)


@given(ACCOUNTS, PAIRS, PAIRS, st.randoms(use_true_random=False))
def test_people_are_parted_and_counted_the_same_in_any_order(
    accounts: list[Account], same: Any, identified: Any, chance: random.Random
) -> None:
    people = count_once(accounts, same, identified)
    assert sorted(one for person in people for one in person.accounts) == sorted(one.id for one in accounts)
    mixed = list(accounts)
    chance.shuffle(mixed)
    assert count_once(mixed, same[::-1], identified[::-1]) == people
    for person in people:
        for figure in FIGURES:
            low, high = person.share(figure)
            assert low >= 0 and (high is None or high >= low)


@given(ACCOUNTS, PAIRS)
def test_linking_people_never_counts_more_of_them(accounts: list[Account], same: Any) -> None:
    persons = [one for one in accounts if not one.group]
    assert len(count_once(persons, same, [])) <= len(persons)


def person(record: str, outcome: str, day: str = "2019-07-01", **more: Any) -> Account:
    return Account(record, outcomes=frozenset(outcome.split("|")), dated=day, **{"incident": "i", **more})


def test_of_several_accounts_the_one_dated_last_tells_and_of_one_day_the_one_that_knows_more() -> None:
    assert count_once([person("a", "killed"), person("b", "missing")], [("b", "a")], [])[0].account.id == "a"
    later = person("b", "missing", "2019-07-09", incident="")
    (counted,) = count_once([person("a", "killed"), later], [("b", "a")], [])
    assert counted.account.id == "b" and counted.incident == "i" and counted.share("missing") == (1, 1)


def test_somebody_identified_is_who_it_turned_out_to_be() -> None:
    unknown = person("a", "under_rubble", "2019-07-05")
    (counted,) = count_once([unknown, person("b", "killed", "2019-07-04")], [], [("a", "b")])
    assert counted.account.id == "b" and counted.accounts == ("a", "b")
    assert len(count_once([unknown, person("b", "killed")], [], [("a", "b"), ("b", "a")])) == 1


def test_while_teams_disagree_the_safe_side_counts() -> None:
    (torn,) = count_once([person("a", "killed|missing")], [], [])
    assert (torn.share("missing"), torn.share("killed")) == ((1, 1), (0, 1))
    (torn,) = count_once([person("a", "killed|detained")], [], [])
    assert (torn.share("missing"), torn.share("killed")) == ((0, 0), (0, 1))
    (agreed,) = count_once([person("a", "missing|under_rubble")], [], [])
    assert agreed.share("missing") == (1, 1)


def test_a_group_shrinks_by_each_person_once() -> None:
    group = person("g", "killed", people=(5, 7), group=True)
    two = [person("a", "killed", of_group="g"), person("b", "killed", of_group="g")]
    assert [one.people for one in count_once([group, *two], [], []) if one.account.group] == [(3, 5)]
    assert [one.people for one in count_once([group, *two], [("a", "b")], []) if one.account.group] == [(4, 6)]
    many = [person(f"p{number}", "killed", of_group="g") for number in range(9)]
    assert [one.people for one in count_once([group, *many], [], []) if one.account.group] == [(0, 0)]


def test_every_number_has_one_place() -> None:
    assert len(set(NAMES)) == len(NAMES)
