"""Other people's tables: every usual kind is read alike; the head is found; hostile ones are refused in bounds."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from struct import pack, pack_into

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from exports.foreign import ole, texts
from exports.foreign.raw import Limits, read_raw
from exports.foreign.reading import read_foreign
from exports.foreign.table import ForeignSheet
from storage import Cancelled, UserError
from tests import foreign_files as files
from tests.rounds import rounds


def only(path: Path) -> ForeignSheet:
    (sheet,) = read_foreign(path).sheets
    return sheet


def labels(sheet: ForeignSheet) -> list[str]:
    return [column.label for column in sheet.columns]


# --------------------------------------------------------------------------------------------- what is read


@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_workbooks_of_every_kind_give_the_same_table(tmp_path: Path, form: str) -> None:
    path = files.hospital(tmp_path / "list.xlsx") if form == "xlsx" else files.DATA / f"hospital.{form}"
    assert read_raw(path).form == form
    sheet = only(path)
    assert (sheet.name, sheet.head, sheet.first, len(sheet.rows)) == ("المصابون", 4, 5, 29)
    assert labels(sheet)[:4] == ["الرقم", "الاسم", "اسم الأب", "الكنية"]
    assert sheet.rows[0] == [1, "سامر", "خالد", "الحسن", 4, "ذكر", date(2019, 7, 1), "محمبل",
                             "جريح", "قصف جوي"]  # fmt: skip


def test_totals_and_signatures_below_a_table_are_no_rows_and_are_told(tmp_path: Path) -> None:
    assert only(files.hospital(tmp_path / "list.xlsx")).left_out == (34, 36)


def test_a_head_of_two_rows_is_one_and_a_row_of_column_numbers_is_none(tmp_path: Path) -> None:
    sheet = only(files.grouped(tmp_path / "grouped.xlsx"))
    assert (sheet.head, sheet.first, len(sheet.rows)) == (3, 5, 11)
    assert labels(sheet) == ["ت", "الاسم الثلاثي", "الجنس", "العمر", "الإصابة / التاريخ", "الإصابة / المكان",
                             "الإصابة / السبب", "رقم الهاتف", "ملاحظات"]  # fmt: skip


def test_tags_of_hxl_stand_between_head_and_rows(tmp_path: Path) -> None:
    sheet = only(files.hxl(tmp_path / "hxl.csv"))
    assert (sheet.head, sheet.tags, sheet.first, len(sheet.rows)) == (3, 4, 5, 8)
    assert [column.tag for column in sheet.columns][:2] == ["#date+departure", "#adm3+name+origin"]


def test_repeats_on_sheets_of_their_own_are_tables(tmp_path: Path) -> None:
    assert [one.name for one in read_foreign(files.kobo(tmp_path / "kobo.xlsx")).sheets] == [
        "Incident report",
        "victims",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1256", "iso8859_6"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_text_files_are_read_in_any_alphabet_with_any_sign(tmp_path: Path, encoding: str, sign: str) -> None:
    sheet = only(files.text_file(tmp_path / "list.csv", files.INCIDENTS, encoding, sign))
    assert labels(sheet) == files.INCIDENTS[0]
    assert [[str(cell) for cell in row] for row in sheet.rows] == files.INCIDENTS[1:]


def test_a_text_file_of_another_alphabet_is_not_made_arabic() -> None:
    russian = "Дата;Населённый пункт;Погибшие\n01.02.2023;Краматорск;3\n" * 20
    assert texts.decoded(russian.encode("cp1251"))[0] == russian
    french = "Date;Lieu;Blessés;Décès\n01/02/2023;Alep-Est;3;1\n" * 20
    assert texts.decoded(french.encode("cp1252"))[0] == french


def test_a_text_cut_in_a_letter_is_still_utf8() -> None:
    data = ("الاسم,العمر\n" + "سامر,35\n" * 300).encode()[:-5]
    assert texts.decoded(data + b"\xd8")[1] == "utf-8"


def test_a_line_that_names_its_sign_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_bytes(b"sep=;\r\nname;age\r\nSami, K.;30\r\n")
    assert only(path).rows == [["Sami, K.", "30"]]


def test_a_table_without_a_head_has_letters_for_heads(tmp_path: Path) -> None:
    sheet = only(files.text_file(tmp_path / "bare.csv", [["4", "12", "5"], ["5", "13", "8"]], "utf-8", ","))
    assert (sheet.head, labels(sheet), len(sheet.rows)) == (0, ["A", "B", "C"], 2)


def test_columns_of_one_name_have_keys_of_their_own(tmp_path: Path) -> None:
    sheet = only(files.text_file(tmp_path / "twice.csv", [["name", "age", "name"], ["a", "1", "b"]], "utf-8", ","))
    assert [column.key for column in sheet.columns] == ["name", "age", "name 2"]


def test_row_numbers_are_those_a_person_sees(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet["B7"], sheet["C7"] = "الاسم", "العمر"
    sheet["B8"], sheet["C8"] = "سامر", 30
    sheet["B12"], sheet["C12"] = "منى", 31
    book.save(tmp_path / "low.xlsx")
    read = only(tmp_path / "low.xlsx")
    told = {read.first + at: row[1] for at, row in enumerate(read.rows) if row[1] is not None}
    assert (read.head, told) == (7, {8: "سامر", 12: "منى"})


def test_prefixed_tags_of_other_programs_are_read(tmp_path: Path) -> None:
    whole = files.hospital(tmp_path / "whole.xlsx")
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(tmp_path / "x.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = data.replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
                data = data.replace(b"<x:?xml", b"<?xml").replace(b"xmlns=", b"xmlns:x=")
            new.writestr(name, data)
    assert only(tmp_path / "x.xlsx").rows == only(whole).rows


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    for path in (files.hospital(tmp_path / "list.xlsx"), files.DATA / "hospital.xls", files.DATA / "hospital.ods"):
        with pytest.raises(Cancelled):
            read_foreign(path, cancelled=lambda: True)


# --------------------------------------------------------------------------------------------- what is refused


def refused(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(UserError) as trouble:
        read_foreign(path, limits=limits)
    return trouble.value.kind


def doctored(path: Path, whole: Path, part: str, data: bytes | None, more: dict[str, bytes] | None = None) -> Path:
    """A sound file of parts with one of them replaced and others added."""
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) if name != part or data is None else data)
        for name, added in (more or {}).items():
            new.writestr(name, added)
    return path


def content(rows: str) -> bytes:
    names = "".join(
        f' xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    return (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="a">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    ).encode()


FULL = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    "rows",
    [
        '<table:table-row table:number-rows-repeated="1000000000">' + FULL.format("", "a") + "</table:table-row>",
        "<table:table-row>" + FULL.format(' table:number-columns-repeated="900000000"', "a") + "</table:table-row>",
        '<table:table-row table:number-rows-repeated="1000000000"><table:table-cell/></table:table-row>'
        "<table:table-row>" + FULL.format("", "a") + "</table:table-row>",
        '<table:table-row table:number-rows-repeated="200000">' + FULL.format("", "a" * 5000) + "</table:table-row>",
    ],
)
def test_what_an_open_document_repeats_is_counted_first(tmp_path: Path, rows: str) -> None:
    path = doctored(tmp_path / "bomb.ods", files.DATA / "hospital.ods", "content.xml", content(rows))
    assert refused(path) == "too-large"


def test_spaces_without_end_and_entities_in_an_open_document_are_refused(tmp_path: Path) -> None:
    spaces = "<table:table-row>" + FULL.format("", '<text:s text:c="2000000000"/>') + "</table:table-row>"
    entity = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + content("<table:table-row/>")
    for data in (content(spaces), entity):
        assert (
            refused(doctored(tmp_path / "a.ods", files.DATA / "hospital.ods", "content.xml", data)) == "damaged-table"
        )


def test_an_open_document_with_empty_rows_to_the_end_is_read(tmp_path: Path) -> None:
    rows = "<table:table-row>" + FULL.format("", "name") + FULL.format("", "age") + "</table:table-row>"
    rows += "<table:table-row>" + FULL.format("", "Sami") + FULL.format("", "30") + "</table:table-row>"
    rows += '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'  # noqa: E501 # fmt: skip
    path = doctored(tmp_path / "long.ods", files.DATA / "hospital.ods", "content.xml", content(rows))
    assert only(path).rows == [["Sami", "30"]]


def old_stream() -> bytearray:
    data = (files.DATA / "hospital.xls").read_bytes()
    return bytearray(ole._stream(data, *dict(ole._entries(data))["Workbook"]))


def old(path: Path, stream: bytes | bytearray, name: str = "Workbook") -> Path:
    path.write_bytes(ole._contained(bytes(stream), name))
    return path


def record_of(stream: bytearray, kind: int) -> int:
    """Where the data of the first record of a kind begins; the sheet stands behind the workbook."""
    at = 0
    while at + 4 <= len(stream):
        found, length = (
            int.from_bytes(stream[at : at + 2], "little"),
            int.from_bytes(stream[at + 2 : at + 4], "little"),
        )
        if found == kind:
            return at + 4
        at += 4 + length
    raise AssertionError(hex(kind))


def test_an_old_workbook_that_lies_about_its_size_is_read_as_it_is(tmp_path: Path) -> None:
    stream = old_stream()
    pack_into("<IIHH", stream, record_of(stream, 0x0200), 0, 0xFFFFFFFF, 0, 0xFFFF)
    assert len(only(old(tmp_path / "lie.xls", stream)).rows) == 29


def test_texts_and_cells_that_ask_for_too_much_room_are_refused(tmp_path: Path) -> None:
    stream = old_stream()
    pack_into("<I", stream, record_of(stream, 0x00FC) + 4, 0x7FFFFFFF)
    assert refused(old(tmp_path / "texts.xls", stream)) == "too-large"
    stream = old_stream()
    pack_into("<HH", stream, record_of(stream, 0x00FD), 65_535, 65_535)
    assert refused(old(tmp_path / "far.xls", stream)) == "too-large"


def test_what_opens_with_a_password_says_so(tmp_path: Path) -> None:
    assert refused(old(tmp_path / "locked.xlsx", bytes(6000), "EncryptedPackage")) == "locked-table"
    stream = old_stream()
    at = record_of(stream, 0x0809) + int.from_bytes(stream[2:4], "little")
    assert refused(old(tmp_path / "l.xls", stream[:at] + pack("<HHH", 0x2F, 2, 1) + stream[at:])) == "locked-table"
    manifest = b"<m:file-entry><m:encryption-data/></m:file-entry>"
    path = doctored(tmp_path / "l.ods", files.DATA / "hospital.ods", "META-INF/manifest.xml", manifest)
    assert refused(path) == "locked-table"


def test_sectors_in_a_circle_are_damage(tmp_path: Path) -> None:
    data = bytearray((files.DATA / "hospital.xls").read_bytes())
    fat = (int.from_bytes(data[76:80], "little") + 1) * 512
    for at in range(0, 512, 4):
        pack_into("<I", data, fat + at, 0)
    (tmp_path / "circle.xls").write_bytes(data)
    assert refused(tmp_path / "circle.xls") == "damaged-table"


def test_a_long_text_shown_by_every_cell_is_refused(tmp_path: Path) -> None:
    whole = files.hospital(tmp_path / "whole.xlsx")
    cells = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 20_001))
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>'
    shared = f"<sst><si><t>{'a' * 30_000}</t></si></sst>".encode()
    path = doctored(
        tmp_path / "b.xlsx", whole, "xl/worksheets/sheet1.xml", sheet.encode(), {"xl/sharedStrings.xml": shared}
    )
    assert refused(path) == "too-large"


def test_other_files_under_the_name_of_a_table_say_what_they_are(tmp_path: Path) -> None:
    whole = files.hospital(tmp_path / "whole.xlsx")
    (tmp_path / "page.xls").write_text("<html><table><tr><td>1</td></tr></table></html>", encoding="utf-8")
    assert refused(tmp_path / "page.xls") == "web-page"
    binary = io.BytesIO()
    with zipfile.ZipFile(binary, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
    (tmp_path / "b.xlsb").write_bytes(binary.getvalue())
    assert refused(tmp_path / "b.xlsb") == "binary-workbook"
    assert read_foreign(whole.rename(tmp_path / "whole.csv")).sheets
    (tmp_path / "one.txt").write_text("hello", encoding="utf-8")
    assert refused(tmp_path / "one.txt") == "no-table"


def test_macros_and_links_are_left_alone_and_told(tmp_path: Path) -> None:
    more = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    path = doctored(tmp_path / "m.xlsm", files.hospital(tmp_path / "whole.xlsx"), "", None, more)
    assert len(read_foreign(path).remarks) == 2


def test_more_cells_than_fit_are_refused(tmp_path: Path) -> None:
    for path in (files.hospital(tmp_path / "a.xlsx"), files.DATA / "hospital.xls", files.DATA / "hospital.ods"):
        assert refused(path, Limits(cells=100)) == "too-large"


@settings(max_examples=rounds(50, 150), deadline=None)
@given(
    st.sampled_from(["hospital.xls", "hospital.ods"]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12),
    st.floats(0.2, 1),
)
def test_mutated_files_are_refused_in_words_or_read(
    name: str, changes: list[tuple[float, int]], cut: float
) -> None:  # fmt: skip
    data = bytearray((files.DATA / name).read_bytes())
    data = data if cut > 0.8 else data[: int(len(data) * cut)]
    for where, value in changes:
        data[int(where * len(data))] = value
    path = Path("/tmp") / f"sijill-mutated-{name}"
    path.write_bytes(data)
    try:
        read_foreign(path)
    except UserError as trouble:
        assert trouble.what.text and trouble.todo.text
    finally:
        path.unlink()
