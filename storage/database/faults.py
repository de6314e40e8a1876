"""What the world does to files and databases (full disk, damage, a second program), turned into words at one place.

Storage and exports wrap their disk work in :func:`translated`; the engines of ``database.py`` call
:func:`world_error`. What is not recognised here is a bug and stays the exception it is.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlcipher3.dbapi2 as sqlcipher

from storage.errors import UserError
from storage.messages import message

_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_GONE = {errno.EIO, errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTDIR, errno.EISDIR, errno.ESTALE, errno.EEXIST}
_NETWORK = (
    "ENOTCONN", "ETIMEDOUT", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ECONNREFUSED", "ECONNRESET",
    "ECONNABORTED", "EREMOTEIO", "ENOMEDIUM",
)  # fmt: skip
"""What a share says when its network falls, and a reader without its card; not every system knows them all."""
_AWAY = {getattr(errno, name) for name in _NETWORK if hasattr(errno, name)}

_SQLITE_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_SQLITE_IO_DAMAGED = {sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_DATA, sqlite3.SQLITE_IOERR_CORRUPTFS}
_SQLITE_IO_READ = {sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_FSTAT, sqlite3.SQLITE_IOERR_ACCESS}
_TOLD = {
    "disk I/O error": sqlite3.SQLITE_IOERR,
    "database or disk is full": sqlite3.SQLITE_FULL,
    "database is locked": sqlite3.SQLITE_BUSY,
    "file is not a database": sqlite3.SQLITE_NOTADB,
    "database disk image is malformed": sqlite3.SQLITE_CORRUPT,
    "attempt to write a readonly database": sqlite3.SQLITE_READONLY,
    "unable to open database file": sqlite3.SQLITE_CANTOPEN,
}
_SERVER_FULL, _SERVER_BUSY, _SERVER_READ_ONLY = "53100", ("55P03", "40P01", "40001"), "25006"


@contextmanager
def translated() -> Iterator[None]:
    """Inside the block, errors of the operating system and of the database become :class:`UserError`."""
    try:
        yield
    except (OSError, sqlcipher.Error) as error:
        found = world_error(error)
        if found is None:
            raise
        raise found from error


def world_error(error: BaseException | None) -> UserError | None:
    """The words for an error the world made; ``None`` when it is a bug of ours."""
    if isinstance(error, OSError):
        return _of_system(error)
    if isinstance(error, (sqlcipher.OperationalError, sqlcipher.DatabaseError)):
        code = int(getattr(error, "sqlite_errorcode", 0) or 0)
        return _of_sqlite(code or _TOLD.get(str(error), 0))  # the backup interface gives no code
    state = getattr(error, "sqlstate", None)
    if type(error).__module__.startswith("psycopg"):
        return _of_server(error, state)
    return None


def disk_full() -> UserError:
    """No room: nothing of the interrupted work remains, everything before it is safe."""
    return UserError(
        "disk-full",
        message("The disk is full, so nothing was written. Everything saved before is safe."),
        message("Free some space or choose another disk, then try again."),
    )


def damaged() -> UserError:
    """The database file is not what was written."""
    return UserError(
        "damaged",
        message("The register's file is damaged and was left as it is."),
        message("Restore the latest backup; the damaged file is kept beside it."),
    )


def _locked() -> UserError:
    return UserError(
        "locked",
        message("Something else is using the register's file just now. Nothing was changed."),
        message("Close other programs that use it and try again."),
    )


def _read_only() -> UserError:
    return UserError(
        "read-only",
        message("This folder or file cannot be written to. Nothing was changed."),
        message("Choose another folder, or ask whoever looks after this computer for permission."),
    )


def _unreachable() -> UserError:
    return UserError(
        "unreachable",
        message("The file or disk cannot be reached. Nothing was changed."),
        message("Check that the disk or stick is still plugged in, then try again."),
    )


def _not_found() -> UserError:
    return UserError(
        "unreachable",
        message("There is no file or folder of this name. Nothing was changed."),
        message("Check how it is written, and that the disk or stick is plugged in, then try again."),
    )


def _of_system(error: OSError) -> UserError | None:
    if error.errno in _FULL:
        return disk_full()
    if error.errno in _READ_ONLY:
        return _read_only()
    if error.errno == errno.ENOENT:
        return _not_found()
    if error.errno in _GONE | _AWAY or isinstance(error, FileNotFoundError):
        return _unreachable()
    return None


def _of_sqlite(code: int) -> UserError | None:
    plain = code & 0xFF
    if plain in _SQLITE_DAMAGED or code in _SQLITE_IO_DAMAGED:
        return damaged()
    if plain in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _locked()
    if plain in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return _read_only()
    if plain == sqlite3.SQLITE_CANTOPEN or code in _SQLITE_IO_READ:
        return _unreachable()
    if plain in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):  # what is left of IOERR concerns writing
        return disk_full()
    return None


def _of_server(error: BaseException | None, state: str | None) -> UserError | None:
    if state == _SERVER_FULL:
        return disk_full()
    if state in _SERVER_BUSY:
        return _locked()
    if state == _SERVER_READ_ONLY:
        return _read_only()
    if type(error).__name__ == "OperationalError" and (state is None or state.startswith(("08", "57P"))):
        return UserError(
            "server-away",
            message("The team's server does not answer. Nothing was changed."),
            message("Check the network and try again; what is on this computer stays usable."),
        )
    return None
