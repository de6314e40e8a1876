"""Backups: one file ``*.sijill`` that holds a whole register, still encrypted, checked before it gets its name.

A ``.sijill`` file is an ordinary zip without compression: ``register.db`` (a copy of one moment, same key),
``keys.json`` (that key, wrapped: the passphrase *of that day* opens it) and ``manifest.json``::

    {"format": "sijill-backup", "version": 1, "program": "0.1.0", "schema": "0001", "made": "2026-11-22T22:40:05Z",
     "counts": {"victim": 2117, …}, "sha256": {"register.db": …, "keys.json": …},
     "attachments": 12, "carried": 12}

Attached files lie in it as ``attachments/…``, locked as in the register's folder; ``carried`` of ``attachments`` are
there. A dated backup, on the same disk, carries none.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from errno import EINVAL
from pathlib import Path
from typing import IO, Any, BinaryIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from storage.database.database import Database, Progress
from storage.database.faults import damaged, disk_full, translated
from storage.database.files import whole_file
from storage.database.soundness import findings
from storage.errors import Cancelled, UserError
from storage.messages import message
from storage.register.carried import files_of, pack_files, read_files, unpack_files
from storage.register.register import Register
from storage.register.volumes import require_fits

FORMAT, VERSION = "sijill-backup", 1
SUFFIX = ".sijill"
DATABASE, KEYS, MANIFEST = "register.db", "keys.json", "manifest.json"
CHUNK = 2**20
SMALL_FILE = 2**20
"""``keys.json`` and ``manifest.json`` are never longer."""
KEPT_LAST, KEPT_DAYS = 10, 14
_DATED = re.compile(r"(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)(?:-\d+)?\.sijill")
_STAMP = "%Y-%m-%dT%H-%M-%SZ"

Stop = Callable[[], bool]


@dataclass(frozen=True)
class BackupInfo:
    """What a backup holds.

    Attributes:
        path: the file.
        made: when, UTC.
        program: version of the program that made it.
        schema: the database's schema version; "" when it has none yet.
        counts: rows by table (record kinds, journal …).
        sha256: of ``register.db`` and ``keys.json``.
        attachments: attached files the register had; carried: how many of them are in the backup.
    """

    path: Path
    made: datetime
    program: str
    schema: str
    counts: dict[str, int]
    sha256: dict[str, str]
    attachments: int = 0
    carried: int = 0


def write_backup(
    register: Register,
    database: Database,
    target: Path,
    *,
    attachments: bool = True,
    progress: Progress | None = None,
    cancelled: Stop | None = None,
) -> BackupInfo:
    """Copies the whole register to ``target`` while work goes on; the file appears only after it was checked.

    ``attachments``: whether attached files go along.

    Raises:
        Cancelled: ``cancelled`` answered yes.
        UserError: ``disk-full``, ``larger-than-disk-takes``, ``damaged`` (the register itself is), ``not-read-back``.
    """
    pace = _Pace(progress, cancelled)
    copy = target.with_name(target.name + ".db.part")
    with translated():
        target.parent.mkdir(parents=True, exist_ok=True)
        require_fits(target.parent, database_size(register))
        _clear(copy)  # of a backup that was killed: half a copy would be taken for a damaged register
        _require_room(target.parent, 2 * database_size(register))
        try:
            counts = database.copy_to(copy, look=counts_of, progress=pace.part(0, 50))
            with database.inspecting(copy) as raw:
                schema, files = schema_of(raw), files_of(raw)
                if findings(raw) or counts_of(raw) != counts:
                    raise damaged()
            if attachments:
                require_fits(target.parent, copy.stat().st_size, sum(files.values()))
                _require_room(target.parent, database_size(register) + sum(files.values()))
            with whole_file(target) as file:
                goes = _Goes(register.folder, copy, files, carries=attachments)
                info = _pack(file, target, goes, (schema, counts), pace)
                _read_back(file, info, pace.part(80, 100))
        finally:
            with suppress(OSError):
                _clear(copy)
    return info


def _clear(copy: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        copy.with_name(copy.name + end).unlink(missing_ok=True)


def dated_backup(
    register: Register,
    database: Database,
    *,
    progress: Progress | None = None,
    cancelled: Stop | None = None,
    now: datetime | None = None,
) -> BackupInfo:
    """A backup in the register's own folder, named by the time; then old ones go (see :func:`outdated`)."""
    stamp = (now or datetime.now(UTC)).astimezone(UTC).strftime(_STAMP)
    target, twin = register.backups / f"{stamp}{SUFFIX}", 1
    while target.exists():
        twin += 1
        target = register.backups / f"{stamp}-{twin}{SUFFIX}"
    info = write_backup(register, database, target, attachments=False, progress=progress, cancelled=cancelled)
    for old in outdated(dated_backups(register), now or datetime.now(UTC)):
        with suppress(OSError):
            old.unlink()
    return info


