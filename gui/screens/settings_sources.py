"""Settings: the register of sources. Who a source is stands in its form only, covered until somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.entry.claim_cells import source_label
from gui.entry.credibility import grade
from gui.jobs import Job
from gui.known import Known
from gui.look import theme
from gui.resting import Rest
from gui.say import rtl, say, say_n, words
from gui.widgets import Button, column, label, row, words_label
from storage import Outcome, Query, Row

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from gui.context import Context
    from storage import Store

AT_ONCE = 200
TYPING = 120
ROW = Qt.ItemDataRole.UserRole


class SourcesGroup(QWidget):
    """All sources, newest used first; found by title, reference, link or number."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context, self.known = context, Known()
        self.search = QLineEdit()
        self.search.setPlaceholderText(say("Title, reference or number"))
        self.search.setAccessibleName(say("Search sources"))
        self.search.setClearButtonEnabled(True)
        self.fresh = Button(say("New source"), "plus")
        self.count = label("", "hint")
        self.list = QListWidget()
        self.list.setProperty("kind", "framed")
        self.list.setAccessibleName(say("Sources"))
        self.list.setItemDelegate(SourceDelegate(self.list))
        self.list.setMinimumHeight(theme.px(330))
        how = say("Two posts of one organisation are one source: say so in the field “Same group as”.")
        line = row(self.search, self.fresh, gap=10)
        line.setStretch(0, 1)
        self.setLayout(column(words_label(how, "second"), line, self.list, self.count, gap=10))
        self._turn = 0
        self._soon = Rest(self, TYPING)
        self._soon.timeout.connect(self.reload)
        self.search.textChanged.connect(lambda _: self._soon.start())
        self.search.returnPressed.connect(self.list.setFocus)
        self.fresh.clicked.connect(lambda: context.open("source", None))
        self.list.itemActivated.connect(lambda item: context.open("source", item.data(ROW).id))
        context.changed.connect(self._changed)
        context.reopened.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read the sources that fit what is typed."""
        if not self.context.is_open:
            return
        self._turn += 1
        turn, store, known, typed = self._turn, self.context.store, self.known, self.search.text().strip()

        def read() -> tuple[list[Row], int]:
            known.learn(store)
            return read_sources(store, typed)

        Job(read).then(lambda found: self._show(found) if turn == self._turn else None).start(self)

    def _show(self, found: tuple[list[Row], int]) -> None:
        rows, count = found
        now = self.list.currentItem()
        kept = now.data(ROW).id if now is not None else ""
        self.list.clear()
        for source in rows:
            item = QListWidgetItem(source_title(source))
            item.setData(ROW, source)
            self.list.addItem(item)
            if source.id == kept:
                self.list.setCurrentItem(item)
        if rows and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        told = say_n("{count} source", "{count} sources", count) if count else say("No sources yet")
        if not count and self.search.text().strip():
            told = say("No source is called so. Try another word of its title.")
        if count > len(rows):
            told = say("{shown} of {total} shown", shown=f"{len(rows):,}", total=f"{count:,}")
        self.count.setText(told)

    def _changed(self, outcome: Outcome) -> None:
        if outcome.kinds & {"source", "claim", "movement"}:
            self.reload()


def read_sources(store: Store, typed: str) -> tuple[list[Row], int]:
    """The sources to show and how many there are; newest used first while nothing is typed."""
    listing = store.listing(Query("source", search=typed))
    _, rows = listing.first(AT_ONCE if typed else AT_ONCE * 10)
    used = {record: place for place, record in enumerate(store.sources_in_use())}
    found = list(rows.values())
    if not typed:
        found.sort(key=lambda one: used.get(one.id, len(used)))
    return found[:AT_ONCE], listing.count()


def source_title(row: Any) -> str:
    """What a source is called: its title, else its kind; never who it is."""
    return source_label({"title": row["title"], "kind": row["kind"]})


def source_line(row: Any) -> str:
    """Kind, reference and number."""
    kind = words().code("source-kind", str(row["kind"])) if row["kind"] and row["title"] else ""
    return " · ".join(part for part in (kind, row["reference"] or "", row["code"] or "") if part)


class SourceDelegate(QStyledItemDelegate):
    """Two lines: title with its reliability, then kind and reference."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines high."""
        return QSize(200, theme.px(48 if rtl() else 46))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One source."""
        source, area = index.data(ROW), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.color("sel"))
            left = area.right() - 2 if rtl() else area.left()
            painter.fillRect(QRect(left, area.top(), 3, area.height()), theme.color("acc"))
        inside = area.adjusted(12, 4, -12, -4)
        half = inside.height() // 2
        signs = grade(source["reliability"])
        first = QRect(inside.left(), inside.top(), inside.width(), half)
        room = first.adjusted(30, 0, 0, 0) if rtl() else first.adjusted(0, 0, -30, 0)
        self._words(painter, room, source_title(source), "cell_bold", "tx")
        self._words(painter, first, signs, "cell_bold", "tx2", trailing=True)
        below = QRect(inside.left(), inside.top() + half, inside.width(), half)
        self._words(painter, below, source_line(source), "hint", "tx2")
        painter.setPen(theme.color("line2"))
        painter.drawLine(area.left(), area.bottom(), area.right(), area.bottom())
        painter.restore()

    def _words(
        self, painter: QPainter, area: QRect, text: str, role: str, ink: str, *, trailing: bool = False
    ) -> None:
        painter.setFont(theme.font(role))
        painter.setPen(theme.color(ink))
        side = Qt.AlignmentFlag.AlignLeft if rtl() == trailing else Qt.AlignmentFlag.AlignRight
        shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter, shown)
