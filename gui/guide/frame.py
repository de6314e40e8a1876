"""A window of the guide: it stands beside the others, Esc closes it, it follows language and colours.

Only one of each sort is open; asking again brings it to the front.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.look import theme
from gui.look.dress import clothe
from gui.printing.run import PrintRun, page_layout
from gui.printing.sheet import Sheet
from gui.say import say, words

_open: set[GuideWindow] = set()
"""They belong to nobody else, so they are held here."""


class GuideWindow(QWidget):
    """Builds itself anew when language, theme or text size change."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "win")
        self._stamp = ("", False, 0)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._build_anew)
        screen = self.screen().availableGeometry()
        self.resize(min(theme.px(width), screen.width()), min(theme.px(height), screen.height()))
        clothe(self)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.close)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print_it)

    def build(self) -> None:
        """Fill the window, in the language of now."""
        raise NotImplementedError

    def sheet(self) -> Sheet:
        """What Ctrl+P prints."""
        raise NotImplementedError

    def begin(self) -> None:
        """Build it the first time (called at the end of a constructor)."""
        self._stamp = _now()
        _open.add(self)
        self.build()

    def print_it(self) -> None:
        """Ask for a printer and print."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        sheet = self.sheet()
        sheet.measure()
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(page_layout(sheet))
        printer.setFullPage(True)
        printer.setDocName("Sijill")
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle(say("Print"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: PrintRun(sheet, printer, printer.resolution(), self).start())
        dialog.show()

    def changeEvent(self, event: QEvent) -> None:
        """Another language, theme or size was chosen."""
        super().changeEvent(event)
        if self._stamp[0] and self._stamp != _now():
            self._again.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing holds it any more."""
        super().closeEvent(event)
        _open.discard(self)

    def _build_anew(self) -> None:
        if self._stamp == _now():
            return
        self._stamp = _now()
        while (item := self._whole.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.build()

    def hold(self, body: QWidget) -> None:
        """Put the parts into the window."""
        self._whole.addWidget(body)
        body.show()


def _now() -> tuple[str, bool, int]:
    return words().language, theme.is_dark(), theme.scale()


def open_already(sort: type[GuideWindow]) -> GuideWindow | None:
    """The window of this sort that is open."""
    return next((one for one in _open if isinstance(one, sort)), None)
