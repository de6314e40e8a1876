"""Exchanging with others by files: what this register writes for them, what it takes of theirs, the log of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from hashlib import file_digest
from pathlib import Path

import orjson
from sqlalchemy import Connection, delete, insert, select

from storage.attachments.arriving import Arriving
from storage.core import VERSION, write_meta
from storage.database.tables import exchanged, meta, peer
from storage.errors import Cancelled, UserError
from storage.messages import message
from storage.migrations import HEAD
from storage.sync.bundle import (
    SUFFIX,
    Contents,
    Opened,
    not_for_us,
    read_bundle,
    read_lacking,
    read_vector,
    write_bundle,
)
from storage.sync.chain import Segment, Vector, how_many, in_both, lacking, united
from storage.sync.copies import copies_of, heard, held_by_all, note_copies
from storage.sync.heads import HALF, Heads, clipped, compared, heads_of
from storage.sync.lying import CARRIED, lying_in, noted, receipt_of
from storage.sync.shared import note_shared
from storage.sync.taking import Taken
from storage.sync.taking_apart import TakingApart

CHANGES_AT_ONCE, BYTES_AT_ONCE = 200_000, 128 << 20
"""Changes of one bundle, and bytes of their lines; more go into further ones."""
EPOCHS = "peer-epochs"
"""The note in ``meta`` of how each device was last heard of: its epoch (16 hex), when it wrote that, its count."""
LAST = "last-bundle"
"""The note in ``meta`` of this device's newest bundle: its number and hash."""

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Peer:
    """Another device as far as it was heard of.

    Attributes:
        device: 12 hex digits; vector: what it said it holds; moment, road: when and how that came.
        lacking: attached files it knew of and had not: sha-256 to ranges of bytes.
    """

    device: str
    vector: Vector
    moment: str
    road: str
    lacking: Vector = field(default_factory=dict)


@dataclass(frozen=True)
class Exchanged:
    """One line of the log: ``direction`` is ``out`` or ``in``; ``trouble`` the word of what stopped it."""

    moment: str
    road: str
    direction: str
    device: str
    bundle: str
    changes: int
    trouble: str


