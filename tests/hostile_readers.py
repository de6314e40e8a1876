"""How files come in: what each way of reading one makes of a hostile file. Also run as a process of its own.

``python -m tests.hostile_readers REGISTER FOLDER`` reads every file of a folder by each reader and tells, one JSON
line each, what came of it and how much memory was needed; the operating system ends it when that takes too much time.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import process_time
from typing import Any

from exports import edits, read_back
from exports.foreign.evidence import gazetteer
from exports.foreign.foreseeing import foreseen
from exports.foreign.plan import ticked
from exports.foreign.reading import read_foreign
from exports.foreign.taking import edits as import_edits
from exports.foreign.understanding import guess
from exports.packs import read_pack
from storage.database.database import Database
from storage.errors import UserError
from storage.store import Store
from tests import hostile_files as hostile
from tests.builders import KEY

SECONDS = 120
"""Of the processor, for all attacks on one reader together."""


def reread(store: Store, path: Path) -> Any:
    """An exported workbook that comes back."""
    proposal = read_back(store, path, language="en")
    made = edits(store, proposal, proposal.clean())
    return proposal, made


def places(store: Store, path: Path) -> Any:
    """A table of places, up to what it would change."""
    table = read_pack(path)
    return table, store.plan_pack(table)


def foreign(store: Store, path: Path) -> Any:
    """Other people's table, up to what taking it in would write."""
    file = read_foreign(path)
    plan = foreseen(store, file, guess(file, "victim", gazetteer(store.places))[0], language="en")
    return plan, list(import_edits(store, plan, ticked(plan, None), {}, None))


READERS: dict[str, Callable[[Store, Path], Any]] = {"reread": reread, "places": places, "import": foreign}
TYPED = {
    "reread": {"not-a-workbook", "locked-workbook", "damaged-workbook", "too-large-workbook", "not-an-export",
               "newer-export", "other-level", "other-register"},
    "places": {"not-a-table", "locked-table", "old-table", "too-large", "damaged-table", "no-places"},
    "import": {"not-a-table", "locked-table", "too-large", "damaged-table", "no-table", "no-such-sheet", "web-page",
               "binary-workbook"},
}  # fmt: skip
"""In which kinds of refusal a reading may end."""


def attempt(reader: str, store: Store, path: Path) -> str:
    """Read a file: ``read``, or the kind of the refusal, which has words. Anything else is a fault."""
    try:
        found = READERS[reader](store, path)
    except UserError as refused:
        assert refused.kind in TYPED[reader], refused.kind
        assert refused.what.text and refused.todo.text, refused.kind
        return refused.kind
    text = repr(found)
    assert hostile.SECRET not in text, "a file beside it was read"
    text.encode("utf-8")  # half letters would not be written down later
    return "read"


def most_memory(*, anew: bool = False) -> int:
    """The most megabytes this process had at once; ``anew`` counts from now on, where the system can (Linux)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)
    if anew:
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    lines = status.read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) >> 10 for line in lines if line.startswith("VmHWM:"))


def main(register: Path, folder: Path) -> None:
    """Every file for every reader, each reader's in a folder called like it, in this process."""
    store = Store.open(Database.open(register, KEY))
    before = store.state_hash()
    for reader in READERS:
        until = int(process_time()) + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        for path in sorted(one for one in (folder / reader).iterdir() if one.suffix != ".txt"):
            start = most_memory(anew=True)
            outcome = attempt(reader, store, path)
            grown = most_memory() - start
            told = {"reader": reader, "attack": path.stem, "outcome": outcome, "grown": grown}
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()
        sys.stdout.write(json.dumps({"reader": reader, "unchanged": store.state_hash() == before}) + "\n")
    store.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
