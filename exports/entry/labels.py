"""What a place is called in an entry workbook: its name and its code, so that it is surely found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.cells import plain

if TYPE_CHECKING:
    from storage import PlaceFacts

BETWEEN = " · "


def place_label(facts: PlaceFacts, language: str) -> str:
    """``Kafr Nobol · C4171``; without a code the name alone."""
    name = plain(facts.name(language)).replace("*", "").replace("?", "").replace("~", "")
    return f"{name}{BETWEEN}{facts.code}" if facts.code and facts.code != name else name


def code_in(text: str) -> str:
    """The code at the end of such a label, "" when there is none."""
    name, between, code = text.rpartition(BETWEEN.strip())
    return code.strip() if between and name.strip() else ""
