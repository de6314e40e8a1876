"""What lies on a hub of our organisation: which stretches of whose chains, and sealed rows in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.errors import UserError
from storage.messages import message
from storage.sync.bundle import Contents, Opened, opened_bundle, too_large
from storage.sync.chain import Segment, Vector, merged
from storage.sync.hub_address import no_hub
from storage.sync.hub_keys import HubKey
from storage.sync.hub_line import Line
from storage.sync.hub_schema import require_version

if TYPE_CHECKING:
    from storage.sync.company import Company

ROWS_AT_ONCE, BYTES_AT_ONCE, CHANGES_AT_ONCE = 200, 4 << 20, 20_000
"""How much goes through in one piece."""
LARGEST_ROW, LARGEST_RECEIPT, LONGEST_NAME = 128 << 20, 20 << 20, 100
"""Bytes of what is fetched at all: a member, or whoever keeps the hub, may have put anything there."""
CHANGES_TAKEN, BYTES_TAKEN = 100_000, 16 << 20
"""How much is taken in by one transaction: pages that several pieces touch are then encrypted and written once."""


@dataclass(frozen=True)
class Row:
    """A sealed row as it stands in the index: a stretch of a chain, or (``tip`` empty) a table of places.

    Attributes:
        device: 16 hex digits; first, last: numbers of its changes; tip: the link after the last.
        key: recipient it was sealed to; size: bytes of its content.
    """

    device: str
    first: int
    last: int
    tip: bytes
    key: str
    size: int

    @property
    def changes(self) -> int:
        """How many, as the row says."""
        return self.last - self.first + 1

    def holds(self, found: Contents) -> bool:
        """Whether what was sealed is what the row says."""
        if not self.tip:
            return not found.segments and found.commons.get(self.device) == self.last
        told = [(one.device.hex(), one.first, one.last, one.tip) for one in found.segments]
        return told == [(self.device, self.first, self.last, self.tip)] and not found.common


def require_ours(line: Line, store: Company) -> None:
    """The login is one of this device, in this organisation, on a hub of a kind we know.

    Raises:
        UserError: ``no-hub``, ``hub-of-another``, ``newer-hub``.
    """
    require_version(line)
    ((organisation, device),) = line.rows("SELECT sijill_hub.mine(), sijill_hub.whose()")
    if organisation is None:
        raise no_hub()
    if (organisation, device) != (store.membership().root, store.me.device[:12]):
        raise UserError(
            "hub-of-another",
            message("This login belongs to another laptop or another organisation. Nothing was sent."),
            message("Ask whoever looks after the hub to admit this laptop."),
        )


def index_of(line: Line, after: Mapping[str, int] | None = None) -> list[Row]:
    """The stretches on the hub, without what they hold: all, or (``after``) those beyond these numbers of devices."""
    known = after or {}
    return [
        Row(device, first, last, bytes(tip), key, size)
        for device, first, last, tip, key, size in line.rows(
            "SELECT s.device, s.first, s.last, s.tip, s.key, octet_length(s.content) FROM sijill_hub.segment s"
            " LEFT JOIN unnest(%s::text[], %s::bigint[]) AS k(device, last) ON k.device = s.device"
            " WHERE s.organisation = sijill_hub.mine() AND s.last > coalesce(k.last, 0) AND octet_length(s.key) <= %s"
            " ORDER BY s.device, s.first, s.last DESC, s.tip",
            [list(known), list(known.values()), LONGEST_NAME],
        )
    ]


def held_by(rows: list[Row]) -> Vector:
    """The changes that stand in these rows."""
    found: dict[str, list[tuple[int, int]]] = {}
    for one in rows:
        found.setdefault(one.device, []).append((one.first, one.last))
    return {device: merged(ranges) for device, ranges in found.items()}


def channel_of(line: Line) -> str:
    """The channel on which the hub tells our organisation what was added; "" on a hub that does not tell."""
    if line.rows("SELECT 1 WHERE to_regprocedure('sijill_hub.channel()') IS NULL"):
        return ""
    ((name,),) = line.rows("SELECT sijill_hub.channel()")
    return str(name or "")


def tables_on(line: Line) -> list[Row]:
    """The tables of places on the hub, of each the newest first."""
    rows = line.rows(
        "SELECT device, count, key, octet_length(content) FROM sijill_hub.common"
        " WHERE organisation = sijill_hub.mine() AND octet_length(key) <= %s ORDER BY count DESC",
        [LONGEST_NAME],
    )
    return [Row(device, 1, count, b"", key, size) for device, count, key, size in rows]


def portions(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows in pieces of bounded size."""
    part, size, changes = list[Row](), 0, 0
    for one in rows:
        if part and (len(part) >= ROWS_AT_ONCE or size + one.size > BYTES_AT_ONCE or changes >= CHANGES_AT_ONCE):
            yield part
            part, size, changes = [], 0, 0
        part.append(one)
        size, changes = size + one.size, changes + one.changes
    if part:
        yield part


