"""Icons: Lucide drawings tinted from the token table, kept as pixmaps.

Arrows that mean *onward* or *back* are drawn mirrored in a right-to-left window; media signs, ticks and the brand
mark never are.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from gui.look import theme
from gui.say import rtl

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
MIRRORED = frozenset(
    {"arrow-left", "arrow-right", "chevron-left", "chevron-right", "undo-2", "redo-2", "log-out", "list", "route"}
)
_Key = tuple[str, str, int, float, bool]  # drawing, colour, size, screen ratio, mirrored
_sources: dict[str, str] = {}
_pixmaps: dict[_Key, QPixmap] = {}


def icon(name: str, token: str = "tx2", size: int = 16) -> QIcon:
    """The drawing ``name`` in the colour of ``token``; pale when its control is disabled."""
    from PySide6.QtGui import QIcon  # 2 ms, and the first page has drawings only

    made = QIcon(pixmap(name, token, size))
    made.addPixmap(pixmap(name, "tx3", size), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, token: str = "tx2", size: int = 16) -> QPixmap:
    """The drawing as a pixmap of ``size`` pixels on the sharpest screen; kept, so painting it again costs nothing.

    ``token`` is a colour token or ``#rrggbb``.
    """
    ratio = _ratio()
    tint = token if token.startswith("#") else theme.hex_of(token)
    key = (name, tint, size, ratio, name in MIRRORED and rtl())
    if key not in _pixmaps:
        _pixmaps[key] = _draw(key)
    return _pixmaps[key]


def _draw(key: _Key) -> QPixmap:
    name, tint, size, ratio, mirrored = key
    side = round(size * ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    QSvgRenderer(QByteArray(_source(name).replace("currentColor", tint).encode())).render(
        painter, QRectF(0, 0, side, side)
    )
    painter.end()
    if mirrored:
        from PySide6.QtGui import QTransform

        image = image.transformed(QTransform.fromScale(-1, 1), Qt.TransformationMode.FastTransformation)
    made = QPixmap.fromImage(image)
    made.setDevicePixelRatio(ratio)
    return made


def _source(name: str) -> str:
    if name not in _sources:
        _sources[name] = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    return _sources[name]


def _ratio() -> float:
    app = QApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QApplication) else 1.0
