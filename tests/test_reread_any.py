"""For any edits of a workbook, in any order of rows and columns, exactly those edits are read, and nothing else."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports import FileAsked, Manner, Proposal, Shape, read_back, write_file
from exports.cells import plain
from storage.fields.codes import code_list
from storage.fields.kind import Kind
from storage.fields.kinds import Code, Codes, NameValue
from storage.fields.words import Words
from storage.records import RECORDS
from storage.store import Store
from tests.builders import a_store
from tests.kind_values import KINDS, codes, reading
from tests.test_reread import fill, ids

RELEASE = bool(os.environ.get("SIJILL_RELEASE"))
SHEETS = ("incident", "victim", "claim", "facility", "movement", "source")
NOT_READ = {"status", "withdrawn", "overrides", "team", "author", "entered", "code"}
NAME_KEYS = [f"{script}.{part}" for script in ("ar", "la") for part in ("given", "father", "grandfather", "family")]

LANGUAGES = ("en", "ar")
CODED = ("label", "code", "both")
"""Where a value of a code list is written that stands in two columns."""
MANNERS = {"coordinator": Manner(), "analyst": Manner(Shape.ANALYST), "tagged": Manner(Shape.ANALYST, hxl=True)}
HEADS = {"coordinator": 2, "analyst": 1, "tagged": 2}
"""Rows above the records."""

Edits = dict[tuple[str, str, str], Any]
Books = dict[tuple[str, str], bytes]
"""Workbooks by manner and language."""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = fill(a_store(tmp_path_factory.mktemp("any")), status="draft")
    yield made
    made.close()


@pytest.fixture(scope="module")
def books(register: Store, tmp_path_factory: pytest.TempPathFactory) -> Books:
    found = {}
    path = tmp_path_factory.mktemp("books") / "out.xlsx"
    for name, manner in MANNERS.items():
        for language in LANGUAGES:
            with register.frozen() as source:
                write_file(source, path, FileAsked(language=language, manner=manner))
            found[name, language] = path.read_bytes()
    return found


def editable(kind: str) -> list[str]:
    """Fields with a column of their own, and a kind whose values can be drawn."""
    return [
        name
        for name, item in RECORDS[kind].fields.items()
        if name not in NOT_READ and item.privacy.value != "seal" and item.kind.word in {**KINDS, "placeref": 0}
        and item.kind.word not in ("ref", "refs", "position")
    ]  # fmt: skip


def values_of(kind: Kind[Any]) -> st.SearchStrategy[Any]:
    """Values of a kind, of its own list where it has one."""
    if isinstance(kind, Code):
        return codes(kind.list_name)
    if isinstance(kind, Codes):
        some = st.lists(st.sampled_from(sorted(code_list(kind.list_name).items)), min_size=1, max_size=4)
        return some.map(kind.load)
    return KINDS[kind.word][1]


@st.composite
def edits_of(draw: st.DrawFn, store: Store) -> Edits:
    """Some fields of some records, each with a value or emptied."""
    found: Edits = {}
    places = [place.id for place in store.places.facts.values() if place.level == 3]
    for _ in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(SHEETS))
        record, name = draw(st.sampled_from(ids(store, kind))), draw(st.sampled_from(editable(kind)))
        if kind == "movement" and name == "origin":
            continue
        item = RECORDS[kind].fields[name]
        values = st.sampled_from(places) if item.kind.word == "placeref" else values_of(item.kind)
        found[kind, record, name] = draw(values | st.none())
    return found


def write_edits(
    sheets: dict[str, Worksheet], store: Store, edits: Edits, language: str, chance: random.Random
) -> None:  # fmt: skip
    for (kind, record, name), value in edits.items():
        sheet, item = sheets[kind], RECORDS[kind].fields[name]
        columns = {cell.value: cell.column for cell in sheet[1]}
        row = next(cell.row for cell in sheet["A"] if cell.value == record)
        cells: dict[str, Any] = {"": plain(item.kind.show(value, reading(language))) if value is not None else None}
        if item.kind.word == "placeref":
            facts = store.places.get(value) if value else None
            cells = {".code": facts.code} if facts else {"": None}
        elif item.kind.word == "name":
            value = value or NameValue()
            parts = dict(zip(NAME_KEYS, (*value.ar.four, *value.la.four), strict=True))
            cells = {f".{key}": text for key, text in {**parts, "nick": value.nickname}.items()}
        elif f"{kind}.{name}.code" in columns:
            cells = coded(item.kind, value, chance)
        for end, text in cells.items():
            cell = sheet.cell(row, columns[f"{kind}.{name}{end}"])
            cell.value = text or None
            if isinstance(text, str) and text:
                cell.data_type = "s"


def coded(kind: Kind[Any], value: Any, chance: random.Random) -> dict[str, Any]:
    """A value of a code list as its label in either language, as its code, or as both, each in its column."""
    how, told = chance.choice(CODED), reading(chance.choice(LANGUAGES))
    label = None if value is None else plain(kind.show(value, told))
    code = value if value is None or isinstance(value, str) else "; ".join(value)
    return {
        end: text for end, text, wanted in (("", label, "label"), (".code", code, "code")) if how in (wanted, "both")
    }


def shuffle(sheet: Worksheet, chance: random.Random, heads: int) -> None:
    """The same cells, rows and columns in another order, some rows and columns empty in between."""
    grid = [[(cell.value, cell.data_type, cell.number_format) for cell in row] for row in sheet.iter_rows()]
    blank = (None, "n", "General")
    places = list(range(len(grid[0]))) + [-1] * chance.randrange(3)
    chance.shuffle(places)
    head, body = grid[:heads], grid[heads:] + [[blank] * len(grid[0])] * chance.randrange(3)
    chance.shuffle(body)
    sheet.delete_rows(1, sheet.max_row)
    for number, row in enumerate(head + body, 1):
        for at, place in enumerate(places, 1):
            value, data_type, form = blank if place < 0 else row[place]
            if value is not None:
                cell = sheet.cell(number, at)
                cell.value, cell.number_format = value, form
                cell.data_type = data_type


def read(store: Store, book: bytes, heads: int, folder: Path, edits: Edits, seed: int, language: str) -> Proposal:
    opened, chance = load_workbook(BytesIO(book)), random.Random(seed)
    sheets = {str(sheet["A1"].value).partition(".")[0]: sheet for sheet in opened.worksheets}
    write_edits(sheets, store, edits, language, chance)
    for number, kind in enumerate(SHEETS):
        if chance.random() < 0.5:
            shuffle(sheets[kind], chance, heads)
            sheets[kind].title = f"Renamed {number}"
    path = folder / "edited.xlsx"
    opened.save(path)
    return read_back(store, path, language=language)


@pytest.mark.timeout(3_600 if RELEASE else 300)  # a thousand workbooks, each written, edited and read back
@pytest.mark.parametrize("manners", [("coordinator",), ("analyst", "tagged")], ids=["labels", "codes and labels"])
@given(data=st.data(), seed=st.integers(0, 2**32), language=st.sampled_from(LANGUAGES))
@settings(max_examples=1_000 if RELEASE else 5, deadline=None, suppress_health_check=list(HealthCheck))
def test_exactly_the_edits_are_read_in_any_order(
    register: Store,
    books: Books,
    tmp_path: Path,
    manners: tuple[str, ...],
    data: st.DataObject,
    seed: int,
    language: str,
) -> None:
    manner, edits = data.draw(st.sampled_from(manners)), data.draw(edits_of(register))
    wanted: Edits = {}
    for (kind, record, name), value in edits.items():
        entry = register.read(kind, record)
        assert entry is not None
        if value != entry.values.get(name):
            wanted[kind, record, name] = value
    proposal = read(register, books[manner, language], HEADS[manner], tmp_path, edits, seed, language)
    assert [one for one in proposal.problems if one.serious] == []
    assert {(one.kind, one.record, one.field): one.value for one in proposal.changes} == wanted
    assert not proposal.new_rows and not proposal.missing
    assert all(one.how == "changed" for one in proposal.changes)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("labels", ["en", "ar"])
def test_without_keys_and_ids_the_labels_and_numbers_tell(
    register: Store, books: Books, tmp_path: Path, language: str, labels: str
) -> None:
    """The hidden first row and first column are gone, and the heads may be in the other language."""
    book = load_workbook(BytesIO(books["coordinator", language]))
    other = load_workbook(BytesIO(books["coordinator", labels]))
    for kind in ("incident", "victim", "movement"):
        sheet = next(one for one in book.worksheets if one["A1"].value == f"{kind}.id")
        head = next(one for one in other.worksheets if one["A1"].value == f"{kind}.id")
        for cell in sheet[2]:
            cell.value = head.cell(2, cell.column).value
        at = next(
            cell.column for cell in sheet[1] if cell.value == f"{kind}.notes" or cell.value == f"{kind}.narrative"
        )
        sheet.cell(3, at).value = "seen"
        sheet.delete_cols(1)
        sheet.delete_rows(1)
    book.save(tmp_path / "edited.xlsx")
    proposal = read_back(register, tmp_path / "edited.xlsx", language="en")
    assert sorted((one.kind, one.field, one.file) for one in proposal.changes) == [
        ("incident", "narrative", "seen"), ("movement", "notes", "seen"), ("victim", "notes", "seen")]  # fmt: skip
    assert not proposal.new_rows and not proposal.missing
    assert not [one for one in proposal.problems if one.serious]


def test_words_for_the_reader_come_in_the_language_asked_for(register: Store, books: Books, tmp_path: Path) -> None:
    edits: Edits = {("victim", ids(register, "victim")[0], "sex"): "female"}
    book = load_workbook(BytesIO(books["coordinator", "ar"]))
    write_edits(
        {str(one["A1"].value).partition(".")[0]: one for one in book.worksheets},
        register,
        edits,
        "ar",
        random.Random(0),
    )
    book.save(tmp_path / "edited.xlsx")
    for language in ("en", "ar"):
        change = read_back(register, tmp_path / "edited.xlsx", language=language).changes[0]
        assert (change.file, change.label) == (
            Words(language).code("sex", "female"),
            Words(language).field("victim.sex"),
        )
