"""The incident beside the list: figures, who claims what, what is missing, what changed, and what may be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from gui import messages
from gui.attachments.section import files_part
from gui.detail import DetailPane, PaneNote, divider, fact, figures_part, heading_part, timeline_part
from gui.entry.known_facilities import names_of
from gui.entry.link_cells import link_word
from gui.forms.withdrawing import WithdrawDialog
from gui.history import history_lines, reason_words
from gui.jobs import Job
from gui.known import Known
from gui.listing.torn import FIGURES, is_torn, said, standing_cell
from gui.look.icons import icon
from gui.map.mini import record_map
from gui.rights import VERIFY, offered
from gui.say import say, say_n, words
from gui.screens.claims_names import KEY, show_claims
from gui.screens.incident_facts import IncidentFacts, differing, read_incident, spread
from gui.table.list_cells import either, range_words, short_code
from gui.widgets import Button, IconButton, LinkButton, Tag
from storage import Count, Day, Edit, Time, code_list

if TYPE_CHECKING:
    from gui.context import Context

SHORT_HISTORY = 5


class IncidentPane(DetailPane):
    """One incident.

    Signals:
        opening(str): open its entry window.
    """

    opening = Signal(str)

    def __init__(self, context: Context, known: Known) -> None:
        super().__init__()
        self._context, self._known = context, known
        self._facts: IncidentFacts | None = None
        self._whole_history = False

    def read(self, record: str) -> IncidentFacts | None:
        """The incident with what belongs to it (in a reader's thread)."""
        return read_incident(self._context.store, record, words().language)

    def fill(self, facts: IncidentFacts) -> None:
        """Lay it out."""
        if self._facts is None or self._facts.entry.id != facts.entry.id:
            self._whole_history = False
        self._facts = facts
        add = self.body.addWidget
        add(self._head(facts))
        add(record_map(self._context, "incident", facts.entry.id))
        add(divider())
        add(figures_part(self._figures(facts.row)))
        for line in self._figure_lines(facts):
            add(line)
        for note in self._notes(facts):
            add(note)
        self.body.addWidget(self._against_names(facts), 0, Qt.AlignmentFlag.AlignLeading)
        self._account(facts)
        self._linked(facts)
        add(divider())
        add(self._history(facts))
        self._buttons(facts)

    # ---- parts

    def _head(self, facts: IncidentFacts) -> QWidget:
        row, entry, reading = facts.row, facts.entry, self._known.reading()
        values = entry.values
        attack = said(entry, "attack", lambda code: short_code("attack", code)) or say("Incident")
        target = said(entry, "target", lambda code: short_code("target", code)).lower()
        place = said(entry, "place", self._known.place)
        what = say("{attack} on {target}", attack=attack, target=target) if target else attack
        title = say("{what}, {place}", what=what, place=place) if place else what
        when = [
            said(entry, "occurred", lambda day: Day().show(day, reading)),
            said(entry, "time", lambda time: Time().show(time, reading)),
        ]
        parts = [say(", ").join(part for part in when if part), values.get("place_note") or ""]
        parts.insert(1, "" if "place" in entry.disputed else self._known.area(values.get("place")))
        return heading_part(row["code"] or "", title, " · ".join(part for part in parts if part), [self._state(row)])

    def _state(self, row: Any) -> Tag:
        if is_torn(row):
            cell = standing_cell(row)
            return Tag(cell.text, cell.icon, "warning")
        name = "withdrawn" if row["withdrawn"] else row["status"] or "draft"
        item = code_list("record-status").items.get(name)
        tone = {"ok": "ok", "warning": "warning"}.get(item.more.get("tone", "") if item else "", "")
        drawing = item.more.get("icon", "") if item else ""
        return Tag(words().code("record-status", name), drawing, tone)

    def _figures(self, row: Any) -> list[tuple[str, str, str]]:
        titles = {"killed": say("Killed"), "injured": say("Injured"), "missing": say("Missing")}
        found = []
        for one, title in titles.items():
            rivals = row.disputed.get(f"decided_{one}", ())
            shown = [Count().show(rival, self._known.reading()) or "?" for rival in rivals]
            words_ = either(tuple(shown)) if len(shown) > 1 else range_words(row[f"{one}_min"], row[f"{one}_max"])
            if FIGURES & row.disputed.keys():
                words_ = f"{words_} ?".strip()
            if one != "missing" or words_ not in ("", "0"):
                found.append((title, one, words_))
        return found

    def _figure_lines(self, facts: IncidentFacts) -> list[QWidget]:
        reading = self._known.reading()
        lines: list[QWidget] = []
        women, children = spread(facts.claims, "killed_women"), spread(facts.claims, "killed_children")
        groups = []
        if women is not None and women.high != 0:
            groups.append(say("women: {count}", count=Count().show(women, reading)))
        if children is not None and children.high != 0:
            groups.append(say("children: {count}", count=Count().show(children, reading)))
        if groups:
            lines.append(fact(say("Of the killed: {groups}", groups=say(", ").join(groups))))
        told = differing(facts.claims, "killed")
        if told:
            named = [f"{self._source(facts, claim)} {Count().show(count, reading)}" for claim, count in told]
            strong = say_n("{count} source differs:", "{count} sources differ:", len(told))
            lines.append(fact(say(", ").join(named), strong))
        if facts.row["killed_min"] != facts.row["killed_max"] or facts.row.disputed:
            lines.append(fact(say("Sums count the lower number.")))
        return lines

    def _source(self, facts: IncidentFacts, claim: Any) -> str:
        source = claim.values.get("source")
        name = facts.sources.get(str(source), "") or claim.values.get("source_note") or say("a source")
        return f"{name} {facts.grades.get(claim.id, '')}".rstrip()

    def _notes(self, facts: IncidentFacts) -> list[QWidget]:
        row = facts.row
        notes: list[QWidget] = []
        named, low, high = row["named_killed"] or 0, row["killed_min"], row["killed_max"]
        if row["withdrawn"]:
            note = PaneNote("", say("Withdrawn."), reason_words(str(row["withdrawn"])), say("Take back"))
            note.followed.connect(self._take_back)
            notes.append(note)
        elif low is not None and named < low:
            first = say("{named} named, {claimed} claimed.", named=named, claimed=range_words(low, high))
            then = say_n(
                "At least {count} person is not yet named.", "At least {count} people are not yet named.", low - named
            )
            note = PaneNote("warning", first, then, say("Add victims"))
            note.followed.connect(lambda: self.opening.emit(facts.entry.id))
            notes.append(note)
        elif high is not None and named > high:
            first = say("{named} named, {claimed} claimed.", named=named, claimed=range_words(low, high))
            then = say("More people are named than any source claims. Look for doubles.")
            notes.append(PaneNote("error", first, then))
        if row.disputed:
            fields = say(", ").join(words().field(f"incident.{name}") for name in row.disputed)
            notes.append(PaneNote("warning", say("Teams disagree about: {fields}.", fields=fields)))
        return notes

    def _against_names(self, facts: IncidentFacts) -> Button:
        button = Button(say("Claims against names"), "scale", KEY).shortcut_key(KEY)
        button.clicked.connect(lambda: show_claims(self._context, self.window(), facts.entry.id))
        return button

    def _link(self, text: str, act: Any) -> LinkButton:
        link = LinkButton(text)
        link.clicked.connect(lambda: act())
        return link

    def _account(self, facts: IncidentFacts) -> None:
        text = facts.entry.values.get("narrative") or facts.entry.values.get("public_account")
        if text:
            self.body.addWidget(divider())
            self.body.addWidget(fact(str(text)[:900]))
        self.body.addWidget(divider())
        self.body.addWidget(files_part(self._context, "incident", facts.entry.id))

    def _linked(self, facts: IncidentFacts) -> None:
        for damage, facility in facts.hits:
            name = next(iter(names_of(facility.values)), "") if facility is not None else ""
            told = name or say("Facility without a name")
            if damage.values.get("damage"):
                told = f"{told} · {words().code('damage', str(damage.values['damage']))}"
            record = str(damage.values.get("facility") or "")
            way = self._link(told, lambda record=record: self._context.asked.emit("facility", record))
            way.setEnabled(facility is not None)
            self.body.addWidget(way)
        for link, row in facts.links:
            told = say("{link}: {code}", link=link_word(link), code=row["code"] or "")
            self.body.addWidget(
                self._link(told, lambda _=False, record=row.id: self._context.asked.emit("incident", record))
            )

    def _history(self, facts: IncidentFacts) -> QWidget:
        lines = history_lines("incident", facts.steps, self._known)
        more = None
        if len(lines) > SHORT_HISTORY and not self._whole_history:
            more = self._link(
                say_n("{count} change more", "{count} changes more", len(lines) - SHORT_HISTORY), self._all
            )
            lines = lines[:SHORT_HISTORY]
        return timeline_part(say("Who changed what"), lines, more)

    def _buttons(self, facts: IncidentFacts) -> None:
        opener = Button(say("Open"), "pencil-line", "Enter")
        opener.clicked.connect(lambda: self.opening.emit(facts.entry.id))
        self.foot.addWidget(opener)
        if facts.row["status"] != "verified" and not facts.row["withdrawn"]:
            verify = Button(say("Verify"), "shield-check", "Ctrl+Shift+V").shortcut_key("Ctrl+Shift+V")
            verify.clicked.connect(lambda: self._save({"status": "verified"}))
            self.foot.addWidget(offered(verify, self._context.rights, VERIFY))
        self.foot.addStretch(1)
        more = IconButton("ellipsis", say("More for this incident"))
        more.clicked.connect(lambda: self._menu(facts).popup(more.mapToGlobal(more.rect().topLeft())))
        self.foot.addWidget(more)

    # ---- what may be done

    def _menu(self, facts: IncidentFacts) -> QMenu:
        menu = QMenu(self)
        if facts.row["status"] == "verified":
            again = menu.addAction(icon("eye"), say("Back to review"))
            again.triggered.connect(lambda: self._save({"status": "under_review"}))
        menu.addAction(icon("history"), say("All changes")).triggered.connect(self._all)
        if facts.row["withdrawn"]:
            menu.addAction(icon("undo-2"), say("Take the withdrawal back")).triggered.connect(self._take_back)
        else:
            menu.addAction(icon("archive"), say("Withdraw…")).triggered.connect(self._withdraw)
        return menu

    def _withdraw(self) -> None:
        dialog = WithdrawDialog(say("Withdraw this incident?"), self.window())
        dialog.given.connect(lambda reason: self._save({"withdrawn": reason}, reason))
        dialog.open()

    def _take_back(self) -> None:
        self._save({"withdrawn": None})

    def _all(self) -> None:
        self._whole_history = True
        if self._facts is not None:
            self._show_again(self._facts)

    def _save(self, values: dict[str, Any], why: str = "") -> None:
        if self._facts is None:
            return
        entry, store = self._facts.entry, self._context.store
        edit = Edit("incident", entry.id, values, entry.seen, why)
        Job(lambda: store.save([edit], why=why), writes=True).then(
            lambda outcome: self._saved(outcome, why)
        ).otherwise(messages.tell).start(self)

    def _saved(self, outcome: Any, why: str) -> None:
        self._context.announce(outcome)
        if why:  # it has left the list: say so, and how it comes back
            self._context.told.emit("ok", say("Withdrawn."), say("Ctrl+Z takes it back."))
        self.refresh()
