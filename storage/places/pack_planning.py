"""Holding a table of places against the register: what is new, what would change, what cannot be taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from storage.matching.names import fold
from storage.messages import Message, message
from storage.places.gazetteer import PlaceBook, PlaceFacts, place_id, plain_code
from storage.places.packs import COMMUNITY, PackItem, PackPlan, PackRow, PackTable, Refused, table_changes
from storage.places.same_places import SameFinder, called_alike, distance

FAR_KM = 10.0
STARTER = "syria-start"


def planned(table: PackTable, book: PlaceBook) -> PackPlan:
    """Hold a table against the register."""
    return _Planner(table, book).plan()


class _Planner:
    """Makes one plan."""

    def __init__(self, table: PackTable, book: PlaceBook) -> None:
        self._table, self._book = table, book
        self._refused = list(table.refused)
        self._items: list[PackItem] = []
        self._same = 0

    def plan(self) -> PackPlan:
        """Judge every row, then what the table no longer has."""
        rows = list(self._sound(self._table.rows))
        rows.sort(key=lambda row: (row.level or 0, row.code))
        self._known = {row.code: row for row in rows}
        changes = table_changes(self._table, rows)
        finder = SameFinder(self._book, self._own_coded(rows))
        for row in rows:
            if row.parent and row.parent not in self._known and self._area(row.parent) is None:
                self._refuse(row, *_no_parent(row))
            else:
                self._judge(row, finder)
        self._items += self._gone(rows)
        return PackPlan(
            self._table, tuple(self._items), tuple(self._refused), self._same, self._older(), tuple(changes)
        )

    # ---- rows that can be used at all

    def _sound(self, rows: Sequence[PackRow]) -> Iterator[PackRow]:
        """Rows with a code, a level and a name, each code once, none in a circle."""
        by_code: dict[str, PackRow] = {}
        for row in rows:
            known = by_code.get(row.code)
            if not row.names:
                self._refuse(row, _NO_NAME, message("Write its name in the table and import the table again."))
            elif known is None:
                by_code[row.code] = row
            elif (known.names, known.parent) != (row.names, row.parent):
                self._refuse(
                    row,
                    message(
                        "The code {code} stands twice; row {row} has it already.", code=row.code, row=known.number
                    ),
                    message("Keep one of the two rows in the table and import it again."),
                )
        depth: dict[str, int | None] = {}
        for row in by_code.values():
            level = row.level if row.level is not None else self._depth(row, by_code, depth, 0)
            if level is None or not 0 <= level <= COMMUNITY:
                self._refuse(
                    row,
                    message("How {code} lies in the others cannot be told: its level is missing.", code=row.code),
                    message("Add a column “level” (0 country to 4 community), or the code of its parent."),
                )
            else:
                yield replace(row, level=level)

    def _depth(
        self, row: PackRow, rows: Mapping[str, PackRow], known: dict[str, int | None], steps: int
    ) -> int | None:
        """One below its parent; a country when it has none."""
        if row.code not in known:
            known[row.code] = None  # met again on the way up: a circle
            parent = rows.get(row.parent)
            above = self._area(row.parent) if row.parent else None
            if not row.parent:
                known[row.code] = 0 if len(row.code) <= 3 and row.code.isalpha() else 1
            elif parent is not None and steps < COMMUNITY + 1:
                level = parent.level if parent.level is not None else self._depth(parent, rows, known, steps + 1)
                known[row.code] = None if level is None else level + 1
            elif above is not None:
                known[row.code] = above.level + 1
        return known[row.code]

    def _refuse(self, row: PackRow, what: Message, todo: Message) -> None:
        self._refused.append(Refused(row.sheet, row.number, "", what, todo))

    # ---- one row against the register

    def _area(self, code: str) -> PlaceFacts | None:
        """The place a code stands for in the register: of areas only the one that has it as its identity."""
        return self._book.get(place_id(code))

    def _here(self, row: PackRow) -> PlaceFacts | None:
        found = self._area(row.code)
        if found is None and row.level == COMMUNITY:
            there = [one for one in self._book.all_by_code(row.code) if one.level == COMMUNITY and not one.withdrawn]
            found = next((one for one in there if plain_code(one.code) == plain_code(row.code)), None)
        return found

    def _judge(self, row: PackRow, finder: SameFinder) -> None:
        here = self._here(row)
        if here is None:
            self._new(row, finder)
        elif here.withdrawn:
            self._same += 1  # a person has put it aside
        elif self._collides(row, here):
            self._items.append(PackItem("collision", here.id, row, _told(here.names), _told(row.names)))
        else:
            found = list(self._differences(row, here))
            self._items += found
            self._same += not found

    def _new(self, row: PackRow, finder: SameFinder) -> None:
        if row.level == COMMUNITY:
            for pair in finder.like(self._facts(row)):
                other = self._book.facts[pair.other]
                self._items.append(PackItem("recoded", other.id, row, other.code, row.code, pair.sure))
                return
        self._items.append(PackItem("new", place_id(row.code), row))

    def _facts(self, row: PackRow) -> PlaceFacts:
        return PlaceFacts(
            place_id(row.code), row.code, row.level or 0, self._parent_id(row), row.name_ar, row.name_en, row.aliases,
            name_other=row.name_other, pack=self._table.label, at=row.at,
        )  # fmt: skip

    def _parent_id(self, row: PackRow) -> str:
        """The parent; one that is new itself is looked for further up."""
        here: PackRow | None = row
        for _ in range(COMMUNITY + 1):
            if here is None or not here.parent:
                return ""
            if self._area(here.parent):
                return place_id(here.parent)
            here = self._known.get(here.parent)
        return ""

    def _collides(self, row: PackRow, here: PlaceFacts) -> bool:
        """A code that has come to mean another place: another level, or nothing alike and far away."""
        if here.level != row.level:
            return True
        if called_alike(row.names, here.names):
            return False
        km = distance(self._facts(row), here)
        return km > FAR_KM if km is not None else here.parent != (place_id(row.parent) if row.parent else "")

    def _differences(self, row: PackRow, here: PlaceFacts) -> Iterator[PackItem]:
        official_names = (row.name_ar, row.name_en, row.name_other)
        known = {fold(name) for name in here.names}  # an official name that is a known spelling is no news
        if any(name and fold(name) not in known for name in official_names):
            present = (here.name_ar, here.name_en, here.name_other)
            yield PackItem("renamed", here.id, row, _told(present), _told(official_names))
        if row.parent and here.parent != place_id(row.parent):
            before = self._book.get(here.parent)
            yield PackItem("moved", here.id, row, before.code if before else "", row.parent)
        if here.retired:
            yield PackItem("back", here.id, row, here.retired, self._table.label)

    # ---- the register against the table

    def _own_coded(self, rows: Sequence[PackRow]) -> list[PlaceFacts]:
        """Communities under codes the table does not have: ours, GeoNames', proposals."""
        codes = {plain_code(row.code) for row in rows}
        return [
            place
            for place in list(self._book.facts.values())
            if place.level == COMMUNITY and plain_code(place.code) not in codes
        ]

    def _gone(self, rows: Sequence[PackRow]) -> Iterator[PackItem]:
        """Places of this table, or with its official codes, that it no longer has, at the levels it covers."""
        codes, levels = {row.code for row in rows}, {row.level for row in rows}
        regions = {row.code for row in rows if row.level == 1}
        for place in list(self._book.facts.values()):
            if place.level not in levels or place.code in codes or place.withdrawn or place.retired:
                continue
            covered = bool(regions & {one.code for one in (place, *self._book.parents(place.id))})
            mine = self._table.has(place.pack) and (covered or not regions or place.level <= 1)
            if mine or (place.pack == STARTER and official(place.code) and covered):
                yield PackItem("withdrawn", place.id, None, _told(place.names), place.code)

    def _older(self) -> str:
        packs = {place.pack for place in list(self._book.facts.values()) if self._table.has(place.pack)}
        newest = max((pack.removeprefix(self._table.name).strip() for pack in packs), default="")
        return newest if self._table.version and newest > self._table.version else ""


def official(code: str) -> bool:
    """Whether a code is one of OCHA's, not one that Sijill or GeoNames gave."""
    return bool(code) and not code.startswith(("SIJ-", "GN")) and "." not in code


_NO_NAME = message("This place has no name.")


def _no_parent(row: PackRow) -> tuple[Message, Message]:
    return (
        message("{code} lies in {parent}, which is in neither the table nor the register.",
                code=row.code, parent=row.parent),
        message("Add the row of {parent} to the table, or import the levels above first.", parent=row.parent),
    )  # fmt: skip


def _told(names: Sequence[str]) -> str:
    return " · ".join(dict.fromkeys(name for name in names[:3] if name))
