"""Laws of reading an edited workbook back in the window: all is shown, nothing is written unasked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from gui.exchange.changes import Changes, Wanted
from gui.exchange.preview import PreviewPage
from gui.exchange.room import ExchangeRoom
from gui.frame import opening
from gui.frame.opening import Opened
from gui.frame.window import Window
from gui.preferences import Preferences
from storage.edits import Edit
from storage.store import Store
from tests.builders import a_store, name, place
from tests.disk import files_up_to
from tests.gui.conftest import PASSPHRASE, begun, make_window, new_register
from tests.gui.screens_exchange import Hand, a_workbook
from tests.gui.typist import Typist, in_front
from tests.gui.work_page import shows

EXPORT = "victims-ariha-2019-07-05.xlsx"
PEOPLE = ("Ahmad Alali", "Sara Hasan", "Omar Khaled", "Layla Mahmoud", "Samer Yousef")


@pytest.fixture(scope="session")
def filled_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with five people, an incident and a source; beside it its export."""
    folder = tmp_path_factory.mktemp("filled") / "register"
    opened = begun(replace(new_register(folder), country="SY"))
    fill(opened.store)
    a_workbook(folder.parent, opened.store, kinds=("incident", "victim", "source")).rename(folder.with_name(EXPORT))
    opening.close(opened)
    return folder


def fill(store: Store) -> None:
    told = [{"name": name(one), "outcome": "injured", "sex": "male", "status": "draft"} for one in PEOPLE]
    store.save([Edit("victim", None, values) for values in told])
    store.save([Edit("incident", None, {"place": place(store), "attack": "air_strike", "status": "draft"})])
    store.save([Edit("source", None, {"title": "Hospital list", "kind": "hospital_list"})])


@pytest.fixture
def opened(filled_register: Path, tmp_path: Path) -> Iterator[Opened]:
    folder = tmp_path / "register"
    shutil.copytree(filled_register, folder)
    made = opening.unlock(folder, PASSPHRASE)
    yield made
    jobs.finish()
    opening.close(made)


@pytest.fixture
def store(opened: Opened) -> Store:
    return opened.store


@pytest.fixture
def book(filled_register: Path, tmp_path: Path) -> Hand:
    """An export of it, in somebody's hand."""
    return Hand(a_copy(filled_register, tmp_path))


def a_copy(filled_register: Path, folder: Path) -> Path:
    return Path(shutil.copyfile(filled_register.with_name(EXPORT), folder / EXPORT))


Show = Callable[..., PreviewPage]


@pytest.fixture
def show(qtbot: QtBot, qapp: QApplication, opened: Opened) -> Iterator[Show]:
    """The page of a file, read; ``wait=False`` while it is being read."""
    yield from shows(qtbot, qapp, opened, PreviewPage, read)


def read(qtbot: QtBot, page: PreviewPage) -> None:
    qtbot.waitUntil(lambda: page._job is None and (page.changes is not None or bool(page.outcome.note.words())))
    if page._stack.currentWidget() is page._work:
        qtbot.waitUntil(lambda: page._found is not None and page._found.changes is page.changes)
        qtbot.waitUntil(lambda: page.table.rows.complete and page._found is page.table.rows.listing)


def ids(store: Store, kind: str = "victim") -> list[str]:
    return [row[0] for row in store.export_rows(kind, ("id",), None, standing=True)]


def who(store: Store, called: str) -> str:
    rows = store.export_rows("victim", ("id", "name__la"), None)
    return next(row[0] for row in rows if row[1] == called)


def value(store: Store, record: str, field: str, kind: str = "victim") -> Any:
    entry = store.read(kind, record)
    assert entry is not None
    return entry.values.get(field)


def lines(page: PreviewPage) -> list[tuple[str, ...]]:
    rows = page.table.rows
    listing: Any = rows.listing
    read = listing.rows(listing.order().tolist())
    return [tuple(column.show(line).words for column in rows.columns[2:]) for line in read.values()]


