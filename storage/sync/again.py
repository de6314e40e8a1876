"""Changes written once more under this device's name, because not everybody will ever take them under the old one.

It happens to what a laptop wrote beside its twin (two copies under one name and number), to what was taken in of a
laptop before it was known to be revoked, and to what a person takes in of what was set apart. Each new change replaces
the old one and all that the old one replaced. So whichever of them a reader holds, it ends up with the same values,
and nothing anybody typed is lost.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import Connection, func, select, update

from storage.core import PREFIX, write_meta
from storage.database.tables import apart, device_seen, early, journal, meta
from storage.journal.change import Change
from storage.journal.clock import NO_STAMP, Clock, Stamp
from storage.journal.journal import Identity, chunks, fields_of, load_states, read_changes, to_change
from storage.journal.state import RecordState
from storage.records import RECORDS
from storage.sync.chain import Segment, Vector, first_link, next_link
from storage.sync.entitled import MEMBERSHIP
from storage.sync.holding import Holding
from storage.sync.lines import change_of, line_of
from storage.sync.rights import without_verifying
from storage.undoing import Signer

FORKED = "forked"
"""The note in ``meta``: own epochs (16 hex) with a twin, to the first number to write again, less than 0 when done."""
TAKEN = "taken"
"""``settled`` of what was set apart and has come in."""
VOUCHED = "vouched"
"""The note in ``meta``: revoked devices (16 hex) to the number beyond which what is held of them was written again."""


class WritingAgain(Holding):
    """Part of the store: what is written once more, before anything is given on.

    Not while it is being read: what others wrote over it may lie in the next bundle.
    """

    def segments(self, theirs: Vector) -> Iterator[Segment]:
        """What somebody who holds ``theirs`` lacks of what is held here; see :meth:`Holding.segments`."""
        self._write_again()
        yield from super().segments(theirs)

    def _note_fork(self, connection: Connection, one: Segment) -> None:
        """A twin's stretch contradicts what this device wrote in that epoch: from where on."""
        if self._is_ours(one.device.hex()):
            self._note_parting(connection, one.device.hex(), self._parting(connection, one))

    def _note_twin(self, connection: Connection, number: int) -> None:
        """A twin has shown itself by what it holds, in this epoch: what is not common from this number on is noted."""
        self._note_parting(connection, self.me.device, number)

    def _note_parting(self, connection: Connection, device: str, number: int) -> None:
        """Another copy may have been made earlier than the one met first: then more has to be written again."""
        notes = self._noted_in(connection, FORKED)
        if device not in notes or number < abs(notes[device]):
            write_meta(connection, {FORKED: _packed({**notes, device: number})})

    def _write_again(self) -> None:
        """Write again what this device wrote beside its twin, and what was taken in of devices revoked since."""
        with self.database.reading() as connection:
            cut_short = self._noted_in(connection, FORKED).get(self.me.device, 0) > 0
        if cut_short:  # power went after the twin was noted, before the new epoch was
            self._go_on_as_another()
        with self.database.reading() as connection:
            if not self._due(connection) and not self._twins_apart(connection):
                return
        with self._write() as connection:
            sign, moved = self._signer(connection), []
            for device, number in self._due(connection):
                originals = self._own(connection, device, number)
                own = self._is_ours(device)
                originals = [one for one in originals if not own or not self._came_again(connection, one)]
                originals = originals if own else self._unverified(connection, originals)
                moved += written_again(
                    connection, originals, sign, new_code=self.new_code if own else None, early=own,
                    contested=self._contested(connection, originals) if own else (),
                )  # fmt: skip
                self._note_done(connection, device, number)
            if moved:
                self._move(connection, moved, set(), learned=True)
            moved = self._of_twins(connection)
            if moved:
                self._move(connection, moved, set(), learned=True)

    # ------------------------------------------------------------------------------------- inside

    def _go_on_as_another(self) -> None:
        """A twin of this laptop writes under the same name: from now on this one has an epoch of its own."""
        device = self._begin_epoch(dict(self.me.__dict__))
        self.me = replace(self.me, device=device)
        self.clock.device = bytes.fromhex(device)

    def _due(self, connection: Connection) -> list[tuple[str, int]]:
        """Devices with their epoch, and the first number that has to be written again."""
        forks = self._noted_in(connection, FORKED).items()
        found = [(device, number) for device, number in forks if number > 0 and device != self.me.device]
        gone = {one.device: one for one in self._membership(connection).members.values() if one.revoked}
        gone.pop(self.me.device[:12], None)
        if not gone:
            return found
        vouched = self._noted_in(connection, VOUCHED)
        rows = connection.execute(select(device_seen.c.device, device_seen.c.number))
        for device, number in ((bytes(row.device).hex(), row.number) for row in rows):
            member = gone.get(device[:12])
            counted = member.last(int(device[12:], 16)) if member is not None else number
            if counted < min(number, vouched.get(device, number)):
                found.append((device, counted + 1))
        return found

    def _twins_apart(self, connection: Connection) -> list[Any]:
        """What was set apart of this laptop's own twin, in epochs this one has left."""
        rows = connection.execute(select(apart).where((apart.c.word == "fork") & (apart.c.settled == ""))).all()
        ours = [row for row in rows if self._is_ours(bytes(row.device).hex())]
        return [row for row in ours if bytes(row.device).hex() != self.me.device]

    def _of_twins(self, connection: Connection) -> list[Change]:
        """The twin's changes under the name of this one; those that the twin has written again itself are left out."""
        found, sign = [], self._signer(connection)
        for row in self._twins_apart(connection):
            changes = [change_of(line) for line in unpacked_apart(row).lines]
            fresh = [one for one in changes if one.kind not in MEMBERSHIP and not came_since(connection, one)]
            found += written_again(connection, fresh, sign, new_code=self.new_code, mine=False)
            connection.execute(update(apart).where(apart.c.n == row.n).values(settled=TAKEN))
        return found

    def _came_again(self, connection: Connection, old: Change) -> bool:
        """Whether the twin, or this laptop itself, has written a change of ours again already."""
        changes = read_changes(connection, old.kind, old.record)
        return _said_again(old, (one for one in changes if self._is_ours(one.stamp[8:].hex())))

    def _contested(self, connection: Connection, originals: Sequence[Change]) -> set[Stamp]:
        """The stamps of ours that the twin gave to other changes."""
        lines = {one.stamp: line_of(one) for one in originals}
        devices = {one.stamp[8:] for one in originals}
        rows = connection.execute(select(apart).where((apart.c.word == "fork") & apart.c.device.in_(devices))).all()
        twins = [line for row in rows for line in unpacked_apart(row).lines]
        theirs = {change_of(line).stamp: line for line in twins}
        return {stamp for stamp, line in theirs.items() if lines.get(stamp, line) != line}

    def _unverified(self, connection: Connection, originals: Iterable[Change]) -> list[Change]:
        """What others wrote, but nobody's word that something is verified who may not say so: ours would cover it."""
        unsure = self._unentitled(connection)
        return [
            replace(one, fields=without_verifying(one.kind, one.fields)) if one.stamp[8:14] in unsure else one
            for one in originals
        ]

    def _note_done(self, connection: Connection, device: str, number: int) -> None:
        name, done = (FORKED, -number) if self._is_ours(device) else (VOUCHED, number - 1)
        write_meta(connection, {name: _packed({**self._noted_in(connection, name), device: done})})

    def _is_ours(self, device: str) -> bool:
        return device[:12] == self.me.device[:12]

    def _own(self, connection: Connection, device: str, number: int) -> list[Change]:
        """The changes of a device that are held here, from a number on; of a revoked one up to what is done."""
        last = self._noted_in(connection, VOUCHED).get(device, 1 << 62)
        same = (func.substr(journal.c.stamp, 9, 8) == bytes.fromhex(device)) & (journal.c.number >= number)
        rows = connection.execute(select(journal).where(same & (journal.c.number <= last)).order_by(journal.c.number))
        return [to_change(row) for row in rows.mappings()]

    def _parting(self, connection: Connection, one: Segment) -> int:
        """The first number of which a stretch says something else than is written here; 1 when that is not proved."""
        device, link, at = one.device, first_link(one.device), 0
        theirs = {one.first + place: line for place, line in enumerate(one.lines)}
        for change in self._own(connection, device.hex(), 1):
            if change.number != at + 1:
                break
            if at == one.first - 1 and link != one.before:
                return 1
            line = line_of(change)
            if change.number in theirs and theirs[change.number] != line:
                return change.number
            link, at = next_link(link, line), change.number
        return at + 1 if at >= one.first - 1 else 1

    def _noted_in(self, connection: Connection, name: str) -> dict[str, int]:
        kept = connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar()
        return dict(orjson.loads(kept or "{}"))


