"""The one way to make a file of the register, in whatever manner; what a format needs is imported when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from exports.leaving.landing import named
from exports.leaving.sharing import Sharing, protection_text
from exports.making.made import Report
from exports.making.manner import Format, Manner
from storage import Frozen, Period, Words

if TYPE_CHECKING:
    from exports.workbook.writing import Progress


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
        UserError: as :func:`write_workbook`; ``no-passphrase``, ``unknown-table``, ``not-allowed``.
        Cancelled: the person stopped it.
    """
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
    from exports.workbook.workbook import write_workbook

    return write_workbook


def _template() -> Callable[..., Report]:
    from exports.template.filling import write_template

    return write_template


def _csv() -> Callable[..., Report]:
    from exports.making.plain_tables import write_csv

    return write_csv


def _geojson() -> Callable[..., Report]:
    from exports.making.geojson import write_geojson

    return write_geojson


_WRITERS: Mapping[Format, Callable[[], Callable[..., Report]]] = {
    Format.XLSX: _workbook,
    Format.CSV: _csv,
    Format.GEOJSON: _geojson,
}
"""By format: what loads its writer, which is called as :func:`write_file` is."""
