"""When two accounts speak for one person, why, and under which keys they meet."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.matching.matching import POSSIBLE, STRONG, Person, keys, score
from tests.benchmarks.names_bench import measure

SALLOUM = Person(
    given="مروان",
    father="قاسم",
    grandfather="هيثم",
    family="السلوم",
    sex="male",
    years_min=9,
    years_max=9,
    place="C4150",
    day_first="2019-07-05",
    day_last="2019-07-05",
    outcome="killed",
)
LATIN = replace(SALLOUM, given="Marwan", father="Kassem", grandfather="Haytham", family="al-Salloum")


def test_a_person_is_strongly_like_itself() -> None:
    assert score(SALLOUM, SALLOUM).band == "strong"


def test_the_other_script_changes_neither_band_nor_keys() -> None:
    assert score(SALLOUM, LATIN).band == "strong"
    assert keys(SALLOUM) == keys(LATIN)


def test_a_name_alone_in_four_parts_is_strong() -> None:
    bare = Person(given="Marwan", father="Qasim", grandfather="Haitham", family="Salloum")
    assert score(SALLOUM, bare).band == "strong"
    assert set(score(SALLOUM, bare).reasons) == {"same_name", "same_father", "same_grandfather", "same_family"}


def test_a_common_name_in_two_parts_is_not_enough() -> None:
    assert score(Person(given="محمد", family="الأحمد"), Person(given="Mohammad", family="al-Ahmad")).band == "none"


def test_what_is_left_out_says_nothing() -> None:
    full, bare = replace(SALLOUM, sex=None, years_min=None, years_max=None), replace(SALLOUM, sex="unknown")
    assert "sex_differs" not in score(full, SALLOUM).reasons
    assert "sex_differs" not in score(bare, SALLOUM).reasons
    assert "age_differs" not in score(full, SALLOUM).reasons


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sex": "female"}, "sex_differs"),
        ({"years_min": 45, "years_max": 50}, "age_differs"),
        ({"given": "سامر"}, "name_differs"),
        ({"day_first": "2019-05-01", "day_last": "2019-05-01"}, "killed_twice"),
        ({"day_first": "2019-08-01", "day_last": "2019-08-01", "outcome": "injured"}, "seen_after_death"),
    ],
)
def test_a_contradiction_weighs_and_is_named(change: dict[str, object], reason: str) -> None:
    other = replace(SALLOUM, grandfather="", **change)  # type: ignore[arg-type]
    without = score(SALLOUM, replace(SALLOUM, grandfather=""))
    found = score(SALLOUM, other)
    assert reason in found.reasons
    assert found.score < without.score


@pytest.mark.parametrize("change", [{"sex": "female"}, {"years_min": 60, "years_max": 70}])
def test_another_sex_or_age_takes_what_a_name_gives(change: dict[str, object]) -> None:
    other = replace(LATIN, grandfather="", place=None, day_first=None, day_last=None, **change)  # type: ignore[arg-type]
    assert score(SALLOUM, other).band == "none"


def test_a_brother_is_not_the_same_person() -> None:
    assert score(SALLOUM, replace(SALLOUM, given="سامر", years_min=12, years_max=12)).score < STRONG


def test_an_unknown_boy_of_a_family_may_be_the_named_one_of_that_day_and_place() -> None:
    boy = Person(
        family="السلوم",
        sex="male",
        years_min=6,
        years_max=12,
        place="C4150",
        day_first="2019-07-05",
        day_last="2019-07-05",
    )
    assert POSSIBLE <= score(boy, SALLOUM).score < STRONG
    assert set(keys(boy)) & set(keys(SALLOUM))
    assert score(replace(boy, place=None, day_first=None, day_last=None), SALLOUM).band == "none"


def test_father_and_given_name_exchanged_are_noticed() -> None:
    found = score(SALLOUM, replace(SALLOUM, given="قاسم", father="مروان"))
    assert found.band == "strong"
    assert "other_order" in found.reasons


def test_a_whole_name_in_one_field_is_spread_over_its_parts() -> None:
    whole = Person(given="مروان قاسم هيثم السلوم")
    assert keys(whole) == keys(Person(given="مروان", father="قاسم", grandfather="هيثم", family="السلوم"))
    assert score(whole, SALLOUM).band == "strong"
    assert score(Person(given="Marwan Qasem al-Salloum"), SALLOUM).score >= POSSIBLE


def test_nothing_in_common_but_place_and_day_is_nobody() -> None:
    other = replace(SALLOUM, given="عدنان", father="رياض", grandfather="بشير", family="القدور")
    assert score(SALLOUM, other).score < 0.05
    assert score(replace(SALLOUM, given="", father="", grandfather="", family=""), SALLOUM).band == "none"


def test_keys_are_the_same_on_every_machine_and_for_ever() -> None:
    """They stand in registers: whoever changes how they are made must have all of them made anew."""
    assert keys(Person(given="محمد", family="السلوم", place="C4150")) == (
        -6208802080028734444,
        -4670777856442527598,
        6580263148895510164,
    )


def test_of_more_keys_than_are_kept_every_machine_keeps_the_same() -> None:
    """Which came first once went by an order that each start of the program draws anew."""
    names = {"given": "محمد Ahmad", "father": "احمد Ali", "grandfather": "علي Hasan", "family": "خالد Omar"}
    day = {"day_first": "2019-07-04", "day_last": "2019-07-04"}
    assert keys(Person(**names, **day, nickname="ام علي", sex="male", place="C1")) == (  # type: ignore[arg-type]
        *(4211029707401305886, -7882285469646626710, 3859676685244814999, -3999933782700476814, -5624172666420360231),
        *(-4170855886753606553, 7091867503547433636, 6144806618550422751, 8182301646109356794, 6935428022933240326),
    )


def test_a_person_has_few_keys_and_they_fit_the_column() -> None:
    found = keys(SALLOUM)
    assert 6 <= len(found) <= 10
    assert all(-(2**63) <= key < 2**63 for key in found)
    assert keys(Person()) == ()


def test_an_account_of_one_part_meets_by_place_or_day() -> None:
    assert set(keys(Person(given="Marwan", place="C4150"))) & set(keys(SALLOUM))
    assert set(keys(Person(family="Salloum", day_first="2019-07-05", day_last="2019-07-05"))) & set(keys(SALLOUM))


def test_made_up_people_written_again_are_found_among_the_first_ten() -> None:
    found = measure(people=4_000, queries=250)
    assert found["recall@10"] >= 0.93
    assert found["of the strong, true"] >= 0.95
    assert found["strangers with a strong match"] <= 0.03


part = st.sampled_from(
    [
        "",
        "محمد",
        "Mohammad",
        "محمد Mohammad",
        "Ahmad",
        "أحمد",
        "السلوم",
        "al-Salloum",
        "Salloum السلوم",
        "سامر قاسم",
        "?",
    ]
)
day = st.sampled_from([None, "2019", "2019-07-05", "2019-07-06", "2019-02-31", "2019-09-01", "x"])
people = st.builds(
    Person,
    given=part | st.text(max_size=8),
    father=part,
    grandfather=part,
    family=part | st.text(max_size=8),
    nickname=part,
    sex=st.sampled_from([None, "", "male", "female", "unknown"]),
    years_min=st.none() | st.integers(-5, 200),
    years_max=st.none() | st.integers(-5, 200),
    place=st.sampled_from([None, "", "C1", "C2"]),
    day_first=day,
    day_last=day,
    outcome=st.sampled_from([None, "killed", "injured", "missing"]),
)


@given(people, people)
def test_a_score_is_mutual_and_between_none_and_sure(one: Person, other: Person) -> None:
    found, back = score(one, other), score(other, one)
    assert found.score == back.score
    assert sorted(found.reasons) == sorted(back.reasons)
    assert 0 <= found.score <= 1


@given(people)
def test_any_account_has_at_most_ten_keys(person: Person) -> None:
    assert len(set(keys(person))) == len(keys(person)) <= 10


ARABIC_LATIN = [
    ("محمد", "Mohammad"),
    ("قاسم", "Kassem"),
    ("السلوم", "al-Salloum"),
    ("عبد الرحمن", "Abd al-Rahman"),
    ("", ""),
]


@given(st.tuples(*[st.sampled_from(ARABIC_LATIN)] * 4))
def test_keys_do_not_ask_which_script_comes_first_or_is_given(parts: tuple[tuple[str, str], ...]) -> None:
    roles = ("given", "father", "grandfather", "family")
    ways = [
        keys(Person(place="C1", **{role: write(*names) for role, names in zip(roles, parts, strict=True)}))  # type: ignore[arg-type]
        for write in (lambda a, b: f"{a} {b}", lambda a, b: f"{b} {a}", lambda a, b: a, lambda a, b: b)
    ]
    assert all(way == ways[0] for way in ways)
