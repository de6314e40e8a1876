"""Copying lines that are here already (villages, flows, the movements of a village) as a table."""

from __future__ import annotations

from functools import partial
from typing import Any

from gui import clipboard
from gui.jobs import Job
from gui.listing.copying import copied
from gui.say import rtl
from gui.table.table import RegisterTable


def copying(table: RegisterTable) -> None:
    """Let Ctrl+C and Ctrl+Shift+C (with heads) copy what is selected."""
    table.asked.connect(partial(_asked, table))


def _asked(table: RegisterTable, wish: str) -> None:
    if wish in ("copy", "copy-heads"):
        copy_lines(table, heads=wish == "copy-heads")


def copy_lines(table: RegisterTable, *, heads: bool) -> None:
    """Put the selected lines with the columns shown on the clipboard."""
    listing, numbers = table.rows.listing, table.rows.numbers(table.chosen())
    columns = [table.rows.columns[i] for i in table.head.shown()]
    titles, mirrored = [one.title() for one in columns] if heads else [], rtl()
    if listing is None or not numbers:
        return
    read: Job[Any] = Job(lambda pace: copied(listing, numbers, columns, titles, pace, rtl=mirrored))
    read.progress(lambda *_: None).then(lambda got: clipboard.put_table(got[0], got[1])).start(table)
