"""Pictures of the Exchange room: its front page with the logs, and an edited workbook being read back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from PySide6.QtWidgets import QWidget

from gui.exchange.preview import PreviewPage
from gui.exchange.room import ExchangeRoom
from storage.edits import Edit
from storage.lists.listing import Query
from storage.store import Store
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context, a_summer

HIDDEN = (
    "Names of 12 people who did not agree\nPhone numbers and next of kin\nPositions nearer than the sub-district\n"
    "Age in groups of ten years"
)


def given_out(store: Store) -> None:
    """Some files that left at each level."""
    told: tuple[tuple[str, str, str, str, int, str], ...] = (
        ("internal", "", "", "sijill-idlib-2019-all.xlsx", 1204, "no"),
        ("partner", "Health cluster", "Weekly report", "sijill-partner-2019-07-06.xlsx", 486, "yes"),
        ("public", "", "Press, first half of 2019", "figures-2019-h1.csv", 57, "no"),
        ("partner", "مجموعة الحماية", "تقرير شهري", "حماية-تموز.xlsx", 212, "no"),
    )
    edits = []
    for number, (level, who, why, name, rows, safe) in enumerate(told):
        values: dict[str, Any] = {
            "level": level, "recipient": who or None, "purpose": why or None, "file_name": name, "rows": rows,
            "protected": safe, "format": name.rpartition(".")[2], "shape": "analyst" if number == 2 else "coordinator",
            "language": "en", "sha256": f"{number}7c1e9d0" * 8, "key": "ab" * 32, "position": 120 + number,
            "made": datetime(2019, 7, 6, 18 - number, 12, tzinfo=UTC), "status": "complete",
            "hidden": HIDDEN if level != "internal" else None,
        }  # fmt: skip
        edits.append(Edit("disclosure", None, {key: value for key, value in values.items() if value is not None}))
    store.save(edits)


def a_room(folder: Path, store: Store, size: tuple[int, int]) -> ExchangeRoom:
    """The room, its log read."""
    room = ExchangeRoom(a_context(folder, store))
    room.resize(*size)
    room.show()
    wait_until(lambda: room.log.table.rows.complete)
    return room


@screen("exchange")
def exchange(stage: Stage) -> QWidget:
    """The front page; the pane tells of a partner's file."""
    store = a_summer(stage.folder, 6)
    given_out(store)
    room = a_room(stage.folder, store, stage.size)
    room.log.table.go_to(2)
    settle(500)
    return room


def taken_in(store: Store) -> None:
    """Two files that came in: a hospital's list, and a partner's with two kinds of records."""
    edits = []
    people, incidents = ids(store, "victim"), ids(store, "incident")
    told = (
        ("hospital-list-july.xlsx", "Sheet1", "victim", people),
        ("شركاء-تموز.ods", "أحداث", "incident", incidents),
    )
    for number, (file, sheet, kind, records) in enumerate(told):
        for row, record in enumerate(records, start=2):
            values = {"record_id": record, "record_kind": kind, "file_name": file, "sheet": sheet, "row": row}
            values |= {"sha256": f"{number}f00d" * 12, "row_key": f"source|{row}", "status": "complete"}
            edits.append(Edit("intake", None, values))
    store.save(edits)


@screen("exchange-intakes")
def intakes(stage: Stage) -> QWidget:
    """The files taken in."""
    store = a_summer(stage.folder, 9)
    taken_in(store)
    room = a_room(stage.folder, store, stage.size)
    room.turn("intakes")
    settle(400)
    return room


@screen("exchange-intake-rows")
def intake_rows(stage: Stage) -> QWidget:
    """The rows of one of them."""
    store = a_summer(stage.folder, 9)
    taken_in(store)
    room = a_room(stage.folder, store, stage.size)
    room.turn("intakes")
    wait_until(lambda: room.intakes.files.table.rows.rowCount() == 2)
    room.intakes.files.table.go_to(1)
    room.intakes.open_file()
    settle(600)
    return room


@screen("exchange-empty")
def empty(stage: Stage) -> QWidget:
    """Nothing has left yet."""
    return a_room(stage.folder, a_summer(stage.folder, 3), stage.size)


def a_workbook(folder: Path, store: Store, language: str = "en", kinds: tuple[str, ...] = ()) -> Path:
    """An internal export of the register (of these kinds only), in a folder of its own."""
    from exports import FileAsked, Manner, write_file

    path = folder / "victims-ariha-2019-07-05.xlsx"
    with store.frozen() as source:
        write_file(source, path, FileAsked(language=language, manner=Manner(kinds=kinds)))
    return path


