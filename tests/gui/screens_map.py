"""Pictures of the Map room: the whole practice register, a fortnight with a village chosen, the same as a table."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.app import rooms
from gui.frame.shell import Shell
from gui.map.picking import Pick
from gui.map.room import MapRoom
from storage.edits import Edit
from storage.store import Store
from tests.builders import a_store, day, incident_values, place
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.screens_figures import _practice as practice
from tests.gui.summer import a_context


def _shell(stage: Stage, store: Store | None = None) -> tuple[Shell, MapRoom]:
    context = a_context(stage.folder, store or practice(stage))
    context.rights.role = "coordinator"
    shell = Shell(context, rooms())
    shell.resize(*stage.size)
    shell.show()
    room = shell.go_to("map")
    assert isinstance(room, MapRoom)
    wait_until(lambda: room.canvas.content.picture is not None and room.canvas.ground.picture is not None)
    _rest(room)
    return shell, room


def _rest(room: MapRoom) -> None:
    settle(120)
    wait_until(lambda: room.canvas.content.resting and room.canvas.ground.resting)
    settle(120)


@screen("map")
def whole(stage: Stage) -> QWidget:
    """All days."""
    return _shell(stage)[0]


@screen("map-village")
def village(stage: Stage) -> QWidget:
    """A window of a month, a village chosen, the states of villages shown."""
    shell, room = _shell(stage)
    assert room.found is not None
    room.board.layers.boxes["villages"].setChecked(True)
    room.time.step(1)
    room.time.days.shift(20)
    places = room.found.content.places
    at = places.names_en.index("Khan Shaykun")
    room.canvas.choose(Pick("place", (at,), (float(places.x[at]), float(places.y[at]))))
    wait_until(room.board.beside.isVisible)
    _rest(room)
    return shell


@screen("map-rough")
def rough(stage: Stage) -> QWidget:
    """A register of its own: villages whose middle no table knows stand in that of their sub-district."""
    store = a_store(stage.folder)
    states = ("emptied", "partly_emptied", "inhabited", "returning")
    bare = [one for one in store.places.facts.values() if one.level == 4 and one.at is None and one.code][:30]
    seen = [{"place": one.id, "state": states[at % 4], "day": day("2019-05-02")} for at, one in enumerate(bare)]
    store.save([Edit("village_state", None, one) for one in seen])
    where = [place(store, name) for name in ("Saraqib", "Salqin")]
    store.save([Edit("incident", None, incident_values(store, place=one)) for one in where])
    shell, room = _shell(stage, store)
    room.board.layers.boxes["villages"].setChecked(True)
    _rest(room)
    return shell


@screen("map-table")
def table(stage: Stage) -> QWidget:
    """The same as a table."""
    shell, room = _shell(stage)
    room.as_table()
    settle(300)
    return shell
