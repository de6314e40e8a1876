"""What the export wrote: the rows of records as they stood then, shown by the very columns that made the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from exports.cells import Showing, Shown
from exports.names import Names, RowSource
from exports.reread.align import Labels, labels_of
from exports.reread.view import Own
from exports.workbook.coded import with_codes
from exports.workbook.sheets import kinds, sheet_of
from exports.workbook.stream import CUT, LONGEST
from storage import Level, Period, Reading, Words

_REMEMBERED = 20_000

_labels: dict[tuple[str, Level], Labels] = {}
"""What heads say, by language and level: the same in each file."""


class PastSource(RowSource, Protocol):
    """The register at one moment, asked for single records."""

    def rows_of(self, kind: str, columns: Sequence[str], records: Iterable[str]) -> Mapping[str, tuple[Any, ...]]:
        """These columns of these records, by id."""
        ...

    def ids(self, kind: str) -> set[str]:
        """All records of a kind."""
        ...


class Past(Protocol):
    """What a register knows of its own past."""

    def changed_since(self, position: int) -> Mapping[str, frozenset[str]]:
        """Records that changed after a journal position, by kind."""
        ...

    def rows_at(self, position: int, kind: str, records: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        """The columns of records as they stood at a journal position."""
        ...


class NamesThen(Names):
    """The names records were called by at the export."""

    def __init__(self, source: RowSource, language: str, past: Past, position: int) -> None:
        super().__init__(source, language)
        self._past, self._position = past, position
        self._changed = past.changed_since(position)
        self._asked: set[str] = set()

    def name(self, kind: str, record: str) -> str:
        """The name of a record; those of its kind are read when the first is asked for."""
        if kind not in self._asked:
            self._asked.add(kind)
            self.prepare({kind})
        return super().name(kind, record)

    def prepare(self, kinds: Iterable[str]) -> None:
        """Read the names of these kinds, then put back what they were."""
        before = set(self._known)
        super().prepare(kinds)
        for kind in set(self._known) - before:
            changed = self._changed.get(kind, frozenset())
            for record, row in self._past.rows_at(self._position, kind, changed).items():
                label = next((row[name] for name in self.label_columns(kind) if row.get(name)), None)
                if label:
                    self._known[kind][record] = label
                if kind == "place":
                    self._put_place(record, row, label or record)


class Written:
    """The export as it was: its columns, and what stood in their cells.

    Attributes:
        source: the register as the file told it, of now. columns: of each kind, in the language of the file.
        changed: records that changed since, by kind.
    """

    def __init__(
        self,
        source: PastSource,
        past: Past,
        language: str,
        position: int,
        where: Period | None,
        view: Own | None = None,
    ) -> None:
        """``view``: what the ids and values of the file are to us."""
        self.view = view or Own()
        self.source, self._past, self._position = source, past, position
        self.where = where
        self.changed = past.changed_since(position)
        names = NamesThen(source, language, past, position)
        self.showing = showing_in(language, names)
        names.prepare({"place"})
        self.columns = columns_in(self.showing, self.view.level)
        self._cells = _Cells()
        self._names: dict[str, list[str]] = {}

    def labels(self, language: str) -> Labels:
        """What the heads of the columns say in a language."""
        known = _labels.get((language, self.view.level))
        if known is None:
            columns = columns_in(showing_in(language, self.showing.names), self.view.level)
            known = _labels[language, self.view.level] = labels_of(columns)
        return known

    def names(self, kind: str) -> list[str]:
        """The register's columns that :meth:`rows` gives, in that order."""
        if kind not in self._names:
            # the first column is the id itself
            self._names[kind] = list(dict.fromkeys((*(shown.column for shown in self.columns[kind][1:]), "withdrawn")))
        return self._names[kind]

    def rows(self, kind: str, records: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        """The columns of records as they stood at the export; those unknown or withdrawn then are left out."""
        names = self.names(kind)
        now = self.source.rows_of(kind, names, records)
        moved = self.changed.get(kind, frozenset()).intersection(records)
        then = self._past.rows_at(self._position, kind, moved) if moved else {}
        last = len(names) - 1
        found = {record: row for record, row in now.items() if row[last] is None and record not in moved}
        for record, old in then.items():
            if record in now:
                found[record] = tuple(old.get(name, value) for name, value in zip(names, now[record], strict=True))
        return found

    def column(self, shown: Shown, raws: Sequence[Any]) -> list[Any]:
        """The cells of one column as a reader finds them; "" where there is nothing."""
        return self._cells.of(shown, raws)

    def cell(self, shown: Shown, raw: Any) -> Any:
        """One cell."""
        return self._cells.of(shown, [raw])[0]

    def ids(self, kind: str, seen: set[str]) -> set[str]:
        """The records the export held, as far as it is known, less these."""
        if self.where is None and kind != "place":
            left = self.source.ids(kind) - seen
        else:
            rows = self.source.export_rows(kind, ("id",), self.where, standing=True)
            left = {row[0] for row in rows} - seen
        return set(self.rows(kind, list(left))) if left else left


class _Cells:
    """Makes the cells of columns, remembering those that repeat."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self._split: dict[Any, _Split] = {}

    def of(self, shown: Shown, raws: Sequence[Any]) -> list[Any]:
        if shown.split is not None:
            return self._part(shown, shown.split, raws)
        if shown.convert is None:
            if shown.look == "number":
                return ["" if raw is None else raw for raw in raws]
            return ["" if not raw else raw if len(raw) <= LONGEST // 2 else fitted(raw) for raw in raws]
        known = self._known.get(shown.key)
        if known is None:
            known = self._known[shown.key] = _Known(shown)
        if len(known) > _REMEMBERED:
            known.clear()
            known[None] = ""
        return list(map(known.__getitem__, raws))

    def _part(self, shown: Shown, split: Callable[[Any], tuple[Any, ...]], raws: Sequence[Any]) -> list[Any]:
        """A part of values that are split; all parts of one value stand in one row and are split once."""
        known = self._split.get((split, shown.column))
        if known is None:
            known = self._split[split, shown.column] = _Split(split)
        if len(known) > _REMEMBERED:
            known.clear()
        part = shown.part or 0
        return [known[raw][part] for raw in raws]


class _Split(dict[Any, tuple[Any, ...]]):
    """Values by what they are split into."""

    def __init__(self, split: Callable[[Any], tuple[Any, ...]]) -> None:
        super().__init__()
        self._of = split

    def __missing__(self, raw: Any) -> tuple[Any, ...]:
        made = self[raw] = tuple(["" if one is None else one for one in self._of(raw)])
        return made


class _Known(dict[Any, Any]):
    """Cells of a column by what they show."""

    def __init__(self, shown: Shown) -> None:
        super().__init__({None: ""})
        self._shown = shown

    def __missing__(self, raw: Any) -> Any:
        shown = self._shown
        value = shown.convert(raw) if shown.convert is not None else raw
        if shown.look == "moment" and isinstance(value, float):
            value = _wall_clock(raw)
        made = "" if value is None else fitted(value) if isinstance(value, str) else value
        self[raw] = made
        return made


def _wall_clock(raw: str) -> Any:
    try:
        return datetime.fromisoformat(raw).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return raw


def fitted(text: str) -> str:
    """Text as far as a cell holds it."""
    if len(text) <= LONGEST // 2 or len(text.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * (LONGEST - len(CUT))]
    if 0xD800 <= int.from_bytes(units[-2:], "little") < 0xDC00:
        units = units[:-2]
    return units.decode("utf-16-le", "surrogatepass") + CUT


def columns_in(showing: Showing, level: Level = Level.INTERNAL) -> dict[str, tuple[Shown, ...]]:
    """The columns of all kinds at a level, those of either shape; a sheet has some of them."""
    return {
        kind: tuple(with_codes(sheet_of(kind, showing, set(), level).columns, showing)) for kind in kinds(level)
    }  # fmt: skip


def showing_in(language: str, names: Names) -> Showing:
    """The circumstances in which cells are shown."""
    words = Words(language)
    return Showing(words, Reading(words, date.today(), name=names.name), names)
