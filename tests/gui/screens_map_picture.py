"""Pictures of handing the map over, of the pin, and of the small map in the entry window."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.app import rooms
from gui.entry.opening import open_entry
from gui.entry.window import EntryWindow
from gui.frame.shell import Shell
from gui.map.pinning import show_pinning
from gui.map.saving import show_saving
from gui.map.scene import Scene
from gui.map.viewport import Viewport
from storage import Level, MapSpot, PositionValue, View, place_id
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.screens_figures import _practice as practice
from tests.gui.summer import a_context


def _shell(stage: Stage) -> Shell:
    context = a_context(stage.folder, practice(stage))
    shell = Shell(context, rooms())
    shell.resize(*stage.size)
    shell.show()
    return shell


@screen("map-saving")
def saving(stage: Stage) -> QWidget:
    """For one partner."""
    from gui.map.reading import ground_of

    shell = _shell(stage)
    store = shell.context.store
    scene = Scene(ground_of(store), store.map_content(View()), (737_200, 737_230))
    box = scene.content.box
    assert box is not None
    dialog = show_saving(shell.context, shell, scene, Viewport.showing(box, 900, 600))
    dialog.readers.cards[Level.PARTNER].button.setChecked(True)
    dialog.recipients.who.setText("Hand in Hand")
    wait_until(lambda: dialog.told is not None and dialog.save.isEnabled())
    settle(200)
    return dialog


@screen("map-pin")
def pin(stage: Stage) -> QWidget:
    """A pin near Khan Shaykhun."""
    shell = _shell(stage)
    dialog = show_pinning(
        shell.context, shell, lambda _: None, PositionValue(35.4455, 36.6440, "100m"), MapSpot(35.44, 36.65, 1, "")
    )
    wait_until(lambda: dialog.canvas.ground.picture is not None and dialog.canvas.content.picture is not None)
    settle(300)
    return dialog


@screen("entry-map")
def entry_map(stage: Stage) -> QWidget:
    """A new incident with its place and its pin."""
    window = open_entry(_shell(stage).context)
    assert isinstance(window, EntryWindow)
    window.resize(*stage.size)
    window.show()
    wait_until(lambda: window.ready)
    form = window.desk.form
    form.change("place", place_id("SIJ-0040"))
    form.change("position", PositionValue(35.4455, 36.6440, "100m"))
    wait_until(lambda: bool(window.body.when.map.mini.spots))
    settle(300)
    return window
