"""The window *Claims against names* of one incident: what each source says beside the people recorded, and the rest.

Incidents that are linked as one event stand above the table: they count once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from gui import messages
from gui.dialogs import Dialog
from gui.figures.lines import Ready, claim_columns, line_columns, rows_of
from gui.jobs import Job
from gui.known import Known
from gui.look import theme
from gui.resting import Rest
from gui.say import ltr, say, say_n, words
from gui.table.list_cells import range_words
from gui.table.table import RegisterTable
from gui.villages.copying import copying
from gui.widgets import Button, LinkButton, Note, clear, column, label, row, words_label
from storage import InEvent, Reconciliation

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Store

KEY = "Ctrl+Shift+G"


@dataclass(frozen=True)
class Found:
    """What is shown: the reconciliation, the sources by claim, the numbers of incidents with their place."""

    reconciled: Reconciliation
    sources: Mapping[str, str]


def show_claims(context: Context, parent: QWidget, incident: str) -> ClaimsWindow:
    """Claims against names of the event an incident tells of; a window of it that is open comes to the front."""
    for there in parent.findChildren(ClaimsWindow):
        if there.isVisible() and there.incident == incident:
            there.raise_()
            there.activateWindow()
            return there
    made = ClaimsWindow(context, parent, incident)
    made.show()
    return made


class ClaimsButton(Button):
    """Opens the claims against the names of the row under the cursor of a list of incidents."""

    def __init__(self, table: RegisterTable, show: Callable[[str], object]) -> None:
        super().__init__(say("Claims against names"), "scale", "Space")
        self.setEnabled(False)

        def go() -> None:
            if table.current_id():
                show(table.current_id())

        self.clicked.connect(go)
        table.pane_asked.connect(go)
        table.current_row.connect(lambda found: self.setEnabled(found is not None))


def read(store: Store, incident: str, language: str) -> Found:
    """Everything the window shows (in a reader's thread)."""
    found = store.reconciled(incident)
    named = {claim.source for claim in found.claims if claim.source}
    titles = {source: store.name_of("source", source, language) for source in named}
    sources = {claim.id: titles.get(claim.source, "") or claim.note for claim in found.claims}
    order = {one.id: number for number, one in enumerate(found.incidents, 1)}
    if len(order) > 1:  # the number of the incident stands before its sources
        sources = {
            claim.id: say("{number}: {source}", number=order[claim.incident], source=sources[claim.id])
            for claim in found.claims
        }
    return Found(found, sources)


class ClaimsWindow(Dialog):
    """The window.

    Attributes:
        incident: the id it was opened for; found: what it shows, None before it is read.
    """

    topic = "claims"

    def __init__(self, context: Context, parent: QWidget | None, incident: str) -> None:
        self._context, self._parent, self.incident = context, parent, incident
        self._known, self._turn = Known(), 0
        self.found: Found | None = None
        self.event_line = column(gap=3)
        self.rule = words_label("", "second")
        self.note = Note("warning", "")
        self.note.hide()
        self._place = column(gap=0)
        self.table: RegisterTable | None = None
        open_ = Button(say("Open the incident"), "pencil-line", "Ctrl+Enter").shortcut_key("Ctrl+Return")
        open_.clicked.connect(lambda: context.open("incident", self.incident))
        close = Button(say("Close"), "x", "Esc")
        close.clicked.connect(self.accept)
        super().__init__(parent, say("Claims against names"), self._body(), open_, close)
        room = parent.window().size() if parent is not None else None
        self.resize(
            min(theme.px(1080), room.width() - 40 if room else 1080),
            min(theme.px(600), room.height() - 30 if room else 600),
        )
        self._again = Rest(self, 200)
        self._again.timeout.connect(self.read_again)
        context.changed.connect(self._changed)
        context.restyled.connect(self._build_anew)
        self.read_again()

    def _changed(self, _outcome: object) -> None:
        self._again.start()

    def _body(self) -> QWidget:
        body = QWidget()
        whole = column(self.event_line, self.rule, self.note, gap=7, margins=(18, 0, 18, 0))
        whole.addLayout(self._place, 1)
        body.setLayout(whole)
        return body

    def read_again(self) -> None:
        """Read it, now or after a change."""
        if not self._context.is_open:
            return
        self._turn += 1
        turn, store, language = self._turn, self._context.store, words().language

        def work() -> Found:
            self._known.learn(store)
            return read(store, self.incident, language)

        Job(work).then(lambda got: self._show(turn, got)).otherwise(messages.tell).start(self)

    def _show(self, turn: int, found: Found) -> None:
        if turn != self._turn:
            return
        self.found = found
        self._show_event(found.reconciled)
        self._show_rule(found.reconciled)
        self._show_table(found)

    # ---- parts

    def _show_event(self, found: Reconciliation) -> None:
        clear(self.event_line)
        mine = [one for one in found.incidents if one.how != "umbrella"]
        if not mine:
            self.event_line.addWidget(label(say("Save the incident first; then its claims can be compared."), "hint"))
            return
        title = say_n(
            "{count} record tells of this event.", "{count} records tell of this event; it counts once.", len(mine)
        )
        self.event_line.addWidget(label(title, "strong"))
        line = row(gap=10)
        for number, one in enumerate(found.incidents, 1):
            if len(found.incidents) > 1:
                line.addWidget(label(f"{number}:", "strong"))
            line.addWidget(self._link(one))
        line.addStretch(1)
        self.event_line.addLayout(line)

    def _link(self, one: InEvent) -> QWidget:
        how = {
            "same_event_as": say("same event"),
            "double_tap_of": say("second strike"),
            "part_of": say("part of it"),
            "umbrella": say("it is a part of this"),
        }.get(one.how, "")
        code = ltr(one.code or one.id[:8])
        link = LinkButton(say("{code} ({how})", code=code, how=how) if how else code)
        link.clicked.connect(lambda _=False, record=one.id: self._context.open("incident", record))
        return link

    def _show_rule(self, found: Reconciliation) -> None:
        rules = list(dict.fromkeys(one.rule or "range" for one in found.incidents if one.how != "umbrella"))
        named = say(", ").join(words().code("figure-rule", rule) for rule in rules)
        parts = [
            say("{outcome}: {count}", outcome=words().code("outcome", one), count=range_words(low or 0, high) or "?")
            for one in ("killed", "injured", "missing")
            for low, high in (found.line(one).published,)
            if (low, high) != (None, None)
        ]
        figures = say(", ").join(parts) or say("nothing yet")
        self.rule.setText(say("Published: {figures}. Rule: {rule}.", figures=figures, rule=named))
        line = found.line("killed")
        least = line.left[0] or 0
        if line.over:
            first = say_n("{count} person too many is recorded.", "{count} people too many are recorded.", line.over)
            self.note.tell("error", first, say("More people are recorded than any source claims. Look for doubles."))
        elif least:
            first = say_n(
                "At least {count} of the killed is not recorded.", "At least {count} of the killed are not recorded.",
                least,
            )  # fmt: skip
            self.note.tell("warning", first, say("Names can be added later."))
        else:
            self.note.hide()

    def _show_table(self, found: Found) -> None:
        who, published, claimed, *others = line_columns()
        claims = claim_columns(found.reconciled.claims, found.sources)
        columns = [who, published, *others, claimed, *claims]
        clear(self._place)
        self.table = RegisterTable(columns)
        self.table.setAccessibleName(say("Claims against names"))
        copying(self.table)
        self._place.addWidget(self.table)
        lines = rows_of(found.reconciled)
        self.table.show_listing(lambda: Ready(lines))
        self.table.setFocus()

    def _build_anew(self) -> None:
        """Another language or theme: the same in a new window."""
        if not self.isVisible() or not self._context.is_open:
            return
        again = ClaimsWindow(self._context, self._parent, self.incident)
        again.setGeometry(self.geometry())
        again.show()
        QTimer.singleShot(0, self, self.close)
