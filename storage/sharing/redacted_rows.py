"""From the register's rows to rows that may leave, a batch at a time, column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from storage.counting.linked import NEVER
from storage.database.jsontext import pack, unpack
from storage.database.rows import STRUCTURED
from storage.fields.kinds import Age
from storage.records import RECORDS
from storage.sharing.privacy import Level, Treatment, coarse_age, listed, may_name, safest, treatment, unsure

if TYPE_CHECKING:
    from storage.sharing.redaction import Redaction

AT_ONCE = 200
PLACES = ("placeref",)
POSITION = "position"
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "victim": ("consent", "age", "incident", "outcome_place"),
    "incident": ("place", "verification"),
    "facility": ("place",),
}
"""Columns read besides those asked for, to judge them by; they leave only when they may."""

Row = Sequence[Any]
Column = list[Any]


class _Kept(dict[Any, Any]):
    """What becomes of the values of a column that has few different ones: each is worked out once."""

    def __init__(self, change: Callable[[Any], Any]) -> None:
        super().__init__({None: None})
        self._change = change

    def __missing__(self, value: Any) -> Any:
        found = self[value] = self._change(value)
        return found


class RowPlan:
    """How the rows of one kind are read and what becomes of each column."""

    def __init__(
        self,
        redaction: Redaction,
        kind: str,
        columns: Sequence[str],
        *,
        disputed: Mapping[str, Mapping[str, tuple[Any, ...]]] | None = None,
    ) -> None:
        """``disputed``: the rivals by record, where they are not those of now."""
        self._redaction, self._kind, self._columns = redaction, kind, columns
        self._public = redaction.level is Level.PUBLIC
        table = set(RECORDS[kind].fields) | set(RECORDS[kind].derived) | {"id"}
        shown = [one for one in columns if self._treated(one) is not Treatment.HIDDEN]
        plain = [one for one in shown if not self._made_up(one)]
        needed = [one for one in _NEEDS.get(kind, ()) if one in table]
        self.read: tuple[str, ...] = tuple(dict.fromkeys(("id", *needed, *plain)))
        self._at = {name: at for at, name in enumerate(self.read)}
        self._shown = frozenset(shown)
        self._disputed = redaction.source.disputed(kind) if disputed is None else disputed
        self._unsure_places = self._incident_places() if kind == "victim" else {}

    def _treated(self, column: str) -> Treatment:
        return treatment(self._kind, column, self._redaction.level)

    def _made_up(self, column: str) -> bool:
        """Whether the value is made here, from other columns: the sealed one is never read."""
        return column.partition("__")[0] == POSITION and self._kind in ("incident", "facility")

    def _incident_places(self) -> dict[str, str | None]:
        """Incidents whose place is in dispute: their people are told no closer than they."""
        rivals = self._redaction.source.disputed("incident")
        return {
            record: self._redaction.districts.common(fields["place"])
            for record, fields in rivals.items()
            if "place" in fields
        }

    def rows(self, source: Iterable[tuple[Any, ...]], tallies: Counter[str]) -> Iterator[tuple[Any, ...]]:
        """The rows as they leave."""
        rows = iter(source)
        while batch := list(islice(rows, AT_ONCE)):
            kept = self._kept(batch)
            if kept:
                yield from self.told(kept, tallies)

    def told(self, rows: Sequence[tuple[Any, ...]], tallies: Counter[str]) -> Iterator[tuple[Any, ...]]:
        """These rows as they leave (or left, whether or not they would today)."""
        safe = [self._safe(row, tallies) for row in rows] if self._disputed or self._unsure_places else rows
        values = [list(column) for column in zip(*safe, strict=True)]
        yield from zip(*(self._told(name, values, tallies) for name in self._columns), strict=True)

    def _kept(self, batch: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        if self._kind == "place":
            told = self._redaction.told_places
            return [row for row in batch if row[0] in told]
        if self._kind == "incident" and self._public:
            at = self._at["verification"]
            return [row for row in batch if row[at] != NEVER]
        return batch

    # ------------------------------------------------------------------------------------- the safe side

    def _safe(self, row: tuple[Any, ...], tallies: Counter[str]) -> Row:
        rivals = self._disputed.get(row[0])
        coarser = self._unsure_places and row[self._at["incident"]] in self._unsure_places
        if not rivals and not coarser:
            return row
        found = list(row)
        if coarser and "where_id" in self._at and row[self._at["outcome_place"]] is None:
            found[self._at["where_id"]] = self._unsure_places[row[self._at["incident"]]]
        if rivals:
            tallies["unsure"] += 1
            self._judge(found, rivals)
        return found

    def _judge(self, row: list[Any], rivals: Mapping[str, Sequence[Any]]) -> None:
        for name, values in rivals.items():
            item = RECORDS[self._kind].fields.get(name)
            if item is None:
                continue
            place = item.kind.word in PLACES
            before = row[self._at[name]] if name in self._at else None
            if place:  # an origin that does not leave stays away, whatever is said of it
                after = None if before is None else self._redaction.districts.common(values)
            elif item.kind.word in STRUCTURED and name != "name":
                after = before
            else:
                after = safest(self._kind, name, values)
            for column, at in self._at.items():
                if column == name:
                    row[at] = after
                elif column.startswith(f"{name}__") and after is None:
                    row[at] = None
        self._follow(row, rivals)

    def _follow(self, row: list[Any], rivals: Mapping[str, Sequence[Any]]) -> None:
        """What follows from a dispute in other columns."""
        for column, at in self._at.items():
            row[at] = unsure(column, row[at])
        if "consent" in rivals and "consent" in self._at:
            allowed = may_name(self._redaction.level, rivals["consent"])
            row[self._at["consent"]] = rivals["consent"][0] if allowed else None
        if self._kind == "movement" and "origin" in self._at and set(rivals.get("direction", ("out",))) != {"out"}:
            row[self._at["origin"]] = None  # perhaps they did not leave home there: they had arrived
        if "age" in rivals and "child" in self._at:
            row[self._at["child"]] = None
        if "outcome_place" in rivals and "where_id" in self._at:
            row[self._at["where_id"]] = self._redaction.districts.common(rivals["outcome_place"])

    # ------------------------------------------------------------------------------------- columns

    def _told(self, name: str, values: list[Column], tallies: Counter[str]) -> Column:
        many = len(values[0])
        if name not in self._shown:
            return [None] * many
        if self._made_up(name):
            return [self._middle(place) if name == POSITION else None for place in values[self._at["place"]]]
        column = values[self._at[name]]
        field = name.partition("__")[0]
        if self._kind == "victim" and field == "name":
            return self._names(name, column, values, tallies)
        if self._kind == "victim" and field == "age":
            return self._ages(name, column, values, tallies)
        if self._kind == "victim" and name == "code":
            tallies["numbers"] += many
            return [self._redaction.pseudonyms.number(record) for record in values[0]]
        change = self._changes.get(name)
        if isinstance(change, _Kept):
            return list(map(change.__getitem__, column))
        return column if change is None else [None if value is None else change(value) for value in column]

    def _consents(self, values: list[Column]) -> list[bool]:
        level = self._redaction.level
        return [may_name(level, (answer,)) for answer in values[self._at["consent"]]]

    def _names(self, name: str, column: Column, values: list[Column], tallies: Counter[str]) -> Column:
        allowed = self._consents(values)
        found = [value if may else None for value, may in zip(column, allowed, strict=True)]
        if name == "name":
            there, told = len(column) - column.count(None), len(found) - found.count(None)
            tallies["names_shown"] += told
            tallies["names_hidden"] += there - told
        return found

    def _ages(self, name: str, column: Column, values: list[Column], tallies: Counter[str]) -> Column:
        whole, allowed = values[self._at["age"]], self._consents(values)
        if name == "age":
            tallies["ages"] += sum(value is not None and not may for value, may in zip(whole, allowed, strict=True))
            return [
                value if may or value is None else coarse_age(value) for value, may in zip(whole, allowed, strict=True)
            ]
        end = name.endswith("_max")
        return [
            value if may or age is None else _years(age)[end]
            for value, age, may in zip(column, whole, allowed, strict=True)
        ]

    def _middle(self, place: str | None) -> str | None:
        """The middle of the community: as close as a partner is told."""
        facts = self._redaction.source.places.get(place)
        return None if facts is None or facts.at is None else f"{facts.at[0]:.5f},{facts.at[1]:.5f};village"

    @cached_property
    def _changes(self) -> dict[str, Callable[[Any], Any] | _Kept]:
        """What becomes of each value of a column, by its name."""
        found: dict[str, Callable[[Any], Any] | _Kept] = {}
        for name in self._shown:
            item = RECORDS[self._kind].fields.get(name)
            word = item.kind.word if item is not None else ""
            if name == "id":
                found[name] = partial(self._redaction.outward, self._kind)
            elif item is not None and word == "ref":
                found[name] = partial(self._redaction.outward, getattr(item.kind, "kind", ""))
            elif word == "refs":
                found[name] = self._references
            elif word in PLACES or name == "where_id":
                found[name] = _Kept(self._place)
            elif self._public and word == "code":
                found[name] = _Kept(listed)
            elif self._public and word == "codes":
                found[name] = _Kept(lambda packed: pack([listed(one) for one in unpack(packed)]))
        return found

    def _references(self, packed: str) -> str:
        return str(pack([self._redaction.outward("", one) for one in unpack(packed) if isinstance(one, str)]))

    def _place(self, place: str) -> str | None:
        if self._public:
            district = self._redaction.districts.of(place)
            return district or None
        return self._redaction.outward("place", place)


@lru_cache(maxsize=20_000)
def _years(age: str) -> tuple[int | None, int | None]:
    """Completed years of the group an age lies in."""
    coarse = coarse_age(age)
    return (None, None) if coarse is None else Age().load(coarse).years
