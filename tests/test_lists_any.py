"""Lists answer whatever is typed: any search, any filter, any column to sort by, on both engines; the same on both."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from storage.database.database import Database
from storage.database.tables import tables
from storage.edits import Edit
from storage.lists.listing import Query
from storage.records import RECORDS
from storage.saving import new_id
from storage.store import Store
from tests.builders import a_store, a_victim, age, an_incident, change, count, day, name, place, victim_values
from tests.rounds import rounds

EVIL = [
    "'",
    '"',
    "*",
    "(",
    ")",
    "NEAR",
    "NEAR(a b)",
    "a NEAR/2 b",
    ":",
    "a:b",
    "-",
    "^a",
    "a*",
    "AND",
    "a AND",
    "OR OR",
    "NOT x",
    "{a b}:c",
    "\\",
    "\\'",
    "%",
    "_",
    "a%",
    "!",
    "|",
    "&",
    "<->",
    "a <-> b",
    "'a':*",
    ";",
    "--",
    "'; DROP TABLE victim; --",
    "\0",
    "\ud800",
    "a\0b",
    "٣-٥",
    "1e999",
    "9" * 400,
    "-5",
    "3-",
    "~",
    "/",
    "2019-07/",
    "../..",
    "..",
    ",",
    ",,",
    "," * 5000,
    "a " * 3000,
    "ا" * 5000,
    "1 " * 900,
    "x" * 100_000,
    "\u202e",
    "\U0010ffff",
    "0mhmd9",
    "0",
    "00",
    "²",
    "½",
    "ﷺ",
    "a'b\"c(d)e*f:g",
    "here,received,",
    "child,adult,",
    "fewer,more",
]
SHARED = sorted(set(RECORDS) - {"team", "person", "device"})
"""Kinds of which both registers have the same; each also knows its own team."""

COLUMNS = sorted(
    {column.name for kind in RECORDS for column in tables[kind].c}
    | {"age_group", "named", "sync", "killed", "no such"}
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, begun: Callable[[], Database]) -> Iterator[tuple[Store, Store]]:
    """The same changes on both engines."""
    lite = a_store(tmp_path_factory.mktemp("lists"))
    big = Store.found(begun(), register="T", team="T", person="P")
    for number in range(6):
        record = an_incident(
            lite,
            occurred=day(f"2019-0{number + 1}-10"),
            place=place(lite, "Mhambal") if number % 2 else None or place(lite),
            strikes=count(("9", "10", "2")[number % 3]),
            claims=number % 2,
            status="draft" if number == 5 else "complete",
        )
        names = ("محمد خالد", "Zaynab Darwish", "éAli", "ali Omar", "سعاد", "_under%score")
        lite.save(
            [
                Edit(
                    "victim",
                    None,
                    victim_values(incident=record, name=name(names[number]), age=age(str(3 * number + 2))),
                )
            ]
        )
        a_victim(lite, age=None, hospital=(None, "B", "a", "b", "ب", "A")[number])
    lite.save([Edit("source", None, {"title": f"List {n}", "kind": "witness"}) for n in range(3)])
    big.learn(list(lite.changes()))
    yield lite, big
    lite.close()
    big.close()


def _one_of_each_sort(kind: str) -> list[str]:
    """A column for each kind of value, all computed ones, and names that are no columns of this kind."""
    fields = {item.kind.word: name for name, item in RECORDS[kind].fields.items()}
    own = {*fields.values(), *RECORDS[kind].derived, "n", "id", "born", "head"}
    return sorted(own | {"age_group", "named", "sync", "killed", "place", "day", "age", "name", "time", "no such"})


def _shown(store: Store, query: Query) -> list[str]:
    listing = store.listing(query)
    order = list(listing.order())
    assert listing.count() == len(order)
    assert listing.totals()["rows"] == len(order)
    assert listing.totals(order) == listing.totals()
    rows = listing.rows(order)
    first, _ = listing.first(3)
    assert first == order[:3]
    return [rows[number].id for number in order]


def _order(store: Store, query: Query) -> list[str]:
    listing = store.listing(query)
    order = list(listing.order())
    rows = listing.rows(order)
    return [rows[number].id for number in order]


def _same(both: tuple[Store, Store], query: Query) -> None:
    lite, big = both
    assert _shown(lite, query) == _shown(big, query), query


def _examples(test: Any) -> Any:
    for evil in EVIL:
        test = example(kind="victim", column="name", text=evil, exact=False)(test)
    return test


@_examples
@settings(max_examples=rounds(30, 120), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from(SHARED),
    column=st.sampled_from(COLUMNS),
    text=st.text(max_size=30) | st.sampled_from(EVIL),
    exact=st.booleans(),
)
def test_whatever_is_typed_gives_rows_and_the_same_on_both_engines(
    both: tuple[Store, Store], kind: str, column: str, text: str, exact: bool
) -> None:
    _same(both, Query(kind, search=text, exact=exact, withdrawn="with"))
    _same(both, Query(kind, where={column: text}, withdrawn="with"))
    _same(both, Query(kind, where={column: text, "name": "محمد"}, search="ali", sort=column))


@pytest.mark.parametrize("evil", EVIL)
def test_no_sign_of_a_query_language_stops_a_filter(both: tuple[Store, Store], evil: str) -> None:
    more = [column for column in _one_of_each_sort("victim") if column not in tables["incident"].c]
    step = rounds(3, 1)
    for kind, columns in (("incident", _one_of_each_sort("incident")), ("victim", more)):
        for column in columns[EVIL.index(evil) % step :: step]:
            for store in both:
                store.listing(Query(kind, where={column: evil}, withdrawn="with")).first(1)


@pytest.mark.parametrize("kind", SHARED)
def test_any_column_sorts_the_same_on_both_engines_also_where_it_is_empty(
    both: tuple[Store, Store], kind: str
) -> None:
    for column in [*_one_of_each_sort(kind), "'; --", ""]:
        for descending in (True, False):
            lite, big = (
                _order(store, Query(kind, sort=column, descending=descending, withdrawn="with")) for store in both
            )
            assert lite == big, column
        for store in both:
            store.listing(Query(kind)).facets(column)


def test_counts_sort_as_numbers_and_days_as_days(both: tuple[Store, Store]) -> None:
    listing = both[0].listing(Query("incident", sort="strikes", descending=False))
    shown = [row["strikes"].max for row in listing.first(9)[1].values()]
    assert shown == sorted(shown) == [2, 2, 9, 9, 10, 10]


def test_a_filter_of_names_and_a_search_ask_both(both: tuple[Store, Store]) -> None:
    for store in both:
        assert store.listing(Query("victim", search="محمد", where={"name": "zaynab"})).count() == 0
        assert store.listing(Query("victim", search="darwish", where={"name": "zaynab"})).count() == 1


def test_nothing_sums_to_nothing(both: tuple[Store, Store]) -> None:
    for store in both:
        for kind in RECORDS:
            listing = store.listing(Query(kind, where={"code": "none such"}))
            assert set(listing.totals().values()) == set(listing.totals([]).values()) == {0}
            assert listing.facets("status") == {}
            assert listing.first(0)[0] == listing.first(-1)[0] == []


def test_a_month_on_the_server_is_all_its_days(both: tuple[Store, Store]) -> None:
    for store in both:
        assert store.listing(Query("incident", where={"day": "2019-03"})).count() == 1


def test_many_threads_save_and_read_at_once(tmp_path: Path) -> None:
    """Six people's worth of threads on one open register: nothing is lost, doubled or seen half."""
    store = a_store(tmp_path)
    other = a_store(tmp_path, team="Khan 1")
    for _ in range(20):
        an_incident(other, claims=1, victims=1)
    received = list(other.changes())
    shared = a_victim(store)
    failures: list[BaseException] = []
    saved: list[str] = []

    def guarded(work: Any) -> threading.Thread:
        def run() -> None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - told to the test's own thread
                failures.append(error)

        return threading.Thread(target=run)

    def save() -> None:
        for number in range(12):
            record = new_id()
            proposed = Edit("place", new_id(), {"name_ar": f"مزرعة {number}", "parent": place(store), "level": 4})
            store.save([proposed, Edit("incident", record, {"status": "draft", "place": proposed.id})])
            saved.append(record)
            change(store, "victim", shared, notes=f"{threading.get_ident()} {number}")

    def learn() -> None:
        for start in range(0, len(received), 5):
            store.learn(received[start : start + 5])

    def read() -> None:
        for _ in range(40):
            listing = store.listing(Query("incident"))
            order = listing.order()
            assert len(listing.rows(order)) == len(order)
            store.suggest_places("mham")
            store.places.under(place(store, "SY07"))
            store.places.by_code("SY07")
            store.read("victim", shared)
            store.state_hash()

    threads = [guarded(work) for work in (save, save, save, learn, read, read, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert all(store.read("incident", record) for record in saved)
    changes = list(store.changes())
    assert len({one.stamp for one in changes}) == len(changes)
    mine = sorted(one.number for one in changes if one.stamp[8:].hex() == store.me.device)
    assert mine == list(range(1, len(mine) + 1))
    assert store.conflicts() == []
    areas = {facts.id: store.places.area(facts.id) for facts in store.places.facts.values() if not facts.code}
    rows = store.listing(Query("place", withdrawn="with"))
    assert {row.id: row["area"] for row in rows.rows(rows.order()).values() if row.id in areas} == areas
    assert len(areas) == 36
    assert isinstance(store.database, Database)
    store.close()
    other.close()
