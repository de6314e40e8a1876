"""What a sheet of each record kind looks like: which columns, in which order, and the rows that flow into them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from exports.cells import Look, Showing, Shown, alike, columns_of, plain
from exports.making.manner import Shape
from exports.names import ANY, RowSource
from exports.workbook.coded import tag_of, tidy
from exports.workbook.stream import Column, HeadRow, RowStream
from storage import RECORDS, Level, Period, Treatment, View, Words, kinds_at, treatment

ORDER = (
    "incident", "victim", "claim", "outcome", "facility", "damage", "function", "movement", "village_state",
    "population", "place", "source", "citation", "link", "review", "attachment", "actor", "team", "person", "device",
)  # fmt: skip
"""The order of the sheets; kinds not named here follow."""

_EARLY = ("code", "status")
_LATE = ("status", "team", "author", "entered", "withdrawn", "overrides")
_NEVER = ("withdrawn",)  # withdrawn records do not leave, so the column would be empty

_REPLACED = ("victim.people.min", "victim.people.max")  # by computed ones, which count a person as one

GROUPED: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "incident": (("incident.occurred", "day"), ("incident.place", "place")),
    "victim": (("~victim.day", "day"), ("~victim.where_id", "where_id")),
    "movement": (("movement.started", "day"), ("movement.origin", "origin")),
    "village_state": (("village_state.day", "day__first"), ("village_state.place", "place")),
    "population": (("population.day", "day__first"), ("population.place", "place")),
}
"""The day and the place by which rows for printing stand together: keys of the sheet, columns of the register."""

PAPER = 185
"""Letters that fit across a landscape A4 page at a readable size; columns beyond are not printed."""


@dataclass(frozen=True)
class Sheet:
    """One sheet, ready to be filled.

    Attributes:
        kind: the record kind.
        title: as it stands on the tab.
        columns: in the order of the sheet; the first is the hidden id.
    """

    kind: str
    title: str
    columns: tuple[Shown, ...]

    @property
    def groups(self) -> list[int]:
        """The numbers of the columns by which rows for printing stand together; none in the analyst's shape."""
        keys = [key for key, _ in GROUPED.get(self.kind, ())]
        if any(column.code for column in self.columns):
            return []
        return [number for number, column in enumerate(self.columns, 1) if column.key in keys]

    @property
    def printed(self) -> int:
        """The number of the last column that goes on paper."""
        width, last = 0, 2
        for number, column in enumerate(self.columns, 1):
            width += 0 if column.hidden else column.width
            if width > PAPER or column.late:
                break
            last = max(last, number)
        return last


def kinds(level: Level = Level.INTERNAL) -> list[str]:
    """The record kinds that leave at a level, in the order of their sheets."""
    every = [kind for kind in ORDER if kind in RECORDS] + [kind for kind in RECORDS if kind not in ORDER]
    return [kind for kind in every if kind in kinds_at(level)]


def sheet_of(
    kind: str,
    showing: Showing,
    taken: set[str],
    level: Level = Level.INTERNAL,
    shape: Shape = Shape.COORDINATOR,
) -> Sheet:
    """The sheet of one kind at a level; ``taken`` holds the titles already used and gets this one."""
    record = RECORDS[kind]
    title = free_title(plain(showing.words.kind(kind, several=True)), taken)
    columns = [Shown(f"{kind}.id", showing.words.t("Id"), "id", look="id", width=12, hidden=True)]
    computed = _computed(kind, showing)
    for item in _fields(kind, level):
        columns += [column for column in columns_of(record.fields[item], showing) if column.key not in _REPLACED]
        columns += [column for column in computed if column.key.startswith(f"{item}>")]
    columns = [column for column in columns if treatment(kind, column.column, level) is not Treatment.HIDDEN]
    columns = [alike(one, key=one.key.partition(">")[2]) if ">" in one.key else one for one in columns]
    ordered = [column for column in columns if not column.late] + [column for column in columns if column.late]
    return Sheet(kind, title, tuple(ordered) if shape is Shape.COORDINATOR else tidy(ordered, showing))


def targets(kind: str, showing: Showing, level: Level = Level.INTERNAL) -> set[str]:
    """The kinds that records of this kind refer to, whose names a sheet needs."""
    found = {
        showing.names.target(item.kind)
        for name, item in RECORDS[kind].fields.items()
        if item.kind.word in ("ref", "refs", "placeref") and treatment(kind, name, level) is not Treatment.HIDDEN
    }
    if kind == "victim":
        found.add("place")
    return found if ANY not in found else {ANY}


def _fields(kind: str, level: Level) -> list[str]:
    """The fields that may leave, in the order people read them. Sealed ones never leave this way."""
    open_ones = [
        name
        for name in RECORDS[kind].fields
        if treatment(kind, name, level) is not Treatment.HIDDEN and name not in _NEVER
    ]
    early = [name for name in _EARLY if name in open_ones and "code" in open_ones]
    late = [name for name in _LATE if name in open_ones and name not in early]
    return early + [name for name in open_ones if name not in early and name not in late] + late


def _computed(kind: str, showing: Showing) -> list[Shown]:
    """Columns worked out by the register, never read back; their key is ``after>~kind.column``."""
    words = showing.words
    day = alike(_figure(kind, "incident", "day", words.t("Day (of the incident)")), look="date", width=13)
    day = alike(day, convert=date.fromisoformat)
    if kind == "incident":
        return published_figures(words)
    if kind == "victim":
        return _of_person(day, showing)
    if kind == "facility":
        last = alike(_figure(kind, "function", "last_attack", words.t("Last attack")), look="date", width=13)
        attacks = _figure(kind, "function", "attacks", words.t("Attacks on it"))
        return [attacks, alike(last, convert=date.fromisoformat)]
    return [day] if kind == "damage" else []


