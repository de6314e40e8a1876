"""One conflict as a person sees it before deciding: every value, who stands behind it, what stood there before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, select

from storage.database.rows import id_bytes, load_values
from storage.database.tables import tables
from storage.edits import Edit, Me, Seen
from storage.fields.field import Merge
from storage.journal.change import Change
from storage.journal.clock import Stamp, stamp_device, stamp_time
from storage.journal.journal import load_states, read_changes
from storage.journal.merge import merge_class
from storage.review.inbox import ACCEPTED, CONFLICT, Question, judgement, parted
from storage.review.wishes import Wishing

if TYPE_CHECKING:
    from storage.sync.entitled import Entitled
    from storage.sync.membership import Membership

UNDO = "undo"


@dataclass(frozen=True)
class Voice:
    """Who wrote a value: names of the person, laptop and team ("" when they are not known here), when, why.

    ``sources`` are ids of the sources that were named from that laptop for the record.
    """

    who: str
    device: str
    team: str
    when: datetime
    why: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stance:
    """One of the values, with everyone who wrote it, newest first."""

    value: Any
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class Dispute:
    """A field teams disagree about.

    Attributes:
        stances: the different values, those written first before those written later.
        shown: the value that stands in the record meanwhile.
        before: what stood there before they parted; several when they parted from different values.
        protected: whether a decision needs a reason.
        seen: all of them, for the edit that decides.
        what: the fingerprint of exactly this conflict.
    """

    kind: str
    record: str
    field: str
    stances: tuple[Stance, ...]
    shown: Any
    before: tuple[Any, ...]
    protected: bool
    seen: Seen
    what: str

    @property
    def question(self) -> Question:
        """How the inbox names it."""
        return Question(f"{CONFLICT}:{self.field}", self.what)


def decision(dispute: Dispute, value: Any, reason: str = "") -> list[Edit]:
    """What deciding saves: an ordinary edit that saw every rival, and who decided, to be found under *settled*."""
    edit = Edit(dispute.kind, dispute.record, {dispute.field: value}, dispute.seen, reason)
    return [edit, judgement(dispute.kind, dispute.record, dispute.question, ACCEPTED, reason)]


class Disputing(Wishing):
    """Part of the store: single conflicts."""

    def dispute(self, kind: str, record: str, field: str) -> Dispute | None:
        """A conflict as it stands now; None when there is none (any more)."""
        return next(iter(self.disputes_of([(kind, record, field)])), None)

    def disputes_of(self, wanted: Iterable[tuple[str, str, str]]) -> list[Dispute]:
        """Several of them; those that are settled meanwhile are left out."""
        with self.database.reading() as connection:
            ours = cast("Entitled", self)  # a store knows who belongs
            told = _Telling(connection, self.me, ours._laptops(connection), ours._membership(connection))
            return [found for one in wanted if (found := self._dispute(connection, told, *one)) is not None]

    def _dispute(self, connection: Connection, told: _Telling, kind: str, record: str, field: str) -> Dispute | None:
        identity = id_bytes(record)
        if identity is None or kind not in tables:
            return None
        state = load_states(connection, kind, [identity]).get(identity)
        if state is None or field not in state.disputed:
            return None
        changes = {change.stamp: change for change in read_changes(connection, kind, identity)}
        heads = sorted(stamp for stamp in state.heads_of(field) if stamp in changes)
        cited = _cited(connection, record)
        groups: dict[str, list[Change]] = {}
        for stamp in heads:
            groups.setdefault(repr(changes[stamp].fields.get(field)), []).append(changes[stamp])
        stances = tuple(
            Stance(
                load_values(kind, {field: group[0].fields.get(field)})[field],
                tuple(told.voice(_author(one, field, changes), cited) for one in reversed(group)),
            )
            for group in groups.values()
        )
        shown = load_values(kind, {field: state.values.get(field)})[field]
        protected = merge_class(kind, field) is Merge.PROTECTED
        before = _before(kind, field, heads, changes)
        return Dispute(
            kind, record, field, stances, shown, before, protected, Seen({field: state.heads_of(field)}),
            parted(state.heads_of(field)),
        )  # fmt: skip


def _author(change: Change, field: str, changes: Mapping[Stamp, Change]) -> Change:
    """Who wrote the value: when a decision was taken back, those who had written it before."""
    if change.why != UNDO:
        return change
    value = change.fields.get(field)
    first = [
        one
        for one in changes.values()
        if one.stamp < change.stamp and one.why != UNDO and field in one.fields and one.fields[field] == value
    ]
    return min(first, key=lambda one: one.stamp) if first else change


def _before(kind: str, field: str, heads: Sequence[Stamp], changes: Mapping[Stamp, Change]) -> tuple[Any, ...]:
    older = {stamp for head in heads for stamp in changes[head].over.get(field, ()) if stamp in changes}
    found: list[Any] = []
    for stamp in sorted(older):
        value = load_values(kind, {field: changes[stamp].fields.get(field)})[field]
        if value is not None and value not in found:
            found.append(value)
    return tuple(found)


class _Telling:
    """Names of people, laptops and teams."""

    def __init__(self, connection: Connection, me: Me, laptops: Mapping[str, str], ours: Membership) -> None:
        person, team = tables["person"].c, tables["team"].c
        self._people = {row.id: row.name or "" for row in connection.execute(select(person.id, person.name))}
        teams = connection.execute(select(team.id, team.name, team.born).order_by(team.n)).all()
        names = {bytes(row.id).hex(): row.name or "" for row in teams}
        self._teams = {bytes.fromhex(me.device)[:6]: names.get(me.team, me.team_name)}
        for row in teams:  # whoever begins a register enters its own team first
            self._teams.setdefault(stamp_device(bytes(row.born))[:6], row.name or "")
        self._devices = {bytes.fromhex(one): called for one, called in laptops.items()}
        for one in ours.members.values():  # as they are proved: a member's laptop can write others into such records
            laptop = bytes.fromhex(one.device)
            self._teams[laptop] = names.get(one.team, "") or self._teams.get(laptop, "")

    def voice(self, change: Change, cited: Mapping[bytes, Sequence[str]]) -> Voice:
        """Who made a change; ``cited``: the sources each laptop named for the record."""
        laptop = stamp_device(change.stamp)[:6]
        own = change.fields.get("sources")
        sources = tuple(own) if isinstance(own, list) and own else tuple(cited.get(laptop, ()))
        return Voice(
            self._people.get(change.who, ""), self._devices.get(laptop, ""), self._teams.get(laptop, ""),
            stamp_time(change.stamp), change.why, sources,
        )  # fmt: skip


def _cited(connection: Connection, record: str) -> dict[bytes, list[str]]:
    citation = tables["citation"].c
    same = select(citation.source, citation.born).where(citation.record_id == record, citation.withdrawn.is_(None))
    found: dict[bytes, list[str]] = {}
    for row in connection.execute(same.order_by(citation.n)):
        if row.source:
            found.setdefault(stamp_device(bytes(row.born))[:6], []).append(row.source)
    return found