def accepted(qtbot: QtBot, page: PreviewPage) -> Any:
    """Accept by its key; the outcome that was announced."""
    told: list[Any] = []
    page.context.changed.connect(told.append)
    Typist(QApplication.instance()).press("Ctrl+Return")  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(told))
    return told[0]


def backups(page: PreviewPage) -> int:
    folder = page.context.register.backups
    return len(list(folder.glob("*.sijill"))) if folder.exists() else 0


# ------------------------------------------------------------------------------------------ looking


def test_every_change_is_shown_with_what_was_what_the_file_says_and_what_is_here_now(
    show: Show, book: Hand, store: Store
) -> None:
    man, woman, other = who(store, PEOPLE[0]), who(store, PEOPLE[1]), who(store, PEOPLE[2])
    path = book.put("victim", man, "hospital", "Idlib Central").put("victim", woman, "outcome", "Killed").put(
        "victim", other, "notes", "seen"
    ).save()  # fmt: skip
    store.save([Edit("victim", woman, {"outcome": "missing"}), Edit("victim", other, {"notes": "seen"})])
    page = show(path)
    assert set(lines(page)) == {
        ("Ahmad Alali", "Hospital", "empty", "Idlib Central", "empty", "Changed in file"),
        ("Sara Hasan", "Outcome", "Injured", "Killed", "Missing", "Changed in both"),
        ("Omar Khaled", "Notes", "empty", "seen", "seen", "Same in both"),
    }
    assert page.ticks.set == {(man, "hospital")}, "only what is clean is ticked to begin with"
    assert page.bar.accept.word() == "Accept 1 change"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_written_before_it_is_accepted(
    qtbot: QtBot, show: Show, book: Hand, store: Store, language: str
) -> None:
    path = book.put("victim", ids(store)[0], "notes", "new").save()
    before = store.position()
    page = show(path, language)
    with qtbot.waitSignal(page.left):
        page.head.close_.click()
    assert store.position() == before and backups(page) == 0


def test_chips_sheet_and_search_narrow_the_list_and_esc_shows_everything_again(
    qtbot: QtBot, qapp: QApplication, show: Show, book: Hand, store: Store
) -> None:
    for number, record in enumerate(ids(store)):
        book.put("victim", record, "notes", f"word {number}")
    book.put("incident", ids(store, "incident")[0], "place_note", "by the bakery")
    page = show(book.add("victim", name__la="Nour Ali", outcome="killed").save())
    page.head.chips.button("new").click()
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 1)
    assert page.head.chips.button("changed").text().strip() == "Changed in file 6"
    page.table.setFocus()
    Typist(qapp).press("Escape")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 7)
    page.head.search.line.setText("BAKERY")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 1)
    page.head.search.line.clear()
    page.head.sheet.setCurrentText("Victims")
    page.head.sheet.activated.emit(page.head.sheet.currentIndex())
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 6)
    assert page.foot.shown.text() == "6 of 7 shown"


def test_a_new_row_opens_to_its_cells_and_closes_again(
    qtbot: QtBot, qapp: QApplication, show: Show, book: Hand, store: Store
) -> None:
    page = show(book.add("victim", name__la="Nour Ali", outcome="Killed", notes="from the list").save())
    page.table.setFocus()
    page.table.go_to(0)
    typist = Typist(qapp)
    typist.press("Right")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() > 3)
    assert ("", "Notes", "", "from the list", "", "") in lines(page)
    typist.press("Left")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 1)
    typist.press("Return")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() > 3)


def test_a_missing_row_is_a_question_that_is_never_ticked_and_opens_its_record(
    qtbot: QtBot, qapp: QApplication, show: Show, book: Hand, store: Store
) -> None:
    gone = who(store, PEOPLE[4])
    page = show(book.remove("victim", gone).save())
    opened: list[Any] = []
    page.context.editors["victim"] = opened.append
    page.table.setFocus()
    page.table.go_to(0)
    typist = Typist(qapp)
    typist.press("Ctrl+A").press("Space").press("Return")
    assert page.ticks.set == set() and not page.bar.accept.isEnabled()
    assert opened == [gone]
    assert "1 missing row stays in the register" in page.bar.means.text()


