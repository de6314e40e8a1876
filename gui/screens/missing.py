"""The board of the missing: who is looked for, since when, and which bodies without a name it could be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.known import Known
from gui.listing.page import ListPage, Plan
from gui.listing.parts import Empty
from gui.say import say, say_n
from gui.screens.missing_columns import missing_columns, missing_filters
from gui.screens.person_deeds import PersonDeeds
from gui.screens.victim_pane import VictimPane
from gui.widgets import Button, Chip

if TYPE_CHECKING:
    from gui.context import Context


class MissingPage(ListPage):
    """Everybody who is missing or under the rubble; withdrawn ones and those all agree were found are not here."""

    def __init__(self, context: Context, back: Button) -> None:
        """``back`` leads to all people."""
        known = Known()
        pane = VictimPane(context, known)
        super().__init__(
            context,
            known,
            Plan(
                key="missing",
                kind="victim",
                title=say("Missing and under the rubble"),
                columns=missing_columns(known),
                fields=missing_filters(known),
                sort=("day", True),
                whole=lambda count: say_n("{count} person looked for", "{count} people looked for", count),
                sums=_sums,
                picked=None,
                nobody=_nobody,
                pane=pane,
                related=frozenset({"attachment", "incident", "place", "outcome", "link"}),
                buttons=(back,),
                within={"board": "lost"},
            ),
        )
        self.deeds = deeds_of(self, pane)


def deeds_of(page: ListPage, pane: VictimPane) -> PersonDeeds:
    """What can be done with the people of a list, by its keys and from its pane."""
    deeds = PersonDeeds(page)
    pane.opening.connect(lambda record: page.context.open("victim", record))
    pane.happened.connect(deeds.ask)
    pane.same.connect(deeds.identify)
    pane.apart.connect(deeds.tell_apart)
    pane.parting.connect(deeds.take_back)
    return deeds


def _sums(totals: Mapping[str, int]) -> Sequence[QWidget]:
    sought = totals["missing"] + totals["under_rubble"]
    return [Chip("missing", f"{sought:,}")] if sought else []


def _nobody() -> Empty:
    return Empty(say("Nobody is missing or under the rubble."))
