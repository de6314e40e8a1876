"""Whose changes are held here, proved by their chains: the vector, what another one lacks, and segments of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select

from storage.core import write_meta
from storage.database.tables import device_seen, held, journal, meta
from storage.journal.clock import stamp_ms
from storage.sync.chain import Segment, Vector, first_link, lacking, links_after, merged, next_link, seal
from storage.sync.entitled import ROOT
from storage.sync.lines import NAMES, written
from storage.sync.piecewise import Step
from storage.sync.root_shares import RootShares
from storage.sync.tables_of_places import COMMON

CHAINED = "chained"
"""The note in ``meta`` of the journal position up to which this device's own changes stand in its chain."""

AT_ONCE = 2_000
LONGEST_SEGMENT, LARGEST_SEGMENT = 20_000, 16 << 20
"""Changes under one seal, and bytes of their lines: what has to be read to send a part of them stays small."""
WIDEST_SEGMENT = 50_000
"""Journal positions between the first and the last of them, with what others wrote in between: all are walked."""

MOST_KEPT = 5
"""Stretches whose lines are kept from sealing to giving on: some fifty megabytes."""


@dataclass(frozen=True)
class _Held:
    """A row of ``held``."""

    device: bytes
    first: int
    last: int
    before: bytes
    tip: bytes
    seal: bytes
    low: int
    high: int


