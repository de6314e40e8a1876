"""Laws of the hub in the Sync room, and of what goes by itself: off until switched on, told in the strip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from exports import plain_options
from exports.cli import parse
from gui import jobs
from gui.frame.window import Window
from gui.screens.unlock import UnlockForm
from gui.sync import automatic as module
from gui.sync.asking_hub import AskHub
from gui.sync.automatic import Automatic, automatic_of
from gui.sync.automatic_dialog import AutomaticDialog
from gui.sync.hub_dialog import ADMIT, DISMISS, MAKE, HubDialog
from gui.sync.known import known_of, remember
from gui.sync.log import _line, trouble_words
from gui.sync.places import Place
from gui.sync.reading import Company
from gui.sync.room import SyncRoom
from main import opens_window
from storage import Exchanged, exchange_folder, mark_of
from storage.store import Store
from storage.sync import hub_schema
from storage.sync.bundle import SUFFIX
from tests.builders import an_incident
from tests.gui.dressed import speak
from tests.gui.screens_sync import teams
from tests.gui.summer import a_context
from tests.gui.test_sync import done, the_room
from tests.sync.hubs import a_database, a_hub, keeper, own


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """A coordinator's register and a rescuer's that joined."""
    ours, theirs = teams(tmp_path, "Ariha 2", "Khan 1")
    yield ours, theirs
    jobs.finish()
    ours.close()
    theirs.close()


def a_dialog(room: SyncRoom, wish: str = "") -> HubDialog:
    made = HubDialog(room.context, room, room.company.others, None)
    if wish:
        made.choose(wish)
    return made


def told(qtbot: QtBot, dialog: HubDialog) -> str:
    qtbot.waitUntil(lambda: dialog._job is None and not dialog.note.isHidden(), timeout=20_000)
    return dialog.note.words()


def test_a_hub_is_made_entered_and_exchanged_with_in_the_room(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], postgres: str
) -> None:
    ours, theirs = pair
    room, other = the_room(qtbot, qapp, tmp_path, ours), the_room(qtbot, qapp, tmp_path / "b", theirs)
    address = own(a_database(postgres))
    dialog = a_dialog(room, MAKE)
    assert not dialog.do.isEnabled(), "without address and name nothing can be made"
    dialog.address.setText(address)
    dialog.name.setText("postgres")
    dialog.password.line.setText("secret")
    dialog.go()
    assert "may enter" in told(qtbot, dialog) and dialog.password.text() == "", "the password is not kept"
    assert "secret" not in str(room.context.setting("sync-known"))
    dialog.choose(ADMIT)
    assert dialog.laptops.count() == 1
    dialog.name.setText("postgres")
    dialog.admit(tmp_path / "laptop.sijill-admission")
    assert "Admitted" in told(qtbot, dialog)
    entering = a_dialog(other)
    entering.enter(tmp_path / "laptop.sijill-admission")
    assert "may enter" in told(qtbot, entering)
    an_incident(ours)
    for one in (room, other):
        one.do("hub")
        assert "added to it" in done(qtbot, one)
    assert theirs.counts()["incident"] == 1
    dialog.choose(DISMISS)
    dialog.dismiss()
    assert "cannot reach" in told(qtbot, dialog)
    other.do("hub")
    assert "refused" in done(qtbot, other)
    for shown in (dialog, entering):
        shown.close()


def test_without_a_hub_the_key_leads_to_entering_one(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store]
) -> None:
    room = the_room(qtbot, qapp, tmp_path, pair[0])
    room.do("hub")
    (dialog,) = room.findChildren(HubDialog)
    assert dialog.wish.value() == "enter"
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8" * 100)
    dialog.enter(tmp_path / "photo.jpg")
    assert "no admission" in told(qtbot, dialog)
    dialog.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_the_hub_refuses_is_told_and_a_rescuer_makes_none(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], language: str
) -> None:
    _, theirs = pair
    room = the_room(qtbot, qapp, tmp_path, theirs, language)
    for address, word in (
        ("postgresql://127.0.0.1:1/x", "hub-no-entry"),  # nobody has admitted this laptop there
        ("postgresql://a:b@127.0.0.1:1/x", "hub-away"),
        ("http://hub", "not-an-address"),
        ("postgresql://hub.example.org/x?sslmode=disable", "hub-not-private"),
    ):
        remember(room.context, hub=address)
        room.do("hub")
        assert done(qtbot, room)
        assert theirs.exchanges()[0].trouble == word
    dialog = a_dialog(room, MAKE)
    dialog.address.setText("postgresql://127.0.0.1:1/x")
    dialog.name.setText("keeper")
    dialog.go()
    assert told(qtbot, dialog)
    if language == "en":
        assert "only coordinators" in dialog.note.words()
    dialog.close()


def test_the_log_says_in_words_why_an_exchange_with_the_hub_stopped(qapp: QApplication) -> None:
    speak(qapp, "en")
    told = "".join(one.read_text() for one in Path(hub_schema.__file__).parent.glob("hub*.py"))
    kinds = set(re.findall(r'UserError\(\s*"([a-z-]+)"', told)) - {
        "hub-not-allowed",
        "not-an-admission",
        "no-certificate",
    }
    assert {"hub-away", "hub-faulty", "no-hub"} <= kinds
    for kind in sorted(kinds - {"not-certified"}):
        words = trouble_words(kind)
        assert words not in (kind, trouble_words("something else")), kind
    line = _line(
        Exchanged("2026-01-01T10:00:00+00:00", "hub", "in", "", "", 3, "hub-away"), Company(), datetime.now(UTC)
    )
    assert "refused" not in line[0].text and "3" in line[2].text, "no file was refused, and what came is told"


# ---- by itself


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Place]]:
    """What is plugged in: nothing, until a test puts something there."""
    plugged: list[Place] = []
    monkeypatch.setattr(module, "find_places", lambda: list(plugged))
    monkeypatch.setattr(module, "LOOK_MS", 50)
    yield plugged


def by_itself(qapp: QApplication, home: Path, store: Store, **switches: object) -> Automatic:
    speak(qapp, "en")
    context = a_context(home, store)
    remember(context, **switches)
    made = automatic_of(context)
    assert automatic_of(context) is made
    made.begin()
    return made


def test_a_known_stick_is_exchanged_with_when_it_appears_and_no_other(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], stick: list[Place]
) -> None:
    ours, theirs = pair
    known, strange = tmp_path / "known", tmp_path / "strange"
    known.mkdir()
    strange.mkdir()
    an_incident(theirs)
    exchange_folder(theirs, known, road="stick")
    exchange_folder(theirs, strange, road="stick")
    mark = mark_of(known, ours.membership().root)
    assert mark and mark != mark_of(strange, ours.membership().root)
    auto = by_itself(qapp, tmp_path, ours, sticks={mark: "KHAN-1"}, by_stick=True)
    stick.append(Place(strange, "STRANGE"))
    said: list[str] = []
    auto.told.connect(lambda one: said.append(one.words))
    stick.append(Place(known, "KHAN-1"))
    qtbot.waitUntil(lambda: ours.counts()["incident"] == 1, timeout=20_000)
    qtbot.waitUntil(lambda: "taken in" in auto.words.words, timeout=20_000)
    assert any("Exchanging with" in one for one in said)
    written = len(list(known.rglob(f"*{SUFFIX}")))
    assert len(list(strange.rglob(f"*{SUFFIX}"))) == 1, "a stick nobody has written to from here is left alone"
    qtbot.wait(300)
    assert len(list(known.rglob(f"*{SUFFIX}"))) == written, "it is exchanged with once for each time it is plugged in"
    auto.rest()


def test_nothing_goes_by_itself_until_it_is_switched_on(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], stick: list[Place]
) -> None:
    ours, theirs = pair
    an_incident(theirs)
    (tmp_path / "known").mkdir()
    exchange_folder(theirs, tmp_path / "known")
    mark = mark_of(tmp_path / "known", ours.membership().root)
    stick.append(Place(tmp_path / "known", "KHAN-1"))
    auto = by_itself(
        qapp, tmp_path, ours, sticks={mark: "KHAN-1"}, folder=str(tmp_path / "known"), hub="postgresql://x"
    )
    qtbot.wait(200)
    assert ours.counts()["incident"] == 0 and not auto.words.words
    dialog = AutomaticDialog(auto.parent(), None)  # type: ignore[arg-type]
    assert not (dialog.hub.isChecked() or dialog.stick.isChecked() or dialog.folder.isChecked())
    dialog.stick.setChecked(True)
    qtbot.waitUntil(lambda: ours.counts()["incident"] == 1, timeout=20_000)
    dialog.forget.click()
    assert known_of(dialog._context).sticks == {} and not known_of(dialog._context).by_stick
    dialog.close()
    auto.rest()


def test_a_shared_folder_is_read_when_something_came_and_written_after_a_save(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], stick: list[Place]
) -> None:
    ours, theirs = pair
    shared = tmp_path / "shared"
    shared.mkdir()
    auto = by_itself(qapp, tmp_path, ours, folder=str(shared), by_folder=True)
    an_incident(theirs)
    exchange_folder(theirs, shared)
    qtbot.waitUntil(lambda: ours.counts()["incident"] == 1, timeout=20_000)
    an_incident(ours)
    auto._context.announce(ours.save([]))
    auto._saved = True
    qtbot.waitUntil(lambda: _got(theirs, shared, 2), timeout=20_000)
    qtbot.waitUntil(lambda: not auto._busy and not auto._looking, timeout=20_000)
    qtbot.wait(300)
    before = sorted(shared.rglob(f"*{SUFFIX}"))
    qtbot.wait(300)
    assert sorted(shared.rglob(f"*{SUFFIX}")) == before, "two that watch one folder come to rest"
    auto.rest()


def _got(store: Store, folder: Path, incidents: int) -> bool:
    exchange_folder(store, folder)
    return store.counts()["incident"] == incidents


def test_a_folder_that_cannot_be_written_is_told_in_the_strip(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], stick: list[Place]
) -> None:
    ours, _ = pair
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "sijill").write_bytes(b"a file where a folder should be")
    auto = by_itself(qapp, tmp_path, ours, folder=str(tmp_path / "shared"), by_folder=True)
    qtbot.waitUntil(lambda: auto.words.state == "warning", timeout=20_000)
    assert "was read, but could not be written" in auto.words.words and auto.words.more
    auto.rest()


def test_a_register_that_stays_connected_sends_and_gets_by_itself_and_stops_when_locked(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store], postgres: str
) -> None:
    ours, theirs = pair
    hub = a_hub(postgres, ours, theirs)
    auto = by_itself(qapp, tmp_path, ours, hub=hub, by_hub=True)
    qtbot.waitUntil(lambda: auto.words.words == "Connected to the hub", timeout=20_000)
    heard: list[object] = []
    auto._context.changed.connect(heard.append)
    record = an_incident(theirs)
    theirs.push_hub(hub)
    qtbot.waitUntil(lambda: any(record in one.ids for one in heard), timeout=20_000)  # type: ignore[attr-defined]
    from storage import Edit

    auto._context.announce(ours.save([Edit("incident", record, {"narrative": "seen"})]))
    qtbot.waitUntil(lambda: theirs.pull_hub(hub).changes > 0, timeout=20_000)
    auto._context.closing.emit()
    jobs.drop_readers()()
    assert not auto.words.words
    assert keeper(hub)


def test_a_window_asked_to_open_on_a_hub_stays_connected_and_keeps_no_password(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pair: tuple[Store, Store]
) -> None:
    speak(qapp, "en")
    argv = ["--data", str(tmp_path), "--hub", "postgresql://keeper:secret@hub.example.org/sijill"]
    options = plain_options(argv)
    assert options is not None and options.hub == parse(argv).hub and options.data == parse(argv).data
    assert not opens_window(["--hub", "postgresql://x", "check"]) and opens_window(argv)
    context = a_context(tmp_path, pair[0])
    window = Window(context, tmp_path, list)
    qtbot.addWidget(window)
    window.hub = options.hub
    window._connect_to_hub()
    known = known_of(context)
    assert known.by_hub and known.hub == "postgresql://hub.example.org/sijill"
    assert not window.hub, "the next register that is opened was not meant"


def test_only_the_address_of_a_hub_is_taken_before_unlocking(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    speak(qapp, "en")
    form = UnlockForm(tmp_path)
    qtbot.addWidget(form)
    asked: list[str] = []
    form.hub.connect(asked.append)
    dialog = AskHub(form)
    dialog.chosen.connect(form.connect_to)
    dialog.address.setText("http://hub.example.org")
    dialog.take()
    assert not asked and "not the address of a hub" in dialog.field.says.words()
    dialog.address.setText("postgresql://hub.example.org/sijill")
    dialog.take()
    assert asked == ["postgresql://hub.example.org/sijill"]
    assert "stays connected" in form.note.words()
