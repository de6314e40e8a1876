"""Pictures of the Sync room: devices with gaps and receipts, a stick being read, the dialogs of joining."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from gui.app import rooms
from gui.context import Context
from gui.frame.shell import Shell
from gui.sync.asking import AskDialog
from gui.sync.automatic_dialog import AutomaticDialog
from gui.sync.certifying import CertifyDialog
from gui.sync.choosing import ChoosePlace
from gui.sync.hub_dialog import ADMIT, HubDialog
from gui.sync.joining import JoinDialog
from gui.sync.known import remember
from gui.sync.places import Place
from gui.sync.room import SyncRoom
from gui.sync.taking_apart import TakeApartDialog
from gui.sync.taking_out import TakeOutDialog
from storage import Apart, HubNews, let_in, read_folder, write_folder
from storage.store import Store
from storage.sync.hub_address import cut_off
from tests.builders import a_store, an_incident
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context
from tests.sync.test_segments import joined


def teams(folder: Path, *names: str) -> list[Store]:
    """A coordinator's register and others that joined it."""
    stores = [a_store(folder, team=name, device=f"{name} A") for name in names]
    for store in stores[1:]:
        joined(store, stores[0])
    return stores


def exchange(ours: Store, theirs: Store, stick: Path) -> None:
    """There and back."""
    for store in (ours, theirs, ours):
        read_folder(store, stick)
        write_folder(store, stick)


def gap_in(ours: Store, theirs: Store) -> None:
    """Of the other's changes some in the middle have not arrived."""
    for _ in range(3):
        an_incident(theirs)
        theirs.vector()  # a seal of its own
    found = [one for one in theirs.segments(ours.vector()) if one.device.hex() == theirs.me.device]
    ours.take_in([found[0], found[-1]])


def season(folder: Path) -> list[Store]:
    """Four laptops: one complete, one with a gap, one never heard of, one taken out; a refused file."""
    stores = teams(folder, "Ariha 2", "Khan 1", "فريق ب", "Hama North")
    ours, khan, arabic, gone = stores
    an_incident(khan)
    exchange(ours, khan, folder / "stick")
    gap_in(ours, arabic)
    ours.revoke(gone.me.device, "lost on the road")
    (folder / "bad").mkdir()
    (folder / "bad" / f"sijill-{'0' * 16}-000001.sijill-bundle").write_bytes(b"rubbish")
    read_folder(ours, folder / "bad")
    for store in stores[1:]:
        store.close()
    an_incident(ours)
    return stores


def a_room(folder: Path, store: Store, size: tuple[int, int] = (1366, 700)) -> SyncRoom:
    """The room, read."""
    room = SyncRoom(a_context(folder, store))
    room.resize(*size)
    room.show()
    room.entered()
    wait_until(lambda: bool(room.company.companions))
    return room


@screen("sync")
def sync(stage: Stage) -> QWidget:
    """The whole room."""
    return a_room(stage.folder, season(stage.folder)[0], stage.size)


@screen("sync-window")
def window(stage: Stage) -> QWidget:
    """In the window, with rail and status strip."""
    context = a_context(stage.folder, season(stage.folder)[0])
    shell = Shell(context, rooms())
    shell.resize(*stage.size)
    shell.show()
    page = shell.go_to("sync")
    assert isinstance(page, SyncRoom)
    wait_until(lambda: bool(page.company.companions))
    settle(900)  # what is remembered is written by then
    return shell


@screen("sync-many")
def many(stage: Stage) -> QWidget:
    """Sixty laptops, a hub that is away, and what it says in sentences."""
    ours = season(stage.folder)[0]
    asking = a_store(stage.folder, team="Somebody", device="Somebody A")
    request = asking.request()
    asking.close()
    for number in range(56):
        name = f"{('خان شيخون', 'Kafr Nobol', 'فريق الإسناد الطبي في معرة النعمان')[number % 3]} {number}"
        ours.certify(replace(request, device=f"{number:012x}", name=name), "rescuer")
    context = a_context(stage.folder, ours)
    return _with_hub(stage, context, HubNews("away", trouble=cut_off()))


