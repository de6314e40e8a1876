"""The desk of one entry window: everything typed about an incident, apart from the widgets that show it.

It outlives the widgets: a change of language builds the window anew around the same desk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from gui.disputed import cells_in_dispute, rivals_of
from gui.entry import claim_cells, damage_cells, groups, link_cells, victim_cells
from gui.entry.facts import Facts
from gui.entry.incident_fields import IncidentFields
from gui.entry.joined import DamageModel, LinkModel
from gui.entry.registered import Base
from gui.forms.form import show_disputes
from gui.grid.model import Cell, CellRivals, GridModel, GridRow, Rows
from gui.say import say, words
from gui.table.line_list import Offer
from storage import BadValue, Code, Entry, Reading, Seen, code_list, folded, new_id

if TYPE_CHECKING:
    from gui.context import Context

GRIDS = ("claims", "victims", "facilities", "sources", "links")
"""The grids, in the order of the window."""
KIND_OF = {"claims": "claim", "victims": "victim", "facilities": "damage", "sources": "source", "links": "link"}


@dataclass(frozen=True)
class Loaded:
    """What a reader's thread brings for a window."""

    facts: Facts
    incident: Entry | None = None
    claims: Sequence[Entry] = ()
    victims: Sequence[Entry] = ()
    sources: Sequence[Entry] = ()
    damage: Sequence[Entry] = ()
    links: Sequence[Entry] = ()
    draft: Mapping[str, Any] = field(default_factory=dict)


class Desk(IncidentFields):
    """What is typed about one incident.

    Signals:
        typed: a key was pressed somewhere.
        settled: something has another value.
    """

    typed = Signal()
    settled = Signal()

    def __init__(self, context: Context, record: str | None) -> None:
        super().__init__(record)
        self.context = context
        self.is_new = record is None
        self.status = "draft"
        self.code = ""
        self.base = Base()
        self.claims = SourcedModel(self)
        self.victims = GridModel(
            victim_cells.victim_columns(self.reading, self._left), self.steps,
            spread=victim_cells.victim_spread(self.reading), parent=self,
        )  # fmt: skip
        self.sources = GridModel(claim_cells.source_columns(self.reading, self.title_offers), self.steps, parent=self)
        self.facilities, self.links = DamageModel(self), LinkModel(self)
        self.form.settled.connect(lambda *_: self.settled.emit())
        for name in GRIDS:
            self.grid(name).edited.connect(self.settled)
        self.form.typed.connect(self.typed)

    def _left(self, row: GridRow) -> str:
        return groups.left_words(self.victims, self.base, row)

    def grid(self, name: str) -> GridModel:
        """One of the grids."""
        found: GridModel = getattr(self, name)
        return found

    def retitle(self) -> None:
        """Column titles in the language of now."""
        self.claims.set_columns(self.claims.make_columns())
        self.victims.set_columns(victim_cells.victim_columns(self.reading, self._left))
        self.facilities.set_columns(self.facilities.make_columns())
        self.sources.set_columns(claim_cells.source_columns(self.reading, self.title_offers))
        self.links.set_columns(self.links.make_columns())

    def cells(self, name: str, values: Mapping[str, Any]) -> dict[str, str]:
        """The texts of a record's cells in one of the grids."""
        if name == "facilities":
            return damage_cells.damage_cells(values, self.reading, self.facts.facilities)
        if name == "links":
            return link_cells.link_cells(values, self.id)
        plain = {"claims": claim_cells.claim_cells, "victims": victim_cells.row_cells}
        return plain.get(name, claim_cells.source_cells)(values, self.reading)

    # ---- what the register has

    def take(self, loaded: Loaded) -> None:
        """Show what the register has; whatever was touched here keeps what is typed."""
        self.facts = self.facts.followed_by(loaded.facts)
        if loaded.incident is not None:
            self._take_incident(loaded.incident)
        parts = {"sources": loaded.sources, "claims": loaded.claims, "victims": loaded.victims}
        for name, entries in {**parts, "facilities": loaded.damage, "links": loaded.links}.items():
            self._take_rows(name, entries)
        self.settled.emit()

    def _take_incident(self, entry: Entry) -> None:
        self.is_new = False
        self.status, self.code = str(entry.values.get("status") or "draft"), str(entry.values.get("code") or "")
        touched = {name for name in entry.values if self.form.is_touched(name)}
        self._note(entry, touched)
        self.form.show_values(entry.values)
        show_disputes(self.form, rivals_of(entry))

    def _note(self, entry: Entry, touched: set[str]) -> None:
        """What was seen of touched fields stays what it was when they were touched."""
        had = self.base.seen.get(entry.id)
        if had is not None and touched:
            heads = {**entry.seen.heads, **{name: had.heads.get(name, ()) for name in touched}}
            self.base.seen[entry.id] = Seen(heads)
        else:
            self.base.seen[entry.id] = entry.seen
        self.base.entries[entry.id] = entry

    def _take_rows(self, name: str, entries: Sequence[Entry]) -> None:
        model = self.grid(name)
        had = {row.id: row for row in model.rows}
        fresh, rivals = [], dict[tuple[str, str], CellRivals]()
        for entry in entries:
            texts = self.cells(name, entry.values)
            row = had.pop(entry.id, None)
            old = self.cells(name, self.base.values(entry.id)) if entry.id in self.base.entries else {}
            mine = {key: cell for key, cell in row.cells.items() if cell.text != old.get(key, "")} if row else {}
            gone = {key for key in old if row is not None and not row.text(key)}
            self._note(entry, touched_fields({*mine, *gone}))
            rivals |= cells_in_dispute(model, entry, partial(self.cells, name), touched_fields, {*mine, *gone})
            cells = {key: _of_register(model, key, text) for key, text in texts.items() if key not in gone}
            more = row.more if row else {"overrides": dict(entry.values.get("overrides") or {})}
            fresh.append(GridRow(entry.id, {**cells, **mine}, saved=True, more=more))
        fresh = [row for row in fresh if row.id not in model.now.taken_out]
        order = [row.id for row in model.rows]
        whole = sorted([*fresh, *had.values()], key=lambda row: order.index(row.id) if row.id in order else len(order))
        model.rivals = rivals
        model.show(Rows(tuple(whole), model.now.taken_out))

    def facts_suggest(self, text: str) -> list[Offer]:
        """Places to choose from."""
        return self.facts.suggest(text)

    def actor_offers(self, text: str) -> list[Offer]:
        """Actors to choose from."""
        return self.facts.actor_offers(text)

    # ---- sources

    def source_row(self, record: str) -> GridRow | None:
        """A source of this window."""
        return next((row for row in self.sources.rows if row.id == record), None)

    def source_name(self, record: str) -> str:
        """How a source is called."""
        row = self.source_row(record)
        if row is not None:
            return claim_cells.source_label({key: cell.value for key, cell in row.cells.items()})
        return self.facts.name("source", record)

    def source_offers(self, text: str) -> list[Offer]:
        """Sources of this window, sources of the register, then the kinds of source."""
        typed = folded(text)
        here = [row.id for row in self.sources.filled()]
        found = [Offer(one, self.source_name(one)) for one in here if typed in folded(self.source_name(one))]
        found += [offer for offer in self.facts.source_offers(text) if offer.value not in here]
        known = {offer.label for offer in found}
        found = found[:8] if typed else found[:5]
        kinds = [(item, words().code("source-kind", item.code)) for item in code_list("source-kind").offered()]
        spelled = [Offer(item.code, name) for item, name in kinds if not typed or typed in folded(name)]
        return [*found, *(offer for offer in spelled if offer.label not in known)]

    def title_offers(self, text: str) -> list[Offer]:
        """Titles of sources of the register."""
        typed = folded(text)
        titles = {str(values["title"]) for values in self.facts.sources.values() if values.get("title")}
        return [Offer(title, title) for title in sorted(titles) if typed and typed in folded(title)][:8]

    def source_for(self, text: str) -> str:
        """The id of the source a person means by ``text``; a source not known yet is added to this window."""
        if len(text) == 32 and (text in self.facts.sources or self.source_row(text)):
            return text if self.source_row(text) else self._add_source(text, self.facts.sources[text])
        typed = folded(text)
        for row in self.sources.rows:
            if folded(self.source_name(row.id)) == typed:
                return row.id
        for record, values in self.facts.sources.items():
            if folded(claim_cells.source_label(values)) == typed and (
                values.get("title") or values.get("kind") == "own_team"
            ):
                return self._add_source(record, values)
        return self._add_source("", _new_source(text, self.reading()))

    def _add_source(self, record: str, values: Mapping[str, Any]) -> str:
        texts = claim_cells.source_cells(values, self.reading)
        cells = {key: self.sources.read_cell(key, text) for key, text in texts.items()}
        row = GridRow(record or new_id(), cells, saved=bool(record), more={"known": bool(record)})
        after = Rows((*self.sources.rows, row), self.sources.now.taken_out)
        self.sources.become(after, say("Add a source"))
        return row.id


