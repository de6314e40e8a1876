"""From cells that differ to changes a person can judge: was, in the file, now; and what cannot be taken, with why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exports.cells import Showing, plain
from exports.reread.cells import was_cut
from exports.reread.compare import COMPUTED, TouchedRow, leftmost
from exports.reread.proposal import CellChange, How, Refusal, Spot
from exports.reread.values import Meaning, RefusedError, unpacked
from exports.reread.view import Own, Touched
from storage import FINISHED, NUMBERED, RECORDS, Entry, Field, message, problems

LOGS = frozenset({"disclosure", "intake", "mapping", "review", "device"})
"""Kinds the register keeps by itself; a spreadsheet does not change them."""
SIGNED = frozenset({"team", "author", "entered"})
"""Who entered a record and when: said by the register, never by a spreadsheet."""


@dataclass(frozen=True)
class Told:
    """How things are told to the person who reads the proposal: language and names of today."""

    showing: Showing

    def text(self, item: Field[Any], canonical: Any) -> str:
        """A canonical form as text; "" when there is none."""
        if canonical is None:
            return ""
        if item.kind.word in ("ref", "refs", "placeref"):
            self.showing.names.prepare({self.showing.names.target(item.kind)})
        try:
            return plain(item.kind.show(item.kind.load(canonical), self.showing.reading))
        except (ValueError, TypeError, KeyError, AttributeError):
            return str(canonical)

    def label(self, item: Field[Any]) -> str:
        """The name of a field."""
        return plain(self.showing.words.field(item.key))

    def who(self, kind: str, values: Mapping[str, Any]) -> str:
        """What a record is called: who, or where and when, or what it belongs to."""
        fields, found = RECORDS[kind].fields, []
        for name in _CALLED.get(kind, ("name", "name_ar", "name_en", "title", "place", "day", "code")):
            if name in fields and values.get(name) is not None:
                text = self.text(fields[name], fields[name].kind.store(values[name]))
                found += [text] if text else []
        if not found:
            found = [
                self.text(item, item.kind.store(values[name]))
                for name, item in fields.items()
                if item.kind.word == "ref" and name not in SIGNED and values.get(name) is not None
            ][:1]
        return " · ".join(found[: 2 if kind in ("incident", "movement") else 1])


_CALLED = {
    "incident": ("place", "occurred", "code"),
    "movement": ("origin", "started", "code"),
    "facility": ("name_ar", "code", "name_en"),
    "source": ("code", "title"),
}


class Resolver:
    """Resolves the touched rows of one sheet."""

    def __init__(
        self, sheet: str, kind: str, meaning: Meaning, told: Told, certain: Callable[[str], bool], view: Own
    ) -> None:  # fmt: skip
        self._sheet, self._kind, self._meaning, self._told = sheet, kind, meaning, told
        self._certain, self._view = certain, view
        self._stood: Mapping[str, Mapping[str, Any]] = {}
        self._fields = RECORDS[kind].fields
        self.changes: list[CellChange] = []
        self.problems: list[Refusal] = []
        self.meaningless = 0

    def take(self, lines: Sequence[TouchedRow], entries: Iterable[Entry]) -> None:
        """Some rows, with their records as they stand now."""
        now = {entry.id: entry for entry in entries}
        self._stood = self._view.stood(self._kind, now)
        for line in lines:
            entry = now.get(self._view.ours(line.record))
            if entry is not None:
                self._row(line, entry)

    def _row(self, line: TouchedRow, entry: Entry) -> None:
        who = self._told.who(self._kind, entry.values)
        found: list[CellChange] = []
        for name, cells in line.cells.items():
            try:
                change = self._field(line, entry, name, cells, who)
            except RefusedError as refused:
                self.problems.append(self._refusal(line, refused, who))
            else:
                found += [change] if change is not None else []
        kept, broken = lawful(self._kind, entry, found)
        self.changes += kept
        self.problems += broken

    def _field(
        self, line: TouchedRow, entry: Entry, name: str, cells: Sequence[Touched], who: str
    ) -> CellChange | None:  # fmt: skip
        first = leftmost(cells)
        if name == COMPUTED:
            self._computed(line, cells, who)
            return None
        self._refuse_what_stays(line, entry, name, cells)
        item = self._fields[name]
        base = unpacked(item, line.base[name])
        value = self._view.value(item, self._meaning.value(item, cells, base))
        base = self._view.value(item, base)
        if value == base:
            self.meaningless += len(cells)
            return None
        stood = self._stood[entry.id].get(name) if entry.id in self._stood else base
        self._view.check(item, cells, value, told_less=stood != base)
        now = None if entry.values.get(name) is None else item.kind.store(entry.values[name])
        if base is None and now is not None and self._kind == "movement" and name == "origin":
            raise RefusedError(
                first,
                message("What stands here does not leave the register, so a spreadsheet cannot change it."),
                message("Change it in the program."),
            )
        how: How = "same" if value == now else "changed" if base == now == stood else "conflict"
        return CellChange(
            Spot(self._sheet, line.row, first.at), self._kind, entry.id, name, who, self._told.label(item),
            self._told.text(item, base), self._told.text(item, value), self._told.text(item, now), how,
            None if value is None else item.kind.load(value), any(cell.at in line.formulas for cell in cells),
        )  # fmt: skip

    def _refuse_what_stays(self, line: TouchedRow, entry: Entry, name: str, cells: Sequence[Touched]) -> None:
        first = leftmost(cells)
        broken = next((cell for cell in cells if cell.at in line.errors), None)
        if broken is not None:
            raise RefusedError(
                broken,
                message("The formula in this cell could not be worked out, so there is no value."),
                message("Mend the formula or type the value, save, and read the file again."),
            )
        if self._kind in LOGS:
            raise RefusedError(
                first,
                message("The register keeps this sheet by itself; it is not read back."),
            )
        if name in SIGNED or (name == "code" and self._kind in NUMBERED):
            raise RefusedError(
                first,
                message("Numbers of records, and who entered them when, are given by the register and stay."),
            )
        if entry.values.get("withdrawn") is not None:
            raise RefusedError(
                first,
                message("This record was withdrawn meanwhile."),
                message("Restore it in the program first, then read the file again."),
            )
        if any(was_cut(cell.written) for cell in cells):
            raise RefusedError(
                first,
                message("Only the beginning of this text fitted into the cell, so a spreadsheet cannot change it."),
                message("Change it in the program."),
            )

    def _computed(self, line: TouchedRow, cells: Sequence[Touched], who: str) -> None:
        """Worked-out columns: told when they surely were changed in the file, and not only here."""
        if not self._certain(self._kind):
            return
        for cell in cells:
            refused = RefusedError(
                cell,
                message("This column is worked out by the register and is not read back."),
                message("Change the records it is counted from."),
            )
            self.problems.append(self._refusal(line, refused, who, serious=False))

    def _refusal(self, line: TouchedRow, refused: RefusedError, who: str, *, serious: bool = True) -> Refusal:
        cell = refused.cell
        return Refusal(
            Spot(self._sheet, line.row, cell.at), "cell", cell.shown.label, who, refused.what, refused.todo, serious,
            refused.offer, refused.choices,
        )  # fmt: skip


def lawful(kind: str, entry: Entry, found: list[CellChange]) -> tuple[list[CellChange], list[Refusal]]:
    """The changes of a record after which it may still be complete; the others are told."""
    wanted = [one for one in found if one.how != "same"]
    before = {name: value for name, value in entry.values.items() if value is not None}
    after = {**before, **{one.field: one.value for one in wanted}}
    after = {name: value for name, value in after.items() if value is not None}
    if not wanted or after.get("status", "complete") not in FINISHED:
        return found, []
    broken = [one for one in problems(kind, after, entry.id) if one.hard]
    known = {one.rule for one in problems(kind, before, entry.id)} if broken else set()
    out: dict[str, Refusal] = {}
    for problem in broken:
        if problem.rule in known and entry.values.get("status", "complete") in FINISHED:
            continue
        fields = {one.field for one in wanted} & set(problem.fields) or {one.field for one in wanted}
        for one in wanted:
            if one.field in fields and one.field not in out:
                out[one.field] = Refusal(one.spot, "rule", one.label, one.who, problem.message, None, serious=True)
    return [one for one in found if one.field not in out], list(out.values())
