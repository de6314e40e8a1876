"""How far a source can be trusted, and how credible this piece of information is: the two signs ``B2``.

``graded("Hospital list", "b", "2")`` writes ``Hospital list · B2`` wherever a source is named. A form whose record
names one source takes ``gui.sources.Credibility`` into its plan; :class:`Credible` is what stands behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject

from gui.forms.form import Form, form_content, restore_form
from gui.say import ltr
from storage import Edit, Entry, Use, use_edits, use_of


def grade(reliability: str | None, credibility: str | None = None) -> str:
    """The two signs of a source and its use: ``B2``, ``B`` or ``2`` when only one was judged, "" for none."""
    signs = [str(one).upper() for one in (reliability, credibility) if one and len(str(one)) == 1]
    return ltr("".join(signs)) if signs else ""


def graded(name: str, reliability: str | None, credibility: str | None = None) -> str:
    """The name of a source with its signs."""
    signs = grade(reliability, credibility)
    return f"{name} · {signs}" if signs else name


class Credible(QObject):
    """The credibility of what the source says that a form names; saved as a ``citation`` together with the record."""

    def __init__(self, form: Form, *, source: str = "source", about: str = "") -> None:
        super().__init__()
        self._of, self._source, self._about = form, source, about
        self._known: list[Entry] = []
        self._had = ""
        self.form = Form("citation", form.reading, form.steps)
        self.form.setParent(self)
        form.settled.connect(self._settled)

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
        before, source = use_of(self._known, self._had, self._about), self.named()
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

    def named(self) -> str:
        """The source the form names now, "" for none."""
        return str(self._of.value(self._source) or "")

    def _values(self) -> dict[str, Any]:
        use = use_of(self._known, self.named(), self._about)
        return {"credibility": use.credibility or None}

    def _settled(self, name: str) -> None:
        if name == self._source and not self.touched:
            self.form.show_values(self._values())
