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
