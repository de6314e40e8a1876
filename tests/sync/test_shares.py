"""Laws of shares: enough people together have the key, fewer have nothing; a slip is named; nothing is lost by it."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from storage.errors import BadValue, UserError
from storage.register.recovery import key_of, new_recovery_key, secret_of, shares_of
from storage.register.shares import Pile, part, pile_of, together
from storage.register.vault import Effort, Vault
from storage.store import Store
from storage.sync.belonging import read_request
from tests.builders import a_store, an_incident, change
from tests.sync.test_segments import joined, ours, settle

__all__ = ["ours"]
SECRET = bytes(range(32))


@pytest.mark.parametrize(("needed", "people"), [(2, 2), (2, 3), (3, 5), (2, 16)])
def test_any_of_them_who_are_enough_have_the_secret_and_one_fewer_has_nothing(needed: int, people: int) -> None:
    shares = part(SECRET, needed, people)
    assert len({*shares}) == people
    for some in list(combinations(shares, needed))[:12]:
        assert together(pile_of("\n".join(some), 32)) == SECRET
    for few in list(combinations(shares, needed - 1))[:12]:
        pile = pile_of("\n".join(few), 32)
        assert (pile.needed, pile.complete) == (needed, False)
        with pytest.raises(UserError, match="too-few-shares"):
            together(pile)


@pytest.mark.parametrize(("needed", "people"), [(1, 3), (0, 2), (4, 3), (2, 17), (1, 1), (-1, 5)])
def test_numbers_that_make_no_sense_are_refused(needed: int, people: int) -> None:
    with pytest.raises(BadValue):
        part(SECRET, needed, people)


def test_shares_are_read_however_they_were_written_down() -> None:
    one, two, three = part(SECRET, 2, 3)
    for text in (
        f"1. {one}\n2. {two}", f"{one} {two}".upper(), "\u200f" + one + "\r\n\r\n  " + two.replace(" ", "\n"),
        f"{one}\n{one}\n{two}", f"{three}، {one}",
    ):  # fmt: skip
        assert together(pile_of(text, 32)) == SECRET
    assert pile_of("", 32) == Pile()


def test_a_slip_is_named_by_share_and_word() -> None:
    one, two, _ = part(SECRET, 2, 3)
    words = two.split()
    for wrong, said in (
        ([*words[:4], "xylophone", *words[5:]], "word {place}"),
        ([words[1], words[0], *words[2:]] if words[0] != words[1] else words[::-1], "do not fit together"),
        (words[:-1], "has {count} words so far"),
    ):
        with pytest.raises(BadValue) as refused:
            pile_of(f"{one}\n{' '.join(wrong)}", 32)
        assert said in refused.value.message.text
        assert refused.value.message.params["number"] == 2
    others = (part(SECRET, 2, 3)[0] for _ in range(9))  # of 32,768 beginnings one is ours
    other = next(share for share in others if share.split()[:2] != words[:2])
    with pytest.raises(BadValue, match="different secrets"):
        pile_of(f"{one}\n{other}", 32)


def test_the_register_opens_with_shares_of_its_recovery_key(tmp_path: Path) -> None:
    effort = Effort(1, 2**13)
    _, key, recovery = Vault.create(tmp_path / "keys.json", "four plain words here", effort=effort)
    assert key_of(secret_of(recovery)) == recovery
    shares = shares_of(recovery, 2, 3)
    again = Vault.read(tmp_path / "keys.json")
    assert again.open_with_recovery(f"{shares[2]}  {shares[0]}") == key
    assert again.open_with_recovery(f"1. {shares[1]}\n2. {shares[0]}".upper()) == key
    with pytest.raises(UserError, match="too-few-shares"):
        again.open_with_recovery(shares[1])
    with pytest.raises(UserError, match="wrong-recovery"):
        again.open_with_recovery("\n".join(shares_of(new_recovery_key(), 2, 2)))
    with pytest.raises(BadValue):
        again.open_with_recovery(shares[0] + " " + shares[1].replace(" ", " wrong ", 1))


def test_the_root_key_of_a_lost_laptop_comes_back_by_its_shares(ours: Store, tmp_path: Path) -> None:
    other = a_store(tmp_path, team="Khan 1", country="")
    joined(other, ours, "coordinator")
    shares = ours.root_shares(2, 3)
    third = a_store(tmp_path, team="New 1", country="")
    asked = read_request(third.request().text())
    with pytest.raises(UserError, match="may-not-certify"):
        other.certify(asked, "coordinator")
    with pytest.raises(UserError, match="no-root-here"):
        other.root_shares(2, 3)
    with pytest.raises(UserError, match="too-few-shares"):
        other.restore_root(shares[:1])
    other.restore_root(shares[1:])
    assert other.holds_root() and other.role() == "coordinator"
    other.certify(asked, "coordinator")
    third.join(other.grant(asked))
    settle(ours, other, third)
    assert ours.membership().of(third.me.device) == third.membership().of(third.me.device)
    assert third.role() == "coordinator"
    third.close()
    other.close()


def test_a_new_register_becomes_the_organisation_by_its_shares_and_loses_nothing(ours: Store, tmp_path: Path) -> None:
    shares = ours.root_shares(3, 5)
    fresh = a_store(tmp_path, team="After 1")
    record = an_incident(fresh)
    before = fresh.state_hash()
    fresh.restore_root("\n".join(shares[1:4]))
    assert fresh.membership().root == ours.membership().root and fresh.role() == "coordinator"
    assert fresh.state_hash() != before and fresh.read("incident", record) is not None
    settle(ours, fresh)
    assert ours.read("incident", record) is not None
    fresh.close()


def test_shares_of_another_organisation_change_nothing(ours: Store, tmp_path: Path) -> None:
    other = a_store(tmp_path, team="Other 1", country="")
    for store in (ours, other):
        store.begin_organisation()
    before = ours.membership(), ours.holds_root(), ours.state_hash()
    for act in (ours.restore_root, ours.forget_root):
        with pytest.raises(UserError, match="shares-of-another"):
            act(other.root_shares(2, 2))
    assert (ours.membership(), ours.holds_root(), ours.state_hash()) == before
    other.close()


def test_the_root_key_is_forgotten_only_when_its_shares_are_shown_and_comes_back_by_them(
    ours: Store, tmp_path: Path
) -> None:
    shares = ours.root_shares(2, 3)
    with pytest.raises(UserError, match="too-few-shares"):
        ours.forget_root(shares[0])
    assert ours.holds_root()
    ours.forget_root(shares[:2])
    new = a_store(tmp_path, team="New 1", country="")
    asked = read_request(new.request().text())
    assert not ours.holds_root() and ours.role() == "coordinator"
    ours.certify(asked, "verifier")
    with pytest.raises(UserError, match="may-not-certify"):
        ours.certify(asked, "coordinator")
    ours.restore_root(shares[1:])
    ours.certify(asked, "coordinator")
    change(ours, "incident", an_incident(ours), status="verified")
    new.close()
