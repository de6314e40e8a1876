"""A sheet of the guide: a task card or the list of keys, with nothing of the register on it."""

from __future__ import annotations

from collections.abc import Sequence

from gui.printing.sheet import Block, Heading, Sheet
from gui.say import say


def guide_sheet(title: str, blocks: Sequence[Block]) -> Sheet:
    """The blocks under their title; it may hang on the wall of a station."""
    heading = Heading(say("Sijill, help"), "", title, "", "", "", names=False, internal=False)
    return Sheet(heading, blocks, repeated=None, across=False)
