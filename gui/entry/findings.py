"""What should be looked at before saving: texts that cannot be read, hard rules, doubts; and where each of them is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gui.entry import claim_cells, damage_cells, gather, groups, victim_cells
from gui.entry.desk import GRIDS, Desk
from gui.grid.model import GridRow
from gui.rights import VERIFY
from storage import (
    Claimed,
    Message,
    Named,
    Problem,
    left_of,
    message,
    named_against_claimed,
    problems,
    published,
    voices,
)

_NOT_VERIFYING = message(
    "Only a verifier or a coordinator marks as verified. Choose another; it waits in Review for them."
)
CELL_OF = {"name": "given"}
"""The column of a victim's field where it is not called the same."""


@dataclass(frozen=True)
class Finding:
    """Something to look at.

    Attributes:
        grid: name of a grid, or "" for a field of the incident.
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
    for grid in GRIDS:
        found += [Finding(grid, key, why, row) for row, key, why in desk.grid(grid).refused()]
    return found


def not_allowed(desk: Desk) -> list[Finding]:
    """What the role of this laptop does not let it save."""
    form = desk.form
    says_so = form.value("verification") == "verified" and form.is_touched("verification")
    if not says_so or desk.context.rights.may(VERIFY):
        return []
    return [Finding("", "verification", _NOT_VERIFYING, rule="may_verify")]


def by_rules(desk: Desk) -> list[Finding]:
    """What the rules say of the incident and what belongs to it; doubts with a reason given are left out."""
    values = {**desk.form.values(), "sources": voices(gather.source_ids(desk), desk.facts.groups)}
    found = [_of_incident(item) for item in problems("incident", values, desk.id)]
    for number, row in enumerate(desk.claims.rows):
        if not row.blank:
            whole = {name: value for name, value in claim_cells.claim_values(row).items() if value is not None}
            whole["overrides"] = row.more.get("overrides") or {}
            found += [_of_row("claims", number, row.id, item) for item in problems("claim", whole)]
    for number, row in enumerate(desk.victims.rows):
        if not row.blank:
            found += [
                _of_row("victims", number, row.id, item) for item in problems("victim", gather.whole_victim(desk, row))
            ]
    return [*found, *_of_facilities(desk), *_of_links(desk)]


def _of_facilities(desk: Desk) -> list[Finding]:
    """What is to be asked of facilities hit: those not chosen, new ones without a kind, withdrawn ones, doubles."""
    found: list[Finding] = []
    fresh = {edit.id: problems("facility", edit.values) for edit in gather.new_facilities(desk)}
    for number, row in enumerate(desk.facilities.rows):
        if row.blank:
            continue
        overrides = dict(row.more.get("overrides") or {})
        values = {**damage_cells.damage_values(row), "overrides": overrides}
        whole = {name: value for name, value in values.items() if value is not None}
        found += [_of_row("facilities", number, row.id, item) for item in problems("damage", whole)]
        for item in fresh.pop(row.text("facility"), ()):
            name = "kind" if item.rule == "facility_has_a_kind" else "facility"
            found.append(Finding("facilities", name, item.message, number, row.id, item.hard, item.rule))
        for rule, said in _doubts_of_facility(desk, row, number):
            if rule not in overrides:
                found.append(Finding("facilities", "facility", said, number, row.id, hard=False, rule=rule))
    return found


def _doubts_of_facility(desk: Desk, row: GridRow, number: int) -> Iterator[tuple[str, Message]]:
    known, record = desk.facts.facilities, row.text("facility")
    if not record:
        return
    why = known.withdrawn(record)
    if why:
        yield (
            "facility_stands",
            message("This facility was withdrawn ({why}): it is not counted. Choose the one that stands.", why=why),
        )
    if record in [one.text("facility") for one in desk.facilities.rows[:number]]:
        yield "facility_once", message("This facility stands in a row above already. One row a facility is enough.")
    other = known.close_to(record, desk.form.value("place")) if known.is_new(record) else None
    if other:
        yield (
            "facility_is_new",
            message("Perhaps it is recorded already: {name}. Type that name, or keep yours.", name=known.label(other)),
        )


def _of_links(desk: Desk) -> list[Finding]:
    """Links that lack an end or say nothing."""
    found = []
    for number, row in enumerate(desk.links.rows):
        if row.blank:
            continue
        if not row.text("link"):
            said = message("Choose what this incident is to the other one.")
            found.append(Finding("links", "link", said, number, row.id, rule="link_says_something"))
        if not row.text("incident"):
            said = message("Which incident is meant? Type its number, place or day.")
            found.append(Finding("links", "incident", said, number, row.id, rule="link_has_two_ends"))
    return found


def _of_incident(item: Problem) -> Finding:
    return Finding("", item.fields[0], item.message, hard=item.hard, rule=item.rule)


def _of_row(grid: str, number: int, record: str, item: Problem) -> Finding:
    name = CELL_OF.get(item.fields[0], item.fields[0])
    return Finding(grid, name, item.message, number, record, item.hard, item.rule)


def named(desk: Desk) -> Named:
    """Victims and groups of the grid, counted by outcome."""
    whole, out = Named(), groups.named_out(desk.victims, desk.base)
    for row in desk.victims.filled():
        values = victim_cells.row_values(row)
        people = values.get("people")
        low, high = left_of((people.low or 0, people.high), out.get(row.id, (0, 0))) if people is not None else (1, 1)
        child = victim_cells.is_child(row)
        outcome = values.get("outcome") or desk.base.values(row.id).get("outcome")
        whole.add(outcome, None if child is None else int(child), low, high)
    return whole


def figure(desk: Desk, word: str) -> tuple[int | None, int | None]:
    """The published figure as it would be saved: ``killed``, ``injured`` or ``missing``."""
    decided = desk.form.value(f"decided_{word}")
    ends = (decided.low, decided.high) if decided is not None else (None, None)
    rows = [_claimed(desk, row, number) for number, row in enumerate(desk.claims.filled())]
    rule, preferred = desk.form.value("figure_rule"), desk.form.value("preferred_claim")
    return published(rule, rows, word, named(desk).of(word), ends, preferred)


def _claimed(desk: Desk, row: GridRow, number: int) -> Claimed:
    """A claim with its voice: two posts of one group are one source, the later one stands."""
    source, day = row.text("source"), row.cell("claimed_on").value
    first = getattr(day, "first", None) or getattr(desk.base.values(row.id).get("entered"), "date", date.today)()
    return claim_cells.claimed(row, desk.facts.groups.party(source) if source else "", (str(first), f"{number:06d}"))


def names_and_figure(desk: Desk) -> Message | None:
    """The soft note: fewer or more killed named than the published figure has."""
    if not desk.claims.filled() and desk.form.value("decided_killed") is None:
        return None
    low, high = figure(desk, "killed")
    return named_against_claimed(named(desk).of("killed")[0], low, high)
