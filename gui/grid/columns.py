"""Columns by kind of value: how a typed cell is read and shown when it is a code, a number, a date or a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gui.forms.editors import Ask
from gui.forms.editors_by_kind import code_offers
from gui.grid.model import BLANK, Cell
from gui.say import words
from storage import BadValue, Code, Kind, code_list, folded

Read = Callable[[str], Cell]


def reader(kind: Kind[Any], ask: Ask) -> Read:
    """Cells of a kind of value: the text is what the kind shows, so that it reads back the same."""

    def read(text: str) -> Cell:
        try:
            value = kind.parse(text, ask())
        except BadValue as trouble:
            return Cell(text, None, trouble.message)
        return BLANK if value is None else Cell(kind.show(value, ask()), value)

    return read


def code_reader(list_name: str, ask: Ask) -> Read:
    """Cells of a code list: one letter, a code or a name in either language; the text kept is the code."""
    kind = Code(list_name)

    def read(text: str) -> Cell:
        typed = folded(text)
        for item in code_list(list_name).offered():
            letters = {folded(item.more.get(f"letter::{language}", "")) for language in ("en", "ar")} - {""}
            if typed in letters:
                return Cell(item.code, item.code)
        try:
            value = kind.parse(text, ask())
        except BadValue as trouble:
            return Cell(text, None, trouble.message)
        return BLANK if value is None else Cell(value, value)

    return read


def code_shown(list_name: str) -> Callable[[Cell], str]:
    """The label of a code in the language of now."""
    return lambda cell: words().code(list_name, str(cell.value)) if cell.value is not None else cell.text


letter_offers = code_offers
"""What a code cell offers while typing."""
