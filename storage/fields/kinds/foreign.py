"""Canonical forms a newer program wrote: kept and shown as they are, never dropped, never a reason to stop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeVar

from storage.fields.kind import Facet, Json

V = TypeVar("V")


def tolerant(read: Callable[[Json], V], data: Json) -> V:
    """The value that ``read`` finds in a canonical form, or the form itself when this program does not know it."""
    try:
        return read(data)
    except (ValueError, TypeError, KeyError, AttributeError):
        return data  # type: ignore[no-any-return]


def facet(
    holds: type[V], sql: Literal["int", "text", "real"], of: Callable[[V], int | str | float | None]
) -> Facet[V]:
    """A facet of values of class ``holds``; an unknown form of a newer program has none."""
    return Facet(sql, lambda value: of(value) if isinstance(value, holds) else None)


def is_foreign(value: object, holds: type) -> bool:
    """Whether a value is such an unknown form instead of an object of class ``holds``."""
    return not isinstance(value, holds)
