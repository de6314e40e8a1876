"""Attached files in backups: taken along as they lie there, locked; the keys are in the register's own file.

A backup says how many files the register had and how many it carries. Those it does not carry come again from other
laptops, or from the register that stood in the place of the restored one.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from storage.attachments.chest import FOLDER, LARGEST
from storage.attachments.locked import locked_size
from storage.database.files import sync_folder, whole_file

CHUNK = 1 << 20
_ENTRY = re.compile(re.escape(FOLDER) + r"/([0-9a-f]{32})")

Told = Callable[[int, int], None]


def files_of(raw: Any) -> dict[str, int]:
    """Names and lengths (as they lie there) of the attached files of a register, through a bare connection."""
    if raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'blob' AND type = 'table'").fetchone() is None:
        return {}
    rows = raw.execute("SELECT name, size FROM blob WHERE state = '' ORDER BY name").fetchall()
    return {str(name): locked_size(int(size)) for name, size in rows}


def pack_files(archive: ZipFile, register: Path, names: dict[str, int], when: Any, told: Told) -> tuple[int, int]:
    """Put the files into a backup; gives how many, and their bytes. One that is gone or not whole is left out."""
    count = done = 0
    total = sum(names.values())
    for name, size in names.items():
        path = register / FOLDER / name
        try:
            source = path.open("rb")
        except FileNotFoundError:
            continue
        with source:
            if os.fstat(source.fileno()).st_size != size:
                continue
            entry = ZipInfo(f"{FOLDER}/{name}", when)
            entry.external_attr = 0o600 << 16
            with archive.open(entry, "w", force_zip64=True) as inside:
                while chunk := source.read(CHUNK):
                    inside.write(chunk)
                    done += len(chunk)
                    told(done, total)
            count += 1
    return count, done


def read_files(archive: ZipFile, told: Told) -> tuple[int, int]:
    """Read the files of a backup through: how many, and their bytes; the archive itself says when one is damaged."""
    entries = _entries(archive)
    total, done = sum(one.file_size for one in entries), 0
    for one in entries:
        with archive.open(one) as source:
            while chunk := source.read(CHUNK):
                done += len(chunk)
                told(done, total)
    return len(entries), done


def unpack_files(archive: ZipFile, register: Path, told: Told) -> None:
    """Put the files of a backup beside the register that is being restored."""
    entries = _entries(archive)
    total, done = sum(one.file_size for one in entries), 0
    if entries:
        (register / FOLDER).mkdir(mode=0o700, exist_ok=True)
    for one in entries:
        with whole_file(register / one.filename) as target, archive.open(one) as source:
            while chunk := source.read(CHUNK):
                target.write(chunk)
                done += len(chunk)
                told(done, total)


def keep_files(standing: Path, fresh: Path, names: dict[str, int]) -> None:
    """Files that a backup did not carry and the register that stands there has, are taken over."""
    (fresh / FOLDER).mkdir(mode=0o700, exist_ok=True)
    for name, size in names.items():
        source, target = standing / FOLDER / name, fresh / FOLDER / name
        with suppress(OSError):
            if not target.exists() and source.stat().st_size == size:
                try:
                    os.link(source, target)
                except OSError:
                    shutil.copy2(source, target)
    sync_folder(fresh / FOLDER)


def _entries(archive: ZipFile) -> list[ZipInfo]:
    """The attached files of a backup; whatever else somebody put into it is left alone."""
    return [
        one
        for one in archive.infolist()
        if _ENTRY.fullmatch(one.filename)
        and one.compress_type == ZIP_STORED
        and one.file_size == one.compress_size <= locked_size(LARGEST)
    ]
