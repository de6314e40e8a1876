"""Whatever is filled in comes home as it is, in any order of rows; what is edited then, exactly; each row once."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports import Proposal, edits, read_back, write_entry_workbook
from exports.entry.plan import ROWS, SHEETS, EntryColumn
from storage.errors import Cancelled, UserError
from storage.fields.codes import code_list
from storage.fields.kinds import DayValue, NameValue, Parts, Range
from storage.fields.words import Words
from storage.store import Store
from tests.builders import a_store
from tests.conftest import a_practice
from tests.disk import files_up_to
from tests.hostile_files import mutated, packed, unpacked
from tests.test_entry_workbook import an_evening, counts, filled

RELEASE = bool(os.environ.get("SIJILL_RELEASE"))
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
FIRST = date(2018, 1, 1)
Value = tuple[dict[str, Any], Any]
"""What is written into the cells of a field, by end; and what it means."""


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A register as a file, and its entry workbook after an evening."""
    folder = tmp_path_factory.mktemp("evening")
    store = a_store(folder)
    file = filled(empty(store, folder, "en"), an_evening)
    assert store.database.path is not None
    store.close()
    return store.database.path, file


def empty(store: Store, folder: Path, language: str) -> Path:
    with store.frozen() as source:
        return write_entry_workbook(source, folder / "entry.xlsx", language=language).path


def a_value(column: EntryColumn, store: Store, words: Words, chance: random.Random) -> Value | None:
    """Something for a field, as a person writes it, and what it is."""
    number, word = chance.randrange(0, 60), chance.choice(("صوت انفجار", "north of the mill", "=1+1", "0944"))
    if column.asks == "code":
        item = chance.choice(code_list(column.choices).offered())
        many = column.item.kind.word == "codes"
        return {"": words.code(column.choices, item.code)}, (item.code,) if many else item.code
    if column.asks == "count" and not column.end:
        return {"": number}, Range(number, number)
    if column.asks == "count":
        high = chance.choice((None, number + chance.randrange(0, 9)))
        return {"low": number, "high": high}, Range(number, number if high is None else high)
    if column.asks == "day":
        low = FIRST + timedelta(days=chance.randrange(700))
        high = chance.choice((None, low + timedelta(days=chance.randrange(1, 9))))
        whole = high is None or not (low.day == 1 and (high + timedelta(days=1)).day == 1)
        return ({"low": low, "high": high}, DayValue.between(low, high or low)) if whole else None
    if column.asks == "place":
        facts = chance.choice([one for one in store.places.facts.values() if one.level == 3])
        return {"": f"{facts.name(words.language)} · {facts.code}"}, facts.id
    if column.asks == "number":
        return {"": number}, number
    return ({"": word}, word) if column.asks in ("text", "note") and column.field != "age" else None


def put(sheet: Worksheet, column: EntryColumn, row: int, cells: dict[str, Any]) -> None:
    at = {cell.value: cell.column for cell in sheet[1]}
    ends = ("low", "high") if column.end else ("",)
    for end in ends:
        key = f"entry.{column.kind}.{column.field}" + (f".{end}" if end else "")
        cell = sheet.cell(row, at[key])
        cell.value = cells.get(end)
        if isinstance(cell.value, str):
            cell.data_type = "s"


def fields_of(kind: str) -> list[EntryColumn]:
    own = [column for column in SHEETS[kind] if column.kind == kind]
    return list({column.field: column for column in own if column.end in ("", "low")}.values())


def fill(
    sheets: dict[str, Worksheet],
    store: Store,
    words: Words,
    chance: random.Random,
    rows: dict[str, list[int]],
    most: int,
) -> dict[tuple[str, int, str], Any]:
    """Write into some fields of some rows; what each means by kind, number and field."""
    wanted: dict[tuple[str, int, str], Any] = {}
    for kind, numbers in rows.items():
        for number in numbers:
            for column in chance.sample(fields_of(kind), min(most, len(fields_of(kind)))):
                value = a_value(column, store, words, chance)
                if value is not None:
                    put(sheets[kind], column, number + 2, value[0])
                    wanted[kind, number, column.field] = value[1]
    return wanted


