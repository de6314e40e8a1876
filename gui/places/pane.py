"""The place beside the list: its names and spellings, what it may be the same as, what rests on it, its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from gui import messages
from gui.detail import DetailPane, PaneNote, divider, fact, heading_part, pair, timeline_part
from gui.entry.facts import level_word
from gui.forms.withdrawing import WithdrawDialog
from gui.history import history_lines, reason_words
from gui.jobs import Job
from gui.known import Known
from gui.listing.torn import said
from gui.look.icons import icon
from gui.map.mini import record_map
from gui.places.joining import JoinDialog
from gui.rights import VERIFY, offered
from gui.say import ltr, say, say_n, words
from gui.widgets import Button, IconButton, LinkButton, Tag, column, label, row
from storage import Edit, Entry, PlaceFacts, Step, folded

if TYPE_CHECKING:
    from gui.context import Context

MOST_LIKE, SHORT_HISTORY = 3, 5


@dataclass(frozen=True)
class PlaceShown:
    """What the pane shows of a place."""

    entry: Entry
    steps: list[Step]
    resting: int
    alike: list[tuple[PlaceFacts, float | None]]
    team: str


def is_proposed(entry: Entry) -> bool:
    """Whether nobody has approved the place yet: who proposed it stays on record."""
    values = entry.values
    return bool(values.get("proposed_by")) and not values.get("withdrawn") and values.get("status") != "verified"


class PlacePane(DetailPane):
    """One place.

    Signals:
        opening(str): open its form.
    """

    opening = Signal(str)

    def __init__(self, context: Context, known: Known) -> None:
        super().__init__()
        self._context, self._known = context, known
        self._facts: PlaceShown | None = None
        self.spelling = QLineEdit()

    def read(self, record: str) -> PlaceShown | None:
        """The place with what belongs to it (in a reader's thread)."""
        store = self._context.store
        entry = store.read("place", record)
        if entry is None:
            return None
        alike = [
            (facts, pair.km)
            for pair in store.same_places(record)[:MOST_LIKE]
            if (facts := store.places.get(pair.other if pair.one == record else pair.one))
        ]
        resting = store.resting_on([record]).get(record, 0)
        team = str(entry.values.get("proposed_by") or "")
        return PlaceShown(entry, store.history("place", record), resting, alike, self._known.team(team))

    def fill(self, facts: PlaceShown) -> None:
        """Lay it out."""
        self._facts = facts
        add = self.body.addWidget
        add(self._head(facts))
        add(record_map(self._context, "place", facts.entry.id))
        for note in self._notes(facts):
            add(note)
        for other, km in facts.alike:
            add(self._like(other, km))
        add(divider())
        self._names(facts.entry)
        add(self._teach())
        add(divider())
        count = say_n("{count} record names this place", "{count} records name this place", facts.resting)
        add(fact(count if facts.resting else say("No record names this place.")))
        add(timeline_part(say("Who changed what"), history_lines("place", facts.steps, self._known)[:SHORT_HISTORY]))
        self._buttons(facts)

    # ---- parts

    def _head(self, facts: PlaceShown) -> QWidget:
        values = facts.entry.values
        level = values.get("level")
        tags = [Tag(level_word(4 if level is None else int(level)), "map-pin", "")]
        if is_proposed(facts.entry):
            tags.append(Tag(say("Proposed"), "circle-help", "warning"))
        title = self._title(facts.entry) or say("Place")
        return heading_part(ltr(values.get("code") or ""), title, self._known.area(facts.entry.id), tags)

    def _title(self, entry: Entry) -> str:
        mine = "name_ar" if words().rtl else "name_en"
        if mine in entry.disputed:
            return said(entry, mine, lambda text: str(text or ""))
        torn = entry.disputed.keys() & {"name_ar", "name_en", "name_other"}
        if torn and not entry.values.get(mine):
            return said(entry, sorted(torn)[0], lambda text: str(text or ""))
        return self._known.place(entry.id)

    def _notes(self, facts: PlaceShown) -> list[QWidget]:
        values = facts.entry.values
        notes: list[QWidget] = []
        if values.get("withdrawn"):
            note = PaneNote("", say("Withdrawn."), reason_words(str(values["withdrawn"])), say("Take back"))
            note.followed.connect(lambda: self._save({"withdrawn": None}))
            notes.append(note)
        elif is_proposed(facts.entry):
            by = say("Proposed by {team}.", team=facts.team) if facts.team else say("Proposed.")
            notes.append(
                PaneNote("warning", by, say("Is it a place of its own? Approve it, or say which place is meant."))
            )
        if values.get("retired"):
            gone = say("The table {table} no longer has this place.", table=ltr(str(values["retired"])))
            notes.append(PaneNote("", gone, say("It stays usable, and so do the records that name it.")))
        if facts.entry.disputed:
            fields = say(", ").join(words().field(f"place.{name}") for name in facts.entry.disputed)
            notes.append(PaneNote("warning", say("Teams disagree about: {fields}.", fields=fields)))
        return notes

    def _like(self, other: PlaceFacts, km: float | None) -> QWidget:
        name = f"{other.name(words().language)} ({ltr(other.code)})" if other.code else other.name(words().language)
        told = say("May be the same as {place}.", place=name)
        beside = [self._known.area(other.id), "" if km is None else say("{km} km away", km=ltr(f"{km:.1f}"))]
        note = PaneNote("warning", told, say(", ").join(part for part in beside if part))
        same, two = LinkButton(say("The same place…")), LinkButton(say("Two places"))
        same.clicked.connect(lambda: self.join_with(other.id))
        two.clicked.connect(lambda: self._apart(other.id))
        part = QWidget()
        part.setLayout(column(note, row(same, two, None, gap=14, margins=(10, 0, 10, 0)), gap=2))
        return part

    def _names(self, entry: Entry) -> None:
        for name in ("name_ar", "name_en", "name_other"):
            told = said(entry, name, lambda text: str(text or ""))
            if told:
                self.body.addWidget(pair(words().field(f"place.{name}"), told))
        aliases = entry.values.get("aliases") or ()
        if aliases:
            self.body.addWidget(pair(words().field("place.aliases"), say(", ").join(aliases)))
        if entry.values.get("pack"):
            self.body.addWidget(pair(words().field("place.pack"), ltr(str(entry.values["pack"]))))

    def _teach(self) -> QWidget:
        """A spelling that means this place, learned on the spot."""
        self.spelling = QLineEdit()
        self.spelling.setPlaceholderText(say("another spelling…"))
        self.spelling.setAccessibleName(say("Another spelling of this place"))
        learn = Button(say("Remember"), "plus")
        learn.clicked.connect(self.learn_spelling)
        self.spelling.returnPressed.connect(self.learn_spelling)
        part = QWidget()
        line = row(self.spelling, learn, gap=6)
        line.setStretch(0, 1)
        part.setLayout(column(label(say("This spelling means this place"), "hint"), line, gap=3))
        return part

    def _buttons(self, facts: PlaceShown) -> None:
        opener = Button(say("Open"), "pencil-line", "Enter")
        opener.clicked.connect(lambda: self.opening.emit(facts.entry.id))
        self.foot.addWidget(opener)
        if facts.entry.values.get("withdrawn"):
            return
        if is_proposed(facts.entry):
            approve = Button(say("Approve"), "check", kind="primary")
            approve.clicked.connect(self.approve)
            self.foot.addWidget(offered(approve, self._context.rights, VERIFY))
        self.foot.addStretch(1)
        more = IconButton("ellipsis", say("More for this place"))
        more.clicked.connect(lambda: self._menu().popup(more.mapToGlobal(more.rect().topLeft())))
        self.foot.addWidget(more)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(icon("link"), say("It is the same as…")).triggered.connect(lambda: self.join_with(""))
        menu.addAction(icon("archive"), say("Withdraw…")).triggered.connect(self._withdraw)
        return menu

    # ---- what may be done

    def approve(self) -> None:
        """The proposal is a place of its own from now on; it keeps its identity."""
        self._save({"status": "verified"}, told=say("Approved."))

    def learn_spelling(self) -> None:
        """Keep what was typed as a spelling of this place."""
        typed, facts = self.spelling.text().strip(), self._facts
        if facts is None or not typed:
            return
        values = facts.entry.values
        known = [*(values.get("aliases") or ()), *(values.get(name) for name in ("name_ar", "name_en", "name_other"))]
        if folded(typed) in {folded(str(one)) for one in known if one}:
            self._context.told.emit("information", say("This spelling is known already."), "")
            return
        told = say("Remembered: “{spelling}” means this place.", spelling=typed)
        self._save({"aliases": (*(values.get("aliases") or ()), typed)}, told=told)

    def join_with(self, other: str) -> None:
        """Ask which place is meant, and say what joining does."""
        if self._facts is not None:
            dialog = JoinDialog(self._context, self._facts.entry.id, other, self.window())
            dialog.joined.connect(self.refresh)
            dialog.open()

    def _apart(self, other: str) -> None:
        if self._facts is None:
            return
        store, mine = self._context.store, self._facts.entry.id
        Job(lambda: store.tell_apart(mine, other), writes=True).then(
            lambda outcome: self._saved(outcome, say("Kept as two places."))
        ).otherwise(messages.tell).start(self)

    def _withdraw(self) -> None:
        dialog = WithdrawDialog(say("Withdraw this place?"), self.window())
        dialog.given.connect(lambda reason: self._save({"withdrawn": reason}, reason, told=say("Withdrawn.")))
        dialog.open()

    def _save(self, values: dict[str, Any], why: str = "", told: str = "") -> None:
        if self._facts is None:
            return
        entry, store = self._facts.entry, self._context.store
        edit = Edit("place", entry.id, values, entry.seen, why)
        Job(lambda: store.save([edit], why=why), writes=True).then(
            lambda outcome: self._saved(outcome, told)
        ).otherwise(messages.tell).start(self)

    def _saved(self, outcome: Any, told: str) -> None:
        self._context.announce(outcome)
        if told:
            self._context.told.emit("ok", told, say("Ctrl+Z takes it back."))
        self.refresh()
