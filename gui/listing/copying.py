"""Copying what is selected in a list as a table: any number of rows, read in a thread, with a question before many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gui import clipboard
from gui.dialogs import Dialog
from gui.jobs import Job, Pace
from gui.listing.plan import holds_names
from gui.listing.progress import UnderWay
from gui.listing.tabled import Said, as_html, as_text, read_rows
from gui.say import rtl, say, say_n
from gui.table.rows import Column
from gui.widgets import Button, words_label

if TYPE_CHECKING:
    from gui.listing.asked_list import AskedList
    from gui.listing.named import NamedListing

MANY = 50_000
"""More rows than this are copied only after a question: other programs take long to paste them."""
Copy = tuple[str, str, int]


class Copying(QObject):
    """Ctrl+C and Ctrl+Shift+C of a list."""

    def __init__(self, page: AskedList, under_way: UnderWay) -> None:
        super().__init__(page)
        self._page, self._under_way = page, under_way
        self._job: Job[Copy] | None = None
        page.table.asked.connect(self._asked)
        under_way.cancelled.connect(self.cancel)

    def _asked(self, wish: str) -> None:
        if wish in ("copy", "copy-heads"):
            self.copy(heads=wish == "copy-heads")

    def copy(self, *, heads: bool) -> None:
        """Copy the selected rows, or the one under the cursor, with the columns shown."""
        table = self._page.table
        listing, numbers = table.rows.listing, table.rows.numbers(table.chosen())
        if listing is None or not numbers:
            return
        if len(numbers) <= MANY:
            self._begin(listing, numbers, heads=heads)
            return
        go = Button(say("Copy"), "copy", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        back = Button(say("Cancel"), "", "Esc")
        dialog = many_dialog(self._page, len(numbers), back, go)
        back.clicked.connect(dialog.reject)
        go.clicked.connect(dialog.accept)
        dialog.accepted.connect(lambda: self._begin(listing, numbers, heads=heads))
        dialog.open()

    def cancel(self) -> None:
        """Copy nothing; what the clipboard held stays."""
        if self._job is not None:
            self._job.cancel()

    def _begin(self, listing: NamedListing, numbers: Sequence[int], *, heads: bool) -> None:
        self.cancel()
        columns = [self._page.table.rows.columns[i] for i in self._page.table.head.shown()]
        titles = [one.title() for one in columns] if heads else []
        mirrored = rtl()
        words = say_n("Copying {count} row…", "Copying {count} rows…", len(numbers))
        self._under_way.begin(words)

        def read(pace: Pace) -> Copy:
            return copied(listing, numbers, columns, titles, pace, rtl=mirrored)

        job = self._job = Job(read).progress(self._under_way.far).then(self._take)
        job.lastly(lambda: self._under_way.end() if self._job is job else None).start(self)

    def _take(self, got: Copy) -> None:
        text, html, count = got
        clipboard.put_table(text, html)
        told = say_n("{count} row copied", "{count} rows copied", count)
        if holds_names(self._page.plan.kind, self._page.choosing.keys):
            told = say("{told}, with names: paste them only where they may be read", told=told)
        self._page.totals.emit(told)


def copied(
    listing: NamedListing, numbers: Sequence[int], columns: Sequence[Column], heads: Sequence[str], pace: Pace,
    *, rtl: bool,
) -> Copy:  # fmt: skip
    """The table as text and as HTML, and how many rows it has; in a reader's thread."""
    rows: list[list[Said]] = []
    for part in read_rows(listing, numbers, columns):
        rows += part
        pace.step(len(rows), len(numbers))
    return as_text(heads, rows), as_html(heads, rows, rtl=rtl), len(rows)


def many_dialog(parent: QWidget, count: int, *buttons: QWidget) -> Dialog:
    """Asks before very many rows."""
    body = words_label(
        say("Other programs need long to take so many rows, and a file from Export serves them better.")
    )
    body.setContentsMargins(18, 0, 18, 0)
    return Dialog(parent, say_n("Copy {count} row?", "Copy {count} rows?", count), body, *buttons)
