"""What may travel how far: every column judged, consent, age groups, the safe side, ids that belong to one file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.database.tables import tables
from storage.fields.field import Privacy
from storage.fields.kinds import Age, AgeValue
from storage.records import RECORDS
from storage.sharing.privacy import (
    AGE_GROUPS,
    Level,
    Pseudonyms,
    Treatment,
    age_group,
    coarse_age,
    kinds_at,
    may_name,
    safest,
    treatment,
)

OUTSIDE = (Level.PARTNER, Level.PUBLIC)
COLUMNS = [(kind, column.name) for kind, table in tables.items() for column in table.c]


@pytest.mark.parametrize("level", list(Level))
def test_what_is_sealed_is_never_shown(level: Level) -> None:
    for kind, record in RECORDS.items():
        for name, item in record.fields.items():
            if item.privacy is Privacy.SEALED:
                found = treatment(kind, name, level)
                assert found is Treatment.HIDDEN or (found, name) == (Treatment.COARSER, "position"), (kind, name)


def test_a_partner_sees_what_is_for_partners_and_names_by_consent() -> None:
    for kind, column in COLUMNS:
        found, item = treatment(kind, column, Level.PARTNER), RECORDS[kind].fields.get(column.partition("__")[0])
        if item is not None and item.privacy is Privacy.INTERNAL:
            consented = kind == "victim" and item.name == "name"
            assert found is (Treatment.WITH_CONSENT if consented else Treatment.HIDDEN), (kind, column)
        if kind not in kinds_at(Level.PARTNER):
            assert found is Treatment.HIDDEN


def test_the_public_sees_nothing_of_a_record_that_is_not_public() -> None:
    for kind, column in COLUMNS:
        if treatment(kind, column, Level.PUBLIC) is Treatment.SHOWN:
            item = RECORDS[kind].fields.get(column.partition("__")[0])
            assert item is None or item.privacy is Privacy.PUBLIC, (kind, column)
            assert item is not None or column.rpartition("_")[2] in ("min", "max", "day"), (kind, column)


@pytest.mark.parametrize("level", OUTSIDE)
def test_columns_nobody_has_judged_stay(level: Level) -> None:
    for kind in RECORDS:
        for column in ("n", "born", "head", "heads", "extra", "match_keys", "name_key", "board", "new_column"):
            assert treatment(kind, column, level) is Treatment.HIDDEN, (kind, column)


@pytest.mark.parametrize(
    ("answers", "partner"),
    [
        (["partners"], True),
        (["public"], True),
        (["organisation"], False),
        (["no"], False),
        (["family_asked"], False),
        ([None], False),
        ([], False),
        (["public", "no"], False),
        (["public", "partners"], True),
        (["other:yes"], False),
    ],
)
def test_a_name_leaves_only_when_every_answer_allows_it(answers: list[str | None], partner: bool) -> None:
    assert may_name(Level.PARTNER, answers) is partner
    assert may_name(Level.PUBLIC, answers) is False
    assert may_name(Level.INTERNAL, answers) is True


@pytest.mark.parametrize(
    ("told", "coarse"),
    [
        ("17y", "15-17y"),
        ("18y", "18-29y"),
        ("~35y;document", "30-39y"),
        ("34-41y", "30-49y"),
        ("<1d", "0-4y"),
        ("2m", "0-4y"),
        ("60-y", "60-y"),
        ("97y", "80-y"),
        ("child", "child"),
        ("elderly;appearance", "elderly"),
        ("?", "?"),
        ("centenarian", None),
        ("not an age at all", None),
    ],
)
def test_an_age_becomes_a_group(told: str, coarse: str | None) -> None:
    assert coarse_age(told) == coarse


@given(st.integers(0, 120), st.integers(0, 60))
def test_a_group_holds_the_age_and_never_tells_a_child_from_an_adult_wrongly(low: int, width: int) -> None:
    high = low + width
    found = Age().load(coarse_age(str(AgeValue(low, high))))
    assert found.years[0] is not None
    assert found.years[0] <= low
    assert found.years[1] is None or found.years[1] >= high
    if high < 18:
        assert found.years[1] is not None
        assert found.years[1] < 18
    if low >= 18:
        assert found.years[0] >= 18


@given(st.integers(0, 120), st.integers(0, 30))
def test_one_group_is_told_only_when_the_age_lies_in_it_for_sure(low: int, width: int) -> None:
    group = age_group(low, low + width)
    holding = [(a, b) for a, b in AGE_GROUPS if a <= low and (b is None or low + width <= b)]
    assert group == (f"{holding[0][0]}-{holding[0][1] or ''}" if holding else "")


def test_while_teams_disagree_the_safe_side_is_told() -> None:
    assert safest("victim", "outcome", ["killed", "missing"]) == "missing"
    assert safest("victim", "outcome", ["killed", "injured"]) == "injured"
    assert safest("victim", "outcome", ["killed", None]) is None
    assert safest("village_state", "state", ["emptied", "partly_emptied"]) == "partly_emptied"
    assert safest("movement", "direction", ["out", "return"]) == "return"
    assert safest("incident", "verification", ["verified", "did_not_occur"]) == "under_verification"
    assert safest("victim", "name", ['{"ar":{}}', '{"la":{}}']) is None
    assert safest("incident", "attack", ["air_strike", "shelling"]) is None
    assert safest("victim", "civilian_status", ["combatant", "civilian"]) is None
    assert safest("incident", "figure_rule", ["range", "decided"]) == "range"


def test_ids_of_two_files_cannot_be_joined() -> None:
    one, other, record = Pseudonyms(b"k" * 32), Pseudonyms(b"l" * 32), "ab" * 16
    assert one.of(record) == Pseudonyms(b"k" * 32).of(record) != record
    assert one.of(record) != other.of(record)
    assert len(one.of(record)) == 32
    assert one.number(record) != other.number(record)
    numbers = {one.number(f"{at:032x}") for at in range(5000)}
    assert len(numbers) == 5000
