"""Records of victims as the kernel of figures takes them, read from the register; disputed fields on the safe side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, select

from storage.counting.figures import Ends
from storage.counting.once import ONE, Account, Traits, traits_of
from storage.database.counted import counted, counted_one_by_one
from storage.database.jsontext import unpack
from storage.database.rows import columns_of, id_bytes
from storage.database.tables import rival, tables
from storage.derive import child_of
from storage.journal.journal import chunks, fields_of
from storage.journal.state import unpack_heads

_VICTIM = tables["victim"].c
_COLUMNS = (
    *(_VICTIM.id, _VICTIM.incident, _VICTIM.day, _VICTIM.area, _VICTIM.outcome, _VICTIM.outcome_day__first),
    *(_VICTIM.outcome_day__last, _VICTIM.people, _VICTIM.people__min, _VICTIM.people__max, _VICTIM.people_min),
    *(_VICTIM.people_max, _VICTIM.of_group, _VICTIM.child, _VICTIM.sex, _VICTIM.age, _VICTIM.age__years_min),
    *(_VICTIM.civilian_status, _VICTIM.roles, _VICTIM.heads),
)
_SOME: BindParameter[Any] = bindparam("ids", expanding=True)
STANDS = counted_one_by_one(tables["victim"])
FACTS = frozenset({"outcome", "people", "sex", "age", "civilian_status", "roles"})
"""Fields whose disputes move figures."""


@dataclass(frozen=True)
class Told:
    """A standing victim record.

    Attributes:
        account: as it counts; incident: the incident it names, standing or not.
        alone: as the derived columns of its incident count it: links, rivals and shared groups left aside.
    """

    account: Account
    incident: str
    alone: Account


def disputed(connection: Connection) -> dict[str, set[str]]:
    """Victims about whom teams disagree in a way that moves figures: the fields, by id."""
    rows = connection.execute(select(rival.c.record, rival.c.field).where(rival.c.kind == "victim"))
    found: dict[str, set[str]] = defaultdict(set)
    for record, name in rows:
        if name in FACTS:
            found[bytes(record).hex()].add(name)
    return found


def told(connection: Connection, by: str, ids: Iterable[str], rivals: Mapping[str, set[str]]) -> Iterator[Told]:
    """The standing records whose ``by`` (``id``, ``incident``, ``of_group``) is one of these."""
    column: ColumnElement[Any] = _VICTIM[by]
    wanted: Iterable[Any] = sorted(ids)
    if by == "id":
        wanted = [found for one in wanted if (found := id_bytes(one))]
    statement = select(*_COLUMNS).where(column.in_(_SOME), STANDS)
    for part in chunks(wanted):
        yield from _read(connection, connection.execute(statement, {"ids": part}).mappings().all(), rivals)


def told_without_incident(connection: Connection, rivals: Mapping[str, set[str]]) -> Iterator[Told]:
    """The standing records that name no incident."""
    statement = select(*_COLUMNS).where(_VICTIM.incident.is_(None), STANDS)
    yield from _read(connection, connection.execute(statement).mappings().all(), rivals)


def all_told(connection: Connection, rivals: Mapping[str, set[str]]) -> Iterator[Told]:
    """Every standing record: for a recount."""
    statement = select(*_COLUMNS).where(counted(tables["victim"]))
    for rows in connection.execute(statement).mappings().partitions(5000):
        yield from _read(connection, rows, rivals)


def _read(connection: Connection, rows: Iterable[Any], rivals: Mapping[str, set[str]]) -> Iterator[Told]:
    for row in rows:
        record = bytes(row["id"]).hex()
        alone = _account(record, row, frozenset([row["outcome"] or ""]), _left(row), _traits(row))
        if record not in rivals and row["people"] is None:
            yield Told(alone, row["incident"] or "", alone)
        else:
            told_by = _rivals(connection, row, rivals.get(record, set()))
            yield Told(_safe(record, row, told_by), row["incident"] or "", alone)


def _account(record: str, row: Any, outcomes: frozenset[str], people: Ends, traits: Traits) -> Account:
    return Account(
        record, row["incident"] or "", row["day"] or "", row["area"] or "", outcomes,
        row["outcome_day__last"] or row["outcome_day__first"] or row["day"] or "",
        people, row["people"] is not None, row["of_group"] or "", traits,
    )  # fmt: skip


def _left(row: Any) -> Ends:
    return row["people_min"] or 0, row["people_max"]


def _rivals(connection: Connection, row: Any, names: set[str]) -> dict[str, list[Any]]:
    """The rival forms of disputed fields."""
    heads = unpack_heads(row["heads"])
    stamps = {stamp for name in names for stamp in heads.get(name, ())}
    fields = fields_of(connection, stamps)
    return {name: [fields[stamp].get(name) for stamp in heads[name] if stamp in fields] for name in names & set(heads)}


def _safe(record: str, row: Any, rivals: Mapping[str, list[Any]]) -> Account:
    """Everybody's outcomes, the widest number of people, only the traits that all agree on."""
    outcomes = [one if isinstance(one, str) else "" for one in rivals.get("outcome", [row["outcome"] or ""])]
    variants = [dict(row)]
    for name, values in rivals.items():
        if name in FACTS - {"outcome"}:
            variants = [{**one, **_columns(name, value)} for one in variants[:8] for value in values]
    traits = frozenset.intersection(*(_traits(one) for one in variants))
    return _account(record, row, frozenset(outcomes), _widest(variants), traits)


def _columns(name: str, value: Any) -> dict[str, Any]:
    found = {**dict.fromkeys(_FACETS.get(name, ())), name: None, **columns_of("victim", {name: value})}
    if name == "age":
        found["child"] = child_of(found["age__years_min"], found["age__years_max"])
    return found


_FACETS = {"age": ("age__years_min", "age__years_max"), "people": ("people__min", "people__max")}


def _widest(variants: Iterable[Mapping[str, Any]]) -> Ends:
    every: list[Ends] = [
        ONE if row["people"] is None else (row["people__min"], row["people__max"]) for row in variants
    ]
    highs = [high for _, high in every if high is not None]
    return min(low or 0 for low, _ in every), max(highs) if len(highs) == len(every) else None


def _traits(row: Mapping[str, Any]) -> Traits:
    roles = unpack(row["roles"]) if row["roles"] else ()
    return traits_of(
        child=row["child"],
        sex=row["sex"] or "",
        years_min=row["age__years_min"],
        band="elderly" if (row["age"] or "").partition(";")[0] == "elderly" else "",
        status=row["civilian_status"] or "",
        roles=[one for one in roles if isinstance(one, str)] if isinstance(roles, list) else (),
    )


Placed = Callable[[str], str | None]
"""An incident's id to the id it counts with: itself, "" for none (withdrawn), None when its people do not count."""


def placed(found: Iterable[Told], where: Placed) -> list[Account]:
    """The accounts that count: people of withdrawn incidents on their own, those of none that occurred not at all."""
    accounts = []
    for one in found:
        incident = where(one.incident)
        if incident is not None:
            same = incident == one.account.incident
            accounts.append(one.account if same else replace(one.account, incident=incident))
    return accounts
