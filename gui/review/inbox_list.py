"""The list of the Review room: groups with their counts, questions below them, and what is not read yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import (  # fmt: skip
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.known import Known
from gui.look import theme
from gui.look.icons import pixmap
from gui.review.asked import GROUP_ICONS, group_title, item_line, item_title, short_day
from gui.say import ltr, rtl, say, say_n
from storage import Item

Index = QModelIndex | QPersistentModelIndex
HEADING, LINE = 28, 50


@dataclass(frozen=True)
class Entry:
    """One row of the list: the heading of a group, a question, or what is not read yet (``more``)."""

    group: str
    item: Item | None = None
    count: int = 0
    more: int = 0


class InboxModel(QAbstractListModel):
    """Groups one below the other; empty groups are left out."""

    def __init__(self, known: Known) -> None:
        super().__init__()
        self.known = known
        self.entries: list[Entry] = []

    def show_groups(self, groups: Mapping[str, Sequence[Item]], counts: Mapping[str, int]) -> None:
        """Show these groups with what was read of them."""
        self.beginResetModel()
        self.entries = []
        for group, items in groups.items():
            count = max(counts.get(group, 0), sum(item.file is None for item in items))
            if count:
                self.entries.append(Entry(group, count=count))
                self.entries += [Entry(group, item) for item in items]
            read = sum(item.file is None for item in items)
            if count > read:
                self.entries.append(Entry(group, more=count - read))
        self.endResetModel()

    def items(self) -> list[Item]:
        """The questions that were read, in the order of the list."""
        return [entry.item for entry in self.entries if entry.item is not None]

    def row_of(self, key: tuple[str, str]) -> int:
        """The row of a question; -1 when it is not there."""
        found = (n for n, entry in enumerate(self.entries) if entry.item is not None and entry.item.key == key)
        return next(found, -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Headings included."""
        return 0 if parent.isValid() else len(self.entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading cannot be chosen."""
        if self.entries[index.row()].count:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a screen reader says."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) or not index.isValid():
            return None
        entry = self.entries[index.row()]
        if entry.item is not None:
            return f"{item_title(entry.item)}. {item_line(entry.item, self.known)}"
        if entry.more:
            return more_words(entry.more)
        return f"{group_title(entry.group)} {entry.count}"


def more_words(count: int) -> str:
    """The row below what was read of a group."""
    return say_n("{count} more", "{count} more", count)


class InboxDelegate(QStyledItemDelegate):
    """Paints a row: icon, title and day in the first line, the record in the second."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Headings are lower."""
        model = index.model()
        assert isinstance(model, InboxModel)
        tall = model.entries[index.row()].item is not None
        return QSize(200, theme.px((LINE + (2 if rtl() else 0)) if tall else HEADING))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        model = index.model()
        assert isinstance(model, InboxModel)
        entry = model.entries[index.row()]
        area: QRect = option.rect
        painter.save()
        if entry.item is not None:
            self._item(painter, area, entry.item, option, model.known)
        elif entry.more:
            self._words(painter, area.adjusted(12, 0, -12, 0), more_words(entry.more), "hint", "link")
        else:
            self._heading(painter, area, entry)
        painter.setPen(theme.color("line" if entry.count else "line2"))
        painter.drawLine(area.left(), area.bottom(), area.right(), area.bottom())
        painter.restore()

    def _heading(self, painter: QPainter, area: QRect, entry: Entry) -> None:
        painter.fillRect(area, theme.color("sur2"))
        name, _ = GROUP_ICONS.get(entry.group, ("list", "tx2"))
        self._icon(painter, area, QRect(12, 0, 14, area.height()), name, "tx2", 14)
        inside = area.adjusted(12, 0, -12, 0)
        title = _side(area, QRect(34, 0, area.width() - 90, area.height()))
        self._words(painter, title, group_title(entry.group), "label", "tx2")
        self._words(painter, inside, f"{entry.count:,}", "label", "tx", trailing=True)

    def _item(self, painter: QPainter, area: QRect, item: Item, option: QStyleOptionViewItem, known: Known) -> None:
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.color("sel"))
            painter.fillRect(_side(area, QRect(0, 0, 3, area.height())), theme.color("acc"))
        half = area.height() // 2
        name, ink = GROUP_ICONS.get(item.question.group, ("list", "tx2"))
        self._icon(painter, area, QRect(14, 3, 17, half), name, ink, 17)
        when = short_day(item.when, datetime.now(UTC))
        room = QFontMetrics(theme.font("hint")).horizontalAdvance(when) + 8
        first = _side(area, QRect(42, 4, area.width() - 54 - room, half - 2))
        second = _side(area, QRect(42, half, area.width() - 54, half - 4))
        ends = _side(area, QRect(area.width() - 12 - room, 4, room, half - 2))
        self._words(painter, first, item_title(item), "cell_bold", "tx")
        self._words(painter, ends, when, "hint", "tx3", trailing=True)
        self._words(painter, second, item_line(item, known), "hint", "tx2")
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.color("focus"))
            painter.drawRect(area.adjusted(1, 1, -2, -2))

    def _icon(self, painter: QPainter, area: QRect, box: QRect, name: str, ink: str, size: int) -> None:
        at = _side(area, box)
        painter.drawPixmap(at.left(), at.top() + (at.height() - size) // 2, pixmap(name, ink, size))

    def _words(
        self, painter: QPainter, area: QRect, text: str, role: str, ink: str, *, trailing: bool = False
    ) -> None:
        painter.setFont(theme.font(role))
        painter.setPen(theme.color(ink))
        side = Qt.AlignmentFlag.AlignLeft if rtl() == trailing else Qt.AlignmentFlag.AlignRight
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl() else Qt.LayoutDirection.LeftToRight)
        shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, flags, shown)