# ------------------------------------------------------------------------------------------ ticking


def test_everything_can_be_done_by_keyboard(
    qtbot: QtBot, qapp: QApplication, show: Show, book: Hand, store: Store
) -> None:
    for record in ids(store):
        book.put("victim", record, "notes", "word").put("victim", record, "hospital", "Idlib Central")
    page = show(book.save())
    qtbot.waitUntil(page.table.hasFocus)
    typist = Typist(qapp)
    assert len(page.ticks.set) == 10
    typist.press("Ctrl+A")
    assert not page.ticks.set and page.bar.accept.word() == "Nothing is ticked"
    typist.press("Ctrl+A", "Ctrl+A", "Home", "Space")
    assert len(page.ticks.set) == 1
    typist.press("n", "Ctrl+Space")
    assert page.table.currentIndex().row() == 1
    assert len(page.ticks.set) == 6, "one column of all people, and the first line"
    typist.press("Ctrl+Return")
    left = qtbot.waitSignal(page.context.changed)
    left.wait()
    jobs.finish()
    assert sum(value(store, one, "notes") == "word" for one in ids(store)) in (1, 5)


def test_ctrl_a_ticks_only_what_is_shown(
    qtbot: QtBot, qapp: QApplication, show: Show, book: Hand, store: Store
) -> None:
    for record in ids(store):
        book.put("victim", record, "notes", "word")
    page = show(book.add("victim", name__la="Nour Ali", outcome="killed").save())
    page.head.chips.button("new").click()
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 1 and page._found is page.table.rows.listing)
    page.table.setFocus()
    Typist(qapp).press("Ctrl+A")
    assert len(page.ticks.set) == 5
    assert not page.table.all.isChecked()


# ------------------------------------------------------------------------------------------ accepting


def test_accepting_is_one_save_after_a_backup_and_one_undo_takes_all_of_it_back(
    qtbot: QtBot, show: Show, book: Hand, store: Store
) -> None:
    before = set(ids(store))
    for record in before:
        book.put("victim", record, "notes", "word")
    page = show(book.add("victim", name__la="Nour Ali", outcome="killed").save())
    told: list[str] = []
    page.context.told.connect(lambda kind, first, then: told.append(f"{kind} {first} {then}"))
    with qtbot.waitSignal(page.left):
        outcome = accepted(qtbot, page)
    assert backups(page) == 1
    assert {value(store, one, "notes") for one in before} == {"word"} and len(ids(store)) == 6
    assert "6 changes were accepted" in told[0] and "Ctrl+Z takes all of it back" in told[0]
    jobs.finish()
    store.undo(outcome.save)
    assert {value(store, one, "notes") for one in before} == {None} and set(ids(store)) == before


def test_the_same_file_read_again_has_nothing_to_change(qtbot: QtBot, show: Show, book: Hand, store: Store) -> None:
    path = book.put("victim", ids(store)[0], "notes", "new").add("victim", name__la="Nour", outcome="killed").save()
    page = show(path)
    with qtbot.waitSignal(page.left):
        accepted(qtbot, page)
    again = show(path)
    assert again.outcome.note.words().startswith("There is nothing to change.")
    assert again._stack.currentWidget() is again.outcome
    assert not again.ticks.set


def test_a_file_nobody_touched_has_nothing_to_change(show: Show, book: Hand) -> None:
    page = show(book.path)
    assert "There is nothing to change." in page.outcome.note.words()


def test_a_conflict_that_is_accepted_waits_in_review_and_both_values_are_kept(
    qtbot: QtBot, qapp: QApplication, show: Show, book: Hand, store: Store
) -> None:
    man = who(store, PEOPLE[0])
    path = book.put("victim", man, "outcome", "Killed").save()
    store.save([Edit("victim", man, {"outcome": "missing"})])
    page = show(path)
    assert not page.ticks.set
    page.table.setFocus()
    page.table.go_to(0)
    Typist(qapp).press("Space")
    assert "1 conflict goes to Review" in page.bar.means.text()
    told: list[str] = []
    page.context.told.connect(lambda *words: told.append(" ".join(words)))
    accepted(qtbot, page)
    qtbot.waitUntil(lambda: bool(told))
    assert "1 conflict waits in Review." in told[0]
    entry = store.read("victim", man)
    assert entry is not None
    assert {one.value for one in entry.disputed["outcome"]} == {"killed", "missing"}


