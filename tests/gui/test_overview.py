"""Laws of the Overview room: it says what the figures say, brushing narrows all of it, every mark has its records."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.charts.bars import Bars
from gui.charts.days import DAYS, WEEKS, Bin, end_of, start_of, unit_of
from gui.listing.filter_fields import Condition
from gui.look import theme
from gui.overview.chips import AreaChip
from gui.overview.reading import REST
from gui.overview.room import OverviewRoom
from gui.screens.facility_counter import read_period
from storage.overview.past import NAME
from storage.overview.view import View
from storage.period import Period
from storage.store import Store
from tests.builders import a_store, place
from tests.gui.dressed import speak
from tests.gui.summer import a_context
from tests.test_figures import incident


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path, practice: Store) -> OverviewRoom:
    made = OverviewRoom(a_context(tmp_path, practice))
    made.resize(1366, 700)
    qtbot.addWidget(made)
    made.show()
    made.entered()
    qtbot.waitUntil(lambda: made.charts is not None and bool(made.charts.days.bins))
    qtbot.waitUntil(lambda: bool(made.doubts._doubts))
    return made


def bars(room: OverviewRoom, part: str) -> Bars:
    assert room.charts is not None
    card = room.charts.places if part.startswith("place") else room.charts.kinds
    card.kinds.setCurrentIndex(card.kinds.findData(part))
    card.turned.emit()
    return card.bars


def test_the_big_numbers_are_those_of_the_practice_register(room: OverviewRoom) -> None:
    assert "544" in room.board.tiles["killed"].number.text()
    assert "130" in room.board.tiles["killed"].below.text()
    assert "2,117" in room.board.tiles["injured"].number.text()
    assert room.board.tiles["medical"].number.text() == "30"
    assert "351,598" in room.board.tiles["displaced"].number.text()


def test_the_brush_narrows_everything_and_esc_gives_it_back(room: OverviewRoom, practice: Store) -> None:
    assert room.charts is not None and room.now is not None
    days, whole = room.charts.days, room.now.figures
    first, last = days.bins[10].first, days.bins[16].last
    days.brush(first.toordinal(), last.toordinal() + 0.5, done=True)
    assert room.now.figures == practice.figures(Period(first, last))
    assert sum(room.charts.heat.counts[0]) <= room.now.figures.events
    QTest.keyClick(days, Qt.Key.Key_Escape)
    assert room.now.figures == whole


def test_brushed_days_stay_while_somebody_saves(room: OverviewRoom, qtbot: QtBot) -> None:
    assert room.charts is not None and room.shown is not None
    days, before = room.charts.days, room.shown
    days.brush(days.bins[4].first.toordinal(), days.bins[6].first.toordinal(), done=True)
    narrowed = room.now
    assert narrowed is not None
    room.read()
    qtbot.waitUntil(lambda: room.shown is not before and room.now is not None and room.now.view == narrowed.view)
    assert days.brushed == (days.bins[4].first, days.bins[6].first)
    assert room.now is not None and room.now.figures == narrowed.figures
    days.clear_brush()


def test_keys_brush_day_by_day(room: OverviewRoom) -> None:
    assert room.charts is not None
    days = room.charts.days
    days.marks.choose(3)
    for _ in range(2):
        QTest.keyClick(days, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert days.brushed == (days.bins[3].first, days.bins[5].last)
    QTest.keyClick(days, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert days.brushed == (days.bins[3].first, days.bins[4].last)


def test_every_mark_answers_with_its_records(room: OverviewRoom, qtbot: QtBot) -> None:
    assert room.charts is not None and room.now is not None
    days = room.charts.days
    at = next(at for at, one in enumerate(days.bins) if sum(one.low))
    days.marks.choose(at)
    QTest.keyClick(days, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.records.table.rows.complete and room.records.table.rows.rowCount() > 0)
    told = room.now.records("day", days.bins[at].first.isoformat())
    assert room.records.table.rows.rowCount() == len(told)
    QTest.keyClick(room.records, Qt.Key.Key_Escape)
    assert room.beside.currentWidget() is room.doubts
    for part in ("attack", "weapon", "platform", "target", "verification", "place/1", "place/3"):
        shown = bars(room, part)
        for number, one in enumerate(shown.bars):
            if one.key != REST:
                shown.marks.choose(number)
                shown.marks.opened.emit(number)
                assert room.records.title.text().endswith(one.name), part


def test_charts_copy_as_a_picture_and_as_a_table(room: OverviewRoom) -> None:
    shown = bars(room, "attack")
    shown.marks.choose(0)
    QTest.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert not QGuiApplication.clipboard().image().isNull()
    QTest.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == len(shown.bars) + 1
    assert lines[1].split("\t")[0] == shown.bars[0].name


def test_an_area_narrows_and_is_remembered(room: OverviewRoom, practice: Store, qtbot: QtBot) -> None:
    hama = place(practice, "SY05")
    room.asked.place._ask(Condition(hama, "Hama"))
    qtbot.waitUntil(lambda: room.now is not None and room.now.view.areas == (hama,))
    assert room.now is not None
    assert room.now.figures == practice.overview(View(areas=(hama,))).figures
    assert room.context.setting("overview.asked")["areas"] == [[hama, "Hama"]]
    room.asked._take_area(hama)
    qtbot.waitUntil(lambda: room.now is not None and room.now.view.areas == ())


def test_many_areas_stand_in_lines_and_never_make_the_window_wider(room: OverviewRoom) -> None:
    kept, known = room.asked.areas, room.known
    names = ("Hama", "Khan Shaykun", "Ariha", "Saraqib", "Ehsem", "Madiq Castle", "Kafr Nobol", "Jisr-Ash-Shugur")
    room.asked.areas = [Condition(known.suggest(name)[0].value, name) for name in names]
    room.asked._show_areas()
    room.resize(700, 600)
    QApplication.processEvents()
    chips = room.asked.findChildren(AreaChip)
    assert len(chips) >= len(names) and room.asked.minimumSizeHint().width() <= 940
    shown = [one for one in chips if one.isVisibleTo(room)]
    assert all(one.width() >= one.sizeHint().width() for one in shown) and len({one.y() for one in shown}) > 1
    room.asked.areas = kept
    room.asked._show_areas()


def test_every_chart_has_a_name_and_says_what_it_shows(room: OverviewRoom) -> None:
    assert room.charts is not None
    for chart in (room.charts.days, room.charts.heat, room.charts.kinds.bars, room.charts.places.bars):
        assert chart.accessibleName()
        assert chart.accessibleDescription()
        assert chart.focusPolicy() == Qt.FocusPolicy.StrongFocus


@pytest.mark.parametrize(("count", "unit"), [(1, "day"), (DAYS, "day"), (DAYS + 1, "week"), (WEEKS + 1, "month")])
def test_bars_stand_for_days_weeks_or_months_and_leave_no_day_out(count: int, unit: str) -> None:
    first = date(2019, 4, 26)
    last = first + timedelta(days=count - 1)
    assert unit_of(first, last) == unit
    day, covered = start_of(first, unit), set()
    while day <= last:
        end = end_of(day, unit)
        covered |= {day + timedelta(days=n) for n in range((end - day).days + 1)}
        day = end + timedelta(days=1)
    assert {first + timedelta(days=n) for n in range(count)} <= covered


@pytest.mark.parametrize("typed", ["من 7 حزيران إلى 6 تموز", "منذ 7 حزيران"])
def test_a_period_with_both_ends_keeps_them_however_it_begins(
    room: OverviewRoom, qapp: QApplication, typed: str
) -> None:
    speak(qapp, "ar")
    both = typed.endswith("تموز")
    assert read_period(room.known, typed).value == ("2019-06-07/2019-07-06" if both else "2019-06-07/..")


def test_of_places_with_one_name_the_largest_area_is_offered_first(room: OverviewRoom, practice: Store) -> None:
    offered = room.known.suggest("hama", areas=True)
    assert offered[0].value == place(practice, "SY05") and offered[0].beside.startswith("Governorate")


def test_ranges_beside_a_bar_begin_with_the_fewest_in_arabic(room: OverviewRoom, qapp: QApplication) -> None:
    speak(qapp, "ar")
    assert room.charts is not None
    days = room.charts.days
    days.show_bins([Bin(date(2019, 5, 1), date(2019, 5, 1), (2, 40), (3, 45))])
    assert "\u20662–3\u2069" in days.words(0) and "\u206640–45\u2069" in days.words(0)


def test_an_open_end_is_told(room: OverviewRoom) -> None:
    assert room.charts is not None
    days = room.charts.days
    days.show_bins([Bin(date(2019, 5, 1), date(2019, 5, 1), (2, 3), (None, 4))])
    assert "≥ 2" in days.words(0)
    assert "3–4" in days.words(0)


def seen_by(colour: tuple[float, float, float], kind: str) -> tuple[float, ...]:
    """A colour (linear RGB) as people with a kind of colour blindness see it (Viénot, Brettel, Mollon 1999)."""
    red, green, blue = colour
    if kind == "grey":
        return (0.2126 * red + 0.7152 * green + 0.0722 * blue,) * 3
    mixed = 0.11238 * red + 0.88762 * green if kind == "protan" else 0.29275 * red + 0.70725 * green
    return (mixed, mixed, blue)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("kind", ["protan", "deutan", "grey"])
def test_killed_and_injured_differ_for_every_eye(mode: str, kind: str) -> None:
    column = ("light", "dark").index(mode)

    def light(token: str) -> float:
        text = theme.TOKENS[token][column]
        linear = tuple((int(text[at : at + 2], 16) / 255) ** 2.2 for at in (1, 3, 5))
        red, green, blue = seen_by(linear, kind)  # type: ignore[arg-type]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    one, two = sorted((light("chart_killed"), light("chart_injured")))
    assert (two + 0.05) / (one + 0.05) > 1.8, "lightness alone must tell them apart"


def test_an_earlier_day_is_looked_at_and_left_again(qtbot: QtBot, tmp_path: Path) -> None:
    store = a_store(tmp_path)
    today = store.now().date()
    store.save([incident(store)])
    tomorrow = datetime.combine(today + timedelta(days=1), time(12), store.now().tzinfo)
    store.clock.now = lambda: int(tomorrow.timestamp() * 1000)
    store.save([incident(store)])
    room = OverviewRoom(a_context(tmp_path, store))
    qtbot.addWidget(room)
    room.show()
    room.entered()
    qtbot.waitUntil(lambda: room.now is not None and room.now.figures.incidents == 2)
    room.asked.as_of._ask(Condition(today.isoformat(), "then"))
    qtbot.waitUntil(lambda: room.now is not None and room.now.figures.incidents == 1)
    qtbot.waitUntil(room.then.isVisible)
    room._back_to_now()
    qtbot.waitUntil(lambda: room.now is not None and room.now.figures.incidents == 2)
    qtbot.waitUntil(lambda: not room.then.isVisible())  # shown a turn after it is known
    assert store.database.path is not None
    assert not list(store.database.path.parent.glob(f"{NAME}*"))
    store.close()


def test_a_register_without_anything_has_an_overview(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    found = store.overview(View())
    assert found.figures.incidents == 0 and not found.days.keys
    store.close()


@pytest.mark.parametrize("width", [1366, 1024])
def test_everything_in_the_room_is_reached_by_keys_and_has_a_name(room: OverviewRoom, width: int) -> None:
    room.resize(width, 600)
    QApplication.processEvents()
    tabs = [one for one in room.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    reached = [one for one in tabs if one.isVisibleTo(room) and one.isEnabled() and one.focusProxy() is None]
    nameless = [
        f"{type(one).__name__} in {type(one.parentWidget()).__name__}"
        for one in reached
        if not (one.accessibleName() or getattr(one, "text", str)() or isinstance(one, QAbstractScrollArea))
    ]
    assert not nameless
    assert room.charts is not None
    marks = [room.charts.days, room.charts.heat, *room.charts.findChildren(Bars)]
    assert set(marks) <= set(tabs), "each chart takes the keyboard"
    for one in marks:
        assert one.accessibleName() and one.accessibleDescription(), "and is told in words"
