"""Adding the places of a country from the data that comes with the program, without internet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.jobs import Pace
from gui.places.countries import CountryList
from gui.places.working import WorkDialog
from gui.say import ltr, say, say_n
from gui.widgets import Button, column, words_label
from storage import Added

if TYPE_CHECKING:
    from gui.context import Context


class CountryDialog(WorkDialog):
    """Which country; then how far it is, and what came of it."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        self._context = context
        self.countries = CountryList()
        inside = QWidget()
        about = words_label(
            say(
                "Towns and villages with their names in several scripts, their positions and figures of people, "
                "from GeoNames. What is here already is not added twice."
            ),
            "second",
        )
        inside.setLayout(column(about, self.countries, gap=10, margins=(18, 0, 18, 0)))
        do = Button(say("Add its places"), "plus", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        super().__init__(parent, say("Add a country"), inside, do, (560, 520))
        do.clicked.connect(self.add)
        self.countries.chosen.connect(lambda code, _: do.setEnabled(bool(code)))
        self.countries.taken.connect(self.add)
        do.setEnabled(False)
        self.countries.setFocus()

    def add(self) -> None:
        """Add them."""
        store, country = self._context.store, self.countries.country
        if not country or not self.inside.isEnabled():
            return

        def do(pace: Pace) -> Added:
            return store.add_country(country, progress=pace.step)

        self.work(
            do, self._added, say("Adding the places of {country}…", country=self.countries.country_name), writes=True
        )

    def _added(self, done: Added) -> None:
        self._context.announce(done.outcome)
        name = self.countries.country_name
        if not done.added and not done.known:
            self.note.tell(
                "warning",
                say("The program has no places of {country}.", country=name),
                say("Import a table of its places instead."),
            )
            return
        new = say_n("{count} new place", "{count} new places", done.added)
        told = (
            say("{added}; {known} were here already.", added=new, known=ltr(f"{done.known:,}")) if done.known else new
        )
        like = say_n(
            "{count} may be the same as a place that was here: look at “May be the same”.",
            "{count} may be the same as places that were here: look at “May be the same”.",
            len(done.alike),
        )
        self.note.tell("ok", told, like if done.alike else "")
