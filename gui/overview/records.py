"""The incidents behind a mark, beside the charts: a click answers at once, and the charts stay where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QFrame

from gui.figures.lines import MOST, Chosen
from gui.known import Known
from gui.look import theme
from gui.say import rtl, say, say_n
from gui.screens.incident_columns import incident_columns
from gui.table.table import RegisterTable
from gui.villages.copying import copying
from gui.widgets import IconButton, column, icon_label, label, row, words_label

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Store

COLUMNS = {"occurred": (96, 124), "place": (104, 86), "killed": (56, 54)}
"""Columns and their widths in English and Arabic; the card is narrow."""


class Records(QFrame):
    """The card.

    Signals:
        closed(): it was closed, the charts have the keyboard again.
    """

    closed = Signal()

    def __init__(self, context: Context, known: Known) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._context = context
        every = {one.key: one for one in incident_columns(known)}
        self.table = RegisterTable(
            [replace(every[key], width=theme.px(width[rtl()])) for key, width in COLUMNS.items()]
        )
        self.table.opened.connect(lambda record: context.open("incident", record))
        self.table.clear_asked.connect(self.closed)
        copying(self.table)
        self.title, self.count = words_label("", "strong"), label("", "hint")
        close = IconButton("x", say("Close"))
        close.clicked.connect(self.closed)
        head = row(icon_label("list"), self.title, close, gap=6, margins=(12, 8, 8, 2))
        head.setStretch(1, 1)
        below = row(self.count, margins=(12, 0, 12, 4))
        self.setLayout(column(head, below, self.table, gap=2))

    def show_records(self, title: str, records: Sequence[str], store: Store) -> None:
        """These incidents (hex ids) of a register, as it is or as it stood."""
        self.title.setText(title)
        told = say_n("{count} incident", "{count} incidents", len(records))
        self.count.setText(
            say("{incidents}; the newest {most} are shown", incidents=told, most=MOST) if len(records) > MOST else told
        )
        self.table.setAccessibleName(f"{title}: {told}")
        self.table.show_listing(lambda: Chosen.of(store, records), keep=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
