"""The ledger of a village: who lived there, left, came back, should be there, was counted; what is unexplained."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from gui.detail import PaneNote
from gui.known import Known
from gui.say import say, say_message
from gui.tips import tip
from gui.villages.balance import BalanceBar, Ends, Swatch, ends_words, percent_words
from gui.villages.columns import balance_words, days_words
from gui.villages.facts import VillageFacts
from gui.widgets import column, icon_label, label, row, words_label
from gui.widgets.layout import Part
from storage import Ledger


class LedgerCard(QFrame):
    """The card."""

    def __init__(self, facts: VillageFacts, known: Known) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        ledger, village = facts.ledger, facts.village
        people = ledger.population.persons
        bar = BalanceBar(
            village.shares,
            _part(say("stayed"), _never_left(ledger), people),
            _part(say("left"), ledger.left, people),
            balance_words(village),
        )
        self._legend = _legend()
        parts: list[Part] = [_figures(ledger, facts.sources, known), bar, _words(ledger, self._legend)]
        hosted = hosted_words(ledger)
        if hosted is not None:
            parts.append(hosted)
        parts += [PaneNote("warning", told, rule) for told, rule in safe_words(ledger)]
        parts += [note(say_message(one)) for one in ledger.notes]
        self.setLayout(column(*parts, gap=8, margins=(14, 10, 14, 10)))

    def make_narrow(self, *, narrow: bool) -> None:
        """The legend gives way where there is no room for it; the list has it as well."""
        self._legend.setVisible(not narrow)


def _figures(ledger: Ledger, sources: Mapping[str, str], known: Known) -> QWidget:
    population, counted = ledger.population, ledger.counted
    before = population.persons if population.told else None
    return cells(
        (_before(ledger, known), before, sources.get(population.source, "")),
        (say("Left"), ledger.left, ""),
        (say("Returned"), ledger.returned, ""),
        (say("There now (computed)"), ledger.shown if population.told else None, ""),
        (
            _counted(ledger, known),
            counted.persons if counted else None,
            sources.get(counted.source, "") if counted else "",
        ),
    )


def _legend() -> QWidget:
    made = QWidget()
    inside = row(gap=6)
    for part, word in (
        ("stayed", say("stayed")),
        ("returned", say("returned")),
        ("left", say("left")),
        ("unsure", say("not certain")),
    ):
        inside.addWidget(Swatch(part))
        inside.addWidget(label(word, "hint"))
    made.setLayout(inside)
    return made


def _words(ledger: Ledger, legend: QWidget) -> QWidget:
    drawing, ink, told = verdict(ledger)
    words = words_label(told, "paneText", {"rescued": "ok", "accink": "warning"}.get(ink, ""))
    made = QWidget()
    inside = row(icon_label(drawing, ink, 15), words, legend, gap=7)
    inside.setStretch(1, 1)
    made.setLayout(inside)
    return made


def note(text: str) -> QWidget:
    """A line that says what a person should know of the figures above."""
    made = QWidget()
    inside = row(icon_label("info", "tx3", 14), words_label(text, "hint"), gap=7)
    inside.setStretch(1, 1)
    made.setLayout(inside)
    return made


def cells(*figures: tuple[str, Ends | None, str]) -> QWidget:
    """Figures side by side: what it is, the number, who says so."""
    made = QWidget()
    parts: list[Part] = []
    told = any(source for _, _, source in figures)
    for title, ends, source in figures:
        name = words_label(title, "hint")
        name.setAlignment(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeading)
        number = label("?" if ends is None else ends_words(ends), "paneTitle")
        number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        number.setAccessibleName(f"{title} {number.text()}")
        inside = column(name, number, gap=1)
        if told:
            who = label(source, "hint")
            who.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            who.setToolTip(tip(source))
            inside.addWidget(who)
        inside.setStretch(0, 1)
        parts.append(inside)
    inner = row(*parts, gap=10)
    for place in range(len(parts)):
        inner.setStretch(place, 1)
    made.setLayout(inner)
    return made


def _before(ledger: Ledger, known: Known) -> str:
    population = ledger.population
    if not population.told or not population.day:
        return say("Lived there before")
    day = days_words((population.day, population.day), known)
    if population.later:
        return say("Lived there, as told later ({day})", day=day)
    return say("Lived there ({day})", day=day)


def _counted(ledger: Ledger, known: Known) -> str:
    if ledger.counted is None or not any(ledger.counted.days):
        return say("Last count on the ground")
    return say("Counted there ({day})", day=days_words(ledger.counted.days, known))


def _never_left(ledger: Ledger) -> Ends:
    """Those who are there, without those who came back: the solid part of the bar."""
    low, high = ledger.stayed
    back_low, back_high = ledger.returned
    return (
        None if low is None or back_high is None else max(0, low - back_high),
        None if high is None else max(0, high - (back_low or 0)),
    )


def _part(word: str, part: Ends, whole: Ends) -> str:
    share = percent_words(part, whole)
    return f"{word} {share}" if share else ""


def verdict(ledger: Ledger) -> tuple[str, str, str]:
    """Icon, ink and sentence: whether the count on the ground fits what the movements leave."""
    if not ledger.population.told:
        return "circle-help", "tx2", say("How many lived here is not known, so nothing can be balanced yet.")
    if ledger.counted is None or ledger.remainder is None:
        if ledger.unexplained > 0:
            return "triangle-alert", "accink", say("More people left than are known to have lived here.")
        return "circle-help", "tx2", say("Nobody has counted on the ground yet.")
    if ledger.unexplained == 0:
        count = ends_words(ledger.counted.persons)
        return "circle-check", "rescued", say("The count on the ground ({count}) lies within the bounds.", count=count)
    low, high = ledger.remainder
    if ledger.unexplained < 0:
        number = ends_words((None if high is None else -high, None if low is None else -low))
        told = say("Fewer were counted than the movements leave. Unexplained: {number}.", number=number)
    else:
        told = say(
            "More were counted than the movements leave. Unexplained: {number}.", number=ends_words((low, high))
        )
    return "triangle-alert", "accink", told


def hosted_words(ledger: Ledger) -> QWidget | None:
    """People from elsewhere: shown apart, never in the balance."""
    if ledger.arrived == (0, 0):
        return None
    told = say(
        "People from elsewhere who found shelter here: {arrived}; still here: {hosted}. Not part of this balance.",
        arrived=ends_words(ledger.arrived),
        hosted=ends_words(ledger.hosted),
    )
    made = QWidget()
    inside = row(icon_label("tent", "tx2", 15), words_label(told, "paneText"), gap=7)
    inside.setStretch(1, 1)
    made.setLayout(inside)
    return made


def safe_words(ledger: Ledger) -> list[tuple[str, str]]:
    """What teams disagree about, and the rule that decides what is shown meanwhile."""
    found = []
    if ledger.standing.disputed:
        rule = say("Until all agree that it was emptied, it counts as not cleared.")
        found.append((say("What was seen here disagrees."), rule))
    return found
