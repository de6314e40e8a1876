"""The export: who will read it, of what, how, to which file; beside that what the reader will see."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLineEdit, QSizePolicy, QWidget

from gui.choosers import file_dialog
from gui.dialogs import Dialog
from gui.export.days import ALL, SHOWN
from gui.export.fields import ExportFields
from gui.export.giving import promise_of_log, quietly
from gui.export.seen import SeenPane
from gui.export.telling import Outcome
from gui.export.wish import Shown, Wish, kept, shown_by, taken_up, with_suffix
from gui.export.working import Counted, count_wished, look_at, write_wished
from gui.jobs import Job, Pace
from gui.look import theme
from gui.resting import Rest
from gui.rights import SHARE
from gui.say import ltr, rtl, say, say_message, say_n, words
from gui.widgets import (
    Button,
    Labelled,
    LinkButton,
    Note,
    column,
    label,
    row,
    scrolled,
    words_label,
)
from storage import Level, UserError
from storage import Outcome as Saved

if TYPE_CHECKING:
    from exports import Preview, Report
    from gui.context import Context

REMEMBERED = "export"
PAUSE = 180
"""Milliseconds without another choice after which it is looked at."""


def show_export(context: Context, parent: QWidget, page: QWidget | None) -> ExportDialog:
    """The export of the open register, for what ``page`` shows; the one that is open already comes to the front."""
    for there in parent.findChildren(ExportDialog):
        if there.isVisible() and not there.written:
            there.raise_()
            there.activateWindow()
            return there
        there.close()
    shown = shown_by(page)
    wish = taken_up(context.setting(REMEMBERED), Wish(language=words().language))
    if shown.narrowed:
        wish = replace(wish, place=shown.place).within(shown.days)
    made = ExportDialog(context, parent, shown, wish, SHOWN if shown.narrowed else ALL)
    made.show()
    return made


class ExportDialog(Dialog):
    """The dialog. It stands beside the window, which stays usable.

    Attributes:
        written: the file was written; only looking at its folder and closing are left.
    """

    topic = "export"

    def __init__(self, context: Context, parent: QWidget | None, shown: Shown, wish: Wish, period: str = ALL) -> None:
        self._context, self._wish, self._parent = context, wish, parent
        self._target: Path | None = None
        self._replaces = False
        self._counting: Job[Counted] | None = None
        self._looking: Job[Preview] | None = None
        self._looked: Wish | None = None
        self._job: Job[None] | None = None
        self._trouble: UserError | None = None
        self.written = False
        self.fields = ExportFields(wish, shown, period)
        self.seen, self.outcome = SeenPane(), Outcome()
        self.count, self.folder = label("", "second"), words_label("", "hint")
        self.file, self.change = QLineEdit(), Button(say("Change…"), "folder-open")
        self._make_conflicts()
        self.open_folder = Button(say("Open folder"), "folder-open")
        self.back = Button(say("Close"), "x", "Esc")
        self.export = Button(say("Export"), "upload", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        buttons = (self.open_folder, self.back, self.export)
        super().__init__(parent, say("Export"), self._body(), *buttons, beside=self.count, foot=promise_of_log())
        self._soon = Rest(self, PAUSE)
        self._soon.timeout.connect(self._look_at)
        self._fit(parent)
        self._connect()
        self._rest()
        self._learn()

    def _make_conflicts(self) -> None:
        self.conflicts = Note("warning", "")
        self.settle = LinkButton(say("Settle now"))
        self.conflicts.add(self.settle)
        self.conflicts.hide()
        self.barred = Note("warning", "")
        self.barred.hide()

    @property
    def _may_write(self) -> bool:
        """Whether this laptop may give such a file away; the register asks again."""
        return self._wish.sharing.level is Level.INTERNAL or self._context.rights.may(SHARE)

    def _body(self) -> QWidget:
        """The choices scroll in a low window; the file, the preview and what came of it always stay in sight."""
        self.file.setReadOnly(True)
        file = QWidget()
        line = row(self.file, self.change)
        line.setStretch(0, 1)
        file.setLayout(line)
        where = column(Labelled(say("File"), file), self.folder, gap=2, margins=_sides(2, 26))
        self.file.setAccessibleName(say("File"))
        above = QWidget()
        above.setLayout(column(self.barred, self.fields, self.conflicts, None, gap=12, margins=_sides(2, 14)))
        choices = QWidget()
        self.area = scrolled(above)
        choices.setLayout(column(self.area, where, gap=8))
        choices.setFixedWidth(theme.px(414))
        beside = column(self.seen, self.outcome, gap=8)
        beside.setStretch(0, 1)
        body = QWidget()
        inside = row(choices, beside, gap=12, margins=(16, 0, 18, 2) if not rtl() else (18, 0, 16, 2))
        inside.setStretch(1, 1)
        body.setLayout(inside)
        self.seen.setMinimumWidth(1)
        self.seen.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        return body

    def _fit(self, parent: QWidget | None) -> None:
        window = parent.window().size() if parent is not None else None
        wide, high = theme.px(1080), theme.px(664)
        self.resize(*((min(wide, window.width() - 24), min(high, window.height() - 30)) if window else (wide, high)))

    def _connect(self) -> None:
        self.fields.changed.connect(self._look)
        self.fields.named.connect(self._named)
        self.fields.readers.listen(self)
        self.fields.protection.submitted.connect(self.export.animateClick)
        self.change.clicked.connect(self._choose_file)
        self.export.clicked.connect(self._begin)
        self.back.clicked.connect(self.reject)
        self.open_folder.clicked.connect(self._open_folder)
        self.settle.clicked.connect(lambda: self._context.asked.emit("review", ""))
        self._context.restyled.connect(self._build_anew)

    # ---- what will be in it

    def _learn(self) -> None:
        store = self._context.store
        Job(lambda: self.fields.learn(store)).then(lambda _: self._learned()).start(self)

    def _learned(self) -> None:
        self.fields.learned()
        self.change.setEnabled(True)
        self.fields.readers.focus()

    def _look(self) -> None:
        """Count what is wished now, and see where it would go; a moment later look at what will be in it."""
        for job in (self._counting, self._looking):
            if job is not None:
                job.cancel()
        self._wish = self.fields.wish(self._wish)
        self.export.setEnabled(False)
        self.barred.setVisible(not self._may_write)
        if not self._may_write:
            self.barred.tell("warning", *self._context.rights.refusal(SHARE))
        self.count.setText("")
        if not self.fields.ready() or not self._context.is_open:
            self._looked = None
            self.seen.wait(self._wish.sharing.level, told=False)
            return
        store, wish, register = self._context.store, self._wish, self._context.about.name

        def work(pace: Pace) -> Counted:
            return count_wished(store, wish, register, pace)

        self._counting = Job(work).progress(quietly).then(self._counted).start(self)
        if self._looked is None or not self._looked.same_file(wish):
            self._looked = None
            self.seen.wait(wish.sharing.level)
            self._soon.start()

    def _named(self) -> None:
        """Who gets it changes nothing in the file: whoever types fast may go on at once."""
        self._wish = self.fields.wish(self._wish)

    def _counted(self, found: Counted) -> None:
        self._target, self._replaces = found.target, found.replaces
        self.file.setText(found.target.name)
        self.file.setCursorPosition(0)
        folder = say("in the folder {folder}", folder=ltr(str(found.target.parent)))
        replaced = say("The file that is there will be replaced.")
        self.folder.setText(f"{folder}\n{replaced}" if found.replaces else folder)
        told = [
            say_n("{count} incident", "{count} incidents", found.incidents),
            say_n("{count} victim", "{count} victims", found.victims),
            say_n("{count} movement", "{count} movements", found.movements),
        ]
        something = found.incidents or found.victims or found.movements
        inside = say("{things} chosen", things=say(", ").join(told[: 3 if found.movements else 2]))
        self.count.setText(inside if something else say("Nothing is recorded of these days and this place."))
        self.export.setEnabled(self._job is None and self._may_write)

    def _look_at(self, *, counted: bool = False) -> None:
        """Look at what the reader will see: a record of each kind at once, then all that must be counted."""
        if self._job is not None or not self._context.is_open:
            return
        store, wish, window = self._context.store, self._wish, words().language

        def work(pace: Pace) -> Preview:
            return look_at(store, wish, window, pace, counted=counted)

        self._looking = Job(work).progress(quietly).then(self._show_seen).otherwise(self._unseen).start(self)

    def _show_seen(self, found: Preview) -> None:
        self.seen.show_found(found)
        if found.rows < 0:
            self._look_at(counted=True)
            return
        self._looked = self._wish
        self.conflicts.setVisible(bool(found.disputed))
        if found.disputed:
            inside = found.level is Level.INTERNAL
            self.conflicts.tell(
                "warning",
                say_n("{count} conflict is not settled.", "{count} conflicts are not settled.", found.disputed),
                say("The file tells what the lists show now.") if inside
                else say("The file tells the safe side, and never as verified."),
            )  # fmt: skip

    def _unseen(self, trouble: UserError) -> None:
        self.seen.refuse(trouble)
        self.fields.refuse(trouble)

    def _choose_file(self) -> None:
        dialog = file_dialog(self, say("Save the file as…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        suffix = self._wish.suffix
        dialog.setNameFilter(f"Sijill (*{suffix})")
        dialog.setDefaultSuffix(suffix[1:])
        if self._target is not None:
            dialog.setDirectory(str(self._target.parent))
            dialog.selectFile(self._target.name)
        dialog.fileSelected.connect(self.choose)
        dialog.open()

    def choose(self, file: str) -> None:
        """Write to this file; the person has been asked whether it may replace one that is there."""
        self._wish = replace(self._wish, chosen=with_suffix(file, self._wish.suffix))
        self._look()

    # ---- writing

    def _begin(self) -> None:
        self.fields.take()
        if self._job is not None or not self.fields.ready() or self._target is None:
            return
        wish = self.fields.wish(self._wish)
        if not self.fields.complete(wish):
            return
        if self._looking is not None:
            self._looking.cancel()
        self._context.remember(REMEMBERED, kept(wish))
        store, target, passphrase = self._context.store, self._target, self.fields.protection.text()
        made: list[Report] = []

        def work(pace: Pace) -> None:
            made.append(write_wished(store, wish, passphrase, target, pace))

        self._trouble = None
        self._job = Job(work).progress(self._progress).otherwise(self._refuse).lastly(lambda: self._end(made))
        self._run()
        self._job.start(self)

    def _run(self) -> None:
        """Fields are locked, Cancel has the focus."""
        for part in (self.fields, self.file, self.change, self.export):
            part.setEnabled(False)
        self.outcome.run()
        self.export.set_word(say("Exporting…"))
        self.back.set_word(say("Cancel"))
        self.back.setFocus()

    def _progress(self, done: int, total: int) -> None:
        self.outcome.step(done, total)

    def _refuse(self, trouble: UserError) -> None:
        self._trouble = trouble

    def _end(self, made: list[Report]) -> None:
        """What has come of it; a file that was finished before Cancel arrived is there, and is told."""
        cancelled = self._job is not None and self._job.cancelled
        self._job = None
        self._rest()
        if made:
            self._tell_written(made[0])
            return
        self._unlock(self.export)
        self.export.setEnabled(self._may_write)
        if self._trouble is not None:
            if not self.fields.refuse(self._trouble):
                self.outcome.note.tell("warning", say_message(self._trouble.what), say_message(self._trouble.todo))
        elif cancelled:
            after = say("The old file is as it was.") if self._replaces else say("Nothing was left behind.")
            self.outcome.note.tell("information", say("Cancelled: no file was written."), after)

    def _rest(self) -> None:
        self.outcome.rest()
        self.open_folder.hide()
        self.change.setEnabled(False)
        self.export.setEnabled(False)
        self.export.set_word(say("Export"))
        self.back.set_word(say("Close"))

    def _unlock(self, focus: QWidget) -> None:
        for part in (self.fields, self.file, self.change, self.export):
            part.setEnabled(True)
        focus.setFocus()

    def _tell_written(self, report: Report) -> None:
        self.written = True
        self.fields.protection.forget()
        self.outcome.tell_written(report)
        if self._context.is_open:
            self._context.announce(Saved(frozenset({"disclosure"})))  # the log in Exchange reads it
        self.export.hide()
        self.open_folder.show()
        self.open_folder.setFocus()

    def _open_folder(self) -> None:
        if self._target is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target.parent)))

    # ---- leaving

    def reject(self) -> None:
        """Esc: while it runs it cancels, else it closes."""
        if self._job is None:
            super().reject()
            return
        self._job.cancel()
        self.outcome.far.setText(say("Cancelling…"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window (or locking the register) cancels what runs, and forgets the passphrase."""
        for job in (self._job, self._counting, self._looking):
            if job is not None:
                job.cancel()
        self._job = None
        self._soon.stop()
        self.fields.protection.forget()
        super().closeEvent(event)

    def _build_anew(self) -> None:
        """Another language or theme: the same wish in a new dialog, unless something runs or is told in this one."""
        if self._job is not None or self.written or not self._context.is_open or not self.isVisible():
            return
        wish, period = self.fields.wish(self._wish), self.fields.where.period()
        again = ExportDialog(self._context, self._parent, self.fields.where.shown, wish, period)
        again.setGeometry(self.geometry())
        again.show()
        QTimer.singleShot(0, self, self.close)


def _sides(lead: int, trail: int) -> tuple[int, int, int, int]:
    """Margins that mirror with the window; Qt's do not."""
    return (trail, 2, lead, 2) if rtl() else (lead, 2, trail, 2)
