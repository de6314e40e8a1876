"""Rows streamed into a package come back as they went in, from two readers that know nothing of each other."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from exports.workbook.stream import BATCH, CUT, LONGEST, Cell, Column, HeadRow, RowStream, plain_text, serial
from exports.workbook.writing import Cancelled, Written, write_package
from storage.errors import UserError
from tests.disk import files_up_to
from tests.rounds import rounds

WIDTH = 4
DATE_FORMATS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm:ss", time: "hh:mm:ss"}

texts = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=()), max_size=40),
    st.text(alphabet="=+-@\t\r\n \"'<>&_x0041;]", min_size=1, max_size=12),
    st.sampled_from(
        ["=1+1", "+963 944", "-5", "@SUM(A1)", "\t=1", "\r=1", "_x0041_", "_x005F_", "]]>", "\x00\x1f", " ا "]
    ),
    st.sampled_from(
        ["كفر نبل", "أحمد «أبو محمد»", "\u200fيمين", "👨\u200d👩\u200d👧", "\ud83d", "\udc00x", "\ufffe\uffff", "é"]
    ),
    st.integers(0, 15).map(lambda n: f"_x{n:04X}_" * 2),
)
days = st.dates(date(1850, 1, 1), date(2200, 1, 1))
moments = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0))
numbers = st.one_of(st.integers(-(10**17), 10**17), st.floats(allow_nan=False, allow_infinity=False, width=32))
cells = st.one_of(st.none(), texts, numbers, st.booleans(), days, moments)
rows = st.lists(st.tuples(*[cells] * WIDTH), min_size=1, max_size=6)


def streamed(
    target: Path, data: Sequence[tuple[Any, ...]], columns: Sequence[Column] | None = None, **more: Any
) -> Written:
    """Write rows under one head row into the sheet *Rows* of a workbook with an *About* sheet before it."""
    workbook = Workbook()
    workbook.active.title = "About"
    workbook.create_sheet("Rows").auto_filter.ref = "A1:D1"
    columns = columns or [Column(place) for place in range(len(data[0]) if data else WIDTH)]
    head = [HeadRow([(f"c{place}", 0) for place in range(len(columns))])]
    return write_package(target, workbook, {"Rows": RowStream(iter(data), columns, head)}, **more)


def sheet_xml(path: Path, number: int = 2) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(f"xl/worksheets/sheet{number}.xml").decode()


def raw_cells(path: Path) -> list[list[Any]]:
    """What openpyxl reads of the rows under the head; texts undone as Excel does it."""
    found = load_workbook(path)["Rows"].iter_rows(min_row=2, values_only=True)
    return [[plain_text(value) if isinstance(value, str) else value for value in row] for row in found]


def calamine_cells(path: Path) -> list[list[Any]]:
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_name("Rows")
    return sheet.to_python(skip_empty_area=False)[1:]


def expected(value: Cell) -> Any:
    """What a spreadsheet holds of a value: days as their serial, what it cannot hold as text."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, date):
        number = serial(value)
        return value.isoformat() if number is None else number
    if isinstance(value, int):
        return value if abs(value) < 10**15 else str(value)
    return value


def uncoded(value: Any) -> Any:
    """Half characters and non-characters of damaged text stay coded: calamine undoes control characters only."""
    if not isinstance(value, str):
        return value
    return re.sub("[\ud800-\udfff\ufffe\uffff]", lambda half: f"_x{ord(half.group()):04X}_", value)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def same(read: Any, wanted: Any) -> bool:
    if isinstance(wanted, float) or (isinstance(wanted, int) and not isinstance(wanted, bool)):
        return isinstance(read, (int, float)) and float(read) == pytest.approx(float(wanted), rel=1e-12)
    return type(read) is type(wanted) and read == wanted