def dated_backups(register: Register) -> list[tuple[datetime, Path]]:
    """The dated backups of a register, newest first; read from the names, so it is quick and needs no key."""
    found = []
    with suppress(OSError):
        for path in register.backups.iterdir():
            if match := _DATED.fullmatch(path.name):
                with suppress(ValueError):
                    found.append((datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC), path))
    return sorted(found, reverse=True)


def outdated(backups: list[tuple[datetime, Path]], now: datetime) -> list[Path]:
    """Which dated backups may go: all but the last ten and the newest of each day of the last fourteen.

    ``backups`` as :func:`dated_backups` gives them. A clock set wrong never lets the last ten go.
    """
    kept = {path for _, path in backups[:KEPT_LAST]}
    days: set[Any] = set()
    for made, path in backups:
        if now - made <= timedelta(days=KEPT_DAYS) and made.date() not in days:
            days.add(made.date())
            kept.add(path)
    return [path for _, path in backups if path not in kept]


def read_manifest(file: Path) -> BackupInfo:
    """What a backup says of itself; checks its form, not yet its contents.

    Raises:
        UserError: ``not-a-backup``, ``newer-schema``, or what the disk says.
    """
    with translated(), _opened(file) as archive:
        return _manifest_of(archive, file)


def unpack(
    file: Path, folder: Path, name: str, *, progress: Progress | None = None, cancelled: Stop | None = None
) -> None:
    """Writes ``name`` (``register.db`` or ``keys.json``) of a backup into ``folder``, checked against its hash."""
    told = _Pace(progress, cancelled).part(0, 100)
    with translated(), _opened(file) as archive:
        info = _manifest_of(archive, file)
        with whole_file(folder / name) as target, archive.open(name) as source:
            if _copied(source, target, archive.getinfo(name).file_size, told) != info.sha256[name]:
                raise not_whole(file)


def unpack_attached(
    file: Path, folder: Path, *, progress: Progress | None = None, cancelled: Stop | None = None
) -> None:  # fmt: skip
    """Writes the attached files of a backup into ``folder``, a register that is being restored."""
    told = _Pace(progress, cancelled).part(0, 100)
    with translated(), _opened(file) as archive:
        unpack_files(archive, folder, told)


def not_whole(file: Path) -> UserError:
    """A backup whose contents are not what was written."""
    return UserError(
        "not-a-backup",
        message("“{name}” is not a whole backup of a register. Nothing was changed.", name=file.name),
        message("Choose another backup; the folder “backups” of the register holds the latest ones."),
    )


def newer() -> UserError:
    """Made by a program that knows more than this one."""
    return UserError(
        "newer-schema",
        message("A newer Sijill made this backup. Nothing was changed."),
        message("Install the newer version on this computer, then restore again."),
    )


