"""What a partner's file said when it was made: its ids, its coarser values, nothing that did not leave with it.

The sealed key of a disclosure turns the ids of its file into ours and back. The rows pass through the very redaction
that made the file, as the register stood at its position, so that what nobody touched compares equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from storage.database.rows import empty_row
from storage.fields.kinds import DayValue
from storage.period import Period
from storage.records import RECORDS
from storage.sharing.privacy import Level, Pseudonyms, Treatment, kinds_at, treatment
from storage.sharing.redacted_rows import RowPlan
from storage.sharing.redacting import Redacted

if TYPE_CHECKING:
    from storage.asof import AsOf
    from storage.sharing.exporting import Frozen

_DISCLOSURE = ("level", "recipient", "position", "first", "last", "place", "key")
_PROPOSED = "proposed"


class PartnerPast:
    """The register as one partner was told of it, asked in the ids of the partner's file.

    Attributes:
        recipient: for whom the file was made; where: what part of the register; None for all of it.
    """

    def __init__(
        self, store: AsOf, source: Frozen, key: bytes, *, recipient: str = "", where: Period | None = None
    ) -> None:  # fmt: skip
        self._store, self._source = store, source
        self._redacted = Redacted(source, Level.PARTNER, key=key)
        self._plans: dict[tuple[str, tuple[str, ...]], RowPlan] = {}
        self.recipient, self.where = recipient, where

    # ------------------------------------------------------------------------------------- ids

    @cached_property
    def _ours(self) -> dict[str, str]:
        """Ids in the file → ours."""
        outward = self._redacted.outward
        return {
            outward(kind, record): record for kind in kinds_at(Level.PARTNER) for record in self._source.ids(kind)
        }  # fmt: skip

    def ours(self, record: str) -> str:
        """Our id of a record in the file; of one that is new there, its own."""
        return self._ours.get(record, record)

    def theirs(self, kind: str, records: Iterable[str]) -> frozenset[str]:
        """What these records of ours are called in the file."""
        return frozenset(self._redacted.outward(kind, record) for record in records)

    # ------------------------------------------------------------------------------------- as it stands now

    def export_rows(
        self, kind: str, columns: Sequence[str], where: Period | None, *, standing: bool = False
    ) -> Iterator[tuple[Any, ...]]:  # fmt: skip
        """As the partner would be told today."""
        return self._redacted.export_rows(kind, columns, where, standing=standing)

    def count(self, kind: str, where: Period | None) -> int:
        """How many records of a kind the partner would be told of."""
        return self._redacted.count(kind, where)

    def position(self) -> int:
        """The journal position of now."""
        return self._source.position()

    def about(self) -> Mapping[str, Any]:
        """What the file says of the register."""
        return self._redacted.about()

    def ids(self, kind: str) -> set[str]:
        """All records of a kind."""
        return set(self.theirs(kind, self._source.ids(kind))) if kind in kinds_at(Level.PARTNER) else set()

    def rows_of(self, kind: str, columns: Sequence[str], records: Iterable[str]) -> dict[str, tuple[Any, ...]]:
        """These columns of these records; ``withdrawn`` also tells what never leaves."""
        if kind not in kinds_at(Level.PARTNER):
            return {}
        names = tuple(columns)
        plan = self._plans.get((kind, names))
        if plan is None:
            plan = self._plans[kind, names] = RowPlan(self._redacted, kind, names)
        ours = {self.ours(record): record for record in records}
        raw = self._source.rows_of(kind, (*plan.read, "withdrawn", "status"), ours)
        rows = dict(zip(raw, plan.told([row[:-2] for row in raw.values()], Counter()), strict=True)) if raw else {}
        found = {}
        for record, row in rows.items():
            withdrawn, status = raw[record][-2:]
            if "withdrawn" in names:
                gone = withdrawn if withdrawn is not None or status != _PROPOSED else status
                row = tuple(gone if name == "withdrawn" else value for name, value in zip(names, row, strict=True))
            found[ours[record]] = row
        return found

    # ------------------------------------------------------------------------------------- as it stood then

    def changed_since(self, position: int) -> dict[str, frozenset[str]]:
        """Records that changed after a position, by kind."""
        return {kind: self.theirs(kind, records) for kind, records in self._store.changed_since(position).items()}

    def rows_at(self, position: int, kind: str, records: Iterable[str]) -> dict[str, Mapping[str, Any]]:
        """The columns of these records as the file at that position told them; what did not leave is left out."""
        if kind not in kinds_at(Level.PARTNER):
            return {}
        ours = {self.ours(record): record for record in records}
        then = {
            record: row
            for record, row in self._store.rows_at(position, kind, ours).items()
            if row.get("status") != _PROPOSED
        }
        if not then:
            return {}
        columns = ("id", *(name for name in empty_row(kind) if name != "withdrawn"))
        plan = RowPlan(self._redacted, kind, columns, disputed=self._disputed(position, kind, then))
        now = self._source.rows_of(kind, plan.read, then)
        raw = {
            record: tuple(row.get(name, value) for name, value in zip(plan.read, now[record], strict=True))
            for record, row in then.items()
            if record in now
        }
        told = plan.told(list(raw.values()), Counter()) if raw else iter(())
        return {ours[record]: dict(zip(columns, row, strict=True)) for record, row in zip(raw, told, strict=True)}

    def _disputed(self, position: int, kind: str, records: Iterable[str]) -> dict[str, dict[str, tuple[Any, ...]]]:
        """The rival values at a position, newest first."""
        found: dict[str, dict[str, tuple[Any, ...]]] = {}
        for record, standing in self._store.standing_at(position, kind, records).items():
            for name in standing.disputed:
                heads = set(standing.seen.heads.get(name, ()))
                written = self._store.writings(kind, record, name)
                values = tuple(value for value, stamp in written if stamp in heads)
                found.setdefault(record, {})[name] = values
        return found

    def stood(self, position: int, kind: str, records: Iterable[str]) -> dict[str, Mapping[str, Any]]:
        """Our own values (canonical) of these records of ours at a position, which the file may have told coarser."""
        return {record: one.values for record, one in self._store.standing_at(position, kind, records).items()}

    @staticmethod
    def coarser(kind: str, name: str) -> bool:
        """Whether the file tells a field only coarsely."""
        return treatment(kind, name, Level.PARTNER) is Treatment.COARSER


def partner_past(store: AsOf, source: Frozen, position: int, mark: str) -> PartnerPast | None:
    """The past of the file with this mark, found by the keys of what was disclosed; None when it is not one of ours.

    The mark is the stamp at the position under the key of the file: it tells nothing to anybody without the key.
    """
    witness = source.witness(position)
    if not witness or not mark:
        return None
    for level, recipient, told, first, last, place, key in source.export_rows("disclosure", _DISCLOSURE, None):
        if level != Level.PARTNER.value or told != position or not key:
            continue
        try:
            secret = bytes.fromhex(key)
        except ValueError:
            continue
        if secret and Pseudonyms(secret).of(witness) == mark:
            where = Period(_day(first), _day(last, end=True), place or None)
            return PartnerPast(
                store, source, secret, recipient=recipient or "", where=None if where.whole else where
            )  # fmt: skip
    return None


def _day(canonical: str | None, *, end: bool = False) -> Any:
    value = RECORDS["disclosure"].fields["first"].kind.load(canonical) if canonical else None
    return (value.last if end else value.first) if isinstance(value, DayValue) else None
