"""Everybody counted for a public file in blocks, by two readers: as row by row, whatever stands in a field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import update

from storage.database import two_readers
from storage.database.counted import counted_one_by_one
from storage.database.tables import tables
from storage.edits import Edit
from storage.sharing import people_rows
from storage.sharing.people_rows import Numbered, PeopleRows
from storage.store import Store
from tests.builders import a_store, age, count, day, place

VICTIM = tables["victim"]
CONDITIONS = (counted_one_by_one(VICTIM),)
ODD = {"outcome": "killed\x1fmale", "sex": "\x1e", "where_id": "a\x1eb\x1fc", "day": "2019-\x1e7-04"}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = a_store(tmp_path_factory.mktemp("people"))
    incident = store.save(
        [Edit("incident", None, {"occurred": day("2019-07-04"), "place": place(store), "attack": "air_strike"})]
    ).ids[0]
    people: list[dict[str, Any]] = [
        {"incident": incident, "outcome": "killed", "sex": "female", "age": age("7")},
        {"incident": incident, "outcome": "injured", "people": count("3-5")},
        {"incident": incident, "outcome": "injured", "people": count("more than 3")},
        {"incident": incident, "outcome": "unknown", "sex": "male"},
        {"outcome": "missing", "age": age("~40")},
        {"incident": incident, "outcome": "rescued", "sex": "male"},
    ]
    store.save([Edit("victim", None, people[at % len(people)]) for at in range(60)])
    yield store
    store.close()


def _counted(store: Store, *, blocks: bool) -> Counter[tuple[Any, ...]]:
    with store.frozen() as source, source.at_this_moment() as (_, connection):
        rows = PeopleRows(Numbered(lambda *where: where), Numbered(lambda *who: who))
        if blocks:
            rows.read_in_blocks(store.database, connection, CONDITIONS)
        else:
            rows.read(connection, CONDITIONS)
    told = (((*rows.where.told[place], *rows.who.told[who]), many) for (place, who), many in rows.counts.items())
    found: Counter[tuple[Any, ...]] = Counter()
    for columns, times in told:
        found[tuple(one or None for one in columns)] += times
    return found


def test_blocks_of_everybody_count_what_rows_count(many: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    row_by_row = _counted(many, blocks=False)
    assert row_by_row.total() >= 60
    for size in (1, 7, 59, 60, 1000):
        monkeypatch.setattr(people_rows, "BLOCK", size)
        assert _counted(many, blocks=True) == row_by_row, size


@pytest.mark.parametrize("column", sorted(ODD))
def test_a_separator_in_a_field_joins_nobody_with_anybody(
    many: Store, monkeypatch: pytest.MonkeyPatch, column: str
) -> None:
    monkeypatch.setattr(people_rows, "BLOCK", 10)
    before = dict.fromkeys((4, 5, 44))
    with many.database.writing() as connection:
        for number in before:
            where = VICTIM.c.n == number
            before[number] = connection.execute(
                VICTIM.select().with_only_columns(VICTIM.c[column]).where(where)
            ).scalar()
            connection.execute(update(VICTIM).where(where).values({column: ODD[column]}))
    try:
        assert _counted(many, blocks=True) == _counted(many, blocks=False)
    finally:
        with many.database.writing() as connection:
            for number, value in before.items():
                connection.execute(update(VICTIM).where(VICTIM.c.n == number).values({column: value}))


def test_what_is_written_while_everybody_is_read_is_not_counted(
    many: Store, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(people_rows, "BLOCK", 10)
    before = _counted(many, blocks=True)
    with many.frozen() as source, source.at_this_moment() as (_, connection):
        source.position()
        many.save([Edit("victim", None, {"outcome": "killed", "sex": "male"})])
        rows = PeopleRows(Numbered(lambda *where: where), Numbered(lambda *who: who))
        rows.read_in_blocks(many.database, connection, CONDITIONS)
        assert rows.counts.total() == before.total()
    assert _counted(many, blocks=True).total() == before.total() + 1


def test_readers_give_back_their_connections_when_nobody_wants_the_rest(many: Store) -> None:
    with many.database.reading() as connection:
        blocks = [VICTIM.select().with_only_columns(VICTIM.c.n).where(VICTIM.c.n == number) for number in range(1, 40)]
        rows = two_readers.read_ahead(many.database, connection, blocks)
        assert [next(rows)[0], next(rows)[0]] == [1, 2]
        rows.close()  # type: ignore[attr-defined]
        assert many.database._reader.pool.checkedout() == 1  # type: ignore[attr-defined]
