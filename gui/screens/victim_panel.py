"""The panel beside the victims list: outcome, age group, sex and period to tick, each with its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from gui.known import Known, codes
from gui.listing.conditions import months, periods
from gui.listing.filter_fields import Choice, Condition
from gui.look import theme
from gui.say import say
from gui.table.list_cells import letter
from gui.widgets import KeyBox, clear, column, label, row, rule, scrolled
from storage import Query

if TYPE_CHECKING:
    from storage import Store

CHILD = {"1": "child", "0": "adult", "": "unknown"}
"""Values of the computed column ``child``, as groups of age."""
FIRST_OUTCOMES = ("killed", "injured", "missing", "rescued", "under_rubble", "detained", "abducted")


class VictimPanel(QWidget):
    """Ticks that filter the list.

    Signals:
        ticked(str, object): column and its new condition.
    """

    ticked = Signal(str, object)

    def __init__(self, known: Known) -> None:
        super().__init__()
        self._known = known
        self.boxes: dict[str, dict[str, QCheckBox]] = {}
        self.counts: dict[str, dict[str, Any]] = {}
        self._labels: dict[str, dict[str, str]] = {}
        self.setProperty("surface", "side-panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(theme.px(206))
        self._inside = QVBoxLayout()
        self._inside.setContentsMargins(12, 10, 12, 10)
        self._inside.setSpacing(4)
        self._inside.addLayout(row(label(say("Filter"), "strong"), None, KeyBox("Alt+F")))
        outcomes = {one.value: one for one in codes("outcome")}
        self._group("outcome", say("Outcome"), [outcomes[one] for one in FIRST_OUTCOMES if one in outcomes])
        self._group("age_group", say("Age group"), age_groups())
        self._group("sex", say("Sex"), codes("sex"))
        self._group("day", say("Period"), [])
        self._periods = QVBoxLayout()
        self._inside.addLayout(self._periods)
        self._inside.addStretch(1)
        body = QWidget()
        body.setLayout(self._inside)
        self.setLayout(column(scrolled(body)))

    def show_periods(self) -> None:
        """Offer the last days, and the newest months of the register."""
        choices = months(self._known) or [Choice(c.value, name) for name, c in periods(self._known)[2:]]
        if [one.value for one in choices] != list(self.boxes["day"]):
            clear(self._periods)
            self.boxes["day"], self.counts["day"], self._labels["day"] = {}, {}, {}
            self._fill("day", choices, self._periods)

    def show_conditions(self, conditions: Mapping[str, Condition]) -> None:
        """Tick what is asked."""
        for group, boxes in self.boxes.items():
            asked = conditions.get(group, Condition()).value
            values = {asked} if group == "day" else set(asked.split(",")) if asked else set()
            for value, box in boxes.items():
                box.blockSignals(True)
                box.setChecked(value in values)
                box.blockSignals(False)

    def words_of(self, key: str, value: str) -> str:
        """A canonical condition in the words of the ticks."""
        said = ""
        for one in value.split(","):
            label_ = self._labels.get(key, {}).get(one, "")
            said = say("{first} or {second}", first=said, second=label_) if said and label_ else said or label_
        return said

    def show_counts(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Write the numbers beside the ticks; values nobody has are greyed, never hidden."""
        for group, boxes in self.boxes.items():
            for value in boxes:
                count = counts.get(group, {}).get(value)
                self.counts[group][value].setText("" if count is None else f"{count:,}")

    def read_counts(self, store: Store, query: Query) -> dict[str, dict[str, int]]:
        """How many people each tick would show, all else being equal (in a reader's thread)."""
        found: dict[str, dict[str, int]] = {}
        for group in self.boxes:
            where = {name: value for name, value in query.where.items() if name != group}
            asked = Query(query.kind, where, query.search, query.exact, withdrawn=query.withdrawn)
            if group == "day":
                days = self.boxes[group]
                found[group] = {
                    day: store.listing(Query(query.kind, {**where, "day": day}, query.search)).count() for day in days
                }
                continue
            facets = store.listing(asked).facets("child" if group == "age_group" else group)
            found[group] = {CHILD.get(key, key) if group == "age_group" else key: n for key, n in facets.items()}
            for value in self.boxes[group]:
                found[group].setdefault(value, 0)
        return found

    def _group(self, key: str, title: str, choices: Sequence[Choice]) -> None:
        self._inside.addSpacing(4)
        self._inside.addWidget(rule())
        self._inside.addWidget(label(title, "label"))
        self.boxes[key], self.counts[key], self._labels[key] = {}, {}, {}
        self._fill(key, choices, self._inside)

    def _fill(self, key: str, choices: Sequence[Choice], into: QVBoxLayout) -> None:
        for one in choices:
            words_ = f"{letter(one.value)}  {one.label}" if key == "outcome" else one.label
            box = QCheckBox(words_)
            box.setAccessibleName(one.label)
            box.toggled.connect(lambda on, key=key, value=one.value: self._tell(key, value, on=on))
            count = label("", "hint")
            self.boxes[key][one.value], self.counts[key][one.value] = box, count
            self._labels[key][one.value] = one.label
            into.addLayout(row(box, None, count))

    def _tell(self, key: str, value: str, *, on: bool) -> None:
        boxes = self.boxes[key]
        chosen = [one for one, box in boxes.items() if box.isChecked()]
        if key == "day":  # one period at a time
            chosen = [value] if on else []
        value = ",".join(chosen)
        self.ticked.emit(key, Condition(value, self.words_of(key, value)))


def age_groups() -> list[Choice]:
    """Child, adult, not known."""
    return [
        Choice("child", say("Child, under 18")),
        Choice("adult", say("Adult")),
        Choice("unknown", say("Not known")),
    ]
