"""A register on disk: one folder with the encrypted file, its wrapped keys, backups, logs, and a lock.

::

    register.db     everything anyone wrote, encrypted
    keys.json       the key of register.db, wrapped (see vault.py); both are needed, and a backup has both
    settings.json   language and theme, needed before unlocking; nothing secret, nothing personal
    attempts.json   wrong passphrases since the last right one (absent when none)
    backups/ logs/
    lock            held while a program uses the folder; running.json says which one

The folder is made under another name and renamed, so there is either no register or a whole one.
"""

from __future__ import annotations

import errno
import glob
import json
import os
import secrets
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from storage.database.faults import translated
from storage.database.files import sync_folder, write_whole
from storage.errors import UserError
from storage.messages import message
from storage.register.attempts import Attempts
from storage.register.vault import Effort, Vault

LANGUAGES = ("ar", "en")
THEMES = ("system", "light", "dark")
DAY = 86_400.0
APPLICATION = 0x53494A4C
"""``SIJL``: marks the (decrypted) file as a register."""


@dataclass(frozen=True)
class Settings:
    """What must be known before unlocking; ``practice`` marks the practice register, which has a known passphrase."""

    language: str = "ar"
    theme: str = "system"
    practice: bool = False


Fill = Callable[[Path, bytes], None]
"""Puts the first content into a new ``register.db`` (its path, its key) before the folder appears."""


class Register:
    """The folder of one register.

    Attributes:
        folder: the folder.
        database: its ``register.db``.
        backups: the folder of dated backups.
        logs: the folder of logs.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "register.db"
        self.backups = folder / "backups"
        self.logs = folder / "logs"
        self._attempts = Attempts(folder / "attempts.json")
        self._lock = FileLock(folder / "lock", timeout=0, thread_local=False)

    @property
    def exists(self) -> bool:
        """Whether a register is here (its keys are)."""
        return self._keys.exists()

    @property
    def vault(self) -> Vault:
        """The wrapped keys, read anew."""
        self._require_here()
        return Vault.read(self._keys)

    @property
    def _keys(self) -> Path:
        return self.folder / "keys.json"

    @classmethod
    def create(
        cls,
        folder: Path,
        passphrase: str,
        *,
        settings: Settings | None = None,
        fill: Fill | None = None,
        effort: Effort | None = None,
        recovery: str | None = None,
    ) -> tuple[Register, str]:
        """Makes a whole register at ``folder`` and gives it with the recovery key, which is kept nowhere.

        ``recovery``: a recovery key already on paper; otherwise a fresh one is made.

        Raises:
            UserError: ``folder-taken``, or what the disk says; then nothing is at ``folder``.
        """
        _require_free(folder)
        made = partial(Vault.create, passphrase=passphrase, effort=effort, recovery=recovery)
        with translated(), new_folder(folder) as part:
            recovery = _build(cls(part), made, settings or Settings(), fill)
        return cls(folder), recovery

    def unlock(self, passphrase: str) -> bytes:
        """The database key; slow on purpose, and after a wrong passphrase not before :meth:`wait_before_next`.

        Raises:
            UserError: ``wrong-passphrase``, ``wait``, ``damaged``, ``no-register``, ``newer-schema``.
        """
        vault = self.vault
        self._attempts.begin()
        key = vault.open(passphrase)
        self._attempts.right()
        return key

    def unlock_with_recovery(self, typed: str) -> bytes:
        """The database key by the printed recovery key; slips in typing raise ``BadValue`` naming the group."""
        key = self.vault.open_with_recovery(typed)
        self._attempts.right()
        return key

    def wait_before_next(self) -> float:
        """Seconds until the next passphrase may be tried."""
        return self._attempts.wait()

    def claim(self) -> None:
        """Takes the folder for this process until :meth:`release`.

        Raises:
            UserError: ``already-open``, naming the other program.
        """
        self._require_here()
        try:
            with translated():
                self._lock.acquire()
        except Timeout as error:
            raise self._already_open() from error
        owner = {"pid": os.getpid(), "host": socket.gethostname()}
        with suppress(UserError):  # only words depend on it
            write_whole(self._running, json.dumps(owner).encode())

    def release(self) -> None:
        """Gives the folder back, and forgets the names that were read; harmless when it is not held."""
        from storage.matching.matching import forget  # has work only where names were read: not for every start

        forget()
        if self._lock.is_locked:
            with suppress(OSError):
                self._running.unlink(missing_ok=True)
            self._lock.release()

    def settings(self) -> Settings:
        """The settings; what is missing or unreadable has its default."""
        found = _json(self.folder / "settings.json")
        language, theme = found.get("language"), found.get("theme")
        return Settings(
            language if language in LANGUAGES else Settings.language,
            theme if theme in THEMES else Settings.theme,
            found.get("practice") is True,
        )

    def change_settings(self, *, language: str | None = None, theme: str | None = None) -> Settings:
        """Writes settings; ``None`` leaves one as it is."""
        settings = self.settings()
        settings = replace(settings, language=language or settings.language, theme=theme or settings.theme)
        write_whole(self.folder / "settings.json", json.dumps(asdict(settings)).encode())
        return settings

    @property
    def _running(self) -> Path:
        return self.folder / "running.json"

    def _require_here(self) -> None:
        if not self.exists:
            raise UserError(
                "no-register",
                message("There is no register in this folder: {folder}", folder=str(self.folder)),
                message("Choose another folder, or begin a new register."),
            )

    def _already_open(self) -> UserError:
        owner = _json(self._running)
        return UserError(
            "already-open",
            message(
                "This register is already open in another window (process {pid} on {host}).",
                pid=str(owner.get("pid", "?")),
                host=str(owner.get("host", "?")),
            ),
            message("Go to that window, or close it and try again."),
        )


def registers_in(home: Path) -> list[Register]:
    """The registers in the folders directly under ``home``, by name."""
    try:
        found = [Register(folder) for folder in sorted(home.iterdir()) if not folder.name.startswith(".")]
    except OSError:
        return []
    return [register for register in found if register.exists]


def register_at(data: Path, *, practice: bool = False) -> Register:
    """The register meant by a data folder: the folder itself, its ``register`` (``practice``), or its only one."""
    if Register(data).exists:
        return Register(data)
    meant = Register(data / ("practice" if practice else "register"))
    there = registers_in(data)
    return there[0] if not meant.exists and not practice and len(there) == 1 else meant


@contextmanager
def new_folder(folder: Path, *, make_way: Callable[[], None] | None = None) -> Iterator[Path]:
    """A folder under another name to be filled; it becomes ``folder`` when the block ends well, else it is gone.

    ``make_way`` is called just before it takes its place.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise _taken(folder.parent) from error
    _sweep(folder)
    part = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    part.mkdir(mode=0o700)
    try:
        yield part
        sync_folder(part)
        if make_way is not None:
            make_way()
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()  # Windows does not rename onto an empty folder
        part.rename(folder)
    except BaseException as error:
        shutil.rmtree(part, ignore_errors=True)
        if isinstance(error, OSError) and error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            raise _taken(folder) from error
        raise
    sync_folder(folder.parent)