class Exchanging(TakingApart, Arriving):
    """Part of the store: bundles out and in."""

    def write_bundles(
        self, folder: Path, wanted: Iterable[str] | None = None, *, road: str = "stick", around: Path | None = None,
        progress: Progress | None = None, cancelled: Stop | None = None,
    ) -> list[Contents]:  # fmt: skip
        """Write into a folder what the others (``wanted``, or all who belong) lack of us, as far as is known.

        What bundles that still lie there (or below ``around``) carry to all of them is not written again; nothing is
        written when nobody lacks anything and our receipt lies there already.

        Raises:
            UserError: ``nobody-to-write-to``, what the disk says.
            Cancelled: the person stopped it; bundles written until then are whole.
        """
        pace = _Pace(progress, cancelled)
        ours = self.vector(pace.step)  # which begins the organisation, when there was none
        others = self._written_to(wanted)
        lying = lying_in(around or folder, self.me.device, self._meta(CARRIED), others, pace.step)
        theirs = united(_all_hold([one for one in self.peers() if one.device in others], others), lying.vector)
        pace.total = 2 * how_many(theirs, ours)
        receipt, written = receipt_of(ours, self.commons(), self.told_lacking()), list[Contents]()
        for segments, common in self._parts(theirs, pace):
            if segments or common or not (receipt in lying.receipts or written):
                written.append(self._write_one(folder, others, ours, (segments, common), road, pace))
        return written

    def take_bundle(self, path: Path, *, road: str = "stick", progress: Progress | None = None,
                    cancelled: Stop | None = None) -> Taken:  # fmt: skip
        """Take in one bundle: opened, its carrier proved, everything of it in one transaction.

        Raises:
            UserError: as :func:`storage.sync.bundle.read_bundle`; ``other-organisation``, ``not-certified``,
                ``malformed-changes``, ``broken-chain``; the register is as it was, and the log says why.
        """
        carrier, digest = "", ""
        try:
            opened = read_bundle(path, self.keys, cancelled)
            told = opened.contents
            carrier, digest = told.carrier, told.sha256
            self._require_named(told)
            common = self._vouched(opened)
            segments = list(told.segments)
            told = replace(told, segments=tuple(one.bare for one in segments))
            del opened  # a hundred thousand lines: whoever takes them in lets go of them
            taken = self.take_in(_handed_over(segments), common, carrier=carrier, progress=progress)
        except UserError as trouble:
            self._log_refused(road, carrier, digest or _digest(path), trouble.kind)
            raise
        taken = replace(taken, cloned=self._meets_itself(told) or taken.cloned)
        apart_from = self._parts_from(told)
        self._hear(told, road, apart_from)
        if not taken.apart and not taken.cloned:  # of a fork the other side must be written all the same
            carried = noted(self._meta(CARRIED), told)
            with self.database.writing() as connection:
                write_meta(connection, {CARRIED: carried})
        self._log(road, "in", carrier, digest, taken.outcome.new_changes, "")
        return replace(taken, twins=tuple(sorted({one[:12] for one in apart_from})))

    def peers(self) -> list[Peer]:
        """The other devices that were heard of."""
        with self.database.reading() as connection:
            rows = connection.execute(select(peer).order_by(peer.c.device)).all()
        return [
            Peer(row.device, read_vector(orjson.loads(row.vector)), row.moment, row.road,
                 read_lacking(orjson.loads(row.lacking))) for row in rows
        ]  # fmt: skip

    def exchanges(self, limit: int = 100) -> list[Exchanged]:
        """The log of exchanges, newest first."""
        with self.database.reading() as connection:
            rows = connection.execute(select(exchanged).order_by(exchanged.c.n.desc()).limit(limit)).all()
        return [
            Exchanged(row.moment, row.road, row.direction, row.device, row.bundle, row.changes, row.trouble)
            for row in rows
        ]

    def bundles_read(self) -> set[str]:
        """The hashes of the bundles that were taken in."""
        return self._bundles("in")

    def bundles_written(self) -> set[str]:
        """The hashes of the bundles this register wrote; one under our name that is not among them is a twin's."""
        return self._bundles("out")

    # ------------------------------------------------------------------------------------- inside

    def _bundles(self, direction: str) -> set[str]:
        done = (exchanged.c.direction == direction) & (exchanged.c.trouble == "")
        with self.database.reading() as connection:
            return set(connection.execute(select(exchanged.c.bundle).where(done)).scalars())

    def _written_to(self, wanted: Iterable[str] | None) -> dict[str, str]:
        """Device to recipient of those who are written to."""
        named = self.membership().recipients(wanted)
        others = {device: key for device, key in named.items() if device != self.me.device[:12]}
        if not others:
            raise UserError(
                "nobody-to-write-to",
                message("No other laptop belongs to this register yet, so nobody could read what is written."),
                message("Let another laptop ask to join, and certify it."),
            )
        return others

    def _parts(self, theirs: Vector, pace: _Pace) -> Iterator[tuple[list[Segment], list[bytes]]]:
        """Segments in bundles of bounded size; tables of places go with the first."""
        tables = {device: ranges[-1][1] for device, ranges in theirs.items() if ranges}
        common, part, count, size = list(self.common_lines(tables)), list[Segment](), 0, 0
        for one in self.segments(theirs):
            pace.step(len(one.lines))
            part.append(one)
            count, size = count + len(one.lines), size + sum(map(len, one.lines))
            if count >= CHANGES_AT_ONCE or size >= BYTES_AT_ONCE:
                yield part, common
                common, part, count, size = [], [], 0, 0
        yield part, common

    def _write_one(
        self, folder: Path, others: dict[str, str], ours: Vector, part: tuple[list[Segment], list[bytes]], road: str,
        pace: _Pace,
    ) -> Contents:  # fmt: skip
        segments, common = part
        last = orjson.loads(self._meta(LAST) or b'{"number":0,"sha256":""}')
        number = int(last["number"]) + 1
        while (folder / _name(self.me.device, number)).exists():
            number += 1  # a twin of this laptop wrote there: nothing that stands on a stick is ever replaced
        contents = Contents(
            self.me.device, self.membership().root, self._moment("milliseconds"), tuple(sorted(others)),
            ours, self.commons(),
            tuple(segments), tuple(common), number, str(last["sha256"]), HEAD, VERSION, lacking=self.told_lacking(),
            heads=self._heads(),
        )  # fmt: skip
        name = _name(self.me.device, number)
        written = write_bundle(folder / name, contents, self.keys, list(others.values()), pace.step)
        note = orjson.dumps({"number": number, "sha256": written.sha256}).decode()
        carried = noted(self._meta(CARRIED), written)
        with self.database.writing() as connection:
            write_meta(connection, {LAST: note, CARRIED: carried})
        self._log(road, "out", "", written.sha256, written.changes, "")
        return written

    def _require_named(self, found: Contents) -> None:
        """The carrier wrote it for us: whoever else could read it cannot pass it off as written for us."""
        if self.me.device[:12] not in (*found.recipients, found.carrier[:12]):
            raise not_for_us()

    def _vouched(self, opened: Opened) -> tuple[bytes, ...]:
        """The tables of places a bundle brings; none of a laptop that was taken out, as they prove nothing themselves.

        Raises:
            UserError: ``other-organisation``, ``not-certified``: nobody who belongs, or proves in it that it does,
                wrote the bundle.
        """
        found = opened.contents
        ours = self.membership()
        if ours.root != found.organisation:
            raise UserError(
                "other-organisation",
                message("This bundle is of another organisation. Nothing was taken in."),
                message("Join that organisation first, if both registers are to become one."),
            )
        with self.database.reading() as connection:
            ours = self._membership(connection, self._claims_of(found.segments))
        member = ours.of(found.carrier)
        signing = self.keys.signing.public if found.carrier[:12] == self.me.device[:12] else member and member.signing
        if not signing or not opened.signed_by(signing):
            raise UserError(
                "not-certified",
                message("This bundle was written by a laptop that nobody here certified. Nothing was taken in."),
                message("Certify that laptop, or ask a coordinator for the newest bundle first."),
            )
        return () if member is not None and member.revoked else found.common

    def _heads(self) -> Heads:
        with self.database.reading() as connection:
            return heads_of(connection)

    def _link(self, device: str, ours: Vector, ends: Mapping[tuple[str, int], bytes], number: int) -> str | None:
        tip, held_here = ends.get((device, number)), ours.get(device, [])
        if tip is not None:
            return tip.hex()[:HALF]
        within = any(first <= number <= last for first, last in held_here)
        return self.link_at(bytes.fromhex(device), number).hex()[:HALF] if within else None

    def _meets_itself(self, found: Contents) -> bool:
        """Whether a bundle under our very name was written by a twin, which then holds what we never wrote."""
        device = self.me.device
        if found.carrier != device or found.sha256 in self.bundles_written():
            return False
        ours = self.vector()
        same, otherwise = compared(found.heads.get(device, ()), partial(self._link, device, ours, self.ends()))
        if not otherwise and not lacking(ours.get(device, []), found.vector.get(device, [])):
            return False
        with self.database.writing() as connection:
            self._note_twin(connection, same + 1)
        self._go_on_as_another()
        return True

    def _parts_from(self, found: Contents) -> dict[str, int]:
        """Devices of which the carrier holds the changes of a twin, to the number up to which both are the same.

        One that tells of more changes of ours than we made holds a twin's, too, whatever the others are.
        """
        parted, ours, ends = dict[str, int](), self.vector(), self.ends()
        for device, told in found.heads.items():
            known, theirs = ours.get(device, []), found.vector.get(device, [])
            same, otherwise = compared(told, partial(self._link, device, ours, ends))
            if theirs and (otherwise or (device == self.me.device and lacking(known, theirs))):
                parted[device] = same
        return parted

    def _hear(self, found: Contents, road: str, parted: Mapping[str, int] | None = None) -> None:
        """The receipt: what the carrier holds, as of its newest bundle; of twins (``parted``) only what they share.

        Under one epoch a laptop only ever holds more. One that speaks under another was restored, one that holds less
        than it did has a twin: then only what both said it holds counts (:mod:`storage.sync.copies`).
        """
        device = found.carrier[:12]
        if device == self.me.device[:12]:
            return
        with self.database.writing() as connection:
            known = connection.execute(select(peer).where(peer.c.device == device)).first()
            vector = found.vector | {one: [(1, count)] for one, count in found.commons.items() if count}
            before: Vector = {} if known is None else read_vector(orjson.loads(known.vector))
            epochs = _noted(connection, EPOCHS)
            carrier, *when = epochs.get(device, found.carrier).split(" ")
            newer = _made(found) > (tuple(map(float, when)) or _made(found))
            more = not any(lacking(vector.get(one, []), held) for one, held in before.items())
            same = carrier == found.carrier and (more or not newer)
            asked = found.lacking if known is None or more or not same else read_lacking(orjson.loads(known.lacking))
            copies = copies_of(connection, device) if carrier == found.carrier else []
            if carrier == found.carrier and newer:
                copies = heard(copies, before, found, vector, more=more)
            note_copies(connection, device, copies)
            told = held_by_all(copies) if copies else united(before, vector) if same else in_both(before, vector)
            vector = clipped(told, parted or {})
            if newer or not when or carrier != found.carrier:
                epochs[device] = " ".join((found.carrier, *map(str, _made(found))))
                write_meta(connection, {EPOCHS: orjson.dumps(epochs).decode()})
            connection.execute(delete(peer).where(peer.c.device == device))
            row = {"device": device, "vector": orjson.dumps(vector).decode(), "moment": self._moment(), "road": road,
                   "lacking": orjson.dumps(asked).decode()}  # fmt: skip
            connection.execute(insert(peer), row)
            note_shared(connection, self.me.device[:12])

    def _log_refused(self, road: str, device: str, bundle: str, trouble: str) -> None:
        """Once for a file and a reason: it may lie there for weeks, and is tried each time the folder is read."""
        same = (exchanged.c.direction == "in") & (exchanged.c.bundle == bundle) & (exchanged.c.trouble == trouble)
        with self.database.reading() as connection:
            known = connection.execute(select(exchanged.c.n).where(same).limit(1)).first()
        if known is None:
            self._log(road, "in", device, bundle, 0, trouble)

    def _log(self, road: str, direction: str, device: str, bundle: str, changes: int, trouble: str) -> None:
        row = {"moment": self._moment(), "road": road, "direction": direction, "device": device[:12],
               "bundle": bundle, "changes": changes, "trouble": trouble}  # fmt: skip
        with self.database.writing() as connection:
            connection.execute(insert(exchanged), row)


