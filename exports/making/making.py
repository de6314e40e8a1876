"""The one way to make a file of the register, in whatever manner; what a format needs is imported when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from exports.leaving.landing import named
from exports.leaving.sharing import protection_text
from exports.making.asked import FileAsked
from exports.making.made import Report
from exports.making.manner import Format
from storage import Frozen, Words

Write = Callable[[Frozen, Path, FileAsked], Report]


def write_file(source: Frozen, target: Path, asked: FileAsked) -> Report:
    """Make a file of the register, or of the part of it in its period, for whom it is asked, whole or not at all.

    With a passphrase the name of the file ends with ``.age``; the report has the name it got.

    Raises:
        UserError: as :func:`write_workbook`; ``no-passphrase``, ``unknown-table``, ``not-allowed``.
        Cancelled: the person stopped it.
    """
    manner = asked.manner
    asked.sharing.require_right(source)
    path = named(target, manner.passphrase)
    write = _template() if manner.template is not None else _WRITERS[manner.format]()
    report = write(source, path, asked)
    told = protection_text(report.facts.sharing, Words(asked.language), protected=bool(manner.passphrase))
    return replace(report, protected=bool(manner.passphrase), remarks=(*report.remarks, *filter(None, (told,))))


def _workbook() -> Write:
    from exports.workbook.workbook import write_workbook

    return write_workbook


def _template() -> Write:
    from exports.template.filling import write_template

    return write_template


def _csv() -> Write:
    from exports.making.plain_tables import write_csv

    return write_csv


def _geojson() -> Write:
    from exports.making.geojson import write_geojson

    return write_geojson


_WRITERS: Mapping[Format, Callable[[], Write]] = {
    Format.XLSX: _workbook,
    Format.CSV: _csv,
    Format.GEOJSON: _geojson,
}
"""By format: what loads its writer."""
