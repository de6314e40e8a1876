"""The structure of a template's package: names, tables, drawings by sheet; and what must change around the cells."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import range_boundaries

from exports.template.growing import Growth, regrown, regrown_cells
from exports.template.opening import Template

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT = "http://schemas.openxmlformats.org/package/2006/content-types"
BOOK, BOOK_LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_PLACE = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?[A-Z]{1,3}\$?\d{1,7})?$")
_RESULTS = ("strCache", "numCache", "multiLvlStrCache", "lvl")
"""What charts remember of the cells they show."""


def local(element: Any) -> str:
    """The name of an element without its namespace, "" of a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


@dataclass(frozen=True)
class NamedCell:
    """A cell with a name: on which sheet (its tab), where."""

    name: str
    sheet: str
    row: int
    column: int


@dataclass
class TablePart:
    """An Excel table of a template.

    Attributes:
        part: its part. root: its XML. sheet: the name on the tab. name: what formulas call it.
        left, top, right, bottom: all of it, head and totals included. first: the row of its first record.
        totals: whether its last row holds totals.
        heads: as they stand in its columns. formulas: of whole columns.
    """

    part: str
    root: Any
    sheet: str
    name: str
    left: int
    top: int
    right: int
    bottom: int
    first: int
    totals: bool
    heads: tuple[str, ...]
    formulas: tuple[str, ...]


def links_of(template: Template, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to inside the package, by id: the type's last word and the part."""
    folder, name = posixpath.split(part)
    links = f"{folder}/_rels/{name}.rels"
    if links not in template.parts:
        return {}
    found = {}
    for one in template.tree(links):
        if one.get("TargetMode") == "External":
            continue
        target = one.get("Target", "")
        whole = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], whole)
    return found


def named_cells(template: Template, prefix: str) -> Iterator[tuple[str, NamedCell | None]]:
    """The names that begin with ``prefix``, and the cell of each; None when it names no single place."""
    sheets = {one.name.casefold(): one.name for one in template.sheets}
    for one in _names(template):
        name = one.get("name", "")
        if not name.casefold().startswith(prefix):
            continue
        found = _PLACE.match((one.text or "").strip())
        sheet = sheets.get((found[1] or found[2]).replace("''", "'").casefold()) if found else None
        if found is None or sheet is None:
            yield name, None
            continue
        _, row = found[3], int(found[4])
        yield name, NamedCell(name, sheet, row, range_boundaries(f"{found[3]}1")[0])


def _names(template: Template) -> Iterator[Any]:
    return (one for one in template.tree(BOOK).iter() if local(one) == "definedName")


def tables_of(template: Template) -> Iterator[TablePart]:
    """The Excel tables, sheet by sheet."""
    for sheet in template.sheets:
        for kind, part in links_of(template, sheet.part).values():
            if kind == "table" and part in template.parts:
                root = template.tree(part)
                left, top, right, bottom = range_boundaries(root.get("ref", ""))
                columns = [one for one in root.iter() if local(one) == "tableColumn"]
                heads = tuple(one.get("name", "") for one in columns)
                formulas = tuple(
                    next((part.text or "" for part in one if local(part) == "calculatedColumnFormula"), "")
                    for one in columns
                )
                yield TablePart(
                    part, root, sheet.name, root.get("displayName") or root.get("name", ""), left, top, right, bottom,
                    top + (root.get("headerRowCount", "1") != "0"),
                    root.get("totalsRowCount", "0") not in ("", "0"), heads, formulas,
                )  # fmt: skip


def resize(table: TablePart, growth: Growth) -> None:
    """The table's own part after it was filled."""
    from openpyxl.utils import get_column_letter

    left, right = get_column_letter(table.left), get_column_letter(table.right)
    table.root.set("ref", f"{left}{table.top}:{right}{growth.total_now or growth.now}")
    table.root.attrib.pop("insertRow", None)
    for one in list(table.root):
        if local(one) == "sortState":
            table.root.remove(one)
        if local(one) == "autoFilter":
            one.set("ref", f"{left}{table.top}:{right}{growth.now}")
            for condition in list(one):
                one.remove(condition)


def follow(template: Template, growths: Sequence[Growth]) -> None:
    """Everything that refers to cells, after tables have grown; results of formulas and charts are forgotten."""
    for one in _names(template):
        one.text = regrown(one.text or "", "", growths, single=False)
    for sheet in template.sheets:
        _follow_on(template.tree(sheet.part), sheet.name, growths)
        for kind, part in links_of(template, sheet.part).values():
            if kind == "drawing" and part in template.parts:
                _move_drawings(template.tree(part), [one for one in growths if one.sheet == sheet.name])
    for name in list(template.parts):
        if name.startswith(("xl/charts/", "xl/chartsheets/", "xl/drawings/")) and name.endswith(".xml"):
            _follow_chart(template.tree(name), growths)


def _follow_on(root: Any, sheet: str, growths: Sequence[Growth]) -> None:
    for one in list(root.iter()):
        name = local(one)
        if name in ("f", "formula", "formula1", "formula2") and one.text:
            cell = one.getparent()
            of_cell = name == "f" and local(cell) == "c"
            if not (of_cell and _in_rows(cell.get("r", ""), sheet, growths)):  # a running total stays one
                one.text = regrown(one.text, sheet, growths)
            if of_cell:
                forget_result(cell)
        elif name in ("conditionalFormatting", "dataValidation") and one.get("sqref"):
            one.set("sqref", regrown_cells(one.get("sqref"), sheet, growths))
        elif name == "sqref" and one.text and local(one.getparent()) != "sparkline":
            one.text = regrown_cells(one.text, sheet, growths)


def _in_rows(place: str, sheet: str, growths: Sequence[Growth]) -> bool:
    if not place:
        return False
    left, row, _, _ = range_boundaries(place)
    return any(one.sheet == sheet and one.left <= left <= one.right and one.first <= row <= one.was for one in growths)


def forget_result(cell: Any) -> None:
    """A formula without what it came to in the template; the program that opens the file works it out."""
    for one in list(cell):
        if local(one) == "v":
            cell.remove(one)
    cell.attrib.pop("t", None)


def _follow_chart(root: Any, growths: Sequence[Growth]) -> None:
    for one in list(root.iter()):
        if local(one) == "f" and one.text:
            one.text = regrown(one.text, "", growths, single=True)
        elif local(one) in _RESULTS and one.getparent() is not None:
            one.getparent().remove(one)


def _move_drawings(root: Any, growths: Sequence[Growth]) -> None:
    """Charts and pictures below a table that became longer make room for it."""
    for anchor in root:
        start = next((one for one in anchor if local(one) == "from"), None)
        if start is None:
            continue
        row = int(next(one.text for one in start if local(one) == "row")) + 1
        moved = sum(max(0, one.now - one.was) for one in growths if row > (one.total_was or one.was))
        for end in anchor:
            if moved and local(end) in ("from", "to"):
                place = next(one for one in end if local(one) == "row")
                place.text = str(int(place.text) + moved)
