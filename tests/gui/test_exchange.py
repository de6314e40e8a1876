"""Laws of the Exchange room: every file that left is told, its key never; the ways in and out have a key each."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.app import rooms
from gui.exchange.entry_workbook import EntryWorkbook, show_entry_workbook
from gui.exchange.room import ExchangeRoom
from gui.listing.filter_fields import Condition
from gui.printing.matter import read_record
from gui.widgets import Button
from storage.edits import Edit
from storage.store import Store
from tests.builders import a_victim
from tests.disk import files_up_to
from tests.gui.dressed import speak
from tests.gui.screens_exchange import given_out, ids, taken_in
from tests.gui.summer import a_context
from tests.gui.typist import Typist, in_front

KEY = "ab" * 32


def the_room(qtbot: QtBot, qapp: QApplication, folder: Path, store: Store, language: str = "en") -> ExchangeRoom:
    speak(qapp, language)
    room = ExchangeRoom(a_context(folder, store))
    room.resize(1366, 700)
    qtbot.addWidget(room)
    in_front(qtbot, room)
    qtbot.waitUntil(lambda: room.log.table.rows.complete)
    return room


def shown(room: ExchangeRoom) -> list[str]:
    rows = [room.log.table.rows.row_at(place) for place in range(room.log.table.rows.rowCount())]
    return [row["file_name"] for row in rows if row is not None]


def said(widget: object) -> str:
    labels = widget.findChildren(QLabel)  # type: ignore[attr-defined]
    return "\n".join(one.text() for one in labels)


def test_the_room_is_the_eighth() -> None:
    assert {room.key: room.number for room in rooms()}["exchange"] == 8


def test_the_log_tells_every_file_that_left_newest_first(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    given_out(store)
    room = the_room(qtbot, qapp, tmp_path, store)
    assert shown(room)[0] == "sijill-idlib-2019-all.xlsx" and len(shown(room)) == 4
    room.log.ask({"level": Condition("partner", "Partner")})
    qtbot.waitUntil(lambda: len(shown(room)) == 2)
    room.log.ask({"made": Condition("2019-07-06", "6 Jul"), "protected": Condition("yes", "Yes")})
    qtbot.waitUntil(lambda: shown(room) == ["sijill-partner-2019-07-06.xlsx"])


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pane_tells_all_of_a_file_but_its_sealed_key(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store, language: str
) -> None:
    given_out(store)
    room = the_room(qtbot, qapp, tmp_path, store, language)
    room.log.ask({"file_name": Condition("partner", "partner")})
    qtbot.waitUntil(lambda: len(shown(room)) == 1)
    pane = room.log.plan.pane
    qtbot.waitUntil(lambda: "Positions nearer" in said(pane))
    told = said(pane)
    assert {"en": "English", "ar": "الإنكليزية"}[language] in told
    for word in ("Health cluster", "Weekly report", "486", "Phone numbers", "17c1e9d0"):
        assert word in told
    assert KEY not in told and KEY[:16] not in told
    qtbot.waitUntil(lambda: any(one.isVisible() for one in pane.findChildren(Button)))  # a turn after the words
    copy = next(one for one in pane.findChildren(Button) if one.isVisible())
    copy.click()
    assert QApplication.clipboard().text() == "17c1e9d0" * 8


def test_the_sealed_key_stands_in_no_column_no_print_and_no_filter(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    from datetime import date

    given_out(store)
    room = the_room(qtbot, qapp, tmp_path, store)
    assert "key" not in {one.key for one in room.log.columns} | set(room.log.filters.fields)
    cells = room.log.table.rows.cells(0)
    assert cells is not None and all(KEY not in cell.words for cell in cells)
    matter = read_record(store, "disclosure", room.log.table.current_id(), date.today())
    assert matter is not None and KEY not in repr(matter.blocks)


def test_the_ways_have_a_button_and_a_key_each(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    room = the_room(qtbot, qapp, tmp_path, store)
    asked: list[str] = []
    room.context.asked.connect(lambda kind, _: asked.append(kind))
    room.actions_.buttons["export"].click()
    assert asked == ["export"]


def test_an_empty_log_says_so_and_offers_the_export(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    room = the_room(qtbot, qapp, tmp_path, store)
    qtbot.waitUntil(lambda: "No file has left" in said(room))


def test_a_file_written_by_the_export_stands_in_the_log_at_once(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    from exports import FileAsked, Sharing, disclose, write_file
    from storage import Level

    room = the_room(qtbot, qapp, tmp_path, store)
    with store.frozen() as source:
        report = write_file(
            source, tmp_path / "for-us.xlsx", FileAsked(language="en", sharing=Sharing(Level.INTERNAL))
        )
    disclose(store, report)
    room.context.announce(_outcome())
    qtbot.waitUntil(lambda: shown(room) == ["for-us.xlsx"])


def test_files_taken_in_are_told_with_their_rows_and_records_and_alt_x_turns_to_them(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    for _ in range(3):
        a_victim(store)
    taken_in(store)
    room = the_room(qtbot, qapp, tmp_path, store)
    room.log.table.setFocus()
    Typist(qapp).press("Alt+X")
    table = room.intakes.files.table
    qtbot.waitUntil(lambda: table.rows.rowCount() == 1)
    cells = table.rows.columns
    row = table.rows.listing.rows([0])[0]
    told = {column.key: column.show(row).words for column in cells}
    assert told["name"].strip("\u2066\u2069") == "hospital-list-july.xlsx"
    assert (row["rows"], row["records"], row["undone"], told["kind"]) == (3, 3, 0, "Victims")
    assert room.shown == "intakes" and room.state()["shown"] == "intakes"
    Typist(qapp).press("Alt+X")
    assert room.shown == "log"


def test_a_file_opens_to_its_rows_and_each_row_to_the_record_it_became(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    for _ in range(3):
        a_victim(store)
    taken_in(store)
    room = the_room(qtbot, qapp, tmp_path, store)
    opened: list[str] = []
    room.context.editors["victim"] = opened.append
    room.turn("intakes")
    qtbot.waitUntil(lambda: room.intakes.files.table.rows.rowCount() == 1 and bool(room.intakes.files.file()))
    Typist(qapp).press("Return")
    rows = room.intakes.rows
    assert rows is not None
    qtbot.waitUntil(lambda: rows.table.rows.complete and rows.table.current_id() != "")
    assert rows.table.rows.rowCount() == 3
    Typist(qapp).press("Return")
    assert opened and opened[0] in ids(store, "victim")
    room.intakes.close_file()
    assert room.intakes.rows is None


def test_what_was_taken_back_is_counted_apart(store: Store) -> None:
    a_victim(store)
    taken_in(store)
    (before,) = store.taken_files()
    assert (before.rows, before.records, before.undone) == (1, 1, 0)
    store.save([Edit("intake", ids(store, "intake")[0], {"withdrawn": "undone"})])
    (after,) = store.taken_files()
    assert (after.rows, after.records, after.undone, after.when) == (0, 0, 1, before.when)


def test_an_entry_workbook_is_made_noted_in_the_log_and_holds_the_sheets_chosen(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    from openpyxl import load_workbook

    room = the_room(qtbot, qapp, tmp_path, store)
    room.actions_.buttons["entry"].click()
    dialog = next(one for one in room.findChildren(EntryWorkbook) if one.isVisible())
    qtbot.waitUntil(lambda: bool(dialog.file.text()))
    jobs.finish()
    qtbot.wait(1)
    dialog.choose(tmp_path / "entry.xlsx")
    for kind in ("movement", "damage"):
        dialog.kinds[kind].setChecked(False)
    dialog.make.click()
    qtbot.waitUntil(lambda: dialog.written)
    titles = load_workbook(tmp_path / "entry.xlsx", read_only=True).sheetnames
    assert "Victims" in titles and "Movements" not in titles
    qtbot.waitUntil(lambda: shown(room) == ["entry.xlsx"])
    dialog.close()


def test_an_entry_workbook_that_cannot_be_written_is_told_and_nothing_is_logged(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    room = the_room(qtbot, qapp, tmp_path, store)
    dialog = show_entry_workbook(room.context, room)
    qtbot.waitUntil(lambda: bool(dialog.file.text()))
    dialog.choose(tmp_path / "entry.xlsx")
    with files_up_to(4096):
        dialog.begin()
        qtbot.waitUntil(dialog.note.isVisible)
    assert not dialog.written and not (tmp_path / "entry.xlsx").exists() and not ids(store, "disclosure")
    for box in dialog.kinds.values():
        box.setChecked(False)
    assert not dialog.make.isEnabled()
    dialog.close()


def _outcome() -> object:
    from storage import Outcome

    return Outcome(frozenset({"disclosure"}), ())
