"""What in the file could not be taken: where, what, and a button that does what was probably meant."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QWidget

from gui.look import theme
from gui.say import ltr, rtl, say, say_message, say_n
from gui.tips import tip
from gui.widgets import Button, clear, column, icon_label, label, row, rule, scrolled, words_label

if TYPE_CHECKING:
    from exports import Refusal

MOST = 200
"""Problems shown; the others stand in the saved list."""
HIGHEST = 3.4
"""Lines seen at once; the panel scrolls."""


class Problems(QFrame):
    """The panel below the table; hidden while there are no problems.

    Signals:
        answered(object, str): the place of a cell, and what was meant there.
        save_asked: the list as a workbook.
    """

    answered = Signal(object, str)
    save_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.title, self.rest = label("", "strong"), label("", "hint")
        self.save = Button(say("Save problem list as Excel"), "arrow-down-to-line")
        self.save.clicked.connect(self.save_asked)
        self.buttons: list[Button] = []
        self._lines = column(gap=0)
        inner = QWidget()
        inner.setLayout(self._lines)
        self._area = scrolled(inner)
        mark = icon_label("triangle-alert", "tx2", 16)
        head = row(mark, self.title, self.rest, None, self.save, gap=8, margins=(12, 5, 12, 5))
        self.setLayout(column(head, rule(), self._area, gap=0))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_problems(self, problems: Sequence[Refusal], *, low: bool) -> None:
        """Show them; ``low``: in a low window, with less room."""
        clear(self._lines)
        self.buttons.clear()
        self.setVisible(bool(problems))
        count = len(problems)
        self.title.setText(say_n("{count} problem in the file", "{count} problems in the file", count))
        self.rest.setText(say("The rest can be accepted without them."))
        lines = [self._line(one) for one in problems[:MOST]]
        for line in lines:
            self._lines.addWidget(line)
        if count > MOST:
            more = say_n("{count} more in the saved list", "{count} more in the saved list", count - MOST)
            lines.append(label(more, "hint"))
            self._lines.addWidget(lines[-1])
        self._lines.addStretch(1)
        height = theme.px(35)
        seen = min(float(len(lines)), 2.0 if low else HIGHEST)
        self._area.setFixedHeight(round(height * seen) + 2)

    def _line(self, one: Refusal) -> QWidget:
        line = QWidget()
        mark = icon_label("circle-alert", "injured", 16) if one.serious else icon_label("triangle-alert", "accink", 16)
        spot = label(where_words(one), "hint")
        spot.setFixedWidth(theme.px(168))
        spot.setToolTip(tip(where_words(one)))
        what, todo = say_message(one.what), say_message(one.todo) if one.todo is not None else ""
        said = words_label("", "text")
        said.setTextFormat(Qt.TextFormat.RichText)
        who = f"\u2068{_escaped(one.who)}\u2069: " if one.who else ""
        label_ = f"{_escaped(one.label)}. " if one.label else ""
        way = "rtl" if rtl() else "ltr"
        said.setText(f'<div dir="{way}">{who}{label_}<b>{_escaped(what)}</b> {_escaped(todo)}</div>')
        said.setAccessibleName(f"{where_words(one)}: {one.who} {one.label} {what} {todo}")
        inside = row(mark, spot, said, gap=10, margins=(12, 3, 12, 3))
        inside.setStretch(2, 1)
        button = self._button(one)
        if button is not None:
            inside.addWidget(button)
            self.buttons.append(button)
        line.setLayout(inside)
        line.setMinimumHeight(theme.px(35))
        return line

    def _button(self, one: Refusal) -> Button | None:
        if one.offer:
            made = Button(say("Use {what}", what=ltr(one.offer)))
            made.clicked.connect(lambda: self.answered.emit(one.spot, one.offer))
        elif len(one.choices) == 1:
            made = Button(say("Yes, that one"))
            made.clicked.connect(lambda: self.answered.emit(one.spot, one.choices[0][0]))
        elif one.choices:
            made = Button(say("Choose…"))
            made.clicked.connect(lambda: self._choose(one, made))
        else:
            return None
        made.setAccessibleDescription(f"{where_words(one)}: {say_message(one.what)}")
        return made

    def _choose(self, one: Refusal, button: Button) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, name in one.choices:
            menu.addAction(name).triggered.connect(partial(self._chosen, one, text))
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _chosen(self, one: Refusal, text: str) -> None:
        self.answered.emit(one.spot, text)


def where_words(one: Refusal) -> str:
    """``Victims, F41``; a row, or only the sheet, when there is no cell."""
    spot = one.spot
    if not spot.sheet:
        return one.label
    if not spot.row:
        return spot.sheet
    if spot.column < 0:
        return say("{sheet}, row {row}", sheet=spot.sheet, row=ltr(str(spot.row)))
    return say("{sheet}, cell {cell}", sheet=spot.sheet, cell=ltr(spot.name))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
