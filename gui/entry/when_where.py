"""The card of when and where."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from gui.entry.card import Card, CardHead, key_hints
from gui.entry.choices import letter_on
from gui.entry.desk import Desk
from gui.entry.facts import NEW, level_word
from gui.entry.nearness import Nearness
from gui.entry.second_strike import SecondStrike
from gui.entry.when import DayEditor, TimeEditor
from gui.entry.where_map import WhereMap
from gui.forms.editors import State
from gui.forms.editors_by_kind import editor_for
from gui.forms.form import FieldBox, is_locked
from gui.forms.place_field import PlaceField, Proposal, place_values
from gui.places.teaching import SpellingNote
from gui.say import ltr, say, words
from gui.widgets import Tag, column, label, row, words_label
from storage import PlaceRef, new_id

FIELDS = ("occurred", "time", "place", "place_note", "position")


class WhenWhere(Card):
    """When and where it happened."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, form = desk, desk.form
        self._lay_out_when()
        place = PlaceField(desk.reading, desk.facts_suggest, NEW, hint=words().hint("incident.place"))
        self.place = FieldBox(form, "place", place, text="")
        place.setAccessibleName(words().field("incident.place"))
        self.proposal = Proposal(desk.reading, lambda text: desk.facts.suggest(text, areas_only=True))
        self.spelling = SpellingNote(desk.context, place, lambda: desk.facts)
        self.about_place = words_label("", "hint")
        note = FieldBox(form, "place_note", editor_for(form.field("place_note"), desk.reading), beside=True)
        self.position = FieldBox(form, "position", editor_for(form.field("position"), desk.reading), beside=True)
        head = CardHead("map-pin", say("Where"), "Alt+2", required=True)
        head.add(label(say("Arabic, Latin or P-code"), "hint"))
        self.map = WhereMap(desk.context, form)
        line = row(self.place, self.map.button, gap=8)
        line.setStretch(0, 1)
        line.setAlignment(self.map.button, Qt.AlignmentFlag.AlignTop)
        self.section(head, line, self.spelling, self.about_place, self.proposal, self.map, note, self.position)
        self.nearness = Nearness(desk, self.position)
        self.beside = SecondStrike(desk)
        self.whole.addLayout(column(self.beside, margins=(10, 0, 10, 9)))
        self.whole.addStretch(1)
        self.entrances = {1: self.day.editor, 2: place}
        place.asked_new.connect(self.proposal.begin)
        self.proposal.proposed.connect(self._propose)
        self.proposal.dropped.connect(place.setFocus)
        form.settled.connect(self._settled)
        self._settled("place")

    def _lay_out_when(self) -> None:
        form = self.desk.form
        day = DayEditor(form.field("occurred").kind, self.desk.reading, hint=words().hint("incident.occurred"))
        self._echo = Tag("", "", "ok")
        self._echo.hide()
        day.understood.connect(self._show_echo)
        self.day = FieldBox(form, "occurred", day, text="")
        day.line.setAccessibleName(words().field("incident.occurred"))
        self.time = FieldBox(form, "time", TimeEditor(form.field("time").kind, self.desk.reading), text="")
        head = CardHead("calendar", say("When"), "Alt+1", required=True)
        head.add(key_hints(("T", say("Today")), ("Y", say("Yesterday"))))
        line = row(self.day, self._echo, gap=8)
        line.setStretch(0, 1)
        line.setAlignment(self._echo, Qt.AlignmentFlag.AlignTop)
        self._echo.setContentsMargins(0, 4, 0, 0)
        self.section(head, line, self.time)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """T and Y while no text field has the keyboard."""
        day = self.day.editor
        for latin, which in (("T", "today"), ("Y", "yesterday")):
            if event.text() and event.text().upper() in (latin, letter_on(latin)) and isinstance(day, DayEditor):
                day.choose(which)
                return
        super().keyPressEvent(event)

    def _show_echo(self, text: str, readable: bool) -> None:
        self._echo.word.setText(text)
        self._echo.setVisible(bool(text) and readable)

    def _propose(self, name: str, area: str) -> None:
        record = new_id()
        self.desk.facts.proposed[record] = place_values(name, area, self.desk.facts.team)
        self.place.editor.set_state(State(PlaceRef().show(record, self.desk.reading()), record))
        self.place.editor.setFocus()
        self._next()

    def _next(self) -> None:
        widget: QWidget | None = self.place.editor
        if widget is not None:
            widget.window().focusNextPrevChild(True)

    def _settled(self, name: str) -> None:
        if name != "place":
            return
        record = self.desk.form.value("place")
        facts = self.desk.facts.place(record)
        if facts is None or is_locked(self.desk.form, "place"):
            self.about_place.hide()
            return
        other: Any = facts.name_en if words().language == "ar" else facts.name_ar
        above = [one.name(words().language) for one in self.desk.facts.parents(facts.id) if one.level > 0]
        kind = say("proposed place") if facts.proposed else level_word(facts.level)
        parts = [kind, other if other != facts.name(words().language) else "", *above, ltr(facts.code)]
        self.about_place.setText("  ·  ".join(part for part in parts if part))
        self.about_place.show()
