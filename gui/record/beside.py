"""What may stand beside the fields of a record and is saved together with them: a grid, a timeline, links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.entry.findings import Finding
from storage import Edit

if TYPE_CHECKING:
    from gui.record.facts import FormFacts
    from gui.record.typed_record import TypedRecord
    from storage import Store

Side = Literal["leading", "trailing", "above", "below"]


class Beside(QObject):
    """One part of the window: what is typed in it. It outlives its widget, see :class:`BesideView`.

    Steps that can be undone go to ``window.steps``; then Ctrl+Z goes back over fields and parts alike.

    Attributes:
        name: its key in the draft, and the ``grid`` of its findings.
        side: where it stands: in one of the two columns (after the sections), or over the whole width.
        kinds: record kinds it shows; changes of others to them are read again.
        key: the key that gives it the keyboard (``"Alt+1"``), "" for none.

    Signals:
        typed: a key was pressed in it.
        settled: something in it has another value.
    """

    typed = Signal()
    settled = Signal()
    name = ""
    side: Side = "below"
    kinds: frozenset[str] = frozenset()
    key = ""

    def __init__(self, window: TypedRecord) -> None:
        super().__init__(window)
        self.window = window

    def make(self) -> BesideView:
        """The widget; called again after a change of language, for a new one in the words of now."""
        raise NotImplementedError

    def read(self, store: Store, record: str, facts: FormFacts) -> Any:
        """What the register has (in a reader's thread); ``record`` may be new; ``facts`` can note what is named."""
        return None

    def take(self, found: Any) -> None:
        """Show what was read; whatever was touched here keeps what is typed."""

    def touched(self) -> bool:
        """Whether anything here differs from the register."""
        return False

    def content(self) -> Mapping[str, Any] | None:
        """What was typed here, as plain JSON for the draft; None when nothing."""
        return None

    def restore(self, content: Mapping[str, Any]) -> None:
        """Take up what a draft has kept (after ``take``)."""

    def changes(self) -> Mapping[str, Any]:
        """Fields of the record itself that follow from what stands here."""
        return {}

    def edits(self, status: str) -> Sequence[Edit]:
        """Records of other kinds to save; ``status`` is ``"draft"`` or ``"complete"``."""
        return ()

    def findings(self) -> Sequence[Finding]:
        """Texts that cannot be read (hard, without a rule), hard rules and doubts; ``grid`` is the part's name."""
        return ()

    def keep_doubt(self, finding: Finding, why: str) -> None:
        """A doubt of one of its rows is kept for a reason."""


class BesideView(QWidget):
    """The widget of a part."""

    def flag(self, wrong: Sequence[Finding]) -> None:
        """Mark these places as to be corrected."""

    def end_typing(self) -> None:
        """Read what is being typed this moment."""

    def place(self) -> tuple[int, str]:
        """Row and column of the keyboard; asked only while it is in here."""
        return -1, ""

    def go_to(self, row: int, name: str) -> None:
        """Give the keyboard to a place."""
        self.setFocus()
