"""Attached files on the command line: added, listed, given away without what they tell, carried within a limit."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from exports.cli import main
from storage.register.opening import founding
from storage.register.register import Register
from storage.register.vault import Effort
from storage.store import Store
from tests.attachments.files import CANARY, a_photo
from tests.builders import an_incident


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "secret").write_text("a")
    monkeypatch.setenv("SIJILL_PASSPHRASE_FILE", str(tmp_path / "secret"))

    def found(database: object) -> Store:
        store = Store.found(database, register="Test", team="Ariha 2", person="Tester", country="SY")  # type: ignore[arg-type]
        an_incident(store)
        return store

    Register.create(tmp_path / "register", "a", fill=founding(found), effort=Effort(ops=1, memory=2**16))
    return tmp_path


def asked(data: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main([*words, "--data", str(data / "register"), "--lang", "en"])
    told = capsys.readouterr()
    return code, told.out + told.err


def test_a_photo_is_attached_listed_and_given_away(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo = data / "IMG_1.jpg"
    photo.write_bytes(a_photo())
    (incident,) = json.loads(asked(data, capsys, "list", "incidents", "--json")[1])
    code, told = asked(data, capsys, "attach", str(photo), "--to", incident["code"], "--title", "The house")
    assert code == 0
    made = told.split()[-1]
    (one,) = json.loads(asked(data, capsys, "attachments", "--json", "--of", incident["id"])[1])
    assert one["id"] == made and one["here"] and one["title"] == "The house" and one["media"] == "photo"
    code, _ = asked(data, capsys, "attachment", "export", made, str(data / "copy.jpg"), "--for", "A court")
    assert code == 0 and CANARY not in (data / "copy.jpg").read_bytes()
    acts = [line["act"] for line in json.loads(asked(data, capsys, "attachment", "custody", made, "--json")[1])]
    assert acts == ["added", "exported"]
    code, told = asked(data, capsys, "check")
    assert code == 0 and "1 attached file is sound." in told
    code, told = asked(data, capsys, "backup", str(data / "b.sijill"), "--without-attachments")
    assert code == 0 and "0 of 1 attached files" in told


def test_what_cannot_be_done_is_said_in_words(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo = data / "IMG_1.jpg"
    photo.write_bytes(os.urandom(3000))
    for words, said in (
        (("attach", str(photo), "--to", "INC-nothing"), "is called “INC-nothing”"),
        (("attachment", "export", "0" * 32), "name the new file as well"),
        (("attachment", "export", "0" * 32, str(data / "x")), "not on this laptop yet"),
    ):
        code, told = asked(data, capsys, *words)
        assert code == 1 and said in told
    assert asked(data, capsys, "attachments", "--missing", "--json") == (0, "[]\n")
