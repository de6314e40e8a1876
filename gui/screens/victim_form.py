"""The form of one victim in a window of its own: all that is known of a person, also what the grid does not show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QUndoStack
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from gui import messages, theme
from gui.entry.card import Card, CardHead
from gui.entry.findings import Finding
from gui.entry.head import EntryFoot, EntryHead
from gui.entry.held import hold, let_go, window_of
from gui.entry.keeping import DraftKeeper
from gui.entry.keys import show_keys
from gui.entry.loading import kept_draft
from gui.entry.reasons import Doubts
from gui.entry.rivals import tell_rivals
from gui.form import FieldBox, Form, form_content, restore_form
from gui.jobs import Job
from gui.say import say, say_message, words
from gui.screens.victim_layout import LEADING, REQUIRED, TRAILING, Section, VictimFacts, make_editor
from gui.widgets import column, label, row, scrolled
from storage import Draft, Edit, Entry, Outcome, SaveRefused, Seen, new_id, problems

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Store


def open_victim(
    context: Context, record: str | None, incident: str | None = None, draft: Draft | None = None
) -> QWidget:
    """The form of a victim (a new one without ``record``, of ``incident`` when it is known)."""
    return (window_of(record) if record else None) or VictimWindow(context, record, incident, draft)


class VictimWindow(QWidget):
    """One victim being typed."""

    def __init__(
        self, context: Context, record: str | None, incident: str | None = None, draft: Draft | None = None
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.context = context
        given = record or (draft.record if draft is not None else "") or None
        self.id = given or (draft.id if draft is not None else new_id())
        self.entry: Entry | None = None
        self._seen: Seen | None = None
        self.facts = VictimFacts()
        self.steps = QUndoStack(self)
        self.form = Form("victim", lambda: self.facts.reading(), self.steps)
        self.ready = False
        self._draft = dict(draft.content) if draft is not None else {}
        self._incident = incident
        self._tried, self._saving, self._ended = False, False, False
        self.keeper = DraftKeeper(context, "victim", self.id, given or "", self._content)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._look = QTimer(self, singleShot=True, interval=0)
        self._look.timeout.connect(self._look_over)
        self._build()
        self._connect()
        self.resize(*context.setting("victim.size", [theme.px(1100), theme.px(720)]))
        hold(self.id, self)
        self._load()

    # ---- building

    def _build(self) -> None:
        while (item := self._whole.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.setParent(None)
                old.deleteLater()
        values = self.entry.values if self.entry is not None else {}
        title = say("New victim") if self.entry is None else self._title()
        another = (say("Save and another person"), say("Another person"))
        self.setWindowTitle(title)
        self.setProperty("surface", "win")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.head = EntryHead(title, str(values.get("status") or "draft"), self.keeper, another)
        self.doubts = Doubts(self._go_to, self._keep_doubt)
        self.boxes: dict[str, FieldBox] = {}
        sides = row(self._side(LEADING), self._side(TRAILING), gap=10)
        sides.setStretch(0, 1)
        sides.setStretch(1, 1)
        body = QWidget()
        body.setLayout(column(self.doubts, sides, None, gap=10, margins=(12, 10, 12, 12)))
        about = self.context.about
        for part in (self.head, scrolled(body), EntryFoot(about.team, about.device, sections=False)):
            self._whole.addWidget(part)
            part.setVisible(True)  # at once, so that it can have the keyboard
        self.head.next_asked.connect(self.next_correction)
        self.head.close_asked.connect(self.close)
        self.head.another_asked.connect(lambda: self.save_complete(another=True))
        self.head.complete_asked.connect(self.save_complete)
        self._look.start()

    def _title(self) -> str:
        name = self.form.value("name")
        order = ("ar", "la") if words().rtl else ("la", "ar")
        known = [name.full(script) for script in order] if name is not None else []
        code = self.entry.values.get("code") if self.entry is not None else ""
        return next((one for one in known if one), "") or words().ltr(str(code or "")) or words().kind("victim")

    def _side(self, sections: tuple[Section, ...]) -> QVBoxLayout:
        return column(*(self._card(section) for section in sections), None, gap=10)

    def _card(self, section: Section) -> Card:
        icon_name, title, lines = section
        card = Card()
        head = CardHead(icon_name, title(), "")
        if "kin" in [name for line in lines for name in line]:
            head.add(label(say("Sealed: never leaves except to named people"), "hint"))
        rows = []
        for names in lines:
            made = row(gap=8)
            for name in names:
                editor = make_editor(self.form, name, lambda: self.facts)
                text = "" if name == "name" else None
                box = FieldBox(self.form, name, editor, required=name in REQUIRED, text=text)
                self.boxes[name] = box
                made.addWidget(box, 1, Qt.AlignmentFlag.AlignTop)
            rows.append(made)
        card.section(head, *rows, gap=8)
        return card

    def _connect(self) -> None:
        self.form.typed.connect(self.keeper.key_pressed)
        self.form.settled.connect(lambda _: self.keeper.field_left())
        self.form.settled.connect(lambda _: self._look.start())
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
            "F6": lambda: any(box.repair() for box in self.boxes.values()),
            "F8": self.next_correction,
            "F1": lambda: show_keys(self, grids=False),
            "Ctrl+Z": self.steps.undo,
            "Ctrl+Y": self.steps.redo,
        }
        for key, do in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(do)

    # ---- what the register has

    def _load(self) -> None:
        store, record, incident = self.context.store, self.id, self._incident
        Job(lambda: _load(store, record, incident)).then(self._loaded).start(self)

    def _loaded(self, loaded: tuple[VictimFacts, Entry | None, Mapping[str, Any]]) -> None:
        self.facts, entry, draft = loaded
        self._draft = self._draft or dict(draft)
        if entry is not None:
            touched = {name for name in entry.values if self.form.is_touched(name)}
            had = self._seen.heads if self._seen is not None else {}
            heads = {**entry.seen.heads, **{name: had[name] for name in touched if name in had}}
            self.entry, self._seen = entry, Seen(heads)
            self.form.show_values(entry.values)
            self.head.entitle(self._title(), str(entry.values.get("status") or "draft"))
        if not self.ready:
            self._begin()
        else:
            for name, box in self.boxes.items():
                box.editor.put(self.form.state(name))

    def _begin(self) -> None:
        if self.entry is None and self._incident:
            self.form.change("incident", self._incident)
        restore_form(self.form, self._draft.get("form") or {})
        for name, heads in (self._draft.get("seen") or {}).items():
            kept = tuple(bytes.fromhex(one) for one in heads)
            self._seen = Seen({**(self._seen.heads if self._seen else {}), name: kept})
        self.steps.clear()
        self.ready = True
        if self.entry is not None:
            self._build()
        self.boxes["name"].editor.setFocus()

    def _others_changed(self, outcome: Outcome) -> None:
        if self.ready and not self._saving and self.context.is_open and outcome.kinds & {"victim", "source"}:
            self._load()

    # ---- drafts

    def _blank(self) -> bool:
        mine = form_content(self.form)
        return not mine or (self.entry is None and set(mine) == {"incident"} and self._incident is not None)

    def _content(self) -> dict[str, Any] | None:
        if self._blank():
            return None
        seen = self._seen.heads if self._seen is not None else {}
        return {
            "v": 1,
            "about": {"name": self.form.state("name").text},
            "form": form_content(self.form),
            "seen": {name: [one.hex() for one in heads] for name, heads in seen.items()},
        }

    # ---- looking it over

    def _look_over(self) -> None:
        self._wrong = [Finding("", name, why) for name, why in self.form.problems.items()]
        ruled = [
            Finding("", item.fields[0], item.message, hard=item.hard, rule=item.rule)
            for item in problems("victim", self.form.values(), self.id)
        ]
        self._wrong += [one for one in ruled if one.hard and self._tried]
        self.head.show_corrections(len(self._wrong))
        self.doubts.show_findings([one for one in ruled if not one.hard])
        said = {one.name: say_message(one.message) for one in self._wrong if one.rule}
        for name, box in self.boxes.items():
            box.claim(said.get(name, ""))

    _wrong: list[Finding] = []  # noqa: RUF012 - replaced at each look

    def next_correction(self) -> None:
        """F8: give the keyboard to the next field to correct."""
        self.form.take_all()
        self._look_over()
        now, names = self.focusWidget(), [one.name for one in self._wrong]
        here = next((n for n, name in enumerate(names) if now is not None and self.boxes[name].isAncestorOf(now)), -1)
        if self._wrong:
            self._go_to(self._wrong[(here + 1) % len(self._wrong)])

    def _go_to(self, finding: Finding) -> None:
        if finding.name in self.boxes:
            self.boxes[finding.name].editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _keep_doubt(self, finding: Finding, why: str) -> None:
        self.form.change("overrides", {**(self.form.value("overrides") or {}), finding.rule: why})

    # ---- saving and closing

    def save_complete(self, *, another: bool = False) -> None:
        """Ctrl+Enter: save; only hard problems are in the way."""
        if self._saving or not self.ready:
            return
        self.form.take_all()
        self._tried = True
        self._look_over()
        if self._wrong:
            self._go_to(self._wrong[0])
        else:
            self._save("complete", lambda: self._finish(another=another))

    def _save(self, status: str, then: Callable[[], object]) -> None:
        values = self.form.changes()
        before = self.entry.values.get("status") if self.entry is not None else "draft"
        if self.entry is None or (before == "draft" and status == "complete"):
            values["status"] = status
        if not values:
            then()
            return
        edit, store = Edit("victim", self.id, values, self._seen), self.context.store
        self._saving = True

        def saved(outcome: Outcome) -> None:
            self.context.announce(outcome)
            tell_rivals(self.context, [edit], outcome)
            then()

        job = Job(lambda: store.save([edit]), writes=True).then(saved).otherwise(self._refused, SaveRefused)
        job.lastly(self._save_over).start(self)

    def _save_over(self) -> None:
        self._saving = False

    def _refused(self, trouble: Any) -> None:
        if isinstance(trouble, SaveRefused):
            self._tried = True
            self.next_correction()
        else:
            messages.tell(trouble)

    def _finish(self, *, another: bool = False) -> None:
        self.keeper.drop()
        incident = self.form.value("incident")
        self._end()
        if another:
            open_victim(self.context, None, incident).show()

    def _end(self) -> None:
        self._ended = True
        let_go(self)
        self.context.remember("victim.size", [self.width(), self.height()])
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """? shows all keys, where it is not typed into anything."""
        if event.text() in ("?", "؟"):
            show_keys(self, grids=False)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Esc: close and continue later."""
        if not self._ended and self.context.is_open and not self._saving:
            self._close_for_later()
        event.setAccepted(self._ended or not self.context.is_open)

    def _close_for_later(self) -> None:
        self.form.take_all()
        status = self.entry.values.get("status") if self.entry is not None else "draft"
        if not self.ready or self._blank():
            self._finish() if self.ready else self._end()
        elif status == "draft":
            self._save("draft", self._keep_rest)
        else:  # a complete record stays as it is until its changes are saved as complete
            self.keeper.close_with(self._content() or {})
            first = say("What you changed in {record} is kept, and is not in the register yet.", record=self._title())
            self.context.told.emit("information", first, say("Open it again to go on."))
            self._end()

    def _keep_rest(self) -> None:
        if self.form.problems:
            self.keeper.close_with({**(self._content() or {}), "seen": {}})
            self._end()
        else:
            self._finish()

    # ---- lock and language

    def _lock(self) -> None:
        self.form.take_all()
        self.keeper.keep()
        self.hide()

    def _unlock(self) -> None:
        self._load()
        self.show()

    def _restyle(self) -> None:
        self.form.take_all()
        now = self.focusWidget()
        here = next((name for name, box in self.boxes.items() if now is not None and box.isAncestorOf(now)), "name")
        self._build()
        self.boxes[here].editor.setFocus()


def _load(store: Store, record: str, incident: str | None) -> tuple[VictimFacts, Entry | None, Mapping[str, Any]]:
    facts, entry = VictimFacts().learn(store), store.read("victim", record)
    wanted = (entry.values.get("incident") if entry is not None else None) or incident
    if wanted:
        facts.note_incident(store, str(wanted))
    return facts, entry, kept_draft(store, record)
