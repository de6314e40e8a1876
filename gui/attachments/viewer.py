"""Looking at attachments inside the window: the bytes are decrypted into memory, never into a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QWidget

from gui import messages
from gui.attachments.facts import Facts
from gui.attachments.giving import save_copy
from gui.attachments.picture_view import STEP, PictureView
from gui.attachments.player import Player
from gui.attachments.player_view import PlayerView, Screen
from gui.attachments.showing import PAGE_WIDTH, Known, Shown, open_shown, read_known
from gui.attachments.told import icon_of, name_of, where_words
from gui.dialogs import Dialog
from gui.jobs import Job
from gui.look import theme
from gui.say import ltr, rtl, say, say_message
from gui.widgets import Button, IconButton, Note, column, label, row
from storage import UserError

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from gui.attachments.workshop import Paper
    from gui.context import Context
    from storage import Attached

SIZE = "viewer.size"


def show_viewer(context: Context, parent: QWidget, found: Sequence[Attached], record: str) -> Viewer:
    """Look at one of these."""
    made = Viewer(context, parent, found, record)
    made.show()
    return made


class Viewer(Dialog):
    """One attachment after the other.

    Attributes:
        one: the one that is looked at; shown: what was opened of it, None while it is being opened or cannot be.
        note: what is said in place of it, or of it.
    """

    topic = "attachments"

    def __init__(self, context: Context, parent: QWidget | None, found: Sequence[Attached], record: str) -> None:
        self._context, self._found = context, list(found)
        self._at = next((at for at, one in enumerate(found) if one.id == record), 0)
        self._turn, self._page = 0, 0
        self.shown: Shown | None = None
        self.picture, self.text = PictureView(say("Picture")), QPlainTextEdit()
        self.player, self.note = PlayerView(), Note("information", "")
        self.facts = Facts(context)
        self.stack, self.blank = QStackedWidget(), Screen()
        self.blank.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # what is typed before it is there goes nowhere else
        self.place, self.pages, self.zoom = label("", "hint"), label("", "hint"), label("", "hint")
        self._make_buttons()
        about = row(self.place, gap=12)
        head = QWidget()
        head.setLayout(about)
        buttons = (self.copy, self.close_)
        super().__init__(parent, say("Photos and files"), self._body(), *buttons, beside=head, foot=self._foot())
        self.resize(*context.setting(SIZE, [theme.px(1120), theme.px(720)]))
        self._connect()
        self._show_one()

    def _make_buttons(self) -> None:
        self.back = IconButton("arrow-left", say("The one before"))
        self.onward = IconButton("arrow-right", say("The next one"))
        self.nearer, self.farther = IconButton("zoom-in", say("Closer")), IconButton("zoom-out", say("Farther away"))
        self.whole, self.turned = IconButton("maximize", say("Whole")), IconButton("rotate-cw", say("Turn"))
        self.page_back, self.page_on = (
            IconButton("chevron-up", say("Page before")),
            IconButton("chevron-down", say("Next page")),
        )
        self.copy = Button(say("Save a copy…"), "download", "Ctrl+S").shortcut_key("Ctrl+S")
        self.close_ = Button(say("Close"), "x", "Esc")
        for button in (self.copy, self.close_):
            button.setAutoDefault(False)  # Enter in a line beside the picture ends the line, nothing else

    def _body(self) -> QWidget:
        self.text.setReadOnly(True)
        self.text.setAccessibleName(say("Text"))
        self.text.setFont(theme.font("text"))
        for page in (self.blank, self.picture, self.text, self.player):
            self.stack.addWidget(page)
        self.note.hide()
        shown = column(self.note, self.stack, gap=6)
        shown.setStretch(1, 1)
        left = QWidget()
        left.setLayout(shown)
        body = QWidget()
        inside = row(left, self.facts, gap=12, margins=(18, 0, 18, 0))
        inside.setStretch(0, 1)
        body.setLayout(inside)
        body.setSizePolicy(left.sizePolicy().Policy.Expanding, left.sizePolicy().Policy.Expanding)
        return body

    def _foot(self) -> QWidget:
        foot = QWidget()
        parts = (self.back, self.onward, 10, self.farther, self.nearer, self.whole, self.turned, self.zoom, 10)
        foot.setLayout(row(*parts, self.page_back, self.page_on, self.pages, None, gap=4))
        return foot

    def _connect(self) -> None:
        picture = self.picture
        deeds: tuple[tuple[IconButton, Callable[[], object]], ...] = (
            (self.back, lambda: self.go(-1)),
            (self.onward, lambda: self.go(1)),
            (self.nearer, lambda: picture.zoom(STEP)),
            (self.farther, lambda: picture.zoom(1 / STEP)),
            (self.whole, picture.fit),
            (self.turned, lambda: picture.turn(90)),
            (self.page_back, lambda: self.go_to_page(self._page - 1)),
            (self.page_on, lambda: self.go_to_page(self._page + 1)),
        )
        for button, do in deeds:
            button.clicked.connect(lambda _=False, do=do: do())
        keys: dict[str, Callable[[], object]] = {
            "Alt+Left": lambda: self.go(1 if rtl() else -1),
            "Alt+Right": lambda: self.go(-1 if rtl() else 1),
            "PgUp": lambda: self.go_to_page(self._page - 1),
            "PgDown": lambda: self.go_to_page(self._page + 1),
        }
        for key, do in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(do)
        self.copy.clicked.connect(lambda: save_copy(self._context, self, self.one))
        self.close_.clicked.connect(self.reject)
        picture.zoomed.connect(lambda percent: self.zoom.setText(ltr(f"{percent} %")))
        self.player.stumbled.connect(self._refused)
        self.player.deaf.connect(self._deaf)
        self.finished.connect(self._leave)
        self._context.closing.connect(self.reject)
        self._context.changed.connect(self._changed)

    # ---- one after the other

    @property
    def one(self) -> Attached:
        """The one that is looked at."""
        return self._found[self._at]

    def go(self, step: int) -> None:
        """The next one, or the one before."""
        if 0 <= self._at + step < len(self._found):
            self._at += step
            self._show_one()

    def _show_one(self) -> None:
        one, store = self.one, self._context.store
        self._turn += 1
        turn = self._turn
        self._let_go()
        count = len(self._found)
        told = say("{number} of {count}", number=self._at + 1, count=count) if count > 1 else ""
        self.place.setText(" · ".join(part for part in (f"\u2068{name_of(one)}\u2069", told) if part))
        self.back.setEnabled(self._at > 0)
        self.onward.setEnabled(self._at + 1 < len(self._found))
        self.copy.setEnabled(one.here)
        self.note.hide()
        self._show_page(self.blank)
        self.blank.setFocus(Qt.FocusReason.OtherFocusReason)
        self.facts.begin(one)
        self.blank.drawing = icon_of(one) if one.here else "cloud-off"
        self._read_facts()
        if not one.here:
            self.note.tell("information", say("This file is not on this laptop yet."), where_words(one))
            return
        Job(lambda: open_shown(store, one)).then(lambda shown: self._opened(turn, shown)).otherwise(
            lambda trouble: self._refused(trouble) if turn == self._turn else None
        ).start(self)

    def _read_facts(self) -> None:
        turn, one, store = self._turn, self.one, self._context.store
        Job(lambda: read_known(store, one)).then(lambda known: self._known(turn, known)).start(self)

    def _known(self, turn: int, known: Known) -> None:
        if turn == self._turn:
            self._found[self._at] = known.one
            self.facts.show_known(known)

    def _changed(self, outcome: object) -> None:
        if {"attachment", "custody"} & getattr(outcome, "kinds", frozenset()) and self._context.is_open:
            self._read_facts()

    def _opened(self, turn: int, shown: Shown) -> None:
        if turn != self._turn:
            if shown.paper is not None:
                _close(shown.paper)
            return
        self.shown, self._page = shown, 0
        if shown.look.way == "reel":
            self._play(shown.look.form)
        elif shown.image is not None:
            self._show_image(shown.image)
        elif shown.look.way == "text":
            self.text.setPlainText(shown.text)
            self._show_page(self.text)
            if shown.cut:
                self.note.tell("information", say("Only the beginning is shown."))
        else:
            what = say("This kind of file cannot be shown here.")
            self.note.tell("information", what, say("It is kept as it came. Save a copy to open it elsewhere."))
        self._note_opening()

    def _note_opening(self) -> None:
        """That it was looked at is part of its custody."""
        store, one = self._context.store, self.one
        job = Job(lambda: store.opened(one.id), writes=True)
        job.then(lambda _: self._read_facts()).otherwise(messages.tell).start(self)

    def _play(self, form: str) -> None:
        store, one = self._context.store, self.one
        self.player.take(Player(lambda: store.attachment_stream(one.id), form, parent=self), icon_of(one))
        self._show_page(self.player)

    def _deaf(self) -> None:
        self.note.tell("information", say("No loudspeaker was found; it is played without sound."))

    def _refused(self, trouble: UserError) -> None:
        self._show_page(self.blank)
        self.note.tell("warning", say_message(trouble.what), say_message(trouble.todo))

    def _show_image(self, image: QImage) -> None:
        self.picture.show_image(image)
        self._show_page(self.picture)

    def _show_page(self, page: QWidget) -> None:
        self.stack.setCurrentWidget(page)
        for button in (self.nearer, self.farther, self.whole, self.turned, self.zoom):
            button.setVisible(page is self.picture)
        count = self.shown.paper.pages if self.shown is not None and self.shown.paper is not None else 0
        for part in (self.page_back, self.page_on, self.pages):
            part.setVisible(count > 1 and page is self.picture)
        self.page_back.setEnabled(self._page > 0)
        self.page_on.setEnabled(self._page + 1 < count)
        self.pages.setText(say("page {number} of {count}", number=self._page + 1, count=count))
        writing = self.focusWidget()
        if writing is None or not self.facts.isAncestorOf(writing):  # who writes beside it goes on writing
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_page(self, number: int) -> None:
        """Another page of the document."""
        paper = self.shown.paper if self.shown is not None else None
        if paper is None or not 0 <= number < paper.pages:
            return
        turn = self._turn

        def drawn(image: QImage) -> None:
            if turn == self._turn and number == self._page:
                self._show_image(image)

        self._page = number
        Job(lambda: paper.page(number, PAGE_WIDTH)).then(drawn).otherwise(self._refused).start(self)

    # ---- the end

    def _let_go(self) -> None:
        self.player.leave()
        self.picture.clear()
        self.text.clear()
        if self.shown is not None and self.shown.paper is not None:
            _close(self.shown.paper)
        self.shown = None

    def _leave(self, _result: int = 0) -> None:
        self._turn += 1
        self._let_go()
        if self._context.is_open:
            self._context.remember(SIZE, [self.width(), self.height()])


def _close(paper: Paper) -> None:
    Job(paper.close, writes=True).start()  # reading threads are dropped when the register locks
