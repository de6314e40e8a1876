"""All keys of the entry window and of the form of a victim, in the order a person needs them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.say import ltr, say


def entry_keys(*, grids: bool) -> list[tuple[str, str]]:
    """What can be done and its key; ``grids``: also the keys of the grids."""
    whole = [
        (say("Save as complete"), "Ctrl+Enter"),
        (say("Save and begin another"), "Ctrl+Shift+Enter"),
        (say("Close and continue later"), "Esc"),
        (say("Next place to correct"), "F8"),
        (say("Take the repair that is offered"), "F6"),
        (say("Next field"), "Tab"),
        (say("Undo what was typed"), "Ctrl+Z"),
        (say("Redo"), "Ctrl+Y"),
        (say("All keys"), "F1"),
    ]
    if not grids:
        return whole
    return [
        (say("A section of the window"), "Alt+1…9"),
        *whole,
        (say("In a grid: type into the cell"), "F2"),
        (say("In a grid: new row"), ltr("Enter")),
        (say("In a grid: the list of choices"), "Alt+Down"),
        (say("In a grid: same as above"), "Ctrl+D"),
        (say("In a grid: paste from Excel, or a list of names"), "Ctrl+V"),
        (say("In a grid: take the row out"), "Ctrl+-"),
    ]


def show_keys(window: QWidget, *, grids: bool) -> None:
    """Open the list of keys; one at a time."""
    from gui.dialogs import KeysDialog

    if not window.findChildren(KeysDialog):
        KeysDialog(window, entry_keys(grids=grids)).open()
