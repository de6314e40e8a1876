"""What came of reading what others wrote, by whatever road it came."""

from __future__ import annotations

from dataclasses import dataclass, field

from storage.messages import Message
from storage.sync.taking import SetApart, Taken

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
        torn: (record id, field) in which teams disagree in the end, of the records that moved; ids: of these records.
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
    torn: set[tuple[str, str]] = field(default_factory=set)
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

    def add(self, taken: Taken, bundles: int = 1) -> None:
        """What was taken in next: it may settle what came before."""
        moved = set(taken.outcome.ids)
        self.torn = {one for one in self.torn if one[0] not in moved} | set(taken.outcome.conflicts)
        self.bundles += bundles
        self.changes += taken.outcome.new_changes
        self.ids += taken.outcome.ids
        self.apart += taken.apart
        self.cloned |= taken.cloned
        self.twins |= set(taken.twins)

    @property
    def conflicts(self) -> int:
        """In how many fields teams disagree now."""
        return len(self.torn)

    @property
    def for_others(self) -> list[Refused]:
        """Files that only other laptops can read, as those from before this one joined: nothing is wrong with them."""
        return [one for one in self.refused if one.word == NOT_FOR_US]

    @property
    def harmed(self) -> list[Refused]:
        """The other refused ones."""
        return [one for one in self.refused if one.word != NOT_FOR_US]
