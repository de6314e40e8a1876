"""Uses of sources: credibility belongs to one use, travels like any edit, and two laptops judge the same record."""

from __future__ import annotations

from storage.edits import Edit
from storage.sources.citations import Use, citation_id, use_edits, use_of
from storage.store import Store
from tests.builders import an_incident


def _source(store: Store, title: str = "Hospital list") -> str:
    return store.save([Edit("source", None, {"title": title})]).ids[0]


def _use(store: Store, record: str, source: str) -> Use:
    return use_of(store.children("citation", "record_id", record), source)


def test_a_use_is_kept_with_its_credibility(store: Store) -> None:
    record, source = an_incident(store), _source(store)
    store.save(use_edits(record, Use(source), Use(source, "2", "page 3")))
    assert _use(store, record, source) == Use(source, "2", "page 3")


def test_nothing_is_written_where_nothing_was_judged() -> None:
    assert use_edits("a" * 32, Use(), Use("b" * 32)) == []
    assert use_edits("a" * 32, Use("b" * 32, "2"), Use("b" * 32, "2")) == []


def test_another_source_takes_nothing_over_from_the_first(store: Store) -> None:
    record, first, second = an_incident(store), _source(store), _source(store, "Neighbour")
    store.save(use_edits(record, Use(first), Use(first, "1")))
    store.save(use_edits(record, Use(first, "1"), Use(second)))
    assert _use(store, record, first) == Use(first)
    assert _use(store, record, second) == Use(second)


def test_a_use_that_was_left_can_be_taken_up_again(store: Store) -> None:
    record, first, second = an_incident(store), _source(store), _source(store, "Neighbour")
    store.save(use_edits(record, Use(first), Use(first, "1")))
    store.save(use_edits(record, Use(first, "1"), Use(second, "3")))
    store.save(use_edits(record, Use(second, "3"), Use(first, "4")))
    assert _use(store, record, first) == Use(first, "4")
    assert _use(store, record, second) == Use(second)


def test_credibility_can_be_taken_back(store: Store) -> None:
    record, source = an_incident(store), _source(store)
    store.save(use_edits(record, Use(source), Use(source, "2")))
    store.save(use_edits(record, Use(source, "2"), Use(source)))
    assert _use(store, record, source) == Use(source)


def test_two_laptops_that_judge_one_use_disagree_openly(store: Store, other: Store) -> None:
    record, source = an_incident(store), _source(store)
    other.learn(list(store.changes()))
    store.save(use_edits(record, Use(source), Use(source, "2")))
    other.save(use_edits(record, Use(source), Use(source, "3")))
    store.learn(list(other.changes()))
    assert ("citation", citation_id(record, source), "credibility") in store.conflicts()
    store.save([Edit("citation", citation_id(record, source), {"credibility": "3"})], why="asked again")
    assert not [one for one in store.conflicts() if one[0] == "citation"]
