"""Laws of the figures of a register: what is added up by index equals a recount from the records, at any time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports import FigureTelling
from storage.counting.figures import Named, counted_as
from storage.counting.recount import recounted
from storage.counting.sums import summed, within
from storage.counting.told_figures import Figures, figures_from
from storage.edits import Edit
from storage.fields.kinds import AgeValue, Range
from storage.fields.words import Words
from storage.overview.view import View
from storage.period import Period
from storage.review.disputes import decision
from storage.saving import new_id
from storage.store import Store
from tests.builders import a_store, an_incident, day, place
from tests.rounds import rounds

NUMBERS = (
    *("killed", "injured", "missing", "children", "women", "civilians", "rescued", "incidents", "events", "drafts"),
    *("verified", "claimed", "naming", "fewer", "more"),
)
DAY = date(2019, 7, 5)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A register that grows from example to example."""
    made = a_store(tmp_path_factory.mktemp("figures"))
    yield made
    made.close()


def agree(store: Store, period: Period) -> Figures:
    """The figures of a period, once they were found equal to the recount."""
    found = store.figures(period)
    first, last = (end.isoformat() if end else "" for end in (period.first, period.last))
    area = (store.places.area(period.place) or "?") if period.place else ""
    with store.database.reading() as connection:
        cells = [cell for cell in recounted(connection) if within(cell, first, last, area)]
    again = figures_from(summed(cells), period)
    assert {name: getattr(found, name) for name in NUMBERS} == {name: getattr(again, name) for name in NUMBERS}
    hit = store.facilities_attacked(period)
    assert (found.facilities, found.medical, found.kinds) == (hit.whole, hit.whole_medical, hit.kinds)
    assert store.overview(View(period)).figures == found
    return found


def periods(store: Store) -> list[Period]:
    """The whole, and parts that make it."""
    idlib = place(store, "SY07")
    return [Period(), Period(last=date(2019, 7, 4)), Period(DAY, DAY), Period(place=idlib), Period(DAY, None, idlib)]


def incident(store: Store, on: str = "2019-07-05", where: str = "Khan Shaykun", **more: Any) -> Edit:
    facts = {"occurred": day(on), "attack": "air_strike", "place": place(store, where), "status": "complete"}
    return Edit("incident", new_id(), facts | more)


def claim(of: Edit, killed: Range, **more: Any) -> Edit:
    return Edit("claim", new_id(), {"incident": of.id, "killed": killed} | more)


def victim(of: Edit | None, outcome: str = "killed", **more: Any) -> Edit:
    facts = {"outcome": outcome, "civilian_status": "civilian", "sex": "male", "notes": "x"}
    return Edit("victim", new_id(), facts | ({"incident": of.id} if of else {}) | more)


def link(kind: str, first: Edit, second: Edit) -> Edit:
    return Edit("link", new_id(), {"link": kind, "about": first.kind, "first": first.id, "second": second.id})


def withdrawn(store: Store, edit: Edit) -> Edit:
    entry = store.read(edit.kind, edit.id or "")
    assert entry is not None
    return Edit(edit.kind, edit.id, {"withdrawn": "by mistake"}, entry.seen)


def test_links_are_counted_once_and_withdrawing_them_restores(store: Store) -> None:
    one, two = incident(store), incident(store)
    link_ = link("same_event_as", one, two)
    store.save([one, two, claim(one, Range(3, 5)), claim(two, Range(4, 8)), victim(one), victim(two)])
    before = agree(store, Period())
    assert (before.killed.low, before.killed.high, before.events) == (7, 13, 2)
    store.save([link_])
    linked = agree(store, Period())
    assert (linked.killed.low, linked.killed.high, linked.events, linked.incidents) == (3, 8, 1, 2)
    store.save([withdrawn(store, link_)])
    assert agree(store, Period()) == before


def test_one_person_told_twice_counts_once_where_the_incident_is(store: Store) -> None:
    one = incident(store)
    first, second = victim(one, outcome_day=day("2019-07-05")), victim(None, "missing", outcome_day=day("2019-07-05"))
    store.save([one, first, second])
    assert (agree(store, Period()).killed.named, agree(store, Period()).missing.named) == (1, 1)
    store.save([link("same_person_as", first, second)])
    found = agree(store, Period())
    assert (found.killed.named, found.missing.named, found.killed.low, found.missing.low) == (1, 0, 1, 0)


