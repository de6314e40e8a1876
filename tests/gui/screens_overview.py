"""Pictures of the Overview room: the whole register, brushed days with their records, parts by weapon and by team."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.app import rooms
from gui.frame.shell import Shell
from gui.overview.room import OverviewRoom
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.screens_figures import _practice as practice
from tests.gui.summer import a_context


def _shell(stage: Stage) -> tuple[Shell, OverviewRoom]:
    shell = Shell(a_context(stage.folder, practice(stage)), rooms())
    shell.resize(*stage.size)
    shell.show()
    room = shell.go_to("overview")
    assert isinstance(room, OverviewRoom)
    wait_until(lambda: room.shown is not None and room.charts is not None and bool(room.charts.days.bins))
    wait_until(lambda: bool(room.doubts._doubts))
    settle(300)
    return shell, room


@screen("overview")
def overview(stage: Stage) -> QWidget:
    """The whole register; one day chosen."""
    shell, room = _shell(stage)
    assert room.charts is not None
    room.charts.days.marks.choose(27)
    settle(100)
    return shell


@screen("overview-day")
def overview_day(stage: Stage) -> QWidget:
    """A brushed fortnight, the incidents of one of its days beside it, compared with the days before."""
    shell, room = _shell(stage)
    assert room.charts is not None
    days = room.charts.days
    first, last = days.bins[20].first, days.bins[34].last
    days.brush(first.toordinal(), last.toordinal(), done=True)
    days.marks.choose(27)
    days.marks.opened.emit(27)
    wait_until(lambda: room.records.table.rows.complete)
    settle(200)
    return shell
