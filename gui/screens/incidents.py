"""The Incidents room: find, check and open attacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.known import Known
from gui.listing.page import ListPage, Plan
from gui.listing.parts import Empty
from gui.room import Room
from gui.say import say, say_n
from gui.screens.incident_columns import incident_columns, incident_filters
from gui.screens.incident_pane import IncidentPane
from gui.table.list_cells import range_words
from gui.widgets import Button, Chip

if TYPE_CHECKING:
    from gui.context import Context

FIGURES = ("killed", "injured", "missing")


class IncidentsPage(ListPage):
    """The list of incidents with the chosen one beside it."""

    def __init__(self, context: Context) -> None:
        known = Known()
        fresh = Button(say("New incident"), "plus", "Ctrl+N", kind="primary")
        fresh.clicked.connect(self.new_record)
        export = Button(say("Export"), "upload", "Ctrl+E")
        export.clicked.connect(lambda: context.asked.emit("export", ""))
        figures = Button(say("Figures"), "chart-column", "Ctrl+G")
        figures.clicked.connect(lambda: context.asked.emit("figures", ""))
        pane = IncidentPane(context, known)
        super().__init__(
            context,
            known,
            Plan(
                key="incidents",
                kind="incident",
                title=say("Incidents"),
                columns=incident_columns(known),
                fields=incident_filters(known),
                sort=("occurred", True),
                whole=lambda count: say_n("{count} incident", "{count} incidents", count),
                sums=_sums,
                picked=_picked,
                nobody=self._nobody,
                pane=pane,
                related=frozenset({"attachment", "claim", "victim", "link", "place", "team"}),
                buttons=(figures, export, fresh),
            ),
        )
        pane.opening.connect(lambda record: context.open("incident", record))

    def _nobody(self) -> Empty:
        begin = Button(say("New incident"), "plus", "Ctrl+N", kind="primary")
        begin.clicked.connect(self.new_record)
        return Empty(say("No incidents yet. The first one takes about two minutes."), begin)


def _sums(totals: Mapping[str, int]) -> Sequence[QWidget]:
    return [Chip(one, range_words(totals[f"{one}_min"], totals[f"{one}_max"])) for one in FIGURES[:2]]


def _picked(totals: Mapping[str, int]) -> str:
    killed, injured = (range_words(totals[f"{one}_min"], totals[f"{one}_max"]) for one in FIGURES[:2])
    chosen = say_n("{count} incident selected", "{count} incidents selected", totals["rows"])
    return say("{chosen}: {killed} killed, {injured} injured", chosen=chosen, killed=killed, injured=injured)


ROOM = Room("incidents", 1, "zap", lambda: say("Incidents"), IncidentsPage)
