"""What is chosen on the map: a thing with its card, or incidents by a box or a lasso with their list; measuring."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gui import clipboard
from gui.jobs import Job
from gui.known import Known
from gui.listing.filter_fields import Condition
from gui.map import facts
from gui.map.board import Board, distance_words
from gui.map.pane import totals_words
from gui.map.picking import Pick
from gui.map.telling import hover_words, position_words
from gui.map.tools import Measure, Tool, inside
from gui.overview.records import Records
from gui.say import say
from storage import from_plane, metres_along

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Store

Spot = tuple[float, float]


class Choosing(QObject):
    """The hand on the map.

    Attributes:
        chosen: ids of the incidents that were chosen together; days: asked for the condition on days of a list;
        credits: whose borders are shown, told while nothing else is.

    Signals:
        totals(str): how many were chosen.
    """

    totals = Signal(str)

    def __init__(self, context: Context, known: Known, board: Board, records: Records) -> None:
        super().__init__(board)
        self.context, self.known, self.board, self.records = context, known, board, records
        self.canvas, self.pane = board.canvas, board.pane
        self.chosen: list[str] = []
        self.store: Callable[[], Store] = lambda: context.store
        self.days: Callable[[], Condition] = Condition
        self.credits, self._under = "", ""
        self._facts = 0
        self._connect()

    def _connect(self) -> None:
        self.board.tool.connect(self.use)
        self.canvas.picked.connect(self.show_pick)
        self.canvas.opened.connect(self._open_pick)
        self.canvas.ended.connect(self._tool_ended)
        self.canvas.tooled.connect(self._tell_tool)
        self.canvas.pointed.connect(self._pointed)
        self.canvas.hovered.connect(self._hovered)
        self.pane.closed.connect(lambda: self.canvas.choose(None))
        self.pane.opened.connect(self.open)
        self.pane.listed.connect(self._list)
        self.records.closed.connect(self._close_list)

    def show_pick(self, pick: Pick | None) -> None:
        """The card of what was chosen; None puts it away."""
        self._facts += 1
        scene = self.canvas.scene
        if pick is None or scene is None:
            self.board.beside.hide()
            self.board.place()
            self._show_totals([])
            return
        self.canvas.setAccessibleDescription("")
        turn, known, store = self._facts, self.known, self.store()
        Job(lambda: facts.read(store, scene, pick, known)).then(lambda got: self._show_facts(turn, got)).start(self)

    def _show_facts(self, turn: int, got: facts.Facts) -> None:
        if turn != self._facts or self.canvas.scene is None:
            return
        self.chosen = list(got.records) if isinstance(got, facts.GroupFacts) else []
        self.pane.show_facts(got, self.canvas.scene)
        self._show_beside(self.pane)
        self._uncover()
        self.canvas.setAccessibleDescription(self.pane.title.text())

    def _uncover(self) -> None:
        """What was chosen is not left under the cards."""
        pick, view = self.canvas.pick, self.canvas.view
        left, right = self.board.free()
        x = float(view.to_pixels(*pick.at)[0]) if pick is not None else float(left)
        if not left <= x <= right and left < right:
            self.canvas.go(view.moved((left + right) / 2 - x, 0))

    def _show_beside(self, card: QWidget) -> None:
        self.board.beside.setCurrentWidget(card)
        self.board.beside.show()
        self.board.place()
        QTimer.singleShot(0, self.board, self.board.place)  # what it shows now has its height then

    def _open_pick(self, pick: Pick) -> None:
        """Enter or a double click: what the card would open; points that stand together come nearer."""
        if pick.kind == "incidents" and len(pick.rows) > 1 and pick != self.canvas.pick:
            x, y = self.canvas.view.to_pixels(*pick.at)
            self.canvas.go(self.canvas.view.zoomed(2.0, float(x), float(y)))
        elif pick == self.canvas.pick:
            self.pane.do_main()
        else:
            self.canvas.choose(pick)

    def open(self, kind: str, record: str) -> None:
        """Open a record; a place of the map is chosen there."""
        scene = self.canvas.scene
        if kind == "map-place" and scene is not None:
            places = scene.content.places
            at = places.at[record]
            self.canvas.choose(Pick("place", (at,), (float(places.x[at]), float(places.y[at]))))
        elif kind == "place":
            self.context.asked.emit("place", record)
        else:
            self.context.open(kind, record)

    def _list(self, place: str) -> None:
        """The incidents of a place in their room, those of chosen points beside the map."""
        if not place:
            self._show_records(totals_words(self.chosen), self.chosen)
            return
        conditions = {"place": Condition(place, self.known.place(place))}
        days = self.days()
        if days.value:
            conditions["day"] = days
        self.context.listed.emit("incidents", conditions)

    def _show_records(self, title: str, records: list[str]) -> None:
        self.records.show_records(title, records, self.store())
        self._show_beside(self.records)
        self.records.table.setFocus()
        self._show_totals(records)

    def _show_totals(self, records: list[str]) -> None:
        self.totals.emit(totals_words(records) if records else "")

    def _close_list(self) -> None:
        self.canvas.choose(None)
        self.canvas.setFocus()

    def choose_all(self) -> None:
        """All incidents on the part that is shown."""
        left, top, right, bottom = self.canvas.view.box
        self._choose_inside([(left, top), (right, top), (right, bottom), (left, bottom)])

    def _choose_inside(self, corners: list[tuple[float, float]]) -> None:
        scene = self.canvas.scene
        if scene is None:
            return
        points = scene.content.incidents
        found = inside(corners, points.x, points.y)
        if scene.which is not None:
            found &= scene.which
        at = np.flatnonzero(found)
        self.chosen = [points.ids[one] for one in at[np.argsort(-points.day[at], kind="stable")].tolist()]
        self._show_records(totals_words(self.chosen), self.chosen)

    # ---- tools

    def use(self, name: str) -> None:
        """Take up a tool, or put it away when it is in the hand."""
        current = type(self.canvas.tool).__name__.lower() if self.canvas.tool is not None else ""
        self.canvas.use("" if name == current else name)
        self.canvas.setFocus()

    def _tool_ended(self, tool: Tool) -> None:
        if isinstance(tool, Measure):
            return
        corners = tool.outline() if len(tool.corners) < 3 else tool.corners
        self.canvas.use("")
        self._choose_inside(list(corners))

    def _tell_tool(self) -> None:
        tool = self.canvas.tool
        if tool is None:
            self.board.told.say(self.credits)
        elif isinstance(tool, Measure):
            spots = [_position(x, y) for x, y in tool.outline()]
            long = distance_words(metres_along(spots)) if len(spots) > 1 else ""
            hint = say("Click, or Space, puts a point; Backspace takes one back; Esc ends.")
            self.board.told.say(f"{long}   {hint}" if long else hint)
        else:
            self.board.told.say(
                say("Draw around what you mean; Space puts a corner at the cross, Enter ends, Esc stops.")
            )

    def _pointed(self, spot: tuple[float, float] | None) -> None:
        if self.canvas.tool is None:
            words = " · ".join(one for one in (self._under, position_words(*spot)) if one) if spot else self.credits
            self.board.told.say(words)

    def _hovered(self, pick: Pick | None) -> None:
        self._under = hover_words(self.canvas.scene, pick, self.known) if self.canvas.scene is not None else ""

    def copy(self) -> None:
        """Where the pointer is, else where what was chosen stands, else the middle, as text."""
        under = self.canvas.mapFromGlobal(self.canvas.cursor().pos())
        view = self.canvas.view
        inside_ = self.canvas.rect().contains(under) and self.canvas.underMouse()
        still = self.canvas.pick.at if self.canvas.pick is not None else (view.x, view.y)
        spot = view.to_plane(under.x(), under.y()) if inside_ else still
        text = position_words(float(spot[0]), float(spot[1]))
        clipboard.put(text)
        self.board.told.say(say("Copied: {position}", position=text))


def _position(x: float, y: float) -> tuple[float, float]:
    lat, lon = from_plane(x, y)
    return float(lat), float(lon)
