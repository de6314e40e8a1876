"""The one entry window: an incident with its victims, what sources claim, and who says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.entry import content, findings, gather
from gui.entry.body import Body, Page
from gui.entry.desk import GRIDS, Desk
from gui.entry.findings import Finding
from gui.entry.head import EntryFoot, EntryHead
from gui.entry.loading import load
from gui.entry.reasons import Doubts
from gui.forms.form import FieldBox, show_again
from gui.forms.typed_window import TypedWindow
from gui.jobs import Job
from gui.say import say, say_message
from storage import Draft, Edit, Message, Outcome

if TYPE_CHECKING:
    from gui.context import Context

KINDS = frozenset(
    {"incident", "claim", "victim", "source", "citation", "actor", "place", "damage", "facility", "link"}
)
SIZE = "entry.size"


class EntryWindow(TypedWindow):
    """One incident being typed."""

    grids = True

    def __init__(
        self,
        context: Context,
        record: str | None,
        draft: Draft | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        """``given``: values a new incident begins with."""
        known = record or (draft.record if draft is not None else "") or None
        self.desk = Desk(context, known)
        if known is None and draft is not None:
            self.desk.id = draft.id
        self._draft = draft.content if draft is not None else {}
        self._given = dict(given or {})
        super().__init__(context, "incident", self.desk.id, known or "", self.desk.steps, (SIZE, 1366, 768))
        self.desk.setParent(self)  # what listens to it ends with the window
        self.desk.typed.connect(self.keeper.key_pressed)
        self.desk.form.review_asked.connect(lambda name: self.review(self.desk.id, name))
        self.desk.settled.connect(self.keeper.field_left)
        self.desk.settled.connect(self._look.start)
        self.begin()

    # ---- building

    def _parts(self) -> Sequence[QWidget]:
        desk, about = self.desk, self.context.about
        self.setWindowTitle(self._title())
        self.head = EntryHead(self._title(), desk.status, self.keeper, (say("Save and another"), say("Another")))
        self.body = Body(desk)
        self.doubts = {name: Doubts(self._go_to, self._keep_doubt) for name in ("", "claims", "victims", "facilities")}
        for name, doubts in self.doubts.items():
            self.body.hold(name, doubts)
        return [self.head, Page.around(self.body), EntryFoot(about.team, about.device)]

    def _build(self) -> None:
        super()._build()
        for grid in self.body.grids().values():
            grid.typed.connect(self.keeper.key_pressed)
        self.body.files.strip.put.connect(self.keeper.field_left)
        self.body.arrange(self.width())
        self.body.order_tabs()

    def _title(self) -> str:
        return say("New incident") if self.desk.is_new else say("Incident {code}", code=self.desk.code).strip()

    def _called(self) -> str:
        return self.desk.code

    def _status(self) -> str:
        return self.desk.status

    def _more_keys(self) -> dict[str, Callable[[], object]]:
        return {f"Alt+{number}": lambda number=number: self.body.enter(number) for number in range(10)}  # type: ignore[misc]

    def _reword(self) -> None:
        self.desk.retitle()

    # ---- what the register has

    def _load(self) -> None:
        store, record = self.context.store, self.desk.id
        Job(lambda: load(store, record)).then(self._loaded).start(self)

    def _loaded(self, loaded: Any) -> None:
        was_new = self.desk.is_new
        self.desk.take(loaded)
        if not self.ready:
            self._begin_with(loaded.draft)
            if was_new != self.desk.is_new or self._draft:
                self._build()
            self.body.enter(1)
        self.setWindowTitle(self._title())
        self.head.entitle(self._title(), self.desk.status)
        for card in (self.body.when, self.body.what):
            show_again(self.desk.form, (box.name for box in card.findChildren(FieldBox)))
        self._look.start()

    def _begin_with(self, draft: Mapping[str, Any]) -> None:
        self._draft = self._draft or draft
        for name, value in self._given.items() if self.desk.is_new else ():
            self.desk.form.change(name, value)
        content.restore(self.desk, self._draft)
        self.desk.steps.clear()
        self.ready = True

    def _touches(self, outcome: Outcome) -> bool:
        return bool(outcome.kinds & KINDS)

    # ---- drafts

    def _blank(self) -> bool:
        if self.desk.is_new and self.body.files.strip.holds:
            return False  # nobody's photo hangs on nothing
        return not content.touched(self.desk) or self._only_given()

    def _only_given(self) -> bool:
        form = self.desk.form
        if not self._given or not self.desk.is_new or any(self.desk.grid(name).filled() for name in GRIDS):
            return False
        return not form.problems and form.changes() == self._given

    def _content(self) -> dict[str, Any] | None:
        if not self.ready or (self._typing() is None and self._blank()):
            return None
        return content.content_of(self.desk, self._typing())

    def _last_content(self) -> dict[str, Any]:
        return content.content_of(self.desk)

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

    def _judge(self) -> list[Finding]:
        ruled = findings.by_rules(self.desk)
        wrong = [
            *findings.unreadable(self.desk),
            *findings.not_allowed(self.desk),
            *(one for one in ruled if one.hard and self._tried),
        ]
        for name, doubts in self.doubts.items():
            doubts.show_findings([one for one in ruled if not one.hard and one.grid == name])
        for name, grid in self.body.grids().items():
            grid.flag({(one.row, one.name): say_message(one.message) for one in wrong if one.grid == name})
        said = {one.name: one for one in wrong if not one.grid and one.rule}
        for box in self.body.findChildren(FieldBox):
            box.claim(say_message(said[box.name].message) if box.name in said else "")
        return wrong

    def _unreadable(self) -> bool:
        return bool(findings.unreadable(self.desk))

    def _repair(self) -> None:
        """At the keyboard first."""
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

    def _here(self) -> Finding | None:
        """A field, or a cell of a grid."""
        now = self.focusWidget()
        for name, grid in self.body.grids().items():
            if grid is now:
                return Finding(name, grid.place()[1], Message(""), grid.place()[0])
        boxes = (box for box in self.body.findChildren(FieldBox) if now is not None and box.isAncestorOf(now))
        return next((Finding("", box.name, Message("")) for box in boxes), None)

    # ---- saving

    def _edits(self, status: str) -> list[Edit]:
        return gather.edits(self.desk, status)

    def _another(self) -> None:
        EntryWindow(self.context, None).show()

    # ---- size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns in a small window."""
        super().resizeEvent(event)
        if hasattr(self, "body"):
            self.body.arrange(self.width())
