"""The filter row under the heads of a list, and the chips that say at the head of the page what is filtered."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from gui.listing.filter_fields import Condition, FilterField
from gui.look import theme
from gui.look.icons import icon, pixmap
from gui.say import rtl, say
from gui.table.heads import Head
from gui.tips import tip
from gui.widgets.keys import KeyBox
from gui.widgets.layout import clear, label

GAP = 4


class FilterRow(QWidget):
    """Fields bound to the columns of a list: they move, scroll and change width with the heads above them.

    Signals:
        changed: some condition is another one.
        left: the list wants the keyboard back.
    """

    changed = Signal()
    left = Signal()

    def __init__(
        self,
        head: Head,
        keys: tuple[str, ...],
        fields: Mapping[str, FilterField],
        more: Mapping[str, Callable[[], FilterField]] | None = None,
    ) -> None:
        """``more``: makes the field of a column that is not shown at first, when it is."""
        super().__init__(head)
        self._head = head
        self._keys = keys
        self._more = dict(more or {})
        self.fields: dict[str, FilterField] = {}
        for key, field in fields.items():
            self._take(key, field)
        head.placed.connect(self._place)
        self._place()

    def field(self, key: str) -> FilterField | None:
        """The field of a column, also of one that is not shown; None when nobody can ask by it."""
        if key in self._more:
            self._take(key, self._more.pop(key)())
        return self.fields.get(key)

    def conditions(self) -> dict[str, Condition]:
        """What is asked now, by column; columns that ask nothing are left out."""
        return {key: field.condition() for key, field in self.fields.items() if field.condition().value}

    def put(self, conditions: Mapping[str, Condition]) -> None:
        """Ask this and nothing else; nothing is announced."""
        for key in conditions:
            self.field(key)
        for key, field in self.fields.items():
            field.put(conditions.get(key, Condition()))

    def clear(self, key: str = "") -> None:
        """Ask nothing in one column, or in any."""
        for name, field in self.fields.items():
            if not key or name == key:
                field.clear()
        self.changed.emit()

    def take_focus(self, column: int) -> None:
        """Put the cursor into the field of a column, or into the first one there is."""
        field = self.fields.get(self._keys[column]) if 0 <= column < len(self._keys) else None
        chosen = field if field is not None and field.isVisible() else next(iter(self.fields.values()), None)
        if chosen is not None:
            chosen.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground of the row, with the line under it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("sur2"))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.color("line"))

    def _take(self, key: str, field: FilterField) -> None:
        self.fields[key] = field
        field.setParent(self)
        field.changed.connect(self.changed)
        field.left.connect(self.left)

    def _place(self) -> None:
        head, height = self._head, self.height()
        for column, key in enumerate(self._keys):
            hidden = head.isSectionHidden(column)
            field = self.fields.get(key) if hidden else self.field(key)
            if field is not None:
                field.setVisible(not hidden)
                x, width = head.sectionViewportPosition(column), head.sectionSize(column)
                field.setGeometry(x + GAP, 4, max(width - 2 * GAP, 20), height - 9)


class FilterChips(QWidget):
    """The active filters as chips with ×, and *Clear filters*.

    Signals:
        removed(str): the chip of this column was taken away; "" means all of them.
    """

    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._inside = QHBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(8)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_conditions(self, conditions: Mapping[str, str]) -> None:
        """Show these filters: column key to words."""
        clear(self._inside)
        for key, words in conditions.items():
            self._inside.addWidget(self._chip(key, words))
        if conditions:
            everything = QPushButton(say("Clear filters"))
            everything.setProperty("kind", "quiet")
            everything.clicked.connect(lambda: self.removed.emit(""))
            self._inside.addWidget(everything)
            self._inside.addWidget(KeyBox("Esc"))
            self._inside.addStretch(1)
        self.setVisible(bool(conditions))

    def make_narrow(self, *, narrow: bool) -> None:
        """In a narrow window the last chips give way to the buttons beside them; Esc still clears all."""
        across = QSizePolicy.Policy.Ignored if narrow else QSizePolicy.Policy.Preferred
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    def _chip(self, key: str, words: str) -> QWidget:
        chip = QWidget()
        chip.setProperty("kind", "filterchip")
        chip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QHBoxLayout(chip)
        inside.setContentsMargins(7, 0, 2, 0)
        inside.setSpacing(5)
        drawing = QLabel()
        drawing.setPixmap(pixmap("funnel", "link", 13))
        name = label(words, "chip")
        name.setMaximumWidth(theme.px(170))
        name.setToolTip(tip(words))
        away = QPushButton()
        away.setIcon(icon("x", "link", 13))
        away.setProperty("kind", "chipx")
        away.setAccessibleName(say("Take away the filter {words}", words=words))
        away.setToolTip(tip(away.accessibleName()))
        away.setFixedSize(theme.px(18), theme.px(18))
        away.clicked.connect(lambda: self.removed.emit(key))
        for part in (drawing, name, away):
            inside.addWidget(part)
        chip.setFixedHeight(theme.px(21))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl() else Qt.LayoutDirection.LeftToRight)
        return chip
