"""What a reader of a file will see, before the file is made: columns, a sample row, names, small cells, rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from exports.cells import Shown, plain
from exports.leaving.sampling import FieldSeen, Sample, Sampler, head_of, told_as
from exports.leaving.sharing import Sharing, what_was_hidden
from exports.making.manner import Manner
from exports.workbook.public_sheets import Filled, incidents_columns, sum_sheets
from exports.workbook.sheets import Sheet, kinds, sheet_of
from storage import RECORDS, Cancelled, Frozen, Level, Period, Reading, Redacted, Treatment, Words, redacted, treatment

FIRST_ROWS = 50
"""Rows of a table of sums that are shown."""
UNCOUNTED = -1
SUMS_OF = {"victim": "people", "facility": "attacked", "movement": "displaced"}
"""By record kind: the table of sums by which a public file tells of it."""


@dataclass(frozen=True)
class SheetSeen:
    """One sheet as its reader will see it.

    Attributes:
        kind: record kind, or ``people``, ``attacked``, ``displaced``; title: of the sheet; rows: how many.
        shown, coarser, with_consent, hidden: labels of the fields, in the order of the record.
        sample: the row in the file of the record that ``fields`` lay side by side with the register.
        heads, table: of sums, the first rows as they will stand in the file.
    """

    kind: str
    title: str
    rows: int
    shown: tuple[str, ...] = ()
    coarser: tuple[str, ...] = ()
    with_consent: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    sample: Sample = ()
    fields: tuple[FieldSeen, ...] = ()
    heads: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Preview:
    """A file as its reader will see it.

    Attributes:
        sheets: those with rows, in order; rows: of all of them.
        left_at_home: kinds of which nothing leaves, by their names.
        names_shown, names_hidden: people named, and people whose name stays.
        cells: cells of people before small ones are put together; rolled: those put together; few: outcomes of which
            only *fewer than five* is said.
        sentences: what *About* will say of it.
        disputed: records about which teams disagree, in what is chosen.
    """

    level: Level
    sheets: tuple[SheetSeen, ...]
    rows: int
    left_at_home: tuple[str, ...] = ()
    names_shown: int = 0
    names_hidden: int = 0
    cells: int = 0
    rolled: int = 0
    few: int = 0
    sentences: tuple[str, ...] = ()
    disputed: int = 0


def preview(
    source: Frozen,
    sharing: Sharing,
    *,
    language: str,
    period: Period | None = None,
    manner: Manner | None = None,
    window: str = "",
    counted: bool = True,
    cancelled: Callable[[], bool] | None = None,
) -> Preview:
    """Look at what would be written; reads in the thread of the caller, up to some seconds for a million people.

    Args:
        manner: its shape and kinds are heeded. window: the language of the person who looks, when it is not that of
            the file. counted: without it only samples are read and nothing is counted (``rows`` is -1): soon, however
            large the register. cancelled: asked between steps (``store.frozen`` stops the steps).

    Raises:
        UserError: ``too-close``.
        Cancelled: ``cancelled`` answered yes.
    """
    words, where = Words(language), period or Period()
    seen = redacted(source, sharing.level, delay=sharing.delay)
    if isinstance(seen, Redacted):
        seen.within(where)  # refuses a place that is too close, before anything is read
    sampler = Sampler(source, seen, words, Words(window or language), where)
    looking = _Looking(source, seen, words, sampler, where, manner or Manner(), cancelled or (lambda: False))
    if not counted:
        return looking.samples(sharing.level)
    found = looking.public(sharing) if sharing.level is Level.PUBLIC else looking.records(sharing)
    told = SUMS_OF if sharing.level is Level.PUBLIC else ()
    kept = [kind for kind in RECORDS if treats_nothing(kind, sharing.level) and kind not in told]
    home = tuple(plain(words.kind(kind, several=True)) for kind in kept)
    return replace(found, left_at_home=home, disputed=looking.disputed())


def treats_nothing(kind: str, level: Level) -> bool:
    """Whether nothing at all of a kind leaves at a level."""
    return kind not in kinds(level)


class _Looking:
    """One look."""

    def __init__(
        self, source: Frozen, seen: Frozen | Redacted, words: Words, sampler: Sampler, where: Period,
        manner: Manner, cancelled: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._source, self._seen, self._words, self._where = source, seen, words, where
        self._sampler, self._shape, self._cancelled = sampler, manner.shape, cancelled
        self._asked = frozenset(manner.kinds) or frozenset(RECORDS)

    def samples(self, level: Level) -> Preview:
        """A record of each kind, nothing counted; which places leave for others cannot be told so soon."""
        outside = isinstance(self._seen, Redacted)
        wanted = [kind for kind in kinds(level) if kind in self._asked and not (outside and kind == "place")]
        if level is Level.PUBLIC:
            sheets = [self._incidents(set(), UNCOUNTED)] if "incident" in wanted else []
        else:
            sheets = [self._kind(kind, UNCOUNTED, level) for kind in wanted]
        return Preview(level, tuple(one for one in sheets if one.sample), UNCOUNTED)

    def records(self, sharing: Sharing) -> Preview:
        """Sheets of records, internal or for a partner."""
        level = sharing.level
        counts = {}
        for kind in kinds(level):
            if kind in self._asked:
                self._step()
                counts[kind] = self._seen.count(kind, self._where, standing=True)
        sheets = [self._kind(kind, count, level) for kind, count in counts.items() if count]
        tallies = Counter[str]()
        if isinstance(self._seen, Redacted) and "victim" in self._asked:
            tallies = self._seen.count_names(self._where)
        return Preview(
            level, tuple(sheets), sum(counts.values()), (), tallies["names_shown"], tallies["names_hidden"],
            sentences=tuple(what_was_hidden(sharing, self._words, tallies)),
        )  # fmt: skip

    def public(self, sharing: Sharing) -> Preview:
        """Incidents and sums."""
        seen: Any = self._seen
        showing = Sampler(self._source, seen, self._words, self._words, self._where).showing
        showing.names.prepare({"place"})
        tables = seen.tables(self._where)
        taken: set[str] = set()
        sums = sum_sheets(tables, showing, taken, self._shape)
        wanted = {SUMS_OF.get(kind, kind) for kind in self._asked}
        sheets = [self._incidents(taken)] if "incident" in wanted else []
        sheets += [self._sums(one, showing.reading) for one in sums if one.expected and one.sheet.kind in wanted]
        sheets = [one for one in sheets if one.rows]
        return Preview(
            sharing.level, tuple(sheets), sum(one.rows for one in sheets), (), 0, 0, tables.people_cells,
            tables.rolled, tables.few, tuple(what_was_hidden(sharing, self._words, Counter(), tables)),
        )  # fmt: skip

    def disputed(self) -> int:
        """Records that hold what teams disagree about."""
        self._step()
        where = self._seen.within(self._where) if isinstance(self._seen, Redacted) else self._where
        return sum(self._source.count_disputed(kind, where) for kind in sorted(self._asked))

    def _step(self) -> None:
        if self._cancelled():
            raise Cancelled

    def _kind(self, kind: str, count: int, level: Level) -> SheetSeen:
        self._step()
        return self._sampled(sheet_of(kind, self._sampler.showing, set(), level, self._shape), count, level)

    def _incidents(self, taken: set[str], count: int | None = None) -> SheetSeen:
        self._step()
        sheet = incidents_columns(self._sampler.showing, taken, self._shape)
        count = self._seen.count("incident", self._where) if count is None else count
        return self._sampled(sheet, count, Level.PUBLIC)

    def _sampled(self, sheet: Sheet, count: int, level: Level) -> SheetSeen:
        found, label = self._sampler.of(sheet, self._shape), self._labels(sheet.kind, level)
        return SheetSeen(
            sheet.kind, sheet.title, count, label(Treatment.SHOWN), label(Treatment.COARSER),
            label(Treatment.WITH_CONSENT), label(Treatment.HIDDEN), found.cells, found.fields,
        )  # fmt: skip

    def _sums(self, one: Filled, reading: Reading) -> SheetSeen:
        self._step()
        rows = [_texts(one.sheet.columns, one.columns, row, reading) for row in islice(one.rows, FIRST_ROWS)]
        heads = tuple(head_of(column, self._shape) for column in one.sheet.columns)
        sample = tuple((head, text) for head, text in zip(heads, rows[0], strict=True) if text)
        return SheetSeen(one.sheet.kind, one.sheet.title, one.expected, sample=sample, heads=heads, table=tuple(rows))

    def _labels(self, kind: str, level: Level) -> Callable[[Treatment], tuple[str, ...]]:
        labels = {name: plain(self._words.field(item.key)) for name, item in RECORDS[kind].fields.items()}
        return lambda rule: tuple(label for name, label in labels.items() if treatment(kind, name, level) is rule)


def _texts(columns: Sequence[Shown], names: Sequence[str], row: Sequence[Any], reading: Reading) -> tuple[str, ...]:
    """What the cells of a row show."""
    found = []
    for column in columns:
        value = row[names.index(column.column)]
        value = column.convert(value) if value is not None and column.convert is not None else value
        found.append(told_as(value, column.look, reading))
    return tuple(found)
