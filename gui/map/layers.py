"""The card of layers: what is shown, how many of it, flows from how many people on, and what is not on the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QLabel, QVBoxLayout, QWidget

from gui.look import theme
from gui.map.scene import SHOWN
from gui.say import say, say_n
from gui.widgets import KeyBox, column, icon_label, label, row, rule, words_label

LEAST = (0, 100, 300, 500, 1000, 1500, 2000, 3000, 5000, 10_000, 20_000)
AT_FIRST = 24
"""Flows that are shown at first, unless somebody chose otherwise: the largest."""
WIDTH = 240


class LayersCard(QFrame):
    """The card.

    Attributes:
        boxes: a tick each; least: flows of fewer people are left out.

    Signals:
        changed(): something else is to be shown.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.boxes: dict[str, QCheckBox] = {}
        self.counts: dict[str, QLabel] = {}
        self.least = QComboBox()
        self.left_out = words_label("", "hint")
        self.left_out.hide()
        head = row(label(say("Layers"), "strong"), None, KeyBox("L"), margins=(12, 7, 10, 5))
        upper = self._rows(
            (
                ("incidents", "zap", say("Incidents")),
                ("flows", "route", say("Evacuation flows")),
                ("villages", "house-x", say("Village state")),
                ("health", "hospital", say("Health facilities hit")),
                ("others", "building-2", say("Other facilities hit")),
            )
        )
        lower = self._rows(
            (
                ("borders", "map", say("Boundaries")),
                ("names", "tag", say("Place names")),
                ("terrain", "image", say("Base map")),
            )
        )
        for count in LEAST:
            words_ = say_n("{count} person", "{count} people", count) if count else say("any number")
            self.least.addItem(words_, count)
        self.least.setAccessibleName(say("Show flows of at least"))
        self.least.activated.connect(lambda _: self.changed.emit())
        base = label(say("Base map and names"), "label")
        flows = column(label(say("Show flows of at least"), "label"), self.least, self.left_out, gap=4)
        flows.setContentsMargins(12, 6, 12, 10)
        below = column(base, gap=0, margins=(12, 6, 12, 0))
        self.setLayout(column(head, rule(), upper, rule(), below, lower, flows, gap=0, margins=(1, 1, 1, 1)))
        self.setFixedWidth(theme.px(WIDTH))

    def _rows(self, entries: Sequence[tuple[str, str, str]]) -> QVBoxLayout:
        found = column(gap=4, margins=(12, 6, 12, 6))
        for key, drawing, name in entries:
            box, count = QCheckBox(name), label("", "hint")
            box.setChecked(key in SHOWN)
            box.setEnabled(key != "terrain")
            box.toggled.connect(lambda _: self.changed.emit())
            count.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            self.boxes[key], self.counts[key] = box, count
            line = row(box, None, count, gap=6)
            line.insertWidget(1, icon_label(drawing, "tx3", 15))
            found.addLayout(line)
        return found

    def shown(self) -> frozenset[str]:
        """The layers that are ticked."""
        return frozenset(key for key, box in self.boxes.items() if box.isChecked())

    def at_least(self) -> int:
        """Flows of fewer people are left out."""
        return int(self.least.currentData())

    def put(self, layers: Sequence[str], least: int) -> None:
        """Tick these; nothing is announced."""
        for key, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(key in layers)
            box.blockSignals(False)
        self.least.setCurrentIndex(max(0, self.least.findData(least)))

    def tell(self, counts: Mapping[str, str], left_out: Sequence[str]) -> None:
        """How many of each, and what is not on the map, a sentence each."""
        for key, words_ in counts.items():
            self.counts[key].setText(words_)
            self.boxes[key].setAccessibleDescription(words_)
        self.left_out.setText("\n".join(left_out))
        self.left_out.setVisible(bool(left_out))

    def may(self, key: str, *, there: bool, tick: bool) -> None:
        """Whether there is anything to be ticked; ``tick``: it is, when it comes."""
        if there and tick and not self.boxes[key].isEnabled():
            self.put([*self.shown(), key], self.at_least())
        self.boxes[key].setEnabled(there)


def clear_of(widget: QWidget) -> None:
    """Mouse events of a card do not reach the map below it."""
    widget.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
