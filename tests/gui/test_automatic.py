"""Laws of what goes by itself when something is in its way: told in words, tried again, and nothing waits unseen."""

from __future__ import annotations

import errno
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui import jobs, messages
from gui.jobs import LOOK, Job, drop_readers
from gui.sync import automatic as module
from gui.sync import working
from gui.sync.automatic_dialog import AutomaticDialog
from gui.sync.automatic_words import Told
from gui.sync.hub_dialog import HubDialog
from gui.sync.known import remember
from gui.sync.places import Place
from gui.sync.taking_out import TakeOutDialog
from gui.sync.working import ROAD
from storage import RECORDS, HubNews, Outcome, Read, UserError, exchange_folder, mark_of, message
from storage.database.faults import translated
from storage.store import Store
from storage.sync.bundle import SUFFIX
from tests.builders import an_incident
from tests.gui.dressed import speak
from tests.gui.test_sync import done, the_room
from tests.gui.test_sync_hub import by_itself, pair, stick
from tests.sync.hubs import a_hub

__all__ = ["pair", "stick"]
AWAY = UserError("hub-away", message("The hub does not answer."), message("Try again."))


def heard_of(auto: Any) -> list[Outcome]:
    found: list[Outcome] = []
    auto._context.changed.connect(found.append)
    return found


def test_what_was_read_is_shown_though_nothing_can_be_written_and_what_was_saved_goes_later(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], stick: list[Place],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(module, "AGAIN", 0.1)
    ours, theirs = pair
    shared = tmp_path / "shared"
    shared.mkdir()
    record = an_incident(theirs)
    exchange_folder(theirs, shared)
    closed = shared / "sijill" / ours.membership().root[:16] / ours.me.device[:12]
    closed.write_bytes(b"")  # where our bundles would lie
    saved = an_incident(ours)
    auto = by_itself(qapp, tmp_path, ours)
    heard = heard_of(auto)
    remember(auto._context, folder=str(shared), by_folder=True)
    auto.begin()
    qtbot.waitUntil(lambda: auto.words.state == "warning", timeout=20_000)
    assert "was read, but could not be written" in auto.words.words and auto.words.more
    assert any(record in one.ids for one in heard), "the lists show what has come"
    closed.unlink()
    qtbot.waitUntil(lambda: any(closed.rglob(f"*{SUFFIX}")) and not auto._busy, timeout=20_000)
    assert auto.words.state != "warning"
    exchange_folder(theirs, shared)
    assert theirs.read("incident", saved) is not None
    auto.rest()


def test_a_folder_that_is_gone_is_told_and_taken_up_when_it_is_there_again(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], stick: list[Place]
) -> None:
    ours, _ = pair
    an_incident(ours)
    auto = by_itself(qapp, tmp_path, ours, folder=str(tmp_path / "shared"), by_folder=True)
    qtbot.waitUntil(lambda: "not there" in auto.words.words, timeout=20_000)
    (tmp_path / "shared").mkdir()
    qtbot.waitUntil(lambda: any((tmp_path / "shared").rglob(f"*{SUFFIX}")), timeout=20_000)
    qtbot.waitUntil(lambda: "not there" not in auto.words.words, timeout=20_000)
    auto.rest()


def test_an_empty_folder_where_a_share_was_is_no_folder_until_the_share_is_there_or_it_is_chosen_anew(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], stick: list[Place]
) -> None:
    ours, _ = pair
    shared = tmp_path / "shared"
    shared.mkdir()
    an_incident(ours)
    exchange_folder(ours, shared)
    shared.rename(tmp_path / "away")
    shared.mkdir()
    auto = by_itself(qapp, tmp_path, ours, folder=str(shared), by_folder=True)
    qtbot.waitUntil(lambda: "is empty: is the share connected?" in auto.words.words, timeout=20_000)
    assert not list(shared.iterdir())
    room = the_room(qtbot, qapp, tmp_path, ours)
    room.go("write", Place(shared, "shared", stick=False))
    assert "“shared” is empty" in done(qtbot, room), "by hand neither"
    room.go("write", Place(shared, "shared", stick=False, anew=True))
    assert "Written" in done(qtbot, room)
    qtbot.waitUntil(lambda: "is empty" not in auto.words.words, timeout=20_000)
    auto.rest()


def test_a_folder_that_is_empty_on_purpose_is_exchanged_with_once_it_is_chosen_anew(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], stick: list[Place]
) -> None:
    ours, shared = pair[0], tmp_path / "shared"
    shared.mkdir()
    an_incident(ours)
    exchange_folder(ours, shared)
    shared.rename(tmp_path / "away")
    shared.mkdir()
    auto = by_itself(qapp, tmp_path, ours, folder=str(shared), by_folder=True)
    qtbot.waitUntil(lambda: "is empty" in auto.words.words, timeout=20_000)
    dialog = AutomaticDialog(auto.parent(), None)  # type: ignore[arg-type]
    dialog.take_folder(str(shared))
    qtbot.waitUntil(lambda: any(shared.rglob(f"*{SUFFIX}")), timeout=20_000)
    dialog.close()
    auto.rest()


