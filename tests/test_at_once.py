"""Laws of many rows at once: they come out as they went in, whatever each of them leaves out, on both engines."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, select

from storage.database.inserting import WORTH_IT, insert_rows, rows_among, update_rows
from storage.database.room import roomy
from storage.database.tables import tables
from storage.store import Store
from tests.builders import an_incident


def _rows(count: int) -> list[dict[str, Any]]:
    """Facilities, each third of which has a column the others have not; one has one all alone."""
    rows = []
    for n in range(1, count + 1):
        row = {
            "n": 1000 + n,
            "id": n.to_bytes(16, "big"),
            "born": bytes(16),
            "head": bytes(16),
            "heads": "",
            "extra": "",
        }
        rows.append({**row, **({"code": f"F{n}"} if n % 3 else {"notes": f"n{n}"})})
    rows[0]["name_en"] = "alone"
    return rows


def _kept(connection: Connection, table: Table) -> list[dict[str, Any]]:
    names = ("n", "code", "notes", "name_en")
    found = connection.execute(select(*(table.c[one] for one in names)).where(table.c.n > 1000).order_by(table.c.n))
    return [dict(row) for row in found.mappings()]


def test_rows_keep_what_they_have_and_are_empty_where_they_have_nothing(store: Store) -> None:
    table, rows = tables["facility"], _rows(3 * WORTH_IT)
    with store.database.writing() as connection:
        insert_rows(connection, table, rows)
        insert_rows(connection, table, [])
        assert _kept(connection, table) == [
            {name: row.get(name) for name in ("n", "code", "notes", "name_en")} for row in rows
        ]


def test_what_an_update_leaves_out_stays(store: Store) -> None:
    table, rows = tables["facility"], _rows(2 * WORTH_IT)
    with store.database.writing() as connection:
        insert_rows(connection, table, rows)
        update_rows(
            connection, table, "n", [{"n": 1001, "code": "new"}, {"notes": None, "n": 1003}, {"n": 1002, "code": "x"}]
        )
        kept = {row["n"]: row for row in _kept(connection, table)}
    assert (kept[1001]["code"], kept[1001]["name_en"]) == ("new", "alone")
    assert (kept[1003]["notes"], kept[1002]["code"], kept[1004]["code"]) == (None, "x", "F4")


def test_all_that_were_asked_for_are_found_however_many(store: Store) -> None:
    table, rows = tables["facility"], _rows(1203)
    with store.database.writing() as connection:
        insert_rows(connection, table, rows)
        found = list(rows_among(connection, table, ("n",), "id", [row["id"] for row in rows]))
    assert sorted(row[0] for row in found) == [row["n"] for row in rows]


def test_room_for_pages_is_given_back_and_what_was_written_in_it_is_there(store: Store) -> None:
    an_incident(store)
    with store.database.writing() as connection:
        lite = connection.dialect.name == "sqlite"
        before = connection.exec_driver_sql("PRAGMA cache_size").scalar() if lite else 0
        with roomy(connection):
            insert_rows(connection, tables["facility"], _rows(5))
        assert not lite or connection.exec_driver_sql("PRAGMA cache_size").scalar() == before
    with store.database.reading() as connection:
        assert len(_kept(connection, tables["facility"])) == 5