class Holding(RootShares):
    """Part of the store: what is held here and can be given on."""

    _kept: dict[tuple[bytes, int, int], list[bytes]] | None = None

    @contextmanager
    def keeping_lines(self) -> Iterator[None]:
        """Within the block, lines that are written to be sealed are kept until they are given on."""
        self._kept = {}
        try:
            yield
        finally:
            self._kept = None

    def vector(self, step: Step | None = None) -> Vector:
        """Which changes of which device are held here and proved; ``step`` is where Cancel takes hold meanwhile."""
        self._chain_own(step)
        with self.database.reading() as connection:
            return self._vector(connection)

    def commons(self) -> dict[str, int]:
        """The tables of places known here: their pseudo-device to the number of their changes."""
        with self.database.reading() as connection:
            return self._commons(connection)

    def segments(self, theirs: Vector) -> Iterator[Segment]:
        """What somebody who holds ``theirs`` lacks of what is held here, device by device, in order."""
        self._chain_own()
        with self.database.reading() as connection:
            for device, ranges in sorted(self._vector(connection).items()):
                missing = lacking(theirs.get(device, []), ranges)
                if missing:
                    yield from self._cover(connection, bytes.fromhex(device), missing)

    def common_lines(self, theirs: dict[str, int]) -> Iterator[bytes]:
        """The changes of tables of places of which somebody has fewer."""
        with self.database.reading() as connection:
            for device, count in self._commons(connection).items():
                if theirs.get(device, 0) < count:
                    yield from (written(*row) for row in _common_rows(connection, bytes.fromhex(device), count))

    def ends(self) -> dict[tuple[str, int], bytes]:
        """The ends of the stretches held here: device (16 hex digits) and number, to the link there."""
        with self.database.reading() as connection:
            rows = connection.execute(select(held.c.device, held.c.last, held.c.tip)).all()
        return {(bytes(row.device).hex(), row.last): bytes(row.tip) for row in rows}

    def link_at(self, device: bytes, number: int) -> bytes:
        """The link after change ``number`` of a device, which is held here."""
        within = and_(held.c.device == device, held.c.first <= number, held.c.last >= number)
        with self.database.reading() as connection:
            rows = connection.execute(select(held).where(within).order_by(held.c.last)).all()
            best = min((_row(one) for one in rows), key=lambda one: one.last)
            if best.last == number:
                return best.tip
            lines = held_lines(connection, device, best.first, best.last, best.low, best.high)
        return links_after(best.before, lines[: number - best.first + 1])

    # ------------------------------------------------------------------------------------- inside

    def _vector(self, connection: Connection) -> Vector:
        found: dict[str, list[tuple[int, int]]] = {}
        for row in connection.execute(select(held.c.device, held.c.first, held.c.last)):
            found.setdefault(bytes(row.device).hex(), []).append((row.first, row.last))
        return {device: merged(ranges) for device, ranges in found.items()}

    def _commons(self, connection: Connection) -> dict[str, int]:
        known = {device[:12] for device in self._vector(connection)} | {self.me.device[:12]}
        known |= set(self._membership(connection).members)
        seen = select(device_seen.c.device, device_seen.c.number, journal.c.kind)
        rows = connection.execute(seen.join(journal, journal.c.stamp == device_seen.c.newest)).all()
        return {
            bytes(device).hex(): number
            for device, number, kind in rows
            if kind in COMMON and bytes(device)[:6].hex() not in known
        }

    def _chain_own(self, step: Step | None = None) -> None:
        """Bring this device's chain up to its newest change, under new seals; portion by portion, so none is lost."""
        while self._lags():
            self.begin_organisation()
            with self.database.writing() as connection:
                self._chain(connection)
            if step is not None:
                step(0)

    def _lags(self) -> bool:
        with self.database.reading() as connection:
            root, chained, newest = connection.execute(_STANDING).one()
        return not root or (newest or 0) > int(chained or 0)

    def _chained(self, connection: Connection) -> int:
        return int(connection.execute(select(meta.c.value).where(meta.c.name == CHAINED)).scalar() or 0)

    def _chain(self, connection: Connection) -> None:
        after = self._chained(connection)
        own = bytes.fromhex(self.me.device)[:6]
        ours = and_(func.substr(journal.c.stamp, 9, 6) == own, journal.c.seq > after)
        query = select(journal.c.seq, *_WRITTEN).where(ours).order_by(journal.c.seq).limit(LONGEST_SEGMENT)
        rows = connection.execute(query)
        driven: Any = rows.cursor  # rows as the driver gives them: a hundred thousand need no names
        links: dict[bytes, _Link] = {}
        count, seq = 0, 0
        while batch := driven.fetchmany(AT_ONCE):
            count += len(batch)
            for seq, *row in batch:
                device = bytes(row[0])[8:]
                link = links.get(device) or links.setdefault(device, self._end_of(connection, device))
                if link.count and seq - link.low > WIDEST_SEGMENT:
                    self._seal(connection, link)
                link.take(seq, row)
                if link.count >= LONGEST_SEGMENT or link.size >= LARGEST_SEGMENT:
                    self._seal(connection, link)
        rows.close()
        for link in links.values():
            self._seal(connection, link)
        write_meta(connection, {CHAINED: str(seq if count == LONGEST_SEGMENT else newest_position(connection))})

    def _seal(self, connection: Connection, link: _Link) -> None:
        if link.count:
            proof = seal(self.keys.signing, link.device, link.last, link.tip)
            connection.execute(insert(held), link.row(proof))
            kept = self._kept  # another exchange may end meanwhile: one that was given up on a share that hung
            if kept is not None and len(kept) < MOST_KEPT:
                kept[link.device, link.first, link.last] = link.lines
            link.sealed()

    def _end_of(self, connection: Connection, device: bytes) -> _Link:
        query = select(held.c.last, held.c.tip).where(held.c.device == device).order_by(held.c.last.desc()).limit(1)
        found = connection.execute(query).first()
        return _Link(device, found.last, bytes(found.tip)) if found else _Link(device, 0, first_link(device))

    def _cover(self, connection: Connection, device: bytes, wanted: list[tuple[int, int]]) -> Iterator[Segment]:
        query = select(held).where(held.c.device == device).order_by(held.c.first)
        rows = [_row(one) for one in connection.execute(query)]
        for first, last in wanted:
            at = first
            while at <= last:
                best = max((one for one in rows if one.first <= at <= one.last), key=lambda one: one.last)
                yield self._segment(connection, best, at)
                at = best.last + 1

    def _segment(self, connection: Connection, row: _Held, first: int) -> Segment:
        """The end of a held stretch, from ``first`` on."""
        lying = self._kept
        kept = lying.pop((row.device, row.first, row.last), None) if lying else None
        lines = kept or held_lines(connection, row.device, row.first, row.last, row.low, row.high)
        before = links_after(row.before, lines[: first - row.first])
        return Segment(row.device, first, row.last, before, row.tip, row.seal, lines[first - row.first :])

    def _note_held(self, connection: Connection, one: Segment, low: int, high: int) -> None:
        """A stretch is held now; those that lie within it are no longer needed."""
        within = and_(held.c.device == one.device, held.c.first >= one.first, held.c.last <= one.last)
        connection.execute(delete(held).where(within))
        if not self._holds(connection, one):
            row = {name: getattr(one, name) for name in ("device", "first", "last", "before", "tip", "seal")}
            connection.execute(insert(held), {**row, "low": low, "high": high})

    def _holds(self, connection: Connection, one: Segment) -> bool:
        """Whether a stretch lies within one that is held."""
        around = and_(held.c.device == one.device, held.c.first <= one.first, held.c.last >= one.last)
        return connection.execute(select(held.c.first).where(around).limit(1)).first() is not None


