"""How many facilities were attacked in a period and area, and which was the 30th: a strip over the list.

*The 30th medical facility attacked since 26 April: …, Thursday 4 July* — with the name as a way to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QMenu, QSizePolicy, QToolButton, QWidget

from gui import messages
from gui.jobs import Job
from gui.known import Known
from gui.listing.conditions import months, periods, read_days
from gui.listing.filter_fields import Condition, PlaceFilter, TypedFilter
from gui.look import theme
from gui.look.icons import icon
from gui.resting import Rest
from gui.say import ltr, rtl, say, say_n, words
from gui.screens.facility_words import day_in_full, group_word, numbered, when_words
from gui.tips import tip
from gui.widgets import IconButton, LinkButton, column, label, row
from storage import Attacked, AttackedFacility, BadValue, Day, Period, Tally

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Store

SETTING = "facilities.counter"
SHOWN = ("name_ar", "name_en", "kind", "place", "code")
_SINCE = re.compile(r"^\s*(?:since|from|منذ|من)\s+(?=.*\d)(.+)$", re.IGNORECASE)


@dataclass(frozen=True)
class Counted:
    """The answer: who was attacked, and how they are called."""

    attacked: Attacked
    names: Mapping[str, Mapping[str, Any]]


def read_period(known: Known, text: str) -> Condition:
    """A period as typed; ``since 26 April`` has no end, ``from 7 June to 6 July`` has both."""
    since = _SINCE.match(text)
    if since is None:
        return read_days(known, text)
    try:
        whole = read_days(known, text)
    except BadValue:
        whole = Condition()
    if None not in ends_of(whole.value):
        return whole
    began = read_days(known, since[1])
    first = ends_of(began.value)[0]
    if first is None:
        return Condition()
    return Condition(f"{first.isoformat()}/..", say("since {day}", day=began.words))


def ends_of(value: str) -> tuple[date | None, date | None]:
    """The first and the last day of a condition; None is open."""
    day = Day().load(value) if value else None
    return (day.first, day.last) if day is not None else (None, None)


def count(store: Store, period: Period) -> Counted:
    """Count (in a reader's thread)."""
    found = store.facilities_attacked(period)
    entries = store.read_many("facility", [one.facility for one in found.facilities])
    return Counted(found, {one.id: {name: one.values.get(name) for name in SHOWN} for one in entries})


class Counter(QWidget):
    """Period and area, how many, and the one of a number.

    Signals:
        chosen(str): show this facility.
    """

    chosen = Signal(str)

    def __init__(self, context: Context, known: Known) -> None:
        super().__init__()
        self.setProperty("surface", "foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._context, self._known = context, known
        self._answer = Counted(Attacked(), {})
        self._turn = 0
        self.period = TypedFilter(say("Period"), lambda text: read_period(known, text), say("any day"), self._presets)
        self.place = PlaceFilter(say("Area"), known.suggest)
        for field, width in ((self.period, 190), (self.place, 150)):
            field.setFixedSize(theme.px(width), theme.height("button"))
            field.changed.connect(self._asked)
        self.whole = label("", "strong")
        self.groups = QToolButton()
        self.which = QLineEdit()
        self.sentence = LinkButton("")
        self.all = QListWidget()
        self._soon = Rest(self, 60)
        self._soon.timeout.connect(self._count)
        self._dress()
        self._recall()

    # ---- building

    def _dress(self) -> None:
        self.groups.setProperty("kind", "filter")
        self.groups.setAccessibleName(say("Which facilities are numbered"))
        self.groups.setIcon(icon("chevron-down", "tx2", 14))
        self.groups.setIconSize(QSize(14, 14))
        self.groups.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.groups.setFixedHeight(theme.height("button"))
        self.groups.clicked.connect(self._choose_group)
        self.which.setFixedWidth(theme.px(52))
        self.which.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.which.setAccessibleName(say("Number in the order of the first attack"))
        self.which.textEdited.connect(lambda _: self._tell_one())
        back, on = IconButton("arrow-up", say("The one before")), IconButton("arrow-down", say("The next one"))
        back.clicked.connect(lambda: self._step(-1))
        on.clicked.connect(lambda: self._step(1))
        self.sentence.clicked.connect(self._show_one)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.sentence.setStyleSheet(f"text-align: {'right' if rtl() else 'left'};")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        opposite = Qt.LayoutDirection.LeftToRight if rtl() else Qt.LayoutDirection.RightToLeft
        self.groups.setLayoutDirection(opposite)  # the arrow stands at the trailing side
        self._list = IconButton("list", say("All of them, in order"))
        self._list.clicked.connect(self._turn_list)
        self.all.setFixedHeight(theme.px(168))
        self.all.setAccessibleName(say("Facilities in the order of their first attack"))
        self.all.itemActivated.connect(lambda item: self.chosen.emit(item.data(Qt.ItemDataRole.UserRole)))
        self.all.itemClicked.connect(lambda item: self.chosen.emit(item.data(Qt.ItemDataRole.UserRole)))
        self.all.hide()
        first = row(label(say("Attacked"), "label"), self.period, self.place, self.whole, None, gap=8)
        second = row(self.groups, self.which, back, on, self.sentence, self._list, gap=6)
        second.setStretch(4, 1)
        self.setLayout(column(first, second, self.all, gap=5, margins=(14, 6, 10, 6)))

    def _presets(self) -> Sequence[tuple[str, Condition]]:
        known = self._known
        found = [(say("any day"), Condition()), *periods(known)]
        return [*found, *((one.label, Condition(one.value, one.label)) for one in months(known))]

    def _recall(self) -> None:
        kept = self._context.setting(SETTING, {})
        kept = kept if isinstance(kept, dict) else {}
        self.group = str(kept.get("group", "medical"))
        self.period.put(Condition(*kept.get("period", ("", ""))))
        self.place.put(Condition(*kept.get("place", ("", ""))))

    def _asked(self) -> None:
        period, place = self.period.condition(), self.place.condition()
        kept = {"group": self.group, "period": [period.value, period.words], "place": [place.value, place.words]}
        self._context.remember(SETTING, kept)
        self._soon.start()

    # ---- counting

    def count_again(self) -> None:
        """Something changed in the register."""
        self._soon.start()

    def asked_for(self) -> Period:
        """Which part of the register is meant."""
        first, last = ends_of(self.period.condition().value)
        return Period(first, last, self.place.condition().value or None)

    def _count(self) -> None:
        if not self._context.is_open:
            return
        self._turn += 1
        turn, store, period = self._turn, self._context.store, self.asked_for()
        Job(lambda: count(store, period)).then(lambda got: self._counted(turn, got)).otherwise(messages.tell).start(
            self
        )

    def _counted(self, turn: int, got: Counted) -> None:
        if turn != self._turn:
            return
        self._answer = got
        self.whole.setText(_tally_words(got.attacked.whole))
        if self.group not in self._groups():
            self.group = "medical"
        self.which.setText(str(len(self._members()) or ""))
        self._tell_group()
        self._fill_list()

    def _groups(self) -> dict[str, Tally]:
        found = {"": self._answer.attacked.whole, "medical": self._answer.attacked.whole_medical}
        return {**found, **self._answer.attacked.kinds} if "" not in self._answer.attacked.kinds else found

    def _members(self) -> list[AttackedFacility]:
        """The facilities of the chosen group, in order."""
        found = self._answer.attacked
        if self.group == "medical":
            return list(found.medical)
        return [one for one in found.facilities if not self.group or one.kind == self.group]

    def _choose_group(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for group, tally in self._groups().items():
            told = f"{group_word(group)}: {_tally_words(tally)}"
            menu.addAction(told).triggered.connect(lambda _=False, one=group: self.choose(one))
        menu.popup(self.groups.mapToGlobal(self.groups.rect().bottomLeft()))

    def choose(self, group: str) -> None:
        """Number these: ``medical``, a kind, or "" for all."""
        self.group = group
        self.which.setText(str(len(self._members()) or ""))
        self._asked()
        self._tell_group()
        self._fill_list()

    def _tell_group(self) -> None:
        tally = self._groups().get(self.group, Tally())
        self.groups.setText(f"{group_word(self.group)}: {_tally_words(tally)}")
        self._tell_one()

    # ---- one of them

    def number(self) -> int:
        """The number asked for, in digits of any script; 0 when it is none."""
        text = self.which.text().strip()
        return int(text) if text.isdecimal() and len(text) < 7 else 0

    def _step(self, step: int) -> None:
        self.which.setText(str(max(1, min(self.number() + step, len(self._members()) or 1))))
        self._tell_one()

    def _one(self) -> AttackedFacility | None:
        members, number = self._members(), self.number()
        return members[number - 1] if 0 < number <= len(members) else None

    def _tell_one(self) -> None:
        one = self._one()
        told = self.words_of(one, self.number()) if one is not None else say("Nothing here has this number.")
        self.sentence.setEnabled(one is not None)
        self.sentence.setText(told if self._members() else say("No facility was attacked in this period and area."))
        self.sentence.setToolTip(tip(self.sentence.text()))

    def words_of(self, one: AttackedFacility, number: int) -> str:
        """``30th medical facility attacked since 26 April: …, Thursday 4 July``."""
        when = when_words(self.period.condition(), *ends_of(self.period.condition().value), self._known)
        return numbered(self.group, number, when, self._name(one), self._day(one))

    def _name(self, one: AttackedFacility) -> str:
        values = self._answer.names.get(one.facility, {})
        order = ("name_ar", "name_en", "code") if words().rtl else ("name_en", "name_ar", "code")
        name = next((str(values[key]) for key in order if values.get(key)), say("Facility without a name"))
        place = self._known.place(values.get("place"))
        return f"{name} ({place})" if place else name

    def _day(self, one: AttackedFacility) -> str:
        return day_in_full(one.first.day, self._known)

    def _show_one(self) -> None:
        one = self._one()
        if one is not None:
            self.chosen.emit(one.facility)

    # ---- all of them

    def _turn_list(self) -> None:
        self.all.setVisible(self.all.isHidden())
        self._fill_list()
        if self.all.isVisible():
            self.all.setFocus()

    def _fill_list(self) -> None:
        if self.all.isHidden():
            return
        self.all.clear()
        for number, one in enumerate(self._members(), 1):
            attacks = say_n("{count} attack", "{count} attacks", len(one.attacks))
            told = "  ·  ".join((ltr(str(number)), self._name(one), self._day(one), attacks))
            item = QListWidgetItem(told)
            item.setData(Qt.ItemDataRole.UserRole, one.facility)
            self.all.addItem(item)


def _tally_words(tally: Tally) -> str:
    facilities = say_n("{count} facility", "{count} facilities", tally.facilities)
    attacks = say_n("{count} attack", "{count} attacks", tally.attacks)
    return say("{facilities}, {attacks}", facilities=facilities, attacks=attacks)
