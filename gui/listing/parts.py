"""The parts around a list: the head of the page, the foot with the sums, what stands there when the list is empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gui.listing.filters import FilterChips
from gui.look import theme
from gui.say import ltr, say
from gui.widgets import Button, KeyBox, clear, column, heading, label, row, words_label


class PageHead(QWidget):
    """Title, how many are shown, the active filters, then what can be done; 48 pixels high.

    Signals:
        unfiltered(str): take away the filter of this column, "" for all.
    """

    unfiltered = Signal(str)

    def __init__(self, title: str, extras: Sequence[QWidget], buttons: Sequence[QWidget]) -> None:
        super().__init__()
        self.setProperty("surface", "win")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.height("pagehead"))
        self._narrow = False
        self._counted: tuple[int, int | None, str] = (0, None, "")
        self.count = label("", "second")
        self.chips = FilterChips()
        self.chips.removed.connect(self.unfiltered)
        self.chips.show_conditions({})
        self._row = row(
            heading(title), self.count, *extras, self.chips, None, *buttons, gap=10, margins=(14, 0, 14, 0)
        )
        self._before = self._row.count() - len(buttons)
        self.setLayout(self._row)

    def offer(self, button: QWidget) -> None:
        """Put a small button before the others."""
        self._row.insertWidget(self._before, button)
        self._before += 1

    def show_count(self, shown: int, total: int | None, whole: str) -> None:
        """``184 of 1,246 shown``, or ``whole`` when nothing is left out; ``184 / 1,246`` in a narrow window."""
        self._counted = (shown, total, whole)
        if total is None or shown == total:
            self.count.setText(whole)
        elif self._narrow:
            self.count.setText(ltr(f"{shown:,} / {total:,}"))
        else:
            self.count.setText(say("{shown} of {total} shown", shown=f"{shown:,}", total=f"{total:,}"))

    def make_narrow(self, *, narrow: bool) -> None:
        """Fewer words in a narrow window."""
        if narrow != self._narrow:
            self._narrow = narrow
            self.show_count(*self._counted)
            self.chips.make_narrow(narrow=narrow)
            self._row.setStretchFactor(self.chips, 100 if narrow else 0)

    def show_conditions(self, conditions: Mapping[str, str]) -> None:
        """The chips of the active filters."""
        self.chips.show_conditions(conditions)


class Foot(QWidget):
    """Sums of what is shown, and the keys of a list."""

    def __init__(self, keys: Sequence[tuple[tuple[str, ...], str]]) -> None:
        super().__init__()
        self.setProperty("surface", "foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.px(31))
        self._sums = QHBoxLayout()
        self._sums.setSpacing(6)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(10, 0, 10, 0)
        inside.setSpacing(6)
        inside.addLayout(self._sums)
        inside.addStretch(1)
        self._hints = QWidget()
        hints = QHBoxLayout(self._hints)
        hints.setContentsMargins(0, 0, 0, 0)
        hints.setSpacing(5)
        for boxes, words in keys:
            for key in boxes:
                hints.addWidget(KeyBox(key))
            hints.addWidget(label(words, "hint"))
            hints.addSpacing(8)
        inside.addWidget(self._hints)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_sums(self, title: str, parts: Sequence[QWidget]) -> None:
        """Show sums as chips after their title; nothing when there are none."""
        clear(self._sums)
        if parts:
            self._sums.addWidget(label(title, "label"))
        for part in parts:
            self._sums.addWidget(part)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hints of keys give way when there is no room for them."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        wanted = self._sums.sizeHint().width() + self._hints.sizeHint().width() + 40
        self._hints.setVisible(wanted <= self.width())


class Empty(QWidget):
    """What stands in place of an empty list: one line, one action, no drawing."""

    def __init__(self, line: str, action: QWidget | None = None, second: QWidget | None = None) -> None:
        super().__init__()
        self.setProperty("surface", "sur")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        words = words_label(line, "lead")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words.setMinimumWidth(theme.px(300))
        words.setMaximumWidth(theme.px(560))
        actions = [part for part in (action, second) if part is not None]
        middle = column(words, row(None, *actions, None, gap=10), gap=14)
        self.setLayout(column(theme.px(70), row(None, middle, None), None))


def key_button(text: str, icon: str, key: str, *, kind: str = "") -> Button:
    """A button that shows its key; the window makes the key work."""
    return Button(text, icon, key, kind=kind)