def kinds_of(book: Any) -> dict[str, Worksheet]:
    found = {}
    for kind, columns in SHEETS.items():
        found[kind] = next(
            sheet for sheet in book.worksheets if columns[0].key in {cell.value for cell in sheet[1]}
        )  # fmt: skip
    return found


def shaken(book: Any, chance: random.Random) -> None:
    """The same rows in another order."""
    for sheet in kinds_of(book).values():
        rows = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows(min_row=3, max_row=12)]
        chance.shuffle(rows)
        for number, row in enumerate(rows, 3):
            for at, (value, data_type) in enumerate(row, 1):
                cell = sheet.cell(number, at)
                cell.value = value
                if value is not None:
                    cell.data_type = data_type


@pytest.mark.parametrize("seed", range(24 if RELEASE else 5))
def test_what_is_filled_in_comes_home_and_then_exactly_what_is_edited(
    register: Store, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    words = Words(chance.choice(("en", "ar")))
    book = load_workbook(empty(register, tmp_path, words.language))
    book.worksheets[0]["C5"].value = "فريق أريحا"
    rows = {kind: chance.sample(range(1, 9), chance.randrange(1, 4)) for kind in ("incident", "victim", "movement")}
    sheets = kinds_of(book)
    wanted = fill(sheets, register, words, chance, rows, 6)
    for kind, number in [(kind, number) for kind, numbers in rows.items() for number in numbers]:
        wanted[kind, number, "notes" if kind != "incident" else "narrative"] = mark = f"{kind} {number}"
        column = next(one for one in SHEETS[kind] if one.asks == "note")
        put(sheets[kind], column, number + 2, {"": mark})
    book.save(tmp_path / "back.xlsx")
    first = load_workbook(tmp_path / "back.xlsx")
    shaken(first, chance)
    first.save(tmp_path / "shaken.xlsx")
    proposal = read_back(register, tmp_path / "shaken.xlsx", language="en")
    assert not [one for one in proposal.problems if one.serious]
    told = {_called(row.values): row for row in proposal.new_rows}
    got = {
        (kind, number, name): value
        for kind, numbers in rows.items()
        for number in numbers
        for name, value in told[f"{kind} {number}"].values.items()
        if name != "status"
    }
    assert got == wanted
    register.save(edits(register, proposal, proposal.clean()))
    records = {called: row.record for called, row in told.items()}
    changed = fill(sheets, register, words, chance, rows, 2)
    changed = {key: value for key, value in changed.items() if wanted.get(key) != value}
    notes = {(kind, number): name for kind, number, name in changed if name in ("notes", "narrative")}
    shaken(book, chance)
    book.save(tmp_path / "edited.xlsx")
    proposal = read_back(register, tmp_path / "edited.xlsx", language="en")
    assert {(one.record, one.field): one.value for one in proposal.changes} == {
        (records[f"{kind} {number}"], name): value for (kind, number, name), value in changed.items()
    }, notes
    assert not proposal.new_rows and not proposal.missing
    register.save(edits(register, proposal, proposal.clean()))
    again = read_back(register, tmp_path / "edited.xlsx", language="en")
    assert not again.changes and not again.new_rows


def _called(values: dict[str, Any]) -> str:
    return str(values.get("notes") or values.get("narrative") or "")


def test_names_of_either_script_stand_where_they_belong(register: Store, tmp_path: Path) -> None:
    def told(book: Any) -> None:
        book.put("incident", 1, occurred__low=date(2019, 7, 4))
        book.put("victim", 1, incident=1, name__given="أحمد محمد حسن العلي")
        book.put("victim", 2, incident=1, name__given="Ahmad", name__family="العلي")
        book.put("victim", 3, incident=1, name__family="العلي")

    proposal = read_back(register, filled(empty(register, tmp_path, "en"), told), language="en")
    assert [row.values["name"] for row in proposal.new_rows if row.kind == "victim"] == [
        NameValue(Parts("أحمد", "محمد", "حسن", "العلي")),
        NameValue(Parts("", "", "", "العلي"), Parts("Ahmad")),
        NameValue(Parts("", "", "", "العلي")),
    ]


def test_what_could_not_be_saved_is_offered_whole_again(register: Store, tmp_path: Path) -> None:
    """Records and the note that they were taken are one save: after a full disk neither is there."""
    back = filled(empty(register, tmp_path, "en"), an_evening)
    proposal = read_back(register, back, language="en")
    before = (counts(register), register.count("intake"), register.state_hash())
    with pytest.raises(UserError), files_up_to(1024):
        register.save(edits(register, proposal, proposal.clean()))
    assert (counts(register), register.count("intake"), register.state_hash()) == before
    again = read_back(register, back, language="en")
    assert [row.record for row in again.new_rows] == [row.record for row in proposal.new_rows]


def test_one_undo_takes_all_of_it_back_and_it_may_come_again(register: Store, tmp_path: Path) -> None:
    back = filled(empty(register, tmp_path, "en"), an_evening)
    outcome = register.save(edits(register, (proposal := read_back(register, back, language="en")), proposal.clean()))
    register.undo(outcome.save)
    again = read_back(register, back, language="en")
    assert not again.new_rows and {one.word for one in again.problems if one.serious} <= {"withdrawn", "cell"}


def test_a_reading_that_is_stopped_leaves_nothing(register: Store, tmp_path: Path) -> None:
    back = filled(empty(register, tmp_path, "en"), an_evening)
    before = register.state_hash()
    for asked in (0, 2, 6):
        answers = iter([False] * asked + [True] * 99)
        with pytest.raises(Cancelled):
            read_back(register, back, language="en", cancelled=lambda answers=answers: next(answers))
    assert register.state_hash() == before


@pytest.mark.parametrize("seed", range(40 if RELEASE else 12))
def test_mutated_files_are_refused_in_words_or_read_and_change_nothing(
    evening: tuple[Path, Path], tmp_path: Path, seed: int
) -> None:
    register, good = a_practice(evening[0], tmp_path), evening[1].read_bytes()
    before = register.state_hash()
    path = tmp_path / "bad.xlsx"
    path.write_bytes(mutated(good, unpacked(good), random.Random(seed)))
    try:
        found = read_back(register, path, language="ar")
        assert isinstance(found, Proposal) and len(found.new_rows) < 50
    except UserError as refused:
        assert refused.what.text and refused.todo is not None
    assert register.state_hash() == before
    register.close()


@pytest.mark.parametrize(
    "mark",
    [
        "sijill-entry/1|" + "0" * 32 + "|en||",
        "sijill-entry/1|" + "zz" * 16 + "|en|zz|",
        "sijill-entry/1|" + "0" * 32 + "|en|" + "f" * 32 + "|practice",
        "sijill-entry/9|x|en|x|",
    ],
)
def test_a_forged_mark_is_refused(register: Store, tmp_path: Path, mark: str) -> None:
    parts = unpacked(empty(register, tmp_path, "en").read_bytes())
    with ZipFile(BytesIO(packed(parts))) as archive:
        own = archive.read("docProps/custom.xml").decode()
    true = own[own.index("sijill-entry") : own.index("<", own.index("sijill-entry"))]
    forged = {name: data.replace(true.encode(), mark.encode()) for name, data in parts.items()}
    (tmp_path / "forged.xlsx").write_bytes(packed(forged))
    with pytest.raises(UserError) as refused:
        read_back(register, tmp_path / "forged.xlsx", language="en")
    assert refused.value.kind in ("other-register", "not-an-export")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not on this machine (apt-get install libreoffice-calc)")
@pytest.mark.parametrize("language", ["en", "ar"] if RELEASE else ["ar"])  # English: ``test_office``
def test_it_comes_home_from_libreoffice(register: Store, tmp_path: Path, language: str) -> None:
    assert OFFICE is not None
    back = filled(empty(register, tmp_path, "en"), an_evening)
    profile = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), str(back)]
    subprocess.run(command, capture_output=True, timeout=240, check=True)
    ours, theirs = (read_back(register, path, language=language) for path in (back, tmp_path / "saved" / back.name))
    assert [row.values for row in ours.new_rows] == [row.values for row in theirs.new_rows]
    assert [row.record for row in ours.new_rows] == [row.record for row in theirs.new_rows]
    assert not theirs.problems
    sheet = load_workbook(tmp_path / "saved" / back.name).worksheets[1]
    assert sheet.protection.sheet and sheet.data_validations.dataValidation and len(sheet.conditional_formatting)
    assert ROWS["incident"] <= sheet.max_row
