"""A name in its parts, in Arabic and in Latin letters side by side, and what the person is known as."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout

from gui.forms.editors import Ask, Editor, FocusLoss, State
from gui.say import say
from gui.table.line_list import Line
from gui.widgets import label
from storage import Kind, Name, NameValue, Parts, cleaned

PARTS = ("given", "father", "grandfather", "family")


class NameEditor(Editor):
    """A name, part by part; a whole name typed into the first part is split when it is left."""

    def __init__(self, kind: Kind[Any], reading: Ask) -> None:
        super().__init__(kind, reading)
        self.lines: dict[str, Line] = {}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        titles = (say("Given name"), say("Father"), say("Grandfather"), say("Family name"), say("Known as"))
        for number, title in enumerate(titles):
            grid.addWidget(label(title, "label"), 0, number + 1)
            grid.setColumnStretch(number + 1, 1)
        for row, (script, words) in enumerate((("ar", say("In Arabic")), ("la", say("In Latin letters"))), start=1):
            grid.addWidget(label(words, "hint"), row, 0)
            for number, part in enumerate(PARTS):
                grid.addWidget(self._line(f"{script}.{part}", f"{titles[number]}, {words}"), row, number + 1)
        grid.addWidget(self._line("nick", titles[4]), 1, 5)
        self.inside.addLayout(grid)
        self.setFocusProxy(self.lines["ar.given"])
        FocusLoss(self, list(self.lines.values())).gone.connect(self.take)

    def _line(self, key: str, name: str) -> Line:
        made = Line()
        made.setAccessibleName(name)
        made.textEdited.connect(lambda _: self.typed.emit())
        made.finished.connect(lambda: self._finished(key))
        self.lines[key] = made
        return made

    def _finished(self, key: str) -> None:
        line = self.lines[key]
        if line.hasFocus():
            self.take()
            self.advance.emit()

    def value(self) -> NameValue | None:
        """The name as it stands in the lines."""

        def parts(script: str) -> Parts:
            return Parts(*(cleaned(self.lines[f"{script}.{part}"].text()) for part in PARTS))

        found = NameValue(parts("ar"), parts("la"), cleaned(self.lines["nick"].text()), self._source())
        return found if found.ar or found.la or found.nickname else None

    def _source(self) -> str:
        before = self.state.value
        return before.source if isinstance(before, NameValue) else ""

    def text(self) -> str:
        """The name as one text that reads back to the same parts."""
        found = self.value()
        return Name().show(found, self.reading()) if found is not None else ""

    def take(self) -> None:
        """Read the lines; a whole name in one line is split over the empty ones beside it."""
        found = self.value()
        if found is not None:
            found = self._split(found)
        if found != self.state.value:
            self.set_value(found)

    def _split(self, value: NameValue) -> NameValue:
        for script in ("ar", "la"):
            parts: Parts = getattr(value, script)
            if parts.given.count(" ") and not any(parts.four[1:]):
                read = Name().parse(parts.given, self.reading())
                whole = getattr(read, script) if read is not None and not read.nickname else Parts()
                if str(whole) == parts.given:
                    value = NameValue(
                        whole if script == "ar" else value.ar,
                        whole if script == "la" else value.la,
                        value.nickname,
                        value.source,
                    )
        return value

    def put(self, state: State) -> None:
        """Show this; a text that was only kept in a draft is read part by part."""
        if state.value is None and state.text.strip():
            state = State(state.text, Name().parse(state.text, self.reading()))
        super().put(state)

    def _show(self, text: str) -> None:
        value = self.state.value if isinstance(self.state.value, NameValue) else NameValue()
        for script in ("ar", "la"):
            for part, shown in zip(PARTS, getattr(value, script).four, strict=True):
                self._set(f"{script}.{part}", shown)
        self._set("nick", value.nickname)

    def _set(self, key: str, text: str) -> None:
        if self.lines[key].text() != text:
            self.lines[key].setText(text)
            self.lines[key].setCursorPosition(0)  # a long name shows its beginning