@screen("sync-working")
def working(stage: Stage) -> QWidget:
    """A stick is being read."""
    room = a_room(stage.folder, season(stage.folder)[0], stage.size)
    room.working.far.setText("…")
    room.working.begin(lambda pace: settle_long(pace), lambda _: None, "KHAN-1", "…")
    room.working._progress(72, 100)
    return room


def settle_long(pace: Any) -> None:
    """Work that ends when it is cancelled, or after two seconds."""
    for _ in range(60):
        pace.step(72, 100)
        Event().wait(0.02)


@screen("sync-refused")
def refused(stage: Stage) -> QWidget:
    """What came of reading: something new, and two files refused with their sentences."""
    ours, khan = teams(stage.folder, "Ariha 2", "Khan 1")
    an_incident(khan)
    write_folder(khan, stage.folder / "stick")
    for name in "01":
        (stage.folder / "stick" / f"sijill-{name * 16}-000001.sijill-bundle").write_bytes(b"rubbish")
    room = a_room(stage.folder, ours, stage.size)
    room.go("read", Place(stage.folder / "stick", "KHAN-1"))
    wait_until(lambda: not room.working.busy)
    settle(300)
    khan.close()
    return room


@screen("sync-alone")
def alone(stage: Stage) -> QWidget:
    """A register begun alone."""
    return a_room(stage.folder, a_store(stage.folder, team="Ariha 2"), stage.size)


def _shown(dialog: QDialog, room: QWidget) -> QDialog:
    dialog.show()
    settle(500)
    dialog.destroyed.connect(room.deleteLater)
    return dialog


@screen("sync-choose")
def choose(stage: Stage) -> QWidget:
    """Which stick."""
    room = a_room(stage.folder, a_store(stage.folder))
    dialog = ChoosePlace(room, tuple, writes=True)
    settle(200)
    dialog.show_places(
        [
            Place(Path("/media/KHAN-1"), "KHAN-1", 7_300_000_000),
            Place(Path("/x"), "تبادل", 9 << 30, stick=False),
            Place(Path("/media/CD"), "KHAN-2", shut=True),
        ]
    )
    return _shown(dialog, room)


@screen("sync-ask")
def ask(stage: Stage) -> QWidget:
    """Asking to join."""
    room = a_room(stage.folder, a_store(stage.folder))
    dialog = AskDialog(room.context, room)
    wait_until(lambda: dialog.request is not None)
    return _shown(dialog, room)


@screen("sync-certify")
def certify(stage: Stage) -> QWidget:
    """A request that was read."""
    ours, theirs = a_store(stage.folder, team="Ariha 2"), a_store(stage.folder, team="فريق خان-1")
    room = a_room(stage.folder, ours)
    dialog = CertifyDialog(room.context, room)
    dialog.read_text(theirs.request().text())
    wait_until(lambda: dialog.request is not None)
    dialog.same.setChecked(True)
    theirs.close()
    return _shown(dialog, room)


@screen("sync-join")
def join(stage: Stage) -> QWidget:
    """Joining."""
    return _joining(stage, a_store(stage.folder, team="Khan 1", device="Khan 1 A"))


@screen("sync-join-leaving")
def join_leaving(stage: Stage) -> QWidget:
    """Joining another organisation than that of the laptop so far."""
    _, member = teams(stage.folder, "Hama North", "Khan 1")
    return _joining(stage, member)


def _joining(stage: Stage, store: Store) -> QDialog:
    other, answer = a_store(stage.folder, team="أريحا ٢", device="حاسوب أريحا"), stage.folder / "answer"
    let_in(other, store.request(), "verifier", answer)
    other.close()
    room = a_room(stage.folder, store)
    dialog = JoinDialog(room.context, room)
    dialog.take(answer)
    wait_until(lambda: dialog.found is not None and dialog.inside.isEnabled())
    return _shown(dialog, room)


