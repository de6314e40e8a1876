"""Reading back an edited workbook: every change before it enters: what was, what the file says, what stands here."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from gui.exchange.accepting import Accepted, accept_ticked, tell_accepted
from gui.exchange.changes import MISSING, Changes, Found, Wanted
from gui.exchange.changes_table import ChangesTable
from gui.exchange.open_record import open_record
from gui.exchange.preview_head import PreviewHead
from gui.exchange.preview_parts import AcceptBar, ChangesFoot
from gui.exchange.problem_list import ask_where
from gui.exchange.problems import Problems
from gui.exchange.states import Outcome, Reading, reading_words
from gui.exchange.ticks import Ticks
from gui.jobs import Job, Pace
from gui.look import theme
from gui.printing.dialog import show_print
from gui.printing.wish import source_of_table
from gui.room import Page
from gui.say import say, say_message, say_n, words
from gui.villages.copying import copying
from gui.widgets import Button, Note, card, column
from storage import SaveRefused, UserError

if TYPE_CHECKING:
    from exports import Spot
    from gui.context import Context


class PreviewPage(Page):
    """One workbook that came home.

    Signals:
        left: the person is done with it.
        foreign(object): the file is no export of ours; its path is to be imported.

    Attributes:
        changes: what was read; None while nothing is. stale: the register has changed since.
    """

    left, foreign = Signal(), Signal(object)

    def __init__(self, context: Context, path: Path, kept: dict[str, Any] | None = None) -> None:
        """``kept`` is the :meth:`state` of such a page."""
        super().__init__()
        self.context, self.path = context, path
        self.changes: Changes | None = None
        self.answers: dict[Spot, str] = {}
        self.stale = False
        self._job: Job[Any] | None = None
        self._reads: list[Job[Any]] = []
        self._writing = self._interrupted = False
        self._found: Found | None = None
        self.ticks = Ticks(self)
        if kept:
            self.answers = dict(kept["answers"])
            self.ticks.take_up(kept["ticks"])
        self.head = PreviewHead(path.name)
        self.table = ChangesTable(self.ticks)
        self.foot, self.problems, self.bar = ChangesFoot(), Problems(), AcceptBar()
        self.reading, self.outcome = Reading(), Outcome()
        self.note = Note("information", "")
        self.again = Button(say("Read again"), "refresh-cw")
        self._lay_out()
        self._connect()
        self.destroyed.connect(partial(_stop, self._reads))
        self.begin()

    # ---- building

    def _lay_out(self) -> None:
        self.note.add(self.again)
        self.note.hide()
        table = card(self.table, self.foot, gap=0, padding=1)
        self._work = QWidget()
        whole = column(self.note, table, self.problems, self.bar, gap=9, margins=(14, 0, 14, 10))
        whole.setStretch(1, 1)
        self._work.setLayout(whole)
        self._stack = QStackedWidget()
        for page in (self._work, self.reading, self.outcome):
            self._stack.addWidget(page)
        inside = column(self.head, self._stack, gap=0)
        inside.setStretch(1, 1)
        self.setLayout(inside)

    def _connect(self) -> None:
        self.head.closing.connect(self._leave)
        self.head.looked.connect(self.look)
        self.table.tick_asked.connect(self._tick)
        self.table.turned.connect(self._turn)
        self.table.next_asked.connect(self.table.go_on)
        self.table.opened.connect(lambda _: self._open())
        self.table.clear_asked.connect(self._escape)
        self.table.sort_asked.connect(self._sorted)
        self.table.rows.counted.connect(lambda _: self._counted())
        self.ticks.changed.connect(self._ticked)
        self.problems.answered.connect(self._answer)
        self.problems.save_asked.connect(self._save_problems)
        self.bar.accept.clicked.connect(self.accept)
        self.reading.stop.clicked.connect(self._cancel)
        self.again.clicked.connect(lambda: self.begin())
        self.context.changed.connect(self._changed)
        self.context.closing.connect(self._closing)
        self.context.reopened.connect(self._reopened)
        copying(self.table)
        self._sort = ("", False)

    # ---- reading

    def begin(self) -> None:
        """Read the file and lay it beside the register; nothing is written."""
        if self._job is not None or not self.context.is_open:
            return
        store, path, language, answers = self.context.store, self.path, words().language, dict(self.answers)
        self.stale = self._interrupted = False
        self.note.hide()
        self.head.filters.hide()

        def read(pace: Pace) -> Changes:
            from exports import read_back

            proposal = read_back(
                store, path, language=language, answers=answers, progress=pace.step,
                cancelled=lambda: pace.cancelled,
            )  # fmt: skip
            return Changes(proposal)

        self.reading.begin(reading_words(path.name), say("Nothing is written. Cancelling leaves everything as it is."))
        self.reading.stop.show()
        self._stack.setCurrentWidget(self.reading)
        self.reading.stop.setFocus()
        job = self._job = Job(read).progress(self.reading.far).then(self._show)
        self._reads[:] = [job]
        job.otherwise(self._refused).lastly(lambda: self._ended(job)).start(self)

    def _ended(self, job: Job[Any]) -> None:
        if self._job is job:
            self._job = None
            if job.cancelled and not self._interrupted:
                self.left.emit()

    def _cancel(self) -> None:
        """Stop reading; nothing was written, and nothing is kept."""
        if self._job is not None and not self._writing:
            self._job.cancel()
            self._job = None
            self.left.emit()

    def _show(self, changes: Changes) -> None:
        proposal = changes.proposal
        self.changes = changes
        self.head.show_file(proposal, changes.sheets)
        self.table.opened_rows.clear()
        self.ticks.offer(proposal.clean(), changes.keys(range(len(changes))))
        if changes.empty:
            self._nothing_to_do(same=len(changes))
            return
        self.problems.show_problems(proposal.problems, low=self.height() < theme.px(620))
        self._stack.setCurrentWidget(self._work)
        self.look(first=True)
        self.table.setFocus()

    def _nothing_to_do(self, *, same: int) -> None:
        close = Button(say("Close"), "x", "Esc", kind="primary")
        close.clicked.connect(self.left)
        unchanged = self.changes.proposal.unchanged if self.changes is not None else 0
        known = say_n("{count} change in it is in the register already.",
                      "{count} changes in it are in the register already.", same)  # fmt: skip
        cells = say_n("{count} cell says what it said.", "{count} cells say what they said.", unchanged)
        self.head.filters.hide()
        told = f"{known} {cells}" if same else cells
        self.outcome.tell("ok", say("There is nothing to change."), told, [close])
        self._stack.setCurrentWidget(self.outcome)

    def _refused(self, trouble: UserError) -> None:
        """Why the file is not read, and what can be done: the file again, another way, or nothing."""
        again = Button(say("Try again"), "refresh-cw", kind="primary")
        again.clicked.connect(lambda: self.begin())
        close = Button(say("Close"), "x", "Esc")
        close.clicked.connect(self.left)
        buttons = [again, close]
        if trouble.kind == "not-an-export":
            other = Button(say("Import it as a foreign table"), "arrow-down-to-line", kind="primary")
            other.clicked.connect(lambda: self.foreign.emit(self.path))
            buttons = [other, close]
        self.head.filters.hide()
        self._stack.setCurrentWidget(self.outcome)
        self.outcome.tell("warning", say_message(trouble.what), say_message(trouble.todo), buttons)

    # ---- looking

    def look(self, *, first: bool = False) -> None:
        """Show the lines that are wanted now."""
        if self.changes is None:
            return
        changes, (how, sheet, typed) = self.changes, self.head.wanted()
        column_key, descending = self._sort
        wanted = Wanted(how, sheet, typed, frozenset(self.table.opened_rows), column_key, descending)
        self.table.show_sort(column_key, descending=descending)
        self.table.show_listing(lambda: changes.find(wanted), keep=not first)

    def _counted(self) -> None:
        found: Found | None = self.table.rows.listing
        if found is None or self.changes is None:
            return
        self._found = found
        self.head.show_counts(found.counts)
        self.foot.show_count(len(found.numbers), len(self.changes))
        self._tell_all_box()

    def _sorted(self, key: str, descending: bool) -> None:
        self._sort = ("", False) if key == "spot" else (key, descending)
        self.look()

    def _turn(self, number: int) -> None:
        self.table.opened_rows ^= {number}
        self.look()

    # ---- ticking

    def _tick(self, what: str) -> None:
        changes, found, rows = self.changes, self._found, self.table.rows
        if changes is None or found is None:
            return
        if what == "shown":
            self.ticks.turn(found.keys)
            return
        if what == "column":
            shown = set(found.numbers)
            numbers = changes.same_column(rows.number_at(self.table.currentIndex().row()))
            numbers = [number for number in numbers if number in shown]
        else:
            numbers = rows.numbers(self.table.chosen())
        self.ticks.turn(changes.keys(numbers))

    def _ticked(self) -> None:
        if self.changes is None:
            return
        self.table.rows.forget_cells()
        missing = self.changes.hows.count(MISSING)
        self.bar.show_ticks(self.changes.ticked(self.ticks.set), missing)
        self._tell_all_box()

    def _tell_all_box(self) -> None:
        if self._found is not None:
            keys = self._found.keys
            self.table.all.setEnabled(bool(keys))
            self.table.all.setChecked(bool(keys) and keys <= self.ticks.set)

    def _open(self) -> None:
        line = self.table.line()
        if line is None:
            return
        if line.cells:
            self._turn(line.number)
        elif line.part < 0:
            open_record(self.context, line.kind, line.record, self)

    # ---- problems

    def _answer(self, spot: Spot, text: str) -> None:
        """What was meant in a cell: the file is read as if it stood there."""
        self.answers[spot] = text
        self.begin()

    def _save_problems(self) -> None:
        if self.changes is not None:
            ask_where(self.context, self, self.path, self.changes.proposal)

    # ---- accepting

    def accept(self) -> None:
        """A backup, then one save of what is ticked."""
        changes = self.changes
        if changes is None or self._job is not None or not self.bar.accept.isEnabled():
            return
        context, ticks = self.context, frozenset(self.ticks.set)
        store, register = context.store, context.register
        why = say("Read back from {file}", file=self.path.name)
        self.reading.begin(say("Making a backup, then saving…"), say("This is one save: all of it, or nothing."))
        self.reading.stop.hide()
        self._stack.setCurrentWidget(self.reading)
        self._writing = True
        job = self._job = Job(partial(accept_ticked, store, register, changes, ticks, why), writes=True)
        job.then(self._accepted).otherwise(self._not_accepted, SaveRefused).lastly(self._written).start(self)

    def _written(self) -> None:
        self._job, self._writing = None, False

    def _accepted(self, done: Accepted) -> None:
        self._job = None
        self.context.announce(done.outcome)
        self.context.backups.look()
        self._writing = False
        tell_accepted(self.context, done)
        if done.rest:
            self.begin()
        else:
            self.left.emit()

    def _not_accepted(self, trouble: Any) -> None:
        """Nothing was written; the ticks are as they were."""
        self._stack.setCurrentWidget(self._work)
        if isinstance(trouble, SaveRefused):
            first = say_message(trouble.problems[0].message) if trouble.problems else ""
            self.note.tell("warning", say("Nothing was written: a record would no longer be complete."), first)
        else:
            self.note.tell(
                "warning", say_message(trouble.what), f"{say_message(trouble.todo)} {say('Nothing was written.')}"
            )
        self.table.setFocus()

    # ---- what happens meanwhile

    def _changed(self, outcome: Any) -> None:
        if self._writing or self.changes is None or not getattr(outcome, "kinds", None):
            return
        if self._stack.currentWidget() is self._work and outcome.kinds - {"disclosure"}:
            self.stale = True
            self.note.tell(
                "warning",
                say("The register has changed since this file was compared."),
                say("Conflicts are found all the same; read it again to see them here."),
            )

    def _closing(self) -> None:
        if self._job is not None and not self._writing:
            self._interrupted = True
            self._job.cancel()
            self._job = None

    def _reopened(self) -> None:
        if self._interrupted:
            self.begin()

    def _leave(self) -> None:
        if self._job is not None:
            self._cancel()
        else:
            self.left.emit()

    def _escape(self) -> None:
        """First the filters go, then the page."""
        working = self._stack.currentWidget() is self._work
        if self._job is None and working and self.head.clear_filters():
            self.table.setFocus()
        else:
            self._leave()

    # ---- the shell's side

    def state(self) -> dict[str, Any]:
        """The file, what was answered and what is ticked, for the page in another language."""
        return {"path": self.path, "answers": dict(self.answers), "ticks": self.ticks.kept()}

    def entered(self) -> None:
        """What can be done now takes the keyboard."""
        if self._stack.currentWidget() is self._work:
            self.table.setFocus()
        elif self._stack.currentWidget() is self.reading:
            self.reading.stop.setFocus()

    def print_page(self) -> None:
        """Ctrl+P: the changes shown."""
        if self.context.is_open and self.changes is not None and self._stack.currentWidget() is self._work:
            title = say("Changes in {file}", file=self.path.name)
            show_print(self.context, self, source_of_table(self.table, title, "sijill-changes", names=True))

    def help_topic(self) -> str:
        """Its own card."""
        return "reread"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc anywhere."""
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fewer words in a narrow window."""
        super().resizeEvent(event)
        self.head.make_narrow(narrow=self.width() < theme.px(1180))
        self.table.fit(self.width() - 30)


def _stop(jobs: list[Job[Any]], *_: object) -> None:
    """A page that is gone reads nothing any more."""
    for job in jobs:
        job.cancel()
