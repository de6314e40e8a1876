"""Filling a coordinator's workbook: single cells by their names, tables by their heads; all else stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from exports.cells import Shown, plain
from exports.leaving.landing import landing
from exports.leaving.leaving import Leaving
from exports.making.asked import FileAsked
from exports.making.made import Report
from exports.making.manner import Shape
from exports.template import meanings
from exports.template.around import add_about, forget_texts, name_team, reckon_anew
from exports.template.book import NamedCell, TablePart, follow, local, named_cells, resize, tables_of
from exports.template.grid import Grid, TableColumn, TableFill
from exports.template.growing import Growth
from exports.template.opening import Template, open_template, serialised, understood
from exports.template.remarks import Remarks
from exports.template.styles import TemplateStyles
from exports.workbook.package import Package, TooLargeError
from exports.workbook.stream import LAST_ROW
from exports.workbook.writing import Progress, more_than_fits, sound
from storage import Cancelled, Frozen, Level, UserError, message

AT_ONCE = 1000
STYLES = "xl/styles.xml"


def write_template(store: Frozen, target: Path, asked: FileAsked) -> Report:
    """Fill ``asked.manner.template`` and write it to ``target``; the template itself is not touched.

    Raises:
        UserError: as :func:`write_workbook` and :func:`exports.template.opening.open_template`;
            ``template-empty`` when no name in it is one of ours, ``template-no-room``, ``template-itself``.
        Cancelled: the person stopped it.
    """
    manner = asked.manner
    assert manner.template is not None
    if _same(manner.template, target):
        raise UserError(
            "template-itself",
            message("This would write over the template itself."),
            message("Give the filled file another name."),
        )
    analyst = replace(manner, shape=Shape.ANALYST, kinds=())
    leaving = Leaving(store, asked.language, asked.period, asked.sharing, analyst)
    template = open_template(manner.template, leaving.level)
    filling = _Filling(template, leaving, asked.progress, asked.cancelled)
    filling.prepare()
    try:
        with landing(target, manner.passphrase) as there:
            package = Package(there.file)
            filling.write(package)
            package.close()
            sound(there.file)
    except TooLargeError as large:
        raise more_than_fits() from large
    report = leaving.report(target, filling.rows, there.sha256, filling.remarks.lines())
    return replace(report, shape=manner.shape.value)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


class _Filling:
    """One template on its way to a filled file."""

    def __init__(
        self, template: Template, leaving: Leaving, progress: Progress, cancelled: Callable[[], bool]
    ) -> None:
        self._template, self._leaving = template, leaving
        self._progress, self._cancelled = progress, cancelled
        self.remarks = Remarks(leaving.words)
        self.rows: dict[str, int] = {}
        self._grids: dict[str, Grid] = {}
        self._done = 0

    def prepare(self) -> None:
        """Read everything that goes in, and put it where it belongs; nothing is written yet.

        What a broken template makes the libraries say becomes one sentence; faults of ours while rows are read do not.
        """
        with understood():
            cells, parts = list(self._cells()), list(self._tables())
        if not cells and not parts:
            raise UserError(
                "template-empty",
                message("No cell and no table of this template has a name that is known here."),
                message("Name a cell sijill_killed_min, or a table sijill_incidents; “template” writes an example."),
            )
        tables = [self._filled(part, kind) for part, kind in parts]
        values = self._values(cells)
        with understood():
            self._place(cells, values, tables)
            self._finish()

    def _place(
        self,
        cells: Sequence[tuple[NamedCell, str]],
        values: Mapping[str, Any],
        tables: Sequence[tuple[TablePart, TableFill, Growth]],
    ) -> None:
        grown = [growth for _, _, growth in tables]
        follow(self._template, grown)
        self._styles = TemplateStyles(self._template.tree(STYLES) if STYLES in self._template.parts else None)
        for part, table, growth in tables:
            grid = self._grid(part.sheet)
            self._dress(grid, part, table)
            _check_room(grid, part, table)
            resize(part, growth)
        for cell, meant in cells:
            self._put(cell, meant, values[meant], grown)
        for part, table, _ in tables:
            self._grid(part.sheet).fill(table)

    def _grid(self, sheet: str) -> Grid:
        if sheet not in self._grids:
            part = next(one.part for one in self._template.sheets if one.name == sheet)
            self._grids[sheet] = Grid(self._template.tree(part), self._styles)
        return self._grids[sheet]

    # ------------------------------------------------------------------------------------- single cells

    def _cells(self) -> Iterator[tuple[NamedCell, str]]:
        for name, cell in named_cells(self._template, meanings.PREFIX):
            meant = name.casefold().removeprefix(meanings.PREFIX)
            if meant not in meanings.CELLS:
                self.remarks.unknown_name(name)
            elif cell is None:
                self.remarks.nowhere(name)
            else:
                yield cell, meant

    def _values(self, cells: Sequence[tuple[NamedCell, str]]) -> Mapping[str, Any]:
        values = meanings.cells_of(self._leaving) if cells else {}
        return values | {meanings.HIDDEN: "\n".join(self._leaving.hidden())}

    def _put(self, cell: NamedCell, meant: str, value: Any, growths: Sequence[Growth]) -> None:
        grid = self._grid(cell.sheet)
        if grid.formula(cell.row, cell.column):
            self.remarks.has_formula(cell.name)
            return
        if self._leaving.level is Level.PUBLIC and meant in meanings.NAMED_FIGURES:
            self.remarks.not_told(cell.name)
        row = next((one.total_now for one in growths if one.sheet == cell.sheet and one.total_was == cell.row
                    and one.left <= cell.column <= one.right), cell.row)  # fmt: skip
        grid.put(row, cell.column, value)

    # ------------------------------------------------------------------------------------- tables

    def _tables(self) -> Iterator[tuple[TablePart, str]]:
        """The tables that are ours, each with its kind; "" for one that does not leave at this level."""
        kinds, inside = meanings.table_kinds(self._leaving.level), meanings.table_kinds(Level.INTERNAL)
        for part in tables_of(self._template):
            kind = meanings.meant_by(part.name, kinds)
            if kind == "" and not meanings.meant_by(part.name, inside):
                self.remarks.unknown_name(part.name)
            elif kind is not None:
                yield part, kind

    def _filled(self, part: TablePart, kind: str) -> tuple[TablePart, TableFill, Growth]:
        """A table with its rows, and how much it grows."""
        was = max(part.first, part.bottom - part.totals)
        table = TableFill(part.name, part.first, was, part.bottom if part.totals else 0, [])
        if not kind:
            self.remarks.not_told(part.name)
        self._columns(part, table, kind)
        if table.end > LAST_ROW:
            raise more_than_fits()
        below = table.end if table.total else 0
        return part, table, Growth(
            part.sheet, part.left, part.right, table.first, table.was, table.now, table.total, below
        )  # fmt: skip

    def _columns(self, part: TablePart, table: TableFill, kind: str) -> None:
        """Which column holds what, and the rows."""
        known = meanings.columns_meant(kind, self._leaving.level, self._leaving.names) if kind else {}
        inside = meanings.columns_meant(kind, Level.INTERNAL, self._leaving.names) if self._hides(kind) else {}
        wanted: list[str] = []
        for at, head in enumerate(part.heads):
            key = known.get(meanings.head_key(head))
            column = TableColumn(part.left + at)
            if key is not None:
                column.source = wanted.index(key) if key in wanted else len(wanted)
                wanted += [] if key in wanted else [key]
            elif meanings.head_key(head) in inside:
                self.remarks.not_told(f"{part.name}[{head}]")
            elif kind:
                self.remarks.perhaps_unknown(part.name, head)
            table.columns.append(column)
        table.rows = self._read(kind, wanted) if wanted else []

    def _hides(self, kind: str) -> bool:
        return (
            bool(kind)
            and self._leaving.level is not Level.INTERNAL
            and kind in meanings.table_kinds(Level.INTERNAL).values()
        )

    def _read(self, kind: str, keys: Sequence[str]) -> list[tuple[Any, ...]]:
        filled = meanings.filled(self._leaving, kind)
        place = {name: at for at, name in enumerate(filled.columns)}
        by_key = {column.key: column for column in filled.sheet.columns}
        readers = [(_Reader(by_key[key]), place[by_key[key].column]) for key in keys]
        found: list[tuple[Any, ...]] = []
        for row in filled.rows:
            found.append(tuple(read(row[at]) for read, at in readers))
            if len(found) % AT_ONCE == 0:
                self._tell(len(found), max(len(found), filled.expected))
        self.rows[kind] = max(len(found), self.rows.get(kind, 0))
        return found

    def _tell(self, done: int, of: int) -> None:
        self._progress(done, 2 * of)  # reading is half of the work
        if self._cancelled():
            raise Cancelled

    def _dress(self, grid: Grid, part: TablePart, table: TableFill) -> None:
        """The styles and formulas of the columns, as the first row of the template has them."""
        for column, formula, head in zip(table.columns, part.formulas, part.heads, strict=True):
            column.style = grid.style(table.first, column.at)
            if column.source is None:
                column.formula = grid.formula(table.first, column.at) or formula
                if not column.formula:
                    self.remarks.settle(part.name, head)

    # ------------------------------------------------------------------------------------- the rest

    def _finish(self) -> None:
        leaving = self._leaving
        reckon_anew(self._template)
        name_team(self._template, leaving.facts.team)
        cells = (cell for grid in self._grids.values() for cell in grid.cells())
        still = (
            cell
            for sheet in self._template.sheets
            if sheet.name not in self._grids
            for cell in self._template.tree(sheet.part).iter()
            if local(cell) == "c"
        )
        forget_texts(self._template, [*cells, *still])
        about = [(label, str(value)) for label, value in leaving.lines()]
        notes = [("", note) for note in (*self.remarks.practice(leaving.facts.practice), *leaving.notes(self.rows))]
        title = plain(leaving.words.t("About this file"))
        add_about(self._template, [(title, ""), ("", ""), *about, ("", ""), *notes], title, rtl=leaving.words.rtl)

    def write(self, package: Package) -> None:
        """All parts: those that changed, and the others byte for byte."""
        grids = {one.part: self._grids[one.name] for one in self._template.sheets if one.name in self._grids}
        whole = sum(max((table.now for table in grid.tables), default=0) for grid in grids.values())
        for name, data in self._template.finished().items():
            grid = grids.get(name)
            if name == STYLES:
                continue  # rows may still ask for a style
            if grid is None:
                package.add(name, data)
                continue
            before, after = grid.parts()
            part = package.stream(name, b"")
            part.write(before)
            for row in grid.rows():
                part.write(row)
                self._done += 1
                if self._done % AT_ONCE == 0:
                    self._tell(whole + self._done, max(whole, self._done))
            part.write(after)
            part.close(b"")
        if STYLES in self._template.parts:
            package.add(STYLES, serialised(self._template.tree(STYLES)))
        self._tell(1, 1)


def _check_room(grid: Grid, part: TablePart, table: TableFill) -> None:
    below = grid.first_below(part.bottom, part.left, part.right)
    if below is not None and below <= table.end:
        raise UserError(
            "template-no-room",
            message(
                "The table {table} needs {rows} rows, but something stands in row {row} below it (sheet {sheet}).",
                table=part.name, rows=len(table.rows), row=below, sheet=part.sheet,
            ),
            message("Move what stands there beside the table, above it or onto another sheet."),
        )  # fmt: skip


class _Reader:
    """The cell of one column; values that repeat are remembered."""

    def __init__(self, column: Shown) -> None:
        self._column = column
        self._known: dict[Any, Any] = {}

    def __call__(self, value: Any) -> Any:
        """What a cell holds of a canonical value."""
        if not self._column.repeats:
            return self._cell(value)
        if value not in self._known:
            self._known[value] = self._cell(value)
        return self._known[value]

    def _cell(self, value: Any) -> Any:
        column = self._column
        if column.split is not None:
            value = column.split(value)[column.part or 0]
        return value if value is None or column.convert is None else column.convert(value)
