"""A workbook that comes home: exactly its edits are proposed, conflicts are told, nothing is written unasked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports import FileAsked, Manner, Proposal, accept, edits, read_back, write_file
from exports.cli import COULD_NOT, DONE, main
from exports.leaving.sharing import Sharing
from storage.database.database import Database
from storage.edits import Edit
from storage.errors import Cancelled, UserError
from storage.fields.kinds import AgeValue, DayValue, NameValue, Parts, Range
from storage.register.opening import PRACTICE_PASSPHRASE, founding, open_register
from storage.register.register import Register, Settings, register_at
from storage.sharing.privacy import Level
from storage.store import Store
from tests.builders import a_store, name, place
from tests.conftest import a_practice

Edited = Callable[[Callable[["Sheets"], None]], Proposal]


class Sheets:
    """The workbook as somebody edits it: sheets by kind, cells by record and key."""

    def __init__(self, path: Path) -> None:
        self.book = load_workbook(path)
        self._of = {str(sheet["A1"].value).partition(".")[0]: sheet for sheet in self.book.worksheets}

    def __getitem__(self, kind: str) -> Worksheet:
        return self._of[kind]

    def column(self, kind: str, key: str) -> int:
        return next(cell.column for cell in self[kind][1] if cell.value == f"{kind}.{key}" or cell.value == key)

    def row(self, kind: str, record: str) -> int:
        return next(cell.row for cell in self[kind]["A"] if cell.value == record)

    def put(self, kind: str, record: str, key: str, value: Any) -> None:
        self[kind].cell(self.row(kind, record), self.column(kind, key)).value = value

    def add(self, kind: str, **values: Any) -> int:
        row = self[kind].max_row + 1
        for key, value in values.items():
            self[kind].cell(row, self.column(kind, key.replace("__", "."))).value = value
        return row


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A register as a file, and the workbook exported from it."""
    folder = tmp_path_factory.mktemp("home")
    made = fill(a_store(folder))
    assert made.database.path is not None
    file = exported(made, folder / "out.xlsx")
    made.close()
    return made.database.path, file


@pytest.fixture
def register(home: tuple[Path, Path], tmp_path: Path) -> Iterator[Store]:
    """Two incidents, three people, what a source said, a facility and movements."""
    made = a_practice(home[0], tmp_path)
    yield made
    made.close()


def add(store: Store, word: str, **values: Any) -> str:
    return store.save([Edit(word, None, {"status": "draft", **values})]).ids[0]


def fill(store: Store, status: str = "complete") -> Store:
    village = place(store, "Kafr Nobol")
    source = add(store, "source", title="نازح من البلدة", link="007")
    strike = add(store, "incident", occurred=DayValue.on(date(2019, 7, 4)), place=village, attack="air_strike",
                 sources=(source,), strikes=Range(3, 5), status=status)  # fmt: skip
    other = add(store, "incident", occurred=DayValue.month(2019, 6), place=village)
    add(store, "victim", incident=strike, sex="male", outcome="killed", status=status,
        name=NameValue(Parts("أحمد", "محمد", "", "العلي"), Parts("Ahmad", "", "", "Alali"), "أبو محمد"),
        age=AgeValue(2, 2, "m"))  # fmt: skip
    add(store, "victim", incident=strike, outcome="injured", name=name("سارة حسن العلي"), family_group="0944123456")
    add(store, "victim", incident=other, outcome="missing", people=Range(3, 4))
    add(store, "claim", incident=strike, source=source, killed=Range(3, 5, 4))
    add(store, "facility", name_ar="مشفى البلدة", place=village, kind="hospital")
    add(
        store, "movement", origin=village, destination=place(store, "Harim"), direction="out", persons=Range(300, None)
    )
    add(store, "movement", origin=place(store, "Harim"), destination=village, direction="return", persons=Range(9, 9))
    return store


@pytest.fixture
def book(home: tuple[Path, Path], tmp_path: Path) -> Path:
    """What it exported, in a folder of this test."""
    return Path(shutil.copy(home[1], tmp_path))


