"""Laws of membership, chains and taking in: proved or set apart, never half, never lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.database.database import Database
from storage.database.tables import held
from storage.edits import Edit
from storage.errors import UserError
from storage.journal.change import Change
from storage.journal.clock import make_stamp
from storage.places.gazetteer import place_id
from storage.store import Store
from storage.sync import holding
from storage.sync.belonging import read_request
from storage.sync.chain import Segment, gaps, lacking, links_after, seal
from storage.sync.lines import change_of, line_of
from tests.builders import KEY, a_store, an_incident, change


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Store]:
    """The coordinator's register, which begins the organisation."""
    made = a_store(tmp_path, team="Ariha 2")
    yield made
    made.close()


@pytest.fixture
def theirs(tmp_path: Path, ours: Store) -> Iterator[Store]:
    """A verifier's register, certified and joined."""
    made = a_store(tmp_path, team="Khan 1")
    joined(made, ours, "verifier")
    yield made
    made.close()


def joined(store: Store, ours: Store, role: str = "rescuer") -> None:
    asked = read_request(store.request().text())
    ours.certify(asked, role)
    store.join(ours.grant(asked))


def give(giver: Store, taker: Store) -> object:
    """All that one lacks of the other, as a bundle would bring it."""
    found = list(giver.segments(taker.vector()))
    return taker.take_in(found, list(giver.common_lines(taker.commons())), carrier=giver.me.device)


def settle(*stores: Store) -> None:
    for _ in stores:
        for giver in stores:
            for taker in stores:
                if giver is not taker:
                    give(giver, taker)


def test_two_registers_become_one(ours: Store, theirs: Store) -> None:
    an_incident(ours)
    an_incident(theirs)
    settle(ours, theirs)
    assert ours.state_hash() == theirs.state_hash()
    assert ours.vector() == theirs.vector()
    assert ours.counts()["incident"] == 2


def test_a_third_one_gets_everything_from_the_second_and_can_prove_who_wrote_it(
    ours: Store, theirs: Store, tmp_path: Path
) -> None:
    third = a_store(tmp_path, team="Hama 1")
    joined(third, ours)
    an_incident(ours)
    settle(ours, theirs)
    taken = give(theirs, third)
    assert not taken.apart  # type: ignore[attr-defined]
    settle(theirs, third)
    assert third.state_hash() == theirs.state_hash()
    third.close()


def test_taking_in_again_changes_nothing(ours: Store, theirs: Store) -> None:
    an_incident(ours)
    found = list(ours.segments({}))
    theirs.take_in(found)
    before, position = theirs.state_hash(), theirs.position()
    again = theirs.take_in(found)
    assert (theirs.state_hash(), theirs.position(), again.outcome.new_changes) == (before, position, 0)


def test_a_gap_is_known_by_its_numbers_and_closes(ours: Store, theirs: Store) -> None:
    pieces = []
    for _ in range(3):
        an_incident(ours)
        pieces += list(ours.segments({} if not pieces else {ours.me.device: [(1, pieces[-1].last)]}))
    own = [one for one in pieces if one.device.hex() == ours.me.device]
    theirs.take_in([own[0], own[2]])
    assert gaps(theirs.vector()[ours.me.device]) == [(own[1].first, own[1].last)]
    theirs.take_in([own[1]])
    assert gaps(theirs.vector()[ours.me.device]) == []


def test_a_table_of_places_is_given_whole_wherever_its_stamps_lie_and_nothing_else_passes_for_one(
    ours: Store, theirs: Store
) -> None:
    near, far, stranger = b"near\0\0\0\0", b"far\0\0\0\0\0", b"who\0\0\0\0\0"
    for device, apart in ((near, 1), (far, 10**9)):
        ours.learn([_a_place(device, 1_000_000 + number * apart, number) for number in (1, 2, 3)])
    alone = make_stamp(1_000_000, 0, stranger)
    ours.learn([Change(alone, "incident", bytes(16), {"narrative": "…"}, {}, save=alone, number=1)])
    known = {near.hex(): 3, far.hex(): 3}
    assert {device: count for device, count in ours.commons().items() if device in known} == known
    assert stranger.hex() not in ours.commons()
    told = [change_of(line) for line in ours.common_lines(theirs.commons())]
    for device in (near, far):
        assert [one.number for one in told if one.stamp[8:] == device] == [1, 2, 3]
    assert len(told) == 6


def _a_place(device: bytes, moment: int, number: int) -> Change:
    stamp = make_stamp(moment, 0, device)
    return Change(stamp, "place", device + bytes([number]) * 8, {"name_ar": "قرية"}, {}, save=stamp, number=number)


def test_what_was_altered_taken_out_or_added_is_refused_and_nothing_is_taken_in(ours: Store, theirs: Store) -> None:
    an_incident(ours)
    an_incident(ours)
    (one,) = [found for found in ours.segments({}) if found.device.hex() == ours.me.device]
    before = theirs.position()
    lines = list(one.lines)
    false_line = lines[-1].replace(b'"why":""', b'"why":"x"')
    for harmed in (
        replace(one, lines=[*lines[:-1], false_line]),
        replace(one, lines=lines[:-1]),
        replace(one, lines=lines[:-1], last=one.last - 1),
        replace(one, lines=[*lines, lines[-1]]),
        replace(one, lines=[lines[1], lines[0], *lines[2:]]),
        replace(one, first=one.first + 1, last=one.last + 1),
    ):
        with pytest.raises(UserError):
            theirs.take_in([harmed])
        assert theirs.position() == before


