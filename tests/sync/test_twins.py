"""Laws of what a member gone wrong, a clone or a forger brings: never two histories under one name, never a trap."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.edits import Edit
from storage.errors import UserError
from storage.store import Store
from storage.sync import exchanging
from storage.sync.bundle import SUFFIX, opened_bundle, sealed_bundle
from storage.sync.chain import Segment, links_after, seal
from storage.sync.folder import Read, read_folder, write_folder
from storage.sync.heads import compared, read_heads
from storage.sync.lines import change_of, line_of
from storage.sync.membership import membership, proved
from tests.sync.begun import a_place_of_a_table, an_entry, copied, laptops
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


@pytest.mark.parametrize("known", [True, False])
def test_twins_that_wrote_in_one_millisecond_are_told_apart_though_their_chains_do_not_meet(
    pair: list[Store], tmp_path: Path, known: bool
) -> None:
    ours, theirs = pair
    settle(ours, theirs)
    twin, at = copied(theirs, tmp_path / "twin"), last(theirs)
    moment = theirs.clock.now() + 5
    for store, earlier in ((theirs, 0), (twin, 2)):
        for ms in range(moment - earlier, moment + 1):
            store.clock.now = lambda ms=ms: ms  # type: ignore[misc]
            store.save([Edit("source", None, {"title": f"page {ms}"})])
    first, beyond = own(theirs, at), own(twin, at + 2)
    assert first[-1].last < beyond[0].first - 1, "the chains would meet"
    assert change_of(first[0].lines[0]).stamp == change_of(beyond[0].lines[0]).stamp
    if known:
        assert ours.take_in(first).apart == ()
    taken = ours.take_in(beyond if known else [*first, *beyond])
    assert [one.word for one in taken.apart] == ["fork"]
    usable(ours)
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
    lines = [line_of(a_place_of_a_table("Moved"))]
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


def test_a_twin_whose_numbers_others_hold_already_shows_itself_by_stick_at_the_first_meeting(
    pair: list[Store], tmp_path: Path
) -> None:
    ours, theirs = pair
    settle(ours, theirs)
    twin = copied(theirs, tmp_path / "twin")
    carried(theirs, ours, tmp_path, an_entry(theirs), an_entry(theirs))
    carried(ours, twin, tmp_path)  # says that it holds more under the twin's name than the twin made
    record = an_entry(twin)
    assert [one.word for one in carried(twin, ours, tmp_path).apart] == ["fork"]
    assert carried(ours, twin, tmp_path).cloned
    carried(twin, ours, tmp_path)
    assert ours.read("incident", record) is not None
    assert ours.counts() == twin.counts()
    twin.close()


def test_a_twin_is_seen_where_its_own_bundles_bring_nothing(pair: list[Store], tmp_path: Path) -> None:
    ours, theirs = pair
    settle(ours, theirs)
    twin, epoch = copied(theirs, tmp_path / "twin"), theirs.me.device
    carried(theirs, ours, tmp_path, an_entry(theirs), an_entry(theirs))
    carried(ours, theirs, tmp_path)  # a receipt for all of it
    record = an_entry(twin)
    found = carried(theirs, twin, tmp_path)  # between twins: nothing that is lacked, and still not the same
    assert found.cloned
    assert twin.me.device != epoch
    carried(twin, ours, tmp_path)
    assert ours.read("incident", record) is not None
    twin.close()


def test_third_laptops_that_hold_different_twins_see_it_and_rest_when_both_have_both(tmp_path: Path) -> None:
    ours, theirs, third = laptops(tmp_path / "more", 3)
    for store in (theirs, third):
        carried(ours, store, tmp_path)  # the certificates of all
        carried(store, ours, tmp_path)
    carried(theirs, third, tmp_path)
    twin = copied(theirs, tmp_path / "twin")
    carried(theirs, ours, tmp_path, an_entry(theirs))
    carried(twin, third, tmp_path, an_entry(twin))
    first = carried(ours, third, tmp_path)
    assert (first.twins, [one.word for one in first.apart]) == ({theirs.me.device[:12]}, ["fork"])
    assert [one.word for one in carried(third, ours, tmp_path).apart] == ["fork"]
    for one, other in ((ours, third), (third, ours)) * 2:
        found = carried(one, other, tmp_path)
        assert (found.changes, found.apart, found.twins) == (0, [], set())
    for store in (ours, theirs, third, twin):
        store.close()


def test_of_what_a_twin_wrote_each_step_is_kept_also_where_only_the_last_one_fits_on(
    pair: list[Store], tmp_path: Path
) -> None:
    ours, theirs = pair
    settle(ours, theirs)
    twin, at = copied(theirs, tmp_path / "twin"), last(theirs)
    twin.save([Edit("source", None, {"title": "of the twin"})])
    record = theirs.save([Edit("source", None, {"title": "page"})]).ids[0]
    theirs.save([Edit("source", record, {"withdrawn": "twice"})], why="twice")
    first, middle = own(theirs, at), last(theirs)
    theirs.save([Edit("source", record, {"withdrawn": None})], why="it is not")
    assert [one.word for one in twin.take_in(first).apart] == ["fork"]
    twin.take_in(own(theirs, middle))
    usable(twin)
    said = [change.fields.get("withdrawn") for change in twin.changes() if change.record.hex() == record]
    assert "twice" in said
    for _ in range(2):
        for giver, taker in ((twin, ours), (theirs, ours), (ours, twin), (ours, theirs)):
            carried(giver, taker, tmp_path)
    entry = twin.read("source", record)
    assert entry is not None and entry.values.get("withdrawn") is None and not entry.disputed
    assert len({store.state_hash() for store in (ours, theirs, twin)}) == 1
    twin.close()


def test_what_a_twin_got_reaches_the_other_one_too_though_both_speak_under_one_name(
    pair: list[Store], tmp_path: Path
) -> None:
    ours, theirs = pair
    settle(ours, theirs)
    ours.save([Edit("source", None, {"title": "page"})])
    twin = copied(theirs, tmp_path / "twin")
    for giver, taker in ((ours, twin), (twin, ours)):
        carried(giver, taker, tmp_path)
    for _ in range(3):  # two bundles may be made within one second
        for giver, taker in ((theirs, ours), (ours, theirs)):
            carried(giver, taker, tmp_path)
    assert theirs.counts()["source"] == 1
    assert theirs.state_hash() == ours.state_hash()
    twin.close()


def carried(giver: Store, taker: Store, folder: Path, *_: str) -> Read:
    """By a stick that was empty before."""
    stick = Path(tempfile.mkdtemp(dir=folder))
    write_folder(giver, stick)
    return read_folder(taker, stick)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=12, unique=True), st.integers(0, 400), st.integers(0, 400))
def test_heads_tell_a_fork_exactly_where_both_hold_something_beyond_it(
    told: list[int], parting: int, held: int
) -> None:
    def link(number: int) -> str | None:
        return f"{number:031x}0" if number <= held else None

    theirs = [(number, f"{number:031x}{0 if number <= parting else 1}") for number in told]
    same, otherwise = compared(theirs, link)
    assert otherwise == any(parting < number <= held for number in told)
    assert same == max((number for number in told if number <= min(parting, held)), default=0)


@pytest.mark.parametrize("told", [{"ab": []}, {"ab" * 8: [[0, "0" * 32]]}, {"ab" * 8: [[1, "0"]]}, {"ab" * 8: [7]}, 5])
def test_heads_that_are_none_are_refused(told: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        read_heads(told)
