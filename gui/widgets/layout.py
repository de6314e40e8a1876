"""Laying out: columns, rows, cards, labels by role; a screen's code then reads like the screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from gui.look.icons import pixmap
from gui.say import rtl

Part = QWidget | QLayout | QLayoutItem | int | None


def column(*parts: Part, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Parts below one another; a number is a gap in pixels, None the stretch."""
    made = QVBoxLayout()
    _fill(made, parts, gap, margins)
    return made


def row(*parts: Part, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Parts beside one another, first at the leading side; a number is a gap in pixels, None the stretch."""
    made = QHBoxLayout()
    _fill(made, parts, gap, margins)
    return made


def _fill(layout: QBoxLayout, parts: tuple[Part, ...], gap: int, margins: tuple[int, int, int, int]) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addItem(part)


def spacer() -> QSpacerItem:
    """An elastic gap in both directions."""
    return QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)


def label(text: str, role: str = "text", state: str = "") -> QLabel:
    """A word or a line; ``role`` is a role of the design guide, ``state`` ok, warning or error."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setAlignment(leading() | Qt.AlignmentFlag.AlignVCenter)
    made.setProperty("role", role)
    if state:
        made.setProperty("state", state)
    return made


def leading() -> Qt.AlignmentFlag:
    """The leading side, also for a Latin word in an Arabic window (Qt would align it by its own letters)."""
    side = Qt.AlignmentFlag.AlignRight if rtl() else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute


def words_label(text: str, role: str = "text", state: str = "") -> QLabel:
    """A sentence that may need several lines."""
    made = label(text, role, state)
    made.setWordWrap(True)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made


def heading(text: str) -> QLabel:
    """A page title."""
    return label(text, "title")


def icon_label(name: str, token: str = "tx2", size: int = 16) -> QLabel:
    """A drawing that stands beside words."""
    made = QLabel()
    made.setPixmap(pixmap(name, token, size))
    made.setFixedSize(size, size)
    return made


def card(*parts: Part, gap: int = 8, padding: int = 14) -> QFrame:
    """A white card with a thin line around it."""
    made = QFrame()
    made.setProperty("kind", "card")
    made.setLayout(column(*parts, gap=gap, margins=(padding, padding, padding, padding)))
    return made


def rule() -> QFrame:
    """A thin horizontal line."""
    made = QFrame()
    made.setProperty("kind", "rule")
    return made


def scrolled(body: QWidget) -> QScrollArea:
    """``body`` in a page that scrolls when the window is low."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    body.setProperty("surface", "none")
    area.setWidget(body)
    return area


def polish(widget: QWidget, **properties: str) -> None:
    """Change dynamic properties (``state="error"``) and let the style sheet look again."""
    changed = False
    for name, value in properties.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
