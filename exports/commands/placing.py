"""The place a person names on the command line, and how closely the command line may name places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import UserError, fold, message

if TYPE_CHECKING:
    from storage import Store

SHELTERS = 3
"""The finest level at which arrival places leave the register: the sub-district."""


def place_of(store: Store, typed: str, language: str) -> str:
    """The id of the place a person names by name, code or id; of several with one name, the one that holds the rest.

    Raises:
        UserError: ``unknown-place``, naming the nearest.
    """
    if store.places.get(typed) is not None:
        return typed
    near = store.places.suggest(typed, 50)
    same = [one for one in near if fold(typed) in {fold(name) for name in (*one.names, one.code)}]
    same.sort(key=lambda one: one.level)
    if same and all(_within(store, one.id, same[0].id) for one in same):
        return same[0].id
    names = ("، " if language == "ar" else ", ").join(
        f"{one.name(language)} ({one.code})" for one in (same or near)[:3]
    )
    if not names:
        raise UserError(
            "unknown-place",
            message("No place is called “{place}”.", place=typed),
            message("Give another spelling or the place's code."),
        )
    raise UserError(
        "unknown-place",
        message("Which place is meant by “{place}”: {names}?", place=typed, names=names),
        message("Give the code that stands in brackets."),
    )


def _within(store: Store, place: str, outer: str) -> bool:
    path, whole = store.places.area(place) or "", store.places.area(outer) or "?"
    return path == whole or path.startswith(whole + "/")