def written_again(
    connection: Connection, originals: Sequence[Change], sign: Signer, *, new_code: Any = None, mine: bool = True,
    early: bool = False, contested: Collection[Stamp] = (),
) -> list[Change]:  # fmt: skip
    """The changes that say the same under this device's name.

    Args:
        connection: inside the one write transaction.
        originals: in the order of their device.
        sign: makes the new changes; the person who wrote the old ones stays named.
        new_code: gives record numbers to records of a twin, which gave the same ones; None keeps them.
        early: they get the moment of the old ones, as far as nothing was written in this epoch yet: it was then that
            somebody said it, and what was said since is newer.
        mine: they are held here, so values that others have put in their place since stand again afterwards.
        contested: stamps under which a twin wrote something else; who replaced one of them need not have seen ours.
    """
    states = _states(connection, originals)
    heads = {
        key: {name: state.heads_of(name) for name in {*state.values, *state.heads}} for key, state in states.items()
    }
    moments = _Moments(sign.clock, _newest(connection, sign.clock.device)) if early else None
    given: dict[Stamp, Stamp] = {}
    newest: dict[tuple[str, bytes, str], Stamp] = {}
    made, save = [], b""
    for old in originals:
        if old.save != save:
            save, sign.save = old.save, b""
        if moments is not None:
            moments.wanted, sign.clock = old.stamp, moments
        change = _again(old, sign, given, new_code)
        given[old.stamp] = change.stamp
        newest |= {(old.kind, old.record, name): old.stamp for name in old.fields}
        made.append(change)
    if moments is not None:
        sign.clock = moments.real
    by = None if mine else _replacers(connection, originals)
    newest = {key: given[stamp] for key, stamp in newest.items() if stamp not in contested}
    return [*made, *_restated(connection, heads, given, newest, sign, by)]