@dataclass
class _Pace:
    """How far the writing is: each change is read once and sealed once."""

    progress: Progress | None
    cancelled: Stop | None
    total: int = 0
    done: int = 0

    def step(self, count: int) -> None:
        """So many more."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled
        self.done += count
        if self.progress is not None and count:
            self.progress(min(self.done, self.total), max(1, self.total))


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _made(found: Contents) -> tuple[float, float]:
    """When a bundle was made, as its laptop's clock and its count of bundles say."""
    try:
        return datetime.fromisoformat(found.made).timestamp(), float(found.number)
    except (ValueError, OverflowError, OSError):
        return 0.0, float(found.number)


def _name(device: str, number: int) -> str:
    return f"sijill-{device}-{number:06d}{SUFFIX}"


def _all_hold(known: list[Peer], others: dict[str, str]) -> Vector:
    """What all of the others are known to hold: of a device that was never heard of nothing is known."""
    if len(known) < len(others) or not known:
        return {}
    found = known[0].vector
    for one in known[1:]:
        found = in_both(found, one.vector)
    return found


def _noted(connection: Connection, name: str) -> dict[str, str]:
    return dict(orjson.loads(connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar() or "{}"))


def _handed_over(segments: list[Segment]) -> Iterator[Segment]:
    """Each of them, kept by nobody here any more."""
    segments.reverse()
    while segments:
        yield segments.pop()
