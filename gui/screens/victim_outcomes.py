"""What happened to a person, step by step: the timeline as a grid in the form, and as lines in the pane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gui.detail import Line
from gui.entry.findings import Finding
from gui.known import Known
from gui.record import ChildGrid, Column, FormFacts, GridPlan
from gui.record.child_grid import ChildCard
from gui.say import say, words
from gui.table.list_cells import day_words
from gui.widgets import label
from storage import (
    Day,
    Edit,
    Entry,
    OutcomePoint,
    earlier_account,
    follow_up,
    in_order,
    new_id,
    outcome_goes_back,
    point_of,
    points_of,
    timeline,
)

if TYPE_CHECKING:
    from gui.record.typed_record import TypedRecord
    from storage import Store

PLAN = GridPlan(
    name="outcomes",
    kind="outcome",
    parent="victim",
    icon="route",
    title=lambda: say("What happened, step by step"),
    columns=(
        Column("outcome", 136, required=True),
        Column("day", 116),
        Column("place", 140),
        Column("hospital", 140),
        Column("source", 150),
        Column("said_by", 130),
        Column("notes", 150, stretch=True),
    ),
    key="Alt+1",
)


class OutcomeSteps(ChildGrid):
    """The steps of a person's outcome; the newest of them tells the outcome of the person, in the same save."""

    def __init__(self, window: TypedRecord) -> None:
        super().__init__(window, PLAN)
        self._earlier = new_id()  # older than any step that is typed here
        self.rows.edited.connect(self._say_now)

    def make(self) -> ChildCard:
        """The grid, and what follows from it at the end of its head."""
        card = super().make()
        self._now = label("", "hint")
        card.head.line.insertWidget(card.head.line.count() - 1, self._now)
        self._say_now()
        return card

    def read(self, store: Store, record: str, facts: FormFacts) -> list[Entry]:
        """The steps, the newest last."""
        found = super().read(store, record, facts)
        order = {one.id: number for number, one in enumerate(in_order(point_of(e.values, e.id) for e in found))}
        return sorted(found, key=lambda entry: order[entry.id])

    def before(self) -> list[OutcomePoint]:
        """The steps in the register."""
        return points_of(self.entries.values())

    def after(self) -> list[OutcomePoint]:
        """The steps as they will stand after saving."""
        found = [point_of(self.whole(row), row.id) for row in self.rows.filled()]
        return in_order([one for one in found if one.outcome])

    def changes(self) -> Mapping[str, Any]:
        """Outcome, day, place and hospital, when another step is the newest now."""
        return follow_up(self.window.form.values(), self.before(), self.after())

    def edits(self, status: str) -> list[Edit]:
        """The steps; with the first of them what was known before, so that it stays in the timeline."""
        found = super().edits(status)
        account = self._account() if found else {}
        if account:
            told = {**account, "victim": self.window.id, "status": status}
            found.insert(0, Edit("outcome", self._earlier, told))
        return found

    def _account(self) -> dict[str, Any]:
        entry, form = self.window.entry, self.window.form
        had = entry.values if entry is not None else form.values()
        return earlier_account(had, self.before(), self.after())

    def findings(self) -> list[Finding]:
        """Nobody returns from the dead."""
        found, form = super().findings(), self.window.form
        account = self._account()
        known = [*self.after(), *([point_of(account, self._earlier)] if account else [])]
        line = timeline({**form.values(), **self.changes()}, known)
        said = outcome_goes_back([one.outcome for one in line]) if self.rows.filled() else None
        if said is not None and "outcome_goes_back" not in (form.value("overrides") or {}):
            found.append(Finding("", "outcome", said, hard=False, rule="outcome_goes_back"))
        return found

    def _say_now(self) -> None:
        if self.card is None:
            return
        changed, reading = self.changes(), self.window.form.reading()
        outcome, day = changed.get("outcome"), changed.get("outcome_day")
        parts = [words().code("outcome", outcome) if outcome else "", Day().show(day, reading)]
        told = " · ".join(part for part in parts if part)
        self._now.setText(say("The person is now: {outcome}", outcome=told) if told else "")


def outcome_lines(
    values: Mapping[str, Any], steps: Sequence[Entry], told: Mapping[str, str], known: Known
) -> list[Line]:
    """The timeline for a pane, oldest first; ``told``: who said and who wrote a step, by its id."""
    reading = known.reading()
    line = timeline(values, points_of(steps))
    found = []
    for number, one in enumerate(line):
        when = day_words(one.day, reading, known.year) if one.day is not None else "–"
        what = [words().code("outcome", one.outcome), known.place(one.place), one.hospital or ""]
        said = say(", ").join(part for part in what if part)
        found.append(Line(when, said, told.get(one.id, ""), open=number == len(line) - 1))
    return found
