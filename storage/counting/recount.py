"""All figures of people counted anew from the records: what ``reckoning.py`` must equal at any time."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage.counting.linked import facts_of, incident_rows, place_of, read_links
from storage.counting.once import count_once
from storage.counting.sums import Cell, cells
from storage.counting.victim_accounts import all_told, disputed, placed
from storage.database.tables import tables


def recounted(connection: Connection) -> list[Cell]:
    """Every event and everybody without one, by the kernel alone; no column that rests on other records is read."""
    links, rivals = read_links(connection), disputed(connection)
    ids = [bytes(row.id).hex() for row in connection.execute(select(tables["incident"].c.id))]
    rows = incident_rows(connection, ids)
    accounts = placed(all_told(connection, rivals), lambda one: place_of(rows, one))
    people = count_once(accounts, links.of("same_person_as"), links.of("identified_as"))
    facts = facts_of(connection, rows, people, whole=rows.keys())
    return cells(facts, links.events, [one for one in people if not one.incident])
