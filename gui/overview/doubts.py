"""How good the records behind the figures are: one line a doubt, as a whole or by team, with a way to the records."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from gui.figures.trust import Share
from gui.say import ltr, say
from gui.widgets import Button, Segmented, clear, column, icon_label, label, row, scrolled, words_label
from storage import Doubt

DRAWINGS = {
    "no_age": "calendar", "not_named": "user", "not_verified": "eye", "disputed": "git-pull-request-arrow",
    "no_point": "map-pin", "late": "clock", "ages_heaped": "chart-column", "days_heaped": "chart-column",
}  # fmt: skip
SHOWN = ("no_age", "not_verified", "disputed", "no_point", "late")
"""Doubts whose records can be shown."""
HEAPED = ("ages_heaped", "days_heaped")


def doubt_words(key: str) -> str:
    """A doubt in words."""
    return {
        "no_age": say("people without an age"),
        "not_named": say("killed, not yet recorded"),
        "not_verified": say("incidents not verified"),
        "disputed": say("incidents teams disagree about"),
        "no_point": say("incidents without a point"),
        "late": say("incidents entered more than 7 days later"),
        "ages_heaped": say("ages that end in 0 or 5"),
        "days_heaped": say("incidents on the 1st or 15th"),
    }[key]


class Doubts(QFrame):
    """The card.

    Signals:
        asked(str): the records of a doubt are wanted.
    """

    asked = Signal(str)

    def __init__(self, team: Callable[[str], str]) -> None:
        """``team``: how a team is called."""
        super().__init__()
        self.setProperty("kind", "card")
        self._team, self._doubts = team, list[Doubt]()
        self.by_team = Segmented([(False, say("All"), ""), (True, say("By team"), "")], say("Doubts of whom"), False)
        self.by_team.chosen.connect(lambda _: self._fill())
        self._inside = column(gap=2, margins=(12, 4, 12, 8))
        inner = QWidget()
        inner.setLayout(self._inside)
        head = row(label(say("Data quality"), "strong"), None, self.by_team)
        head.setContentsMargins(12, 8, 8, 4)
        note = words_label(
            say("While teams disagree, the lower number counts; a possible duplicate counts once."), "hint"
        )
        note.setContentsMargins(12, 2, 12, 8)
        whole = column(head, scrolled(inner), note, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_doubts(self, doubts: Sequence[Doubt]) -> None:
        """Show these."""
        self._doubts = list(doubts)
        self._fill()

    def press(self, number: int) -> None:
        """The key beside a doubt: its records."""
        offered = [one.key for one in self._doubts if one.of and one.count and one.key in SHOWN]
        if 0 < number <= len(offered):
            self.asked.emit(offered[number - 1])

    def _fill(self) -> None:
        clear(self._inside)
        number = 0
        for one in self._doubts:
            if not one.of:
                continue
            offers = one.key in SHOWN and bool(one.count)
            number += offers
            self._inside.addWidget(self._line(one, str(number) if offers else ""))
            if self.by_team.value():
                for team, (count, of) in one.teams.items():
                    told = f"{self._team(team) or say('no team told')}: {ltr(f'{count:,} / {of:,}')}"
                    line = words_label(told, "hint")
                    line.setContentsMargins(24, 0, 0, 0)
                    self._inside.addWidget(line)
        self._inside.addStretch(1)

    def _line(self, one: Doubt, key: str) -> QWidget:
        words_, share = doubt_words(one.key), round(100 * one.count / one.of)
        count = label(f"{one.count:,}", "strong")
        said = words_label(words_, "text")
        top = row(icon_label(DRAWINGS[one.key], "accink" if one.count else "tx3", 15), count, said, gap=6)
        top.setStretch(2, 1)
        if key:
            show = Button(say("Show"), "", key)
            show.setAccessibleName(f"{say('Show')}: {words_}")
            show.clicked.connect(lambda _=False, wish=one.key: self.asked.emit(wish))
            top.addWidget(show)
        told = say("index {index}; 100 is no rounding", index=one.index) if one.key in HEAPED else f"{share} %"
        part = QWidget()
        part.setAccessibleName(f"{words_}: {one.count} ({told})")
        bar = row(Share(one.count, one.of), label(told, "hint"), gap=8)
        bar.setStretch(0, 1)
        part.setLayout(column(top, bar, gap=2, margins=(0, 3, 0, 5)))
        return part
