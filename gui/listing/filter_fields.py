"""The small fields of the filter row: typed values, places, codes. Each knows its condition for people and the store.

A condition for the store is canonical text (``"3-"``, ``"2019-06-27/2019-07-05"``, ``"draft,complete"``, an id); the
words are what stands in the chip at the head of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSizePolicy,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from gui.look import theme
from gui.look.dress import clothe
from gui.look.icons import icon
from gui.resting import Rest
from gui.say import rtl, say, say_message
from gui.tips import tip
from gui.widgets.layout import polish
from storage import BadValue

NARROW, PAUSE = 54, 350  # pixels of a narrow field; milliseconds without a key until what was typed is meant


@dataclass(frozen=True)
class Condition:
    """What a filter asks: canonical text for the store ("" = nothing), and words for people."""

    value: str = ""
    words: str = ""


@dataclass(frozen=True)
class Choice:
    """One thing to choose: its value, its label, other spellings it is found by, and what tells it apart."""

    value: str
    label: str
    also: str = ""
    beside: str = ""


class FilterField(QWidget):
    """A field of the filter row.

    Signals:
        changed: the condition is another one.
        left: Esc or Enter: the list wants the keyboard back.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._condition = Condition()
        self._inside = QHBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(0)

    def condition(self) -> Condition:
        """What is asked now."""
        return self._condition

    def condition_of(self, value: str) -> Condition:
        """A canonical condition (one that was saved) with its words in the language of now."""
        return Condition(value, value)

    def clear(self) -> None:
        """Ask nothing."""
        self.put(Condition())

    def put(self, condition: Condition) -> None:
        """Ask this (from remembered filters); nothing is announced."""
        self._condition = condition
        self._show(condition)

    def _ask(self, condition: Condition) -> None:
        if condition != self._condition:
            self._condition = condition
            self.changed.emit()

    def _show(self, condition: Condition) -> None:
        raise NotImplementedError


class TypedFilter(FilterField):
    """A field that understands what is typed: a number, a day or a period, a name."""

    def __init__(
        self,
        name: str,
        read: Callable[[str], Condition],
        placeholder: str,
        presets: Callable[[], Sequence[tuple[str, Condition]]] | None = None,
    ) -> None:
        """``presets``: words of the menu and their conditions. ``read`` raises ``BadValue``."""
        super().__init__(name)
        self._read = read
        self.line = _Line(name, placeholder)
        self._inside.addWidget(self.line)
        self._pause = Rest(self, PAUSE)
        self._pause.timeout.connect(self._take_quietly)
        self.line.textEdited.connect(lambda _: self._pause.start())
        self.line.editingFinished.connect(self._take)
        self.line.done.connect(self._done)
        if presets is not None:
            self._offer(presets)
        self.setFocusProxy(self.line)

    def condition_of(self, value: str) -> Condition:
        """Canonical text is read like typed text."""
        try:
            return self._read(value)
        except BadValue:
            return Condition(value, value)

    def _offer(self, presets: Callable[[], Sequence[tuple[str, Condition]]]) -> None:
        opener = QAction(icon("chevron-down", "tx2", 14), say("Choose a period"), self)
        opener.triggered.connect(lambda: self._open_menu(presets()))
        self.line.addAction(opener, QLineEdit.ActionPosition.TrailingPosition)
        self.line.menu_key.connect(opener.trigger)

    def _open_menu(self, presets: Sequence[tuple[str, Condition]]) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, condition in presets:
            menu.addAction(words).triggered.connect(lambda _=False, one=condition: self._choose(one))
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _choose(self, condition: Condition) -> None:
        self._show(condition)
        self._ask(condition)

    def _take_quietly(self) -> None:
        """While typing: what cannot be read yet is left alone."""
        try:
            self._ask(self._read(self.line.text()))
        except BadValue:
            return
        polish(self.line, state="")

    def _take(self) -> None:
        self._pause.stop()
        try:
            condition = self._read(self.line.text())
        except BadValue as problem:
            polish(self.line, state="error")
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), tip(say_message(problem.message)), self)
            return
        polish(self.line, state="")
        if condition.words and not self.line.hasFocus():
            self.line.setText(condition.words)
        self._ask(condition)

    def _done(self) -> None:
        self._take()
        self.left.emit()

    def _show(self, condition: Condition) -> None:
        self._pause.stop()
        self.line.setText(condition.words)
        polish(self.line, state="")


class PlaceFilter(FilterField):
    """Type-ahead for a place or an area, in either script or by code; both names and the parent tell it apart."""

    def __init__(self, name: str, suggest: Callable[[str], list[Choice]]) -> None:
        super().__init__(name)
        self._suggest = suggest
        self._offered: list[Choice] = []
        self.line = _Line(name, say("type a place…"))
        self._inside.addWidget(self.line)
        self._texts = QStringListModel(self)
        self._completer = QCompleter(self._texts, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self.line)
        self._list = QListView()
        self._completer.setPopup(self._list)
        self._list.setProperty("kind", "popup")
        self._list.setMinimumWidth(theme.px(380))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._completer.activated.connect(self._picked)
        self.line.textEdited.connect(self._typed)
        self.line.done.connect(self._done)
        self.setFocusProxy(self.line)

    def _typed(self, text: str) -> None:
        self._offered = self._suggest(text) if text.strip() else []
        self._texts.setStringList([f"{one.label}  {one.beside}" for one in self._offered])
        if self._offered:
            clothe(self._list)  # a window of its own
            self._completer.complete()
        else:
            self._list.hide()
        if not text.strip():
            self._ask(Condition())

    def _picked(self, text: str) -> None:
        if text in self._texts.stringList():
            chosen = self._offered[self._texts.stringList().index(text)]
            self.line.setText(chosen.label)
            self._ask(Condition(chosen.value, chosen.label))

    def _done(self) -> None:
        if self.line.text().strip() and self.line.text() != self._condition.words and self._offered:
            self._picked(self._texts.stringList()[0])
        self._list.hide()
        self.left.emit()

    def _show(self, condition: Condition) -> None:
        self.line.setText(condition.words)


