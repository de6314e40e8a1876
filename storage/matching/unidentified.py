"""Could this body without a name be that missing person? Pure: scores with their reasons; people decide.

Two accounts that exclude each other (sex, ages, another sub-district, found before the person was lost) are no pair at
all. The score only puts the rest in order, and every part of it is a reason that can be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from storage.matching.likeness import similar

LEVELS = 4
"""Steps of a path down to the sub-district."""
EARLIER, LATER = 2, 45
"""Days before the day somebody was lost on which a body may have been noted, and days after it."""
SURE, LIKELY = 0.75, 0.55
ALIKE, UNLIKE = 0.75, 0.5


@dataclass(frozen=True)
class Account:
    """What is known of a missing person or of a body.

    Attributes:
        day: the day the person was lost or the body found, ISO; "" when nobody knows.
        path: codes of the place from the country down (``SY/SY07/SY0702/SY070203/C4171``).
        sex: code or ""; low, high: age in whole years, as far as known.
        families: names of the family, in either script.
    """

    id: str
    day: str = ""
    place: str = ""
    path: str = ""
    sex: str = ""
    low: int | None = None
    high: int | None = None
    families: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """Why two accounts could be one person: a code, and the numbers or codes that belong to it."""

    code: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Likely:
    """A pair: the score from 0 to 1, and the reasons, the weightiest first."""

    score: float
    reasons: tuple[Reason, ...]

    @property
    def band(self) -> str:
        """``sure`` is never said: ``strong``, ``possible`` or ``weak``."""
        return "strong" if self.score >= SURE else "possible" if self.score >= LIKELY else "weak"


def compare(lost: Account, body: Account) -> Likely | None:
    """How well a body fits a missing person; None when it cannot be that person."""
    parts = [_place(lost, body), _days(lost, body), _sex(lost, body), _ages(lost, body), _family(lost, body)]
    if any(part is None for part in parts):
        return None
    told = [part for part in parts if part is not None]
    score = sum(points for points, _ in told)
    reasons = sorted((part for part in told if part[1] is not None), key=lambda part: -part[0])
    return Likely(round(min(1.0, max(0.0, score)), 4), tuple(reason for _, reason in reasons if reason is not None))


Part = tuple[float, Reason | None]


def _place(lost: Account, body: Account) -> Part | None:
    if not lost.path or not body.path:
        return None
    if lost.place == body.place and lost.place:
        return 0.35, Reason("same_place")
    one, two = lost.path.split("/"), body.path.split("/")
    if min(len(one), len(two)) >= LEVELS:
        return (0.22, Reason("same_subdistrict")) if one[:LEVELS] == two[:LEVELS] else None
    shorter = min(len(one), len(two))
    return (0.12, Reason("same_area")) if shorter >= LEVELS - 1 and one[:shorter] == two[:shorter] else None


def _days(lost: Account, body: Account) -> Part | None:
    if not lost.day or not body.day:
        return 0.05, None
    days = (date.fromisoformat(body.day[:10]) - date.fromisoformat(lost.day[:10])).days
    if days < -EARLIER or days > LATER:
        return None
    steps = ((1, 0.25), (3, 0.22), (7, 0.18), (14, 0.13), (LATER, 0.07))
    points = next(points for most, points in steps if abs(days) <= most)
    return points, Reason("days_later", (days,)) if days > 0 else Reason("same_day" if days == 0 else "days_earlier",
                                                                         (-days,) if days else ())  # fmt: skip


def _sex(lost: Account, body: Account) -> Part | None:
    known = {one for one in (lost.sex, body.sex) if one in ("male", "female")}
    if len(known) > 1:
        return None
    if lost.sex == body.sex and known:
        grown = [end for end in (lost.low, body.low) if end is not None]
        tops = [end for end in (lost.high, body.high) if end is not None]
        child = bool(tops) and min(tops) < 18
        age = "child" if child else "adult" if grown and max(grown) >= 18 else ""
        return 0.15, Reason("sex", (lost.sex, age))
    return 0.05, None


def _ages(lost: Account, body: Account) -> Part | None:
    ends = (lost.low, lost.high), (body.low, body.high)
    if any(low is None and high is None for low, high in ends):
        return 0.04, None
    low = max(end for end in (lost.low or 0, body.low or 0))
    tops = [end for end in (lost.high, body.high) if end is not None]
    high = min(tops) if tops else None
    if high is None or low <= high:
        return 0.15, Reason("ages", (low, high))
    if low - high <= _slack(high):  # ages of the dead are estimates
        return 0.08, Reason("ages_close", (high, low))
    return None


def _slack(years: int) -> int:
    """How far apart two estimates of one age may lie."""
    return 1 + years // 8


def _family(lost: Account, body: Account) -> Part | None:
    pairs = [(one, two) for one in lost.families for two in body.families if one and two]
    if not pairs:
        return 0.0, None
    best = max(similar(one, two) for one, two in pairs)
    if best >= ALIKE:
        return 0.25, Reason("family", (lost.families[0],))
    return (-0.35, None) if best < UNLIKE else (-0.1, None)


def ranked(sought: Account, others: Iterable[Account], *, sought_is_body: bool) -> list[tuple[Account, Likely]]:
    """The others that could be the same person, best first; equal ones in the order of their ids."""
    found = []
    for other in others:
        likely = compare(other, sought) if sought_is_body else compare(sought, other)
        if likely is not None and other.id != sought.id:
            found.append((other, likely))
    return sorted(found, key=lambda pair: (-pair[1].score, pair[0].id))