class _Link:
    """The end of a chain that is being made longer."""

    def __init__(self, device: bytes, last: int, tip: bytes) -> None:
        self.device, self.last, self.tip = device, last, tip
        self.sealed()

    def sealed(self) -> None:
        """What comes now is under the next seal."""
        self.first, self.before, self.count, self.size, self.low, self.high = self.last + 1, self.tip, 0, 0, 0, 0
        self.lines: list[bytes] = []

    def take(self, seq: int, row: Sequence[Any]) -> None:
        """The device's next change; those that stand in the chain already are passed over."""
        if row[1] != self.last + 1:
            return
        line = written(*row)
        self.lines.append(line)
        self.tip, self.last, self.count = next_link(self.tip, line), self.last + 1, self.count + 1
        self.size += len(line)
        self.low, self.high = self.low or seq, seq

    def row(self, proof: bytes) -> dict[str, Any]:
        """The stretch since the last seal."""
        return {"device": self.device, "first": self.first, "last": self.last, "before": self.before,
                "tip": self.tip, "seal": proof, "low": self.low, "high": self.high}  # fmt: skip


def held_lines(connection: Connection, device: bytes, first: int, last: int, low: int, high: int) -> list[bytes]:
    """The lines ``first`` to ``last`` of a device, which stand between two journal positions."""
    between = and_(journal.c.seq >= low, journal.c.seq <= high, _device() == device)
    query = select(*_WRITTEN).where(between, journal.c.number >= first, journal.c.number <= last)
    lines = [written(*row) for row in connection.execute(query.order_by(journal.c.number)).all()]
    if len(lines) != last - first + 1:
        raise RuntimeError("the journal has other changes than it proves")
    return lines


def _common_rows(connection: Connection, device: bytes, count: int) -> Sequence[Any]:
    """The columns of the ``count`` changes of a table of places, in order.

    Its stamps are numbered on from the moment of its version, so they lie together: the journal is walked only where
    they do not.
    """
    query = select(*_WRITTEN).where(_device() == device, journal.c.kind.in_(COMMON)).order_by(journal.c.seq)
    newest = connection.execute(select(device_seen.c.newest).where(device_seen.c.device == device)).scalar_one()
    earliest = max(0, stamp_ms(bytes(newest)) - count // 65_536 - 1)
    near = query.where(journal.c.stamp >= earliest.to_bytes(6, "big"), journal.c.stamp <= newest)
    rows = connection.execute(near).all()
    return rows if len(rows) == count else connection.execute(query).all()


_WRITTEN = tuple(journal.c[name] for name in NAMES)


def of_device(device: bytes) -> Any:
    """Whether a row of the journal is of this device and epoch."""
    return _device() == device


def newest_position(connection: Connection) -> int:
    """The journal position of what was written last."""
    return int(connection.execute(select(func.max(journal.c.seq))).scalar() or 0)


def _noted(name: str) -> Any:
    return select(meta.c.value).where(meta.c.name == name).scalar_subquery()


_STANDING = select(_noted(ROOT), _noted(CHAINED), select(func.max(journal.c.seq)).scalar_subquery())
"""The root key, the journal position up to which this device's own changes stand in its chain, and the newest one."""


def _device() -> Any:
    return func.substr(journal.c.stamp, 9, 8)


def _row(row: Any) -> _Held:
    return _Held(
        bytes(row.device), row.first, row.last, bytes(row.before), bytes(row.tip), bytes(row.seal), row.low, row.high
    )
