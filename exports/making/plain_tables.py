"""Tables as CSV: one in a file of its own, or all of them in a ZIP; streamed, and no cell is ever a formula."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any, cast

from exports.cells import Shown, plain
from exports.leaving.harmless import guarded
from exports.leaving.landing import landing
from exports.leaving.leaving import Leaving
from exports.making.asked import FileAsked
from exports.making.made import Report
from exports.making.manner import Shape
from exports.workbook.coded import tag_of
from exports.workbook.package import Package, TooLargeError
from exports.workbook.public_sheets import Filled
from exports.workbook.writing import Progress, more_than_fits, sound
from storage import AGE_SUFFIX, Cancelled, Frozen

BOM = b"\xef\xbb\xbf"
AT_ONCE = 1000
ALL_TABLES = ".zip"
"""How a target ends that holds all tables."""
_KNOWN = 20_000


def write_csv(store: Frozen, target: Path, asked: FileAsked) -> Report:
    """Export one table to ``target``, or all of them when its name ends with ``.zip``.

    One table is the first of ``asked.manner.kinds``, else the incidents.

    Raises:
        UserError, Cancelled: as :func:`exports.workbook.workbook.write_workbook`; ``unknown-table``.
    """
    leaving = Leaving(store, asked.language, asked.period, asked.sharing, asked.manner)
    run = _Run(leaving, asked.progress, asked.cancelled)
    try:
        with landing(target, asked.manner.passphrase) as there:
            if holds_all(target):
                package = Package(there.file)
                run.all_into(package)
                package.close()
                sound(there.file)
            else:
                for data in run.table(run.one):
                    there.file.write(data)
    except TooLargeError as large:
        raise more_than_fits() from large
    return leaving.report(target, run.rows, there.sha256, run.remarks())


def holds_all(target: Path) -> bool:
    """Whether a file of this name holds all tables."""
    return target.name.lower().removesuffix(AGE_SUFFIX).endswith(ALL_TABLES)


class _Run:
    """The tables of one file, one after the other."""

    def __init__(self, leaving: Leaving, progress: Progress, cancelled: Callable[[], bool]) -> None:
        self._leaving, self._progress, self._cancelled = leaving, progress, cancelled
        self.one = leaving.first
        self.rows: dict[str, int] = {}
        self._done = self._expected = 0

    def all_into(self, package: Package) -> None:
        """Each table as a part, and a text that says what they are."""
        for kind in self._leaving.kinds:
            part = package.stream(f"{kind}.csv", b"")
            for data in self.table(kind):
                part.write(data)
            part.close(b"")
        package.add("about.txt", BOM + about_text(self._leaving, self.rows).encode("utf-8", "replace"))

    def table(self, kind: str) -> Iterator[bytes]:
        """A table in pieces."""
        filled = self._leaving.filled(kind)
        self._expected += filled.expected
        self.rows[kind] = 0
        if self._leaving.manner.bom:
            yield BOM
        yield _lines([self._head(filled.sheet.columns)])
        if self._leaving.manner.hxl:
            yield _lines([[tag_of(column, kind) for column in filled.sheet.columns]])
        for many, data in _pieces(filled):
            yield data
            self.rows[kind] += many
            self._done += many
            self._progress(self._done, max(self._done, self._expected))
            if self._cancelled():
                raise Cancelled

    def _head(self, columns: Sequence[Shown]) -> list[str]:
        keys = self._leaving.manner.shape is Shape.ANALYST
        return [guarded(column.key if keys else column.label) for column in columns]

    def remarks(self) -> list[str]:
        """That there are more tables than the one in the file."""
        others = [kind for kind in self._leaving.kinds if kind not in self.rows]
        if len(self.rows) > 1 or not others:
            return []
        say = self._leaving.words.t
        return [
            plain(say("This file holds one table: {table}.", table=self.one)),
            plain(say("Others with {option} ({tables}); all of them in a file whose name ends with .zip.",
                      option="--kinds", tables=", ".join(others))),
        ]  # fmt: skip


def about_text(leaving: Leaving, rows: dict[str, int]) -> str:
    """What the tables are, for people."""
    found = [plain(leaving.words.t("About this file")), ""]
    found += [f"{label}: {value if isinstance(value, str) else _text(value)}" for label, value in leaving.lines()]
    found += ["", *(f"{kind}.csv: {many}" for kind, many in rows.items()), ""]
    return "\r\n".join([*found, *leaving.notes(rows), ""])


# --------------------------------------------------------------------------------------------- rows


def _pieces(filled: Filled) -> Iterator[tuple[int, bytes]]:
    """The rows as CSV, a batch at a time, each with the number of rows in it."""
    place = {name: at for at, name in enumerate(filled.columns)}
    cells = [_Cells(column) for column in filled.sheet.columns]
    rows = iter(filled.rows)
    while batch := list(islice(rows, AT_ONCE)):
        values = list(zip(*batch, strict=True))
        parts: dict[tuple[str, Any], Any] = {}
        for column in (write.column for write in cells):
            split = column.split
            if split is not None and (column.column, split) not in parts:  # a name is taken apart once
                taken = map(split, values[place[column.column]])
                parts[column.column, split] = list(zip(*taken, strict=True))
        columns = [write(_values(write.column, values[place[write.column.column]], parts)) for write in cells]
        yield len(batch), _lines(zip(*columns, strict=True))


def _values(column: Shown, whole: Sequence[Any], parts: Mapping[tuple[str, Any], Any]) -> Sequence[Any]:
    if column.split is None:
        return whole
    return cast("Sequence[Any]", parts[column.column, column.split][column.part or 0])


def _lines(rows: Any) -> bytes:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


class _Cells:
    """The cells of one column; those that repeat are remembered."""

    def __init__(self, column: Shown) -> None:
        self.column = column
        self._known: dict[Any, Any] = {None: None}

    def __call__(self, values: Sequence[Any]) -> list[Any]:
        """A batch of canonical values as cells."""
        if not self.column.repeats:
            if self.column.convert is not None:
                return [None if value is None else self._cell(value) for value in values]
            return [value if value is None or str(value)[:1].isalnum() else _text(value) for value in values]
        known = self._known
        if len(known) > _KNOWN:
            self._known = known = {None: None}
        for value in set(values) - known.keys():
            known[value] = self._cell(value)
        return [known[value] for value in values]

    def _cell(self, value: Any) -> Any:
        column = self.column
        if column.look == "moment":  # a moment keeps its seconds and its zone
            return guarded(str(value))
        return _text(value if column.convert is None else column.convert(value))


def _text(cell: Any) -> Any:
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell.isoformat("minutes") if isinstance(cell, time) else cell
