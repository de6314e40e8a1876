"""Another incident stands on the same day in the same place: one key says what they are to each other."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QWidget

from gui.entry.desk import Desk
from gui.jobs import Job
from gui.say import ltr, say
from gui.widgets import Button, column, icon_label, row, words_label

KEYS = {"double_tap_of": "F7", "same_event_as": "F3", "not_same": "Shift+F3"}


class SecondStrike(QFrame):
    """Asks about each incident beside this one that no link joins with it yet."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setProperty("kind", "note")
        self.setProperty("state", "warning")
        self._asked: tuple[object, object] = (None, None)
        self._beside: list[tuple[str, str]] = []
        self._words = words_label("", "text")
        answers = {
            "double_tap_of": say("A second strike after it"),
            "same_event_as": say("The same event"),
            "not_same": say("Two attacks"),
        }
        self._keys: list[QShortcut] = []
        buttons: list[QWidget] = []
        for kind, words in answers.items():
            button = Button(words, "", KEYS[kind])
            button.clicked.connect(lambda _=False, kind=kind: self.answer(kind))
            key = QShortcut(QKeySequence(KEYS[kind]), self)
            key.activated.connect(lambda kind=kind: self.answer(kind))
            self._keys.append(key)
            buttons.append(button)
        head = row(icon_label("triangle-alert", "accink", 16), self._words, gap=9)
        head.setStretch(1, 1)
        self.setLayout(column(head, *(row(button, None) for button in buttons), gap=5, margins=(10, 7, 10, 8)))
        self.hide()
        desk.form.settled.connect(self._settled)
        desk.links.edited.connect(self._tell)
        self._settled("place")

    def waiting(self) -> list[tuple[str, str]]:
        """Incidents (id, number) that are still to be answered."""
        overridden = self.desk.form.value("overrides") or {}
        done = {self.desk.id, *self.desk.links.linked()}
        return [] if "second_strike" in overridden else [one for one in self._beside if one[0] not in done]

    def answer(self, kind: str) -> None:
        """What this incident is to the one asked about."""
        ahead = self.waiting()
        if ahead:
            reason = say("same place, same day") if kind != "not_same" else say("both looked at: two attacks")
            self.desk.links.answer(kind, ahead[0][0], reason)

    def _settled(self, name: str) -> None:
        if name in ("place", "occurred", "overrides"):
            self._ask()

    def _ask(self) -> None:
        form = self.desk.form
        asked = form.value("place"), form.value("occurred")
        if asked != self._asked and self.desk.context.is_open:
            self._asked, self._beside = asked, []
            store, own = self.desk.context.store, self.desk.id
            found = Job(lambda: [one for one in store.incidents_on(*asked) if one[0] != own])
            found.then(lambda beside: self._found(asked, beside)).start(self)
        self._tell()

    def _found(self, asked: tuple[object, object], beside: list[tuple[str, str]]) -> None:
        if asked == self._asked:
            self._beside = beside
            place, day = asked
            values = {"place": place, "occurred": day}
            for record, code in beside:
                self.desk.facts.others.known.setdefault(record, {"code": code, **values})
            self._tell()

    def _tell(self) -> None:
        ahead = self.waiting()
        for key in self._keys:
            key.setEnabled(bool(ahead))
        if ahead:
            told = say("Here, on the same day, stands {code} too. What is this incident to it?", code=ltr(ahead[0][1]))
            self._words.setText(told)
        self.setVisible(bool(ahead))
