"""Groups among the victims of an incident: how many of them are left when some have names in the rows beside them."""

from __future__ import annotations

from gui.entry.registered import Base
from gui.grid.model import GridModel, GridRow
from gui.say import say
from gui.table.list_cells import range_words
from storage import Range, left_of


def named_out(victims: GridModel, base: Base) -> dict[str, tuple[int, int]]:
    """Fewest and most people named out of each group, by the rows that stand here."""
    found: dict[str, tuple[int, int]] = {}
    for row in victims.filled():
        group = base.values(row.id).get("of_group")
        if group:
            people = row.cell("people").value
            low, high = (people.low or 0, people.high or people.low or 0) if isinstance(people, Range) else (1, 1)
            had = found.get(str(group), (0, 0))
            found[str(group)] = had[0] + low, had[1] + high
    return found


def left_words(victims: GridModel, base: Base, row: GridRow) -> str:
    """``· 7 left``, behind the number of a group of which some have names."""
    people, out = row.cell("people").value, named_out(victims, base).get(row.id)
    if not isinstance(people, Range) or out is None:
        return ""
    low, high = left_of((people.low or 0, people.high), out)
    return say("· {left} left", left=range_words(low, high))
