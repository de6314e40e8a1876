"""Photos and files of a record, in its form and in the pane beside a list: seen, added, dropped, pasted, taken out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QScrollArea, QVBoxLayout, QWidget

from gui import messages
from gui.attachments import thumbs
from gui.attachments.adding import MOST, Added, Coming, add_all, coming_from
from gui.attachments.tiles import Tiles
from gui.choosers import file_dialog
from gui.forms.withdrawing import WithdrawDialog
from gui.jobs import Job
from gui.listing.progress import UnderWay
from gui.look.icons import icon
from gui.say import ltr, say, say_message, say_n
from gui.widgets import Note, column, words_label
from storage import Edit, Outcome

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Attached, Store

TOLD = 3
"""Refused files that are told one by one."""


class Strip(QWidget):
    """The attachments of one record.

    Attributes:
        found: those that stand, oldest first; tiles: how they are shown.

    Signals:
        counted(int): how many there are now; put(): something was added here.
    """

    counted = Signal(int)
    put = Signal()

    def __init__(self, context: Context, kind: str, record: str, *, rows: int = 2) -> None:
        """``rows`` of tiles are shown at once."""
        super().__init__()
        self.context, self._kind, self.record = context, kind, record
        self.found: list[Attached] = []
        self._wanted = ""
        self._job: Job[Added] | None = None
        self._waiting: list[Coming] = []
        self._told = Added()
        self.tiles = Tiles(say("Photos and files"), rows)
        self.hint = words_label(say("Drop photos, video, sound or documents here, or paste them with Ctrl+V."), "hint")
        self.under_way, self.note = UnderWay(), Note("warning", "")
        self.note.hide()
        self.tiles.hide()
        self._inside: QVBoxLayout = column(self.tiles, self.hint, self.under_way, self.note, gap=4)
        self.setLayout(self._inside)
        self.setAcceptDrops(True)
        self.tiles.opened.connect(self.open)
        self.tiles.removing.connect(self.take_out)
        self.tiles.menu_asked.connect(self._menu)
        self.under_way.cancelled.connect(self._cancel)
        context.changed.connect(self._changed)
        context.closing.connect(self._forget)

    @property
    def holds(self) -> bool:
        """Whether files hang on the record, or are just being added."""
        return bool(self.found) or self._job is not None

    # ---- what there is

    def read(self) -> None:
        """Read them anew."""
        if self.context.is_open:
            store, record = self.context.store, self.record
            Job(lambda: store.attachments(record)).then(self._show).start(self)

    def _show(self, found: Sequence[Attached]) -> None:
        self.found = [one for one in found if not one.withdrawn]
        self.tiles.show_all(self.found)
        self.tiles.setVisible(bool(self.found))
        self.hint.setVisible(not self.found)
        if self._wanted:
            self.tiles.choose(self._wanted)
            self._wanted = ""
        self.tiles.draw(self._store)
        self.counted.emit(len(self.found))

    def _store(self) -> Store | None:
        return self.context.store if self.context.is_open else None

    def _changed(self, outcome: Outcome) -> None:
        if "attachment" in outcome.kinds and self.isVisible():
            self.read()

    def _forget(self) -> None:
        """The register is about to be locked."""
        self._cancel()
        thumbs.forget()
        self.found = []
        self.tiles.show_all([])

    # ---- adding

    def choose_files(self) -> None:
        """Ask for files."""
        dialog = file_dialog(self, say("Add photos and files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda paths: self.add([Coming(Path(one).name, Path(one)) for one in paths]))
        dialog.open()

    def add(self, coming: Sequence[Coming]) -> None:
        """Add these to the record, after those that are being added."""
        if not coming or not self.context.is_open:
            return
        if self._job is not None:
            self._waiting += coming
            return
        self._told = Added()
        self._add(coming)

    def _add(self, coming: Sequence[Coming]) -> None:
        store, kind, record = self.context.store, self._kind, self.record
        self.note.hide()
        self.under_way.begin(say_n("Adding {count} file", "Adding {count} files", len(coming)))
        self._job = Job(lambda pace: add_all(store, kind, record, coming, pace), writes=True)
        self._job.progress(self.under_way.far).then(self._added).otherwise(messages.tell)
        self._job.lastly(self._rested).start(self)

    def _added(self, done: Added) -> None:
        if done.ids:
            self._wanted = done.ids[-1]
            self.context.announce(done.outcome)
            self.put.emit()
        self._told.refused += done.refused
        self._told.left += done.left
        if self._told.refused or self._told.left:
            self._tell(self._told)
        self.read()

    def _tell(self, done: Added) -> None:
        """What was not added, and why."""
        told = [f"{ltr(name)}: {say_message(why.what)} {say_message(why.todo)}" for name, why in done.refused]
        if done.left:
            told.insert(0, say("No more than {most} go at once: add the others in a second step.", most=MOST))
        count = len(done.refused) + done.left
        first = say_n("{count} file was not added.", "{count} files were not added.", count)
        self._say("warning", first, "\n".join(told[:TOLD]))

    def _say(self, kind: str, first: str, then: str) -> None:
        """Below the tiles, and in sight: the page is rolled as far as needed."""
        self.note.tell(kind, first, then)
        page = self.parentWidget()
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        if page is not None:
            QTimer.singleShot(0, self.note, lambda: page.ensureWidgetVisible(self.note, 0, 8))

    def _rested(self) -> None:
        cancelled = self._job is not None and self._job.cancelled
        self._job = None
        self.under_way.end()
        waiting, self._waiting = self._waiting, []
        if waiting and not cancelled and self.context.is_open:
            self._add(waiting)
            return
        if cancelled and self.context.is_open:
            self._say("information", say("Cancelled."), say("Files that were finished until then are kept."))
            self.read()
            self.context.announce(Outcome(frozenset({"attachment"})))

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def paste(self) -> bool:
        """Add what the clipboard holds; whether there was anything."""
        data = QGuiApplication.clipboard().mimeData()
        return data is not None and self._take(data)

    def _take(self, data: QMimeData) -> bool:
        """Add what was dropped or pasted; where no file and no picture is in it, that is said."""
        coming = coming_from(data)
        self.add(coming)
        if not coming and self._job is None:
            first = say("What was dropped or pasted holds no file and no picture.")
            self._say("information", first, say("Save it as a file on this computer, then add that."))
        return bool(coming)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and pictures may be dropped, if they stay where they lie as well."""
        copied = event.possibleActions() & Qt.DropAction.CopyAction
        if copied and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped; what lies there stays there."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._take(event.mimeData())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V adds what the clipboard holds."""
        if event.matches(QKeySequence.StandardKey.Paste) and self.paste():
            event.accept()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what there is."""
        super().showEvent(event)
        self.read()

    # ---- what is done with one

    def open(self, record: str) -> None:
        """Look at one, and from there at the others."""
        from gui.attachments.viewer import show_viewer

        if self.found:
            show_viewer(self.context, self.window(), self.found, record)

    def take_out(self, record: str) -> None:
        """Ask why, and strike it through."""
        dialog = WithdrawDialog(say("Take this file out?"), self.window())
        dialog.given.connect(lambda why: self._withdraw(record, why))
        dialog.open()

    def _withdraw(self, record: str, why: str) -> None:
        store, edit = self.context.store, Edit("attachment", record, {"withdrawn": why}, why=why)

        def done(outcome: Any) -> None:
            self.context.announce(outcome)
            self.context.told.emit("ok", say("Taken out."), say("Ctrl+Z takes it back."))

        Job(lambda: store.save([edit], why=why), writes=True).then(done).otherwise(messages.tell).start(self)

    def _menu(self, record: str, at: QPoint) -> None:
        from gui.attachments.giving import save_copy

        one = next((one for one in self.found if one.id == record), None)
        if one is None:
            return
        menu = QMenu(self)
        menu.addAction(icon("eye"), say("Look at it")).triggered.connect(lambda: self.open(record))
        copy = menu.addAction(icon("download"), say("Save a copy…"))
        copy.setEnabled(one.here)
        copy.triggered.connect(lambda: save_copy(self.context, self.window(), one))
        menu.addAction(icon("archive"), say("Take it out…")).triggered.connect(lambda: self.take_out(record))
        menu.popup(at)