class CodeFilter(FilterField):
    """One or several of a list, in a drop-down that can be searched."""

    def __init__(self, name: str, choices: Callable[[], Sequence[Choice]]) -> None:
        super().__init__(name)
        self._choices = choices
        self.button = QToolButton()
        self.button.setProperty("kind", "filter")
        self.button.setAccessibleName(name)
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.setIcon(icon("chevron-down", "tx2", 14))
        self.button.setIconSize(QSize(14, 14))
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        opposite = Qt.LayoutDirection.LeftToRight if rtl() else Qt.LayoutDirection.RightToLeft
        self.button.setLayoutDirection(opposite)
        self.button.clicked.connect(self.open)
        self.button.installEventFilter(self)
        self._inside.addWidget(self.button)
        self.setFocusProxy(self.button)
        self._show(Condition())

    def open(self) -> None:
        """Show the drop-down."""
        popup = _ChoicePopup(self._choices(), set(filter(None, self._condition.value.split(","))), self)
        popup.chosen.connect(self.take)
        popup.open_at(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a very narrow column only the arrow is left."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(NARROW)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.button.setToolButtonStyle(style)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Down opens the list, Esc goes back to the table."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.open()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return False

    def take(self, values: list[str]) -> None:
        """Ask for these values."""
        condition = self.condition_of(",".join(values))
        self._show(condition)
        self._ask(condition)

    def condition_of(self, value: str) -> Condition:
        """These values with their labels."""
        values = [one for one in value.split(",") if one]
        labels = {one.value: one.label for one in self._choices()}
        words = say("{first} or {second}")
        joined = labels.get(values[0], values[0]) if values else ""
        for value in values[1:]:
            joined = words.format(first=joined, second=labels.get(value, value))
        return Condition(",".join(values), joined)

    def _show(self, condition: Condition) -> None:
        self.button.setText(condition.words or say("Any"))
        polish(self.button, state="set" if condition.value else "")


class _Line(QLineEdit):
    """A line of the filter row; ``done`` on Enter and Esc (which puts the text back), ``menu_key`` on Down."""

    done = Signal()
    menu_key = Signal()

    def __init__(self, name: str, placeholder: str) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setProperty("part", "filter")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes what is typed, Down opens the presets; both scripts' digits are understood by the reader."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            if event.key() == Qt.Key.Key_Escape:
                self.clear()
                self.textEdited.emit("")
            self.done.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.menu_key.emit()
        else:
            super().keyPressEvent(event)


class _ChoicePopup(QFrame):
    """A list of choices with ticks and a search line; what is ticked counts at once."""

    chosen = Signal(list)

    def __init__(self, choices: Sequence[Choice], ticked: set[str], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kind", "popup")
        self._choices = list(choices)
        self._line = QLineEdit()
        self._line.setPlaceholderText(say("Search the list"))
        self._line.setVisible(len(self._choices) > 7)
        self._list = QListWidget()
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self._line)
        inside.addWidget(self._list)
        for one in self._choices:
            item = QListWidgetItem(f"{one.label}  {one.beside}".strip())
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if one.value in ticked else Qt.CheckState.Unchecked)
            self._list.addItem(item)
        self._list.itemChanged.connect(self._tell)
        self._list.itemPressed.connect(self._press)
        self._line.textChanged.connect(self._narrow)
        self._line.installEventFilter(self)
        self._list.installEventFilter(self)

    def open_at(self, field: QWidget) -> None:
        """Show it under a field."""
        wide = max(field.width(), theme.px(210))
        self.resize(wide, min(theme.px(30) * (len(self._choices) + 1) + 20, theme.px(330)))
        corner = field.mapToGlobal(QPoint(field.width() - wide if rtl() else 0, field.height() + 2))
        self.move(corner)
        self.show()
        (self._line if self._line.isVisible() else self._list).setFocus()
        self._list.setCurrentRow(0)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Arrows move in the list while typing; Enter ticks and closes, Space ticks."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            item = self._list.currentItem()
            if item is not None and not self._ticked():
                self._press(item)
            self.close()
            return True
        if watched is self._line and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._list.setFocus()
            return True
        return False

    def _press(self, item: QListWidgetItem) -> None:
        on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def _narrow(self, text: str) -> None:
        wanted = text.strip().casefold()
        first = -1
        for place, one in enumerate(self._choices):
            hidden = wanted not in f"{one.label} {one.also} {one.beside}".casefold()
            self._list.setRowHidden(place, hidden)
            first = place if first < 0 and not hidden else first
        self._list.setCurrentRow(first)

    def _ticked(self) -> list[str]:
        on = Qt.CheckState.Checked
        return [one.value for i, one in enumerate(self._choices) if self._list.item(i).checkState() == on]

    def _tell(self) -> None:
        self.chosen.emit(self._ticked())
