"""Importing a foreign table: its columns, its words and places, its rows; nothing is written before Accept."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from gui.exchange.foreign_alike import Likely
from gui.exchange.foreign_columns import ColumnsStep
from gui.exchange.foreign_left import NotTaken
from gui.exchange.foreign_mapping import MappingFile
from gui.exchange.foreign_parts import ForeignFoot, ForeignHead
from gui.exchange.foreign_rows import RowsStep
from gui.exchange.foreign_same import SameInAll
from gui.exchange.foreign_words import WordsStep
from gui.exchange.states import Outcome, Reading, reading_words
from gui.jobs import Job, Pace
from gui.look import theme
from gui.room import Page
from gui.say import say, say_message, say_n, words
from gui.widgets import Button, Note, column
from storage import SaveRefused, UserError

if TYPE_CHECKING:
    from exports import ForeignFile, ForeignMapping, IntakePlan, Understanding
    from gui.context import Context


class ForeignPage(Page):
    """One foreign file on its way in.

    Signals:
        left: the person is done with it.
        ours(object): the file was made here to come back; its path is to be read back.

    Attributes:
        file: as it was read; understanding: what its columns mean; plan: what taking it in would do.
    """

    left = Signal()
    ours = Signal(object)

    def __init__(self, context: Context, path: Path, kept: dict[str, Any] | None = None) -> None:
        """``kept`` is the :meth:`state` of such a page."""
        super().__init__()
        self.context, self.path = context, path
        self.file: ForeignFile | None = None
        self.understanding: Understanding | None = None
        self.plan: IntakePlan | None = None
        self.likely = Likely()
        self._job: Job[Any] | None = None
        self._jobs: list[Job[Any]] = []
        self._writing = False
        self._step, self._kept = "", kept or {}
        self.head, self.foot = ForeignHead(path.name), ForeignFoot()
        self.columns, self.words, self.rows = ColumnsStep(), WordsStep(context), RowsStep()
        self.reading, self.outcome = Reading(), Outcome()
        self.mappings, self.same = MappingFile(self, context, path), SameInAll(self, context)
        self.left_out = NotTaken(self, context, path)
        self.note = Note("information", "")
        self.note.hide()
        self._stack = QStackedWidget()
        for one in (self.columns, self.words, self.rows, self.reading, self.outcome):
            self._stack.addWidget(one)
        whole = column(self.head, self.note, self._stack, self.foot, gap=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self._connect()
        self.destroyed.connect(partial(_stop, self._jobs))
        self.begin()

    def _connect(self) -> None:
        self.head.closing.connect(self._leave)
        self.reading.stop.clicked.connect(self._leave)
        self.foot.back.clicked.connect(self._back)
        self.foot.onward.clicked.connect(self._onward)
        self.foot.errors.clicked.connect(lambda: self.left_out.ask(self.plan, self.file))
        self.columns.asked.connect(self._understand)
        self.columns.forgotten.connect(lambda: self._understand(self.columns.kind.currentData(), "", anew=True))
        self.columns.changed.connect(lambda: self.words.answers.clear())
        self.columns.use.clicked.connect(self.mappings.ask_to_use)
        self.columns.save.clicked.connect(lambda: self.mappings.ask_to_save(self._told()))
        self.columns.same.clicked.connect(lambda: self.same.ask(self.columns.rows_are, self.columns.constants))
        self.same.taken.connect(self._take_same)
        self.same.told.connect(self.columns.say_same)
        self.mappings.used.connect(lambda mapping: self._understand(mapping.kind, "", mapping=mapping))
        self.words.changed.connect(self._tell_foot)
        self.rows.ticked.connect(self._tell_foot)
        self.rows.table.opened.connect(self._open)
        self.context.closing.connect(self._closing)

    # ---- the work

    def _work(self, do: Any, then: Any, told: str, *, writes: bool = False) -> None:
        """One job in front: how far it is, and Cancel."""
        promise = say("This is one save: all of it, or nothing.") if writes else say(
            "Nothing is written. Cancelling leaves everything as it is."
        )  # fmt: skip
        self.reading.begin(told, promise)
        self.reading.stop.setVisible(not writes)
        self._show(self.reading, "")
        self.reading.stop.setFocus()
        self._writing = writes
        job = self._job = Job(do, writes=writes)
        self._jobs[:] = [job]
        job.progress(self.reading.far).then(then).otherwise(self._refused, SaveRefused)
        job.lastly(lambda: self._ended(job)).start(self)

    def _ended(self, job: Job[Any]) -> None:
        if self._job is job:
            self._job, self._writing = None, False

    def begin(self) -> None:
        """Read the file."""
        if self._job is not None or not self.context.is_open:
            return
        store, path, mapping = self.context.store, self.path, self._kept.get("mapping")
        self.words.answers, self.words.asked = self._kept.get("answers", {}), self._kept.get("asked", {})

        def read(pace: Pace) -> tuple[ForeignFile, Understanding] | None:
            from exports import comes_back, read_foreign, understand, understand_any

            if comes_back(path):
                return None
            file = read_foreign(path, progress=pace.step, cancelled=lambda: pace.cancelled)
            if mapping is not None:
                return file, understand(store, file, mapping.kind, mapping=mapping)
            return file, understand_any(store, file)

        self._work(read, self._read, reading_words(path.name))

    def _own(self) -> None:
        """The file is one of our own: what was edited in it is read back cell by cell, not taken in as new rows."""
        back = Button(say("Read it back"), "file-spreadsheet", kind="primary")
        back.clicked.connect(lambda: self.ours.emit(self.path))
        close = Button(say("Close"), "x", "Esc")
        close.clicked.connect(self.left)
        self._show(self.outcome, "")
        told = say("Reading it back shows every changed cell; imported, its records would come in twice.")
        self.outcome.tell("information", say("This workbook was made by Sijill."), told, [back, close])

    def _read(self, found: tuple[ForeignFile, Understanding] | None) -> None:
        self._job = None
        if found is None:
            self._own()
            return
        self.file, self.understanding = found
        if self.file.remarks:
            self.note.tell("information", " ".join(say_message(one) for one in self.file.remarks))
        self.columns.show_file(*found)
        doubt = any(one.aim is not None and not one.sure for one in self.understanding.guessed.guesses)
        if self.understanding.remembered and not doubt:
            self._foresee()
        else:
            self._to_columns()

    def _take_same(self, constants: Any) -> None:
        self.columns.constants = dict(constants)
        self.same.tell(self.columns.rows_are, constants)

    def _to_columns(self) -> None:
        self.same.tell(self.columns.rows_are, self.columns.constants)
        self._show(self.columns, "columns")
        self.columns.table.setFocus()

    def _understand(self, kind: str, sheet: str, *, anew: bool = False, mapping: Any = None) -> None:
        """The columns for rows of another kind or sheet, without what is remembered, or as a mapping says."""
        file, store = self.file, self.context.store
        if file is None or self._job is not None:
            return

        def again(pace: Pace) -> tuple[ForeignFile, Understanding]:
            from exports import understand

            pace.step(0, 0)
            return file, understand(store, file, kind, sheet=file.sheet(sheet), remember=not anew, mapping=mapping)

        self.words.answers.clear()
        self._work(again, self._understood, say("Looking what the columns mean…"))

    def _understood(self, found: tuple[ForeignFile, Understanding]) -> None:
        self._job = None
        self.understanding = found[1]
        self.columns.show_file(*found)
        self._to_columns()

    def _foresee(self) -> None:
        """What taking it in would do; with the answers given so far."""
        file, understanding, store, language = self.file, self.understanding, self.context.store, words().language
        if file is None or understanding is None or self._job is not None:
            return
        told = self._told()

        def look(pace: Pace) -> tuple[IntakePlan, Likely]:
            from exports import foreseen

            plan = foreseen(
                store, file, told, language=language, progress=pace.step, cancelled=lambda: pace.cancelled
            )  # fmt: skip
            return plan, Likely.of(store, plan)

        self._work(look, self._foreseen, say("Laying the rows beside the register…"))

    def _told(self) -> ForeignMapping:
        """How the table is understood, with the columns and the answers given so far."""
        from exports import answered

        assert self.understanding is not None
        told = replace(self.understanding.mapping, columns=self.columns.columns, constants=self.columns.constants)
        for key, one in self.words.asked.items():
            if key in self.words.answers:
                told = answered(told, one, self.words.answers[key])
        return told

    def _foreseen(self, found: tuple[IntakePlan, Likely]) -> None:
        self._job = None
        asked_before = self._step == "words"
        self.plan, self.likely = found
        plan = self.plan
        self.words.show_questions(plan.questions)
        if plan.questions and not asked_before:
            self._show(self.words, "words")
            self.words.table.setFocus()
            return
        self._to_rows()

    def _to_rows(self) -> None:
        if self.plan is not None and self.file is not None:
            self.rows.show_plan(self.plan, self.file, self.likely)
            self._show(self.rows, "rows")
            self.rows.table.setFocus()

    # ---- steps

    def _show(self, widget: Any, step: str) -> None:
        self._stack.setCurrentWidget(widget)
        self._step = step or self._step
        self.head.show_step(step)
        self.foot.setVisible(bool(step))
        self._tell_foot()

    def _tell_foot(self) -> None:
        if self._stack.currentWidget() in (self.reading, self.outcome):
            return
        lost = sum(one.how in ("refused", "doubtful") for one in self.plan.rows) if self.plan is not None else 0
        self.foot.show_step(self._step, wanting=self.words.open, ticked=len(self.rows.ticks.set), lost=lost)

    def _back(self) -> None:
        if self._step == "rows" and self.plan is not None and self.plan.questions:
            self._show(self.words, "words")
            self.words.table.setFocus()
        else:
            self._to_columns()

    def _onward(self) -> None:
        if self._job is not None or not self.context.is_open:
            return
        if self._step == "rows":
            self.accept()
        else:
            self._foresee()

    def _open(self, _: str) -> None:
        from gui.exchange.open_record import open_record

        line = self.rows.table.rows.row_at(self.rows.table.currentIndex().row())
        if line is not None and line.row.how in ("changed", "same"):
            open_record(self.context, line.row.kind, line.row.record, self)
        elif line is not None and (likely := self.likely.records.get(line.row.record)):
            open_record(self.context, line.row.kind, likely[0], self)

    # ---- accepting

    def accept(self) -> None:
        """A backup, then one save of what is ticked; all of it lands as proposed."""
        plan, store, register = self.plan, self.context.store, self.context.register
        ticks, spellings = self.rows.records, self.words.spellings
        if plan is None or not ticks:
            return

        def write(pace: Pace) -> Any:
            from exports import mapping_edit, take

            return take(
                store, register, plan, ticks, aliases=spellings, remembered=mapping_edit(store, plan.mapping),
                progress=pace.step,
            )  # fmt: skip

        self._work(write, self._accepted, say("Making a backup, then saving…"), writes=True)

    def _accepted(self, outcome: Any) -> None:
        self._job, self._writing = None, False
        self.context.announce(outcome)
        self.context.backups.look()
        count = len(self.rows.ticks.set)
        first = say_n("{count} record was taken in as proposed.", "{count} records were taken in as proposed.", count)
        then = say("They wait in Review to be confirmed. A backup was made before; Ctrl+Z takes all of it back.")
        self.context.told.emit("ok", first, then)
        lost = sum(one.how in ("refused", "doubtful") for one in self.plan.rows) if self.plan is not None else 0
        if not lost:
            self.left.emit()
            return
        close, save = Button(say("Close"), "x", "Esc"), Button(say("Save what was not taken…"), "file-spreadsheet",
                                                               kind="primary")  # fmt: skip
        close.clicked.connect(self.left)
        save.clicked.connect(lambda: self.left_out.ask(self.plan, self.file))
        rows = say_n("{count} row was not taken.", "{count} rows were not taken.", lost)
        self._show(self.outcome, "")
        told = say("Save them as a workbook like the file, with the reasons; mend them there and import it again.")
        self.outcome.tell("ok", f"{first} {rows}", told, [save, close])

    # ---- what happens meanwhile

    def _refused(self, trouble: Any) -> None:
        """Why the work stopped; nothing was written."""
        if isinstance(trouble, UserError):
            told = (say_message(trouble.what), say_message(trouble.todo))
        else:
            first = say_message(trouble.problems[0].message) if trouble.problems else ""
            told = (say("Nothing was written: a record would no longer be complete."), first)
        if self._writing:
            self._to_rows()
            self.note.tell("warning", told[0], f"{told[1]} {say('Nothing was written.')}")
            return
        again = Button(say("Try again"), "refresh-cw", kind="primary")
        again.clicked.connect(lambda: self.begin())
        close = Button(say("Close"), "x", "Esc")
        close.clicked.connect(self.left)
        self._show(self.outcome, "")
        self.outcome.tell("warning", *told, [again, close])

    def _closing(self) -> None:
        """The register is locked: nothing of the file stays on the screen."""
        if not self._writing:
            self._leave()

    def _leave(self) -> None:
        if self._writing:
            return
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
        self.left.emit()

    # ---- the shell's side

    def state(self) -> dict[str, Any]:
        """The file, where its columns go and what was answered, for the page in another language."""
        told: dict[str, Any] = {"foreign": self.path, "answers": self.words.answers, "asked": self.words.asked}
        if self.understanding is not None:
            mine = self.columns
            told["mapping"] = replace(self.understanding.mapping, columns=mine.columns, constants=mine.constants)
        return told

    def entered(self) -> None:
        """What can be done now takes the keyboard."""
        if self._stack.currentWidget() is self.reading:
            self.reading.stop.setFocus()
        elif self._stack.currentWidget() is not self.outcome:
            {"words": self.words.table, "rows": self.rows.table}.get(self._step, self.columns.table).setFocus()

    def help_topic(self) -> str:
        """Its own card."""
        return "import"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc anywhere."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fewer words in a narrow window."""
        super().resizeEvent(event)
        self.head.make_narrow(narrow=self.width() < theme.px(1180))


def _stop(jobs: list[Job[Any]], *_: object) -> None:
    """A page that is gone reads nothing any more."""
    for job in jobs:
        job.cancel()
