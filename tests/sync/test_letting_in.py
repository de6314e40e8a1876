"""Laws of letting laptops in and out: nobody by a slip, nobody for ever, nobody unasked into another organisation."""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.database.files import write_whole
from storage.edits import Edit
from storage.errors import UserError
from storage.store import Store
from storage.sync.belonging import Request, read_request
from storage.sync.entitled import ROOT_SECRET
from storage.sync.folder import read_folder, write_folder
from storage.sync.keys import Signing
from storage.sync.letting_in import let_in
from storage.sync.membership import membership, proved
from storage.sync.naming import looks, readable, told_apart
from tests.builders import a_store
from tests.sync.begun import an_entry, laptops


@pytest.fixture
def three(tmp_path: Path) -> list[Store]:
    """Who began the organisation, a coordinator, a verifier; all of one organisation."""
    return laptops(tmp_path, 3)


def asked_by(store: Store) -> Request:
    return read_request(store.request().text())


def exchanged(folder: Path, *stores: Store) -> None:
    for _ in stores:
        for one in stores:
            read_folder(one, folder)
            write_folder(one, folder)


def test_a_register_begun_alone_stands_in_its_own_list_from_the_first_look(tmp_path: Path) -> None:
    assert [one.own for one in a_store(tmp_path, country="").companions()] == [True]


def test_nobody_takes_out_the_laptop_they_sit_at(three: list[Store]) -> None:
    for one in three[:2]:
        with pytest.raises(UserError) as refused:
            one.revoke(one.me.device, "a slip")
        assert refused.value.kind in ("own-device", "may-not-certify")
        assert not one.membership().members[one.me.device[:12]].revoked
        assert one.role() == "coordinator"


def test_a_laptop_that_was_taken_out_is_told_the_way_back_and_comes_back_as_a_new_one(
    three: list[Store], tmp_path: Path
) -> None:
    ours, _, gone = three
    exchanged(tmp_path / "share", *three)
    ours.revoke(gone.me.device, "lost on the road")
    unsent = an_entry(gone, narrative="قبل أن يُعثر عليه")
    old, answer = gone.me.device, tmp_path / "answer"
    with pytest.raises(UserError, match="was-taken-out"):
        let_in(ours, asked_by(gone), "verifier", answer)
    assert not answer.exists() and not list(tmp_path.glob("answer*")), "no half answer either"
    gone.become_new()
    asked = asked_by(gone)
    assert asked.device != old[:12] and asked.signing != ours.membership().members[old[:12]].signing
    let_in(ours, asked, "verifier", answer)
    gone.join(answer.read_bytes())
    exchanged(tmp_path / "share", *three)
    assert all(one.read("incident", unsent) is not None for one in three), "what it wrote while it was out"
    assert len({one.state_hash() for one in three}) == 1
    assert not [one for store in three for one in store.set_apart() if not one.settled], "nobody is asked about it"
    assert gone.role() == "verifier" and ours.membership().members[old[:12]].revoked
    lists = [one for store in three for one in store.companions() if not (one.own or one.revoked)]
    assert {(one.they_lack, one.we_lack) for one in lists} == {(0, 0)}, "the old numbers are lacked by nobody"
    found = gone.position()
    exchanged(tmp_path / "share", *three)
    assert gone.position() == found, "and it is written again once"


@pytest.mark.parametrize(("before", "after"), [(1, 3), (3, 1)])
def test_whoever_joins_later_gets_all_epochs_of_a_restored_laptop_that_was_taken_out(
    three: list[Store], tmp_path: Path, before: int, after: int
) -> None:
    ours, second, gone = three
    written = [an_entry(gone) for _ in range(before)]
    exchanged(tmp_path / "share", *three)
    gone._go_on_as_another()
    written += [an_entry(gone) for _ in range(after)]
    exchanged(tmp_path / "share", *three)
    ours.revoke(gone.me.device, "lost")
    new = a_store(tmp_path, team="New", country="")
    let_in(ours, asked_by(new), "rescuer", tmp_path / "answer")
    new.join((tmp_path / "answer").read_bytes())
    exchanged(tmp_path / "share", ours, new, second)
    assert all(new.read("incident", one) is not None for one in written)
    assert len({one.state_hash() for one in (ours, new, second)}) == 1 and new.set_apart() == []