@settings(deadline=None, max_examples=rounds(40, 150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows)
def test_openpyxl_reads_every_cell_as_it_was_given(tmp_path: Path, data: list[tuple[Any, ...]]) -> None:
    path = tmp_path / "cells.xlsx"
    streamed(path, data)
    read = raw_cells(path)
    for row, wanted in enumerate(data):
        got = (read[row] if row < len(read) else []) + [None] * WIDTH
        for value, back in zip(wanted, got, strict=False):
            assert same(back, expected(value)), (value, back)


@settings(deadline=None, max_examples=rounds(40, 150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows)
def test_calamine_reads_every_cell_as_it_was_given(tmp_path: Path, data: list[tuple[Any, ...]]) -> None:
    path = tmp_path / "cells.xlsx"
    streamed(path, data)
    read = calamine_cells(path)
    for row, wanted in enumerate(data):
        got = (read[row] if row < len(read) else []) + [""] * WIDTH
        for value, back in zip(wanted, got, strict=False):
            mine = expected(value)
            assert same(back, "" if mine is None else uncoded(mine)), (value, back)


@settings(deadline=None, max_examples=rounds(40, 150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.none(), texts), min_size=1, max_size=30))
def test_the_quick_ways_write_what_the_thorough_way_writes(tmp_path: Path, data: list[str | None]) -> None:
    wanted = sheet_xml_of(tmp_path, data, Column(0, 3, 4))
    assert sheet_xml_of(tmp_path, data, Column(0, 3, 4, text=True)) == wanted
    assert sheet_xml_of(tmp_path, data, Column(0, 3, 4, repeats=True)) == wanted


def sheet_xml_of(folder: Path, data: Sequence[Any], column: Column) -> str:
    path = folder / "one.xlsx"
    streamed(path, [(value,) for value in data], [column])
    return sheet_xml(path)


def test_no_text_ever_becomes_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    streamed(path, [("=1+1", "+1", "-1", "@A1"), ("\t=1", "\r=1", '=HYPERLINK("x")', "=cmd|' /C calc'!A0")])
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            assert not re.search(rb"<(?:\w+:)?f[ >/]", package.read(name)), name
    assert all(cell.data_type == "s" for row in load_workbook(path)["Rows"]["A2:D3"] for cell in row)


def test_text_that_looks_like_a_formula_takes_the_quoted_style(tmp_path: Path) -> None:
    path = tmp_path / "q.xlsx"
    streamed(path, [("=1",), ("1",)], [Column(0, 5, 6)])
    assert 'A2" s="6"' in sheet_xml(path)
    assert 'A3" s="5"' in sheet_xml(path)


def test_a_text_longer_than_a_cell_is_cut_with_a_mark_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    whole, long, wide = "ا" * LONGEST, "ب" * (LONGEST + 1), "😀" * (LONGEST // 2 + 5)
    written = streamed(path, [(whole, long, wide, "x")])
    read = raw_cells(path)[0]
    assert written.cut == 2
    assert read[0] == whole
    assert (read[1], len(read[1])) == ("ب" * (LONGEST - len(CUT)) + CUT, LONGEST)
    assert read[2].endswith("😀" + CUT)
    assert len(read[2].encode("utf-16-le")) // 2 <= LONGEST


@pytest.mark.parametrize(
    ("day", "number"),
    [(date(1900, 1, 1), 1), (date(1900, 2, 28), 59), (date(1900, 3, 1), 61), (date(2019, 7, 4), 43650)],
)
def test_days_are_counted_as_excel_counts_them(day: date, number: int) -> None:
    assert serial(day) == number


def test_a_day_excel_does_not_know_stays_text(tmp_path: Path) -> None:
    assert serial(date(1899, 12, 31)) is None
    path = tmp_path / "old.xlsx"
    streamed(path, [(date(1899, 12, 31),)])
    assert raw_cells(path) == [["1899-12-31"]]


def test_the_size_and_the_filter_of_a_sheet_are_right_over_many_batches(tmp_path: Path) -> None:
    path, many = tmp_path / "many.xlsx", 2 * BATCH + 7
    written = streamed(path, [(str(n), n, None, date(2019, 1, 1)) for n in range(many)])
    sheet = load_workbook(path)["Rows"]
    assert written.rows == {"Rows": many}
    assert f'<dimension ref="A1:D{many + 1}"' in sheet_xml(path)
    assert (sheet.max_row, sheet.auto_filter.ref) == (many + 1, f"A1:D{many + 1}")
    assert [sheet.cell(many + 1, column).value for column in (1, 2)] == [str(many - 1), many - 1]


def test_an_empty_sheet_is_still_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "none.xlsx"
    assert streamed(path, []).rows == {"Rows": 0}
    assert [cell.value for cell in load_workbook(path)["Rows"][1]] == ["c0", "c1", "c2", "c3"]


def test_split_values_go_into_their_columns(tmp_path: Path) -> None:
    path, workbook = tmp_path / "split.xlsx", Workbook()
    workbook.active.title = "Rows"
    columns = [Column((0, 1)), Column(1), Column((0, 0), convert=str.upper)]
    stream = RowStream(iter([("a b", 1), (None, 2)]), columns, splits={0: halves})
    write_package(path, workbook, {"Rows": stream})
    assert list(load_workbook(path)["Rows"].values) == [("b", 1, "A"), (None, 2, None)]


def halves(text: str | None) -> tuple[str | None, ...]:
    return tuple(text.split()) if text else (None, None)


def test_rows_go_on_in_the_next_sheet(tmp_path: Path) -> None:
    path, workbook = tmp_path / "two.xlsx", Workbook()
    workbook.active.title = "One"
    workbook.create_sheet("Two")
    flow = iter([(n,) for n in range(5)])
    streams = {"One": RowStream(flow, [Column(0)], most=3), "Two": RowStream(flow, [Column(0)])}
    assert write_package(path, workbook, streams).rows == {"One": 3, "Two": 2}
    assert list(load_workbook(path)["Two"].values) == [(3,), (4,)]


def test_the_same_rows_give_the_same_bytes_of_rows(tmp_path: Path) -> None:
    data = [("كفر نبل", 1, 2.5, date(2019, 7, 4))] * 20
    streamed(tmp_path / "a.xlsx", data)
    streamed(tmp_path / "b.xlsx", data)
    assert sheet_xml(tmp_path / "a.xlsx") == sheet_xml(tmp_path / "b.xlsx")


def test_what_is_counted_while_rows_flow_can_still_be_told_on_another_sheet(tmp_path: Path) -> None:
    path, workbook = tmp_path / "told.xlsx", Workbook()
    about = workbook.active
    workbook.create_sheet("Rows")

    def finish(written: Written) -> None:
        about["A1"] = written.rows["Rows"]

    write_package(path, workbook, {"Rows": RowStream(iter([("x",)] * 3), [Column(0)])}, finish=finish)
    assert load_workbook(path).worksheets[0]["A1"].value == 3


def test_cancel_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "old.xlsx"
    path.write_bytes(b"old")
    seen: list[int] = []
    with pytest.raises(Cancelled):
        streamed(
            path,
            [(n, n, n, n) for n in range(5 * BATCH)],
            progress=lambda done, of: seen.append(done),
            cancelled=lambda: len(seen) == 2,
        )
    assert seen == [BATCH, 2 * BATCH]
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["old.xlsx"]


def test_a_full_disk_at_any_point_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "old.xlsx"
    data = [(f"text {n * 7919}", n, None, "x" * (n % 50)) for n in range(3 * BATCH)]
    streamed(path, data)
    whole = path.stat().st_size
    path.write_bytes(b"old")
    for limit in (0, 100, whole // 3, whole - 1):
        with pytest.raises(UserError) as stopped, files_up_to(limit):
            streamed(path, data)
        assert stopped.value.kind == "disk-full"
        assert path.read_bytes() == b"old"
        assert names_in(tmp_path) == ["old.xlsx"]


def test_a_folder_that_is_gone_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError) as stopped:
        streamed(tmp_path / "gone" / "x.xlsx", [("x",)])
    assert stopped.value.kind == "unreachable"


def test_a_stale_part_of_a_killed_export_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx.part").write_bytes(b"half")
    streamed(tmp_path / "x.xlsx", [("x",)])
    assert names_in(tmp_path) == ["x.xlsx"]


def test_the_finished_file_is_for_its_owner_only(tmp_path: Path) -> None:
    streamed(tmp_path / "x.xlsx", [("x",)])
    assert (tmp_path / "x.xlsx").stat().st_mode & 0o777 == 0o600
