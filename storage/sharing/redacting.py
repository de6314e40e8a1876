"""The register as others may see it: the only way to rows for a partner's or a public file.

:class:`Redacted` answers what a writer asks of ``Frozen``, on data from which everything that may not leave has been
taken already: no writer holds it, so none can forget it. Hidden columns are empty, kinds that do not leave have no
rows, names of records that others refer to pass through here like everything else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from storage.counting.ranges import NOBODY, UNTOLD
from storage.counting.spread import Spread
from storage.counting.told_figures import Figure
from storage.errors import UserError
from storage.messages import message
from storage.overview.view import Part, View, Where, part_of, places_of
from storage.period import Period
from storage.sharing.privacy import PUBLIC_LEVEL, Level, kinds_at
from storage.sharing.public_tables import PublicTables, public_tables
from storage.sharing.redacted_rows import RowPlan
from storage.sharing.redaction import COMMUNITY, Redaction
from storage.sharing.told_incidents import ToldIncident

if TYPE_CHECKING:
    from storage.sharing.exporting import Frozen, Summary


class Redacted(Redaction):
    """The register at one moment, for somebody else.

    Attributes:
        tallies: what was hidden or made coarser while rows flowed: ``names_shown``, ``names_hidden``, ``ages``,
            ``numbers``, ``unsure`` (records in dispute, told on the safe side).
    """

    def __init__(
        self,
        source: Frozen,
        level: Level,
        *,
        key: bytes = b"",
        delay: int = 0,
        naming: Collection[str] = (),
    ) -> None:
        """Begin: as a :class:`Redaction`; ``delay``: a public file leaves out the newest so many days."""
        super().__init__(source, level, key=key, naming=naming)
        self.tallies: Counter[str] = Counter()
        self._delay = delay
        self._incidents: dict[Part, list[ToldIncident]] = {}
        self._summaries: dict[Part, Summary] = {}
        self._tables: dict[Part, PublicTables] = {}

    # ------------------------------------------------------------------------------------- as a source of rows

    def export_rows(
        self, kind: str, columns: Sequence[str], where: Where | None, *, standing: bool = False
    ) -> Iterator[tuple[Any, ...]]:
        """As ``Frozen.export_rows``; withdrawn records and proposals never, hidden columns empty."""
        if kind not in kinds_at(self.level):
            return iter(())
        plan = RowPlan(self, kind, columns)
        ordered = standing and self.level is not Level.PUBLIC  # the public's order is another, made below
        rows = self.source.export_rows(
            kind, plan.read, self.within(where), standing=True, confirmed=True, by_day=ordered, used=False
        )  # of places the plan keeps those that may be told, and these are fewer than those that are used
        told = plan.rows(rows, self.tallies if standing else Counter())
        return iter(_in_public_order(told)) if self.level is Level.PUBLIC and standing else told

    def row_of(self, kind: str, columns: Sequence[str], record: str) -> tuple[Any, ...] | None:
        """These columns of one record (an id of the register) as they leave; None when it does not leave."""
        if kind not in kinds_at(self.level):
            return None
        plan = RowPlan(self, kind, columns)
        judged = ("withdrawn", "status")
        found = self.source.rows_of(kind, (*judged, *plan.read), [record]).get(record)
        if found is None or found[0] is not None or found[1] == "proposed":
            return None
        return next(plan.rows([found[len(judged) :]], Counter()), None)

    def count(self, kind: str, where: Where | None, *, standing: bool = True) -> int:
        """How many records of a kind leave."""
        if kind not in kinds_at(self.level):
            return 0
        if kind == "place":
            return sum(1 for _ in self.export_rows(kind, ("id",), where))
        return self.source.count(kind, self.within(where), standing=True, confirmed=True)

    def told_incidents(self, where: Where | None) -> list[ToldIncident]:
        """Those of a part as they leave, in the order of a file at this level; read once."""
        part = part_of(where or Period())
        if part not in self._incidents:
            rows = self.export_rows("incident", ToldIncident._fields, where, standing=True)
            self._incidents[part] = list(map(ToldIncident._make, rows))
        return self._incidents[part]

    def position(self) -> int:
        """The journal position the rows belong to."""
        return self.source.position()

    def about(self) -> Mapping[str, Any]:
        """Who we are, without a person's name; the team's only for partners."""
        about = dict(self.source.about()) | {"person": "", "device": ""}
        if self.level is Level.PUBLIC:
            return about | {"team": "", "witness": ""}
        witness = str(about.get("witness") or "")  # a stamp would tell the device, and join two files
        return about | {"witness": self.pseudonyms.of(witness) if witness else ""}

    # ------------------------------------------------------------------------------------- sums

    def summary(self, period: Where) -> Summary:
        """The figures, and for partners the villages, without what only places of arrival tell; read once."""
        part = part_of(period)
        if part not in self._summaries:
            self._summaries[part] = self._summary(period)
        return self._summaries[part]

    def _summary(self, period: Where) -> Summary:
        found = self.source.summary(self.within(period) or Period(), villages=self.level is not Level.PUBLIC)
        if self.level is Level.PUBLIC:
            said = found.figures
            figures = replace(
                said, children=0, women=0, civilians=0, rescued=0, naming=0, killed=_unnamed(said.killed),
                injured=_unnamed(said.injured), missing=_unnamed(said.missing),
            )  # fmt: skip
            return replace(found, figures=figures, villages=())
        facts = (self.source.places.get(place) for place in places_of(period))
        close = any(one is not None and one.level >= COMMUNITY for one in facts)
        figures = replace(found.figures, returned=(None, None)) if close else found.figures
        villages = (
            replace(one, returned=NOBODY, stayed=UNTOLD, unexplained=0, place=self.outward("place", one.place))
            for one in found.villages
        )
        return replace(found, figures=figures, villages=tuple(one for one in villages if _tells(one)))

    def spread(self, period: Where) -> Spread:
        """The figures apart by day, place and kind, for partners; places as they may be named. The public has sums."""
        if self.level is Level.PUBLIC:
            return Spread(period.period if isinstance(period, View) else period)
        found = self.source.spread(self.within(period) or Period())
        told = self.told_places

        def outward(area: str) -> str:
            return "/".join(self.outward("place", one) for one in area.split("/") if one in told)

        return found.renamed("area", outward)

    def tables(self, where: Where | None) -> PublicTables:
        """The sums of a public file; added up once for a part, however many of its pages tell of them."""
        asked = self.within(where) or Period()
        part = part_of(asked)
        if part not in self._tables:
            self._tables[part] = public_tables(self.source, asked)
        return self._tables[part]

    # ------------------------------------------------------------------------------------- what it goes by

    def within(self, where: Where | None) -> Where | None:
        """The part of the register meant, as far as it may be told.

        Raises:
            UserError: ``too-close``: a public file of a place smaller than a district.
        """
        if self.level is not Level.PUBLIC:
            return where
        found = where or Period()
        if isinstance(found, View) and (found.teams or found.verification):
            raise UserError(
                "too-close",
                message("A public file is of all teams, verified or not: two of them side by side would tell of few."),
                message("Choose all teams and every level of verification, or another reader."),
            )
        facts = (self.source.places.get(place) for place in places_of(found))
        if any(one is not None and one.level > PUBLIC_LEVEL for one in facts):
            raise UserError(
                "too-close",
                message("A public file tells nothing of a place smaller than a district."),
                message("Choose the district or governorate it lies in."),
            )
        if self._delay > 0:
            newest = date.today() - timedelta(days=self._delay)
            last = min(found.last or newest, newest)
            if isinstance(found, View):
                return replace(found, period=replace(found.period, last=last))
            found = replace(found, last=last)
        return found

    def count_names(self, where: Where | None) -> Counter[str]:
        """``names_shown`` and ``names_hidden`` before any row is written."""
        found: Counter[str] = Counter()
        if "victim" in kinds_at(self.level):
            plan = RowPlan(self, "victim", ("name",))
            rows = self.source.export_rows(
                "victim", plan.read, self.within(where), standing=True, confirmed=True, by_day=False
            )
            for _ in plan.rows(rows, found):
                pass
        return found


def redacted(
    source: Frozen, level: Level | str, *, key: bytes = b"", delay: int = 0, naming: Collection[str] = ()
) -> Frozen | Redacted:
    """The source of rows for a level: itself for our own teams, a redacted one for everybody else."""
    asked = Level(level)
    return source if asked is Level.INTERNAL else Redacted(source, asked, key=key, delay=delay, naming=naming)


def _unnamed(one: Figure) -> Figure:
    """What is published, without how many of them are known by name."""
    low, high = one.shown
    return Figure(low, high)


def _tells(village: Any) -> bool:
    """Whether anything is told of a village besides who came home to it."""
    return bool(village.told or village.state or village.counted or any(end != 0 for end in village.left))


def _in_public_order(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """By what is told: the register's order would tell the hours of a day.

    Each day by itself: all in one would keep Python's lock for as long as a window may not wait.
    """
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        alike[tuple(_texts(row[:3]))].append(row)
    for head in sorted(alike):
        yield from sorted(alike[head], key=_texts)


def _texts(row: tuple[Any, ...]) -> list[str]:
    return ["" if value is None else value if type(value) is str else str(value) for value in row]