def test_a_computer_that_waits_for_a_share_is_told_until_it_answers(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], stick: list[Place],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(module, "HANGS", 0.0)
    hung = Event()
    Job(hung.wait, lane=LOOK).start()
    auto = by_itself(qapp, tmp_path, pair[0], by_stick=True)
    try:
        qtbot.waitUntil(lambda: "does not answer" in auto.words.words, timeout=20_000)
    finally:
        hung.set()
    qtbot.waitUntil(lambda: "does not answer" not in auto.words.words, timeout=20_000)
    auto.rest()


def test_a_file_that_is_refused_is_told_once(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], stick: list[Place]
) -> None:
    ours, theirs = pair
    shared = tmp_path / "shared"
    shared.mkdir()
    exchange_folder(theirs, shared)
    (shared / f"sijill-{'0' * 16}-000001{SUFFIX}").write_bytes(b"rubbish")
    auto = by_itself(qapp, tmp_path, ours, folder=str(shared), by_folder=True)
    qtbot.waitUntil(lambda: "not everything" in auto.words.words, timeout=20_000)
    assert "1 file was refused" in auto.words.more
    room = the_room(qtbot, qapp, tmp_path, ours)
    room.automatic = auto
    room.hide()
    assert not auto.words.words, "who has been in the room has read it"
    said: list[str] = []
    auto.told.connect(lambda told: said.append(told.words))
    auto._saved = True
    qtbot.waitUntil(lambda: bool(said) and not auto._busy, timeout=20_000)
    assert not any("not everything" in one for one in said)
    auto.rest()


def test_a_trouble_of_the_hub_is_not_hidden_behind_a_stick_that_went_well(
    qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store]
) -> None:
    auto = by_itself(qapp, tmp_path, pair[0])
    auto._exchanged(Place(tmp_path, "KHAN-1"), Read(changes=3), 2)
    assert "3 changes taken in" in auto.words.words
    auto._heard("", HubNews("here"))
    assert "3 changes taken in" in auto.words.words
    auto._heard("", HubNews("away", trouble=AWAY))
    assert auto.words == Told("The hub is away", "warning", "The hub does not answer. Try again.")
    auto._heard("", HubNews("here"))
    auto._fading.timeout.emit()
    assert auto.words.words == "Connected to the hub", "what went well is not told for ever"
    speak(qapp, "ar")
    auto._context.restyled.emit()
    assert auto.words.words == "متصل بالخادم المشترك"
    speak(qapp, "en")
    for kind, words in (("hub-no-entry", "Not admitted to the hub"), ("hub-stranger", "Nothing goes to the hub")):
        auto._heard("", HubNews("away", trouble=UserError(kind, AWAY.what, AWAY.todo)))
        assert auto.words.words == words, "a hub that is there is not away"
    auto.rest()


def test_after_locking_nothing_is_said_to_be_under_way(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], stick: list[Place]
) -> None:
    ours, theirs = pair
    exchange_folder(theirs, tmp_path)
    auto = by_itself(qapp, tmp_path, ours, sticks={mark_of(tmp_path, ours.membership().root): "K"}, by_stick=True)
    stick.append(Place(tmp_path, "K"))
    qtbot.waitUntil(lambda: "Exchanging" in auto.words.words, timeout=20_000)
    auto._context.closing.emit()
    drop_readers()()
    assert not auto.words.words


@pytest.mark.parametrize("code", [errno.ENOTCONN, errno.EHOSTDOWN, errno.ETIMEDOUT, errno.EEXIST, errno.ENOMEDIUM])
def test_a_share_that_falls_is_no_fault_of_ours(code: int) -> None:
    with pytest.raises(UserError) as trouble, translated():
        raise OSError(code, "…")
    assert trouble.value.kind == "unreachable"


def test_a_fault_of_ours_does_not_leave_an_exchange_under_way_for_ever(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], stick: list[Place],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    auto = by_itself(qapp, tmp_path, pair[0])

    def faulty(*_: Any, **__: Any) -> Any:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(module, "exchange_folder", faulty)
    auto._exchange(Place(tmp_path, "Share", stick=False))
    qtbot.waitUntil(lambda: not auto._busy, timeout=20_000)
    assert auto.words.state == "warning" and "did not work" in auto.words.words and auto._owed
    assert messages.reported.pop().args == ("a fault of ours",)


def test_a_share_that_hangs_holds_neither_the_readers_nor_the_lock(qtbot: QtBot) -> None:
    hung, read = Event(), list[int]()
    Job(hung.wait, lane=LOOK).start()
    Job(lambda: 1).then(read.append).start()
    qtbot.waitUntil(lambda: read == [1])
    drop_readers()()  # comes back
    hung.set()