def test_a_row_that_names_a_new_row_nobody_ticked_is_left_out_and_that_is_told(
    qtbot: QtBot, show: Show, book: Hand, store: Store
) -> None:
    before = len(ids(store))
    book.add("incident", code="ARI2-2019-9999", attack="Air strike", status="draft")
    page = show(book.add("victim", name__la="Nour Ali", incident="ARI2-2019-9999", outcome="Killed").save())
    assert page.changes is not None
    strike, person = sorted(page.changes.proposal.new_rows, key=lambda one: one.kind)
    assert person.values["incident"] == strike.record
    page.ticks.turn([strike.key])
    told: list[str] = []
    page.context.told.connect(lambda *words: told.append(" ".join(words)))
    page.bar.accept.click()
    qtbot.waitUntil(lambda: bool(told))
    assert "1 was left out: it names a new row that is not ticked." in told[0]
    assert len(ids(store)) == before


def test_what_is_left_over_is_shown_again_after_accepting(
    qtbot: QtBot, qapp: QApplication, show: Show, book: Hand, store: Store
) -> None:
    first, second = ids(store)[:2]
    page = show(book.put("victim", first, "notes", "one").put("victim", second, "age", "somebody").save())
    assert page.problems.isVisible()
    accepted(qtbot, page)
    qtbot.waitUntil(lambda: page._job is None and page.changes is not None and len(page.ticks.set) == 0)
    assert value(store, first, "notes") == "one" and page.problems.isVisible()


# ------------------------------------------------------------------------------------------ problems


def test_an_offer_is_taken_by_its_button_and_what_was_unticked_stays_so(
    qtbot: QtBot, show: Show, book: Hand, store: Store
) -> None:
    first, second = ids(store)[:2]
    page = show(book.put("victim", first, "notes", "one").put("victim", second, "age", "3O").save())
    page.ticks.turn([(first, "notes")])
    button = next(one for one in page.problems.buttons if "Use" in one.word())
    assert "30" in button.word()
    button.click()
    qtbot.waitUntil(lambda: page._job is None and len(page.changes or ()) == 2)
    assert page.ticks.set == {(second, "age")}
    assert not page.problems.isVisible()


def test_a_row_whose_number_was_erased_is_told_and_one_button_says_that_it_is_the_one(
    qtbot: QtBot, show: Show, book: Hand, store: Store
) -> None:
    man = who(store, PEOPLE[0])
    row = book.row("victim", man)
    sheet = book.sheets["victim"]
    sheet.cell(row, book.column("victim", "code")).value = None
    sheet.cell(row, 1).value = None
    page = show(book.save())
    (button,) = [one for one in page.problems.buttons if one.word() == "Yes, that one"]
    button.click()
    qtbot.waitUntil(lambda: page._job is None and page.changes is not None and not page.changes.proposal.new_rows)
    assert page.changes is not None and not page.changes.proposal.missing


def test_the_problems_can_be_saved_as_a_workbook(
    qtbot: QtBot, show: Show, book: Hand, store: Store, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    from gui.exchange.problem_list import save_problems

    page = show(book.put("victim", ids(store)[0], "age", "somebody").save())
    assert page.changes is not None and page.problems.save.isVisible()
    with qtbot.waitSignal(page.context.told):
        save_problems(page.context, page, tmp_path / "problems.xlsx", page.changes.proposal)
    assert load_workbook(tmp_path / "problems.xlsx").active.max_row > 2  # type: ignore[union-attr]


# ------------------------------------------------------------------------------------------ faults


def not_ours(path: Path) -> None:
    book = Workbook()
    book.active.append(["Name", "Age"])  # type: ignore[union-attr]
    book.save(path)


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4000])


def with_password(path: Path) -> None:
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 3000)


def no_workbook(path: Path) -> None:
    path.write_text("name,age\n")


def gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("spoil", [not_ours, cut_off, with_password, no_workbook, gone])
def test_a_file_that_cannot_be_read_is_refused_in_words_and_can_be_tried_again(
    qtbot: QtBot, show: Show, book: Hand, store: Store, spoil: Callable[[Path], None], language: str
) -> None:
    whole = book.put("victim", ids(store)[0], "notes", "new").save().read_bytes()
    spoil(book.path)
    page = show(book.path, language)
    assert page._stack.currentWidget() is page.outcome and len(page.outcome.note.words()) > 30
    assert page.changes is None
    book.path.write_bytes(whole)
    page.begin()
    qtbot.waitUntil(lambda: page.changes is not None and page._job is None)
    assert len(page.ticks.set) == 1


def test_a_workbook_of_another_register_is_refused(show: Show, store: Store, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = a_store(tmp_path / "other")
    fill(other)
    path = a_workbook(tmp_path / "other", other)
    other.close()
    page = show(path)
    assert "another register" in page.outcome.note.words()


def test_a_full_disk_at_accept_writes_nothing_says_so_and_keeps_the_ticks(
    qtbot: QtBot, show: Show, book: Hand, store: Store
) -> None:
    man = ids(store)[0]
    page = show(book.put("victim", man, "notes", "new").save())
    with files_up_to(4096):
        page.bar.accept.click()
        qtbot.waitUntil(lambda: page.note.isVisible())
    assert "Nothing was written." in page.note.words()
    assert value(store, man, "notes") is None and len(page.ticks.set) == 1
    qtbot.waitUntil(lambda: page._job is None)
    with qtbot.waitSignal(page.left):
        page.bar.accept.click()
    assert value(store, man, "notes") == "new"


def test_cancel_while_reading_leaves_the_page_and_writes_nothing(
    qtbot: QtBot, qapp: QApplication, show: Show, book: Hand, store: Store
) -> None:
    before = store.position()
    page = show(book.put("victim", ids(store)[0], "notes", "new").save(), wait=False)
    with qtbot.waitSignal(page.left):
        page.reading.stop.click()
    jobs.finish()
    assert page.changes is None and store.position() == before


def test_locking_while_it_reads_stops_it_and_unlocking_reads_it_again(
    qtbot: QtBot, show: Show, book: Hand, store: Store
) -> None:
    page = show(book.put("victim", ids(store)[0], "notes", "new").save(), wait=False)
    page.context.closing.emit()
    assert page._job is None
    jobs.finish()
    assert page.changes is None
    page.context.reopened.emit()
    read(qtbot, page)
    assert len(page.ticks.set) == 1


def test_a_change_in_the_register_meanwhile_is_told_and_reading_again_shows_it(
    qtbot: QtBot, show: Show, book: Hand, store: Store
) -> None:
    man = ids(store)[0]
    page = show(book.put("victim", man, "outcome", "Killed").save())
    assert len(page.ticks.set) == 1
    page.context.announce(store.save([Edit("victim", man, {"outcome": "missing"})]))
    assert page.stale and page.note.isVisible() and "has changed" in page.note.words()
    page.again.click()
    qtbot.waitUntil(lambda: page._job is None and not page.ticks.set)
    read(qtbot, page)
    assert not page.note.isVisible()
    assert lines(page)[0][-1] == "Changed in both"


def test_a_record_changed_after_the_comparison_is_a_conflict_all_the_same(
    qtbot: QtBot, show: Show, book: Hand, store: Store
) -> None:
    man = ids(store)[0]
    page = show(book.put("victim", man, "outcome", "Killed").save())
    store.save([Edit("victim", man, {"outcome": "missing"})])
    outcome = accepted(qtbot, page)
    assert outcome.conflicts == ((man, "outcome"),)


# ------------------------------------------------------------------------------------------ the room around it


def test_another_language_keeps_file_answers_and_ticks(qtbot: QtBot, show: Show, book: Hand, store: Store) -> None:
    first, second = ids(store)[:2]
    page = show(book.put("victim", first, "notes", "one").put("victim", second, "notes", "two").save())
    page.ticks.turn([(first, "notes")])
    again = show(page.path, "ar", kept=page.state())
    assert again.ticks.set == {(second, "notes")}
    assert "قبول تغيير واحد" in again.bar.accept.word()


def test_a_file_dropped_on_the_room_is_read_and_leaving_shows_the_log_again(
    qtbot: QtBot, qapp: QApplication, opened: Opened, book: Hand, store: Store, tmp_path: Path
) -> None:
    path = book.put("victim", ids(store)[0], "notes", "new").save()
    context = Context(Preferences(tmp_path))
    context.take(opened)
    room = ExchangeRoom(context)
    room.resize(1366, 720)
    qtbot.addWidget(room)
    in_front(qtbot, room)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(10, 10), action, mime, Qt.MouseButton.LeftButton, none)
    room.dropEvent(event)
    page = room.work
    assert isinstance(page, PreviewPage)
    read(qtbot, page)
    assert room.help_topic() == "reread" and room.state()["work"]["path"] == path
    Typist(qapp).press("Escape")
    assert room.work is None and room.log.isVisible()


