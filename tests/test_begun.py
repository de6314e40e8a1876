"""Laws of the registers that tests copy: a copy is what founding would have made from nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from storage.database.database import Database
from storage.database.tables import metadata
from storage.store import Store
from tests.begun import KEY, lay
from tests.builders import an_incident, change, place
from tests.lent import Lent


def contents(store: Store) -> dict[str, Any]:
    """How many rows each table holds, the tables with their indexes, and what the register says of itself."""
    with store.database.reading() as connection:
        found: dict[str, Any] = {
            name: connection.execute(select(func.count()).select_from(table)).scalar()
            for name, table in metadata.tables.items()
        }
        made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master ORDER BY name").all()
        found["meta"] = sorted((row.name, row.value) for row in connection.execute(select(metadata.tables["meta"])))
    found["tables"] = [tuple(row) for row in made]
    found["places"] = sorted(one.stamp for one in store.changes() if one.kind == "place")
    return found


@pytest.mark.parametrize("country", ["", "SY"])
def test_founded_on_a_copy_a_register_holds_what_it_holds_founded_on_nothing(tmp_path: Path, country: str) -> None:
    facts: dict[str, Any] = {"register": "T", "team": "T", "person": "P", "country": country, "device": "D"}
    found = []
    for path in (tmp_path / "from nothing" / "register.db", lay(tmp_path / "copied" / "register.db", country)):
        store = Store.found(Database.open(path, KEY), identity=b"\1" * 6 + b"\0\0", **facts)
        found.append(contents(store))
        store.close()
    assert found[0] == found[1]


def told(database: Database) -> dict[str, Any]:
    """Every row of every table on the server, and where the numbers go on."""
    with database.reading() as connection:
        names = (
            connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").scalars().all()
        )
        rows = {name: connection.exec_driver_sql(f"SELECT x::text FROM {name} x ORDER BY 1").all() for name in names}
        numbers = connection.exec_driver_sql("SELECT * FROM pg_sequences ORDER BY 1, 2").all()
    return {**rows, "numbers": numbers}


def test_a_database_lent_again_is_as_the_first_test_found_it(lent: Lent) -> None:
    database = lent.take()
    first, address = told(database), database.engine.url
    store = Store.found(database, register="T", team="T", person="P", country="SY")
    an_incident(store, claims=1, victims=2)
    change(store, "place", place(store), name_en="Elsewhere")
    assert told(database) != first
    store.close()
    again = lent.take()
    assert (told(again), again.engine.url) == (first, address)
    again.close()


@pytest.mark.parametrize("statement", ["ALTER TABLE incident ADD more text", "CREATE INDEX more ON incident (place)"])
def test_a_database_whose_tables_were_changed_is_lent_to_nobody_else(lent: Lent, statement: str) -> None:
    database = lent.take()
    address = database.engine.url
    with database.writing() as connection:
        connection.exec_driver_sql(statement)
    database.close()
    again = lent.take()
    assert again.engine.url != address
    again.close()