def test_a_share_that_hangs_in_an_exchange_holds_up_neither_locking_nor_quitting(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PATIENCE", 0.05)
    hung, saved = Event(), Event()
    Job(hung.wait, lane=ROAD).start()
    drop_readers()()  # comes back
    Job(saved.set, writes=True).start()
    assert jobs.leave() and saved.is_set(), "what is being saved is saved; the thread in the share is told of"
    hung.set()
    qtbot.waitUntil(lambda: not jobs.leave())


def test_the_room_goes_on_without_a_share_that_hangs_when_it_is_cancelled(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "GIVE_UP_MS", 30)
    ours, theirs = pair
    exchange_folder(theirs, tmp_path)
    room, hung = the_room(qtbot, qapp, tmp_path, ours), Event()
    try:
        room.working.begin(lambda _: hung.wait(), lambda _: None, "Reading…", "")
        room.working.stop()
        assert "It does not answer" in done(qtbot, room)
        room.go("read", Place(tmp_path, "KHAN-1"))
        assert "taken in" in done(qtbot, room), "another stick is read meanwhile"
    finally:
        hung.set()


def test_a_fault_that_ends_the_following_is_told_and_followed_by_another_try(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], postgres: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(module, "AGAIN", 0.05)
    ours, theirs = pair
    follow, faults = ours.follow_hub, [RuntimeError("a fault of ours")]

    def faulty(*asked: Any, **more: Any) -> None:
        if faults:
            raise faults.pop()
        follow(*asked, **more)

    monkeypatch.setattr(ours, "follow_hub", faulty)
    said: list[str] = []
    auto = by_itself(qapp, tmp_path, ours)
    auto.told.connect(lambda told: said.append(told.words))
    remember(auto._context, hub=a_hub(postgres, ours, theirs), by_hub=True)
    auto.begin()
    qtbot.waitUntil(lambda: auto.words.words == "Connected to the hub", timeout=20_000)
    assert "Nothing goes to the hub" in said and messages.reported.pop().args == ("a fault of ours",)
    auto.rest()
    drop_readers()()


def test_the_room_says_in_sentences_what_does_not_go_by_itself_and_an_admission_is_used_at_once(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store]
) -> None:
    room = the_room(qtbot, qapp, tmp_path, pair[0])
    assert room.by_itself.isHidden()
    room.automatic._heard("", HubNews("away", trouble=AWAY))
    assert room.by_itself.isVisible()
    assert room.by_itself.words() == "The hub is away. The hub does not answer. Try again."
    remember(room.context, hub="postgresql://127.0.0.1:1/x", by_hub=True)
    tries: list[str] = []
    room.automatic._follow = tries.append  # type: ignore[method-assign,assignment]
    room.do("enter_hub")
    dialog = next(one for one in room.children() if type(one).__name__ == "HubDialog")
    dialog.reject()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: tries == ["", "postgresql://127.0.0.1:1/x"])


def test_what_came_by_stick_goes_on_to_the_hub_at_once_and_what_the_hub_brought_does_not(
    qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store]
) -> None:
    auto = by_itself(qapp, tmp_path, pair[0])
    auto._heard("", HubNews("here", Read(bundles=1, changes=1)))
    assert not auto._wake.is_set()
    auto._context.announce(Outcome(frozenset(RECORDS)))
    assert auto._wake.is_set()
    moved: list[int] = []
    auto.moved.connect(lambda: moved.append(1))
    for news in (HubNews("away", trouble=AWAY), HubNews("here"), HubNews("here")):
        auto._heard("", news)
    assert len(moved) == 2, "the room reads anew when the line comes and goes"
    auto.rest()


def test_who_takes_a_laptop_out_is_told_of_the_hub_and_passwords_have_a_name_to_be_read_out(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store]
) -> None:
    room = the_room(qtbot, qapp, tmp_path, pair[0])
    other = next(one for one in room.company.companions if not one.own)
    for hub in ("", "postgresql://hub.example.org/sijill"):
        remember(room.context, hub=hub)
        dialog = TakeOutDialog(room.context, room, other)
        told = " ".join(one.text() for one in dialog.findChildren(QLabel))
        assert ("Shut it out of the hub" in told) == bool(hub)
        dialog.close()
    keeper = HubDialog(room.context, room, [], None)
    assert keeper.password.line.accessibleName() == "Password"
    keeper.close()


@pytest.mark.parametrize("cancelled", [True, False])
def test_an_exchange_that_ends_early_shows_what_had_come(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], cancelled: bool
) -> None:
    room = the_room(qtbot, qapp, tmp_path, pair[0])
    heard: list[Outcome] = []
    room.context.changed.connect(heard.append)

    def halted(pace: Any) -> None:
        if cancelled:
            pace.tell(room.working.stop)
            while not pace.cancelled:  # in Qt's thread, as a person's key is
                sleep(0.001)
            pace.step(1, 2)
        raise AWAY

    room.working.begin(halted, lambda _: None, "…", "…")
    assert done(qtbot, room)
    assert [one.kinds for one in heard] == [frozenset(RECORDS)]
