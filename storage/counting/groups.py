"""Groups of people not yet named: how many are left when some of them have names. Pure.

Nobody counts as a name and as one of the nameless: *about 12 people* with five names are five people and about seven.
"""

from __future__ import annotations

from storage.messages import Message, message

Ends = tuple[int, int | None]
"""Fewest and most people; None when nobody knows how many at most."""


def left_of(people: Ends, named: tuple[int, int]) -> Ends:
    """Fewest and most people still without a name, of whom ``named`` (fewest, most) have one now."""
    low, high = people
    return max(0, low - named[1]), None if high is None else max(0, high - named[0])


def more_named_than_group(people: Ends, named: int) -> Message | None:
    """More people carry the group's name than it has at most: somebody is entered twice, or the number was low."""
    most = people[1]
    if most is not None and named > most:
        return message(
            "{named} people are named out of this group, but it has {people} at most. Was somebody entered twice?",
            named=named,
            people=most,
        )
    return None
