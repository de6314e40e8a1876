"""A write-ahead log that was cut off or garbled: the register opens to a prefix of its commits."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from storage.database.database import Database
from storage.errors import UserError
from storage.lists.listing import Query
from storage.store import Store
from tests.builders import KEY, a_store, a_victim
from tests.rounds import rounds

ROUNDS = rounds(300, 20_000, "SIJILL_LOGS")


def _snapshot(store: Store, folder: Path) -> Path:
    """The files as a power cut would leave them: the log not folded back."""
    path = store.database.path
    assert path is not None
    folder.mkdir()
    for file in path.parent.glob(path.name + "*"):
        if not file.name.endswith("-shm"):
            shutil.copy(file, folder / file.name)
    return folder / path.name


def _harm(log: Path, chance: random.Random) -> None:
    data = bytearray(log.read_bytes())
    at = chance.randrange(len(data))
    if chance.random() < 0.5:
        del data[at:]
    else:
        size = chance.choice((1, 16, 512, 4096))
        noise = chance.randbytes(size)
        data[at : at + size] = bytes(one ^ (other or 1) for one, other in zip(data[at:], noise, strict=False))
    log.write_bytes(bytes(data))


def test_a_harmed_log_opens_to_a_prefix_of_what_was_saved(tmp_path: Path) -> None:
    store = a_store(tmp_path, country="")
    store.database.checkpoint()
    saved = [a_victim(store) for _ in range(12)]
    whole = _snapshot(store, tmp_path / "whole")
    store.close()
    chance = random.Random(11)
    lengths = set()
    for number in range(ROUNDS):
        folder = tmp_path / "try"
        shutil.copytree(whole.parent, folder)
        _harm(folder / (whole.name + "-wal"), chance)
        lengths.add(_prefix(folder / whole.name, saved, number))
        shutil.rmtree(folder)
    assert len(lengths) > 3, "the harm hardly ever mattered: the test would prove nothing"


def _prefix(path: Path, saved: list[str], number: int) -> int:
    try:
        opened = Store.open(Database.open(path, KEY, cache_mb=1))
    except UserError as error:
        raise AssertionError(f"round {number}: {error}") from error
    found = [
        row.id for row in sorted(opened.listing(Query("victim")).first(99)[1].values(), key=lambda row: row.number)
    ]
    assert found == saved[: len(found)], f"round {number}"
    assert opened.position() >= len(found)
    opened.close()
    return len(found)
