"""The analyst's shape: golden cells a level and language, codes beside labels, the dictionary, and the way back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook
from python_calamine import CalamineWorkbook

from exports import FileAsked, Manner, Proposal, Report, Shape, Sharing, disclose, read_back, write_file
from exports.reread.written import showing_in
from exports.workbook.coded import tag_of
from exports.workbook.filled import labels_of
from storage.records import RECORDS
from storage.sharing.privacy import Level, kinds_at
from storage.store import Store
from tests.builders import a_store
from tests.canaries import marked
from tests.conftest import a_practice
from tests.test_reread import accepted, fill, ids, man, quiet, told
from tests.test_sharing import LANGUAGES, OUTSIDE, may_leave, whole

ANALYST = Manner(Shape.ANALYST)
TAGGED = Manner(Shape.ANALYST, hxl=True)
Practised = tuple[Store, Callable[[str, Manner], Path]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A register as a file, and its file for an analyst."""
    folder = tmp_path_factory.mktemp("home")
    store = fill(a_store(folder))
    file = made(store, folder).path
    assert store.database.path is not None
    store.close()
    return store.database.path, file


@pytest.fixture
def register(home: tuple[Path, Path], tmp_path: Path) -> Iterator[Store]:
    made = a_practice(home[0], tmp_path)
    yield made
    made.close()


@pytest.fixture
def written(home: tuple[Path, Path], tmp_path: Path) -> Path:
    """A copy of its file for an analyst."""
    return Path(shutil.copy(home[1], tmp_path))


def made(
    store: Store, folder: Path, sharing: Sharing | None = None, language: str = "en", manner: Manner = ANALYST
) -> Report:
    with store.frozen() as source:
        target = folder / f"analyst-{language}{'-tagged' * manner.hxl}.xlsx"
        return write_file(source, target, FileAsked(language, sharing=sharing or Sharing(), manner=manner))


def rows(book: Workbook, title: str) -> list[dict[str, Any]]:
    """The rows of a sheet by its first row."""
    head, *below = book[title].values
    return [dict(zip(head, row, strict=True)) for row in below]


def opened(store: Store, folder: Path, *more: Any, **others: Any) -> Workbook:
    return load_workbook(made(store, folder, *more, **others).path)


def victims(store: Store, folder: Path, *more: Any, **others: Any) -> list[dict[str, Any]]:
    book = opened(store, folder, *more, **others)
    title = next(sheet.title for sheet in book.worksheets if sheet["A1"].value == "victim.id")
    return rows(book, title)


# ------------------------------------------------------------------------------------------------ golden cells


@pytest.mark.parametrize(
    ("language", "sex", "outcome", "child"), [("en", "Male", "Killed", "Yes"), ("ar", "ذكر", "قُتل", "نعم")]
)
def test_an_analyst_reads_codes_and_labels_of_our_own(
    register: Store, tmp_path: Path, language: str, sex: str, outcome: str, child: str
) -> None:
    row = next(one for one in victims(register, tmp_path, None, language) if one["victim.id"] == man(register))
    golden = {
        "victim.sex": sex,
        "victim.sex.code": "male",
        "victim.outcome": outcome,
        "victim.outcome.code": "killed",
        "victim.status.code": "complete",
        "victim.name.ar": "أحمد محمد العلي",
        "victim.age.years_min": 0,
        "victim.age.years_max": 0,
        "~victim.child": child,
        "~victim.child.code": "yes",
        "~victim.people_min": 1,
    }
    assert {key: row[key] for key in golden} == golden
    assert row["victim.incident.id"] in ids(register, "incident")


@pytest.mark.parametrize(("language", "killed"), [("en", "Killed"), ("ar", "قُتل")])
def test_an_analyst_at_a_partner_reads_ids_of_the_file_alone(
    register: Store, tmp_path: Path, language: str, killed: str
) -> None:
    found = victims(register, tmp_path, OUTSIDE["partner"], language)
    row = next(one for one in found if one["victim.outcome.code"] == "killed")
    assert row["victim.outcome"] == killed
    assert (row["victim.sex.code"], row["victim.name.ar"]) == ("male", None)
    assert row["victim.id"] not in ids(register, "victim")
    assert not {"victim.hospital", "victim.consent.code", "victim.notes"} & set(row)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_analyst_of_the_public_reads_sums_with_codes(register: Store, tmp_path: Path, language: str) -> None:
    book = opened(register, tmp_path, OUTSIDE["public"], language)
    people = next(sheet.title for sheet in book.worksheets if sheet["A1"].value == "people.outcome")
    for row in rows(book, people):
        assert row["people.outcome.code"] in ("killed", "injured", "missing", "several")
        assert row["people.sex.code"] in ("male", "female", "unknown", "several", None)
        assert (row["people.sex.code"] == "several") == (
            row["people.sex"] not in ("Male", "Female", "ذكر", "أنثى", None)
        )
    text = whole(tmp_path / f"analyst-{language}.xlsx")
    assert "العلي" not in text
    assert not [record for kind in ("victim", "incident") for record in ids(register, kind) if record in text]


