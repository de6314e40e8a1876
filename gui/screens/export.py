"""Excel export from the window: what, in which language, to which file; then how far it is, and what was written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLineEdit, QProgressBar, QWidget

from gui import theme
from gui.dialogs import Dialog
from gui.jobs import Job, Pace
from gui.say import ltr, say, say_message, say_n, words
from gui.screens.export_fields import ALL, SHOWN, ExportFields
from gui.screens.export_wish import (
    SUFFIX,
    Counted,
    Shown,
    Wish,
    count_wished,
    shown_by,
    with_suffix,
    write_wished,
)
from gui.widgets import Button, Labelled, Note, column, label, row, scrolled, words_label
from storage import UserError

if TYPE_CHECKING:
    from exports import Report
    from gui.context import Context


def show_export(context: Context, parent: QWidget, page: QWidget | None) -> ExportDialog:
    """The export of the open register, for what ``page`` shows; the one that is open already comes to the front."""
    for there in parent.findChildren(ExportDialog):
        if there.isVisible() and not there.written:
            there.raise_()
            there.activateWindow()
            return there
        there.close()
    shown = shown_by(page)
    wish = Wish(language=words().language)
    if shown.narrowed:
        wish = replace(wish, place=shown.place).within(shown.days)
    made = ExportDialog(context, parent, shown, wish, SHOWN if shown.narrowed else ALL)
    made.show()
    return made


class ExportDialog(Dialog):
    """The dialog. It stands beside the window, which stays usable.

    Attributes:
        written: the workbook was written; only looking at its folder and closing are left.
    """

    topic = "export"

    def __init__(self, context: Context, parent: QWidget | None, shown: Shown, wish: Wish, period: str = ALL) -> None:
        self._context, self._wish, self._parent = context, wish, parent
        self._target: Path | None = None
        self._replaces = False
        self._counting: Job[Counted] | None = None
        self._job: Job[None] | None = None
        self._trouble: UserError | None = None
        self.written = False
        self.fields = ExportFields(wish, shown, period)
        self.count = words_label("", "strong")
        self.file = QLineEdit()
        self.change = Button(say("Change…"), "folder-open")
        self.folder = words_label("", "hint")
        self.bar, self.far = QProgressBar(), label("", "hint")
        self.note = Note("ok", "")
        self.open_folder = Button(say("Open folder"), "folder-open")
        self.back = Button(say("Close"), "x", "Esc")
        self.export = Button(say("Export"), "upload", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        super().__init__(parent, say("Export to Excel"), self._body(), self.open_folder, self.back, self.export)
        room = parent.window().height() - 40 if parent is not None else theme.px(620)
        self.resize(theme.px(720), min(theme.px(620), max(room, 400)))
        self._connect()
        self._rest()
        self._learn()

    def _body(self) -> QWidget:
        """The fields scroll in a low window; how far it is and what came of it always stay in sight."""
        level = Note(
            "warning", say("Internal: contains names."), say("For your own teams only. Do not leave it lying about.")
        )
        self.file.setReadOnly(True)
        file = QWidget()
        line = row(self.file, self.change)
        line.setStretch(0, 1)
        file.setLayout(line)
        where = column(Labelled(say("File"), file), self.folder, gap=2)
        self.file.setAccessibleName(say("File"))
        above = QWidget()
        above.setLayout(column(level, self.fields, self.count, where, None, gap=14, margins=(18, 4, 18, 4)))
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("Progress"))
        promise = words_label(say("Cancelling writes no file; one that was there before stays as it was."), "hint")
        self.progress = QWidget()
        self.progress.setLayout(column(self.far, self.bar, promise, gap=4))
        below = column(self.progress, self.note, gap=0, margins=(18, 0, 18, 0))
        body = QWidget()
        body.setLayout(column(scrolled(above), below, gap=6))
        return body

    def _connect(self) -> None:
        self.fields.changed.connect(self._look)
        self.change.clicked.connect(self._choose_file)
        self.export.clicked.connect(self._begin)
        self.back.clicked.connect(self.reject)
        self.open_folder.clicked.connect(self._open_folder)
        self._context.restyled.connect(self._build_anew)

    # ---- what will be in it

    def _learn(self) -> None:
        store = self._context.store
        Job(lambda: self.fields.learn(store)).then(lambda _: self._learned()).start(self)

    def _learned(self) -> None:
        self.fields.learned()
        self.change.setEnabled(True)
        self.fields.presets.setFocus()

    def _look(self) -> None:
        """Count what is wished now, and see where it would go."""
        if self._counting is not None:
            self._counting.cancel()
        self._wish = self.fields.wish(self._wish)
        self.export.setEnabled(False)
        self.count.setText("")
        if self.fields.ready() and self._context.is_open:
            store, wish, register = self._context.store, self._wish, self._context.about.name
            self._counting = Job(lambda: count_wished(store, wish, register)).then(self._counted).start(self)

    def _counted(self, found: Counted) -> None:
        self._target, self._replaces = found.target, found.replaces
        self.file.setText(found.target.name)
        folder = say("in the folder {folder}", folder=ltr(str(found.target.parent)))
        replaced = say("The file that is there will be replaced.")
        self.folder.setText(f"{folder}\n{replaced}" if found.replaces else folder)
        incidents = say_n("{count} incident", "{count} incidents", found.incidents)
        victims = say_n("{count} victim", "{count} victims", found.victims)
        something = found.incidents or found.victims
        inside = say("In the file: {incidents}, {victims}.", incidents=incidents, victims=victims)
        self.count.setText(inside if something else say("Nothing is recorded of these days and this place."))
        self.export.setEnabled(self._job is None)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, say("Save the workbook as…"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"Excel (*{SUFFIX})")
        dialog.setDefaultSuffix(SUFFIX[1:])
        if self._target is not None:
            dialog.setDirectory(str(self._target.parent))
            dialog.selectFile(self._target.name)
        dialog.fileSelected.connect(self.choose)
        dialog.open()

    def choose(self, file: str) -> None:
        """Write to this file; the person has been asked whether it may replace one that is there."""
        self._wish = replace(self._wish, chosen=with_suffix(file))
        self._look()

    # ---- writing

    def _begin(self) -> None:
        self.fields.take()
        if self._job is not None or not self.fields.ready() or self._target is None:
            return
        store, wish, target = self._context.store, self.fields.wish(self._wish), self._target
        made: list[Report] = []

        def work(pace: Pace) -> None:
            made.append(write_wished(store, wish, target, pace))

        self._trouble = None
        self._job = Job(work).progress(self._progress).otherwise(self._refuse).lastly(lambda: self._end(made))
        self._run()
        self._job.start(self)

    def _run(self) -> None:
        """Fields are locked, Cancel has the focus."""
        for part in (self.fields, self.file, self.change, self.export):
            part.setEnabled(False)
        self.note.hide()
        self.bar.setRange(0, 0)
        self.far.setText(say("Writing…"))
        self.progress.show()
        self.export.set_word(say("Exporting…"))
        self.back.set_word(say("Cancel"))
        self.back.setFocus()

    def _progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        rows = say_n("{count} row", "{count} rows", total)
        written = say("{done} of {rows} written", done=ltr(f"{done:,}"), rows=rows)
        self.far.setText(written if done < total else say("All rows are written; the file is read back to be sure."))

    def _refuse(self, trouble: UserError) -> None:
        self._trouble = trouble

    def _end(self, made: list[Report]) -> None:
        """What has come of it; a file that was finished before Cancel arrived is there, and is told."""
        cancelled = self._job is not None and self._job.cancelled
        self._job = None
        self._rest()
        if made:
            self._tell_written(made[0])
        elif self._trouble is not None:
            self._unlock(self.export)
            self.note.tell("warning", say_message(self._trouble.what), say_message(self._trouble.todo))
        else:
            self._unlock(self.export)
            if cancelled:
                after = say("The old file is as it was.") if self._replaces else say("Nothing was left behind.")
                self.note.tell("information", say("Cancelled: no file was written."), after)

    def _rest(self) -> None:
        for part in (self.progress, self.note, self.open_folder):
            part.hide()
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
        rows = say_n("{count} row", "{count} rows", sum(report.rows.values()))
        cut = say_n(
            "{count} text is longer than a cell; it was cut and ends with […].",
            "{count} texts are longer than a cell; they were cut and end with […].",
            report.cut_texts,
        )
        told = say("Written: {file}, {rows}.", file=ltr(report.path.name), rows=rows)
        sheets = say(", ").join(f"{title} {ltr(f'{count:,}')}" for title, count in report.rows.items() if count)
        self.note.tell("ok", told, " ".join([sheets and f"{sheets}.", cut if report.cut_texts else ""]).strip())
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
        self.far.setText(say("Cancelling…"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window (or locking the register) cancels what runs."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        super().closeEvent(event)

    def _build_anew(self) -> None:
        """Another language or theme: the same wish in a new dialog, unless something runs or is told in this one."""
        if self._job is not None or self.written or not self._context.is_open or not self.isVisible():
            return
        wish, period = self.fields.wish(self._wish), self.fields.period()
        again = ExportDialog(self._context, self._parent, self.fields.shown, wish, period)
        again.setGeometry(self.geometry())
        again.show()
        QTimer.singleShot(0, self, self.close)
