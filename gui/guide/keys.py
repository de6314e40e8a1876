"""All keys of the program, by the screen where they work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gui.say import rtl, say


@dataclass(frozen=True)
class KeyGroup:
    """The keys of one screen: (what it does, key)."""

    name: str
    title: str
    keys: Sequence[tuple[str, str]]


def key_groups() -> list[KeyGroup]:
    """Every key, in the order in which a person meets the screens."""
    return [
        KeyGroup("window", say("Everywhere"), _window()),
        KeyGroup("lists", say("In every list"), _lists()),
        KeyGroup("rooms", say("In single rooms"), _rooms()),
        KeyGroup("villages", say("Villages"), _villages()),
        KeyGroup("overview", say("Overview"), _overview()),
        KeyGroup("map", say("Map"), _map()),
        KeyGroup("review", say("Review"), _review()),
        KeyGroup("exchange", say("Exchange"), _exchange()),
        KeyGroup("sync", say("Sync"), _sync()),
        KeyGroup("entry", say("While typing a record"), _entry()),
        KeyGroup("attachments", say("Photos and files"), _attachments()),
        KeyGroup("grids", say("In a grid"), _grids()),
        KeyGroup("dialogs", say("Dialogs, help, beginning"), _dialogs()),
    ]


def known_keys() -> set[str]:
    """All of them, for the test that a card names no key there is not."""
    return {f"Alt+{number}" for number in range(1, 10)} | {key for group in key_groups() for _, key in group.keys}


def _window() -> list[tuple[str, str]]:
    return [
        (say("New here"), "Ctrl+N"),
        (say("Search everything"), "Ctrl+K"),
        (say("Go to a room, by its number in the rail"), "Alt+1…9"),
        (say("Settings"), "Alt+0"),
        (say("Undo, also a settled question"), "Ctrl+Z"),
        (say("Redo"), "Ctrl+Y"),
        (say("Redo"), "Ctrl+Shift+Z"),
        (say("Export to Excel"), "Ctrl+E"),
        (say("Print"), "Ctrl+P"),
        (say("Figures of a period and an area"), "Ctrl+G"),
        (say("Help for this screen"), "F1"),
        (say("All keys"), "?"),
        (say("All keys, also while typing"), "Shift+F1"),
        (say("Lock"), "Ctrl+L"),
        (say("Close Sijill"), "Ctrl+Q"),
    ]


def _lists() -> list[tuple[str, str]]:
    arrow = "Ctrl+Shift+Left" if rtl() else "Ctrl+Shift+Right"
    back = "Ctrl+Shift+Right" if rtl() else "Ctrl+Shift+Left"
    return [
        (say("Open the record"), "Enter"),
        (say("Show or hide the pane beside the list"), "Space"),
        (say("Filter row"), "F"),
        (say("In the filter row: choose from the list"), "Down"),
        (say("Clear the filters"), "Esc"),
        (say("Saved filters"), "Ctrl+Shift+F"),
        (say("Choose columns"), "C"),
        (say("Move the column towards the end"), arrow),
        (say("Move the column towards the beginning"), back),
        (say("Select several rows"), "Shift+Down"),
        (say("Select everything"), "Ctrl+A"),
        (say("First row"), "Home"),
        (say("Last row"), "End"),
        (say("Copy as a table"), "Ctrl+C"),
        (say("Copy as a table with heads"), "Ctrl+Shift+C"),
    ]


def _rooms() -> list[tuple[str, str]]:
    return [
        (say("Search in the room"), "Ctrl+F"),
        (say("Incidents: verify the record"), "Ctrl+Shift+V"),
        (say("Incidents: claims against names"), "Ctrl+Shift+G"),
        (say("Victims: filters beside the list"), "Alt+F"),
        (say("Victims: who is missing or under rubble"), "Alt+M"),
    ]


def _villages() -> list[tuple[str, str]]:
    return [
        (say("Record a movement"), "Ctrl+N"),
        (say("Change the state of the village"), "Ctrl+H"),
        (say("On a movement: they moved on"), "M"),
        (say("On a movement: they returned"), "R"),
        (say("On a movement: duplicate it"), "Ctrl+D"),
    ]


def _review() -> list[tuple[str, str]]:
    return [
        (say("The first answer: accept; of a conflict: keep the first value"), "1"),
        (say("The second answer: later; of a conflict: keep the second value"), "2"),
        (say("The third answer; of a conflict: write another value"), "3"),
        (say("A conflict: nobody can tell"), "4"),
        (say("Open the record it is about"), "Ctrl+O"),
    ]


def _exchange() -> list[tuple[str, str]]:
    return [
        (say("Read back an edited workbook"), "Ctrl+O"),
        (say("Import a foreign table"), "Ctrl+I"),
        (say("Files given out, or taken in"), "Alt+X"),
        (say("Tick or untick the change"), "Space"),
        (say("All that is shown"), "Ctrl+A"),
        (say("All changes of this column"), "Ctrl+Space"),
        (say("Back to all files taken in"), "Alt+back"),
        (say("Open the record"), "Enter"),
        (say("Next difference"), "N"),
        (say("Accept what is ticked"), "Ctrl+Enter"),
    ]


def _overview() -> list[tuple[str, str]]:
    return [
        (say("Choose the period"), "P"),
        (say("The next bar"), "→"),
        (say("The bar before"), "←"),
        (say("Choose days, one more"), "Shift+→"),
        (say("The records behind a mark"), "Enter"),
        (say("Compare with the days before"), "Alt+C"),
        (say("A situation report of what is shown"), "Ctrl+E"),
        (say("The records behind a doubt"), "1"),
    ]


def _map() -> list[tuple[str, str]]:
    return [
        (say("Push the map"), "←"),
        (say("Nearer or farther"), "+"),
        (say("All of the map"), "Home"),
        (say("From point to point"), "Tab"),
        (say("Open what was chosen"), "Enter"),
        (say("The incidents of what was chosen"), "I"),
        (say("Play through time, or stop"), "P"),
        (say("A step of time back"), ","),
        (say("A step of time on"), "."),
        (say("Show or hide the layers"), "L"),
        (say("Choose incidents by a box"), "S"),
        (say("Choose incidents by a lasso"), "Shift+S"),
        (say("All incidents on the part that is shown"), "Ctrl+A"),
        (say("Measure a distance"), "M"),
        (say("Copy the position under the pointer"), "Ctrl+C"),
        (say("Dark or light map"), "Ctrl+T"),
        (say("The same as a table"), "Ctrl+G"),
    ]


def _sync() -> list[tuple[str, str]]:
    return [
        (say("Write to a stick or folder"), "F5"),
        (say("Read from a stick or folder"), "F6"),
        (say("Exchange with the hub"), "F7"),
        (say("The options of the room"), "F8"),
        (say("Take the chosen laptop out"), "Del"),
        (say("The log, what was set apart, or files not here yet"), "Alt+X"),
        (say("Cancel what runs"), "Esc"),
        (say("Open the request, another folder"), "Ctrl+O"),
    ]


def _entry() -> list[tuple[str, str]]:
    return [
        (say("A section of the window"), "Alt+1…9"),
        (say("Next field"), "Tab"),
        (say("Save as complete"), "Ctrl+Enter"),
        (say("Save and begin another"), "Ctrl+Shift+Enter"),
        (say("Close and continue later"), "Esc"),
        (say("Next place to correct"), "F8"),
        (say("Pin the place on the map"), "F4"),
        (say("Take the repair that is offered"), "F6"),
        (say("Second strike on the same place: compare"), "F7"),
        (say("Yes, it belongs together"), "F3"),
        (say("No, it is another one"), "Shift+F3"),
        (say("Undo what was typed"), "Ctrl+Z"),
    ]


def _attachments() -> list[tuple[str, str]]:
    return [
        (say("In a form: photos and files"), "Alt+0"),
        (say("The next one"), "Alt+onward"),
        (say("Closer"), "+"),
        (say("Farther away"), "-"),
        (say("Turn"), "R"),
        (say("Play or pause"), "Space"),
        (say("Save a copy"), "Ctrl+S"),
    ]


def _grids() -> list[tuple[str, str]]:
    return [
        (say("Type into the cell"), "F2"),
        (say("New row"), "Enter"),
        (say("The list of choices"), "Alt+Down"),
        (say("Same as above"), "Ctrl+D"),
        (say("Paste from Excel, or a list of names"), "Ctrl+V"),
        (say("Put a row before this one"), "Ctrl++"),
        (say("Take the row out"), "Ctrl+-"),
    ]


def _dialogs() -> list[tuple[str, str]]:
    return [
        (say("The main action"), "Ctrl+Enter"),
        (say("Cancel, close"), "Esc"),
        (say("Figures: copy them"), "Alt+C"),
        (say("Print: save as PDF"), "Ctrl+S"),
        (say("Report: the next page"), "PgDown"),
        (say("Report: the page before"), "PgUp"),
        (say("Columns: show or hide"), "Space"),
        (say("Columns: move up"), "Ctrl+Up"),
        (say("Columns: move down"), "Ctrl+Down"),
        (say("Saved filters: rename"), "F2"),
        (say("Saved filters: star"), "Ctrl+D"),
        (say("Saved filters: delete"), "Delete"),
        (say("Show the passphrase while typing it"), "Alt+S"),
        (say("First run: next step"), "Alt+onward"),
        (say("First run: step before"), "Alt+back"),
    ]