def _of_register(model: GridModel, key: str, text: str) -> Cell:
    """A cell of the register is never refused: a code of a newer team is shown as it is and kept."""
    cell = model.read_cell(key, text)
    return Cell(text, text) if cell.problem else cell


def _new_source(text: str, reading: Reading) -> dict[str, Any]:
    try:
        kind = Code("source-kind").parse(text, reading)
    except BadValue:
        kind = None
    return {"kind": kind} if kind and not kind.startswith("other:") else {"title": text.strip()}


class SourcedModel(GridModel):
    """The claims: naming a source adds it to the sources of the window, in the same step."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        super().__init__(self.make_columns(), desk.steps, spread=self._spread_source, parent=desk)

    def make_columns(self) -> list[Any]:
        """The columns in the language of now."""
        desk = self._desk

        def shown(cell: Cell) -> str:
            return desk.source_name(cell.text) if len(cell.text) == 32 else cell.text

        return claim_cells.claim_columns(desk.reading, desk.source_offers, shown)

    def write(self, texts: Any, name: str) -> None:
        """One step for the claims and the sources they name."""
        whole = list(texts)
        if not any(key == "source" and text.strip() for (_, key), text in whole):
            super().write(whole, name)
            return
        self.steps.beginMacro(name)
        super().write(whole, name)
        self.steps.endMacro()

    def _spread_source(self, key: str, text: str, _row: GridRow) -> Mapping[str, str]:
        return {key: self._desk.source_for(text) if key == "source" and text.strip() else text}


def touched_fields(keys: set[str]) -> set[str]:
    """The fields that cells belong to."""
    parts = {**dict.fromkeys((*victim_cells.NAME_CELLS, "latin", "nickname"), "name"), "unit": "age", "about": "age"}
    ends = {"link", "first", "second"} if keys & {"link", "incident"} else set()
    return {parts.get(key, key) for key in keys} | ends
