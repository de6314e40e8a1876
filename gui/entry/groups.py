"""Groups among the victims of an incident: how many of them are left when some have names in the rows beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.grid.model import GridRow
from gui.say import say
from gui.table.list_cells import range_words
from storage import Range, left_of

if TYPE_CHECKING:
    from gui.entry.desk import Desk


def named_out(desk: Desk) -> dict[str, tuple[int, int]]:
    """Fewest and most people named out of each group, by the rows that stand here."""
    found: dict[str, tuple[int, int]] = {}
    for row in desk.victims.filled():
        group = desk.base.values(row.id).get("of_group")
        if group:
            people = row.cell("people").value
            low, high = (people.low or 0, people.high or people.low or 0) if isinstance(people, Range) else (1, 1)
            had = found.get(str(group), (0, 0))
            found[str(group)] = had[0] + low, had[1] + high
    return found


def left_words(desk: Desk, row: GridRow) -> str:
    """``· 7 left``, behind the number of a group of which some have names."""
    people, out = row.cell("people").value, named_out(desk).get(row.id)
    if not isinstance(people, Range) or out is None:
        return ""
    low, high = left_of((people.low or 0, people.high), out)
    return say("· {left} left", left=range_words(low, high))
