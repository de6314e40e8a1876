"""What was taken from an entry workbook before: which row became which record, and what it said when it did.

It is kept as the origin (`intake`) of each record: the hidden id of the row, who filled the copy in, a short hash of
each value. So a cell that says what it said then is untouched, whatever has become of the record since, and two
copies of one workbook, filled in by two teams, are told apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import orjson

from exports.entry.plan import made_of
from storage import folded

if TYPE_CHECKING:
    from storage import Frozen

_COLUMNS = ("row_key", "record_id", "record_kind", "content")


@dataclass(frozen=True)
class Taken:
    """A record that came from a row.

    Attributes:
        team: who had filled the copy in, folded; said: field → hash of the value.
    """

    record: str
    kind: str
    team: str = ""
    said: Mapping[str, str] = field(default_factory=dict)


def hash_of(canonical: Any) -> str:
    """A short hash of a value; equal values have equal ones."""
    return blake2b(orjson.dumps(canonical, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()


def content_of(team: str, said: Mapping[str, str]) -> str:
    """What is kept of a row."""
    return orjson.dumps({"team": folded(team), "said": dict(said)}, option=orjson.OPT_SORT_KEYS).decode()


def intake_id(record: str) -> str:
    """The origin of a record that came from an entry workbook: one, on every laptop."""
    return made_of("entry", record)


def taken_before(source: Frozen, rows: Iterable[str]) -> dict[str, list[Taken]]:
    """What was taken from these rows (hidden ids), by row."""
    wanted, found = set(rows), defaultdict(list)
    for row, record, kind, content in source.export_rows("intake", _COLUMNS, None, standing=True):
        if row in wanted and record:
            found[row].append(_taken(record, kind or "", content or ""))
    return found


def _taken(record: str, kind: str, content: str) -> Taken:
    try:
        told = orjson.loads(content)
        said = {str(name): str(value) for name, value in told["said"].items()}
        return Taken(record, kind, str(told["team"]), said)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Taken(record, kind)


def alike(said: Mapping[str, str], before: Taken) -> bool:
    """Whether a row surely goes on telling of the same: most of what was said then still stands there."""
    kept = sum(said.get(name) == value for name, value in before.said.items())
    return bool(before.said) and kept * 2 >= len(before.said)


def record_of(row: str, own: str, team: str, said: Mapping[str, str], before: Iterable[Taken]) -> str:
    """The record a row stands for, ``own`` being that of its sheet; "" when nobody can tell.

    A copy is known by its team; one without a team by what the row says.
    """
    known, told = [one for one in before if one.kind == own], folded(team)
    same = next((one for one in known if told and one.team == told), None) or next(
        (one for one in known if alike(said, one)), None
    )
    if same is not None:
        return same.record
    if known and not told:
        return ""
    return made_of(row, told) if told else row
