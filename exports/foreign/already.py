"""New rows that may tell of somebody, or of a facility, the register has: told to a person, nothing is ever joined."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from storage import fold

if TYPE_CHECKING:
    from exports.foreign.plan import IntakePlan
    from storage import SamePerson, Store

NAMES = ("name_ar", "name_en")


def people_alike(store: Store, plan: IntakePlan, *, most: int = 5000) -> dict[str, list[SamePerson]]:
    """By the record of a new row the people in the register it may tell of.

    Args:
        store: the register; plan: what taking a file in would do.
        most: as many rows are looked at.
    """
    new = [row for row in plan.rows if row.kind == "victim" and row.how == "new"][:most]
    return store.same_persons({row.record: row.values for row in new}) if new else {}


def facilities_alike(store: Store, plan: IntakePlan) -> dict[str, list[str]]:
    """By the record of a new facility the standing ones of the same place that go by one of its names.

    However a name is spelled, an alias counts as a name. One without a place is only like others without a place.
    """
    new = {row.record: row.values for row in plan.rows if row.kind == "facility" and row.how == "new"}
    if not new:
        return {}
    here: dict[tuple[str, str], list[str]] = defaultdict(list)
    for record, place, aliases, *names in store.export_rows(
        "facility", ("id", "place", "aliases", *NAMES), None, standing=True
    ):  # fmt: skip
        told = {**dict(zip(NAMES, names, strict=True)), "place": place, "aliases": json.loads(aliases or "[]")}
        for one in _marks(told):
            here[one].append(record)
    found = {}
    for record, values in new.items():
        likely = [one for mark in _marks(values) for one in here.get(mark, ()) if one != record]
        if likely:
            found[record] = list(dict.fromkeys(likely))
    return found


def _marks(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Place and folded name, once for each name."""
    aliases = values.get("aliases")
    names = [*(values.get(name) for name in NAMES), *(aliases if isinstance(aliases, list) else ())]
    for name in dict.fromkeys(fold(name) for name in names if isinstance(name, str)):
        if name:
            yield values.get("place") or "", name
