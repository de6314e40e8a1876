"""What taking a file in would do, row by row: new, changed, the same, waiting, refused. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from exports.foreign.aims import BESIDE, REPEATS
from exports.foreign.comparing import Known, compared
from exports.foreign.identity import Identity, Keys
from exports.foreign.mapping import Join, sheet_for
from exports.foreign.mapping import Mapping as Understood
from exports.foreign.places import PlaceFinder
from exports.foreign.plan import Gone, IntakePlan, IntakeRow, RowHow
from exports.foreign.rows import Around, Questions, RowTold, SheetReader
from exports.foreign.table import ForeignFile
from exports.foreign.values import Refused
from exports.names import Names
from exports.reread.finding import Finder
from exports.reread.proposal import Refusal, Spot
from exports.reread.written import showing_in
from storage import NUMBERED, RECORDS, Cancelled, Message, UserError, Words, message, problems, unswept

if TYPE_CHECKING:
    from storage import Store

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
NO_PARENT = message("The row this one belongs to is not in the file and was never taken in.")
NO_PARENT_TODO = message("Add that row to the file, or check the id that points to it.")
TWICE_TODO = message("Give the row an id of its own, or choose another column as the id of the rows.")


def foreseen(
    store: Store,
    file: ForeignFile,
    mapping: Understood,
    *,
    language: str,
    cancelled: Stop | None = None,
    progress: Progress | None = None,
) -> IntakePlan:
    """What taking ``file`` in would do.

    Args:
        store: the register it is laid beside; nothing is written.
        file, mapping: the tables and how they are understood.
        language: of labels and of values shown.
        cancelled: asked now and then.
        progress: told (done, of how many).

    Raises:
        UserError: ``no-such-sheet`` when no sheet has columns of the mapping.
        Cancelled: the person stopped it.
    """
    with unswept(), store.frozen() as source:
        names = Names(source, language)
        finder = PlaceFinder(store.places, mapping.places, store.me.team, language)
        words = Words(language)
        around = Around(
            language, mapping.codes, finder, Finder(source, store.places, language), Questions(finder, words)
        )  # fmt: skip
        foreseeing = _Foreseeing(store, file, mapping, around, _steps(file, cancelled, progress))
        plan = foreseeing.plan(Known(store, showing_in(language, names), names))
    plan.proposed = finder.proposed
    return plan


def _steps(file: ForeignFile, cancelled: Stop | None, progress: Progress | None) -> Callable[[int], None]:
    total = 2 * sum(len(sheet.rows) for sheet in file.sheets)

    def step(done: int) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled
        if progress is not None:
            progress(min(done, total), max(1, total))

    return step


@dataclass
class _Read:
    """The rows of one sheet, read and given their ids."""

    reader: SheetReader
    join: Join | None
    rows: list[tuple[RowTold, Identity]] = field(default_factory=list)


class _Foreseeing:
    """One look at one file."""

    def __init__(
        self, store: Store, file: ForeignFile, mapping: Understood, around: Around, step: Callable[[int], None]
    ) -> None:
        self._store, self._file, self._mapping, self._around, self._step = store, file, mapping, around, step
        self._keys = Keys(mapping)
        self._done = 0
        self._main: dict[str, Identity] = {}
        self._lacking: dict[tuple[str, frozenset[str]], tuple[Message, ...]] = {}
        self._fates: dict[str, IntakeRow] = {}

    def plan(self, known: Known) -> IntakePlan:
        """Read all sheets, find what was taken in before, compare."""
        plan = IntakePlan(self._file.name, self._file.sha256, self._mapping, seen=self._store.position())
        sheets = [self._sheet(None), *(self._sheet(join) for join in self._mapping.join)]
        read = [one for one in sheets if one is not None]
        if not read or sheets[0] is None:
            raise UserError(
                "no-such-sheet",
                message("No sheet of this file has the columns this mapping speaks of."),
                message("Choose another mapping, or have the columns guessed anew."),
            )
        known.prepare([identity for one in read for _, identity in one.rows])
        for one in read:
            for told, identity in one.rows:
                self._done += 1
                if self._done % 500 == 0:
                    self._step(self._done)
                plan.rows += self._records(plan, one, told, identity, known)
        compared(plan, known, lambda: self._step(self._done))
        plan.questions = self._around.questions.all()
        plan.gone = self._gone(read[0], known)
        return plan

    def _sheet(self, mapping: Join | None) -> _Read | None:
        """Read the main sheet or a sheet of repeats."""
        about: Understood | Join = self._mapping if mapping is None else mapping
        sheet = sheet_for(self._file, about)
        if sheet is None:
            return None
        reader = SheetReader(sheet, about.kind, about.columns, about.constants, self._around)
        start, rows_of = self._done, dict[str, int]()
        read = _Read(reader, mapping)
        for told in reader.rows(lambda done: self._step(start + done)):
            identity = self._identity(reader, told, mapping)
            if mapping is None and told.key:
                self._main.setdefault(told.key, identity)
            if identity.again:
                told.refused.append(Refused(reader.at_key, _twice(rows_of[identity.key]), TWICE_TODO))
            rows_of.setdefault(identity.key, told.row)
            read.rows.append((told, identity))
        self._done = start + len(sheet.rows)
        return read

    def _identity(self, reader: SheetReader, told: RowTold, join: Join | None) -> Identity:
        kind = reader.kind
        own = told.values[kind]
        code = own.pop("code", None) if kind in NUMBERED else own.get("code")
        if code and not told.key and not reader.has_key:
            told.key = str(code)
        return self._keys.identity(kind, told, under=join is not None, code=str(code or ""))

    # ---- one row

    def _records(
        self, plan: IntakePlan, read: _Read, told: RowTold, identity: Identity, known: Known
    ) -> Iterator[IntakeRow]:
        """The record of a row, and those that stand beside it."""
        kind, sheet = read.reader.kind, read.reader.sheet
        spot = Spot(sheet.name, told.row)
        of = ""
        if read.join is not None:
            of, refusal = self._parent(read, told, spot, known)
            if refusal is not None:
                plan.problems.append(refusal)
                told.refused = [*told.refused]
                yield self._row(read, told, identity, kind, known, "refused")
                return
            told.values[kind][REPEATS[self._mapping.kind][kind].partition(".")[2]] = of
        for one in told.refused:
            plan.problems.append(self._refusal(read, told, one))
        how: RowHow = "refused" if told.refused else "doubtful" if told.waits else "new"
        main = self._row(read, told, identity, kind, known, how)
        main.of = of
        if of in self._fates and self._fates[of].how in ("refused", "doubtful"):
            main.how, main.waits = self._fates[of].how, (*main.waits, *self._fates[of].waits)
        self._fates[main.record] = main
        yield main
        for beside in BESIDE.get(kind, ()):
            if told.values.get(beside):
                told.values[beside][REPEATS[kind][beside].partition(".")[2]] = main.record
                row = self._row(read, told, self._keys.beside(identity, beside), beside, known, main.how)
                row.of, row.waits = main.record, main.waits
                yield row

    def _row(
        self, read: _Read, told: RowTold, identity: Identity, kind: str, known: Known, how: RowHow
    ) -> IntakeRow:  # fmt: skip
        values = told.values.get(kind, {})
        row = IntakeRow(
            Spot(read.reader.sheet.name, told.row), kind, known.record(identity), how, "", values, identity.key,
            told.content, waits=tuple(told.waits),
        )  # fmt: skip
        if how == "new":
            row.lacks = self._lacks(kind, values)
        return row

    def _lacks(self, kind: str, values: Mapping[str, Any]) -> tuple[Message, ...]:
        """What keeps the record from being complete: it depends only on which fields are said at all."""
        said = frozenset(values)
        found = self._lacking.get((kind, said))
        if found is None:
            fields = RECORDS[kind].fields
            loaded = {name: fields[name].kind.load(value) for name, value in values.items()}
            found = tuple(one.message for one in problems(kind, loaded) if one.hard)
            self._lacking[kind, said] = found
        return found

    def _parent(self, read: _Read, told: RowTold, spot: Spot, known: Known) -> tuple[str, Refusal | None]:
        """The id of the record a row belongs to, or why it has none."""
        main = self._main.get(told.parent) if told.parent else None
        if main is not None:
            return known.record(main), None
        earlier = known.earlier(self._keys.of_text(self._mapping.kind, told.parent)) if told.parent else ""
        if earlier:
            return earlier, None
        column = read.reader.at_parent
        label = read.reader.labels[column].label if column in read.reader.labels else ""
        at = Spot(spot.sheet, spot.row, column)
        return "", Refusal(at, "parent", label, "", NO_PARENT, NO_PARENT_TODO)

    def _refusal(self, read: _Read, told: RowTold, one: Any) -> Refusal:
        column = read.reader.labels.get(one.at)
        return Refusal(
            Spot(read.reader.sheet.name, told.row, one.at), "cell", column.label if column else "", "", one.what,
            one.todo, True, one.offer,
        )  # fmt: skip

    def _gone(self, read: _Read, known: Known) -> list[Gone]:
        """Rows taken in earlier that are not in the file any more; only where rows have ids of their own."""
        if not read.reader.has_key:
            return []
        here = {identity.key for _, identity in read.rows}
        earlier = self._store.taken_in_under(self._keys.beginning(self._mapping.kind))
        left = [one for key, one in earlier.items() if key not in here and one.kind == self._mapping.kind]
        called = known.called(self._mapping.kind, [one.record for one in left])
        return [
            Gone(one.kind, one.record, called.get(one.record, one.record), one.sheet, one.row)
            for one in left
            if one.record in called
        ]


def _twice(row: int) -> Message:
    return message("This id stands in row {row} already.", row=row)


def spots(plan: IntakePlan) -> Sequence[Spot]:
    """The rows that could not be taken, each once, in the order of the file."""
    return sorted({row.spot for row in plan.rows if row.how == "refused"})
