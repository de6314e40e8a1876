"""Codes chosen from a list: one, or several. Typed by code, by either label, or as ``other: …``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from storage.errors import BadValue
from storage.fields.codes import OTHER, CodeItem, code_list
from storage.fields.kind import Json, Kind, Reading
from storage.fields.kinds.typed import cleaned, folded, one_of
from storage.messages import message

_OTHER = re.compile(rf"\s*{one_of('other', 'others', 'غير ذلك', 'أخرى', 'آخر')}\s*[:=]\s*(.*)")
_HARD, _SOFT = re.compile(r"[;؛\n]"), re.compile(r"[،,]")


@dataclass(frozen=True)
class Code(Kind[str]):
    """One code of a list; ``other:text`` when the list does not have it."""

    list_name: str

    def parse(self, text: str, reading: Reading) -> str | None:
        """The code meant by a code, a label in either language, the beginning of one, or ``other: …``."""
        line = cleaned(text)
        if not line:
            return None
        found = _other(line) or _find(self.list_name, line)
        if found is None:
            raise _not_in_list(self.list_name, line, reading)
        return found

    def show(self, value: str | None, reading: Reading) -> str:
        """The label in the person's language."""
        return _label(self.list_name, value, reading) if value else ""


@dataclass(frozen=True)
class Codes(Kind[tuple[str, ...]]):
    """Several codes of a list, each once, in the order of the list."""

    list_name: str

    def parse(self, text: str, reading: Reading) -> tuple[str, ...] | None:
        """Codes or labels parted by ``;`` or a comma of either script; None when blank."""
        codes: list[str] = []
        for piece in _HARD.split(text):
            codes += self._piece(cleaned(piece), reading)
        return self._ordered(codes) if codes else None

    def show(self, value: tuple[str, ...] | None, reading: Reading) -> str:
        """The labels, parted by semicolons."""
        parted = "؛ " if reading.words.rtl else "; "
        return parted.join(_label(self.list_name, code, reading) for code in value or ())

    def store(self, value: tuple[str, ...]) -> Json:
        """A JSON list in the order of the code list."""
        return list(self._ordered(value))

    def load(self, data: Json) -> tuple[str, ...]:
        """The codes of a JSON list, also those a newer program added."""
        return self._ordered(data) if isinstance(data, (list, tuple)) else (str(data),)

    def _piece(self, piece: str, reading: Reading) -> list[str]:
        if not piece:
            return []
        whole = _other(piece) or _find(self.list_name, piece)
        if whole:
            return [whole]
        head, comma, rest = _first_comma(piece)
        if not comma:
            raise _not_in_list(self.list_name, piece, reading)
        return self._piece(head, reading) + self._piece(rest, reading)

    def _ordered(self, codes: Iterable[str]) -> tuple[str, ...]:
        place = {code: number for number, code in enumerate(code_list(self.list_name).items)}
        return tuple(sorted(dict.fromkeys(codes), key=lambda code: (place.get(code, len(place)), code)))


def _first_comma(piece: str) -> tuple[str, str, str]:
    found = _SOFT.search(piece)
    if not found:
        return piece, "", ""
    return piece[: found.start()].strip(), found[0], piece[found.end() :].strip()


def _label(list_name: str, code: str, reading: Reading) -> str:
    if code.startswith(OTHER):
        return reading.words.t("other: {words}", words=code[len(OTHER) :])
    return reading.words.code(list_name, code)


def _other(line: str) -> str | None:
    words = re.match(r"([^:=]*)[:=]\s*(.+)", line)
    if words and _OTHER.fullmatch(folded(words[1]) + ": x"):
        return OTHER + words[2].strip()
    return None


def _find(list_name: str, line: str) -> str | None:
    """The code whose code or label is this text; else the only one a label of which begins so."""
    wanted = folded(line)
    items = code_list(list_name).items
    if line in items:
        return line
    for item in sorted(items.values(), key=lambda item: item.retired):
        if wanted in _spellings(item):
            return item.code
    if not re.search(r"\w\w|^\w$", wanted):
        return None
    offered = code_list(list_name).offered()
    for begins in (str.startswith, _word_begins):
        near = [item.code for item in offered if any(begins(name, wanted) for name in _spellings(item))]
        if len(near) == 1:
            return near[0]
    return None


def _word_begins(name: str, wanted: str) -> bool:
    return any(word.startswith(wanted) for word in re.split(r"[\s/()_-]+", name))


def _spellings(item: CodeItem) -> list[str]:
    return [folded(name) for name in (item.code, item.code.replace("_", " "), *item.labels.values()) if name]


def _not_in_list(list_name: str, line: str, reading: Reading) -> BadValue:
    offered = {item.code: _label(list_name, item.code, reading) for item in code_list(list_name).offered()}
    names = {item.code: " ".join(_spellings(item)) for item in code_list(list_name).offered()}
    ranked = process.extract(folded(line)[:100], names, scorer=fuzz.WRatio, limit=3, score_cutoff=55)
    near = [offered[code] for _, _, code in ranked] or list(offered.values())[:4]
    if not near:
        return BadValue(message("This is not in the list. Choose from the list, or write “other: …”."))
    parted = "، " if reading.words.rtl else ", "
    listed = message("This is not in the list. Near to it: {near}. Or write “other: …”.", near=parted.join(near))
    return BadValue(listed, near[0] if ranked else "")
