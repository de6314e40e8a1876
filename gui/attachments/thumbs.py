"""The small pictures on the tiles: made in a reader's thread, kept in memory alone, forgotten at locking."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from gui.attachments.heads import READ, look_of
from gui.attachments.workshop import Paper, close_all, first_picture, read_picture
from storage import UserError

if TYPE_CHECKING:
    from storage import Attached, Store

SIDE = 256
"""Longest side in points; a tile on the sharpest screen."""
KEPT = 400
_kept: OrderedDict[str, QImage] = OrderedDict()


def kept(one: Attached) -> QImage | None:
    """The small picture if it was made before; an empty one when it has none."""
    return _kept.get(one.sha256)


def keep(one: Attached, image: QImage) -> None:
    """Keep it (Qt's thread)."""
    _kept[one.sha256] = image
    while len(_kept) > KEPT:
        _kept.popitem(last=False)


def forget() -> None:
    """The register is locked: nothing of it stays in memory."""
    _kept.clear()
    close_all()


def draw(store: Store, one: Attached) -> QImage:
    """The small picture of an attachment, empty when it has none or cannot be read (in a reader's thread)."""
    try:
        found = _drawn(store, one)
    except (UserError, OSError):
        found = None
    if found is None or found.isNull():
        return QImage()
    if max(found.width(), found.height()) > SIDE:
        small = QSize(SIDE, SIDE)
        return found.scaled(small, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return found


def _drawn(store: Store, one: Attached) -> QImage | None:
    stream = store.attachment_stream(one.id)
    try:
        look = look_of(stream.read(READ), one.file_name)
        stream.seek(0)
        if look.way == "picture":
            return read_picture(stream, look.form, 2 * SIDE)
        if look.way == "paper":
            paper = Paper(stream)
            try:
                return paper.page(0, SIDE)
            finally:
                paper.close()
        if look.way == "reel" and one.media != "sound":
            return first_picture(stream, look.form, SIDE)
    finally:
        stream.close()
    return None
