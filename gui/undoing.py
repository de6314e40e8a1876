"""Undo and redo of whole saves, each with its name: *Undo: incident INC-2019-… edited*."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gui import messages
from gui.jobs import Job
from gui.say import say, say_n, words

if TYPE_CHECKING:
    from gui.open_register import OpenRegister
    from storage import Outcome

DEEPEST = 100
TELLING = ("incident", "movement", "facility", "victim", "outcome", "claim", "place")
"""A save of several records is called by the first of these kinds in it."""
LOOKED_AT = 40


@dataclass(frozen=True)
class Step:
    """A save that can be taken back: its identity and what it was."""

    save: str
    what: str


class Undoing(QObject):
    """The saves of this session, newest last.

    Signals:
        moved(): names have changed; the menu looks again.
        left_alone(int): so many fields were written by others since and stay as they are.
    """

    moved = Signal()
    left_alone = Signal(int)

    def __init__(self, opened: OpenRegister) -> None:
        super().__init__(opened)
        self._open = opened
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._busy = False
        opened.changed.connect(self._note)

    def clear(self) -> None:
        """Forget (another register was opened)."""
        self._done.clear()
        self._undone.clear()
        self.moved.emit()

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._done) and not self._busy

    @property
    def can_redo(self) -> bool:
        """Whether there is something to bring back."""
        return bool(self._undone) and not self._busy

    def undo_words(self) -> str:
        """The menu's word for undo."""
        return say("Undo: {what}", what=self._done[-1].what) if self._done else say("Nothing to undo")

    def redo_words(self) -> str:
        """The menu's word for redo."""
        return say("Redo: {what}", what=self._undone[-1].what) if self._undone else say("Nothing to redo")

    def undo(self) -> None:
        """Take the newest save back."""
        if self.can_undo:
            self._turn(self._done, self._undone)

    def redo(self) -> None:
        """Bring back what was undone last."""
        if self.can_redo:
            self._turn(self._undone, self._done)

    def _turn(self, source: list[Step], target: list[Step]) -> None:
        step = source.pop()
        store = self._open.store
        self._busy = True

        def turned(outcome: Outcome) -> None:
            if outcome.save:
                target.append(Step(outcome.save, step.what))
            if outcome.skipped:
                self.left_alone.emit(len(outcome.skipped))
            self._open.announce(outcome)

        def refused(trouble: Any) -> None:
            source.append(step)
            messages.tell(trouble)

        job = Job(lambda: store.undo(step.save), writes=True).then(turned).otherwise(refused)
        job.lastly(self._rest).start(self)

    def _rest(self) -> None:
        self._busy = False
        self.moved.emit()

    def _note(self, outcome: Any) -> None:
        """A save of a person; undos come here as well and are known by being under way."""
        save = getattr(outcome, "save", "")
        if not save or self._busy:
            return
        store, language = self._open.store, words().language
        Job(lambda: _name(store, outcome, language)).then(lambda name: self._push(outcome, name)).start(self)

    def _push(self, outcome: Outcome, name: tuple[str, str, str]) -> None:
        kind, deed, code = name
        count = len(outcome.ids)
        what = f"{words().kind(kind)} {code}".strip() if kind else ""
        what = {
            "added": lambda: say("{what} added", what=what),
            "edited": lambda: say("{what} edited", what=what),
            "withdrawn": lambda: say("{what} withdrawn", what=what),
            "back": lambda: say("{what} brought back", what=what),
        }[deed]()
        if count > 1:
            what = say_n("{what} and {count} more", "{what} and {count} more", count - 1, what=what)
        self._done.append(Step(outcome.save, what))
        del self._done[:-DEEPEST]
        self._undone.clear()
        self.moved.emit()


def _name(store: Any, outcome: Outcome, language: str) -> tuple[str, str, str]:
    """Kind, deed and name of the record a save is called by: the incident before its victims, these before sources."""
    telling = [kind for kind in TELLING if kind in outcome.kinds]
    for kind in [*telling, *sorted(outcome.kinds - set(TELLING))]:
        for record in outcome.ids[:LOOKED_AT]:
            if store.read(kind, record) is not None:
                return kind, _deed(store, kind, record, outcome), str(store.name_of(kind, record, language))
    return "", "edited", ""


def _deed(store: Any, kind: str, record: str, outcome: Outcome) -> str:
    """What a save has done to a record: ``added``, ``edited``, ``withdrawn`` or brought ``back``."""
    if record in outcome.created:
        return "added"
    steps = [step for step in store.history(kind, record) if step.save == outcome.save and step.field == "withdrawn"]
    return "edited" if not steps else "withdrawn" if steps[0].after else "back"
