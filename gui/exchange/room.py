"""The Exchange room: the ways files go, below them the logs; what is being read stands in place of all that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedLayout, QStackedWidget, QWidget

from gui.choosers import file_dialog
from gui.exchange.actions import FOREIGN, READ_BACK, Actions
from gui.exchange.intakes import IntakesPage
from gui.exchange.log import LogPage
from gui.room import Page
from gui.say import say
from gui.widgets import Segmented, column, rule

if TYPE_CHECKING:
    from gui.context import Context

TURN = "Alt+X"


class ExchangeRoom(Page):
    """The front page with its logs, or one work in front of it.

    Attributes:
        log: the files given out; intakes: those taken in.
        work: the page of what is being read now; None on the front page.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.work: Page | None = None
        self._segments: dict[str, Segmented] = {}
        self.actions_ = Actions()
        self.log = LogPage(context, (self._tabs("log"),))
        self.intakes = IntakesPage(context, (self._tabs("intakes"),))
        self._lists = QStackedWidget()
        self._lists.addWidget(self.log)
        self._lists.addWidget(self.intakes)
        self._front = QWidget()
        self._pages = QStackedLayout(self)
        self._pages.setSizeConstraint(QStackedLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumWidth(1)
        whole = column(self.actions_, rule(), self._lists, gap=0)
        whole.setStretch(2, 1)
        self._front.setLayout(whole)
        self._pages.addWidget(self._front)
        self.setAcceptDrops(True)
        self._connect()

    def _connect(self) -> None:
        self.actions_.asked.connect(self.do)
        self.log.totals.connect(self.totals)
        self.intakes.totals.connect(self.totals)
        turning = QShortcut(QKeySequence(TURN), self._front)
        turning.activated.connect(lambda: self.turn("log" if self.shown == "intakes" else "intakes"))
        for key, wish in ((READ_BACK, "read_back"), (FOREIGN, "foreign")):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda wish=wish: self.do(wish))

    def _tabs(self, current: str) -> Segmented:
        words = [("log", say("Given out"), ""), ("intakes", say("Taken in"), "")]
        made = Segmented(words, say("Which files"), current)
        made.setToolTip(TURN)
        made.chosen.connect(lambda wish: self.turn(str(wish)))
        self._segments[current] = made
        return made

    @property
    def shown(self) -> str:
        """``log`` or ``intakes``."""
        return "intakes" if self._lists.currentWidget() is self.intakes else "log"

    def turn(self, wish: str) -> None:
        """Show the files given out, or those taken in."""
        self.intakes.close_file()
        self._lists.setCurrentWidget(self.intakes if wish == "intakes" else self.log)
        for key, one in self._segments.items():
            one.choose(key)
        self.totals.emit("")
        self.entered()

    # ---- the ways

    def do(self, wish: str) -> None:
        """``export``, ``read_back``, ``foreign`` or ``entry``."""
        if not self.context.is_open or self.work is not None:
            return
        if wish == "export":
            self.context.asked.emit("export", "")
        elif wish == "entry":
            from gui.exchange.entry_workbook import show_entry_workbook

            show_entry_workbook(self.context, self)
        else:
            self._choose_file(wish)

    def _choose_file(self, wish: str) -> None:
        title = say("Choose the edited workbook") if wish == "read_back" else say("Choose the foreign table")
        dialog = file_dialog(self, title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        kinds = "*.xlsx" if wish == "read_back" else "*.xlsx *.xlsm *.xls *.ods *.csv *.tsv *.txt"
        dialog.setNameFilter(say("Tables") + f" ({kinds})")
        dialog.fileSelected.connect(lambda file: self.take(Path(file), wish))
        dialog.open()

    def take(self, file: Path, wish: str = "read_back") -> None:
        """Begin with a file: what it changes, or (``foreign``) how its columns are understood."""
        if not self.context.is_open:
            return
        if wish == "read_back":
            self._preview(file)
            return
        if wish == "foreign":
            self._import(file)

    def _preview(self, file: Path, kept: dict[str, Any] | None = None) -> None:
        from gui.exchange.preview import PreviewPage

        page = PreviewPage(self.context, file, kept)
        page.foreign.connect(lambda path: self.take(path, "foreign"))
        self.show_work(page)

    def _import(self, file: Path, kept: dict[str, Any] | None = None) -> None:
        from gui.exchange.foreign import ForeignPage

        page = ForeignPage(self.context, file, kept)
        page.ours.connect(lambda path: self.take(path))
        self.show_work(page)

    def show_work(self, page: Page) -> None:
        """Put the page of a work in front; its signal ``left`` brings the front page back."""
        self.leave()
        self.work = page
        page.left.connect(self.leave)  # type: ignore[attr-defined]
        page.totals.connect(self.totals)
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        page.entered()

    def leave(self) -> None:
        """Back to the front page."""
        page, self.work = self.work, None
        if page is None:
            return
        self._pages.setCurrentWidget(self._front)
        self._pages.removeWidget(page)
        page.hide()
        page.deleteLater()
        self.totals.emit("")
        self.entered()

    # ---- files that are dropped

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One file may be dropped anywhere in the room."""
        if _dropped(event) is not None and self.work is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """An Excel workbook is read back; any other table is foreign."""
        file = _dropped(event)
        if file is not None and self.work is None:
            event.acceptProposedAction()
            ours = file.suffix.lower() == ".xlsx" or "foreign" not in self.actions_.buttons
            self.take(file, "read_back" if ours else "foreign")

    # ---- the shell's side

    def state(self) -> dict[str, Any]:
        """The log as it is shown."""
        return {
            "shown": self.shown,
            "log": self.log.state(),
            "work": self.work.state() if self.work is not None else {},
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what :meth:`state` gave."""
        self.log.restore(state.get("log") or {})
        if state.get("shown") == "intakes":
            self.turn("intakes")
        work = state.get("work") or {}
        if "ticks" in work and self.context.is_open:
            self._preview(work["path"], work)
        if "foreign" in work and self.context.is_open:
            self._import(work["foreign"], work)

    def entered(self) -> None:
        """The work, or the list, takes the keyboard."""
        (self.work or (self.intakes if self.shown == "intakes" else self.log)).entered()

    def help_topic(self) -> str:
        """The card of the work, or of the room."""
        return self.work.help_topic() if self.work is not None else "exchange"

    def show_record(self, record_id: str) -> None:
        """A disclosure."""
        self.leave()
        self.turn("log")
        self.log.show_record(record_id)

    def show_intake(self, record_id: str) -> None:
        """The file an intake is of, with its rows."""
        self.leave()
        self.turn("intakes")
        self.intakes.show_record(record_id)


def _dropped(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return path if path is not None and path.suffix else None
