"""A grid of records that belong to the one being typed (steps of an outcome, states of a village), saved with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gui.disputed import cells_in_dispute
from gui.entry.card import Card, CardHead, key_hints
from gui.entry.findings import Finding
from gui.entry.reasons import ReasonLine
from gui.grid.grid import Grid
from gui.grid.model import BLANK, CellRivals, GridModel, GridRow, Rows, Spread, rivals_at, rivals_said
from gui.record.beside import Beside, BesideView, Side
from gui.record.cells import Cells, Column
from gui.say import say, say_message
from gui.widgets import Says, column
from storage import Edit, Entry, Seen, problems

if TYPE_CHECKING:
    from gui.record.facts import FormFacts
    from gui.record.typed_record import TypedRecord
    from storage import Store


@dataclass(frozen=True)
class GridPlan:
    """What the grid is.

    Attributes:
        name: its key in the draft; kind: the kind of its records; parent: their field that names the record.
        icon, title: head of the card; key: ``Alt+1`` or so gives it the keyboard.
        order: puts the records of the register in order.
    """

    name: str
    kind: str
    parent: str
    icon: str
    title: Callable[[], str]
    columns: tuple[Column, ...]
    key: str = ""
    side: Side = "below"
    order: Callable[[Entry], Any] | None = None


class ChildGrid(Beside):
    """The rows and, while there is a window, the card with their grid.

    Attributes:
        rows: the model of the grid; entries: what the register has, by id.
        cells: how values and cells belong together.
    """

    def __init__(self, window: TypedRecord, plan: GridPlan) -> None:
        super().__init__(window)
        self.plan, self.name, self.side, self.key = plan, plan.name, plan.side, plan.key
        self.kinds = frozenset({plan.kind})
        self.cells = self._cells()
        self.rows = GridModel(self.cells.columns(), window.steps, spread=self._spread(), parent=self)
        self.entries: dict[str, Entry] = {}
        self._seen: dict[str, Seen] = {}
        self.card: ChildCard | None = None
        self.rows.edited.connect(self.settled)

    def _cells(self) -> Cells:
        """How values and cells belong together, where they are not simply its fields."""
        return Cells(self.plan.kind, self.plan.columns, self.window.form.reading, lambda: self.window.facts)

    def _spread(self) -> Spread | None:
        """What a typed text fills beside its own cell."""
        return None

    def make(self) -> ChildCard:
        """The card, with titles in the language of now."""
        self.rows.set_columns(self.cells.columns())
        self.card = ChildCard(self)
        return self.card

    def whole(self, row: GridRow) -> dict[str, Any]:
        """The values a record will have after saving."""
        base = dict(self.entries[row.id].values) if row.id in self.entries else {}
        whole = {**base, **self.cells.values(row), self.plan.parent: self.window.id}
        whole["overrides"] = row.more.get("overrides") or None
        return {name: value for name, value in whole.items() if value is not None}

    # ---- what the register has

    def read(self, store: Store, record: str, facts: FormFacts) -> list[Entry]:
        """The standing records of the one being typed (in a reader's thread)."""
        found = [one for one in store.children(self.plan.kind, self.plan.parent, record) if not _gone(one)]
        for entry in found:
            facts.note(store, self.plan.kind, entry.values)
        return sorted(found, key=self.plan.order) if self.plan.order else found

    def take(self, found: Sequence[Entry]) -> None:
        """Show them; rows touched here keep what is typed."""
        had = {row.id: row for row in self.rows.rows}
        fresh, rivals = [], dict[tuple[str, str], CellRivals]()
        for entry in found:
            row = had.pop(entry.id, None)
            old = self.cells.texts(self.entries[entry.id].values) if entry.id in self.entries else {}
            mine = {key: cell for key, cell in row.cells.items() if cell.text != old.get(key, "")} if row else {}
            gone = {key for key in old if row is not None and not row.text(key)}
            self._note(entry, self.cells.fields({*mine, *gone}))
            rivals |= cells_in_dispute(self.rows, entry, self.cells.texts, self.cells.fields, {*mine, *gone})
            texts = self.cells.texts(entry.values).items()
            cells = {key: self.rows.read_cell(key, text) for key, text in texts if key not in gone}
            more = row.more if row else {"overrides": dict(entry.values.get("overrides") or {})}
            fresh.append(GridRow(entry.id, {**cells, **mine}, saved=True, more=more))
        kept = [row for row in had.values() if not row.saved]  # rows others withdrew meanwhile have gone
        standing = [row for row in fresh if row.id not in self.rows.now.taken_out]
        after = Rows((*standing, *kept), self.rows.now.taken_out)
        if after != self.rows.now or rivals != self.rows.rivals:
            self.rows.rivals = rivals
            self.rows.show(after)

    def _note(self, entry: Entry, touched: set[str]) -> None:
        had = self._seen.get(entry.id)
        heads = {**entry.seen.heads, **{name: had.heads.get(name, ()) for name in touched}} if had else {}
        self._seen[entry.id] = Seen(heads) if had is not None and touched else entry.seen
        self.entries[entry.id] = entry

    def touched(self) -> bool:
        """Whether a row differs from the register."""
        if self.rows.now.taken_out or self._typing() is not None:
            return True
        return any(row.id not in self.entries or self._changed(row) for row in self.rows.filled())

    def _changed(self, row: GridRow) -> dict[str, Any]:
        """Cells that differ, by key: their texts ("" for emptied ones); reasons given for doubts."""
        base = self.cells.texts(self.entries[row.id].values) if row.id in self.entries else {}
        now = {key: cell.text for key, cell in row.cells.items()}
        found: dict[str, Any] = {
            key: now.get(key, "") for key in {*base, *now} if now.get(key, "") != base.get(key, "")
        }
        had = self.entries[row.id].values.get("overrides") if row.id in self.entries else None
        if (row.more.get("overrides") or {}) != (had or {}):
            found["overrides"] = row.more.get("overrides")
        return found

    # ---- draft

    def content(self) -> Mapping[str, Any] | None:
        """The rows that differ, cell by cell as typed."""
        if not self.touched():
            return None
        rows = []
        for row in self.rows.filled():
            changed = self._changed(row)
            if changed or row.id not in self.entries:
                doubts = changed.pop("overrides", None) or row.more.get("overrides") or {}
                rows.append({"id": row.id, "cells": changed, "overrides": dict(doubts)})
        seen = {
            one: {name: [s.hex() for s in at] for name, at in seen.heads.items()} for one, seen in self._seen.items()
        }
        typing = self._typing()
        return {
            "rows": rows, "taken_out": dict(self.rows.now.taken_out), "seen": seen,
            "typing": list(typing) if typing is not None else [],
        }  # fmt: skip

    def restore(self, content: Mapping[str, Any]) -> None:
        """Take up what a draft has kept, over what the register has now."""
        for record, heads in (content.get("seen") or {}).items():
            kept = {name: tuple(bytes.fromhex(one) for one in at) for name, at in heads.items()}
            self._seen[record] = Seen(kept)
        known = {row.id: row for row in self.rows.rows}
        for item in content.get("rows") or ():
            base = known.get(item["id"]) or GridRow(item["id"])
            cells = dict(base.cells)
            for key, text in item["cells"].items():
                cells[key] = self.rows.read_cell(key, text)
            cells = {key: cell for key, cell in cells.items() if cell != BLANK}
            known[item["id"]] = GridRow(base.id, cells, base.saved, {"overrides": item.get("overrides") or {}})
        gone = dict(content.get("taken_out") or {})
        self.rows.show(Rows(tuple(row for row in known.values() if row.id not in gone), gone))
        typing = list(content.get("typing") or ())
        if len(typing) == 3 and typing[2]:
            self.rows.type((int(typing[0]), str(typing[1])), str(typing[2]))

    # ---- saving

    def edits(self, status: str) -> list[Edit]:
        """An edit for every row that is new or differs, and for every row taken out."""
        found = []
        for row in self.rows.filled():
            base = self.entries[row.id].values if row.id in self.entries else {}
            values = {**self.cells.values(row), "overrides": row.more.get("overrides") or None}
            changed = {
                name: value for name, value in values.items() if not self.cells.same(name, value, base.get(name))
            }
            if row.id not in self.entries and any(value is not None for value in values.values()):
                changed = {**changed, self.plan.parent: self.window.id, "status": status}
            elif base.get("status") == "draft" and status == "complete":
                changed["status"] = status
            if changed:
                found.append(Edit(self.plan.kind, row.id, changed, self._seen.get(row.id)))
        for record, why in self.rows.now.taken_out.items():
            values = {"withdrawn": why or "removed"}
            found.append(Edit(self.plan.kind, record, values, self._seen.get(record), why))
        return found

    # ---- looking it over

    def findings(self) -> list[Finding]:
        """Cells that cannot be read, and what the rules say of each row."""
        found = [Finding(self.name, key, why, row) for row, key, why in self.rows.refused()]
        for number, row in enumerate(self.rows.rows):
            for item in problems(self.plan.kind, self.whole(row)) if not row.blank else ():
                name = self.cells.key_of(item.fields[0])
                found.append(Finding(self.name, name, item.message, number, row.id, item.hard, item.rule))
        return found

    def keep_doubt(self, finding: Finding, why: str) -> None:
        """A doubt of a row is kept for a reason."""
        row = self.rows.row_at(finding.row)
        overrides = {**(row.more.get("overrides") or {}), finding.rule: why}
        self.rows.put_more(row.id, {**row.more, "overrides": overrides}, say("Keep it, because…"))

    def _typing(self) -> tuple[int, str, str] | None:
        return self.card.grid.typing() if self.card is not None else None


class ChildCard(BesideView):
    """The card with the grid, why the cell of the cursor was refused, and the question for a reason."""

    def __init__(self, part: ChildGrid) -> None:
        super().__init__()
        self.part, plan = part, part.plan
        self.grid = Grid(part.rows, plan.title())
        self.head = CardHead(plan.icon, plan.title(), plan.key)
        self.head.add(key_hints(("Enter", say("new row")), ("Tab", say("next cell"))))
        self.says, self._reason = Says(), ReasonLine()
        self.card = Card()
        self.card.section(self.head, self.grid, padding=0)
        self.card.whole.addLayout(column(self.says, self._reason, gap=4, margins=(12, 3, 12, 5)))
        self.setLayout(column(self.card, gap=0))
        self.setFocusProxy(self.grid)
        self.grid.typed.connect(part.typed)
        self.grid.moved.connect(self._tell)
        self.grid.removing.connect(self._ask_reason)

    def flag(self, wrong: Sequence[Finding]) -> None:
        """Mark these cells."""
        self.grid.flag({(one.row, one.name): say_message(one.message) for one in wrong})
        self._tell()

    def end_typing(self) -> None:
        """Read the cell being typed in."""
        self.grid.end_typing(keep=True)

    def place(self) -> tuple[int, str]:
        """The cell of the cursor."""
        return self.grid.place()

    def go_to(self, row: int, name: str) -> None:
        """Put the cursor on a cell."""
        if not self.isHidden():
            self.grid.go_to(max(row, 0), name)

    def _ask_reason(self, rows: list[int]) -> None:
        def remove(why: str) -> None:
            self.part.rows.take_out(rows, why)
            self.grid.setFocus()

        question = say("Why is this row taken out? It stays in the history and can be brought back.")
        self._reason.ask(question, remove, self.grid.setFocus)

    def _tell(self) -> None:
        number, key = self.grid.place()
        cell = self.part.rows.row_at(number).cell(key)
        said = say_message(cell.problem) if cell.problem else self.grid.flagged.get((number, key), "")
        aside = rivals_said(rivals_at(self.part.rows, (number, key)))
        self.says.tell("error" if said else "warning" if aside else "", said or aside)


def _gone(entry: Entry) -> bool:
    return bool(entry.values.get("withdrawn"))
