"""The sheets that add up: the figures of the period, and each village on its last day. Worked out, never read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import plain
from exports.names import Names
from exports.workbook.about import clean_text
from exports.workbook.looks import FONT, GREY, HEAD_FILL, INK, PRACTICE, print_setup
from exports.workbook.sheets import free_title
from storage import Level, Period, Words

if TYPE_CHECKING:
    from storage import Figure, Figures, Summary, VillageNow

Ends = tuple[int | None, int | None]
FIGURE_WIDTHS = (30, 12, 12, 14, 14, 16, 16, 60)
VILLAGE_WIDTHS = (24, 12, 20, 20, 20, 20, 10, *[12] * 11)
UNTOLD_ENDS: Ends = (None, None)
FIGURES_OF = {Level.PUBLIC: (0, 1, 2, 7)}
"""Columns of figures that stay: the public is not told how many are known by name."""
VILLAGES_OF = {Level.PARTNER: (*range(11), 15, 16)}
"""Columns of villages that stay: who came home arrived there, and arrival places do not leave."""


class Summing(Protocol):
    """A source of rows that can also add them up."""

    def summary(self, period: Period) -> Summary:
        """The figures of a period and the villages on its last day, at the moment of the rows."""
        ...


@dataclass(frozen=True)
class Look:
    """What stands on the summary sheets besides their rows: the banner, what goes on paper."""

    words: Words
    banner: str
    level: Level
    above: tuple[str, str, str]
    below: tuple[str, str, str]


def add_summaries(
    workbook: Workbook, source: object, period: Period, names: Names, look: Look, taken: set[str]
) -> None:
    """Put both sheets after the first one, when the source can add up."""
    if not hasattr(source, "summary"):
        return
    summing: Any = source
    found: Summary = summing.summary(period)
    names.prepare({"place"})
    words = look.words
    title = free_title(plain(words.t("Figures")), taken)
    sheet = workbook.create_sheet(title, 1)
    kept = FIGURES_OF.get(look.level, range(len(FIGURE_WIDTHS)))
    figures = list(_figure_rows(found.figures, look))
    heads, widths = (_picked(one, kept) for one in (_figure_heads(words), FIGURE_WIDTHS))
    _fill(sheet, look, heads, [_picked(row, kept) for row in figures], widths)
    if look.level is Level.PUBLIC:
        return  # a village is closer than the public is told
    title = free_title(plain(words.t("Villages on {day}", day=found.day or "–")), taken)
    kept = VILLAGES_OF.get(look.level, range(len(VILLAGE_WIDTHS)))
    rows = [_picked(_village_row(one, names, words), kept) for one in _ordered(found.villages, names)]
    heads, widths = (_picked(one, kept) for one in (_village_heads(words), VILLAGE_WIDTHS))
    _fill(workbook.create_sheet(title, 2), look, heads, rows, widths)


def _picked(values: Sequence[Any], kept: Iterable[int]) -> list[Any]:
    return [values[at] for at in kept if at < len(values)]


# --------------------------------------------------------------------------------------------- figures


def _figure_heads(words: Words) -> list[str]:
    return [
        words.t("Figure"), words.t("At least"), words.t("At most"), words.t("By name: at least"),
        words.t("By name: at most"), words.t("Not yet named: at least"), words.t("Not yet named: at most"),
        words.t("What belongs to it"),
    ]  # fmt: skip


def _figure_rows(found: Figures, look: Look) -> Iterator[list[Any]]:
    words, named = look.words, look.level is not Level.PUBLIC
    killed = (
        (words.n("{count} child", "{count} children", found.children)),
        (words.n("{count} woman", "{count} women", found.women)),
        (words.n("{count} civilian", "{count} civilians", found.civilians)),
    )
    among = ("، " if words.rtl else ", ").join(killed)
    for outcome, one in (("killed", found.killed), ("injured", found.injured), ("missing", found.missing)):
        yield _of_people(words.code("outcome", outcome), one, among if outcome == "killed" and named else "")
    if named:
        yield [words.code("outcome", "rescued"), found.rescued]
    for label, tally in (
        (words.t("Facilities attacked"), found.facilities),
        (words.t("Health facilities attacked"), found.medical),
        (words.t("Schools attacked"), found.schools),
    ):
        attacks = words.n("{count} attack", "{count} attacks", tally.attacks)
        yield [label, tally.facilities, tally.facilities, None, None, None, None, attacks]
    villages = words.n("from {count} village", "from {count} villages", found.villages)
    yield [words.t("Displaced"), *found.displaced, None, None, None, None, villages]
    if found.returned != UNTOLD_ENDS:
        yield [words.t("Returned"), *found.returned]
    events = words.n("told by {count} record", "told by {count} records", found.incidents)
    yield [words.t("Events"), found.events, found.events, None, None, None, None, events]


def _of_people(label: str, one: Figure, more: str) -> list[Any]:
    return [label, *one.shown, one.named, one.named_high, *one.left, more]


# --------------------------------------------------------------------------------------------- villages


def _village_heads(words: Words) -> list[str]:
    heads = [
        words.t("Village"), words.t("Code"), words.t("Sub-district"), words.t("District"), words.t("Governorate"),
        words.t("State"), words.t("Share left, per cent"),
    ]  # fmt: skip
    for label in (words.t("Population"), words.t("Left"), words.t("Returned"), words.t("Stayed, as computed"),
                  words.t("Counted on the ground")):  # fmt: skip
        heads += [words.t("{field}: at least", field=label), words.t("{field}: at most", field=label)]
    return [*heads, words.t("Not explained")]


def _ordered(villages: Sequence[VillageNow], names: Names) -> list[VillageNow]:
    above = [names.above(level) for level in (1, 2, 3)]
    return sorted(villages, key=lambda one: (*((up(one.place) or "") for up in above), names.name("place", one.place)))


def _village_row(one: VillageNow, names: Names, words: Words) -> list[Any]:
    either = (" أو " if words.rtl else " or ").join(words.code("village-state", state) for state in one.rivals)
    state = either if one.disputed and one.rivals else words.code("village-state", one.state) if one.state else ""
    above = (names.above(level)(one.place) for level in (3, 2, 1))
    population: Ends = one.population if one.told else (None, None)
    stayed: Ends = (_not_below(one.stayed.low), _not_below(one.stayed.high)) if one.told else (None, None)
    counted: Ends = one.counted or (None, None)
    return [
        names.name("place", one.place), names.place_code(one.place), *above, state, one.share, *population, *one.left,
        *one.returned, *stayed, *counted, one.unexplained or None,
    ]  # fmt: skip


VILLAGE_KEYS = (
    "name", "code", "admin3", "admin2", "admin1", "state", "share_left", "population_min", "population_max",
    "left_min", "left_max", "returned_min", "returned_max", "stayed_min", "stayed_max", "counted_min", "counted_max",
    "unexplained",
)  # fmt: skip
"""What machines call the columns of villages."""


def village_labels(words: Words, level: Level) -> dict[str, str]:
    """The heads of villages by key, as far as a level is told."""
    heads, kept = _village_heads(words), VILLAGES_OF.get(level, range(len(VILLAGE_KEYS)))
    return {VILLAGE_KEYS[at]: heads[at] for at in kept}


def village_facts(one: VillageNow, names: Names, words: Words, level: Level) -> dict[str, Any]:
    """A village on a day by key, as far as a level is told."""
    row, kept = _village_row(one, names, words), VILLAGES_OF.get(level, range(len(VILLAGE_KEYS)))
    return {VILLAGE_KEYS[at]: plain(row[at]) or None if isinstance(row[at], str) else row[at] for at in kept}


def _not_below(end: int | None) -> int | None:
    """More may have left than are known to live there: nobody is fewer than none."""
    return None if end is None else max(0, end)


# --------------------------------------------------------------------------------------------- cells


def _fill(
    sheet: Worksheet, look: Look, heads: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[int]
) -> None:
    words, top = look.words, 1
    sheet.sheet_view.rightToLeft = words.rtl
    for at, width in enumerate(widths[: len(heads)], 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    if look.banner:
        sheet.cell(1, 1, look.banner).font = Font(name=FONT, size=12, bold=True, color=PRACTICE)
        top = 2
    put_heads(sheet, top, heads)
    for row, values in enumerate(rows, top + 1):
        for at, value in enumerate(values, 1):
            if value is not None and value != "":
                put(sheet, row, at, value)
    _put_note(sheet, top + len(rows) + 2, words)
    sheet.freeze_panes = f"B{top + 1}"
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(heads))}{max(top + len(rows), top + 1)}"
    print_setup(sheet, head=top, above=look.above, below=look.below)


def put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """A cell whose text stays text."""
    cell = sheet.cell(row, column)
    cell.font = Font(name=FONT, size=10, color=INK)
    cell.value = clean_text(plain(value)) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in tuple("=+-@")


def put_heads(sheet: Worksheet, top: int, heads: Sequence[str]) -> None:
    """A row of heads."""
    for at, text in enumerate(heads, 1):
        cell = sheet.cell(top, at, clean_text(plain(text)))
        cell.font, cell.fill = Font(name=FONT, size=10, bold=True, color=INK), PatternFill("solid", fgColor=HEAD_FILL)
        cell.alignment = Alignment(vertical="center", wrap_text=True)


def _put_note(sheet: Worksheet, row: int, words: Words) -> None:
    told = words.t(
        "Worked out by the program; changes here are not read back. Where “at most” is empty, nobody knows it."
    )
    sheet.cell(row, 1, plain(told)).font = Font(name=FONT, size=9, color=GREY)
