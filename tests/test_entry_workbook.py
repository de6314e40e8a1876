"""An empty workbook goes out, comes back filled as often as people like, and no row is ever doubled or lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports import Proposal, edits, read_back, write_entry_workbook
from exports.cli import DONE, main
from storage.database.database import Database
from storage.edits import Edit
from storage.errors import UserError
from storage.fields.kinds import AgeValue, DayValue, Range
from storage.register.opening import PRACTICE_PASSPHRASE, founding
from storage.register.register import Register, Settings, register_at
from storage.store import Store
from tests.builders import a_store, place
from tests.disk import files_up_to

Filling = Callable[["Filled"], Any]
VILLAGE = "Kafr Nobol · SIJ-0050"


class Filled:
    """The entry workbook as somebody fills it in: sheets by kind, cells by number of the row and key."""

    def __init__(self, path: Path) -> None:
        self.path, self.book = path, load_workbook(path)
        self.sheets: dict[str, Worksheet] = {}
        for sheet in self.book.worksheets:
            keys = [cell.value for cell in sheet[1] if isinstance(cell.value, str)]
            kind = next((key.split(".")[1] for key in keys if key.startswith("entry.") and key.count(".") > 1), "")
            if kind:
                self.sheets[kind] = sheet

    def put(self, kind: str, number: int, **values: Any) -> int:
        sheet = self.sheets[kind]
        columns = {cell.value: cell.column for cell in sheet[1]}
        row = next(cell.row for cell in sheet["B"] if cell.value == number)
        for name, value in values.items():
            key = name.replace("__", ".")
            known = next(one for one in columns if one in (f"entry.{kind}.{key}", f"entry.{key}"))
            sheet.cell(row, columns[known]).value = value
        return row

    def team(self, name: str | None) -> None:
        self.book.worksheets[0]["C5"].value = name

    def save(self, name: str = "back.xlsx") -> Path:
        self.book.save(self.path.with_name(name))
        return self.path.with_name(name)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path)
    yield made
    made.close()


def empty(store: Store, folder: Path, language: str = "en", **more: Any) -> Path:
    with store.frozen() as source:
        return write_entry_workbook(source, folder / "entry.xlsx", language=language, **more).path


def filled(path: Path, *fill: Filling, name: str = "back.xlsx") -> Path:
    book = Filled(path)
    for one in fill:
        one(book)
    return book.save(name)


def read(store: Store, path: Path) -> Proposal:
    return read_back(store, path, language="en")


def take(store: Store, proposal: Proposal, ticks: Any = None) -> Any:
    return store.save(edits(store, proposal, proposal.clean() if ticks is None else ticks))


def an_evening(book: Filled) -> None:
    """One strike: numbers first, then two people, a hospital, and those who left."""
    book.team("Ariha 2")
    book.put("incident", 1, occurred__low=date(2019, 7, 4), place=VILLAGE, attack="Air strike", time="22:10",
             claim__killed__low=3, claim__killed__high=5, claim__source_note="the team")  # fmt: skip
    book.put("victim", 1, incident=1, name__given="أحمد", name__father="محمد", name__family="العلي", sex="Male",
             age="2 months", outcome="Killed")  # fmt: skip
    book.put("victim", 2, incident=1, people__low=3, people__high=4, outcome="Missing")
    book.put("movement", 1, triggers=1, direction="Left home", origin=VILLAGE, persons__low=300,
             started__low=date(2019, 7, 1), started__high=date(2019, 7, 31))  # fmt: skip
    book.put("damage", 1, incident=1, facility="مشفى البلدة", facility__kind="Hospital", facility__place=VILLAGE,
             damage="Serious", personnel_injured__low=2)  # fmt: skip


def values(store: Store, kind: str) -> list[dict[str, Any]]:
    found = [store.read(kind, row[0]) for row in store.export_rows(kind, ("id",), None, standing=True)]
    return [dict(entry.values) for entry in found if entry is not None]


def village(store: Store) -> str:
    facts = store.places.by_code(VILLAGE.rpartition(" ")[2])
    assert facts is not None
    return facts.id


def counts(store: Store) -> dict[str, int]:
    return {kind: store.count(kind) for kind in ("incident", "victim", "claim", "movement", "damage", "facility")}


def test_an_evening_comes_home(register: Store, tmp_path: Path) -> None:
    proposal = read(register, filled(empty(register, tmp_path), an_evening))
    assert not proposal.problems and not proposal.changes and not proposal.missing
    assert [row.kind for row in proposal.new_rows] == [
        "incident", "claim", "victim", "victim", "movement", "damage", "facility"]  # fmt: skip
    assert all(row.complete for row in proposal.new_rows)
    take(register, proposal)
    (strike,), (claim,) = values(register, "incident"), values(register, "claim")
    home = village(register)
    assert (strike["place"], strike["attack"], strike["occurred"]) == (
        home,
        "air_strike",
        DayValue.on(date(2019, 7, 4)),
    )
    assert (claim["killed"], claim["source_note"]) == (Range(3, 5), "the team")
    child, group = sorted(values(register, "victim"), key=lambda one: "name" not in one)
    assert (str(child["name"].ar), child["sex"], child["age"]) == ("أحمد محمد العلي", "male", AgeValue(2, 2, "m"))
    assert (group["people"], group["outcome"], group["incident"]) == (Range(3, 4), "missing", child["incident"])
    (move,), (damage,), (facility,) = (values(register, kind) for kind in ("movement", "damage", "facility"))
    assert (move["persons"], move["started"], move["triggers"]) == (
        Range(300, 300), DayValue.month(2019, 7), (child["incident"],))  # fmt: skip
    assert (facility["name_ar"], facility["kind"], facility["place"]) == ("مشفى البلدة", "hospital", home)
    assert damage["incident"] == child["incident"] and register.read("facility", damage["facility"]) is not None


def test_reading_the_same_file_again_changes_nothing(register: Store, tmp_path: Path) -> None:
    back = filled(empty(register, tmp_path), an_evening)
    take(register, read(register, back))
    before = (counts(register), register.state_hash())
    again = read(register, back)
    assert again.counts() | {"unchanged": 0} == dict.fromkeys(again.counts(), 0)
    take(register, again)
    assert (counts(register), register.state_hash()) == before


def test_more_rows_and_corrections_come_back_as_what_they_are(register: Store, tmp_path: Path) -> None:
    path = empty(register, tmp_path)
    take(register, read(register, filled(path, an_evening)))

    def later(book: Filled) -> None:
        book.put("victim", 1, age="3 months", hospital="Ariha", sex=None)
        book.put("victim", 3, incident=1, name__given="سارة", outcome="Injured")
        book.put("incident", 1, claim__killed__low=4)

    proposal = read(register, filled(path, an_evening, later))
    told = {(one.kind, one.field): (one.was, one.file, one.how) for one in proposal.changes}
    assert told == {
        ("victim", "age"): ("2 months", "3 months", "changed"),
        ("victim", "hospital"): ("", "Ariha", "changed"),
        ("victim", "sex"): ("Male", "", "changed"),
        ("claim", "killed"): ("3–5", "4–5", "changed"),
    }
    assert [row.values["name"].ar.given for row in proposal.new_rows] == ["سارة"]
    take(register, proposal)
    again = read(register, filled(path, an_evening, later))
    assert not again.changes and not again.new_rows and not again.problems
    # and back to what it was at first
    back = read(register, filled(path, an_evening, lambda book: book.put("victim", 3, incident=1, outcome="Injured",
                                                                         name__given="سارة")))  # fmt: skip
    assert ("victim", "age", "2 months", "changed") in [
        (one.kind, one.field, one.file, one.how) for one in back.changes
    ]


def test_a_field_changed_here_meanwhile_is_a_conflict_and_goes_to_review(register: Store, tmp_path: Path) -> None:
    path = empty(register, tmp_path)
    take(register, read(register, filled(path, an_evening)))
    child = next(row[0] for row in register.export_rows("victim", ("id", "sex"), None) if row[1] == "male")
    register.save([Edit("victim", child, {"age": AgeValue(1, 1, "y"), "hospital": "Idlib"})])
    untouched = read(register, filled(path, an_evening))
    assert not untouched.changes  # the file says what it said, whatever was changed here
    proposal = read(register, filled(path, an_evening, lambda book: book.put("victim", 1, age="3 months")))
    (change,) = proposal.changes
    assert (change.was, change.file, change.now, change.how) == ("2 months", "3 months", "1", "conflict")
    assert not proposal.clean()
    outcome = take(register, proposal, [change.key])
    assert outcome.conflicts == ((child, "age"),)


def test_copies_of_two_teams_are_never_taken_for_each_other(register: Store, tmp_path: Path) -> None:
    path = empty(register, tmp_path)

    def other(book: Filled) -> None:
        book.put("incident", 1, occurred__low=date(2019, 8, 1), place="SY0704", attack="Artillery or mortar shelling")
        book.put("victim", 1, incident=1, name__given="خالد", name__family="الأحمد", outcome="Injured")

    take(register, read(register, filled(path, an_evening)))
    nameless = read(register, filled(path, other))
    assert {one.word for one in nameless.problems} == {"copy", "cell"}  # its people name an incident that is not taken
    assert not nameless.changes and not nameless.new_rows
    named = read(register, filled(path, other, lambda book: book.team("Saraqib")))
    assert not named.problems and not named.changes and not named.missing
    take(register, named)
    assert counts(register)["incident"] == 2 and counts(register)["victim"] == 3
    for fill in (lambda book: an_evening(book), lambda book: (other(book), book.team("Saraqib"))):
        again = read(register, filled(path, fill))
        assert not again.changes and not again.new_rows and not again.problems and not again.missing


def test_a_copy_without_a_team_is_known_by_what_it_says(register: Store, tmp_path: Path) -> None:
    path = empty(register, tmp_path)
    take(register, read(register, filled(path, an_evening, lambda book: book.team(None))))
    for team in (None, "Ariha 2"):
        again = read(register, filled(path, an_evening, partial(Filled.team, name=team)))
        assert not again.new_rows and not again.changes and not again.problems


def test_rows_emptied_or_gone_are_questions_and_delete_nothing(register: Store, tmp_path: Path) -> None:
    path = empty(register, tmp_path)
    take(register, read(register, filled(path, an_evening)))

    def emptied(book: Filled) -> None:
        book.put("victim", 2, incident=None, people__low=None, people__high=None, outcome=None)
        book.sheets["movement"].delete_rows(3)

    proposal = read(register, filled(path, an_evening, emptied))
    assert sorted(one.kind for one in proposal.missing) == ["movement", "victim"]
    assert not proposal.changes
    take(register, proposal)
    assert counts(register) == {"incident": 1, "victim": 2, "claim": 1, "movement": 1, "damage": 1, "facility": 1}


def test_copied_rows_and_rows_beyond_the_prepared_ones_are_told_not_taken(register: Store, tmp_path: Path) -> None:
    def copied(book: Filled) -> None:
        sheet = book.sheets["victim"]
        for cell in list(sheet[3]):
            sheet.cell(5, cell.column).value = cell.value
        sheet.cell(900, 6).value = "أحمد"

    proposal = read(register, filled(empty(register, tmp_path), an_evening, copied))
    assert {(one.word, one.spot.row) for one in proposal.problems} == {("again", 5), ("unnumbered", 900)}
    assert sum(row.kind == "victim" for row in proposal.new_rows) == 2


def test_what_cannot_be_read_has_its_cell_and_its_words(register: Store, tmp_path: Path) -> None:
    def wrong(book: Filled) -> None:
        book.put("incident", 1, occurred__high=date(2019, 7, 1))
        book.put("victim", 1, incident=77, outcome="kiled")
        book.put("victim", 2, people__high=2)
        book.put("movement", 1, origin="Nowhere at all")
        book.put("damage", 1, personnel_injured__low="=1/0")

    proposal = read(register, filled(empty(register, tmp_path), an_evening, wrong))
    assert {(one.spot.sheet, one.spot.name) for one in proposal.problems} == {
        ("Damage to facilities", "M3"), ("Incidents", "D3"), ("Movements of people", "E3"), ("Victims", "C3"),
        ("Victims", "I4"), ("Victims", "L3")}  # fmt: skip
    assert len(proposal.problems) == 6
    assert not any(row.complete for row in proposal.new_rows if row.kind in ("incident", "movement"))


def test_it_is_read_by_this_register_and_those_that_met_it_alone(register: Store, tmp_path: Path) -> None:
    back = filled(empty(register, tmp_path), an_evening)
    other = a_store(tmp_path, team="Idlib 1")
    try:
        with pytest.raises(UserError) as refused:
            read(other, back)
        assert refused.value.kind == "other-register"
    finally:
        other.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_comes_home_without_properties_and_with_rows_in_any_order(
    register: Store, tmp_path: Path, language: str
) -> None:
    def shaken(book: Filled) -> None:
        book.put("victim", 2, incident=1, people__low=3, outcome="missing")
        sheet = book.sheets["victim"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=6)]
        for number, row in enumerate(reversed(rows), 3):
            for at, value in enumerate(row, 1):
                sheet.cell(number, at).value = value
        book.book.custom_doc_props.props.clear()
        sheet.title = "x"

    def told(book: Filled) -> None:
        book.team("Ariha 2")
        book.put("incident", 1, occurred__low=date(2019, 7, 4), place=label(register, language), attack="air_strike")
        book.put("victim", 1, incident=1, name__given="Ahmad", outcome="killed")

    proposal = read(register, filled(empty(register, tmp_path, language), told, shaken))
    assert not proposal.problems
    assert [row.kind for row in proposal.new_rows] == ["incident", "victim", "victim"]
    assert {row.values["incident"] for row in proposal.new_rows[1:]} == {proposal.new_rows[0].record}


def label(store: Store, language: str) -> str:
    facts = store.places.get(village(store))
    assert facts is not None
    return f"{facts.name(language)} · {facts.code}"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_checks_while_it_is_filled_in(register: Store, tmp_path: Path, language: str) -> None:
    register.save([Edit("facility", None, {"name_ar": "=مشفى", "kind": "hospital", "status": "complete"})])
    book = load_workbook(empty(register, tmp_path, language))
    assert all(sheet.sheet_view.rightToLeft is (language == "ar") for sheet in book.worksheets)
    for sheet in book.worksheets[1:5]:
        kinds = {one.type for one in sheet.data_validations.dataValidation}
        assert {"list", "custom"} <= kinds
        assert len(sheet.conditional_formatting) >= 4
        assert sheet.protection.sheet and sheet.column_dimensions["A"].hidden and sheet.row_dimensions[1].hidden
        assert not sheet["C3"].protection.locked and sheet["A3"].protection.locked
        assert all(len(one.formula1 or "") <= 255 for one in sheet.data_validations.dataValidation)
        assert all(len(one.prompt or "") <= 255 and len(one.promptTitle or "") <= 32
                   for one in sheet.data_validations.dataValidation)  # fmt: skip
    assert {"entry_places", "entry_incidents", "entry_facilities", "list_outcome"} <= set(book.defined_names)
    assert not [
        cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]


def test_nothing_sealed_is_asked_and_nobodys_record_is_inside(register: Store, tmp_path: Path) -> None:
    from exports.entry.plan import SHEETS

    assert not [column.key for own in SHEETS.values() for column in own if column.item.privacy.value == "seal"]
    take(register, read(register, filled(empty(register, tmp_path), an_evening)))
    data = empty(register, tmp_path).read_bytes()
    book = load_workbook(tmp_path / "entry.xlsx")
    told = {str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value}
    assert data and "أحمد" not in told and "مشفى البلدة" in told


def test_a_place_narrows_what_is_offered(register: Store, tmp_path: Path) -> None:
    whole = load_workbook(empty(register, tmp_path))["Places"].max_row
    part = load_workbook(empty(register, tmp_path, place=place(register, "Ariha"), kinds=("victim",)))
    assert part["Places"].max_row < whole and "Incidents" not in part.sheetnames


def test_the_command_line_writes_it_notes_it_and_takes_it_in_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = register_at(tmp_path / "data", practice=True)
    Register.create(home.folder, PRACTICE_PASSPHRASE, settings=Settings(practice=True), fill=founding(_small))
    data, back = ["--data", str(home.folder), "--lang", "en"], str(tmp_path / "back.xlsx")
    made = ["entry-workbook", str(tmp_path / "entry.xlsx"), "--place", "SY07", "--sheets", "incident", "victim"]
    assert main([*made, *data]) == DONE

    def told(book: Filled) -> None:
        book.put("incident", 1, occurred__low=date(2019, 7, 4), place=VILLAGE, attack="Air strike")
        book.put("victim", 1, incident=1, name__given="سارة", outcome="Killed")

    filled(tmp_path / "entry.xlsx", told)
    for records in (2, 0):
        capsys.readouterr()
        assert main(["reread", back, "--accept-clean", "--json", *data]) == DONE
        assert json.loads(capsys.readouterr().out)["accepted"]["records"] == records
    assert main(["list", "disclosure", "--json", *data]) == DONE
    (logged,) = json.loads(capsys.readouterr().out)
    assert (logged["file_name"], logged["shape"]) == ("entry.xlsx", "entry")


def _small(database: Database) -> Store:
    return Store.found(database, register="Test", team="Ariha 2", person="Tester", country="SY", practice=True)


def test_a_full_disk_leaves_what_was_there(register: Store, tmp_path: Path) -> None:
    before = empty(register, tmp_path).read_bytes()
    with pytest.raises(UserError) as stopped, files_up_to(len(before) // 2):
        empty(register, tmp_path)
    assert stopped.value.kind == "disk-full"
    assert (tmp_path / "entry.xlsx").read_bytes() == before
