"""The map handed over: who will read it, in which form; beside that how it will look. Written, or printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QImage, QPagedPaintDevice, QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from exports import MapAsked, MapTold, Sharing, map_picture, print_map, write_map
from gui.dialogs import Dialog
from gui.export.readers import ReaderCards
from gui.export.recipients import RecipientFields
from gui.export.telling import log_line
from gui.export.working import earlier
from gui.jobs import Job, Pace
from gui.look import theme
from gui.map.page import PAGE, across, as_image, as_picture, print_on
from gui.rights import SHARE
from gui.say import ltr, rtl, say, say_message, words
from gui.widgets import Button, Labelled, Note, Segmented, column, icon_label, row, scrolled, words_label
from storage import LANGUAGES, Level, Outcome, UserError

if TYPE_CHECKING:
    from exports import Report, Then
    from gui.context import Context
    from gui.map.scene import Scene
    from gui.map.viewport import Viewport

PAUSE = 350
"""Milliseconds without another letter after which it is drawn anew."""
SEEN_WIDTH = 470
NOBODY_YET = "…"
"""Stands for the recipient until one is told."""
KINDS = ("png", "svg", "pdf")


class SavingDialog(Dialog):
    """The dialog.

    Attributes:
        told: what is shown, None before; written: the file that was written.
    """

    topic = "map-saving"

    def __init__(
        self, context: Context, parent: QWidget | None, scene: Scene, view: Viewport, then: Then | None = None
    ) -> None:
        self._context, self._scene, self._view, self._then = context, scene, view, then
        self.told: MapTold | None = None
        self.written: Path | None = None
        self._looking: Job[tuple[MapTold, QImage]] | None = None
        self._job: Job[Any] | None = None
        self._printing = False
        within = {
            Level.INTERNAL: say("Every place; facilities in the middle of theirs"),
            Level.PARTNER: say("The same, without where people went"),
            Level.PUBLIC: say("Districts and sums only"),
        }
        self.readers = ReaderCards(Level.INTERNAL, within)
        self.recipients = RecipientFields()
        names = {"ar": say("Arabic"), "en": say("English")}
        self.language = Segmented([(one, names[one], "") for one in LANGUAGES], say("Language"), words().language)
        self.kind = Segmented([(one, one.upper(), "") for one in KINDS], say("Kind of file"), KINDS[0])
        self.preview, self.note = QLabel(), Note("ok", "")
        self.folder = Button(say("Open folder"), "folder-open")
        self.back = Button(say("Close"), "x", "Esc")
        self.paper = Button(say("Print…"), "printer", "Ctrl+P").shortcut_key("Ctrl+P")
        self.save = Button(say("Save…"), "image", "Ctrl+S", kind="primary").shortcut_key("Ctrl+S")
        buttons = (self.folder, self.back, self.paper, self.save)
        super().__init__(parent, say("Save or print the map"), self._body(), *buttons, foot=_promise_of_log())
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self.resize(theme.px(960), theme.px(540))
        self._connect()
        self._begin()

    def _body(self) -> QWidget:
        fields = column(
            self.readers, self.recipients, Labelled(say("Language of the map"), self.language),
            Labelled(say("Kind of file"), self.kind), self.note, None, gap=12,
            margins=(2, 2, 12, 2) if not rtl() else (12, 2, 2, 2),
        )  # fmt: skip
        left = QWidget()
        left.setLayout(fields)
        high = round(theme.px(SEEN_WIDTH) * PAGE.height() / PAGE.width())
        self.preview.setFixedSize(theme.px(SEEN_WIDTH) + 2, high + 2)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setAccessibleName(say("A look at the page"))
        shown = say("It shows the part of the map, the days and the layers that the window shows.")
        beside = column(self.preview, words_label(shown, "hint"), None, gap=6)
        inside = row(scrolled(left), beside, gap=14, margins=(18, 4, 18, 4))
        inside.setStretch(0, 1)
        body = QWidget()
        body.setLayout(inside)
        return body

    def _connect(self) -> None:
        self._soon.timeout.connect(self.look)
        self.readers.listen(self)
        self.readers.chosen.connect(lambda _: self._read_by())
        self.recipients.changed.connect(self._known_for)
        self.language.chosen.connect(lambda _: self.look())
        self.back.clicked.connect(self.reject)
        self.save.clicked.connect(self._choose_file)
        self.paper.clicked.connect(self._choose_printer)
        self.folder.clicked.connect(self._open_folder)
        self._context.restyled.connect(self.close)

    def _begin(self) -> None:
        self.note.hide()
        self.folder.hide()
        store = self._context.store
        Job(lambda: earlier(store)).then(self.recipients.learn).start(self)
        self._read_by()
        self.readers.focus()

    # ---- looking

    def _read_by(self) -> None:
        self.recipients.require(outside=self.readers.level is not Level.INTERNAL)
        self.look()

    def _known_for(self) -> None:
        """For whom it is stands below the map of a partner."""
        if self.readers.level is Level.PARTNER:
            self._soon.start()

    def sharing(self) -> Sharing:
        """For whom, as the fields say."""
        return Sharing(self.readers.level, *self.recipients.values())

    def asked(self, sharing: Sharing) -> MapAsked:
        """The picture the window shows, for these readers: the days of its window of time are those of the file."""
        view = self._scene.content.view
        if self._scene.days is not None:
            first, last = (date.fromordinal(day) for day in self._scene.days)
            view = replace(view, period=replace(view.period, first=first, last=last))
        layers = frozenset(self._scene.layers)
        language = str(self.language.value())
        role = self._context.rights.role
        return MapAsked(language, view, sharing, layers, self._scene.least, self._view.box, self._then, role)

    def look(self) -> None:
        """Draw it as it would be."""
        if self._job is not None or not self._context.is_open:
            return
        if self._looking is not None:
            self._looking.cancel()
        self._let(may=False)
        if not self._may:
            self.note.tell("warning", *self._context.rights.refusal(SHARE))
            return
        self.note.hide()
        told = self.sharing()
        asked = self.asked(replace(told, recipient=told.recipient or NOBODY_YET, purpose=told.purpose or NOBODY_YET))
        shown = self._then.past if self._then else self._context.store
        width, ratio = theme.px(SEEN_WIDTH), self.devicePixelRatioF()

        def work(pace: Pace) -> tuple[MapTold, QImage]:
            with shown.frozen(lambda: pace.cancelled) as source:
                found = map_picture(source, asked)
            return found, as_image(found, width, ratio)

        self._looking = Job(work).progress(_quietly).then(self._show).otherwise(self._refuse).start(self)

    @property
    def _may(self) -> bool:
        return self.readers.level is Level.INTERNAL or self._context.rights.may(SHARE)

    def _let(self, *, may: bool) -> None:
        self.save.setEnabled(may)
        self.paper.setEnabled(may)

    def _show(self, found: tuple[MapTold, QImage]) -> None:
        self._looking = None
        self.told, image = found
        self.preview.setPixmap(QPixmap.fromImage(image))
        self.preview.setAccessibleDescription(" ".join((self.told.within, *self.told.notes)))
        self._let(may=True)

    def _refuse(self, trouble: UserError) -> None:
        self._looking = self._job = None
        self.note.tell("warning", say_message(trouble.what), say_message(trouble.todo))
        self._rest()
        self._let(may=trouble.kind not in ("too-close", "not-allowed", "past-inside"))

    # ---- writing

    def _complete(self) -> bool:
        """Whether everything is told that the log needs."""
        try:
            self.sharing().checked()
        except UserError as missing:
            self.recipients.refuse(missing.kind, say_message(missing.todo))
            return False
        return True

    def _choose_file(self) -> None:
        if not self._complete():
            return
        kind = str(self.kind.value())
        dialog = QFileDialog(self, say("Save…"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{kind.upper()} (*.{kind})")
        dialog.setDefaultSuffix(kind)
        dialog.selectFile(self._file_name(kind))
        dialog.fileSelected.connect(lambda chosen: self.save_to(Path(chosen)))
        dialog.open()

    def _file_name(self, kind: str) -> str:
        period = self.asked(self.sharing()).view.period
        days = "-".join(one.isoformat() for one in (period.first, period.last) if one)
        return "-".join(part for part in ("sijill-map", self.readers.level.value, days) if part) + f".{kind}"

    def save_to(self, path: Path) -> None:
        """Write it there, whole or not at all, and note it in the register."""
        if self._job is not None or not self._complete():
            return
        store, asked = self._context.store, self.asked(self.sharing())

        def work(pace: Pace) -> Report:
            return write_map(store, path, as_picture, asked, cancelled=lambda: pace.cancelled)

        self._printing = False
        self._work(Job(work).progress(_quietly).then(self._tell_written))

    def _work(self, job: Job[Any]) -> None:
        self._job = job.otherwise(self._refuse).lastly(self._rest)
        for part in self._fields():
            part.setEnabled(False)
        self.back.set_word(say("Cancel"))
        self.back.setFocus()
        self._job.start(self)

    def _fields(self) -> tuple[QWidget, ...]:
        return self.readers, self.recipients, self.language, self.kind, self.save, self.paper

    def _rest(self) -> None:
        self._job = None
        for part in self._fields():
            part.setEnabled(True)
        self.back.setEnabled(True)
        self.back.set_word(say("Close"))

    def _tell_written(self, report: Report) -> None:
        self.written = report.path
        self.note.tell("ok", say("Written: {file}.", file=ltr(report.path.name)), log_line(report))
        if self._context.is_open:
            self._context.announce(Outcome(frozenset({"disclosure"})))  # the log in Exchange reads it
        self.folder.show()
        self.folder.setFocus()

    def _choose_printer(self) -> None:
        if not self._complete():
            return
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(across())
        printer.setFullPage(True)
        printer.setDocName("Sijill")
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle(say("Print"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.show()

    def print_on(self, printer: QPagedPaintDevice) -> None:
        """Note it in the register and draw it on a printer, both in a thread."""
        if self._job is not None or not self._complete():
            return
        store, asked = self._context.store, self.asked(self.sharing())

        def work(pace: Pace) -> Report:
            def hand(told: MapTold) -> None:
                pace.tell(lambda: self._tell_far(1, 2))
                print_on(printer, told)

            return print_map(store, hand, asked, cancelled=lambda: pace.cancelled)

        self._printing = True
        self._work(Job(work).progress(self._tell_far).then(self._tell_printed))
        self._tell_far(0, 2)

    def _tell_far(self, done: int, total: int) -> None:
        self.note.tell("information", say("Printing…"), ltr(f"{100 * done // max(1, total)} %"))
        self.back.setEnabled(done == 0)  # it is in the log by then and the printer has begun: a moment only

    def _tell_printed(self, report: Report) -> None:
        self.note.tell("ok", say("Sent to the printer."), log_line(report))
        if self._context.is_open:
            self._context.announce(Outcome(frozenset({"disclosure"})))

    def _open_folder(self) -> None:
        if self.written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.written.parent)))

    # ---- leaving

    def sizeHint(self) -> QSize:
        """Wide enough for the look at the page."""
        return QSize(theme.px(960), theme.px(540))

    def reject(self) -> None:
        """Esc: while it is written it cancels, else it closes; what the printer has begun comes out."""
        if self._job is None:
            super().reject()
            return
        if not self.back.isEnabled():
            return
        self._job.cancel()
        told = say("Cancelled: nothing was printed.") if self._printing else say("Cancelled: no file was written.")
        self.note.tell("information", told)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window (or locking the register) cancels what runs."""
        self._soon.stop()
        for job in (self._job, self._looking):
            if job is not None:
                job.cancel()
        super().closeEvent(event)


def show_saving(
    context: Context, parent: QWidget, scene: Scene, view: Viewport, then: Then | None = None
) -> SavingDialog:  # fmt: skip
    """Open the dialog for what a map shows; one that is open already makes room for it."""
    for there in parent.findChildren(SavingDialog):
        there.close()
    made = SavingDialog(context, parent, scene, view, then)
    made.show()
    return made


def _quietly(_done: int, _total: int) -> None:
    """Work that can be cancelled and tells no progress."""


def _promise_of_log() -> QWidget:
    made = QWidget()
    told = words_label(say("A line goes into the register's log: who, when, level, how many rows."), "hint")
    inside = row(icon_label("history", "tx2", 15), told, gap=7)
    inside.setStretch(1, 1)
    made.setLayout(inside)
    return made
