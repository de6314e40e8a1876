"""Laws of the command line: what it answers, in which language, with which exit code, and that it never needs Qt."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import update

from exports.cli import COULD_NOT, DONE, NOT_UNDERSTOOD, PASSPHRASE_FILE, main, parse, told
from exports.options import plain_options
from storage.database.inserting import driver
from storage.database.tables import tables
from storage.edits import Edit
from storage.fields.words import Words
from storage.register.opening import open_register
from storage.register.recovery import GROUPS
from storage.register.register import Register, register_at
from tests.begun import soften
from tests.rounds import RELEASE

ROOT = Path(__file__).resolve().parents[1]
PHRASE = "قمر زيتون مفتاح باب"
TEAM = "فريق الاختبار"


@pytest.fixture(scope="module")
def passphrase_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("secret") / "كلمة.txt"
    file.write_text(PHRASE + "\nthis line is not read\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, passphrase_file: Path) -> Path:
    """A register with two incidents, in a folder with spaces and Arabic letters."""
    data = tmp_path_factory.mktemp("home") / "بيانات الفريق"
    asked = ["--team", TEAM, "--person", "سامي", "--lang", "en"]
    assert main(["new", "--data", str(data), "--passphrase-file", str(passphrase_file), *asked]) == DONE
    soften(data, PHRASE)
    register = register_at(data)
    opened = open_register(register, register.unlock(PHRASE))
    place = opened.store.places.suggest("SY07", 1)[0].id
    opened.store.save([Edit("incident", None, {"place": place, "status": "draft", "narrative": "=1+1"})])
    opened.store.save([Edit("incident", None, {"status": "draft"})])
    opened.close()
    return data


@pytest.fixture
def ask(made: Path, passphrase_file: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def do(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--data", str(made), "--passphrase-file", str(passphrase_file)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return do


Ask = Callable[..., tuple[int, str, str]]


def test_new_prints_a_recovery_key_that_opens_the_register(
    tmp_path: Path, passphrase_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "d"
    words = ["--data", str(data), "--passphrase-file", str(passphrase_file)]
    assert main(["new", *words, "--team", "A", "--person", "B"]) == DONE
    recovery = capsys.readouterr().out.split()[-1]
    assert len(recovery.split("-")) == GROUPS
    paper = tmp_path / "paper.txt"
    paper.write_text(recovery.lower())
    words = ["--data", str(data), "--passphrase-file", str(paper), "--recovery", "--json"]
    assert main(["check", *words]) == DONE
    assert json.loads(capsys.readouterr().out)["counts"]["team"] == 1


def test_check_counts_and_finds_the_file_sound(ask: Ask) -> None:
    code, out, err = ask("check", "--json")
    facts = json.loads(out)
    assert (code, err) == (DONE, "")
    assert facts["integrity"] == "ok"
    assert facts["counts"]["incident"] == 2
    assert facts["conflicts"] == 0
    assert len(facts["state"]) == 32
    code, out, _ = ask("check")
    assert code == DONE
    assert facts["state"] in out


def test_check_tells_what_does_not_fit_the_records_and_puts_it_right(ask: Ask, made: Path) -> None:
    register = register_at(made)
    opened = open_register(register, register.unlock(PHRASE))
    with opened.store.database.writing() as connection:
        connection.execute(update(tables["incident"]).values(area="X"))
    opened.close()
    code, out, _ = ask("check", "--lang", "en")
    assert (code, "2 computed values do not fit their records." in out) == (COULD_NOT, True)
    code, out, _ = ask("check", "--mend", "--lang", "en")
    assert (code, "2 computed values were put right." in out) == (DONE, True)
    assert json.loads(ask("check", "--json")[1])["strayed"] == {}


def test_check_says_nothing_of_what_it_did_not_look_at_in_a_damaged_file(ask: Ask, made: Path) -> None:
    register = register_at(made)
    whole = register.database.read_bytes()
    opened = open_register(register, register.unlock(PHRASE))
    with opened.store.database.writing() as connection:
        raw = driver(connection)
        raw.execute("COMMIT")  # such a thing is not written by a connection that looks after what refers to what
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("CREATE TABLE torn (n REFERENCES nobody (n))")
        raw.execute("CREATE TABLE nobody (n PRIMARY KEY)")
        raw.execute("INSERT INTO torn VALUES (1)")
    opened.close()
    for more in ((), ("--mend",)):
        code, out, _ = ask("check", *more, "--lang", "en")
        assert (code, "The file is damaged." in out, "search" in out) == (COULD_NOT, True, False)
        assert json.loads(ask("check", *more, "--json")[1])["strayed"] is None
    register.database.write_bytes(whole)


def test_list_gives_json_that_narrows_down(ask: Ask) -> None:
    code, out, _ = ask("list", "incidents", "--json")
    assert code == DONE
    assert [record["status"] for record in json.loads(out)] == ["draft", "draft"]
    found = json.loads(ask("list", "incident", "--where", "place=SY07", "--json")[1])
    assert [record["narrative"] for record in found] == ["=1+1"]
    assert json.loads(ask("list", "incidents", "--where", "status=verified", "--json")[1]) == []
    assert len(json.loads(ask("list", "places", "--limit", "3", "--json")[1])) == 3
    assert json.loads(ask("list", "places", "--search", "كفرنبل", "--json")[1])


@pytest.mark.parametrize("typed", ["victims", "victim", "facilities", "people", "village-states", "حوادث", "Victims"])
def test_a_list_has_the_names_people_give_it(ask: Ask, typed: str) -> None:
    assert ask("list", typed)[0] == DONE


def test_list_for_eyes_has_heads_in_the_persons_language(ask: Ask) -> None:
    arabic, english = ask("list", "places", "--lang", "ar")[1], ask("list", "places", "--lang", "en")[1]
    assert Words("ar").field("place.code") in arabic.splitlines()[0]
    assert Words("en").field("place.code") in english.splitlines()[0]
    assert len(arabic.splitlines()) == len(english.splitlines()) > 100


def test_export_writes_a_workbook(ask: Ask, tmp_path: Path) -> None:
    code, out, err = ask("export", str(tmp_path / "تقرير.xlsx"), "--lang", "ar", "--from", "2019-01-01")
    assert (code, err) == (DONE, "")
    assert "تقرير.xlsx" in out
    assert len(openpyxl.load_workbook(tmp_path / "تقرير.xlsx", read_only=True).sheetnames) > 5


def test_an_export_for_others_says_for_whom_and_why_or_is_not_written(ask: Ask, tmp_path: Path) -> None:
    file = str(tmp_path / "shared.xlsx")
    for given in ([], ["--recipient", "Partner"], ["--purpose", "planning"]):
        code, _, err = ask("export", file, "--level", "partner", "--lang", "en", *given)
        assert code == COULD_NOT
        assert "Nobody has said" in err
        assert not Path(file).exists()
    code, out, err = ask(
        "export", file, "--level", "partner", "--recipient", "Partner", "--purpose", "planning", "--lang", "en"
    )
    assert (code, err) == (DONE, "")
    assert "Names stand only where the person or the family allowed it." in out
    (row,) = json.loads(ask("list", "disclosures", "--json", "--where", "level=partner")[1])
    assert (row["level"], row["recipient"], row["purpose"], row["file_name"]) == (
        "partner", "Partner", "planning", "shared.xlsx",
    )  # fmt: skip
    assert row["sha256"] == hashlib.sha256(Path(file).read_bytes()).hexdigest()
    assert "key" not in row


def test_a_public_export_is_written(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "public.xlsx"
    told = ["--level", "public", "--recipient", "web", "--purpose", "report", "--delay", "3", "--lang", "ar"]
    code, _, err = ask("export", str(file), *told)
    assert (code, err) == (DONE, "")
    assert len(openpyxl.load_workbook(file, read_only=True).sheetnames) == 6


def test_the_name_of_an_export_says_its_format(ask: Ask, tmp_path: Path) -> None:
    for name, start in (("a.csv", b"\xef\xbb\xbf"), ("a.zip", b"PK"), ("a.geojson", b'{"type":"FeatureCollection"')):
        code, out, err = ask("export", str(tmp_path / name), "--lang", "en")
        assert (code, err) == (DONE, "")
        assert (tmp_path / name).read_bytes().startswith(start)
        assert "Not protected" in out
    assert "--kinds" in ask("export", str(tmp_path / "a.csv"), "--kinds", "victim,claim", "--no-bom")[1]
    assert not (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    code, _, err = ask("export", str(tmp_path / "b.xlsx"), "--format", "csv", "--lang", "en")
    assert (code, "not that of a csv file" in err) == (COULD_NOT, True)
    logged = {row["file_name"]: row["format"] for row in json.loads(ask("list", "disclosures", "--json")[1])}
    assert {name: logged[name] for name in ("a.csv", "a.zip", "a.geojson")} == {
        "a.csv": "csv", "a.zip": "csv", "a.geojson": "geojson",
    }  # fmt: skip
    assert "b.xlsx" not in logged


@pytest.mark.parametrize("language", ["ar", "en"] if RELEASE else ["en"])  # sealing is slow on purpose
def test_an_export_can_be_protected_and_a_weak_passphrase_is_said(ask: Ask, tmp_path: Path, language: str) -> None:
    secret, words = tmp_path / "secret", Words(language)
    secret.write_text("12345\n", encoding="utf-8")
    code, out, err = ask("export", str(tmp_path / "a.csv"), "--protect-with", str(secret), "--lang", language)
    assert (code, err) == (DONE, "")
    assert words.t("Its passphrase: {strength}", strength="") in out
    assert (tmp_path / "a.csv.age").read_bytes().startswith(b"age-encryption.org/v1")
    assert not (tmp_path / "a.csv").exists()
    secret.write_text("\n", encoding="utf-8")
    assert ask("export", str(tmp_path / "b.csv"), "--protect-with", str(secret), "--lang", language)[0] == COULD_NOT
    if language == "en":
        secret.write_text("granite otter velvet monsoon 81\n", encoding="utf-8")
        out = ask("export", str(tmp_path / "c.csv"), "--protect-with", str(secret), "--lang", language)[1]
        assert words.t("Its passphrase: {strength}", strength="") not in out


def test_backup_and_restore_give_the_same_state_and_put_the_old_register_aside(
    ask: Ask, tmp_path: Path, passphrase_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = json.loads(ask("check", "--json")[1])["state"]
    assert ask("backup", str(tmp_path / "b.sijill"))[0] == DONE
    words = ["--data", str(tmp_path / "new"), "--passphrase-file", str(passphrase_file)]
    for _ in range(2):
        assert main(["restore", str(tmp_path / "b.sijill"), *words]) == DONE
    assert main(["check", "--json", *words]) == DONE
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["state"] == before
    assert len(list((tmp_path / "new").glob("register before *"))) == 1


def test_a_backup_into_a_folder_gets_a_dated_name(ask: Ask, tmp_path: Path) -> None:
    assert ask("backup", str(tmp_path))[0] == DONE
    assert len(list(tmp_path.glob("20*.sijill"))) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["list", "dragons"],
        ["list", "victims", "--where", "dragon=1"],
        ["list", "victims", "--where", "sex"],
        ["list", "victims", "--where", "place=لا مكان كهذا"],
        ["export", "x.xlsx", "--place", "qqqqqq"],
        ["restore", "no-such-file.sijill"],
        ["backup", "/dev/null/x.sijill"],
        ["export", "/dev/null/x.xlsx"],
    ],
)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_cannot_be_done_is_one_line_in_the_persons_language(ask: Ask, words: list[str], language: str) -> None:
    code, out, err = ask(*words, "--lang", language)
    assert (code, out) == (COULD_NOT, "")
    assert len(err.strip().splitlines()) == 1
    assert any("\u0600" <= sign <= "\u06ff" for sign in err.replace("لا مكان كهذا", "")) == (language == "ar")


@pytest.mark.parametrize(
    "words",
    [
        ["dragon"],
        ["list"],
        ["new", "--team", "A"],
        ["check", "--dragon"],
        ["check", "--lang", "xx"],
        ["check", "--data"],
        ["export", "x.xlsx", "--from", "yesterday"],
        ["list", "victims", "--limit", "many"],
    ],
)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_is_not_understood_is_one_line_and_exit_code_two(
    words: list[str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", language, *words]) == NOT_UNDERSTOOD
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    if words[-1] not in ("xx", "many"):
        assert any("\u0600" <= sign <= "\u06ff" for sign in said.err) == (language == "ar")


@pytest.mark.parametrize(
    "typed", ["٢٠١٩-٠٦-٢٧", "27/6/2019", "27/06/2019", "27.6.2019", "٢٧/٦/٢٠١٩", "٢٧ حزيران ٢٠١٩", "27 June 2019"]
)
def test_days_may_be_typed_as_people_write_them(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    for verb in (
        ["export", "x.xlsx", "--from"],
        ["flows", "--to"],
        ["figures", "--as-of"],
        ["ledger", "--place", "x", "--date"],
    ):
        assert date(2019, 6, 27) in parse([*verb, typed]).arguments.values()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("language", "said"), [("en", "5 Jul 2019"), ("ar", "تموز")])
def test_a_day_others_would_take_for_a_month_is_said_as_it_is_read(
    language: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = parse(["--lang", language, "export", "x.xlsx", "--from", "05/07/2019", "--to", "7/7/2019"])
    assert (options.arguments["first"], options.arguments["last"]) == (date(2019, 7, 5), date(2019, 7, 7))
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1 and said in told[0] and "05/07/2019" in told[0]


@pytest.mark.parametrize(
    "typed", ["27/6/19", "27 June", "yesterday", "6/2019", "3-5/7/2019", "before 5/7/2019", "6/27/2019", "31/6/2019"]
)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_day_that_would_have_to_be_guessed_is_refused_in_words(
    typed: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", language, "figures", "--from", typed]) == NOT_UNDERSTOOD
    told = capsys.readouterr().err
    assert len(told.strip().splitlines()) == 1 and ("2019" in told or "27" in told)
    assert any("\u0600" <= sign <= "\u06ff" for sign in told) == (language == "ar")


def test_a_wrong_passphrase_is_said_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], passphrase_file: Path
) -> None:
    register, _ = Register.create(tmp_path / "register", "right")
    before = {path.name: path.read_bytes() for path in register.folder.iterdir() if path.is_file()}
    assert main(["check", "--data", str(tmp_path), "--lang", "en", "--passphrase-file", str(passphrase_file)]) == 1
    assert "That was not it" in capsys.readouterr().err
    after = {name: (register.folder / name).read_bytes() for name in before}
    assert after == before


def test_the_passphrase_can_come_from_the_environment_or_be_piped_in(made: Path, passphrase_file: Path) -> None:
    command = [sys.executable, "-c", "import sys; from exports.cli import main; sys.exit(main(sys.argv[1:]))", "check"]
    command += ["--data", str(made)]
    named = {**os.environ, PASSPHRASE_FILE: str(passphrase_file)}
    assert subprocess.run(command, cwd=ROOT, env=named, capture_output=True, check=False).returncode == DONE
    piped = subprocess.run(command, cwd=ROOT, input=f"{PHRASE}\n".encode(), capture_output=True, check=False)
    assert piped.returncode == DONE, piped.stderr.decode()


def test_a_register_open_in_another_program_is_said(ask: Ask, made: Path) -> None:
    register = register_at(made)
    register.claim()
    try:
        code, _, err = ask("check", "--lang", "en")
    finally:
        register.release()
    assert code == COULD_NOT
    assert str(os.getpid()) in err


def test_options_may_stand_before_or_after_the_verb(tmp_path: Path) -> None:
    before = parse(["--data", str(tmp_path), "--lang", "ar", "check"])
    after = parse(["check", "--data", str(tmp_path), "--lang", "ar"])
    assert before == after
    inner = parse(["boundaries", "list", "--data", str(tmp_path), "--lang", "ar"])
    assert inner == parse(["--data", str(tmp_path), "--lang", "ar", "boundaries", "list"])
    window = parse(["--data", str(tmp_path)])
    assert (window.verb, window.data, window.language, window.practice) == ("", tmp_path, "", False)
    assert parse(["demo"]).practice


@pytest.mark.parametrize("language", ["ar", "en"])
def test_help_is_translated(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    verbs = ["demo", "new", "export", "check", "backup", "restore", "list"]
    assert main(["--help", "--lang", language]) == DONE
    general = capsys.readouterr().out
    assert all(verb in general for verb in verbs)
    for verb in verbs:
        assert main([verb, "--help", "--lang", language]) == DONE
        text = capsys.readouterr().out
        assert Words(language).t("show this text") in text
        assert "usage:" not in text
        assert "show this help" not in text


def test_nothing_heavy_is_loaded_to_understand_a_command() -> None:
    heavy = {"numpy", "sqlalchemy", "shapely", "pyproj", "openpyxl", "lxml", "PySide6"}
    script = f"import sys, exports.cli; exports.cli.main(['map', '--help']); print({heavy} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "set()"


def test_a_fault_of_ours_is_told_without_values(capsys: pytest.CaptureFixture[str]) -> None:
    def burst() -> int:
        raise KeyError("سر لا يُقال")

    assert told(Words("en"), burst) == COULD_NOT
    said = capsys.readouterr()
    assert "KeyError" in said.err
    assert "سر" not in said.err + said.out


def test_reading_the_arguments_loads_nothing_heavy() -> None:
    code = (
        "import sys; from exports.cli import parse; parse(['--data', '/tmp/x']); "
        "print([m for m in ('sqlalchemy', 'openpyxl', 'PySide6', 'zxcvbn', 'alembic', 'psycopg') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert said.stdout.strip() == "[]"


# --- the short way of the window ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["", "demo", "--data D", "--data=D", "--lang ar --data D", "demo --data D --lang=en", "--lang en demo --data=",
     "--data D --data E", "--data ~/D demo"],
)  # fmt: skip
def test_what_the_window_reads_by_the_short_way_the_grammar_reads_alike(words: str) -> None:
    short = plain_options(words.split())
    assert short is not None
    assert short == replace(parse(words.split()), arguments={})


@pytest.mark.parametrize(
    "words",
    ["--data", "--lang", "--lang fr", "--lang=", "--data --lang en", "--data -x", "demo demo", "check", "--recovery",
     "--passphrase-file F", "demo --build-only", "-- demo", "--dat D", "--help"],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_grammar(words: str) -> None:
    assert plain_options(words.split()) is None
