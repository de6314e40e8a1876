"""The window of one record being typed, of any kind that has a plan.

How a room gets a form:

1. Write a :class:`FormPlan` (``gui/record/plan.py``): the kind, its words, the sections by hand (as in
   ``gui/screens/victim_layout.py``), the field where the keyboard begins. What the form knows of other records is a
   class derived from :class:`gui.record.FormFacts` with ``kinds = ("incident", …)``; its editors come from
   ``usual_editor``.
2. Write ``make_x(context, record, given, draft)`` that gives ``RecordWindow(context, PLAN, record, given, draft)``,
   and add it to ``FORMS`` in ``gui/frame/forms.py``. From then on ``context.open(kind, id)`` opens a record,
   ``context.open_new(kind, {"place": …})`` begins one with values, and its drafts are offered again after a crash.
3. Grids of other records saved together with it (states of a village, steps of an outcome) are parts:
   ``FormPlan(beside=lambda window: [ChildGrid(window, GridPlan(…))])``. Anything else derives from
   :class:`gui.record.Beside`.

The window keeps the draft, locks, changes its language without losing a letter, undoes over fields and parts alike,
goes from one place to correct to the next (F8), offers repairs (F6), keeps doubts with a reason, saves everything as
one save that can be taken back, and tells when another team wrote the same field. Places not in the list are proposed
on the spot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.disputed import rivals_of
from gui.entry.body import Page
from gui.entry.card import Card, CardHead
from gui.entry.findings import Finding
from gui.entry.head import EntryFoot, EntryHead
from gui.entry.reasons import Doubts
from gui.forms.form import FieldBox, Form, form_content, restore_form, show_again, show_disputes
from gui.forms.place_field import PlaceField
from gui.jobs import Job
from gui.places.teaching import SpellingNote
from gui.record.beside import Beside, BesideView
from gui.record.loading import Loaded, load_record
from gui.record.plan import FormPlan, Section
from gui.record.proposing import PlaceProposal
from gui.record.typed_record import TypedRecord
from gui.say import say_message, words
from gui.widgets import column, label, row
from storage import Draft, Edit, Entry, Message, Outcome, Seen, new_id, problems

if TYPE_CHECKING:
    from gui.context import Context

__all__ = ["FormPlan", "RecordWindow"]

NAMES = frozenset({"name", "name_ar", "name_en"})
LAST = 1_000_000
"""A row below all others: the empty one."""


class RecordWindow(TypedRecord):
    """One record being typed.

    Attributes:
        plan: what makes it the form of its kind; parts: what stands beside the fields, by name; views: their widgets.
    """

    def __init__(
        self,
        context: Context,
        plan: FormPlan,
        record: str | None,
        given: Mapping[str, Any] | None = None,
        draft: Draft | None = None,
    ) -> None:
        """``given``: values a new record begins with; they alone are not worth a draft."""
        known = record or (draft.record if draft is not None else "") or None
        self.plan, self._known = plan, known is not None
        self.id = known or (draft.id if draft is not None else new_id())
        self.entry: Entry | None = None
        self.facts = plan.facts()
        self.boxes: dict[str, FieldBox] = {}
        self.views: dict[str, BesideView] = {}
        self.parts: dict[str, Beside] = {}
        self._seen: Seen | None = None
        self._given = dict(given or {})
        self._first_part = ""
        self._draft: Mapping[str, Any] = dict(draft.content) if draft is not None else {}
        steps = QUndoStack()
        self.form = Form(plan.kind, lambda: self.facts.reading(), steps)
        super().__init__(context, plan.kind, self.id, known or "", steps, (f"{plan.kind}.size", 1100, 720))
        steps.setParent(self)
        self.form.setParent(self)  # what listens to it ends with the window
        self.form.review_asked.connect(lambda name: self.review(self.id, name))
        self.parts = {part.name: part for part in (plan.beside(self) if plan.beside is not None else ())}
        for signal in (self.form.settled, *(part.settled for part in self.parts.values())):
            signal.connect(lambda *_: self.keeper.field_left())
            signal.connect(lambda *_: self._look.start())
        for typed in (self.form.typed, *(part.typed for part in self.parts.values())):
            typed.connect(self.keeper.key_pressed)
        self.grids = bool(self.parts)
        self.begin()

    # ---- building

    def _parts(self) -> Sequence[QWidget]:
        title = self._title() if self.entry is not None else self.plan.new_title()
        self.setWindowTitle(title)
        self.head = EntryHead(title, self._status(), self.keeper, self.plan.another())
        self.doubts = Doubts(self._go_to, self._keep_doubt)
        self.boxes = {}
        self.views = {name: part.make() for name, part in self.parts.items()}
        sides = row(self._side(self.plan.leading, "leading"), gap=10)
        if self.plan.trailing or self._standing("trailing"):
            sides.addLayout(self._side(self.plan.trailing, "trailing"))
            sides.setStretch(1, 1)
        sides.setStretch(0, 1)
        body, above, below = QWidget(), self._standing("above"), self._standing("below")
        body.setLayout(column(self.doubts, *above, sides, *below, None, gap=10, margins=(12, 10, 12, 12)))
        about = self.context.about
        return [self.head, Page.around(body), EntryFoot(about.team, about.device, sections=False)]

    def _taught(self, names: Sequence[str]) -> list[QWidget]:
        """Under a place: the offer to remember a spelling nobody knew."""
        fields = [self.boxes[name].editor for name in names]
        return [SpellingNote(self.context, one, lambda: self.facts) for one in fields if isinstance(one, PlaceField)]

    def _standing(self, side: str) -> list[QWidget]:
        return [self.views[name] for name, part in self.parts.items() if part.side == side]

    def _side(self, sections: tuple[Section, ...], side: str) -> QVBoxLayout:
        return column(*(self._card(section) for section in sections), *self._standing(side), None, gap=10)

    def _card(self, section: Section) -> Card:
        icon_name, title, lines = section
        card, head = Card(), CardHead(icon_name, title(), "")
        names = [name for line in lines for name in line]
        for name in names:
            if name in self.plan.notes:
                head.add(label(self.plan.notes[name](), "hint"))
        made: list[Any] = []
        for line in lines:
            across = row(gap=8)
            for name in line:
                across.addWidget(self._box(name), 1, Qt.AlignmentFlag.AlignTop)
            made += [across, *(PlaceProposal(self, name) for name in line if PlaceProposal.fits(self, name))]
            made += self._taught(line)
        card.section(head, *made, gap=8)
        return card

    def _box(self, name: str) -> FieldBox:
        editor = self.plan.make_editor(self.form, name, lambda: self.facts)
        text = "" if name in self.plan.bare else None
        self.boxes[name] = FieldBox(self.form, name, editor, required=name in self.plan.required, text=text)
        return self.boxes[name]

    def _title(self) -> str:
        code = str(self.entry.values.get("code") or "") if self.entry is not None else ""
        called = "" if NAMES & self.form.disputes.keys() else self.plan.title(self.form)
        return called or words().ltr(code) or words().kind(self.plan.kind)

    def _called(self) -> str:
        return self._title()

    def _status(self) -> str:
        return str(self.entry.values.get("status") or "complete") if self.entry is not None else "draft"

    def _more_keys(self) -> dict[str, Callable[[], object]]:
        return {
            part.key: lambda name=name: self.views[name].go_to(0, "")  # type: ignore[misc]
            for name, part in self.parts.items()
            if part.key
        }

    # ---- what the register has

    def _stands_empty(self) -> bool:
        return not self._known

    def _load(self) -> None:
        plan, store, record, given = self.plan, self.context.store, self.id, self._given
        parts = tuple(self.parts.values())
        Job(lambda: load_record(plan, store, record, given, parts)).then(self._loaded).start(self)

    def _loaded(self, loaded: Loaded) -> None:
        proposed, self.facts = self.facts.proposed, loaded.facts
        self.facts.proposed = {**proposed, **(self._draft.get("proposed") or {})}
        self._draft = self._draft or dict(loaded.draft)
        if loaded.entry is not None:
            self._take(loaded.entry)
        for name, found in loaded.parts.items():
            self.parts[name].take(found)
        if not self.ready:
            self._begin_with_draft()
        else:
            show_again(self.form, self.boxes)
        self._look.start()

    def _take(self, entry: Entry) -> None:
        touched = {name for name in entry.values if self.form.is_touched(name)}
        had = self._seen.heads if self._seen is not None else {}
        heads = {**entry.seen.heads, **{name: had[name] for name in touched if name in had}}
        self.entry, self._seen = entry, Seen(heads)
        self.form.show_values(entry.values)
        show_disputes(self.form, rivals_of(entry))
        if self.ready:
            self.head.entitle(self._title(), self._status())

    def _begin_with_draft(self) -> None:
        for name, value in self._given.items() if self.entry is None else ():
            self.form.change(name, value)
        restore_form(self.form, self._draft.get("form") or {})
        for name, heads in (self._draft.get("seen") or {}).items():
            kept = tuple(bytes.fromhex(one) for one in heads)
            self._seen = Seen({**(self._seen.heads if self._seen else {}), name: kept})
        for name, content in (self._draft.get("beside") or {}).items():
            if name in self.parts:
                self.parts[name].restore(content)
        self.steps.clear()
        self.ready = True
        if self._known:
            self._build()
        if self._first_part in self.views:
            self.views[self._first_part].go_to(LAST, "")
        else:
            self.boxes[self.plan.first].editor.setFocus()

    def begin_at(self, part: str) -> None:
        """Give the keyboard to the empty row of a part (once it is there)."""
        self._first_part = part
        if self.ready and part in self.views:
            self.views[part].go_to(LAST, "")

    def _touches(self, outcome: Outcome) -> bool:
        kinds = {self.plan.kind, *self.plan.related, *(kind for part in self.parts.values() for kind in part.kinds)}
        return bool(outcome.kinds & kinds)

    # ---- drafts

    def _blank(self) -> bool:
        if any(part.touched() for part in self.parts.values()):
            return False
        mine = form_content(self.form)
        only_given = self.entry is None and all(
            name in self._given and self.form.value(name) == self._given[name] for name in mine
        )
        return not mine or only_given

    def _content(self) -> dict[str, Any] | None:
        return None if not self.ready or self._blank() else self._last_content()

    def _last_content(self) -> dict[str, Any]:
        seen = self._seen.heads if self._seen is not None else {}
        beside = {name: part.content() for name, part in self.parts.items()}
        return {
            "v": 1,
            "about": {"name": self.plan.title(self.form) or self.form.state(self.plan.first).text},
            "form": form_content(self.form),
            "seen": {name: [one.hex() for one in heads] for name, heads in seen.items()},
            "beside": {name: content for name, content in beside.items() if content is not None},
            "proposed": self.facts.proposed,
        }

    def _end_typing(self) -> None:
        for view in self.views.values():
            view.end_typing()
        self.form.take_all()

    # ---- looking it over

    def values(self) -> dict[str, Any]:
        """All values of the record as they would stand after saving, those that follow from the parts included."""
        whole = self.form.values()
        for part in self.parts.values():
            whole |= part.changes()
        return {name: value for name, value in whole.items() if value is not None}

    def _judge(self) -> list[Finding]:
        ruled = [
            Finding("", item.fields[0], item.message, hard=item.hard, rule=item.rule)
            for item in problems(self.plan.kind, self.values(), self.id)
        ]
        beside = [one for part in self.parts.values() for one in part.findings()]
        wrong = [Finding("", name, why) for name, why in self.form.problems.items()]
        wrong += [one for one in (*ruled, *beside) if one.hard and (self._tried or not one.rule)]
        self.doubts.show_findings([one for one in (*ruled, *beside, *self._more_doubts()) if not one.hard])
        said = {one.name: say_message(one.message) for one in wrong if one.rule and not one.grid}
        for name, box in self.boxes.items():
            box.claim(said.get(name, ""))
        for name, view in self.views.items():
            view.flag([one for one in wrong if one.grid == name])
        return wrong

    def _more_doubts(self) -> Sequence[Finding]:
        """Doubts that only other records can raise, as far as they are known while typing."""
        return ()

    def _unreadable(self) -> bool:
        return bool(self.form.problems) or any(not one.rule for part in self.parts.values() for one in part.findings())

    def _here(self) -> Finding | None:
        now = self.focusWidget()
        for name, view in self.views.items():
            if now is not None and (view is now or view.isAncestorOf(now)):
                number, key = view.place()
                return Finding(name, key, Message(""), number)
        boxes = (name for name, box in self.boxes.items() if now is not None and box.isAncestorOf(now))
        return next((Finding("", name, Message("")) for name in boxes), None)

    def _entrance(self) -> Finding | None:
        return Finding("", self.plan.first, Message(""))

    def _go_to(self, finding: Finding) -> None:
        if finding.grid in self.views:
            self.views[finding.grid].go_to(finding.row, finding.name)
        elif finding.name in self.boxes:
            self.boxes[finding.name].editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _repair(self) -> None:
        now = self.focusWidget()
        first = sorted(self.boxes.values(), key=lambda box: not (now is not None and box.isAncestorOf(now)))
        any(box.repair() for box in first)

    def _keep_doubt(self, finding: Finding, why: str) -> None:
        if finding.grid in self.parts:
            self.parts[finding.grid].keep_doubt(finding, why)
        else:
            self.form.change("overrides", {**(self.form.value("overrides") or {}), finding.rule: why})

    # ---- saving

    def _edits(self, status: str) -> list[Edit]:
        values = self.form.changes()
        had = self.entry.values if self.entry is not None else {}
        for part in self.parts.values():
            values |= {name: value for name, value in part.changes().items() if value != had.get(name)}
        if self.entry is None or (had.get("status") == "draft" and status == "complete"):
            values["status"] = status
        beside = [one for part in self.parts.values() for one in part.edits(status)]
        own = [Edit(self.plan.kind, self.id, values, self._seen)] if values else []
        named = {**self.facts.proposals(self.plan.kind, self.values())}
        for edit in beside:
            named |= self.facts.proposals(edit.kind, edit.values)
        return [*(Edit("place", record, place) for record, place in named.items()), *own, *beside]

    def _another(self) -> None:
        given = {name: self.form.value(name) for name in self.plan.carried if self.form.value(name) is not None}
        self.context.open_new(self.plan.kind, given)
