"""A name as it is written: given, father, grandfather, family, in Arabic and in Latin letters, and a kunya."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from storage.errors import BadValue
from storage.fields.kind import Facet, Json, Kind, Reading
from storage.fields.kinds import name_text
from storage.fields.kinds.foreign import facet, is_foreign, tolerant
from storage.fields.kinds.name_text import Four
from storage.fields.kinds.text import LINE
from storage.fields.kinds.typed import LRI, PDI, cleaned
from storage.messages import message

_PARTED = re.compile(r"[;؛\n]|[،,]")
MOST = 40
"""As many names one person may go by."""
PARTS = ("given", "father", "grandfather", "family")
TATWEEL = "\u0640"
_QUOTES = {"ar": ("«", "»"), "la": ("“", "”")}


@dataclass(frozen=True)
class Parts:
    """A name in one script, "" where a part is not known."""

    given: str = ""
    father: str = ""
    grandfather: str = ""
    family: str = ""

    @property
    def four(self) -> Four:
        """The parts in order."""
        return self.given, self.father, self.grandfather, self.family

    def __str__(self) -> str:
        """The name as it is spoken."""
        return " ".join(part for part in self.four if part)

    def __bool__(self) -> bool:
        return any(self.four)


@dataclass(frozen=True)
class NameValue:
    """A name in one or both scripts.

    Attributes:
        ar, la: the parts in Arabic and in Latin letters.
        nickname: kunya or nickname, as written.
        source: hex id of the source that gives this name, "" when it is the team itself. Never part of the shown text.
    """

    ar: Parts = Parts()
    la: Parts = Parts()
    nickname: str = ""
    source: str = ""

    def full(self, script: str) -> str:
        """The whole name in ``"ar"`` or ``"la"``."""
        return str(self.ar if script == "ar" else self.la)


@dataclass(frozen=True)
class Name(Kind[NameValue]):
    """A person's name."""

    facets: ClassVar[Mapping[str, Facet[Any]]] = {
        "ar": facet(NameValue, "text", lambda value: value.full("ar") or None),
        "la": facet(NameValue, "text", lambda value: value.full("la") or None),
    }

    def parse(self, text: str, reading: Reading) -> NameValue | None:
        """One line of pasted text split into its parts; both scripts may stand side by side. None when blank.

        Parts can be said exactly with a dot between them: ``محمد · خالد · – · الأحمد`` (``–`` for one not known).
        """
        line = cleaned(text.replace(TATWEEL, ""))
        if not line:
            return None
        if len(line) > LINE:
            raise BadValue(message("A name holds up to {count} letters. Put the rest into the notes.", count=LINE))
        value = _read(line)
        if value == NameValue():
            raise BadValue(message("A name is written with letters. Leave it empty when nobody knows it."))
        return value

    def show(self, value: NameValue | None, reading: Reading) -> str:
        """The name in the reader's script first, the other behind ``/``, the kunya in quotes."""
        if value is None:
            return ""
        if is_foreign(value, NameValue):
            return str(value)
        return _shown(value, "ar" if reading.words.rtl else "la")

    def store(self, value: NameValue) -> Json:
        """``{"ar": {"given": …}, "la": {…}, "nick": …, "source": …}``, empty keys left out."""
        return _stored(value)

    def load(self, data: Json) -> NameValue:
        """The name of its canonical form."""
        return tolerant(_load, data)


@dataclass(frozen=True)
class Names(Kind[tuple[NameValue, ...]]):
    """All names one person goes by, each with its source."""

    def parse(self, text: str, reading: Reading) -> tuple[NameValue, ...] | None:
        """Names parted by ``;`` or a comma of either script; None when blank."""
        pieces = _PARTED.split(text, maxsplit=MOST)
        if len(pieces) > MOST:
            raise BadValue(message("This field holds up to {count} names. Put the rest into the notes.", count=MOST))
        names = [Name().parse(piece, reading) for piece in pieces]
        return tuple(dict.fromkeys(name for name in names if name is not None)) or None

    def show(self, value: tuple[NameValue, ...] | None, reading: Reading) -> str:
        """The names, parted by semicolons."""
        parted = "؛ " if reading.words.rtl else "; "
        return parted.join(Name().show(name, reading) for name in value or ())

    def store(self, value: tuple[NameValue, ...]) -> Json:
        """A JSON list of names."""
        return [_stored(name) for name in value]

    def load(self, data: Json) -> tuple[NameValue, ...]:
        """The names of a JSON list."""
        return tuple(Name().load(name) for name in data) if isinstance(data, (list, tuple)) else data


def _stored(value: NameValue) -> Json:
    if is_foreign(value, NameValue):
        return value
    scripts = {
        script: {part: text for part, text in zip(PARTS, parts.four, strict=True) if text}
        for script, parts in (("ar", value.ar), ("la", value.la))
    }
    whole: dict[str, Any] = {**scripts, "nick": value.nickname, "source": value.source}
    return {key: text for key, text in whole.items() if text}


def _load(data: Json) -> NameValue:
    if not isinstance(data, dict) or set(data) - {"ar", "la", "nick", "source"}:
        raise ValueError("a name of a newer program")
    return NameValue(
        Parts(**data.get("ar", {})), Parts(**data.get("la", {})), data.get("nick", ""), data.get("source", "")
    )


def _read(line: str) -> NameValue:
    nickname, rest = name_text.nickname(line)
    # one stroke parts the scripts; a further one is a slip, and left standing it would part them elsewhere next time
    ar, la = map(_unstroked, name_text.scripts(name_text.without_strays(rest)))
    return NameValue(Parts(*name_text.split(ar)), Parts(*name_text.split(la)), name_text.without_strays(nickname))


def _unstroked(text: str) -> str:
    return name_text.without_strays(" ".join(text.replace("/", " ").split())) if "/" in text else text


def _shown(value: NameValue, script: str) -> str:
    """As it is spoken when that reads back to the same parts, otherwise with the parts dotted."""
    spoken = _joined(value, script, str(value.ar), str(value.la))
    plain = NameValue(value.ar, value.la, value.nickname)
    if _read(cleaned(spoken)) == plain:
        return spoken
    dotted = _joined(
        value,
        script,
        *(
            str(parts) if Parts(*name_text.split(str(parts))) == parts else name_text.dotted(parts.four)
            for parts in (value.ar, value.la)
        ),
    )
    if _read(cleaned(dotted)) == plain:
        return dotted
    return _joined(value, script, name_text.dotted(value.ar.four), name_text.dotted(value.la.four))


def _joined(value: NameValue, script: str, ar: str, la: str) -> str:
    opening, closing = _QUOTES[script]
    latin = f"{LRI}{la}{PDI}" if la and script == "ar" else la
    texts = [text for text in ((ar, latin) if script == "ar" else (la, ar)) if text]
    nick = f"{opening}{value.nickname}{closing}" if value.nickname else ""
    return " ".join(text for text in (" / ".join(texts), nick) if text)
