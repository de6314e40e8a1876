"""How far each fact may travel: sharing levels, what becomes of a column, consent, age groups, ids of a file. Pure.

A column is *shown*, made *coarser*, shown *with consent*, or *hidden*; one that nobody has judged is hidden. The
levels are those of OCHA's *Data Responsibility Guidelines* and Every Casualty's standard on sharing; ``redacting.py``
applies them to rows before any file exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from storage.fields.codes import OTHER
from storage.fields.field import Privacy
from storage.fields.kinds import Age, AgeValue
from storage.fields.kinds.foreign import is_foreign
from storage.records import RECORDS


class Level(StrEnum):
    """Who a file is for (code list ``sharing-level``)."""

    INTERNAL = "internal"
    PARTNER = "partner"
    PUBLIC = "public"


class Treatment(StrEnum):
    """What becomes of a column at a level."""

    SHOWN = "shown"
    COARSER = "coarser"
    WITH_CONSENT = "with_consent"
    HIDDEN = "hidden"


AT_HOME = frozenset({"organisation", "certificate", "revocation", "custody"})
"""Kinds that leave in no file for reading: keys tell a reader nothing, and must not come back edited."""

_KINDS: Mapping[Level, tuple[str, ...]] = {
    Level.PARTNER: (
        "incident", "victim", "claim", "outcome", "facility", "damage", "function", "movement", "village_state",
        "population", "place", "source", "link", "team",
    ),
    Level.PUBLIC: ("incident", "place"),
}  # fmt: skip

_FIGURES = ("killed_min", "killed_max", "injured_min", "injured_max", "missing_min", "missing_max")
_PARTNER_COMPUTED: Mapping[str, frozenset[str]] = {
    "incident": frozenset(
        {"day", "moment", *_FIGURES, "named_killed", "named_injured", "named_missing", "named_children",
         "named_killed_max", "named_injured_max", "named_missing_max", "named_women", "named_civilians",
         "named_rescued"}
    ),
    "victim": frozenset({"day", "where_id", "child", "people_min", "people_max"}),
    "facility": frozenset({"attacks", "last_attack"}),
    "damage": frozenset({"day", "moment"}),
    "movement": frozenset({"day"}),
}  # fmt: skip
"""Computed columns a partner may see; they say no more than the fields they are computed from.

Not ``area``: its path holds the ids of places that were only proposed, and of movements perhaps an arrival place.
"""

_PUBLIC: Mapping[str, frozenset[str]] = {
    "incident": frozenset(
        {"status", "occurred", "day", "place", "attack", "weapon", "platform", "target", "certainty", *_FIGURES}
    ),
    "place": frozenset({"code", "level", "parent", "name_ar", "name_en", "name_other", "centre"}),
}
"""All a public file takes from single records: no numbers of records, hours, texts, names, positions.

