"""Taking in what others hold: proved, judged, written in one transaction; what cannot be taken is set apart, not lost.

A segment is taken in when its chain is whole, its seal is that of a device which belongs, and it agrees with what is
held of the same device already. One of a cloned laptop (the same numbers, other changes), of a revoked device, or of a
device nobody certified, is kept as it came in ``apart``, shown, and may be taken in by a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select

from storage.database.inserting import rows_among
from storage.database.room import roomy
from storage.database.tables import apart, device_seen, held, journal
from storage.edits import Outcome
from storage.errors import UserError
from storage.journal.change import Change
from storage.journal.clock import Stamp
from storage.journal.journal import chunks
from storage.messages import message
from storage.sweeping import unswept
from storage.sync.again import WritingAgain, packed_apart
from storage.sync.chain import Segment, links_after
from storage.sync.entitled import MEMBERSHIP
from storage.sync.holding import held_lines, newest_position, of_device
from storage.sync.lines import NAMES, change_of, malformed, written
from storage.sync.membership import Membership
from storage.sync.tables_of_places import is_of_table

Progress = Callable[[int, int], None]

FORK, UNKNOWN, REVOKED = "fork", "not-certified", "revoked"
READ_AT_ONCE = 2_000
LARGE = 5_000
"""Changes for which the database gets room."""


@dataclass(frozen=True)
class SetApart:
    """Changes that were not taken in.

    Attributes:
        word: ``fork``, ``not-certified`` or ``revoked``.
        device: 16 hex digits; first, last: numbers of the changes.
    """

    word: str
    device: str
    first: int
    last: int


@dataclass(frozen=True)
class Taken:
    """What came of it.

    Attributes:
        outcome: what changed in the register.
        apart: what was set apart; known: changes that were here already.
        cloned: another laptop writes under this device's name; this one goes on under a new epoch.
        twins: devices (12 hex digits) of which the carrier holds other changes under the same numbers.
    """

    outcome: Outcome
    apart: tuple[SetApart, ...] = ()
    known: int = 0
    cloned: bool = False
    twins: tuple[str, ...] = ()


@dataclass
class _Judged:
    """Segments with their changes that are new here, and what is wrong with each that is not taken.

    Attributes:
        known: changes of sound segments that are held already; there is nothing to take of them.
    """

    good: list[tuple[Segment, list[Change]]] = field(default_factory=list)
    bad: list[tuple[Segment, str]] = field(default_factory=list)
    cloned: bool = False
    known: int = 0


class Taking(WritingAgain):
    """Part of the store: the door for what others hold."""

    def take_in(
        self,
        segments: Iterable[Segment],
        commons: Sequence[bytes] = (),
        *,
        carrier: str = "",
        progress: Progress | None = None,
    ) -> Taken:
        """Take in segments, and lines of tables of places that ``carrier`` (a device) vouches for.

        Raises:
            UserError: ``malformed-changes``, ``broken-chain``; nothing was taken in.
        """
        with unswept():
            return self._take_all(list(segments), commons, carrier, progress)

    def _take_all(
        self, segments: list[Segment], commons: Sequence[bytes], carrier: str, progress: Progress | None
    ) -> Taken:  # fmt: skip
        members = self._members_moved
        read = [(one, _changes_of(one.lines, progress)) for one in segments]
        loose = _common_changes(commons)
        _require_whole(read, progress)
        self._chain_own(None if progress is None else lambda _: progress(0, 1))
        large = sum(len(changes) for _, changes in read) > LARGE
        with self._write() as connection, roomy(connection) if large else nullcontext():
            before = newest_position(connection)
            judged = self._judge(connection, read)
            segments.clear()
            read.clear()  # proved: what is good is written from what was read of its lines
            wanted = [*loose, *(change for _, changes in judged.good for change in changes)]
            self._require_strangers(loose, connection)
            outcome = self._take_in(connection, wanted, progress)
            fresh = outcome.new_changes == len(wanted)
            for one, changes in judged.good:
                at = _side_by_side(connection, changes) if fresh else None
                self._note_held(connection, one, *(at or _positions(connection, one, changes, before)))
            for one, word in judged.bad:
                _set_apart(connection, one, word, carrier, self.now().isoformat(timespec="seconds"))
                if word == FORK:
                    self._note_fork(connection, one)
        if judged.cloned:
            self._go_on_as_another()
        if self._members_moved != members:
            self._members_came()
        away = tuple(SetApart(word, one.device.hex(), one.first, one.last) for one, word in judged.bad)
        return Taken(outcome, away, judged.known + len(wanted) - outcome.new_changes, judged.cloned)

    def _members_came(self) -> None:
        """Certificates or revocations have come: what was set apart may be of one of ours now."""

    def _judge(self, connection: Connection, read: list[tuple[Segment, list[Change]]]) -> _Judged:
        ours = self._membership(connection, _claims(read))
        found, good = _Judged(), list[tuple[Segment, list[Change]]]()
        for one, changes in read:
            word = self._wrong_with(connection, one, ours)
            if not word and not self._agrees(connection, one):
                word = FORK
            if not word and not (self._holds(connection, one) or _tells_the_same(connection, one, changes)):
                word = FORK
            if not word and any(one.contradicts(other) or _one_moment(changes, others) for other, others in good):
                word = FORK  # twins side by side in one exchange
            if word:
                found.bad.append((one, word))
            else:
                good.append((one, changes))
            if one.device.hex() == self.me.device and word in ("", FORK) and _is_news(connection, one, changes):
                found.cloned = True
        for one, changes in good:
            if self._holds(connection, one):
                found.known += len(changes)
            else:
                found.good.append((one.bare, changes))
        return found

    def _wrong_with(self, connection: Connection, one: Segment, ours: Membership) -> str:
        device = one.device.hex()
        signing, member = self.keys.signing.public, ours.of(device)
        if device[:12] != self.me.device[:12]:
            if member is None:
                return UNKNOWN
            signing = member.signing
        if not one.sealed_by(signing):
            return UNKNOWN
        if member is not None and not member.counts(int(device[12:], 16), one.last):
            return REVOKED
        return ""

    def _agrees(self, connection: Connection, one: Segment) -> bool:
        """Whether it is of one chain with what is held of the same numbers, and right before and after them.

        Equal links prove equal changes up to there: only where a held stretch goes on beyond it are lines read.
        """
        near = and_(held.c.device == one.device, held.c.first <= one.last + 1, held.c.last >= one.first - 1)
        for row in connection.execute(select(held).where(near)):
            at = min(row.last, one.last)
            link = bytes(row.tip)
            if at < row.last:
                lines = held_lines(connection, one.device, row.first, at, row.low, row.high) if at >= row.first else []
                link = links_after(bytes(row.before), lines)
            if link != one.link_after(at):
                return False
        return True

    def _claims_of(self, segments: Iterable[Segment]) -> dict[str, dict[str, Mapping[str, Any]]]:
        """Certificates and revocations that segments bring."""
        return _claims((one, [change_of(line) for line in _may_claim(one.lines)]) for one in segments)

    def _require_strangers(self, loose: Sequence[Change], connection: Connection) -> None:
        """Tables of places are written under names that no member has."""
        known = set(self._membership(connection).members) | {self.me.device[:12]}
        if any(change.stamp[8:14].hex() in known for change in loose):
            raise malformed()


def _changes_of(lines: Sequence[bytes], progress: Progress | None) -> list[Change]:
    """What lines say; ``progress`` is asked now and then, so that a person's Cancel takes hold here too."""
    found: list[Change] = []
    for part in chunks(lines, READ_AT_ONCE):
        if progress is not None:
            progress(0, len(lines))
        found += [change_of(line) for line in part]
    return found


