"""Task cards: one page each, written in ``resources/help/<language>/<topic>.md``, read without any library.

A card begins with ``# title``. Then come ``## heading``, ``1. step``, ``- point``, ``> note`` and plain lines; an
empty line ends a paragraph. Inside a line a word between backticks is a key, ``{words}`` are what is typed,
``**words**`` are bold, and ``[words](topic)`` leads to another card (``keys``: to the window of keys).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from gui.look import theme
from gui.say import ltr
from gui.widgets import key_text

HELP = Path(__file__).resolve().parents[2] / "resources" / "help"
TOPICS = (
    "incident", "names", "victim", "missing", "incidents", "victims", "facilities", "facility", "villages", "movement",
    "overview", "map", "map_pin", "map_saving", "report",
    "claims", "sources", "review", "lists", "printing", "export", "exchange", "reread", "import",
    "entry_workbook", "sync", "hub", "shares", "attachments", "places", "map_settings", "settings", "backups", "lock",
    "start", "unlock", "practice",
)  # fmt: skip
"""The cards in the order of the list: first what is done most."""
FIRST = "incident"
STANDS_FOR = {
    "claim": "claims",
    "damage": "facility",
    "figures": "claims",
    "function": "facility",
    "outcome": "missing",
    "place": "places",
    "population": "movement",
    "source": "sources",
    "village_state": "movement",
}
"""Screens that are told of in the card of another."""
_STEP = re.compile(r"[0-9]+\. +(.*)")
_INLINE = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([a-z_]+)\)|\{([^}]+)\}")


@dataclass(frozen=True)
class Part:
    """One block of a card: ``head``, ``step``, ``point``, ``note`` or ``words``; ``text`` with its marks."""

    kind: str
    text: str


@dataclass(frozen=True)
class Card:
    """A card in one language."""

    topic: str
    title: str
    parts: tuple[Part, ...]

    @property
    def keys(self) -> list[str]:
        """The keys it names."""
        return [found[1] for part in self.parts for found in _INLINE.finditer(part.text) if found[1]]

    @property
    def links(self) -> list[str]:
        """The cards it leads to."""
        return [found[4] for part in self.parts for found in _INLINE.finditer(part.text) if found[4]]

    @property
    def words(self) -> str:
        """Everything it says, for the search."""
        return " ".join([self.title, *(bare(part.text) for part in self.parts)])


def topic_of(asked: str) -> str:
    """The card for a screen, a record kind or a topic."""
    topic = STANDS_FOR.get(asked, asked)
    return topic if topic in TOPICS else FIRST


@lru_cache(maxsize=64)
def read_card(topic: str, language: str) -> Card:
    """Read a card; small files of the program itself, some kilobytes each."""
    lines = (HELP / language / f"{topic}.md").read_text(encoding="utf-8").splitlines()
    title = lines[0].removeprefix("# ").strip()
    parts: list[Part] = []
    open_ = False
    for line in lines[1:]:
        text = line.strip()
        if not text:
            open_ = False
            continue
        part = _part(text)
        if part.kind == "words" and open_:
            parts[-1] = Part(parts[-1].kind, f"{parts[-1].text} {text}")
        else:
            parts.append(part)
        open_ = True
    return Card(topic, title, tuple(parts))


def _part(text: str) -> Part:
    step = _STEP.fullmatch(text)
    if step is not None:
        return Part("step", step[1])
    for mark, kind in (("## ", "head"), ("- ", "point"), ("> ", "note")):
        if text.startswith(mark):
            return Part(kind, text.removeprefix(mark).strip())
    return Part("words", text)


def bare(text: str) -> str:
    """A line without its marks, keys isolated; for the search and for a print."""
    return _INLINE.sub(lambda found: _isolated(found) or found[2] or found[3], text)


def _isolated(found: re.Match[str]) -> str:
    """A key as it is written, or what is typed, kept from jumping; "" for other marks."""
    return ltr(key_text(found[1])) if found[1] else ltr(found[5]) if found[5] else ""


def as_html(card: Card, *, rtl: bool) -> str:
    """The card for the help window, in its colours and direction."""
    way = "rtl" if rtl else "ltr"
    ink, second, ground = (theme.hex_of(token) for token in ("tx", "tx2", "accbg"))
    html = [f'<body dir="{way}" style="color:{ink}">', f'<h2 dir="{way}">{escape(card.title)}</h2>']
    number = 0
    for part in card.parts:
        number = number + 1 if part.kind == "step" else 0 if part.kind == "head" else number
        words = _INLINE.sub(_marked, escape(part.text, quote=False))
        if part.kind == "head":
            html.append(f'<h4 dir="{way}" style="margin-top:12px; margin-bottom:2px">{words}</h4>')
        elif part.kind in ("step", "point"):
            mark = f"{number}." if part.kind == "step" else "•"
            cells = [f'<td width="24" valign="top" style="color:{second}"><b>{mark}</b></td>', f"<td>{words}</td>"]
            line = "".join(reversed(cells) if rtl else cells)  # Qt does not mirror the columns of a table
            html.append(f'<table dir="{way}" cellspacing="0" cellpadding="2" width="100%"><tr>{line}</tr></table>')
        elif part.kind == "note":
            html.append(
                f'<table dir="{way}" width="100%" cellpadding="7" style="margin-top:8px" bgcolor="{ground}">'
                f"<tr><td>{words}</td></tr></table>"
            )
        else:
            html.append(f'<p dir="{way}" style="margin-top:5px; margin-bottom:5px">{words}</p>')
    return "\n".join([*html, "</body>"])


def _marked(found: re.Match[str]) -> str:
    if found[1] or found[5]:
        ground = theme.hex_of("sur3")
        return f'<span style="background-color:{ground}; font-size:9pt">&nbsp;{_isolated(found)}&nbsp;</span>'
    if found[2]:
        return f"<b>{found[2]}</b>"
    return f'<a href="{found[4]}" style="color:{theme.hex_of("link")}">{found[3]}</a>'
