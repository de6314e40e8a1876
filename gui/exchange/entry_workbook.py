"""The entry workbook: an empty one with drop-downs and checks for a team that cannot run the program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from gui.choosers import documents, file_dialog
from gui.dialogs import Dialog
from gui.export.wish import free_file
from gui.jobs import Job, Pace
from gui.known import Known
from gui.listing.filter_fields import PlaceFilter
from gui.look import theme
from gui.say import ltr, say, say_message, words
from gui.widgets import Button, Labelled, Note, Segmented, column, label, row, words_label
from storage import Outcome, UserError

if TYPE_CHECKING:
    from exports import Report
    from gui.context import Context
    from storage import Store

KINDS = ("incident", "victim", "movement", "damage")


def show_entry_workbook(context: Context, parent: QWidget) -> EntryWorkbook:
    """The dialog over the window."""
    made = EntryWorkbook(context, parent)
    made.show()
    return made


class EntryWorkbook(Dialog):
    """Which sheets, in which language, with the places of which area, to which file.

    Attributes:
        written: the workbook lies in its folder.
    """

    topic = "entry_workbook"

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        self._context, self._known = context, Known()
        self._job: Job[Report] | None = None
        self._target = Path()
        self.written = False
        languages = [("ar", "العربية", ""), ("en", "English", "")]
        self.language = Segmented(languages, say("Language of the workbook"), words().language)
        self.kinds = {kind: QCheckBox(words().kind(kind, several=True)) for kind in KINDS}
        self.area = PlaceFilter(say("Only places in"), self._known.suggest)
        self.file, self.change = QLineEdit(), Button(say("Change…"), "folder-open")
        self.folder = words_label("", "hint")
        self.note = Note("ok", "")
        self.open_folder = Button(say("Open folder"), "folder-open")
        self.back = Button(say("Close"), "x", "Esc")
        self.make = Button(say("Make the workbook"), "check", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        super().__init__(parent, say("Entry workbook"), self._body(), self.open_folder, self.back, self.make)
        self.resize(theme.px(600), theme.px(470))
        self._connect()
        store = context.store
        Job(lambda: self._known.learn(store)).start(self)
        self._propose()

    def _body(self) -> QWidget:
        told = words_label(
            say("For a team whose computer cannot run Sijill: they fill it in with Excel or LibreOffice, and you read"
                " it back here with Ctrl+O. Each of its rows enters once, however often it is read."),
            "second",
        )  # fmt: skip
        for box in self.kinds.values():
            box.setChecked(True)
        self.area.setFixedHeight(theme.height("button"))
        self.file.setReadOnly(True)
        self.file.setAccessibleName(say("File"))
        boxes, where = QWidget(), QWidget()
        boxes.setLayout(row(*self.kinds.values(), None, gap=16))
        line = row(self.file, self.change)
        line.setStretch(0, 1)
        where.setLayout(line)
        parts = (
            column(label(say("Language of the workbook"), "label"), row(self.language, None), gap=4),
            column(label(say("Sheets"), "label"), boxes, gap=4),
            column(label(say("Only places in"), "label"), self.area, gap=4),
            column(Labelled(say("File"), where), self.folder, gap=2),
        )
        self.note.hide()
        body = QWidget()
        body.setLayout(column(told, *parts, self.note, gap=14, margins=(18, 0, 18, 0)))
        return body

    def _connect(self) -> None:
        self.open_folder.hide()
        self.change.clicked.connect(self._choose_file)
        self.make.clicked.connect(self.begin)
        self.back.clicked.connect(self.reject)
        self.open_folder.clicked.connect(self._open_folder)
        self.language.chosen.connect(lambda _: self._propose())
        for box in self.kinds.values():
            box.toggled.connect(lambda _: self._look())
        self._context.closing.connect(self.close)
        self._context.restyled.connect(self.close)

    def _propose(self) -> None:
        """A free name among the documents, unless a file was chosen."""
        language = str(self.language.value())
        Job(lambda: free_file(documents(), f"sijill-entry-{language}.xlsx")).then(self.choose).start(self)

    def choose(self, target: Path) -> None:
        """Write to this file."""
        self._target = target
        self.file.setText(target.name)
        self.folder.setText(say("in the folder {folder}", folder=ltr(str(target.parent))))

    def _choose_file(self) -> None:
        dialog = file_dialog(self, say("Save the workbook as…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("Excel (*.xlsx)")
        dialog.setDefaultSuffix("xlsx")
        dialog.setDirectory(str(self._target.parent))
        dialog.selectFile(self._target.name)
        dialog.fileSelected.connect(lambda file: self.choose(Path(file)))
        dialog.open()

    def _look(self) -> None:
        self.make.setEnabled(self._job is None and any(box.isChecked() for box in self.kinds.values()))

    def begin(self) -> None:
        """Write it, and note in the register that it was made."""
        if self._job is not None or not self.make.isEnabled() or not self._context.is_open:
            return
        store, target, language = self._context.store, self._target, str(self.language.value())
        kinds = [kind for kind, box in self.kinds.items() if box.isChecked()]
        place = self.area.condition().value or None

        def write(pace: Pace) -> Report:
            return write_entry(store, target, language, kinds, place, pace)

        self.note.hide()
        self.make.set_word(say("Writing…"))
        job = self._job = Job(write).progress(lambda *_: None).then(self._written).otherwise(self._refused)
        self._look()
        job.lastly(self._rest).start(self)

    def _rest(self) -> None:
        self._job = None
        self.make.set_word(say("Make the workbook"))
        self._look()

    def _written(self, report: Report) -> None:
        self.written = True
        self._context.announce(Outcome(frozenset({"disclosure"})))
        self.note.tell("ok", say("Written: {file}.", file=ltr(report.path.name)),
                       say("It is empty but for the names of places. It stands in the log."))  # fmt: skip
        self.make.hide()
        self.open_folder.show()
        self.open_folder.setFocus()

    def _refused(self, trouble: UserError) -> None:
        self.note.tell("warning", say_message(trouble.what), say_message(trouble.todo))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target.parent)))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing cancels what runs."""
        if self._job is not None:
            self._job.cancel()
        super().closeEvent(event)


def write_entry(
    store: Store, target: Path, language: str, kinds: list[str], place: str | None, pace: Pace
) -> Report:  # fmt: skip
    """Write it whole or not at all; one that could not be noted in the log does not stay."""
    from exports import logged, write_entry_workbook

    def make() -> Report:
        with store.frozen(lambda: pace.cancelled) as source:
            return write_entry_workbook(
                source, target, language=language, kinds=kinds, place=place, cancelled=lambda: pace.cancelled
            )

    return logged(store, target, make)
