"""Laws of the road over a hub: nothing lost, nothing twice, nothing readable for whoever keeps it or for others."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from storage.errors import UserError
from storage.store import Store
from storage.sync.hub_admission import admit_to_hub, begin_hub, dismiss_from_hub, take_admission
from tests.builders import a_store, an_incident, change
from tests.sync.hubs import a_database, keeper, own, sync
from tests.sync.test_segments import joined

TABLES = ("segment", "common", "receipt", "key", "given")


def test_two_laptops_become_one_register_over_the_hub(pair: tuple[Store, Store], hub: str) -> None:
    ours, theirs = pair
    record = an_incident(ours)
    an_incident(theirs)
    for store in (ours, theirs, ours):
        sync(store, hub)
    assert ours.state_hash() == theirs.state_hash()
    assert ours.vector() == theirs.vector()
    change(ours, "incident", record, weapon="barrel_bomb")
    change(theirs, "incident", record, weapon="artillery")
    for store in (ours, theirs, ours):
        sync(store, hub)
    assert ours.state_hash() == theirs.state_hash()
    assert [field for _, _, field in ours.conflicts()] == ["weapon"] == [field for _, _, field in theirs.conflicts()]


def test_who_is_admitted_enters_as_itself_whatever_name_the_address_has(pair: tuple[Store, Store], hub: str) -> None:
    an_incident(pair[0])
    for store in (*pair, pair[0]):  # as the address was typed to make the hub
        sync(store, keeper(hub))
    assert pair[0].state_hash() == pair[1].state_hash()


def test_a_second_exchange_moves_nothing(pair: tuple[Store, Store], hub: str) -> None:
    ours, theirs = pair
    an_incident(ours)
    sync(ours, hub)
    sync(theirs, hub)
    sync(ours, hub)
    position = theirs.position(), ours.position()
    for store in pair:
        assert store.pull_hub(hub).bundles == 0
        assert store.push_hub(hub).changes == 0
    assert (theirs.position(), ours.position()) == position


def test_each_learns_what_the_other_holds(pair: tuple[Store, Store], hub: str) -> None:
    ours, theirs = pair
    an_incident(ours)
    for store in (ours, theirs, ours):
        sync(store, hub)
    (heard,) = ours.peers()
    assert heard.road == "hub"
    assert heard.vector[ours.me.device] == ours.vector()[ours.me.device]


def test_who_joins_later_reads_what_was_there_before(pair: tuple[Store, Store], hub: str, tmp_path: Path) -> None:
    ours, theirs = pair
    an_incident(theirs)
    sync(theirs, hub)
    sync(ours, hub)
    third = a_store(tmp_path, team="Hama 1")
    joined(third, ours)
    take_admission(third, admit_to_hub(ours, keeper(hub), third.me.device))
    found = third.pull_hub(hub)
    assert not found.refused and not found.apart
    for store in (third, ours, third):
        sync(store, hub)
    assert third.state_hash() == ours.state_hash()
    third.close()


def test_after_a_revocation_what_is_written_is_closed_to_the_revoked(pair: tuple[Store, Store], hub: str) -> None:
    ours, theirs = pair
    for store in (ours, theirs):
        sync(store, hub)
    ours.revoke(theirs.me.device[:12], "lost")
    an_incident(ours)
    sync(ours, hub)
    before = theirs.counts().get("incident", 0)
    assert {one.word for one in theirs.pull_hub(hub).refused} == {"hub-no-key"}
    assert theirs.counts().get("incident", 0) == before
    dismiss_from_hub(ours, keeper(hub), theirs.me.device)
    with pytest.raises(UserError, match=r"hub-no-entry|no-hub"):
        theirs.pull_hub(hub)


def test_whoever_keeps_the_hub_reads_nothing(pair: tuple[Store, Store], hub: str) -> None:
    ours, _ = pair
    an_incident(ours, narrative="canary-of-the-narrative")
    sync(ours, hub)
    with psycopg.connect(keeper(hub)) as admin:
        for table in TABLES:
            rows = admin.execute(f"SELECT * FROM sijill_hub.{table}".encode()).fetchall()
            assert rows
            assert not any(b"canary" in bytes(cell) for row in rows for cell in row if isinstance(cell, bytes))


def test_a_keeper_who_changes_forges_or_withholds_is_noticed(pair: tuple[Store, Store], hub: str) -> None:
    ours, theirs = pair
    an_incident(ours)
    sync(ours, hub)
    state, admin_address = theirs.state_hash(), keeper(hub)
    with psycopg.connect(admin_address, autocommit=True) as admin:
        admin.execute("UPDATE sijill_hub.segment SET content = set_byte(content, 400, get_byte(content, 400) # 1)")
    found = theirs.pull_hub(hub)
    assert found.refused and not found.changes
    assert theirs.state_hash() == state
    with psycopg.connect(admin_address, autocommit=True) as admin:
        admin.execute("UPDATE sijill_hub.segment SET first = first + 1, last = last + 1")
    assert not theirs.pull_hub(hub).changes


# --------------------------------------------------------------------------------------------- who sees what


def test_another_organisation_sees_nothing_and_learns_nothing(
    pair: tuple[Store, Store], postgres: str, tmp_path: Path
) -> None:
    ours, _ = pair
    foreign = a_store(tmp_path, team="Elsewhere")
    admin = a_database(postgres)
    begin_hub(ours, admin)
    begin_hub(foreign, admin, shared=True)
    an_incident(ours)
    sync(ours, own(admin))
    (place,) = foreign.hubs()
    with psycopg.connect(own(admin), autocommit=True, **foreign.hub_login(place)) as spy:  # type: ignore[arg-type]
        for table in TABLES:
            assert spy.execute(f"SELECT count(*) FROM sijill_hub.{table}".encode()).fetchone() == (0,)
            for statement in ("DELETE FROM sijill_hub.{}", "TRUNCATE sijill_hub.{}", "DROP TABLE sijill_hub.{}"):
                _denied(spy, statement.format(table))
        _denied(spy, "SELECT * FROM sijill_hub.login")
        _denied(spy, "UPDATE sijill_hub.segment SET last = last")
        _denied(spy, "SET ROLE sijill_hub_owner")
        row = "('{}', '{}', 1, 1, decode(repeat('00', 32), 'hex'), 'k', 'x')"
        said = _denied(spy, "INSERT INTO sijill_hub.segment VALUES " + row.format(ours.membership().root, "0" * 16))
        with psycopg.connect(admin) as keeper:
            ((device, first, last, tip),) = keeper.execute(
                "SELECT device, first, last, encode(tip, 'hex') FROM sijill_hub.segment LIMIT 1"
            ).fetchall()
        there = f"('{ours.membership().root}', '{device}', {first}, {last}, decode('{tip}', 'hex'), 'k', 'x')"
        assert _denied(spy, "INSERT INTO sijill_hub.segment VALUES " + there) == said  # whether it is there or not
    foreign.close()


def test_a_member_adds_and_changes_nothing_in_the_name_of_another(pair: tuple[Store, Store], hub: str) -> None:
    ours, theirs = pair
    sync(ours, hub)
    sync(theirs, hub)
    (place,) = theirs.hubs()
    with psycopg.connect(hub, autocommit=True, **theirs.hub_login(place)) as member:  # type: ignore[arg-type]
        device = ours.me.device[:12]
        _denied(member, "DELETE FROM sijill_hub.segment")
        _denied(member, "UPDATE sijill_hub.segment SET content = 'x'")
        _denied(member, f"INSERT INTO sijill_hub.receipt (device, key, content) VALUES ('{device}', 'k', 'x')")
        member.execute("UPDATE sijill_hub.receipt SET content = 'x'")
        said = member.execute("SELECT device FROM sijill_hub.receipt WHERE content = 'x'").fetchall()
        assert said == [(theirs.me.device[:12],)]
        _denied(member, "UPDATE sijill_hub.receipt SET device = '000000000000'")


def _denied(connection: psycopg.Connection[tuple[object, ...]], statement: str) -> str:
    with pytest.raises(psycopg.errors.InsufficientPrivilege) as refused:
        connection.execute(statement.encode())
    return str(refused.value)


def test_what_cannot_be_is_said(pair: tuple[Store, Store], hub: str, postgres: str, tmp_path: Path) -> None:
    ours, theirs = pair
    (place,) = ours.hubs()
    theirs.keep_hub_login(place, ours.hub_login(place)["user"], "wrong")
    _says(theirs, hub, "hub-no-entry")
    theirs.keep_hub_login(
        place, **{"login": ours.hub_login(place)["user"], "password": ours.hub_login(place)["password"]}
    )
    _says(theirs, hub, "hub-of-another")
    _says(ours, a_database(postgres), "no-hub")
    _says(ours, own(a_database(postgres)), "hub-no-entry")
    _says(ours, "postgresql://127.0.0.1:1/sijill?user=x", "hub-away")
    _says(ours, "postgresql://[::/", "not-an-address")
    with pytest.raises(UserError, match="not-an-admission"):
        take_admission(theirs, b"rubbish")
    assert ours.exchanges(1)[0].trouble == "not-an-address" or ours.exchanges(1)[0].trouble == "hub-away"


def _says(store: Store, address: str, word: str) -> None:
    with pytest.raises(UserError, match=word):
        store.pull_hub(address)
