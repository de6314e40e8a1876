"""Pictures of importing a foreign table: columns guessed, words asked, rows seen, what could not be taken."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from PySide6.QtWidgets import QWidget

from gui.exchange.foreign import ForeignPage
from gui.exchange.room import ExchangeRoom
from storage import Edit, Query
from tests.builders import name, victim_values
from tests.foreign_files import grouped
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context, a_summer


def a_list(path: Path) -> Path:
    """A hospital's list with a new village, a word nobody knows, and two cells that cannot be read."""
    book = Workbook()
    sheet = book.active
    sheet.title = "المصابون"
    sheet.append(["مشفى الأمل - قائمة الجرحى والشهداء"])
    sheet.append([])
    sheet.append(
        ["رقم الإضبارة", "الاسم", "اسم الأب", "الكنية", "العمر", "الجنس", "تاريخ الإصابة", "القرية", "الحالة", "السبب",
         "فصيلة الدم"]
    )  # fmt: skip
    for at in range(1, 40):
        village = ("أريحا", "كفرنبل", "المحمبل", "عين شيب", "سراقب")[at % 5]
        age = f"{at} سنة" if at % 7 else "٣ أشهر"
        day = "45/7/2019" if at in (9, 21) else f"{at % 28 + 1}/7/2019"
        state = ("جريح", "شهيد", "حرجة جداً")[at % 9 % 3 if at % 4 else 2]
        who = [f"A-{at:04}", "سامر", "خالد", ("الحسن", "العلي", "درويش")[at % 3], age, "ذ" if at % 2 else "أ"]
        sheet.append([*who, day, village, state, "شظايا" if at % 3 else "غارة", "A+"])
    sheet.append(["المجموع", 39])
    book.save(path)
    return path


def taken(stage: Stage, path: Path) -> tuple[ExchangeRoom, ForeignPage]:
    """The room with a file that was just handed to it."""
    room = ExchangeRoom(a_context(stage.folder, a_summer(stage.folder, 6)))
    room.resize(*stage.size)
    room.show()
    room.take(path, "foreign")
    assert isinstance(room.work, ForeignPage)
    return room, room.work


def a_page(stage: Stage, path: Path) -> tuple[ExchangeRoom, ForeignPage]:
    """The room with the import in front, its columns guessed."""
    room, page = taken(stage, path)
    wait_until(lambda: page.understanding is not None and page.columns.table.rows.complete)
    return room, page


def to_rows(page: ForeignPage) -> None:
    """On to the third step, every word taken as it is guessed."""
    page._onward()
    wait_until(lambda: page.plan is not None)
    page.words.take_all()
    page.plan = None
    page._onward()
    wait_until(lambda: page.plan is not None and page.rows.table.rows.complete)


@screen("import-columns")
def columns(stage: Stage) -> QWidget:
    room, _ = a_page(stage, a_list(stage.folder / "مشفى الأمل - تموز.xlsx"))
    return room


@screen("import-choosing")
def choosing(stage: Stage) -> QWidget:
    """Two heads in a group, days that could be months; the line is open."""
    room, page = a_page(stage, grouped(stage.folder / "list.xlsx"))
    page.columns.go_on()
    settle(100)
    page.columns.begin_choosing()
    settle(200)
    return room


@screen("import-words")
def words(stage: Stage) -> QWidget:
    room, page = a_page(stage, a_list(stage.folder / "مشفى الأمل - تموز.xlsx"))
    page._onward()
    wait_until(lambda: page.plan is not None and page.words.table.rows.complete)
    page.words.table.go_to(0)
    settle(150)
    return room


@screen("import-rows")
def rows(stage: Stage) -> QWidget:
    room, page = a_page(stage, a_list(stage.folder / "مشفى الأمل - تموز.xlsx"))
    to_rows(page)
    page.rows.table.go_to(3)
    settle(150)
    return room


@screen("import-refused")
def refused(stage: Stage) -> QWidget:
    path = stage.folder / "report.xls"
    path.write_text("<html><table></table></html>", encoding="utf-8")
    room, page = taken(stage, path)
    wait_until(lambda: page._job is None)
    settle(200)
    return room


@screen("import-same")
def same(stage: Stage) -> QWidget:
    """What all rows share, being said; behind it what was said before."""
    room, page = a_page(stage, a_list(stage.folder / "مشفى الأمل - تموز.xlsx"))
    source = next(iter(page.context.store.listing(Query("source")).first(1)[1].values())).id
    page._take_same({"victim.outcome": "injured", "victim.cause": "explosive_weapons", "victim.sources": [source]})
    wait_until(lambda: bool(page.columns.said.text()))
    settle(150)
    page.columns.same.click()
    wait_until(lambda: page.same.dialog is not None)
    settle(200)
    return page.same.dialog if stage.size[0] > 1100 else room  # type: ignore[return-value]


@screen("import-alike")
def alike(stage: Stage) -> QWidget:
    """New rows that may be here already."""
    room, page = a_page(stage, a_list(stage.folder / "مشفى الأمل - تموز.xlsx"))
    store = page.context.store
    store.save([Edit("victim", None, victim_values(name=name(f"سامر خالد {one}"))) for one in ("الحسن", "العلي")])
    to_rows(page)
    if stage.size[0] > 1100:
        page.rows.chips.button("alike").click()
        wait_until(lambda: page.rows.table.rows.complete)
    page.rows.table.go_to(0)
    settle(150)
    return room
