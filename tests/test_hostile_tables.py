"""Hostile files: refused with a sentence, in bounded memory and time, or read as what they are; the register stays."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exports import FileAsked, Manner, write_file
from storage.store import Store
from tests import hostile_files as hostile
from tests.builders import a_store
from tests.foreign_files import DATA, hospital
from tests.hostile_readers import READERS, attempt
from tests.rounds import RELEASE, rounds
from tests.test_packs import ADMIN, workbook
from tests.test_reread import fill

SPOILED = rounds(1_000, 20_000, "SIJILL_SPREADSHEETS")
MUTANTS = {"reread": SPOILED // 4, "places": SPOILED * 2 // 5, "import": SPOILED * 7 // 20}
CUTS = range(0, 50, 1 if RELEASE else 7)
"""In fiftieths of a sound file."""
MOST = 300
"""Megabytes that reading one file may take; most of it is what the largest part that is held whole may have."""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = fill(a_store(tmp_path_factory.mktemp("register")))
    yield made
    made.close()


def a_small_export(store: Store, path: Path) -> Path:
    """Two tables of the register, so that a thousand of them are soon read."""
    with store.frozen() as source:
        return write_file(source, path, FileAsked(language="en", manner=Manner(kinds=("incident", "victim")))).path


@pytest.fixture(scope="module")
def good(register: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bytes]]:
    """Sound files for each way of reading; the first is a workbook of today."""
    folder = tmp_path_factory.mktemp("good")
    return {
        "reread": [a_small_export(register, folder / "out.xlsx").read_bytes()],
        "places": [workbook(folder / "places.xlsx", ADMIN).read_bytes()],
        "import": [hospital(folder / "list.xlsx").read_bytes(),
                   *((DATA / f"hospital.{form}").read_bytes() for form in ("xls", "ods"))],
    }  # fmt: skip


def attacks(good: bytes, folder: Path) -> None:
    """All attacks on a sound file, as files; beside them one that nobody may read."""
    parts, secret = hostile.unpacked(good), folder / "secret.txt"
    secret.write_text(hostile.SECRET, encoding="utf-8")
    for name, make in hostile.ATTACKS.items():
        (folder / f"{name}.xlsx").write_bytes(make(parts))
    declared = {"laughs": hostile.LAUGHS, "outside": hostile.outside(str(secret))}
    others = [name for name in parts if name.endswith((".xml", ".rels")) and "/worksheets/" not in name]
    for at, part in enumerate((hostile.sheets_of(parts)[0], *others)):
        for word in declared if RELEASE or not at else sorted(declared)[at % 2 :][:1]:
            entities = declared[word]
            path = folder / f"{word} in {part.replace('/', ' ')}.xlsx"
            path.write_bytes(hostile.with_entities(parts, part, entities))
    for at in CUTS:
        (folder / f"cut at {at:02}.xlsx").write_bytes(good[: len(good) * at // 50])
    for suffix in ("csv", "xls", "ods", "pdf"):
        (folder / f"as another kind.{suffix}").write_bytes(good)


@pytest.fixture(scope="module")
def attacked(
    register: Store, good: dict[str, list[bytes]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[dict[str, Any]]]:
    """What came of each attack on each reader, in a process of its own, as it told."""
    folder = tmp_path_factory.mktemp("attacks")
    for reader in READERS:
        (folder / reader).mkdir()
        attacks(good[reader][0], folder / reader)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.hostile_readers", str(register.database.path), str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = [json.loads(line) for line in ran.stdout.splitlines() if line[:1] == "{"]
    assert ran.returncode == 0, (told[-1:], ran.stderr[-3_000:])
    shutil.rmtree(folder)
    return {
        reader: [{name: one[name] for name in one if name != "reader"} for one in told if one["reader"] == reader]
        for reader in READERS
    }


@pytest.mark.parametrize("reader", READERS)
def test_attacks_end_in_words_in_little_memory_and_time(
    attacked: dict[str, list[dict[str, Any]]], reader: str
) -> None:
    told = attacked[reader]
    assert told.pop() == {"unchanged": True}
    assert [one for one in told if one["grown"] > MOST] == []
    outcomes = {one["attack"]: one["outcome"] for one in told}
    assert all(outcomes[f"cut at {at:02}"] != "read" for at in CUTS)
    assert outcomes["a bomb"] != "read" and outcomes["locked"] != "read"
    assert outcomes["macros"] == outcomes["hidden sheets"] == outcomes["lying dimensions"] == "read"


@pytest.mark.timeout(max(300, SPOILED))
@pytest.mark.parametrize("reader", READERS)
def test_spoiled_files_are_refused_in_words_or_read_and_change_nothing(
    register: Store, good: dict[str, list[bytes]], tmp_path: Path, reader: str
) -> None:
    sound = [(data, hostile.unpacked(data) if data[:2] == b"PK" else {}) for data in good[reader]]
    before = register.state_hash()
    chance = random.Random(None if RELEASE else f"{reader} 2019-07-04")
    outcomes: Counter[str] = Counter()
    path = tmp_path / "hostile.xlsx"
    for _ in range(MUTANTS[reader]):
        path.write_bytes(hostile.mutated(*chance.choice(sound), chance))
        try:
            outcomes[attempt(reader, register, path)] += 1
        except BaseException:
            path.rename(path.with_name("keep this.xlsx"))
            raise
    assert register.state_hash() == before
    assert len(outcomes) > 2 and outcomes["read"] > MUTANTS[reader] // 20
