"""Reads a filled entry workbook: new records, changes of rows that were taken before, and what cannot be taken."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.entry.grid import FilledBook, FilledRow, read_filled
from exports.entry.plan import ROWS, SHEETS, Mark, made_of, row_id
from exports.entry.taken import Taken, hash_of, intake_id, record_of, taken_before
from exports.entry.values import Found, RowReader, RowValues
from exports.names import Names
from exports.reread.finding import Finder
from exports.reread.origin import other_register
from exports.reread.parts import Parts
from exports.reread.proposal import CellChange, How, MissingRow, NewRow, Proposal, Refusal, RowOrigin, Spot
from exports.reread.resolving import Told, lawful
from exports.reread.values import Meaning
from exports.reread.written import showing_in
from storage import RECORDS, Cancelled, Entry, Seen, message, problems, translated

if TYPE_CHECKING:
    from storage import Frozen, Store


def read_entry(
    store: Store,
    source: Frozen,
    parts: Parts,
    mark: Mark,
    path: Path,
    *,
    language: str,
    answers: Mapping[Spot, str],
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool] | None,
) -> Proposal:
    """What a filled entry workbook proposes; arguments as of :func:`exports.read_back`.

    Raises:
        UserError: ``other-register``, and what a damaged file gives.
        Cancelled: the person stopped it.
    """
    if mark.practice != bool(source.about().get("practice")) or not store.knows(mark.founding):
        raise other_register()
    book = read_filled(parts, mark, answers, cancelled, progress)
    proposal = Proposal(path.name, "", source.position(), mark.language, problems=book.problems)
    showing = showing_in(mark.language, Names(source, mark.language))
    meaning = Meaning(showing, Finder(source, store.places, mark.language), {})
    before = taken_before(source, _rows_of(mark))
    told = Told(showing_in(language, Names(source, language)))
    with translated(), path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    work = _Work(store, book, proposal, meaning, told, before, {"file_name": path.name, "sha256": digest}, cancelled)
    work.read()
    work.resolve()
    work.miss()
    proposal.problems.sort(key=lambda one: (not one.serious, one.spot))
    return proposal


def _rows_of(mark: Mark) -> Iterable[str]:
    return [row_id(mark.book, kind, number) for kind, many in ROWS.items() for number in range(1, many + 1)]


@dataclass
class _Part:
    """One record that a row speaks of."""

    kind: str
    record: str
    row: FilledRow
    found: Found
    refused: frozenset[str]
    before: Taken | None
    fixed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def said(self) -> dict[str, str]:
        """The hashes of what stands in the row."""
        return {name: hash_of(value) for name, (value, _) in self.found.items()}

    def place(self, name: str) -> int:
        """Where the first cell of a field stands."""
        keys = [column.key for column in SHEETS[self.row.sheet] if (column.kind, column.field) == (self.kind, name)]
        return min((self.row.places[key] for key in keys if key in self.row.places), default=-1)

    @property
    def asked(self) -> list[str]:
        """The fields the sheet asks of this kind."""
        return list(dict.fromkeys(column.field for column in SHEETS[self.row.sheet] if column.kind == self.kind))


@dataclass
class _Work:
    """One workbook on its way to a proposal."""

    store: Store
    book: FilledBook
    proposal: Proposal
    meaning: Meaning
    told: Told
    before: Mapping[str, list[Taken]]
    file: Mapping[str, str]
    cancelled: Callable[[], bool] | None
    parts: list[_Part] = field(default_factory=list)
    incidents: dict[int, str] = field(default_factory=dict)

    def read(self) -> None:
        """From rows to records: incidents first, since the others name them by number."""
        for kind in SHEETS:
            for row in self.book.rows:
                if row.sheet == kind:
                    self._check()
                    self._row(row)

    def _check(self) -> None:
        if self.cancelled is not None and self.cancelled():
            raise Cancelled

    def _row(self, row: FilledRow) -> None:
        values = RowReader(self.meaning, self.book.mark.book, self.incidents).values(row)
        self.proposal.problems += values.problems
        own = values.kinds.get(row.sheet, {})
        said = {name: hash_of(value) for name, (value, _) in own.items()}
        known = self.before.get(row.id, [])
        record = record_of(row.id, row.sheet, self.book.team, said, known)
        if not record:
            self.book.tell(
                row.spot,
                "copy",
                message("Another copy of this workbook was read before, and said something else in this row."),
                message("Write the name of the team on the first sheet of this copy, then read it again."),
            )
            return
        if row.sheet == "incident":
            self.incidents[row.number] = record
        self._add(row.sheet, record, row, values)
        if row.sheet == "incident":
            self._add("claim", made_of(record, "claim"), row, values, {"incident": record})
        if row.sheet == "damage" and "facility" in own:
            self._add_facility(row, values, own["facility"][0])

    def _add(
        self, kind: str, record: str, row: FilledRow, values: RowValues, fixed: Mapping[str, Any] | None = None
    ) -> None:  # fmt: skip
        before = next((one for one in self.before.get(row.id, []) if one.record == record), None)
        found = values.kinds.get(kind, {})
        if found or before is not None:
            refused = frozenset(name for of, name in values.refused if of == kind)
            self.parts.append(_Part(kind, record, row, found, refused, before, fixed or {}))

    def _add_facility(self, row: FilledRow, values: RowValues, facility: str) -> None:
        """A facility that this workbook is the first to name, or was."""
        before = next((one for one in self.before.get(row.id, []) if one.record == facility), None)
        fresh = not self.meaning.finder.exists("facility", facility)
        if (before is None and not fresh) or any(one.record == facility for one in self.parts):
            return
        text = " ".join(str(row.cells["entry.damage.facility"][1]).split())
        name = "name_ar" if self._arabic(text) else "name_en"
        self._add("facility", facility, row, values)
        if not self.parts or self.parts[-1].record != facility:
            self.parts.append(_Part("facility", facility, row, {}, frozenset(), before))
        self.parts[-1].fixed = {name: text}

    @staticmethod
    def _arabic(text: str) -> bool:
        from storage import is_arabic

        return is_arabic(text)

    # ------------------------------------------------------------------------------------- from records to proposals

    def resolve(self) -> None:
        """New records, and changes of those that are there."""
        by_kind: dict[str, list[_Part]] = defaultdict(list)
        for part in self.parts:
            by_kind[part.kind].append(part)
        entries = {
            (kind, entry.id): entry
            for kind, own in by_kind.items()
            for entry in self.store.read_many(kind, [part.record for part in own])
        }
        for part in self.parts:
            self._check()
            entry = entries.get((part.kind, part.record))
            if entry is None:
                self._fresh(part)
            else:
                self._compare(part, entry)

    def _fresh(self, part: _Part) -> None:
        fields = RECORDS[part.kind].fields
        canonical = {name: value for name, (value, _) in part.found.items()} | dict(part.fixed)
        values = {name: fields[name].kind.load(value) for name, value in canonical.items()}
        shown = tuple((self.told.label(fields[name]), self.told.text(fields[name], canonical[name]))
                      for name in canonical if name not in part.fixed or part.kind == "facility")  # fmt: skip
        whole = not part.refused and not any(one.hard for one in problems(part.kind, values, part.record))
        values["status"] = "complete" if whole else "draft"
        who = self.told.who(part.kind, values)
        self.proposal.new_rows.append(NewRow(part.row.spot, part.kind, part.record, who, values, shown, whole))
        self._note(part)

    def _note(self, part: _Part, seen: Seen | None = None, same: Iterable[str] = ()) -> None:
        """What is kept of the row when it is accepted."""
        spot = part.row.spot
        kept = {
            **self.file, "sheet": spot.sheet, "row": spot.row, "row_key": part.row.id, "record_id": part.record,
            "record_kind": part.kind,
        }  # fmt: skip
        known = dict(part.before.said) if part.before is not None else {}
        known |= {name: told for name, told in part.said.items() if name in set(same)}
        self.proposal.origins[part.record] = RowOrigin(
            intake_id(part.record), kept, self.book.team, known, part.said, seen
        )

    def _compare(self, part: _Part, entry: Entry) -> None:
        """A record that is there: what the row says now against what it said when it was taken."""
        who, heads = self.told.who(part.kind, entry.values), dict(entry.seen.heads)
        found: list[CellChange] = []
        for name in part.asked:
            if name in part.refused:
                continue
            change = self._change(part, entry, name, who, heads)
            found += [change] if change is not None else []
        if found and entry.values.get("withdrawn") is not None:
            self.proposal.problems.append(Refusal(
                found[0].spot, "withdrawn", "", who, message("This record was withdrawn meanwhile."),
                message("Restore it in the program first, then read the file again."),
            ))  # fmt: skip
            return
        kept, broken = lawful(part.kind, entry, found)
        self.proposal.changes += kept
        self.proposal.problems += broken
        if found:
            self._note(part, Seen(heads), [one.field for one in found if one.how == "same"])

    def _change(
        self, part: _Part, entry: Entry, name: str, who: str, heads: dict[str, Any]
    ) -> CellChange | None:  # fmt: skip
        item = RECORDS[part.kind].fields[name]
        value, at = part.found.get(name, (None, part.place(name)))
        told = None if value is None else hash_of(value)
        taken = part.before.said.get(name) if part.before is not None else None
        if told == taken:
            self.proposal.unchanged += 1
            return None
        now = None if entry.values.get(name) is None else item.kind.store(entry.values[name])
        how: How = "conflict"
        was = now
        if now == value:
            how = "same"
        elif (None if now is None else hash_of(now)) == taken:
            how = "changed"
        else:
            was = self._was(part, name, taken, heads)
        return CellChange(
            Spot(part.row.spot.sheet, part.row.spot.row, at), part.kind, part.record, name, who, self.told.label(item),
            self.told.text(item, was), self.told.text(item, value), self.told.text(item, now), how,
            None if value is None else item.kind.load(value), at in part.row.formulas,
        )  # fmt: skip

    def _was(self, part: _Part, name: str, taken: str | None, heads: dict[str, Any]) -> Any:
        """What the row said when it was taken; an edit of it is one of somebody who saw that and nothing later."""
        written = self.store.writings(part.kind, part.record, name)
        found = next(
            ((value, stamp) for value, stamp in written if (None if value is None else hash_of(value)) == taken), None
        )
        heads[name] = (found[1],) if found is not None else ()
        return found[0] if found is not None else None

    def miss(self) -> None:
        """Rows that were taken before and say nothing any more: questions, never deletions."""
        from storage import folded

        team = folded(self.book.team)
        for kind, sheet in self.book.sheets.items():
            rows = [row_id(self.book.mark.book, kind, number) for number in range(1, ROWS[kind] + 1)]
            gone = [
                one.record
                for row in rows
                if row not in self.book.there
                for one in self.before.get(row, ())
                if one.kind == kind and one.team == team
            ]
            for entry in self.store.read_many(kind, gone):
                if entry.values.get("withdrawn") is None:
                    who = self.told.who(kind, entry.values)
                    self.proposal.missing.append(MissingRow(sheet, kind, entry.id, who))
