"""Laws of the register list: any length, loaded piece by piece, painted, chosen, copied, remembered."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.look import theme
from gui.table.cells import Canvas, Cell, chip, plain, sign, tally
from gui.table.rows import KEPT, PAGE, Column
from gui.table.table import RegisterTable
from tests.gui.dressed import speak
from tests.gui.endless import Endless

MILLION = 1_000_000


@pytest.fixture
def table(qtbot: QtBot, qapp: QApplication) -> Iterator[RegisterTable]:
    speak(qapp)
    yield a_table(qtbot)
    jobs.finish()


def a_table(qtbot: QtBot) -> RegisterTable:
    columns = [
        Column("when", lambda: "When", 120, lambda row: Cell("22:10", row["day"]), plain, "day"),
        Column("place", lambda: "Place", 120, lambda row: Cell(row["place"]), plain, "place"),
        Column("killed", lambda: "Killed", 80, _killed, chip, "killed"),
        Column("named", lambda: "Named", 90, lambda row: Cell(strong="4 / 6", icon="triangle-alert"), tally),
        Column("status", lambda: "Status", 120, lambda row: Cell("Complete", icon="circle-check"), sign),
    ]
    made = RegisterTable(columns)
    made.resize(560, 360)
    qtbot.addWidget(made)
    made.show()
    return made


def _killed(row: Any) -> Cell:
    return Cell(letter="K", strong=str(row.number % 9), ink="killed", ground="killed_bg")


def show(qtbot: QtBot, table: RegisterTable, listing: Endless, *, keep: bool = False) -> None:
    with qtbot.waitSignal(table.rows.counted, timeout=30_000):
        table.show_listing(lambda: listing, keep=keep)
    table.executeDelayedItemsLayout()


def painted(table: RegisterTable) -> QImage:
    return table.viewport().grab().toImage()


def has_colour(image: QImage, box: tuple[int, int, int, int], token: str) -> bool:
    x, y, width, height = box
    wanted = QColor(theme.hex_of(token)).rgb()
    return any(image.pixel(i, j) == wanted for i in range(x, x + width) for j in range(y, y + height))


def test_the_first_rows_are_shown_before_the_order_is_known(qtbot: QtBot, table: RegisterTable) -> None:
    table.show_listing(lambda: Endless(MILLION))
    qtbot.waitUntil(lambda: table.rows.rowCount() > 0)
    assert table.rows.rowCount() == 60
    assert not table.rows.complete
    assert table.rows.cells(0) is not None
    qtbot.waitUntil(lambda: table.rows.rowCount() == MILLION)


def test_every_row_of_a_million_can_be_reached(qtbot: QtBot, table: RegisterTable) -> None:
    show(qtbot, table, Endless(MILLION))
    for position in (MILLION - 1, 0, 500_000, 123_456, 999_000):
        table.go_to(position)
        qtbot.waitUntil(lambda at=position: table.rows.row_at(at) is not None)
        qtbot.waitUntil(lambda at=position: table.current_id() == f"{at:032x}")


def test_only_rows_near_the_screen_are_read_and_old_ones_let_go(qtbot: QtBot, table: RegisterTable) -> None:
    listing = Endless(MILLION)
    show(qtbot, table, listing)
    bar = table.verticalScrollBar()
    for step in range(60):
        bar.setValue(bar.maximum() * step // 60)
        qtbot.waitUntil(lambda: table.rows.row_at(table.rowAt(5)) is not None)
    held = sum(table.rows.row_at(position) is not None for position in range(0, MILLION, 50)) * 50
    assert held <= (KEPT + 4) * PAGE
    assert max(listing.asked) <= 4 * PAGE


def test_a_row_that_has_not_come_is_a_soft_bar_until_it_comes(qtbot: QtBot, table: RegisterTable) -> None:
    gate = Event()
    listing = Endless(MILLION, gate=gate)
    show(qtbot, table, listing)
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum() // 2)
    assert has_colour(painted(table), (0, 40, 120, 100), "sur3")
    gate.set()
    qtbot.waitUntil(lambda: table.rows.row_at(table.rowAt(60)) is not None)
    assert not has_colour(painted(table), (0, 40, 120, 100), "sur3")


def test_a_later_listing_wins_over_one_still_being_read(qtbot: QtBot, table: RegisterTable) -> None:
    slow, gate = Endless(10), Event()

    def asked() -> Endless:
        assert gate.wait(20)
        return slow

    table.show_listing(asked)
    show(qtbot, table, Endless(5))
    gate.set()
    qtbot.wait(80)
    assert table.rows.rowCount() == 5


def test_a_list_read_again_keeps_cursor_and_selection(qtbot: QtBot, table: RegisterTable) -> None:
    show(qtbot, table, Endless(1000))
    table.go_to(700)
    qtbot.waitUntil(lambda: table.current_id() == f"{700:032x}")
    show(qtbot, table, Endless(1000, backwards=True), keep=True)
    assert table.currentIndex().row() == 299
    assert table.chosen() == [(299, 299)]
    qtbot.waitUntil(lambda: table.current_id() == f"{700:032x}")


def test_a_selected_row_has_an_amber_bar_on_its_leading_edge(qtbot: QtBot, qapp: QApplication) -> None:
    for language in ("en", "ar"):
        speak(qapp, language)
        table = a_table(qtbot)
        show(qtbot, table, Endless(20))
        table.go_to(2)
        image, height = painted(table), theme.height("row")
        wide = table.viewport().width()
        leading = (0 if language == "en" else wide - 3, 2 * height, 3, height)
        trailing = (wide - 3 if language == "en" else 0, 2 * height, 3, height)
        assert has_colour(image, leading, "acc")
        assert not has_colour(image, trailing, "acc")
    jobs.finish()


def test_columns_begin_at_the_leading_side(qtbot: QtBot, qapp: QApplication) -> None:
    speak(qapp, "ar")
    table = a_table(qtbot)
    show(qtbot, table, Endless(20))
    first, second = (table.head.sectionViewportPosition(column) for column in (0, 1))
    assert first > second
    jobs.finish()


def test_the_keyboard_focus_is_a_ring_inside_the_cell(qtbot: QtBot, table: RegisterTable) -> None:
    show(qtbot, table, Endless(20))
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    table.setCurrentIndex(table.rows.index(1, 1))
    box = table.visualRect(table.rows.index(1, 1))
    assert has_colour(painted(table), (box.left() + 2, box.center().y(), 3, 1), "focus")


def test_keys_move_open_and_ask(qtbot: QtBot, table: RegisterTable) -> None:
    show(qtbot, table, Endless(1000))
    table.go_to(0)
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert table.currentIndex().row() == 999
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert table.currentIndex().row() == 0
    qtbot.keyClick(table, Qt.Key.Key_PageDown)
    assert table.currentIndex().row() > 5
    table.go_to(3)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [f"{3:032x}"]
    for key, signal in ((Qt.Key.Key_Space, table.pane_asked), (Qt.Key.Key_Escape, table.clear_asked)):
        with qtbot.waitSignal(signal):
            qtbot.keyClick(table, key)


@pytest.mark.parametrize("letter", ["f", "F", "ب"])
def test_the_filter_key_works_in_both_keyboards(qtbot: QtBot, table: RegisterTable, letter: str) -> None:
    show(qtbot, table, Endless(3))
    with qtbot.waitSignal(table.filter_asked):
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        QCoreApplication.sendEvent(table, event)


def test_shift_end_selects_to_the_last_row_without_reading_them(qtbot: QtBot, table: RegisterTable) -> None:
    listing = Endless(MILLION)
    show(qtbot, table, listing)
    table.go_to(10)
    qtbot.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert table.chosen() == [(10, MILLION - 1)]
    assert table.chosen_count() == MILLION - 10
    assert sum(listing.asked) < 20 * PAGE


def test_a_head_clicked_twice_turns_the_order_round(qtbot: QtBot, table: RegisterTable) -> None:
    asked: list[tuple[str, bool]] = []
    table.sort_asked.connect(lambda key, down: asked.append((key, down)))
    table.show_sort("day", descending=False)
    for column in (0, 1, 3):
        x = table.head.sectionViewportPosition(column) + 20
        qtbot.mouseClick(table.head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    assert asked == [("when", True), ("place", False)]


def test_order_and_widths_of_columns_are_remembered(qtbot: QtBot, table: RegisterTable) -> None:
    table.head.moveSection(0, 2)
    table.head.resizeSection(1, 222)
    kept = table.head.layout_kept()
    other = a_table(qtbot)
    other.head.restore(kept)
    assert other.head.visualIndex(0) == 2
    assert other.head.sectionSize(1) == 222
    other.head.restore('{"order": ["gone", "place"], "widths": {"gone": 5}, "hidden": []}')
    other.head.restore("not json")
    assert other.head.count() == 5


def test_words_that_do_not_fit_end_in_dots_and_are_told_in_a_tooltip(qtbot: QtBot, table: RegisterTable) -> None:
    show(qtbot, table, Endless(5))
    table.head.resizeSection(1, 46)
    assert table.cut_text(table.rows.index(2, 1)) == "place 2"
    table.head.resizeSection(1, 200)
    assert table.cut_text(table.rows.index(2, 1)) == ""


def test_screen_readers_get_the_words_of_a_cell(qtbot: QtBot, table: RegisterTable) -> None:
    show(qtbot, table, Endless(5))
    role = Qt.ItemDataRole.AccessibleTextRole
    assert table.rows.data(table.rows.index(1, 0), role) == "day 1 22:10"
    assert table.rows.headerData(0, Qt.Orientation.Horizontal) == "When"


def test_a_withdrawn_record_is_struck_through(qtbot: QtBot, table: RegisterTable) -> None:
    show(qtbot, table, Endless(10))
    image, height = painted(table), theme.height("row")
    middle = 7 * height + height // 2
    assert has_colour(image, (130, middle - 1, 20, 3), "tx3")
    assert not has_colour(image, (130, middle - height - 1, 20, 3), "tx3")


def test_marks_lie_under_the_words_they_mark_in_both_directions(qapp: QApplication) -> None:
    for language in ("en", "ar"):
        speak(qapp, language)
        canvas = Canvas()
        shaped = canvas.shape("محمد خالد الأحمد", "cell", 400, ((0, 4),), right=True)
        whole = shaped.marks[0]
        assert whole.right() >= shaped.width - 3, "the first word of Arabic stands at the right"
        latin = canvas.shape("Mohammad Khaled", "cell", 400, ((0, 8),), right=False)
        assert latin.marks[0].left() <= 1
