"""One disclosure beside the log: everything that is known of the file, and what was hidden or rolled up in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from gui import clipboard
from gui.detail import DetailPane, PaneNote, divider, fact, heading_part, pair
from gui.exchange.log_columns import format_words, level_cell, protected_cell, when_words
from gui.known import Known
from gui.say import ltr, say, say_n, words
from gui.widgets import Button, Tag, column, label, words_label
from storage import RECORDS, Entry, Privacy, Ref

if TYPE_CHECKING:
    from gui.context import Context

SAID = {"level", "position", "protected", "file_name", "format", "shape", "sha256", "hidden", "rows", "made", "status"}
"""Fields told in words of their own."""
UNSAID = {"overrides", "withdrawn"}


class DisclosurePane(DetailPane):
    """A file that left."""

    def __init__(self, context: Context, known: Known) -> None:
        super().__init__()
        self._context, self._known = context, known

    def read(self, record: str) -> Entry | None:
        """The disclosure (in a reader's thread)."""
        store = self._context.store
        entry = store.read("disclosure", record)
        if entry is not None:
            for name, item in RECORDS["disclosure"].fields.items():
                if isinstance(item.kind, Ref) and entry.values.get(name):
                    self._known.learn_name(store, item.kind.kind, entry.values[name])
        return entry

    def fill(self, facts: Entry) -> None:
        """Lay it out."""
        values, add = facts.values, self.body.addWidget
        level, safe = level_cell(values.get("level")), protected_cell(values.get("protected"))
        tags = [Tag(level.text, level.icon)] if level.text else []
        add(heading_part(when_words(values.get("made")), _called(values), _what(values), tags))
        if safe.text:
            locked = values.get("protected") == "yes"
            told = say("The file opens only with its passphrase.") if locked else say("Whoever holds it can read it.")
            add(PaneNote("" if locked else "warning", f"{safe.text}.", told))
        add(divider())
        for name, item in RECORDS["disclosure"].fields.items():
            value = values.get(name)
            if value is None or name in SAID | UNSAID or item.privacy is Privacy.SEALED:
                continue
            shown = _language(value) if name == "language" else item.kind.show(value, self._known.reading())
            add(pair(words().field(item.key), shown))
        self._hidden(values.get("hidden"))
        self._hash(values.get("sha256"))

    def _hidden(self, told: str | None) -> None:
        self.body.addWidget(divider())
        self.body.addWidget(label(words().field("disclosure.hidden"), "label"))
        lines = [line for line in (told or "").splitlines() if line.strip()]
        for line in lines or [say("Nothing is noted.")]:
            self.body.addWidget(fact(f"• {line.strip()}" if lines else line))

    def _hash(self, told: str | None) -> None:
        if not told:
            return
        self.body.addWidget(divider())
        number = words_label("\u200b".join(told[at : at + 16] for at in range(0, len(told), 16)), "hint")
        number.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        number.setAccessibleName(told)
        why = words_label(say("By this number the file is told from any other, however it is called."), "hint")
        self.body.addLayout(column(label(words().field("disclosure.sha256"), "label"), number, why, gap=3))
        copy = Button(say("Copy the hash"), "copy")
        copy.clicked.connect(lambda: clipboard.put(told, sensitive=False))
        self.foot.addWidget(copy)
        self.foot.addStretch(1)


def _language(code: str) -> str:
    """The language of a file in words; one of a newer program by its code."""
    return {"ar": say("Arabic"), "en": say("English")}.get(code, code)


def _called(values: Mapping[str, Any]) -> str:
    if values.get("format") == "paper":
        return say("Printed")
    return ltr(values.get("file_name") or "?")


def _what(values: Mapping[str, Any]) -> str:
    row = {"format": None, "shape": None, **values}
    rows = say_n("{count} row", "{count} rows", values["rows"]) if values.get("rows") is not None else ""
    return " · ".join(part for part in (format_words(row), rows) if part)
