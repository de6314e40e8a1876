"""Laws of what was set apart, of twins, of the revoked: nothing typed is lost, and every laptop ends with the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.edits import Edit
from storage.errors import UserError
from storage.store import Store
from storage.sync.folder import read_folder, write_folder
from storage.sync.known_folder import exchange_folder
from tests.builders import a_store, change
from tests.sync.begun import an_entry, copied, laptops
from tests.sync.test_segments import give, joined, settle


@pytest.fixture
def three(tmp_path: Path) -> Iterator[list[Store]]:
    """A coordinator's register, a rescuer's and a verifier's that joined and hold the same."""
    made = laptops(tmp_path, 2)
    third = a_store(tmp_path, team="Hama 1", country="")
    joined(third, made[0], "verifier")
    made.append(third)
    settle(*made)
    yield made
    for store in made:
        store.close()


def told(store: Store, record: str) -> list[object]:
    """What anybody ever wrote about the narrative of an incident."""
    return [step.after for step in store.history("incident", record) if step.field == "narrative"]


def meet(stick: Path, *stores: Store) -> None:
    """A stick that goes round."""
    stick.mkdir(exist_ok=True)
    for store in stores:
        exchange_folder(store, stick)


def same(*stores: Store) -> None:
    assert len({store.state_hash() for store in stores}) == 1
    assert len({tuple(sorted(store.conflicts())) for store in stores}) == 1


def test_what_twins_wrote_under_one_name_reaches_everybody(three: list[Store], tmp_path: Path) -> None:
    ours, clone, third = three
    twin = copied(clone, tmp_path / "twin")
    one, other = an_entry(clone), an_entry(twin)
    change(clone, "incident", one, narrative="by the first")
    change(twin, "incident", other, narrative="by the second")
    give(clone, ours)  # one reader took the one, another the other
    give(twin, third)
    for _ in range(5):
        meet(tmp_path / "stick", ours, clone, third, twin)
    same(ours, clone, third, twin)
    for store in (ours, clone, third, twin):
        assert store.counts()["incident"] == 2
        assert told(store, one) == ["by the first"] or "by the first" in told(store, one)
        assert "by the second" in told(store, other)
        codes = {store.read("incident", record).values["code"] for record in (one, other)}  # type: ignore[union-attr]
        assert len(codes) == 2, "two records never go by one number"
    assert len({clone.me.device, twin.me.device}) == 2
    twin.close()


def test_places_of_twins_keep_their_codes_which_are_no_numbers_of_ours(three: list[Store], tmp_path: Path) -> None:
    ours, clone, third = three
    twin = copied(clone, tmp_path / "twin")
    made = {}
    for store, code in ((clone, "XX91"), (twin, "XX92")):
        values = {"name_en": f"Camp {code}", "level": 4, "code": code}
        made[store.save([Edit("place", None, values)]).ids[0]] = code
    give(clone, ours)
    give(twin, third)
    for _ in range(5):
        meet(tmp_path / "stick", ours, clone, third, twin)
    same(ours, clone, third, twin)
    for store in (ours, clone, third, twin):
        assert {one.id: one.values["code"] for one in store.read_many("place", made)} == made
    twin.close()


def test_what_others_wrote_over_a_twins_change_stands_afterwards(three: list[Store], tmp_path: Path) -> None:
    ours, clone, third = three
    record = an_entry(ours)
    settle(*three)
    twin = copied(clone, tmp_path / "twin")
    change(clone, "incident", record, narrative="first")
    give(clone, ours)
    change(ours, "incident", record, narrative="corrected")
    an_entry(twin)
    give(twin, third)
    for _ in range(5):
        meet(tmp_path / "stick", clone, ours, third, twin)
    same(ours, clone, third, twin)
    for store in (ours, clone, third):
        assert store.read("incident", record).values["narrative"] == "corrected"  # type: ignore[union-attr]
        assert "first" in told(store, record)
    assert not ours.conflicts()
    twin.close()


