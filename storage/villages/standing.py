"""In what state a village is on a day, by all that was seen of it, on the safe side.

Codes follow CCCM/REACH ISMI and IOM DTM. An observation has a day with a precision. One that surely lies on or before
the day counts; the newest of them speaks. Where it is not sure which is the newest (a month against a day in it, two
teams on one day), or where teams dispute one and the same observation, the village is shown in the state that leaves
most people in it: a village said to be emptied by some is **not cleared** until all agree. An observation that perhaps
lies before the day can make a village fuller in the same way, never emptier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from storage.counting.ranges import UNTOLD, Span, hull
from storage.villages.moves import NO_DAYS, Days, possibly_by, surely_by

FULLNESS = {"inhabited": 6, "returned": 5, "returning": 4, "partly_emptied": 3, "unreachable": 2, "": 1, "emptied": 0}
"""States by how many people may still be there; where nobody can go or nobody was, people may be."""


class Sighting(NamedTuple):
    """One standing observation of a village.

    Attributes:
        id: hex id; entered: stamp of its creation; days: first and last possible day.
        states, shares: what is shown first; more than one while teams disagree.
        remaining: people there; told: whether anybody gave a number of them.
        source: id of the source or ""; who_stayed: codes; draft: not complete yet.
    """

    id: str
    entered: bytes = b""
    days: Days = NO_DAYS
    states: tuple[str, ...] = ("",)
    shares: tuple[int, ...] = ()
    remaining: Span = UNTOLD
    told: bool = False
    source: str = ""
    who_stayed: tuple[str, ...] = ()
    draft: bool = False

    @property
    def state(self) -> str:
        """The state on the safe side."""
        return fullest(self.states)

    @property
    def share(self) -> int | None:
        """How much of the village is said to be empty, in per cent, at the least."""
        return min(self.shares, default=None)

    @property
    def disputed(self) -> bool:
        """Whether teams disagree about the state or the share."""
        return len(self.states) > 1 or len(self.shares) > 1


@dataclass(frozen=True)
class Standing:
    """The state of a village on a day.

    Attributes:
        state: code, "" when nothing is known; share: per cent of the village that is empty, where somebody said so.
        disputed: whether observations disagree, so that the state is the fullest of several.
        day: the last possible day of the observation, "" when there is none; record: its id.
        rivals: the states in dispute, the fullest first; empty when nobody disagrees.
    """

    state: str = ""
    share: int | None = None
    disputed: bool = False
    day: str = ""
    record: str = ""
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True)
class OnTheGround:
    """How many people were counted in a village: the range, the days it speaks of, who says so."""

    persons: Span
    days: Days
    source: str = ""


def fullest(states: Sequence[str]) -> str:
    """The state with the most people in it; a code this program does not know is taken as not cleared."""
    return max(states, key=_fullness, default="")


def _fullness(state: str) -> tuple[int, str]:
    return FULLNESS.get(state, 2), state


def standing_on(seen: Sequence[Sighting], day: str) -> Standing:
    """The state on a day. Undated observations say nothing about a day."""
    speaking = _newest([one for one in seen if surely_by(one.days, day)])
    sure = bool(speaking)
    speaking += [one for one in seen if one.days[0] and not surely_by(one.days, day) and possibly_by(one.days, day)]
    if not speaking:
        return Standing()
    best = max(speaking, key=_rank)
    said = sorted({state for one in speaking for state in one.states}, key=_fullness, reverse=True)
    rivals = tuple(said) if len(said) > 1 else ()
    if not sure and best.state == "emptied":
        return Standing("", None, bool(rivals), best.days[0] or "", best.id, rivals)
    shares = [one.share for one in speaking if one.state == best.state and one.share is not None]
    day_ = (best.days[1] if surely_by(best.days, day) else best.days[0]) or ""
    disputed = bool(rivals) or len({share for one in speaking for share in one.shares}) > 1
    return Standing(best.state, min(shares, default=None), disputed, day_, best.id, rivals)


def counted_on(seen: Sequence[Sighting], day: str) -> OnTheGround | None:
    """The newest count of people on the ground by that day; several that may be the newest make a range of all."""
    speaking = _newest([one for one in seen if one.told and surely_by(one.days, day)])
    if not speaking:
        return None
    firsts = [one.days[0] for one in speaking]
    first = None if None in firsts else min(one for one in firsts if one)
    last = max(one.days[1] or "" for one in speaking)
    newest = max(speaking, key=lambda one: (one.entered, one.id))
    return OnTheGround(hull(one.remaining for one in speaking), (first, last), newest.source)


def _newest(seen: list[Sighting]) -> list[Sighting]:
    """Those that may be the newest: none is surely later."""
    latest = max((one.days[0] or "" for one in seen), default="")
    return [one for one in seen if (one.days[1] or "") >= latest]


def _rank(one: Sighting) -> tuple[tuple[int, str], bytes, str]:
    return _fullness(one.state), one.entered, one.id
