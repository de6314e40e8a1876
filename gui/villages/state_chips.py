"""How many villages are in each state, as chips in the head of the room; a chip filters the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.say import say
from gui.table.list_cells import short_code
from gui.villages.cells import icon_of, tone_of
from gui.widgets import Tag, clear, row
from gui.widgets.layout import polish


class StateChip(Tag):
    """A state with its number; pressed, it is the filter.

    Signals:
        pressed(str): its state.
    """

    pressed = Signal(str)

    def __init__(self, state: str, count: int) -> None:
        tone = tone_of(state)
        super().__init__(
            f"{count:,} {short_code('village-state', state)}", icon_of(state), "" if tone == "neutral" else tone
        )
        self._state = state
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.word.text())
        self.setToolTip(say("Show only these"))

    def mark(self, *, chosen: bool) -> None:
        """Bold while it is the filter."""
        font = self.word.font()
        font.setBold(chosen)
        self.word.setFont(font)
        polish(self, chosen="true" if chosen else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click filters."""
        self.pressed.emit(self._state)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space filter too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit(self._state)
        else:
            super().keyPressEvent(event)


class StateChips(QWidget):
    """All of them.

    Signals:
        chosen(object): the states to filter by, an empty list for all.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._inside = row(gap=8)
        self.setLayout(self._inside)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._chosen: tuple[str, ...] = ()
        self.chips: dict[str, StateChip] = {}

    def show_counts(self, counts: Mapping[str, int], chosen: Sequence[str]) -> None:
        """These are the numbers now."""
        self._chosen = tuple(chosen)
        clear(self._inside)
        self.chips = {}
        for state, count in counts.items():
            made = StateChip(state, count)
            made.mark(chosen=state in chosen)
            made.pressed.connect(self._pressed)
            self.chips[state] = made
            self._inside.addWidget(made)
        self._inside.addStretch(1)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Chips that have no room are left out, the last ones first."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        room = self.width()
        for made in self.chips.values():
            room -= made.sizeHint().width() + self._inside.spacing()
            made.setVisible(room >= 0)

    def _pressed(self, state: str) -> None:
        self.chosen.emit([] if self._chosen == (state,) else [state])
