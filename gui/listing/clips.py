"""The paper-clip column of a list: how many photos and files hang on a record."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from gui.known import Known
from gui.listing.filter_fields import Choice, CodeFilter, FilterField
from gui.say import say, say_n
from gui.table.cells import EMPTY, Cell, sign
from gui.table.rows import Column

if TYPE_CHECKING:
    from storage import Store

KEY = "files"


def count_files(known: Known, store: Store, records: Collection[str]) -> None:
    """Count the files of these records (in a reader's thread)."""
    found = store.attachment_counts(records)
    known.attached.update({record: found.get(record, 0) for record in records})


def clip_filter() -> FilterField:
    """With files, or without."""
    choices = [Choice("with", say("With files")), Choice("without", say("Without files"))]
    return CodeFilter(say("Files"), lambda: choices)


def clip_column(known: Known) -> Column:
    """A narrow column; nothing stands where nothing hangs."""

    def show(row: Any) -> Cell:
        count = known.attached.get(row.id, 0)
        spoken = say_n("{count} file attached", "{count} files attached", count)
        return Cell(str(count), icon="paperclip", ink="tx2", spoken=spoken) if count else EMPTY

    return Column(
        KEY,
        lambda: say("Files"),
        44,
        show,
        sign,
        "",
        lambda: say("Photos, video, sound and documents"),
        copied=lambda row: str(known.attached.get(row.id, "")),
    )
