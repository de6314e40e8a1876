"""What the strip says of exchanges that go by themselves, in words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gui.say import ltr, say, say_message, say_n
from gui.sync.exchange import read_words
from gui.sync.known import Known
from storage import Read, UserError

PASSING = ("hub-away", "hub-full")
"""Troubles of a hub that pass by themselves."""


@dataclass(frozen=True)
class Told:
    """What the strip says: ``state`` is ``""``, ``ok`` or ``warning``; ``more`` stands in its tooltip."""

    words: str = ""
    state: str = ""
    more: str = ""


def exchange_words(name: str, changes: int, written: int) -> Told:
    """How many changes came and went."""
    got = say_n("{count} change taken in", "{count} changes taken in", changes, none="nothing taken in")
    gone = say_n("{count} written", "{count} written", written, none="nothing written")
    return Told(say("“{name}”: {got}, {gone}", name=name, got=got, gone=gone), "ok")


def hangs(known: Known) -> Told:
    """The computer has been asked what is there, and does not answer."""
    waits = say("What you save waits here and is written when it answers again.")
    if known.by_folder and known.folder:
        name = ltr(Path(known.folder).name or known.folder)
        return Told(say("“{name}” does not answer", name=name), "warning", waits)
    return Told(say("A stick or share does not answer"), "warning", waits)


def not_there(name: str, *, empty: bool) -> Told:
    """The folder is gone, or is empty as its share is away."""
    waits = say("What you save waits here and is written when it is there again.")
    if empty:
        return Told(say("“{name}” is empty: is the share connected?", name=name), "warning", waits)
    return Told(say("The folder “{name}” is not there", name=name), "warning", waits)


def doubtful(name: str, read: Read) -> Told:
    """A person should look at what came."""
    _, first, then = read_words(read)
    return Told(say("“{name}”: not everything was taken in", name=name), "warning", f"{first} {then}".strip())


def away(kind: str) -> str:
    """In a few words why nothing goes to the hub."""
    if kind in PASSING:
        return say("The hub is away")
    if kind in ("hub-no-entry", "no-hub", "hub-of-another"):
        return say("Not admitted to the hub")
    return say("Nothing goes to the hub")


def sentences(trouble: UserError) -> str:
    """A trouble in its own words."""
    return f"{say_message(trouble.what)} {say_message(trouble.todo)}"
