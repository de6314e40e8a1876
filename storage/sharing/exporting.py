"""What an export reads: rows of any kind, streamed from one frozen moment of the register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, case, func, or_, select

from storage.core import Core
from storage.counting.spread import Spread
from storage.database.counted import confirmed as is_confirmed
from storage.database.rows import id_bytes
from storage.database.tables import journal, tables
from storage.errors import Cancelled
from storage.journal.journal import chunks
from storage.lists.conditions import under
from storage.overview.view import View, Where, outermost, places_of
from storage.places.placing import place_fields
from storage.rivals import all_rivals

if TYPE_CHECKING:
    from storage.counting.told_figures import Figures
    from storage.places.gazetteer import PlaceBook
    from storage.villages.villages import VillageNow

AT_ONCE, ROWS_AT_ONCE = 2000, 200
COMMUNITY = 4
DAY = {"incident": "day", "victim": "day", "movement": "day", "claim": "claimed_on__first", "outcome": "day__first",
       "village_state": "day__first", "population": "day__first", "function": "day__first"}  # fmt: skip
ORDER = {**DAY, "incident": "moment"}
"""What the rows are put in order by; the large kinds have an index on it, so that nothing is sorted in memory."""
PARENT = {"claim": "incident", "damage": "incident", "outcome": "victim"}
"""Kinds without a day and area of their own belong to the period of the record they describe."""


def leaving(table: Table, name: str) -> ColumnElement[Any]:
    """A column as it may leave. Where people moved on or came home *from* is where they had arrived: as sealed."""
    if table.name == "movement" and name in ("origin", "area"):
        return case((table.c.direction == "out", table.c[name]), else_=None)
    return table.c[name]


@dataclass(frozen=True)
class Summary:
    """What a register adds up to: the figures of a period, and the villages on its last day."""

    day: str
    figures: Figures
    villages: tuple[VillageNow, ...]


class Frozen:
    """The register at one moment; everything read through it belongs together."""

    def __init__(self, core: Core, connection: Connection, cancelled: Callable[[], bool] = lambda: False) -> None:
        self._core = core
        self._connection = connection
        self._cancelled = cancelled
        self._used: frozenset[str] | None = None

    def export_rows(
        self,
        kind: str,
        columns: Sequence[str],
        where: Where | None,
        *,
        standing: bool = False,
        confirmed: bool = False,
        by_day: bool = True,
        used: bool = True,
    ) -> Iterator[tuple[Any, ...]]:
        """The columns of all records of a kind (withdrawn ones too), in order of entry.

        ``standing`` leaves the withdrawn ones out and goes by day, then in order of entry (only the latter without
        ``by_day``), of places only those that are ``used``; ``confirmed`` leaves out what was only proposed. Ids come
        as 32 hex digits, fields in canonical form, facets and computed columns as they are.
        """
        table = tables[kind]
        named = self._used_places() if used and standing and kind == "place" else None
        names = columns if named is None else (*columns, "id")
        statement = self._within(
            select(*(self._hexed(table.c.id) if name == "id" else leaving(table, name) for name in names)), kind, where
        )
        statement = statement.where(table.c.withdrawn.is_(None)) if standing else statement
        statement = statement.where(is_confirmed(table)) if confirmed else statement
        order = [table.c[ORDER[kind]]] if standing and by_day and kind in ORDER else []
        for rows in self._batches(statement.order_by(*order, table.c.n)):
            yield from rows if named is None else [row[:-1] for row in rows if row[-1] in named]

    def _batches(self, statement: Select[Any]) -> Iterator[Sequence[tuple[Any, ...]]]:
        cursor: Any = self._connection.execute(statement).cursor
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            if self._cancelled():
                raise Cancelled
            yield rows

    @property
    def places(self) -> PlaceBook:
        """The gazetteer."""
        return self._core.places

    @contextmanager
    def at_this_moment(self) -> Iterator[tuple[Any, Connection]]:
        """The store, held to this moment for the length of the block, and the connection it reads from."""
        with self._core.database.held_to(self._connection):
            yield self._core, self._connection

    def disputed(self, kind: str) -> Mapping[str, Mapping[str, tuple[Any, ...]]]:
        """The canonical rival values, newest first, of the fields teams disagree about, by record."""
        return all_rivals(self._connection, kind)

    def count_disputed(self, kind: str, where: Where | None) -> int:
        """How many standing records of a kind hold a field teams disagree about."""
        table, found = tables[kind], 0
        hexed = (id_bytes(record) for record in self.disputed(kind))
        for part in chunks((one for one in hexed if one), AT_ONCE):
            statement = self._within(select(func.count()).select_from(table), kind, where)
            statement = statement.where(table.c.id.in_(part), table.c.withdrawn.is_(None))
            found += self._connection.execute(statement).scalar() or 0
        return found

    def rows_of(self, kind: str, columns: Sequence[str], records: Iterable[str]) -> dict[str, tuple[Any, ...]]:
        """These columns of these records (32 hex digits each), withdrawn ones too, as they would leave; by id."""
        table = tables[kind]
        hexed = self._hexed(table.c.id)
        statement = select(hexed, *(hexed if name == "id" else leaving(table, name) for name in columns))
        found: dict[str, tuple[Any, ...]] = {}
        for part in chunks((identity for record in records if (identity := id_bytes(record))), AT_ONCE):
            cursor: Any = self._connection.execute(statement.where(table.c.id.in_(part))).cursor
            found.update((row[0], tuple(row[1:])) for row in cursor.fetchall())
        return found

    def ids(self, kind: str) -> set[str]:
        """All records of a kind, withdrawn ones too; read from the index of ids alone."""
        return {bytes(row[0]).hex() for row in self._connection.execute(select(tables[kind].c.id))}

    def _hexed(self, column: ColumnElement[bytes]) -> ColumnElement[str]:
        """An id as 32 hex digits, made by the database: half as dear as by us."""
        if self._core.database.dialect == "postgresql":
            return func.encode(column, "hex")
        return func.lower(func.hex(column))

    def count(self, kind: str, where: Where | None, *, standing: bool = False, confirmed: bool = False) -> int:
        """How many records of a kind there are; ``standing`` and ``confirmed`` as for :meth:`export_rows`."""
        table = tables[kind]
        what = self._hexed(table.c.id) if kind == "place" else func.count()
        statement = self._within(select(what).select_from(table), kind, where)
        if standing:
            statement = statement.where(table.c.withdrawn.is_(None))
        if confirmed:
            statement = statement.where(is_confirmed(table))
        if kind == "place":
            used = self._used_places()
            return sum(row[0] in used for rows in self._batches(statement) for row in rows)
        return self._connection.execute(statement).scalar() or 0

    def _used_places(self) -> frozenset[str]:
        """Places that leave: those that records name, all areas, and what people entered here; read once.

        A country's table may hold 20,000 villages nothing is told of. As a condition in the database it would cost
        going through all people once for each of their places, and again for every question.
        """
        if self._used is None:
            place, found = tables["place"], set[str]()
            here = select(self._hexed(place.c.id)).where(or_(place.c.level < COMMUNITY, place.c.pack.is_(None)))
            named = groupby(place_fields(), itemgetter(0))
            for one in (here, *(select(*(tables[kind].c[name] for _, name in fields)) for kind, fields in named)):
                for rows in self._batches(one):
                    found.update(*zip(*rows, strict=True))
            self._used = frozenset(found)
        return self._used

    def position(self) -> int:
        """The journal position these rows belong to."""
        return self._connection.execute(select(func.max(journal.c.seq))).scalar() or 0

    def summary(self, where: Where, *, villages: bool = True) -> Summary:
        """The figures of a part, and every village of it on its last day (of all teams), both at this moment."""
        store: Any = self._core
        day = self._last_day(where)
        with self._core.database.held_to(self._connection):
            figures = store.overview(where).figures if isinstance(where, View) else store.figures(where)
            states = store.village_states(day) if day and villages else None
        book = self._core.places
        areas = [f"{book.area(place) or '?'}/" for place in places_of(where)]
        inside = [
            one
            for place, one in (states.villages.items() if states else ())
            if _tells_of_home(one) and (not areas or f"{book.area(place)}/".startswith(tuple(areas)))
        ]
        return Summary(day, figures, tuple(inside))

    def spread(self, where: Where) -> Spread:
        """The figures of a part apart by day, place, kind of attack and weapon, at this moment.

        Areas are paths of the ids of places, from the country down; "" where it is not known.
        """
        store: Any = self._core
        with self._core.database.held_to(self._connection):
            found: Spread = store.overview(where).spread() if isinstance(where, View) else store.spread(where)
        book = self._core.places
        place_of = {book.area(facts.id): facts for facts in list(book.facts.values())}

        def path(area: str) -> str:
            here = place_of.get(area) if area else None
            above = [*reversed(book.parents(here.id)), here] if here is not None else []
            return "/".join(facts.id for facts in above)

        return found.renamed("area", path)

    def _last_day(self, period: Where) -> str:
        """The last day of a period; of an open one, the newest day anything is told of."""
        if period.last is not None:
            return period.last.isoformat()
        days = [
            self._connection.execute(
                select(func.max(tables[kind].c[name])).where(tables[kind].c.withdrawn.is_(None))
            ).scalar()
            for kind, name in (("incident", "day"), ("movement", "day"), ("village_state", "day__first"))
        ]
        return max((day for day in days if day), default="")

    def about(self) -> Mapping[str, Any]:
        """Who we are: ``register``, ``team``, ``person``, ``version`` and whether it is the practice register."""
        return {**self._core.about(), "witness": self.witness(self.position())}

    def witness(self, position: int) -> str:
        """The stamp of the change at a journal position: it tells this register from others; "" before the first."""
        stamp = self._connection.execute(select(journal.c.stamp).where(journal.c.seq == position)).scalar()
        return bytes(stamp).hex() if stamp is not None else ""

    def _within(self, statement: Select[Any], kind: str, where: Where | None) -> Select[Any]:
        if where is None or where.whole:
            return statement
        conditions = self._conditions(kind, where)
        return statement.where(*conditions) if conditions else statement

    def _conditions(self, kind: str, where: Where) -> list[ColumnElement[bool]]:
        table = tables[kind]
        if kind in PARENT:
            parent = PARENT[kind]
            inner = self._conditions(parent, where)
            hexed = self._hexed(tables[parent].c.id)
            return [table.c[parent].in_(select(hexed).where(*inner))]
        conditions: list[ColumnElement[bool]] = []
        if kind in DAY and where.first:
            conditions.append(table.c[DAY[kind]] >= where.first.isoformat())
        if kind in DAY and where.last:
            conditions.append(table.c[DAY[kind]] <= where.last.isoformat())
        paths = outermost(self._core.places.area(place) or "?" for place in places_of(where))
        if "area" in table.c and paths and kind != "place":
            conditions.append(or_(*(under(table.c.area, path) for path in paths)))
        if isinstance(where, View) and where.teams and "team" in table.c:
            conditions.append(table.c.team.in_(where.teams))
        if isinstance(where, View) and where.verification and "verification" in table.c:
            conditions.append(func.coalesce(table.c.verification, "").in_(where.verification))
        return conditions


def require_right(source: Frozen, act: str) -> None:
    """Go on only if the device may do that by now, whatever its role was at that moment.

    Raises:
        UserError: ``not-allowed``.
    """
    store: Any = source._core
    store.require(act)


def heaviest_incidents(source: Frozen, where: Where | None, many: int) -> list[str]:
    """The standing incidents that harmed most people, and those as bad as the last of so many; in order of day."""
    table = tables["incident"]
    killed, injured = (_most(table.c[f"{one}_min"], table.c[f"named_{one}"]) for one in ("killed", "injured"))

    def counted(*columns: ColumnElement[Any]) -> Select[Any]:
        found = source._within(select(*columns), "incident", where)
        return found.where(table.c.withdrawn.is_(None), is_confirmed(table))

    worst = counted(killed, injured).order_by(killed.desc(), injured.desc()).limit(many)
    with source.at_this_moment() as (_, connection):
        ends = connection.execute(worst).all()
        if not ends:
            return []
        dead, hurt = ends[-1]
        as_bad = counted(table.c.id).where(or_(killed > dead, and_(killed == dead, injured >= hurt)))
        found = connection.execute(as_bad.order_by(table.c[ORDER["incident"]], table.c.n)).scalars()
        return [bytes(record).hex() for record in found]


def _most(stated: ColumnElement[Any], named: ColumnElement[Any]) -> ColumnElement[int]:
    one, other = func.coalesce(stated, 0), func.coalesce(named, 0)
    return case((one > other, one), else_=other)


def _tells_of_home(village: VillageNow) -> bool:
    """Whether anything is told of a village but that people arrived there: arrival places do not leave."""
    some = (*village.left, *village.returned)
    return village.told or bool(village.state) or village.counted is not None or any(end != 0 for end in some)


class Exporting(Core):
    """Reading for exports."""

    @contextmanager
    def frozen(self, cancelled: Callable[[], bool] | None = None) -> Iterator[Frozen]:
        """The register at this moment, for as long as the block lasts.

        Raises:
            Cancelled: ``cancelled`` answered yes; a long statement is stopped in its middle.
        """
        with self.database.reading() as connection:
            if cancelled is None:
                yield Frozen(self, connection)
                return
            with self.database.stopped_by(cancelled, connection):
                yield Frozen(self, connection, cancelled)

    def export_rows(
        self, kind: str, columns: Sequence[str], where: Where | None, *, standing: bool = False
    ) -> Iterator[tuple[Any, ...]]:
        """As :meth:`Frozen.export_rows`, on a moment of its own."""
        with self.frozen() as source:
            yield from source.export_rows(kind, columns, where, standing=standing)

    def count(self, kind: str, where: Where | None = None) -> int:
        """How many records of a kind there are, withdrawn ones included."""
        with self.frozen() as source:
            return source.count(kind, where)
