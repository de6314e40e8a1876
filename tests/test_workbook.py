"""The workbook of a register: golden cells in both languages, what never leaves, what a later reading needs."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

import exports.workbook.workbook
from exports import FileAsked, Report, write_file
from exports.workbook.sheets import free_title
from storage.edits import Edit
from storage.errors import UserError
from storage.fields.field import Privacy
from storage.fields.kinds import AgeValue, DayValue, NameValue, Parts, PositionValue, Range, TimeValue
from storage.fields.words import Words
from storage.period import Period
from storage.records import RECORDS
from storage.sharing.privacy import AT_HOME, Level, kinds_at
from storage.store import Store
from tests.builders import a_store, place
from tests.canaries import stands_in
from tests.disk import files_up_to

SEALED = "CANARY"


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Store]:
    """A register with two incidents, a victim and what sources said of it."""
    made = a_store(tmp_path)
    fill(made)
    yield made
    made.close()


def add(store: Store, kind: str, **values: Any) -> str:
    return store.save([Edit(kind, None, {"status": "draft", **values})]).ids[0]


def fill(store: Store) -> None:
    village = place(store, "Kafr Nobol")
    source = add(
        store, "source", code="S-1", title="نازح من البلدة", identity=f"{SEALED} شاهد", contact="0944 111 222"
    )
    strike = add(
        store, "incident", code="INC-1", occurred=DayValue.on(date(2019, 7, 4)), time=TimeValue(22, 10), place=village,
        attack="air_strike", weapon=("barrel_bomb",), position=PositionValue(35.61357, 36.51, "exact"),
        strikes=Range(3, 5), narrative="سقط البرميل الأول\nثم الثاني", public_account="=HYPERLINK(\"x\")",
        sources=(source,), status="complete", reported=datetime(2019, 7, 5, 9, 30, tzinfo=UTC),
    )  # fmt: skip
    add(store, "incident", code="INC-2", occurred=DayValue.month(2019, 6), time=TimeValue(part="dawn"), place=village)
    gone = add(store, "incident", code="INC-3", occurred=DayValue.on(date(2019, 7, 1)), place=village)
    store.save([Edit("incident", gone, {"withdrawn": "entered twice"})])
    add(
        store, "victim", code="P-1", incident=strike, sex="male", outcome="killed", injuries=("head", "chest"),
        name=NameValue(Parts("أحمد", "محمد", "", "العلي"), Parts("Ahmad", "", "", "Alali"), "أبو محمد"),
        age=AgeValue(min=2, max=2, unit="m"), family_group="+963", kin_phone=f"0999 {SEALED}", document_number=SEALED,
    )  # fmt: skip
    claim = {"killed": Range(3, 5, 4), "injured": Range(12, 12), "missing": Range(unknown=True)}
    add(store, "claim", incident=strike, source=source, **claim)
    add(store, "movement", code="M-1", origin=village, destination=place(store, "Harim"), persons=Range(300, None))


def exported(store: Store, folder: Path, language: str = "en", **more: Any) -> Report:
    with store.frozen() as source:
        return write_file(source, folder / f"{language}.xlsx", FileAsked(language=language, **more))


def sheet_for(book: Workbook, kind: str) -> Worksheet:
    return next(sheet for sheet in book.worksheets if sheet["A1"].value == f"{kind}.id")


def records(path: Path, kind: str) -> list[dict[str, Any]]:
    """The rows of a sheet by the keys of its hidden first row, as openpyxl reads them."""
    rows = list(sheet_for(load_workbook(path), kind).values)
    start = next(at for at, row in enumerate(rows) if at and row[0] and len(str(row[0])) == 32) if len(rows) > 2 else 2
    return [dict(zip(rows[0], row, strict=True)) for row in rows[start:]]


def only(store: Store, folder: Path, language: str, kind: str, **wanted: Any) -> dict[str, Any]:
    found = records(exported(store, folder, language).path, kind)
    return next(row for row in found if all(row[key.replace("_", ".", 1)] == value for key, value in wanted.items()))


def test_an_incident_in_english(register: Store, tmp_path: Path) -> None:
    row = only(register, tmp_path, "en", "incident", incident_code="INC-1")
    golden = {
        "incident.status": "Complete",
        "incident.occurred": datetime(2019, 7, 4),
        "incident.occurred.precision": "exact day",
        "incident.time": time(22, 10),
        "incident.attack": "Air strike",
        "incident.strikes": "3–5",
        "incident.strikes.min": 3,
        "incident.strikes.max": 5,
        "~incident.killed_min": 3,
        "~incident.killed_max": 5,
        "~incident.named_killed": 1,
        "incident.place": "Kafr Nobol",
        "incident.place.admin1": "Idleb",
        "incident.narrative": "سقط البرميل الأول\nثم الثاني",
        "incident.public_account": '=HYPERLINK("x")',
        "incident.sources": "S-1",
        "incident.actor": None,
    }
    assert {key: row[key] for key in golden} == golden


def test_an_incident_in_arabic(register: Store, tmp_path: Path) -> None:
    row = only(register, tmp_path, "ar", "incident", incident_code="INC-2")
    golden = {
        "incident.occurred": "حزيران 2019",
        "incident.occurred.precision": "الشهر فقط",
        "incident.occurred.first": datetime(2019, 6, 1),
        "incident.occurred.last": datetime(2019, 6, 30),
        "incident.time": "قرابة الفجر",
        "incident.place": "كفر نبل",
        "incident.place.admin1": "إدلب",
    }
    assert {key: row[key] for key in golden} == golden


@pytest.mark.parametrize(
    ("language", "sex", "age", "child"), [("en", "Male", "2 months", "Yes"), ("ar", "ذكر", None, "نعم")]
)
def test_a_victim(register: Store, tmp_path: Path, language: str, sex: str, age: str | None, child: str) -> None:
    row = only(register, tmp_path, language, "victim", victim_code="P-1")
    golden = {
        "victim.sex": sex,
        "victim.name.ar": "أحمد محمد العلي",
        "victim.name.la": "Ahmad Alali",
        "victim.name.ar.given": "أحمد",
        "victim.name.ar.grandfather": None,
        "victim.name.la.family": "Alali",
        "victim.name.nick": "أبو محمد",
        "victim.age.years_min": 0,
        "victim.family_group": "+963",
        "victim.incident": "INC-1",
        "~victim.day": datetime(2019, 7, 4),
        "~victim.child": child,
        "~victim.people_min": 1,
    }
    assert {key: row[key] for key in golden} == golden
    assert age is None or row["victim.age"] == age


def test_counts_are_numbers_when_exact_and_words_when_not(register: Store, tmp_path: Path) -> None:
    row = only(register, tmp_path, "en", "claim")
    keys = (
        "claim.killed",
        "claim.killed.min",
        "claim.killed.max",
        "claim.injured",
        "claim.missing",
        "claim.missing.max",
    )
    assert [row[key] for key in keys] == ["3–5 (~4)", 3, 5, 12, "?", None]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_two_readers_read_the_same_cells(register: Store, tmp_path: Path, language: str) -> None:
    path = exported(register, tmp_path, language).path
    other = CalamineWorkbook.from_path(path)
    for sheet in load_workbook(path).worksheets:
        mine = [[plain(value) for value in row] for row in sheet.values]
        theirs = [
            [plain(value) for value in row]
            for row in other.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
        ]
        assert len(mine) == len(theirs)
        for row, back in zip(mine, theirs, strict=True):
            assert row == back[: len(row)] + [None] * (len(row) - len(back))


def plain(value: Any) -> Any:
    """One form for what the readers call differently: empty cells, whole numbers, days at midnight."""
    if value == "" or value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_sealed_is_nowhere_in_the_file(register: Store, tmp_path: Path, language: str) -> None:
    with zipfile.ZipFile(exported(register, tmp_path, language).path) as package:
        whole = b"".join(package.read(name) for name in package.namelist()).decode()
    for secret in (SEALED, "0944", "35.6", "Harim", "entered twice"):
        assert not stands_in(secret, whole.replace(harim_in_the_gazetteer(whole), "")), secret


def harim_in_the_gazetteer(whole: str) -> str:
    """The places themselves are public; where people arrived is not."""
    start = whole.index("place.id</t>", whole.index(">place.id<") - 5)
    return whole[start : whole.index("</sheetData>", start)]


def test_no_sealed_field_has_a_column(register: Store, tmp_path: Path) -> None:
    book = load_workbook(exported(register, tmp_path).path)
    for kind, record in RECORDS.items():
        if kind in AT_HOME:
            assert all(sheet["A1"].value != f"{kind}.id" for sheet in book.worksheets)
            continue
        keys = {str(cell.value) for cell in sheet_for(book, kind)[1]}
        for name, item in record.fields.items():
            shown = any(key == f"{kind}.{name}" or key.startswith(f"{kind}.{name}.") for key in keys)
            assert shown == (item.privacy is not Privacy.SEALED and name != "withdrawn"), (kind, name)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_kind_has_a_sheet_with_a_label_on_every_column(register: Store, tmp_path: Path, language: str) -> None:
    book, words = load_workbook(exported(register, tmp_path, language).path), Words(language)
    assert book.sheetnames[0] == words.t("About")
    for kind in kinds_at(Level.INTERNAL):
        sheet = sheet_for(book, kind)
        labels = [cell.value for cell in sheet[2]]
        assert all(labels)
        assert len(set(labels)) == len(labels), sorted(label for label in labels if labels.count(label) > 1)
        assert bool(sheet.sheet_view.rightToLeft) is words.rtl


def test_a_sheet_is_ready_to_work_in(register: Store, tmp_path: Path) -> None:
    book = load_workbook(exported(register, tmp_path).path)
    sheet = sheet_for(book, "incident")
    last = sheet.max_row
    assert (sheet.row_dimensions[1].hidden, sheet.column_dimensions["A"].hidden) == (True, True)
    assert sheet.freeze_panes == "C3"
    assert re.fullmatch(rf"A2:[A-Z]+{last}", str(sheet.auto_filter.ref))
    assert re.fullmatch(rf"'Incidents'!\$A\$2:\$[A-Z]+\${last}", str(sheet.print_area))
    assert sheet.print_title_rows == "$2:$2"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert "&P" in sheet.oddFooter.right.text
    assert "&N" in sheet.oddFooter.right.text
    occurred = next(cell.column for cell in sheet[1] if cell.value == "incident.occurred")
    assert sheet.cell(last, occurred).number_format == "yyyy-mm-dd"


@pytest.mark.parametrize(("language", "label"), [("en", "Female"), ("ar", "أنثى")])
def test_cells_of_codes_are_chosen_from_the_list(register: Store, tmp_path: Path, language: str, label: str) -> None:
    book = load_workbook(exported(register, tmp_path, language).path)
    sheet = sheet_for(book, "victim")
    column = next(cell.column_letter for cell in sheet[1] if cell.value == "victim.sex")
    rule = next(rule for rule in sheet.data_validations.dataValidation if f"{column}3" in rule.sqref)
    title, area = str(book.defined_names[str(rule.formula1).strip("=")].attr_text).rsplit("!", 1)
    lists = book[title.strip("'")]
    assert lists.sheet_state == "hidden"
    assert label in [row[0].value for row in lists[area.replace("$", "")]]


def test_no_formula_anywhere(register: Store, tmp_path: Path) -> None:
    with zipfile.ZipFile(exported(register, tmp_path).path) as package:
        for name in package.namelist():
            found = re.findall(rb"<(?:\w+:)?f[ >/].*?(?=<)", package.read(name))
            if name.startswith("xl/charts/"):  # what a chart calls a formula is the range it draws
                found = [one for one in found if not re.fullmatch(rb"<f>'[\w ]+'!\$[A-E]\$\d+(:\$[A-E]\$\d+)?", one)]
            assert not found, name


def test_about_says_what_it_is(register: Store, tmp_path: Path) -> None:
    report = exported(register, tmp_path, period=Period(date(2019, 7, 1), date(2019, 7, 31)))
    book = load_workbook(report.path)
    about = {row[0]: row[1] for row in book.worksheets[0].values if row[0]}
    assert about["Register"] == "Test"
    assert about["Made by"] == "Ariha 2 · Tester"
    assert about["Period"] == "2019-07-01 to 2019-07-31"
    assert about["Incidents"] == report.rows["Incidents"] == 1
    assert about["Victims"] == 1
    assert about["Journal position"] == register_position(register)
    assert report.left_out == 1
    assert "1 withdrawn record is not in this file." in about


def register_position(store: Store) -> int:
    with store.frozen() as source:
        return source.position()


def test_a_place_takes_everything_in_it(register: Store, tmp_path: Path) -> None:
    inside, outside = place(register, "SY07"), place(register, "SY05")
    assert exported(register, tmp_path, period=Period(place=inside)).rows["Incidents"] == 2
    assert exported(register, tmp_path, period=Period(place=outside)).rows["Incidents"] == 0


def test_a_later_reading_finds_what_it_needs(register: Store, tmp_path: Path) -> None:
    book = load_workbook(exported(register, tmp_path, "ar").path)
    known = {item.name: item.value for item in book.custom_doc_props.props}
    assert (known["sijill.format"], known["sijill.language"], known["sijill.level"]) == (1, "ar", "internal")
    assert known["sijill.position"] == str(register_position(register))
    ids = {row["victim.id"] for row in records(tmp_path / "ar.xlsx", "victim")}
    assert all(register.read("victim", str(record)) for record in ids)
    incident = records(tmp_path / "ar.xlsx", "victim")[0]["victim.incident.id"]
    assert register.read("incident", incident) is not None


def test_the_author_in_the_properties_is_the_team_and_no_person(register: Store, tmp_path: Path) -> None:
    path = exported(register, tmp_path).path
    properties = load_workbook(path).properties
    assert (properties.creator, properties.lastModifiedBy) == ("Ariha 2", "Ariha 2")
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("docProps/"):
                assert b"Tester" not in package.read(name)


@pytest.mark.parametrize(("language", "banner"), [("en", "PRACTICE"), ("ar", "تدريب")])
def test_every_sheet_of_the_practice_register_says_so(tmp_path: Path, language: str, banner: str) -> None:
    store = a_store(tmp_path, practice=True)
    fill(store)
    book = load_workbook(exported(store, tmp_path, language).path)
    store.close()
    assert str(book.worksheets[0]["A2"].value).startswith(banner)
    for kind in kinds_at(Level.INTERNAL):
        sheet = sheet_for(book, kind)
        assert str(sheet["B2"].value).startswith(banner)
        assert banner in sheet.oddHeader.center.text
        assert sheet["B3"].value


def test_a_long_text_is_cut_and_about_says_so(register: Store, tmp_path: Path) -> None:
    add(register, "incident", code="INC-9", occurred=DayValue.on(date(2019, 7, 2)), narrative="ا" * 40_000)
    report = exported(register, tmp_path)
    about = [row[0] for row in load_workbook(report.path).worksheets[0].values]
    assert report.cut_texts == 1
    assert "1 text is longer than a cell; it was cut and ends with […]." in about


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(
    register: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports.workbook.workbook, "FULL", 1)
    report = exported(register, tmp_path)
    codes = [load_workbook(report.path)[title]["B3"].value for title in ("Incidents", "Incidents 2")]
    assert codes == ["INC-2", "INC-1"]
    assert (report.rows["Incidents"], report.rows["Incidents 2"]) == (1, 1)


def test_a_full_disk_leaves_the_old_workbook(register: Store, tmp_path: Path) -> None:
    old = exported(register, tmp_path).path
    before = old.read_bytes()
    with pytest.raises(UserError) as stopped, files_up_to(len(before) // 2):
        exported(register, tmp_path)
    assert stopped.value.kind == "disk-full"
    assert old.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_tab_titles_are_ones_excel_accepts() -> None:
    taken: set[str] = set()
    titles = [free_title(text, taken) for text in ("a/b:c", "'q'", "x" * 40, "x" * 40, "", "AbC")]
    assert titles == ["abc", "q", "x" * 31, "x" * 29 + " 2", "Sheet", "AbC 2"]


def test_a_workbook_comes_from_either_engine(store: Store, tmp_path: Path) -> None:
    fill(store)
    inside = place(store, "SY07")
    path = exported(store, tmp_path, period=Period(date(2019, 7, 1), date(2019, 7, 31), inside)).path
    assert [row["incident.code"] for row in records(path, "incident")] == ["INC-1"]
    assert [row["victim.code"] for row in records(path, "victim")] == ["P-1"]
    assert records(path, "claim")[0]["claim.incident"] == "INC-1"
    assert all(re.fullmatch("[0-9a-f]{32}", row["place.id"]) for row in records(path, "place"))


def summaries(store: Store, folder: Path, language: str, **more: Any) -> tuple[list[Any], list[Any]]:
    """The rows of both summary sheets below their heads."""
    book = load_workbook(exported(store, folder, language, **more).path)
    figures, villages = book.worksheets[1], book.worksheets[2]
    return [row for row in figures.values if row[0]], [row for row in villages.values if row[0]]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_workbook_adds_up_as_the_register_does(register: Store, tmp_path: Path, language: str) -> None:
    village = place(register, "Kafr Nobol")
    add(register, "population", place=village, persons=Range(5000, 5000), day=DayValue.on(date(2019, 5, 1)))
    add(
        register, "movement", direction="out", origin=village, persons=Range(800, 1000),
        started=DayValue.on(date(2019, 7, 5)), destination_known="unknown",
    )  # fmt: skip
    found = register.figures(Period())
    figures, villages = summaries(register, tmp_path, language)
    killed = next(row for row in figures if row[0] == Words(language).code("outcome", "killed"))
    assert (killed[1], killed[2], killed[3]) == (*found.killed.shown, found.killed.named)
    row = next(row for row in villages if row[1] == register.places.facts[village].code)
    now = register.village_states("2019-07-05").of(village)
    arrival = register.places.facts[place(register, "Harim")].code
    assert arrival not in {row[1] for row in villages}, "arrival places are sealed"
    assert row[7:9] == (5000, 5000)
    assert row[9:11] == (now.left.low, now.left.high)
    assert row[13:15] == (now.stayed.low, now.stayed.high)


def test_summaries_are_of_the_moment_of_the_rows(register: Store, tmp_path: Path) -> None:
    with register.frozen() as source:
        before = source.summary(Period()).figures
        add(register, "incident", code="INC-9", occurred=DayValue.on(date(2019, 7, 4)), place=place(register))
        assert source.summary(Period()).figures == before
    with register.frozen() as source:
        assert source.summary(Period()).figures.incidents == before.incidents + 1


def test_of_a_countrys_villages_only_those_that_are_used_leave(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.add_country("PS")
    named = next(one for one in store.suggest_places("Gaza") if one.level == 4)
    add(store, "incident", code="INC-1", occurred=DayValue.on(date(2019, 7, 4)), place=named.id)
    report = exported(store, tmp_path)
    codes = {row["place.code"] for row in records(report.path, "place")}
    assert {named.code, "PS.GZ", "PS", "SY07"} <= codes
    assert not codes & {one.code for one in store.places.facts.values() if one.level == 4 and one.id != named.id}
    assert report.left_out == 0
