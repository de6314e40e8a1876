"""Laws of groups that are named: nobody counts as a name and as one of the nameless; what is taken out comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.counting.groups import left_of, more_named_than_group
from storage.edits import Edit
from storage.lists.listing import Query
from storage.store import Store
from tests.builders import a_store, a_victim, an_incident, change, count, name, victim_values

numbers = st.integers(0, 60)
people = st.tuples(numbers, st.none() | numbers).map(lambda ends: (ends[0], ends[1] and max(ends)))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path)
    yield made
    made.close()


@given(people, numbers)
def test_what_is_left_and_what_is_named_make_the_group(ends: tuple[int, int | None], named: int) -> None:
    low, high = left_of(ends, (named, named))
    assert low >= 0 and (high is None) == (ends[1] is None)
    if named <= ends[0]:
        assert low + named == ends[0]
    if high is not None and ends[1] is not None and named <= ends[1]:
        assert high + named == ends[1]


@given(people, numbers, numbers)
def test_naming_in_two_steps_leaves_the_same_as_at_once(ends: tuple[int, int | None], one: int, two: int) -> None:
    assert left_of(left_of(ends, (one, one)), (two, two)) == left_of(ends, (one + two, one + two))


def test_more_names_than_people_is_only_said() -> None:
    assert more_named_than_group((3, 5), 5) is None and more_named_than_group((3, None), 50) is None
    assert more_named_than_group((3, 5), 6) is not None


def figures(store: Store, incident: str) -> tuple[int, int]:
    """Killed in the totals of the list of people, and named as killed in the incident."""
    totals = store.listing(Query("victim")).totals()
    number = store.listing(Query("incident")).number_of(incident)
    assert number is not None
    row = store.listing(Query("incident")).rows([number])[number]
    return totals["killed"], row["named_killed"]


def test_totals_stay_while_a_group_is_named_and_a_withdrawn_name_gives_its_place_back(store: Store) -> None:
    incident = an_incident(store, claims=1)
    group = a_victim(store, name=None, people=count("12"), incident=incident)
    assert figures(store, incident) == (12, 12)
    member = {"of_group": group, "incident": incident}
    named = store.save([Edit("victim", None, victim_values(**member, name=name(f"علي {n}"))) for n in range(5)]).ids
    assert figures(store, incident) == (12, 12)
    change(store, "victim", named[0], withdrawn="entered twice")
    assert figures(store, incident) == (12, 12)
    saved = store.save([Edit("victim", None, victim_values(**member)) for _ in range(9)])
    assert figures(store, incident) == (13, 13), "over-naming is not refused: thirteen people have names"
    assert [problem.rule for problem in store.warnings("victim", group)] == ["more_named_than_group"]
    store.undo(saved.save)
    assert figures(store, incident) == (12, 12)
    assert store.warnings("victim", group) == []
