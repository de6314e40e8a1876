"""Photos and files beside the fields of a record, as a part of its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shiboken6 import isValid

from gui.attachments.strip import Strip
from gui.entry.files import FilesCard
from gui.record.beside import Beside, BesideView, Side
from gui.widgets import column

if TYPE_CHECKING:
    from gui.record.typed_record import TypedRecord


class FilesPart(Beside):
    """Photos and files beside the fields of a record. They are kept as soon as they are added, before the form is."""

    name = "files"
    side: Side = "below"
    kinds = frozenset({"attachment"})

    def __init__(self, window: TypedRecord, key: str = "Alt+0") -> None:
        super().__init__(window)
        self.key = key
        self._count = 0
        self._strip: Strip | None = None

    def make(self) -> FilesView:
        """The card."""
        made = FilesView(self)
        made.card.strip.counted.connect(self._counted)
        self._strip = made.card.strip
        return made

    def _counted(self, count: int) -> None:
        changed, self._count = count != self._count, count
        if changed and self.window.entry is None:
            self.settled.emit()

    def touched(self) -> bool:
        """A new record that has a file is kept as a draft: nobody's photo hangs on nothing."""
        return self.window.entry is None and (bool(self._count) or self._adds())

    def _adds(self) -> bool:
        return self._strip is not None and isValid(self._strip) and self._strip.holds

    def content(self) -> Mapping[str, Any] | None:
        """That there are some; they themselves are in the register."""
        return {"count": self._count} if self.touched() else None

    def restore(self, content: Mapping[str, Any]) -> None:
        """Take up that there are some."""
        self._count = int(content.get("count") or 0)


class FilesView(BesideView):
    """The card in a form."""

    def __init__(self, part: FilesPart) -> None:
        super().__init__()
        window = part.window
        self.card = FilesCard(window.context, window.form.kind, window.id, part.key, 0)
        self.setLayout(column(self.card))

    def go_to(self, row: int, name: str) -> None:
        """The tiles, or the button that adds the first."""
        self.card.entrances[0].setFocus()
