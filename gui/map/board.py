"""The map with its cards on top: layers and legend at the leading side, what was chosen at the trailing one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from gui.look import theme
from gui.map.canvas import Canvas
from gui.map.layers import LayersCard
from gui.map.legend import LegendCard
from gui.map.palette import Palette
from gui.map.pane import MapPane
from gui.map.viewport import Viewport
from gui.say import lead, ltr, rtl, say
from gui.widgets import IconButton, column, label, row, scrolled

GAP = 12
TOOLS = (
    ("box", "square-dashed", "S"),
    ("lasso", "lasso", "Shift+S"),
    ("measure", "ruler", "M"),
)


class Board(QWidget):
    """The canvas and the cards over it.

    Attributes:
        canvas, layers, legend, pane; tools: a button each; told: the line below.

    Signals:
        tool(str): a tool is wanted ("" puts it away); fit(): all of it.
    """

    tool = Signal(str)
    fit = Signal()

    def __init__(self, pane: MapPane, records: QWidget) -> None:
        super().__init__()
        self.canvas, self.layers, self.legend, self.pane = Canvas(), LayersCard(), LegendCard(), pane
        self.canvas.setParent(self)
        self._cards = QWidget()
        self._cards.setLayout(column(self.layers, self.legend, None, gap=GAP))
        self.side = scrolled(self._cards)
        self.side.setParent(self)
        self.side.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.beside = QStackedWidget(self)
        self.beside.addWidget(pane)
        self.beside.addWidget(records)
        self.beside.setFixedWidth(pane.width())
        self.beside.hide()
        self.tools: dict[str, IconButton] = {}
        self.zoom = self._zoom()
        self.told = Told(self)
        self.scale = ScaleBar(self)
        self._cards.installEventFilter(self)
        self.canvas.moved.connect(self._scaled)
        self.canvas.tooled.connect(self._tooled)

    def _zoom(self) -> QFrame:
        frame = QFrame(self)
        frame.setProperty("kind", "card")
        names = {
            "box": say("Choose by a box"),
            "lasso": say("Choose by a lasso"),
            "measure": say("Measure a distance"),
        }
        inside = column(gap=0, margins=(2, 2, 2, 2))
        for name, drawing, key in TOOLS:
            button = IconButton(drawing, f"{names[name]}  {key}")
            button.setCheckable(True)
            button.clicked.connect(lambda on, name=name: self.tool.emit(name if on else ""))
            self.tools[name] = button
            inside.addWidget(button)
        view = self.canvas
        for drawing, name, do in (
            ("plus", say("Nearer"), lambda: view.go(view.view.zoomed(1.5))),
            ("minus", say("Farther"), lambda: view.go(view.view.zoomed(1 / 1.5))),
            ("maximize", say("All of it"), self.fit.emit),
        ):
            inside.addWidget(_pressed(IconButton(drawing, name), do))
        frame.setLayout(inside)
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The map fills everything; the cards keep their corners."""
        self.canvas.setGeometry(self.rect())
        self.place()

    def place(self) -> None:
        """Put the cards into their corners."""
        wide, high = self.width(), self.height()
        wanted, room = self._wanted() + 2, high - 2 * GAP
        bar = theme.px(12)
        side = self.layers.width() + (bar if wanted > room else 2)
        self.side.setGeometry(self._x(GAP, side), GAP, side, max(60, min(room, wanted)))
        # with room for the scroll bar, there or not: the map stays where it is when the cards grow
        covered = GAP + self.layers.width() + bar if not self.side.isHidden() else 0
        self.canvas.covered = (0, covered) if rtl() else (covered, 0)
        listed = self.beside.currentWidget() is not self.pane
        pane = room if listed else min(room, self.pane.wanted_height())
        self.beside.setGeometry(
            self._x(wide - GAP - self.beside.width(), self.beside.width()), GAP, self.beside.width(), pane
        )
        zoom = self.zoom.sizeHint()
        # where the card of what was chosen is long, the buttons stand beside it
        edge = GAP + (
            self.beside.width() + GAP if self.beside.isVisibleTo(self) and pane > room - zoom.height() - GAP else 0
        )
        self.zoom.setGeometry(
            self._x(wide - edge - zoom.width(), zoom.width()), high - GAP - zoom.height(), zoom.width(), zoom.height()
        )
        self.scale.move(
            self._x(wide - edge - zoom.width() - GAP - self.scale.width(), self.scale.width()),
            high - GAP - self.scale.height(),
        )
        self.told.place(self._x, self.side, wide, high)
        self.part()

    def part(self) -> None:
        """Where the line below and the scale would lie on each other, the scale stands above it."""
        base = self.height() - GAP - self.scale.height()
        room = QRect(self.scale.x(), base, self.scale.width(), self.scale.height())
        meet = not self.told.isHidden() and self.told.geometry().intersects(room)
        self.scale.move(self.scale.x(), self.told.y() - GAP // 2 - self.scale.height() if meet else base)

    def free(self) -> tuple[int, int]:
        """From where to where no card lies on the map, in pixels from the left."""
        beside = self.zoom.width() + 2 * GAP
        beside += self.beside.width() + GAP if self.beside.isVisibleTo(self) else 0
        left, right = self.canvas.covered
        return (beside, self.width() - right) if rtl() else (left, self.width() - beside)

    def _wanted(self) -> int:
        """How high the cards are, as wide as they are."""
        inside = self._cards.layout()
        told = inside.heightForWidth(self.layers.width()) if inside is not None and inside.hasHeightForWidth() else 0
        return max(told, self._cards.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cards that grew may need a scroll bar, and that needs room of its own: it never lies on them."""
        if watched is self._cards and event.type() == QEvent.Type.LayoutRequest:
            self.place()
        return super().eventFilter(watched, event)

    def _x(self, x: int, width: int) -> int:
        """From the leading side."""
        return self.width() - x - width if rtl() else x

    def _scaled(self) -> None:
        self.scale.show_view(self.canvas.view)

    def _tooled(self) -> None:
        for name, button in self.tools.items():
            used = type(self.canvas.tool).__name__.lower() == name
            button.setChecked(used)


class Told(QFrame):
    """The line below: where the pointer is, how long what is measured is, what the tool wants."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.words = label("", "hint")
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setLayout(row(self.words, margins=(8, 2, 8, 2)))
        self.hide()

    def say(self, text: str) -> None:
        """Say it; "" says nothing."""
        self.words.setText(lead(text) + text)
        self.setVisible(bool(text))
        self.adjustSize()
        parent = self.parentWidget()
        if isinstance(parent, Board):
            self.place(parent._x, parent.side, parent.width(), parent.height())
            parent.part()

    def place(self, x_of: Callable[[int, int], int], side: QScrollArea, wide: int, high: int) -> None:
        """Beside the cards of layers, at the lower edge."""
        begin = GAP + (side.width() + GAP if not side.isHidden() else 0)
        self.move(x_of(begin, self.width()), high - GAP - self.height())
        self.raise_()


class ScaleBar(QWidget):
    """A round length on the ground at the middle of the map, and where north is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pixels, self._words = 0.0, ""
        self.dark: bool | None = None
        self.setFixedSize(theme.px(170), theme.px(40))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def sizeHint(self) -> QSize:
        """Narrow."""
        return QSize(theme.px(170), theme.px(40))

    def show_view(self, view: Viewport) -> None:
        """Another scale."""
        from storage import from_plane, metres_per_unit, round_length

        lat, _ = from_plane(view.x, view.y)
        metres = float(metres_per_unit(lat)) * view.units_per_pixel
        length = round_length(metres * theme.px(125))
        self._pixels = length / metres
        self._words = distance_words(length)
        self.setAccessibleName(say("Scale: {length}", length=self._words))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bar with its length, an arrow to the north."""
        palette = Palette.of_theme(dark=theme.is_dark() if self.dark is None else self.dark)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if rtl():  # the number is read before its unit
            painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        plate = QColor(palette.panel)
        plate.setAlpha(225)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(plate)
        right, base = self.width() - theme.px(26), self.height() - 9
        painter.drawRoundedRect(
            QRectF(right - self._pixels - 8, 0, self.width() - right + self._pixels + 8, self.height()), 4, 4
        )
        left = right - self._pixels
        painter.setFont(theme.font("hint"))
        for ink, width in ((palette.ground, 4.0), (palette.name, 1.6)):
            painter.setPen(QPen(ink, width))
            painter.drawPolyline(
                QPolygonF(
                    [QPointF(left, base - 6), QPointF(left, base), QPointF(right, base), QPointF(right, base - 6)]
                )
            )
        words_ = QRectF(left - 60, 0, self._pixels + 120, base - 6)
        painter.drawText(words_, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, self._words)
        x, top = self.width() - theme.px(12), base - 25
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.name)
        painter.drawPolygon(
            QPolygonF([QPointF(x, top), QPointF(x + 6, top + 15), QPointF(x, top + 11), QPointF(x - 6, top + 15)])
        )
        painter.setPen(palette.name)
        painter.setFont(theme.font("key_bold"))
        painter.drawText(QRectF(x - 9, base - 11, 18, 14), Qt.AlignmentFlag.AlignCenter, say("N"))


def distance_words(metres: float) -> str:
    """``850 m``, ``2.4 km``, ``24 km``."""
    if metres < 1000:
        return ltr(say("{count} m", count=f"{metres:,.0f}"))
    kilometres = metres / 1000
    shown = f"{kilometres:,.0f}" if kilometres >= 100 or kilometres == int(kilometres) else f"{kilometres:,.1f}"
    return ltr(say("{count} km", count=shown))


def _pressed(button: IconButton, do: Callable[[], object]) -> IconButton:
    button.clicked.connect(lambda: do())
    return button
