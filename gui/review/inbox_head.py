"""The head of the Review room: how much waits, and which part of it is wished for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from gui import theme
from gui.filter_fields import PlaceFilter
from gui.known import Known
from gui.review.asked import group_count, group_title
from gui.say import ltr, say
from gui.widgets import Segmented, heading, label, row
from storage import BADGE, PUT_OFF, SEGMENTS, TODO, Counts, Wish

GROUPS = ("confirm", "draft", "rule", "fit", "proposal", "unverified")


class InboxHead(QWidget):
    """Title, counts, filters.

    Signals:
        wished: another part is asked for.
        left: the list wants the keyboard back.
    """

    wished = Signal()
    left = Signal()

    def __init__(self, known: Known) -> None:
        super().__init__()
        self._known = known
        self.count = label("", "second")
        self.place = PlaceFilter(say("Place"), known.suggest)
        self.kinds, self.teams, self.order = QComboBox(), QComboBox(), QComboBox()
        self.kinds.setAccessibleName(say("Kind"))
        self.teams.setAccessibleName(say("Team"))
        self.order.setAccessibleName(say("Order"))
        self.kinds.addItem(say("All kinds"), "")
        for group in GROUPS:
            self.kinds.addItem(group_title(group), group)
        self.teams.addItem(say("All teams"), "")
        self.order.addItem(say("Newest first"), True)
        self.order.addItem(say("Oldest first"), False)
        for box in (self.kinds, self.teams, self.order):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
            box.activated.connect(lambda _: self.wished.emit())
        self.place.changed.connect(self.wished)
        self.place.left.connect(self.left)
        self.setFixedHeight(theme.height("pagehead"))
        parts = (self.count, None, self.place, self.kinds, self.teams, self.order)
        self.setLayout(row(heading(say("Review")), *parts, margins=(14, 0, 14, 0)))

    @property
    def only(self) -> str:
        """The one group that is wished for, "" for all."""
        return str(self.kinds.currentData() or "")

    def wish(self) -> Wish:
        """What is wished for."""
        team = str(self.teams.currentData() or "")
        return Wish(team, self.place.condition().value, bool(self.order.currentData()))

    def show_counts(self, counts: Counts) -> None:
        """How much waits for a decision."""
        told = [group_count("confirm", counts.files)] if counts.files else []
        told += [group_count(group, counts.todo[group]) for group in BADGE if counts.todo.get(group)]
        many = say("{count} to settle", count=f"{counts.badge:,}")
        told_all = f"{many}{say(': ')}{say(', ').join(told)}"
        self.count.setText(told_all if told else say("Nothing is to be settled"))

    def show_teams(self) -> None:
        """Offer the teams that are known now."""
        have = {self.teams.itemData(place) for place in range(self.teams.count())}
        for team in self._known.teams():
            if team.value not in have:
                self.teams.addItem(team.label, team.value)

    def make_narrow(self, *, narrow: bool) -> None:
        """The counts give way to the filters."""
        self.count.setVisible(not narrow)
        self.place.setFixedWidth(theme.px(110 if narrow else 150))


def segments() -> Segmented:
    """What is to do, what was put off, what is settled."""
    made = Segmented([(one, segment_words(one, 0), "") for one in SEGMENTS], say("Which ones"), TODO)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    for one in SEGMENTS:
        made.button(one).setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def segment_words(segment: str, count: int) -> str:
    """``To do 7``."""
    number = ltr(f"{count:,}")
    if segment == TODO:
        return say("To do {count}", count=number)
    if segment == PUT_OFF:
        return say("Later {count}", count=number)
    return say("Settled {count}", count=number)
