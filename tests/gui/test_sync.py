"""Laws of the Sync room: what it tells is true, what it does runs behind the window, every failure has its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.app import rooms
from gui.sync import choosing
from gui.sync.asking import AskDialog
from gui.sync.certifying import CertifyDialog
from gui.sync.choosing import ChoosePlace
from gui.sync.joining import JoinDialog
from gui.sync.known import remember
from gui.sync.passed_on import request_in
from gui.sync.places import Place, find_places, is_stick
from gui.sync.qr import matrix_of
from gui.sync.room import SyncRoom
from gui.sync.taking_out import TakeOutDialog
from storage import HubNews, Query, UserError, exchange_folder, let_in, read_folder, read_request, write_folder
from storage.store import Store
from storage.sync.bundle import SUFFIX
from tests.builders import a_store, an_incident
from tests.gui.dressed import speak
from tests.gui.screens_sync import exchange, gap_in, teams
from tests.gui.summer import a_context
from tests.gui.typist import Typist, in_front


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """A coordinator's register and a rescuer's that joined."""
    ours, theirs = teams(tmp_path, "Ariha 2", "Khan 1")
    yield ours, theirs
    jobs.finish()
    ours.close()
    theirs.close()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path, team="Alone", device="Alone A")
    yield made
    jobs.finish()
    made.close()


def the_room(qtbot: QtBot, qapp: QApplication, folder: Path, store: Store, language: str = "en") -> SyncRoom:
    speak(qapp, language)
    room = SyncRoom(a_context(folder, store))
    room.resize(1366, 700)
    qtbot.addWidget(room)
    in_front(qtbot, room)
    room.entered()
    qtbot.waitUntil(lambda: bool(room.company.companions))
    return room


def done(qtbot: QtBot, room: SyncRoom) -> str:
    """Wait until the work has ended and the room is read anew; what came of it."""
    qtbot.waitUntil(lambda: not room.working.busy, timeout=20_000)
    jobs.finish()
    qtbot.wait(1)
    return room.working.note.words()


def line_of(room: SyncRoom, word: str) -> list[str]:
    return next(row for row in room.devices.told() if word in "".join(row))


def said(widget: object) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel))  # type: ignore[attr-defined]


def test_the_room_is_the_ninth() -> None:
    assert {room.key: room.number for room in rooms()}["sync"] == 9


def test_a_stick_that_goes_there_and_back_is_told_truly(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store]
) -> None:
    ours, theirs = pair
    an_incident(ours)
    room = the_room(qtbot, qapp, tmp_path, ours)
    stick = Place(tmp_path / "stick", "KHAN-1")
    stick.path.mkdir()
    assert room.company.unshared == ours.unshared() > 0
    assert "Not yet" in line_of(room, "Khan 1")[1]
    room.go("write", stick)
    assert "encrypted and read back" in done(qtbot, room)
    assert ours.unshared() > 0, "without a receipt nobody is known to have it"
    room.go("write", stick)
    assert "holds all of it already" in done(qtbot, room) and len(list(stick.path.rglob(f"*{SUFFIX}"))) == 1
    read_folder(theirs, stick.path)
    an_incident(theirs)
    write_folder(theirs, stick.path)
    room.go("read", stick)
    assert "taken in" in done(qtbot, room)
    assert room.company.unshared == ours.unshared() == 0
    rows = ours.listing(Query("incident", sort="n", descending=False)).first(9)[1]
    assert sorted(row.sync for row in rows.values()) == ["received", "shared"]
    an_incident(ours)
    rows = ours.listing(Query("incident", sort="n", descending=False)).first(9)[1]
    assert sorted(row.sync for row in rows.values()) == ["here", "received", "shared"]
    row = line_of(room, "Khan 1")
    assert row[1].startswith("today") and row[3] == "0"
    confirmed = next(one for one in room.log.told() if "Confirmed" in one[0])
    assert "Khan 1 A, by stick" in confirmed[0] and "of ours" in confirmed[2], "its receipt stands in the list"
    assert ours.counts()["incident"] == 3
    assert [one.direction for one in room.company.log] == ["in", "out"]
    assert room.context.setting("sync-folder") == str(stick.path)


def test_reading_again_says_that_it_was_read_before(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store]
) -> None:
    ours, theirs = pair
    write_folder(theirs, tmp_path / "stick")
    read_folder(ours, tmp_path / "stick")
    room = the_room(qtbot, qapp, tmp_path, ours)
    room.go("read", Place(tmp_path / "stick", "KHAN-1"))
    assert "read before" in done(qtbot, room)
    (tmp_path / "empty").mkdir()
    room.go("read", Place(tmp_path / "empty", "empty"))
    told = done(qtbot, room)
    assert "Nothing of Sijill lies there." in told and "Is the stick or share connected?" in told


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_refused_file_is_told_with_its_sentence(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], language: str
) -> None:
    ours, theirs = pair
    an_incident(theirs)
    write_folder(theirs, tmp_path / "stick")
    bad = tmp_path / "stick" / f"sijill-{'0' * 16}-000001{SUFFIX}"
    bad.write_bytes(b"rubbish")
    room = the_room(qtbot, qapp, tmp_path, ours, language)
    room.go("read", Place(tmp_path / "stick", "KHAN-1"))
    told = done(qtbot, room)
    assert told
    assert bad.name in said(room.working)
    assert any(one.trouble == "not-a-bundle" for one in room.company.log)
    assert ours.counts()["incident"] == 1


def test_a_stick_that_cannot_be_written_is_told_and_nothing_is_left(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store]
) -> None:
    ours, _ = pair
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    room = the_room(qtbot, qapp, tmp_path, ours)
    room.go("write", Place(blocked, "gone"))
    assert done(qtbot, room)
    assert not [one for one in room.company.log if one.direction == "out"]
    for wish in ("read", "write"):
        room.go(wish, Place(tmp_path / "not there", "gone"))
        assert "There is no file or folder of this name" in done(qtbot, room)
    assert not (tmp_path / "not there").exists(), "a stick that was pulled out is not made up"


def test_alone_there_is_nobody_to_write_to(qtbot: QtBot, qapp: QApplication, tmp_path: Path, alone: Store) -> None:
    (tmp_path / "stick").mkdir()
    room = the_room(qtbot, qapp, tmp_path, alone)
    room.go("write", Place(tmp_path / "stick", "KHAN-1"))
    assert "No other laptop belongs to this register yet" in done(qtbot, room)
    assert not list((tmp_path / "stick").rglob(f"*{SUFFIX}*"))


def test_cancelling_stops_the_work_and_says_so(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store]
) -> None:
    ours, _ = pair
    room = the_room(qtbot, qapp, tmp_path, ours)
    steps: list[int] = []

    def slow(pace: jobs.Pace) -> None:
        for step in range(10_000):
            pace.step(step, 10_000)
            steps.append(step)
            Event().wait(0.005)

    room.working.begin(slow, lambda _: None, "…", "…")
    qtbot.waitUntil(lambda: len(steps) > 2)
    Typist(qapp).press("Esc")
    assert "Cancelled" in done(qtbot, room)
    assert len(steps) < 10_000


def test_a_cancelled_reading_leaves_the_register_as_it_was(tmp_path: Path, pair: tuple[Store, Store]) -> None:
    from storage import Cancelled

    ours, theirs = pair
    for _ in range(3):
        an_incident(theirs)
    write_folder(theirs, tmp_path / "stick")
    before = ours.state_hash()
    asked: list[int] = []

    def soon() -> bool:
        asked.append(1)
        return len(asked) > 1

    with pytest.raises(Cancelled):
        read_folder(ours, tmp_path / "stick", cancelled=soon)
    assert ours.state_hash() == before
    assert read_folder(ours, tmp_path / "stick").bundles == 1


def test_missing_numbers_are_named_and_a_button_writes_what_we_hold(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store]
) -> None:
    ours, theirs = pair
    gap_in(ours, theirs)
    room = the_room(qtbot, qapp, tmp_path, ours)
    (other,) = [one for one in room.company.companions if not one.own]
    first, last = other.gaps[0]
    numbers = f"{first}–{last}" if last > first else str(first)
    assert numbers in room.gap.words() and "Khan 1" in room.gap.words()
    assert f"missing {numbers}" in line_of(room, "Khan 1")[3]
    assert not room.gap.isHidden()


def test_every_laptop_with_a_gap_counts_and_one_taken_out_lacks_nothing_any_more(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    ours, khan, hama, gone = stores = teams(tmp_path, "Ariha 2", "Khan 1", "Hama 1", "Gone")
    gap_in(ours, khan)
    gap_in(ours, hama)
    ours.revoke(gone.me.device, "lost")
    room = the_room(qtbot, qapp, tmp_path, ours)
    assert "So it is with 1 other laptop." in room.gap.words()
    assert line_of(room, "Gone")[2:4] == ["–", "–"]
    remember(room.context, hub="postgresql://hub.example.org/sijill")
    room.automatic._heard("", HubNews("here"))
    name, met, _, _, state = line_of(room, "The hub")
    assert "hub.example.org/sijill" in name and "Not yet" in met and state == "connected"
    room.devices.setCurrentItem(room.devices.topLevelItem(1))
    assert room.devices.key() == "hub" and room.chosen() is None and not room.out.isEnabled()
    room.devices.resize(600, 150)
    room.devices.verticalScrollBar().setValue(2)
    room.devices.setCurrentItem(room.devices.topLevelItem(0))
    room.devices.verticalScrollBar().setValue(2)
    room.read()
    jobs.finish()
    qtbot.wait(1)
    assert room.devices.verticalScrollBar().value() == 2, "news does not throw back who reads far below"
    jobs.finish()
    for one in stores:
        one.close()


def test_the_practice_register_shows_invented_laptops_and_writes_nothing(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    store = a_store(tmp_path, practice=True, device="Ours")
    before = store.position()
    context = a_context(tmp_path, store)
    context.take(replace(context.opened, about=replace(context.about, practice=True)))
    room = SyncRoom(context)
    qtbot.addWidget(room)
    in_front(qtbot, room)
    room.entered()
    qtbot.waitUntil(lambda: room.company.practice)
    assert not any(one.isEnabled() for one in room.actions_.buttons.values())
    assert "invented" in room.practice.words() and not room.practice.isHidden()
    assert "This device" in room.devices.told()[0][0]
    for wish in ("write", "read", "ask", "certify", "join", "take_out"):
        room.do(wish)
    room.go("write", Place(tmp_path / "stick", "KHAN-1"))
    assert not room.findChildren(QDialog) and not room.working.busy
    assert store.position() == before
    jobs.finish()
    store.close()


# ---- joining


def test_a_laptop_joins_by_request_and_answer(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], alone: Store
) -> None:
    ours, _ = pair
    room, theirs = the_room(qtbot, qapp, tmp_path, ours), the_room(qtbot, qapp, tmp_path, alone)
    ask = AskDialog(theirs.context, theirs)
    qtbot.waitUntil(lambda: ask.request is not None and ask.do.isEnabled())
    ask.save(tmp_path / "laptop.sijill-request")
    qtbot.waitUntil(lambda: "Saved" in ask.note.words())
    certify = CertifyDialog(room.context, room)
    certify.read(tmp_path / "laptop.sijill-request")
    qtbot.waitUntil(lambda: certify.request is not None and certify.same.isEnabled())
    assert certify.numbers.told() == ask.numbers.told()
    assert "Alone A" in certify.who.text()
    assert not certify.do.isEnabled(), "nobody is certified before the numbers were compared"
    certify.certify(tmp_path / "early")
    assert not (tmp_path / "early").exists()
    certify.same.setChecked(True)
    certify.certify(tmp_path / "laptop.sijill-answer")
    qtbot.waitUntil(lambda: "Certified" in certify.note.words())
    join = JoinDialog(theirs.context, theirs)
    join.take(tmp_path / "laptop.sijill-answer")
    qtbot.waitUntil(lambda: join.found is not None and join.same.isEnabled())
    assert join.numbers.told() in certify.note.words(), "the coordinator reads the organisation's numbers"
    assert "Ariha 2 A" in join.whose.text() and "Rescuer" in join.who.text() and join.leave.isHidden()
    join.join()
    assert alone.membership().root != ours.membership().root, "nobody joins before the numbers were compared"
    join.same.setChecked(True)
    join.join()
    qtbot.waitUntil(lambda: "belongs now" in join.note.words())
    assert alone.membership().root == ours.membership().root
    certify.certify(tmp_path / "again")
    qtbot.waitUntil(lambda: (tmp_path / "again").exists() and certify.do.isEnabled())
    assert ours.counts()["certificate"] == 3, "the same laptop is not certified twice"
    for one in (ask, certify, join):
        one.close()


def test_leaving_an_organisation_is_asked_apart_and_what_was_taken_out_asks_as_a_new_laptop(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], alone: Store
) -> None:
    ours, theirs = pair
    ours.revoke(theirs.me.device, "lost")
    room = the_room(qtbot, qapp, tmp_path, theirs)
    ask, old = AskDialog(room.context, room), theirs.me.device
    qtbot.waitUntil(lambda: ask.request is not None and ask.do.isEnabled())
    numbers = ask.numbers.told()
    ask.ask_anew()
    qtbot.waitUntil(lambda: "new number" in ask.note.words() and ask.do.isEnabled())
    assert theirs.me.device[:12] != old[:12] and ask.numbers.told() != numbers
    assert ask.request is not None
    let_in(alone, ask.request, "verifier", tmp_path / "answer")
    join = JoinDialog(room.context, room)
    join.take(tmp_path / "answer")
    qtbot.waitUntil(lambda: join.found is not None and join.same.isEnabled())
    assert not join.leave.isHidden() and "Test" in join.warning.text()
    join.same.setChecked(True)
    assert not join.do.isEnabled(), "others are not left by a slip"
    join.leave.setChecked(True)
    join.join()
    qtbot.waitUntil(lambda: "belongs now" in join.note.words())
    assert theirs.membership().root == alone.membership().root
    for one in (ask, join):
        one.close()


def test_what_is_no_request_and_no_answer_is_told(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, alone: Store
) -> None:
    room = the_room(qtbot, qapp, tmp_path, alone)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8" * 100)
    certify, join = CertifyDialog(room.context, room), JoinDialog(room.context, room)
    certify.read(tmp_path / "photo.jpg")
    qtbot.waitUntil(lambda: "not the file that is needed" in certify.note.words())
    certify.read_text("hello")
    qtbot.waitUntil(lambda: "no request to join" in certify.note.words())
    join.take(tmp_path / "photo.jpg")
    qtbot.waitUntil(lambda: "not the file that is needed" in join.note.words())
    assert not certify.do.isEnabled()
    for one in (certify, join):
        one.close()


def test_who_certifies_is_told_of_a_laptop_that_is_called_alike(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], alone: Store
) -> None:
    dialog = CertifyDialog(the_room(qtbot, qapp, tmp_path, pair[0]).context, None)
    asked = alone.request()
    for name, told in (("khan 1  a", True), (asked.name, False)):
        dialog.read_text(replace(asked, name=name).text())
        qtbot.waitUntil(lambda: dialog._job is None)
        assert ("called “Khan 1 A” belongs" in dialog.note.words() and not dialog.note.isHidden()) is told
    dialog.close()


def test_a_request_is_found_in_what_a_messenger_made_of_it(alone: Store) -> None:
    request = alone.request()
    text = request.text()
    in_lines = "\r\n".join(text[at : at + 60] for at in range(0, len(text), 60))
    for one in (text, f"Khan 1 asks:\n{text}\nSee you!", in_lines, text.replace('"', "“")):
        assert request_in(one) == request
    for one in ("", "{}", text[:-9], text + text):
        with pytest.raises(UserError, match="not-a-request"):
            request_in(one)


def test_a_request_reads_back_from_its_code(alone: Store) -> None:
    text = alone.request().text()
    rows = matrix_of(text)
    assert len(rows) == len(rows[0]) > 60
    assert read_request(text) == alone.request()


def test_a_laptop_is_taken_out_only_with_a_reason_and_its_name(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store]
) -> None:
    ours, theirs = pair
    room = the_room(qtbot, qapp, tmp_path, ours)
    assert not room.out.isEnabled(), "this device does not take itself out"
    typist = Typist(qapp)
    typist.press("Down")
    assert room.out.isEnabled()
    other = room.chosen()
    assert other is not None
    dialog = TakeOutDialog(room.context, room, other)
    dialog.reason.setText("lost on the road")
    dialog.name.setText("Khan")
    assert not dialog.do.isEnabled()
    dialog.name.setText("Khan 1 A")
    assert dialog.do.isEnabled()
    dialog.take_out()
    qtbot.waitUntil(lambda: ours.membership().members[theirs.me.device[:12]].revoked)
    qtbot.waitUntil(lambda: "taken out" in "".join(line_of(room, "Khan 1")))
    assert not room.out.isEnabled()


def test_whoever_takes_out_a_laptop_is_told_whom_it_let_in(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store]
) -> None:
    room = the_room(qtbot, qapp, tmp_path, pair[0])
    other = next(one for one in room.company.companions if not one.own)
    for names in (("Stranger 9",), ()):
        dialog = TakeOutDialog(room.context, room, replace(other, let_in=names))
        told = "".join(one.text() for one in dialog.findChildren(QLabel))
        assert ("It let in Stranger 9." in told) == bool(names)
        dialog.close()


# ---- where


def looked(qtbot: QtBot, dialog: ChoosePlace) -> None:
    """The computer has said what is plugged in."""
    qtbot.waitUntil(lambda: dialog._job is not None and dialog._job.finished)


def test_sticks_are_told_by_where_they_are_mounted() -> None:
    assert is_stick("/media/omar/KHAN-1", "linux") and is_stick("/run/media/omar/KHAN-1", "linux")
    assert is_stick("/Volumes/KHAN-1", "darwin")
    assert not any(is_stick(root, "linux") for root in ("/", "/home", "/media", "/boot/efi", "/mediation/x"))
    assert is_stick("E:/", "win32") and not is_stick("C:/", "win32") and not is_stick("D:/", "win32", "d:")


def test_folders_used_before_are_offered_while_they_exist(tmp_path: Path) -> None:
    (found,) = [one for one in find_places(["", str(tmp_path), str(tmp_path)]) if one.path == tmp_path]
    assert not found.stick and found.road == "folder" and not found.shut
    assert not [one for one in find_places([str(tmp_path / "gone")]) if "gone" in str(one.path)]


def test_a_folder_exchanged_with_by_another_door_is_offered_in_the_window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store]
) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    exchange_folder(pair[0], folder)
    room = the_room(qtbot, qapp, tmp_path, pair[0])
    room.do("write")
    dialog = room.findChild(ChoosePlace)
    assert dialog is not None
    looked(qtbot, dialog)
    offered = [dialog.list.item(one).data(Qt.ItemDataRole.UserRole).path for one in range(dialog.list.count())]
    assert folder in offered
    dialog.reject()


def test_nothing_is_written_where_a_disk_is_protected(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, alone: Store
) -> None:
    room = the_room(qtbot, qapp, tmp_path, alone)
    shut, open_ = Place(tmp_path, "CARD", shut=True), Place(tmp_path / "b", "STICK", 1)
    for writes, can in ((True, False), (False, True)):
        dialog = ChoosePlace(room, tuple, writes=writes)
        looked(qtbot, dialog)
        dialog.show_places([open_, shut])
        assert dialog.do.isEnabled()
        dialog.list.setCurrentRow(1)
        assert dialog.do.isEnabled() == can
        dialog.reject()


def test_a_share_that_hangs_is_told_and_a_folder_that_is_chosen_is_taken_as_it_is(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, alone: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "PATIENCE_MS", 30)
    room, hung, taken = the_room(qtbot, qapp, tmp_path, alone), Event(), list[Place]()
    jobs.Job(hung.wait, lane=jobs.LOOK).start()
    dialog = ChoosePlace(room, tuple, writes=True)
    dialog.chosen.connect(taken.append)
    try:
        qtbot.waitUntil(lambda: "does not answer" in dialog.told.text())
        assert dialog._job is not None and dialog._job.finished, "nothing else waits behind it"
        dialog._patience.setInterval(60_000)
        dialog.look()
        qtbot.waitUntil(lambda: not dialog.told.text().startswith(("A stick or share", "Looking")))
    finally:
        hung.set()
    dialog._folder(str(tmp_path))
    assert [(one.path, one.anew) for one in taken] == [(tmp_path, True)]


def test_enter_takes_the_chosen_stick(qtbot: QtBot, qapp: QApplication, tmp_path: Path, alone: Store) -> None:
    room = the_room(qtbot, qapp, tmp_path, alone)
    taken: list[Place] = []
    dialog = ChoosePlace(room, tuple, writes=True)
    dialog.chosen.connect(taken.append)
    in_front(qtbot, dialog)
    looked(qtbot, dialog)
    dialog.show_places([Place(tmp_path / "one", "one"), Place(tmp_path / "two", "two")])
    dialog.list.setFocus()
    Typist(qapp).press("Down", "Return")
    qtbot.waitUntil(lambda: bool(taken))
    assert [one.name for one in taken] == ["two"]


def test_the_keys_open_what_they_say(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store]
) -> None:
    ours, theirs = pair
    exchange(ours, theirs, tmp_path / "stick")
    room = the_room(qtbot, qapp, tmp_path, ours)
    for key, writes in (("F5", True), ("F6", False)):
        room.devices.setFocus()
        Typist(qapp).press(key)
        dialog = next(one for one in room.findChildren(ChoosePlace) if one.isVisible())
        assert dialog.writes is writes
        dialog.reject()
        jobs.finish()
        in_front(qtbot, room)
    room.devices.setFocus()
    Typist(qapp).press("Alt+X")
    assert room.state() == {"list": "apart"}
    assert room.layoutDirection() is Qt.LayoutDirection.LeftToRight
