"""An attachment in words: what it is called, how large it is, where it is, who did what with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.detail import Line
from gui.history import moment_words
from gui.say import ltr, say, say_n, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage import Attached, Custody, Freight

ICONS = {"photo": "image", "video": "video", "sound": "mic", "document": "file-text"}


def icon_of(one: Attached) -> str:
    """The drawing of its kind."""
    return ICONS.get(one.media, "file")


def name_of(one: Attached) -> str:
    """What people call it: its title, or the name of its file."""
    return one.title or ltr(one.file_name) or words().code("media", one.media or "document")


def size_words(size: int) -> str:
    """``3.2 MB``."""
    if size < 1_000_000:
        return say("{size} kB", size=ltr(f"{max(1, round(size / 1e3))}"))
    if size < 1_000_000_000:
        return say("{size} MB", size=ltr(f"{size / 1e6:.1f}"))
    return say("{size} GB", size=ltr(f"{size / 1e9:.2f}"))


def state_words(one: Attached) -> str:
    """Where its bytes are when they are not here; "" when they are."""
    if one.damaged:
        return say("Damaged")
    if one.here:
        return ""
    if one.have and one.size:
        return say("{part} of {whole} here", part=size_words(one.have), whole=size_words(one.size))
    return say("Not here yet")


def where_words(one: Attached) -> str:
    """One sentence for the viewer: whose laptop has it."""
    holders = [*one.holders] or ([one.device] if one.device else [])
    if not holders:
        return say("No laptop has said yet that it holds this file.")
    names = say(", ").join(ltr(name) for name in holders)
    return say("It is on: {names}. It comes with one of the next exchanges.", names=names)


def spoken(one: Attached) -> str:
    """Everything a tile says, for screen readers."""
    parts = (words().code("media", one.media or "document"), name_of(one), size_words(one.size), state_words(one))
    return say(", ").join(part for part in parts if part)


def custody_lines(found: Sequence[Custody]) -> list[Line]:
    """Who added, opened, gave out and received it, oldest first."""
    lines = []
    for one in found:
        who = " · ".join(part for part in (one.who, one.team, ltr(one.device)) if part)
        what = words().code("custody-act", one.act)
        if one.recipient:
            what = say("{what}, for {recipient}", what=what, recipient=one.recipient)
        beside = " · ".join(part for part in (who, one.notes) if part)
        lines.append(Line(moment_words(one.when) if one.when else "", what, beside))
    return lines


def came_words(count: int, freight: Freight | None = None) -> str:
    """What an exchange brought of files; "" when there is nothing to say."""
    parts = [say_n("{count} file came.", "{count} files came.", count)] if count else []
    return " ".join([*parts, *_left_words(freight)])


def sent_words(freight: Freight) -> str:
    """What went along of files, and what waits for the next exchange."""
    count = freight.files
    parts = [say_n("{count} file went along.", "{count} files went along.", count)] if count else []
    if freight.unable:
        parts.append(say("This hub keeps no files yet; whoever looks after it makes it anew."))
    return " ".join([*parts, *_left_words(freight)])


def _left_words(freight: Freight | None) -> list[str]:
    if freight is None or not freight.left:
        return []
    return [say("{size} of files wait for the next exchange.", size=size_words(freight.left))]
