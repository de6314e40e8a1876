"""The head of the preview: where one is, which file, when it left and was edited; below it chips, sheet and search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QWidget

from gui.exchange.changes import HOWS
from gui.exchange.changes_table import chip_words, sign_of
from gui.frame.strip import day_and_clock
from gui.look import theme
from gui.look.icons import icon
from gui.resting import Rest
from gui.say import ltr, say, say_n
from gui.screens.victims import NameSearch
from gui.tips import tip
from gui.widgets import Button, Segmented, Tag, column, heading, icon_label, label, row

if TYPE_CHECKING:
    from exports import Proposal

TYPING = 120
"""Milliseconds after the last letter before the lines are looked through."""


class PreviewHead(QWidget):
    """Title row and filters.

    Signals:
        closing: nothing is to be changed.
        looked: other lines are to be looked at.
    """

    closing = Signal()
    looked = Signal()

    def __init__(self, file: str) -> None:
        super().__init__()
        self.room = heading(say("Exchange"))
        self.title = label(say("Read back an edited workbook"), "strong")
        self.file = Tag(ltr(file), "file-spreadsheet")
        self.file.setToolTip(tip(file))
        self.facts = label("", "hint")
        self.close_ = Button(say("Close, change nothing"), "", "Esc")
        self.close_.clicked.connect(self.closing)
        chevron = icon_label("chevron-right", "tx2", 16)
        self._titles = row(
            self.room, chevron, self.title, self.file, self.facts, None, self.close_, gap=10, margins=(0, 0, 0, 0)
        )
        self.chips = Segmented([("", "", ""), *((how, "", sign_of(how)[0]) for how in HOWS)], say("Which changes"), "")
        for how in HOWS:
            drawing, ink = sign_of(how)
            self.chips.button(how).setIcon(icon(drawing, ink, 15))
        self.chips.chosen.connect(lambda _: self.looked.emit())
        self.sheet = QComboBox()
        self.sheet.setAccessibleName(say("Sheet"))
        self.sheet.activated.connect(lambda _: self.looked.emit())
        self.search = NameSearch()
        self.search.line.setPlaceholderText(say("Find name or place…"))
        self.search.line.setAccessibleName(say("Search the changes"))
        self._typing = Rest(self, TYPING)
        self._typing.timeout.connect(self.looked)
        self.search.line.textChanged.connect(lambda _: self._typing.start())
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self.search.begin)
        self.unchanged = label("", "hint")
        self.filters = QWidget()
        self.filters.setLayout(
            row(self.chips, self.sheet, self.search, None, self.unchanged, gap=10, margins=(0, 0, 0, 0))
        )
        self.filters.hide()
        self._counts: dict[str, int] = {}
        self._narrow = False
        self.setLayout(column(self._titles, self.filters, gap=9, margins=(14, 9, 14, 8)))

    def show_file(self, proposal: Proposal, sheets: Sequence[str]) -> None:
        """For whom it was made, when it left and was edited; its sheets."""
        made, edited, unchanged = proposal.made, proposal.edited, proposal.unchanged
        left, last = _moment(made), _moment(edited)
        told = [say("made for {partner}", partner=proposal.partner)] if proposal.partner else []
        if left and last:
            told.append(say("exported {made}, edited until {edited}", made=left, edited=last))
        elif left:
            told.append(say("exported {made}", made=left))
        self.facts.setText(" · ".join(told))
        self.facts.setToolTip(tip(self.facts.text()))
        same = say_n("{count} cell unchanged, not shown", "{count} cells unchanged, not shown", unchanged)
        self.unchanged.setText(same.replace(str(unchanged), f"{unchanged:,}"))
        chosen = self.sheet.currentData()
        self.sheet.clear()
        self.sheet.addItem(say("All sheets"), "")
        for name in sheets:
            self.sheet.addItem(name, name)
        self.sheet.setCurrentIndex(max(self.sheet.findData(chosen), 0))
        self.filters.show()
        self._fit()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How many lines each chip has."""
        self._counts = {"": sum(counts.values()), **counts}
        for how, count in self._counts.items():
            words = chip_words(how, count, short=self._narrow)
            self.chips.button(how).setText(f" {words}" if how else words)
            self.chips.button(how).setToolTip(tip(chip_words(how, count, short=False)))

    def make_narrow(self, *, narrow: bool) -> None:
        """Fewer words."""
        self._narrow = narrow
        self._fit()

    def wanted(self) -> tuple[str, str, str]:
        """Chip, sheet and what is typed."""
        return str(self.chips.value() or ""), str(self.sheet.currentData() or ""), self.search.line.text()

    def clear_filters(self) -> bool:
        """Look at everything again; whether anything was left out."""
        if self.wanted() == ("", "", ""):
            return False
        self.chips.choose("")
        self.sheet.setCurrentIndex(0)
        self.search.put("")
        self.looked.emit()
        return True

    def _fit(self) -> None:
        self.facts.setVisible(not self._narrow)
        self.unchanged.setVisible(not self._narrow)
        self.title.setVisible(True)
        self.file.setMaximumWidth(theme.px(240 if self._narrow else 330))
        self.search.resize_to(theme.px(150 if self._narrow else 186))
        self.sheet.setFixedWidth(theme.px(108 if self._narrow else 128))
        if self._counts:
            self.show_counts({how: self._counts[how] for how in HOWS})


def _moment(told: str) -> str:
    try:
        when = datetime.fromisoformat(told)
    except ValueError:
        return ""
    return day_and_clock(when if when.tzinfo else when.replace(tzinfo=UTC), datetime.now(UTC))
