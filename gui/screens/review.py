"""The Review room: one inbox of what asks for a person, answered with single keys; every answer can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QWidget

from gui import messages
from gui.frame.offering import open_draft
from gui.jobs import Job
from gui.known import Known
from gui.look import theme
from gui.review.answering import accepting, doubting, dropping, putting_off
from gui.review.answers import ASKS_REASON, digit_of
from gui.review.conflict_facts import is_conflict, is_safe, keeping, read_conflict, taking_back_all
from gui.review.facts import read_item
from gui.review.from_files import CONFIRM, PARENT, by_key, confirming, refusing
from gui.review.inbox_head import GROUPS, InboxHead, nothing_words, segment_words, segments
from gui.review.inbox_list import InboxList
from gui.review.item_page import kind_of
from gui.review.pages import Pages
from gui.review.reading import Inbox, read_inbox
from gui.room import Page, Room
from gui.say import say, say_message, words
from gui.widgets import KeyBox, column, label, row, rule
from storage import (
    CONFLICT,
    PUT_OFF,
    SEGMENTS,
    SETTLED,
    TODO,
    Counts,
    Edit,
    Item,
    Outcome,
    SaveRefused,
    Wish,
)

if TYPE_CHECKING:
    from gui.context import Context

MORE, ALL = 200, 5_000
LIST = 312


class ReviewPage(Page):
    """The inbox with the chosen question beside it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context, self.known = context, Known()
        self.segment, self.only, self.wish = TODO, "", Wish()
        self._inbox, self._sizes, self._turn = Inbox(), dict[str, int](), 0
        self._wanted: list[tuple[str, str]] = []
        self._busy = False
        self.list = InboxList(self.known)
        self.page = Pages(context, self.known)
        self.head = InboxHead(self.known)
        self.segments = segments()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.list)
        self.reload()

    # ---- building

    def _lay_out(self) -> None:
        foot = QWidget()
        foot.setProperty("surface", "foot")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        foot.setFixedHeight(theme.px(31))
        keys: list[QWidget | int] = [
            KeyBox("↑↓"),
            label(say("next"), "hint"),
            6,
            KeyBox("Ctrl+Z"),
            label(say("undo"), "hint"),
        ]
        hints = row(*keys, None, gap=5, margins=(10, 0, 10, 0))
        foot.setLayout(hints)
        side = QWidget()
        side.setProperty("surface", "sur")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setLayout(column(row(self.segments, margins=(10, 9, 10, 9)), rule(), self.list, foot, gap=0))
        side.setMinimumWidth(theme.px(250))
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(side)
        self.split.addWidget(self.page)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([int(self.context.setting("review.list", theme.px(LIST))), 900])
        self.setLayout(column(self.head, rule(), self.split, gap=0))

    def _connect(self) -> None:
        self.list.looked_at.connect(self._look)
        self.list.chosen_moved.connect(self._chosen)
        self.list.opened.connect(self._open)
        self.list.more_asked.connect(self._read_more)
        self.page.opening.connect(lambda: self._open(self.list.current()))
        self.page.answered.connect(self.answer)
        self.page.saving.connect(lambda edits, why: self._save(edits, self.list.chosen(), why))
        self.segments.chosen.connect(self._segment)
        self.head.wished.connect(self._wished)
        for part in (self.head, self.page):
            part.left.connect(self.list.setFocus)
        self.split.splitterMoved.connect(lambda *_: self.context.remember("review.list", self.split.sizes()[0]))
        self.context.changed.connect(self._changed)
        self.context.reopened.connect(self.reload)
        opener = QShortcut(QKeySequence("Ctrl+O"), self)
        opener.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        opener.activated.connect(lambda: self._open(self.list.current()))

    # ---- reading

    def reload(self) -> None:
        """Read the inbox again; the cursor stays on its question, or on the next one."""
        if not self.context.is_open:
            return
        store, known, wish, segment = self.context.store, self.known, self.wish, self.segment
        only, sizes = self.only, dict(self._sizes)
        self._turn += 1
        turn = self._turn

        def read() -> Inbox:
            known.learn(store)
            return read_inbox(store, wish, segment, only, sizes, known)

        Job(read).then(lambda inbox: self._show(inbox) if turn == self._turn else None).start(self)

    def _show(self, inbox: Inbox) -> None:
        now = self.list.current()
        wanted = self._wanted or ([now.key, *self.list.after([now])] if now is not None else [])
        self._inbox, self._wanted = inbox, []
        counts = inbox.counts
        by_group = {TODO: counts.todo, PUT_OFF: counts.later, SETTLED: {SETTLED: counts.settled}}[self.segment]
        if self.segment == SETTLED and self.only:
            by_group = {}
        self.head.show_teams()
        self.head.show_fields(inbox.fields)
        self._show_counts(counts)
        self.list.show_groups(inbox.groups, by_group)
        self.list.go_to(wanted)

    def _show_counts(self, counts: Counts) -> None:
        self.head.show_counts(counts)
        numbers = {TODO: counts.badge, PUT_OFF: sum(counts.later.values()), SETTLED: counts.settled}
        for segment, count in numbers.items():
            self.segments.button(segment).setText(segment_words(segment, count))

    def _read_more(self, group: str) -> None:
        items = self.list.inbox.items()
        had = [item for item in items if item.question.group == group or group == SETTLED]
        self._sizes[group] = len(had) + MORE
        self._wanted = [had[-1].key] if had else []
        self.reload()

    def _changed(self, outcome: Outcome) -> None:
        if outcome.kinds:
            self.known.forget()
            self.reload()

    # ---- what is looked at

    def _look(self, item: Item | None) -> None:
        if item is None:
            narrow = bool(self.only or self.wish.team or self.wish.place)
            self.page.show_nothing(nothing_words(self.segment, filtered=narrow))
            return
        if len(self.list.chosen()) > 1:
            return
        store, known, language, segment = self.context.store, self.known, words().language, self.segment

        def read() -> Any:
            if is_conflict(item) and segment != SETTLED:
                return read_conflict(store, item, language, known)
            return read_item(store, item, language)

        def show(facts: Any) -> None:
            now = self.list.current()
            if now is not None and now.key == item.key and len(self.list.chosen()) <= 1:
                self.page.show_facts(facts, *self._place_of(item), segment)

        Job(read).then(show).start(self)

    def _place_of(self, item: Item) -> tuple[int, int]:
        group = SETTLED if self.segment == SETTLED else item.question.group
        same = item.file is not None
        items = [one for one in self._inbox.groups.get(group, []) if (one.file is not None) == same]
        keys = [one.key for one in items]
        counts = self._inbox.counts
        by_group = counts.todo if self.segment == TODO else counts.later
        at = keys.index(item.key) + 1 if item.key in keys else 1
        return at, len(items) if same else max(by_group.get(group, 0), len(items))

    def _chosen(self, count: int) -> None:
        if count > 1:
            groups = ["draft" if item.draft is not None else kind_of(item) for item in self.list.chosen()]
            self.page.show_several(groups, self.segment)
        elif count == 1:
            self._look(self.list.current())

    # ---- what a person does

    def answer(self, answer: str) -> None:
        """An answer: by its button, or as the ``first`` or ``second`` of those shown (keys 1 and 2)."""
        items = self.list.chosen()
        if not items or self._busy:
            return
        if answer in ("first", "second", "third"):
            answer = by_key(items, self.segment, answer)
        deeds: dict[str, Callable[[list[Item]], None]] = {
            "accept": self._accept,
            "refuse": self._refuse,
            "unverify": self._unverify,
            "later": self._put_off,
            "back": self._take_back,
            "drop": self._drop,
            "open": lambda chosen: self._open(chosen[0]),
        }
        if answer in deeds:
            deeds[answer](items)

    def _accept(self, items: list[Item]) -> None:
        reason, barred = self.page.why.text().strip(), self.page.answers.barred([one.question.group for one in items])
        if barred:
            self.page.refuse(barred)
            return
        if not reason and any(item.question.group == ASKS_REASON for item in items):
            why = say("Write in a few words why they differ, then press Enter.")
            self.page.refuse(why, lambda: self._accept(items))
            return
        if any(map(is_conflict, items)):
            self._keep(items, reason)
            return
        done = [item for item in items if item.question.group != "draft"]
        edits = accepting(done, reason)
        if not any(item.question.group == CONFIRM for item in done):
            self._save(edits, done, reason)
            return
        self._do(confirming(self.context.store, done, self.wish, edits, reason), done)

    def _keep(self, items: list[Item], reason: str) -> None:
        if not all(is_conflict(item) and is_safe(item) for item in items):
            self.page.refuse(say("Only wordings are settled together. Choose the others one by one."))
            return
        store = self.context.store
        self._do(lambda: store.save(keeping(store, items, reason), why=reason), items)

    def _refuse(self, items: list[Item]) -> None:
        reason = self.page.why.text().strip()
        if not reason:
            why = say("Write in a few words why it does not belong here, then press Enter.")
            self.page.refuse(why, lambda: self._refuse(items))
            return
        self._do(refusing(self.context.store, items, self.wish, reason), items)

    def _unverify(self, items: list[Item]) -> None:
        reason = self.page.why.text().strip()
        self._save(doubting(items, reason), items, reason)

    def _put_off(self, items: list[Item]) -> None:
        reason = self.page.why.text().strip()
        done = [item for item in items if item.draft is None and item.file is None]
        self._save(putting_off(done, reason), done, reason)

    def _take_back(self, items: list[Item]) -> None:
        self._do(taking_back_all(self.context.store, items, settled=self.segment == SETTLED), items)

    def _drop(self, items: list[Item]) -> None:
        self._do(dropping(self.context.store, items), items)

    def _save(self, edits: Sequence[Edit], items: list[Item], reason: str) -> None:
        store = self.context.store
        if edits:
            self._do(lambda: store.save(edits, why=reason), items)

    def _do(self, deed: Callable[[], Outcome], items: list[Item]) -> None:
        """Save in the writer's thread; then the next question has the cursor."""
        self._wanted = self.list.after(items)
        self._busy = True

        def refused(trouble: Any) -> None:
            self._wanted = []
            if isinstance(trouble, SaveRefused):
                self.page.refuse(say("Open the record first: {what}", what=say_message(trouble.problems[0].message)))
            else:
                messages.tell(trouble)

        job = Job(deed, writes=True).then(self.context.announce).otherwise(refused, SaveRefused)
        job.lastly(self._rest).start(self)
        self.list.setFocus()

    def _rest(self) -> None:
        self._busy = False

    def _open(self, item: Item | None) -> None:
        if item is None:
            return
        if item.draft is not None:
            window = open_draft(self.context, item.draft)
            if window is not None:
                window.show()
        elif item.file is not None:
            self.list.setFocus()
        elif item.kind in PARENT and item.row is not None:
            parent = PARENT[item.kind]
            self.context.open(parent, str(item.row[parent] or "") or None)
        elif item.kind in self.context.editors:
            self.context.open(item.kind, item.record)
        else:
            self.context.asked.emit(item.kind, item.record)

    # ---- filters and the shell's side

    def _segment(self, chosen: object) -> None:
        self.segment = str(chosen)
        self._sizes.clear()
        self.reload()
        self.list.setFocus()

    def _wished(self) -> None:
        self.only, self.wish = self.head.only, self.head.wish()
        self._sizes.clear()
        self.reload()

    def entered(self) -> None:
        """The list takes the keyboard, and is read again: forms may have been closed meanwhile."""
        self.list.setFocus()
        self.reload()

    def state(self) -> dict[str, Any]:
        """Segment and cursor, for the page in another language."""
        now = self.list.current()
        return {"segment": self.segment, "key": now.key if now is not None else None}

    def restore(self, state: dict[str, Any]) -> None:
        """Take them up."""
        segment = state.get("segment", TODO)
        self.segment = segment if segment in SEGMENTS else TODO
        self.segments.choose(self.segment)
        if state.get("key"):
            self._wanted = [tuple(state["key"])]
        self.reload()

    def show_record(self, record_id: str) -> None:
        """Put the cursor on the first question of a record, or on one of them: ``record/conflict:age``."""
        record, _, about = record_id.partition("/")
        items = self.list.inbox.items()
        keys = [item.key for item in items if item.record == record and about in ("", item.question.about)]
        if keys:
            self.list.go_to(keys)
            return
        self._wanted = [(record, one) for one in ([about] if about else GROUPS)]
        if about:
            self._look_among_all(about)

    def _look_among_all(self, about: str) -> None:
        """Open conflicts of one field, without other filters: what was asked for stands among them."""
        self.segment = TODO
        self.segments.choose(TODO)
        self.head.ask_for(CONFLICT)
        self.only, self.wish = self.head.only, self.head.wish()
        self._sizes[CONFLICT] = ALL
        self.reload()

    def sizeHint(self) -> QSize:
        """As large as the window allows."""
        return QSize(900, 600)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1, 2 and 3 answer, in any script's digits, unless they are typed into a field."""
        digit = digit_of(event.text())
        answer = {"1": "first", "2": "second", "3": "third"}.get(digit)
        if digit and not event.modifiers() & _WITH and not self._busy and self.page.press(int(digit)):
            return
        if answer is not None and not event.modifiers() & _WITH:
            self.answer(answer)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the counts beside the title give way to the filters."""
        super().resizeEvent(event)
        self.head.make_narrow(narrow=self.width() < theme.px(1120))


_WITH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def _badge(context: Context) -> int:
    return context.store.inbox_counts().badge


ROOM = Room("review", 7, "git-pull-request-arrow", lambda: say("Review"), ReviewPage, _badge)
