"""Reading the Overview in a reader's thread, and loading what draws it meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gui.overview.reading import Shown, read

if TYPE_CHECKING:
    from gui.known import Known
    from storage import Store, View


def read_and_load(store: Store, view: View, known: Known, parts: Iterable[str]) -> Shown:
    """Read it, and load what draws it, which takes half a second, so that the window does not wait for that."""
    from gui.overview import charts  # noqa: F401

    return read(store, view, known, parts)
