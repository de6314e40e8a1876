"""Laws of claims against names: per source, per outcome, per group; sums over parts make the whole."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from storage.counting.events import EventLinks, When
from storage.counting.figures import Claimed, published
from storage.counting.once import Account, Counted, count_once
from storage.counting.reconcile import FIGURES, KEYS, Case, claim_key, plus, reconciled, together
from storage.edits import Edit
from storage.fields.kinds import AgeValue, Range
from storage.period import Period
from storage.saving import new_id
from storage.store import Store
from tests.builders import day, place
from tests.test_events import DAYS, ENDS, LINKS
from tests.test_figures import claim, incident, link, victim, withdrawn

IDS = "abcdefgh"
NAMES = [claim_key(key) for key in KEYS]
RANGES = st.fixed_dictionaries({name: st.just((None, None)) for name in NAMES}).flatmap(
    lambda empty: st.fixed_dictionaries({"killed": ENDS, "killed_children": ENDS, "missing": ENDS}).map(
        lambda said: {**empty, **said}
    )
)
CLAIM = st.builds(Claimed, st.text("0123456789", min_size=2, max_size=2), RANGES, st.sampled_from(["", "p", "q"]))
OUTCOMES = st.sampled_from(["killed", "injured", "missing", "under_rubble", "safe"])
PEOPLE = st.lists(
    st.tuples(OUTCOMES, st.booleans(), st.tuples(st.integers(0, 4), st.integers(4, 9)), st.booleans()), max_size=5
)


def counted(record: str, people: Any) -> list[Counted]:
    accounts = [
        Account(
            f"{record}{number}", record, outcomes=frozenset([outcome]), people=ends if group else (1, 1), group=group,
            traits=frozenset({"children"} if child else ()),
        )
        for number, (outcome, group, ends, child) in enumerate(people)
    ]  # fmt: skip
    return count_once(accounts, [], [])


def a_case(when: When, claims: list[Claimed], people: list[Counted]) -> Case:
    named = {one: (sum(p.share(one)[0] for p in people), sum(p.share(one)[1] or 0 for p in people)) for one in FIGURES}
    figures = {one: published(None, claims, one, named[one], (None, None), None) for one in FIGURES}
    return Case(when, claims, figures, people)


@st.composite
def registers(draw: st.DrawFn) -> dict[str, Case]:
    found = {}
    for record in draw(st.sets(st.sampled_from(IDS), min_size=1)):
        on = draw(DAYS)
        claims = draw(st.lists(CLAIM, max_size=3, unique_by=lambda one: one.id))
        found[record] = a_case(
            When(on, on, draw(st.sampled_from(["S/A", "S/B"]))), claims, counted(record, draw(PEOPLE))
        )
    return found


@given(registers(), LINKS)
def test_the_sum_over_parts_is_the_whole(cases: dict[str, Case], links: EventLinks) -> None:
    found = reconciled(cases, links)
    whole = together(lines for _, lines in found)
    for key, line in whole.items():
        parts = [
            together(lines for event, lines in found if (event.when.area == "S/A") is inside)
            for inside in (True, False)
        ]
        mine = [part[key] for part in parts if key in part]
        assert plus(one.claimed for one in mine) == line.claimed and plus(one.left for one in mine) == line.left
        assert sum(one.named[0] for one in mine) == line.named[0] and sum(one.over for one in mine) == line.over


@given(registers(), LINKS)
def test_no_range_is_the_wrong_way_round(cases: dict[str, Case], links: EventLinks) -> None:
    for _, lines in reconciled(cases, links):
        for line in lines.values():
            for low, high in (line.claimed, line.published, line.left, line.named, line.unnamed, line.recorded):
                assert low is None or high is None or 0 <= low <= high
            assert line.over >= 0 and not (line.over and line.left[0])


@given(registers(), LINKS)
def test_every_person_stands_in_exactly_one_event(cases: dict[str, Case], links: EventLinks) -> None:
    whole = together(lines for _, lines in reconciled(cases, links))
    for figure in FIGURES:
        every = sum(person.share(figure)[0] for case in cases.values() for person in case.people)
        line = whole.get((figure, ""))
        assert (line.recorded[0] if line else 0) == every


def test_claims_beside_names_and_what_is_between() -> None:
    claims = [Claimed("1", {**dict.fromkeys(NAMES, (None, None)), "killed": (6, 8), "killed_children": (2, 2)})]
    people = counted("a", [("killed", False, (0, 0), True), ("killed", True, (2, 3), False)])
    ((_, lines),) = reconciled({"a": a_case(When(), claims, people)}, EventLinks())
    line = lines["killed", ""]
    assert (line.claimed, line.named, line.unnamed, line.left, line.over) == ((6, 8), (1, 1), (2, 3), (2, 5), 0)
    assert (lines["killed", "children"].left, lines["killed", "children"].fits) == ((1, 1), False)


def test_more_named_than_claimed_is_told() -> None:
    claims = [Claimed("1", {**dict.fromkeys(NAMES, (None, None)), "killed": (1, 2)})]
    people = counted("a", [("killed", False, (0, 0), False)] * 4)
    ((_, lines),) = reconciled({"a": a_case(When(), claims, people)}, EventLinks())
    assert (lines["killed", ""].over, lines["killed", ""].left, lines["killed", ""].fits) == (2, (0, 0), False)


def test_people_of_two_strikes_are_not_too_many_when_each_strike_has_its_own() -> None:
    said = [Claimed(str(high), {**dict.fromkeys(NAMES, (None, None)), "killed": (high, high)}) for high in (3, 4)]
    when = When("2019-07-01T", "2019-07-01", "S")
    people = [counted(record, [("killed", False, (0, 0), False)] * size) for record, size in (("a", 3), ("b", 4))]
    cases = {record: a_case(when, [claim_], mine) for record, claim_, mine in zip("ab", said, people, strict=True)}
    ((_, taps),) = reconciled(cases, EventLinks(taps=[("b", "a")]))
    assert (taps["killed", ""].over, taps["killed", ""].published) == (0, (7, 7))
    ((_, same),) = reconciled(cases, EventLinks(same=[("b", "a")]))
    assert same["killed", ""].over == 3, "two accounts of one event name more people than either claims"


def test_nobody_is_too_many_where_no_source_says_how_many_there_were() -> None:
    claims = [Claimed("1", {**dict.fromkeys(NAMES, (None, None)), "killed": (2, 2)})]
    one = [("killed", False, (0, 0), False)] * 2
    cases = {"a": a_case(When(), claims, counted("a", one)), "b": a_case(When(), [], counted("b", one))}
    ((_, taps),) = reconciled(cases, EventLinks(taps=[("b", "a")]))
    assert taps["killed", ""].over == 0
    ((_, same),) = reconciled(cases, EventLinks(same=[("b", "a")]))
    assert same["killed", ""].over == 2


def test_an_incident_is_reconciled_with_its_claims_by_source(store: Store) -> None:
    page, other, hospital, one = new_id(), new_id(), new_id(), incident(store)
    store.save([Edit("source", page, {"title": "P"}), Edit("source", other, {"title": "P2", "same_group_as": page})])
    old = claim(one, Range.exactly(9), source=page, claimed_on=day("2019-07-05"), killed_children=Range.exactly(4))
    new = claim(one, Range(5, 6), source=other, claimed_on=day("2019-07-06"))
    third = claim(one, Range(6, 8), source=hospital, killed_journalists=Range.exactly(1))
    child = victim(one, age=AgeValue(9, 9), sex="female")
    store.save([one, old, new, third, child, victim(one, people=Range(2, 3))])
    found = store.reconciled(one.id or "")
    line = found.line("killed")
    assert (line.claimed, line.named, line.unnamed, line.left) == ((5, 8), (1, 1), (2, 3), (1, 5))
    assert found.line("killed", "children").claimed == (4, 4), "the newer post says nothing of children"
    assert found.line("killed", "girls").named == (1, 1) and found.line("killed", "journalists").claimed == (1, 1)
    said = {claim.id: claim for claim in found.claims}
    assert said[old.id or ""].replaced == {("killed", ""): new.id} and not said[old.id or ""].superseded
    assert [one.how for one in found.incidents] == [""]


def test_linked_incidents_are_one_event_and_withdrawing_the_link_parts_them(store: Store) -> None:
    one, two, part = incident(store, time=None), incident(store), incident(store)
    link_ = link("double_tap_of", two, one)
    store.save([one, two, part, claim(one, Range(3, 5)), claim(two, Range(4, 6)), link_, link("part_of", part, one)])
    for record in (one, two):
        found = store.reconciled(record.id or "")
        assert found.line("killed").claimed == (4, 6)
        assert sorted(one.how for one in found.incidents) == ["", "double_tap_of", "part_of"]
    assert "umbrella" in [one.how for one in store.reconciled(part.id or "").incidents]
    store.save([withdrawn(store, link_)])
    assert store.reconciled(two.id or "").line("killed").claimed == (4, 6)
    assert store.reconciled(one.id or "").line("killed").claimed == (3, 5)


def test_a_period_sums_its_events_and_agrees_with_the_figures(store: Store) -> None:
    one, two = incident(store), incident(store, "2019-07-03", "Ariha")
    edits = [one, two, claim(one, Range(3, 5)), claim(two, Range(4, 6)), victim(one), victim(two), victim(None)]
    store.save(edits)
    for period in (Period(), Period(last=day("2019-07-04").first), Period(place=place(store, "SY07"))):
        found, figures = store.reconciliation(period).line("killed"), store.figures(period).killed
        assert (found.published, found.recorded) == ((figures.low, figures.high), (figures.named, figures.named_high))
        assert found.left == figures.left


def test_hostile_records_end_and_raise_nothing(store: Store) -> None:
    one = incident(store)
    nothing = Edit("incident", "f" * 32, {})
    links = [link("same_event_as", one, one), link("part_of", one, nothing), link("double_tap_of", nothing, one)]
    store.save([one, claim(one, Range(10**11, 10**15)), *links])
    found = store.reconciled(one.id or "")
    assert found.line("killed").claimed == (10**11, None) and len(found.incidents) == 1
    assert store.reconciled("f" * 32).lines == {} and store.reconciled("nonsense").lines == {}
    assert store.figures(Period()).killed.low == 10**11
