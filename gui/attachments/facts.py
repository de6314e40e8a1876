"""Beside an attachment: what it is called and says of itself, where it was taken (sealed), and who had it in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gui import messages
from gui.attachments.told import custody_lines, size_words, state_words
from gui.detail import pair, timeline_part
from gui.forms.sealed import Sealed
from gui.history import moment_words
from gui.jobs import Job
from gui.look import theme
from gui.say import ltr, say, words
from gui.widgets import clear, column, label, rule, scrolled
from storage import Edit, Store

if TYPE_CHECKING:
    from gui.attachments.showing import Known
    from gui.context import Context
    from storage import Attached

WIDTH = 290
LONGEST = 22


class Facts(QWidget):
    """The side of the viewer.

    Attributes:
        title, notes: what a person can write about it.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._known: Known | None = None
        self.title, self.notes = QLineEdit(), QLineEdit()
        self.title.setAccessibleName(words().field("attachment.title"))
        self.notes.setAccessibleName(words().field("attachment.notes"))
        self.title.setPlaceholderText(say("What is to be seen or heard?"))
        for name, line in (("title", self.title), ("notes", self.notes)):
            line.editingFinished.connect(lambda name=name, line=line: self._write(name, line))
        self._rest = QVBoxLayout()
        self._rest.setSpacing(7)
        fields = column(
            label(words().field("attachment.title"), "label"), self.title,
            label(words().field("attachment.notes"), "label"), self.notes, gap=4,
        )  # fmt: skip
        body = QWidget()
        inside = column(margins=(0, 0, 8, 0), gap=10)
        inside.addLayout(fields)
        inside.addLayout(self._rest)
        inside.addStretch(1)
        body.setLayout(inside)
        self.setLayout(column(scrolled(body)))
        self.setFixedWidth(theme.px(WIDTH))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def begin(self, one: Attached) -> None:
        """Another one is looked at."""
        self._known = None
        clear(self._rest)
        self.title.setText(one.title)
        self.notes.setText(one.notes)

    def show_known(self, known: Known) -> None:
        """What was read of it."""
        self._known = known
        for line, text in ((self.title, known.one.title), (self.notes, known.one.notes)):
            if not line.hasFocus():
                line.setText(text)
        clear(self._rest)
        self._lay_out(known)

    def _lay_out(self, known: Known) -> None:
        one, add = known.one, self._rest.addWidget
        add(rule())
        told = (
            (say("File"), ltr(shortened(one.file_name))),
            (words().field("attachment.media"), words().code("media", one.media) if one.media else ""),
            (words().field("attachment.size"), size_words(one.size)),
            (words().field("attachment.taken"), moment_words(one.taken) if one.taken else ""),
            (words().field("attachment.added"), moment_words(one.added) if one.added else ""),
            (say("Added by"), " · ".join(part for part in (one.author, one.team, ltr(one.device)) if part)),
            (say("Checksum"), ltr(f"{one.sha256[:8]}…{one.sha256[-8:]}")),
            (say("State"), state_words(one)),
        )
        for name, value in told:
            if value:
                add(pair(name, value))
        if one.has_position:
            record = one.id
            said = (say("Show position"), words().field("attachment.position"))
            add(Sealed(self._context, lambda store: position_of(store, record), said))
        add(rule())
        add(timeline_part(say("Who had it in hand"), custody_lines(known.custody)))

    def _write(self, name: str, line: QLineEdit) -> None:
        known = self._known
        if known is None or known.entry is None or not self._context.is_open:
            return
        text, had = line.text().strip() or None, known.entry.values.get(name)
        if text == had:
            return
        store, edit = self._context.store, Edit("attachment", known.one.id, {name: text}, known.entry.seen)
        Job(lambda: store.save([edit]), writes=True).then(self._context.announce).otherwise(messages.tell).start(self)


def shortened(name: str) -> str:
    """A long name of a file, its ends kept: it has no room for a second line and would push everything else aside."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 11]}…{name[-10:]}"


def position_of(store: Store, record: str) -> str:
    """Where it was taken, in words; read only when somebody asks."""
    entry = store.read("attachment", record)
    return ltr(str(entry.values.get("position") or "")) if entry is not None else ""