def published_figures(words: Words, *, named: bool = True) -> list[Shown]:
    """The published figures of an incident, and who is named."""
    figures = {
        "killed_min": words.t("Killed: at least"),
        "killed_max": words.t("Killed: at most"),
        "injured_min": words.t("Injured: at least"),
        "injured_max": words.t("Injured: at most"),
        "missing_min": words.t("Missing: at least"),
        "missing_max": words.t("Missing: at most"),
        "named_killed": words.t("Killed: by name"),
        "named_injured": words.t("Injured: by name"),
        "named_missing": words.t("Missing: by name"),
        "named_children": words.t("Children killed: by name"),
    }
    after = "attack" if named else ""
    return [
        _figure("incident", after, column, label)
        for column, label in figures.items()
        if named or not column.startswith("named_")
    ]


def _of_person(day: Shown, showing: Showing) -> list[Shown]:
    """How many people a record stands for, and what it takes from its incident."""
    words, kind = showing.words, "victim"
    where = alike(_figure(kind, "incident", "where_id", words.t("Place (of the incident)")), look="text", width=20)
    child = alike(_figure(kind, "age", "child", words.t("Child")), look="text", width=8, codes="answer")
    answers = {1: words.code("answer", "yes"), 0: words.code("answer", "no")}
    return [
        _figure(kind, "people", "people_min", words.t("People: at least")),
        _figure(kind, "people", "people_max", words.t("People: at most")),
        day,
        alike(where, convert=lambda raw: showing.names.name("place", raw)),
        alike(child, convert=answers.get, raw={1: "yes", 0: "no"}.get),
    ]


def _figure(kind: str, after: str, column: str, label: str) -> Shown:
    key = f"{after}>~{kind}.{column}" if after else f"~{kind}.{column}"
    return Shown(key, plain(label), column, look="number", width=11, repeats=True)


def free_title(wanted: str, taken: set[str]) -> str:
    """A tab title Excel accepts (31 letters, none of ``[]:*?/\\``, no quote at its ends), not used yet."""
    clean = "".join(letter for letter in wanted if letter not in "[]:*?/\\").strip("' ")[:31] or "Sheet"
    title, number = clean, 2
    while title.casefold() in taken:
        end = f" {number}"
        title, number = clean[: 31 - len(end)] + end, number + 1
    taken.add(title.casefold())
    return title


def rows_of(
    sheet: Sheet, source: RowSource, where: Period | View | None, *, more: Sequence[str] = ()
) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The register's columns a sheet is made of, and ``more``; their rows without the withdrawn records."""
    columns = list(dict.fromkeys([*(column.column for column in sheet.columns), *more]))
    return columns, iter(source.export_rows(sheet.kind, columns, where, standing=True))


@dataclass(frozen=True)
class Styles:
    """Style numbers of a workbook: of each look, of texts that resemble formulas, and of the head rows."""

    looks: Mapping[Look, int]
    quoted: Mapping[Look, int]
    head: int
    key: int
    banner: int


@dataclass(frozen=True)
class Top:
    """The rows above the records: what is asked of them.

    Attributes:
        banner: stands above the heads, "" for none; shape, hxl: as in :class:`exports.making.manner.Manner`.
    """

    banner: str = ""
    shape: Shape = Shape.COORDINATOR
    hxl: bool = False

    @property
    def rows(self) -> int:
        """How many they are; the last one carries the filter."""
        return (2 if self.hxl else 1) if self.shape is Shape.ANALYST else 3 if self.banner else 2


def stream_of(
    sheet: Sheet,
    columns: Sequence[str],
    rows: Iterator[tuple[Any, ...]],
    styles: Styles,
    *,
    top: Top | None = None,
    most: int | None = None,
    expected: int = 0,
) -> RowStream:
    """The sheet as a stream of rows under its head."""
    place = {name: at for at, name in enumerate(columns)}
    splits: dict[int, Callable[[Any], tuple[Any, ...]]] = {}
    made = []
    for column in sheet.columns:
        at = place[column.column]
        if column.split is not None:
            splits[at] = column.split
        style, quoted = styles.looks[column.look], styles.quoted[column.look]
        source = at if column.part is None else (at, column.part)
        is_text = column.convert is None and column.look in ("text", "latin", "note", "id")
        made.append(Column(source, style, quoted, column.convert, column.repeats, is_text))
    return RowStream(rows, made, head_rows(sheet, styles, top or Top()), splits, most, expected)


def head_rows(sheet: Sheet, styles: Styles, top: Top) -> list[HeadRow]:
    """The rows above the records; machines find theirs by the key in the first cell.

    The coordinator's: the hidden keys, a banner if any, the labels. The analyst's: the keys and, if wanted, HXL tags.
    """
    if top.shape is Shape.ANALYST:
        keys = HeadRow([(column.key, styles.head) for column in sheet.columns])
        tags = HeadRow([(tag_of(column, sheet.kind), styles.key) for column in sheet.columns])
        return [keys, tags] if top.hxl else [keys]
    keys = HeadRow([(column.key, styles.key) for column in sheet.columns], hidden=True)
    labels = HeadRow([(column.label, styles.head) for column in sheet.columns], height=30)
    if not top.banner:
        return [keys, labels]
    before = [("", styles.banner)] if sheet.columns[0].hidden else []
    return [keys, HeadRow([*before, (top.banner, styles.banner)], height=22), labels]
