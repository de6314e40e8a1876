"""What goes by itself: a known stick that appears, the shared folder when something came, the hub while it answers.

Told in the status strip, never by a question. Everything is off until somebody switches it on.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gui.jobs import Job, Pace
from gui.say import ltr, say, say_message, say_n
from gui.sync.exchange import hub_name, outcome_of
from gui.sync.known import Known, known_of
from gui.sync.places import Place, find_places
from gui.sync.working import ROAD
from storage import HubNews, Read, Store, UserError, bundles_in, exchange_folder, mark_of

if TYPE_CHECKING:
    from gui.context import Context

LOOK_MS = 4_000
"""How often the computer is asked what is plugged in, and a folder what lies in it."""
HUB = "hub"


@dataclass(frozen=True)
class Told:
    """What the strip says: ``state`` is ``""``, ``ok`` or ``warning``; ``more`` stands in its tooltip."""

    words: str = ""
    state: str = ""
    more: str = ""


@dataclass(frozen=True)
class _Seen:
    """What stands there now: sticks by their mark, the folder and what lies in it."""

    sticks: dict[str, Place]
    folder: Place | None
    lying: frozenset[tuple[str, int]]


class Automatic(QObject):
    """One for the window; it rests while the register is locked.

    Signals:
        told(Told): something else is to be said.
        moved(): an exchange has ended; the room reads anew.
    """

    told = Signal(object)
    moved = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.hub, self.place = Told(), Told()
        self._wake = Event()
        self._job: Job[object] | None = None
        self._followed = ""
        self._there: set[str] = set()
        self._lying: frozenset[tuple[str, int]] | None = None
        self._looking = self._busy = self._saved = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        context.changed.connect(self._changed)
        context.reopened.connect(self.begin)
        context.closing.connect(self.rest)

    def begin(self) -> None:
        """The register is open, or other switches are set."""
        if not self._context.is_open or self._context.about.practice:
            return
        known = known_of(self._context)
        self._follow(known.hub if known.by_hub else "")
        if known.by_stick or known.by_folder:
            self._timer.start()
            self.look()
        else:
            self._timer.stop()
            self._say("place", Told())

    def rest(self) -> None:
        """The register is about to be locked; what was plugged in until now is looked at anew afterwards."""
        self._timer.stop()
        self._follow("")
        self._there, self._lying, self._busy = set(), None, False

    @property
    def words(self) -> Told:
        """What the strip says now: what is under way, else the hub."""
        return self.place if self.place.words else self.hub

    # ---- the hub

    def _follow(self, hub: str) -> None:
        if hub == self._followed:
            return
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._followed = hub
        self._say("hub", Told())
        if hub:
            store, wake = self._context.store, self._wake

            def do(pace: Pace) -> object:
                store.follow_hub(
                    hub, lambda news: pace.tell(lambda: self._heard(hub, news)), wake=wake,
                    cancelled=lambda: pace.cancelled,
                )  # fmt: skip
                return None

            self._job = Job(do, lane=HUB).progress(lambda _done, _total: None).start(self)

    def _heard(self, hub: str, news: HubNews) -> None:
        if hub != self._followed:
            return
        if news.state == "here":
            self._say("hub", Told(say("Connected to the hub"), "ok", hub_name(hub)))
        elif news.trouble is not None:
            words = f"{say_message(news.trouble.what)} {say_message(news.trouble.todo)}"
            self._say("hub", Told(say("The hub is away"), "warning", words))
        elif not self.hub.words:
            self._say("hub", Told(say("Connecting to the hub…"), "", hub_name(hub)))
        self._arrived(news.read, news.sent)

    def _arrived(self, read: Read | None, sent: int) -> None:
        if read is not None:
            self._context.announce(outcome_of(read))
        if read is not None or sent:
            self.moved.emit()

    # ---- sticks and the folder

    def look(self) -> None:
        """Ask the computer what is there now."""
        known = known_of(self._context)
        if self._looking or self._busy or not self._context.is_open:
            return
        self._looking = True
        store = self._context.store
        Job(lambda: _seen(store, known)).then(lambda seen: self._saw(known, seen)).lastly(self._looked).start(self)

    def _looked(self) -> None:
        self._looking = False

    def _saw(self, known: Known, seen: _Seen) -> None:
        come = [mark for mark in seen.sticks if mark not in self._there]
        self._there = set(seen.sticks)
        if come:
            self._exchange(seen.sticks[come[0]])
            self._there -= set(come[1:])  # one after the other
        elif seen.folder is not None and (seen.lying != self._lying or self._saved):
            self._lying, self._saved = seen.lying, False
            self._exchange(seen.folder)
        elif seen.folder is None:
            self._lying = None

    def _exchange(self, place: Place) -> None:
        store, name = self._context.store, ltr(place.name)
        self._busy = True
        self._say("place", Told(say("Exchanging with “{name}”…", name=name)))

        def do(pace: Pace) -> tuple[Read, int]:
            return exchange_folder(
                store, place.path, road=place.road, progress=pace.step, cancelled=lambda: pace.cancelled
            )

        job = Job(do, lane=ROAD).progress(lambda _done, _total: None)
        job.then(lambda both: self._exchanged(place, *both)).otherwise(lambda trouble: self._failed(name, trouble))
        job.lastly(self._rested).start(self)

    def _exchanged(self, place: Place, read: Read, written: int) -> None:
        if not place.stick:
            self._lying = None  # what was written there just now is no news
            store, path = self._context.store, place.path
            Job(lambda: bundles_in(path, store.membership().root)).then(self._lies).start(self)
        name = ltr(place.name)
        if read.files and not read.changes:
            self._context.announce(outcome_of(read))
        if read.changes or written:
            got = say_n("{count} change taken in", "{count} changes taken in", read.changes)
            gone = say_n("{count} written", "{count} written", written)
            self._say("place", Told(say("“{name}”: {got}, {gone}", name=name, got=got, gone=gone), "ok"))
            self._context.announce(outcome_of(read))
        else:
            self._say("place", Told(say("“{name}” has nothing new", name=name)) if place.stick else Told())

    def _lies(self, lying: frozenset[tuple[str, int]]) -> None:
        self._lying = lying

    def _failed(self, name: str, trouble: UserError) -> None:
        words = f"{say_message(trouble.what)} {say_message(trouble.todo)}"
        self._say("place", Told(say("The exchange with “{name}” did not work", name=name), "warning", words))

    def _rested(self) -> None:
        self._busy = False
        self.moved.emit()

    # ---- what is said

    def _say(self, which: str, told: Told) -> None:
        if getattr(self, which) != told:
            setattr(self, which, told)
            self.told.emit(self.words)

    def _changed(self, outcome: object) -> None:
        if getattr(outcome, "save", ""):
            self._wake.set()
            self._saved = True


def automatic_of(context: Context) -> Automatic:
    """The one of this window; made when the first register is open."""
    found = context.findChild(Automatic)
    return found if isinstance(found, Automatic) else Automatic(context)


def _seen(store: Store, known: Known) -> _Seen:
    """Asks the disk, so never in Qt's thread."""
    root = store.membership().root
    sticks: dict[str, Place] = {}
    if known.by_stick:
        marks = ((mark_of(one.path, root), one) for one in find_places("") if one.stick)
        sticks = {mark: one for mark, one in marks if mark in known.sticks}
    path = Path(known.folder) if known.by_folder and known.folder else None
    folder = Place(path, path.name or known.folder, stick=False) if path is not None and path.is_dir() else None
    return _Seen(sticks, folder, bundles_in(folder.path, root) if folder is not None else frozenset())
