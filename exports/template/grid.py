"""The cells of one sheet of a template: they stay as they are; what is filled takes their place and their style."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from openpyxl.utils import coordinate_to_tuple, get_column_letter

from exports.template.growing import moved
from exports.template.styles import TemplateStyles
from exports.workbook.stream import CellText, cell_writer

_KEPT = ("ht", "customHeight", "s", "customFormat")
"""What a new row takes from the first row of its table."""


@dataclass
class TableColumn:
    """A column of a table that is filled.

    Attributes:
        at: its number on the sheet, from 1. style: of its cells.
        source: the place of its value in a row, None when it is not one of ours.
        formula: of its own, as it stands in the first row; "" without one.
    """

    at: int
    style: int = 0
    source: int | None = None
    formula: str = ""


@dataclass
class TableFill:
    """A table with its new rows.

    Attributes:
        first, was: the rows of its first and last record in the template. total: of its totals row, 0 without one.
        columns: all of them. rows: the records, cells as Python values.
    """

    name: str
    first: int
    was: int
    total: int
    columns: list[TableColumn]
    rows: Sequence[Sequence[Any]] = ()

    @property
    def now(self) -> int:
        """The row of its last record; an empty table keeps one empty row."""
        return self.first + max(1, len(self.rows)) - 1

    @property
    def end(self) -> int:
        """Its last row, totals included."""
        return self.now + bool(self.total)


@dataclass
class _Row:
    attributes: dict[str, str] = field(default_factory=dict)
    cells: dict[int, Any] = field(default_factory=dict)


class Grid:
    """The rows of a sheet."""

    def __init__(self, root: Any, styles: TemplateStyles) -> None:
        self.root, self._styles = root, styles
        self._ns = root.tag.partition("}")[0][1:]
        self._data = root.find(f"{{{self._ns}}}sheetData")
        self._text = CellText()
        self._declared = [f' xmlns="{self._ns}"']
        self._declared += [f' xmlns:{prefix}="{name}"' for prefix, name in root.nsmap.items() if prefix]
        self._rows: dict[int, _Row] = {}
        self.tables: list[TableFill] = []
        self._read()

    def _read(self) -> None:
        shared: dict[str, tuple[str, str]] = {}
        number = 0
        for row in self._data:
            number = int(row.get("r", number + 1))
            made = self._rows[number] = _Row({key: text for key, text in row.attrib.items() if "}" not in key})
            made.attributes.pop("spans", None)
            at = 0
            for cell in row:
                at = coordinate_to_tuple(cell.get("r"))[1] if cell.get("r") else at + 1
                cell.set("r", f"{get_column_letter(at)}{number}")
                made.cells[at] = cell
                self._own_formula(cell, shared)
        for row in list(self._data):
            self._data.remove(row)

    def _own_formula(self, cell: Any, shared: dict[str, tuple[str, str]]) -> None:
        """A formula shared by several cells becomes one of each; results of formulas are worked out anew."""
        formula = cell.find(f"{{{self._ns}}}f")
        if formula is None:
            return
        if formula.get("t") == "shared":
            group, place = formula.get("si", ""), cell.get("r")
            if formula.text:
                shared[group] = (formula.text, place)
            elif group in shared:
                text, origin = shared[group]
                formula.text = moved(text, origin, place)
            for name in ("t", "si", "ref"):
                formula.attrib.pop(name, None)

    # ------------------------------------------------------------------------------------- asking

    def style(self, row: int, column: int) -> int:
        """The style of a cell; of its row or column when there is no such cell."""
        here = self._rows.get(row)
        if here is not None and column in here.cells:
            return int(here.cells[column].get("s", 0))
        if here is not None and here.attributes.get("customFormat") in ("1", "true"):
            return int(here.attributes.get("s", 0))
        for one in self.root.iterfind(f"{{{self._ns}}}cols/{{{self._ns}}}col"):
            if int(one.get("min", 0)) <= column <= int(one.get("max", 0)):
                return int(one.get("style", 0))
        return 0

    def formula(self, row: int, column: int) -> str:
        """The formula of a cell, "" without one."""
        here = self._rows.get(row)
        cell = here.cells.get(column) if here is not None else None
        found = cell.find(f"{{{self._ns}}}f") if cell is not None else None
        return (found.text or "") if found is not None else ""

    def first_below(self, row: int, left: int, right: int) -> int | None:
        """The first row below ``row`` that holds something in these columns."""
        found = (
            number
            for number, one in sorted(self._rows.items())
            if number > row and any(len(one.cells[at]) for at in one.cells if left <= at <= right)
        )
        return next(found, None)

    def cells(self) -> Iterator[Any]:
        """The cells that are written, but those of tables that are filled."""
        return (cell for row in self._rows.values() for cell in row.cells.values())

    # ------------------------------------------------------------------------------------- filling

    def put(self, row: int, column: int, value: Any) -> None:
        """Fill one cell."""
        style = self._styles.fit(self.style(row, column), value)
        start = f'<c xmlns="{self._ns}" r="{get_column_letter(column)}{row}"'
        written = cell_writer(style, self._text)(value) or f' s="{style}"/>'
        self._rows.setdefault(row, _Row()).cells[column] = etree.fromstring(start + written)

    def fill(self, table: TableFill) -> None:
        """Take a table's rows; its old ones go, its totals row moves."""
        totals = self._rows.get(table.total, _Row()).cells if table.total else {}
        moved = {one.at: totals.pop(one.at) for one in table.columns if one.at in totals}
        last = max(table.was, table.end)
        for here in (one for number, one in self._rows.items() if table.first <= number <= last):
            for one in table.columns:
                here.cells.pop(one.at, None)
            here.attributes.pop("hidden", None)
        if table.total:
            below = self._rows.setdefault(table.end, _Row())
            for at, cell in moved.items():
                cell.set("r", f"{get_column_letter(at)}{table.end}")
                below.cells[at] = cell
        self.tables.append(table)

    # ------------------------------------------------------------------------------------- writing

    def parts(self) -> tuple[bytes, bytes]:
        """The sheet before and behind its rows."""
        mark = f"rows{secrets.token_hex(16)}"
        self._data.text = mark
        for one in self.root.findall(f"{{{self._ns}}}dimension"):
            self.root.remove(one)
        whole = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        before, after = whole.split(f">{mark}<".encode(), 1)
        own = b"" if self._data.prefix is None else f' xmlns="{self._ns}"'.encode()
        return before + own + b">", b"<" + after

    def rows(self) -> Iterator[bytes]:
        """The rows, each whole."""
        writers = [_TableWriter(table, self._styles, self._text) for table in self.tables]
        numbers = set(self._rows)
        for table in self.tables:
            numbers.update(range(table.first, table.now + 1))
        for number in sorted(numbers):
            yield self._row(number, [one for one in writers if one.table.first <= number <= one.table.now])

    def _bare(self, cell: Any) -> bytes:
        """A cell without the namespaces its sheet declares already."""
        start, end, rest = etree.tostring(cell, with_tail=False, encoding="unicode").partition(">")
        for declared in self._declared:
            start = start.replace(declared, "", 1)
        return bytes((start + end + rest).encode())

    def _row(self, number: int, tables: Sequence[_TableWriter]) -> bytes:
        here = self._rows.get(number)
        cells = {at: self._bare(cell) for at, cell in here.cells.items()} if here is not None else {}
        attributes = here.attributes if here is not None else {}
        for one in tables:
            cells.update(one.cells(number))
            if here is None:
                pattern = self._rows.get(one.table.first, _Row()).attributes
                attributes = {key: pattern[key] for key in _KEPT if key in pattern}
        told = "".join(f' {key}="{text}"' for key, text in attributes.items() if key != "r")
        return f'<row r="{number}"{told}>'.encode() + b"".join(cells[at] for at in sorted(cells)) + b"</row>"


