"""The report: who will read it, in which language, of what, its first paragraph; beside that its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QImage, QPixmap
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLabel, QPlainTextEdit, QWidget

from exports import ReportAsked, Sharing, Then, named_in, report_pages, write_logged
from gui.dialogs import Dialog
from gui.export.readers import ReaderCards
from gui.export.recipients import RecipientFields
from gui.export.telling import log_line
from gui.export.working import earlier
from gui.jobs import Job, Pace
from gui.look import theme
from gui.report.document import as_images
from gui.report.headless import report_drawing
from gui.rights import SHARE
from gui.say import ltr, rtl, say, say_message, words
from gui.widgets import (
    Button,
    IconButton,
    Labelled,
    Note,
    Segmented,
    column,
    icon_label,
    label,
    row,
    scrolled,
    words_label,
)
from storage import LANGUAGES, Level, Outcome, UserError, View

if TYPE_CHECKING:
    from exports import Pages, Report
    from gui.context import Context

PAUSE = 350
"""Milliseconds without another letter after which the pages are drawn anew."""
SEEN_WIDTH, AROUND = 372, 175
"""How wide a page is shown at most, and how much stands above and below it."""
NOBODY_YET = "…"
"""Stands for the recipient until one is told."""


@dataclass(frozen=True)
class Asked:
    """Where a report was asked for.

    Attributes:
        view: what is shown there. areas: its places (hex id, name), all of them chosen.
        narrowed: teams and levels of verification it is narrowed by, in words, "" when by none.
        then: the earlier moment it shows, None is now.
    """

    view: View
    areas: Sequence[tuple[str, str]] = ()
    narrowed: str = ""
    then: Then | None = None


@dataclass(frozen=True)
class Seen:
    """The pages as they would be, in words and as pictures; named: what may tell who somebody is in a typed text."""

    pages: Pages
    images: Sequence[QImage]
    named: Sequence[str] = ()


class ReportDialog(Dialog):
    """The dialog.

    Attributes:
        seen: what is shown, None before; written: the file that was written.
    """

    topic = "report"

    def __init__(self, context: Context, parent: QWidget | None, asked: Asked) -> None:
        self._context, self._asked = context, asked
        self.seen: Seen | None = None
        self.written: Path | None = None
        self._page, self._own_words = 0, False
        self._wide = _page_width(parent)
        self._looking: Job[Seen] | None = None
        self._job: Job[Report] | None = None
        within = {
            Level.INTERNAL: say("Incidents and villages, no names of people"),
            Level.PARTNER: say("The same, without who stayed or returned"),
            Level.PUBLIC: say("Districts and sums only"),
        }
        self.readers = ReaderCards(Level.INTERNAL if asked.then else Level.PARTNER, within)
        self.recipients = RecipientFields()
        names = {"ar": say("Arabic"), "en": say("English")}
        self.language = Segmented([(one, names[one], "") for one in LANGUAGES], say("Language"), words().language)
        self.area, self.lead = QComboBox(), QPlainTextEdit()
        self.may_leave = QCheckBox(say("They may stand in it"))
        self.preview, self.place = QLabel(), label("", "hint")
        self.turn_back = IconButton("chevron-left", say("Page before"), 16)
        self.turn_on = IconButton("chevron-right", say("Next page"), 16)
        self.note = Note("ok", "")
        self.folder = Button(say("Open folder"), "folder-open")
        self.back = Button(say("Close"), "x", "Esc")
        self.save = Button(say("Save…"), "file-text", "Ctrl+S", kind="primary").shortcut_key("Ctrl+S")
        buttons = (self.folder, self.back, self.save)
        super().__init__(parent, say("Situation report"), self._body(), *buttons, foot=_promise_of_log())
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self.resize(theme.px(900), theme.px(640))
        self._connect()
        self._begin()

    def _body(self) -> QWidget:
        areas = self._asked.areas
        if areas:
            self.area.addItem(say(", ").join(name for _, name in areas), [place for place, _ in areas])
        for place, name in areas if len(areas) > 1 else ():
            self.area.addItem(name, [place])
        self.area.addItem(say("All places"), [])
        self.area.setAccessibleName(say("Area"))
        self.lead.setAccessibleName(say("First paragraph"))
        self.lead.setTabChangesFocus(True)
        self.lead.setFixedHeight(theme.px(104))
        told = [self._asked.narrowed] if self._asked.narrowed else []
        told += [say("as it was known then")] if self._asked.then else []
        narrow = say("The report tells only of what the screen shows: {what}.", what=say(", ").join(told))
        self.narrowed = Note("information", narrow)
        self.narrowed.setVisible(bool(told))
        self.named = Note("warning", "")
        self.named.hide()
        self.may_leave.hide()
        fields = column(
            self.readers, self.recipients, Labelled(say("Language of the report"), self.language),
            Labelled(say("Area"), self.area), Labelled(say("First paragraph"), self.lead), self.named, self.may_leave,
            self.narrowed, self.note,
            None, gap=12, margins=(2, 2, 12, 2) if not rtl() else (12, 2, 2, 2),
        )  # fmt: skip
        left = QWidget()
        left.setLayout(fields)
        self.preview.setFixedSize(self._wide + 2, round(self._wide * 297 / 210) + 2)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setAccessibleName(say("A look at the page"))
        turning = row(None, self.turn_back, self.place, self.turn_on, None, gap=4)
        inside = row(scrolled(left), column(self.preview, turning, None, gap=6), gap=14, margins=(18, 4, 18, 4))
        inside.setStretch(0, 1)
        body = QWidget()
        body.setLayout(inside)
        return body

    def _connect(self) -> None:
        self._soon.timeout.connect(self.look)
        self.readers.listen(self)
        self.readers.chosen.connect(lambda _: self._read_by())
        self.recipients.changed.connect(self._soon.start)
        self.language.chosen.connect(lambda _: self.look())
        self.area.activated.connect(lambda _: self.look())
        self.lead.textChanged.connect(self._typed)
        self.turn_back.clicked.connect(lambda: self.turn(-1))
        self.turn_on.clicked.connect(lambda: self.turn(1))
        self.back.clicked.connect(self.reject)
        self.save.clicked.connect(self._choose_file)
        self.may_leave.toggled.connect(lambda _: self._tell_named())
        self.folder.clicked.connect(self._open_folder)
        self._context.restyled.connect(self.close)

    def _begin(self) -> None:
        self.note.hide()
        self.folder.hide()
        self.save.setEnabled(False)
        store = self._context.store
        Job(lambda: earlier(store)).then(self.recipients.learn).start(self)
        self._read_by()
        self.readers.focus()

    # ---- looking

    def _read_by(self) -> None:
        self.recipients.require(outside=self.readers.level is not Level.INTERNAL)
        self.look()

    def _typed(self) -> None:
        self._own_words = bool(self.lead.toPlainText().strip())
        self._soon.start()

    def sharing(self) -> Sharing:
        """For whom, as the fields say."""
        return Sharing(self.readers.level, *self.recipients.values())

    def look(self) -> None:
        """Draw the pages as they would be."""
        if self._job is not None or not self._context.is_open:
            return
        if self._looking is not None:
            self._looking.cancel()
        self.save.setEnabled(False)
        if not self._may:
            self.note.tell("warning", *self._context.rights.refusal(SHARE))
            return
        self.note.hide()
        store, told = self._context.store, self.sharing()
        told = replace(told, recipient=told.recipient or NOBODY_YET, purpose=told.purpose or NOBODY_YET)
        asked, shown = self._wanted(told), self._asked.then.past if self._asked.then else store
        width, ratio = self._wide, self.devicePixelRatioF()

        def work(pace: Pace) -> Seen:
            with shown.frozen(lambda: pace.cancelled) as source:
                pages = report_pages(source, asked)
                named = named_in(source, asked)
            return Seen(pages, as_images(pages, width, ratio), named)

        self._looking = Job(work).progress(_quietly).then(self._show).otherwise(self._refuse).start(self)

    @property
    def _may(self) -> bool:
        return self.readers.level is Level.INTERNAL or self._context.rights.may(SHARE)

    def _wanted(self, sharing: Sharing) -> ReportAsked:
        """What the fields ask for; one area is a period's own, as elsewhere."""
        view, areas = self._asked.view, tuple(self.area.currentData() or ())
        period = replace(view.period, place=areas[0] if len(areas) == 1 else None)
        view = replace(view, period=period, areas=areas if len(areas) > 1 else ())
        return ReportAsked(
            str(self.language.value()), view, sharing, self._lead(), self.may_leave.isChecked(), self._asked.then
        )

    def _lead(self) -> str | None:
        return self.lead.toPlainText() if self._own_words else None

    def _show(self, seen: Seen) -> None:
        self._looking = None
        if self.seen is None or seen.named != self.seen.named:
            self.may_leave.setChecked(False)
        self.seen = seen
        if not self._own_words:
            self.lead.blockSignals(True)
            self.lead.setPlainText(seen.pages.lead)
            self.lead.blockSignals(False)
        self._tell_named()
        self.turn(0)

    def _tell_named(self) -> None:
        """Names in a typed paragraph that others would read: the person decides before it is saved."""
        found = self.seen.named if self.seen else ()
        self.named.setVisible(bool(found))
        self.may_leave.setVisible(bool(found))
        if found:
            what = say("In the first paragraph stands what may tell who somebody is: {what}.", what="; ".join(found))
            self.named.tell("warning", what, say("Others will read it."))
        self.save.setEnabled(not found or self.may_leave.isChecked())

    def turn(self, steps: int) -> None:
        """Show another page."""
        if self.seen is None:
            return
        last = len(self.seen.images) - 1
        self._page = min(max(self._page + steps, 0), last)
        self.preview.setPixmap(QPixmap.fromImage(self.seen.images[self._page]))
        self.place.setText(ltr(f"{self._page + 1} / {last + 1}"))
        self.turn_back.setEnabled(self._page > 0)
        self.turn_on.setEnabled(self._page < last)

    def _refuse(self, trouble: UserError) -> None:
        self._looking = self._job = None
        self.note.tell("warning", say_message(trouble.what), say_message(trouble.todo))
        self._rest()
        if trouble.kind in ("too-close", "not-allowed", "past-inside"):
            self.save.setEnabled(False)

    # ---- writing

    def _choose_file(self) -> None:
        try:
            self.sharing().checked()
        except UserError as missing:
            self.recipients.refuse(missing.kind, say_message(missing.todo))
            return
        dialog = QFileDialog(self, say("Save…"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([say("PDF, as it is seen here (*.pdf)"), say("Word document, to edit further (*.docx)")])
        dialog.setDefaultSuffix("pdf")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("docx" if "docx" in chosen else "pdf"))
        dialog.selectFile(self._file_name())
        dialog.fileSelected.connect(lambda chosen: self.save_to(Path(chosen)))
        dialog.open()

    def _file_name(self) -> str:
        period = self._asked.view.period
        days = "-".join(one.isoformat() for one in (period.first, period.last) if one)
        return "-".join(part for part in ("sijill-report", self.readers.level.value, days) if part)

    def save_to(self, path: Path) -> None:
        """Write it there, whole or not at all, and note it in the register."""
        if self._job is not None:
            return
        store, asked = self._context.store, self._wanted(self.sharing())

        def work(pace: Pace) -> Report:
            return write_logged(
                store, path, report_drawing, asked, progress=pace.step, cancelled=lambda: pace.cancelled
            )  # fmt: skip

        self._job = Job(work).progress(_quietly).then(self._tell_written).otherwise(self._refuse).lastly(self._rest)
        for part in (self.readers, self.recipients, self.language, self.area, self.lead, self.save):
            part.setEnabled(False)
        self.back.set_word(say("Cancel"))
        self.back.setFocus()
        self._job.start(self)

    def _rest(self) -> None:
        self._job = None
        for part in (self.readers, self.recipients, self.language, self.area, self.lead, self.save):
            part.setEnabled(True)
        self._tell_named()
        self.back.set_word(say("Close"))

    def _tell_written(self, report: Report) -> None:
        self.written = report.path
        self.note.tell("ok", say("Written: {file}.", file=ltr(report.path.name)), log_line(report))
        if self._context.is_open:
            self._context.announce(Outcome(frozenset({"disclosure"})))  # the log in Exchange reads it
        self.folder.show()
        self.folder.setFocus()

    def _open_folder(self) -> None:
        if self.written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.written.parent)))

    # ---- leaving

    def reject(self) -> None:
        """Esc: while it is written it cancels, else it closes."""
        if self._job is None:
            super().reject()
            return
        self._job.cancel()
        self.note.tell("information", say("Cancelled: no file was written."))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window (or locking the register) cancels what runs."""
        self._soon.stop()
        for job in (self._job, self._looking):
            if job is not None:
                job.cancel()
        super().closeEvent(event)


def show_report(context: Context, parent: QWidget, asked: Asked) -> ReportDialog:
    """Open the dialog; one that is open already makes room for it."""
    for there in parent.findChildren(ReportDialog):
        there.close()
    made = ReportDialog(context, parent, asked)
    made.show()
    return made


def _page_width(parent: QWidget | None) -> int:
    """How wide a page is shown: as high as the window behind has room for."""
    most = theme.px(SEEN_WIDTH)
    return most if parent is None else min(most, round((parent.window().height() - theme.px(AROUND)) * 210 / 297))


def _quietly(_done: int, _total: int) -> None:
    """Work that can be cancelled and tells no progress."""


def _promise_of_log() -> QWidget:
    made = QWidget()
    told = words_label(say("A line goes into the register's log: who, when, level, how many rows."), "hint")
    inside = row(icon_label("history", "tx2", 15), told, gap=7)
    inside.setStretch(1, 1)
    made.setLayout(inside)
    return made
