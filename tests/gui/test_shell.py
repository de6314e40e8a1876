"""Laws of the window: rooms, languages, locking, the status strip, undo by name, the one voice, the theme."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFontInfo, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui import clipboard, jobs, messages
from gui.dialogs import BugDialog
from gui.frame import opening
from gui.frame.hit import Hit
from gui.frame.shell import Shell
from gui.frame.strip import day_and_clock
from gui.frame.window import Window
from gui.guide.keys_window import KeysWindow
from gui.jobs import Job, Pace
from gui.look import fonts, icons, theme
from gui.look.dress import dress
from gui.preferences import Preferences
from gui.screens.firstrun import FirstRun
from gui.screens.gate import Gate
from gui.screens.waiting import Waiting
from storage.edits import Edit
from storage.errors import UserError
from storage.messages import message
from tests.gui.conftest import PASSPHRASE, make_window

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def inside(qtbot: QtBot, window: Window, folder: Path) -> Window:
    """The window inside the register."""
    window.resize(1366, 768)
    window.enter(opening.unlock(folder, PASSPHRASE))
    shell = window.shell
    assert shell is not None
    qtbot.waitUntil(lambda: shell.strip.unshared.words() != "", timeout=10_000)
    return window


def shell_of(window: Window) -> Shell:
    assert window.shell is not None
    return window.shell


def save_incident(window: Window, qtbot: QtBot, what: str = "village hall") -> str:
    store = window.context.store
    outcome = store.save([Edit("incident", None, {"target_name": what, "status": "draft"})])
    with qtbot.waitSignal(window.context.undoing.moved, timeout=10_000):
        window.context.announce(outcome)
    return outcome.ids[0]


# --- the gate --------------------------------------------------------------------------------------------


def test_a_machine_without_a_register_begins_with_the_first_run(qtbot: QtBot, tmp_path: Path) -> None:
    window = make_window(tmp_path / "register")
    qtbot.addWidget(window)
    window.show_first()
    assert isinstance(window.root.currentWidget(), FirstRun)


def test_a_machine_with_a_register_asks_for_the_passphrase(window: Window) -> None:
    window.show_first()
    assert isinstance(window.root.currentWidget(), Gate)
    assert window.shell is None


def test_the_practice_register_is_prepared_with_progress_and_cancelling_leaves_nothing(
    qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window(tmp_path / "register")
    qtbot.addWidget(window)
    window.show()
    window.practise()
    page = window.findChild(Waiting)
    assert isinstance(page, Waiting)
    qtbot.waitUntil(lambda: page.bar.maximum() > 1 and page.bar.value() > 0, timeout=60_000)
    page.cancel.click()
    assert isinstance(window.root.currentWidget(), FirstRun)
    jobs.finish()
    assert list(tmp_path.iterdir()) == []


def test_nothing_heavy_is_imported_before_the_unlock_page_is_painted(folder: Path) -> None:
    script = f"""
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from gui.app import make_window, prepare
from exports.cli import Options
app = QApplication([])
prepare(app)
window = make_window(app, Options("", Path({str(folder)!r}), "en", None))
window.show_first()
window.show()
window.grab()
heavy = "sqlalchemy openpyxl pyqtgraph alembic psycopg nacl numpy sqlcipher3 zxcvbn storage.store".split()
heavy.append("gui.frame.shell")
print([name for name in heavy if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "[]"


# --- rooms -----------------------------------------------------------------------------------------------


def test_the_rail_holds_the_rooms_that_exist_with_the_numbers_of_the_guide(inside: Window) -> None:
    numbers = {key: item.room.number for key, item in shell_of(inside).rail.items.items()}
    expected = {"incidents": 1, "victims": 2, "villages": 3, "facilities": 4, "overview": 5, "map": 6, "review": 7}
    expected |= {"exchange": 8, "sync": 9, "settings": 0}
    assert "settings" in numbers
    assert numbers == {key: expected[key] for key in numbers}


def test_alt_and_the_digit_go_to_the_room(qtbot: QtBot, inside: Window) -> None:
    shell = shell_of(inside)
    shell.actions_.by_key["room-settings"].trigger()
    assert shell.current == "settings"
    assert shell.rail.items["settings"].isChecked()
    assert shell.actions_.by_key["room-settings"].shortcut().toString() == "Alt+0"


def test_what_asks_for_a_record_opens_its_room(inside: Window) -> None:
    inside.context.asked.emit("settings", "backups")
    page = shell_of(inside).pages["settings"]
    assert page.state()["group"] == "backups"  # type: ignore[attr-defined]


def test_the_language_changes_without_a_restart_and_keeps_the_place(inside: Window) -> None:
    inside.context.asked.emit("settings", "backups")
    inside.set_language("ar")
    shell = shell_of(inside)
    assert QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert shell.current == "settings"
    assert shell.pages["settings"].state()["group"] == "backups"  # type: ignore[attr-defined]
    assert shell.rail.items["settings"].text() == "الإعدادات"
    assert inside.context.is_open


def test_settings_take_effect_at_once(qtbot: QtBot, inside: Window) -> None:
    preferences = inside.context.preferences
    preferences.theme, preferences.text_size, preferences.auto_lock = "dark", 130, 15
    inside.context.preferences_changed.emit()
    assert theme.is_dark()
    assert theme.height("row") == round(32 * 1.3)
    assert inside.watch.minutes == 15
    assert shell_of(inside).strip.height() == theme.height("status")


def test_choices_are_still_there_at_the_next_start(inside: Window, folder: Path) -> None:
    preferences = inside.context.preferences
    preferences.theme, preferences.text_size, preferences.auto_lock, preferences.language = "dark", 115, 30, "ar"
    jobs.finish()
    again = Preferences(folder)
    assert (again.theme, again.text_size, again.auto_lock, again.language) == ("dark", 115, 30, "ar")


def test_remembered_sizes_travel_in_the_register(qtbot: QtBot, inside: Window, folder: Path) -> None:
    inside.context.remember("incidents.columns", ["day", "place"])
    inside.lock()
    jobs.finish()
    inside.enter(opening.unlock(folder, PASSPHRASE))
    assert inside.context.setting("incidents.columns") == ["day", "place"]


# --- locking ---------------------------------------------------------------------------------------------


def test_locking_hides_every_window_closes_the_store_and_brings_all_back(
    qtbot: QtBot, inside: Window, folder: Path
) -> None:
    entry = QWidget()
    qtbot.addWidget(entry)
    entry.show()
    inside.context.asked.emit("settings", "about")
    page = shell_of(inside).pages["settings"]
    closing = []
    inside.context.closing.connect(lambda: closing.append(inside.context.is_open))
    inside.lock()
    assert closing == [True], "drafts are put away while the register is still open"
    assert not entry.isVisible()
    assert isinstance(inside.root.currentWidget(), Gate)
    assert not inside.context.is_open
    jobs.finish()
    inside.enter(opening.unlock(folder, PASSPHRASE))
    assert entry.isVisible()
    assert shell_of(inside).pages["settings"] is page
    assert shell_of(inside).current == "settings"


def test_ctrl_l_locks(inside: Window) -> None:
    shell_of(inside).actions_.by_key["lock"].trigger()
    assert not inside.context.is_open


def test_an_untouched_computer_locks_and_says_when_and_why(inside: Window) -> None:
    inside.watch._last -= inside.watch.minutes * 60 + 1
    inside.watch.look()
    assert not inside.context.is_open
    gate = inside.root.currentWidget()
    assert isinstance(gate, Gate)
    assert gate.locked_words.text().startswith("Locked by itself at")


def test_a_key_in_any_window_keeps_it_open(inside: Window) -> None:
    inside.watch._last -= inside.watch.minutes * 60 + 1
    handle = inside.windowHandle()
    inside.watch.watch(handle)
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    inside.watch.eventFilter(handle, press)
    inside.watch.look()
    assert inside.context.is_open


def test_a_computer_that_slept_is_locked(inside: Window) -> None:
    inside.watch._wall -= 3600
    inside.watch.look()
    assert not inside.context.is_open


def test_locked_in_one_language_it_opens_in_another(inside: Window, folder: Path) -> None:
    inside.lock()
    gate = inside.root.currentWidget()
    assert isinstance(gate, Gate)
    gate.language.emit("ar")
    jobs.finish()
    inside.enter(opening.unlock(folder, PASSPHRASE))
    assert shell_of(inside).rail.items["settings"].text() == "الإعدادات"


def test_work_under_way_is_dropped_when_locking(qtbot: QtBot, inside: Window) -> None:
    shown: list[int] = []
    store = inside.context.store
    job = Job(lambda: store.counts()).then(lambda counts: shown.append(len(counts))).start()
    inside.lock()
    jobs.finish()
    qtbot.waitUntil(lambda: job.finished, timeout=10_000)
    assert shown == []


# --- status, backups, undo -------------------------------------------------------------------------------


def test_the_strip_says_saved_unshared_backup_team_and_device(qtbot: QtBot, inside: Window) -> None:
    strip = shell_of(inside).strip
    assert strip.saved.words().startswith("Saved ")
    assert "not yet shared" in strip.unshared.words()
    qtbot.waitUntil(lambda: strip.backup.words() == "No backup yet", timeout=10_000)
    words = {part.words() for part in strip.findChildren(type(strip.saved))}
    assert {"Ariha 2", "Laptop B"} <= words


def test_totals_of_a_selection_take_the_second_place_and_give_it_back(inside: Window) -> None:
    strip = shell_of(inside).strip
    strip.say_totals("3 incidents selected")
    assert strip.totals.isVisible()
    assert not strip.unshared.isVisible()
    strip.say_totals("")
    assert not strip.totals.isVisible()
    assert strip.unshared.isVisible()


def test_a_backup_by_hand_is_made_checked_and_said(qtbot: QtBot, inside: Window, folder: Path) -> None:
    backups = inside.context.backups
    with qtbot.waitSignal(backups.made, timeout=20_000):
        shell_of(inside).actions_.by_key["backup"].trigger()
    qtbot.waitUntil(lambda: shell_of(inside).strip.backup.words().startswith("Last backup today"), timeout=10_000)
    assert len(list((folder / "backups").iterdir())) == 1


def test_days_are_said_as_people_say_them() -> None:
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC).astimezone()
    assert day_and_clock(now, now).startswith("today")
    assert day_and_clock(now - timedelta(days=1), now).startswith("yesterday")
    assert day_and_clock(now - timedelta(days=5), now).startswith("17/11/2026")


def test_undo_has_a_name_and_takes_the_save_back(qtbot: QtBot, inside: Window) -> None:
    record = save_incident(inside, qtbot)
    undoing, store = inside.context.undoing, inside.context.store
    assert undoing.undo_words().startswith("Undo: ")
    assert undoing.undo_words().endswith("added")
    with qtbot.waitSignal(inside.context.changed, timeout=10_000):
        undoing.undo()
    qtbot.waitUntil(lambda: undoing.can_redo, timeout=10_000)
    entry = store.read("incident", record)
    assert entry is not None
    assert entry.values["withdrawn"]
    assert undoing.redo_words().startswith("Redo: ")
    with qtbot.waitSignal(inside.context.changed, timeout=10_000):
        undoing.redo()
    qtbot.waitUntil(lambda: undoing.can_undo, timeout=10_000)
    entry = store.read("incident", record)
    assert entry is not None
    assert not entry.values.get("withdrawn")


def test_search_shows_hits_and_enter_opens_the_record(qtbot: QtBot, inside: Window) -> None:
    asked: list[tuple[str, str]] = []
    inside.context.find = lambda typed: [Hit("settings", "backups", typed), Hit("settings", "about", "other")]
    inside.context.asked.connect(lambda kind, record: asked.append((kind, record)))
    box = shell_of(inside).top.search
    inside.activateWindow()
    box.begin()
    qtbot.keyClicks(box.line, "hadi")
    qtbot.waitUntil(lambda: box.popup.isVisible(), timeout=10_000)
    qtbot.keyClick(box.line, Qt.Key.Key_Down)
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert asked == [("settings", "about")]
    assert not box.popup.isVisible()


def test_search_that_finds_nobody_says_what_can_be_done(qtbot: QtBot, inside: Window) -> None:
    inside.context.find = lambda _typed: []
    box = shell_of(inside).top.search
    inside.activateWindow()
    box.begin()
    qtbot.keyClicks(box.line, "zzz")
    qtbot.waitUntil(lambda: box.popup.isVisible(), timeout=10_000)
    assert box.popup.nobody.text().startswith("Nobody found")


# --- one voice -------------------------------------------------------------------------------------------


def test_a_trouble_of_the_world_is_a_note_in_the_page(inside: Window) -> None:
    trouble = UserError("disk-full", message("The disk is full."), message("Make room and try again."))
    messages.tell(trouble)
    assert shell_of(inside).notes.isVisible()
    assert shell_of(inside).note.words() == "The disk is full. Make room and try again."


def test_the_report_of_a_bug_holds_places_and_types_but_no_values(inside: Window) -> None:
    try:
        raise KeyError("Fatima al-Hussein")
    except KeyError as error:
        report = messages.report(error)
    assert "KeyError" in report
    assert "tests/gui/test_shell.py" in report
    assert "Fatima" not in report
    assert str(ROOT) not in report


def test_a_bug_in_a_job_opens_one_dialog(qtbot: QtBot, inside: Window) -> None:
    def break_down() -> None:
        raise ValueError("Fatima al-Hussein")

    for _ in range(2):
        Job(break_down).start()
    qtbot.waitUntil(lambda: any(isinstance(w, BugDialog) for w in QApplication.topLevelWidgets()), timeout=10_000)
    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, BugDialog)]
    assert len(dialogs) == 1
    assert "Fatima" not in dialogs[0].text.toPlainText()
    dialogs[0].close()