def gathered(
    line: Line, rows: Iterable[Row], keys: dict[str, HubKey], step: Callable[[], None]
) -> Iterator[list[tuple[Row, Opened | UserError]]]:
    """Rows fetched portion by portion, as many as one transaction takes in; what came before a cut is given, too."""
    come, changes, size = list[tuple[Row, Opened | UserError]](), 0, 0
    for part in portions(rows):
        try:
            come += fetched(line, part, keys)
        except UserError:
            if come:
                yield come
            raise
        step()
        changes, size = changes + sum(one.changes for one in part), size + sum(one.size for one in part)
        if changes >= CHANGES_TAKEN or size >= BYTES_TAKEN:
            yield come
            come, changes, size = [], 0, 0
    if come:
        yield come


def fetched(line: Line, rows: list[Row], keys: dict[str, HubKey]) -> Iterator[tuple[Row, Opened | UserError]]:
    """What was sealed in these rows, or why it cannot be read."""
    yield from ((one, too_large()) for one in rows if one.size > LARGEST_ROW)
    rows = [one for one in rows if one.size <= LARGEST_ROW]
    for one, content in zip(rows, _contents(line, rows) if rows else (), strict=True):
        key = keys.get(one.key)
        if key is None or not key.identity:
            yield one, _no_key()
            continue
        try:
            opened = opened_bundle(content, key.identity)
        except UserError as damage:
            yield one, damage
            continue
        yield one, opened if one.holds(opened.contents) else damaged_row()


def _contents(line: Line, rows: list[Row]) -> list[bytes]:
    size = sum(one.size for one in rows)
    if not rows[0].tip:
        (one,) = rows
        found = line.rows(
            "SELECT content FROM sijill_hub.common WHERE organisation = sijill_hub.mine() AND device = %s"
            " AND count = %s", [one.device, one.last], size=size,
        )  # fmt: skip
        return [bytes(row[0]) for row in found]
    names = [[getattr(one, name) for one in rows] for name in ("device", "first", "last", "tip")]
    found = line.rows(
        "SELECT s.content FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bytea[])"
        " WITH ORDINALITY AS w(device, first, last, tip, n) JOIN sijill_hub.segment s USING (device, first, last, tip)"
        " WHERE s.organisation = sijill_hub.mine() ORDER BY n", names, size=size,
    )  # fmt: skip
    return [bytes(row[0]) for row in found]


def put_segments(line: Line, sealed: list[tuple[Segment, bytes]], key: HubKey) -> None:
    """Add stretches, all of them or none; what is there already stays."""
    line.put(
        "INSERT INTO sijill_hub.segment (device, first, last, tip, key, content) VALUES (%s, %s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        [(one.device.hex(), one.first, one.last, one.tip, key.recipient, content) for one, content in sealed],
        size=sum(len(content) for _, content in sealed),
    )  # fmt: skip


def put_table(line: Line, device: str, count: int, content: bytes, key: HubKey) -> None:
    """Add a table of places."""
    line.rows(
        "INSERT INTO sijill_hub.common (device, count, key, content) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [device, count, key.recipient, content], size=len(content),
    )  # fmt: skip


def put_receipt(line: Line, content: bytes, key: HubKey) -> None:
    """Say what we hold; only the newest is kept."""
    line.rows(
        "INSERT INTO sijill_hub.receipt (key, content) VALUES (%s, %s) ON CONFLICT (organisation, device)"
        " DO UPDATE SET key = excluded.key, content = excluded.content, moment = now()",
        [key.recipient, content], size=len(content),
    )  # fmt: skip


def receipts_on(line: Line, keys: dict[str, HubKey]) -> Iterator[tuple[str, bytes, Opened]]:
    """What others said they hold, as far as it can be read: device, bytes, contents."""
    for device, key, content in line.rows(
        "SELECT device, key, content FROM sijill_hub.receipt WHERE organisation = sijill_hub.mine()"
        " AND device <> sijill_hub.whose() AND octet_length(content) <= %s ORDER BY device", [LARGEST_RECEIPT],
    ):  # fmt: skip
        found = keys.get(key)
        if found is None or not found.identity:
            continue
        try:
            opened = opened_bundle(bytes(content), found.identity)
        except UserError:
            continue
        if opened.contents.carrier[:12] == device and not opened.contents.changes:
            yield device, bytes(content), opened


def damaged_row() -> UserError:
    """What the hub gives is not what was given to it."""
    return UserError(
        "damaged-on-hub",
        message("Something on the hub is damaged, or somebody changed it. It was not taken in."),
        message("Exchange with the other laptop by stick, and tell whoever looks after the hub."),
    )


def _no_key() -> UserError:
    return UserError(
        "hub-no-key",
        message("Some of what is on the hub cannot be opened by this laptop yet."),
        message("It can, as soon as another laptop of the organisation has exchanged with the hub."),
    )
