"""A window in which something is typed: how it keeps drafts, locks, changes its language, saves, and closes.

The entry window of an incident and the window of any other record are both such windows. What differs (the parts, what
is read, what is saved) is told by the methods that begin with one underscore and say so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QUndoStack
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from gui import messages
from gui.disputed import review_of
from gui.entry.findings import Finding
from gui.entry.head import EntryHead
from gui.entry.held import hold, let_go
from gui.entry.keeping import DraftKeeper, when_written
from gui.entry.rivals import tell_rivals
from gui.jobs import Job
from gui.listing.progress import UnderWay
from gui.look import theme
from gui.look.dress import clothe
from gui.say import say
from storage import Edit, Outcome, SaveRefused, UserError, message

if TYPE_CHECKING:
    from gui.context import Context


class TypedWindow(QWidget):
    """One form being typed.

    Attributes:
        form_id: the identity of the form, its draft and, when it is new, its record.
        ready: whether what the register has is shown.
        keeper: writes the draft; steps: what can be undone in this window.
        grids: whether there are grids here (for the list of keys).
    """

    head: EntryHead
    grids = False

    def __init__(
        self, context: Context, kind: str, form_id: str, record: str, steps: QUndoStack, size: tuple[str, int, int]
    ) -> None:
        """``record``: "" when it is new; ``size``: the setting that keeps the window's size, and the size at first."""
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "win")
        clothe(self)
        self.context, self.form_id, self.steps, self._kind = context, form_id, steps, kind
        self.ready = False
        self._tried, self._saving, self._leaving, self._ended = False, False, False, False
        self._again = False  # asked for while it was closing
        self._wrong: list[Finding] = []
        self.keeper = DraftKeeper(context, kind, form_id, record, self._content)
        self.keeper.setParent(self)  # its clock ends with the window
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._look = QTimer(self, singleShot=True, interval=0)
        self._look.timeout.connect(self._look_over)
        self._size = size[0]
        self.resize(*context.setting(size[0], [theme.px(size[1]), theme.px(size[2])]))

    def begin(self) -> None:
        """Build it, and read what the register has."""
        if self._stands_empty():
            self._build()
        self._connect()
        hold(self.form_id, self, self._asked_again)
        when_written(self.form_id, self._first_load)

    def _first_load(self) -> None:
        if shiboken6.isValid(self) and self.context.is_open:
            self._load()

    def _asked_again(self) -> bool:
        self._again = self._saving
        return self._saving

    # ---- what a kind of window tells

    def _stands_empty(self) -> bool:
        """Whether it can be typed into before what the register has is read; else it is built with that, once."""
        return True

    def _parts(self) -> Sequence[QWidget]:
        """The head first (it is put into ``self.head``), then what stands below it; made anew in another language."""
        raise NotImplementedError

    def _load(self) -> None:
        """Read what the register has (in a job) and show it; what was touched here keeps what is typed."""
        raise NotImplementedError

    def _blank(self) -> bool:
        """Nothing is typed that the register does not have."""
        raise NotImplementedError

    def _content(self) -> dict[str, Any] | None:
        """What the draft keeps now; None when there is nothing to keep."""
        raise NotImplementedError

    def _last_content(self) -> dict[str, Any]:
        """What the draft keeps when the window closes."""
        return self._content() or {}

    def _end_typing(self) -> None:
        """Read what is being typed this moment."""
        raise NotImplementedError

    def _judge(self) -> list[Finding]:
        """What is to be corrected; doubts and words beside the fields are shown on the way."""
        raise NotImplementedError

    def _unreadable(self) -> bool:
        """Whether something typed cannot be read."""
        raise NotImplementedError

    def _edits(self, status: str) -> list[Edit]:
        """What to save."""
        raise NotImplementedError

    def _status(self) -> str:
        """The record status in the register; ``draft`` when it is new."""
        raise NotImplementedError

    def _called(self) -> str:
        """What the record is called in a sentence."""
        raise NotImplementedError

    def _another(self) -> None:
        """Begin another one, after this one was saved."""
        raise NotImplementedError

    def _here(self) -> Finding | None:
        """Where the keyboard is."""
        raise NotImplementedError

    def _go_to(self, finding: Finding) -> None:
        """Give the keyboard to a place."""
        raise NotImplementedError

    def _repair(self) -> None:
        """Take the repair that is offered."""
        raise NotImplementedError

    def _reword(self) -> None:
        """Another language: what outlives the widgets takes its words anew."""

    def _entrance(self) -> Finding | None:
        """Where the keyboard goes when it was nowhere."""
        return None

    def _more_keys(self) -> dict[str, Callable[[], object]]:
        """Keys beside the usual ones."""
        return {}

    def _touches(self, outcome: Outcome) -> bool:
        """Whether what others saved may change what is shown here."""
        raise NotImplementedError

    # ---- building

    def _build(self) -> None:
        while (item := self._whole.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.setParent(None)
                old.deleteLater()
        for part in self._parts():
            self._whole.addWidget(part)
            part.setVisible(True)  # at once, so that it can have the keyboard
        self.head.next_asked.connect(self.next_correction)
        self.head.close_asked.connect(self.close)
        self.head.another_asked.connect(lambda: self.save_complete(another=True))
        self.head.complete_asked.connect(self.save_complete)
        self._look.start()

    def _connect(self) -> None:
        self.context.changed.connect(self._others_changed)
        self.context.closing.connect(self._lock)
        self.context.reopened.connect(self._unlock)
        self.context.restyled.connect(self._restyle)
        keys: dict[str, Callable[[], object]] = {
            "Esc": self._escape,
            "Ctrl+Return": self.save_complete,
            "Ctrl+Enter": self.save_complete,
            "Ctrl+Shift+Return": lambda: self.save_complete(another=True),
            "Ctrl+Shift+Enter": lambda: self.save_complete(another=True),
            "F6": self._repair,
            "F8": self.next_correction,
            "F1": self._help,
            "Shift+F1": self._keys,
            "Ctrl+P": self._print,
            "Ctrl+Z": self.steps.undo,
            "Ctrl+Y": self.steps.redo,
            "Ctrl+Shift+Z": self.steps.redo,
            **self._more_keys(),
        }
        for key, do in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(do)

    def _help(self) -> None:
        from gui.guide.window import show_help

        show_help(self._kind)

    def _keys(self) -> None:
        from gui.guide.keys_window import show_keys

        show_keys("entry")

    def _print(self) -> None:
        """Ctrl+P: the record as it is saved."""
        from gui.printing.dialog import show_print
        from gui.printing.wish import source_of_record

        if self.context.is_open:
            show_print(self.context, self, source_of_record(self.context, self._kind, self.form_id))

    def review(self, record: str, name: str) -> None:
        """Show under Review what teams say differently about a field; what is decided there comes up here."""
        self.context.asked.emit("review", review_of(record, name))

    def _others_changed(self, outcome: Outcome) -> None:
        if self.ready and not self._saving and self.context.is_open and self._touches(outcome):
            self._load()

    # ---- looking it over

    def _look_over(self) -> None:
        self._wrong = self._judge()
        self.head.show_corrections(len(self._wrong))

    def next_correction(self) -> None:
        """F8: give the keyboard to the next place to correct."""
        if not self.ready:
            return
        self._end_typing()
        self._look_over()
        here = self._here()
        places = [(one.grid, one.row, one.name) for one in self._wrong]
        now = (here.grid, here.row, here.name) if here is not None else None
        at = max((number for number, place in enumerate(places) if place == now), default=-1)
        if self._wrong:
            self._go_to(self._wrong[(at + 1) % len(self._wrong)])

    # ---- saving

    def save_complete(self, *, another: bool = False) -> None:
        """Ctrl+Enter: save everything as complete; only hard problems are in the way."""
        if self._saving or not self.ready:
            return
        self._end_typing()
        self._tried = True
        self._look_over()
        if self._wrong:
            self._go_to(self._wrong[0])
        else:
            self._save("complete", lambda: self._finish(another=another))

    def _save(self, status: str, then: Callable[[], object]) -> None:
        edits = self._edits(status)
        if not edits:
            then()
            return
        store = self.context.store
        self._saving = True

        def saved(outcome: Outcome) -> None:
            self.context.announce(outcome)
            tell_rivals(self.context, edits, outcome)
            then()

        job = Job(lambda: store.save(edits), writes=True).then(saved).otherwise(self._refused, SaveRefused)
        job.lastly(self._save_over).start(self)

    def _save_over(self) -> None:
        self._saving = self._leaving = False
        if self._again and not self._ended:  # it could not be saved, so it is here still
            self.raise_()
            self.activateWindow()
        self._again = False

    def _refused(self, trouble: Any) -> None:
        if isinstance(trouble, SaveRefused) and self._leaving:
            self._keep_all()  # nothing keeps anybody from going home
        elif isinstance(trouble, SaveRefused):
            self._tried = True
            self.next_correction()
            if not self._wrong:  # only the register knows what is in the way
                messages.tell(UserError("refused", trouble.problems[0].message, _MEANWHILE))
        else:
            messages.tell(trouble)

    # ---- closing

    def _finish(self, *, another: bool = False) -> None:
        self.keeper.drop()
        self._end()
        if another:
            self._another()

    def _end(self) -> None:
        self._ended = True
        let_go(self)
        self.context.remember(self._size, [self.width(), self.height()])
        self.close()
        if self._again:
            self.context.open(self._kind, self.form_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """? shows all keys, where it is not typed into anything."""
        if event.text() in ("?", "؟"):
            self._keys()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Esc: close and continue later. What can be read is saved as a draft, the rest is kept as typed."""
        if not self._ended and self.context.is_open and not self._saving:
            self._close_for_later()
        event.setAccepted(self._ended or not self.context.is_open)

    def _escape(self) -> None:
        """What is under way says that Esc cancels it; else the form is closed."""
        running = next((one for one in self.findChildren(UnderWay) if one.running), None)
        if running is not None:
            running.cancel()
        else:
            self.close()

    def _close_for_later(self) -> None:
        self._end_typing()
        if not self.ready:
            self._end()
        elif self._blank():
            self._finish()
        elif self._status() == "draft":
            self._leaving = True
            self._save("draft", self._keep_rest)
        else:  # a complete record stays as it is until its changes are saved as complete
            self._keep_all()
            first = say("What you changed in {record} is kept, and is not in the register yet.", record=self._called())
            self.context.told.emit("information", first, say("Open it again to go on."))

    def _keep_all(self) -> None:
        self.keeper.close_with(self._last_content())
        self._end()

    def _keep_rest(self) -> None:
        """After saving a draft: only what could not be read is still to be kept."""
        if self._unreadable():
            self.keeper.close_with({**self._last_content(), "seen": {}})
        else:
            self.keeper.drop()
        self._end()

    # ---- lock and language

    def _lock(self) -> None:
        self._end_typing()
        self.keeper.keep()
        self.hide()

    def _unlock(self) -> None:
        self._load()
        self.show()

    def _restyle(self) -> None:
        self._end_typing()
        here = self._here() or self._entrance()
        self._reword()
        self._build()
        if here is not None:
            self._go_to(here)


_MEANWHILE = message("What you typed is kept here. Close the window to go on later.")
