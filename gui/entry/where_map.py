"""Where it happened, on a small map: what is typed and what is pinned is one and the same position."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gui.forms.form import Form, is_locked
from gui.map.mini import EXACT, MiniMap
from gui.rights import VERIFY
from gui.say import say
from gui.widgets import Button, column
from storage import PositionValue

if TYPE_CHECKING:
    from gui.context import Context
    from storage import MapSpot, Store


class WhereMap(QWidget):
    """The small map of a form with a place and a position, and the way to pin.

    Attributes:
        mini: the map; button: pins (F4).
    """

    def __init__(self, context: Context, form: Form, *, sealed: bool = False) -> None:
        """``sealed``: a position is never shown by itself, as of facilities."""
        super().__init__()
        self._context, self._form, self._sealed = context, form, sealed
        self.mini = MiniMap(context, say("Where it is on the map"), height=84, opens=True)
        self.mini.asked.connect(self.pin)
        self.button = Button(say("On the map"), "map-pin", "F4").shortcut_key("F4")
        self.button.clicked.connect(self.pin)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # whoever types goes on from the place to where in it
        self.setLayout(column(self.mini, gap=0))
        form.settled.connect(self._settled)
        self.show_where()

    def show_where(self) -> None:
        """Show the position, else the place, else what holds it."""
        place, position = self._form.value("place"), self._form.value("position")
        if isinstance(position, PositionValue) and self._tells():
            from storage import MapSpot  # with it come rows of numbers: not before a map is drawn

            self.mini.show_spots([MapSpot(position.lat, position.lon, EXACT, str(place or ""))])
            return
        record = str(place or "")
        self.mini.show_read(lambda store: _spots(store, record))

    def pin(self) -> None:
        """Put the pin; nothing changes before it is taken."""
        if not self._context.is_open or is_locked(self._form, "position"):
            return
        from gui.map.pinning import show_pinning

        position = self._form.value("position")
        shown = position if isinstance(position, PositionValue) and self._tells() else None
        near = self.mini.spots[0] if self.mini.spots else None
        show_pinning(self._context, self.window(), self._take, shown, near)

    def _take(self, value: PositionValue | None) -> None:
        self._form.change("position", value)

    def _tells(self) -> bool:
        """Whether the position may be shown: typed here just now, or by whoever may verify; of facilities never."""
        touched = self._form.is_touched("position")
        return not self._sealed and (touched or self._context.rights.may(VERIFY))

    def _settled(self, name: str) -> None:
        if name in ("place", "position"):
            self.show_where()


def _spots(store: Store, place: str) -> list[MapSpot]:
    return store.map_spots("place", place) if place else []
