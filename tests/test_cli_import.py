"""``import`` on the command line: told first, taken in when asked, the rest written back, never twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exports.cli import COULD_NOT, DONE, NOT_UNDERSTOOD, main
from tests.begun import soften

PHRASE = "قمر زيتون مفتاح باب"
HEAD = "رقم الحالة,الاسم الثلاثي,الجنس,العمر,الحالة,تاريخ الإصابة,القرية,المحافظة"
ROWS = (
    "1001,محمد خالد الأحمد,ذكر,٣٥,جريح,13/7/2019,سراقب,إدلب",
    "1002,فاطمة علي,أنثى,3 أشهر,شهيدة,كانون الثاني 2019,سراقب,إدلب",
    "1003,سامر يوسف الحسن,ذكر,حوالي 40,مصاب,5/7/1440,سراقب,إدلب",
    "1004,مجهول,ذكر,طفل,متوفى,14/7/2019,قرية لا نعرفها,إدلب",
)
Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    phrase = tmp_path / "phrase.txt"
    phrase.write_text(PHRASE, encoding="utf-8")
    common = ["--data", str(tmp_path / "data"), "--passphrase-file", str(phrase), "--lang", "en"]
    assert main(["new", "--team", "Ariha 2", "--person", "Tester", *common]) == DONE
    soften(tmp_path / "data", PHRASE)
    capsys.readouterr()

    def do(*words: str) -> tuple[int, str, str]:
        code = main([*words, *common])
        said = capsys.readouterr()
        return code, said.out, said.err

    return do


def a_file(folder: Path, *rows: str, name: str = "مشفى-تموز.csv") -> str:
    path = folder / name
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8-sig")
    return str(path)


def told(out: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out)
    return found


def test_nothing_is_written_without_accept(ask: Ask, tmp_path: Path) -> None:
    file = a_file(tmp_path, *ROWS)
    before = told(ask("check", "--json")[1])["position"]
    code, out, _ = ask("import", file, "--as", "victim", "--json")
    found = told(out)
    assert code == DONE
    assert {name: found["counts"][name] for name in ("new", "doubtful", "refused", "questions", "problems")} == {
        "new": 2, "doubtful": 1, "refused": 1, "questions": 1, "problems": 1,
    }  # fmt: skip
    assert found["accepted"] is None
    assert (found["questions"][0]["text"], found["questions"][0]["count"]) == ("قرية لا نعرفها", 1)
    assert "Hijri" in found["problems"][0]["what"] and found["problems"][0]["cell"] == "F4"
    assert told(ask("check", "--json")[1])["position"] == before


def test_what_is_clear_comes_in_as_proposed_and_the_rest_is_written_back(ask: Ask, tmp_path: Path) -> None:
    file, errors = a_file(tmp_path, *ROWS), tmp_path / "mend.xlsx"
    code, out, _ = ask("import", file, "--as", "victim", "--accept", "--errors", str(errors), "--json")
    found = told(out)
    assert code == DONE and errors.exists() and found["errors"] == 2
    assert found["accepted"]["conflicts"] == 0
    people = json.loads(ask("list", "victims", "--json")[1])
    assert [one["status"] for one in people] == ["proposed", "proposed"]
    assert told(ask("import", file, "--as", "victim", "--accept", "--json")[1])["counts"]["same"] == 2


def test_a_saved_mapping_reads_the_next_months_file(ask: Ask, tmp_path: Path) -> None:
    mapping = tmp_path / "m.json"
    ask("import", a_file(tmp_path, *ROWS), "--as", "victim", "--accept", "--save-mapping", str(mapping), "--json")
    assert json.loads(mapping.read_text(encoding="utf-8"))["kind"] == "victim"
    later = a_file(tmp_path, ROWS[1], ROWS[0].replace("٣٥", "36"), "1009,عمر حسن,ذكر,9,جريح,1/8/2019,سراقب,إدلب",
                   name="مشفى-آب.csv")  # fmt: skip
    for more in (["--mapping", str(mapping)], []):
        found = told(ask("import", later, "--as", "victim", "--json", *more)[1])
        counts = {name: count for name, count in found["counts"].items() if count}
        assert counts == {"new": 1, "changed": 1, "same": 1}, more
        change = next(row for row in found["rows"] if row["how"] == "changed")["changes"][0]
        assert (change["was"], change["file"], change["how"]) == ("35", "36", "changed")


def test_it_is_told_in_lines_of_text_as_well(ask: Ask, tmp_path: Path) -> None:
    code, out, _ = ask("import", a_file(tmp_path, *ROWS), "--as", "victim")
    assert code == DONE
    assert "New rows\t2" in out and "Nothing was written." in out
    code, out, _ = ask("import", a_file(tmp_path, *ROWS), "--as", "victim", "--accept")
    assert code == DONE and "2 records came in as proposed." in out


def test_what_cannot_be_done_says_so_and_how_to_go_on(ask: Ask, tmp_path: Path) -> None:
    assert ask("import", str(tmp_path / "none.csv"), "--as", "victim")[0] == COULD_NOT
    assert ask("import", a_file(tmp_path, *ROWS))[0] == NOT_UNDERSTOOD
    assert ask("import", a_file(tmp_path, *ROWS), "--as", "rumour")[0] == NOT_UNDERSTOOD
    mapping = tmp_path / "m.json"
    ask("import", a_file(tmp_path, *ROWS), "--as", "victim", "--save-mapping", str(mapping))
    code, _, said = ask("import", a_file(tmp_path, *ROWS), "--as", "facility", "--mapping", str(mapping))
    assert code == COULD_NOT and "mapping" in said
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    assert (
        ask("import", a_file(tmp_path, *ROWS), "--as", "victim", "--mapping", str(tmp_path / "bad.json"))[0]
        == COULD_NOT
    )


def test_a_file_of_our_own_is_sent_to_reread(ask: Ask, tmp_path: Path) -> None:
    own = tmp_path / "out.xlsx"
    assert ask("export", str(own))[0] == DONE
    code, _, said = ask("import", str(own), "--as", "victim")
    assert code == COULD_NOT and "reread" in said