_CLAIMS = tuple(f'"{kind}"'.encode() for kind in sorted(MEMBERSHIP))


def _may_claim(lines: Sequence[bytes]) -> Sequence[bytes]:
    """Those that could be of membership; most stretches have none, which is found out in one look."""
    whole = b"\n".join(lines)
    if not any(kind in whole for kind in _CLAIMS):
        return ()
    return [line for line in lines if any(kind in line for kind in _CLAIMS)]


def _tells_the_same(connection: Connection, one: Segment, changes: Sequence[Change]) -> bool:
    """Whether no moment of these changes was given to another change here, but earlier in the same chain.

    Twins that wrote in one millisecond show themselves by it where what lies between their chains is not here. Whoever
    gives a moment twice in one chain is no twin: that is refused where it is written down.
    """
    newest = connection.execute(select(device_seen.c.newest).where(device_seen.c.device == one.device)).scalar()
    if newest is None or changes[0].stamp > bytes(newest):
        return True
    lines = _by_stamp(one, changes)
    other = [number for number, same in _as_here(connection, lines) if not same]
    before = and_(held.c.device == one.device, held.c.first < one.first, held.c.last >= one.first - 1)
    first = connection.execute(select(func.min(held.c.first)).where(before)).scalar() if other else None
    return all(first is not None and first <= number < one.first for number in other)


