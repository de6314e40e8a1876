"""A file for our own teams says what is in dispute; others are told nothing of it, and nothing of it is read back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from exports import FileAsked, Manner, read_back, write_file
from exports.leaving.sharing import Sharing
from exports.making.manner import Format, Shape
from storage.edits import Edit
from storage.sharing.privacy import Level
from storage.store import Store
from tests.builders import a_store, age, name, place
from tests.test_lists_in_dispute import torn

PARTNER = Sharing(Level.PARTNER, recipient="A partner", purpose="Help")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = a_store(tmp_path_factory.mktemp("disputes"))
    village, other = place(made, "Kafr Nobol"), place(made, "Saraqib")
    incident = made.save([Edit("incident", None, {"place": village, "status": "draft"})]).ids[0]
    torn(made, "victim", "age", age("34"), age("43"), incident=incident)
    torn(made, "victim", "kin_phone", None, "0944123456", incident=incident, **{"kin_phone": "0933000111"})
    torn(made, "victim", "home", village, other, incident=incident)
    made.save([Edit("victim", None, {"incident": incident, "name": name("سارة"), "status": "draft"})])
    yield made
    made.close()


def written(store: Store, path: Path, language: str = "en", sharing: Sharing | None = None, **manner: Any) -> Path:
    with store.frozen() as source:
        write_file(source, path, FileAsked(language=language, sharing=sharing or Sharing(), manner=Manner(**manner)))
    return path


def column_of(path: Path, kind: str, key: str) -> list[str]:
    """The cells below a key; none when no column has it."""
    for sheet in load_workbook(path).worksheets:
        if str(sheet["A1"].value).partition(".")[0] == kind:
            for column in sheet.iter_cols(values_only=True):
                if column[0] == key:
                    return [str(cell or "") for cell in column[1:]]
    return []


@pytest.mark.parametrize(("language", "told", "head"), [
    ("en", ["Age: 43 or 34", "different values, sealed", "Saraqab or Kafr Nobol"], "In dispute"),
    ("ar", ["43 أو 34", "قيم مختلفة", "سراقب أو كفر نبل"], "محل خلاف"),
])  # fmt: skip
def test_a_workbook_for_our_teams_says_every_value_and_nothing_of_what_is_sealed(
    register: Store, tmp_path: Path, language: str, told: list[str], head: str
) -> None:
    for shape in Shape:
        path = written(register, tmp_path / f"{shape}.xlsx", language, shape=shape)
        cells = column_of(path, "victim", "~victim.disputed")
        assert all(any(one in cell for cell in cells) for one in told), cells
        assert "0944123456" not in " ".join(cells) and cells[-1] == ""
        assert shape is Shape.ANALYST or head in cells
        assert not column_of(path, "incident", "~incident.disputed"), "no column where nothing is in dispute"


def test_others_are_told_nothing_of_it(register: Store, tmp_path: Path) -> None:
    path = written(register, tmp_path / "partner.xlsx", sharing=PARTNER)
    assert column_of(path, "victim", "victim.id") and not column_of(path, "victim", "~victim.disputed")


def test_tables_say_it_too(register: Store, tmp_path: Path) -> None:
    path = written(register, tmp_path / "people.csv", format=Format.CSV, kinds=("victim",))
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    at = rows[0].index("In dispute")
    assert sum("34" in row[at] and "43" in row[at] for row in rows[1:]) == 1


@pytest.mark.parametrize("shape", list(Shape))
def test_such_a_workbook_comes_back_without_a_word(register: Store, tmp_path: Path, shape: Shape) -> None:
    path = written(register, tmp_path / "out.xlsx", shape=shape)
    found = read_back(register, path, language="en")
    assert not found.changes and not found.problems