def test_what_did_not_occur_counts_nothing_and_people_of_a_withdrawn_incident_stay(store: Store) -> None:
    rumour, mistake = incident(store, verification="did_not_occur"), incident(store)
    store.save([rumour, mistake, victim(rumour), victim(mistake)])
    assert agree(store, Period()).killed.named == 1
    store.save([withdrawn(store, mistake)])
    found = agree(store, Period())
    assert (found.incidents, found.killed.named, found.killed.low) == (0, 1, 1)


def test_drafts_count_and_are_told_apart(store: Store) -> None:
    draft = incident(store, status="draft")
    store.save([draft, claim(draft, Range.exactly(2))])
    found = agree(store, Period())
    assert (found.incidents, found.drafts, found.killed.low) == (1, 1, 2)


def test_what_has_no_day_counts_only_in_a_period_without_ends(store: Store) -> None:
    nowhen = Edit("incident", new_id(), {"attack": "air_strike", "place": place(store), "status": "draft"})
    store.save([nowhen, victim(nowhen)])
    assert agree(store, Period()).killed.named == 1
    assert agree(store, Period(last=DAY)).killed.named == 0
    assert agree(store, Period(first=DAY)).killed.named == 0


def test_a_group_named_twice_by_one_person_shrinks_once(store: Store) -> None:
    one = incident(store)
    group = victim(one, people=Range(5, 7))
    named = [victim(one, of_group=group.id), victim(one, of_group=group.id)]
    store.save([one, group, *named])
    assert agree(store, Period()).killed.named == 5
    store.save([link("same_person_as", *named)])
    found = agree(store, Period())
    assert (found.killed.named, found.killed.named_high) == (5, 7)


FORMS = st.fixed_dictionaries({
    "outcome": st.sampled_from(["killed", "injured", "missing", "under_rubble", "rescued", "safe", None, ["killed"]]),
    "sex": st.sampled_from(["male", "female", "unknown", None, ["female"]]),
    "civilian_status": st.sampled_from(["civilian", "combatant", None]),
    "child": st.sampled_from([0, 1, None]),
    "people_min": st.sampled_from([0, 1, 3, None]),
    "people_max": st.sampled_from([0, 1, 3, 5, None]),
})  # fmt: skip


@settings(max_examples=rounds(60, 2_000), deadline=None)
@given(FORMS, FORMS)
def test_a_correction_that_adds_the_same_to_figures_leaves_them_as_they_were(one: Any, other: Any) -> None:
    def alone(form: Any) -> list[Any]:
        told, outcome = Named(), form["outcome"]
        facts = {name: form[name] for name in ("sex", "civilian_status")}
        word = outcome if isinstance(outcome, str) else None  # its column holds JSON, which is no outcome
        told.add(word, form["child"], form["people_min"], form["people_max"], **facts)
        sums = told.children, told.women, told.civilians, told.rescued
        return [*sums, *(told.of(word) for word in ("killed", "injured", "missing"))]

    mixed = {**one, "outcome": other["outcome"]}
    for before, after in ((one, other), (one, mixed), (mixed, other)):
        if counted_as(before, before) == counted_as(after, after):
            assert alone(before) == alone(after)


RANGES = st.sampled_from([Range(0, 2), Range(3, 5), Range(4, None), Range(unknown=True), Range.exactly(7), None])
STEP = st.tuples(
    st.sampled_from(["incident", "claim", "victim", "group", "member", "link", "withdraw", "decide"]),
    st.integers(0, 30), st.integers(0, 30), RANGES,
)  # fmt: skip
LINK_KINDS = ("same_event_as", "double_tap_of", "part_of", "same_person_as", "identified_as", "follows")


