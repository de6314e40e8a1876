"""What the rows of a list add up to; people in dispute on the safe side, as in the figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, false, func, select

from storage.counting.attacked import medical_kinds
from storage.counting.safe_side import lost_in_dispute
from storage.database.counted import confirmed
from storage.database.tables import rival, tables
from storage.journal.journal import chunks

NOT_WORKING = ("none", "closed", "destroyed")
"""States of a facility that serves nobody (code list ``function``)."""
OUTCOMES = ("killed", "injured", "missing", "under_rubble", "rescued", "detained", "abducted")


def sums_of(kind: str) -> dict[str, Any]:
    """The sums of a kind's rows, by name, as the values that stand meanwhile have them."""
    table = tables[kind]
    if kind == "incident":
        return {
            f"{word}_{end}": func.sum(func.coalesce(table.c[f"{word}_{end}"], table.c[f"{word}_min"]))
            for word in ("killed", "injured", "missing")
            for end in ("min", "max")
        }
    if kind == "victim":
        people = table.c.people_min
        sums: dict[str, ColumnElement[Any]] = {
            word: func.sum(people).filter(table.c.outcome == word) for word in OUTCOMES
        }
        sums |= {word: func.sum(people).filter(table.c.sex == word) for word in ("female", "male")}
        sums["children"] = func.sum(people).filter(table.c.child == 1)
        sums["age_unknown"] = func.sum(people).filter(table.c.child.is_(None))
        sums["disputed"] = func.sum(people).filter(false())  # see `on_the_safe_side`
        return sums
    if kind == "facility":
        return {
            "attacks": func.sum(table.c.attacks),
            "attacked": func.count().filter(table.c.attacks > 0),
            "medical": func.count().filter(table.c.kind.in_(sorted(medical_kinds()))),
            "closed": func.count().filter(table.c.function.in_(NOT_WORKING)),
        }
    if kind == "movement":
        return _counted(table, ("persons", "households")) | _people_moved(table)
    return {}


def _counted(table: Table, names: Iterable[str]) -> dict[str, ColumnElement[Any]]:
    """Sums of both ends of counts, and how many have no upper end (``_open``): with one of them the sum has none."""
    sums: dict[str, ColumnElement[Any]] = {}
    for name in names:
        low, high = table.c[f"{name}__min"], table.c[f"{name}__max"]
        sums[f"{name}_min"], sums[f"{name}_max"] = func.sum(low), func.sum(func.coalesce(high, low))
        sums[f"{name}_open"] = func.count().filter(low.isnot(None), high.is_(None))
    return sums


def _people_moved(table: Table) -> dict[str, ColumnElement[Any]]:
    """People of movements by direction: low ends, high ends, and how many accounts have no upper end."""
    low, high, sums = table.c.persons__min, table.c.persons__max, dict[str, ColumnElement[Any]]()
    for way in ("out", "onward", "return"):
        here = table.c.direction == way
        sums[f"{way}_min"] = func.sum(low).filter(here)
        sums[f"{way}_max"] = func.sum(high).filter(here)
        sums[f"{way}_open"] = func.count().filter(here, high.is_(None))
    return sums


def on_the_safe_side(connection: Connection, where: ColumnElement[bool], sums: dict[str, int]) -> None:
    """Take from the sums of people what teams disagree about: missing until all agree, dead when all agree.

    Whoever is counted under no outcome for that is counted as ``disputed``.

    Few are in dispute, so that they are corrected one by one: a condition for each sum would be asked of everybody.
    """
    torn = dict[bytes, set[str]]()
    wanted = select(rival.c.record, rival.c.field).where(rival.c.kind == "victim", rival.c.field.in_(_MOVING))
    for record, field in connection.execute(wanted):
        torn.setdefault(bytes(record), set()).add(field)
    if not torn:
        return
    lost, table = set(lost_in_dispute(connection)), tables["victim"]
    read = select(*(table.c[name] for name in ("id", "outcome", "sex", "child", "people_min")))
    for part in chunks(sorted(torn)):
        for row in connection.execute(read.where(where, confirmed(table), table.c.id.in_(part))):
            fields = torn[bytes(row.id)]
            gone = [row.outcome] if "outcome" in fields else []
            gone += [row.sex] if "sex" in fields else []
            gone += ["children"] if "age" in fields and row.child == 1 else []
            come = ["missing"] if bytes(row.id) in lost else ["disputed"] if "outcome" in fields else []
            come += ["age_unknown"] if "age" in fields and row.child is not None else []
            for words, sign in ((gone, -1), (come, 1)):
                for word in words:
                    if word in sums:
                        sums[word] += sign * (row.people_min or 0)


_MOVING = ("outcome", "sex", "age")
"""Fields of a person that the sums rest on."""
