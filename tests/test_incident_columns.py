"""Incidents read column by column in blocks: as row by row, and as SQL adds them up, whatever stands in a field."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from storage.counting.columns import of_all
from storage.database.tables import tables
from storage.overview import incident_columns
from storage.overview.incident_columns import WORDS, IncidentColumns
from storage.store import Store

INCIDENT = tables["incident"]
ODD = {"weapon": '["a\x1eb"]', "area": "SY\x1e", "attack": "\x1e\x1e", "entered": "2019\x1e7", "team": "\x1f"}


def _read(store: Store) -> dict[bytes, tuple[Any, ...]]:
    with store.database.reading() as connection:
        found = IncidentColumns(store.database, connection)
        whole = of_all(connection, "", "", "")
    assert tuple(found.numbers.sum(axis=0).tolist()) == whole
    words = zip(*(found.words[name] for name in WORDS), strict=True)
    rows = zip(found.ids, words, found.numbers.tolist(), strict=True)
    return {record: (*told, *numbers) for record, told, numbers in rows}


def _row_by_row(store: Store, monkeypatch: pytest.MonkeyPatch) -> dict[bytes, tuple[Any, ...]]:
    with monkeypatch.context() as patched:
        patched.setattr(incident_columns, "apart", lambda text, many: [])
        return _read(store)


@pytest.mark.parametrize("size", [7, 100, 10_000])
def test_blocks_of_incidents_say_what_rows_say(practice: Store, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(incident_columns, "BLOCK", size)
    found = _read(practice)
    assert len(found) > 100 and found == _row_by_row(practice, monkeypatch)


@pytest.mark.parametrize("column", sorted(ODD))
def test_a_separator_in_a_field_moves_no_word_to_another_incident(
    practice: Store, monkeypatch: pytest.MonkeyPatch, column: str
) -> None:
    monkeypatch.setattr(incident_columns, "BLOCK", 40)
    before = _read(practice)
    with practice.database.writing() as connection:
        number, kept = connection.execute(select(INCIDENT.c.n, INCIDENT.c[column]).offset(21).limit(1)).one()
        connection.execute(update(INCIDENT).where(INCIDENT.c.n == number).values({column: ODD[column]}))
    try:
        found = _read(practice)
        assert found == _row_by_row(practice, monkeypatch)
        assert sum(found[one] != before[one] for one in found) == 1
    finally:
        with practice.database.writing() as connection:
            connection.execute(update(INCIDENT).where(INCIDENT.c.n == number).values({column: kept}))
