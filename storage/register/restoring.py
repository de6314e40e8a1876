"""Restoring a backup: checked in full first; a register that stands in its place is put aside, never deleted.

The restored register carries ``restored = 1`` in its table ``meta``: the next opening begins a new epoch, so that
other teams can tell its new changes from those made after the backup.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from storage.database.database import Progress, connect
from storage.database.faults import translated
from storage.database.soundness import findings
from storage.errors import UserError
from storage.register.backup import (
    DATABASE,
    KEYS,
    BackupInfo,
    Stop,
    counts_of,
    dated_backups,
    newer,
    not_whole,
    read_manifest,
    schema_of,
    unpack,
    unpack_attached,
)
from storage.register.carried import files_of, keep_files
from storage.register.register import Register, furnish, new_folder
from storage.register.vault import Vault

Unlock = Callable[[Vault], bytes]
"""Opens the backup's own keys: ``lambda vault: vault.open(passphrase)`` or ``vault.open_with_recovery(typed)``."""


@dataclass(frozen=True)
class Restored:
    """What was restored, and where the register that stood there is now (None when there was none)."""

    register: Register
    info: BackupInfo
    aside: Path | None


def restore(
    file: Path,
    folder: Path,
    unlock: Unlock,
    *,
    known: Collection[str] | None = None,
    progress: Progress | None = None,
    cancelled: Stop | None = None,
) -> Restored:
    """Puts the backup ``file`` at ``folder``.

    ``known``: the schema versions this program can open; by default those of :mod:`storage.migrations`.

    Raises:
        Cancelled: ``cancelled`` answered yes.
        UserError: ``not-a-backup``, ``newer-schema``, ``wrong-passphrase``, ``already-open``, ``disk-full`` …
            In every case all is as it was.
    """
    info = read_manifest(file)
    known = _known() if known is None else known
    _require_known(info.schema, known)
    way = _Way(Register(folder))
    with translated(), way, new_folder(folder, make_way=way.make) as part:
        fresh = Register(part)
        unpack(file, part, KEYS)
        key = unlock(fresh.vault)
        unpack(file, part, DATABASE, progress=_half(progress, 0, info), cancelled=cancelled)
        _check(file, fresh, key, info, known)
        unpack_attached(file, part, progress=_half(progress, 1, info), cancelled=cancelled)
        _keep_attached(way.standing, fresh, key)
        _mark(fresh, key)
        furnish(fresh, replace(way.standing.settings(), practice=False))
        _keep_backups(way.standing, fresh)
    return Restored(way.standing, info, way.aside)


class _Way:
    """Puts the register that stands in the place aside, and back again when the new one does not get there."""

    def __init__(self, standing: Register) -> None:
        self.standing = standing
        self.aside: Path | None = None

    def make(self) -> None:
        folder = self.standing.folder
        if not self.standing.exists:
            return
        self.standing.claim()  # another window has it open: refused with words
        self.standing.release()
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
        aside, twin = folder.with_name(f"{folder.name} before {stamp}"), 1
        while aside.exists():
            twin += 1
            aside = folder.with_name(f"{folder.name} before {stamp} {twin}")
        folder.rename(aside)
        self.aside = aside

    def __enter__(self) -> _Way:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None and self.aside is not None and not self.standing.folder.exists():
            self.aside.rename(self.standing.folder)


def _known() -> Collection[str]:
    from storage.migrations import KNOWN  # only when a backup is really restored

    return KNOWN


def _require_known(schema: str, known: Collection[str]) -> None:
    if schema and schema not in known:
        raise newer()


def _check(file: Path, fresh: Register, key: bytes, info: BackupInfo, known: Collection[str]) -> None:
    try:
        with closing(connect(fresh.database, key, access="inspect")) as raw:
            schema = schema_of(raw)
            _require_known(schema, known)
            whole = not findings(raw) and counts_of(raw) == info.counts and schema == info.schema
    except UserError as error:
        if error.kind != "damaged":
            raise
        whole = False
    if not whole:
        raise not_whole(file)


def _mark(fresh: Register, key: bytes) -> None:
    with closing(connect(fresh.database, key)) as raw:
        if raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            raw.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('restored', '1')")


def _half(progress: Progress | None, which: int, info: BackupInfo) -> Progress | None:
    """The first or second half of the work, when there are attached files to unpack at all."""
    if progress is None or not info.carried:
        return None if which else progress
    return lambda done, total: progress(which * total + done, 2 * total)


def _keep_attached(standing: Register, fresh: Register, key: bytes) -> None:
    """Attached files that the backup did not carry stay in reach, as far as they lie in the register put aside."""
    with closing(connect(fresh.database, key, access="inspect")) as raw:
        files = files_of(raw)
    if files:
        keep_files(standing.folder, fresh.folder, files)


def _keep_backups(standing: Register, fresh: Register) -> None:
    """The dated backups stay in reach: one wrong choice must not hide the others."""
    for _, path in dated_backups(standing):
        with suppress(OSError):
            try:
                os.link(path, fresh.backups / path.name)
            except OSError:
                shutil.copy2(path, fresh.backups / path.name)
