"""What is given away as a file or on paper: the button that prints, the printer, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPagedPaintDevice, QPageLayout
from PySide6.QtWidgets import QWidget

from gui.export.giving import GivingDialog
from gui.jobs import Pace
from gui.say import ltr, say
from gui.widgets import Button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exports import Report

Hand = Callable[[Any], None]
"""Given what goes on paper when it stands in the log."""


class PaperDialog(GivingDialog):
    """A dialog that writes a file or prints."""

    def __init__(self, *told: Any, **more: Any) -> None:
        """As :class:`GivingDialog`."""
        self._printing = False
        self.paper = Button(say("Print…"), "printer", "Ctrl+P").shortcut_key("Ctrl+P")
        super().__init__(*told, more=(self.paper,), **more)

    # ---- what each of them says for itself

    def _paper(self) -> QPageLayout:
        """The sheet."""
        raise NotImplementedError

    def _printed(self) -> Callable[[Hand, Callable[[], bool]], Report]:
        """Work of a thread: notes it and hands it over; ``cancelled`` tells whether the person stopped it."""
        raise NotImplementedError

    def _draw_on(self, device: QPagedPaintDevice, told: Any) -> None:
        """Draw it, in a thread."""
        raise NotImplementedError

    # ---- what they have in common

    def _connect(self) -> None:
        super()._connect()
        self.paper.clicked.connect(self._choose_printer)

    def _fields(self) -> Sequence[QWidget]:
        return *super()._fields(), self.paper

    def _let(self, *, may: bool) -> None:
        super()._let(may=may)
        self.paper.setEnabled(may)

    def _rest(self) -> None:
        self._printing = False
        super()._rest()

    def _choose_printer(self) -> None:
        if not self._complete():
            return
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(self._paper())
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
        printed = self._printed()

        def work(pace: Pace) -> Report:
            def hand(told: Any) -> None:
                pace.tell(lambda: self._tell_far(1, 2))
                self._draw_on(printer, told)

            return printed(hand, lambda: pace.cancelled)

        self._printing = True
        self._work(work, self._tell_printed, self._tell_far)
        self._tell_far(0, 2)

    def _tell_far(self, done: int, total: int) -> None:
        self.note.tell("information", say("Printing…"), ltr(f"{100 * done // max(1, total)} %"))
        self.back.setEnabled(done == 0)  # it is in the log by then and the printer has begun: a moment only

    def _tell_printed(self, report: Report) -> None:
        self._tell_logged(say("Sent to the printer."), report)

    def _cancelled(self) -> str:
        return say("Cancelled: nothing was printed.") if self._printing else super()._cancelled()
