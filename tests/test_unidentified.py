"""Laws of the missing and the unidentified: what excludes, what speaks for it; the order of entry is irrelevant."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from storage.matching.unidentified import Account, compare, ranked

KHAN = "SY/SY07/SY0702/SY070201/C4171"
NEAR = "SY/SY07/SY0702/SY070201/C4180"
FAR = "SY/SY07/SY0703/SY070301/C4300"


def lost(**more: object) -> Account:
    return replace(Account("a", "2019-07-04", "khan", KHAN, "male", 8, 12, ("الأحمد",)), **more)  # type: ignore[arg-type]


def body(**more: object) -> Account:
    return replace(Account("b", "2019-07-06", "khan", KHAN, "male", 7, 11), **more)  # type: ignore[arg-type]


accounts = st.builds(
    Account,
    st.uuids().map(lambda one: one.hex),
    st.sampled_from(("", "2019-07-02", "2019-07-04", "2019-07-06", "2019-08-01", "2019-12-01")),
    st.sampled_from(("khan", "near", "")),
    st.sampled_from((KHAN, NEAR, FAR, "SY/SY07/SY0702", "")),
    st.sampled_from(("", "male", "female", "unknown")),
    st.none() | st.integers(0, 90),
    st.none() | st.integers(0, 90),
    st.lists(st.sampled_from(("الأحمد", "Alahmad", "حسن", "Hassan")), max_size=2).map(tuple),
)


def test_the_reasons_can_be_read() -> None:
    found = compare(lost(), body())
    assert found is not None and found.band == "strong"
    assert [reason.code for reason in found.reasons] == ["same_place", "days_later", "sex", "ages"]
    told = {reason.code: reason.values for reason in found.reasons}
    assert told["days_later"] == (2,) and told["sex"] == ("male", "child") and told["ages"] == (8, 11)


def test_what_excludes_is_no_pair() -> None:
    assert compare(lost(), body(sex="female")) is None
    assert compare(lost(), body(low=40, high=50)) is None
    assert compare(lost(), body(place="far", path=FAR)) is None
    assert compare(lost(), body(day="2019-06-20")) is None, "found before the person was lost"
    assert compare(lost(), body(day="2019-12-20")) is None
    assert compare(lost(path=""), body()) is None, "nobody knows where"


def test_the_same_family_in_either_script_speaks_for_it_and_another_one_against() -> None:
    plain, same = compare(lost(), body()), compare(lost(), body(families=("Alahmad",)))
    other = compare(lost(), body(families=("Haddad",)))
    assert plain is not None and same is not None and other is not None
    assert other.score < plain.score < same.score
    assert "family" in [reason.code for reason in same.reasons]


def test_another_village_of_the_sub_district_is_less_than_the_same_place() -> None:
    same, near = compare(lost(), body()), compare(lost(), body(place="near", path=NEAR))
    assert same is not None and near is not None and near.score < same.score


def test_estimated_ages_may_lie_a_little_apart() -> None:
    found = compare(lost(low=34, high=34), body(low=37, high=45))
    assert found is not None and "ages_close" in [reason.code for reason in found.reasons]


@given(accounts, accounts)
def test_a_score_lies_between_nothing_and_all(one: Account, two: Account) -> None:
    found = compare(one, two)
    assert found is None or 0 <= found.score <= 1


@given(accounts, accounts)
def test_learning_that_the_sex_is_the_same_never_lowers_a_score(one: Account, two: Account) -> None:
    before = compare(replace(one, sex=""), replace(two, sex=""))
    after = compare(replace(one, sex="male"), replace(two, sex="male"))
    assert (before is None) == (after is None)
    assert before is None or (after is not None and after.score >= before.score)


@given(accounts, st.lists(accounts, max_size=6, unique_by=lambda one: one.id), st.randoms(use_true_random=False))
def test_the_order_of_entry_is_irrelevant(one: Account, others: list[Account], chance: object) -> None:
    mixed = list(others)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert ranked(one, mixed, sought_is_body=False) == ranked(one, others, sought_is_body=False)


@given(accounts, st.lists(accounts, max_size=6, unique_by=lambda one: one.id))
def test_nobody_is_offered_whom_the_comparison_excludes(one: Account, others: list[Account]) -> None:
    offered = {other.id for other, _ in ranked(one, others, sought_is_body=False)}
    assert offered == {other.id for other in others if compare(one, other) is not None and other.id != one.id}
