"""The same as a table: what stands on the part of the map that is shown, so that nothing depends on seeing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from gui.figures.lines import Ready
from gui.known import Known
from gui.look import theme
from gui.map.scene import Scene
from gui.map.telling import rough_words
from gui.map.viewport import Viewport
from gui.say import ltr, say, words
from gui.table.cells import Cell
from gui.table.list_cells import range_words
from gui.table.rows import Column
from gui.table.table import RegisterTable
from gui.villages.cells import state_words
from gui.villages.columns import short_day
from gui.villages.copying import copying
from gui.widgets import Segmented, column, label, row
from storage import DayValue

VIEWS = ("incidents", "facilities", "villages", "flows")
KINDS = {"incidents": "incident", "facilities": "facility", "villages": "place", "flows": "place"}
MOST = 20_000


@dataclass(frozen=True)
class Line:
    """A line: the record it opens, and its words by column."""

    id: str
    told: dict[str, str]

    def __getitem__(self, column: str) -> Any:
        """What a register table asks of a row."""
        return None if column == "withdrawn" else self.told.get(column)

    @property
    def disputed(self) -> dict[str, tuple[Any, ...]]:
        """Nothing here is in dispute by itself."""
        return {}


class MapTable(QWidget):
    """The tables, one for each kind of thing.

    Signals:
        opened(str, str): kind and id of a record.
        closed(): back to the map.
    """

    opened = Signal(str, str)
    closed = Signal()

    def __init__(self, known: Known) -> None:
        super().__init__()
        self._known = known
        names = (say("Incidents"), say("Facilities hit"), say("Village state"), say("Evacuation flows"))
        self.switch = Segmented(
            [(one, name, "") for one, name in zip(VIEWS, names, strict=True)], say("What is listed")
        )
        self.switch.choose("incidents")
        self.told = label("", "hint")
        self.tables = {one: self._table(one) for one in VIEWS}
        self._stack = QStackedWidget()
        for table in self.tables.values():
            self._stack.addWidget(table)
        self._scene: Scene | None = None
        self._view: Viewport | None = None
        self.switch.chosen.connect(lambda _: self._show())
        head = row(self.switch, self.told, None, gap=10, margins=(14, 4, 14, 6))
        body = column(self._stack, margins=(14, 0, 14, 10))
        whole = column(head, gap=0)
        whole.addLayout(body, 1)
        self.setLayout(whole)

    def _table(self, one: str) -> RegisterTable:
        made = RegisterTable(_columns(one))
        made.opened.connect(lambda record: self.opened.emit(KINDS[one], record))
        made.clear_asked.connect(self.closed)
        made.setAccessibleName(say("What the map shows"))
        copying(made)
        return made

    def show_scene(self, scene: Scene, view: Viewport) -> None:
        """What is on this part of the map."""
        self._scene, self._view = scene, view
        self._show()

    def _show(self) -> None:
        scene, view, one = self._scene, self._view, str(self.switch.value())
        if scene is None or view is None:
            return
        table, known = self.tables[one], self._known
        self._stack.setCurrentWidget(table)
        table.show_listing(lambda: Ready(lines_of(one, scene, view, known)), keep=bool(table.current_id()))
        self.told.setText(say("On the part of the map that was shown. Enter opens, Ctrl+G goes back."))
        self.setFocusProxy(table)
        table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the map, also from the choice of what is listed."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def lines_of(one: str, scene: Scene, view: Viewport, known: Known) -> list[Line]:
    """The lines of a table, the newest or largest first."""
    makers: dict[str, Callable[[Scene, Viewport, Known], list[Line]]] = {
        "incidents": _incidents,
        "facilities": _facilities,
        "villages": _villages,
        "flows": _flows,
    }
    return makers[one](scene, view, known)


def _incidents(scene: Scene, view: Viewport, known: Known) -> list[Line]:
    points = scene.content.incidents
    chosen = view.seen(points.x, points.y)
    if scene.which is not None:
        chosen &= scene.which
    at = np.flatnonzero(chosen)
    at = at[np.argsort(-points.day[at], kind="stable")][:MOST]
    places = scene.content.places.ids
    lines = []
    for row_ in at.tolist():
        attack, place = points.attacks[points.attack[row_]], int(points.place[row_])
        told = {
            "day": _day(int(points.day[row_]), known),
            "place": known.place(places[place]) if place >= 0 else say("Place not known"),
            "what": words().code("attack", attack) if attack else "",
            "killed": _ends(points.killed_min[row_], points.killed_max[row_]),
            "injured": _ends(points.injured_min[row_], points.injured_max[row_]),
        }
        lines.append(Line(points.ids[row_], told))
    return lines


def _facilities(scene: Scene, view: Viewport, known: Known) -> list[Line]:
    points = scene.content.facilities
    at = np.flatnonzero(view.seen(points.x, points.y) & (scene.hits > 0)) if len(points) else np.zeros(0, np.int64)
    names = points.names_ar if scene.arabic else points.names_en
    lines = []
    for one in at[np.argsort(-scene.hits[at], kind="stable")].tolist():
        kind, place = points.kinds[points.kind[one]], int(points.place[one])
        told = {
            "name": names[one],
            "what": words().code("facility-kind", kind) if kind else "",
            "place": known.place(scene.content.places.ids[place]) if place >= 0 else "",
            "hits": ltr(str(int(scene.hits[one]))),
        }
        lines.append(Line(points.ids[one], told))
    return lines


def _villages(scene: Scene, view: Viewport, known: Known) -> list[Line]:
    found = scene.villages
    lines = []
    for one in np.flatnonzero(view.seen(found.x, found.y)).tolist():
        place, share = scene.content.places.ids[int(found.place[one])], int(found.share[one])
        state = state_words(found.states[found.state[one]], share if share >= 0 else None)
        doubts = [say("teams disagree") if found.disputed[one] else "", rough_words() if found.rough[one] else ""]
        doubt = say(", ").join(filter(None, doubts))
        lines.append(
            Line(place, {"place": known.place(place), "above": known.area(place), "state": state, "doubt": doubt})
        )
    return sorted(lines, key=lambda line: line.told["place"])


def _flows(scene: Scene, view: Viewport, known: Known) -> list[Line]:
    found, ids = scene.flows, scene.content.places.ids
    shown: NDArray[np.bool_] = view.seen(found.x0, found.y0) | view.seen(found.x1, found.y1)
    lines = []
    for one in np.flatnonzero(shown).tolist():
        origin, goal = ids[int(found.origin[one])], ids[int(found.destination[one])]
        told = {
            "from": known.place(origin),
            "to": known.place(goal),
            "people": _ends(found.low[one], found.high[one]),
            "moves": ltr(str(int(found.count[one]))),
        }
        lines.append(Line(origin, told))
    return lines


def _columns(one: str) -> list[Column]:
    heads: dict[str, Sequence[tuple[str, Callable[[], str], int]]] = {
        "incidents": (
            ("day", lambda: say("Date"), 130), ("place", lambda: say("Place"), 190),
            ("what", lambda: say("Attack"), 220), ("killed", lambda: words().code("outcome", "killed"), 90),
            ("injured", lambda: words().code("outcome", "injured"), 90),
        ),
        "facilities": (
            ("name", lambda: say("Name"), 250), ("what", lambda: say("Kind"), 200),
            ("place", lambda: say("Place"), 180), ("hits", lambda: say("Attacks"), 90),
        ),
        "villages": (
            ("place", lambda: say("Place"), 200), ("above", lambda: say("Area"), 220),
            ("state", lambda: say("State"), 200), ("doubt", lambda: say("Doubt"), 240),
        ),
        "flows": (
            ("from", lambda: say("From"), 200), ("to", lambda: say("To"), 200),
            ("people", lambda: say("People"), 130), ("moves", lambda: say("Movements"), 110),
        ),
    }  # fmt: skip
    return [_column(key, title, width) for key, title, width in heads[one]]


def _column(key: str, title: Callable[[], str], width: int) -> Column:
    return Column(key, title, theme.px(width), lambda line: Cell(line.told.get(key, "")))


def _day(day: int, known: Known) -> str:
    return short_day(DayValue.on(date.fromordinal(day)), known) if day > 0 else ""


def _ends(low: Any, high: Any) -> str:
    return range_words(int(low), None if int(high) < 0 else int(high)) or "0"
