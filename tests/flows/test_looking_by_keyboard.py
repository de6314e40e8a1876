"""How many, where, when, who says so, and a page of it: by keyboard alone, in the one window, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from gui import jobs
from gui.app import rooms
from gui.charts.bars import Bars
from gui.charts.days import DaysChart
from gui.context import Context
from gui.export.giving import GivingDialog
from gui.frame.opening import About, Opened
from gui.frame.window import Window
from gui.map.canvas import Canvas
from gui.map.room import MapRoom
from gui.map.saving import SavingDialog
from gui.overview.chips import AreaChip
from gui.overview.room import OverviewRoom
from gui.places.borders_dialog import BordersDialog
from gui.preferences import Preferences
from gui.report.dialog import ReportDialog
from gui.say import say
from gui.table.table import RegisterTable
from storage.overview.overview import previous
from storage.overview.view import View
from storage.period import Period
from storage.register.register import Register
from storage.store import Store
from tests.builders import KEY, place
from tests.conftest import a_practice
from tests.gui.dressed import speak
from tests.gui.typist import Typist, in_front
from tests.maps.files import geojson

pytestmark = pytest.mark.qt_log_ignore("does not support", "keyToAscii")
ISOLATES = "\u2066\u2067\u2068\u2069"


@dataclass(frozen=True)
class Words:
    """What is typed in a language."""

    period_key: str
    hama: str
    somebody: str
    play_key: str
    suffix: str


TYPED = {
    "en": Words("p", "hama", "Ask Mohammad Khaled", "p", ".docx"),
    "ar": Words("ح", "حماة", "اسألوا محمد خالد", "ح", ".pdf"),
}


class Coordinator(Typist):
    """Somebody who never saw these screens, and has no mouse."""

    def __init__(self, app: QApplication, qtbot: QtBot, window: Window) -> None:
        super().__init__(app)
        self.qtbot, self.window = qtbot, window

    def at(self) -> QWidget:
        """What has the keyboard; a list that dropped down has it first."""
        popup = self.app.activePopupWidget()
        return popup if popup is not None else super().at()

    def until(self, ready: Callable[[], bool]) -> None:
        """Wait for what the window works at."""
        self.qtbot.waitUntil(ready)

    def tab_to(self, kind: type[QWidget]) -> QWidget:
        """Go on with Tab until something of that kind has the keyboard."""
        for _ in range(60):
            if isinstance(self.at(), kind):
                return self.at()
            self.press("Tab")
        raise AssertionError(f"Tab never comes to a {kind.__name__}")

    def round_by_tab(self) -> set[QWidget]:
        """Everything Tab comes to, once around the window."""
        seen: list[QWidget] = [self.at()]
        for _ in range(120):
            self.press("Tab")
            if self.at() is seen[0]:
                return set(seen)
            seen.append(self.at())
        raise AssertionError("Tab never comes back")

    def dialog(self, kind: type[GivingDialog]) -> GivingDialog:
        """The dialog that was opened, when it has drawn what it shows."""
        self.until(lambda: bool(self.window.findChildren(kind)))
        found = self.window.findChildren(kind)
        self.drawn(found[0])
        return found[0]

    def drawn(self, dialog: GivingDialog) -> None:
        """Wait until a dialog shows what is asked of it."""
        self.until(lambda: dialog._looking is None and not dialog._soon.isActive())

    def save_as(self, dialog: GivingDialog, path: Path) -> None:
        """Ctrl+S, a name, Enter, Esc."""
        self.until(dialog.save.isEnabled)
        self.press("Ctrl+S")
        self.choose_file(dialog, path)
        self.until(lambda: dialog.written is not None and dialog._job is None)
        in_front(self.qtbot, dialog)
        self.press("Escape")
        self.until(lambda: not isValid(dialog) or not dialog.isVisible())
        in_front(self.qtbot, self.window)

    def choose_file(self, dialog: QWidget, path: Path) -> None:
        """Type the name of a file into the chooser that a dialog opened, past what it offers."""
        self.until(lambda: bool(dialog.findChildren(QFileDialog)))
        chooser = dialog.findChildren(QFileDialog)[-1]
        in_front(self.qtbot, chooser)
        line = self.at()
        assert isinstance(line, QLineEdit)
        for letter in str(path):
            QTest.keyClick(line, letter)  # type: ignore[call-overload]
        QTest.keyClick(line, Qt.Key.Key_Return)


@pytest.fixture(params=["en", "ar"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def practice(practice_file: Path, tmp_path: Path) -> Store:
    """A register of its own for each: the window closes it, and what is closed stays closed."""
    return a_practice(practice_file, tmp_path)


@pytest.fixture
def coordinator(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, practice: Store, language: str
) -> Iterator[Coordinator]:
    speak(qapp, language)
    context = Context(Preferences(tmp_path))
    context.preferences.language = language
    window = Window(context, tmp_path, rooms)
    qtbot.addWidget(window)
    about = About("Practice", "Ariha 2", "Tester", "Laptop", practice=True)
    register = Register(tmp_path / "register")
    window.enter(Opened(register, KEY, practice, about, {"room": "incidents"}, "coordinator"))
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    yield Coordinator(qapp, qtbot, window)
    jobs.finish()
    assert window.shell is not None
    window._drop_shell()
    context.take(None)


def test_a_coordinator_looks_compares_and_hands_over_a_page_without_a_mouse(
    coordinator: Coordinator, practice: Store, language: str, tmp_path: Path
) -> None:
    room = enter_overview(coordinator)
    ask(coordinator, room, TYPED[language], practice)
    brush_and_compare(coordinator, room, practice)
    look_at_records(coordinator, room)
    copy(coordinator, room)
    hand_over_a_report(coordinator, TYPED[language], tmp_path)
    take_in_borders(coordinator, practice, tmp_path)
    canvas = walk_the_map(coordinator, TYPED[language])
    hand_over_the_map(coordinator, canvas, tmp_path)


def enter_overview(hand: Coordinator) -> OverviewRoom:
    hand.press("Alt+5")
    shell = hand.window.shell
    assert shell is not None
    room = shell.pages["overview"]
    assert isinstance(room, OverviewRoom)
    hand.until(lambda: room.charts is not None and bool(room.charts.days.bins))
    hand.until(lambda: isinstance(hand.at(), DaysChart))
    reached = hand.round_by_tab()
    asked, charts = room.asked, room.charts
    assert charts is not None
    assert {asked.period.line, asked.place.line, asked.team, asked.judged, asked.as_of.line} <= reached
    assert {room.compare, *charts.stops(), charts.kinds.kinds, charts.places.orders} <= reached
    return room


def ask(hand: Coordinator, room: OverviewRoom, words: Words, practice: Store) -> None:
    period = Period(date(2019, 5, 15), date(2019, 6, 30))
    hand.press(words.period_key).press("Ctrl+A").type("15/5/2019 - 30/6/2019").press("Return")
    hand.until(lambda: room.now is not None and room.now.view == View(period))
    hand.press("Tab").type(words.hama).press("Return")
    in_front(hand.qtbot, hand.window)  # without a display a list that drops down stays the active window
    hama = place(practice, "SY05")
    hand.until(lambda: room.now is not None and room.now.view.areas == (hama,))
    hand.press("Tab")
    assert isinstance(hand.at(), AreaChip), "an area stands after the field it was typed into"
    hand.press("Space")
    hand.until(lambda: room.now is not None and not room.now.view.areas)
    assert hand.at() is room.asked.place.line
    hand.press("Shift+Tab", "Tab", "Tab", "Tab").press("Down")
    hand.until(lambda: room.now is not None and room.now.view.verification != ())
    hand.press("Up")
    hand.until(lambda: room.now is not None and room.now.view == View(period))
    hand.press("Tab").type(date.today().isoformat()).press("Return")
    hand.until(room.then.isVisible)
    hand.press("Ctrl+A", "Delete", "Return")
    hand.until(lambda: not room.then.isVisible())
    hand.until(lambda: room.now is not None and room.now.view == View(period))
    assert room.asked.period.condition().value == "2019-05-15/2019-06-30", "leaving a field changes nothing"


def brush_and_compare(hand: Coordinator, room: OverviewRoom, practice: Store) -> None:
    chart = hand.tab_to(DaysChart)
    assert isinstance(chart, DaysChart)
    hand.until(lambda: bool(chart.bins) and chart.bins[0].first == date(2019, 5, 15))  # drawn a turn after it is known
    hand.press("Right", "Right", "Shift+Right", "Alt+C")
    assert hand.at() is chart, "comparing leaves the keyboard where it is"
    view = View(Period(date(2019, 5, 16), date(2019, 5, 17)))
    assert room.now is not None and room.now.view == view
    earlier = previous(view)
    assert earlier is not None
    before = practice.overview(earlier).figures.killed.shown[0]
    told = room.board.tiles["killed"].below
    hand.until(lambda: f"{before:,}" in told.text().split("\n")[-1])


def look_at_records(hand: Coordinator, room: OverviewRoom) -> None:
    chart = hand.at()
    hand.press("Return")
    hand.until(lambda: room.records.table.rows.complete and room.records.table.rows.rowCount() > 0)
    assert hand.at() is chart
    hand.press("Return")
    assert hand.at() is room.records.table, "Enter once more goes to the records"
    hand.press("Escape")
    assert hand.at() is chart and room.beside.currentWidget() is room.doubts
    hand.press("Escape")
    assert room.now is not None and room.now.view.period.first == date(2019, 5, 15)


def copy(hand: Coordinator, room: OverviewRoom) -> None:
    bars = hand.tab_to(Bars)
    hand.press("Ctrl+C")
    assert QGuiApplication.clipboard().image().height() > bars.height(), "a picture says of what it tells"
    hand.press("Ctrl+Shift+C")
    copied = QGuiApplication.clipboard().text()
    assert not set(ISOLATES) & set(copied) and "," not in copied.split("\n", 1)[1].split("\t", 1)[1][:6]


def hand_over_a_report(hand: Coordinator, words: Words, folder: Path) -> None:
    hand.press("Ctrl+E")
    dialog = hand.dialog(ReportDialog)
    assert isinstance(dialog, ReportDialog)
    hand.press("Alt+2")
    hand.press("Tab").type("Health cluster").press("Tab").type("Weekly meeting").press("Tab", "Tab", "Tab")
    assert hand.at() is dialog.lead
    hand.press("Ctrl+A").type(words.somebody)
    hand.drawn(dialog)
    hand.until(lambda: dialog.seen is not None and bool(dialog.seen.named))
    assert not dialog.save.isEnabled()
    hand.press("Tab", "Space")
    assert dialog.save.isEnabled()
    hand.press("Tab", "Space", "Space")
    assert dialog.isVisible(), "turning pages beyond the last one closes nothing"
    target = folder / f"report{words.suffix}"
    hand.save_as(dialog, target)
    if target.suffix == ".pdf":
        text = pypdfium2.PdfDocument(target.read_bytes())[0].get_textpage().get_text_range()
        assert "Health" in text and "cluster" in text


def take_in_borders(hand: Coordinator, practice: Store, folder: Path) -> None:
    """Governorates as a square each, as a file brings them; the second time they take the place of the first."""
    file = geojson(folder / "governorates.geojson", [{"ADM1_PCODE": code} for code in ("SY05", "SY07")])
    hand.press("Alt+0")
    shell = hand.window.shell
    assert shell is not None
    groups = shell.pages["settings"].groups  # type: ignore[attr-defined]
    for _ in range(groups.count()):
        if groups.currentItem().text().strip() == say("Map"):
            break
        hand.press("Down")
    hand.press("Tab", "Tab", "Space")
    hand.until(lambda: bool(hand.window.findChildren(BordersDialog)))
    dialog = hand.window.findChildren(BordersDialog)[-1]
    in_front(hand.qtbot, dialog)
    hand.press("Space")
    hand.choose_file(dialog, file)
    hand.until(lambda: dialog.plan is not None)
    in_front(hand.qtbot, dialog)
    before = practice.boundary_packs()
    hand.press("Ctrl+Return")
    hand.until(lambda: practice.boundary_packs() != before)
    hand.until(lambda: hand.at() is dialog.choose)
    hand.press("Escape")
    in_front(hand.qtbot, hand.window)
    assert [one.levels[0][1:] for one in practice.boundary_packs()] == [(2, 2)]


def walk_the_map(hand: Coordinator, words: Words) -> Canvas:
    hand.press("Alt+6")
    shell = hand.window.shell
    assert shell is not None
    room = shell.pages["map"]
    assert isinstance(room, MapRoom)
    canvas = room.canvas
    hand.until(lambda: canvas.content.picture is not None and canvas.content.picture.marks is not None)
    hand.press("Tab")
    assert hand.at() is canvas and canvas.pick is not None
    hand.until(lambda: room.pane.isVisible() and bool(room.pane.title.text()))
    hand.press("Ctrl+C")
    assert "37S" in QGuiApplication.clipboard().text()
    hand.press("I")
    hand.until(lambda: room.records.table.rows.complete and room.records.table.rows.rowCount() > 0)
    assert hand.at() is room.records.table
    hand.press("Escape")
    assert hand.at() is canvas and canvas.pick is None
    hand.press(words.play_key)
    assert room.time.playing
    hand.press("P", ".")
    assert not room.time.playing and room.time.days.span is not None
    hand.press("S", "Space", "Left", "Up", "Space")
    assert canvas.tool is None and isinstance(hand.at(), RegisterTable)
    hand.press("Escape", "M", "Space", "Left", "Space")
    assert any(one.isdigit() for one in room.board.told.words.text())
    hand.press("Escape", "Ctrl+G")
    assert room.table is not None and isinstance(hand.at(), RegisterTable)
    table = room.table.tables["incidents"]
    hand.until(lambda: table.rows.complete and bool(table.current_id()))
    hand.press("Escape")
    assert hand.at() is canvas
    hand.press("Escape")
    canvas._stepping = False
    reached = hand.round_by_tab()
    assert {room.asked.period.line, room.asked.team, room.saving, *room.board.tools.values()} <= reached
    assert {*(box for box in room.board.layers.boxes.values() if box.isEnabled()), room.time.days} <= reached
    return canvas


def hand_over_the_map(hand: Coordinator, canvas: Canvas, folder: Path) -> None:
    hand.press("Ctrl+E")
    dialog = hand.dialog(SavingDialog)
    hand.press("Alt+3").press("Tab").type("Website").press("Tab").type("News")
    hand.drawn(dialog)
    target = folder / "map.png"
    hand.save_as(dialog, target)
    assert target.read_bytes().startswith(b"\x89PNG")
