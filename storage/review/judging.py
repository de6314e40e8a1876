"""Whether each judgement still stands, computed anew when its record or its figures moved; in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, update

from storage.database.inserting import asked
from storage.database.rows import Columns, id_bytes
from storage.database.tables import rival, tables
from storage.derive import Believed
from storage.journal.journal import Moved, chunks
from storage.journal.state import unpack_heads
from storage.review.inbox import (
    ACCEPTED,
    ASKING,
    BACK,
    CONFLICT,
    UNENTITLED,
    Question,
    group_of,
    holding,
    parted,
    question,
)

_REVIEW = tables["review"].c


def judge(connection: Connection, moved: Moved, counted: set[str], may_verify: Believed) -> None:
    """Bring ``review.holds`` up to date.

    Args:
        moved: the records this transaction touched.
        counted: incidents whose figures were counted anew.
        may_verify: whether all who made these changes may say that something is verified.
    """
    if asked(connection, _ANY)[0]["last"] is None:
        return
    touched = {record.hex() for (kind, record), state in moved.states.items() if kind != "review"} | counted
    mine = {record for (kind, record), state in moved.states.items() if kind == "review"}
    reviews: dict[int, Columns] = {}
    for column, keys in ((_REVIEW.record_id, touched), (_REVIEW.id, mine)):
        for part in chunks(sorted(keys)):
            found = connection.execute(select(*_JUDGED).where(column.in_(part)))
            reviews.update({int(row["n"]): row for row in found.mappings()})
    settle_judgements(connection, reviews, may_verify)


def settle_judgements(
    connection: Connection, reviews: Mapping[int, Columns], may_verify: Believed, *, write: bool = True
) -> dict[int, Any]:
    """Whether each of these judgements (rows by number) holds, where that is not what stands; ``write``: now it is."""
    rows, disputes = _rows(connection, reviews), _disputes(connection, reviews)
    changed = {
        number: holds
        for number, review in reviews.items()
        if (holds := _holds(review, rows, disputes, may_verify)) != review["holds"]
    }
    if changed and write:
        connection.execute(_HOLDS, [{"_n": number, "holds": holds} for number, holds in changed.items()])
    return changed


def all_judgements(connection: Connection) -> Iterator[dict[int, Columns]]:
    """The rows of all judgements by their numbers, part after part."""
    numbers = connection.execute(select(_REVIEW.n).order_by(_REVIEW.n)).scalars().all()
    for part in chunks(numbers):
        rows = connection.execute(select(*_JUDGED).where(_REVIEW.n.in_(part))).mappings()
        yield {int(row["n"]): row for row in rows}


_ANY = select(func.max(_REVIEW.n).label("last"))
_JUDGED = (
    _REVIEW.n,
    _REVIEW.record_kind,
    _REVIEW.record_id,
    _REVIEW.about,
    _REVIEW.verdict,
    _REVIEW.what,
    _REVIEW.withdrawn,
    _REVIEW.holds,
    _REVIEW.head,
    _REVIEW.heads,
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


def _disputes(connection: Connection, reviews: Mapping[int, Columns]) -> dict[tuple[str, str, str], Question]:
    """The open conflicts of the records that judgements of conflicts are about."""
    ids: dict[str, set[bytes]] = defaultdict(set)
    for review in reviews.values():
        record = id_bytes(review["record_id"])
        if group_of(review["about"] or "") == CONFLICT and record is not None and review["record_kind"] in tables:
            ids[review["record_kind"]].add(record)
    found = {}
    for kind, wanted in ids.items():
        table = tables[kind].c
        for part in chunks(sorted(wanted)):
            open_ = connection.execute(select(rival.c.record, rival.c.field).where(_of(kind, part))).all()
            rows = connection.execute(select(table.id, table.heads).where(table.id.in_({one.record for one in open_})))
            heads = {bytes(row.id): unpack_heads(row.heads) for row in rows}
            for record, name in open_:
                stamps = heads.get(bytes(record), {}).get(name, ())
                found[kind, bytes(record).hex(), name] = Question(f"{CONFLICT}:{name}", parted(stamps))
    return found


def _said(review: Columns) -> set[bytes]:
    """The changes that say about what a judgement is and how it was judged."""
    heads = unpack_heads(review["heads"])
    return {one for name in _SAYING for one in heads.get(name, (bytes(review["head"]),))}


_SAYING = ("record_kind", "record_id", "about", "what", "verdict")


def _of(kind: str, records: Collection[bytes]) -> ColumnElement[bool]:
    return (rival.c.kind == kind) & rival.c.record.in_(records)


def _holds(
    review: Columns,
    rows: Mapping[tuple[str, str], Any],
    disputes: Mapping[tuple[str, str, str], Question],
    may_verify: Believed,
) -> int | None:
    if review["withdrawn"] is not None or not review["about"]:
        return None
    if review["about"] == UNENTITLED and review["verdict"] == ACCEPTED and not may_verify(_said(review)):
        return BACK  # who may not verify cannot say either that it stands
    group, _, name = review["about"].partition(":")
    if group == CONFLICT:
        asked = disputes.get((review["record_kind"], review["record_id"], name))
        return holding(asked, review["about"], review["verdict"], review["what"])
    row = rows.get((review["record_kind"], review["record_id"]))
    asked = question(review["record_kind"] or "", row, review["about"])
    return holding(asked, review["about"], review["verdict"], review["what"])
