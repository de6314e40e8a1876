"""Laws of what a member gone wrong, a clone or a forger brings: never two histories under one name, never a trap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from storage.edits import Edit
from storage.errors import UserError
from storage.journal.change import Change
from storage.store import Store
from storage.sync import exchanging
from storage.sync.bundle import SUFFIX, opened_bundle, sealed_bundle
from storage.sync.chain import Segment, links_after, seal
from storage.sync.folder import read_folder, write_folder
from storage.sync.lines import change_of, line_of
from storage.sync.membership import membership, proved
from tests.sync.begun import an_entry, copied, laptops
from tests.sync.test_segments import settle


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[list[Store]]:
    """A coordinator's register and another one's that joined."""
    made = laptops(tmp_path, 2)
    yield made
    for store in made:
        store.close()


def own(store: Store, after: int = 0) -> list[Segment]:
    """What a device wrote after a number."""
    lacking = {store.me.device: [(1, after)]} if after else {}
    return [one for one in store.segments(lacking) if one.device.hex() == store.me.device]


def usable(store: Store) -> None:
    assert all(one.whole for one in store.segments({}))
    assert store.companions() and store.membership().members
    an_entry(store)
    assert all(one.whole for one in store.segments({}))


def last(store: Store) -> int:
    return store.vector()[store.me.device][-1][1]


def test_of_twins_that_come_together_one_is_taken_in_and_one_is_set_apart(pair: list[Store], tmp_path: Path) -> None:
    ours, theirs = pair
    settle(ours, theirs)
    twin, at = copied(theirs, tmp_path / "twin"), last(theirs)
    for store in (theirs, twin, twin):
        an_entry(store)
    taken = ours.take_in([*own(theirs, at), *own(twin, at)])
    assert [one.word for one in taken.apart] == ["fork"]
    assert ours.counts()["incident"] == 1
    usable(ours)
    twin.close()


def test_what_a_twin_wrote_later_is_never_hung_onto_what_the_other_wrote(pair: list[Store], tmp_path: Path) -> None:
    ours, theirs = pair
    settle(ours, theirs)
    twin, at = copied(theirs, tmp_path / "twin"), last(theirs)
    an_entry(theirs)
    an_entry(twin)
    assert ours.take_in(own(theirs, at)).apart == ()
    middle = last(twin)
    an_entry(twin)
    assert [one.word for one in ours.take_in(own(twin, middle)).apart] == ["fork"]
    usable(ours)
    twin.close()


def test_of_twins_in_a_gap_only_the_one_that_fits_both_ends_is_taken_in(pair: list[Store], tmp_path: Path) -> None:
    ours, theirs = pair
    settle(ours, theirs)
    twin, at = copied(theirs, tmp_path / "twin"), last(theirs)
    for store in (theirs, twin):
        an_entry(store)
    middle = last(theirs)
    an_entry(theirs)
    assert ours.take_in(own(theirs, middle)).apart == ()  # a gap before it
    wrong = [replace(one, lines=one.lines[: middle - at]) for one in own(twin, at)][:1]
    assert [one.word for one in ours.take_in(wrong).apart] == ["fork"]
    assert ours.take_in(own(theirs, at)).apart == ()
    assert ours.state_hash() == theirs.state_hash()
    twin.close()


def test_a_stamp_given_twice_is_refused_whether_in_one_stretch_or_in_two(pair: list[Store]) -> None:
    ours, theirs = pair
    an_entry(theirs)
    one = own(theirs, last(theirs) - 2)[0]
    ours.take_in([found for found in theirs.segments(ours.vector()) if found.tip != one.tip])
    first, second = change_of(one.lines[0]), change_of(one.lines[-1])
    within = _resealed(theirs, one, [*one.lines[:-1], line_of(replace(second, stamp=first.stamp))])
    later = line_of(replace(second, stamp=first.stamp, save=first.stamp, number=one.last + 1))
    after = replace(one, first=one.last + 1, last=one.last + 1, before=one.tip)
    for harmed, known in ((within, []), (_resealed(theirs, after, [later]), [one])):
        ours.take_in(known)
        before = ours.position(), ours.vector()
        with pytest.raises(UserError, match="broken-chain"):
            ours.take_in([harmed])
        assert (ours.position(), ours.vector()) == before
    usable(ours)


def _resealed(store: Store, one: Segment, lines: list[bytes]) -> Segment:
    tip = links_after(one.before, lines)
    return replace(one, lines=lines, tip=tip, seal=seal(store.keys.signing, one.device, one.last, tip))


def test_what_was_written_for_one_laptop_cannot_be_passed_off_as_written_for_another(
    tmp_path: Path,
) -> None:
    ours, theirs, third = laptops(tmp_path / "more", 3)
    (written,) = ours.write_bundles(tmp_path, [theirs.me.device])
    plain = pyrage.decrypt(
        (tmp_path / written.name).read_bytes(), [pyrage.x25519.Identity.from_str(theirs.keys.identity)]
    )
    again = tmp_path / f"again{SUFFIX}"
    again.write_bytes(pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(third.keys.recipient)]))
    before = third.position()
    with pytest.raises(UserError, match="not-for-us"):
        third.take_bundle(again)
    assert third.position() == before
    for store in (ours, theirs, third):
        store.close()


def test_a_laptop_that_was_taken_out_vouches_for_no_table_of_places(pair: list[Store], tmp_path: Path) -> None:
    ours, theirs = pair
    settle(ours, theirs)
    ours.revoke(theirs.me.device[:12], "lost")
    lines = [line_of(Change(bytes(8) + b"\7" * 8, "place", b"p" * 16, {"name_en": "Moved"}, number=1))]
    write_folder(theirs, tmp_path / "stick")
    (bundle,) = (tmp_path / "stick").rglob(f"*{SUFFIX}")
    found = opened_bundle(bundle.read_bytes(), ours.keys.identity).contents
    bundle.write_bytes(sealed_bundle(replace(found, common=tuple(lines)), theirs.keys, [ours.keys.recipient]))
    before = ours.state_hash()
    read_folder(ours, tmp_path / "stick")
    assert ours.state_hash() == before
    honest = replace(
        found, carrier=ours.me.device, segments=(), common=tuple(lines), recipients=(theirs.me.device[:12],)
    )
    bundle.write_bytes(sealed_bundle(honest, ours.keys, [theirs.keys.recipient]))
    assert theirs.take_bundle(bundle).outcome.new_changes  # of one who belongs they are taken in


@pytest.mark.parametrize("number", ["5", -1, 1.5, True, [3], {"a": 1}])
def test_a_revocation_that_names_no_number_takes_nobody_out_and_stops_nothing(
    pair: list[Store], number: object
) -> None:
    ours, _ = pair
    root = ours.membership().root
    facts = {"device": "ab" * 6, "reason": "x", "revoked": "2019-07-04T00:00:00+00:00", "epoch": 0, "number": number}
    values = proved("revocation", {**facts, "root": root}, ours.keys.signing)
    assert not any(one.revoked for one in membership(root, {}, {"0" * 32: values}).members.values())


def test_ten_million_letters_in_one_field_reach_the_other_laptop(pair: list[Store], tmp_path: Path) -> None:
    ours, theirs = pair
    long = "سقط البرميل. " * 800_000
    record = ours.save([Edit("incident", None, {"status": "draft", "narrative": long})]).ids[0]
    write_folder(ours, tmp_path / "stick")
    assert not read_folder(theirs, tmp_path / "stick").refused
    entry = theirs.read("incident", record)
    assert entry is not None and entry.values["narrative"] == long


def test_more_bytes_than_one_bundle_should_hold_go_into_several(
    pair: list[Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = pair
    monkeypatch.setattr(exchanging, "BYTES_AT_ONCE", 10_000)
    for _ in range(3):
        an_entry(ours, narrative="x" * 12_000)
        ours.vector()  # each under a seal of its own
    written = write_folder(ours, tmp_path / "stick")
    assert len(written) >= 3
    assert not read_folder(theirs, tmp_path / "stick").refused
    assert theirs.counts()["incident"] == 3
