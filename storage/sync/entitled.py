"""What this device may do here: its role, read when it is first asked for and again when membership has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select, union_all

from storage.core import Core
from storage.database.jsontext import unpack
from storage.database.tables import journal, meta, tables
from storage.errors import UserError
from storage.journal.clock import stamp_device
from storage.journal.journal import chunks, fields_of
from storage.messages import message
from storage.sync.rights import FREE, REVOKED, SETTLE, VERIFY, acts_of, may, not_allowed, settles
from storage.sync.roles import RESCUER

if TYPE_CHECKING:
    from storage.journal.clock import Stamp
    from storage.journal.state import RecordState
    from storage.sync.membership import Membership

ROOT, ROOT_SECRET = "organisation", "root-key"
MEMBERSHIP = frozenset({"certificate", "revocation"})
VOUCHED = MEMBERSHIP | {"organisation"}
"""Kinds of record that only acts of membership write: joining, certifying, taking out."""

_Proofs = Mapping[str, Mapping[str, Any]]
_STANDING = select(
    select(meta.c.value).where(meta.c.name == ROOT).scalar_subquery(),
    select(func.count())
    .select_from(journal)
    .where(journal.c.record.in_(union_all(*(select(tables[kind].c.id) for kind in sorted(MEMBERSHIP)))))
    .scalar_subquery(),
)
"""The root key, and how many changes say who belongs: the journal only grows, so the same number are the same ones."""


class Entitled(Core):
    """Part of the store: rights."""

    _members_moved = 0
    _known_role: tuple[int, str] = (-1, FREE)
    _known_unentitled: tuple[int, frozenset[bytes]] = (-1, frozenset())
    _known_members: tuple[object, _Proofs, _Proofs, Membership | None] = (None, {}, {}, None)

    def role(self) -> str:
        """The role of this device in its organisation.

        "" when it is bound by none: a register that belongs to nobody else. ``revoked`` when it was taken out.
        """
        with self.database.reading() as connection:
            return self._own_role(connection)

    def may(self, act: str) -> bool:
        """Whether this device may ``verify``, ``settle``, ``share`` or ``certify``."""
        return may(self.role(), act)

    def require(self, act: str) -> None:
        """Go on only if this device may do that.

        Raises:
            UserError: ``not-allowed``.
        """
        role = self.role()
        if not may(role, act):
            raise not_allowed(role, act)

    # ------------------------------------------------------------------------------------- inside

    def _require_rights(
        self,
        connection: Connection,
        kind: str,
        fields: Mapping[str, Any],
        over: Mapping[str, tuple[Stamp, ...]],
        state: RecordState | None = None,
    ) -> None:
        """What a change asks for is looked at first: nearly all ask for nothing, and then no role is read."""
        acts = acts_of(kind, _judged(kind, fields, state))
        if state is not None and state.disputed and fields.keys() & state.disputed.keys():
            acts |= {SETTLE} if settles(state, fields, over, lambda one: fields_of(connection, one)) else set()
        for act in sorted(acts):
            role = self._own_role(connection)
            if not may(role, act):
                raise not_allowed(role, act)

    def _laptops(self, connection: Connection) -> dict[str, str]:
        """Laptops (12 hex) and their names, as certificates prove them: anybody can write others into such records."""
        device, members = tables["device"].c, self._membership(connection).members.values()
        rows = connection.execute(select(device.born, device.name))
        found = {stamp_device(bytes(row.born))[:6].hex(): row.name or "" for row in rows}
        return found | {one.device: one.name for one in members} | {self.me.device[:12]: self.me.device_name}

    def _own_role(self, connection: Connection) -> str:
        moved = self._members_moved
        if self._known_role[0] == moved:
            return self._known_role[1]
        role = self._read_role(connection)
        if self.database.dialect == "sqlite":  # on a server others change who belongs, too
            self._known_role = moved, role
        return role

    def _believing(self, connection: Connection) -> Callable[[Iterable[bytes]], bool]:
        """Whether all who made these changes may say that something is verified; read when it is first asked."""
        known: list[frozenset[bytes]] = []

        def may_verify(stamps: Iterable[bytes]) -> bool:
            if not known:
                known.append(self._unentitled(connection))
            return not known[0] or not any(stamp[8:14] in known[0] for stamp in stamps)

        return may_verify

    def _unentitled(self, connection: Connection) -> frozenset[bytes]:
        """The devices (6 bytes) whose certificates never let them verify.

        One that may no longer is not among them: what it verified while it might stands.
        """
        moved = self._members_moved
        if self._known_unentitled[0] == moved:
            return self._known_unentitled[1]
        members = self._membership(connection).members.values()
        found = frozenset(
            bytes.fromhex(one.device) for one in members if not any(may(role, VERIFY) for role in one.roles)
        )
        if self.database.dialect == "sqlite":
            self._known_unentitled = moved, found
        return found

    def _read_role(self, connection: Connection) -> str:
        facts = {row.name: row.value for row in connection.execute(select(meta)) if row.name in (ROOT, ROOT_SECRET)}
        root, secret = facts.get(ROOT), facts.get(ROOT_SECRET)
        if not root:
            return FREE
        mine = self._membership(connection).of(self.me.device)
        if mine is not None:
            return REVOKED if mine.revoked else mine.role
        from storage.sync.keys import Signing

        return FREE if secret and Signing(bytes.fromhex(secret)).public == root else RESCUER

    def _membership(self, connection: Connection, more: Mapping[str, Mapping[str, Any]] | None = None) -> Membership:
        """``more``: certificates and revocations of a bundle that is about to be taken in, by kind and id."""
        from storage.sync.membership import membership

        root, count = connection.execute(_STANDING).one()
        here = self._members_moved, root, count
        known, certificates, revocations, found = self._known_members
        if found is None or known != here:
            certificates, revocations = proofs(connection, "certificate"), proofs(connection, "revocation")
            found = membership(str(root or ""), certificates, revocations)
            self._known_members = here, certificates, revocations, found
        certified = _beside(certificates, (more or {}).get("certificate", {}))
        ended = _beside(revocations, (more or {}).get("revocation", {}))
        if not certified and not ended:
            return found
        return membership(found.root, {**certificates, **certified}, {**revocations, **ended})

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        moved = self._members_moved
        try:
            with super()._write() as connection:
                yield connection
        finally:
            if self._members_moved != moved:
                self._forget_role()  # whoever read it while this was being written read what was there before

    def _forget_role(self) -> None:
        self._members_moved += 1


def _judged(kind: str, fields: Mapping[str, Any], state: RecordState | None) -> Mapping[str, Any]:
    """A judgement is what it says as a whole, in however many saves it was put together."""
    together = kind == "review" and state is not None and not fields.keys().isdisjoint(("about", "verdict"))
    return {**state.values, **fields} if state is not None and together else fields


def _beside(known: _Proofs, more: _Proofs) -> dict[str, Mapping[str, Any]]:
    """What a bundle says that is not known, under names of its own: what is known stands whatever is called like it.

    Else whoever was taken out could bring along a change called like its revocation, and be judged without that.
    """
    fresh = {name: values for name, values in more.items() if known.get(name) != values}
    return {f"{name}/+" if name in known else name: values for name, values in fresh.items()}


def proofs(connection: Connection, kind: str) -> dict[str, dict[str, Any]]:
    """Certificates or revocations as they were signed, by the id of their record.

    They are read from the journal: a member's laptop that writes over a record of membership, empties or withdraws
    it, changes nothing of who belongs. Of different ones that were signed under one id the later have a stamp, too.
    """
    found: dict[str, dict[str, Any]] = {}
    known: set[tuple[str, str]] = set()  # whoever joins writes its certificate as well
    row, ids = journal.c, connection.execute(select(tables[kind].c.id)).scalars().all()
    for part in chunks(sorted(bytes(one) for one in ids)):
        same = select(row.record, row.stamp, row.fields).where(row.record.in_(part), row.kind == kind)
        for record, stamp, packed in connection.execute(same.order_by(row.stamp)):
            fields, name = unpack(packed), bytes(record).hex()
            said = name, str(fields.get("proof") or "")
            if said[1] and said not in known:
                known.add(said)
                found[f"{name}/{bytes(stamp).hex()}" if name in found else name] = fields
    return found


def not_by_hand() -> UserError:
    """Records of membership are refused, whoever writes them: ``not-by-hand``."""
    return UserError(
        "not-by-hand",
        message("Who belongs to the organisation is not written like other records. Nothing was saved."),
        message("A coordinator certifies laptops and takes them out under Sync."),
    )
