"""Laws of photos and files in the window: added with one act, never readable on the disk, noted when looked at."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.attachments import adding, thumbs
from gui.attachments import strip as strips
from gui.attachments.adding import Coming
from gui.attachments.giving import CopyDialog, safe_name
from gui.attachments.missing import LIMIT, MissingFiles
from gui.attachments.strip import Strip
from gui.attachments.viewer import Viewer
from gui.context import Context
from gui.entry.window import EntryWindow
from gui.record.window import RecordWindow
from gui.screens.facility_form import FACILITY
from gui.screens.incidents import IncidentsPage
from storage import UserError
from storage.attachments.chest import LARGEST
from storage.edits import Edit
from storage.saving import new_id
from storage.store import Store
from tests.builders import a_store
from tests.gui.typist import in_front
from tests.media import a_lying_png, a_paper, a_photo, a_picture, a_sound

CANARY = "the grey cat saw it from the third window"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path, country="")
    yield made
    jobs.finish()
    made.close()


@pytest.fixture
def incident(store: Store) -> str:
    record = new_id()
    store.save([Edit("incident", record, {"attack": "air_strike", "status": "draft"})])
    return record


def attach(store: Store, record: str, data: bytes, name: str) -> str:
    return store.attach(io.BytesIO(data), "incident", record, name=name)


def a_strip(qtbot: QtBot, context: Context, record: str) -> Strip:
    strip = Strip(context, "incident", record)
    strip.resize(600, 300)
    qtbot.addWidget(strip)
    with qtbot.waitSignal(strip.counted):
        strip.show()
    return strip


def a_viewer(qtbot: QtBot, context: Context, record: str, at: str = "") -> Viewer:
    viewer = Viewer(context, None, context.store.attachments(record), at)
    qtbot.addWidget(viewer)
    in_front(qtbot, viewer)
    return viewer


def files(store: Store, record: str) -> list[str]:
    return [one.file_name for one in store.attachments(record) if not one.withdrawn]


def on_disk(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# --- adding


def test_what_is_dropped_hangs_on_the_record_and_stands_as_a_tile(
    qtbot: QtBot, tmp_path: Path, context: Context, store: Store, incident: str
) -> None:
    strip = a_strip(qtbot, context, incident)
    paths = [on_disk(tmp_path, "a.jpg", a_photo()), on_disk(tmp_path, "b.ogg", a_sound())]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    ways, left = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    drop = QDropEvent(QPointF(5, 5), ways, data, left, Qt.KeyboardModifier.NoModifier)
    strip.dropEvent(drop)
    qtbot.waitUntil(lambda: strip.tiles.count() == 2)
    assert files(store, incident) == ["a.jpg", "b.ogg"]
    assert drop.dropAction() is Qt.DropAction.CopyAction  # what lies there stays there
    assert all(path.exists() for path in paths)
    qtbot.waitUntil(lambda: thumbs.kept(strip.found[0]) is not None)
    assert thumbs.kept(strip.found[0]).width() > 0  # type: ignore[union-attr]


def test_a_picture_in_the_clipboard_is_pasted_without_a_file(
    qtbot: QtBot, context: Context, store: Store, incident: str
) -> None:
    strip = a_strip(qtbot, context, incident)
    QGuiApplication.clipboard().setImage(a_picture(40, 30))
    strip.tiles.show()
    QTest.keyClick(strip.tiles, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: strip.tiles.count() == 1)
    one = store.attachments(incident)[0]
    assert one.media == "photo"
    assert one.file_name.endswith(".png")
    QGuiApplication.clipboard().clear()


def test_a_file_that_is_refused_keeps_no_other_out_and_is_told_by_name(
    qtbot: QtBot, tmp_path: Path, context: Context, store: Store, incident: str
) -> None:
    strip = a_strip(qtbot, context, incident)
    wanted = [on_disk(tmp_path, "empty.jpg", b""), tmp_path / "gone.jpg", on_disk(tmp_path, "good.jpg", a_photo())]
    strip.add([Coming(path.name, path) for path in wanted])
    qtbot.waitUntil(lambda: strip.tiles.count() == 1)
    assert files(store, incident) == ["good.jpg"]
    assert "empty.jpg" in strip.note.words()
    assert "gone.jpg" in strip.note.words()


def dropped(strip: Strip, *urls: QUrl) -> None:
    data = QMimeData()
    data.setUrls(list(urls))
    way, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    strip.dropEvent(QDropEvent(QPointF(5, 5), way, data, left, Qt.KeyboardModifier.NoModifier))


def test_what_is_added_meanwhile_waits_and_what_is_too_much_for_one_go_is_told(
    qtbot: QtBot, tmp_path: Path, context: Context, store: Store, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (adding, strips):
        monkeypatch.setattr(module, "MOST", 2)
    strip = a_strip(qtbot, context, incident)
    names = [f"{letter}.txt" for letter in "abcd"]
    paths = [QUrl.fromLocalFile(str(on_disk(tmp_path, name, name.encode()))) for name in names]
    dropped(strip, *paths[:3])
    dropped(strip, paths[3])
    qtbot.waitUntil(lambda: strip.tiles.count() == 3)
    assert files(store, incident) == ["a.txt", "b.txt", "d.txt"]
    assert strip.note.words().startswith("1 file was not added. No more than 2 go at once")


def test_names_from_the_disk_are_read_as_they_look_whatever_signs_they_hold(
    qtbot: QtBot, tmp_path: Path, context: Context, store: Store, incident: str
) -> None:
    strip = a_strip(qtbot, context, incident)
    on_disk(tmp_path, "photo\u202egpj.exe", b"1")
    (tmp_path / os.fsdecode(b"\xff\xfebad.txt")).write_bytes(b"2")
    dropped(strip, QUrl.fromLocalFile(str(tmp_path / "photo\u202egpj.exe")))
    dropped(strip, QUrl.fromEncoded(f"file://{tmp_path}/%FF%FEbad.txt".encode()))
    qtbot.waitUntil(lambda: strip.tiles.count() == 2)
    assert files(store, incident) == ["photogpj.exe", "bad.txt"]
    (tmp_path / "2019\u202e70").mkdir()
    dropped(strip, QUrl.fromLocalFile(str(tmp_path / "2019\u202e70")))
    qtbot.waitUntil(lambda: "is a folder" in strip.note.words())
    assert "\u202e" not in strip.note.words()


def test_what_is_no_file_of_this_computer_is_told(
    qtbot: QtBot, tmp_path: Path, context: Context, store: Store, incident: str
) -> None:
    strip = a_strip(qtbot, context, incident)
    dropped(strip, QUrl("https://example.org/a.jpg"))
    assert "no file and no picture" in strip.note.words()
    dropped(strip, QUrl.fromLocalFile(str(tmp_path)))
    qtbot.waitUntil(lambda: "is a folder" in strip.note.words())
    with (tmp_path / "film.mp4").open("wb") as film:
        film.truncate(LARGEST + 1)
    dropped(strip, QUrl.fromLocalFile(str(tmp_path / "film.mp4")))
    qtbot.waitUntil(lambda: "larger than 2 GB" in strip.note.words())


def test_cancelling_keeps_what_was_finished_and_nothing_half(
    qtbot: QtBot, tmp_path: Path, context: Context, store: Store, incident: str
) -> None:
    strip = a_strip(qtbot, context, incident)
    strip.add([Coming("a.jpg", on_disk(tmp_path, "a.jpg", a_photo()))])
    strip.under_way.cancel()
    qtbot.waitUntil(lambda: strip._job is None)
    assert strip.note.words().startswith("Cancelled")
    assert set(files(store, incident)) <= {"a.jpg"}


def test_a_new_form_with_a_file_is_kept_when_it_is_closed(
    qtbot: QtBot, tmp_path: Path, context: Context, store: Store
) -> None:
    window = EntryWindow(context, None)
    in_front(qtbot, window)
    qtbot.waitUntil(lambda: window.ready)
    window.body.enter(0)
    assert window.focusWidget() is window.body.files.add
    window.body.files.strip.add([Coming("a.jpg", on_disk(tmp_path, "a.jpg", a_photo()))])
    qtbot.waitUntil(lambda: bool(window.body.files.strip.found))
    record = window.desk.id
    with qtbot.waitSignal(window.destroyed):
        window.close()
    entry = store.read("incident", record)
    assert entry is not None
    assert entry.values["status"] == "draft"
    assert files(store, record) == ["a.jpg"]


def test_esc_cancels_what_is_being_added_and_a_form_that_is_closed_meanwhile_keeps_it(
    qtbot: QtBot, tmp_path: Path, context: Context, store: Store
) -> None:
    window, held = EntryWindow(context, None), Event()
    in_front(qtbot, window)
    qtbot.waitUntil(lambda: window.ready)
    strip = window.body.files.strip
    jobs.Job(held.wait, writes=True).start()  # the writing thread has something else to do first
    strip.add([Coming("a.jpg", on_disk(tmp_path, "a.jpg", a_photo()))])
    window.body.enter(0)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert strip.under_way.running is False and window.isVisible()
    held.set()
    qtbot.waitUntil(lambda: not strip.holds)
    held.clear()
    jobs.Job(held.wait, writes=True).start()
    strip.add([Coming("a.jpg", on_disk(tmp_path, "a.jpg", a_photo()))])
    record = window.desk.id
    with qtbot.waitSignal(window.destroyed):
        window.close()
        held.set()
    jobs.finish()
    assert files(store, record) == ["a.jpg"] and store.read("incident", record) is not None


def test_the_form_of_a_record_keeps_its_files_too(
    qtbot: QtBot, tmp_path: Path, context: Context, store: Store
) -> None:
    window = RecordWindow(context, FACILITY, None)
    in_front(qtbot, window)
    qtbot.waitUntil(lambda: window.ready)
    strip = window.views["files"].card.strip  # type: ignore[attr-defined]
    strip.add([Coming("a.jpg", on_disk(tmp_path, "a.jpg", a_photo()))])
    qtbot.waitUntil(lambda: bool(strip.found))
    with qtbot.waitSignal(window.destroyed):
        window.close()
    assert store.read("facility", window.id) is not None
    assert files(store, window.id) == ["a.jpg"]


def test_taking_out_asks_why_and_can_be_taken_back(
    qtbot: QtBot, context: Context, store: Store, incident: str
) -> None:
    attach(store, incident, a_photo(), "a.jpg")
    strip = a_strip(qtbot, context, incident)
    with qtbot.waitSignal(context.changed) as heard:
        strip._withdraw(strip.tiles.key(), "of another day")
    qtbot.waitUntil(lambda: strip.tiles.count() == 0)
    assert store.attachments(incident)[0].withdrawn == "of another day"
    store.undo(heard.args[0].save)
    assert files(store, incident) == ["a.jpg"]


# --- looking


def test_looking_is_noted_and_a_tile_is_not(qtbot: QtBot, context: Context, store: Store, incident: str) -> None:
    record = attach(store, incident, a_photo(), "a.jpg")
    strip = a_strip(qtbot, context, incident)
    qtbot.waitUntil(lambda: thumbs.kept(strip.found[0]) is not None)
    assert [one.act for one in store.custody(record)] == ["added"]
    a_viewer(qtbot, context, incident)
    qtbot.waitUntil(lambda: [one.act for one in store.custody(record)] == ["added", "opened"])


def test_each_kind_is_shown_in_its_own_way(qtbot: QtBot, context: Context, store: Store, incident: str) -> None:
    attach(store, incident, a_photo(), "a.jpg")
    attach(store, incident, CANARY.encode(), "b.txt")
    attach(store, incident, a_paper(3), "c.pdf")
    attach(store, incident, a_sound(), "d.ogg")
    attach(store, incident, b"PK\3\4" + bytes(50), "e.zip")
    viewer = a_viewer(qtbot, context, incident)
    qtbot.waitUntil(lambda: viewer.stack.currentWidget() is viewer.picture)
    viewer.go(1)
    qtbot.waitUntil(lambda: viewer.stack.currentWidget() is viewer.text)
    assert viewer.text.toPlainText() == CANARY
    viewer.go(1)
    qtbot.waitUntil(lambda: viewer.pages.isVisible())
    viewer.go_to_page(2)
    qtbot.waitUntil(lambda: viewer.page_on.isVisible() and not viewer.page_on.isEnabled())
    viewer.go(1)
    qtbot.waitUntil(lambda: viewer.player.player is not None and viewer.player.player.about is not None)
    viewer.go(1)
    qtbot.waitUntil(lambda: viewer.note.isVisible())
    assert viewer.text.toPlainText() == ""
    assert viewer.player.player is None
    assert "cannot be shown" in viewer.note.words()


def test_a_file_that_comes_late_takes_the_keyboard_from_nobody_who_writes_and_gets_no_letter_before(
    qtbot: QtBot, context: Context, store: Store, incident: str
) -> None:
    store.attach(io.BytesIO(a_photo()), "incident", incident, name="a.jpg")
    held = Event()
    for _ in range(2):
        jobs.Job(held.wait).start()  # both reading threads have something else to do
    viewer = Viewer(context, None, store.attachments(incident), "")
    in_front(qtbot, viewer)
    assert viewer.focusWidget() is viewer.blank
    QTest.keyClicks(viewer.focusWidget(), "+r")
    assert not viewer.facts.title.text()
    viewer.facts.title.setFocus()
    held.set()
    qtbot.waitUntil(lambda: viewer.stack.currentWidget() is viewer.picture)
    assert viewer.focusWidget() is viewer.facts.title
    viewer.close()


def test_a_hostile_picture_is_refused_in_words_and_the_next_can_be_looked_at(
    qtbot: QtBot, context: Context, store: Store, incident: str
) -> None:
    attach(store, incident, a_lying_png(60_000, 60_000), "bomb.png")
    attach(store, incident, a_photo(), "good.jpg")
    viewer = a_viewer(qtbot, context, incident)
    qtbot.waitUntil(lambda: viewer.note.isVisible())
    assert "60,000" in viewer.note.words()
    viewer.go(1)
    qtbot.waitUntil(lambda: viewer.stack.currentWidget() is viewer.picture)
    assert not viewer.note.isVisible()


def test_nothing_that_is_looked_at_lies_readable_on_the_disk(
    qtbot: QtBot, tmp_path: Path, context: Context, store: Store, incident: str
) -> None:
    attach(store, incident, CANARY.encode() * 50, "witness.txt")
    viewer = a_viewer(qtbot, context, incident)
    qtbot.waitUntil(lambda: CANARY in viewer.text.toPlainText())
    held = [path for path in tmp_path.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]
    assert held == []
    assert CANARY not in viewer.windowTitle()
    assert "witness" not in viewer.windowTitle()


def test_a_file_that_has_not_come_says_so_and_whose_laptop_has_it(
    qtbot: QtBot, context: Context, store: Store, incident: str
) -> None:
    facts = {"record_id": incident, "media": "photo", "file_name": "x.jpg", "size": 3_000_000, "sha256": "ab" * 32}
    store.save([Edit("attachment", new_id(), facts)])
    viewer = a_viewer(qtbot, context, incident)
    assert "not on this laptop yet" in viewer.note.words()
    assert store.me.device_name in viewer.note.words()
    assert not viewer.copy.isEnabled()
    missing = MissingFiles(context)
    qtbot.addWidget(missing)
    with qtbot.waitSignal(missing.counted) as heard:
        missing.read()
    assert heard.args == [1]
    assert "x.jpg" in missing.lines.told()[0][0]
    missing.limit.setText("٣٠")
    missing.limit.editingFinished.emit()
    qtbot.waitUntil(lambda: store.setting(LIMIT) == 30)


def test_locking_closes_what_is_looked_at_and_forgets_the_small_pictures(
    qtbot: QtBot, context: Context, store: Store, incident: str
) -> None:
    attach(store, incident, a_photo(), "a.jpg")
    strip = a_strip(qtbot, context, incident)
    qtbot.waitUntil(lambda: thumbs.kept(strip.found[0]) is not None)
    one = strip.found[0]
    viewer = a_viewer(qtbot, context, incident)
    qtbot.waitUntil(lambda: viewer.stack.currentWidget() is viewer.picture)
    with qtbot.waitSignal(viewer.destroyed):
        context.closing.emit()
    assert thumbs.kept(one) is None
    assert strip.tiles.count() == 0


def test_what_is_written_beside_a_file_is_saved(qtbot: QtBot, context: Context, store: Store, incident: str) -> None:
    attach(store, incident, a_photo(), "a.jpg")
    viewer = a_viewer(qtbot, context, incident)
    qtbot.waitUntil(lambda: viewer.facts._known is not None)
    viewer.facts.title.setText("north wall")
    QTest.keyClick(viewer.facts.title, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: store.attachments(incident)[0].title == "north wall")
    assert viewer.isVisible()  # Enter ends the line and nothing else


def test_a_copy_is_saved_and_noted(
    qtbot: QtBot, tmp_path: Path, context: Context, store: Store, incident: str
) -> None:
    record = attach(store, incident, a_photo(), "a.jpg")
    dialog = CopyDialog(context, None, store.attachments(incident)[0])
    qtbot.addWidget(dialog)
    dialog.aim(tmp_path / "copy.jpg")
    dialog.recipient.setText("the hospital")
    dialog.begin()
    qtbot.waitUntil(lambda: dialog.written)
    assert (tmp_path / "copy.jpg").read_bytes().startswith(b"\xff\xd8\xff")
    last = store.custody(record)[-1]
    assert (last.act, last.recipient) == ("exported", "the hospital")


def test_who_may_not_give_files_to_others_saves_a_copy_for_nobody(
    qtbot: QtBot, context: Context, store: Store, incident: str
) -> None:
    attach(store, incident, a_photo(), "a.jpg")
    context.rights.role = "rescuer"
    dialog = CopyDialog(context, None, store.attachments(incident)[0])
    qtbot.addWidget(dialog)
    assert not dialog.recipient.isEnabled()
    assert dialog.recipient.placeholderText()
    assert dialog.make.isEnabled()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\a.jpg", "a.jpg"),
        ("a:b?.jpg", "a_b_.jpg"),
        ("\u202egpj.exe", "gpj.exe"),
        ("..", "abababababab"),
    ],
)
def test_a_name_from_elsewhere_leads_nowhere(store: Store, incident: str, name: str, safe: str) -> None:
    facts = {"record_id": incident, "media": "photo", "file_name": name, "size": 1, "sha256": "ab" * 32}
    store.save([Edit("attachment", new_id(), facts)])
    assert safe_name(store.attachments(incident)[0]) == safe


def test_lists_show_how_many_files_hang_on_a_record(
    qtbot: QtBot, context: Context, store: Store, incident: str
) -> None:
    other = new_id()
    store.save([Edit("incident", other, {"attack": "air_strike", "status": "draft"})])
    attach(store, incident, a_photo(), "a.jpg")
    attach(store, incident, a_sound(), "b.ogg")
    page = IncidentsPage(context)
    qtbot.addWidget(page)
    page.resize(1300, 600)
    page.show()
    qtbot.waitUntil(lambda: page.table.rows.complete)
    column = next(at for at, one in enumerate(page.columns) if one.key == "files")

    def told() -> set[str]:
        found: list[Any] = [page.table.rows.cells(at) for at in range(2)]
        return {cells[column].words for cells in found if cells}

    qtbot.waitUntil(lambda: told() == {"2 files attached", ""})


def test_a_damaged_file_is_told_in_words(
    qtbot: QtBot, tmp_path: Path, context: Context, store: Store, incident: str
) -> None:
    attach(store, incident, a_photo(), "a.jpg")
    kept = [path for path in tmp_path.rglob("attachments/*") if path.is_file()]
    assert len(kept) == 1
    data = bytearray(kept[0].read_bytes())
    data[len(data) // 2] ^= 1
    kept[0].chmod(0o600)
    kept[0].write_bytes(bytes(data))
    with pytest.raises(UserError):
        store.attachment_stream(store.attachments(incident)[0].id).read()
    viewer = a_viewer(qtbot, context, incident)
    qtbot.waitUntil(lambda: viewer.note.isVisible())
    assert isinstance(viewer.stack.currentWidget(), QWidget)
    assert viewer.stack.currentWidget() is viewer.blank
