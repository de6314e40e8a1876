"""The problems of a file go into a workbook whose every cell is text: nothing of the file comes alive in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from exports import Proposal, Refusal, Spot, read_back, write_problems
from storage.errors import UserError
from storage.messages import message
from tests.builders import a_store
from tests.disk import files_up_to
from tests.test_reread import Sheets, exported, fill, man

LINK = '=HYPERLINK("http://example.org","look")'


def rows(path: Path) -> list[tuple[object, ...]]:
    sheet = load_workbook(path).active
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=3)]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_problem_has_its_cell_its_words_and_what_was_perhaps_meant(tmp_path: Path, language: str) -> None:
    register = fill(a_store(tmp_path))
    sheets = Sheets(exported(register, tmp_path / "out.xlsx", "en"))
    sheets.put("victim", man(register), "victim.outcome", "kiled")
    sheets.book.save(tmp_path / "edited.xlsx")
    proposal = read_back(register, tmp_path / "edited.xlsx", language=language)
    assert write_problems(proposal, tmp_path / "problems.xlsx", language=language) == len(proposal.problems) == 1
    (row,) = rows(tmp_path / "problems.xlsx")
    problem = proposal.problems[0]
    assert row[1:5] == (problem.spot.sheet, problem.spot.name, problem.spot.row, problem.label)
    assert row[5] and row[7] == (problem.offer or None) and row[0] == {"en": "Not taken", "ar": "لم يؤخذ"}[language]
    sheet = load_workbook(tmp_path / "problems.xlsx").active
    assert sheet.sheet_view.rightToLeft is (language == "ar")
    register.close()


def test_links_and_formulas_of_a_file_stay_text(tmp_path: Path) -> None:
    told = message("No record goes by “{name}”.", name=LINK)
    choices = (("SY0701", "Ariha · SY0701"), ("-9", "@sum"))
    problems = [
        Refusal(Spot(LINK, 3, 1), "cell", LINK, LINK, told, told, True, LINK),
        Refusal(Spot("", 0), "sheet", "", "", told, None, serious=False, choices=choices),
    ]
    write_problems(problems, tmp_path / "problems.xlsx", language="en")
    sheet = load_workbook(tmp_path / "problems.xlsx").active
    assert all(cell.data_type in "sn" and cell.hyperlink is None for row in sheet.iter_rows() for cell in row)
    first, second = rows(tmp_path / "problems.xlsx")
    assert first[1] == first[4] == first[7] == LINK and first[2:4] == ("B3", 3)
    assert second == ("Only to know", None, None, None, None, f"No record goes by “{LINK}”.", None,
                      "Ariha · SY0701\n-9: @sum")  # fmt: skip


def test_no_problems_make_an_empty_list(tmp_path: Path) -> None:
    assert write_problems(Proposal("a.xlsx", "", 1, "en"), tmp_path / "problems.xlsx", language="ar") == 0
    assert rows(tmp_path / "problems.xlsx") == []


def test_a_full_disk_leaves_the_list_that_was_there(tmp_path: Path) -> None:
    target = tmp_path / "problems.xlsx"
    target.write_bytes(b"before")
    with pytest.raises(UserError), files_up_to(500):
        write_problems([], target, language="en")
    assert target.read_bytes() == b"before"
