"""An export killed in the middle: the older file stays, and of a protected one nothing readable is on the disk."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from exports import Format
from storage.store import Store
from tests.builders import a_store, a_victim

ROOT = Path(__file__).resolve().parents[2]
MARK = "KILLEDMARK"
CHILD = """
import os, signal, sys
from pathlib import Path
from exports import FileAsked, Format, Manner, write_file
from storage.database.database import Database
from storage.store import Store
from tests.builders import KEY

def dies(done, of):
    if done >= int(sys.argv[5]):
        os.kill(os.getpid(), signal.SIGKILL)

store = Store.open(Database.open(Path(sys.argv[1]), KEY))
with store.frozen() as source:
    manner = Manner(format=Format(sys.argv[3]), passphrase=sys.argv[4], kinds=("victim",))
    write_file(source, Path(sys.argv[2]), FileAsked("en", progress=dies, manner=manner))
"""


def many(folder: Path) -> Path:
    store: Store = a_store(folder)
    for number in range(40):
        a_victim(store, family_group=f"{MARK}{number}")
    path = store.database.path
    assert path is not None
    store.close()
    return path


@pytest.mark.parametrize("passphrase", ["", "window salt bridge"])
@pytest.mark.parametrize("file_format", [Format.CSV, Format.XLSX])
def test_a_killed_export_leaves_the_older_file_and_nothing_to_read(
    tmp_path: Path, file_format: Format, passphrase: str
) -> None:
    register, folder = many(tmp_path), tmp_path / "out"
    folder.mkdir()
    target = folder / f"a.{file_format.value}{'.age' if passphrase else ''}"
    target.write_bytes(b"before")
    command = [sys.executable, "-c", CHILD, str(register), str(target), file_format.value, passphrase, "1"]
    ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert target.read_bytes() == b"before"
    left = b"".join(one.read_bytes() for one in folder.iterdir())
    if passphrase:
        assert left == b"before"
