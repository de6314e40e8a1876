"""Laws of several laptops on the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree

import pytest

from exports.cli import COULD_NOT, DONE, NOT_UNDERSTOOD, main
from storage.edits import Edit
from storage.fields.kinds import PositionValue
from storage.register.opening import open_register
from storage.register.register import register_at
from tests.begun import soften
from tests.builders import incident_values

PHRASE = "قمر زيتون مفتاح باب"

Ask = Callable[..., str]


@pytest.fixture
def laptop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[str], Ask]:
    """Makes a laptop with a register of a team, and gives a way to ask it."""
    secret = tmp_path / "secret"
    secret.write_text(PHRASE + "\n", encoding="utf-8")

    def begun(team: str) -> Ask:
        data = tmp_path / team

        def ask(*words: object, code: int = DONE) -> str:
            given = [str(word) for word in words]
            assert main([*given, "--lang", "en", "--data", str(data), "--passphrase-file", str(secret)]) == code
            said = capsys.readouterr()
            return said.out if code == DONE else said.err

        ask("new", "--team", team, "--person", "Tester", "--device", f"{team} A")
        soften(data, PHRASE)
        return ask

    return begun


def entered(folder: Path, **more: object) -> str:
    register = register_at(folder)
    opened = open_register(register, register.unlock(PHRASE))
    values = incident_values(opened.store, **more)
    record = opened.store.save([Edit("incident", None, values)]).ids[0]
    opened.close()
    return record


def changed(folder: Path, record: str, **values: object) -> None:
    register = register_at(folder)
    opened = open_register(register, register.unlock(PHRASE))
    opened.store.save([Edit("incident", record, dict(values))])
    opened.close()


def test_two_laptops_join_exchange_and_settle_a_conflict(laptop: Callable[[str], Ask], tmp_path: Path) -> None:
    ours, theirs = laptop("Ariha 2"), laptop("Khan 1")
    stick = tmp_path / "stick"
    stick.mkdir()
    theirs("join-request", tmp_path / "request")
    told = ours("certify", tmp_path / "request").splitlines()
    assert "Khan 1 A" in told[0] and json.loads(ours("devices", "--json"))["devices"][1:] == []
    said = ours("certify", tmp_path / "request", "--answer", tmp_path / "answer").splitlines()
    assert "Khan 1 A" in said[0] and said[-1] == told[-1], "the numbers that were compared"
    theirs("join", tmp_path / "answer")
    record = entered(tmp_path / "Ariha 2")
    ours("sync", stick)
    assert json.loads(theirs("sync", stick, "--json"))["bundles"] == 1
    changed(tmp_path / "Ariha 2", record, weapon=("barrel_bomb",))
    changed(tmp_path / "Khan 1", record, weapon=("artillery",))
    theirs("sync", stick)
    ours("sync", stick)
    (one,) = json.loads(ours("conflicts", "--json"))
    assert (one["id"], one["field"], one["protected"], len(one["values"])) == (record, "weapon", True, 2)
    by = {value["by"][0]["device"]: value["value"] for value in one["values"]}
    assert by == {"Ariha 2 A": ["barrel_bomb"], "Khan 1 A": ["artillery"]}
    assert "(Khan 1)" in ours("conflicts")
    ours("resolve", record, "--field", "weapon", "--keep", 1, "--reason", "seen by our team")
    ours("sync", stick)
    theirs("sync", stick)
    assert json.loads(theirs("conflicts", "--json")) == []
    states = [json.loads(ask("check", "--json"))["state"] for ask in (ours, theirs)]
    assert states[0] == states[1]
    devices = json.loads(ours("devices", "--json"))["devices"]
    assert [(one["name"], one["gaps"]) for one in devices] == [("Ariha 2 A", []), ("Khan 1 A", [])]


def test_a_bundle_for_one_file_is_written_there_and_read(laptop: Callable[[str], Ask], tmp_path: Path) -> None:
    ours, theirs = laptop("Ariha 2"), laptop("Khan 1")
    theirs("join-request", tmp_path / "request")
    ours("certify", tmp_path / "request", "--role", "verifier", "--answer", tmp_path / "answer")
    theirs("join", tmp_path / "answer")
    for _ in range(2):
        ours("bundle", "write", tmp_path / "for-khan.bundle", "--for", "Khan 1 A")
        assert not list(tmp_path.glob(".sijill-*")) and not list(tmp_path.glob("sijill-*"))
    assert json.loads(theirs("bundle", "read", tmp_path / "for-khan.bundle", "--json"))["changes"] > 0


def test_what_cannot_be_is_refused_with_a_sentence(laptop: Callable[[str], Ask], tmp_path: Path) -> None:
    ours = laptop("Ariha 2")
    (tmp_path / "rubbish").write_text("rubbish", encoding="utf-8")
    assert "not the file that is needed" in ours("join", tmp_path / "rubbish", code=COULD_NOT)
    assert "not a bundle" in ours("bundle", "read", tmp_path / "rubbish", code=COULD_NOT)
    assert "No other laptop belongs" in ours("bundle", "write", tmp_path, code=COULD_NOT)
    assert "Nothing is disputed" in ours("resolve", "x", "--field", "weapon", "--keep", 1, code=COULD_NOT)
    assert "No single laptop" in ours("revoke", "nobody", "--reason", "x", code=COULD_NOT)


def torn(folder: Path, record: str, field: str, *values: object) -> None:
    """Two people who saw the same wrote different things."""
    register = register_at(folder)
    opened = open_register(register, register.unlock(PHRASE))
    entry = opened.store.read("incident", record)
    assert entry is not None
    for value in values:
        opened.store.save([Edit("incident", record, {field: value}, entry.seen, "hospital list")])
    opened.close()


def test_a_conflict_is_decided_by_another_value_or_left_open_with_a_note(
    laptop: Callable[[str], Ask], tmp_path: Path
) -> None:
    ours, folder = laptop("Ariha 2"), tmp_path / "Ariha 2"
    record = entered(folder)
    torn(folder, record, "attack", "artillery_shelling", "drone_strike")
    torn(folder, record, "narrative", "two rooms", "three rooms")
    assert {one["field"]: one["protected"] for one in json.loads(ours("conflicts", "--json"))} == {
        "attack": True, "narrative": False,
    }  # fmt: skip
    assert "Several fields" in ours("resolve", record, "--keep", 1, code=COULD_NOT)
    assert "--keep" in ours("resolve", record, "--field", "attack", code=NOT_UNDERSTOOD)
    assert "the reason is asked for" in ours("resolve", record, "--field", "attack", "--keep", 1, code=COULD_NOT)
    assert "with a note" in ours("resolve", record, "--field", "narrative", "--unsure", code=COULD_NOT)
    assert "Later" in ours("resolve", record, "--field", "narrative", "--unsure", "--reason", "asked both")
    assert "Decided" in ours("resolve", record, "--field", "attack", "--value", "Air strike", "--reason", "seen")
    (left,) = json.loads(ours("conflicts", "--json"))
    assert (left["field"], left["values"][0]["by"][0]["why"]) == ("narrative", "hospital list")


def test_what_is_sealed_stays_sealed_among_the_conflicts(laptop: Callable[[str], Ask], tmp_path: Path) -> None:
    ours, folder = laptop("Ariha 2"), tmp_path / "Ariha 2"
    record = entered(folder)
    torn(folder, record, "position", PositionValue(35.44311, 36.65122, "exact"), PositionValue(35.4, 36.6, "exact"))
    told = ours("conflicts", "--json") + ours("conflicts")
    told = re.sub(r"\d+:\d+:\d+[.\d]*", "", told)  # when it was said: any figure may be a second's
    assert json.loads(ours("conflicts", "--json"))[0]["sealed"] and "35.4" not in told and "36.6" not in told


def test_a_role_is_refused_in_the_same_words_on_the_command_line(laptop: Callable[[str], Ask], tmp_path: Path) -> None:
    ours, theirs = laptop("Ariha 2"), laptop("Khan 1")
    theirs("join-request", tmp_path / "request")
    ours("certify", tmp_path / "request", "--answer", tmp_path / "answer")
    theirs("join", tmp_path / "answer")
    outside = ("--level", "partner", "--recipient", "Partner", "--purpose", "relief")
    said = theirs("export", tmp_path / "theirs.xlsx", *outside, code=COULD_NOT)
    assert "Only a coordinator gives files of the register to others." in said
    assert not (tmp_path / "theirs.xlsx").exists()
    theirs("export", tmp_path / "ours.xlsx")
    ours("export", tmp_path / "partner.xlsx", *outside)
    assert "only coordinators certify" in theirs("revoke", "Ariha 2 A", "--reason", "x", code=COULD_NOT)
    record = entered(tmp_path / "Khan 1")
    torn(tmp_path / "Khan 1", record, "attack", "artillery_shelling", "drone_strike")
    assert "--unsure" in theirs("resolve", record, "--keep", 1, "--reason", "x", code=COULD_NOT)
    assert "stays open" in theirs("resolve", record, "--unsure", "--reason", "asked both")


def test_membership_is_no_slip_on_the_command_line(laptop: Callable[[str], Ask], tmp_path: Path) -> None:
    ours, theirs, other = laptop("Ariha 2"), laptop("Khan 1"), laptop("Other")
    theirs("join-request", tmp_path / "request")
    said = ours("certify", tmp_path / "request", "--answer", tmp_path / "answer").splitlines()
    assert said[2] in theirs("join", tmp_path / "answer").splitlines(), "the organisation's numbers, on both"
    assert "you are sitting at" in ours("revoke", "Ariha 2 A", "--reason", "x", code=COULD_NOT)
    other("certify", tmp_path / "request", "--answer", tmp_path / "other")
    assert "--leave" in theirs("join", tmp_path / "other", code=COULD_NOT)
    assert "Ariha 2 A" in theirs("devices")
    (tmp_path / "photo.jpg").write_bytes(b"a photo")
    for words in (("bundle", "write"), ("join-request",), ("certify", tmp_path / "request", "--answer")):
        assert "left as it is" in ours(*words, tmp_path / "photo.jpg", code=COULD_NOT)
    assert (tmp_path / "photo.jpg").read_bytes() == b"a photo"
    assert "itself" in ours("bundle", "write", tmp_path, "--for", "Ariha 2 A", code=COULD_NOT)
    ours("revoke", "Khan 1 A", "--reason", "lost")
    assert "ask to join as a new one" in ours(
        "certify", tmp_path / "request", "--answer", tmp_path / "no", code=COULD_NOT
    )
    assert not (tmp_path / "no").exists()
    assert "new number" in theirs("join-request", tmp_path / "request", "--anew")
    ours("certify", tmp_path / "request", "--answer", tmp_path / "answer")
    theirs("join", tmp_path / "answer")
    assert ours("devices").count("Khan 1 A") == 2 and ours("devices").count("taken out") == 1
    ours("bundle", "write", tmp_path / "for-khan", "--for", "Khan 1 A")  # the one of both that belongs


def test_an_empty_name_of_a_folder_is_not_this_folder(
    laptop: Callable[[str], Ask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = laptop("Ariha 2")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for words in (("sync", ""), ("bundle", "write", "")):
        assert "is empty" in ours(*words, code=NOT_UNDERSTOOD)
    assert not list((tmp_path / "here").iterdir())


def test_the_root_key_is_parted_restored_and_taken_away_on_the_command_line(
    laptop: Callable[[str], Ask], tmp_path: Path
) -> None:
    ask = laptop("Ariha 2")
    shown = ask("root", "shares", "--need", "2", "--of", "3")
    assert [line[:2] for line in shown.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3."]
    folder = tmp_path / "shares"
    folder.mkdir()
    ask("root", "shares", "--need", "2", "--of", "2", "--into", folder)
    files = sorted(folder.glob("*.txt"))
    assert len(files) == 2
    ask("root", "shares", "--of", "2", "--into", folder, code=COULD_NOT)
    ask("root", "shares", "--need", "4", "--of", "2", code=COULD_NOT)
    ask("root", "forget", files[0], code=COULD_NOT)
    ask("root", "forget", *files)
    ask("root", "shares", code=COULD_NOT)
    ask("root", "restore", code=COULD_NOT)
    ask("root", "restore", *files)
    assert "1." in ask("root", "shares")


def test_a_folder_that_was_emptied_is_begun_anew_with_a_warning(
    tmp_path: Path, laptop: Callable[[str], Ask], capsys: pytest.CaptureFixture[str]
) -> None:
    ours, theirs, stick = laptop("Ariha"), laptop("Khan"), tmp_path / "stick"
    stick.mkdir()
    theirs("join-request", tmp_path / "request")
    ours("certify", tmp_path / "request", "--answer", tmp_path / "answer")
    assert not json.loads(ours("sync", stick, "--json"))["begun_anew"]
    rmtree(stick)
    stick.mkdir()
    secret = str(tmp_path / "secret")
    data = str(tmp_path / "Ariha")
    assert main(["sync", str(stick), "--json", "--lang", "en", "--data", data, "--passphrase-file", secret]) == DONE
    said = capsys.readouterr()
    assert json.loads(said.out)["begun_anew"] and "Is the stick or share connected?" in said.err
    assert not json.loads(ours("sync", stick, "--json"))["begun_anew"] and any(stick.iterdir())
