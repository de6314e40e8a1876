"""Proposing a place that is not in the list, below the field where it was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.forms.editors import State
from gui.forms.place_field import PlaceField, Proposal, place_values
from storage import PlaceRef, new_id

if TYPE_CHECKING:
    from gui.record.typed_record import TypedRecord


class PlaceProposal(Proposal):
    """The few fields of a proposed place for one field of the form."""

    def __init__(self, window: TypedRecord, name: str) -> None:
        super().__init__(window.form.reading, lambda text: window.facts.suggest(text, areas_only=True))
        editor = window.boxes[name].editor
        assert isinstance(editor, PlaceField)
        self._window, self._editor = window, editor
        editor.asked_new.connect(self.begin)
        self.proposed.connect(self._propose)
        self.dropped.connect(editor.setFocus)

    @staticmethod
    def fits(window: TypedRecord, name: str) -> bool:
        """Whether a field names a place that may be proposed."""
        editor = window.boxes[name].editor
        return isinstance(editor, PlaceField) and editor.may_propose

    def _propose(self, name: str, area: str) -> None:
        record, window = new_id(), self._window
        window.facts.proposed[record] = place_values(name, area, window.facts.team)
        self._editor.set_state(State(PlaceRef().show(record, window.form.reading()), record))
        self._editor.setFocus()
        window.focusNextPrevChild(True)
