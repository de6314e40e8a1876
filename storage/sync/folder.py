"""The road over files: a stick, a network share, a folder that Syncthing or Nextcloud carries about.

::

    sijill/<organisation, 16 hex>/<device, 12 hex>/sijill-<device and epoch>-<number>.sijill-bundle

Each device writes into its own folder only, so no two ever write one file; whatever else lies there (``.part`` files,
conflict copies, other people's files) is left alone and told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from storage.attachments.carrying import read_parcels, write_parcels
from storage.attachments.freight import Freight
from storage.database.faults import translated
from storage.errors import Cancelled, UserError
from storage.sync.bundle import SUFFIX, Contents, require_size
from storage.sync.layout import TOP, is_of_another
from storage.sync.read import Read, Refused

if TYPE_CHECKING:
    from storage.store import Store

_NAME = re.compile(r"sijill-[0-9a-f]{16}-\d{6,9}" + re.escape(SUFFIX))

_WRITER = len("sijill-") + 16

NOT_CERTIFIED = "not-certified"
FINE = 1000
"""Steps of progress within one file."""

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


def write_folder(
    store: Store, folder: Path, *, road: str = "stick", freight: Freight | None = None,
    progress: Progress | None = None, cancelled: Stop | None = None,
) -> list[Contents]:  # fmt: skip
    """Write for everybody what they lack of us, into our place in the folder: changes, then attached files.

    ``freight``: how much of attached files may go, by default what the register says; told afterwards what went.

    Raises:
        UserError: ``nobody-to-write-to``, what the disk says; Cancelled.
    """
    store.begin_organisation()
    own = folder / TOP / store.membership().root[:16] / store.me.device[:12]
    with translated():
        own.mkdir(parents=True, exist_ok=True)
    with store.keeping_lines():
        written = store.write_bundles(own, road=road, around=own.parent, progress=progress, cancelled=cancelled)
    write_parcels(
        store, own, freight or Freight(store.exchange_limit()), progress=progress, cancelled=cancelled
    )  # fmt: skip
    return written


def read_folder(
    store: Store, folder: Path, *, road: str = "stick", freight: Freight | None = None,
    progress: Progress | None = None, cancelled: Stop | None = None,
) -> Read:  # fmt: skip
    """Take in every bundle in the folder that was not read before; one that is refused does not stop the others.

    Raises:
        UserError: the folder cannot be read. Cancelled: what was taken in until then stays.
    """
    found, told = Read(), progress
    with translated():
        found.empty = folder.is_dir() and next(folder.iterdir(), None) is None
        files = lying = sorted(_bundles(folder, found, store.membership().root))
    taken = -1
    while files and found.bundles > taken:  # a file may prove who wrote one that was refused before it
        taken, found.refused = found.bundles, [one for one in found.refused if one.word != NOT_CERTIFIED]
        files = _read_all(store, files, found, road, progress, cancelled)
        progress = None  # it has told the whole; what was refused is gone through quickly
    found.shut_out = _no_longer(lying, {one.name for one in found.for_others})
    read_parcels(
        store, folder, found, freight or Freight(store.exchange_limit()), progress=told, cancelled=cancelled
    )  # fmt: skip
    return found


def _read_all(
    store: Store, files: list[Path], found: Read, road: str, progress: Progress | None, cancelled: Stop | None
) -> list[Path]:
    """Take in one file after the other; those whose writer nobody here knows so far."""
    done, unknown = (store.bundles_read(), store.bundles_written()), []
    for at, path in enumerate(files):
        if cancelled is not None and cancelled():
            raise Cancelled
        if _read_one(store, path, done, found, road, _within(at, len(files), progress, cancelled)) == NOT_CERTIFIED:
            unknown.append(path)
        if progress is not None:
            progress((at + 1) * FINE, len(files) * FINE)
    return unknown


def require_folder(folder: Path) -> None:
    """A stick that was pulled out is no empty folder, and none is made in its place.

    Raises:
        UserError: ``unreachable``.
    """
    with translated():
        next(folder.iterdir(), None)


def _bundles(folder: Path, found: Read, root: str) -> Iterator[Path]:
    """The bundles below a folder; an old or foreign layout is searched as well, so that a copied file is found."""
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        if is_of_another(path, root):
            found.elsewhere += 1
        elif _NAME.fullmatch(path.name):
            yield path
        elif path.name.endswith(SUFFIX) or ".sijill-bundle" in path.name:
            found.strangers.append(path.name.encode("utf-8", "replace").decode())  # a name may be no text at all


def _no_longer(files: list[Path], for_others: set[str]) -> bool:
    """Whether the newest file of a laptop is for others alone, of which older ones were not."""
    newest: dict[str, str] = {}
    for path in files:
        writer = path.name[:_WRITER]
        newest[writer] = max(newest.get(writer, ""), path.name, key=lambda name: (len(name), name))
    readable = {path.name[:_WRITER] for path in files if path.name not in for_others}
    return any(name in for_others for writer, name in newest.items() if writer in readable)


def _within(at: int, count: int, progress: Progress | None, cancelled: Stop | None) -> Progress:
    """The progress inside one file as a part of all; also where a person's Cancel takes hold."""

    def tell(done: int, total: int) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled
        if progress is not None and total:
            progress(at * FINE + done * FINE // total, count * FINE)

    return tell


def _read_one(
    store: Store, path: Path, done: tuple[set[str], set[str]], found: Read, road: str, inside: Progress
) -> str:
    """``done``: hashes of the bundles read before, and of our own; one under our name in neither is a twin's.

    The word it was refused with is given back, "" when it was not.
    """

    def stopped() -> bool:
        inside(0, 0)
        return False

    try:
        require_size(path)
        with translated(), path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        if any(digest in known for known in done):
            found.known += digest in done[0]
            return ""
        taken = store.take_bundle(path, road=road, progress=inside, cancelled=stopped)
    except UserError as trouble:
        found.refused.append(Refused(path.name, trouble.kind, trouble.what, trouble.todo))
        return trouble.kind
    found.add(taken)
    return ""
