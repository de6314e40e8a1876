"""What can be shown of an attachment, opened in a reader's thread: a picture, pages, text, or a recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from gui.attachments.heads import READ, Look, look_of
from gui.attachments.texts import read_text
from gui.attachments.workshop import Paper, read_picture

if TYPE_CHECKING:
    from storage import Attached, Custody, Entry, Store

PAGE_WIDTH = 1700
"""A page is drawn so wide: its print can be read without drawing it anew."""


@dataclass
class Shown:
    """An attachment, opened.

    Attributes:
        look: how it can be looked at; image, paper, text: what there is of it; cut: the text goes on.
    """

    look: Look
    image: QImage | None = None
    paper: Paper | None = None
    text: str = ""
    cut: bool = False


@dataclass(frozen=True)
class Known:
    """What is known of an attachment beside its bytes."""

    one: Attached
    entry: Entry | None
    custody: tuple[Custody, ...]


def read_known(store: Store, one: Attached) -> Known:
    """Its record and its custody."""
    return Known(store.attached(one.id) or one, store.read("attachment", one.id), tuple(store.custody(one.id)))


def open_shown(store: Store, one: Attached) -> Shown:
    """Open it.

    Raises:
        UserError: it is not here, damaged, or larger than can safely be opened.
    """
    stream = store.attachment_stream(one.id)
    kept = False
    try:
        look = look_of(stream.read(READ), one.file_name)
        stream.seek(0)
        if look.way == "picture":
            return Shown(look, image=read_picture(stream, look.form))
        if look.way == "text":
            text, cut = read_text(stream, look.form)
            return Shown(look, text=text, cut=cut)
        if look.way == "paper":
            paper = Paper(stream)
            kept = True
            return Shown(look, paper=paper, image=paper.page(0, PAGE_WIDTH))
        return Shown(look)
    finally:
        if not kept:
            stream.close()
