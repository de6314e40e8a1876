"""The head and the foot of the entry window: what it is, what is safe, what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from gui.entry.keeping import DraftKeeper, ago
from gui.look import theme
from gui.look.icons import pixmap
from gui.say import say, say_n, words
from gui.tips import tip
from gui.widgets import Button, KeyBox, LinkButton, Tag, clear, heading, icon_label, label, row
from gui.widgets.layout import Part
from storage import code_list

_LEVELS = 5
"""Ways to lay out the head, from the widest to the narrowest."""
_TONES = {"ok": "ok", "warning": "warning"}


class EntryHead(QWidget):
    """Title, state, when the draft was kept, corrections, and the three ways on.

    Signals:
        next_asked, close_asked, another_asked, complete_asked.
    """

    next_asked = Signal()
    close_asked = Signal()
    another_asked = Signal()
    complete_asked = Signal()

    def __init__(self, title: str, status: str, keeper: DraftKeeper, another: tuple[str, str]) -> None:
        """``another``: the long and the short word for saving and beginning another one."""
        super().__init__()
        self.setObjectName("topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.height("topbar"))
        self._keeper, self._words = keeper, another
        mark = QFrame()
        mark.setFixedSize(7, 20)
        mark.setProperty("kind", "amber")
        self._heading = heading(title)
        self._tags = row(_tag(status))
        self._saved = label("", "hint", "ok")
        self._tick = QLabel()
        self._tick.setPixmap(pixmap("check", "rescued", 14))
        self._tick.hide()
        self._wrong = LinkButton("")
        self._wrong.setProperty("state", "error")
        self._wrong.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._alert, self._key = icon_label("circle-alert", "injured", 14), KeyBox("F8")
        self._wrong.clicked.connect(self.next_asked)
        self.setLayout(
            row(mark, self._heading, self._tags, 4, self._tick, self._saved, None,
                self._alert, self._wrong, self._key, 4, *self._buttons(), gap=8, margins=(12, 0, 12, 0))
        )  # fmt: skip
        self._title = title
        self.show_corrections(0)
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._say_saved)
        self._clock.start()
        keeper.kept.connect(self._say_saved)
        self._say_saved()

    def _buttons(self) -> list[Part]:
        self._close = Button(say("Close and continue later"), "", "Esc")
        self._another = Button(self._words[0], "plus", "Ctrl+Shift+Enter")
        self._complete = Button(say("Save as complete"), "check", "Ctrl+Enter", kind="primary")
        self._close.clicked.connect(self.close_asked)
        self._another.clicked.connect(self.another_asked)
        self._complete.clicked.connect(self.complete_asked)
        return [self._close, self._another, self._complete]

    def entitle(self, title: str, status: str) -> None:
        """Another title and state."""
        self._title = title
        clear(self._tags)
        tag = _tag(status)
        self._tags.addWidget(tag)
        tag.show()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Shorter words and fewer key boxes until nothing is cut; last the title ends with "…"."""
        inside = self.layout()
        if inside is None:
            return
        self._heading.setText(self._title)
        for level in range(_LEVELS):
            self._arrange(level)
            inside.invalidate()
            over = inside.minimumSize().width() - self.width()
            if over <= 0:
                return
        room = max(self._heading.sizeHint().width() - over, theme.px(60))
        metrics = QFontMetrics(self._heading.font())
        self._heading.setText(metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room))
        self._heading.setToolTip(tip(self._title))

    def _arrange(self, level: int) -> None:
        self._close.set_word(say("Continue later") if level else say("Close and continue later"))
        self._another.set_word(self._words[1] if level else self._words[0])
        self._complete.set_word(say("Complete") if level else say("Save as complete"))
        self._another.show_key(shown=level < 2)
        self._complete.show_key(shown=level < 3)
        self._close.show_key(shown=level < 3)
        self._saved.setVisible(level < 4)

    def show_corrections(self, count: int) -> None:
        """How many places are to be corrected."""
        self._wrong.setText(say_n("{count} place to correct", "{count} places to correct", count))
        for part in (self._alert, self._wrong, self._key):
            part.setVisible(bool(count))
        self._fit()

    def _say_saved(self) -> None:
        seconds = self._keeper.seconds()
        self._tick.setVisible(seconds is not None)
        said = "" if seconds is None else say("Draft saved {ago}", ago=ago(seconds))
        self._saved.setText(said)
        self._tick.setToolTip(tip(said))
        if self._saved.sizeHint().width() > self._saved.minimumWidth():  # the clock moves nothing else
            self._saved.setMinimumWidth(self._saved.sizeHint().width())
            self._fit()


class EntryFoot(QWidget):
    """Where the typed text stands, the keys, whose laptop it is."""

    def __init__(self, team: str, device: str, *, sections: bool = True) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.height("status"))
        keys = [
            _key("F1", say("help")),
            _key("Shift+F1", say("all keys")),
            _key("Ctrl+Z", say("undo")),
            *((_key("Alt+1…9", say("section")),) if sections else ()),
            _key("Tab", say("next")),
        ]
        self._spare = keys[::-1]
        parts: list[Part] = [
            icon_label("check", "rescued", 14),
            label(say("Nothing is lost: every field is kept when you leave it"), "hint", "ok"),
            _bar(), *keys, None,
        ]  # fmt: skip
        if team:
            parts += [icon_label("users", "tx2", 14), label(team, "hint"), _bar()]
        if device:
            parts += [icon_label("laptop", "tx2", 14), label(device, "hint")]
        self.setLayout(row(*parts, gap=7, margins=(12, 0, 12, 0)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keys that have no room are left out, the list of all keys last."""
        super().resizeEvent(event)
        inside = self.layout()
        for part in self._spare:
            part.show()
        for part in self._spare:
            if inside is not None:
                inside.invalidate()
                if inside.minimumSize().width() <= self.width():
                    return
            part.hide()


def _tag(status: str) -> Tag:
    item = code_list("record-status").items.get(status)
    icon_name, tone = (item.more.get("icon", ""), item.more.get("tone", "")) if item else ("", "")
    return Tag(words().code("record-status", status), icon_name, _TONES.get(tone, ""))


def _key(key: str, words_: str) -> QWidget:
    made = QWidget()
    made.setLayout(row(KeyBox(key, "strip"), label(words_, "hint"), gap=7))
    return made


def _bar() -> QFrame:
    made = QFrame()
    made.setFixedSize(1, 14)
    made.setProperty("kind", "parting")
    return made
