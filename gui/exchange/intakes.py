"""The files taken in; one opened shows its rows and the records they became."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedLayout, QStackedWidget, QWidget

from gui import messages
from gui.detail import DetailPane, heading_part, pair
from gui.exchange.intake_columns import FileRow, file_columns, kind_words, row_columns, row_filters
from gui.exchange.open_record import open_record
from gui.jobs import Job
from gui.known import Known
from gui.listing.page import ListPage, Plan
from gui.listing.parts import Empty, Foot, PageHead
from gui.printing.dialog import show_print
from gui.printing.wish import source_of_table
from gui.room import Page
from gui.say import ltr, rtl, say, say_n, words
from gui.table.table import RegisterTable
from gui.villages.copying import copying
from gui.villages.movements_card import Ready
from gui.widgets import Button, column
from storage import RECORDS, Entry, TakenFile

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Outcome

SHOWN = ("file_name", "sheet", "row", "row_key", "sha256")


class FilesPage(Page):
    """Every file that was taken in, newest first."""

    def __init__(self, context: Context, extras: Sequence[QWidget]) -> None:
        super().__init__()
        self.context = context
        self.table = RegisterTable(file_columns())
        self.table.setAccessibleName(say("Files taken in"))
        self.head = PageHead(say("Files taken in"), extras, ())
        self.foot = Foot([(("Enter",), say("open its rows")), (("?",), say("all keys"))])
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(Empty(say("No file has been taken in yet. Each one will be written down here.")))
        inside = column(self.head, self._stack, self.foot, gap=0)
        inside.setStretch(1, 1)
        self.setLayout(inside)
        copying(self.table)
        self.table.rows.trouble.connect(messages.tell)
        self.table.rows.counted.connect(self._counted)
        context.changed.connect(self._changed)
        context.reopened.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read the files again."""
        if self.context.is_open:
            store = self.context.store
            self.table.show_listing(lambda: Ready([FileRow(one) for one in store.taken_files()]), keep=True)

    def file(self) -> TakenFile | None:
        """The file under the cursor."""
        row = self.table.rows.row_at(self.table.currentIndex().row())
        return row.file if row is not None else None

    def entered(self) -> None:
        """The table takes the keyboard."""
        self.table.setFocus()

    def print_page(self) -> None:
        """Ctrl+P: the files."""
        if self.context.is_open and self.table.rows.complete:
            show_print(self.context, self, source_of_table(self.table, say("Files taken in"), "sijill-intakes"))

    def _counted(self, count: int) -> None:
        self._stack.setCurrentIndex(0 if count else 1)
        self.head.show_count(count, count, say_n("{count} file", "{count} files", count))
        if count and self.table.currentIndex().row() < 0:
            self.table.go_to(0)

    def _changed(self, outcome: Outcome) -> None:
        if "intake" in outcome.kinds:
            self.reload()


class RowsPage(ListPage):
    """The rows of one file; Enter opens the record a row became."""

    def __init__(self, context: Context, file: TakenFile, back: Button) -> None:
        known, self._kind = Known(), file.kind
        super().__init__(
            context,
            known,
            Plan(
                key="intakes",
                kind="intake",
                title=say("{records} from {file}", records=kind_words(file.kind), file=ltr(file.name)),
                columns=row_columns(known),
                fields=row_filters(known),
                sort=("row", False),
                whole=lambda count: say_n("{count} row", "{count} rows", count),
                sums=lambda totals: [],
                picked=None,
                nobody=lambda: Empty(say("Nothing of this file stands in the register; it was taken back.")),
                pane=RowPane(context, known),
                buttons=(back,),
                within={"sha256": file.sha256, "record_kind": file.kind},
                pane_open=False,
            ),
        )
        self.table.opened.connect(lambda _: self._open())

    def _referred(self) -> dict[str, str]:
        return {**super()._referred(), "record_id": self._kind}

    def _open(self) -> None:
        row = self.table.rows.row_at(self.table.currentIndex().row())
        if row is not None and row["record_id"]:
            open_record(self.context, str(row["record_kind"]), str(row["record_id"]), self)


class RowPane(DetailPane):
    """Where one record came from."""

    def __init__(self, context: Context, known: Known) -> None:
        super().__init__()
        self._context, self._known = context, known

    def read(self, record: str) -> Entry | None:
        """The intake (in a reader's thread)."""
        return self._context.store.read("intake", record)

    def fill(self, facts: Entry) -> None:
        """Lay it out."""
        values: Any = facts.values
        name = self._known.name(str(values.get("record_kind") or ""), str(values.get("record_id") or ""))
        self.body.addWidget(heading_part("", name or kind_words(str(values.get("record_kind") or "")), "", []))
        for field in SHOWN:
            if values.get(field) is not None:
                item = RECORDS["intake"].fields[field]
                self.body.addWidget(
                    pair(words().field(item.key), item.kind.show(values[field], self._known.reading()))
                )
        opener = Button(say("Open"), "pencil-line", "Enter")
        opener.clicked.connect(
            lambda: open_record(self._context, str(values["record_kind"]), str(values["record_id"]), self)
        )
        self.foot.addWidget(opener)
        self.foot.addStretch(1)


class IntakesPage(Page):
    """The files, or the rows of one of them.

    Attributes:
        files: all files; rows: those of the file that is open, else None.
    """

    def __init__(self, context: Context, extras: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.context = context
        self.files = FilesPage(context, extras)
        self.rows: RowsPage | None = None
        self._pages = QStackedLayout(self)
        self._pages.setSizeConstraint(QStackedLayout.SizeConstraint.SetNoConstraint)
        self._pages.addWidget(self.files)
        self.files.table.opened.connect(lambda _: self.open_file())

    def open_file(self) -> None:
        """Show the rows of the file under the cursor."""
        file = self.files.file()
        if file is None or not self.context.is_open:
            return
        self.close_file()
        back = Button(say("All files"), "arrow-left", "Alt+back").shortcut_key("Alt+Right" if rtl() else "Alt+Left")
        back.clicked.connect(self.close_file)
        self.rows = RowsPage(self.context, file, back)
        self.rows.totals.connect(self.totals)
        self._pages.addWidget(self.rows)
        self._pages.setCurrentWidget(self.rows)
        self.rows.entered()

    def close_file(self) -> None:
        """Back to the files."""
        page, self.rows = self.rows, None
        if page is not None:
            self._pages.setCurrentWidget(self.files)
            self._pages.removeWidget(page)
            page.hide()
            page.deleteLater()
            self.totals.emit("")
            self.files.entered()

    def entered(self) -> None:
        """What is shown takes the keyboard."""
        (self.rows or self.files).entered()

    def show_record(self, record_id: str) -> None:
        """The rows of the file an intake is of."""
        store = self.context.store
        Job(lambda: store.read("intake", record_id)).then(self._show_file_of).start(self)

    def _show_file_of(self, entry: Entry | None) -> None:
        rows = self.files.table.rows
        for place in range(rows.rowCount()):
            row = rows.row_at(place)
            if entry is not None and row is not None and row.file.sha256 == entry.values.get("sha256"):
                self.files.table.go_to(place)
                self.open_file()
                return
