"""Whether each judgement still stands, computed anew when its record or its figures moved; in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from storage.database.rows import Columns, id_bytes
from storage.database.tables import tables
from storage.journal.journal import Moved, chunks
from storage.review.inbox import ASKING, holding, question

_REVIEW = tables["review"].c


def judge(connection: Connection, moved: Moved, counted: set[str]) -> None:
    """Bring ``review.holds`` up to date.

    Args:
        moved: the records this transaction touched.
        counted: incidents whose figures were counted anew.
    """
    if connection.execute(select(_REVIEW.n).limit(1)).first() is None:
        return
    touched = {record.hex() for (kind, record), state in moved.states.items() if kind in ASKING} | counted
    mine = {record for (kind, record), state in moved.states.items() if kind == "review"}
    reviews: dict[int, Columns] = {}
    for column, keys in ((_REVIEW.record_id, touched), (_REVIEW.id, mine)):
        for part in chunks(sorted(keys)):
            found = connection.execute(select(*_JUDGED).where(column.in_(part)))
            reviews.update({int(row["n"]): row for row in found.mappings()})
    rows = _rows(connection, reviews)
    changed = [
        {"_n": number, "holds": holds}
        for number, review in reviews.items()
        if (holds := _holds(review, rows)) != review["holds"]
    ]
    if changed:
        connection.execute(_HOLDS, changed)


_JUDGED = (
    _REVIEW.n,
    _REVIEW.record_kind,
    _REVIEW.record_id,
    _REVIEW.about,
    _REVIEW.verdict,
    _REVIEW.what,
    _REVIEW.withdrawn,
    _REVIEW.holds,
)
_HOLDS = update(tables["review"]).where(_REVIEW.n == bindparam("_n")).values(holds=bindparam("holds"))


def _rows(connection: Connection, reviews: Mapping[int, Columns]) -> dict[tuple[str, str], Any]:
    wanted: dict[str, set[bytes]] = defaultdict(set)
    for review in reviews.values():
        record = id_bytes(review["record_id"])
        if record is not None and review["record_kind"] in ASKING:
            wanted[review["record_kind"]].add(record)
    found = {}
    for kind, ids in wanted.items():
        table = tables[kind]
        for part in chunks(sorted(ids)):
            for row in connection.execute(select(table).where(table.c.id.in_(part))).mappings():
                found[kind, bytes(row["id"]).hex()] = row
    return found


def _holds(review: Columns, rows: Mapping[tuple[str, str], Any]) -> int | None:
    if review["withdrawn"] is not None or not review["about"]:
        return None
    row = rows.get((review["record_kind"], review["record_id"]))
    asked = question(review["record_kind"] or "", row, review["about"])
    return holding(asked, review["about"], review["verdict"], review["what"])
