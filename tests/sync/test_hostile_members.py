"""Attacks from inside: what a member's changed program signs, and what two who work together can bring about.

Each law was an attack that came through once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from storage.errors import UserError
from storage.journal.change import Change
from storage.store import Store
from storage.sync.belonging import Request, read_request
from storage.sync.chain import Segment, first_link, links_after, seal
from storage.sync.entitled import proofs
from storage.sync.keys import DeviceKeys
from storage.sync.lines import line_of
from storage.sync.membership import proved
from storage.undoing import Signer
from tests.sync.begun import an_entry, laptops
from tests.sync.test_segments import settle


@pytest.fixture
def three(tmp_path: Path) -> list[Store]:
    """Who began the organisation, a coordinator, a verifier; they hold the same."""
    made = laptops(tmp_path, 3)
    settle(*made)
    return made


def asked_by(store: Store) -> Request:
    return read_request(store.request().text())


def forged(store: Store, kind: str, record: str, fields: dict[str, Any]) -> None:
    """Write as a changed program would, which asks nobody."""
    with store._write() as connection:
        sign = Signer(store.clock, store._last_number(connection), bytes.fromhex(store.me.person))
        store._move(connection, [sign(kind, bytes.fromhex(record), fields, {}, "")], set(), learned=True)


def stretch(keys: DeviceKeys, device: str, changes: Iterable[Change]) -> Segment:
    """A whole chain as its device seals it."""
    lines, eight = [line_of(one) for one in changes], bytes.fromhex(device)
    tip = links_after(first_link(eight), lines)
    return Segment(eight, 1, len(lines), first_link(eight), tip, seal(keys.signing, eight, len(lines), tip), lines)


def test_nothing_written_under_the_name_of_a_revocation_brings_back_who_was_taken_out(three: list[Store]) -> None:
    ours, second, gone = three
    number = gone.vector()[gone.me.device][-1][1]
    ours.revoke(gone.me.device, "stolen")
    with ours.database.reading() as connection:
        [record] = proofs(connection, "revocation")
    settle(ours, second)
    forged(gone, "revocation", record, {"device": gone.me.device[:12]})
    late = an_entry(gone)
    for store in (ours, second):
        taken = store.take_in(list(gone.segments(store.vector())))
        assert [one.word for one in taken.apart] == ["revoked"]
        assert store.read("incident", late) is None
        assert store.vector()[gone.me.device][-1][1] == number


def test_a_revocation_and_what_overwrites_it_in_one_exchange_take_out_all_the_same(three: list[Store]) -> None:
    ours, second, gone = three
    ours.revoke(gone.me.device, "stolen")
    with ours.database.reading() as connection:
        [record] = proofs(connection, "revocation")
    forged(gone, "revocation", record, {"device": gone.me.device[:12]})
    late = an_entry(gone)
    taken = second.take_in([*ours.segments(second.vector()), *gone.segments(second.vector())])
    assert [one.word for one in taken.apart] == ["revoked"] and second.read("incident", late) is None


def test_a_number_that_belongs_is_not_certified_for_other_keys(three: list[Store]) -> None:
    ours, _, other = three
    before = ours.membership()
    for victim in three:
        stranger = DeviceKeys.new()
        asked = replace(asked_by(victim), signing=stranger.signing.public, sealing=stranger.recipient)
        with pytest.raises(UserError, match="number-of-another"):
            ours.certify(asked, "rescuer")
    assert ours.membership() == before
    ours.certify(asked_by(other), "rescuer")
    assert ours.membership().members[other.me.device[:12]].role == "rescuer"


def test_no_coordinator_puts_other_keys_under_a_number_that_the_root_key_certified(three: list[Store]) -> None:
    ours, bad, other = three
    before = {one.device: one for one in ours.membership().members.values()}
    for victim in (ours, other):
        thief, asked = DeviceKeys.new(), asked_by(victim)
        facts = {"device": asked.device, "name": asked.name, "role": "rescuer", "signing": thief.signing.public}
        facts |= {
            "sealing": thief.recipient,
            "root": before[asked.device].issuer,
            "issued": "2999-01-01T00:00:00+00:00",
        }
        forged(bad, "certificate", "ab" * 10 + asked.device, proved("certificate", facts, bad.keys.signing))
    settle(*three)
    for store in three:
        assert {one.device: one for one in store.membership().members.values()} == before
    lines = an_entry(other)
    settle(*three)
    assert all(store.read("incident", lines) is not None for store in three)


def test_no_coordinator_takes_the_role_of_another_away(three: list[Store]) -> None:
    ours, bad, _ = three
    asked = asked_by(ours)
    facts = {"device": asked.device, "name": asked.name, "role": "rescuer", "signing": asked.signing}
    facts |= {"sealing": asked.sealing, "root": ours.membership().root, "issued": "2999-01-01T00:00:00+00:00"}
    forged(bad, "certificate", "cd" * 16, proved("certificate", facts, bad.keys.signing))
    settle(*three)
    assert {store.membership().members[asked.device].role for store in three} == {"coordinator"}


def test_whom_a_coordinator_took_out_stays_out_when_that_coordinator_is_taken_out(three: list[Store]) -> None:
    ours, second, gone = three
    second.revoke(gone.me.device, "stolen")
    settle(ours, second)
    late = an_entry(gone)
    ours.revoke(second.me.device, "lost as well")
    assert ours.membership().members[gone.me.device[:12]].revoked
    taken = ours.take_in(list(gone.segments(ours.vector())))
    assert [one.word for one in taken.apart] == ["revoked"] and ours.read("incident", late) is None
