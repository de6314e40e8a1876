"""Laws of counting attacked facilities: each once, in the order of the first attack; linked records never twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.counting.attacked import Attacked, Classes, Hit, Links, attacked, medical_kinds
from storage.edits import Edit
from storage.period import Period
from storage.places.gazetteer import place_id
from storage.saving import new_id
from storage.store import Store
from tests.builders import an_incident, day, place

FACILITIES = [f"f{number}" for number in range(6)]
INCIDENTS = [f"i{number}" for number in range(8)]
START = date(2019, 4, 26)
KINDS = {
    record: ("hospital", "school", "health_centre", "market", "", "hospital")[n] for n, record in enumerate(FACILITIES)
}
_days = st.lists(st.integers(-1, 20), min_size=len(INCIDENTS), max_size=len(INCIDENTS))
_pairs = st.lists(st.tuples(st.sampled_from(INCIDENTS), st.sampled_from(INCIDENTS)), max_size=6)
_links = st.builds(
    Links,
    events=_pairs,
    parts=_pairs,
    facilities=st.lists(st.tuples(st.sampled_from(FACILITIES), st.sampled_from(FACILITIES)), max_size=3),
)
_who = st.lists(st.tuples(st.sampled_from(FACILITIES), st.sampled_from(INCIDENTS)), max_size=20)


def hits(who: list[tuple[str, str]], days: list[int]) -> list[Hit]:
    """Hits of facilities in incidents; an incident of day -1 has none."""
    found = []
    for facility, incident in who:
        number = days[INCIDENTS.index(incident)]
        when = (START + timedelta(days=number)).isoformat() if number >= 0 else ""
        found.append(Hit(facility, incident, when, f"{when}T0800" if when else ""))
    return found


def shape(answer: Attacked) -> Any:
    """All there is to say of an answer."""
    return answer.facilities, dict(answer.kinds)


@given(_who, _days, _links, st.randoms())
def test_the_order_of_entry_is_irrelevant(who: Any, days: Any, links: Links, chance: Any) -> None:
    known = hits(who, days)
    turned = list(known)
    chance.shuffle(turned)
    back = Links(*(list(reversed(pairs)) for pairs in (links.events, links.parts, links.facilities)))
    assert shape(attacked(known, KINDS, links)) == shape(attacked([*turned, *turned], KINDS, back))


@given(_who, _days, _links, st.integers(0, 20))
def test_attacks_of_parts_of_a_period_sum_to_the_whole(who: Any, days: Any, links: Links, cut: int) -> None:
    known, edge = hits(who, days), (START + timedelta(days=cut)).isoformat()
    before = attacked(known, KINDS, links, lambda hit: hit.day < edge)
    after = attacked(known, KINDS, links, lambda hit: hit.day >= edge)
    whole = attacked(known, KINDS, links)
    assert before.whole.attacks + after.whole.attacks == whole.whole.attacks
    both = {one.facility for one in (*before.facilities, *after.facilities)}
    assert both == {one.facility for one in whole.facilities}


@given(_who, _days, _links)
def test_numbers_are_whole_rows_in_the_order_of_the_first_attack(who: Any, days: Any, links: Links) -> None:
    answer = attacked(hits(who, days), KINDS, links)
    assert [one.number for one in answer.facilities] == list(range(1, len(answer.facilities) + 1))
    assert [one.of_medical for one in answer.medical] == list(range(1, len(answer.medical) + 1))
    assert all(one.kind in medical_kinds() for one in answer.medical)
    assert len({one.facility for one in answer.facilities}) == len(answer.facilities)
    orders = [one.first.order[:2] for one in answer.facilities]
    assert orders == sorted(orders)
    assert sum(one.facilities for one in answer.kinds.values()) == answer.whole.facilities
    assert sum(one.attacks for one in answer.kinds.values()) == answer.whole.attacks
    for one in answer.facilities:
        assert answer.kinds[one.kind].facilities >= one.of_kind >= 1


@given(_who, _days, _links, st.sampled_from(INCIDENTS), st.sampled_from(INCIDENTS))
def test_a_link_never_raises_a_count_and_loses_no_facility(
    who: Any, days: Any, links: Links, one: str, two: str
) -> None:
    known = hits(who, days)
    before = attacked(known, KINDS, links)
    linked = [Links([*links.events, (one, two)], links.parts, links.facilities)]
    linked.append(Links(links.events, [*links.parts, (one, two)], links.facilities))
    for after in (attacked(known, KINDS, more) for more in linked):
        assert after.whole.attacks <= before.whole.attacks
        assert {one.facility for one in after.facilities} == {one.facility for one in before.facilities}


@given(_who, _days, _links, st.sampled_from(FACILITIES), st.sampled_from(INCIDENTS))
def test_one_more_hit_never_lowers_a_count(who: Any, days: Any, links: Links, facility: str, incident: str) -> None:
    before = attacked(hits(who, days), KINDS, Links(links.events, (), links.facilities))
    after = attacked(hits([*who, (facility, incident)], days), KINDS, Links(links.events, (), links.facilities))
    assert after.whole.attacks >= before.whole.attacks
    assert after.whole.facilities >= before.whole.facilities
    assert len(after.medical) >= len(before.medical)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=12))
def test_classes_are_the_joined_records(pairs: list[tuple[str, str]]) -> None:
    classes = Classes(pairs)
    known = {record: {record} for record in "abcdef"}
    for one, two in pairs:
        union = known[one] | known[two]
        for record in union:
            known[record] = union
    assert all(classes.of(record) == min(known[record]) for record in "abcdef")


def two_hits(facility: str = "f0", other: str = "f0") -> list[Hit]:
    return [Hit(facility, "i0", "2019-05-01", "2019-05-01T0800"), Hit(other, "i1", "2019-05-01", "2019-05-01T0815")]


@pytest.mark.parametrize(
    "links", [Links(events=[("i1", "i0")]), Links(parts=[("i1", "i0")]), Links(parts=[("i0", "i1")])]
)
def test_one_attack_told_in_two_linked_incidents_counts_once(links: Links) -> None:
    assert attacked(two_hits(), KINDS, Links()).whole.attacks == 2
    assert attacked(two_hits(), KINDS, links).whole.attacks == 1


def test_two_facilities_of_one_event_are_two() -> None:
    answer = attacked(two_hits(other="f5"), KINDS, Links(events=[("i0", "i1")]))
    assert (answer.whole.facilities, answer.whole.attacks) == (2, 2)


def test_two_records_of_one_facility_are_one_with_all_its_attacks() -> None:
    answer = attacked(two_hits(other="f5"), KINDS, Links(facilities=[("f5", "f0")]))
    assert (answer.whole.facilities, answer.whole.attacks) == (1, 2)
    assert answer.facilities[0].records == ("f0", "f5")


def test_a_withdrawn_facility_counts_only_through_a_record_that_stands() -> None:
    standing = {record: kind for record, kind in KINDS.items() if record != "f0"}
    assert attacked(two_hits(), standing, Links()).whole.facilities == 0
    answer = attacked(two_hits(), standing, Links(facilities=[("f0", "f5")]))
    assert [one.facility for one in answer.facilities] == ["f5"]


def test_umbrellas_in_a_circle_lose_no_attack_and_do_not_hang() -> None:
    circle = Links(parts=[("i0", "i1"), ("i1", "i0"), ("i2", "i2")])
    known = [*two_hits(), Hit("f0", "i2", "2019-05-09", "2019-05-09T")]
    answer = attacked(known, KINDS, circle)
    assert [attack.first.incident for attack in answer.facilities[0].attacks] == ["i0", "i2"]


def test_a_kind_somebody_knows_stands_before_unknown() -> None:
    kinds = {"f0": "unknown", "f5": "hospital"}
    answer = attacked(two_hits(other="f5"), kinds, Links(facilities=[("f0", "f5")]))
    assert [one.kind for one in answer.medical] == ["hospital"]


# ---- in a register


def a_facility(store: Store, **more: Any) -> str:
    values = {"kind": "hospital", "name_en": "Ariha surgical hospital", "place": place(store, "Ariha"), **more}
    return store.save([Edit("facility", None, values)]).ids[0]


def a_hit(store: Store, facility: str, **more: Any) -> tuple[str, str]:
    """An incident in Ariha that hit a facility: ids of the incident and of the damage."""
    incident = an_incident(store, place=place(store, "Ariha"), **more)
    return incident, store.save(
        [Edit("damage", None, {"incident": incident, "facility": facility, "damage": "minor"})]
    ).ids[0]


def counted(store: Store, **more: Any) -> tuple[int, int]:
    whole = store.facilities_attacked(Period(**more)).whole
    return whole.facilities, whole.attacks


def test_a_register_counts_by_period_and_area(store: Store) -> None:
    one, two = a_facility(store), a_facility(store, kind="school", name_en="Ariha school")
    a_hit(store, one, occurred=day("2019-05-01"))
    a_hit(store, one, occurred=day("2019-06-01"))
    a_hit(store, two, occurred=day("2019-06-02"))
    assert counted(store) == (2, 3)
    assert counted(store, first=date(2019, 5, 2)) == (2, 2)
    assert counted(store, last=date(2019, 5, 31)) == (1, 1)
    assert counted(store, place=place(store, "SY0705")) == (2, 3), "its district"
    assert counted(store, place=place(store, "Khan Shaykun")) == (0, 0)
    answer = store.facilities_attacked(Period(first=date(2019, 5, 2)))
    assert [(item.facility, item.number) for item in answer.facilities] == [(one, 1), (two, 2)]
    assert answer.whole_medical.attacks == 1 and answer.kinds["school"].facilities == 1


def test_what_is_withdrawn_or_did_not_occur_is_not_counted(store: Store) -> None:
    facility = a_facility(store)
    incident, damage = a_hit(store, facility)
    for kind, record, values in (
        ("damage", damage, {"withdrawn": "entered twice"}),
        ("incident", incident, {"withdrawn": "a mistake"}),
        ("incident", incident, {"verification": "did_not_occur"}),
        ("facility", facility, {"withdrawn": "there is none"}),
    ):
        assert counted(store) == (1, 1)
        store.save([Edit(kind, record, values)])
        assert counted(store) == (0, 0), (kind, values)
        store.save([Edit(kind, record, dict.fromkeys(values))])


def test_a_link_counts_once_and_taking_it_back_counts_again(store: Store) -> None:
    facility = a_facility(store)
    first, _ = a_hit(store, facility, occurred=day("2019-05-01"))
    second, _ = a_hit(store, facility, occurred=day("2019-05-02"))
    ends = {"link": "same_event_as", "about": "incident", "first": second, "second": first}
    link = store.save([Edit("link", None, ends)]).ids[0]
    assert counted(store) == (1, 1)
    assert counted(store, first=date(2019, 5, 2)) == (0, 0), "the event belongs to its first day"
    store.save([Edit("link", link, {"withdrawn": "two attacks"}, why="two attacks")])
    assert counted(store) == (1, 2)


def test_a_reference_that_is_none_harms_nobody(store: Store) -> None:
    store.save([Edit("damage", None, {"incident": "not an id", "facility": new_id(), "damage": "minor"})])
    store.save([Edit("link", None, {"link": "part_of", "about": "incident", "first": "x", "second": "x"})])
    assert counted(store) == (0, 0)


def test_facilities_called_nearly_so_in_the_same_place_are_found(store: Store) -> None:
    one = a_facility(store, name_ar="مشفى أريحا الجراحي")
    a_facility(store, name_en="Khan Shaykun surgical hospital", place=place(store))
    there = place(store, "Ariha")
    assert [found for found, _ in store.similar_facilities("hospital", there, ["Ariha surgical hospital"])] == [one]
    assert store.similar_facilities("hospital", there, ["مشفى اريحا الجراحى"])
    assert not store.similar_facilities("school", there, ["Ariha surgical hospital"])
    assert not store.similar_facilities("hospital", place(store), ["مشفى أريحا الجراحي"])


# ---- the practice register


def test_the_30th_medical_facility_since_26_april_is_the_hospital_of_kafr_nabl(practice: Store) -> None:
    answer = practice.facilities_attacked(Period(first=date(2019, 4, 26)))
    assert len(answer.medical) == answer.whole_medical.facilities == 30
    last = answer.medical[-1]
    entry = practice.read("facility", last.facility)
    assert last.of_medical == 30 and last.first.day == "2019-07-04"
    assert date.fromisoformat(last.first.day).strftime("%A") == "Thursday"
    assert entry is not None and entry.values["kind"] == "hospital" and entry.values["place"] == place_id("SIJ-0050")