def came_since(connection: Connection, change: Change) -> bool:
    """Whether somebody has written a change again that is not held here."""
    return _said_again(change, read_changes(connection, change.kind, change.record))


def _said_again(old: Change, since: Iterable[Change]) -> bool:
    """Whether an old change is replaced, and all it replaced, by one that says the same (a code is given anew).

    What says something else came after it, or replaces what a twin wrote under the very same stamp: a stamp names a
    change among those of one laptop, and not beside its twin.
    """
    return any(_says_the_same(one, old) and _replaces(one, old) for one in since)


def _says_the_same(one: Change, old: Change) -> bool:
    if (one.who, one.why, one.fields.keys()) != (old.who, old.why, old.fields.keys()):
        return False
    unverified = without_verifying(old.kind, old.fields)
    return all(name == "code" or one.fields[name] in (value, unverified[name]) for name, value in old.fields.items())


def _replaces(one: Change, old: Change) -> bool:
    return all({old.stamp, *old.over.get(name, ())} <= set(one.over.get(name, ())) for name in old.fields)


def _replacers(
    connection: Connection, originals: Sequence[Change]
) -> dict[tuple[str, bytes, str], set[Stamp]]:  # fmt: skip
    """Of changes that are not held here, what replaced their fields: by kind, record and field."""
    found: dict[tuple[str, bytes, str], set[Stamp]] = defaultdict(set)
    for part in chunks([one.stamp for one in originals]):
        for row in connection.execute(select(early).where(early.c.stamp.in_(part))):
            found[row.kind, bytes(row.record), row.field].add(bytes(row.by))
    return found


def packed_apart(one: Segment) -> bytes:
    """A stretch as it is kept: the link before it and its seal, then its lines, in gzip."""
    head = orjson.dumps({"before": one.before.hex(), "seal": one.seal.hex()})
    return gzip.compress(b"\n".join([head, *one.lines]), 6, mtime=0)


