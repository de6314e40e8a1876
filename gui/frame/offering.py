"""Drafts that were open when the program ended, offered at the start with their age; none is thrown away unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from gui.entry.draft_words import draft_age, draft_words
from gui.entry.held import open_forms
from gui.frame.forms import FORMS, show_form
from gui.jobs import Job
from gui.say import say
from gui.widgets import Button, IconButton, LinkButton, clear, column, icon_label, label, row, words_label

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Draft


def open_draft(context: Context, draft: Draft) -> QWidget | None:
    """The window of a draft, with everything it has kept; None for a kind this program has no form for."""
    return show_form(context, draft.kind, draft.record or None, draft=draft)


class OpenDrafts(QWidget):
    """The note at the start: what was being typed when the program ended.

    Signals:
        opened(QWidget): a draft is continued in this window.
        emptied: nothing is left to offer.
    """

    opened = Signal(object)
    emptied = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        note = QFrame()
        note.setProperty("kind", "note")
        note.setProperty("state", "information")
        self._context = context
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        head = row(
            icon_label("pencil-line", "missing", 17),
            words_label(say("The program ended while you were typing. What was typed is kept."), "strong"),
            gap=10,
        )
        head.setStretch(1, 1)
        later = IconButton("x", say("Later; the drafts stay"))
        later.clicked.connect(self.hide)
        head.addWidget(later)
        note.setLayout(column(head, self._rows, gap=8, margins=(14, 8, 14, 10)))
        self.setLayout(column(note, margins=(14, 10, 14, 0)))
        self.hide()

    def look(self) -> None:
        """Read the drafts that were open; shows itself when there are some."""
        store = self._context.store
        Job(lambda: store.drafts()).then(self._found).start(self)

    def _found(self, drafts: list[Draft]) -> None:
        shown = open_forms()
        mine = [draft for draft in drafts if draft.kind in FORMS]  # a newer program may have kept others
        self.offer([draft for draft in mine if draft.open and draft.id not in shown])

    def offer(self, drafts: list[Draft]) -> None:
        """Offer these."""
        clear(self._rows)
        for draft in drafts:
            self._rows.addWidget(self._row(draft))
        self._count = len(drafts)
        self.setVisible(bool(drafts))
        if not drafts:
            self.emptied.emit()

    _count = 0

    def _row(self, draft: Draft) -> QWidget:
        made = QWidget()
        go, drop = Button(say("Continue"), "pencil-line"), LinkButton(say("Throw away"))
        sure, stay = LinkButton(say("Yes, throw away")), LinkButton(say("Keep it"))
        asked = label(say("Throw it away? What was typed is then gone."), "hint", "warning")
        for part in (asked, sure, stay):
            part.hide()

        def ask(*, asking: bool) -> None:
            for part in (asked, sure, stay):
                part.setVisible(asking)
            drop.setVisible(not asking)

        go.clicked.connect(lambda: self._open(draft, made))
        drop.clicked.connect(lambda: ask(asking=True))
        stay.clicked.connect(lambda: ask(asking=False))
        sure.clicked.connect(lambda: self._drop(draft, made))
        age = label(say("last typed {ago}", ago=draft_age(draft)), "hint")
        inside = row(label(draft_words(draft)), age, None, asked, sure, stay, drop, go, gap=10)
        made.setLayout(inside)
        return made

    def _open(self, draft: Draft, line: QWidget) -> None:
        self.opened.emit(open_draft(self._context, draft))
        self._gone(line)

    def _drop(self, draft: Draft, line: QWidget) -> None:
        store = self._context.store
        Job(lambda: store.drop_draft(draft.id), writes=True).start()
        self._gone(line)

    def _gone(self, line: QWidget) -> None:
        line.hide()
        line.deleteLater()
        self._count -= 1
        if not self._count:
            self.hide()
            self.emptied.emit()
