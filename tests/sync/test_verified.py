"""What a laptop marks as verified whose role does not verify is asked about; membership is no one's to write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.edits import Edit
from storage.errors import UserError
from storage.fields.field import Merge
from storage.journal.change import Change
from storage.records import RECORDS
from storage.review.inbox import UNENTITLED, acceptance, unverifying
from storage.store import Store
from storage.sync.belonging import read_request
from storage.sync.entitled import VOUCHED
from storage.undoing import Signer
from tests.builders import a_store, an_incident, change, reopened
from tests.sync.test_segments import give, joined, ours, settle

__all__ = ["ours"]


@pytest.fixture
def rescuer(tmp_path: Path, ours: Store) -> Iterator[Store]:
    made = a_store(tmp_path, team="Khan 1", country="")
    joined(made, ours)
    settle(ours, made)
    yield made
    made.close()


def forges(store: Store, kind: str, record: str, **fields: Any) -> None:
    """Write as a changed program would, which asks nobody."""
    identity, read = bytes.fromhex(record), store.read(kind, record)
    with store._write() as connection:
        sign = Signer(store.clock, store._last_number(connection), bytes.fromhex(store.me.person))
        over = {name: read.seen.heads[name] for name in fields if read is not None and name in read.seen.heads}
        made: list[Change] = [sign(kind, identity, fields, over, "")]
        store._move(connection, made, set(), learned=True)


def asked(store: Store) -> list[str]:
    return [one.record for one in store.inbox(UNENTITLED)]


def test_what_a_rescuers_laptop_marked_as_verified_is_asked_about_everywhere(ours: Store, rescuer: Store) -> None:
    record, other = an_incident(ours), an_incident(ours)
    change(ours, "incident", other, status="verified", verification="verified")
    settle(ours, rescuer)
    forges(rescuer, "incident", record, status="verified", verification="verified")
    settle(ours, rescuer)
    for store in (ours, rescuer):
        assert asked(store) == [record] and store.inbox_counts().todo[UNENTITLED] == 1
    assert ours.inbox(UNENTITLED)[0].question == rescuer.inbox(UNENTITLED)[0].question


def test_who_may_verify_says_that_it_stands_and_nobody_else(ours: Store, rescuer: Store) -> None:
    record = an_incident(ours)
    settle(ours, rescuer)
    forges(rescuer, "incident", record, status="verified")
    settle(ours, rescuer)
    [item] = rescuer.inbox(UNENTITLED)
    with pytest.raises(UserError, match="not-allowed"):
        rescuer.save(acceptance(item.kind, item.record, item.question, "we saw it"))
    ours.save(acceptance(item.kind, item.record, item.question, "we saw it"))
    settle(ours, rescuer)
    assert asked(ours) == asked(rescuer) == []
    forges(rescuer, "incident", record, verification="verified")
    settle(ours, rescuer)
    assert asked(ours) == [record], "another change of theirs asks anew"


def test_to_say_that_it_is_not_verified_is_anybodys(ours: Store, rescuer: Store) -> None:
    record = an_incident(ours)
    settle(ours, rescuer)
    forges(rescuer, "incident", record, status="verified", verification="verified")
    rescuer.save([unverifying("incident", record, "a slip")])
    settle(ours, rescuer)
    read = ours.read("incident", record)
    assert read is not None and read.values["verification"] == "under_verification"
    assert asked(ours) == asked(rescuer) == []


def test_what_was_verified_before_a_laptop_joined_as_a_rescuers_is_asked_about_on_both(
    ours: Store, tmp_path: Path
) -> None:
    alone = a_store(tmp_path, team="Alone 1", country="")
    record = alone.save([Edit("facility", None, {"name_en": "Clinic", "kind": "hospital", "status": "verified"})]).ids[
        0
    ]
    assert asked(alone) == []
    joined(alone, ours)
    assert asked(alone) == [record]
    settle(ours, alone)
    assert asked(ours) == [record]
    ours.certify(read_request(alone.request().text()), "verifier")
    settle(ours, alone)
    assert asked(ours) == asked(alone) == [], "whoever may verify now is believed"
    assert asked(reopened(ours)) == []
    alone.close()


@pytest.mark.parametrize("kind", sorted(VOUCHED))
def test_records_of_membership_are_written_by_their_acts_alone(ours: Store, rescuer: Store, kind: str) -> None:
    before = ours.state_hash(), ours.membership()
    standing = [bytes(row[0]).hex() for row in _ids(ours, kind)]
    text = next(name for name, item in RECORDS[kind].fields.items() if item.merge is Merge.PROTECTED)
    for record in (None, *standing[:1]):
        for values in ({text: "f" * 12}, {"withdrawn": "not wanted"}):
            with pytest.raises(UserError, match="not-by-hand"):
                ours.save([Edit(kind, record, values)])
            with pytest.raises(UserError, match="not-by-hand"):
                ours.save_many([Edit(kind, record, values)])
    assert (ours.state_hash(), ours.membership()) == before
    with pytest.raises((ValueError, UserError)):
        ours.vouch([Edit(kind, None, {"device": "f" * 12, "proof": "00"}), Edit("certificate", None, {"role": "x"})])
    assert ours.membership() == before[1]


def _ids(store: Store, kind: str) -> list[Any]:
    from sqlalchemy import select

    from storage.database.tables import tables

    with store.database.reading() as connection:
        return list(connection.execute(select(tables[kind].c.id)))


def test_certifying_is_taken_back_by_taking_out_and_not_by_undo(ours: Store, tmp_path: Path) -> None:
    new = a_store(tmp_path, team="New 1", country="")
    done = ours.certify(read_request(new.request().text()), "verifier")
    with pytest.raises(UserError, match="not-by-hand"):
        ours.undo(done.save)
    assert ours.membership().of(new.me.device) is not None
    new.close()


@pytest.mark.parametrize("fields", [{"withdrawn": "x"}, {"role": "coordinator"}, {"proof": "00"}, {"device": None}])
def test_a_members_laptop_that_writes_over_a_certificate_moves_nobody(
    ours: Store, rescuer: Store, fields: dict[str, Any]
) -> None:
    members = ours.membership().members
    mine = members[rescuer.me.device[:12]].certificate
    theirs = members[ours.me.device[:12]].certificate
    for record in (mine, theirs):
        forges(rescuer, "certificate", record, **fields)
    give(rescuer, ours)
    assert ours.membership().members == members
    assert rescuer.role() == "rescuer" and ours.role() == "coordinator"


def test_a_revoked_laptop_stays_out_whoever_withdraws_the_revocation(
    ours: Store, rescuer: Store, tmp_path: Path
) -> None:
    friend = a_store(tmp_path, team="Friend 1", country="")
    joined(friend, ours)
    ours.revoke(rescuer.me.device[:12], "lost")
    settle(ours, friend)
    [revocation] = [bytes(row[0]).hex() for row in _ids(friend, "revocation")]
    forges(friend, "revocation", revocation, withdrawn="he is a friend", proof=None)
    settle(ours, friend)
    for store in (ours, friend):
        found = store.membership().of(rescuer.me.device)
        assert found is not None and found.revoked
    friend.close()
