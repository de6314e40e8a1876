"""In the Sync room: the files that have not come yet, and how much may go in one exchange."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from gui import messages
from gui.attachments.told import icon_of, name_of, size_words, state_words
from gui.jobs import Job
from gui.look import theme
from gui.say import ltr, say, say_n, words
from gui.sync.lines import Cell, Lines
from gui.widgets import column, label, row, words_label

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Attached, Store

SHOWN = 500
"""Lines of the list; more are counted."""
MOST_MB = 100_000
MB = 1 << 20
LIMIT = "attachments-limit-mb"


class MissingFiles(QWidget):
    """What is missing, smallest first, as it will come.

    Attributes:
        lines: the list; limit: megabytes of files in one exchange.

    Signals:
        counted(int): how many files are missing.
    """

    counted = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.lines = Lines(say("Files not here yet"), [say("File"), say("Size"), say("On whose laptop")], (44, 24, 32))
        self.sum = words_label("", "hint")
        self.limit = QLineEdit()
        self.limit.setAccessibleName(say("Files in one exchange, at most"))
        self.limit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.limit.setFixedSize(theme.px(90), theme.height("button"))
        self.limit.editingFinished.connect(self._write)
        said = label(say("Files in one exchange, at most"), "hint")
        foot = row(said, None, self.limit, label(say("MB"), "hint"), margins=(12, 6, 10, 8))
        told = column(self.sum, margins=(12, 6, 10, 0))
        self.setLayout(column(self.lines, told, foot, gap=0))
        self._was = -1
        self.setFocusProxy(self.lines)
        context.changed.connect(self._changed)
        context.reopened.connect(self.read)

    def read(self) -> None:
        """Read what is missing and the limit."""
        if self._context.is_open:
            store = self._context.store
            Job(lambda: _read(store)).then(self._show).start(self)

    def _changed(self, _outcome: object) -> None:
        if self.isVisible():
            self.read()

    def _show(self, found: tuple[Sequence[Attached], int]) -> None:
        missing, limit = found
        self.lines.show_lines([(one.id, _cells(one)) for one in missing[:SHOWN]])
        whole = sum(one.size - one.have for one in missing)
        told = say_n("{count} file has not come yet, {size}.", "{count} files have not come yet, {size}.",
                     len(missing), size=size_words(whole))  # fmt: skip
        self.sum.setText(told if missing else say("All files are here."))
        self._was = limit // MB
        if not self.limit.hasFocus():
            self.limit.setText(str(self._was))
        self.counted.emit(len(missing))

    def _write(self) -> None:
        typed = self.limit.text().strip()  # digits of any script; anything else changes nothing
        wanted = min(int(typed), MOST_MB) if typed.isdecimal() else self._was
        self.limit.setText(str(wanted))
        if wanted == self._was or not self._context.is_open:
            return
        self._was, store = wanted, self._context.store
        Job(lambda: store.set_setting(LIMIT, wanted), writes=True).otherwise(messages.tell).start(self)


def _read(store: Store) -> tuple[Sequence[Attached], int]:
    return store.missing_attachments(), store.exchange_limit()


def _cells(one: Attached) -> list[Cell]:
    kind = words().code("media", one.media) if one.media else ""
    holders = [*one.holders] or ([one.device] if one.device else [])
    whose = say(", ").join(ltr(name) for name in holders) or "?"
    partly = state_words(one) if one.have else ""
    return [Cell(name_of(one), kind, icon_of(one)), Cell(size_words(one.size), partly), Cell(whose, one.team)]