Of places only districts and what lies above them leave: their middles tell no more than their names.
"""

_COARSER: Mapping[Level, frozenset[tuple[str, str]]] = {
    Level.PARTNER: frozenset(
        {("victim", "code"), ("victim", "age"), ("incident", "position"), ("facility", "position")}
    ),
    Level.PUBLIC: frozenset({("incident", "place")}),
}
_CONSENTED = frozenset({("victim", "name")})
"""Hidden from partners, unless the person (or the family) said that it may be used with them."""

PUBLIC_LEVEL = 2
"""The finest administrative level of a public file: the district."""


def kinds_at(level: Level) -> tuple[str, ...]:
    """The record kinds of which single records leave at a level."""
    return _KINDS.get(level) or tuple(kind for kind in RECORDS if kind not in AT_HOME)


def treatment(kind: str, column: str, level: Level) -> Treatment:
    """What becomes of a database column: a field, one of its facets (``age__years_min``), ``id``, a computed one."""
    name = column.partition("__")[0]
    item = RECORDS[kind].fields.get(name)
    if level is Level.INTERNAL:
        known = item is None or item.privacy is not Privacy.SEALED
        return Treatment.SHOWN if known else Treatment.HIDDEN
    if kind not in kinds_at(level):
        return Treatment.HIDDEN
    if (kind, name) in _COARSER[level]:
        return Treatment.COARSER
    if column == "id":
        return Treatment.COARSER if level is Level.PARTNER or kind == "place" else Treatment.HIDDEN
    if level is Level.PUBLIC:
        return Treatment.SHOWN if name in _PUBLIC[kind] else Treatment.HIDDEN
    if (kind, name) in _CONSENTED:
        return Treatment.WITH_CONSENT
    if item is None:
        return Treatment.SHOWN if column in _PARTNER_COMPUTED.get(kind, ()) else Treatment.HIDDEN
    return Treatment.SHOWN if item.privacy in (Privacy.PUBLIC, Privacy.PARTNER) else Treatment.HIDDEN


# --------------------------------------------------------------------------------------------- consent, ages

_ALLOWS = {Level.PARTNER: frozenset({"partners", "public"})}
"""Answers by which a name may go to that level; a public file never names anybody."""


def may_name(level: Level, answers: Iterable[str | None]) -> bool:
    """Whether a name may leave; while teams disagree about consent, all of their answers must allow it."""
    allowed, told = _ALLOWS.get(level, frozenset()), set(answers)
    return level is Level.INTERNAL or (bool(told) and told <= allowed)


AGE_GROUPS: tuple[tuple[int, int | None], ...] = (
    (0, 4), (5, 9), (10, 14), (15, 17), (18, 29), (30, 39), (40, 49), (50, 59), (60, 69), (70, 79), (80, None),
)  # fmt: skip
"""Completed years, both ends counted in; none reaches over the eighteenth birthday."""
_BANDS = frozenset({"infant", "child", "adult", "elderly", "?"})


def age_group(years_min: int | None, years_max: int | None) -> str:
    """The one group an age surely lies in (``"5-9"``, ``"80-"``), "" when it may lie in several."""
    if years_min is None:
        return ""
    for low, high in AGE_GROUPS:
        inside = high is None or (years_max is not None and years_max <= high)
        if low <= years_min and (high is None or years_min <= high):
            return f"{low}-{'' if high is None else high}" if inside else ""
    return ""


@lru_cache(maxsize=20_000)
def coarse_age(canonical: str) -> str | None:
    """A canonical age as the groups it lies in, without what it rests on; None when it cannot be read."""
    try:
        age = Age().load(canonical)
    except (ValueError, TypeError):
        return None
    if is_foreign(age, AgeValue):
        return None
    if age.band is not None:
        return age.band if age.band in _BANDS else None
    low, high = age.years
    if low is None:
        return None
    low, high = max(0, low), None if high is None else max(0, low, high)
    first = max(start for start, _ in AGE_GROUPS if start <= low)
    last = None if high is None else next(end for _, end in AGE_GROUPS if end is None or high <= end)
    return str(AgeValue(first, last, "y"))


# --------------------------------------------------------------------------------------------- while teams disagree

_SAFE_ORDER: Mapping[str, tuple[str, ...]] = {
    "outcome": ("missing", "under_rubble", "detained", "abducted", "injured", "rescued", "safe", "killed"),
    "state": ("inhabited", "returned", "returning", "partly_emptied", "unreachable", "emptied"),
    "direction": ("return", "onward", "out"),
}
"""Of several answers the first of these is told: missing until all agree, not cleared, inside until all agree out."""
_NOT_TOLD = frozenset({("victim", "name"), ("victim", "sex"), ("victim", "age")})
"""Who somebody is, is not told to others while teams disagree about it."""
_KEPT = frozenset({("link", "link"), ("link", "about"), ("incident", "figure_rule"), ("review", "verdict")})
"""What a row is about, or how its figures are chosen; it says nothing of anybody."""
_NOT_SURE = {"status": {"verified": "under_review"}, "verification": {"verified": "under_verification"}}
"""What a record with an open dispute is called instead."""


def safest(kind: str, name: str, rivals: Sequence[Any]) -> Any:
    """The one of several rival values (newest first) that harms nobody if it is wrong; None to say nothing."""
    if (kind, name) in _NOT_TOLD or not rivals:
        return None
    order = _SAFE_ORDER.get(name)
    if order is None:
        return None if _is_coded(kind, name) else unsure(name, rivals[0])
    if any(one not in order for one in rivals):
        return next((one for one in rivals if one not in order), None)
    return min(rivals, key=order.index)


def _is_coded(kind: str, name: str) -> bool:
    """Whether a field says one of several things (how, with what, civilian or not): no rival is told as a fact."""
    item = RECORDS[kind].fields.get(name)
    return (
        item is not None
        and item.kind.word in ("code", "codes")
        and name not in _NOT_SURE
        and (kind, name) not in _KEPT
    )


def unsure(name: str, value: Any) -> Any:
    """A value of a record in dispute: nothing about it is verified."""
    return _NOT_SURE[name].get(value, value) if name in _NOT_SURE and isinstance(value, str) else value


def listed(code: str) -> str:
    """A code of its list; what somebody wrote beside it (``other: …``) is no public fact."""
    return OTHER[:-1] if code.startswith(OTHER) else code


# --------------------------------------------------------------------------------------------- ids of one file

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_SIGNS = 10


class Pseudonyms:
    """Ids and numbers of one file: nobody without its key can join them with another file or with the register."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, record: str) -> str:
        """The id (32 hex digits) a record has in this file."""
        return blake2b(record.encode(), key=self._key, digest_size=16).hexdigest()

    def number(self, record: str) -> str:
        """The number a person has in this file, ``P-7KQ2M-XA9TD``."""
        rest, signs = int(self.of(record), 16), ""
        for _ in range(_SIGNS):
            rest, at = divmod(rest, len(_LETTERS))
            signs += _LETTERS[at]
        return f"P-{signs[:5]}-{signs[5:]}"