def unpacked_apart(row: Any) -> Segment:
    """The stretch in a row of ``apart``."""
    lines = gzip.decompress(bytes(row.content)).split(b"\n")
    told = orjson.loads(lines[0]) if lines[0].startswith(b'{"before"') else {"before": "", "seal": ""}
    before, proof = bytes.fromhex(told["before"]), bytes.fromhex(told["seal"])
    rest = lines[1:] if before else lines
    return Segment(bytes(row.device), row.first, row.last, before, bytes(row.tip), proof, rest)


class _Moments(Clock):
    """Gives the moments of the old changes again, as long as they come after all that was written in this epoch."""

    def __init__(self, real: Clock, newest: Stamp) -> None:
        super().__init__(real.device, newest, real.now)
        self.real, self.wanted = real, newest

    def tick(self) -> Stamp:
        """The wanted moment in this epoch, else the next one of the real clock, which never falls behind it.

        A moment that a twin's clock has years ahead is not taken over: the chain would go back with the next change.
        """
        made = self.wanted[:8] + self.device
        fits = made > self.last and (made <= self.real.last or self.real.follow(made))
        self.last = made if fits else self.real.tick()
        return self.last


def _newest(connection: Connection, device: bytes) -> Stamp:
    found = connection.execute(select(device_seen.c.newest).where(device_seen.c.device == device)).scalar()
    return bytes(found or NO_STAMP)


def _again(old: Change, sign: Signer, given: dict[Stamp, Stamp], new_code: Any) -> Change:
    fields = dict(old.fields)
    if new_code is not None and "code" in fields and not old.over and old.kind in PREFIX:
        fields["code"] = new_code(old.kind, fields, sign.number + 1)
    over = {}
    for name in fields:
        seen = {old.stamp, *old.over.get(name, ())}
        over[name] = tuple(sorted(seen | {given[one] for one in seen if one in given}))
    return replace(sign(old.kind, old.record, fields, over, old.why), who=old.who)


def _restated(
    connection: Connection,
    heads: dict[Identity, dict[str, tuple[Stamp, ...]]],
    given: dict[Stamp, Stamp],
    newest: dict[tuple[str, bytes, str], Stamp],
    sign: Signer,
    by: dict[tuple[str, bytes, str], set[Stamp]] | None,
) -> Iterable[Change]:
    """Values of others that had replaced the old changes replace the new ones as well.

    ``by``: what replaced old changes that are not held here; None when they are.
    """
    lost: dict[tuple[str, bytes, Stamp], dict[str, tuple[Stamp, ...]]] = defaultdict(dict)
    for (kind, record, name), stamp in newest.items():
        standing = heads.get((kind, record), {}).get(name, ())
        if by is not None:
            standing = tuple(one for one in standing if one in by.get((kind, record, name), ()))
        if not standing or any(one in given for one in standing):
            continue
        for place, one in enumerate(standing):
            lost[kind, record, one][name] = (one, stamp) if place == 0 else (one,)
    stamps = {one for _, _, one in lost}
    values, who = fields_of(connection, stamps), _authors(connection, stamps)
    for (kind, record, one), over in lost.items():
        fields = {name: values.get(one, {}).get(name) for name in over}
        sign.save = b""
        again = sign(kind, record, fields, {name: tuple(sorted(seen)) for name, seen in over.items()}, "")
        yield replace(again, who=who.get(one, again.who))


def _states(connection: Connection, originals: Iterable[Change]) -> dict[Identity, RecordState]:
    records: dict[str, set[bytes]] = defaultdict(set)
    for old in originals:
        if old.kind in RECORDS:
            records[old.kind].add(old.record)
    return {
        (kind, record): state
        for kind, ids in records.items()
        for record, state in load_states(connection, kind, ids).items()
    }


def _authors(connection: Connection, stamps: Iterable[Stamp]) -> dict[Stamp, bytes]:
    found: dict[Stamp, bytes] = {}
    for part in chunks(stamps):
        rows = connection.execute(select(journal.c.stamp, journal.c.who).where(journal.c.stamp.in_(part)))
        found.update((bytes(row.stamp), bytes(row.who)) for row in rows)
    return found


def _packed(notes: dict[str, int]) -> str:
    return orjson.dumps(notes).decode()
