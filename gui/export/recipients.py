"""Who gets the file, and what for: offered from the files that left before; our own teams need not be told."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from gui.export.working import Earlier
from gui.say import ltr, say, words
from gui.table.line_list import ListLine, Offer
from gui.widgets import Labelled, row
from storage import fold

OFFERED = 8


class RecipientFields(QWidget):
    """Recipient and purpose.

    Signals:
        changed(): one of them was typed or chosen.
    """

    changed = Signal()

    def __init__(self, recipient: str = "", purpose: str = "") -> None:
        super().__init__()
        self._earlier: Sequence[Earlier] = ()
        self.who = ListLine(self._recipients, first_chosen=False)
        self.why = ListLine(self._purposes, first_chosen=False)
        for line, text in ((self.who, recipient), (self.why, purpose)):
            line.setText(text)
            line.setCursorPosition(0)
        self.recipient = Labelled(say("Who gets it"), self.who, required=True)
        self.purpose = Labelled(say("What for"), self.why, required=True)
        self.who.setPlaceholderText(say("organisation, person"))
        self.why.setPlaceholderText(say("in a few words"))
        inside = row(gap=10)
        for field in (self.recipient, self.purpose):
            inside.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self.setLayout(inside)
        self.who.picked.connect(self._picked)
        self.why.picked.connect(self._chosen_purpose)
        for line, field in ((self.who, self.recipient), (self.why, self.purpose)):
            line.textChanged.connect(lambda _, field=field: self._typed(field))

    def learn(self, earlier: Sequence[Earlier]) -> None:
        """For whom files were made before, the newest first."""
        self._earlier = earlier

    def require(self, *, outside: bool) -> None:
        """For our own teams neither need be told."""
        for field in (self.recipient, self.purpose):
            field.star.setVisible(outside)
            field.set_aside("" if outside else say("optional"))
            field.tell("", "")

    def values(self) -> tuple[str, str]:
        """Recipient and purpose."""
        return self.who.text().strip(), self.why.text().strip()

    def refuse(self, kind: str, text: str) -> bool:
        """Say beside its field what is missing and go there; False when it is none of these."""
        found = {"no-recipient": self.recipient, "no-purpose": self.purpose}.get(kind)
        if found is None:
            return False
        found.tell("error", text)
        found.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _typed(self, field: Labelled) -> None:
        field.tell("", "")
        self.changed.emit()

    def _recipients(self, typed: str) -> list[Offer]:
        wanted, found = fold(typed), dict[str, Offer]()
        for one in self._earlier:
            if wanted in fold(one.recipient):
                beside = " · ".join([words().code("sharing-level", one.level), ltr(one.made)])
                found.setdefault(one.recipient, Offer(one.recipient, one.recipient, beside))
        return list(found.values())[:OFFERED]

    def _purposes(self, typed: str) -> list[Offer]:
        """Those told for this recipient first."""
        wanted, who = fold(typed), self.who.text().strip()
        there = sorted(self._earlier, key=lambda one: one.recipient != who)
        found = {one.purpose: one for one in reversed(there) if one.purpose and wanted in fold(one.purpose)}
        order = sorted(found.values(), key=there.index)
        return [Offer(one.purpose, one.purpose, one.recipient if one.recipient != who else "") for one in order][
            :OFFERED
        ]

    def _picked(self, who: str) -> None:
        """A recipient of before: what for is offered again, to be looked at, not written by itself."""
        self.who.setText(who)
        if not self.who.by_tab:
            self.why.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen_purpose(self, why: str) -> None:
        self.why.setText(why)
        self.why.setCursorPosition(0)
