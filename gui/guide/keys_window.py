"""The window of all keys: grouped by screen, searched while typing, printed for the wall."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QScrollArea, QWidget

from gui.guide.frame import GuideWindow, open_already
from gui.guide.keys import KeyGroup, key_groups
from gui.guide.paper import guide_sheet
from gui.look import theme
from gui.printing.blocks import Beside, Pair, Title
from gui.printing.sheet import Block, Sheet
from gui.say import ltr, say
from gui.widgets import Button, KeyBox, column, heading, key_text, label, row, rule, scrolled
from storage import fold


class KeysWindow(GuideWindow):
    """All keys."""

    def __init__(self) -> None:
        super().__init__(780, 620)
        self.begin()

    def build(self) -> None:
        """Search, groups, print."""
        self.setWindowTitle(say("All keys"))
        self.line = QLineEdit()
        self.line.setPlaceholderText(say("Search the keys"))
        self.line.setAccessibleName(say("Search the keys"))
        self.line.setMaximumWidth(theme.px(300))
        self.line.textChanged.connect(self._narrow)
        self.groups = [_GroupPart(group) for group in key_groups()]
        inner = QWidget()
        inner.setLayout(column(*self.groups, None, gap=14, margins=(18, 12, 18, 18)))
        self.area: QScrollArea = scrolled(inner)
        print_ = Button(say("Print"), "printer", "Ctrl+P")
        print_.clicked.connect(self.print_it)
        close = Button(say("Close"), "x", "Esc")
        close.clicked.connect(self.close)
        foot = QFrame()
        foot.setProperty("kind", "bar")
        foot.setLayout(row(None, print_, close, margins=(14, 9, 14, 9)))
        whole = QWidget()
        head = row(heading(say("All keys")), None, self.line, gap=12, margins=(18, 10, 18, 8))
        head.setStretch(2, 1)
        layout = column(head, rule(), self.area, foot, gap=0)
        layout.setStretch(2, 1)
        whole.setLayout(layout)
        self.hold(whole)
        self.line.setFocus()
        QShortcut(QKeySequence("Ctrl+F"), self.line).activated.connect(self.line.setFocus)

    def show_group(self, name: str) -> None:
        """Scroll to the keys of a screen."""
        for part in self.groups:
            if part.group.name == name:
                self.area.ensureWidgetVisible(part, 0, 0)
                self.area.verticalScrollBar().setValue(part.y())

    def sheet(self) -> Sheet:
        """The keys on paper."""
        blocks: list[Block] = []
        for group in key_groups():
            blocks.append(Title(group.title))
            by_words: dict[str, list[str]] = {}
            for words, key in group.keys:
                by_words.setdefault(words, []).append(key_text(key))
            pairs = [Pair(ltr(" · ".join(keys)), words) for words, keys in by_words.items()]
            for at in range(0, len(pairs), 2):
                blocks.append(Beside(pairs[at], pairs[at + 1] if at + 1 < len(pairs) else None))
        return guide_sheet(say("All keys"), blocks)

    def _narrow(self, text: str) -> None:
        for part in self.groups:
            part.narrow(text)


class _GroupPart(QWidget):
    """The keys of one screen, in two columns."""

    def __init__(self, group: KeyGroup) -> None:
        super().__init__()
        self.group = group
        self._lines: list[tuple[str, str, QWidget]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        for words, key in group.keys:
            line = QWidget(self)
            box = QWidget(line)
            box.setFixedWidth(theme.px(116))
            box.setLayout(row(KeyBox(key), None, gap=0))
            line.setLayout(row(box, label(words), None, gap=8))
            self._lines.append((fold(f"{words} {key} {group.title}"), key.casefold(), line))
        self.setLayout(column(label(group.title, "strong"), self._grid, gap=6))
        self.narrow("")

    def narrow(self, text: str) -> None:
        """Only the lines that hold all these words; with a plus in it, only that key."""
        wanted, typed = fold(text).split(), text.strip().casefold()
        if "+" in typed:
            shown = [line for _, key, line in self._lines if key.startswith(typed)]
        else:
            shown = [line for told, _, line in self._lines if all(word in told for word in wanted)]
        half = (len(shown) + 1) // 2
        for _, _, line in self._lines:
            self._grid.removeWidget(line)
            line.setVisible(line in shown)
        for place, line in enumerate(shown):
            self._grid.addWidget(line, place % max(half, 1), place // max(half, 1), Qt.AlignmentFlag.AlignTop)
        self.setVisible(bool(shown))


def show_keys(name: str = "") -> KeysWindow:
    """Open the window of keys, at those of a screen."""
    there = open_already(KeysWindow)
    made = there if isinstance(there, KeysWindow) else KeysWindow()
    made.show()
    made.raise_()
    made.activateWindow()
    if name:
        made.show_group(name)
    return made
