"""The print dialog: what, how the paper lies, a look at the pages; to a printer or to a file."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QProgressBar, QWidget

from gui.choosers import file_dialog
from gui.dialogs import Dialog
from gui.jobs import Job, Pace
from gui.look import theme
from gui.printing.matter import Matter
from gui.printing.run import SLICE, PrintRun, as_image, page_layout, to_pdf
from gui.printing.sheet import Sheet, numbered
from gui.printing.wish import PREVIEWED, RECORD, SELECTED, Choice, Source, heading
from gui.say import ltr, say, say_message, say_n
from gui.widgets import Button, IconButton, Labelled, Note, Segmented, column, label, row, words_label
from storage import UserError, write_whole

if TYPE_CHECKING:
    from gui.context import Context

ACROSS_FROM = 7
"""A list with so many columns begins across the paper."""
PREVIEW = {False: 270, True: 340}
"""Width of the look at a page, upright and across."""


class PrintDialog(Dialog):
    """Says what will be printed before anything is; while it runs Cancel has the focus.

    Attributes:
        sheet: what the preview shows, None while it is read.
        written: the file that was written.
    """

    topic = "printing"

    def __init__(self, context: Context, parent: QWidget | None, source: Source) -> None:
        self._context, self._source = context, source
        self.sheet: Sheet | None = None
        self.written: Path | None = None
        self._matter: Matter | None = None
        self._whole = False
        self._working, self._laid_by_hand = False, False
        self._page = 0
        self._laying = QTimer(interval=0)
        self._job: Job[Any] | None = None
        self._run: PrintRun | None = None
        self._on_paper = False
        options = [(one.key, _choice_words(one), "") for one in source.choices]
        self.what = Segmented(options, say("What"), current=source.first)
        ways = [(False, say("Upright"), ""), (True, say("Across"), "")]
        self.paper = Segmented(ways, say("Paper"), current=self._wide())
        self.count = words_label("", "second")
        self.preview = QLabel()
        self.turn_back, self.turn_on = (
            IconButton("chevron-left", say("Page before"), 16),
            IconButton("chevron-right", say("Next page"), 16),
        )
        self.place = label("", "hint")
        self.bar, self.far = QProgressBar(), label("", "hint")
        self.note = Note("ok", "")
        self.folder = Button(say("Open folder"), "folder-open")
        self.back = Button(say("Close"), "x", "Esc")
        self.file = Button(say("Save as PDF…"), "file-text", "Ctrl+S").shortcut_key("Ctrl+S")
        self.go = Button(say("Print…"), "printer", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        super().__init__(parent, say("Print"), self._body(), self.folder, self.back, self.file, self.go)
        self.resize(theme.px(760), theme.px(520))
        self._laying.setParent(self)
        self._connect()
        self._rest()
        self.back.setFocus()
        self._read(PREVIEWED)

    def _body(self) -> QWidget:
        self.preview.setFixedWidth(theme.px(PREVIEW[True]) + 2)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setAccessibleName(say("A look at the page"))
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("Progress"))
        names = Note(
            "warning", say("Contains names."), say("Internal: for your own team. Do not leave it lying about.")
        )
        names.setVisible(self._source.names)
        fields = column(Labelled(say("What"), self.what), Labelled(say("Paper"), self.paper), self.count, gap=12)
        left = column(names, fields, None, self.far, self.bar, self.note, gap=10)
        turning = row(None, self.turn_back, self.place, self.turn_on, None, gap=4)
        inside = row(left, column(self.preview, turning, None, gap=6), gap=22, margins=(18, 4, 18, 4))
        inside.setStretch(0, 1)
        body = QWidget()
        body.setLayout(inside)
        return body

    def _connect(self) -> None:
        self._laying.timeout.connect(self._lay_out_more)
        self.what.chosen.connect(lambda _: self._choose())
        self.paper.chosen.connect(lambda _: self._choose_paper())
        self.turn_back.clicked.connect(lambda: self.turn(-1))
        self.turn_on.clicked.connect(lambda: self.turn(1))
        self.back.clicked.connect(self.reject)
        self.file.clicked.connect(self._choose_file)
        self.go.clicked.connect(self._choose_printer)
        self.folder.clicked.connect(self._open_folder)
        self._context.restyled.connect(self.close)

    def _choose(self) -> None:
        if not self._laid_by_hand:
            self.paper.choose(self._wide())
        self._read(PREVIEWED)

    def _choose_paper(self) -> None:
        self._laid_by_hand = True
        self._lay_out()

    def _wide(self) -> bool:
        """A record stands upright, a list with many columns across the paper."""
        return self._source.columns >= ACROSS_FROM and self.what.value() != RECORD

    @property
    def choice(self) -> Choice:
        """What is chosen to be printed."""
        return next(one for one in self._source.choices if one.key == self.what.value())

    # ---- looking

    def _read(self, most: int | None) -> None:
        """Read what is chosen: its beginning for the look, everything when it is to be printed."""
        if self._job is not None:
            self._job.cancel()
        choice = self.choice
        self._whole = most is None or choice.count <= most

        def read(pace: Pace) -> Matter | None:
            return choice.read(pace, most)

        job: Job[Matter | None] = Job(read)
        self._job = job.progress(self._tell_reading).then(self._took).otherwise(self._refuse)
        self._job.start(self)

    def _took(self, matter: Matter | None) -> None:
        self._job = None
        if matter is None:
            self._tell("information", say("It is not saved yet."), say("Save it first, then print."))
            return
        self._matter = matter
        self._lay_out()

    def _lay_out(self) -> None:
        if self._matter is None or self._run is not None:
            return
        head = heading(self._context, self._source, self._matter, self.choice)
        self.sheet = self._matter.sheet(head, across=bool(self.paper.value()))
        self._page = 0
        self._laying.start()

    def _lay_out_more(self) -> None:
        """A little in one go; the first page is shown as soon as it stands."""
        sheet, until = self.sheet, perf_counter() + SLICE
        while sheet is not None and not sheet.ready and perf_counter() < until:
            sheet.measure_one()
        if sheet is None or not sheet.ready:
            return
        self._laying.stop()
        sheet.measure()
        self._say_count()
        self.turn(0)
        if self._run is None:
            self._ready()
            if self.focusWidget() is None or not self.what.isAncestorOf(self.focusWidget()):
                self.go.setFocus()

    def _ready(self) -> None:
        for part in (self.file, self.go):
            part.setEnabled(self.sheet is not None)

    def _say_count(self) -> None:
        choice, sheet = self.choice, self.sheet
        if choice.key == RECORD or sheet is None:
            self.count.setText(say_n("{count} page", "{count} pages", len(sheet.pages)) if sheet else "")
            return
        pages = len(sheet.pages)
        if not self._whole and sheet.ready and pages > 1:
            rows = sum(last - first for first, last in sheet.pages[:-1])
            pages = max(1, round(choice.count * (len(sheet.pages) - 1) / max(rows, 1)))
        rows_told = say_n("{count} row", "{count} rows", choice.count)
        columns = say_n("{count} column", "{count} columns", self._source.columns)
        pages_told = say_n("{count} page", "{count} pages", pages)
        if self._whole:
            told = say("{rows}, {columns} as in the list, {pages}.", rows=rows_told, columns=columns, pages=pages_told)
        else:
            told = say(
                "{rows}, {columns} as in the list, about {pages}.", rows=rows_told, columns=columns, pages=pages_told
            )
        self.count.setText(told)

    def turn(self, steps: int) -> None:
        """Show another page."""
        if self.sheet is None or not self.sheet.pages:
            return
        last = len(self.sheet.pages) - 1
        self._page = min(max(self._page + steps, 0), last)
        width = theme.px(PREVIEW[self.sheet.across])
        image = as_image(self.sheet, self._page, width, self.devicePixelRatioF())
        self.preview.setPixmap(QPixmap.fromImage(image))
        more = "" if self._whole else "…"
        self.place.setText(f"{numbered(self._page + 1)} / {numbered(last + 1)}{more}")
        self.turn_back.setEnabled(self._page > 0)
        self.turn_on.setEnabled(self._page < last)

    # ---- printing

    def _choose_file(self) -> None:
        dialog = file_dialog(self, say("Save as PDF…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{self._source.file}.pdf")
        dialog.fileSelected.connect(lambda chosen: self.save_to(Path(chosen)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Print into a file, whole or not at all."""
        self._when_whole(lambda sheet: self._begin(to_pdf(sheet, self, lambda data: self._write(path, data))))

    def _choose_printer(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if self.sheet is not None:
            printer.setPageLayout(page_layout(self.sheet))
            printer.setFullPage(True)
        printer.setDocName("Sijill")
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle(say("Print"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._when_whole(lambda sheet: self._to_paper(sheet, printer)))
        dialog.show()

    def _to_paper(self, sheet: Sheet, printer: Any) -> None:
        run = PrintRun(sheet, printer, printer.resolution(), self)
        run.done.connect(lambda: self._tell("ok", say("Sent to the printer.")))
        self._begin(run)
        self._on_paper = True

    def _when_whole(self, do: Any) -> None:
        """Everything must be read and laid out before the first page: the foot says how many there are."""
        if self._run is not None or self._job is not None or self._laying.isActive():
            return
        self._work()
        if self._whole and self.sheet is not None:
            do(self.sheet)
            return
        choice = self.choice

        def read(pace: Pace) -> Matter | None:
            return choice.read(pace, None)

        def took(matter: Matter | None) -> None:
            self._job = None
            if matter is not None:
                head = heading(self._context, self._source, matter, choice)
                do(matter.sheet(head, across=bool(self.paper.value())))

        job: Job[Matter | None] = Job(read)
        self._job = job.progress(self._tell_reading).then(took).otherwise(self._refuse)
        self._job.start(self)

    def _begin(self, run: PrintRun) -> None:
        self._run, self._on_paper = run, False
        run.far.connect(self._tell_far)
        run.done.connect(self._ended)
        run.start()

    def _ended(self) -> None:
        self._run = None
        self._rest()
        self._ready()

    def _write(self, path: Path, data: bytes) -> None:
        def write() -> None:
            write_whole(path, data)

        Job(write, writes=True).then(lambda _: self._tell_written(path)).otherwise(self._refuse).start(self)

    def _tell_written(self, path: Path) -> None:
        self.written = path
        self._tell("ok", say("Written: {file}.", file=ltr(path.name)), say("It is not encrypted: keep it safe."))
        self.folder.show()
        self.folder.setFocus()

    def _refuse(self, trouble: UserError) -> None:
        self._job = None
        self._rest()
        self._tell("warning", say_message(trouble.what), say_message(trouble.todo))
        self._ready()

    # ---- how far it is

    def _tell(self, kind: str, first: str, then: str = "") -> None:
        self.note.tell(kind, first, then)
        self.note.show()

    def _tell_reading(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)

    def _tell_far(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self.far.setText(say("Laying out the pages…") if done * 2 <= total else say("Printing…"))

    def _work(self) -> None:
        self._working = True
        for part in (self.what, self.paper, self.file, self.go):
            part.setEnabled(False)
        self.note.hide()
        self.folder.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.far.setText(say("Reading…"))
        self.far.show()
        self.back.set_word(say("Cancel"))
        self.back.setFocus()

    def _rest(self) -> None:
        self._working = False
        for part in (self.bar, self.far, self.note, self.folder):
            part.hide()
        self.what.setEnabled(True)
        self.paper.setEnabled(True)
        self.file.setEnabled(False)
        self.go.setEnabled(False)
        self.back.set_word(say("Close"))

    def _open_folder(self) -> None:
        if self.written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.written.parent)))

    # ---- leaving

    def reject(self) -> None:
        """Esc: while it runs it cancels and nothing is written, else it closes."""
        handed = self._run.handed if self._run is not None and self._on_paper else 0
        if self._cancel():
            self._ended()
            self._tell("information", *_cancelled(handed))
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing (or locking the register) cancels what runs."""
        self._cancel()
        super().closeEvent(event)

    def _cancel(self) -> bool:
        running = self._working
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if self._run is not None:
            self._run.cancel()
            self._run = None
        return running


def _cancelled(handed: int) -> tuple[str, str]:
    """What cancelling left; ``handed``: pages the printer has already."""
    if not handed:
        return say("Cancelled: nothing was printed."), ""
    first = say_n(
        "Cancelled; {count} page went to the printer before.",
        "Cancelled; {count} pages went to the printer before.",
        handed,
    )
    return first, say("The printer may still bring them out: look there before you leave.")


def _choice_words(one: Choice) -> str:
    if one.key == RECORD:
        return say("This record")
    count = ltr(f"{one.count:,}")
    return say("Selected: {count}", count=count) if one.key == SELECTED else say("All shown: {count}", count=count)


def show_print(context: Context, parent: QWidget, source: Source) -> PrintDialog | None:
    """Open the dialog, one at a time; None when there is nothing to print."""
    for there in parent.findChildren(PrintDialog):
        there.close()
    if not source.choices:
        return None
    made = PrintDialog(context, parent, source)
    made.show()
    return made