def exported(store: Store, path: Path, language: str = "en", *, kinds: tuple[str, ...] = ()) -> Path:
    with store.frozen() as source:
        return write_file(source, path, FileAsked(language=language, manner=Manner(kinds=kinds))).path


def edited(store: Store, path: Path, edit: Callable[[Sheets], Any]) -> Proposal:
    sheets = Sheets(path)
    edit(sheets)
    sheets.book.save(path.with_name("edited.xlsx"))
    return read_back(store, path.with_name("edited.xlsx"), language="en")


def ids(store: Store, kind: str) -> list[str]:
    return [row[0] for row in store.export_rows(kind, ("id",), None, standing=True)]


def man(store: Store) -> str:
    """The victim called Ahmad Alali."""
    return next(row[0] for row in store.export_rows("victim", ("id", "name__la"), None) if row[1] == "Ahmad Alali")


def told(proposal: Proposal) -> list[tuple[str, str, str, str]]:
    return sorted((one.field, one.was, one.file, one.how) for one in proposal.changes)


def quiet(proposal: Proposal) -> bool:
    return not (proposal.changes or proposal.new_rows or proposal.missing or proposal.problems)


def accepted(store: Store, proposal: Proposal, ticks: Any = None) -> Any:
    return store.save(edits(store, proposal, proposal.clean() if ticks is None else ticks))


# ------------------------------------------------------------------------------------------ untouched


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_practice_register_comes_home_with_every_cell_untouched(
    practice_file: Path, tmp_path: Path, language: str
) -> None:
    store = a_practice(practice_file, tmp_path)
    try:
        proposal = read_back(store, exported(store, tmp_path / "out.xlsx", language), language="en")
    finally:
        store.close()
    assert quiet(proposal), proposal.counts()
    assert proposal.unchanged > 100_000


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_file_saved_again_by_another_program_is_untouched(register: Store, tmp_path: Path, language: str) -> None:
    path = exported(register, tmp_path / "out.xlsx", language)
    assert quiet(edited(register, path, lambda sheets: None))


def test_what_changed_here_meanwhile_is_no_edit_of_the_file(register: Store, book: Path) -> None:
    village = place(register, "Harim")
    register.save([Edit("place", village, {"name_en": "Harem", "name_ar": "حارم"})])
    register.save([Edit("place", place(register, "Kafr Nobol"), {"name_en": "Kafr Nabl"})])
    for kind, change in {
        "victim": {"notes": "x"},
        "incident": {"attack": "other:x"},
        "movement": {"share": 3},
    }.items():
        register.save([Edit(kind, record, change) for record in ids(register, kind)])
    add(register, "victim", outcome="killed", name=name("خالد سالم"))
    assert quiet(read_back(register, book, language="en"))


# --------------------------------------------------------------------------------------------- edits


def test_an_edited_cell_is_one_change_with_was_file_and_now(register: Store, book: Path) -> None:
    first = man(register)
    proposal = edited(register, book, lambda sheets: sheets.put("victim", first, "hospital", "Idlib Central"))
    assert told(proposal) == [("hospital", "", "Idlib Central", "changed")]
    assert (proposal.changes[0].record, proposal.changes[0].who) == (first, "Ahmad Alali / أحمد محمد العلي “أبو محمد”")
    accepted(register, proposal)
    entry = register.read("victim", first)
    assert entry is not None and entry.values["hospital"] == "Idlib Central"


def test_reading_the_same_file_twice_changes_nothing(register: Store, book: Path) -> None:
    first = man(register)

    def edit(sheets: Sheets) -> None:
        sheets.put("victim", first, "outcome", "Injured")
        sheets.add("victim", name__ar="ليلى أحمد", outcome="missing")
        sheets.add("victim", name__ar="ليلى أحمد", outcome="missing")

    proposal = edited(register, book, edit)
    assert proposal.counts()["new"] == 2 and len(proposal.changes) == 1
    accepted(register, proposal)
    before = register.state_hash()
    again = read_back(register, book.with_name("edited.xlsx"), language="en")
    assert [one.how for one in again.changes] == ["same"] and again.counts()["new"] == 0
    assert not edits(register, again, again.clean())
    assert register.state_hash() == before