def _one_moment(some: Sequence[Change], others: Sequence[Change]) -> bool:
    """Whether different changes of one device have a moment in common."""
    if some[0].stamp[8:] != others[0].stamp[8:]:
        return False
    if some[-1].stamp < others[0].stamp or others[-1].stamp < some[0].stamp:
        return False  # nearly always one stretch follows the other
    known = {change.stamp: change for change in others}
    return any(change != known.get(change.stamp, change) for change in some)


def _is_news(connection: Connection, one: Segment, changes: Sequence[Change]) -> bool:
    """Whether any of these changes of this very device and epoch was not made here, though its stamp may have been."""
    lines = _by_stamp(one, changes)
    return sum(same for _, same in _as_here(connection, lines)) < len(lines)


def _by_stamp(one: Segment, changes: Sequence[Change]) -> dict[Stamp, bytes]:
    return {change.stamp: line for change, line in zip(changes, one.lines, strict=True)}


def _as_here(connection: Connection, lines: Mapping[Stamp, bytes]) -> Iterator[tuple[int, bool]]:
    """Of each stamp that was given here, too: to which number, and whether to the very same change."""
    for row in rows_among(connection, journal, NAMES, "stamp", lines):
        yield row[1], written(*row) == lines[bytes(row[0])]


def _common_changes(lines: Sequence[bytes]) -> list[Change]:
    found = [change_of(line) for line in lines]
    if not all(map(is_of_table, found)):
        raise malformed()
    return found


def _require_whole(
    read: Sequence[tuple[Segment, list[Change]]], progress: Progress | None
) -> None:  # fmt: skip
    for one, changes in read:
        if progress is not None:
            progress(0, len(read))
        before = b""
        for number, change in enumerate(changes, one.first):
            if change.number != number or change.stamp[8:] != one.device or change.stamp <= before:
                raise _broken()
            before = change.stamp
        if not one.whole:
            raise _broken()


def _broken() -> UserError:
    return UserError(
        "broken-chain",
        message("Changes of a device are missing or were altered on their way. Nothing was taken in."),
        message("Ask for the file again. What you have here is as it was."),
    )


def _claims(read: Iterable[tuple[Segment, list[Change]]]) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Certificates and revocations among the changes: they prove themselves, whoever brings them."""
    found: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for _, changes in read:
        for change in changes:
            if change.kind in MEMBERSHIP and not change.over:
                told, name = found[change.kind], change.record.hex()
                told[f"{name}/{change.stamp.hex()}" if name in told else name] = change.fields  # none hides another
    return found


def _side_by_side(connection: Connection, changes: Sequence[Change]) -> tuple[int, int] | None:
    """Between which journal positions changes stand that were all written just now, in their order."""
    ends = changes[0].stamp, changes[-1].stamp
    rows = connection.execute(select(journal.c.stamp, journal.c.seq).where(journal.c.stamp.in_(ends)))
    found = {bytes(stamp): int(seq) for stamp, seq in rows}
    low, high = found[ends[0]], found[ends[1]]
    return (low, high) if high - low + 1 == len(changes) else None


def _positions(connection: Connection, one: Segment, changes: Sequence[Change], before: int) -> tuple[int, int]:
    """Between which journal positions the changes of a stretch stand, under the numbers it gives them.

    Raises:
        UserError: ``broken-chain``: a stamp of one of them was given to another change before.
    """
    query = select(func.min(journal.c.seq), func.max(journal.c.seq), func.count())
    numbered = and_(journal.c.number >= one.first, journal.c.number <= one.last)
    fresh = query.where(journal.c.seq > before, numbered, of_device(one.device))
    low, high, count = connection.execute(fresh).one()
    if count == len(changes):  # nearly always all of them came just now
        return low, high
    lows, highs = [], []
    for part in chunks([change.stamp for change in changes]):
        low, high, count = connection.execute(query.where(journal.c.stamp.in_(part), numbered)).one()
        if count != len(part):
            raise _broken()
        lows.append(low)
        highs.append(high)
    return min(lows), max(highs)


def _set_apart(connection: Connection, one: Segment, word: str, carrier: str, moment: str) -> None:
    same = and_(apart.c.device == one.device, apart.c.first == one.first, apart.c.tip == one.tip)
    if connection.execute(select(apart.c.n).where(same).limit(1)).first() is None:
        row = {
            "device": one.device, "first": one.first, "last": one.last, "tip": one.tip, "word": word,
            "carrier": carrier, "moment": moment, "content": packed_apart(one), "settled": "",
        }  # fmt: skip
        connection.execute(insert(apart), row)
