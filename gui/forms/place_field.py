"""Type-ahead for a place, in either script or by code; a place that is not in the list can be proposed on the spot."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from gui.forms.editors import Ask, CodeEditor
from gui.look.icons import icon
from gui.say import say
from gui.table.line_list import Line, Offer
from gui.widgets import Button, Says, column, icon_label, label, row
from storage import PlaceRef, is_arabic

Offers = Callable[[str], Sequence[Offer]]


class PlaceField(CodeEditor):
    """A place.

    Signals:
        asked_new(str): the typed place is not in the list; propose it.
        chosen_after(str, str): a place was chosen after this had been typed and meant nothing.
    """

    asked_new = Signal(str)
    chosen_after = Signal(str, str)

    def __init__(self, reading: Ask, offers: Offers, new: str, *, hint: str = "") -> None:
        """``new`` is the value of the offer that proposes a place, "" when none may be proposed here."""
        super().__init__(PlaceRef(), reading, offers, hint=hint)
        self._new = new
        self._tried = ""
        self.line.textEdited.connect(self._try)
        self.line.asked_new.connect(self._ask_new)
        for action in self.line.actions():
            self.line.removeAction(action)
        self.line.addAction(QAction(icon("search", "tx2", 15), "", self), QLineEdit.ActionPosition.LeadingPosition)

    @property
    def may_propose(self) -> bool:
        """Whether a place that is not in the list can be proposed here."""
        return bool(self._new)

    def _try(self, text: str) -> None:
        """Keep what was typed and meant nothing, until a place is chosen."""
        if text.strip() and not any(offer.value != self._new for offer in self.line.offered()):
            self._tried = text.strip()

    def _picked(self, value: str) -> None:
        if value == self._new and self._new:
            self._ask_new()
            return
        tried, self._tried = self._tried, ""
        super()._picked(value)
        if tried:
            self.chosen_after.emit(tried, value)

    def _ask_new(self) -> None:
        if self._new:
            self.asked_new.emit(self.line.text().strip())


class Proposal(QFrame):
    """A few fields for a place that is not in the list: its name as typed, and the area it lies in.

    Signals:
        proposed(str, str): name in the typed script, id of the area.
        dropped: Esc.
    """

    proposed = Signal(str, str)
    dropped = Signal()

    def __init__(self, reading: Ask, areas: Offers) -> None:
        super().__init__()
        self.setProperty("kind", "note")
        self.name = Line()
        self.name.setAccessibleName(say("Name of the new place"))
        self.name.finished.connect(self._named)
        self.area: PlaceField = PlaceField(reading, areas, "", hint=say("sub-district, district…"))
        self.area.line.setAccessibleName(say("It lies in"))
        self.area.advance.connect(self.take)
        self.says = Says()
        add = Button(say("Propose"), "plus", "Enter")
        add.clicked.connect(self.take)
        head = row(
            icon_label("map-pin", "tx2", 15), label(say("A place not in the list yet"), "strong"), None,
            label(say("others will be asked to confirm it"), "hint"), gap=7,
        )  # fmt: skip
        fields = row(self.name, label(say("in"), "hint"), self.area, add, gap=7)
        fields.setStretch(0, 1)
        fields.setStretch(2, 1)
        self.setLayout(column(head, fields, self.says, gap=6, margins=(10, 8, 10, 8)))
        self.hide()

    def begin(self, name: str) -> None:
        """Ask about a place called ``name``."""
        self.name.setText(name)
        self.says.tell("", "")
        self.show()
        (self.area.line if name else self.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def _named(self) -> None:
        if self.name.hasFocus():
            self.area.line.setFocus()

    def take(self) -> None:
        """Propose it, when it has a name and an area."""
        self.area.take()
        area, name = self.area.state.value, self.name.text().strip()
        if not name or area is None:
            self.says.tell("error", say("Write its name and choose the area it lies in; a district is enough."))
            (self.area.line if name else self.name).setFocus()
            return
        self.hide()
        self.proposed.emit(name, area)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives it up."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


def place_values(name: str, area: str, team: str) -> dict[str, object]:
    """The values of a proposed place; its name stands in the script it was typed in."""
    values: dict[str, object] = {"level": 4, "parent": area, "name_ar" if is_arabic(name) else "name_en": name}
    if team:
        values["proposed_by"] = team
    return values