def the_page(window: Window) -> PreviewPage:
    assert window.shell is not None
    room = window.shell.pages["exchange"]
    assert isinstance(room, ExchangeRoom) and isinstance(room.work, PreviewPage)
    return room.work


def test_in_the_window_language_lock_and_undo_go_round_it(qtbot: QtBot, filled_register: Path, tmp_path: Path) -> None:
    folder = tmp_path / "register"
    shutil.copytree(filled_register, folder)
    window = make_window(folder)
    qtbot.addWidget(window)
    window.enter(opening.unlock(folder, PASSPHRASE))
    in_front(qtbot, window)
    store, shell = window.context.store, window.shell
    assert shell is not None
    man = ids(store)[0]
    path = Hand(a_copy(filled_register, tmp_path)).put("victim", man, "notes", "new").save()
    Typist(window._app).press("Alt+8")
    room = shell.pages["exchange"]
    assert isinstance(room, ExchangeRoom) and shell.help_topic() == "exchange"
    room.take(path)
    read(qtbot, the_page(window))
    window.set_language("ar")
    page = the_page(window)
    read(qtbot, page)
    assert page.bar.accept.word() == "قبول تغيير واحد"
    window.lock()
    jobs.finish()
    window.enter(opening.unlock(folder, PASSPHRASE))
    assert the_page(window) is page
    page.accept()
    qtbot.waitUntil(lambda: window.context.undoing.can_undo)
    assert value(window.context.store, man, "notes") == "new"
    window.context.undoing.undo()
    qtbot.waitUntil(lambda: value(window.context.store, man, "notes") is None)
    qtbot.waitUntil(lambda: window.context.undoing.can_redo)
    window.lock()
    jobs.finish()


# ------------------------------------------------------------------------------------------ many


def test_of_a_hundred_thousand_changes_only_those_on_the_screen_become_lines(
    qtbot: QtBot, show: Show, book: Hand, store: Store
) -> None:
    from exports import CellChange, Spot

    page = show(book.put("victim", ids(store)[0], "notes", "new").save())
    assert page.changes is not None
    proposal = replace(page.changes.proposal)
    proposal.changes = [
        CellChange(
            Spot("Victims", row, 3), "victim", f"{row:032x}", "notes", f"Person {row}", "Notes", "", f"word {row}", "",
            "changed" if row % 10 else "conflict", f"word {row}",
        )
        for row in range(3, 100_003)
    ]  # fmt: skip
    page._show(Changes(proposal))
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 100_000 and page._found is page.table.rows.listing)
    assert len(page.table.rows._rows) < 1000 and len(page.table.rows._cells) < 200
    page.ticks.turn(page._found.keys)  # type: ignore[union-attr]
    assert page.bar.accept.word().replace("\u2066", "").replace("\u2069", "") == "Accept 100000 changes"
    found = page.changes.find(Wanted(how="conflict", typed="person 99"))
    assert {page.changes.line(number).who for number in found.numbers} >= {"Person 990", "Person 99000"}
