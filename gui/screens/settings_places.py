"""Settings: the places of the register, proposals first; a country or a table of codes can be added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gui.jobs import Job
from gui.known import Known
from gui.listing.page import ListPage, Plan
from gui.listing.parts import Empty
from gui.places.columns import place_columns, place_filters
from gui.places.country_dialog import CountryDialog
from gui.places.pane import PlacePane
from gui.places.same_dialog import SameDialog
from gui.places.table_dialog import TableDialog
from gui.say import ltr, say, say_n
from gui.widgets import Button

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Outcome


class PlacesPage(ListPage):
    """The list of places with the chosen one beside it."""

    def __init__(self, context: Context) -> None:
        known = Known()
        self.country = Button(say("Add a country"), "map")
        self.table_button = Button(say("Import a table"), "arrow-down-to-line")
        self.same = Button(say("May be the same"), "link")
        fresh = Button(say("New place"), "plus", "Ctrl+N", kind="primary")
        self.same.hide()
        pane = PlacePane(context, known)
        super().__init__(
            context,
            known,
            Plan(
                key="places",
                kind="place",
                title=say("Places"),
                columns=place_columns(known),
                fields=place_filters(known),
                sort=("proposed_by", True),
                whole=lambda count: say_n("{count} place", "{count} places", count),
                sums=lambda totals: [],
                picked=_picked,
                nobody=self._nobody,
                pane=pane,
                related=frozenset({"link", "team"}),
                buttons=(self.same, self.table_button, self.country, fresh),
                pane_open=False,
            ),
        )
        self.country.clicked.connect(self.add_country)
        self.table_button.clicked.connect(self.import_table)
        self.same.clicked.connect(self.look_at_same)
        fresh.clicked.connect(self.new_record)
        pane.opening.connect(lambda record: context.open("place", record))
        context.changed.connect(self._pairs_changed)
        self._count_same()

    def add_country(self) -> None:
        """Choose a country and add its places."""
        CountryDialog(self.context, self).show()

    def import_table(self) -> None:
        """Choose a table with codes, and see first what it would do."""
        TableDialog(self.context, self).show()

    def look_at_same(self) -> None:
        """Pairs of places that may be one."""
        SameDialog(self.context, self).show()

    def _pairs_changed(self, outcome: Outcome) -> None:
        if outcome.kinds & {"place", "link"}:
            self._count_same()

    def _count_same(self) -> None:
        if self.context.is_open:
            store = self.context.store
            Job(lambda: len(store.same_places())).then(self._tell_same).start(self)

    def _tell_same(self, count: int) -> None:
        self.same.setVisible(count > 0)
        self.same.set_word(say("May be the same: {count}", count=ltr(f"{count:,}")))

    def _nobody(self) -> Empty:
        add = Button(say("Add a country"), "map", kind="primary")
        add.clicked.connect(self.add_country)
        return Empty(say("No places yet. Those of any country come with the program."), add)


def _picked(totals: Mapping[str, int]) -> str:
    return say_n("{count} place selected", "{count} places selected", totals["rows"])
