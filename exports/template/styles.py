"""Styles of a template: a cell keeps its own, unless a day would show as a number or a text turn into a formula."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime, time
from typing import Any

_FORMATS = {"date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "time": "hh:mm"}
_PLAIN = {"0", "49"}
"""Number formats that show a day as a number: *General* and *Text*."""
_FIRST_OWN = 164


class TemplateStyles:
    """The cell styles of a workbook; new ones are put behind those it has."""

    def __init__(self, root: Any | None) -> None:
        self._root = root
        self._ns = "" if root is None else root.tag.partition("}")[0] + "}"
        self._styles = None if root is None else root.find(f"{self._ns}cellXfs")
        self._made: dict[tuple[int, str], int] = {}
        self._formats: dict[str, str] = {}

    def fit(self, style: int, value: Any) -> int:
        """The style for a value in a cell of ``style``."""
        word = look_of(value)
        if not word or self._styles is None or style >= len(self._styles):
            return style
        if (style, word) not in self._made:
            self._made[style, word] = self._variant(style, word)
        return self._made[style, word]

    def _variant(self, style: int, word: str) -> int:
        assert self._styles is not None
        known = self._styles[style]
        if word != "quoted" and known.get("numFmtId", "0") not in _PLAIN:
            return style
        made = deepcopy(known)
        if word == "quoted":
            made.set("quotePrefix", "1")
        else:
            made.set("numFmtId", self._format(_FORMATS[word]))
            made.set("applyNumberFormat", "1")
        self._styles.append(made)
        self._styles.set("count", str(len(self._styles)))
        return len(self._styles) - 1

    def _format(self, code: str) -> str:
        if code not in self._formats:
            assert self._root is not None
            listed = self._root.find(f"{self._ns}numFmts")
            if listed is None:
                listed = self._root.makeelement(f"{self._ns}numFmts", {})
                self._root.insert(0, listed)
            taken = [int(one.get("numFmtId", "0")) for one in listed]
            number = str(max([_FIRST_OWN - 1, *taken]) + 1)
            listed.append(listed.makeelement(f"{self._ns}numFmt", {"numFmtId": number, "formatCode": code}))
            listed.set("count", str(len(listed)))
            self._formats[code] = number
        return self._formats[code]


def look_of(value: Any) -> str:
    """What a value needs of its style, "" for nothing."""
    if isinstance(value, datetime):
        return "moment"
    if isinstance(value, date):
        return "date"
    if isinstance(value, time):
        return "time"
    return "quoted" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else ""
