"""Cells as people and spreadsheet programs leave them: read as they were meant, or refused with place and way out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from exports import Proposal, Spot, read_back
from storage.edits import Edit
from storage.fields.kinds import NameValue, Parts
from storage.records import RECORDS
from storage.store import Store
from tests.builders import a_store, place
from tests.test_reread import Sheets, edited, exported, fill, ids, man, quiet, told


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Nothing here is taken in: what is read proposes only."""
    made = a_store(tmp_path_factory.mktemp("register"))
    yield fill(made)
    made.close()


@pytest.fixture(scope="module")
def book(register: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(register, tmp_path_factory.mktemp("book") / "out.xlsx")


@pytest.fixture(scope="module")
def narrow(register: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Incidents and people alone: for the many laws of one cell."""
    return exported(register, tmp_path_factory.mktemp("book") / "narrow.xlsx", kinds=("incident", "victim"))


def strike(store: Store) -> str:
    return next(row[0] for row in store.export_rows("incident", ("id", "attack"), None) if row[1] == "air_strike")


def serious(proposal: Proposal) -> list[str]:
    return [one.what.text for one in proposal.problems if one.serious]


MEANT = [
    ("victim", "age", "٣٤", "34y"),
    ("victim", "age", 34, "34y"),
    ("victim", "sex", "female", "female"),
    ("victim", "sex", "أنثى", "female"),
    ("victim", "outcome_day", datetime(2019, 7, 5), "2019-07-05"),
    ("victim", "outcome_day", 43651, "2019-07-05"),
    ("victim", "outcome_day", "٥ تموز ٢٠١٩", "2019-07-05"),
    ("victim", "outcome_day", 2019, "2019"),
    ("victim", "injuries", "head; chest", ["head", "chest"]),
    ("incident", "time", time(22, 10), "22:10"),
    ("incident", "time", 0.5, "12:00"),
    ("incident", "strikes", "more than 10", "11-"),
    ("incident", "strikes", 7, "7"),
    ("incident", "directly_targeted", True, "yes"),
    ("incident", "reported", datetime(2019, 7, 5, 9, 30), "2019-07-05T09:30"),
    ("incident", "tags", "one; two", ["one", "two"]),
]


@pytest.mark.parametrize(("kind", "field", "cell", "canonical"), MEANT)
def test_a_cell_means_what_a_person_wrote(
    register: Store, narrow: Path, kind: str, field: str, cell: Any, canonical: Any
) -> None:
    record = man(register) if kind == "victim" else strike(register)
    proposal = edited(register, narrow, lambda sheets: sheets.put(kind, record, field, cell))
    assert serious(proposal) == []
    (change,) = proposal.changes
    assert change.field == field
    found = RECORDS[kind].fields[field].kind.store(change.value)
    assert found == canonical or str(found).startswith(str(canonical))


SPOILED = [
    ("victim", "age", "3O", "3O"),
    ("victim", "age", datetime(2026, 5, 3), "date"),
    ("incident", "strikes", datetime(2026, 5, 3), "date"),
    ("incident", "attack", "no such attack at all", "list"),
    ("victim", "family_group", 1.234e18, "shortened"),
    ("victim", "family_group", "9.63944E+11", "shortened"),
    ("victim", "incident", "INC-NONE", "No record"),
    ("incident", "place", "nowhere at all", "No record"),
    ("incident", "occurred.first", date(2019, 1, 1), "worked out"),
    ("incident", "strikes.min", 99, "worked out"),
    ("incident", "place.admin1", "Aleppo", "worked out"),
    ("victim", "code", "P-1", "given by the register"),
    ("victim", "author", "somebody", "given by the register"),
    ("victim", "incident.id", "0" * 32, "hidden id"),
]


@pytest.mark.parametrize(("kind", "field", "cell", "why"), SPOILED)
def test_what_cannot_be_read_is_told_with_its_cell(
    register: Store, narrow: Path, kind: str, field: str, cell: Any, why: str
) -> None:
    record = man(register) if kind == "victim" else strike(register)
    spot: list[tuple[int, int]] = []

    def edit(sheets: Sheets) -> None:
        sheets.put(kind, record, field, cell)
        spot.append((sheets.row(kind, record), sheets.column(kind, field) - 1))

    proposal = edited(register, narrow, edit)
    assert proposal.changes == []
    (problem,) = [one for one in proposal.problems if one.serious]
    assert [(problem.spot.row, problem.spot.column)] == spot
    assert why in problem.what.text or why in str(problem.what) or why == "3O"


def test_zeros_lost_in_front_are_noticed_and_what_stands_stays(register: Store, book: Path) -> None:
    sara = next(row[0] for row in register.export_rows("victim", ("id", "family_group"), None) if row[1])
    proposal = edited(register, book, lambda sheets: sheets.put("victim", sara, "family_group", 944123456))
    assert proposal.changes == [] and "zeros" in serious(proposal)[0]
    source = ids(register, "source")[0]
    assert "zeros" in serious(edited(register, book, lambda sheets: sheets.put("source", source, "link", 7)))[0]


def test_followers_may_say_what_follows_from_the_new_value(register: Store, book: Path) -> None:
    record = strike(register)

    def edit(sheets: Sheets) -> None:
        for key, value in {"strikes": 8, "strikes.min": 8, "strikes.max": 8}.items():
            sheets.put("incident", record, key, value)

    proposal = edited(register, book, edit)
    assert told(proposal) == [("strikes", "3–5", "8", "changed")] and serious(proposal) == []


def test_worked_out_columns_are_told_and_not_read(register: Store, book: Path) -> None:
    proposal = edited(
        register, book, lambda sheets: sheets.put("incident", strike(register), "~incident.killed_min", 99)
    )
    assert proposal.changes == [] and [one.serious for one in proposal.problems] == [False]


# -------------------------------------------------------------------------------------------- names


def named(store: Store, book: Path, **cells: Any) -> NameValue | None:
    proposal = edited(
        store,
        book,
        lambda sheets: [
            sheets.put("victim", man(store), f"name.{key.replace('__', '.')}", text) for key, text in cells.items()
        ],
    )
    assert serious(proposal) == []
    value = proposal.changes[0].value
    assert value is None or isinstance(value, NameValue)
    return value


def test_parts_change_only_themselves(register: Store, book: Path) -> None:
    value = named(register, book, ar__father="محمود", nick="أبو خالد")
    assert value == NameValue(Parts("أحمد", "محمود", "", "العلي"), Parts("Ahmad", "", "", "Alali"), "أبو خالد")


def test_a_whole_name_of_as_many_words_keeps_its_parts(register: Store, book: Path) -> None:
    value = named(register, book, la="Ahmed Alali", ar="أحمد محمود العلي")
    assert value == NameValue(Parts("أحمد", "محمود", "", "العلي"), Parts("Ahmed", "", "", "Alali"), "أبو محمد")


def test_a_whole_name_emptied_empties_its_script(register: Store, book: Path) -> None:
    assert named(register, book, la=None) == NameValue(Parts("أحمد", "محمد", "", "العلي"), nickname="أبو محمد")


def test_a_whole_name_and_parts_that_disagree_are_refused(register: Store, book: Path) -> None:
    def edit(sheets: Sheets) -> None:
        sheets.put("victim", man(register), "name.ar", "خالد محمد العلي")
        sheets.put("victim", man(register), "name.ar.given", "سالم")

    assert "do not agree" in serious(edited(register, book, edit))[0]


# ------------------------------------------------------------------------------------------- places


def test_a_name_of_several_places_is_asked_about_and_answered(register: Store, book: Path) -> None:
    several: dict[str, list[str]] = {}
    for facts in register.places.facts.values():
        several.setdefault(facts.name_en, []).append(facts.id)
    name_of, twins = next((name, found) for name, found in several.items() if len(found) > 1 and name)
    proposal = edited(register, book, lambda sheets: sheets.put("incident", strike(register), "place", name_of))
    (problem,) = [one for one in proposal.problems if one.serious]
    assert len(problem.choices) >= len(twins)
    answer = {problem.spot: problem.choices[0][0]}
    again = read_back(register, book.with_name("edited.xlsx"), language="en", answers=answer)
    assert serious(again) == [] and [one.field for one in again.changes] == ["place"]
    assert again.changes[0].value in twins


def test_a_place_by_its_code_or_name_and_a_disagreement(register: Store, book: Path) -> None:
    harim = place(register, "Harim")
    code = register.places.facts[harim].code
    for key, text in (("place", "حارم"), ("place.code", code), ("place", code)):
        proposal = edited(register, book, lambda sheets, key=key, text=text: sheets.put(  # type: ignore[misc]
            "incident", strike(register), key, text))  # fmt: skip
        assert serious(proposal) == [] or len(serious(proposal)) == 1
        if not serious(proposal):
            assert [one.value for one in proposal.changes] == [harim]

    def both(sheets: Sheets) -> None:
        sheets.put("incident", strike(register), "place", "Ariha")
        sheets.put("incident", strike(register), "place.code", code)

    assert serious(edited(register, book, both))


# -------------------------------------------------------------------------------------------- sheets


def test_formulas_are_read_by_their_value_and_without_one_refused(register: Store, book: Path) -> None:
    proposal = edited(register, book, lambda sheets: sheets.put("victim", man(register), "hospital", '="Id"&"lib"'))
    assert proposal.changes == [] and "could not be worked out" in serious(proposal)[0]


def test_what_lies_under_merged_cells_is_not_emptied(register: Store, book: Path) -> None:
    def edit(sheets: Sheets) -> None:
        sheet, at = sheets["victim"], sheets.column("victim", "outcome")
        sheet.merge_cells(start_row=3, end_row=5, start_column=at, end_column=at)

    proposal = edited(register, book, edit)
    assert proposal.changes == [] and [one.word for one in proposal.problems] == ["merged"]


def test_a_row_copied_with_its_hidden_id_is_told(register: Store, book: Path) -> None:
    def edit(sheets: Sheets) -> None:
        row = sheets.row("victim", man(register))
        sheets["victim"].append([cell.value for cell in sheets["victim"][row]])
        sheets["victim"].cell(sheets["victim"].max_row, sheets.column("victim", "hospital")).value = "x"

    proposal = edited(register, book, edit)
    assert proposal.changes == [] and [one.word for one in proposal.problems] == ["again"]


def test_columns_of_others_and_removed_columns_and_sheets(register: Store, book: Path) -> None:
    def edit(sheets: Sheets) -> None:
        sheet = sheets["victim"]
        sheet.cell(2, sheet.max_column + 1).value = "My own remarks"
        sheet.cell(3, sheet.max_column).value = "call back"
        sheet.delete_cols(sheets.column("victim", "outcome"))
        sheets.book.remove(sheets["facility"])

    proposal = edited(register, book, edit)
    assert not proposal.changes and not proposal.missing and not proposal.new_rows
    assert sorted(one.word for one in proposal.problems) == ["column", "sheet"]


def test_a_whole_record_that_would_lack_something_is_refused(register: Store, book: Path) -> None:
    proposal = edited(register, book, lambda sheets: sheets.put("victim", man(register), "outcome", None))
    assert proposal.changes == [] and [one.word for one in proposal.problems] == ["rule"]


def test_what_never_leaves_is_not_emptied_by_its_empty_cell(register: Store, book: Path) -> None:
    home = next(row[0] for row in register.export_rows("movement", ("id", "direction"), None) if row[1] == "return")
    proposal = edited(register, book, lambda sheets: sheets.put("movement", home, "share", 3))
    assert [one.field for one in proposal.changes] == ["share"]
    proposal = edited(register, book, lambda sheets: sheets.put("movement", home, "origin", "Ariha"))
    assert proposal.changes == [] and serious(proposal)


def test_a_record_withdrawn_meanwhile_keeps_still(tmp_path: Path) -> None:
    store = fill(a_store(tmp_path))
    book, first = exported(store, tmp_path / "out.xlsx"), man(store)
    store.save([Edit("victim", first, {"withdrawn": "entered twice"})])
    assert quiet(read_back(store, book, language="en"))
    assert "withdrawn" in serious(edited(store, book, lambda sheets: sheets.put("victim", first, "hospital", "x")))[0]
    store.close()


def test_a_stranger_among_the_rows_is_told(register: Store, book: Path) -> None:
    def edit(sheets: Sheets) -> None:
        sheets.add("victim", id="ab" * 16, outcome="killed", name__ar="ليلى")

    proposal = edited(register, book, edit)
    assert not proposal.new_rows and [one.word for one in proposal.problems] == ["stranger"]
    assert isinstance(proposal.problems[0].spot, Spot)


def test_a_row_whose_number_and_id_were_erased_is_asked_about(register: Store, book: Path) -> None:
    def edit(sheets: Sheets) -> None:
        row = sheets.row("victim", man(register))
        sheets["victim"].cell(row, sheets.column("victim", "code")).value = None
        sheets["victim"].cell(row, sheets.column("victim", "hospital")).value = "Idlib"
        sheets["victim"].cell(row, 1).value = None

    proposal = edited(register, book, edit)
    (row,) = proposal.new_rows
    (problem,) = proposal.problems
    assert row.likely == man(register) == problem.choices[0][0] and problem.word == "lost"
    assert row.key not in proposal.clean()
    answer = {problem.spot: problem.choices[0][0]}
    again = read_back(register, book.with_name("edited.xlsx"), language="en", answers=answer)
    assert not again.new_rows and not again.missing
    assert [(one.field, one.record) for one in again.changes] == [("hospital", man(register))]
