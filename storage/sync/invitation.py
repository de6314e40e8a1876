"""An answer of a coordinator, as a person judges it before a laptop joins with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Invitation:
    """An answer of a coordinator, before this laptop joins with it.

    Attributes:
        name: of the organisation; numbers: sixteen digits of its root key, to be compared by voice.
        role: what the person of this laptop may do there; by: the laptops that let it in.
        leaves: the organisation with other laptops that this one belongs to so far and would leave; "" for none.
    """

    name: str
    numbers: str
    role: str
    by: tuple[str, ...]
    leaves: str = ""
