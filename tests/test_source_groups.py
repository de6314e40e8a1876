"""Laws of sources that are one: two posts of one group never count as two sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.counting.figures import Claimed, published, standing
from storage.edits import Edit
from storage.fields.kinds import Range
from storage.saving import new_id
from storage.sources.source_groups import SourceGroups
from storage.store import Store
from tests.builders import a_store, day, place

PAIRS = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=20)


@given(PAIRS, st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_order_or_direction(pairs: list[tuple[str, str]], chance: object) -> None:
    turned = [(two, one) for one, two in reversed(pairs)]
    one, two = SourceGroups(pairs), SourceGroups(turned)
    assert all(one.party(source) == two.party(source) for source in "abcdefgh")
    assert all(source in one.members(source) for source in "abcdefgh")
    assert all(one.one(first, second) for first, second in pairs)


@pytest.mark.parametrize("pairs", [[("a", "a")], [("a", "b"), ("b", "a")], [("a", "b"), ("b", "c"), ("c", "a")]])
def test_circles_end(pairs: list[tuple[str, str]]) -> None:
    assert SourceGroups(pairs).party(pairs[-1][0]) == "a"


def test_an_empty_end_joins_nothing() -> None:
    groups = SourceGroups([("a", ""), ("", "b")])
    assert not groups.one("a", "b") and groups.members("") == ("",)


def _claim(id: str, killed: int, party: str, day: str) -> Claimed:
    return Claimed(id, {"killed": (killed, killed), "injured": (None, None)}, party, (day, id))


def test_of_one_party_the_newest_claim_that_says_something_stands() -> None:
    claims = [_claim("1", 9, "p", "2019-07-01"), _claim("2", 5, "p", "2019-07-02"), _claim("3", 6, "", "2019-06-01")]
    silent = Claimed("4", {"killed": (None, None)}, "p", ("2019-07-03", "4"))
    assert {claim.id for claim in standing([*claims, silent], "killed")} == {"2", "3"}
    assert published(None, [*claims, silent], "killed", (0, 0), (None, None), None) == (5, 6)


def test_a_preferred_claim_is_taken_as_it_is() -> None:
    claims = [_claim("1", 9, "p", "2019-07-01"), _claim("2", 5, "p", "2019-07-02")]
    assert published("preferred_source", claims, "killed", (0, 0), (None, None), "1") == (9, 9)


def test_a_range_the_wrong_way_round_is_turned() -> None:
    assert published("decided", [], "killed", (0, 0), (9, 4), None) == (4, 9)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return a_store(tmp_path)


def _row(store: Store, incident: str) -> tuple[int | None, int | None]:
    from storage.lists.listing import Query

    _, rows = store.listing(Query("incident")).first(9)
    row = next(row for row in rows.values() if row.id == incident)
    return row["killed_min"], row["killed_max"]


def test_the_register_publishes_one_claim_of_a_group_and_follows_when_sources_join_or_part(store: Store) -> None:
    one, two, incident = new_id(), new_id(), new_id()
    facts = {"occurred": day("2019-07-05"), "attack": "air_strike", "place": place(store)}
    store.save([Edit("source", one, {"title": "Page"}), Edit("source", two, {"title": "Other page"})])
    store.save([
        Edit("incident", incident, facts),
        Edit("claim", None, {"incident": incident, "source": one, "killed": Range.exactly(9)}),
        Edit("claim", None, {"incident": incident, "source": two, "killed": Range.exactly(5)}),
    ])  # fmt: skip
    assert _row(store, incident) == (5, 9)
    store.save([Edit("source", two, {"same_group_as": one}, seen=store.read("source", two).seen)])  # type: ignore[union-attr]
    assert _row(store, incident) == (5, 5), "the later post corrects the earlier"
    store.save([Edit("source", two, {"same_group_as": None}, seen=store.read("source", two).seen)])  # type: ignore[union-attr]
    assert _row(store, incident) == (5, 9)
