"""Pages of PDF documents as pictures. Nothing in a document runs: no scripts, no forms, no links."""

from __future__ import annotations

from threading import Lock
from typing import Any, BinaryIO

from PySide6.QtGui import QImage

from storage import UserError, message

MOST_PAGES = 5_000
MOST_POINTS = 9_000_000
"""Points of a page that is drawn: an A4 page of 2,500 × 3,500."""
LONGEST = 6_000
_one_at_a_time = Lock()  # the library beneath may be entered by one thread only, whichever document it is about


class Paper:
    """An open document.

    Attributes:
        pages: how many there are.
    """

    def __init__(self, stream: BinaryIO) -> None:
        """Open it; the stream is read as pages are asked for, and closed by :meth:`close`.

        Raises:
            UserError: ``paper-locked`` or ``paper-spoiled``.
        """
        import pypdfium2

        self._stream = stream
        with _one_at_a_time:
            try:
                self._document: Any = pypdfium2.PdfDocument(stream)
                self.pages = min(len(self._document), MOST_PAGES)
            except pypdfium2.PdfiumError as trouble:
                raise locked() if "assword" in str(trouble) else spoiled() from None
        if not self.pages:
            raise spoiled()

    def page(self, number: int, width: int) -> QImage:
        """A page, drawn ``width`` points wide as far as its shape allows."""
        import pypdfium2

        with _one_at_a_time:
            try:
                page = self._document[number]
                wide, high = page.get_size()
                if not (0 < wide < 1e6 and 0 < high < 1e6):
                    raise spoiled()
                scale = min(width / wide, (MOST_POINTS / (wide * high)) ** 0.5, LONGEST / max(wide, high))
                bitmap = page.render(scale=scale, may_draw_forms=False, prefer_bgrx=True)
                image = QImage(
                    bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32
                ).copy()
                bitmap.close()
                page.close()
            except pypdfium2.PdfiumError:
                raise spoiled() from None
        return image

    def close(self) -> None:
        """Let go of it."""
        with _one_at_a_time:
            self._document.close()
        self._stream.close()


def spoiled() -> UserError:
    """It cannot be read."""
    return UserError(
        "paper-spoiled",
        message("This document cannot be read; it may be cut off or damaged."),
        message("It is kept as it came. Ask for it once more where it came from."),
    )


def locked() -> UserError:
    """A password is asked for."""
    return UserError(
        "paper-locked",
        message("This document is protected with a password."),
        message("It is kept as it came. Save a copy and open it where the password is known."),
    )
