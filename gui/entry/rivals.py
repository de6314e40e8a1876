"""After saving: what somebody else wrote differently meanwhile is told plainly; both versions stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gui.say import say, words

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Edit, Outcome

NAMED = 3
"""More fields than these are not named one by one."""


def rivalled(edits: Sequence[Edit], outcome: Outcome) -> list[str]:
    """The fields that were written here and stand in dispute now, as words, each once."""
    kinds = {edit.id: edit.kind for edit in edits}
    written = {(edit.id, name) for edit in edits for name in edit.values}
    found = [
        words().field(f"{kinds[record]}.{name}") for record, name in outcome.conflicts if (record, name) in written
    ]
    return list(dict.fromkeys(found))


def tell_rivals(context: Context, edits: Sequence[Edit], outcome: Outcome) -> None:
    """Say in the main window that two versions stand side by side now, if they do."""
    fields = rivalled(edits, outcome)
    if fields:
        parted = "، " if words().rtl else ", "
        named = parted.join(fields[:NAMED]) + (" …" if len(fields) > NAMED else "")
        first = say("Saved. Another team wrote this differently: {fields}.", fields=named)
        context.told.emit(
            "warning", first, say("Both are kept, nothing was overwritten. Open the record to see both.")
        )
