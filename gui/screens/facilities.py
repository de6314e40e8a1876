"""The Facilities room: hospitals, schools, markets and what attacks did to them; the count of those attacked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget

from gui.known import Known
from gui.listing.page import ListPage, Plan
from gui.listing.parts import Empty
from gui.look import theme
from gui.resting import Rest
from gui.room import Room
from gui.say import say, say_n
from gui.screens.facility_columns import facility_columns, facility_filters
from gui.screens.facility_counter import Counter
from gui.screens.facility_pane import FacilityPane
from gui.screens.victims import TYPING, NameSearch
from gui.widgets import Button, Tag

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Outcome

RELATED = frozenset({"attachment", "damage", "incident", "function", "link", "place", "team"})


class FacilitiesPage(ListPage):
    """The list of facilities with the chosen one beside it and the counter above it."""

    def __init__(self, context: Context) -> None:
        known = Known()
        self.field = NameSearch()
        self.field.line.setAccessibleName(say("Search facilities"))
        fresh = Button(say("New facility"), "plus", "Ctrl+N", kind="primary")
        fresh.clicked.connect(self.new_record)
        self.export = Button(say("Export"), "upload", "Ctrl+E")
        self.export.clicked.connect(lambda: context.asked.emit("export", ""))
        pane = FacilityPane(context, known)
        self.counter = Counter(context, known)
        super().__init__(
            context,
            known,
            Plan(
                key="facilities",
                kind="facility",
                title=say("Facilities"),
                columns=facility_columns(known, lambda: self.search),
                fields=facility_filters(known),
                sort=("last_attack", True),
                whole=lambda count: say_n("{count} facility", "{count} facilities", count),
                sums=_sums,
                picked=_picked,
                nobody=self._nobody,
                pane=pane,
                related=RELATED,
                extras=(self.field,),
                buttons=(self.export, fresh),
            ),
        )
        self._listen()
        pane.opening.connect(lambda record: context.open("facility", record))

    def _listen(self) -> None:
        inside = self.layout()
        assert isinstance(inside, QBoxLayout)
        inside.insertWidget(1, self.counter)
        self.searching = self._nothing_found
        self.counter.chosen.connect(self.show_record)
        self._typing = Rest(self, TYPING)
        self._typing.timeout.connect(lambda: self.look(self.field.line.text()))
        self.field.line.textChanged.connect(lambda _: self._typing.start())
        self.field.line.returnPressed.connect(self.table.setFocus)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.field.begin)
        self.table.rows.counted.connect(lambda _: self.counter.count_again())

    def restore(self, state: dict[str, Any]) -> None:
        """Take up the search as well."""
        self.field.line.setText(state.get("search", ""))
        super().restore(state)

    def reload(self, *, keep: bool = False) -> None:
        """Cells are made anew for another search."""
        self.table.show_mode("search" if self.search.strip() else "")
        super().reload(keep=keep)

    def _changed(self, outcome: Outcome) -> None:
        super()._changed(outcome)
        if outcome.kinds & (RELATED | {"facility"}):
            self.counter.count_again()

    def _nobody(self) -> Empty:
        begin = Button(say("New facility"), "plus", "Ctrl+N", kind="primary")
        begin.clicked.connect(self.new_record)
        return Empty(say("No facilities yet. They are added with the incident that hit them, or here."), begin)

    def _nothing_found(self) -> Empty:
        begin = Button(say("New facility"), "plus", "Ctrl+N")
        begin.clicked.connect(self.new_record)
        return Empty(say("No facility is called so. Try its kind or its place, or record a new one."), begin)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Less in the head of a narrow window."""
        super().resizeEvent(event)
        self.field.resize_to(theme.px(300 if self._wide() else 190))
        self.export.setVisible(self._wide())


def _sums(totals: Mapping[str, int]) -> Sequence[QWidget]:
    return [
        Tag(say_n("{count} attacked", "{count} attacked", totals["attacked"]), "zap"),
        Tag(say_n("{count} attack", "{count} attacks", totals["attacks"]), "target"),
        Tag(say_n("{count} medical", "{count} medical", totals["medical"]), "hospital"),
        Tag(say_n("{count} not working", "{count} not working", totals["closed"]), "circle-alert"),
    ]


def _picked(totals: Mapping[str, int]) -> str:
    chosen = say_n("{count} facility selected", "{count} facilities selected", totals["rows"])
    attacks = say_n("{count} attack", "{count} attacks", totals["attacks"])
    shut = say_n("{count} not working", "{count} not working", totals["closed"])
    return say("{chosen}: {attacks}, {shut}", chosen=chosen, attacks=attacks, shut=shut)


ROOM = Room("facilities", 4, "hospital", lambda: say("Facilities"), FacilitiesPage)