def _sweep(folder: Path) -> None:
    """Removes what an interrupted making left behind more than a day ago; a younger one may be at work."""
    for old in folder.parent.glob(f".{glob.escape(folder.name)}.????????.part"):
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > DAY:
                shutil.rmtree(old)


def furnish(register: Register, settings: Settings) -> None:
    """Puts into a new folder what stands beside the database and the keys."""
    for folder in (register.backups, register.logs):
        folder.mkdir(mode=0o700)
    write_whole(register.folder / "settings.json", json.dumps(asdict(settings)).encode())


def _build(
    register: Register, make: Callable[[Path], tuple[Vault, bytes, str]], settings: Settings, fill: Fill | None
) -> str:
    furnish(register, settings)
    from storage.database.database import connect  # with SQLAlchemy; deriving a key must not wait for it at the start

    _, key, recovery = make(register._keys)
    with closing(connect(register.database, key)) as raw:
        raw.execute(f"PRAGMA application_id = {APPLICATION}")  # the first page stands: only this key opens it
    if fill is not None:
        fill(register.database, key)
    return recovery


def _require_free(folder: Path) -> None:
    with translated():
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    if taken:
        raise _taken(folder)


def _taken(folder: Path) -> UserError:
    return UserError(
        "folder-taken",
        message("There is already something in this folder: {folder}", folder=str(folder)),
        message("Choose an empty folder or a new name. Nothing was changed."),
    )


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
