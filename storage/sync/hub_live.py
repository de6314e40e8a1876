"""Following a hub: an open register stands beside the others' while they work, over one line that stays open.

Every save is added to the hub at once, and what others add is taken in as soon as the hub tells it. Whatever is cut,
the register goes on by itself; the line is sought again, and the first exchange over it makes up for what was missed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

from storage.errors import Cancelled, UserError
from storage.sync.chain import Vector, merged
from storage.sync.hub import PATIENCE, ROAD, HubRoad, Progress, Pushed, Stop
from storage.sync.read import Read

if TYPE_CHECKING:
    from storage.sync.hub import Course
    from storage.sync.hub_rows import Row

LOOK = 0.1
"""Seconds between two looks at what was saved here while the hub is silent."""
BEAT = 20.0
"""Seconds after which a silent hub is asked for news: a line that broke in silence is found out."""
WHOLE = 600.0
"""Seconds after which everything is compared again, not only what lies beyond what is known."""
LOGGED = 300.0
"""Seconds of which the log of exchanges tells in one line."""
PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0)
"""Seconds before the line is sought again, the first, second … time."""
LASTING = frozenset({"hub-away", "hub-full"})
"""Troubles that pass by themselves; all others wait for a person, and are tried again only seldom."""
SELDOM = 60.0

CONNECTING, HERE, AWAY = "connecting", "here", "away"


@dataclass(frozen=True)
class HubNews:
    """How the following of a hub stands.

    Attributes:
        state: ``connecting``; ``here``: all that is known on either side is on the other; ``away``.
        read: what was taken in just now, also before the line was cut; sent: how many changes were added just now.
        trouble: why it is away.
    """

    state: str
    read: Read | None = None
    sent: int = 0
    trouble: UserError | None = None


Tell = Callable[[HubNews], None]


class HubLive(HubRoad):
    """Part of the store: following a hub."""

    def follow_hub(
        self, address: str, tell: Tell, *, wake: Event, cancelled: Stop, progress: Progress | None = None,
        patience: float = PATIENCE,
    ) -> None:  # fmt: skip
        """Stay with a hub until ``cancelled``; ``wake`` is set by whoever has saved something.

        Raises:
            Cancelled: always, when it is over.
        """
        tries, diary, come = 0, _Diary(self), _Come()
        while True:
            tell(HubNews(CONNECTING))
            began = time.monotonic()
            try:
                with self._on(address, progress, cancelled, patience) as course:
                    _Following(self, course, tell, wake, cancelled, diary, come).go_on()
            except UserError as trouble:
                tries = 0 if time.monotonic() - began > BEAT else tries + 1
                found = come.untold()
                diary.stopped(trouble.kind, found.changes if found is not None else 0)
                tell(HubNews(AWAY, found, trouble=trouble))
                passing = trouble.kind in LASTING
                _rest(PAUSES[min(tries, len(PAUSES) - 1)] if passing else SELDOM, cancelled)


class _Come:
    """What was taken in and nobody has been told of yet: it is there, even when the line was cut behind it."""

    def __init__(self) -> None:
        self.read = Read()

    def untold(self) -> Read | None:
        """What came since this was asked last, None for nothing."""
        found, self.read = self.read, Read()
        return found if found.bundles or found.refused or found.files else None


class _Diary:
    """The log of exchanges: one line for what went in some minutes, or it would hold nothing else."""

    def __init__(self, store: HubLive) -> None:
        self._store, self._counts, self._when = store, {"in": 0, "out": 0}, 0.0
        self._troubles: dict[str, float] = {}

    def went(self, coming: int, going: int) -> None:
        """So many changes came and went."""
        self._counts["in"] += coming
        self._counts["out"] += going
        if not self._when or time.monotonic() - self._when > LOGGED:
            self._write(first=not self._when)
            self._when = time.monotonic()

    def _write(self, *, first: bool = False) -> None:
        for direction, count in self._counts.items():
            if count or first:
                self._store._log(ROAD, direction, "", "", count, "")
        self._counts = {"in": 0, "out": 0}

    def closed(self) -> None:
        """The line ends: what went over it is written down."""
        self._write()

    def stopped(self, word: str, coming: int) -> None:
        """Why it ended: told once in some minutes, however often it falls; what had come is counted."""
        now = time.monotonic()
        self._counts["in"] += coming
        self._write()
        if word not in self._troubles or now - self._troubles[word] > LOGGED:
            self._troubles[word] = now
            self._store._log(ROAD, "in", "", "", 0, word)


class _Following:
    """One line, from its first whole exchange until it breaks."""

    def __init__(
        self, store: HubLive, course: Course, tell: Tell, wake: Event, cancelled: Stop, diary: _Diary, come: _Come
    ) -> None:
        self._store, self._course, self._tell, self._wake, self._cancelled = store, course, tell, wake, cancelled
        self._diary, self._come = diary, come
        self._theirs: Vector = {}
        self._no_good: set[Row] = set()
        self._told_of: Vector | None = None

    def go_on(self) -> None:
        """Exchange everything once, then whatever is new, until the line breaks or a person ends it."""
        from storage.sync.hub_rows import channel_of

        line = self._course.line
        channel = channel_of(line)
        if channel:
            line.listen(channel)  # before the first exchange: what is added meanwhile is told
        try:
            self._compare(whole=True)
            self._stay()
        finally:
            self._diary.closed()

    def _stay(self) -> None:
        own = " " + self._store.me.device[:12]
        beat = compared = time.monotonic()
        while True:
            heard = [one for one in self._course.line.heard(LOOK) if not one.endswith(own)]
            if self._cancelled():
                raise Cancelled
            now, saved = time.monotonic(), self._wake.is_set()
            if now - beat > BEAT or any(one.startswith("common ") for one in heard):
                beat, whole = now, now - compared > WHOLE
                compared = now if whole else compared
                self._compare(whole=whole)
            elif any(one.startswith(("segment ", "piece ")) for one in heard):
                if any(one.startswith("segment ") for one in heard):
                    self._take(self._theirs)
                if any(one.startswith("piece ") for one in heard):
                    self._store._pull_files(self._course, self._come.read)
                self._send()
            elif saved:
                self._send()
            elif heard:
                self._store._hear_receipts(self._course)
                self._tell(HubNews(HERE))

    def _compare(self, *, whole: bool) -> None:
        """Keys, tables of places and receipts as well; ``whole``: every row, not only those beyond what is known."""
        from storage.sync.hub_keys import give, key_to_write, keys_on

        store, course = self._store, self._course
        course.keys = keys_on(course.line, store)
        key = key_to_write(course.line, store, course.keys)
        give(course.line, store, course.keys)
        store._pull_tables(course, self._come.read)
        store._push_tables(course, key, Pushed())
        self._take({} if whole else self._theirs)
        store._hear_receipts(course)
        store._pull_files(course, self._come.read)
        self._send(files=True)

    def _take(self, known: Vector) -> None:
        """Take in what lies beyond what the hub is known to have."""
        from storage.sync.hub_keys import keys_on
        from storage.sync.hub_rows import held_by, index_of

        store, course = self._store, self._course
        index = index_of(course.line, {device: ranges[-1][1] for device, ranges in known.items() if ranges})
        if not known or any(one.key not in course.keys for one in index):
            course.keys, self._no_good = keys_on(course.line, store), set()
        store._pull_listed(course, [one for one in index if one not in self._no_good], self._come.read)
        proved = store._proved(index)
        self._no_good |= set(index) - set(proved)  # until all is compared again, as keys may have come
        self._theirs = _union(known, held_by(proved))

    def _send(self, *, files: bool = False) -> None:
        """Add what the hub lacks; say what we hold when that is something else than before; then attached files."""
        from storage.sync.hub_keys import key_to_write
        from storage.sync.hub_rows import put_receipt

        store, course, done = self._store, self._course, Pushed()
        self._wake.clear()
        found = self._come.untold()
        if found is not None:
            self._tell(HubNews(HERE, found))  # at once: what is to be added may take long
        ours = store.vector()
        if ours != self._told_of or files:
            key = key_to_write(course.line, store, course.keys)
            store._push_lacking(course, key, self._theirs, done)
            self._theirs = _union(self._theirs, ours)
            put_receipt(course.line, store._sealed(key), key)
            self._told_of = ours
            store._push_files(course, key)
        self._diary.went(found.changes if found is not None else 0, done.changes)
        self._tell(HubNews(HERE, sent=done.changes))


def _union(one: Vector, other: Vector) -> Vector:
    return {device: merged([*one.get(device, []), *other.get(device, [])]) for device in {*one, *other}}


def _rest(seconds: float, cancelled: Stop) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if cancelled():
            raise Cancelled
        time.sleep(LOOK)