def counts_of(raw: Any) -> dict[str, int]:
    """Rows by table through a bare connection; search and matching tables, made from the others, are left out."""
    listed = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND wr = 0 ORDER BY name"
    names = [row[0] for row in raw.execute(listed) if not row[0].startswith("sqlite_")]
    return {name: raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 - ours


def schema_of(raw: Any) -> str:
    """The schema version (Alembic's) of the file behind a bare connection; "" when it has none yet."""
    if raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone() is None:
        return ""
    row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def database_size(register: Register) -> int:
    """Bytes of the register's file on disk; 0 when there is none."""
    try:
        return register.database.stat().st_size
    except FileNotFoundError:
        return 0


class _Pace:
    """Progress in hundredths over several steps; where it is told, Cancel is heard."""

    def __init__(self, progress: Progress | None, cancelled: Stop | None) -> None:
        self._progress = progress
        self._cancelled = cancelled

    def part(self, start: int, end: int) -> Progress:
        """The progress of a step that takes the whole from ``start`` to ``end`` hundredths."""

        def tell(done: int, total: int) -> None:
            if self._cancelled is not None and self._cancelled():
                raise Cancelled
            if self._progress is not None:
                self._progress(start + (end - start) * done // max(1, total), 100)

        return tell


@dataclass(frozen=True)
class _Goes:
    """What goes into a backup: the copy of the register's file, its keys, its attached files (name to length)."""

    folder: Path
    copy: Path
    files: dict[str, int]
    carries: bool


def _pack(
    file: BinaryIO, target: Path, goes: _Goes, facts: tuple[str, dict[str, int]], pace: _Pace
) -> BackupInfo:  # fmt: skip
    made, sums, carried = datetime.now(UTC).replace(microsecond=0), {}, 0
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for name, path, tell in ((DATABASE, goes.copy, pace.part(50, 65)), (KEYS, goes.folder / KEYS, None)):
            entry = ZipInfo(name, made.timetuple()[:6])
            entry.external_attr = 0o600 << 16
            with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as inside:
                sums[name] = _copied(source, inside, path.stat().st_size, tell)
        if goes.carries:
            carried, _ = pack_files(archive, goes.folder, goes.files, made.timetuple()[:6], pace.part(65, 80))
        info = BackupInfo(target, made, program_version(), *facts, sums, len(goes.files), carried)
        archive.writestr(ZipInfo(MANIFEST, made.timetuple()[:6]), json.dumps(_told_of(info), indent=1))
    file.flush()
    return info


def _told_of(info: BackupInfo) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "program": info.program,
        "schema": info.schema,
        "made": info.made.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "counts": info.counts,
        "sha256": info.sha256,
        "attachments": info.attachments,
        "carried": info.carried,
    }


def _read_back(file: BinaryIO, info: BackupInfo, told: Progress) -> None:
    """What stands on the disk is what was checked before packing."""
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            whole = _manifest_of(archive, info.path) == info
            for name in (KEYS, DATABASE):
                with archive.open(name) as source:
                    whole = whole and _copied(source, None, archive.getinfo(name).file_size, told) == info.sha256[name]
            whole = whole and read_files(archive, told)[0] == info.carried
    except BadZipFile:
        whole = False
    if not whole:
        raise UserError(
            "not-read-back",
            message("The backup could not be read back after writing, so it was not kept."),
            message("Choose another disk or stick and make the backup again."),
        )


def _copied(source: IO[bytes], target: IO[bytes] | None, size: int, told: Progress | None) -> str:
    """Copies (or only reads) a stream and gives its SHA-256."""
    sum_, done = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        sum_.update(chunk)
        if target is not None:
            target.write(chunk)
        done += len(chunk)
        if told is not None:
            told(done, size)
    return sum_.hexdigest()


class _opened:  # noqa: N801 - reads as a phrase: with _opened(file)
    """The zip of a backup, open for reading; whatever is wrong with its bytes is said in words."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __enter__(self) -> ZipFile:
        try:
            self._archive = ZipFile(self._file)
        except (*_HARM, OSError) as error:
            if _of_the_world(error):
                raise
            raise not_whole(self._file) from error
        return self._archive

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._archive.close()
        if isinstance(error, (*_HARM, OSError)) and not _of_the_world(error):
            raise not_whole(self._file) from error


_HARM = (BadZipFile, EOFError, NotImplementedError, RuntimeError)
"""What the library says of a zip whose bytes are other ones: no zip, cut, made in a newer way, locked."""


def _of_the_world(error: BaseException) -> bool:
    """Whether a disk refused; a place that no file has (before its beginning) is only read of in a harmed one."""
    return isinstance(error, OSError) and error.errno != EINVAL


def _manifest_of(archive: ZipFile, file: Path) -> BackupInfo:
    try:
        entries = {name: archive.getinfo(name) for name in (DATABASE, KEYS, MANIFEST)}
        small = all(entries[name].file_size <= SMALL_FILE for name in (KEYS, MANIFEST))
        stored = all(
            one.compress_type == ZIP_STORED and one.file_size == one.compress_size for one in entries.values()
        )
        if not (small and stored):  # stored means that a small file cannot grow into a flood
            raise not_whole(file)
        found = json.loads(archive.read(MANIFEST))
        if found["format"] != FORMAT:
            raise not_whole(file)
        if int(found["version"]) > VERSION:
            raise newer()
        made = datetime.strptime(found["made"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        counts = {str(name): int(count) for name, count in found["counts"].items()}
        sums = {name: str(found["sha256"][name]) for name in (DATABASE, KEYS)}
        files, carried = int(found.get("attachments", 0)), int(found.get("carried", 0))
        return BackupInfo(file, made, str(found["program"]), str(found["schema"]), counts, sums, files, carried)
    except (KeyError, ValueError, TypeError, AttributeError, RuntimeError) as error:
        raise not_whole(file) from error


def _require_room(folder: Path, size: int) -> None:
    if shutil.disk_usage(folder).free < size + CHUNK:
        raise disk_full()


def program_version() -> str:
    """The version of the program, as ``pyproject.toml`` says."""
    text = (Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r'^version = "([^"]+)"', text, re.MULTILINE)
    return found[1] if found else ""
