"""Charts and groups of the coordinator's workbook: they say what the figures say, and nothing a level may not hear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports import FileAsked, Sharing, write_file
from exports.workbook.filled import by_day_and_place
from exports.workbook.sheets import GROUPED
from storage.counting.told_figures import Figures
from storage.period import Period
from storage.sharing.privacy import Level
from storage.store import Store
from tests.builders import a_store, a_victim, an_incident, day, place
from tests.test_sharing import LANGUAGES, OUTSIDE, PARTNER, PUBLIC, whole

NUMBERS = {"en": "Numbers of the charts", "ar": "أرقام المخططات"}
CHARTS = {"en": "Charts", "ar": "المخططات"}
GROUPS = {"en": "Places and days", "ar": "الأماكن والأيام"}


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path)
    yield made
    made.close()


Books = Callable[[str, str], Workbook]


@pytest.fixture(scope="module")
def books(practice: Store, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """The practice register as a workbook of a level and language, written and loaded once; nobody writes into it."""

    @cache
    def book(level: str, language: str) -> Workbook:
        folder = tmp_path_factory.mktemp("books")
        return load_workbook(exported(practice, folder, OUTSIDE.get(level), language))

    return book


def exported(store: Store, folder: Path, sharing: Sharing | None = None, language: str = "en", **more: Any) -> Path:
    with store.frozen() as source:
        asked = FileAsked(language, sharing=sharing or Sharing(), **more)
        return write_file(source, folder / "out.xlsx", asked).path


def blocks(book: Workbook, language: str = "en") -> dict[str, dict[str, tuple[Any, ...]]]:
    """The tables below the charts: head → label → (killed least, most, injured least, most)."""
    found: dict[str, dict[str, tuple[Any, ...]]] = {}
    rows = [row[:5] for row in book[NUMBERS[language]].values]
    for at, row in enumerate(rows):
        if row[1] in ("Killed", "قُتل"):
            mine = found[str(row[0])] = {}
            for below in rows[at + 2 :]:
                if below[0] is None:
                    break
                assert str(below[0]) not in mine, "two bars that nobody could tell apart"
                mine[str(below[0])] = below[1:]
    return found


def said(found: Figures) -> tuple[Any, ...]:
    return (*found.killed.shown, *found.injured.shown)


# ------------------------------------------------------------------------------------------------ agreement


def test_every_bar_is_the_figure_of_its_day_or_place_alone(practice: Store, books: Books) -> None:
    found = blocks(books("internal", "en"))
    days = found["Day"]
    assert len(days) > 60
    for label, numbers in days.items():
        when = date.fromisoformat(label)
        assert numbers == said(practice.figures(Period(when, when))), label
    for label, numbers in found["Place"].items():
        if label != "other places":
            assert numbers == said(practice.figures(Period(place=place(practice, label)))), label


def test_the_parts_leave_nobody_out(practice: Store) -> None:
    whole = practice.figures(Period())
    spread = practice.spread(Period())
    for part in (
        lambda cell: cell.day,
        lambda cell: cell.area,
        lambda cell: cell.traits.attack,
        lambda cell: cell.traits,
    ):
        parts = spread.by(part).values()
        assert sum(one.killed.low for one in parts) == whole.killed.low
        assert sum(one.injured.low for one in parts) == whole.injured.low
        assert sum(one.events for one in parts) == whole.events


def test_charts_draw_the_cells_of_their_sheet(books: Books) -> None:
    book = books("internal", "en")
    charts = book["Charts"]._charts
    assert len(charts) == 4
    for chart in charts:
        for series in chart.series:
            assert drawn(book, series.val.numRef.f) == [float(one.v) for one in series.val.numRef.numCache.pt]
            assert drawn(book, series.cat.strRef.f) == [one.v for one in series.cat.strRef.strCache.pt]
            assert drawn(book, series.tx.strRef.f) == [one.v for one in series.tx.strRef.strCache.pt]
        assert [series.tx.strRef.strCache.pt[0].v for series in chart.series] == ["Killed", "Injured"]
        assert (chart.x_axis.delete, chart.y_axis.delete) == (False, False)


def drawn(book: Workbook, reference: str) -> list[Any]:
    title, area = reference.rsplit("!", 1)
    cells = book[title.strip("'")][area.replace("$", "")]
    return [row[0].value for row in cells] if isinstance(cells, tuple) else [cells.value]


def test_the_groups_say_what_the_figures_say(practice: Store, books: Books) -> None:
    book = books("internal", "en")
    sheet = book["Places and days"]
    assert sheet.sheet_properties.outlinePr.summaryBelow is False
    path: dict[int, str] = {}
    seen = 0
    for row in list(sheet.iter_rows(min_row=4))[:400]:
        name, when, _, *ends = (cell.value for cell in row)
        depth = sheet.row_dimensions[row[0].row].outlineLevel
        if name == "All places and days":
            assert tuple(ends[:4]) == said(practice.figures(Period()))
        elif name and depth == 3:
            path[0] = place(practice, name)
            assert tuple(ends[:4]) == said(practice.figures(Period(place=path[0]))), name
            seen += 1
        elif when and depth == 4:
            on = date.fromisoformat(when)
            assert tuple(ends[:4]) == said(practice.figures(Period(on, on, path[0]))), (name, when)
            seen += 1
    assert seen > 100


# ------------------------------------------------------------------------------------------------ languages


def test_an_arabic_chart_begins_at_the_right_and_its_time_at_the_left(books: Books) -> None:
    book = books("internal", "ar")
    sheet = book[CHARTS["ar"]]
    assert sheet.sheet_view.rightToLeft
    over_time, *others = sheet._charts
    assert over_time.y_axis.scaling.orientation == over_time.x_axis.scaling.orientation == "minMax"
    assert {chart.y_axis.scaling.orientation for chart in others} == {"maxMin"}
    assert all(chart.title.tx.rich.p[0].pPr.rtl for chart in sheet._charts)
    english = books("internal", "en")["Charts"]
    assert {chart.y_axis.scaling.orientation for chart in english._charts} == {"minMax"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", ["internal", *OUTSIDE])
def test_every_level_and_language_has_its_charts(books: Books, level: str, language: str) -> None:
    book = books(level, language)
    assert len(book[CHARTS[language]]._charts) == (3 if level == "public" else 4)
    assert (GROUPS[language] in book.sheetnames) == (level != "public")
    assert book[NUMBERS[language]].sheet_state == "visible"


def test_a_register_without_casualties_has_no_empty_charts(register: Store, tmp_path: Path) -> None:
    book = load_workbook(exported(register, tmp_path))
    assert not {"Charts", "Numbers of the charts", "Places and days"} & set(book.sheetnames)


# ------------------------------------------------------------------------------------------------ levels


def test_public_charts_add_up_the_public_table_and_nothing_else(books: Books) -> None:
    book = books("public", "en")
    found = blocks(book)
    assert set(found) == {"Month", "Age group", "District"}
    head, *rows = book["People"].values
    people = [dict(zip(head, row, strict=True)) for row in rows[2:]]
    for outcome, at in (("Killed", 0), ("Injured", 2)):
        told = sum(row["people.min"] or 0 for row in people if row["people.outcome"] == outcome)
        for table in found.values():
            assert sum(numbers[at] or 0 for numbers in table.values()) == told
    assert not any(label.count("-") == 2 for label in found["Month"])


def test_fewer_than_five_are_in_no_public_chart(register: Store, tmp_path: Path) -> None:
    incident = an_incident(register)
    for _ in range(3):
        a_victim(register, incident=incident, outcome="killed")
    book = load_workbook(exported(register, tmp_path, PUBLIC))
    assert "Charts" not in book.sheetnames


def test_a_partner_is_drawn_no_place_it_may_not_name(register: Store, tmp_path: Path) -> None:
    an_incident(register, claims=1, victims=2)
    text = whole(exported(register, tmp_path, PARTNER))
    assert "xl/charts/chart1.xml" in text
    raw = {row[0] for kind in ("incident", "victim") for row in register.export_rows(kind, ("id",), None)}
    assert not [one for one in raw if one in text]


def test_a_day_nobody_knows_is_told_beside_the_chart_of_days(register: Store, tmp_path: Path) -> None:
    incident = an_incident(register, occurred=day("2019-07-05"))
    a_victim(register, incident=incident, outcome="killed")
    a_victim(register, incident=None, outcome="killed")
    book = load_workbook(exported(register, tmp_path))
    assert blocks(book)["Day"] == {"2019-07-05": (1, 1, 0, 0), "day not known": (1, 1, 0, 0)}
    (first, *_) = book["Charts"]._charts
    assert [one.v for one in first.series[0].cat.strRef.strCache.pt] == ["2019-07-05"]


def test_a_period_and_a_place_hold_for_charts_too(practice: Store, tmp_path: Path) -> None:
    first, last = date(2019, 6, 1), date(2019, 6, 10)
    where = place(practice, "Khan Shaykun")
    found = blocks(load_workbook(exported(practice, tmp_path, period=Period(first, last, where))))
    assert set(found["Place"]) == {"Khan Shaykun"}
    assert found["Place"]["Khan Shaykun"] == said(practice.figures(Period(first, last, where)))


def test_level_of_a_sheet_stands_on_its_charts(books: Books) -> None:
    sheet: Worksheet = books("partner", "en")["Charts"]
    assert str(sheet["A1"].value).endswith("For Relief partner only. Do not pass it on.")
    assert Level.PARTNER.value.title() in sheet.oddHeader.right.text


# ------------------------------------------------------------------------------------------------ rows in groups


@pytest.mark.parametrize("kind", ["incident", "victim", "movement"])
@pytest.mark.parametrize("level", ["internal", "partner"])
def test_rows_for_printing_stand_by_day_and_place(books: Books, level: str, kind: str) -> None:
    book = books(level, "en")
    sheet = next(one for one in book.worksheets if one["A1"].value == f"{kind}.id")
    head = [cell.value for cell in sheet[1]]
    keys = [key for key, _ in GROUPED[kind]]
    rows = [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=4, values_only=True)]
    together = [tuple(row[key] for key in keys) for row in rows]
    starts = [one for at, one in enumerate(together) if not at or one != together[at - 1]]
    exact = [one for one in starts if not isinstance(one[0], str) and one[0] is not None]
    assert len(exact) == len(set(exact)), "a day and place stand in one group"
    days = [one[0] for one in exact]
    assert days == sorted(days)
    (rule,) = [rule for rules in sheet.conditional_formatting for rule in rules.rules]
    letters = [sheet.cell(1, head.index(key) + 1).column_letter for key in keys]
    assert rule.formula == [f"OR({','.join(f'${one}4<>${one}3' for one in sorted(letters))})"]


def test_rows_of_one_day_without_end_are_held_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exports.workbook.filled.AT_ONCE", 2)
    names: Any = type("NoNames", (), {"above": lambda self, level: lambda place: None, "name": lambda *a: a[-1]})()
    rows = [("1", "b"), ("1", "a"), ("1", "c"), ("1", None), ("2", "a")]
    assert list(by_day_and_place(iter(rows), 0, 1, names)) == [
        ("1", "a"), ("1", "b"), ("1", "c"), ("1", None), ("2", "a"),
    ]  # fmt: skip
