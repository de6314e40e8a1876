"""What came of reading what others wrote, by whatever road it came."""

from __future__ import annotations

from dataclasses import dataclass, field

from storage.messages import Message
from storage.sync.taking import SetApart

NOT_FOR_US = "not-for-us"


@dataclass(frozen=True)
class Refused:
    """A file that could not be taken in: its name, the word of the trouble, and what to tell a person."""

    name: str
    word: str
    what: Message
    todo: Message


@dataclass
class Read:
    """What came of reading a folder.

    Attributes:
        bundles: taken in now; known: read before; changes: that were new here.
        conflicts: fields in which teams disagree since; ids: of the records that moved.
        refused: files that could not be taken in; apart: changes set apart; strangers: names of files left alone.
        twins: devices (12 hex digits) under whose name two laptops write, as bundles showed.
        elsewhere: how many files lie there in the place of another organisation; none of them was opened.
        shut_out: somebody who wrote for this laptop before does no longer: perhaps it was taken out.
        empty: nothing at all lies there.
        files: attached files that became whole here; file_bytes: how much of such files came.
    """

    bundles: int = 0
    known: int = 0
    changes: int = 0
    conflicts: int = 0
    ids: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    apart: list[SetApart] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    cloned: bool = False
    files: int = 0
    file_bytes: int = 0
    twins: set[str] = field(default_factory=set)
    elsewhere: int = 0
    shut_out: bool = False
    empty: bool = False

    @property
    def for_others(self) -> list[Refused]:
        """Files that only other laptops can read, as those from before this one joined: nothing is wrong with them."""
        return [one for one in self.refused if one.word == NOT_FOR_US]

    @property
    def harmed(self) -> list[Refused]:
        """The other refused ones."""
        return [one for one in self.refused if one.word != NOT_FOR_US]
