"""The one entry window: an incident with its victims, what sources claim, and who says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from gui import messages, theme
from gui.entry import content, findings, gather
from gui.entry.body import Body, Page
from gui.entry.desk import Desk
from gui.entry.findings import Finding
from gui.entry.head import EntryFoot, EntryHead
from gui.entry.held import hold, let_go
from gui.entry.keeping import DraftKeeper
from gui.entry.keys import show_keys
from gui.entry.loading import load
from gui.entry.reasons import Doubts
from gui.entry.rivals import tell_rivals
from gui.form import FieldBox
from gui.jobs import Job
from gui.say import say, say_message
from storage import Draft, Message, Outcome, SaveRefused

if TYPE_CHECKING:
    from gui.context import Context

KINDS = frozenset({"incident", "claim", "victim", "source", "citation", "actor", "place"})
SIZE = "entry.size"


class EntryWindow(QWidget):
    """One incident being typed."""

    def __init__(self, context: Context, record: str | None, draft: Draft | None = None) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.context = context
        given = record or (draft.record if draft is not None else "") or None
        self.desk = Desk(context, given)
        if given is None and draft is not None:
            self.desk.id = draft.id
        self.ready = False
        """Whether what the register has is shown."""
        self._draft = draft.content if draft is not None else {}
        self._tried, self._saving, self._leaving, self._ended = False, False, False, False
        self.keeper = DraftKeeper(context, "incident", self.desk.id, given or "", self._content)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._look = QTimer(self, singleShot=True, interval=0)
        self._look.timeout.connect(self._look_over)
        self._build()
        self._connect()
        width, height = context.setting(SIZE, [theme.px(1366), theme.px(768)])
        self.resize(QSize(width, height))
        hold(self.desk.id, self)
        self._load()

    # ---- building

    def _build(self) -> None:
        while (item := self._whole.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.setParent(None)
                old.deleteLater()
        desk, about = self.desk, self.context.about
        self.setWindowTitle(self._title())
        self.setProperty("surface", "win")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.head = EntryHead(self._title(), desk.status, self.keeper, (say("Save and another"), say("Another")))
        self.body = Body(desk)
        self.doubts = {name: Doubts(self._go_to, self._keep_doubt) for name in ("", "claims", "victims")}
        for name, doubts in self.doubts.items():
            self.body.hold(name, doubts)
        for part in (self.head, Page.around(self.body), EntryFoot(about.team, about.device)):
            self._whole.addWidget(part)
            part.setVisible(True)  # at once, so that it can have the keyboard
        self.head.next_asked.connect(self.next_correction)
        self.head.close_asked.connect(self.close)
        self.head.another_asked.connect(lambda: self.save_complete(another=True))
        self.head.complete_asked.connect(self.save_complete)
        for grid in self.body.grids().values():
            grid.typed.connect(self.keeper.key_pressed)
        self.body.arrange(self.width())
        self.body.order_tabs()
        self._look.start()

    def _title(self) -> str:
        return say("New incident") if self.desk.is_new else say("Incident {code}", code=self.desk.code).strip()

    def _connect(self) -> None:
        self.desk.typed.connect(self.keeper.key_pressed)
        self.desk.settled.connect(self.keeper.field_left)
        self.desk.settled.connect(self._look.start)
        self.context.changed.connect(self._others_changed)
        self.context.closing.connect(self._lock)
        self.context.reopened.connect(self._unlock)
        self.context.restyled.connect(self._restyle)
        keys: dict[str, Callable[[], object]] = {
            "Esc": self.close,
            "Ctrl+Return": self.save_complete,
            "Ctrl+Enter": self.save_complete,
            "Ctrl+Shift+Return": lambda: self.save_complete(another=True),
            "Ctrl+Shift+Enter": lambda: self.save_complete(another=True),
            "F6": self.repair,
            "F8": self.next_correction,
            "F1": lambda: show_keys(self, grids=True),
            "Ctrl+Z": self.desk.steps.undo,
            "Ctrl+Y": self.desk.steps.redo,
            "Ctrl+Shift+Z": self.desk.steps.redo,
        }
        for number in range(1, 8):
            keys[f"Alt+{number}"] = lambda number=number: self.body.enter(number)  # type: ignore[misc]
        for key, do in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(do)

    # ---- what the register has

    def _load(self) -> None:
        store, record = self.context.store, self.desk.id
        Job(lambda: load(store, record)).then(self._loaded).start(self)

    def _loaded(self, loaded: Any) -> None:
        was_new = self.desk.is_new
        self.desk.take(loaded)
        if not self.ready:
            self._draft = self._draft or loaded.draft
            content.restore(self.desk, self._draft)
            self.desk.steps.clear()
            self.ready = True
            if was_new != self.desk.is_new or self._draft:
                self._build()
            self.body.enter(1)
        self.setWindowTitle(self._title())
        self.head.entitle(self._title(), self.desk.status)
        for card in (self.body.when, self.body.what):
            for box in card.findChildren(FieldBox):
                box.editor.put(self.desk.form.state(box.name))
        self._look.start()

    def _others_changed(self, outcome: Outcome) -> None:
        if self.ready and not self._saving and outcome.kinds & KINDS and self.context.is_open:
            self._load()

    # ---- drafts

    def _content(self) -> dict[str, Any] | None:
        if not self.ready or (self._typing() is None and not content.touched(self.desk)):
            return None
        return content.content_of(self.desk, self._typing())

    def _typing(self) -> Mapping[str, Any] | None:
        for name, grid in self.body.grids().items():
            typing = grid.typing()
            if typing is not None:
                return {"grid": name, "row": typing[0], "key": typing[1], "text": typing[2]}
        return None

    def _end_typing(self) -> None:
        for grid in self.body.grids().values():
            grid.end_typing(keep=True)
        self.desk.form.take_all()

    # ---- looking it over

    def _look_over(self) -> None:
        unreadable = findings.unreadable(self.desk)
        ruled = findings.by_rules(self.desk)
        self._wrong = [*unreadable, *(one for one in ruled if one.hard and self._tried)]
        self.head.show_corrections(len(self._wrong))
        for name, doubts in self.doubts.items():
            doubts.show_findings([one for one in ruled if not one.hard and one.grid == name])
        for name, grid in self.body.grids().items():
            grid.flag({(one.row, one.name): say_message(one.message) for one in self._wrong if one.grid == name})
        said = {one.name: one for one in self._wrong if not one.grid and one.rule}
        for box in self.body.findChildren(FieldBox):
            box.claim(say_message(said[box.name].message) if box.name in said else "")

    _wrong: list[Finding] = []  # noqa: RUF012 - replaced at each look

    def next_correction(self) -> None:
        """F8: give the keyboard to the next place to correct."""
        self._end_typing()
        self._look_over()
        if self._wrong:
            here = self._position()
            after = [one for one in self._wrong if self._rank(one) > here]
            self._go_to((after or self._wrong)[0])

    def _rank(self, finding: Finding) -> tuple[int, int, str]:
        return self._wrong.index(finding), 0, ""

    def _position(self) -> tuple[int, int, str]:
        at = -1
        for number, one in enumerate(self._wrong):
            grid = self.body.grids().get(one.grid)
            if grid is not None and grid.hasFocus() and grid.place() == (one.row, one.name):
                at = number
            box = self.body.box(one.name) if not one.grid else None
            if box is not None and box.isAncestorOf(self.focusWidget() or self):
                at = number
        return at, 0, ""

    def repair(self) -> None:
        """F6: take the repair that is offered, at the keyboard first."""
        boxes = self.body.findChildren(FieldBox)
        now = self.focusWidget()
        for box in sorted(boxes, key=lambda one: not (now is not None and one.isAncestorOf(now))):
            if box.repair():
                return

    def _go_to(self, finding: Finding) -> None:
        self.body.go_to(finding)

    def _keep_doubt(self, finding: Finding, why: str) -> None:
        if finding.grid:
            model = self.desk.grid(finding.grid)
            row = model.row_at(finding.row)
            overrides = {**(row.more.get("overrides") or {}), finding.rule: why}
            model.put_more(row.id, {**row.more, "overrides": overrides}, say("Keep it, because…"))
        else:
            self.desk.form.change("overrides", {**(self.desk.form.value("overrides") or {}), finding.rule: why})

    # ---- saving and closing

    def save_complete(self, *, another: bool = False) -> None:
        """Ctrl+Enter: save everything as complete; only hard problems are in the way."""
        if self._saving or not self.ready:
            return
        self._end_typing()
        self._tried = True
        self._look_over()
        if self._wrong:
            self._go_to(self._wrong[0])
            return
        self._save("complete", lambda: self._finish(another=another))

    def _save(self, status: str, then: Callable[[], object]) -> None:
        edits = gather.edits(self.desk, status)
        if not edits:
            then()
            return
        store = self.context.store
        self._saving = True

        def saved(outcome: Outcome) -> None:
            self.context.announce(outcome)
            tell_rivals(self.context, edits, outcome)
            then()

        job = Job(lambda: store.save(edits), writes=True).then(saved).otherwise(self._refused, SaveRefused)
        job.lastly(self._save_over).start(self)

    def _save_over(self) -> None:
        self._saving = self._leaving = False

    def _refused(self, trouble: Any) -> None:
        if isinstance(trouble, SaveRefused) and self._leaving:
            self._keep_all()  # nothing keeps anybody from going home
        elif isinstance(trouble, SaveRefused):
            self._tried = True
            self._look_over()
            self.next_correction()
        else:
            messages.tell(trouble)

    def _finish(self, *, another: bool = False) -> None:
        self.keeper.drop()
        self._end()
        if another:
            EntryWindow(self.context, None).show()

    def _end(self) -> None:
        self._ended = True
        let_go(self)
        self.context.remember(SIZE, [self.width(), self.height()])
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """? shows all keys, where it is not typed into anything."""
        if event.text() in ("?", "؟"):
            show_keys(self, grids=True)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Esc: close and continue later. What can be read is saved as a draft, the rest is kept as typed."""
        if not self._ended and self.context.is_open and not self._saving:
            self._close_for_later()
        event.setAccepted(self._ended or not self.context.is_open)

    def _close_for_later(self) -> None:
        self._end_typing()
        if not self.ready:
            self._end()
        elif not content.touched(self.desk):
            self._finish()
        elif self.desk.status == "draft":
            self._leaving = True
            self._save("draft", self._keep_rest)
        else:  # a complete record stays as it is until its changes are saved as complete
            self._keep_all()
            first = say("What you changed in {record} is kept, and is not in the register yet.", record=self.desk.code)
            self.context.told.emit("information", first, say("Open it again to go on."))

    def _keep_all(self) -> None:
        self.keeper.close_with(content.content_of(self.desk))
        self._end()

    def _keep_rest(self) -> None:
        """After saving a draft: only what could not be read is still to be kept."""
        if findings.unreadable(self.desk):
            self.keeper.close_with({**content.content_of(self.desk), "seen": {}})
        else:
            self.keeper.drop()
        self._end()

    # ---- lock, language, size

    def _lock(self) -> None:
        self._end_typing()
        self.keeper.keep()
        self.hide()

    def _unlock(self) -> None:
        self._load()
        self.show()

    def _restyle(self) -> None:
        self._end_typing()
        here = self._here()
        self.desk.retitle()
        self._build()
        if here is not None:
            self._go_to(here)

    def _here(self) -> Finding | None:
        """Where the keyboard is: a field, or a cell of a grid."""
        now = self.focusWidget()
        for name, grid in self.body.grids().items():
            if grid is now:
                return Finding(name, grid.place()[1], Message(""), grid.place()[0])
        boxes = (box for box in self.body.findChildren(FieldBox) if now is not None and box.isAncestorOf(now))
        return next((Finding("", box.name, Message("")) for box in boxes), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns in a small window."""
        super().resizeEvent(event)
        self.body.arrange(self.width())
