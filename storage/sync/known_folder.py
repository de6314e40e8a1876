"""Sticks and folders this laptop knows again, and exchanging with them by itself.

A place is known by a mark that was put there when somebody wrote to it: a file with 32 hexadecimal digits below the
number of the organisation, which says nothing to whoever finds the stick. What is known of a place stays in the
encrypted register. By the mark a share that is away is told from an empty folder: where it is shown when it is there
stands an empty folder, and what is written into that reaches nobody.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from storage.database.faults import translated
from storage.database.files import write_whole
from storage.errors import UserError
from storage.messages import message
from storage.sync.bundle import SUFFIX
from storage.sync.folder import read_folder, require_folder, write_folder
from storage.sync.layout import TOP
from storage.sync.read import Read

if TYPE_CHECKING:
    from storage.store import Store

MARK = "known"
PLACES, MOST = "sync-places", 50
"""The setting with the places written to, by organisation: so many of each, the newest last."""
_MARK = re.compile(rb"[0-9a-f]{32}\n")

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


def mark_of(folder: Path, root: str) -> str:
    """The mark of a stick or folder for an organisation (its root key); "" when it has none."""
    path = folder / TOP / root[:16] / MARK
    try:
        if path.is_symlink() or not path.is_file():
            return ""  # a pipe would be waited for without end
        with path.open("rb") as file:
            found = file.read(64)
    except OSError:
        return ""
    return found.decode().strip() if _MARK.fullmatch(found) else ""


def known_places(store: Store) -> tuple[str, ...]:
    """Where this register has been exchanged, as full paths, the one known longest first."""
    return tuple(_places(store).get(store.membership().root[:16], ()))


def is_away(folder: Path, root: str, places: Collection[str]) -> bool:
    """Whether a place that was exchanged with is not what stands there now: nothing of ours lies there any more.

    A stick that is plugged in there is no such case: another one may be shown at the same place.
    """
    try:
        return str(folder.resolve()) in places and not (folder / TOP / root[:16]).is_dir() and not folder.is_mount()
    except OSError:
        return True


def require_place(store: Store, folder: Path) -> None:
    """The stick or folder is there, and still the one that was exchanged with.

    Raises:
        UserError: ``unreachable``, ``place-is-away``.
    """
    require_folder(folder)
    if is_away(folder, store.membership().root, known_places(store)):
        raise UserError(
            "place-is-away",
            message("“{name}” is empty, and what was exchanged there before is gone. Is the stick or share connected?",
                    name=folder.name or str(folder)),
            message("Connect it and try again. If it is empty on purpose, choose it as another folder."),
        )  # fmt: skip


def remember_place(store: Store, folder: Path) -> str:
    """The mark of a place that was written to; one that has none gets one. The place is known from now on.

    Raises:
        UserError: what the disk says.
    """
    root = store.membership().root
    found = _marked(folder, root)
    with translated():
        path = str(folder.resolve())
    places = _places(store)
    known = places.get(root[:16], [])
    if path not in known:
        store.set_setting(PLACES, {**places, root[:16]: [*known, path][-MOST:]})
    return found


def forget_place(store: Store, folder: Path) -> None:
    """A person chose this folder just now: whatever lay there before, it is begun anew."""
    root = store.membership().root
    with translated():
        path = str(folder.resolve())
    places = _places(store)
    if path in (known := places.get(root[:16], [])):
        store.set_setting(PLACES, {**places, root[:16]: [one for one in known if one != path]})


def _places(store: Store) -> dict[str, list[str]]:
    found = store.setting(PLACES, {})
    return found if isinstance(found, dict) else {}


def _marked(folder: Path, root: str) -> str:
    found = mark_of(folder, root)
    if not found:
        found = secrets.token_hex(16)
        with translated():
            (folder / TOP / root[:16]).mkdir(parents=True, exist_ok=True)
        write_whole(folder / TOP / root[:16] / MARK, f"{found}\n".encode())
    return found


def bundles_in(folder: Path, root: str) -> frozenset[tuple[str, int]]:
    """Names and sizes of the bundles of an organisation in a folder: when they change, something has come."""
    try:
        files = [one for one in (folder / TOP / root[:16]).glob(f"*/*{SUFFIX}") if not one.is_symlink()]
        return frozenset((one.name, one.stat().st_size) for one in files)
    except OSError:
        return frozenset()


def exchange_folder(
    store: Store, folder: Path, *, road: str = "folder", came: Callable[[Read], object] | None = None,
    progress: Progress | None = None, cancelled: Stop | None = None,
) -> tuple[Read, int]:  # fmt: skip
    """Take in what lies there, then add what the others lack and what does not lie there yet.

    Gives what was read, and how many changes were written. Where nothing is new nothing is written. ``came`` hears
    what was read before anything is written: a place that takes nothing has given something all the same.

    Raises:
        UserError: ``unreachable``, ``place-is-away``, what the disk says; ``nobody-to-write-to``.
        Cancelled: what was finished until then stays.
    """
    require_place(store, folder)
    found = read_folder(store, folder, road=road, progress=progress, cancelled=cancelled)
    if came is not None:
        came(found)
    written = write_folder(store, folder, road=road, progress=progress, cancelled=cancelled)
    remember_place(store, folder)
    return found, sum(one.changes for one in written)
