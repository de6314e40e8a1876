"""All movements as a list: found by place, day, direction and number, and summed up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.attachments.section import files_part
from gui.detail import DetailPane, PaneNote, divider, heading_part, pair, timeline_part
from gui.history import history_lines, reason_words
from gui.known import Known, codes
from gui.listing.clips import clip_column, clip_filter
from gui.listing.conditions import periods, read_count, read_days
from gui.listing.field_columns import told_of
from gui.listing.filter_fields import CodeFilter, FilterField, PlaceFilter, TypedFilter
from gui.listing.page import ListPage, Plan
from gui.listing.parts import Empty
from gui.listing.torn import said, standing_cell, torn
from gui.map.mini import record_map
from gui.say import ltr, say, words
from gui.screens.incident_facts import row_of
from gui.table.cells import EMPTY, Cell, plain, sign
from gui.table.list_cells import code_cell, day_words, range_words, sync_cell
from gui.table.rows import Column
from gui.villages.cells import arrow, arrow_cell
from gui.villages.moves import count_words, ends_of, goal_copied, move_of, origin_copied, where_words
from gui.widgets import Button, Tag
from storage import Entry

if TYPE_CHECKING:
    from gui.context import Context

SHOWN = (
    "started", "ended", "households", "persons", "women", "children", "elderly", "disabled", "share", "warned_before",
    "transport", "assisted_by", "left_behind", "livestock", "needs", "certainty", "notes",
)  # fmt: skip


class MovementsPage(ListPage):
    """The list of movements."""

    def __init__(self, context: Context, known: Known) -> None:
        pane = MovementPane(context, known)
        super().__init__(
            context,
            known,
            Plan(
                key="movements",
                kind="movement",
                title=say("Movements"),
                columns=_columns(known),
                fields=_filters(known),
                sort=("day", True),
                whole=count_words,
                sums=_sums,
                picked=None,
                nobody=lambda: Empty(say("No movement is recorded yet. Choose a village and press Ctrl+N.")),
                pane=pane,
                related=frozenset({"attachment", "place", "source"}),
                pane_open=False,
            ),
        )
        pane.opening.connect(lambda record: context.open("movement", record))

    def new_record(self) -> None:
        """A movement from anywhere."""
        self.context.open_new("movement", {})


TORN = {
    "day": ("started", "ended"), "origin": ("origin",), "direction": ("direction",), "households": ("households",),
    "destination": ("destination", "destination_known"), "persons": ("persons",), "transport": ("transport",),
    "certainty": ("certainty",),
}  # fmt: skip


def _columns(known: Known) -> list[Column]:
    made = [
        Column("day", lambda: say("Date"), 110, lambda row: _day(row, known), plain, "day"),
        Column(
            "origin",
            lambda: say("From"),
            150,
            lambda row: _place(row["origin"], known),
            plain,
            "area",
            copied=lambda row: origin_copied(move_of(row), known),
        ),
        Column("direction", lambda: "", 48, _way, arrow, "direction", copied=lambda row: _way(row).spoken),
        Column(
            "destination",
            lambda: say("To"),
            150,
            lambda row: _goal(row, known),
            plain,
            copied=lambda row: goal_copied(move_of(row), known),
        ),
        Column(
            "households", lambda: say("Households"), 90, lambda row: _count(row["households"]), plain, "households"
        ),
        Column("persons", lambda: say("People"), 110, lambda row: _count(row["persons"]), plain, "persons"),
        Column("transport", lambda: say("How"), 150, _how, plain),
        Column("certainty", lambda: say("Certainty"), 96, lambda row: code_cell("certainty", row["certainty"]), plain),
        Column("status", lambda: say("Status"), 110, _status, sign, "status"),
        clip_column(known),
        Column("sync", lambda: say("Shared?"), 100, lambda row: sync_cell(row.sync), sign),
        Column("code", lambda: say("Number"), 150, lambda row: Cell(ltr(row["code"] or ""), ink="tx2"), plain, "code"),
    ]
    return torn(made, TORN)


def _filters(known: Known) -> dict[str, FilterField]:
    return {
        "day": TypedFilter(say("Date"), partial(read_days, known), say("any day"), partial(periods, known)),
        "origin": PlaceFilter(say("From"), known.suggest),
        "direction": CodeFilter(say("Direction"), lambda: codes("direction")),
        "destination": PlaceFilter(say("To"), known.suggest),
        "households": TypedFilter(say("Households"), partial(read_count, known), "≥ 0"),
        "persons": TypedFilter(say("People"), partial(read_count, known), "≥ 0"),
        "transport": CodeFilter(say("How"), lambda: codes("transport")),
        "certainty": CodeFilter(say("Certainty"), lambda: codes("certainty")),
        "files": clip_filter(),
        "status": CodeFilter(say("Status"), lambda: codes("record-status")),
    }


def _way(row: Any) -> Cell:
    return arrow_cell(str(row["direction"] or ""))


def _day(row: Any, known: Known) -> Cell:
    return Cell(day_words(row["started"] or row["ended"], known.reading(), known.year), ink="tx2")


def _place(record: Any, known: Known) -> Cell:
    return Cell(strong=known.place(str(record)) or str(record)[:8]) if record else Cell("?", ink="tx3")


def _goal(row: Any, known: Known) -> Cell:
    told = where_words(move_of(row), known.place)
    if not told:
        return Cell("?", ink="tx3", spoken=say("not told"))
    return Cell(told) if row["destination"] else Cell(told, ink="tx2")


def _count(value: Any) -> Cell:
    shown = range_words(*ends_of(value))
    return Cell(shown) if shown else Cell("?", ink="tx3") if value is not None else EMPTY


def _how(row: Any) -> Cell:
    return Cell(say(", ").join(words().code("transport", str(one)) for one in row["transport"] or ()), ink="tx2")


def _status(row: Any) -> Cell:
    return standing_cell(row)


def _sums(totals: Mapping[str, int]) -> Sequence[QWidget]:
    return [Tag(text) for text in _sum_words(totals)]


def _sum_words(totals: Mapping[str, int]) -> list[str]:
    """People by direction: the low ends and the high ends; open when an account has no upper end."""
    found = []
    for direction in ("out", "onward", "return"):
        low, high, open_ = (totals.get(f"{direction}_{end}", 0) for end in ("min", "max", "open"))
        shown = range_words(low, None if open_ else high)
        if low or high or open_:
            found.append(f"{words().code('direction', direction)} {shown}")
    return found


class MovementPane(DetailPane):
    """One movement beside the list.

    Signals:
        opening(str): open the form.
    """

    opening = Signal(str)

    def __init__(self, context: Context, known: Known) -> None:
        super().__init__()
        self._context, self._known = context, known

    def read(self, record: str) -> Any:
        """The movement with its changes (in a reader's thread)."""
        store = self._context.store
        entry = store.read("movement", record)
        if entry is None:
            return None
        source = str(entry.values.get("source") or "")
        name = store.name_of("source", source, words().language) if source else ""
        return entry, row_of(store, "movement", record), name, store.history("movement", record)

    def _goals(self, entry: Entry) -> str:
        """Where they went, as each team has it."""
        name = next((one for one in ("destination", "destination_known") if one in entry.disputed), "")

        def told(value: Any) -> str:
            values = {**entry.values, name: value} if name else entry.values
            return where_words(move_of(values, entry.id), self._known.place)

        return said(entry, name, told) if name else told(None)

    def fill(self, facts: Any) -> None:
        """Lay it out."""
        entry, row, source, steps = facts
        move, add = move_of(entry.values, entry.id), self.body.addWidget
        state = standing_cell(row)
        coded = said(entry, "direction", lambda code: words().code("direction", str(code)) if code else "")
        direction = coded or say("Movement")
        origin = said(entry, "origin", lambda place: self._known.place(place)) or "?"
        way = say("From {origin} to {goal}", origin=origin, goal=self._goals(entry) or "?")
        add(heading_part(ltr(move.code), direction, way, [Tag(state.text, state.icon)]))
        add(record_map(self._context, "movement", entry.id))
        if row["withdrawn"]:
            add(PaneNote("", say("Withdrawn."), reason_words(str(row["withdrawn"]))))
        if row.disputed:
            fields = say(", ").join(words().field(f"movement.{name}") for name in row.disputed)
            add(PaneNote("warning", say("Teams disagree about: {fields}.", fields=fields)))
        add(divider())
        for name in SHOWN:
            shown = told_of(entry, name, self._known)
            if shown:
                add(pair(words().field(f"movement.{name}"), shown))
        if source:
            add(pair(words().field("movement.source"), source))
        add(divider())
        add(files_part(self._context, "movement", entry.id))
        add(divider())
        add(timeline_part(say("Who changed what"), history_lines("movement", steps, self._known)[:12]))
        opener = Button(say("Open"), "pencil-line", "Enter")
        opener.clicked.connect(lambda: self.opening.emit(entry.id))
        self.foot.addWidget(opener)
        self.foot.addStretch(1)
