"""Saved filters of a list: named conditions with search and sort, kept in the register; one may open the room.

What is kept is canonical (codes, ids, days), so that a filter saved in one language reads right in the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gui.known import Known
from gui.listing.filter_fields import Condition, FilterField, PlaceFilter

MOST = 60
LONGEST_NAME = 80


@dataclass(frozen=True)
class SavedFilter:
    """One of them.

    Attributes:
        name: as a person called it.
        where: canonical condition by column.
        told: the words of each condition when it was saved, for what cannot be told anew.
        search, exact: the search field.
        sort: column key and direction.
        star: whether the room opens with it.
    """

    name: str
    where: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    search: str = ""
    exact: bool = False
    sort: tuple[str, bool] | None = None
    star: bool = False

    def asks(self, other: SavedFilter) -> bool:
        """Whether both ask for the same, whatever they are called."""
        mine, theirs = ((one.where, one.search.strip(), one.exact) for one in (self, other))
        return mine == theirs


def as_setting(filters: Iterable[SavedFilter]) -> list[dict[str, Any]]:
    """The form in which they are kept."""
    return [
        {
            "name": one.name, "where": dict(one.where), "told": dict(one.told), "search": one.search,
            "exact": one.exact, "sort": list(one.sort) if one.sort else None, "star": one.star,
        }
        for one in filters
    ]  # fmt: skip


def from_setting(kept: Any) -> list[SavedFilter]:
    """What was kept; entries of another shape are passed over."""
    found = [_one(entry) for entry in kept if isinstance(entry, dict)] if isinstance(kept, list) else []
    return [one for one in found if one.name][:MOST]


def _one(entry: Mapping[str, Any]) -> SavedFilter:
    sort = entry.get("sort")
    known = isinstance(sort, list) and len(sort) == 2 and isinstance(sort[0], str)
    return SavedFilter(
        str(entry.get("name") or "")[:LONGEST_NAME],
        _words(entry.get("where")),
        _words(entry.get("told")),
        str(entry.get("search") or ""),
        bool(entry.get("exact")),
        (sort[0], bool(sort[1])) if known and isinstance(sort, list) else None,
        bool(entry.get("star")),
    )


def _words(entry: Any) -> dict[str, str]:
    return {k: v for k, v in entry.items() if isinstance(v, str)} if isinstance(entry, dict) else {}


def with_saved(filters: list[SavedFilter], new: SavedFilter) -> list[SavedFilter]:
    """The list with one more, in the place of one of the same name; only one of them has the star."""
    others = [unstarred(one) if new.star else one for one in filters]
    if any(one.name == new.name for one in others):
        return [new if one.name == new.name else one for one in others]
    return [*others, new][-MOST:]


def unstarred(one: SavedFilter) -> SavedFilter:
    """The same without the star."""
    return SavedFilter(one.name, one.where, one.told, one.search, one.exact, one.sort)


def starred(filters: Iterable[SavedFilter]) -> SavedFilter | None:
    """The one the room opens with."""
    return next((one for one in filters if one.star), None)


def condition_for(entry: FilterField | None, known: Known, value: str, told: str) -> Condition:
    """A canonical condition with its words in the language of now, as far as they can be told anew."""
    if isinstance(entry, PlaceFilter):
        return Condition(value, known.place(value) or told or value)
    made = entry.condition_of(value) if entry is not None else Condition()
    return made if made.value == value else Condition(value, told or value)