def test_no_laptop_is_certified_whose_answer_has_no_place_to_stand(three: list[Store], tmp_path: Path) -> None:
    new = a_store(tmp_path, team="New", country="")
    with pytest.raises(UserError):
        let_in(three[0], asked_by(new), "rescuer", tmp_path / "no such folder" / "answer")
    assert new.me.device[:12] not in three[0].membership().members


def test_who_stands_under_the_role_already_is_only_answered_again(three: list[Store], tmp_path: Path) -> None:
    before = three[0].position()
    let_in(three[0], asked_by(three[2]), "verifier", tmp_path / "answer")
    assert three[0].position() == before
    three[2].join((tmp_path / "answer").read_bytes())
    write_whole(tmp_path / "answer", b"{}")
    let_in(three[0], asked_by(three[2]), "rescuer", tmp_path / "answer")
    three[2].join((tmp_path / "answer").read_bytes())
    assert three[2].role() == "rescuer"


@pytest.mark.parametrize("years", [10, -10])
def test_a_role_given_later_counts_however_wrong_the_clock_was_before(three: list[Store], years: int) -> None:
    ours, _, other = three
    right = ours.now
    ours.now = lambda: datetime.now(UTC) + timedelta(days=365 * years)
    ours.certify(asked_by(other), "rescuer")
    ours.now = right
    assert ours.membership().members[other.me.device[:12]].role == "rescuer"
    ours.certify(asked_by(other), "verifier")
    assert ours.membership().members[other.me.device[:12]].role == "verifier"


def test_certificates_are_put_in_order_by_the_moment_not_by_the_text_of_another_time_zone(
    three: list[Store],
) -> None:
    ours, _, other = three
    asked, root = asked_by(other), Signing(bytes.fromhex(ours._meta(ROOT_SECRET)))
    facts = {"device": asked.device, "name": "x", "signing": asked.signing, "sealing": asked.sealing}
    facts |= {"root": root.public}
    told = {"first": ("rescuer", "2030-05-01T14:00:00+03:00"), "later": ("verifier", "2030-05-01T11:30:00+00:00")}
    given = {
        one: proved("certificate", {**facts, "role": role, "issued": issued}, root)
        for one, (role, issued) in told.items()
    }
    assert membership(root.public, given, {}).members[asked.device].role == "verifier"


def test_before_joining_a_person_sees_whose_organisation_it_is_and_the_numbers_the_coordinator_reads(
    three: list[Store], tmp_path: Path
) -> None:
    new = a_store(tmp_path, team="New", country="")
    let_in(three[0], asked_by(new), "rescuer", tmp_path / "answer")
    found = new.invited((tmp_path / "answer").read_bytes())
    assert found.numbers == three[0].organisation_numbers() and found.role == "rescuer" and found.leaves == ""
    assert found.by == (three[0].me.device_name,)


def test_nobody_leaves_an_organisation_with_others_unasked(three: list[Store], tmp_path: Path) -> None:
    other = a_store(tmp_path, team="Other", country="")
    let_in(other, asked_by(three[2]), "coordinator", tmp_path / "answer")
    answer = (tmp_path / "answer").read_bytes()
    ours = three[2].membership().root
    assert three[2].invited(answer).leaves
    with pytest.raises(UserError, match="belongs-already"):
        three[2].join(answer)
    assert three[2].membership().root == ours and three[2].role() == "verifier"
    three[2].join(answer, leaving=True)
    assert three[2].membership().root == other.membership().root


def test_who_belongs_is_who_belonged_at_the_moment_that_is_read_whoever_asked_before(
    three: list[Store], tmp_path: Path
) -> None:
    ours, device = three[0], three[2].me.device[:12]
    with ours.database.reading() as moment:
        assert not ours._membership(moment).members[device].revoked
        out = threading.Thread(target=ours.revoke, args=(device, "lost"))
        out.start()
        out.join()
        assert not ours._membership(moment).members[device].revoked
    assert ours.membership().members[device].revoked
    new = a_store(tmp_path, team="New", country="")
    before = ours.membership()
    with pytest.raises(ZeroDivisionError), ours._write() as connection:
        certificate = Edit("certificate", None, ours._certified(new.request(), "rescuer", ours._issuer("rescuer")))
        ours._carry_out(connection, ours._plan(connection, [certificate], "", vouched=True))
        assert ours._membership(connection).of(new.me.device) is not None
        raise ZeroDivisionError
    assert ours.membership() == before
    assert ours.membership() is ours.membership(), "nothing has changed: no signature is proved again"
    new.close()


