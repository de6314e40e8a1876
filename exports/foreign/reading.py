"""A file from outside, read and laid out as tables: the first step of an import."""

from __future__ import annotations

import gc
from pathlib import Path

from exports.foreign.heads import understood
from exports.foreign.raw import Limits, Progress, Stop, read_raw
from exports.foreign.table import ForeignFile
from storage import UserError, message


def read_foreign(
    path: Path, *, limits: Limits | None = None, cancelled: Stop | None = None, progress: Progress | None = None
) -> ForeignFile:
    """The tables of a file of whatever usual kind.

    Args:
        path: an .xlsx, .xls, .ods, .csv, .tsv or .txt; what it is is told by what is inside.
        limits: what fits.
        cancelled: asked often; yes stops the work.
        progress: told (done, to do).

    Raises:
        UserError: as :func:`exports.foreign.raw.read_raw`, and ``no-table`` when no sheet holds one.
        Cancelled: the person stopped it.
    """
    was = gc.isenabled()
    gc.disable()  # cells have no circles, and looking for them among millions costs an eighth
    try:
        raw = read_raw(path, limits=limits, progress=progress, cancelled=cancelled)
        sheets = [sheet for one in raw.sheets if (sheet := understood(one)) is not None]
    finally:
        if was:
            gc.enable()
    if not sheets:
        raise UserError(
            "no-table",
            message("No sheet of this file holds a table: a row of headers with rows below it."),
            message("Open it in a spreadsheet program, look where the table is, and save it again."),
        )
    return ForeignFile(path.name, raw.sha256, tuple(sheets), raw.encoding, raw.remarks)
