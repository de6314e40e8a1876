"""Which sheet of a workbook is which kind of record, and which of its columns is which, wherever they were moved.

By the keys of the hidden first row; where those were removed, by the labels in either language. Columns may stand in
any order, some may be gone and others come in between; the rows above the records may have been moved, too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from exports.cells import Shown
from exports.workbook.disputed import disputed_key
from storage import folded

HEAD = 60
"""The rows among which a head is looked for."""
RECORD_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Layout:
    """Where everything stands on one sheet.

    Attributes:
        kind: the record kind.
        columns: by place from 0; None where a column is not ours.
        head: numbers of the rows that hold keys, labels or a banner.
        start: records stand below this row; above it only rows with an id count.
        strangers: places of columns with a heading that is not ours.
        twice: places of columns that stand there a second time.
    """

    kind: str
    columns: tuple[Shown | None, ...]
    head: frozenset[int]
    start: int
    strangers: tuple[tuple[int, str], ...] = ()
    twice: tuple[tuple[int, str], ...] = ()

    def place(self, key: str) -> int | None:
        """Where the column with this key stands."""
        return next((at for at, shown in enumerate(self.columns) if shown and shown.key == key), None)


@dataclass
class Known:
    """The columns of all kinds: by key, and the labels of the head in every language.

    Attributes:
        kinds: the columns of each kind in the language of the file.
        labels: kind → folded label → keys, in the order they stand.
    """

    kinds: Mapping[str, Sequence[Shown]]
    labels: Mapping[str, Mapping[str, Sequence[str]]]
    keys: Mapping[str, tuple[str, Shown]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.keys = {shown.key: (kind, shown) for kind, columns in self.kinds.items() for shown in columns}


Labels = Mapping[str, Mapping[str, Sequence[str]]]
"""Of one language: kind → folded label → keys, in the order they stand."""


def labels_of(columns: Mapping[str, Sequence[Shown]]) -> Labels:
    """What the heads of these columns of all kinds say."""
    labels: dict[str, dict[str, list[str]]] = {}
    for kind, shown in columns.items():
        own = labels[kind] = defaultdict(list)
        for one in shown:
            own[_label(one.label)].append(one.key)
    return {kind: dict(own) for kind, own in labels.items()}


def known_columns(columns: Mapping[str, Sequence[Shown]], spoken: Sequence[Labels]) -> Known:
    """The columns of all kinds in the language of the file, and their labels in each, that language first."""
    kinds = {kind for labels in spoken for kind in labels}
    return Known(columns, {kind: _first(kind, spoken) for kind in kinds})


def _first(kind: str, spoken: Sequence[Labels]) -> dict[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = {}
    for labels in reversed(spoken):
        found |= labels.get(kind, {})
    return found


_label = lru_cache(8_192)(folded)
"""Labels of our own, which are the same in each file."""


def layout_of(first: int, rows: Sequence[Sequence[Any]], known: Known) -> Layout | None:
    """The layout of a sheet by its first rows; None when it holds no records of ours."""
    head = rows[:HEAD]
    key_row = _key_row(head, known)
    kind = _kind_of(head[key_row], known) if key_row is not None else ""
    keys = head[key_row] if key_row is not None else ()
    tidy = any(isinstance(cell, str) and cell in known.keys and known.keys[cell][1].code for cell in keys)
    label_row, by_label = (None, "") if tidy else _label_row(head, known, kind, key_row)
    kind = kind or by_label
    if not kind:
        return None
    labels = head[label_row] if label_row is not None else ()
    columns, strangers, twice = _columns(keys, labels, known, kind)
    taken = {row for row in (key_row, label_row) if row is not None} | _tag_rows(head)
    if key_row is not None and label_row is None and not tidy:
        taken |= _unknown_labels(head, key_row, columns)
    if key_row is not None and label_row is not None:
        taken |= {row for row in range(key_row + 1, label_row) if _lonely(head[row])}
    return Layout(
        kind, tuple(columns), frozenset(first + row for row in taken), first + max(taken), strangers, twice
    )  # fmt: skip


def _key_row(head: Sequence[Sequence[Any]], known: Known) -> int | None:
    counts = [sum(isinstance(cell, str) and cell in known.keys for cell in row) for row in head]
    best = max(counts, default=0)
    return counts.index(best) if best >= 2 or (best and len(head[counts.index(best)]) == 1) else None


def _kind_of(row: Sequence[Any], known: Known) -> str:
    votes: dict[str, int] = defaultdict(int)
    for cell in row:
        if isinstance(cell, str) and cell in known.keys:
            votes[known.keys[cell][0]] += 1
    return max(votes, key=lambda kind: votes[kind])


def _label_row(
    head: Sequence[Sequence[Any]], known: Known, kind: str, key_row: int | None
) -> tuple[int | None, str]:  # fmt: skip
    """The row of labels and the kind they speak of."""
    best: tuple[int, int, str] = (0, 0, "")
    for number, row in enumerate(head):
        if number == key_row:
            continue
        texts = [folded(cell) for cell in row if isinstance(cell, str) and cell]
        if len(texts) < 2:
            continue
        for one in [kind] if kind else known.labels:
            found = sum(text in known.labels[one] for text in texts)
            fits = found >= 2 if kind else found >= 4 and found * 2 >= len(texts)
            if fits and found > best[0]:
                best = (found, number, one)
    return (best[1], best[2]) if best[0] else (None, "")


def _columns(
    keys: Sequence[Any], labels: Sequence[Any], known: Known, kind: str
) -> tuple[list[Shown | None], tuple[tuple[int, str], ...], tuple[tuple[int, str], ...]]:
    columns: list[Shown | None] = [None] * max(len(keys), len(labels))
    strangers, twice = [], []
    taken: set[str] = set()
    for at, key in enumerate(keys):
        found = known.keys.get(key) if isinstance(key, str) else None
        if found and found[0] == kind:
            if found[1].key in taken:
                twice.append((at, found[1].label))
            else:
                columns[at] = found[1]
                taken.add(found[1].key)
    again = {at for at, _ in twice} | {at for at, key in enumerate(keys) if key == disputed_key(kind)}
    for at, label in enumerate(labels):
        if columns[at] is not None or at in again or not isinstance(label, str) or not label.strip():
            continue
        wanted = known.labels[kind].get(folded(label), ())
        free = next((key for key in wanted if key not in taken), None)
        if free is not None:
            columns[at] = known.keys[free][1]
            taken.add(free)
        elif wanted:
            twice.append((at, label))
        else:
            strangers.append((at, label))
    return columns, tuple(strangers), tuple(twice)


def _unknown_labels(head: Sequence[Sequence[Any]], key_row: int, columns: Sequence[Shown | None]) -> set[int]:
    """Rows under the keys that hold no record though their labels were all written anew."""
    ids = next((at for at, shown in enumerate(columns) if shown and shown.look == "id"), None)
    taken: set[int] = set()
    for row in range(key_row + 1, min(key_row + 3, len(head))):
        cells = head[row]
        if ids is not None and ids < len(cells) and RECORD_ID.fullmatch(str(cells[ids])):
            break
        taken.add(row)
        if not _lonely(cells):
            break
    return taken


def _tag_rows(head: Sequence[Sequence[Any]]) -> set[int]:
    """Rows of HXL tags: nothing but words that begin with ``#``."""
    found = set()
    for number, row in enumerate(head):
        told = [cell for cell in row if cell != ""]
        if len(told) > 1 and all(isinstance(cell, str) and cell.startswith("#") for cell in told):
            found.add(number)
    return found


def _lonely(row: Sequence[Any]) -> bool:
    """A banner: one cell with words, nothing else."""
    return sum(bool(str(cell).strip()) for cell in row) <= 1