def test_the_window_of_keys_lists_those_of_the_shell(qtbot: QtBot, inside: Window) -> None:
    shell_of(inside).actions_.by_key["keys"].trigger()
    [shown] = [w for w in QApplication.topLevelWidgets() if isinstance(w, KeysWindow)]
    words = {line.text() for line in shown.findChildren(QLabel)}
    assert {"Redo", "Lock", "Search everything"} <= words
    shown.close()


def test_progress_and_cancel_of_a_job(qtbot: QtBot) -> None:
    seen: list[tuple[int, int]] = []
    ended: list[str] = []

    def work(pace: Pace) -> int:
        for done in range(1_000_000):
            pace.step(done, 1_000_000)
        return 1

    job = Job(work).progress(lambda done, total: seen.append((done, total))).then(lambda _: ended.append("done"))
    job.lastly(lambda: ended.append("rest")).start()
    qtbot.waitUntil(lambda: len(seen) > 3, timeout=10_000)
    job.cancel()
    qtbot.waitUntil(lambda: ended != [], timeout=10_000)
    assert ended == ["rest"]


def test_a_window_that_is_gone_hears_no_progress(qtbot: QtBot) -> None:
    owner, seen, goes_on = QWidget(), list[int](), Event()

    def work(pace: Pace) -> None:
        goes_on.wait(10)
        pace.step(1, 2)

    Job(work).progress(lambda done, _: seen.append(done)).start(owner)
    shiboken6.delete(owner)
    goes_on.set()
    jobs.finish()
    qtbot.wait(1)
    assert seen == []


