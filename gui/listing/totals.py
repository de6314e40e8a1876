"""Sums of selected rows in words, for the status strip: the same for every kind that has no words of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gui.say import say, say_n
from gui.table.list_cells import range_words


def sum_words(totals: Mapping[str, int], name: str) -> str:
    """The sum of a count as a range; open above as soon as one of its parts is."""
    low, high = totals.get(f"{name}_min", 0), totals.get(f"{name}_max", 0)
    return range_words(low, None if totals.get(f"{name}_open") else high)


def movements_picked(totals: Mapping[str, int]) -> str:
    """People and households of the movements selected. Movements of the same people are not looked at here."""
    chosen = say_n("{count} movement selected", "{count} movements selected", totals["rows"])
    persons, households = sum_words(totals, "persons"), sum_words(totals, "households")
    return say(
        "{chosen}: {persons} people, {households} households", chosen=chosen, persons=persons, households=households
    )


def facilities_picked(totals: Mapping[str, int]) -> str:
    """How often the facilities selected were attacked."""
    chosen = say_n("{count} facility selected", "{count} facilities selected", totals["rows"])
    attacks = say_n("{count} attack", "{count} attacks", totals.get("attacks", 0))
    return f"{chosen}: {attacks}"


def rows_picked(totals: Mapping[str, int]) -> str:
    """How many lines are selected."""
    return say_n("{count} line selected", "{count} lines selected", totals["rows"])


def not_counted(totals: Mapping[str, int]) -> str:
    """How many of the rows are in no sum: only a file proposes them, or teams disagree what happened; "" for none."""
    proposed, disputed = totals.get("proposed", 0), totals.get("disputed", 0)
    parts = [
        say_n("{count} proposed, not counted", "{count} proposed, not counted", proposed) if proposed else "",
        say_n("{count} outcome in dispute, not counted", "{count} outcomes in dispute, not counted", disputed)
        if disputed
        else "",
    ]
    return " · ".join(filter(None, parts))


def with_apart(told: str, totals: Mapping[str, int]) -> str:
    """The sums of a selection, and what of it is in none of them."""
    apart = not_counted(totals)
    return f"{told} · {apart}" if apart else told


PICKED: dict[str, Callable[[Mapping[str, int]], str]] = {
    "movement": movements_picked,
    "facility": facilities_picked,
}


def picked_words(kind: str) -> Callable[[Mapping[str, int]], str]:
    """What the status strip says of selected rows of a kind."""
    return PICKED.get(kind, rows_picked)
