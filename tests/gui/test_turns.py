"""Work of the window's thread in steps: it answers between two of them."""

from __future__ import annotations

import sys
from threading import Thread, current_thread

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from gui.jobs import Job
from gui.screens import exchange, overview, sync
from gui.screens import map as map_
from gui.turns import Turns


def test_between_two_steps_the_window_answers(qtbot: QtBot) -> None:
    owner, done = QObject(), list[str]()
    turns = Turns(owner)

    def first() -> None:
        done.append("first")
        QTimer.singleShot(0, owner, lambda: done.append("a key"))
        turns.add([lambda: done.append("last")])

    turns.add([first, lambda: done.append("second")])
    assert not done
    qtbot.waitUntil(lambda: len(done) == 4)
    assert done.index("a key") < done.index("last")
    assert [one for one in done if one != "a key"] == ["first", "second", "last"]


def test_a_step_that_fails_does_not_keep_the_others(qtbot: QtBot) -> None:
    owner, done = QObject(), list[str]()
    turns = Turns(owner)

    def fails() -> None:
        raise ValueError

    with qtbot.captureExceptions() as caught:
        turns.add([fails, lambda: done.append("second")])
        qtbot.waitUntil(lambda: bool(done))
    assert [one[0] for one in caught] == [ValueError]


def test_the_room_imported_ahead_is_the_one_that_opens() -> None:
    for room in (exchange.ROOM, map_.ROOM, overview.ROOM, sync.ROOM):
        __import__(room.ahead)
        assert room.ahead in sys.modules


def test_what_belongs_to_a_window_is_let_go_in_its_thread(qtbot: QtBot) -> None:
    """The worker may hold a job a moment longer than the window that was told."""
    ended, told = list[str](), list[int]()

    class Part:
        def __del__(self) -> None:
            ended.append(current_thread().name)

    part = Part()
    held = [Job(lambda: 1).then(lambda got, part=part: told.append(got))]  # type: ignore[misc]
    del part
    held[0].start()
    qtbot.waitUntil(lambda: bool(told) and held[0].finished)
    worker = Thread(target=held.clear, name="worker")
    worker.start()
    worker.join()
    assert ended == [current_thread().name]