def test_a_cell_changed_here_too_becomes_an_ordinary_conflict(register: Store, book: Path) -> None:
    first = man(register)
    register.save([Edit("victim", first, {"outcome": "missing"})])
    proposal = edited(register, book, lambda sheets: sheets.put("victim", first, "outcome", "injured"))
    assert told(proposal) == [("outcome", "Killed", "Injured", "conflict")]
    assert not proposal.clean()
    outcome = accepted(register, proposal, [proposal.changes[0].key])
    assert outcome.conflicts == ((first, "outcome"),)


def test_the_same_edit_on_both_sides_is_told_and_not_written(register: Store, book: Path) -> None:
    first = man(register)
    register.save([Edit("victim", first, {"hospital": "Idlib"})])
    proposal = edited(register, book, lambda sheets: sheets.put("victim", first, "hospital", "Idlib"))
    assert told(proposal) == [("hospital", "", "Idlib", "same")]
    assert not edits(register, proposal, [proposal.changes[0].key])


def test_rows_that_are_gone_are_questions_and_stay(register: Store, book: Path) -> None:
    first = man(register)
    proposal = edited(register, book, lambda sheets: sheets["victim"].delete_rows(sheets.row("victim", first)))
    assert [one.record for one in proposal.missing] == [first]
    assert not proposal.changes and not edits(register, proposal, proposal.clean())


def test_new_rows_become_records_and_victims_keep_their_incident(register: Store, book: Path) -> None:
    strike = register.read("incident", ids(register, "incident")[-1])
    assert strike is not None
    code = strike.values["code"]

    def edit(sheets: Sheets) -> None:
        sheets.add("victim", name__ar="ليلى أحمد الحسن", outcome="قتل", incident=code, age="٣٤")
        sheets.add("incident", code="mine", occurred="5/7/2019", place="SY070302", attack="air_strike")
        sheets.add("victim", name__la="Omar", outcome="injured", incident="mine")
        sheets.add("victim", name__la="Unfinished")

    proposal = edited(register, book, edit)
    assert not proposal.problems, proposal.problems
    assert [row.complete for row in proposal.new_rows] == [True, True, True, False]
    outcome = accepted(register, proposal)
    assert len(outcome.created) == 4
    entries = [register.read("victim", row.record) for row in proposal.new_rows]
    people = {str(one.values["name"].ar or one.values["name"].la): one for one in entries if one is not None}
    assert people["ليلى أحمد الحسن"].values["incident"] == strike.id
    assert people["Omar"].values["incident"] in outcome.created
    assert people["Unfinished"].values["status"] == "draft"


def test_accepting_makes_a_backup_and_is_undone_in_one(tmp_path: Path) -> None:

    home = register_at(tmp_path / "data", practice=True)
    Register.create(home.folder, "practice", settings=Settings(practice=True), fill=founding(_small))
    opened = open_register(home, home.unlock("practice"))
    try:
        store, path = opened.store, exported(opened.store, tmp_path / "out.xlsx")
        first = man(store)
        before = store.read("victim", first)
        proposal = edited(store, path, lambda sheets: (sheets.put("victim", first, "hospital", "Idlib"),
                                                      sheets.put("victim", first, "age", 40)))  # fmt: skip
        outcome = accept(store, opened.register, proposal)
        assert list(opened.register.backups.iterdir())
        store.undo(outcome.save)
        after = store.read("victim", first)
        assert before is not None and after is not None and after.values == before.values
    finally:
        opened.close()


def _small(database: Database) -> Store:
    return fill(Store.found(database, register="Test", team="A", person="B", country="SY", practice=True))


