"""Adding files to a record: one after the other in the writing thread, each kept or refused for itself."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage, QImageWriter

from gui.jobs import Pace
from storage import Outcome, UserError, cleaned

if TYPE_CHECKING:
    from storage import Store

MOST = 200
"""Files that are added in one go."""


@dataclass(frozen=True)
class Coming:
    """A file to be added: from the disk, or (pasted) from memory; never through a file of ours."""

    name: str
    path: Path | None = None
    image: QImage | None = None

    def source(self) -> Path | BinaryIO:
        """What the register reads; called in the writing thread."""
        if self.path is not None:
            return self.path
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(self.image or QImage())
        return io.BytesIO(data.data())


@dataclass
class Added:
    """What came of it: the new attachments, what was refused with its reason, how many were too many for one go."""

    ids: list[str] = field(default_factory=list)
    refused: list[tuple[str, UserError]] = field(default_factory=list)
    left: int = 0

    @property
    def outcome(self) -> Outcome:
        """What has changed, for the screens."""
        return Outcome(frozenset({"attachment"}), tuple(self.ids))


def coming_from(data: QMimeData) -> list[Coming]:
    """What a drop or the clipboard holds: files of this computer, or else a picture."""
    paths = [_path(url) for url in data.urls() if url.isLocalFile()]
    if paths:
        return [Coming(cleaned(path.name), path) for path in paths]
    if data.hasImage():
        image = data.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return [Coming(f"{datetime.now():%Y-%m-%d %H-%M-%S}.png", image=image)]
    return []


def add_all(store: Store, kind: str, record: str, coming: Sequence[Coming], pace: Pace) -> Added:
    """Add them; what is refused does not keep the others out. Progress counts thousandths of each file."""
    done = Added(left=max(0, len(coming) - MOST))
    total = min(len(coming), MOST) * 1000
    for number, one in enumerate(coming[:MOST]):
        pace.step(number * 1000, total)
        try:
            done.ids.append(store.attach(one.source(), kind, record, name=one.name, pace=_within(pace, number, total)))
        except UserError as trouble:
            done.refused.append((one.name, trouble))
    return done


def _path(url: QUrl) -> Path:
    """The file as the disk calls it: its name may be no text at all, which Qt's own answer loses."""
    told, encoded = url.toLocalFile(), bytes(url.toEncoded().data())
    if os.name != "posix" or "\N{REPLACEMENT CHARACTER}" not in told:
        return Path(told)
    return Path(
        os.fsdecode(bytes(QByteArray.fromPercentEncoding(QByteArray(encoded.removeprefix(b"file://"))).data()))
    )


def _within(pace: Pace, number: int, total: int) -> Callable[[int, int], None]:
    return lambda done, size: pace.step(number * 1000 + 1000 * done // max(1, size), total)
