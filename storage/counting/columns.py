"""What the columns of incidents add up to, by the covering index alone: every incident as if it stood for itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, or_, select

from storage.counting.linked import NEVER
from storage.counting.sums import AMONG, FIGURES, NAMES, Cell, Numbers, Traits
from storage.database.counted import counted
from storage.database.tables import tables
from storage.lists.conditions import under


def of_all(connection: Connection, first: str, last: str, area: str) -> Numbers:
    """What the columns of standing incidents that did occur add up to, by the covering index alone."""
    return apart(connection, first, last, area)[0].numbers


def apart(connection: Connection, first: str, last: str, area: str, *by: str) -> list[Cell]:
    """The same apart ``by`` columns of incidents; by none, all together."""
    incident = tables["incident"].c
    conditions = [counting()]
    conditions += [incident.day >= first] if first else []
    conditions += [incident.day <= last] if last else []
    conditions += [under(incident.area, area)] if area else []
    sums = [func.coalesce(func.sum(_COLUMNS[name]), 0) for name in NAMES]
    columns = [incident[name] for name in by]
    rows = connection.execute(select(*columns, *sums).where(and_(*conditions)).group_by(*columns))
    found = []
    for row in rows:
        where = {name: value or "" for name, value in zip(by, row, strict=False)}
        day, area = where.pop("day", ""), where.pop("area", "")
        found.append(Cell(day, area, tuple(int(number) for number in row[len(by) :]), Traits(**where)))
    return found


def counting() -> ColumnElement[bool]:
    """Whether an incident counts: it stands and did occur."""
    verification = tables["incident"].c.verification
    return and_(counted(tables["incident"]), or_(verification.is_(None), verification != NEVER))


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _more_than(one: ColumnElement[Any], two: ColumnElement[Any]) -> ColumnElement[int]:
    """By how much the first exceeds the second; nothing when either is not known."""
    return case((one > two, one - two), else_=0)


def _summed_columns() -> dict[str, ColumnElement[Any]]:
    """Each number of a sum, of one incident that stands for itself: what ``sums.cells`` makes of ``as_columns``."""
    incident = tables["incident"].c
    ends = [incident[f"{figure}_{end}"] for figure in FIGURES for end in ("min", "max")]
    found: dict[str, ColumnElement[Any]] = {
        "incidents": literal(1),
        "events": literal(1),
        "drafts": _one(incident.status == "draft"),
        "verified": _one(incident.verification == "verified"),
        "claimed": _one(func.coalesce(*ends).isnot(None)),
        "naming": _one(or_(*(incident[f"named_{figure}"] > 0 for figure in FIGURES))),
        "fewer": _one(incident.named_killed < incident.killed_min),
        "more": _one(incident.named_killed > incident.killed_max),
        "rescued": incident.named_rescued,
        **{group: incident[f"named_{group}"] for group in AMONG},
    }
    for figure in FIGURES:
        low, high, named, most = (
            incident[name] for name in (f"{figure}_min", f"{figure}_max", f"named_{figure}", f"named_{figure}_max")
        )
        found |= {
            f"{figure}_low": low,
            f"{figure}_high": high,
            f"{figure}_open": _one(and_(high.is_(None), low.isnot(None))),
            f"{figure}_named": named,
            f"{figure}_named_high": most,
            f"{figure}_named_open": _one(most.is_(None)),
            f"{figure}_left_low": _more_than(low, most),
            f"{figure}_left_high": _more_than(high, named),
        }
    return found


_COLUMNS = _summed_columns()
