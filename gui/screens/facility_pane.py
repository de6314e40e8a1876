"""The facility beside the list: whether it works, every attack on it, doubles, changes, and what may be done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from gui import messages
from gui.attachments.section import files_part
from gui.detail import DetailPane, PaneNote, divider, fact, heading_part, pair, timeline_part
from gui.forms.function_line import FunctionLine, Stretch
from gui.forms.sealed import Sealed
from gui.forms.withdrawing import WithdrawDialog
from gui.history import history_lines, reason_words
from gui.jobs import Job
from gui.known import Known
from gui.listing.field_columns import told_of
from gui.listing.torn import said, standing_cell
from gui.look.icons import icon
from gui.map.mini import record_map
from gui.say import rtl, say, say_n, words
from gui.screens.facility_columns import function_cell, tone_of
from gui.screens.facility_facts import Blow, FacilityFacts, day_of, read_facility
from gui.screens.facility_same import SameDialog
from gui.table.cells import Cell
from gui.table.list_cells import day_words, either, short_code
from gui.widgets import Button, IconButton, LinkButton, Tag, column, label
from storage import Count, DayValue, Edit, Position

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Store

SHORT_HISTORY = 5
MOST_BLOWS = 12
FACTS = ("run_by", "run_by_note", "aliases", "notes")


class FacilityPane(DetailPane):
    """One facility.

    Signals:
        opening(str): open the form.
    """

    opening = Signal(str)

    def __init__(self, context: Context, known: Known) -> None:
        super().__init__()
        self._context, self._known = context, known
        self._facts: FacilityFacts | None = None
        self._whole = False

    def read(self, record: str) -> FacilityFacts | None:
        """The facility with what belongs to it (in a reader's thread)."""
        return read_facility(self._context.store, record)

    def fill(self, facts: FacilityFacts) -> None:
        """Lay it out."""
        if self._facts is None or self._facts.entry.id != facts.entry.id:
            self._whole = False
        self._facts = facts
        add = self.body.addWidget
        add(self._head(facts))
        add(record_map(self._context, "facility", facts.entry.id))
        for note in self._notes(facts):
            add(note)
        add(divider())
        self._working(facts)
        add(divider())
        self._attacks(facts)
        add(divider())
        self._more(facts)
        add(divider())
        add(files_part(self._context, "facility", facts.entry.id))
        add(divider())
        add(self._history(facts))
        self._buttons(facts)

    # ---- parts

    def _head(self, facts: FacilityFacts) -> QWidget:
        values, row = facts.entry.values, facts.row
        order = ("name_ar", "name_en") if rtl() else ("name_en", "name_ar")
        entry = facts.entry
        names = [name for one in order if (name := said(entry, one, lambda text: str(text or "")))]
        kind = said(entry, "kind", lambda code: words().code("facility-kind", str(code)) if code else "")
        area = "" if "place" in entry.disputed else self._known.area(values.get("place"))
        place = " · ".join(part for part in (said(entry, "place", self._known.place), area) if part)
        state = standing_cell(row)
        tags = [Tag(state.text, state.icon)]
        where = " · ".join(part for part in (kind, *names[1:], place) if part)
        return heading_part(
            row["code"] or "", names[0] if names else kind or say("Facility without a name"), where, tags
        )

    def _notes(self, facts: FacilityFacts) -> list[QWidget]:
        row, notes = facts.row, list[QWidget]()
        if row["withdrawn"]:
            note = PaneNote("", say("Withdrawn."), reason_words(str(row["withdrawn"])), say("Take back"))
            note.followed.connect(lambda: self._save({"withdrawn": None}))
            notes.append(note)
        if facts.entry.disputed:
            fields = say(", ").join(words().field(f"facility.{name}") for name in facts.entry.disputed)
            notes.append(PaneNote("warning", say("Teams disagree about: {fields}.", fields=fields)))
        for link, other in facts.doubles:
            name = other["name_ar" if rtl() else "name_en"] or other["name_en"] or other["name_ar"] or other["code"]
            note = PaneNote(
                "", say("The same facility as {name}.", name=name), say("Counted once."), say("Part them…")
            )
            note.followed.connect(partial(self._part, link))
            notes.append(note)
        for other_id, name in facts.near[:1]:
            note = PaneNote("warning", say("Perhaps the same facility as {name}.", name=name), "", say("Link them…"))
            note.followed.connect(partial(self._same, other_id))
            notes.append(note)
        return notes

    def _working(self, facts: FacilityFacts) -> None:
        cell = function_cell("function", facts.entry.values.get("function"))
        if "function" in facts.entry.disputed:
            told = said(facts.entry, "function", lambda code: words().code("function", str(code)) if code else "")
            cell = Cell(told, icon="triangle-alert")
        now = cell.words if cell.words else say("Nobody has said whether it works.")
        tone = tone_of(str(facts.entry.values.get("function") or ""))
        state = tone if tone in ("ok", "warning", "error", "information") else ""
        state = "warning" if "function" in facts.entry.disputed else state
        part = Tag(now, cell.icon, state) if cell.words else label(now, "hint")
        self.body.addLayout(column(label(say("Works now?"), "label"), part, gap=4))
        line = self._line(facts)
        if line is not None:
            self.body.addWidget(line)

    def _line(self, facts: FacilityFacts) -> FunctionLine | None:
        states = [
            Stretch(day, words().code("function", code), tone_of(code))
            for one in facts.states
            if (day := day_of(one)) is not None and (code := str(one.values.get("function") or ""))
        ]
        attacks = [day for one in facts.blows if (day := one.day) is not None]
        if not states and not attacks:
            return None
        days = sorted([*(one.day for one in states), *attacks])
        told = [f"{self._day(one.day)}: {one.words}" for one in states]
        told += [say("attacked {day}", day=self._day(day)) for day in sorted(attacks)]
        direction = say("Time runs from left to right; triangles are attacks.")
        ends = (self._day(days[0]), self._day(days[-1]))
        return FunctionLine(states, attacks, ends, (" · ".join(told), direction))

    def _day(self, day: Any) -> str:
        return day_words(DayValue.on(day), self._known.reading(), self._known.year)

    def _attacks(self, facts: FacilityFacts) -> None:
        blows = facts.blows
        count = len(blows)
        title = (
            say_n("{count} attack on it", "{count} attacks on it", count) if count else say("No attack on it known")
        )
        self.body.addWidget(label(title, "label"))
        days = [one.damage.values["closed_days"] for one in blows if one.damage.values.get("closed_days")]
        if days:
            shut = say_n("Closed for {count} day in all", "Closed for {count} days in all", sum(days))
            self.body.addWidget(fact(shut))
        for blow in blows if self._whole else blows[:MOST_BLOWS]:
            self.body.addWidget(self._blow(blow))

    def _blow(self, blow: Blow) -> QWidget:
        part = QWidget()
        values = blow.incident.values if blow.incident is not None else {}
        attack = short_code("attack", values.get("attack")) or say("Incident")
        day = self._day(blow.day) if blow.day is not None else say("day not known")
        place = self._known.place(values.get("place"))
        link = LinkButton(" · ".join(one for one in (day, attack, place) if one))
        link.clicked.connect(partial(self._open_incident, blow))
        link.setEnabled(blow.incident is not None)
        inside = column(link, gap=1)
        told = self._harm(blow)
        if told:
            inside.addWidget(fact(told))
        part.setLayout(inside)
        return part

    def _harm(self, blow: Blow) -> str:
        values, reading, told = blow.damage.values, self._known.reading(), []
        rivals = [one.value for one in blow.damage.disputed.get("damage", ())] or [values.get("damage")]
        if rivals[0] or len(rivals) > 1:
            named = tuple(words().code("damage", str(one)) if one else "?" for one in rivals)
            told.append(say("damage: {damage}", damage=either(named)))
        if values.get("closed") == "yes" and not values.get("closed_days"):
            told.append(say("closed"))
        if values.get("closed_days"):
            told.append(say_n("closed {count} day", "closed {count} days", int(values["closed_days"])))
        for name, word in (("personnel_killed", "killed"), ("personnel_injured", "injured")):
            count = values.get(name)
            if count is not None and count.high != 0:
                shown = Count().show(count, reading)
                told.append(
                    say("staff killed: {count}", count=shown)
                    if word == "killed"
                    else say("staff injured: {count}", count=shown)
                )
        return say(", ").join(told)

    def _open_incident(self, blow: Blow) -> None:
        if blow.incident is not None:
            self._context.open("incident", blow.incident.id)

    def _more(self, facts: FacilityFacts) -> None:
        for name in FACTS:
            shown = told_of(facts.entry, name, self._known)
            if shown:
                self.body.addWidget(pair(words().field(f"facility.{name}"), shown))
        if facts.has_position:
            title = say("Exact position: sealed")
            record = facts.entry.id

            def read(store: Store) -> str:
                entry = store.read("facility", record)
                value = entry.values.get("position") if entry is not None else None
                return words().ltr(Position().show(value, self._known.reading())) if value is not None else ""

            sealed = Sealed(self._context, read, (say("Show position"), title))
            self.body.addLayout(column(label(title, "hint"), sealed, gap=4))
        else:
            self.body.addWidget(label(say("No exact position is recorded."), "hint"))

    def _history(self, facts: FacilityFacts) -> QWidget:
        lines, more = history_lines("facility", facts.steps, self._known), None
        if len(lines) > SHORT_HISTORY and not self._whole:
            more = LinkButton(say_n("{count} change more", "{count} changes more", len(lines) - SHORT_HISTORY))
            more.clicked.connect(self._all)
            lines = lines[:SHORT_HISTORY]
        return timeline_part(say("Who changed what"), lines, more)

    def _buttons(self, facts: FacilityFacts) -> None:
        opener = Button(say("Open"), "pencil-line", "Enter")
        opener.clicked.connect(lambda: self.opening.emit(facts.entry.id))
        self.foot.addWidget(opener)
        self.foot.addStretch(1)
        more = IconButton("ellipsis", say("More for this facility"))
        more.clicked.connect(lambda: self._menu(facts).popup(more.mapToGlobal(more.rect().topLeft())))
        self.foot.addWidget(more)

    # ---- what may be done

    def _menu(self, facts: FacilityFacts) -> QMenu:
        menu = QMenu(self)
        menu.addAction(icon("link"), say("This is the same facility as…")).triggered.connect(lambda: self._same(""))
        menu.addAction(icon("history"), say("All changes")).triggered.connect(self._all)
        if facts.row["withdrawn"]:
            back = menu.addAction(icon("undo-2"), say("Take the withdrawal back"))
            back.triggered.connect(lambda: self._save({"withdrawn": None}))
        else:
            menu.addAction(icon("archive"), say("Withdraw…")).triggered.connect(self._withdraw)
        return menu

    def _all(self) -> None:
        self._whole = True
        if self._facts is not None:
            self._show_again(self._facts)

    def _same(self, other: str) -> None:
        if self._facts is None:
            return
        record = self._facts.entry.id
        dialog = SameDialog(self._context, record, self.window(), other)
        ends = {"link": "same_facility_as", "about": "facility", "first": record}
        dialog.given.connect(
            lambda other, why: self._write([Edit("link", None, {**ends, "second": other, "reason": why})], "")
        )
        dialog.open()

    def _part(self, link: Any) -> None:
        dialog = WithdrawDialog(say("Are they two facilities after all?"), self.window())
        dialog.given.connect(
            lambda why: self._write([Edit("link", link.id, {"withdrawn": why}, link.seen, why)], why, gone=False)
        )
        dialog.open()

    def _withdraw(self) -> None:
        dialog = WithdrawDialog(say("Withdraw this facility?"), self.window())
        dialog.given.connect(lambda reason: self._save({"withdrawn": reason}, reason))
        dialog.open()

    def _save(self, values: dict[str, Any], why: str = "") -> None:
        if self._facts is not None:
            entry = self._facts.entry
            self._write([Edit("facility", entry.id, values, entry.seen, why)], why)

    def _write(self, edits: list[Edit], why: str, *, gone: bool = True) -> None:
        store = self._context.store
        saving = Job(lambda: store.save(edits, why=why), writes=True)
        saving.then(lambda outcome: self._saved(outcome, told=bool(why) and gone)).otherwise(messages.tell).start(self)

    def _saved(self, outcome: Any, *, told: bool) -> None:
        self._context.announce(outcome)
        if told:  # it has left the list: say so, and how it comes back
            self._context.told.emit("ok", say("Withdrawn."), say("Ctrl+Z takes it back."))
        self.refresh()
