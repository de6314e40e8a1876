"""Backups say whether they carry attached files; restoring brings them, or finds them, or asks for them."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.errors import UserError
from storage.register.backup import dated_backup, read_manifest, write_backup
from storage.register.opening import OpenRegister, founding, open_register
from storage.register.register import Register
from storage.register.restoring import restore
from storage.register.vault import Effort, Vault
from storage.saving import new_id
from storage.store import Store
from tests.attachments.files import CANARY, a_photo

QUICK = Effort(ops=1, memory=2**16)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    fill = founding(
        lambda database: Store.found(database, register="Test", team="Ariha 2", person="Tester", country="")
    )
    return Register.create(tmp_path / "register", "a", fill=fill, effort=QUICK)[0]


@pytest.fixture
def opened(register: Register) -> Iterator[OpenRegister]:
    found = open_register(register, register.unlock("a"))
    yield found
    found.close()


def by_passphrase(vault: Vault) -> bytes:
    return vault.open("a")


def attach(opened: OpenRegister, data: bytes) -> str:
    return opened.store.attach(io.BytesIO(data), "incident", new_id(), name="a.jpg")


def read(opened: OpenRegister, attachment: str) -> bytes:
    with opened.store.attachment_stream(attachment) as file:
        return file.read()


def test_a_backup_carries_the_files_locked_and_restoring_brings_them(opened: OpenRegister, tmp_path: Path) -> None:
    film = os.urandom(200_000)
    made = [attach(opened, a_photo()), attach(opened, film)]
    info = write_backup(opened.register, opened.store.database, tmp_path / "b.sijill")
    assert (info.attachments, info.carried) == (2, 2) and read_manifest(tmp_path / "b.sijill") == info
    assert CANARY not in (tmp_path / "b.sijill").read_bytes()
    fresh = restore(tmp_path / "b.sijill", tmp_path / "elsewhere", by_passphrase).register
    again = open_register(fresh, fresh.unlock("a"))
    assert [read(again, one) for one in made] == [a_photo(), film]
    again.close()


def test_a_backup_without_them_says_so_and_what_is_not_here_is_asked_for(opened: OpenRegister, tmp_path: Path) -> None:
    made = attach(opened, a_photo())
    info = write_backup(opened.register, opened.store.database, tmp_path / "b.sijill", attachments=False)
    assert (info.attachments, info.carried) == (1, 0)
    assert dated_backup(opened.register, opened.store.database).carried == 0
    fresh = restore(tmp_path / "b.sijill", tmp_path / "elsewhere", by_passphrase).register
    again = open_register(fresh, fresh.unlock("a"))
    assert [one.id for one in again.store.missing_attachments()] == [made] and again.store.lacking_files()
    with pytest.raises(UserError) as refused:
        read(again, made)
    assert refused.value.kind == "not-here"
    again.close()


def test_restoring_in_place_takes_over_the_files_that_lie_there(opened: OpenRegister, tmp_path: Path) -> None:
    made = attach(opened, a_photo())
    write_backup(opened.register, opened.store.database, tmp_path / "b.sijill", attachments=False)
    attach(opened, b"added after the backup")
    opened.close()
    done = restore(tmp_path / "b.sijill", opened.register.folder, by_passphrase)
    assert done.aside is not None and len(list((done.aside / "attachments").iterdir())) == 2
    again = open_register(opened.register, opened.register.unlock("a"))
    assert read(again, made) == a_photo() and not again.store.missing_attachments()
    again.close()


def test_a_damaged_file_in_a_backup_is_found_before_anything_is_replaced(opened: OpenRegister, tmp_path: Path) -> None:
    attach(opened, os.urandom(50_000))
    target = tmp_path / "b.sijill"
    write_backup(opened.register, opened.store.database, target)
    with zipfile.ZipFile(target) as archive:
        (name,) = [one for one in archive.infolist() if one.filename.startswith("attachments/")]
    data = bytearray(target.read_bytes())
    data[name.header_offset + 2_000] ^= 1
    target.write_bytes(data)
    opened.close()
    before = sorted(path.name for path in opened.register.folder.rglob("*"))
    with pytest.raises(UserError) as refused:
        restore(target, opened.register.folder, by_passphrase)
    assert refused.value.kind == "not-a-backup"
    assert sorted(path.name for path in opened.register.folder.rglob("*")) == before


def test_names_in_a_backup_lead_nowhere_else(opened: OpenRegister, tmp_path: Path) -> None:
    attach(opened, a_photo())
    target = tmp_path / "b.sijill"
    write_backup(opened.register, opened.store.database, target)
    with zipfile.ZipFile(target, "a") as archive:
        for name in ("attachments/../../evil", "/evil", "attachments/evil", "attachments/" + "0" * 32 + "/evil"):
            archive.writestr(name, b"evil")
    restore(target, tmp_path / "elsewhere", by_passphrase)
    assert not [path for path in tmp_path.rglob("*") if path.name == "evil"]
