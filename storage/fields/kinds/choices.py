"""Codes chosen from a list: one, or several. Typed by code, by either label, or as ``other: …``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from storage.errors import BadValue
from storage.fields.codes import OTHER, CodeItem, code_list
from storage.fields.kind import Json, Kind, Reading
from storage.fields.kinds.typed import cleaned, folded, one_of
from storage.messages import message

_OTHER = re.compile(rf"\s*{one_of('other', 'others', 'غير ذلك', 'أخرى', 'آخر')}\s*[:=]\s*(.*)")
MOST = 12
"""As many commas a label may hold."""
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
        found = _meant(self.list_name, line)
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
        """The codes of a piece; commas part labels, but a label may itself hold one."""
        parts = [part.strip() for part in _SOFT.split(piece) if part.strip()]
        codes: list[str] = []
        start = 0
        while start < len(parts):
            tries = range(min(len(parts), start + MOST), start, -1)
            joined = ((end, ", ".join(parts[start:end])) for end in tries)
            found = next(((end, code) for end, line in joined if (code := _meant(self.list_name, line))), None)
            if found is None:
                raise _not_in_list(self.list_name, parts[start], reading)
            start = found[0]
            codes.append(found[1])
        return codes

    def _ordered(self, codes: Iterable[str]) -> tuple[str, ...]:
        place = {code: number for number, code in enumerate(code_list(self.list_name).items)}
        return tuple(sorted(dict.fromkeys(codes), key=lambda code: (place.get(code, len(place)), code)))


def _label(list_name: str, code: str, reading: Reading) -> str:
    if code.startswith(OTHER):
        return reading.words.t("other: {words}", words=code[len(OTHER) :])
    return reading.words.code(list_name, code)


def _meant(list_name: str, line: str) -> str | None:
    return _other(line) or _find(list_name, line)


def _other(line: str) -> str | None:
    words = re.match(r"([^:=]*)[:=]\s*(.+)", line)
    if words and _OTHER.fullmatch(folded(words[1]) + ": x"):
        return OTHER + words[2].strip()
    return None


def _find(list_name: str, line: str) -> str | None:
    """The code whose code or label is this text; else the only one a label of which begins so."""
    wanted = folded(line)
    if line in code_list(list_name).items:
        return line
    spelled = _spelled(list_name)
    for names in (spelled.offered, spelled.retired):
        for code, spellings in names.items():
            if wanted in spellings:
                return code
    if not wanted:
        return None
    for begins in (str.startswith, _word_begins):
        near = [code for code, spellings in spelled.offered.items() if any(begins(name, wanted) for name in spellings)]
        if len(near) == 1:
            return near[0]
    return None


def _word_begins(name: str, wanted: str) -> bool:
    return any(word.startswith(wanted) for word in re.split(r"[\s/()_-]+", name))


@dataclass(frozen=True)
class _Spelled:
    """The folded spellings of each code of a list."""

    offered: dict[str, tuple[str, ...]]
    retired: dict[str, tuple[str, ...]]


@lru_cache(maxsize=128)
def _spelled(list_name: str) -> _Spelled:
    items = code_list(list_name).items.values()
    return _Spelled(
        {item.code: _spellings(item) for item in items if not item.retired},
        {item.code: _spellings(item) for item in items if item.retired},
    )


@lru_cache(maxsize=128)
def codes_by_label(list_name: str) -> dict[str, str]:
    """The codes of a list by their folded code or label in either language."""
    named = {**_spelled(list_name).offered, **_spelled(list_name).retired}
    return {name: code for code, names in reversed(named.items()) for name in names}


def _spellings(item: CodeItem) -> tuple[str, ...]:
    names = (item.code, item.code.replace("_", " "), *item.labels.values())
    return tuple(folded(name) for name in names if name)


def _not_in_list(list_name: str, line: str, reading: Reading) -> BadValue:
    names = {code: " ".join(spellings) for code, spellings in _spelled(list_name).offered.items()}
    ranked = process.extract(folded(line)[:100], names, scorer=fuzz.WRatio, limit=3, score_cutoff=55)
    codes = [code for _, _, code in ranked] or list(names)[:4]
    if not codes:
        return BadValue(message("This is not in the list. Choose from the list, or write “other: …”."))
    near = [_label(list_name, code, reading) for code in codes]
    clear = ranked and ranked[0][1] >= 80 and (len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= 5)
    parted = "، " if reading.words.rtl else ", "
    listed = message("This is not in the list. Near to it: {near}. Or write “other: …”.", near=parted.join(near))
    return BadValue(listed, near[0] if clear else "")
