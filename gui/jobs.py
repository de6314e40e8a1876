"""Work behind the window: one idiom, ``Job(do).then(show).otherwise(tell).start()``.

Qt's thread never waits for disk, network or cryptography. One thread writes, two read, and what takes long on its way
(a stick, a hub) has a ``lane`` of its own, so that nobody's save waits for it. Whatever comes back
(result, progress, trouble) arrives on Qt's thread. A ``UserError`` goes to ``otherwise`` (or to the page's voice),
any other exception is our bug and goes to the one dialog of :mod:`gui.messages`.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from weakref import WeakSet

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from storage import Cancelled, UserError

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

T = TypeVar("T")
READERS = "reader"
LOOK = "look"
"""The thread that asks the computer what is plugged in: a share that hangs holds it, and nothing else."""
WRITER = "writer"
PATIENCE = 5.0
"""Seconds for which locking and quitting wait for reading and exchanging to stop: a share that hangs never does."""


def _over(*_: object) -> Any:
    raise RuntimeError("this work is through")


class Pace:
    """Handed to work that reports progress: call ``step`` often, it is also where a cancelled job stops."""

    def __init__(self, job: Job[Any]) -> None:
        self._job = job

    @property
    def cancelled(self) -> bool:
        """Whether the person pressed Cancel."""
        return self._job.cancelled

    def tell(self, show: Callable[[], object]) -> None:
        """Call ``show()`` on Qt's thread while the work goes on; not any more when it was cancelled."""
        self._job.tell(show)

    def step(self, done: int, total: int) -> None:
        """Report ``done`` of ``total``; raises :class:`Cancelled` when the job was cancelled."""
        if self._job.cancelled:
            raise Cancelled
        self._job.report(done, total)


class Job(Generic[T]):
    """One piece of work outside Qt's thread.

    ``do`` is called without arguments, or with a :class:`Pace` when ``progress`` was asked for. ``writes=True`` puts
    it in the one writing thread, where jobs run in the order they were started; ``lane`` names another such thread.
    """

    def __init__(self, do: Callable[..., T], *, writes: bool = False, lane: str = "") -> None:
        self._do = do
        self.lane = WRITER if writes else lane or READERS
        self._then: Callable[[T], object] | None = None
        self._otherwise: Callable[[Any], object] | None = None
        self._finally: Callable[[], object] | None = None
        self._progress: Callable[[int, int], object] | None = None
        self._expected: tuple[type[Exception], ...] = (UserError,)
        self.finished = False
        self._stop, self._ran, self._begun = Event(), Event(), False
        self._owner: QObject | None = None

    def then(self, show: Callable[[T], object]) -> Job[T]:
        """Call ``show(result)`` on Qt's thread when the work is done."""
        self._then = show
        return self

    def otherwise(self, tell: Callable[[Any], object], *also: type[Exception]) -> Job[T]:
        """Call ``tell(trouble)`` for a ``UserError`` and for the exceptions named in ``also``."""
        self._otherwise = tell
        self._expected = (UserError, *also)
        return self

    def lastly(self, done: Callable[[], object]) -> Job[T]:
        """Call ``done()`` after the work, whatever came of it (also when cancelled)."""
        self._finally = done
        return self

    def progress(self, show: Callable[[int, int], object]) -> Job[T]:
        """Call ``show(done, total)`` on Qt's thread; ``do`` then gets a :class:`Pace`."""
        self._progress = show
        return self

    def start(self, owner: QObject | None = None) -> Job[T]:
        """Begin. When ``owner`` has been destroyed by the time a result comes, the result is dropped."""
        self._owner = owner
        courier()
        _running.add(self)
        _pool(self.lane).submit(self._run)
        return self

    @property
    def can_stop(self) -> bool:
        """Whether it is dropped when the register is locked: everything but what is being saved."""
        return self.lane != WRITER

    def cancel(self) -> None:
        """Ask the work to stop; its result will not be shown."""
        self._stop.set()

    def abandon(self) -> None:
        """Go on without it, in Qt's thread: a share hangs, and it cannot stop before that wakes.

        Its lane gets another thread for what is begun next.
        """
        self.cancel()
        pool = _threads.pop(self.lane, None) if self.can_stop else None
        if pool is not None:
            pool.shutdown(wait=False)
        self._end()

    def hangs(self, seconds: float = 0.0) -> bool:
        """Whether the work itself goes on still, after so long at most (then never in Qt's thread)."""
        return self._begun and not self._ran.wait(max(0.0, seconds))

    @property
    def cancelled(self) -> bool:
        """Whether :meth:`cancel` was called."""
        return self._stop.is_set()

    def tell(self, show: Callable[[], object]) -> None:
        """Something on the way (through :class:`Pace`)."""
        self._post(lambda: None if self.cancelled or not self._alive() else show())

    def report(self, done: int, total: int) -> None:
        """Progress from inside the work (through :class:`Pace`)."""
        if self._progress is not None:
            show = self._progress
            self._post(lambda: None if self.cancelled or not self._alive() else show(done, total))

    def _run(self) -> None:
        self._begun = True
        try:
            if self.cancelled:
                raise Cancelled
            result = self._do(Pace(self)) if self._progress is not None else self._do()
        except Cancelled:
            self._post(self._end)
        except Exception as trouble:  # noqa: BLE001 - every trouble of a worker must reach the person
            self._post(lambda trouble=trouble: self._end_badly(trouble))  # type: ignore[misc]
        else:
            self._post(lambda: self._end_well(result))
        finally:
            self._ran.set()

    def _post(self, call: Callable[[], object]) -> None:
        courier().arrived.emit(call)

    def _alive(self) -> bool:
        return self._owner is None or shiboken6.isValid(self._owner)

    def _end(self) -> None:
        self.finished = True
        try:
            if self._finally is not None and self._alive():
                self._finally()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        """Let go, in Qt's thread, of what belongs to a window.

        The worker may be the last to hold this job: it must not be the one that ends a widget with it.
        """
        self._then = self._otherwise = self._finally = self._progress = self._owner = None
        self._do = _over

    def _end_well(self, result: T) -> None:
        try:
            if self._then is not None and not self.cancelled and self._alive():
                self._then(result)
        finally:
            self._end()

    def _end_badly(self, trouble: Exception) -> None:
        from gui import messages

        try:
            if self.cancelled:
                return
            if not isinstance(trouble, self._expected):
                messages.bug(trouble)
            elif self._otherwise is not None:
                if self._alive():
                    self._otherwise(trouble)
            elif isinstance(trouble, UserError):
                messages.tell(trouble)
        finally:
            self._end()


