"""Choosing a country: type a few letters of its name in either language, or its code."""

from __future__ import annotations

from PySide6.QtCore import QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from gui.frame import opening
from gui.jobs import Job
from gui.look import theme
from gui.say import rtl, say
from gui.widgets import Labelled, column


class CountryList(QWidget):
    """A line to type in above the list of countries.

    Signals:
        chosen(str, str): code and name of the country the cursor is on.
        taken(): Enter, or a double click.
    """

    chosen = Signal(str, str)
    taken = Signal()

    def __init__(self, country: str = "") -> None:
        super().__init__()
        self.country, self.country_name = country, ""
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(say("Type a country…"))
        self.typed.setProperty("large", "true")
        self.items = QStandardItemModel(self)
        self.found = QSortFilterProxyModel(self)
        self.found.setSourceModel(self.items)
        self.found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.found.setFilterRole(Qt.ItemDataRole.UserRole + 1)
        self.list = QListView()
        self.list.setModel(self.found)
        self.list.setProperty("kind", "framed")
        self.list.setUniformItemSizes(True)
        self.list.setMinimumHeight(theme.px(180))
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(say("Country of places"))
        self.typed.textChanged.connect(self._filter)
        self.typed.returnPressed.connect(self.taken)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._keep())
        self.list.activated.connect(lambda *_: self.taken.emit())
        self.setLayout(column(Labelled(say("Country of places"), self.typed, required=True), self.list, gap=8))
        self.setFocusProxy(self.typed)
        Job(opening.countries).then(self._fill).start(self)

    def _fill(self, countries: list[tuple[str, str, str]]) -> None:
        for code, english, arabic in countries:
            item = QStandardItem(arabic if rtl() else english)
            item.setData(code, Qt.ItemDataRole.UserRole)
            item.setData(f"{english} {arabic} {code}", Qt.ItemDataRole.UserRole + 1)
            self.items.appendRow(item)
            if code == self.country:
                self.list.setCurrentIndex(self.found.mapFromSource(item.index()))
        self._keep()

    def _filter(self, text: str) -> None:
        self.found.setFilterFixedString(text.strip())
        if text.strip() and self.found.rowCount():
            self.list.setCurrentIndex(self.found.index(0, 0))

    def _keep(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            self.country, self.country_name = str(index.data(Qt.ItemDataRole.UserRole)), str(index.data())
        self.chosen.emit(self.country, self.country_name)