def _side(area: QRect, box: QRect) -> QRect:
    """A box of a row, given from the leading side."""
    left = area.right() + 1 - box.left() - box.width() if rtl() else area.left() + box.left()
    return QRect(left, area.top() + box.top(), box.width(), box.height())


class InboxList(QListView):
    """Up and down through the questions; several can be chosen.

    Signals:
        looked_at(object): the question under the cursor, None when there is none.
        chosen_moved(int): so many are chosen.
        opened(object): Enter or a double click.
        more_asked(str): the group of which more should be read.
    """

    looked_at = Signal(object)
    chosen_moved = Signal(int)
    opened = Signal(object)
    more_asked = Signal(str)

    def __init__(self, known: Known) -> None:
        super().__init__()
        self.inbox = InboxModel(known)
        self.setModel(self.inbox)
        self.setItemDelegate(InboxDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(say("What is to be settled"))
        self.selectionModel().currentChanged.connect(self._moved)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_moved.emit(len(self.chosen())))
        self.doubleClicked.connect(lambda index: self._open(index.row()))

    def show_groups(self, groups: Mapping[str, Sequence[Item]], counts: Mapping[str, int]) -> None:
        """Show these; nothing is chosen until :meth:`go_to`."""
        self.selectionModel().blockSignals(True)
        self.inbox.show_groups(groups, counts)
        self.selectionModel().blockSignals(False)

    def go_to(self, keys: Sequence[tuple[str, str]]) -> None:
        """Choose the first of these that is there, the first question otherwise."""
        found = next((row for key in keys if (row := self.inbox.row_of(key)) >= 0), -1)
        if found < 0:
            found = next((n for n, entry in enumerate(self.inbox.entries) if entry.item is not None), -1)
        index = self.inbox.index(found) if found >= 0 else QModelIndex()
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flags)
        if found < 0:
            self.looked_at.emit(None)
        else:
            self.scrollTo(self.inbox.index(max(0, found - 1)))
            self.scrollTo(index)

    def current(self) -> Item | None:
        """The question under the cursor."""
        index = self.currentIndex()
        return self.inbox.entries[index.row()].item if index.isValid() else None

    def chosen(self) -> list[Item]:
        """The questions chosen, in the order of the list."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [item for row in rows if (item := self.inbox.entries[row].item) is not None]

    def after(self, gone: Sequence[Item]) -> list[tuple[str, str]]:
        """Where the cursor goes when these are gone: the next question, then those before."""
        items, keys = self.inbox.items(), {item.key for item in gone}
        last = max((n for n, item in enumerate(items) if item.key in keys), default=-1)
        return [item.key for item in [*items[last + 1 :], *reversed(items[: last + 1])] if item.key not in keys]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex().row())
        elif event.text().isdecimal():
            event.ignore()  # an answer, not the beginning of a word to look for
        else:
            super().keyPressEvent(event)

    def _moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        entry = self.inbox.entries[now.row()] if now.isValid() else None
        if entry is not None and entry.more:
            self.more_asked.emit(entry.group)
        elif entry is not None:
            self.looked_at.emit(entry.item)

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.inbox.entries):
            entry = self.inbox.entries[row]
            if entry.more:
                self.more_asked.emit(entry.group)
            elif entry.item is not None:
                self.opened.emit(entry.item)


def count_words(count: int) -> str:
    """A count in a segment."""
    return ltr(f"{count:,}")
