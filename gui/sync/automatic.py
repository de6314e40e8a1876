"""What goes by itself: a known stick that appears, the shared folder when something came, the hub while it answers.

Told in the status strip, never by a question. Everything is off until somebody switches it on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gui.jobs import LOOK, Job, Pace
from gui.say import ltr, say
from gui.sync.automatic_words import PASSING, Told, away, doubtful, exchange_words, hangs, not_there, sentences
from gui.sync.exchange import hub_name, outcome_of
from gui.sync.known import Known, known_of
from gui.sync.places import Place, find_places
from gui.sync.working import ROAD
from storage import (
    RECORDS,
    HubNews,
    Outcome,
    Read,
    UserError,
    bundles_in,
    exchange_folder,
    is_away,
    known_places,
    mark_of,
)

if TYPE_CHECKING:
    from gui.context import Context

LOOK_MS = 4_000
"""How often the computer is asked what is plugged in, and a folder what lies in it."""
HANGS = 15.0
"""Seconds after which a computer that has not said what is there is waiting for a share that hangs."""
AGAIN = 60.0
"""Seconds after which what did not work with a folder that is there is tried again."""
FADES_MS = 60_000
"""How long an exchange that went well is told."""
HUB = "hub"


@dataclass(frozen=True)
class _Seen:
    """What stands there now: sticks by their mark, the folder and what lies in it; ``empty``: its share is away."""

    sticks: dict[str, Place]
    folder: Place | None
    lying: frozenset[tuple[str, int]]
    empty: bool = False


class Automatic(QObject):
    """One for the window; it rests while the register is locked.

    Attributes:
        hub, place: what is to be said of the hub, and of sticks and the folder; away: the hub only does not answer.

    Signals:
        told(Told): something else is to be said.
        moved(): an exchange has ended; the room reads anew.
    """

    told = Signal(object)
    moved = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.hub, self.place, self.away = Told(), Told(), False
        self._makes: dict[str, Callable[[], Told]] = {}
        self._wake = Event()
        self._job: Job[object] | None = None
        self._followed = ""
        self._there: set[str] = set()
        self._lying: frozenset[tuple[str, int]] | None = None
        self._refused: dict[str, frozenset[str]] = {}
        self._looking = self._busy = self._saved = self._read = self._passing = self._ours = False
        self._owed = self._asked = 0.0
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._fading = QTimer(self, interval=FADES_MS, singleShot=True)
        self._fading.timeout.connect(self.seen)
        context.changed.connect(self._changed)
        context.restyled.connect(self._speak)
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
            self._say("place", Told)

    def again(self) -> None:
        """A person has done something about it (an admission was taken, another hub entered): try at once."""
        if self.hub.state != "ok" or self._followed != known_of(self._context).hub:
            self._follow("")
        self.begin()

    def rest(self) -> None:
        """The register is about to be locked; what was plugged in until now is looked at anew afterwards."""
        self._timer.stop()
        self._follow("")
        self._say("place", Told)
        self._there, self._lying, self._busy, self._looking = set(), None, False, False

    def seen(self) -> None:
        """What was said of an exchange that is over need not be said for ever."""
        if self._passing:
            self._say("place", Told)

    @property
    def words(self) -> Told:
        """What the strip says now: what does not work, else what is under way, else the hub."""
        both = [one for one in (self.place, self.hub) if one.words]
        return next((one for one in both if one.state == "warning"), both[0] if both else Told())

    # ---- the hub

    def _follow(self, hub: str) -> None:
        if hub == self._followed:
            return
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._followed = hub
        self._say("hub", Told)
        if hub:
            store, wake = self._context.store, self._wake

            def do(pace: Pace) -> object:
                store.follow_hub(
                    hub, lambda news: pace.tell(lambda: self._heard(hub, news)), wake=wake,
                    cancelled=lambda: pace.cancelled,
                )  # fmt: skip
                return None

            job = self._job = Job(do, lane=HUB).progress(lambda _done, _total: None)
            job.lastly(lambda: self._ended(job)).start(self)

    def _heard(self, hub: str, news: HubNews) -> None:
        if hub != self._followed:
            return
        trouble, before = news.trouble, self.hub.state
        if news.state == "here":
            self._say("hub", lambda: Told(say("Connected to the hub"), "ok", hub_name(hub)))
        elif trouble is not None:
            self.away = trouble.kind in PASSING
            self._say("hub", lambda: Told(away(trouble.kind), "warning", sentences(trouble)))
        elif not self.hub.words:
            self._say("hub", lambda: Told(say("Connecting to the hub…"), "", hub_name(hub)))
        if news.read is not None:
            self._ours = True
            self._context.announce(outcome_of(news.read))
            self._ours = False
            self._doubt(hub, hub_name(hub), news.read)
        if news.read is not None or news.sent or before != self.hub.state:
            self.moved.emit()

    def _ended(self, job: Job[object]) -> None:
        """It ends only when it is told to, or by a fault of ours: then nobody may believe that it goes on."""
        if job is self._job:
            self._job = None
            wait = say("It is tried again in a minute; exchange by F7 meanwhile.")
            self._say("hub", lambda: Told(away(""), "warning", wait))
            QTimer.singleShot(int(AGAIN * 1000), self, self._anew)

    def _anew(self) -> None:
        if self._followed and self._job is None:
            self.again()

    # ---- sticks and the folder

    def look(self) -> None:
        """Ask the computer what is there now."""
        known = known_of(self._context)
        if self._looking and monotonic() > self._asked + HANGS:
            self._say("place", lambda: hangs(known))
        if self._looking or self._busy or not self._context.is_open:
            return
        self._looking, self._asked, store = True, monotonic(), self._context.store

        def ask(asked: tuple[str, Collection[str]]) -> None:
            job = Job(lambda: _seen(*asked, known), lane=LOOK)
            job.then(lambda seen: self._saw(known, seen)).lastly(self._looked).start(self)

        about = Job(lambda: (store.membership().root, known_places(store)))
        about.then(ask).otherwise(lambda _: self._looked()).start(self)

    def _looked(self) -> None:
        self._looking = False
        if self.place == hangs(known_of(self._context)):
            self._say("place", Told)

    def _saw(self, known: Known, seen: _Seen) -> None:
        come = [mark for mark in seen.sticks if mark not in self._there]
        self._there = set(seen.sticks)
        folder = seen.folder
        if come:
            self._exchange(seen.sticks[come[0]])
            self._there -= set(come[1:])  # one after the other
        elif folder is not None and self._has_news(seen.lying):
            self._lying, self._saved = seen.lying, False
            self._exchange(folder)
        elif folder is None and known.by_folder and known.folder:
            self._lying = None
            name = ltr(Path(known.folder).name or known.folder)
            self._say("place", lambda: not_there(name, empty=seen.empty))

    def _has_news(self, lying: frozenset[tuple[str, int]]) -> bool:
        """Whether something lies in the folder, was saved here, or could not be written a while ago."""
        return lying != self._lying or self._saved or bool(self._owed and monotonic() > self._owed)

    def _exchange(self, place: Place) -> None:
        store, name = self._context.store, ltr(place.name)
        self._busy, self._read, self._owed = True, False, 0.0
        under_way = lambda: Told(say("Exchanging with “{name}”…", name=name))  # noqa: E731
        self._say("place", under_way)

        def do(pace: Pace) -> tuple[Read, int]:
            return exchange_folder(
                store, place.path, road=place.road, came=lambda read: pace.tell(lambda: self._came(read)),
                progress=pace.step, cancelled=lambda: pace.cancelled,
            )  # fmt: skip

        job = Job(do, lane=ROAD).progress(lambda _done, _total: None)
        job.then(lambda both: self._exchanged(place, *both)).otherwise(lambda trouble: self._failed(place, trouble))
        job.lastly(lambda: self._rested(place, told=self._makes["place"] is not under_way)).start(self)

    def _came(self, read: Read) -> None:
        self._read = True
        if read.changes or read.files:
            self._context.announce(outcome_of(read))

    def _exchanged(self, place: Place, read: Read, written: int) -> None:
        if not place.stick:
            self._lying = None  # what was written there just now is no news
            store, path = self._context.store, place.path
            look = lambda root: Job(lambda: bundles_in(path, root), lane=LOOK).then(self._lies).start(self)  # noqa: E731
            Job(lambda: store.membership().root).then(look).start(self)
        name = ltr(place.name)
        if read.changes or written:
            self._say("place", lambda: exchange_words(name, read.changes, written))
        elif place.stick:
            self._say("place", lambda: Told(say("“{name}” has nothing new", name=name)))
        else:
            self._say("place", Told)
        self._pass()
        self._doubt(str(place.path), name, read)

    def _lies(self, lying: frozenset[tuple[str, int]]) -> None:
        self._lying = lying

    def _failed(self, place: Place, trouble: UserError) -> None:
        self._fell(place, lambda: sentences(trouble))

    def _fell(self, place: Place, why: Callable[[], str]) -> None:
        name, read = ltr(place.name), self._read
        if not read:
            self._context.announce(Outcome(frozenset(RECORDS)))  # what was finished until then is here
        if not place.stick:
            self._owed = monotonic() + AGAIN

        def told() -> Told:
            first = (
                say("“{name}” was read, but could not be written", name=name)
                if read
                else say("The exchange with “{name}” did not work", name=name)
            )
            return Told(first, "warning", why())

        self._say("place", told)

    def _rested(self, place: Place, *, told: bool) -> None:
        self._busy = False
        if not told:  # a fault of ours ended it
            self._fell(place, lambda: "")
        self.moved.emit()

    # ---- what is said

    def _doubt(self, where: str, name: str, read: Read) -> None:
        """Something was not taken in as it came: a person should look. What lies there for weeks is told once."""
        refused = frozenset(one.name for one in read.refused)
        fresh = refused - self._refused.get(where, frozenset())
        self._refused[where] = refused
        if fresh or read.apart or read.cloned or read.twins:
            self._say("place", lambda: doubtful(name, read))
            self._passing = True  # until somebody has been in the room
            self._fading.stop()

    def _pass(self) -> None:
        self._passing = True
        self._fading.start()

    def _say(self, which: str, make: Callable[[], Told]) -> None:
        if which == "place":
            self._passing = False
            self._fading.stop()
        self._makes[which] = make
        told = make()
        if getattr(self, which) != told:
            setattr(self, which, told)
            self.told.emit(self.words)

    def _speak(self) -> None:
        """Another language was chosen: what stands there is said in it."""
        passing, fading = self._passing, self._fading.isActive()
        for which, make in list(self._makes.items()):
            self._say(which, make)
        self._passing = passing
        if fading:
            self._fading.start()

    def _changed(self, outcome: object) -> None:
        if not self._ours:
            self._wake.set()  # a save, or what came by another road: the hub's others wait for it as well
        if getattr(outcome, "save", ""):
            self._saved = True


def automatic_of(context: Context) -> Automatic:
    """The one of this window; made when the first register is open."""
    found = context.findChild(Automatic)
    return found if isinstance(found, Automatic) else Automatic(context)


def _seen(root: str, places: Collection[str], known: Known) -> _Seen:
    """Asks the disk, so never in Qt's thread."""
    sticks: dict[str, Place] = {}
    if known.by_stick:
        marks = ((mark_of(one.path, root), one) for one in find_places() if one.stick)
        sticks = {mark: one for mark, one in marks if mark in known.sticks}
    path = Path(known.folder) if known.by_folder and known.folder else None
    if path is None or not path.is_dir():
        return _Seen(sticks, None, frozenset())
    if is_away(path, root, places):
        return _Seen(sticks, None, frozenset(), empty=True)
    return _Seen(sticks, Place(path, path.name or known.folder, stick=False), bundles_in(path, root))
