"""Where a source is used: claims, outcomes, movements … each can be opened; and which sources are one with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from gui.entry.card import Card, CardHead
from gui.entry.credibility import grade
from gui.jobs import Job
from gui.known import Known
from gui.record import Beside, BesideView
from gui.review.asked import isolated, record_line
from gui.say import say, say_n, words
from gui.widgets import LinkButton, clear, column, label, row, words_label
from storage import SourceUse

if TYPE_CHECKING:
    from gui.record import FormFacts
    from gui.record.typed_record import TypedRecord
    from storage import Store

SHOWN = 12
"""Uses laid out; the others are counted."""


@dataclass(frozen=True)
class Found:
    """What was read: uses of a source, and the names of those that are one with it."""

    uses: Sequence[SourceUse] = ()
    group: Sequence[tuple[str, str]] = ()


class Uses(Beside):
    """Where this source is used."""

    name = "uses"
    side = "trailing"
    kinds = frozenset({"claim", "outcome", "movement", "village_state", "population", "function", "citation"})

    def __init__(self, window: TypedRecord) -> None:
        super().__init__(window)
        self.known = Known()
        self.found, self.listed = Found(), list[SourceUse]()
        self._view: UsesView | None = None

    def make(self) -> UsesView:
        """The card."""
        self._view = UsesView(self)
        return self._view

    def read(self, store: Store, record: str, facts: FormFacts) -> Found:
        """The uses that are found at once (in a reader's thread)."""
        self.known.learn(store)
        members = [one for one in store.groups_of_sources().members(record) if one != record]
        names = [(one, facts.name("source", one)) for one in members]
        return Found(store.uses_of_source(record), names)

    def take(self, found: Found) -> None:
        """Show them; incidents and people that keep it in a list are looked for meanwhile."""
        self.found = found
        self._show()
        context, record = self.window.context, self.window.id
        if context.is_open and self.window.entry is not None:
            store = context.store
            Job(lambda: store.uses_of_source(record, listed=True)).then(self._take_listed).start(self)

    def _take_listed(self, listed: list[SourceUse]) -> None:
        self.listed = listed
        self._show()

    def _show(self) -> None:
        if self._view is not None:
            self._view.show_uses()


class UsesView(BesideView):
    """The card with a line for each use."""

    def __init__(self, part: Uses) -> None:
        super().__init__()
        self._part = part
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        card = Card()
        card.section(CardHead("link", say("Where it is used"), ""), self._lines, gap=4)
        self.setLayout(column(card))
        self.show_uses()

    def show_uses(self) -> None:
        """Lay out what is known by now."""
        clear(self._lines)
        part = self._part
        uses = _each_once([*part.found.uses, *part.listed])
        if part.found.group:
            self._lines.addWidget(words_label(say("One source together with:"), "hint"))
            for record, name in part.found.group:
                self._add("source", record, isolated(name), "")
        if not uses:
            self._lines.addWidget(words_label(say("Nothing rests on it yet."), "hint"))
            return
        self._lines.addWidget(label(say_n("{count} use", "{count} uses", len(uses)), "label"))
        for use in uses[:SHOWN]:
            line = record_line(use.home, use.row, part.known) or say("not in this register")
            self._add(
                use.home, use.record, f"{words().kind(use.kind)}: {isolated(line)}", grade(None, use.credibility)
            )
        if len(uses) > SHOWN:
            more = len(uses) - SHOWN
            self._lines.addWidget(label(say_n("and {count} more", "and {count} more", more), "hint"))

    def _add(self, kind: str, record: str, text: str, signs: str) -> None:
        link = LinkButton(text)
        link.clicked.connect(partial(self._open, kind, record))
        self._lines.addLayout(row(link, label(signs, "strongHint"), None, gap=8))

    def _open(self, kind: str, record: str) -> None:
        context = self._part.window.context
        if kind in context.editors:
            context.open(kind, record)
        else:
            context.asked.emit(kind, record)


def _each_once(uses: Sequence[SourceUse]) -> list[SourceUse]:
    """An incident that has it in its list and in a claim is told by the claim."""
    found: dict[Any, SourceUse] = {}
    told = {use.record for use in uses if use.kind != use.home}
    for number, use in enumerate(uses):
        if use.kind == use.home and use.record in told:
            continue
        found[(use.kind, use.record) if use.record else number] = use
    return list(found.values())