NAMES = {
    "turned around": "Khan\u202e 1 nahK\u202c",
    "not seen": "Ariha\u200b\u2069\x07 2",
    "several lines": "Ariha\n2\u2028and more",
    "a pile": "a" + "\u0301" * 40,
}


@pytest.mark.parametrize("what", NAMES)
def test_a_name_turns_no_line_around_and_fits_on_it(three: list[Store], tmp_path: Path, what: str) -> None:
    written = NAMES[what]
    asked = asked_by(a_store(tmp_path, team="New", country=""))
    told = read_request(replace(asked, name=written * 9).text())
    for name in (told.name, readable(written)):
        assert 0 < len(name) <= 60 and not any(unicodedata.category(sign)[0] == "C" for sign in name)
        assert name == " ".join(name.split()) and "\u0301" * 4 not in unicodedata.normalize("NFD", name)
    facts = {
        "device": "ab" * 6,
        "name": written,
        "role": "rescuer",
        "signing": asked.signing,
        "root": "",
        "issued": "",
    }
    root = Signing(bytes.fromhex(three[0]._meta(ROOT_SECRET)))
    signed = proved("certificate", {**facts, "root": root.public, "issued": "2026-01-01T00:00:00+00:00"}, root)
    assert membership(root.public, {"x": signed}, {}).members["ab" * 6].name == readable(written)


def test_no_chosen_name_or_number_shows_a_laptop_under_the_words_of_another() -> None:
    real, same_beginning, as_shown, as_whole = (f"a3f2{n:08x}" for n in range(4))
    named = {real: "Idlib", same_beginning: "ldlib", as_shown: "Idlib (a3f2)", as_whole: f"Idlib ({real})"}
    found = told_apart(named)
    assert len({looks(name) for name in found.values()}) == len(named)
    assert all(found[device].startswith(name) for device, name in named.items())
    assert told_apart({real: "Idlib", as_shown: "Homs"}) == {real: "Idlib", as_shown: "Homs"}
    assert told_apart({real: real, as_shown: real}) == {real: real, as_shown: f"{real} (a3f2)"}


@pytest.mark.parametrize("other", ["Аriha 2", "ariha  2", "Ariha 2\u200f", "ＡＲＩＨＡ ٢"])
def test_laptops_whose_names_look_alike_are_told_apart_everywhere(tmp_path: Path, other: str) -> None:
    named = {"0123456789ab": "Ariha 2", "ba9876543210": other, "cccccccccccc": "Khan 1"}
    found = told_apart(named)
    assert found["cccccccccccc"] == "Khan 1"
    assert found["0123456789ab"] == "Ariha 2 (0123)" and found["ba9876543210"] == f"{other} (ba98)"


def test_who_certifies_hears_that_a_laptop_of_that_name_belongs(three: list[Store], tmp_path: Path) -> None:
    asked = asked_by(a_store(tmp_path, team="New", country=""))
    name = three[1].me.device_name
    assert three[0].called_alike(replace(asked, name=name.upper())) == name
    assert three[0].called_alike(replace(asked, name="quite another")) == ""
    assert three[0].called_alike(replace(asked_by(three[2]), name="quite another")) == ""
    names = [one.name for one in three[0].companions()]
    assert len(set(names)) == len(names) == 3


def test_whoever_takes_out_a_coordinator_sees_whom_it_let_in(three: list[Store], tmp_path: Path) -> None:
    ours, second, _ = three
    new = a_store(tmp_path, team="New", country="")
    let_in(second, replace(asked_by(new), name="Stranger 9"), "rescuer", tmp_path / "answer")
    exchanged(tmp_path / "share", *three)
    told = {one.device: one.let_in for one in ours.companions()}
    assert told[second.me.device[:12]] == ("Stranger 9",)
    assert told[ours.me.device[:12]] == (), "whom the root key let in is let in by no laptop"
    ours.revoke(second.me.device, "stolen")
    assert not any(one.let_in for one in ours.companions())
    stays = ours.membership().members[new.me.device[:12]]
    assert not stays.revoked and stays.issuer == ours.membership().root
