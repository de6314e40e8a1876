"""How far a source can be trusted, and how credible this piece of information is: the two signs ``B2``.

For every form that names a source (claims, outcomes, movements, states …)::

    box = CredibilityBox(form)                 # beside the editor of the field ``source`` of ``form``
    box.show_uses(citations, source)           # store.children("citation", "record_id", record), the source it has now
    edits += box.edits(record)                 # into the SAME store.save as the record
    kept["credibility"] = box.content()        # with the draft; box.restore(kept.get("credibility")) takes it up
    box.touched                                # whether it differs from the register

``graded("Hospital list", "b", "2")`` writes ``Hospital list · B2`` wherever a source is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from gui.editors_by_kind import editor_for
from gui.form import FieldBox, Form, form_content, restore_form
from gui.say import ltr
from gui.widgets import column
from storage import Edit, Entry, Use, use_edits, use_of


def grade(reliability: str | None, credibility: str | None = None) -> str:
    """The two signs of a source and its use: ``B2``, ``B`` or ``2`` when only one was judged, "" for none."""
    signs = [str(one).upper() for one in (reliability, credibility) if one and len(str(one)) == 1]
    return ltr("".join(signs)) if signs else ""


def graded(name: str, reliability: str | None, credibility: str | None = None) -> str:
    """The name of a source with its signs."""
    signs = grade(reliability, credibility)
    return f"{name} · {signs}" if signs else name


class CredibilityBox(QWidget):
    """The field *credibility* for the source that a form names; saved as a ``citation`` together with the record."""

    def __init__(self, form: Form, *, source: str = "source", about: str = "") -> None:
        super().__init__()
        self._of, self._source, self._about = form, source, about
        self._known: list[Entry] = []
        self._had = ""
        self.form = Form("citation", form.reading, form.steps)
        editor = editor_for(self.form.field("credibility"), form.reading)
        self.box = FieldBox(self.form, "credibility", editor)
        self.setLayout(column(self.box))
        self.form.typed.connect(form.typed)
        self.form.settled.connect(form.settled)
        form.settled.connect(self._settled)
        self._fit()

    @property
    def touched(self) -> bool:
        """Whether somebody judged otherwise than the register has it."""
        return self.form.is_touched("credibility")

    def show_uses(self, citations: Iterable[Entry], source: str | None) -> None:
        """What the register has: the uses for this record, and the source it names; what was touched here stays."""
        self._known, self._had = list(citations), source or ""
        self.form.show_values(self._values())

    def edits(self, record: str) -> list[Edit]:
        """What to save with the record."""
        before, source = use_of(self._known, self._had, self._about), self._named()
        quote = use_of(self._known, source, self._about).quote
        after = Use(source, str(self.form.value("credibility") or ""), quote)
        seen = {one.id: one.seen for one in self._known}
        return use_edits(record, before, after, about=self._about, seen=seen)

    def content(self) -> dict[str, Any]:
        """What was typed, for the draft."""
        return form_content(self.form)

    def restore(self, content: Mapping[str, Any] | None) -> None:
        """Take up what a draft has kept."""
        restore_form(self.form, content or {})

    def _named(self) -> str:
        return str(self._of.value(self._source) or "")

    def _values(self) -> dict[str, Any]:
        use = use_of(self._known, self._named(), self._about)
        return {"credibility": use.credibility or None}

    def _settled(self, name: str) -> None:
        if name == self._source:
            if not self.touched:
                self.form.show_values(self._values())
            self._fit()

    def _fit(self) -> None:
        self.setEnabled(bool(self._named()))
