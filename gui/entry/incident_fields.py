"""The fields of the incident being typed, and what is known of the register to read them with."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from gui.entry.facts import Facts
from gui.forms.form import Form
from storage import Reading, new_id


class IncidentFields(QObject):
    """The incident itself.

    Attributes:
        id: the incident; facts: what is known of the register, a new one after each reading.
        form: its fields; steps: what can be undone, here and in everything that stands beside them.
    """

    def __init__(self, record: str | None) -> None:
        super().__init__()
        self.id = record or new_id()
        self.facts = Facts()
        self.steps = QUndoStack(self)
        self.form = Form("incident", self.reading, self.steps)
        self.form.setParent(self)

    def reading(self) -> Reading:
        """How texts are read."""
        return self.facts.reading()
