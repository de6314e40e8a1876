"""What should be looked at before saving: texts that cannot be read, hard rules, doubts; and where each of them is."""

from __future__ import annotations

from dataclasses import dataclass

from gui.entry import claim_cells, gather, victim_cells
from gui.entry.desk import Desk
from storage import Message, Named, Problem, named_against_claimed, problems, published

CELL_OF = {"name": "given"}
"""The column of a victim's field where it is not called the same."""


@dataclass(frozen=True)
class Finding:
    """Something to look at.

    Attributes:
        grid: ``"claims"``, ``"victims"``, ``"sources"``, or "" for a field of the incident.
        name: field or column; row: number of the row; record: its id.
        hard: keeps the incident from being complete; rule: name of the rule, "" when the text cannot be read.
    """

    grid: str
    name: str
    message: Message
    row: int = -1
    record: str = ""
    hard: bool = True
    rule: str = ""


def unreadable(desk: Desk) -> list[Finding]:
    """Texts that cannot be read, in the order of the window."""
    found = [Finding("", name, why) for name, why in desk.form.problems.items()]
    for grid in ("claims", "victims", "sources"):
        found += [Finding(grid, key, why, row) for row, key, why in desk.grid(grid).refused()]
    return found


def by_rules(desk: Desk) -> list[Finding]:
    """What the rules say of the incident, its claims and its victims; doubts with a reason given are left out."""
    values = {**desk.form.values(), "sources": gather.source_ids(desk)}
    found = [_of_incident(item) for item in problems("incident", values, desk.id)]
    for number, row in enumerate(desk.claims.rows):
        if not row.blank:
            whole = {name: value for name, value in claim_cells.claim_values(row).items() if value is not None}
            found += [_of_row("claims", number, row.id, item) for item in problems("claim", whole)]
    for number, row in enumerate(desk.victims.rows):
        if not row.blank:
            found += [
                _of_row("victims", number, row.id, item) for item in problems("victim", gather.whole_victim(desk, row))
            ]
    return found


def _of_incident(item: Problem) -> Finding:
    return Finding("", item.fields[0], item.message, hard=item.hard, rule=item.rule)


def _of_row(grid: str, number: int, record: str, item: Problem) -> Finding:
    name = CELL_OF.get(item.fields[0], item.fields[0])
    return Finding(grid, name, item.message, number, record, item.hard, item.rule)


def named(desk: Desk) -> Named:
    """Victims and groups of the grid, counted by outcome."""
    whole = Named()
    for row in desk.victims.filled():
        values = victim_cells.row_values(row)
        people = values.get("people")
        low, high = (people.low, people.high) if people is not None else (1, 1)
        child = victim_cells.is_child(row)
        outcome = values.get("outcome") or desk.base.values(row.id).get("outcome")
        whole.add(outcome, None if child is None else int(child), low, high)
    return whole


def figure(desk: Desk, word: str) -> tuple[int | None, int | None]:
    """The published figure as it would be saved: ``killed``, ``injured`` or ``missing``."""
    decided = desk.form.value(f"decided_{word}")
    ends = (decided.low, decided.high) if decided is not None else (None, None)
    rows = [claim_cells.claimed(row) for row in desk.claims.filled()]
    rule, preferred = desk.form.value("figure_rule"), desk.form.value("preferred_claim")
    return published(rule, rows, word, named(desk).of(word), ends, preferred)


def names_and_figure(desk: Desk) -> Message | None:
    """The soft note: fewer or more killed named than the published figure has."""
    if not desk.claims.filled() and desk.form.value("decided_killed") is None:
        return None
    low, high = figure(desk, "killed")
    return named_against_claimed(named(desk).of("killed")[0], low, high)
