"""Where the table in a sheet begins and ends: its head below banners, its tags, what stands below and is no data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from exports.foreign.headwords import is_known, is_tag
from exports.foreign.raw import RawSheet
from exports.foreign.table import Cell, ForeignColumn, ForeignSheet
from exports.reread.book import Merge
from exports.reread.cell_places import column_letters
from storage import fold

LOOKED_AT = 40
"""The head of a table stands among so many first rows."""
LONGEST_LABEL = 160
_SAMPLES = 6
_NUMBER = re.compile(r"^[\s0-9٠-٩۰-۹.,:/\-–٫%()+]+$")
_TOTALS = tuple(map(fold, (
    "المجموع", "مجموع", "الإجمالي", "إجمالي", "المجموع الكلي", "الإجمالي العام", "المجموع العام", "الحصيلة", "total",
    "totals", "grand total", "sum", "subtotal", "sub total", "العدد الكلي", "العدد الإجمالي", "toplam",
)))  # fmt: skip
_REMARKS = tuple(map(fold, (
    "ملاحظة", "ملاحظات", "توقيع", "إعداد", "أعده", "المدير", "مدير", "المصدر", "الختم", "note", "notes", "source",
    "prepared", "signature", "disclaimer",
)))  # fmt: skip

Rows = Sequence[Sequence[Cell]]


def understood(raw: RawSheet) -> ForeignSheet | None:
    """The table of a sheet; None when it holds none."""
    rows = raw.rows
    if not rows:
        return None
    tags = _tag_row(rows)
    head = _above(rows, tags) if tags is not None else _head(raw)
    labels = _labels(raw, head) if head is not None else [""] * len(rows[0])
    start = max(-1 if head is None else head, -1 if tags is None else tags) + 1
    if start < len(rows) and _is_numbering(rows[start]):
        start += 1
    body, left_out = _body(rows, start, head)
    marks = (
        [str(cell).strip() if is_tag(cell) else "" for cell in rows[tags]] if tags is not None else [""] * len(labels)
    )
    columns = _columns(labels, marks, body)
    if (
        not columns
        or (head is None and len(columns) == 1)
        or not any(cell is not None for row in body for cell in row)
    ):
        return None
    return ForeignSheet(
        raw.name, 0 if head is None else raw.first + head, 0 if tags is None else raw.first + tags, columns,
        raw.first + start, body, tuple(raw.first + at for at in left_out), raw.hidden,
    )  # fmt: skip


# --------------------------------------------------------------------------------------------- the head


def _filled(row: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in row if cell is not None]


def _is_label(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) <= LONGEST_LABEL and not _NUMBER.match(cell)


def _tag_row(rows: Rows) -> int | None:
    for at, row in enumerate(rows[:LOOKED_AT]):
        filled = _filled(row)
        if filled and sum(map(is_tag, filled)) * 2 > len(filled):
            return at
    return None


def _above(rows: Rows, tags: int) -> int | None:
    return next((at for at in range(tags - 1, -1, -1) if _filled(rows[at])), None)


def _head(raw: RawSheet) -> int | None:
    """The row that reads most like the head; None when already the first row is data."""
    rows, best, score = raw.rows, None, 0.0
    for at in range(min(LOOKED_AT, len(rows))):
        told = _score(rows, at)
        if told > score:
            best, score = at, told
    if best is None:
        return None
    while best + 1 < len(rows) and _goes_on(raw, best):
        best += 1
    return best


def _score(rows: Rows, at: int) -> float:
    filled = _filled(rows[at])
    below = [len(_filled(row)) for row in rows[at + 1 : at + 31] if any(cell is not None for cell in row)]
    width = sorted(below)[len(below) * 3 // 4] if below else 0
    if not below or (len(filled) < 2 and width > 1):
        return 0.0
    labels = [cell for cell in filled if isinstance(cell, str) and _is_label(cell)]
    known = sum(map(is_known, labels))
    strange = len(filled) - len(labels)
    twice = len(labels) - len(set(labels))
    if not known and (strange or len(filled) * 2 < width):
        return 0.0
    if known * 4 < len(filled) and strange * 3 > len(filled):
        return 0.0
    return max(
        0.0, 3.0 * known + len(labels) - 2.0 * strange - 1.5 * twice - 0.15 * at - 0.5 * max(0, width - len(filled))
    )


def _goes_on(raw: RawSheet, at: int) -> bool:
    """Whether the row below belongs to the head too: names beneath the groups of it."""
    here, below = raw.rows[at], raw.rows[at + 1]
    filled = [column for column, cell in enumerate(below) if cell is not None]
    if not filled or not all(_is_label(below[column]) for column in filled):
        return False
    number = raw.first + at
    wide = {
        column
        for merge in raw.merges
        if merge.top <= number <= merge.bottom and merge.right > merge.left
        for column in range(merge.left, merge.right + 1)
    }
    if wide:
        return all(column in wide or here[column] is None for column in filled)
    groups = {column for column in filled if here[column] is not None}
    under = [column for column in filled if here[column] is None]
    known = sum(is_known(str(below[column])) for column in filled)
    return bool(under) and known * 2 >= len(filled) and all(_opens_group(here, below, column) for column in groups)


def _opens_group(here: Sequence[Cell], below: Sequence[Cell], column: int) -> bool:
    return column + 1 < len(here) and here[column + 1] is None and below[column + 1] is not None


def _labels(raw: RawSheet, head: int) -> list[str]:
    """The label of each column, groups above it first."""
    top = head
    while top > 0 and head - top < 3 and _is_group_row(raw, top - 1, head):
        top -= 1
    spread = [_spread(raw, at, head) for at in range(top, head + 1)]
    labels = []
    for column in range(len(raw.rows[head])):
        parts = [str(row[column]).strip() for row in spread if row[column] is not None]
        labels.append(" / ".join(dict.fromkeys(part for part in parts if part))[: LONGEST_LABEL * 2])
    return labels


def _is_group_row(raw: RawSheet, at: int, head: int) -> bool:
    row, below, number = raw.rows[at], raw.rows[head], raw.first + at
    filled = [column for column, cell in enumerate(row) if cell is not None]
    if not filled or not all(
        _is_label(row[column]) and not str(row[column]).rstrip().endswith(":") for column in filled
    ):
        return False
    merges = [merge for merge in raw.merges if merge.top <= number <= merge.bottom]
    used = sum(one is not None or other is not None for one, other in zip(row, below, strict=True))
    if any(merge.right - merge.left + 1 >= max(2, used * 0.8) for merge in merges):
        return False  # a banner
    if any(merge.bottom >= raw.first + head for merge in merges):
        return True
    if merges:
        return len(filled) > 1 or merges[0].left > 0
    return (
        len(filled) > 1
        and any(below[column] is None for column in filled)
        and sum(is_known(str(row[column])) for column in filled) > 0
    )


def _spread(raw: RawSheet, at: int, head: int) -> list[Cell]:
    """A row of the head with merged cells written into every cell they cover."""
    row, number = list(raw.rows[at]), raw.first + at
    merges = [merge for merge in raw.merges if merge.top <= number <= merge.bottom]
    for merge in merges:
        _write_over(raw, row, merge)
    if not raw.merges and at < head:
        below, open_group = raw.rows[at + 1], None
        for column, cell in enumerate(row):
            if cell is not None:
                open_group = cell if below[column] is not None else None
            elif open_group is not None and below[column] is not None:
                row[column] = open_group
    return row


def _write_over(raw: RawSheet, row: list[Cell], merge: Merge) -> None:
    top = merge.top - raw.first
    if 0 <= top < len(raw.rows) and merge.left < len(row):
        value = raw.rows[top][merge.left]
        for column in range(merge.left, min(merge.right + 1, len(row))):
            row[column] = value


def _is_numbering(row: Sequence[Cell]) -> bool:
    """A row 1, 2, 3 … below the head, as printed forms have it."""
    filled = _filled(row)
    told = [int(str(cell)) if str(cell).isdecimal() else -1 for cell in filled]
    return len(told) > 3 and told in (list(range(1, len(told) + 1)), list(range(len(told), 0, -1)))


# --------------------------------------------------------------------------------------------- the rows


def _body(rows: Rows, start: int, head: int | None) -> tuple[list[list[Cell]], list[int]]:
    """The rows of data, and the places of those that are none."""
    titles = list(rows[head]) if head is not None else None
    body = [list(row) for row in rows[start:]]
    counts = [sum(cell is not None for cell in row) for row in body]
    usual = median([count for count in counts if count] or [0])
    left_out: list[int] = []
    for at, row in enumerate(body):
        if counts[at] and (_is_total(row, counts[at], usual) or row == titles):
            left_out.append(start + at)
            body[at] = [None] * len(row)
            counts[at] = 0
    left_out += [start + at for at in _remarks_below(body, counts, usual)]
    while body and not any(cell is not None for cell in body[-1]):
        body.pop()
    return body, sorted(left_out)


def _is_total(row: Sequence[Cell], count: int, usual: float) -> bool:
    first = next(cell for cell in row if cell is not None)
    if not isinstance(first, str) or len(first) > 60 or count > max(usual * 0.8, 2):
        return False
    said = fold(first)
    return any(said == word or said.startswith(word + " ") for word in _TOTALS)


def _remarks_below(body: list[list[Cell]], counts: list[int], usual: float) -> list[int]:
    """Rows under the table that hold a word or two beside each other; they are emptied."""
    found: list[int] = []
    at = len(body) - 1
    pending: list[int] = []
    while at >= 0 and usual >= 4:
        if counts[at] == 0:
            found += pending
            pending = []
        elif counts[at] > 2:
            break
        else:
            first = next(cell for cell in body[at] if cell is not None)
            said = fold(first) if isinstance(first, str) else ""
            if any(said.startswith(word) for word in _REMARKS):
                found += [*pending, at]
                pending = []
            else:
                pending.append(at)
        at -= 1
    for one in found:
        body[one] = [None] * len(body[one])
    return found


# --------------------------------------------------------------------------------------------- columns


@dataclass
class _Seen:
    """What a column holds."""

    filled: int
    samples: tuple[str, ...]


def _columns(labels: Sequence[str], tags: Sequence[str], body: Rows) -> tuple[ForeignColumn, ...]:
    found: list[ForeignColumn] = []
    keys: dict[str, int] = {}
    full = sum(any(cell is not None for cell in row) for row in body) or 1
    for at, (label, tag) in enumerate(zip(labels, tags, strict=False)):
        seen = _seen(body, at)
        if not label and not tag and not seen.filled:
            continue
        told = label or tag or column_letters(at)
        key = fold(told) or told
        keys[key] = keys.get(key, 0) + 1
        unique = key if keys[key] == 1 else f"{key} {keys[key]}"
        found.append(ForeignColumn(at, told, tag, seen.samples, min(1.0, seen.filled / full), unique))
    return tuple(found)


def _seen(body: Rows, at: int) -> _Seen:
    values = [row[at] for row in body if row[at] is not None]
    samples: dict[str, None] = {}
    for value in values[:2000]:
        samples.setdefault(cell_shown(value))
        if len(samples) == _SAMPLES:
            break
    return _Seen(len(values), tuple(samples))


def cell_shown(cell: Cell) -> str:
    """A cell as it is told to a person."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes") if (cell.hour or cell.minute) else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
