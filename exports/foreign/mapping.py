"""How a foreign table is understood: which column goes where, which word is which code, which spelling which place."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from typing import Any

from exports.foreign.aims import Aim
from exports.foreign.table import ForeignColumn, ForeignFile, ForeignSheet


@dataclass(frozen=True)
class Join:
    """A sheet of repeats: rows that belong to rows of the main sheet.

    The main sheet has a column aimed at ``key``, this one a column aimed at ``parent``.

    Attributes:
        kind: of its rows; sheet: the fingerprint of its header; columns: as in :class:`Mapping`.
        constants: as in :class:`Mapping`.
    """

    kind: str
    sheet: str
    columns: Dict[str, Aim] = field(default_factory=dict)
    constants: Dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Mapping:
    """How a table is understood.

    Attributes:
        name: what a person calls it.
        kind: what its rows become.
        sheet: the fingerprint of its header (:attr:`ForeignSheet.fingerprint`).
        columns: key of a column (:attr:`ForeignColumn.key`) → where it goes; columns that are not there go nowhere.
        codes: field → folded word → code.
        places: folded spelling → id of the place; "" for a spelling that shall become a proposed place.
        constants: field → canonical value of every row that says nothing else (the source, the outcome …).
        join: sheets of repeats.
    """

    name: str
    kind: str
    sheet: str = ""
    columns: Dict[str, Aim] = field(default_factory=dict)
    codes: Dict[str, Dict[str, str]] = field(default_factory=dict)
    places: Dict[str, str] = field(default_factory=dict)
    constants: Dict[str, Any] = field(default_factory=dict)
    join: tuple[Join, ...] = ()

    def aim(self, column: ForeignColumn) -> Aim | None:
        """Where a column of the main sheet goes."""
        return self.columns.get(column.key)


ForeignMapping = Mapping
"""The name by which other floors know it."""


def sheet_for(file: ForeignFile, mapping: Mapping | Join) -> ForeignSheet | None:
    """The sheet a mapping speaks of: the same header, else the one that has most of the columns."""
    best, score = None, 0
    for sheet in file.sheets:
        if sheet.fingerprint == mapping.sheet:
            return sheet
        shared = sum(column.key in mapping.columns for column in sheet.columns)
        if shared > score:
            best, score = sheet, shared
    return best
