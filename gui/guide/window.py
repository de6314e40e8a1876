"""The help window: the cards at the leading side with a search, the card itself, its print, the way to all keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QUrl
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from gui.guide.cards import TOPICS, Card, as_html, bare, read_card, topic_of
from gui.guide.frame import GuideWindow, open_already
from gui.guide.keys_window import show_keys
from gui.guide.paper import guide_sheet
from gui.look import theme
from gui.printing.blocks import Paragraph, Title
from gui.printing.sheet import Block, Sheet
from gui.say import rtl, say, words
from gui.widgets import Button, column, heading, row, rule
from storage import fold

_TOPIC = Qt.ItemDataRole.UserRole


class HelpWindow(GuideWindow):
    """The cards.

    Attributes:
        topic: the card shown.
    """

    def __init__(self, topic: str) -> None:
        self.topic = topic
        super().__init__(960, 640)
        self.begin()

    def build(self) -> None:
        """Search, list of cards, card, what can be done with it."""
        self.setWindowTitle(say("Help"))
        self.line = QLineEdit()
        self.line.setPlaceholderText(say("Search the help"))
        self.line.setAccessibleName(say("Search the help"))
        self.line.textChanged.connect(self._narrow)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setProperty("kind", "groups")
        self.list.setAccessibleName(say("Help cards"))
        for topic in TOPICS:
            item = QListWidgetItem(read_card(topic, words().language).title)
            item.setData(_TOPIC, topic)
            item.setSizeHint(QSize(0, theme.px(31)))
            self.list.addItem(item)
        self.list.currentItemChanged.connect(self._chosen)
        self.card = QTextBrowser()
        self.card.setFrameShape(QFrame.Shape.NoFrame)
        self.card.setFont(theme.font("lead"))
        self.card.document().setDocumentMargin(theme.px(18))
        self.card.setOpenLinks(False)
        self.card.anchorClicked.connect(self._follow)
        self.hold(self._body())
        self.show_topic(self.topic)
        QShortcut(QKeySequence("Ctrl+F"), self.line).activated.connect(self.line.setFocus)

    def _body(self) -> QWidget:
        keys = Button(say("All keys"), "keyboard", "?")
        keys.clicked.connect(lambda: show_keys())
        print_ = Button(say("Print this card"), "printer", "Ctrl+P")
        print_.clicked.connect(self.print_it)
        close = Button(say("Close"), "x", "Esc")
        close.clicked.connect(self.close)
        side = QWidget()
        side.setFixedWidth(theme.px(316))
        side.setLayout(column(self.line, self.list, gap=8, margins=(10, 4, 10, 10)))
        foot = QFrame()
        foot.setProperty("kind", "bar")
        foot.setLayout(row(keys, None, print_, close, margins=(14, 9, 14, 9)))
        middle = row(side, self.card, gap=0)
        middle.setStretch(1, 1)
        whole = QWidget()
        head = row(heading(say("Help")), None, margins=(14, 10, 14, 6))
        layout = column(head, rule(), middle, foot, gap=0)
        layout.setStretch(2, 1)
        whole.setLayout(layout)
        return whole

    def show_topic(self, topic: str) -> None:
        """Show a card."""
        self.topic = topic_of(topic)
        for place in range(self.list.count()):
            if self.list.item(place).data(_TOPIC) == self.topic:
                self.list.setCurrentRow(place)
        self._show_card()

    def shown_card(self) -> Card:
        """The card in the language of now."""
        return read_card(self.topic, words().language)

    def sheet(self) -> Sheet:
        """The card on one page."""
        card = self.shown_card()
        blocks: list[Block] = []
        number = 0
        for part in card.parts:
            number = number + 1 if part.kind == "step" else 0 if part.kind == "head" else number
            mark = {"step": f"{number}.", "point": "•"}.get(part.kind, "")
            text = bare(part.text)
            blocks.append(Title(text) if part.kind == "head" else Paragraph(text, mark, framed=part.kind == "note"))
        return guide_sheet(card.title, blocks)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """? opens all keys."""
        if event.text() in ("?", "؟"):
            show_keys()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows go from the search into the list."""
        pressed = event.key() if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) else 0
        if watched is self.line and pressed in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.list.setFocus()
            return True
        return False

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.topic = item.data(_TOPIC)
            self._show_card()

    def _show_card(self) -> None:
        self.card.setHtml(as_html(self.shown_card(), rtl=rtl()))

    def _follow(self, link: QUrl) -> None:
        if link.toString() == "keys":
            show_keys()
        else:
            self.line.clear()
            self.show_topic(link.toString())

    def _narrow(self, text: str) -> None:
        """Only the cards that hold all words typed, in any spelling of Arabic letters."""
        wanted = fold(text).split()
        first = -1
        for place in range(self.list.count()):
            held = fold(read_card(self.list.item(place).data(_TOPIC), words().language).words)
            hidden = not all(word in held for word in wanted)
            self.list.setRowHidden(place, hidden)
            first = place if first < 0 and not hidden else first
        if first >= 0 and self.list.isRowHidden(self.list.currentRow()):
            self.list.setCurrentRow(first)


def show_help(asked: str) -> HelpWindow:
    """Open the card for a screen, a record kind or a topic; not modal, one window for all."""
    there = open_already(HelpWindow)
    if isinstance(there, HelpWindow):
        there.line.clear()
        there.show_topic(asked)
        there.show()
        there.raise_()
        there.activateWindow()
        return there
    made = HelpWindow(topic_of(asked))
    made.show()
    made.list.setFocus()
    return made
