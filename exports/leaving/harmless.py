"""Texts a spreadsheet program would take for a formula when it opens a CSV, made harmless in a way that can be undone.

A cell that begins with ``= + - @``, their wide forms, a tab or a line break (also behind blanks or apostrophes) gets
an apostrophe before it. Whoever reads such a file takes that one apostrophe away again and has exactly the text that
was there; texts that never had one stay as they are.
"""

from __future__ import annotations

import re

_RISKY = re.compile(r"[\s']*[=+\-@＝＋－＠\t\r\n]")
_MARK = "'"


def guarded(text: str) -> str:
    """The text as a cell of a CSV."""
    return _MARK + text if _RISKY.match(text) else text


def unguarded(cell: str) -> str:
    """The text that :func:`guarded` was given."""
    return cell[1:] if cell[:1] == _MARK and _RISKY.match(cell, 1) else cell
