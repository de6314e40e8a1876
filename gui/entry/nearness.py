"""Whether coordinates lie where the place says: swapped numbers are noticed, points far away are a doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.entry.desk import Desk
from gui.forms.form import FieldBox
from gui.jobs import Job
from gui.say import say
from storage import REACH_KM, PositionValue, kilometres

if TYPE_CHECKING:
    from storage import Store


def middle_of(store: Store, places: list[tuple[str, int]]) -> tuple[PositionValue, int] | None:
    """The centre of the nearest of these places (id, level) that has one."""
    for record, level in places:
        entry = store.read("place", record)
        centre = entry.values.get("centre") if entry is not None else None
        if isinstance(centre, PositionValue):
            return centre, level
    return None


class Nearness(QObject):
    """Compares the coordinates with the place whenever one of them changes."""

    def __init__(self, desk: Desk, box: FieldBox) -> None:
        super().__init__(box)
        self._desk, self._box = desk, box
        self._place: str | None = None
        self._middle: tuple[PositionValue, int] | None = None
        desk.form.settled.connect(self._settled)
        self._settled("place")

    def _settled(self, name: str) -> None:
        if name == "place":
            self._find_middle()
        elif name == "position":
            self._compare()

    def _find_middle(self) -> None:
        record = self._desk.form.value("place")
        if record == self._place or not self._desk.context.is_open:
            return
        self._place, self._middle = record, None
        facts = self._desk.facts.place(record)
        if facts is None:
            self._compare()
            return
        places = [(facts.id, facts.level), *((one.id, one.level) for one in self._desk.facts.parents(facts.id))]
        store = self._desk.context.store
        Job(lambda: middle_of(store, places)).then(self._found).start(self)

    def _found(self, middle: tuple[PositionValue, int] | None) -> None:
        self._middle = middle
        self._compare()

    def _compare(self) -> None:
        state = self._desk.form.state("position")
        if state.problem or not isinstance(state.value, PositionValue) or self._middle is None:
            return
        centre, level = self._middle
        point = state.value
        if kilometres(point, centre) <= REACH_KM.get(level, 25.0):
            self._box.tell("", "")
            return
        turned = PositionValue(point.lon, point.lat, point.precision) if abs(point.lon) <= 90 else None
        if turned is not None and kilometres(turned, centre) <= REACH_KM.get(level, 25.0):
            words = say("The point lies outside the area. Were the two numbers swapped?")
            self._box.offer("error", words, f"{turned.lat}, {turned.lon}", say("Swap them"))
        else:
            self._box.tell("warning", say("The point lies far from this place. Check the place and the numbers."))
