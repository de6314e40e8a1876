"""Taking a file in: a backup first, then everything that is ticked in one save, as proposals a person confirms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from exports.foreign.plan import IntakePlan, IntakeRow, ticked
from storage import RECORDS, Cancelled, Edit, Ready, Seen, cleaned, dated_backup

if TYPE_CHECKING:
    from storage import Outcome, Register, Store

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
PROPOSED = "proposed"


def take(
    store: Store,
    register: Register,
    plan: IntakePlan,
    ticks: Iterable[str] | None = None,
    *,
    aliases: Mapping[str, str] | None = None,
    remembered: tuple[str, Edit] | None = None,
    cancelled: Stop | None = None,
    progress: Progress | None = None,
    why: str = "",
) -> Outcome:
    """Write what is ticked, after a dated and verified backup; one undo takes all of it back.

    Args:
        store, register: the open register.
        plan: what :func:`foreseen` gave.
        ticks: ids of the records of rows; by default all that is clean.
        aliases: spellings that shall be kept with a place → its id.
        remembered: the id of the mapping's record and the edit that keeps it.
        cancelled: asked now and then; progress: told (done, of how many).
        why: the reason kept with every change; the file's name when left out.

    Raises:
        UserError: the backup or the save could not be written; nothing was.
        Cancelled: the person stopped it; nothing was written.
    """
    rows = ticked(plan, ticks)
    if cancelled is not None and cancelled():
        raise Cancelled
    if not rows and not aliases:
        return store.save([])
    dated_backup(register, store.database)
    wanted = edits(store, plan, rows, aliases or {}, remembered)
    return store.save_many(
        wanted, why=why or plan.file_name, expected=2 * len(rows), cancelled=cancelled, progress=progress
    )  # fmt: skip


def edits(
    store: Store,
    plan: IntakePlan,
    rows: Iterable[IntakeRow],
    aliases: Mapping[str, str],
    remembered: tuple[str, Edit] | None,
) -> Iterator[Edit]:
    """The edits, what others point to first: the mapping, places, then each row and where it came from."""
    mapping = ""
    if remembered is not None:
        mapping, edit = remembered
        yield edit
    wanted = list(rows)
    yield from _places(store, plan, wanted, aliases)
    for row in wanted:
        yield _record(store, row)
        yield _origin(plan, row, mapping)


def _places(
    store: Store, plan: IntakePlan, rows: Iterable[IntakeRow], aliases: Mapping[str, str]
) -> Iterator[Edit]:  # fmt: skip
    """Places that the rows need and nobody has, and spellings learned."""
    named = {value for row in rows for value in row.values.values() if isinstance(value, str)}
    for place, values in plan.proposed.items():
        if place in named and store.places.get(place) is None:
            yield Edit("place", place, _loaded("place", values))
    learned: dict[str, list[str]] = {}
    for spelling, place in aliases.items():
        facts = store.places.get(place)
        if facts is not None and cleaned(spelling) not in facts.names:
            learned.setdefault(place, list(facts.aliases)).append(cleaned(spelling))
    for place, spellings in learned.items():
        yield Edit("place", place, {"aliases": tuple(dict.fromkeys(spellings))})


def _record(store: Store, row: IntakeRow) -> Edit:
    if row.how == "changed":
        return Ready(row.kind, row.record, row.values, seen=Seen(row.heads))
    values = {**row.values, "status": PROPOSED}
    if row.kind == "place":
        values["proposed_by"] = store.me.team
    return Ready(row.kind, row.record, values)


def _origin(plan: IntakePlan, row: IntakeRow, mapping: str) -> Edit:
    values = {
        "record_id": row.record,
        "record_kind": row.kind,
        "file_name": plan.file_name,
        "sha256": plan.sha256,
        "sheet": row.spot.sheet,
        "row": row.spot.row,
        "row_key": row.key,
        "content": row.content,
        "mapping": mapping or None,
        "status": "complete",
    }
    return Ready("intake", _origin_id(plan, row), values)


def _origin_id(plan: IntakePlan, row: IntakeRow) -> str:
    """The same row of the same file is told once, on any laptop; a record has one for each file that changed it."""
    told = f"{row.record}|{plan.sha256}|{row.spot.sheet}|{row.spot.row}|{row.kind}"
    digest = bytearray(
        bytes.fromhex(row.record)[:6] + blake2b(told.encode("utf-8", "replace"), digest_size=10).digest()
    )
    digest[6], digest[8] = (digest[6] & 0x0F) | 0x80, (digest[8] & 0x3F) | 0x80  # UUIDv8: made of content
    return digest.hex()


def _loaded(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    fields = RECORDS[kind].fields
    return {name: None if value is None else fields[name].kind.load(value) for name, value in values.items()}
