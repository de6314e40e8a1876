"""Where people went: a place, or (in the same field) *we do not know*, or *still on the road*."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal

from gui.entry.facts import NEW
from gui.forms.editors import EMPTY, Ask, State
from gui.forms.place_field import PlaceField
from gui.say import say, words
from gui.table.line_list import Offer
from storage import UNKNOWN, code_list, folded

ELSEWHERE = ("unknown", "on_the_road")
"""Codes of *destination-known* that stand in place of a place."""
SURE = 5
"""Letters after which an answer that has them is meant, and not a place that sounds a little like them."""


class DestinationField(PlaceField):
    """Type-ahead for a place that also takes the two answers that are no place.

    Signals:
        elsewhere(str): ``unknown`` or ``on_the_road`` was chosen; the place is empty then.
    """

    elsewhere = Signal(str)

    def __init__(self, reading: Ask, offers: Callable[[str], Sequence[Offer]], *, hint: str = "") -> None:
        super().__init__(reading, lambda text: _offered(text, offers), NEW, hint=hint)

    def take(self) -> None:
        """``?`` and the words of the two answers are understood as such."""
        code = None if self.untouched else meant(self.line.text())
        if code:
            self._tell(code)
        else:
            super().take()

    def _picked(self, value: str) -> None:
        if value in ELSEWHERE:
            self._tell(value)
            self._go_on()
        else:
            super()._picked(value)

    def _tell(self, code: str) -> None:
        self.put(State("", None))
        self.set_state(EMPTY)
        self.elsewhere.emit(code)


def meant(text: str) -> str:
    """The answer a text means: ``unknown``, ``on_the_road`` or ""."""
    typed = folded(text)
    if typed in UNKNOWN:
        return "unknown"
    return next((code for code in ELSEWHERE if typed and typed in _names(code)), "")


def _names(code: str) -> list[str]:
    item = code_list("destination-known").items[code]
    more = (item.more.get("short::en", ""), item.more.get("short::ar", ""))
    return [folded(name) for name in (*item.labels.values(), *more) if name]


def _offered(text: str, offers: Callable[[str], Sequence[Offer]]) -> list[Offer]:
    """Places, then the two answers; an answer that is half typed already comes before places of a near spelling."""
    places, answers = offers(text) if text else [], _answers(text)
    return [*answers, *places] if len(folded(text)) >= SURE else [*places, *answers]


def _answers(text: str) -> list[Offer]:
    """The two answers, as the last lines of the list; while typing only when they are meant."""
    typed = folded(text)
    found = []
    for code in ELSEWHERE:
        if not typed or meant(text) == code or any(typed in name for name in _names(code)):
            found.append(Offer(code, words().code("destination-known", code), icon="map-pin", quiet=not typed))
    return found


def hint_of(direction: object) -> str:
    """What stands in the empty field, by direction."""
    if direction == "return":
        return say("the village they came home to")
    return say("a place, ? if nobody knows, or: on the road")