@screen("sync-take-out")
def take_out(stage: Stage) -> QWidget:
    """Taking a laptop out."""
    stores = teams(stage.folder, "Ariha 2", "Khan 1")
    room = a_room(stage.folder, stores[0])
    other = next(one for one in room.company.companions if not one.own)
    other = replace(other, let_in=("Khan 4 (0a1b)", "Kafr Nobol 2"))
    return _shown(TakeOutDialog(room.context, room, other), room)


@screen("sync-hub-enter")
def hub_enter(stage: Stage) -> QWidget:
    """The hub: entering it."""
    room = a_room(stage.folder, a_store(stage.folder))
    return _shown(HubDialog(room.context, room, [], None), room)


@screen("sync-hub-admit")
def hub_admit(stage: Stage) -> QWidget:
    """The hub: admitting a laptop."""
    ours, theirs = teams(stage.folder, "Ariha 2", "فريق خان-1")
    room = a_room(stage.folder, ours)
    remember(room.context, hub="postgresql://hub.example.org/sijill")
    dialog = HubDialog(room.context, room, room.company.others, None)
    dialog.name.setText("keeper")
    dialog.password.line.setText("secret")
    dialog.choose(ADMIT)
    theirs.close()
    return _shown(dialog, room)


@screen("sync-automatic")
def automatic(stage: Stage) -> QWidget:
    """What goes by itself."""
    room = a_room(stage.folder, a_store(stage.folder))
    remember(
        room.context,
        hub="postgresql://hub.example.org/sijill",
        sticks={"a": "KHAN-1", "b": "فلاشة المركز"},
        by_stick=True,
    )
    return _shown(AutomaticDialog(room.context, room), room)


def _with_hub(stage: Stage, context: Context, news: HubNews) -> QWidget:
    """The room in a window that knows a hub, after it heard of it."""
    remember(context, hub="postgresql://hub.example.org/sijill")
    shell = Shell(context, rooms())
    shell.resize(*stage.size)
    shell.show()
    page = shell.go_to("sync")
    assert isinstance(page, SyncRoom)
    wait_until(lambda: bool(page.company.companions))
    shell.automatic._heard("", news)
    settle(900)
    return shell


@screen("sync-connected")
def connected(stage: Stage) -> QWidget:
    """In the window, connected to the hub."""
    context = a_context(stage.folder, season(stage.folder)[0])
    return _with_hub(stage, context, HubNews("here"))


@screen("sync-take-apart")
def take_apart(stage: Stage) -> QWidget:
    """Taking in what was set apart."""
    room = a_room(stage.folder, a_store(stage.folder))
    piece = Apart(3, "0123456789ab0000", 41, 60, "fork", "", "2019-07-04T20:00:00+00:00", "")
    return _shown(TakeApartDialog(room.context, room, piece, "فريق خان-1"), room)


@screen("sync-for-others")
def for_others(stage: Stage) -> QWidget:
    """A laptop that was taken out reads a stick that another organisation uses, too."""
    ours, gone, third = teams(stage.folder, "Ariha 2", "Khan 1", "Khan 2")
    other, member = teams(stage.folder / "other", "Hama North", "Hama 2")
    stick = stage.folder / "stick"
    write_folder(ours, stick)
    read_folder(gone, stick)
    ours.revoke(gone.me.device, "lost on the road")
    an_incident(ours)
    for store in (ours, other):
        write_folder(store, stick)
    room = a_room(stage.folder, gone, stage.size)
    room.go("read", Place(stick, "KHAN-1"))
    wait_until(lambda: not room.working.busy)
    settle(300)
    for store in (ours, third, other, member):
        store.close()
    return room
