"""The person beside the list: who, what happened, where it rests, what changed, and what may be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from gui import messages
from gui.attachments.section import files_part
from gui.detail import DetailPane, PaneNote, divider, fact, heading_part, pair, timeline_part
from gui.forms.withdrawing import WithdrawDialog
from gui.history import history_lines, reason_words
from gui.jobs import Job
from gui.known import Known
from gui.listing.field_columns import told_of
from gui.listing.torn import AsSaid, said, standing_cell
from gui.look.icons import icon
from gui.say import say, words
from gui.screens.incident_facts import row_of
from gui.screens.likely import candidates_part, who_words
from gui.screens.missing_columns import is_lost, since_words
from gui.screens.naming_people import name_people
from gui.screens.outcome_line import HAPPENINGS, Happened
from gui.screens.victim_columns import full_name, outcome_of
from gui.screens.victim_groups import group_words
from gui.screens.victim_outcomes import outcome_lines
from gui.table.list_cells import either
from gui.widgets import Button, IconButton, LinkButton, Tag
from storage import Candidate, Edit, Entry, Identified, Range, Step

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Store

SHOWN = (
    "sex",
    "age",
    "people",
    "outcome_day",
    "hospital",
    "cause",
    "civilian_status",
    "roles",
    "family_group",
    "home",
)


@dataclass(frozen=True)
class VictimFacts:
    """A person with the row of the list and the changes."""

    entry: Entry
    row: Any
    incident: Any | None
    steps: Sequence[Step]
    outcomes: Sequence[Entry] = ()
    likely: Sequence[Candidate] = ()
    identified: Sequence[Identified] = ()
    members: Sequence[Entry] = ()
    told: Mapping[str, str] = field(default_factory=dict)


class VictimPane(DetailPane):
    """One person or group.

    Signals:
        opening(str): open the form.
        happened(object, str): record this of the person (a :class:`Happened`, the record).
        same(str, str): the person is this other one; apart(str, str): is not; parting(str): this link was a mistake.
    """

    opening = Signal(str)
    happened = Signal(object, str)
    same = Signal(str, str)
    apart = Signal(str, str)
    parting = Signal(str)

    def __init__(self, context: Context, known: Known) -> None:
        super().__init__()
        self._context, self._known = context, known
        self._facts: VictimFacts | None = None

    def read(self, record: str) -> VictimFacts | None:
        """The person with what belongs to them (in a reader's thread)."""
        store = self._context.store
        entry = store.read("victim", record)
        if entry is None:
            return None
        incident = entry.values.get("incident")
        found = row_of(store, "incident", str(incident)) if incident else None
        outcomes = store.children("outcome", "victim", record)
        told = {one.id: _told(store, one) for one in outcomes}
        steps = store.history("victim", record)
        row, likely, identified = (
            row_of(store, "victim", record),
            store.could_be(record),
            store.identified_with(record),
        )
        group = entry.values.get("people") is not None
        every = store.children("victim", "of_group", record) if group else []
        members = [one for one in every if not one.values.get("withdrawn")]
        return VictimFacts(entry, row, found, steps, outcomes, likely, identified, members, told)

    def fill(self, facts: VictimFacts) -> None:
        """Lay it out."""
        self._facts = facts
        row, add = facts.row, self.body.addWidget
        arabic, latin = _names(row)
        names = [one for one in ((arabic, latin) if words().rtl else (latin, arabic)) if one]
        state, outcome = standing_cell(row), outcome_of(row)
        where = " · ".join(part for part in (outcome.strong or outcome.text, self._place(facts)) if part)
        title = names[0] if names else say("name not known")
        add(heading_part(row["code"] or "", title, " · ".join([*names[1:], where]), [Tag(state.text, state.icon)]))
        if row["withdrawn"]:
            note = PaneNote("", say("Withdrawn."), reason_words(str(row["withdrawn"])), say("Take back"))
            note.followed.connect(lambda: self._save({"withdrawn": None}))
            add(note)
        if row.disputed:
            fields = say(", ").join(words().field(f"victim.{name}") for name in row.disputed)
            add(PaneNote("warning", say("Teams disagree about: {fields}.", fields=fields)))
        add(divider())
        for name in SHOWN:
            shown = told_of(facts.entry, name, self._known)
            if shown:
                add(pair(words().field(f"victim.{name}"), shown))
        if facts.incident is not None:
            link = LinkButton(say("Incident {code}", code=facts.incident["code"] or ""))
            link.clicked.connect(partial(self._context.asked.emit, "incident", facts.incident.id))
            add(link)
        self._group(facts)
        self._board(facts)
        lines = outcome_lines(facts.entry.values, facts.outcomes, facts.told, self._known)
        if len(lines) > 1 or facts.outcomes:
            add(divider())
            add(timeline_part(say("What happened, step by step"), lines))
        add(divider())
        add(files_part(self._context, "victim", facts.entry.id))
        add(divider())
        add(timeline_part(say("Who changed what"), history_lines("victim", facts.steps, self._known)[:12]))
        self._buttons(facts)

    def _place(self, facts: VictimFacts) -> str:
        """Where: that of the outcome, else of the incident."""
        if "outcome_place" in facts.entry.disputed:
            return said(facts.entry, "outcome_place", self._known.place)
        return self._known.place(facts.row["where_id"])

    def _group(self, facts: VictimFacts) -> None:
        """How many of a group are named, and where a person was named from."""
        people, record = facts.entry.values.get("people"), facts.entry.id
        if isinstance(people, Range):
            count = len(facts.members)
            self.body.addWidget(fact(group_words(people, (count, count))))
            link = LinkButton(say("Name people from this group"))
            link.clicked.connect(lambda: name_people(self._context, record))
            self.body.addWidget(link)
        group = facts.entry.values.get("of_group")
        if group:
            link = LinkButton(say("Named from a group"))
            link.clicked.connect(partial(self._context.open, "victim", str(group)))
            self.body.addWidget(link)

    def _board(self, facts: VictimFacts) -> None:
        """Since when somebody is looked for, who it was, and who it could be."""
        add, record, row = self.body.addWidget, facts.entry.id, facts.row
        if is_lost(row):
            add(fact(since_words(row, self._known), say("Looked for.")))
        for one in facts.identified:
            who = who_words(one.other)
            first = say("Identified with {name}.", name=who)
            note = PaneNote("", first, str(one.link.values.get("reason") or ""), say("It was a mistake…"))
            note.followed.connect(partial(self.parting.emit, one.link.id))
            add(note)
        if is_lost(row) or (row["board"] == "unidentified" and not facts.identified):
            add(divider())
            title = say("Bodies without a name that could be this person") if is_lost(row) else say("Who it could be")
            same, apart = partial(self.same.emit, record), partial(self.apart.emit, record)
            add(candidates_part(facts.likely, self._known, title, same, apart))

    def _buttons(self, facts: VictimFacts) -> None:
        opener = Button(say("Open"), "pencil-line", "Enter")
        opener.clicked.connect(lambda: self.opening.emit(facts.entry.id))
        self.foot.addWidget(opener)
        self.foot.addStretch(1)
        more = IconButton("ellipsis", say("More for this person"))
        more.clicked.connect(lambda: self._menu(facts).popup(more.mapToGlobal(more.rect().topLeft())))
        self.foot.addWidget(more)

    def _menu(self, facts: VictimFacts) -> QMenu:
        menu = QMenu(self)
        if facts.row["withdrawn"]:
            back = menu.addAction(icon("undo-2"), say("Take the withdrawal back"))
            back.triggered.connect(lambda: self._save({"withdrawn": None}))
        else:
            for what in HAPPENINGS:
                said = f"{what.word()}\t{what.key}"
                menu.addAction(icon(what.icon), said).triggered.connect(
                    partial(self._tell_happened, what, facts.entry.id)
                )
            menu.addSeparator()
            menu.addAction(icon("archive"), say("Withdraw…")).triggered.connect(self._withdraw)
        return menu

    def _tell_happened(self, what: Happened, record: str, *_: object) -> None:
        self.happened.emit(what, record)

    def _withdraw(self) -> None:
        dialog = WithdrawDialog(say("Withdraw this person?"), self.window())
        dialog.given.connect(lambda reason: self._save({"withdrawn": reason}, reason))
        dialog.open()

    def _save(self, values: dict[str, Any], why: str = "") -> None:
        if self._facts is None:
            return
        entry, store = self._facts.entry, self._context.store
        edit = Edit("victim", entry.id, values, entry.seen, why)
        Job(lambda: store.save([edit], why=why), writes=True).then(
            lambda outcome: self._saved(outcome, why)
        ).otherwise(messages.tell).start(self)

    def _saved(self, outcome: Any, why: str) -> None:
        self._context.announce(outcome)
        if why:  # it has left the list: say so, and how it comes back
            self._context.told.emit("ok", say("Withdrawn."), say("Ctrl+Z takes it back."))
        self.refresh()


def _names(row: Any) -> tuple[str, str]:
    """The name in both scripts; in dispute, all that were written."""
    rivals = row.disputed.get("name", ())
    if len(rivals) < 2:
        return full_name(row)
    each = [full_name(AsSaid(row, "name", one, {})) for one in rivals]
    arabic, latin = (tuple(dict.fromkeys(pair[at] for pair in each if pair[at])) for at in (0, 1))
    return either(arabic) if arabic else "", either(latin) if latin else ""


def _told(store: Store, step: Entry) -> str:
    """Who said it, and who wrote it down."""
    source = step.values.get("source")
    said = store.name_of("source", str(source), words().language) if source else ""
    changes = store.history("outcome", step.id)
    parts = (said, step.values.get("said_by") or "", changes[-1].who if changes else "")
    return " · ".join(dict.fromkeys(part for part in parts if part))
