"""The report: who will read it, in which language, of what, its first paragraph; beside that its pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QKeySequence, QPagedPaintDevice, QPageLayout, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QPlainTextEdit, QWidget

from exports import ReportAsked, Sharing, Then, named_in, print_report, report_pages, write_logged
from gui.export.giving import quietly
from gui.export.papering import Hand, PaperDialog
from gui.jobs import Pace
from gui.look import theme
from gui.report.document import A4_PAGE, as_images, print_on
from gui.report.headless import report_drawing
from gui.say import ltr, say
from gui.widgets import IconButton, Labelled, Note, column, label, row
from storage import Level, View

if TYPE_CHECKING:
    from exports import Pages, Report
    from gui.context import Context

SEEN_WIDTH, AROUND = 372, 200
"""How wide a page is shown at most, and how much stands above and below it."""


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


class ReportDialog(PaperDialog):
    """The dialog.

    Attributes:
        seen: what is shown, None before; written: the file that was written.
    """

    topic = "report"

    def __init__(self, context: Context, parent: QWidget | None, asked: Asked) -> None:
        self._asked = asked
        self.seen: Seen | None = None
        self._page, self._own_words = 0, False
        self._wide = _page_width(parent)
        within = {
            Level.INTERNAL: say("Incidents and villages, no names of people"),
            Level.PARTNER: say("The same, without who stayed or returned"),
            Level.PUBLIC: say("Districts and sums only"),
        }
        self.area, self.lead = QComboBox(), QPlainTextEdit()
        self.may_leave = QCheckBox(say("They may stand in it"))
        self.place = label("", "hint")
        self.turn_back = IconButton("chevron-left", say("Page before"), 16)
        self.turn_on = IconButton("chevron-right", say("Next page"), 16)
        super().__init__(
            context, parent, say("Situation report"), level=Level.INTERNAL if asked.then else Level.PARTNER,
            within=within, icon="file-text", size=QSize(900, 690),
        )  # fmt: skip

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
        fields = (
            self.readers, self.recipients, Labelled(say("Language of the report"), self.language),
            Labelled(say("Area"), self.area), Labelled(say("First paragraph"), self.lead), self.named, self.may_leave,
            self.narrowed,
        )  # fmt: skip
        self.preview.want(QSize(self._wide, round(self._wide * 297 / 210)))
        turning = row(None, self.turn_back, self.place, self.turn_on, None, gap=4)
        return self._beside(fields, column(self.preview, turning, None, gap=6))

    def _connect(self) -> None:
        super()._connect()
        self.recipients.changed.connect(self._soon.start)
        self.area.activated.connect(lambda _: self.look())
        self.lead.textChanged.connect(self._typed)
        self.turn_back.clicked.connect(lambda: self.turn(-1))
        self.turn_on.clicked.connect(lambda: self.turn(1))
        for key, steps in (("PgUp", -1), ("PgDown", 1)):
            QShortcut(QKeySequence(key), self).activated.connect(partial(self.turn, steps))
        self.may_leave.toggled.connect(lambda _: self._tell_named())

    def _fields(self) -> Sequence[QWidget]:
        return *super()._fields(), self.area, self.lead

    def _typed(self) -> None:
        self._own_words = bool(self.lead.toPlainText().strip())
        self._soon.start()

    def _drawing(self, sharing: Sharing) -> Callable[[Pace], Seen]:
        asked = self._wanted(sharing)
        shown = self._asked.then.past if self._asked.then else self._context.store
        width, ratio = self._wide, self.devicePixelRatioF()

        def work(pace: Pace) -> Seen:
            with shown.frozen(lambda: pace.cancelled) as source:
                pages = report_pages(source, asked)
                named = named_in(source, asked)
            return Seen(pages, as_images(pages, width, ratio), named)

        return work

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
        if found and self.may_leave.isHidden():
            self._see(self.may_leave)
        self.named.setVisible(bool(found))
        self.may_leave.setVisible(bool(found))
        if found:
            what = say("In the first paragraph stands what may tell who somebody is: {what}.", what=" · ".join(found))
            self.named.tell("warning", what, say("Others will read it."))
        self._let(may=not found or self.may_leave.isChecked())

    def turn(self, steps: int) -> None:
        """Show another page."""
        if self.seen is None:
            return
        last = len(self.seen.images) - 1
        self._page = min(max(self._page + steps, 0), last)
        self.preview.show_page(self.seen.images[self._page])
        self.place.setText(ltr(f"{self._page + 1} / {last + 1}"))
        for this, other, may in (
            (self.turn_back, self.turn_on, self._page > 0), (self.turn_on, self.turn_back, self._page < last),
        ):  # fmt: skip
            if not may and this.hasFocus() and last:
                other.setEnabled(True)
                other.setFocus()  # else it would go on to the button that closes
            this.setEnabled(may)

    # ---- writing

    def _kinds(self, chooser: QFileDialog) -> None:
        chooser.setNameFilters(
            [say("PDF, as it is seen here (*.pdf)"), say("Word document, to edit further (*.docx)")]
        )
        chooser.setDefaultSuffix("pdf")
        chooser.filterSelected.connect(lambda chosen: chooser.setDefaultSuffix("docx" if "docx" in chosen else "pdf"))
        chooser.selectFile(self._file_name())

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

        self._work(work, self._tell_written, quietly)

    def _paper(self) -> QPageLayout:
        return A4_PAGE

    def _printed(self) -> Callable[[Hand, Callable[[], bool]], Report]:
        store, asked = self._context.store, self._wanted(self.sharing())
        return lambda hand, cancelled: print_report(store, hand, asked, cancelled=cancelled)

    def _draw_on(self, device: QPagedPaintDevice, told: Pages) -> None:
        print_on(device, told)

    def _rest(self) -> None:
        super()._rest()
        self._tell_named()


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