# ------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "not-a-workbook"),
        (b"name,age\n", "not-a-workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "locked-workbook"),
        (b"PK\x03\x04 and no more", "damaged-workbook"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(register: Store, tmp_path: Path, content: bytes, kind: str) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(UserError) as refused:
        read_back(register, tmp_path / "x.xlsx", language="en")
    assert refused.value.kind == kind


def test_a_file_of_another_register_is_refused(register: Store, tmp_path: Path) -> None:
    other = fill(a_store(tmp_path))
    path = exported(other, tmp_path / "other.xlsx")
    other.close()
    with pytest.raises(UserError) as refused:
        read_back(register, path, language="en")
    assert refused.value.kind == "other-register"


@pytest.mark.parametrize(
    ("property_name", "value", "kind"),
    [("level", "public", "other-level"), ("format", "99", "newer-export"), ("position", "x", "other-register")],
)
def test_other_levels_and_newer_formats_are_refused(
    register: Store, book: Path, property_name: str, value: str, kind: str
) -> None:
    whole = load_workbook(book)
    for item in whole.custom_doc_props.props:
        if item.name == f"sijill.{property_name}":
            item.value = type(item.value)(value) if kind != "other-register" else "99999"
    whole.save(book)
    with pytest.raises(UserError) as refused:
        read_back(register, book, language="en")
    assert refused.value.kind == kind


def test_a_reading_that_is_stopped_leaves_nothing(register: Store, book: Path) -> None:
    before = register.state_hash()
    for asked in (1, 3, 9):
        answers = iter([False] * asked + [True] * 99)
        with pytest.raises(Cancelled):
            read_back(register, book, language="en", cancelled=lambda answers=answers: next(answers))
    assert register.state_hash() == before


@pytest.mark.parametrize(("level", "word"), [(Level.PARTNER, "other-register"), (Level.PUBLIC, "other-level")])
def test_what_was_made_for_the_public_or_is_in_no_log_is_refused_and_tells_less(
    register: Store, tmp_path: Path, level: Level, word: str
) -> None:
    path = tmp_path / "others.xlsx"
    with register.frozen() as source:
        write_file(source, path, FileAsked(language="en", sharing=Sharing(level, recipient="R", purpose="P")))
    with pytest.raises(UserError) as refused:
        read_back(register, path, language="en")
    assert refused.value.kind == word
    names = {item.name for item in load_workbook(path).custom_doc_props.props}
    assert "sijill.witness" not in names


def test_a_file_without_properties_is_told_by_its_about_sheet(register: Store, book: Path) -> None:
    whole = load_workbook(book)
    whole.custom_doc_props.props.clear()
    whole.save(book)
    assert quiet(read_back(register, book, language="en"))
    del whole["About"]
    whole.save(book)
    with pytest.raises(UserError) as refused:
        read_back(register, book, language="en")
    assert refused.value.kind == "not-an-export"


# --------------------------------------------------------------------------------------- command line


def test_the_command_line_counts_and_takes_in_what_is_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = register_at(tmp_path / "data", practice=True)
    Register.create(home.folder, PRACTICE_PASSPHRASE, settings=Settings(practice=True), fill=founding(_small))
    ours, edited_file = tmp_path / "out.xlsx", tmp_path / "edited.xlsx"
    assert main(["export", str(ours), "--data", str(home.folder), "--lang", "en"]) == DONE
    sheets = Sheets(ours)
    sheets["victim"].cell(4, sheets.column("victim", "hospital")).value = "Idlib"
    sheets["victim"].cell(5, sheets.column("victim", "sex")).value = "neither of them"
    sheets.book.save(edited_file)
    capsys.readouterr()

    def ask(*more: str) -> dict[str, Any]:
        assert main(["reread", str(edited_file), "--json", "--lang", "en", "--data", str(home.folder), *more]) == DONE
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    told = ask()
    assert (told["counts"]["changed"], told["counts"]["problems"], told["accepted"]) == (1, 1, None)
    assert told["problems"][0]["cell"] == f"{get_column_letter(sheets.column('victim', 'sex'))}5"
    assert ask("--accept-clean")["accepted"]["records"] == 1
    assert ask()["counts"] == {**told["counts"], "changed": 0, "same": 1}
    assert main(["reread", str(tmp_path / "none.xlsx"), "--data", str(home.folder)]) == COULD_NOT
