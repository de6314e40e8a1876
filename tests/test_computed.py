"""Computed columns follow what they rest on: groups and their named people, damage and its incident, attacks."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, select, text, update

from storage.afresh import WORDS
from storage.database.database import Database
from storage.database.jsontext import pack
from storage.database.tables import tables
from storage.edits import Edit
from storage.lists.listing import Query
from storage.migrations import HEAD, revision
from storage.records import RECORDS
from storage.store import Store
from tests.builders import (
    KEY,
    a_store,
    a_victim,
    an_incident,
    change,
    count,
    day,
    name,
    place,
    reopened,
    victim_values,
)

pytestmark = pytest.mark.usefixtures("engine")


def row(store: Store, kind: str, record: str) -> dict[str, Any]:
    with store.database.reading() as connection:
        found = select(tables[kind]).where(tables[kind].c.id == bytes.fromhex(record))
        return dict(connection.execute(found).mappings().one())


def a_group(store: Store, people: str, **more: Any) -> str:
    values = {"people": count(people), "outcome": "killed", **more}
    return store.save([Edit("victim", None, values)]).ids[0]


def left(store: Store, group: str) -> tuple[Any, Any]:
    found = row(store, "victim", group)
    return found["people_min"], found["people_max"]


def test_a_group_shrinks_as_people_are_named_and_grows_when_one_is_taken_back(store: Store) -> None:
    group = a_group(store, "10-12")
    one, two = (a_victim(store, of_group=group) for _ in range(2))
    assert left(store, group) == (8, 10)
    change(store, "victim", one, withdrawn="entered twice")
    assert left(store, group) == (9, 11)
    change(store, "victim", two, of_group=None)
    assert left(store, group) == (10, 12)


def test_more_people_named_than_a_group_had_leave_nobody_in_it(store: Store) -> None:
    group = a_group(store, "2")
    store.save([Edit("victim", None, victim_values(of_group=group)) for _ in range(3)])
    assert left(store, group) == (0, 0)


def test_the_incident_counts_a_named_person_of_a_group_once(store: Store) -> None:
    incident = an_incident(store)
    group = a_group(store, "12", incident=incident)
    store.save([Edit("victim", None, victim_values(incident=incident, of_group=group)) for _ in range(5)])
    assert row(store, "incident", incident)["named_killed"] == 12
    assert store.listing(Query("victim")).totals()["killed"] == 12


def test_members_that_arrive_before_their_group_are_counted(store: Store, other: Store) -> None:
    group = a_group(other, "6")
    member = a_victim(other, of_group=group)
    changes = [one for one in changes_of(other) if one.record.hex() in (group, member)]
    for one in sorted(changes, key=lambda one: one.record.hex() == group):
        store.learn([one])
    assert left(store, group) == (5, 5)


def changes_of(store: Store) -> list[Any]:
    from storage.database.tables import journal
    from storage.journal.journal import to_change

    with store.database.reading() as connection:
        return [to_change(found) for found in connection.execute(select(journal).order_by(journal.c.seq)).mappings()]


def damaged(store: Store, incident: str, facility: str) -> str:
    values = {"incident": incident, "facility": facility, "damage": "minor"}
    return store.save([Edit("damage", None, values)]).ids[0]


def test_damage_follows_its_incident_and_the_facility_counts_its_attacks(store: Store) -> None:
    facility = store.save([Edit("facility", None, {"kind": "hospital", "name_en": "Test hospital"})]).ids[0]
    incident = an_incident(store)
    damage = damaged(store, incident, facility)
    assert row(store, "damage", damage)["day"] == "2019-07-04"
    assert (row(store, "facility", facility)["attacks"], row(store, "facility", facility)["last_attack"]) == (
        1,
        "2019-07-04",
    )
    change(store, "incident", incident, occurred=day("2019-07-05"))
    assert row(store, "facility", facility)["last_attack"] == "2019-07-05"
    change(store, "incident", incident, withdrawn="did not happen")
    assert row(store, "facility", facility)["attacks"] == 0
    change(store, "incident", incident, withdrawn=None)
    elsewhere = store.save([Edit("facility", None, {"kind": "school", "name_en": "Test school"})]).ids[0]
    change(store, "damage", damage, facility=elsewhere)
    assert [row(store, "facility", one)["attacks"] for one in (facility, elsewhere)] == [0, 1]
    change(store, "damage", damage, withdrawn="wrong facility")
    assert row(store, "facility", elsewhere)["attacks"] == 0


def test_who_is_looked_for_stands_on_the_board(store: Store) -> None:
    lost = a_victim(store, outcome="under_rubble")
    body = store.save([Edit("victim", None, {"sex": "male", "outcome": "killed", "family_group": "x"})]).ids[0]
    known = a_victim(store)
    assert [row(store, "victim", one)["board"] for one in (lost, body, known)] == ["lost", "unidentified", None]
    change(store, "victim", lost, outcome="killed")
    change(store, "victim", body, name=name("محمد خالد الأحمد"))
    assert [row(store, "victim", one)["board"] for one in (lost, body)] == [None, None]


def a_varied_register(store: Store) -> None:
    facility = store.save([Edit("facility", None, {"kind": "hospital", "name_en": "Test hospital"})]).ids[0]
    first = an_incident(store, claims=1, victims=2)
    second = an_incident(store, victims=1, occurred=day("2019-07-05"), place=place(store, "Ariha"))
    damaged(store, first, facility)
    damaged(store, second, facility)
    group = a_group(store, "at least 5", incident=first)
    a_victim(store, incident=first, of_group=group, sex="female", civilian_status="civilian")
    a_victim(store, outcome="missing")
    store.save([Edit("victim", None, {"sex": "male", "outcome": "killed", "incident": second})])
    change(store, "incident", second, withdrawn="did not happen")
    draft = {"place": place(store), "status": "draft"}
    store.save([Edit(kind, None, draft) for kind in ("incident", "facility")])


def test_what_saving_fills_is_what_a_computation_from_nothing_gives_on_both_engines(store: Store) -> None:
    a_varied_register(store)
    change(store, "place", place(store), name_en="Khan Sheikhun")
    assert not store.strayed().first
    with store.database.writing() as connection:
        connection.execute(update(tables["incident"]).values(area="X", killed_min=9))
        connection.execute(text("DELETE FROM search_victim"))
    assert {name for _, name in store.strayed(mend=True).counts} == {"area", "killed_min", WORDS}
    assert not store.strayed().first


def test_what_the_migration_fills_is_what_saving_fills(store: Store) -> None:
    a_varied_register(store)
    migration = import_module("storage.migrations.versions.0002_rooms")
    added = {kind: [word.partition(":")[0] for word in words.split()] for kind, words in migration.COLUMNS.items()}
    names = {kind: [one for one in some if one in RECORDS[kind].derived] for kind, some in added.items()}
    saved = computed(store, names)
    with store.database.writing() as connection:
        for kind, some in names.items():
            if some:
                connection.execute(update(tables[kind]).values(dict.fromkeys(some)))
        context = MigrationContext.configure(connection)
        with Operations.context(context):
            migration._fill(lite=connection.dialect.name == "sqlite")
    assert computed(store, names) == saved


def computed(store: Store, names: dict[str, list[str]]) -> dict[str, list[Any]]:
    with store.database.reading() as connection:
        return {
            kind: [
                tuple(found)
                for found in connection.execute(
                    select(*(tables[kind].c[one] for one in some)).order_by(tables[kind].c.n)
                )
            ]
            for kind, some in names.items()
            if some
        }


def test_a_register_of_the_first_program_is_brought_up(tmp_path: Any, engine: str) -> None:
    if engine != "embedded":
        pytest.skip("registers of the first program are files")
    store = a_store(tmp_path)
    an_incident(store, claims=1, victims=2)
    left_home = {"direction": "out", "origin": place(store)}
    first = store.save([Edit("movement", None, left_home)]).ids[0]
    second = store.save([Edit("movement", None, left_home | {"same_people_as": (first,)})]).ids[0]
    listed = a_victim(store, status="proposed")
    before = store.state_hash()
    _back_to_first(store)
    again = reopened(store)
    assert row(again, "victim", listed)["waiting"] == 1
    assert revision(again.database) == HEAD
    assert again.state_hash() == before
    assert [row(again, "movement", one)["linked"] for one in (first, second)] == [None, 1]
    assert not again.strayed().first
    again.close()


def test_what_newer_teams_wrote_takes_its_place_after_the_update(tmp_path: Any, engine: str) -> None:
    """An older program kept fields and kinds it did not know; the update makes ordinary records of them."""
    if engine != "embedded":
        pytest.skip("registers of the first program are files")
    store = a_store(tmp_path)
    a_varied_register(store)
    store.save([Edit("review", None, {"about": "fit", "verdict": "accepted"})])
    group = next(one for one in store.listing(Query("victim")).first(50)[1].values() if one["people"] is not None)
    before, shrunk = store.state_hash(), left(store, group.id)
    _back_to_first(store)
    again = reopened(store)
    assert again.state_hash() == before
    assert left(again, group.id) == shrunk == (4, None)
    assert again.counts()["review"] == 1
    assert not again.strayed().first
    again.close()
    third = Store.open(Database.open(again.database.path, KEY))
    assert third.state_hash() == before
    third.close()


def _back_to_first(store: Store) -> None:
    """The register as the first program would have left it: what it does not know stands beside, or in the journal."""
    migration = import_module("storage.migrations.versions.0002_rooms")
    with store.database.writing() as connection:
        _before_borders(connection)
        _before_roles(connection)
        _before_files(connection)
        _before_proposals(connection)
        _before_movements(connection)
        for kind, words in migration.COLUMNS.items():
            unknown = {word.partition(":")[0] for word in words.split()} & set(RECORDS[kind].fields)
            for name in unknown:
                found = select(tables[kind].c.n, tables[kind].c[name]).where(tables[kind].c[name].isnot(None))
                for n, value in connection.execute(found).all():
                    beside = update(tables[kind]).where(tables[kind].c.n == n)
                    connection.execute(beside.values(extra=pack({name: value})))
        for table, some in migration.SPARSE.items():
            for columns in some:
                connection.execute(text(f"DROP INDEX {table}_{'_'.join(columns.split())}_sparse"))
        for index, _, _ in migration.INDEXES:
            connection.execute(text(f"DROP INDEX {index}"))
        later = import_module("storage.migrations.versions.0003_exchange")
        latest = import_module("storage.migrations.versions.0005_sync")
        for kind in ("review", *later.KINDS, *latest.KINDS, *latest.TABLES):
            connection.execute(text(f"DROP TABLE {kind}"))
        for table, words in migration.COLUMNS.items():
            for word in words.split():
                connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {word.partition(':')[0]}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))


def _before_borders(connection: Connection) -> None:
    for table in import_module("storage.migrations.versions.0009_boundaries").TABLES:
        connection.execute(text(f"DROP TABLE {table}"))


def _before_roles(connection: Connection) -> None:
    later = import_module("storage.migrations.versions.0008_entitled")
    for table in later.KINDS.split():
        connection.execute(text(f"DROP INDEX {table}_unentitled_sparse"))
        connection.execute(text(f"ALTER TABLE {table} DROP COLUMN unentitled"))


def _before_files(connection: Connection) -> None:
    later = import_module("storage.migrations.versions.0007_attachments")
    connection.execute(text("DROP INDEX attachment_sha256"))
    for table in ("custody", *later.TABLES):
        connection.execute(text(f"DROP TABLE {table}"))


def _before_proposals(connection: Connection) -> None:
    later = import_module("storage.migrations.versions.0006_proposed")
    for table in later.WAITING.split():
        connection.execute(text(f"DROP INDEX {table}_waiting_sparse"))
        connection.execute(text(f"ALTER TABLE {table} DROP COLUMN waiting"))


def _before_movements(connection: Connection) -> None:
    later = import_module("storage.migrations.versions.0004_movements")
    for index in (later.SPARSE, *(wide for wide, _ in later.INDEXES)):
        connection.execute(text(f"DROP INDEX {index}"))
    connection.execute(text("ALTER TABLE movement DROP COLUMN linked"))
    for index in later.REPLACED:
        connection.execute(text(f"CREATE INDEX {index} ON movement ({index.removeprefix('movement_')})"))
