"""The line above the cell that is being typed in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from gui.grid.model import GridColumn
from gui.look import theme
from gui.table.line_list import ListLine, Offer

_ENDS = {
    Qt.Key.Key_Return: "enter",
    Qt.Key.Key_Enter: "enter",
    Qt.Key.Key_Tab: "next",
    Qt.Key.Key_Backtab: "back",
    Qt.Key.Key_Escape: "cancel",
}
_CTRL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


_ID = 32
"""Letters of the id of a record."""


class CellLine(ListLine):
    """A line in a cell.

    Signals:
        done(str): typing ended by ``enter``, ``next``, ``back``, ``up``, ``down``, ``cancel`` or ``left``.
    """

    done = Signal(str)

    def __init__(self, viewport: QWidget, column: GridColumn, *, overwrite: bool) -> None:
        super().__init__(column.offers or (lambda _text: []), first_chosen=column.offered)
        self.setParent(viewport)
        self.overwrite = overwrite
        self.began = ""
        self._ended = False
        self.setProperty("in_cell", "true")
        self.setProperty("ring", "none")
        self.setFont(theme.font("cell"))
        self.setAccessibleName(column.title)
        self.picked.connect(self._chosen)

    def start(self, text: str, *, chosen: bool) -> None:
        """Begin with ``text``; ``chosen``: all of it marked, so that typing replaces it."""
        self.setText(text)
        if self.overwrite:
            self.textEdited.emit(text)
        else:
            self.began = text
        if chosen:
            self.selectAll()

    def event(self, event: QEvent) -> bool:
        """Enter, Tab and Esc are the cell's own, also where the window has them as keys."""
        if isinstance(event, QKeyEvent) and event.key() in _ENDS and not event.modifiers() & _CTRL:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._end_by_key(event)
                return True
        return super().event(event)

    def _end_by_key(self, event: QKeyEvent) -> None:
        how = _ENDS[Qt.Key(event.key())]
        if how == "cancel" and self.is_open:
            self.close_list()
            return
        if how in ("enter", "next") and self.is_open:
            marked = self._list.marked() if self._list is not None else None
            if marked is not None:
                self.setText(_meant(marked))
        self._end("up" if how == "enter" and event.modifiers() & Qt.KeyboardModifier.ShiftModifier else how)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down end typing that was begun by a letter, unless the list is open."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.is_open and not event.modifiers() & _CTRL:
            self._end("up" if key == Qt.Key.Key_Up else "down")
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Going elsewhere keeps what was typed."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self._end("left")

    def _chosen(self, value: str) -> None:
        offer = next((offer for offer in self._ask("") if offer.value == value), None)
        self.setText(_meant(offer) if offer else value)
        self._end("next")

    def _end(self, how: str) -> None:
        if not self._ended:
            self._ended = True
            self.done.emit(how)


def _meant(offer: Offer) -> str:
    """The text an offer leaves in the cell: its words; the identity of a record, since several may be called alike."""
    return offer.value if len(offer.value) == _ID else offer.label