# ------------------------------------------------------------------------------------------------ what is where


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", ["internal", *OUTSIDE])
def test_row_one_holds_the_keys_and_the_dictionary_explains_each(
    register: Store, tmp_path: Path, level: str, language: str
) -> None:
    book = opened(register, tmp_path, OUTSIDE.get(level), language)
    names = {"en": "Dictionary of the data", "ar": "قاموس البيانات"}
    explained = {(one["sheet"], one["key"]): one for one in rows(book, names[language])}
    data = [sheet for sheet in book.worksheets[1:] if sheet.title not in (names[language], "Lists", "القوائم")]
    keys = [(sheet.title, cell.value) for sheet in data for cell in sheet[1]]
    assert keys == list(explained)
    assert all(one["label_ar"] and one["label_en"] and one["kind"] for one in explained.values())
    assert all(one.sheet_state == "visible" and not one.column_dimensions["A"].hidden for one in book.worksheets)
    codes = {key for _, key in keys if explained[_, key]["kind"] == "code"}
    assert codes
    assert all(key.endswith(".code") and key.removesuffix(".code") in {other for _, other in keys} for key in codes)


@pytest.fixture(scope="module")
def practised(practice_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practised]:
    """The practice register, and its files for an analyst, each written once."""
    folder = tmp_path_factory.mktemp("practised")
    store = a_practice(practice_file, folder)
    yield store, cache(lambda language, manner: made(store, folder, None, language, manner).path)
    store.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_in_a_cell_is_in_the_lists(practised: Practised, language: str) -> None:
    book = CalamineWorkbook.from_path(practised[1](language, ANALYST))  # quicker than openpyxl, for so many cells

    def table(title: str) -> list[dict[str, Any]]:
        head, *below = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        return [dict(zip(map(str, head), row, strict=True)) for row in below]

    listed = {(one["list"], one["code"]) for one in table("Lists" if language == "en" else "القوائم")}
    dictionary = table("Dictionary of the data" if language == "en" else "قاموس البيانات")
    data = {title: table(title) for title in {entry["sheet"] for entry in dictionary}}
    seen = 0
    for entry in dictionary:
        if entry["kind"] != "code" or not entry["list"]:
            continue
        for row in data[entry["sheet"]]:
            for code in filter(None, str(row[entry["key"]] or "").split("; ")):
                assert (entry["list"], code) in listed or code.startswith("other:"), entry["key"]
                seen += 1
    assert seen > 1_000


def test_the_second_row_holds_tags_only_when_asked(register: Store, tmp_path: Path) -> None:
    plain = victims(register, tmp_path)
    assert len(plain[0]["victim.id"]) == 32
    tags, *tagged = victims(register, tmp_path, manner=TAGGED)
    assert tagged == plain
    golden = {"victim.id": "#affected+id", "victim.sex": "#affected+sex", "victim.sex.code": "#affected+sex+code",
              "victim.age.years_max": "#affected+age+max", "victim.name.ar": None, "~victim.day": "#date+occurred",
              "victim.code": "#affected+code"}  # fmt: skip
    assert {key: tags[key] for key in golden} == golden


def test_tags_are_well_formed_and_tell_places_apart() -> None:
    words = showing_in("en", _NoNames())
    assert labels_of(words, Level.PUBLIC, ANALYST)["people.outcome.code"] == "Outcome: code"
    from exports.workbook.sheets import sheet_of

    for kind in RECORDS:
        sheet = sheet_of(kind, words, set(), shape=Shape.ANALYST)
        tags = [tag_of(column, kind) for column in sheet.columns]
        assert all(re.fullmatch(r"#[a-z0-9]+(\+[a-z_]+)*", tag) for tag in tags if tag), kind
    incident = {column.key: tag_of(column, "incident") for column in sheet_of("incident", words, set()).columns}
    assert incident["incident.place"] == "#loc+name"
    assert incident["incident.place.code"] == "#loc+code"
    assert incident["incident.place.admin2"] == "#adm2+name"
    assert incident["~incident.killed_min"] == "#affected+killed+min"


class _NoNames:
    """Names nobody asks for."""

    def name(self, kind: str, record: str) -> str:
        return record

    def place_code(self, place: str) -> str | None:
        return None

    def above(self, level: int) -> Callable[[str], str | None]:
        return lambda place: None

    code_above = above

    @staticmethod
    def target(kind: Any) -> str:
        return "place"


def test_only_the_kinds_asked_for_leave_and_the_others_are_not_missed(register: Store, tmp_path: Path) -> None:
    report = made(register, tmp_path, manner=Manner(Shape.ANALYST, kinds=("victim",)))
    assert list(report.rows) == ["Victims"]
    assert quiet(read_back(register, report.path, language="en"))
    public = made(register, tmp_path, OUTSIDE["public"], manner=Manner(Shape.ANALYST, kinds=("incident",)))
    assert list(public.rows) == ["Incidents"]


def test_the_log_tells_the_shape(register: Store, tmp_path: Path) -> None:
    entry = register.read("disclosure", disclose(register, made(register, tmp_path)))
    assert entry is not None
    assert (entry.values["shape"], entry.values["format"]) == ("analyst", "xlsx")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", list(OUTSIDE))