def test_a_fork_taken_in_by_a_person_counts_on_every_laptop(three: list[Store], tmp_path: Path) -> None:
    ours, clone, third = three
    twin = copied(clone, tmp_path / "twin")
    an_entry(clone)
    record = an_entry(twin)
    meet(tmp_path / "stick", clone, ours, third)
    write_folder(twin, tmp_path / "stick")
    twin.close()  # and is never seen again
    read_folder(ours, tmp_path / "stick")
    (away,) = [one for one in ours.set_apart() if not one.settled]
    assert away.word == "fork" and ours.read("incident", record) is None
    outcome = ours.take_apart(away.n)
    assert record in outcome.ids
    for _ in range(3):
        meet(tmp_path / "other", ours, clone, third)
    same(ours, clone, third)
    assert third.read("incident", record) is not None
    with pytest.raises(UserError) as refused:
        ours.take_apart(away.n)
    assert refused.value.kind == "nothing-apart"


def test_a_rescuer_takes_no_fork_in(three: list[Store], tmp_path: Path) -> None:
    _, clone, third = three
    rescuer = a_store(tmp_path, team="Saraqib 3", country="")
    joined(rescuer, three[0])
    settle(three[0], clone, rescuer)
    twin = copied(clone, tmp_path / "twin")
    an_entry(clone)
    an_entry(twin)
    meet(tmp_path / "stick", clone, rescuer)
    write_folder(twin, tmp_path / "stick")
    read_folder(rescuer, tmp_path / "stick")
    (away,) = rescuer.set_apart()
    with pytest.raises(UserError) as refused:
        rescuer.take_apart(away.n)
    assert refused.value.kind == "not-allowed" and not rescuer.set_apart()[0].settled
    assert third.role() == "verifier"
    twin.close()
    rescuer.close()


def test_what_was_taken_in_before_a_revocation_was_known_ends_the_same_everywhere(three: list[Store]) -> None:
    ours, gone, third = three
    ours.revoke(gone.me.device[:12], "lost")
    record = an_entry(gone)
    give(gone, third)  # which does not know it yet
    give(gone, ours)
    assert [one.word for one in ours.set_apart()] == ["revoked"]
    for _ in range(3):
        settle(ours, third)
    same(ours, third)
    assert ours.read("incident", record) is not None, "whoever took it in before it knew vouches for it"
    give(gone, third)
    an_entry(gone)
    give(gone, third)
    for _ in range(2):
        settle(ours, third)
    same(ours, third)
    assert third.counts()["incident"] == 1


def test_what_a_revoked_laptop_wrote_is_taken_in_by_a_coordinator_only(three: list[Store]) -> None:
    ours, gone, third = three
    ours.revoke(gone.me.device[:12], "lost")
    settle(ours, third)
    record = an_entry(gone)
    for store in (ours, third):
        give(gone, store)
    with pytest.raises(UserError) as refused:
        third.take_apart(third.set_apart()[0].n)
    assert refused.value.kind == "not-allowed"
    ours.take_apart(ours.set_apart()[0].n)
    settle(ours, third)
    same(ours, third)
    assert third.read("incident", record) is not None


def test_what_nobody_certified_comes_in_by_itself_with_the_certificate(three: list[Store], tmp_path: Path) -> None:
    ours, _, third = three
    stranger = a_store(tmp_path, team="Saraqib 3", country="")
    record = an_entry(stranger)
    third.take_in([one for one in stranger.segments({}) if one.device.hex() == stranger.me.device])
    away = third.set_apart()
    with pytest.raises(UserError) as refused:
        third.take_apart(away[0].n)
    assert refused.value.kind == "still-not-certified"
    joined(stranger, ours)
    give(ours, third)
    assert third.read("incident", record) is not None
    assert {one.settled for one in third.set_apart()} == {"taken"}
    settle(ours, third, stranger)
    same(ours, third, stranger)
    stranger.close()
