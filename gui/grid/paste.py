"""What comes from and goes to other programs: blocks of cells as tab-separated text, and plain lists of names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from storage import Age, BadValue, Name, NameValue, Reading, folded, kept, word_set

_BULLET = re.compile(
    r"^\s*(?:\[[^\]]{3,40}\]\s*[^:\n]{0,40}:\s*)?"  # [12:30, 4/7/2019] Abu Ahmad:
    r"(?:[-*+•·‣▪●○◦■□►✦✔✓–—]+\s*|\(?\d{1,3}\s*[).:،\-–_/ـ]+\s*|\d{1,3}\s+(?=\D))?"
)
_BEHIND = re.compile(r"^(?P<name>[^\d()،,;:]*?)\s*(?:[،,;:\-–(]\s*|\s+(?=[~<>]?\d))(?P<rest>.*?)\)?\s*$")

_SOMEBODY = word_set(
    *(
        "unknown",
        "unidentified",
        "unnamed",
        "boy",
        "girl",
        "man",
        "woman",
        "child",
        "baby",
        "infant",
        "body",
        "person",
    ),
    *(
        "مجهول",
        "مجهولة",
        "معروف",
        "معروفة",
        "طفل",
        "طفلة",
        "رضيع",
        "رضيعة",
        "رجل",
        "امرأة",
        "شاب",
        "فتاة",
        "جثة",
        "شخص",
    ),
)
"""Words that describe somebody whose name is not known."""


def block_of(text: str) -> list[list[str]]:
    """Rows of cells of text copied from a spreadsheet: tabs between cells, quotes around cells of several lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.removesuffix("\n")
    if '"' not in text:
        return [line.split("\t") for line in text.split("\n")]
    rows: list[list[str]] = [[]]
    for cell, end in _quoted_cells(text):
        rows[-1].append(cell)
        if end == "\n":
            rows.append([])
    return rows


def _quoted_cells(text: str) -> list[tuple[str, str]]:
    """Cells with what ends them. A quote counts only at the start of a cell that is closed properly again."""
    found, at = [], 0
    while True:
        quoted = re.compile(r'"((?:[^"]|"")*)"(?=\t|\n|\Z)').match(text, at)
        plain = None if quoted else re.compile(r"[^\t\n]*").match(text, at)
        if quoted:
            cell, at = quoted[1].replace('""', '"'), quoted.end()
        else:
            cell, at = plain[0] if plain else "", plain.end() if plain else at
        end = text[at : at + 1]
        found.append((cell, end))
        if not end:
            return found
        at += 1


def text_of(block: Sequence[Sequence[str]]) -> str:
    """Cells as text that spreadsheets read back the same."""
    return "\n".join("\t".join(_quoted(cell) for cell in row) for row in block)


def _quoted(cell: str) -> str:
    plain = cell.replace("\r\n", "\n")
    return '"' + plain.replace('"', '""') + '"' if re.search(r'[\t\n"]', plain) else plain


def are_lines(block: Sequence[Sequence[str]]) -> bool:
    """Whether pasted cells are plain lines, as a message or a note has them."""
    return all(len(row) == 1 for row in block)


def names_of(lines: Sequence[str], reading: Reading) -> list[dict[str, str]]:
    """A list of names: each line without its number or bullet, split into the parts of a name; an age behind it goes
    to the age, anything else that is not a name to the notes. Nothing is dropped."""
    found = [_person(_BULLET.sub("", kept(line), count=1).strip(), reading) for line in lines]
    return [person for person in found if person]


def _person(line: str, reading: Reading) -> dict[str, str]:
    if not line:
        return {}
    person: dict[str, str] = {}
    behind = _BEHIND.match(line)
    if behind and behind["rest"] and behind["name"].strip():
        line = behind["name"].strip()
        rest = behind["rest"].strip()
        person["age" if _is_age(rest, reading) else "notes"] = rest
    try:
        name = None if _SOMEBODY & set(folded(line).split()) else Name().parse(line, reading)
    except BadValue:
        name = None
    return {**name_cells(name), **person} if name is not None else {"given": line, **person}


def _is_age(text: str, reading: Reading) -> bool:
    try:
        return Age().parse(text, reading) is not None
    except BadValue:
        return False


def name_cells(name: NameValue) -> dict[str, str]:
    """The cells of a name: its Arabic parts, or the Latin ones when there are no others; the rest beside them."""
    parts = name.ar if name.ar else name.la
    cells = dict(zip(("given", "father", "grandfather", "family"), parts.four, strict=True))
    cells["latin"] = name_text_of(name) if name.ar and name.la else ""
    cells["nickname"] = name.nickname
    return {key: text for key, text in cells.items() if text}


def name_text_of(name: NameValue) -> str:
    """The Latin name as one line that reads back to the same parts."""
    from storage import name_text

    spoken = str(name.la)
    return spoken if name_text.split(spoken) == name.la.four else name_text.dotted(name.la.four)


def is_whole_name(text: str, reading: Reading) -> bool:
    """Whether a text typed into the first cell is a name of several parts (*unknown infant, …* is not)."""
    if re.search(r"[\d،,;:()]", text) or _SOMEBODY & set(folded(text).split()):
        return False
    try:
        name = Name().parse(text, reading)
    except BadValue:
        return False
    return name is not None and not name.nickname and sum(bool(part) for part in (*name.ar.four, *name.la.four)) > 1
