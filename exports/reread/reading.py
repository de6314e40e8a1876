"""Reads a workbook that was exported earlier and edited since, and says what it proposes. Nothing is written."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from exports.entry.grid import mark_of
from exports.entry.reading import read_entry
from exports.names import Names
from exports.reread.align import Layout, known_columns, layout_of
from exports.reread.book import SheetReader
from exports.reread.compare import Compared, Comparison, TouchedRow
from exports.reread.finding import Finder
from exports.reread.fresh import FreshRows, lost
from exports.reread.origin import Origin, require_ours
from exports.reread.partner import Partner
from exports.reread.parts import Parts, SheetPart, open_parts
from exports.reread.proposal import MissingRow, Proposal, Refusal, Spot
from exports.reread.resolving import Resolver, Told
from exports.reread.rights import keep_to_rights
from exports.reread.values import Meaning
from exports.reread.written import Written, showing_in
from exports.workbook.sheets import kinds
from storage import LANGUAGES, Cancelled, Entry, Level, Message, message

if TYPE_CHECKING:
    from storage import Frozen, Store

Progress = Callable[[int, int], None]
AT_ONCE = 500
ALONG = frozenset({"place", "team"})
"""Kinds of which a partner is told those that other records name: which they were is not kept."""
LOST = 500
"""So many missing records of a kind are compared with new rows."""
NAMED = 2_000
"""So many missing records are told by name; the others by their number in the register."""

COUNTED_FROM: Mapping[str, frozenset[str]] = {
    "incident": frozenset({"incident", "claim", "victim", "outcome", "link", "source"}),
    "victim": frozenset({"victim", "incident", "outcome", "place", "link"}),
    "facility": frozenset({"facility", "damage", "incident", "link"}),
    "damage": frozenset({"damage", "incident"}),
}
"""What the worked-out columns of a kind are worked out from."""


def read_back(
    store: Store,
    path: Path,
    *,
    language: str,
    answers: Mapping[Spot, str] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Proposal:
    """What an edited workbook, or a filled entry workbook, proposes.

    Args:
        store: the register it was exported from, or made for.
        path: the workbook.
        language: in which the values are told.
        answers: cells a person was asked about, with what was meant; read as if it stood there.
        progress: told (bytes done, bytes of the sheets).
        cancelled: asked often; yes stops the work.

    Raises:
        UserError: ``not-a-workbook``, ``locked-workbook``, ``damaged-workbook``, ``too-large-workbook``,
            ``not-an-export``, ``newer-export``, ``other-level``, ``other-register``.
        Cancelled: the person stopped it.
    """
    with open_parts(path) as parts, store.frozen() as source:
        mark = mark_of(parts)
        if mark is not None:
            proposal = read_entry(
                store, source, parts, mark, path, language=language, answers=answers or {},
                progress=progress or (lambda done, of: None), cancelled=cancelled,
            )  # fmt: skip
            keep_to_rights(store, proposal)
            return proposal
        origin = require_ours(parts, source, lambda position, mark: store.partner_past(source, position, mark))
        written = _written(store, source, origin)
        proposal = Proposal(path.name, origin.made, origin.position, origin.language, origin.edited)
        proposal.partner = origin.partner.recipient if origin.partner is not None else ""
        finder = Finder(written.source, store.places, origin.language)
        meaning = Meaning(written.showing, finder, written.columns)
        told = Told(showing_in(language, Names(source, language)))
        work = _Work(store, written, proposal, meaning, told, progress or (lambda done, of: None), cancelled)
        with _uncollected():
            work.read(parts, answers or {})
        work.resolve(origin)
        work.miss(origin.kinds or kinds(written.view.level))
    keep_to_rights(store, proposal)
    proposal.problems.sort(key=lambda one: (not one.serious, one.spot))
    return proposal


def _written(store: Store, source: Frozen, origin: Origin) -> Written:
    """What the file said when it was made."""
    past = origin.partner
    if past is None:
        return Written(source, store, origin.language, origin.position, origin.where)
    view = Partner(past=past, position=origin.position)
    return Written(past, past, origin.language, origin.position, origin.where, view)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for circles of objects: cells have none, and walking millions of them costs an eighth."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@dataclass
class _Work:
    """One workbook on its way to a proposal."""

    store: Store
    written: Written
    proposal: Proposal
    meaning: Meaning
    told: Told
    progress: Progress
    cancelled: Callable[[], bool] | None
    sheets: list[tuple[str, Compared]] = field(default_factory=list)

    def read(self, parts: Parts, answers: Mapping[Spot, str]) -> None:
        """Lay every sheet of records beside what the export wrote."""
        written = self.written
        own = written.showing.words.language
        heads = [written.labels(one) for one in sorted(LANGUAGES, key=lambda one: one != own)]
        known = known_columns(written.columns, heads)
        whole, done = sum(parts.size(sheet.part) for sheet in parts.sheets), 0
        for sheet in parts.sheets:
            reader = SheetReader(parts, sheet, self.cancelled)
            with closing(reader.blocks()) as blocks:
                first = next(blocks, None)
                layout = layout_of(first.first, first.rows, known) if first is not None else None
                if first is None or layout is None:
                    continue
                here = {(spot.row, spot.column): text for spot, text in answers.items() if spot.sheet == sheet.name}
                comparison = Comparison(layout, self.written, self._by_code(layout.kind), here)
                for block in chain([first], blocks):
                    comparison.take(block)
                    self.progress(done + reader.done, whole)
            done += parts.size(sheet.part)
            self.sheets.append((sheet.name, comparison.finish(reader.merges)))
            self._tell_of(sheet, layout, reader)

    def _by_code(self, kind: str) -> Callable[[str], str | None]:
        return lambda code: self.meaning.finder.by_code(kind, code)

    def _tell_of(self, sheet: SheetPart, layout: Layout, reader: SheetReader) -> None:
        for at, label in layout.strangers:
            said = message("This column is not one of the export's and is not read.")
            self._tell(Spot(sheet.name, layout.start, at), "column", label, said)
        for at, label in layout.twice:
            said = message("This column stands here a second time; the first one is read.")
            self._tell(Spot(sheet.name, layout.start, at), "twice", label, said)
        below = [merge for merge in reader.merges if merge.bottom > layout.start]
        if below:
            said = message("Cells were merged here: only the first of them was read.")
            self._tell(Spot(sheet.name, below[0].top, below[0].left), "merged", "", said)

    def _tell(self, spot: Spot, word: str, label: str, said: Message) -> None:
        self.proposal.problems.append(Refusal(spot, word, label, "", said, None, serious=False))

    def resolve(self, origin: Origin) -> None:
        """From cells to values: first which rows are new, since others may name them."""
        fresh = FreshRows(origin.witness or origin.made)
        for name, compared in self.sheets:
            fresh.plan(name, compared.layout, compared.loose, self.meaning)
        for name, compared in self.sheets:
            self._resolve(name, compared)
        self.proposal.new_rows += fresh.rows(self.meaning, self.told, self._known, self.written.view)
        self.proposal.problems += fresh.problems

    def _known(self, kind: str, record: str) -> bool:
        return self.store.read(kind, record) is not None

    def _resolve(self, name: str, compared: Compared) -> None:
        kind = compared.layout.kind
        view = self.written.view
        resolver = Resolver(name, kind, self.meaning, self.told, self._certain, view)
        lines = iter(_first_only(compared))
        while batch := list(islice(lines, AT_ONCE)):
            if self.cancelled is not None and self.cancelled():
                raise Cancelled
            resolver.take(batch, self.store.read_many(kind, {view.ours(line.record) for line in batch}))
        self.proposal.changes += resolver.changes
        self.proposal.problems += resolver.problems
        self.proposal.unchanged += compared.unchanged + resolver.meaningless
        for rows in compared.again.values():
            for row in rows:
                self.proposal.problems.append(Refusal(
                    Spot(name, row), "again", "", "",
                    message("This row has the hidden id of another row above it and is not read."),
                    message("If it is a new record, clear its hidden id in the first column."),
                ))  # fmt: skip

    def _certain(self, kind: str) -> bool:
        return not COUNTED_FROM.get(kind, frozenset(kinds())) & set(self.written.changed)

    def miss(self, exported: Sequence[str]) -> None:
        """Records of the export that are in no sheet any more: questions, never deletions."""
        seen: dict[str, set[str]] = defaultdict(set)
        named: dict[str, str] = {}
        for name, compared in self.sheets:
            seen[compared.layout.kind].update(compared.seen)
            named.setdefault(compared.layout.kind, name)
        view = self.written.view
        for kind in exported:
            if view.level is not Level.INTERNAL and kind in ALONG:
                continue
            gone = sorted(map(view.ours, self.written.ids(kind, seen.get(kind, set()))))
            if kind in named:
                self.proposal.missing += list(self._missing(kind, named[kind], gone))
            elif gone:
                title = self.told.showing.words.kind(kind, several=True)
                said = message("The sheet of these records is not in the file.")
                self._tell(Spot("", 0), "sheet", title, said)

    def _missing(self, kind: str, sheet: str, gone: list[str]) -> Iterator[MissingRow]:
        entries = {entry.id: entry for entry in self.store.read_many(kind, gone[:NAMED])}
        self._tell_of_lost(kind, list(entries.values()))
        for record in gone:
            entry = entries.get(record)
            if entry is None and len(gone) <= NAMED:
                continue
            who = self.told.who(kind, entry.values) if entry is not None else record[:8]
            yield MissingRow(sheet, kind, record, who)

    def _tell_of_lost(self, kind: str, gone: Sequence[Entry]) -> None:
        """New rows that may be one of the missing records."""
        ids = {name: compared.layout.place(f"{kind}.id") for name, compared in self.sheets}
        rows, called = lost(self.proposal.new_rows, gone[:LOST], self.told) if gone else (self.proposal.new_rows, {})
        self.proposal.new_rows = rows
        for at, who in called.items():
            row, place = rows[at], ids.get(rows[at].spot.sheet)
            self.proposal.problems.append(Refusal(
                Spot(row.spot.sheet, row.spot.row, -1 if place is None else place), "lost", "", row.who,
                message("The number and the hidden id of this row were erased. It looks like {name}.", name=who),
                message("Say that it is, or take it in as a new record."), serious=False,
                choices=((row.likely, who),) if place is not None else (),
            ))  # fmt: skip


def _first_only(compared: Compared) -> list[TouchedRow]:
    """The touched rows, of a record that stands there twice the first."""
    return [line for line in compared.touched if compared.seen[line.record] == line.row]
