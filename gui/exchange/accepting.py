"""Writing what is ticked: a backup, one save, one Undo; and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.exchange.changes import CHANGED, CONFLICT, NEW, Changes, Key
from gui.say import say, say_n

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Outcome, Register, Store


@dataclass(frozen=True)
class Accepted:
    """What came of accepting.

    Attributes:
        ticked: how many lines of each sort; rest: something in the file still asks for a person.
        hanging: ticked lines that were left out, because they name a new row that is not ticked.
    """

    outcome: Outcome
    ticked: Mapping[int, int]
    rest: bool
    hanging: int = 0


def accept_ticked(
    store: Store, register: Register, changes: Changes, ticks: frozenset[Key], why: str
) -> Accepted:  # fmt: skip
    """Write it; in the writing thread."""
    from exports import accept, left_out

    outcome = accept(store, register, changes.proposal, ticks, why=why)
    hanging = left_out(changes.proposal, ticks)
    asked = set(changes.keys(range(len(changes)))) - ticks
    return Accepted(outcome, changes.ticked(ticks), bool(asked or changes.proposal.problems), hanging)


def tell_accepted(context: Context, done: Accepted) -> None:
    """Say in the window what was written and how it is taken back."""
    count = done.ticked[CHANGED] + done.ticked[NEW] + done.ticked[CONFLICT] - done.hanging
    first = say_n("{count} change was accepted.", "{count} changes were accepted.", count)
    told = [say("A backup was made before; Ctrl+Z takes all of it back.")]
    conflicts = len(done.outcome.conflicts)
    if conflicts:
        told.insert(0, say_n("{count} conflict waits in Review.", "{count} conflicts wait in Review.", conflicts))
    if done.hanging:
        hung = say_n(
            "{count} was left out: it names a new row that is not ticked.",
            "{count} were left out: they name new rows that are not ticked.",
            done.hanging,
        )
        told.insert(0, hung)
    context.told.emit("ok", first, " ".join(told))
