"""What a draft is about, and how old it is, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from gui.entry.content import summary
from gui.entry.keeping import ago
from gui.say import say, say_n, words
from storage import BadValue, Day, Reading

if TYPE_CHECKING:
    from storage import Draft


def draft_words(draft: Draft) -> str:
    """What a draft is about, in one line."""
    if draft.kind != "incident":
        name = str((draft.content.get("about") or {}).get("name") or "")
        return name or (say("a victim") if draft.kind == "victim" else words().kind(draft.kind))
    about = summary(draft.content)
    day = day_said(str(about["day"]), (draft.content.get("form") or {}).get("occurred") or {})
    where = say("incident at {place}", place=about["place"]) if about["place"] else say("an incident")
    people = say_n("{count} victim", "{count} victims", about["victims"]) if about["victims"] else ""
    # each part reads in its own direction: it may have been typed in the other language
    mark = "\u200f" if words().rtl else "\u200e"
    return mark + "  ·  ".join(f"\u2068{part}\u2069" for part in (where, day, people) if part)


def day_said(typed: str, kept: Mapping[str, Any]) -> str:
    """The day of a draft in the language of now, as it was typed where it is not understood."""
    kind, reading = Day(), Reading(words(), date.today())
    try:
        value = kind.load(kept["v"]) if kept.get("v") else kind.parse(typed, reading)
    except BadValue:
        return typed
    return kind.show(value, reading) if value is not None else typed


def draft_age(draft: Draft, now: datetime | None = None) -> str:
    """How long ago somebody last typed in it."""
    if draft.touched is None:
        return ""
    return ago(max(0, int(((now or datetime.now(UTC)) - draft.touched).total_seconds())))
