"""In what manner a file is made: its shape, its format, what is asked of it; and the one way to make any of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exports.sharing import Sharing
    from exports.workbook import Report
    from exports.writing import Progress
    from storage import Frozen, Period


class Shape(StrEnum):
    """For whom the sheets are laid out."""

    COORDINATOR = "coordinator"
    """To be read and printed: labels, groups, a summary, charts."""
    ANALYST = "analyst"
    """To be computed with: one row a record, codes and labels, ids, a data dictionary."""


class Format(StrEnum):
    """The format of a file; its value is the suffix."""

    XLSX = "xlsx"
    CSV = "csv"
    GEOJSON = "geojson"


@dataclass(frozen=True)
class Manner:
    """How a file is made.

    Attributes:
        shape, format: as above.
        hxl: a row of HXL tags below the heads (analyst).
        bom: a CSV begins with the mark by which Excel knows UTF-8.
        template: a workbook of the coordinator's own that is filled; its formats and formulas stay.
        passphrase: the file lies in an ``age`` container that this opens; "" leaves it unprotected.
        kinds: only these record kinds; () is all that leave at the level.
    """

    shape: Shape = Shape.COORDINATOR
    format: Format = Format.XLSX
    hxl: bool = False
    bom: bool = True
    template: Path | None = None
    passphrase: str = field(default="", repr=False)
    kinds: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """What the name of the file ends with; the last part says in what it lies. Several tables lie in a ZIP."""
        several = self.format is Format.CSV and len(self.kinds) != 1
        return f".{'zip' if several else self.format.value}{'.age' if self.passphrase else ''}"


def write_file(
    source: Frozen,
    target: Path,
    *,
    language: str,
    period: Period | None = None,
    sharing: Sharing | None = None,
    manner: Manner | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Report:
    """Make a file of the register, or of the part of it in ``period``, for whom ``sharing`` says, whole or not at all.

    With a passphrase the name of the file ends with ``.age``; the report has the name it got.

    Raises:
        UserError: as :func:`exports.workbook.write_workbook`; ``no-passphrase``, ``unknown-table``, ``not-allowed``.
        Cancelled: the person stopped it.
    """
    from exports.landing import named
    from exports.sharing import protection_text
    from storage import Words

    asked = manner or Manner()
    if sharing is not None:
        sharing.require_right(source)
    path = named(target, asked.passphrase)
    write = _template() if asked.template is not None else _WRITERS[asked.format]()
    report = write(
        source, path, language=language, period=period, sharing=sharing, manner=asked, progress=progress,
        cancelled=cancelled,
    )  # fmt: skip
    told = protection_text(report.facts.sharing, Words(language), protected=bool(asked.passphrase))
    return replace(report, protected=bool(asked.passphrase), remarks=(*report.remarks, *filter(None, (told,))))


def _workbook() -> Callable[..., Report]:
    from exports.workbook import write_workbook

    return write_workbook


def _template() -> Callable[..., Report]:
    from exports.template.filling import write_template

    return write_template


def _csv() -> Callable[..., Report]:
    from exports.plain_tables import write_csv

    return write_csv


def _geojson() -> Callable[..., Report]:
    from exports.geojson import write_geojson

    return write_geojson


_WRITERS: Mapping[Format, Callable[[], Callable[..., Report]]] = {
    Format.XLSX: _workbook,
    Format.CSV: _csv,
    Format.GEOJSON: _geojson,
}
"""By format: what loads its writer, which is called as :func:`write_file` is."""