class _Courier(QObject):
    """Lives in Qt's thread; runs there what workers send."""

    arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.arrived.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def _run(self, call: Callable[[], object]) -> None:
        call()


_threads: dict[str, Any] = {}
_running: WeakSet[Job[Any]] = WeakSet()


def courier() -> _Courier:
    """The one object that carries results to Qt's thread; first made by Qt's thread itself."""
    if "courier" not in _threads:
        _threads["courier"] = _Courier()
    made: _Courier = _threads["courier"]
    return made


def _pool(name: str) -> ThreadPoolExecutor:
    if name not in _threads:
        from concurrent.futures import ThreadPoolExecutor  # not needed for the first window

        _threads[name] = ThreadPoolExecutor(2 if name == READERS else 1, thread_name_prefix=f"sijill-{name}")
    made: ThreadPoolExecutor = _threads[name]
    return made


def drop_readers() -> Callable[[], None]:
    """Drop what is being read or exchanged (before locking); gives a call that waits for that to end.

    It waits for no longer than :data:`PATIENCE`, and not for who only looks: that has nothing of the register.
    """
    dropped = [job for job in list(_running) if job.can_stop and not job.finished]
    for job in dropped:
        job.cancel()
    for name in _pools():
        if name != WRITER:
            _threads.pop(name).shutdown(wait=False)

    def wait() -> None:
        until = monotonic() + PATIENCE
        for job in dropped:
            if job.lane != LOOK:
                job.hangs(until - monotonic())

    return wait


def leave() -> bool:
    """End the threads, for good: what is being saved is waited for; whether another one still hangs in a share."""
    drop_readers()()
    if WRITER in _threads:
        _threads.pop(WRITER).shutdown(wait=True)
    return any(job.hangs() for job in list(_running))


def finish() -> None:
    """Wait for the work that is under way (the last save) and end the threads; new work starts new ones."""
    for name in _pools():
        _threads.pop(name).shutdown(wait=True)


def _pools() -> list[str]:
    """The threads there are, the writing one last."""
    return sorted((name for name in _threads if name != "courier"), key=lambda name: name == WRITER)
