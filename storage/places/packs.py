"""A table of places with official codes (OCHA COD-AB): its rows, the plan of what it would do, what is written.

Pure: nothing here writes. A newer table never maps records anew by itself. Places it has and we do not are new; what
it calls otherwise, puts elsewhere or no longer has is listed, with the number of records that rest on it, and each is
taken or left by a person. Records keep the identity of their place whatever happens to its name or code.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any, Literal

from storage.journal.change import Change
from storage.matching.names import fold
from storage.messages import Message
from storage.places.gazetteer import pack_changes, place_id

COMMUNITY = 4

What = Literal["new", "same", "renamed", "moved", "recoded", "withdrawn", "back", "collision"]


@dataclass(frozen=True)
class PackRow:
    """One place as a table tells of it.

    Attributes:
        sheet, number: where it stands in the file; rows count from 1.
        level: 0 to 4; None when the table does not say.
        parent: the code of what it lies in, "" for none.
        at: latitude and longitude.
    """

    sheet: str
    number: int
    code: str
    level: int | None
    parent: str
    name_en: str = ""
    name_ar: str = ""
    name_other: str = ""
    aliases: tuple[str, ...] = ()
    at: tuple[float, float] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every spelling."""
        return tuple(name for name in (self.name_ar, self.name_en, self.name_other, *self.aliases) if name)


@dataclass(frozen=True)
class Refused:
    """A row that cannot be taken: where it stands, what is wrong, what can be done."""

    sheet: str
    row: int
    column: str
    what: Message
    todo: Message


@dataclass(frozen=True)
class PackTable:
    """A table of places as read from a file.

    Attributes:
        name: what it is called, whatever its version; version: its day (ISO), "" when it does not say.
        refused: rows that could not be read.
    """

    name: str
    version: str
    rows: tuple[PackRow, ...]
    refused: tuple[Refused, ...] = ()

    @property
    def label(self) -> str:
        """What stands on every place that comes from it."""
        return f"{self.name} {self.version}".strip()

    def has(self, pack: str) -> bool:
        """Whether what stands on a place is a version of this table."""
        return pack == self.name or pack.startswith(f"{self.name} ")


@dataclass(frozen=True)
class PackItem:
    """One place of the plan.

    Attributes:
        what: what the table says of it.
        place: the id of the place it is about; of a new one, the id it will have.
        row: as the table tells it; None for a place the table no longer has.
        before, after: the names, areas or codes that change.
        sure: of a proposal that two places are one.
        resting: records that name this place.
    """

    what: What
    place: str
    row: PackRow | None
    before: str = ""
    after: str = ""
    sure: bool = False
    resting: int = 0

    @property
    def asked(self) -> bool:
        """Whether a person has to accept it."""
        return self.what in ("renamed", "moved", "recoded", "withdrawn", "back")


@dataclass(frozen=True)
class PackPlan:
    """What a table would do to the register.

    Attributes:
        table: the table.
        items: everything but what is the same, in the order of the table.
        refused: rows that are left out, and why.
        same: how many places are as they are.
        older: the version the register has, when this table is an older one; "" otherwise.
    """

    table: PackTable
    items: tuple[PackItem, ...]
    refused: tuple[Refused, ...]
    same: int
    older: str = ""
    changes: tuple[Change, ...] = field(default=(), repr=False)

    def counts(self) -> dict[str, int]:
        """How many places of each sort."""
        found = Counter(item.what for item in self.items)
        names: tuple[What, ...] = ("new", "renamed", "moved", "recoded", "withdrawn", "back", "collision")
        return {"new": 0, "same": self.same, **{name: found[name] for name in names}, "refused": len(self.refused)}

    def sure(self) -> list[int]:
        """The numbers of all items that are asked, doubtful proposals that two places are one left out."""
        return [at for at, item in enumerate(self.items) if item.asked and (item.what != "recoded" or item.sure)]

    def with_resting(self, resting: Mapping[str, int]) -> PackPlan:
        """The plan with the number of records that rest on each place."""
        items = (replace(item, resting=resting.get(item.place, 0)) if item.asked else item for item in self.items)
        return replace(self, items=tuple(items))

    def fresh(self, accepted: Collection[int]) -> list[Change]:
        """The changes that bring the new places in; a place taken as one we have already is not brought in again.

        One that is surely here under another code waits for a person; a doubtful one comes in and can be joined later.
        """
        wanted = {item.place for item in self.items if item.what == "new"}
        for at, item in enumerate(self.items):
            if item.what == "recoded" and item.row is not None and at not in accepted and not item.sure:
                wanted.add(place_id(item.row.code))
        return [change for change in self.changes if change.record.hex() in wanted]


def table_changes(table: PackTable, rows: Sequence[PackRow]) -> list[Change]:
    """All rows as changes that are the same wherever this very table is imported."""
    told = [[row.code, row.level, row.parent, *row.names, row.at] for row in rows]
    digest = blake2b(json.dumps(told).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    day = int(table.version.replace("-", "")) if table.version.replace("-", "").isdecimal() else 0
    made = 1_577_836_800_000 + day % 100_000_000 * 10
    return pack_changes(f"{table.label} {digest}", made, [_columns(row) for row in rows], table.label)


def _columns(row: PackRow) -> dict[str, str]:
    where = (
        {} if row.at is None else {"lat": str(row.at[0]), "lon": str(row.at[1]), "precision": _PRECISION[row.level]}
    )
    return {
        **{"code": row.code, "level": str(row.level), "parent": row.parent},
        **{"name::en": row.name_en, "name::ar": row.name_ar, "name::other": row.name_other},
        "aliases": "|".join(alias.replace("|", " ") for alias in row.aliases),
        **where,
    }


_PRECISION: dict[int | None, str] = {
    **{0: "governorate", 1: "governorate", 2: "district", 3: "subdistrict", 4: "village"},
    None: "village",
}


# --------------------------------------------------------------------------------------------- accepted changes


def edit_values(item: PackItem, table: PackTable, known: Mapping[str, Any], parent: str) -> dict[str, Any]:
    """What accepting an item writes into its place.

    Args:
        item: renamed, moved, recoded, withdrawn or back.
        table: the table it comes from.
        known: the values of the place as it stands.
        parent: the id of the area the table puts it in.
    """
    row = item.row
    if row is None:
        return {"retired": table.label}
    values: dict[str, Any] = {"pack": table.label}
    if known.get("retired"):
        values["retired"] = None
    if item.what in ("moved", "recoded") and parent:
        values["parent"] = parent
    official_names = {"name_ar": row.name_ar, "name_en": row.name_en, "name_other": row.name_other}
    if item.what == "renamed":
        values |= {name: text for name, text in official_names.items() if text}
    if item.what == "recoded":
        values |= {name: text for name, text in official_names.items() if text and not known.get(name)}
        values["code"] = row.code
    if item.what in ("renamed", "recoded"):
        values["aliases"] = _all_spellings(known, values, row)
    return values


def _all_spellings(known: Mapping[str, Any], values: Mapping[str, Any], row: PackRow) -> tuple[str, ...]:
    """No spelling and no code is lost: those that stand nowhere else become aliases."""
    names = [str(known.get(name) or "") for name in ("name_ar", "name_en", "name_other")]
    old_code = [str(known.get("code") or "")] if "code" in values else []
    now = {fold(str({**known, **values}.get(name) or "")) for name in ("name_ar", "name_en", "name_other")}
    found: dict[str, str] = {}
    for spelling in (*(known.get("aliases") or ()), *names, *row.names, *old_code):
        if spelling and fold(spelling) not in now:
            found.setdefault(fold(spelling), spelling)
    return tuple(found.values())