def edit_of(store: Store, made: list[Edit], step: tuple[str, int, int, Range | None]) -> Edit | None:
    """One thing a person might do, with what is there already."""
    word, one, two, count = step

    def some(kind: str, at: int) -> Edit | None:
        found = [edit for edit in made if edit.kind == kind]
        return found[at % len(found)] if found else None

    base = some("incident", one)
    outcome = ("killed", "injured", "missing", "under_rubble", "rescued", "safe")[two % 6]
    if word == "incident":
        where, on = ("Khan Shaykun", "Ariha", "SY07")[one % 3], ("2019-07-03", "2019-07-05")[two % 2]
        return incident(store, on, where, verification=("verified", "did_not_occur", None)[(one + two) % 3])
    if word == "claim" and base:
        return claim(base, count or Range(1, 2))
    if word == "victim":
        age = AgeValue(two, two)
        return victim(base if one % 5 else None, outcome, age=age, sex=("male", "female")[one % 2])
    if word == "group":
        return victim(base, outcome, people=count or Range(2, 3))
    if word == "member":
        group = next((edit for edit in made if "people" in edit.values), None)
        return victim(base, outcome, of_group=group.id) if group else None
    if word == "link":
        kind = LINK_KINDS[(one + two) % 6]
        about = "victim" if "person" in kind or "identified" in kind else "incident"
        first, second = some(about, one), some(about, two)
        return link(kind, first, second) if first and second and first.id != second.id else None
    if word == "withdraw" and made:
        return withdrawn(store, made[one % len(made)])
    if word == "decide" and base:
        entry = store.read("incident", base.id or "")
        rule = ("decided", "named_victims", "range")[two % 3]
        return Edit("incident", base.id, {"figure_rule": rule, "decided_killed": count}, entry.seen if entry else None)
    return None


@settings(max_examples=rounds(8, 25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, min_size=4, max_size=14))
def test_whatever_is_saved_the_sums_equal_the_recount(kept: Store, steps: list[Any]) -> None:
    made: list[Edit] = []
    for step in steps:
        edit = edit_of(kept, made, step)
        if edit is not None:
            kept.save([edit])
            if edit.id not in {one.id for one in made}:
                made.append(edit)
    for period in periods(kept):
        agree(kept, period)


def test_a_day_in_dispute_counts_where_it_is_shown_and_it_is_told_of_how_many_another_day_would_move(
    store: Store,
) -> None:
    records = [an_incident(store) for _ in range(3)]
    for record, days in zip(records, (("2019-07-05", "2019-08-01"), ("2019-07-05", "2019-07-06")), strict=False):
        entry = store.read("incident", record)
        assert entry is not None
        for one in days:
            store.save([Edit("incident", record, {"occurred": day(one)}, entry.seen)])
    july, august = (Period(date(2019, month, 1), date(2019, month, 31)) for month in (7, 8))
    for period, incidents, unsettled in (
        (july, 2, 1),
        (august, 1, 1),
        (Period(), 3, 0),
        (Period(july.first), 3, 0),
    ):
        found = agree(store, period)
        assert (found.incidents, found.unsettled) == (incidents, unsettled)
        assert store.overview(View(period)).figures == found
    assert store.figures(july).disputed == 1 and store.figures(august).disputed == 1
    told = FigureTelling(store, Words("en"))
    assert "1 of them: teams disagree" in "\n".join(told.lines(store.figures(july)))
    assert told.facts(store.figures(july))["rests_on"]["unsettled"] == 1
    assert "1 of them" not in "\n".join(told.lines(store.figures(Period())))
    dispute = store.dispute("incident", records[0], "occurred")
    assert dispute is not None
    store.save(decision(dispute, day("2019-07-05"), "seen by two"))
    assert (store.figures(july).incidents, store.figures(july).unsettled) == (3, 0)


def test_what_teams_disagree_about_does_not_count_as_verified_until_somebody_decides(store: Store) -> None:
    records = [an_incident(store, verification="verified") for _ in range(3)]
    assert store.figures(Period()).verified == 3
    entry = store.read("incident", records[0])
    assert entry is not None
    for attack in ("barrel_bombing", "shooting"):
        store.save([Edit("incident", records[0], {"attack": attack}, entry.seen)])
    found = agree(store, Period())
    assert (found.verified, found.incidents, found.disputed) == (2, 3, 1)
    dispute = store.dispute("incident", records[0], "attack")
    assert dispute is not None
    store.save(decision(dispute, "shooting", "seen by two"))
    assert store.figures(Period()).verified == 3
