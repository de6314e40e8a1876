"""What to include: groups of record kinds as people think of them; what does not leave at a level is not offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from gui.say import say
from gui.widgets import Says, column, label
from storage import RECORDS, Level, kinds_at

GROUPS: Mapping[str, tuple[str, ...]] = {
    "incident": ("incident", "claim"),
    "victim": ("victim", "outcome"),
    "movement": ("movement", "village_state", "population"),
    "facility": ("facility", "damage", "function"),
    "source": ("source", "citation"),
    "place": ("place",),
}
OTHERS = "others"
_AS_SUMS = ("incident", "victim", "movement", "facility")
"""Of these a public file tells, of all but the first only sums."""


def kinds_of(group: str) -> tuple[str, ...]:
    """The record kinds of a group."""
    named = {kind for kinds in GROUPS.values() for kind in kinds}
    return GROUPS.get(group) or tuple(kind for kind in RECORDS if kind not in named)


def groups_at(level: Level) -> list[str]:
    """The groups of which anything leaves at a level."""
    if level is Level.PUBLIC:
        return list(_AS_SUMS)
    return [group for group in (*GROUPS, OTHERS) if set(kinds_of(group)) & set(kinds_at(level))]


class IncludeFields(QWidget):
    """A box for each group.

    Signals:
        changed(): one was ticked or cleared.
    """

    changed = Signal()

    def __init__(self, kinds: Iterable[str], level: Level) -> None:
        """``kinds``: those wanted; none is all."""
        super().__init__()
        told = {
            "incident": say("Incidents"),
            "victim": say("Victims"),
            "movement": say("Village movements"),
            "facility": say("Facilities"),
            "source": say("Sources"),
            "place": say("Places"),
            OTHERS: say("Everything else"),
        }
        self.boxes = {group: QCheckBox(text) for group, text in told.items()}
        wanted = frozenset(kinds)
        self.says = Says()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(5)
        self.setLayout(column(label(say("What to include"), "label"), self._grid, self.says, gap=5))
        for group, box in self.boxes.items():
            box.setChecked(not wanted or bool(wanted & set(kinds_of(group))))
            box.toggled.connect(lambda _: self._turned())
        self.fit(level)

    def fit(self, level: Level) -> None:
        """Offer what leaves at this level."""
        self._level, offered = level, groups_at(level)
        for group, box in self.boxes.items():
            box.setVisible(group in offered)
        for place, group in enumerate(offered):
            self._grid.addWidget(self.boxes[group], place // 2, place % 2, Qt.AlignmentFlag.AlignLeading)
        self._say()

    def kinds(self, *, one_table: bool = False) -> tuple[str, ...]:
        """The record kinds wanted; none when everything is. ``one_table``: of a single group only its chief kind."""
        offered = groups_at(self._level)
        chosen = [group for group in offered if self.boxes[group].isChecked()]
        if one_table and len(chosen) == 1 and chosen[0] in GROUPS:
            return (chosen[0],)
        return () if chosen == offered else tuple(kind for group in chosen for kind in kinds_of(group))

    def ready(self) -> bool:
        """Whether anything is wanted."""
        return any(self.boxes[group].isChecked() for group in groups_at(self._level))

    def _turned(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        self.says.tell("error", "" if self.ready() else say("Tick at least one."))
