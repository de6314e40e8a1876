"""Pictures of photos and files: the strip in forms and panes, the viewer, saving a copy, what has not come yet."""

from __future__ import annotations

import io
from pathlib import Path

from PySide6.QtWidgets import QWidget

from gui.attachments.giving import CopyDialog
from gui.attachments.missing import MissingFiles
from gui.attachments.viewer import Viewer
from gui.entry.window import EntryWindow
from gui.screens.facility_form import make_facility
from gui.screens.incidents import IncidentsPage
from storage.edits import Edit
from storage.saving import new_id
from storage.store import Store
from tests.builders import a_store, an_incident
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context, a_summer
from tests.media import a_film, a_paper, a_photo, a_sound

TOLD = "رأيت الطائرة تأتي من الشمال، ثم سمعت انفجارين.\nBetween 22:10 and 22:15."
FILES = (
    ("IMG_20190704_221500.jpg", a_photo(900, 600, 210), "photo", "الجدار الشمالي بعد القصف"),
    ("IMG_20190704_221912.jpg", a_photo(600, 900, 20), "photo", ""),
    ("VID_20190704.mp4", a_film(1.0), "video", "أثناء الإنقاذ"),
    ("radio-call.ogg", a_sound(), "sound", ""),
    ("hospital list.pdf", a_paper(4), "document", "قائمة المشفى"),
    (
        "witness.txt",
        TOLD.encode(),
        "document",
        "",
    ),
)


def with_files(store: Store, kind: str, record: str, count: int = 6) -> list[str]:
    """Attach some of each kind."""
    return [
        store.attach(io.BytesIO(data), kind, record, name=name, media=media, title=title)
        for name, data, media, title in FILES[:count]
    ]


def one_missing(store: Store, record: str) -> None:
    """A record whose file has not come."""
    store.save([Edit("attachment", new_id(), {"record_id": record, "media": "photo", "file_name": "IMG_0042.jpg",
                                              "size": 3_400_000, "sha256": "ab" * 32})])  # fmt: skip


def a_scene(folder: Path) -> tuple[Store, str]:
    """An incident with files, one of them not here yet."""
    store = a_store(folder, team="Ariha 2")
    incident = an_incident(store, claims=1, victims=1)
    with_files(store, "incident", incident)
    one_missing(store, incident)
    return store, incident


@screen("files-entry")
def entry(stage: Stage) -> QWidget:
    """The card in the entry window."""
    store, incident = a_scene(stage.folder)
    window = EntryWindow(a_context(stage.folder, store), incident)
    window.resize(*stage.size)
    window.show()
    wait_until(lambda: window.ready)
    wait_until(lambda: bool(window.body.files.strip.found))
    window.body.enter(0)
    settle(900)
    return window


@screen("files-empty")
def empty(stage: Stage) -> QWidget:
    """The card of a facility without files."""
    window = make_facility(a_context(stage.folder, a_store(stage.folder)), None, {}, None)
    window.resize(*stage.size)
    window.show()
    settle(500)
    return window


@screen("files-pane")
def pane(stage: Stage) -> QWidget:
    """The list with its paper clips, the pane with its tiles."""
    store = a_summer(stage.folder)
    page = IncidentsPage(a_context(stage.folder, store))
    page.resize(*stage.size)
    page.show()
    wait_until(lambda: page.table.rows.complete)
    first = page.table.current_id()
    with_files(store, "incident", first, 5)
    page.reload(keep=True)
    settle(1200)
    area = page.plan.pane
    from PySide6.QtWidgets import QScrollArea

    from gui.attachments.tiles import Tiles

    found = area.findChildren(Tiles)
    if found:
        area.findChildren(QScrollArea)[0].ensureWidgetVisible(found[0])
    settle(300)
    return page


def a_viewer(stage: Stage, at: int) -> Viewer:
    """Looking at one of them."""
    store, incident = a_scene(stage.folder)
    viewer = Viewer(a_context(stage.folder, store), None, store.attachments(incident), "")
    viewer.resize(*stage.size)
    viewer.show()
    viewer._at = at
    viewer._show_one()
    settle(900)
    return viewer


@screen("files-photo")
def photo(stage: Stage) -> QWidget:
    """A photo."""
    return a_viewer(stage, 0)


@screen("files-film")
def film(stage: Stage) -> QWidget:
    """A film."""
    return a_viewer(stage, 2)


@screen("files-paper")
def paper(stage: Stage) -> QWidget:
    """A document."""
    return a_viewer(stage, 4)


@screen("files-text")
def text(stage: Stage) -> QWidget:
    """A text."""
    return a_viewer(stage, 5)


@screen("files-away")
def away(stage: Stage) -> QWidget:
    """Not here yet."""
    return a_viewer(stage, 6)


@screen("files-copy")
def copy(stage: Stage) -> QWidget:
    """Saving a copy."""
    store, incident = a_scene(stage.folder)
    dialog = CopyDialog(a_context(stage.folder, store), None, store.attachments(incident)[0])
    dialog.show()
    settle(300)
    return dialog


@screen("files-missing")
def missing(stage: Stage) -> QWidget:
    """What has not come yet."""
    store, _ = a_scene(stage.folder)
    made = MissingFiles(a_context(stage.folder, store))
    made.resize(*stage.size)
    made.show()
    made.read()
    settle(500)
    return made


@screen("files-sync")
def sync(stage: Stage) -> QWidget:
    """The list in the Sync room."""
    from tests.gui.screens_sync import a_room

    store, _ = a_scene(stage.folder)
    room = a_room(stage.folder, store, stage.size)
    room.turn("files")
    settle(400)
    return room