def test_writing_jobs_run_one_after_another_in_their_order(qtbot: QtBot) -> None:
    order: list[int] = []
    for number in range(20):
        Job(lambda number=number: order.append(number), writes=True).start()  # type: ignore[misc]
    jobs.finish()
    assert order == list(range(20))


def test_sensitive_cells_leave_the_clipboard_but_later_copies_stay(qtbot: QtBot) -> None:
    board = QGuiApplication.clipboard()
    clipboard.put("Fatima al-Hussein")
    assert board.text() == "Fatima al-Hussein"
    clipboard.clear()
    assert board.text() == ""
    clipboard.put("first")
    clipboard.put("second")
    clipboard.clear(b"1")
    assert board.text() == "second"
    board.setText("of another program")
    clipboard.clear()
    assert board.text() == "of another program"


# --- theme -----------------------------------------------------------------------------------------------


def luminance(color: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def contrast(ink: str, paper: str) -> float:
    one, two = sorted((luminance(theme.color(ink)), luminance(theme.color(paper))), reverse=True)
    return (one + 0.05) / (two + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_can_be_read_on_its_ground_and_lines_be_seen(qapp: QApplication, mode: str) -> None:
    dress(qapp, "en", mode, 100)
    texts = [("tx", "sur"), ("tx2", "sur"), ("tx3", "sur"), ("tx3", "sel"), ("tx2", "sur3"), ("link", "sur")]
    texts += [("railtx", "rail"), ("railtx", "railsel"), ("raillow", "rail"), ("acctx", "acc"), ("accink", "accbg")]
    texts += [(f"{one}", f"{one}_bg") for one in ("killed", "injured", "missing", "rescued")]
    texts += [("tx3", "win"), ("tx2", "win"), ("accink", "sur3"), ("rescued", "sur3")]
    low = {pair: round(contrast(*pair), 2) for pair in texts if contrast(*pair) < 4.5}
    assert not low
    assert contrast("inp", "sur") >= 3
    assert contrast("focus", "sur") >= 3


def test_every_icon_draws_something_and_arrows_follow_the_language(qapp: QApplication) -> None:
    blank = []
    for path in sorted(icons.ICONS.glob("*.svg")):
        image = icons.pixmap(path.stem, "tx", 24).toImage()
        if not any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height())):
            blank.append(path.stem)
    assert not blank
    english, tick = (icons.pixmap(name, "tx", 16).toImage() for name in ("arrow-right", "check"))
    dress(qapp, "ar", "light", 100)
    assert icons.pixmap("check", "tx", 16).toImage() == tick
    assert icons.pixmap("arrow-right", "tx", 16).toImage() == english.flipped(Qt.Orientation.Horizontal)


def test_fonts_come_with_the_program() -> None:
    fonts.load_reading_fonts()
    families = {QFontInfo(theme.font(role)).family() for role in ("text", "narrative", "code")}
    assert families == {"Noto Sans", "Noto Naskh Arabic", "Noto Sans Mono"}