class _TableWriter:
    """The cells of a table's rows."""

    def __init__(self, table: TableFill, styles: TemplateStyles, text: CellText) -> None:
        self.table, self._styles, self._text = table, styles, text
        self._writers: dict[int, Callable[[Any], str]] = {}
        self._origin = {one.at: f"{get_column_letter(one.at)}{table.first}" for one in table.columns}

    def cells(self, number: int) -> Iterator[tuple[int, bytes]]:
        """The cells of the row with this number, by column."""
        at = number - self.table.first
        row = self.table.rows[at] if at < len(self.table.rows) else None
        for one in self.table.columns:
            place = f"{get_column_letter(one.at)}{number}"
            if one.formula and row is not None:
                yield one.at, self._formula(one, place)
                continue
            value = None if row is None or one.source is None else row[one.source]
            style = self._styles.fit(one.style, value)
            if style not in self._writers:
                self._writers[style] = cell_writer(style, self._text)
            written = self._writers[style](value) or f' s="{style}"/>'
            yield one.at, f'<c r="{place}"{written}'.encode()

    def _formula(self, one: TableColumn, place: str) -> bytes:
        text = moved(one.formula, self._origin[one.at], place)
        made = etree.Element("f")
        made.text = text
        return f'<c r="{place}" s="{one.style}">'.encode() + bytes(etree.tostring(made)) + b"</c>"