class Hand:
    """Somebody who edits the workbook: cells by record and column."""

    def __init__(self, path: Path) -> None:
        self.path, self.book = path, load_workbook(path)
        self.sheets = {str(sheet["A1"].value).partition(".")[0]: sheet for sheet in self.book.worksheets}

    def column(self, kind: str, key: str) -> int:
        return next(cell.column for cell in self.sheets[kind][1] if cell.value == f"{kind}.{key}")

    def row(self, kind: str, record: str) -> int:
        return next(cell.row for cell in self.sheets[kind]["A"] if cell.value == record)

    def put(self, kind: str, record: str, key: str, value: Any) -> Hand:
        self.sheets[kind].cell(self.row(kind, record), self.column(kind, key)).value = value
        return self

    def add(self, kind: str, **values: Any) -> Hand:
        row = self.sheets[kind].max_row + 1
        for key, value in values.items():
            self.sheets[kind].cell(row, self.column(kind, key.replace("__", "."))).value = value
        return self

    def remove(self, kind: str, record: str) -> Hand:
        self.sheets[kind].delete_rows(self.row(kind, record))
        return self

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


def ids(store: Store, kind: str) -> list[str]:
    """Standing records of a kind, the first entered first."""
    numbers, rows = store.listing(Query(kind, sort="n", descending=False)).first(500)
    return [rows[number].id for number in numbers]


def edited(folder: Path, store: Store, language: str = "en") -> Path:
    """A workbook with some of everything: changes, a conflict, the same on both sides, new and missing rows, doubt."""
    path = a_workbook(folder, store, language)
    people, incidents = ids(store, "victim"), ids(store, "incident")
    entries = {entry.id: entry.values for entry in store.read_many("victim", people)}
    people.sort(key=lambda one: entries[one].get("outcome") == "killed")  # the living first: their outcome can change
    hand = Hand(path)
    for number, (key, value) in enumerate(
        (("age", "34"), ("hospital", "Idlib Central"), ("outcome", "killed"), ("family_group", "7"),
         ("notes", "Named by his brother"), ("age", "3O"))
    ):  # fmt: skip
        hand.put("victim", people[number], key, value)
    hand.put("incident", incidents[0], "strikes", "8").put("incident", incidents[1], "place_note", "by the bakery")
    hand.put("incident", incidents[2], "place", "Khan")
    hand.add("victim", name__la="Fatima Mahmoud al-Hasan", sex="female", age="27", outcome="injured", notes="new")
    hand.remove("victim", people[-1]).save()
    now = {people[2]: {"outcome": "missing"}, people[3]: {"family_group": "7"}}
    store.save([Edit("victim", record, values) for record, values in now.items()])
    return path


def reading(page: PreviewPage) -> PreviewPage:
    """Wait until the file is read and its lines are there."""
    wait_until(lambda: page.changes is not None and page.table.rows.complete and page._job is None)
    return page


def _preview(stage: Stage) -> tuple[ExchangeRoom, PreviewPage]:
    store = a_summer(stage.folder, 24)
    path = edited(stage.folder, store, stage.language)
    room = a_room(stage.folder, store, stage.size)
    room.take(path)
    assert isinstance(room.work, PreviewPage)
    return room, reading(room.work)


@screen("exchange-preview")
def preview(stage: Stage) -> QWidget:
    """Every change with its three values; problems below."""
    room, _ = _preview(stage)
    settle(200)
    return room


@screen("exchange-preview-new")
def new_rows(stage: Stage) -> QWidget:
    """The new rows alone, one of them opened; the register has changed meanwhile."""
    room, page = _preview(stage)
    page.head.chips.button("new").click()
    wait_until(lambda: page.table.rows.rowCount() == 1)
    page.table.turned.emit(page.table.rows.number_at(0))
    page.context.announce(page.context.store.save([Edit("source", None, {"title": "A list", "kind": "witness"})]))
    settle(300)
    return room


@screen("exchange-reading")
def while_reading(stage: Stage) -> QWidget:
    """How far the reading is."""
    room, page = _preview(stage)
    page.reading.begin("Reading victims-ariha-2019-07-05.xlsx…", page.reading.promise.text())
    page.reading.far(640, 1000)
    page._stack.setCurrentWidget(page.reading)
    return room


@screen("exchange-refused")
def refused(stage: Stage) -> QWidget:
    """A file that is no export of ours."""
    from openpyxl import Workbook

    path = stage.folder / "hospital-list.xlsx"
    book = Workbook()
    book.active.append(["Name", "Age"])  # type: ignore[union-attr]
    book.save(path)
    room = a_room(stage.folder, a_summer(stage.folder, 3), stage.size)
    room.take(path)
    settle(900)
    return room


@screen("exchange-entry")
def entry(stage: Stage) -> QWidget:
    """The dialog of the entry workbook, over its room."""
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QLabel

    from gui.exchange.entry_workbook import show_entry_workbook

    room = a_room(stage.folder, a_summer(stage.folder, 3), stage.size)
    dialog = show_entry_workbook(room.context, room)
    settle(300)
    dialog.choose(stage.folder / "sijill-entry.xlsx")
    dialog.begin()
    wait_until(lambda: dialog.written)
    settle(200)
    picture = room.grab()
    painter = QPainter(picture)
    painter.drawPixmap((room.width() - dialog.width()) // 2, (room.height() - dialog.height()) // 2, dialog.grab())
    painter.end()
    shown = QLabel()
    shown.setPixmap(picture)
    dialog.close()
    room.close()
    return shown
