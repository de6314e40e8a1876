"""Making shares of a key, and putting a key together again from the shares people bring."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QSpinBox, QVBoxLayout, QWidget

from gui.look import theme
from gui.places.working import WorkDialog
from gui.say import ltr, say, say_message
from gui.sync.share_cards import ShareCards
from gui.widgets import Button, Labelled, Says, column, row, words_label
from storage import BadValue, pile_of

if TYPE_CHECKING:
    from gui.context import Context

FEWEST, MOST = 2, 16
ROOT_BYTES = 32


class MakeSharesDialog(WorkDialog):
    """How many people, how many of them are needed; then the shares, one at a time.

    Attributes:
        cards: the shares, once they are made.
    """

    topic = "shares"

    def __init__(
        self,
        parent: QWidget,
        title: str,
        told: str,
        make: Callable[[int, int], list[str]],
        whose: Callable[[], tuple[str, str]],
    ) -> None:
        """``told``: what the key is for; ``make`` gives the shares for (needed, people), in a thread."""
        self._title, self._make, self._whose = title, make, whose
        self.cards: ShareCards | None = None
        self.people, self.needed = _number(3), _number(2)
        self.people.valueChanged.connect(self.needed.setMaximum)
        self.needed.setMaximum(3)
        self._fields = QWidget()
        numbers = row(
            Labelled(say("People who get a share"), self.people),
            Labelled(say("How many of them are needed"), self.needed),
            None,
            gap=14,
        )
        more = say("Shares made before stay good. Whoever may hold one no longer can only be shut out by a new key.")
        self._fields.setLayout(column(words_label(told, "second"), numbers, words_label(more, "hint"), None, gap=12))
        self._place = QVBoxLayout()
        inside = QWidget()
        inside.setLayout(column(self._fields, self._place, None, gap=10, margins=(18, 0, 18, 0)))
        do = Button(say("Make the shares"), "file-key", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        super().__init__(parent, title, inside, do, (640, 560))
        do.clicked.connect(self.make)
        self.people.setFocus()

    def promises(self) -> tuple[str, str]:
        """Cancelling."""
        return say("Cancelling changes nothing."), say("Nothing was changed.")

    def make(self) -> None:
        """Make them and show the first."""
        if self.cards is None and self.do.isEnabled():
            needed, people = self.needed.value(), self.people.value()
            self.work(
                lambda _: self._make(needed, people), lambda made: self._show(made, needed), say("Making the shares…"),
                writes=True,
            )  # fmt: skip

    def _show(self, shares: list[str], needed: int) -> None:
        self._fields.hide()
        self.cards = ShareCards(self._title, shares, needed, self._whose)
        self.cards.handed.connect(self._handed)
        self._place.addWidget(self.cards)
        self.cards.which.setFocus()

    def _handed(self) -> None:
        self.note.tell("ok", say("Every share was printed or saved."), say("They are kept nowhere on this computer."))

    def rested(self) -> None:
        """Made once, they are only handed out."""
        self.do.setVisible(self.cards is None)
        self.do.setEnabled(self.cards is None)


class RestoreDialog(WorkDialog):
    """Shares of the root key, typed by one person after the other."""

    topic = "shares"

    def __init__(self, context: Context, parent: QWidget) -> None:
        self._context = context
        self.words, self.says = QPlainTextEdit(), Says()
        self.words.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.words.setFont(theme.font("code"))
        self.words.setTabChangesFocus(True)
        self.words.setMinimumHeight(theme.px(150))
        self.words.setPlaceholderText("academic acid acrobat …")
        told = say(
            "Each who holds a share types its words, or pastes them, one share below the other. With enough of them "
            "the root key lies on this laptop again."
        )
        inside = QWidget()
        inside.setLayout(
            column(
                words_label(told, "second"),
                Labelled(say("Words of the shares"), self.words, required=True),
                self.says,
                None,
                gap=10,
                margins=(18, 0, 18, 0),
            )
        )
        do = Button(say("Restore the root key"), "file-key", "Ctrl+Enter", kind="primary").shortcut_key("Ctrl+Return")
        super().__init__(parent, say("Restore the root key"), inside, do, (640, 480))
        do.clicked.connect(self.restore)
        self.words.textChanged.connect(self.rested)
        self.rested()
        self.words.setFocus()

    def promises(self) -> tuple[str, str]:
        """Cancelling."""
        return say("Cancelling changes nothing."), say("Nothing was changed.")

    def rested(self) -> None:
        """What has been read so far, and which word is to be looked at again."""
        try:
            pile = pile_of(self.words.toPlainText(), ROOT_BYTES)
        except BadValue as slip:
            self.says.tell("warning", say_message(slip.message))
            self.do.setEnabled(False)
            return
        told = say("{count} of {needed} shares are here.", count=ltr(str(len(pile.shares))),
                   needed=ltr(str(pile.needed))) if pile.shares else ""  # fmt: skip
        self.says.tell("ok" if pile.complete else "", told)
        self.do.setEnabled(pile.complete)

    def restore(self) -> None:
        """Put the key together, if it is the key of this organisation."""
        if self.do.isEnabled():
            store, text = self._context.store, self.words.toPlainText()
            self.work(lambda _: store.restore_root(text), lambda _: self._done(), say("Restoring…"), writes=True)

    def _done(self) -> None:
        self.words.clear()
        self.note.tell("ok", say("The root key is on this laptop."), say("It certifies coordinators again."))
        self._context.rights.read_again()


def root_shares_dialog(context: Context, parent: QWidget) -> MakeSharesDialog:
    """Shares of the root key of the organisation."""
    store = context.store
    told = say(
        "The root key certifies coordinators. It lies on one laptop; if that laptop is lost, only shares bring it "
        "back. Give them to coordinators who do not travel together."
    )
    about = context.about
    return MakeSharesDialog(
        parent, say("Shares of the root key"), told, lambda needed, people: store.root_shares(needed, people),
        lambda: (about.name, about.team),
    )  # fmt: skip


def _number(value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(FEWEST, MOST)
    box.setValue(value)
    box.setFixedWidth(theme.px(90))
    return box
