"""Laws of what arrives harmed: refused in words or shown apart, the register as it was, and usable whatever came."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from storage.database.database import Database
from storage.errors import UserError
from storage.fields.words import Words
from storage.store import Store
from storage.sync.bundle import SUFFIX
from storage.sync.folder import read_folder, write_folder
from tests.builders import KEY, change
from tests.rounds import RELEASE, rounds
from tests.sync.begun import an_entry, laptops
from tests.sync.mutated import WAYS, Pieces, harmed, pieces

COUNT = rounds(3_000, 30_000, "SIJILL_BUNDLES")
LOOKED_AT = 100
"""After so many the whole register is laid beside what it was; of each it is seen what it writes."""
ARABIC = Words("ar")
TYPED = {
    "not-a-bundle", "not-for-us", "newer-format", "damaged-bundle", "too-large", "other-organisation", "not-certified",
    "malformed-changes", "broken-chain",
}  # fmt: skip
SHOWN = {"fork", "not-certified", "revoked"}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Pieces]:
    """A reader's register as a file, and a member's bundle for it: incidents, people, a correction."""
    folder = tmp_path_factory.mktemp("harmed")
    ours, theirs = laptops(folder, 2)
    record = an_entry(ours)
    change(ours, "incident", record, weapon="artillery")
    write_folder(ours, folder / "stick")
    (bundle,) = (folder / "stick").rglob(f"*{SUFFIX}")
    good = pieces(bundle.read_bytes(), theirs.keys, ours.keys)
    path = theirs.database.path
    assert path is not None
    for store in (ours, theirs):
        store.close()
    return path, good


class Reader:
    """A register that is begun anew from a file whenever something got into it."""

    def __init__(self, template: Path, folder: Path) -> None:
        self._template, self._place = template, folder / "reader" / "register.db"
        self.file = folder / f"sijill-{'0' * 16}-000001{SUFFIX}"
        self._place.parent.mkdir()
        self.taken = 0
        self.begin()
        self.before = self.facts()

    def begin(self) -> None:
        for old in self._place.parent.iterdir():
            old.unlink()
        shutil.copy(self._template, self._place)
        self.store = Store.open(Database.open(self._place, KEY, cache_mb=2))
        self.written = kept_by(self.store)

    def facts(self) -> tuple[object, ...]:
        return self.store.position(), self.store.state_hash(), len(self.store.set_apart()), self.store.peers()

    def take(self, data: bytes) -> str:
        """What comes of a bundle: the word of the refusal, or ``taken``."""
        self.file.write_bytes(data)
        self.written.clear()
        try:
            taken = self.store.take_bundle(self.file)
        except UserError as refused:
            assert refused.kind in TYPED, refused.kind
            assert ARABIC.say(refused.what) != str(refused.what)
            assert set(self.written) == {"exchanged"}, "more was written than that it was refused"
            assert self.store.exchanges(1)[0].trouble == refused.kind
            return refused.kind
        assert {one.word for one in taken.apart} <= SHOWN
        self.taken += 1
        if RELEASE or self.taken % 3 == 1:
            self.usable()
        assert all(one.whole for one in self.store.segments({}))
        self.store.close()
        self.begin()
        return "taken"

    def unchanged(self) -> None:
        """What all that was refused until now left of the register."""
        assert self.facts() == self.before

    def usable(self) -> None:
        """All that the store does for its window and for others still works."""
        store = self.store
        found = list(store.segments({}))
        assert all(one.whole for one in found)
        store.companions(), store.membership(), store.conflicts(), store.state_hash(), store.counts()
        for kind, record, _ in store.conflicts():
            assert store.read(kind, record) is not None
        an_entry(store)
        assert list(store.segments({}))


def kept_by(store: Store) -> list[str]:
    """The tables a register writes into, as far as it keeps it: what is rolled back is none of them."""
    kept, wanted, engine = list[str](), list[str](), store.database.engine

    def writes(*words: object) -> None:
        found = re.match(r"(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+\W?(\w+)", str(words[2]))
        if found or not str(words[2]).startswith(("SELECT", "PRAGMA", "BEGIN")):
            wanted.append(found[1] if found else str(words[2]))

    event.listen(engine, "before_cursor_execute", writes)
    event.listen(engine, "commit", lambda _: (kept.extend(wanted), wanted.clear()))
    event.listen(engine, "rollback", lambda _: wanted.clear())
    return kept


@pytest.fixture
def reader(begun: tuple[Path, Pieces], tmp_path: Path) -> Iterator[Reader]:
    made = Reader(begun[0], tmp_path)
    yield made
    made.store.close()


@pytest.mark.timeout(max(300, COUNT))
def test_harmed_bundles_are_refused_in_words_or_shown_and_the_register_is_usable(
    begun: tuple[Path, Pieces], reader: Reader
) -> None:
    good = begun[1]
    assert reader.take(good.data) == "taken", "the good one must go in, or nothing is proved"
    came: Counter[str] = Counter()
    for number in range(COUNT):
        one = harmed(good, number)
        try:
            came[f"{one.how.split()[1]} {reader.take(one.data)}"] += 1
        except BaseException:
            print(one.how)  # the number to try again
            raise
        if number % LOOKED_AT == LOOKED_AT - 1:
            reader.unchanged()
    reader.unchanged()
    print(*sorted(came.items()), sep="\n")
    refused = {
        way.__name__ for way in WAYS if any(key.startswith(way.__name__) and "taken" not in key for key in came)
    }
    assert refused == {way.__name__ for way in WAYS}, came
    without_key = ("on_its_way", "opened_and_closed_again", "another_hand")
    assert not any(key.startswith(without_key) and key.endswith("taken") for key in came), came
    assert len({key.split()[1] for key in came}) >= 6, "hardly any kind of refusal was reached"


def test_the_same_file_among_good_ones_stops_none_of_them(begun: tuple[Path, Pieces], reader: Reader) -> None:
    good, stick = begun[1], reader.file.parent / "stick"
    stick.mkdir()
    for number in range(16):
        (stick / f"sijill-{'0' * 16}-{number:06d}{SUFFIX}").write_bytes(harmed(good, number).data)
    (stick / f"sijill-{'f' * 16}-000001{SUFFIX}").write_bytes(good.data)
    found = read_folder(reader.store, stick)
    assert found.bundles >= 1 and len(found.refused) >= 8
    assert {one.word for one in found.refused} <= TYPED
    assert reader.store.counts()["incident"] >= 1