def test_no_mark_of_a_more_private_field_is_in_an_analysts_file(tmp_path: Path, level: str, language: str) -> None:
    store = a_store(tmp_path)
    found = marked(store, consent="organisation")
    text = whole(made(store, tmp_path, OUTSIDE[level], language, TAGGED).path)
    store.close()
    outside = OUTSIDE[level].level
    allowed = {form for one in found if may_leave(one, outside) and one.field != "id" for form in one.forms}
    for one in found:
        for form in one.forms:
            if form not in allowed:
                assert form not in text, one
    assert "Tester" not in text
    if level == "partner":
        assert {"incident", "victim"} <= set(kinds_at(outside))


# ------------------------------------------------------------------------------------------------ the way back


def edited(store: Store, path: Path, edit: Callable[[Any], None]) -> Proposal:
    book = load_workbook(path)
    edit(next(sheet for sheet in book.worksheets if sheet["A1"].value == "victim.id"))
    book.save(path.with_name("edited.xlsx"))
    return read_back(store, path.with_name("edited.xlsx"), language="en")


def put(sheet: Any, record: str, **values: Any) -> None:
    """Write into the row of a record; ``sex__code`` is ``victim.sex.code``."""
    row = next(cell.row for cell in sheet["A"] if cell.value == record)
    for name, value in values.items():
        key = f"victim.{name.replace('__', '.')}"
        sheet.cell(row, next(cell.column for cell in sheet[1] if cell.value == key)).value = value


@pytest.mark.parametrize("manner", [ANALYST, TAGGED])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_untouched_file_comes_home_untouched(practised: Practised, language: str, manner: Manner) -> None:
    store, written = practised
    proposal = read_back(store, written(language, manner), language="en")
    assert quiet(proposal), proposal.problems[:3]
    assert proposal.unchanged > 100_000


@pytest.mark.parametrize(
    "values",
    [
        {"sex__code": "female"},
        {"sex": "Female"},
        {"sex": "أنثى"},
        {"sex": "Female", "sex__code": "female"},
        {"sex": None, "sex__code": "female"},
        {"sex": "Female", "sex__code": None},
    ],
)
def test_a_label_or_the_code_beside_it_is_changed(register: Store, written: Path, values: dict[str, Any]) -> None:
    proposal = edited(register, written, lambda sheet: put(sheet, man(register), **values))
    assert told(proposal) == [("sex", "Male", "Female", "changed")]
    assert not proposal.problems
    accepted(register, proposal)
    entry = register.read("victim", man(register))
    assert entry is not None
    assert entry.values["sex"] == "female"


@pytest.mark.parametrize("values", [{"sex": None}, {"sex__code": None}, {"sex": None, "sex__code": None}])
def test_emptying_either_empties_the_field(register: Store, written: Path, values: dict[str, Any]) -> None:
    proposal = edited(register, written, lambda sheet: put(sheet, man(register), **values))
    assert told(proposal) == [("sex", "Male", "", "changed")]


def test_a_label_and_a_code_that_contradict_are_refused_with_their_place(register: Store, written: Path) -> None:
    changes = {"outcome": "Injured", "outcome__code": "missing"}
    proposal = edited(register, written, lambda sheet: put(sheet, man(register), **changes))
    assert not proposal.changes
    (problem,) = proposal.problems
    sheet = load_workbook(written)["Victims"]
    at = next(cell for cell in sheet[1] if cell.value == "victim.outcome.code")
    row = next(cell.row for cell in sheet["A"] if cell.value == man(register))
    assert (problem.spot.sheet, problem.spot.name) == ("Victims", f"{at.column_letter}{row}")
    assert "do not agree" in problem.what.text


def test_several_codes_are_read_from_either_column(register: Store, written: Path) -> None:
    proposal = edited(register, written, lambda sheet: put(sheet, man(register), injuries__code="head; chest"))
    assert [(one.field, one.value) for one in proposal.changes] == [("injuries", ("head", "chest"))]


@pytest.mark.parametrize("manner", [ANALYST, TAGGED])
def test_a_row_added_right_below_the_heads_is_a_new_record(register: Store, tmp_path: Path, manner: Manner) -> None:
    path = made(register, tmp_path, manner=manner).path

    def add(sheet: Any) -> None:
        below = 3 if manner.hxl else 2
        sheet.insert_rows(below)
        for key, value in {"victim.sex.code": "female", "victim.outcome.code": "injured"}.items():
            sheet.cell(below, next(cell.column for cell in sheet[1] if cell.value == key)).value = value

    proposal = edited(register, path, add)
    assert [(one.values["sex"], one.values["outcome"]) for one in proposal.new_rows] == [("female", "injured")]
    assert not proposal.changes
    assert not proposal.problems


def test_a_word_that_is_no_code_is_refused_where_it_stands(register: Store, written: Path) -> None:
    proposal = edited(register, written, lambda sheet: put(sheet, man(register), sex__code="malle"))
    assert not proposal.changes
    assert [one.label for one in proposal.problems] == ["Sex: code"]
