"""Credibility beside a form that names a source: a part of the window, saved as a citation with the record.

``FormPlan(beside=lambda window: (Credibility(window),))`` is all a form needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gui.entry.card import Card
from gui.entry.credibility import Credible
from gui.entry.findings import Finding
from gui.forms.editors_by_kind import editor_for
from gui.forms.form import FieldBox
from gui.record import Beside, BesideView
from gui.widgets import column
from storage import Edit, Entry

if TYPE_CHECKING:
    from gui.record import FormFacts
    from gui.record.typed_record import TypedRecord
    from storage import Store


class Credibility(Beside):
    """How credible the source is in this record, 1 to 6."""

    name = "credibility"
    side = "trailing"
    kinds = frozenset({"citation"})

    def __init__(self, window: TypedRecord) -> None:
        super().__init__(window)
        self.credible = Credible(window.form)
        self.credible.setParent(self)
        self.credible.form.typed.connect(self.typed)
        self.credible.form.settled.connect(lambda _: self.settled.emit())

    def make(self) -> CredibilityView:
        """The field, with its words in the language of now."""
        return CredibilityView(self)

    def read(self, store: Store, record: str, facts: FormFacts) -> list[Entry]:
        """The uses of sources for this record."""
        return store.children("citation", "record_id", record)

    def take(self, found: list[Entry]) -> None:
        """Show the one of the source it names."""
        entry = self.window.entry
        self.credible.show_uses(found, str(entry.values.get("source") or "") if entry is not None else "")

    def touched(self) -> bool:
        """Whether it differs from the register."""
        return self.credible.touched

    def content(self) -> Mapping[str, Any] | None:
        """What was typed."""
        return self.credible.content() or None

    def restore(self, content: Mapping[str, Any]) -> None:
        """Take it up again."""
        self.credible.restore(content)

    def edits(self, status: str) -> Sequence[Edit]:
        """The use, saved with the record."""
        return self.credible.edits(self.window.id)

    def findings(self) -> Sequence[Finding]:
        """A code that cannot be read."""
        return [Finding(self.name, name, why) for name, why in self.credible.form.problems.items()]


class CredibilityView(BesideView):
    """The field in a card; it waits until a source is named."""

    def __init__(self, part: Credibility) -> None:
        super().__init__()
        self._part = part
        form = part.credible.form
        self.box = FieldBox(form, "credibility", editor_for(form.field("credibility"), form.reading))
        card = Card()
        card.whole.setContentsMargins(12, 9, 12, 10)
        card.whole.addWidget(self.box)
        self.setLayout(column(card))
        self.setFocusProxy(self.box.editor)
        part.window.form.settled.connect(self._fit)
        self._fit("source")

    def end_typing(self) -> None:
        """Read what is being typed."""
        self._part.credible.form.take_all()

    def _fit(self, name: str) -> None:
        if name == "source":
            self.box.setEnabled(bool(self._part.credible.named()))
