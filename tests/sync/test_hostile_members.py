"""Attacks from inside: what a member's changed program signs, and what two who work together can bring about.

Each law was an attack that came through once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.edits import Edit
from storage.errors import UserError
from storage.journal.change import Change
from storage.journal.clock import make_stamp
from storage.places.gazetteer import starter_packs
from storage.places.geonames import country_changes
from storage.places.packs import PackRow, PackTable, table_changes
from storage.review.inbox import ACCEPTED, LATER, UNENTITLED, acceptance, judgement
from storage.store import Store
from storage.sync.belonging import Request, read_request
from storage.sync.chain import lacking
from storage.sync.entitled import proofs
from storage.sync.keys import DeviceKeys
from storage.sync.letting_in import let_in
from storage.sync.lines import line_of
from storage.sync.membership import proved
from storage.sync.tables_of_places import is_of_table
from storage.undoing import Signer
from tests.builders import a_store
from tests.sync.begun import a_place_of_a_table, an_entry, laptops
from tests.sync.test_segments import settle


@pytest.fixture
def three(tmp_path: Path) -> list[Store]:
    """Who began the organisation, a coordinator, a verifier; they hold the same."""
    return laptops(tmp_path, 3, alike=True)


def asked_by(store: Store) -> Request:
    return read_request(store.request().text())


def forged(
    store: Store, kind: str, record: str, fields: dict[str, Any], over: Mapping[str, tuple[bytes, ...]] | None = None
) -> None:
    """Write as a changed program would, which asks nobody."""
    with store._write() as connection:
        sign = Signer(store.clock, store._last_number(connection), bytes.fromhex(store.me.person))
        store._move(connection, [sign(kind, bytes.fromhex(record), fields, over or {}, "")], set(), learned=True)


def forged_over(store: Store, kind: str, record: str, fields: dict[str, Any]) -> None:
    """The same, in place of what stands there."""
    read = store.read(kind, record)
    assert read is not None
    forged(store, kind, record, fields, {name: read.seen.heads[name] for name in fields if name in read.seen.heads})


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


def forged_revocation(by: Store, victim: Store, record: str) -> None:
    """What nobody takes for one as long as it is signed by this laptop."""
    facts: dict[str, Any] = {"device": victim.me.device[:12], "reason": "-", "revoked": "2026-01-01T00:00:00+00:00"}
    facts |= {"root": by.membership().root, "epoch": 0, "number": 0}
    forged(by, "revocation", record, proved("revocation", facts, by.keys.signing))


def test_whoever_takes_a_laptop_out_does_not_say_for_it_what_it_might_not_say_of_others(
    three: list[Store], tmp_path: Path
) -> None:
    _, second, _ = three
    thief = a_rescuer(three[0], tmp_path)
    settle(*three, thief)
    for number, victim in enumerate(three):
        forged_revocation(thief, victim, f"{number:032x}")
    settle(*three, thief)
    second.revoke(thief.me.device, "stolen")
    settle(*three)
    for store in three:
        assert [one.device for one in store.membership().members.values() if one.revoked] == [thief.me.device[:12]]


def test_no_coordinator_that_is_taken_out_takes_others_along_whom_it_could_not_take_out(three: list[Store]) -> None:
    ours, second, other = three
    forged_revocation(second, ours, "ee" * 16)
    settle(*three)
    ours.revoke(second.me.device, "stolen")
    settle(ours, other)
    for store in (ours, other):
        assert [one.device for one in store.membership().members.values() if one.revoked] == [second.me.device[:12]]


def a_rescuer(ours: Store, folder: Path) -> Store:
    made = a_store(folder, team="New", country="")
    let_in(ours, asked_by(made), "rescuer", folder / "answer")
    made.join((folder / "answer").read_bytes())
    return made


def test_what_a_laptop_without_the_right_verified_waits_still_once_it_is_written_again_by_who_has_it(
    three: list[Store], tmp_path: Path
) -> None:
    ours, second, _ = three
    thief = a_rescuer(ours, tmp_path)
    early, late = an_entry(ours), an_entry(ours)
    settle(*three, thief)
    forged_over(thief, "incident", early, {"status": "verified"})
    settle(*three, thief)
    ours.revoke(thief.me.device, "stolen")
    forged_over(thief, "incident", late, {"status": "verified", "verification": "verified"})
    second.take_in(list(thief.segments(second.vector())))
    assert {one.record for one in second.inbox(UNENTITLED)} == {early, late}
    settle(*three)
    assert len({store.state_hash() for store in three}) == 1
    for store in three:
        [kept, again] = [read.values for one in (early, late) if (read := store.read("incident", one))]
        assert kept["status"] == "verified" and [one.record for one in store.inbox(UNENTITLED)] == [early]
        assert (again["status"], again["verification"]) == ("under_review", "under_verification")


def test_whoever_may_not_verify_cannot_say_either_that_it_stands(three: list[Store], tmp_path: Path) -> None:
    ours, second, _ = three
    rescuer = a_rescuer(ours, tmp_path)
    record = an_entry(ours)
    settle(*three, rescuer)
    forged_over(rescuer, "incident", record, {"status": "verified"})
    asked = rescuer.inbox(UNENTITLED)[0].question
    says = {
        "record_id": record,
        "record_kind": "incident",
        "about": UNENTITLED,
        "verdict": ACCEPTED,
        "what": asked.what,
    }
    forged(rescuer, "review", "ef" * 16, says)
    settle(*three, rescuer)
    for store in (*three, rescuer):
        assert [one.record for one in store.inbox(UNENTITLED)] == [record]
    second.save(acceptance("incident", record, asked, "we saw it"))
    settle(*three, rescuer)
    assert not any(store.inbox(UNENTITLED) for store in (*three, rescuer))


def test_a_judgement_put_together_in_two_saves_asks_for_the_right_as_well(three: list[Store], tmp_path: Path) -> None:
    rescuer = a_rescuer(three[0], tmp_path)
    record = an_entry(rescuer)
    settle(*three, rescuer)
    forged_over(rescuer, "incident", record, {"status": "verified"})
    asked = rescuer.inbox(UNENTITLED)[0].question
    review = rescuer.save([judgement("incident", record, asked, LATER, "looked at later")]).ids[0]
    with pytest.raises(UserError, match="not-allowed"):
        rescuer.save([Edit("review", review, {"verdict": ACCEPTED})])


def test_what_was_set_apart_of_such_a_laptop_is_settled_by_the_one_who_takes_it_in(
    three: list[Store], tmp_path: Path
) -> None:
    ours, second, _ = three
    thief = a_rescuer(ours, tmp_path)
    record = an_entry(ours)
    settle(*three, thief)
    ours.revoke(thief.me.device, "stolen")
    settle(*three)
    forged_over(thief, "incident", record, {"status": "verified"})
    for store in (ours, second):
        assert store.take_in(list(thief.segments(store.vector()))).apart
    ours.take_apart(ours.set_apart()[0].n)
    settle(*three)
    assert [one.settled for one in second.set_apart()] == ["taken"]
    assert len({store.state_hash() for store in three}) == 1
    for store in three:
        read = store.read("incident", record)
        assert read is not None and read.values["status"] == "under_review"


def test_no_name_of_a_laptop_is_believed_that_nobody_certified(three: list[Store], tmp_path: Path) -> None:
    ours, second, bad = three
    record = an_entry(ours, place=None, weapon="mortar")
    made = ours.attach(BytesIO(b"a film"), "incident", record, name="a.mp4")
    settle(*three)
    names = {one.device: one.name for one in second.membership().members.values()}
    for n, device in enumerate(
        (ours.me.device[:12], second.me.device[:12], bad.me.device[:12], "no number", "zz" * 6)
    ):
        facts = {"device": device, "name": "Somebody else", "member_team": ours.me.team}
        forged(bad, "certificate", f"{n:02}" * 16, facts)
    entry = second.read("incident", record)
    assert entry is not None
    for weapon in ("tank_shell", "landmine"):
        second.save([Edit("incident", record, {"weapon": weapon}, entry.seen)])
    settle(*three)
    for store in three:
        dispute = store.dispute("incident", record, "weapon")
        assert dispute is not None
        told = {voice.device for stance in dispute.stances for voice in stance.voices}
        assert told == {names[second.me.device[:12]]}
        attached = store.attached(made)
        assert attached is not None and {attached.device, *attached.holders} <= set(names.values())
        assert {one.device for one in store.custody(made)} <= set(names.values())


def test_custody_is_as_it_was_first_written_and_says_who_wrote_it(three: list[Store]) -> None:
    ours, second, bad = three
    record = an_entry(ours)
    made, other = (ours.attach(BytesIO(one), "incident", record, name="a.mp4") for one in (b"a film", b"another"))
    ours.opened(made)
    settle(*three)
    before = second.custody(made)
    lines = [one.id for one in bad.children("custody", "attachment", made)]
    for line, fields in zip(lines, ({"attachment": other, "act": "exported"}, {"withdrawn": "no"}), strict=True):
        forged_over(bad, "custody", line, fields)
    said = {"attachment": made, "act": "exported", "device": ours.me.device[:12], "author": ours.me.person}
    forged(bad, "custody", "fe" * 16, said)
    settle(*three)
    names = {one.device: one.name for one in second.membership().members.values()}
    for store in three:
        found = store.custody(made)
        assert found[: len(before)] == before and len(before) == len(lines) == 2
        assert [one.device for one in found[2:]] == [f"{names[ours.me.device[:12]]} ({names[bad.me.device[:12]]})"]


def test_a_line_of_custody_that_was_written_over_before_it_came_is_as_it_was_first_written(three: list[Store]) -> None:
    ours, late, bad = three
    record = an_entry(ours)
    settle(*three)
    made, other = (ours.attach(BytesIO(one), "incident", record, name="a.mp4") for one in (b"a film", b"another"))
    bad.take_in(list(ours.segments(bad.vector())))
    (line,) = bad.children("custody", "attachment", made)
    read = bad.read("custody", line.id)
    assert read is not None
    forged_over(bad, "custody", line.id, dict(read.values) | {"attachment": other, "act": "exported"})
    mine = bad.me.device
    late.take_in([one for one in bad.segments(late.vector()) if one.device.hex() == mine])
    settle(*three)
    for store in three:
        assert [(one.act, one.device) for one in store.custody(made)] == [("added", store.custody(other)[0].device)]
        assert len(store.custody(other)) == 1


@pytest.mark.parametrize("replacing", [True, False])
def test_no_line_of_custody_is_hidden_by_one_that_says_it_is_older(three: list[Store], replacing: bool) -> None:
    ours, _, bad = three
    record = an_entry(ours)
    made, other = (ours.attach(BytesIO(one), "incident", record, name="a.mp4") for one in (b"a film", b"another"))
    settle(*three)
    before = ours.custody(made)
    (line,) = bad.children("custody", "attachment", made)
    first = next(one for one in bad.changes() if one.record.hex() == line.id)
    bad._go_on_as_another()
    stamp = make_stamp(1_000_000_000_000, 0, bytes.fromhex(bad.me.device))
    over = dict.fromkeys(first.fields, (first.stamp,)) if replacing else {}
    fields = {**first.fields, "attachment": other, "act": "exported"}
    with bad._write() as connection:
        late = replace(first, stamp=stamp, save=stamp, number=1, fields=fields, over=over)
        bad._move(connection, [late], set(), learned=True)
    settle(*three)
    for store in three:
        assert store.vector()[bad.me.device] == [(1, 1)]
        assert store.custody(made) == before


def no_table(ours: Store, of: Change) -> dict[str, Change]:
    """What passes itself off as a line of a table of places: nobody signs those, and nobody asks who said so."""
    person = ours.save([Edit("place", None, {"name_en": "Typed", "level": 4, "code": "TYPED"})]).ids[0]
    source = ours.save([Edit("source", None, {"title": "A neighbour", "kind": "other:x"})]).ids[0]
    head = next(one.stamp for one in ours.changes() if one.record.hex() == person)
    fields, titled = dict(of.fields), {"title": "x", "status": "complete"}
    return {
        "replaces what stands there": replace(of, over={"name_en": (head,)}),
        "of a place somebody typed": replace(of, record=bytes.fromhex(person)),
        "of another place": replace(of, fields={**fields, "code": "XX02"}),
        "of a source": replace(of, kind="source", record=bytes.fromhex(source), fields=titled),
        "who a source is": replace(of, kind="source", fields={**titled, "identity": "x"}),
        "withdrawn": replace(of, fields={**fields, "withdrawn": "no such place"}),
        "verified": replace(of, fields={**fields, "status": "verified"}),
        "of years to come": replace(of, stamp=make_stamp(2_000_000_000_000, 0, of.stamp[8:])),
        "in a person's name": replace(of, who=bytes.fromhex(ours.me.person)),
        "with a reason": replace(of, why="I say so"),
        "an incident": replace(of, kind="incident"),
    }


def test_nothing_a_person_wrote_is_changed_by_what_comes_as_a_table_of_places(three: list[Store]) -> None:
    ours, second, bad = three
    told = no_table(ours, a_place_of_a_table("Moved"))
    settle(*three)
    before = second.state_hash()
    for what, line in told.items():
        with pytest.raises(UserError, match="malformed-changes"):
            second.take_in([], [line_of(line)], carrier=bad.me.device)
        assert second.state_hash() == before, what
    good = a_place_of_a_table("Kafr Nobol", of_a_newer_program="x")
    assert second.take_in([], [line_of(good)], carrier=bad.me.device).outcome.new_changes == 1


def test_every_table_of_ours_passes_as_one() -> None:
    row = PackRow("x", 1, "LB99", 4, "LB", "Somewhere", "مكان", at=(34.1, 35.6))
    table = table_changes(PackTable("x", "2026-01-01", (row,)), (row,))
    told = [*starter_packs()["SY"](), *country_changes("LB"), *table]
    assert len({one.kind for one in told}) == 3 and all(map(is_of_table, told))


class Counted(int):
    """A number that counts how often it was compared."""

    compared = 0

    def __lt__(self, other: int) -> bool:
        Counted.compared += 1
        return int(self) < int(other)

    def __gt__(self, other: int) -> bool:
        Counted.compared += 1
        return int(self) > int(other)

    def __le__(self, other: int) -> bool:
        Counted.compared += 1
        return int(self) <= int(other)

    __hash__ = int.__hash__


def test_a_receipt_of_very_many_ranges_is_compared_side_by_side_not_each_with_each() -> None:
    count = 2_000
    have = [(Counted(4 * at + 1), Counted(4 * at + 1)) for at in range(count)]
    wanted = [(Counted(4 * at + 3), Counted(4 * at + 3)) for at in range(count)]
    assert lacking(have, wanted) == wanted
    assert Counted.compared < 60 * count


@given(*[st.lists(st.tuples(st.integers(1, 40), st.integers(0, 6)), max_size=8)] * 2)
def test_what_is_lacking_is_what_the_one_has_and_the_other_has_not(
    some: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    have, of = ([(first, first + more) for first, more in told] for told in (some, others))
    found = lacking(have, of)
    held, wanted = ({n for first, last in told for n in range(first, last + 1)} for told in (have, of))
    assert [n for first, last in found for n in range(first, last + 1)] == sorted(wanted - held)
