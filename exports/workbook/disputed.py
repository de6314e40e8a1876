"""What teams say differently, beside the values of a file for our own teams: nobody takes one of several for settled.

The cells themselves hold the value that stands meanwhile, so that an edited workbook comes back as it left; one column
more, only in tables that have something in dispute, says every value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from exports.cells import Showing, Shown, plain
from exports.workbook.sheets import Sheet
from storage import RECORDS, Field, Frozen, Level, Privacy, Redacted, Words

Rivals = Mapping[str, Mapping[str, Sequence[Any]]]
"""The canonical values of fields in dispute, newest first, by record."""


def disputed_key(kind: str) -> str:
    """The key of the column; it is not read back."""
    return f"~{kind}.disputed"


def disputed_label(words: Words) -> str:
    """What stands above it."""
    return plain(words.t("In dispute"))


def with_disputes(sheet: Sheet, source: Frozen | Redacted, showing: Showing, level: Level) -> Sheet:
    """The sheet with a column of what is in dispute, behind its number and state; as it is when nothing is."""
    if level is not Level.INTERNAL or isinstance(source, Redacted):
        return sheet  # others are told the safe side, and not who said what
    rivals = source.disputed(sheet.kind)
    if not rivals:
        return sheet
    early = [at for at, one in enumerate(sheet.columns) if one.key in (f"{sheet.kind}.code", f"{sheet.kind}.status")]
    behind = early[-1] + 1 if early and early[-1] < 4 else 1
    columns = (*sheet.columns[:behind], _column(sheet.kind, rivals, showing), *sheet.columns[behind:])
    return replace(sheet, columns=columns)


def _column(kind: str, rivals: Rivals, showing: Showing) -> Shown:
    def tell(record: str) -> str | None:
        found = [_said(kind, name, values, showing) for name, values in rivals.get(record, {}).items()]
        return plain("; ".join(found)) or None

    return Shown(disputed_key(kind), disputed_label(showing.words), "id", look="text", width=34, convert=tell)


def _said(kind: str, name: str, values: Sequence[Any], showing: Showing) -> str:
    """``Age: 34 or 43``; of what is sealed only that teams disagree."""
    words, item = showing.words, RECORDS[kind].fields.get(name)
    if item is None:
        return name
    if item.privacy is Privacy.SEALED:
        told = words.t("different values, sealed")
    else:
        texts = dict.fromkeys("" if one is None else _shown(item, one, showing) for one in values)
        told, *others = (text or words.t("left empty") for text in texts)
        for other in others:
            told = words.t("{first} or {second}", first=told, second=other)
    return f"{plain(words.field(item.key))}: {told}"


def _shown(item: Field[Any], value: Any, showing: Showing) -> str:
    try:
        return plain(" ".join(item.kind.show(item.kind.load(value), showing.reading).split()))
    except (ValueError, TypeError, KeyError, AttributeError):
        return str(value)  # a form of a newer program
