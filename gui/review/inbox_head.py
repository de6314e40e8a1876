"""The head of the Review room: how much waits, and which part of it is wished for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from gui.known import Known
from gui.listing.filter_fields import PlaceFilter
from gui.look import theme
from gui.review.asked import group_count, group_title
from gui.review.conflict_words import field_words
from gui.say import ltr, say, words
from gui.widgets import Segmented, heading, label, row
from storage import BADGE, CONFLICT, PUT_OFF, SEGMENTS, TODO, Counts, Wish

GROUPS = ("conflict", "confirm", "draft", "rule", "fit", "unentitled", "proposal", "unverified")


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
        self.count.setMinimumWidth(1)  # the window may become narrower than these words
        self.place = PlaceFilter(say("Place"), known.suggest)
        self.kinds, self.fields, self.teams, self.order = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.fields.setAccessibleName(say("Field"))
        self.fields.addItem(say("All fields"), ("", ""))
        self.fields.hide()
        self.kinds.setAccessibleName(say("Kind"))
        self.teams.setAccessibleName(say("Team"))
        self.order.setAccessibleName(say("Order"))
        self.kinds.addItem(say("All kinds"), "")
        for group in GROUPS:
            self.kinds.addItem(group_title(group), group)
        self.teams.addItem(say("All teams"), "")
        self.order.addItem(say("Newest first"), True)
        self.order.addItem(say("Oldest first"), False)
        for box in (self.kinds, self.fields, self.teams, self.order):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12 if box is self.kinds else 8)
            box.activated.connect(lambda _: self.wished.emit())
        self.place.changed.connect(self.wished)
        self.place.left.connect(self.left)
        self.setFixedHeight(theme.height("pagehead"))
        parts = (self.count, None, self.place, self.kinds, self.fields, self.teams, self.order)
        self.setLayout(row(heading(say("Review")), *parts, margins=(14, 0, 14, 0)))

    @property
    def only(self) -> str:
        """The one group that is wished for, "" for all."""
        return str(self.kinds.currentData() or "")

    def wish(self) -> Wish:
        """What is wished for."""
        team = str(self.teams.currentData() or "")
        kind, name = self.fields.currentData() if self.only == CONFLICT else ("", "")
        return Wish(team, self.place.condition().value, bool(self.order.currentData()), kind, name)

    def ask_for(self, group: str) -> None:
        """One group, of every team, place and field."""
        self.kinds.setCurrentIndex(max(self.kinds.findData(group), 0))
        for box in (self.fields, self.teams):
            box.setCurrentIndex(0)
        self.place.clear()

    def show_counts(self, counts: Counts) -> None:
        """How much waits for a decision."""
        told = [group_count("confirm", counts.files)] if counts.files else []
        told += [group_count(group, counts.todo[group]) for group in BADGE if counts.todo.get(group)]
        many = say("{count} to settle", count=f"{counts.badge:,}")
        told_all = f"{many}{say(': ')}{say(', ').join(told)}"
        self.count.setText(told_all if told else say("Nothing is to be settled"))

    def show_fields(self, fields: Sequence[tuple[str, str, int]]) -> None:
        """Offer the fields teams disagree about, by kind of record; only while conflicts are looked at."""
        self.fields.setVisible(self.only == CONFLICT)
        if self.only != CONFLICT:
            self.fields.setCurrentIndex(0)
            return
        chosen = tuple(self.fields.currentData())
        while self.fields.count() > 1:
            self.fields.removeItem(1)
        by_kind: dict[str, int] = {}
        for kind, _, count in fields:
            by_kind[kind] = by_kind.get(kind, 0) + count
        for kind, whole in by_kind.items():
            self.fields.addItem(f"{words().kind(kind, several=True)} {ltr(f'{whole:,}')}", (kind, ""))
            for _, name, count in (one for one in fields if one[0] == kind):
                self.fields.addItem(f"    {field_words(kind, name)} {ltr(f'{count:,}')}", (kind, name))
        every = [tuple(self.fields.itemData(at)) for at in range(self.fields.count())]
        self.fields.setCurrentIndex(every.index(chosen) if chosen in every else 0)

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


def nothing_words(segment: str, *, filtered: bool) -> str:
    """What is said when nothing is there to be shown."""
    if filtered:
        return say("Nothing fits these filters.")
    if segment == TODO:
        return say("Nothing asks for you. Drafts, doubts and figures that do not fit appear here.")
    return say("Nothing was put off.") if segment == PUT_OFF else say("Nothing was settled yet.")