def test_a_seal_of_another_hand_is_set_apart(ours: Store, theirs: Store) -> None:
    an_incident(ours)
    (one,) = [found for found in ours.segments({}) if found.device.hex() == ours.me.device]
    lines = list(one.lines)
    lines[-1] = line_of(replace(change_of(lines[-1]), why="forged"))
    tip = links_after(one.before, lines)
    forged = replace(one, lines=lines, tip=tip, seal=seal(theirs.keys.signing, one.device, one.last, tip))
    taken = theirs.take_in([forged])
    assert [away.word for away in taken.apart] == ["not-certified"]
    assert taken.outcome.new_changes == 0


def test_a_stranger_is_set_apart_and_a_certificate_in_the_same_bundle_lets_it_in(
    ours: Store, theirs: Store, tmp_path: Path
) -> None:
    stranger = a_store(tmp_path, team="Hama 1")
    an_incident(stranger)
    found = [one for one in stranger.segments({}) if one.device.hex() == stranger.me.device]
    assert {away.word for away in theirs.take_in(found).apart} == {"not-certified"}
    joined(stranger, ours)
    taken = theirs.take_in([*stranger.segments({}), *ours.segments({})])
    assert not taken.apart
    stranger.close()


def test_a_revoked_device_is_heard_up_to_what_was_known_and_no_further(ours: Store, theirs: Store) -> None:
    an_incident(theirs)
    settle(ours, theirs)
    ours.revoke(theirs.me.device[:12], "lost")
    an_incident(theirs)
    taken = ours.take_in(list(theirs.segments(ours.vector())))
    assert [away.word for away in taken.apart] == ["revoked"]
    assert ours.counts()["incident"] == 1


def test_whom_a_revoked_coordinator_certified_is_vouched_for_anew(ours: Store, theirs: Store, tmp_path: Path) -> None:
    second = a_store(tmp_path, team="Second")
    joined(second, ours, "coordinator")
    third = a_store(tmp_path, team="Third")
    joined(third, second)
    settle(ours, second, third)
    ours.revoke(second.me.device[:12], "left")
    member = ours.membership().of(third.me.device)
    assert member is not None and not member.revoked
    assert ours.membership().members[second.me.device[:12]].revoked
    second.close()
    third.close()


def test_only_a_coordinator_certifies(theirs: Store, tmp_path: Path) -> None:
    third = a_store(tmp_path, team="Third")
    with pytest.raises(UserError, match="may-not-certify"):
        theirs.certify(third.request(), "rescuer")
    third.close()


def test_a_cloned_laptop_is_noticed_and_goes_on_under_another_epoch(
    ours: Store, theirs: Store, tmp_path: Path
) -> None:
    settle(ours, theirs)
    path = theirs.database.path
    assert path is not None
    theirs.database.fold_back() if hasattr(theirs.database, "fold_back") else None
    copy = tmp_path / "twin" / "register.db"
    copy.parent.mkdir()
    for part in path.parent.glob("register.db*"):
        shutil.copy(part, copy.parent / part.name)
    twin = Store.open(Database.open(copy, KEY))
    an_incident(theirs)
    an_incident(twin)
    settle(ours, theirs)
    assert "fork" in {away.word for away in ours.take_in(list(twin.segments({}))).apart}
    epoch = twin.me.device
    assert twin.take_in(list(ours.segments({}))).cloned
    assert twin.me.device != epoch
    assert twin.me.device[:12] == epoch[:12]
    an_incident(twin)
    before = ours.counts()["incident"]
    ours.take_in([one for one in twin.segments({}) if one.device.hex() == twin.me.device])
    assert ours.counts()["incident"] == before + 2, "what it wrote beside its twin comes again under the new epoch"
    twin.close()


def test_what_another_lacks_is_told_in_ranges() -> None:
    assert lacking([(1, 41), (43, 60)], [(1, 70)]) == [(42, 42), (61, 70)]
    assert lacking([], [(1, 3)]) == [(1, 3)]
    assert lacking([(1, 9)], [(2, 5)]) == []
    assert gaps([(1, 41), (43, 60)]) == [(42, 42)]


def test_rivals_meet_in_any_order(ours: Store, theirs: Store) -> None:
    incident = an_incident(ours)
    settle(ours, theirs)
    record = incident if isinstance(incident, str) else incident.ids[0]
    change(ours, "incident", record, weapon=("barrel_bomb",))
    change(theirs, "incident", record, weapon=("artillery",))
    settle(ours, theirs)
    assert ours.state_hash() == theirs.state_hash()
    assert ours.conflicts() == theirs.conflicts()
    assert [field for _, _, field in ours.conflicts()] == ["weapon"]


def test_a_segment_of_another_organisation_is_set_apart(ours: Store, tmp_path: Path) -> None:
    other = a_store(tmp_path, team="Elsewhere")
    an_incident(other)
    taken = ours.take_in([one for one in other.segments({}) if isinstance(one, Segment)])
    assert {away.word for away in taken.apart} == {"not-certified"}
    assert ours.save([Edit("team", ours.me.team, {"notes": "x"})]).save
    other.close()


def test_a_stretch_does_not_span_what_came_in_between(
    ours: Store, theirs: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "WIDEST_SEGMENT", 10)
    an_incident(ours)
    stamps = [make_stamp(1_500_000_000_000 + n, 0, b"table!\0\0") for n in range(1, 31)]
    for n, one in enumerate(stamps, 1):
        told = {"code": f"X{n}", "name_en": "x", "status": "complete"}
        ours.learn([Change(one, "place", bytes.fromhex(place_id(f"X{n}")), told, {}, save=one, number=n)])
    an_incident(ours)
    settle(ours, theirs)
    with ours.database.reading() as connection:
        spans = connection.execute(select(held.c.high - held.c.low)).scalars().all()
    assert max(spans) <= 10
    assert ours.state_hash() == theirs.state_hash()
