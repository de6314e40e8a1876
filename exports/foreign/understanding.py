"""A whole foreign file understood: which sheet holds the rows, what its columns mean, which sheets belong to it."""

from __future__ import annotations

import re
from pathlib import PurePath

from exports.foreign.aims import KINDS, Aim
from exports.foreign.evidence import Gazetteer
from exports.foreign.guessing import Guessed, guess_sheet
from exports.foreign.joining import joins
from exports.foreign.mapping import Mapping
from exports.foreign.table import ForeignFile, ForeignSheet
from storage import fold

_MONTHS = frozenset(map(fold, (
    "كانون الثاني", "كانون", "الثاني", "الأول", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول",
    "تشرين", "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر",
    "ديسمبر", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "شهر",
    "month", "week", "اسبوع", "copy", "final", "نهائي", "نسخة", "new", "جديد", "v", "نسخه",
)))  # fmt: skip


def plain_name(file_name: str) -> str:
    """What a file is called from month to month: without days, months, numbers and the like."""
    words = re.split(r"[\s_\-.()\[\],+]+", PurePath(file_name).stem)
    folded = [(word, fold(word)) for word in words]
    named = [(word, plain) for word, plain in folded if plain and not re.fullmatch(r"v?\d+", plain)]
    kept = [word for word, plain in named if plain not in _MONTHS]
    return " ".join(kept or [word for word, _ in named]) or PurePath(file_name).stem.strip() or "table"


def guess(
    file: ForeignFile, kind: str, places: Gazetteer, sheet: ForeignSheet | None = None
) -> tuple[Mapping, Guessed]:
    """How a file is probably meant, when its rows become ``kind``.

    Args:
        file: as read; kind: of the records; places: of the register.
        sheet: the sheet of the rows; the one that is understood best without.
    """
    told = [guess_sheet(one, kind, places) for one in ([sheet] if sheet is not None else file.sheets)]
    best = max(told, key=lambda one: (one.score * (0.5 if one.sheet.hidden else 1.0), len(one.sheet.rows)))
    found = joins(file, best, places)
    columns = best.columns
    if found:  # the id that the sheets below name is the one the rows are known by
        key = found[0][0]
        columns = {name: aim for name, aim in columns.items() if aim.part != "key"} | {key: Aim(kind, "key")}
    below = tuple(join for name, join in found if name == found[0][0])
    return Mapping(plain_name(file.name), kind, best.sheet.fingerprint, columns, join=below), best


def likely_kind(file: ForeignFile, places: Gazetteer) -> str:
    """The kind of records a file most probably holds."""
    scores = {kind: max(guess_sheet(sheet, kind, places).score for sheet in file.sheets) for kind in KINDS}
    return max(scores, key=lambda kind: scores[kind])
