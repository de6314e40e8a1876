"""Colours, type and sizes of the window: one table that fills the style sheet and is read by everything painted.

``use`` chooses light or dark and the text size; ``style_sheet`` gives the filled template. Delegates and charts ask
``color``, ``font`` and ``px`` each time they paint, so a change of theme only needs a repaint.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication

from gui.look import fonts
from gui.say import rtl

STYLE = Path(__file__).resolve().parents[2] / "resources" / "style.qss"
SCALES = (100, 115, 130)
MODES = ("system", "light", "dark")

# token: (light, dark); contrasts are stated in the design guide and checked by a test
TOKENS: dict[str, tuple[str, str]] = {
    "win": ("#EDF0F3", "#121920"),
    "sur": ("#FFFFFF", "#19222B"),
    "sur2": ("#F5F7F9", "#1F2A34"),
    "sur3": ("#E8EDF2", "#283542"),
    "line": ("#D9E0E6", "#364553"),
    "line2": ("#E9EDF1", "#2A3743"),
    "inp": ("#8090A0", "#708395"),
    "tx": ("#16202A", "#E8EDF2"),
    "tx2": ("#3F4F5E", "#B9C5D0"),
    "tx3": ("#5A6978", "#98A7B5"),
    "sel": ("#DFEAF4", "#243B52"),
    "focus": ("#1B66B5", "#6FB4FF"),
    "link": ("#175A9E", "#8CC4FF"),
    "rail": ("#1E2B37", "#0D1319"),
    "railtx": ("#C6D1DB", "#B9C5D0"),
    "raillow": ("#93A3B2", "#8796A5"),
    "railsel": ("#2E4050", "#233140"),
    "acc": ("#F0A12E", "#F0A12E"),
    "accline": ("#C97F12", "#C97F12"),
    "acctx": ("#1D1403", "#1D1403"),
    "accink": ("#875000", "#F4B659"),
    "accbg": ("#FFF3DF", "#3A2C12"),
    "acckey": ("#F8D096", "#F8D096"),
    "killed": ("#1D2733", "#E8EDF2"),
    "killed_bg": ("#E3E7EB", "#33404C"),
    "injured": ("#AD2440", "#FF9DAE"),
    "injured_bg": ("#FBE7EB", "#48242D"),
    "missing": ("#2C5CB0", "#93B8FF"),
    "missing_bg": ("#E5EDFA", "#22345A"),
    "rescued": ("#0B6B5D", "#62D3BF"),
    "rescued_bg": ("#DDF2EE", "#153D38"),
    "chart_killed": ("#1D2733", "#E8EDF2"),
    "chart_injured": ("#C9607A", "#E0708A"),
    "map": ("#F1F4F7", "#151E27"),
    "onink": ("#FFFFFF", "#121920"),
    "onrail": ("#FFFFFF", "#FFFFFF"),
    "hover": ("#F0F4F8", "#22303C"),
    "mark": ("#FFE2A8", "#5C4718"),
    "side": ("#1E2B37", "#0D1117"),
}
# what a state is painted with: (ink, soft background)
STATES = {
    "ok": ("rescued", "rescued_bg"),
    "warning": ("accink", "accbg"),
    "error": ("injured", "injured_bg"),
    "information": ("missing", "missing_bg"),
}

# role: (points in English, points in Arabic, bold, families)
_ROLES: dict[str, tuple[float, float, bool, tuple[str, ...]]] = {
    "brand": (21, 21, True, fonts.SANS),
    "figure": (22, 22, True, fonts.SANS),
    "head": (16, 17, True, fonts.SANS),
    "question": (14, 14.5, True, fonts.SANS),
    "title": (12.5, 13, True, fonts.SANS),
    "lead": (11, 11.5, False, fonts.SANS),
    "text": (10, 10.5, False, fonts.SANS),
    "strong": (10, 10.5, True, fonts.SANS),
    "cell": (9.5, 10.5, False, fonts.SANS),
    "cell_bold": (9.5, 10.5, True, fonts.SANS),
    "label": (9, 9.5, True, fonts.SANS),
    "hint": (9, 9.5, False, fonts.SANS),
    "key": (8, 8, False, fonts.SANS),
    "key_bold": (8, 8, True, fonts.SANS),
    "rail": (9, 9.5, False, fonts.SANS),
    "rail_here": (9, 9.5, True, fonts.SANS),
    "narrative": (11, 13, False, fonts.NASKH),
    "code": (12.5, 12.5, True, fonts.MONO),
}
# heights at 100 %: (English, Arabic)
_HEIGHTS: dict[str, tuple[int, int]] = {
    "topbar": (46, 46),
    "pagehead": (48, 48),
    "status": (27, 27),
    "rail_item": (60, 60),
    "rail_item_low": (48, 48),
    "rail": (84, 84),
    "button": (29, 29),
    "main_button": (36, 36),
    "row": (32, 34),
    "row_compact": (28, 30),
    "grid_row": (27, 29),
    "table_head": (29, 29),
    "filter_row": (33, 33),
    "chip": (20, 20),
}


@dataclass
class _Now:
    mode: str = "system"
    scale: int = 100


_now = _Now()


def use(mode: str | None = None, scale: int | None = None) -> None:
    """Choose ``"system"``, ``"light"`` or ``"dark"``, and the text size in percent."""
    if mode is not None:
        _now.mode = mode if mode in MODES else "system"
    if scale is not None:
        _now.scale = scale if scale in SCALES else 100


def mode() -> str:
    """The mode chosen: system, light or dark."""
    return _now.mode


def scale() -> int:
    """The text size in percent."""
    return _now.scale


def is_dark() -> bool:
    """Whether the dark colours are shown now."""
    if _now.mode != "system":
        return _now.mode == "dark"
    hints = QGuiApplication.styleHints()
    return hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark


def hex_of(token: str) -> str:
    """The colour of ``token`` now, as ``#rrggbb``."""
    return TOKENS[token][is_dark()]


def color(token: str) -> QColor:
    """The colour of ``token`` now."""
    return QColor(hex_of(token))


def font(role: str = "text") -> QFont:
    """The font of a role of the design guide (``cell``, ``label``, ``title``, ``key`` …) in this language and size."""
    _, _, bold, families = _ROLES[role]
    made = QFont()
    made.setFamilies(list(families))
    made.setPointSizeF(points(role))
    made.setBold(bold)
    return made


def points(role: str) -> float:
    """The size of a role in points."""
    english, arabic, _, _ = _ROLES[role]
    return max(8.0, round((arabic if rtl() else english) * _now.scale / 100, 1))


def height(part: str) -> int:
    """The height in pixels of a part of the design guide (``row``, ``button`` …); follows the text size."""
    return px(_HEIGHTS[part][rtl()])


def px(pixels: float) -> int:
    """A length that follows the text size."""
    return round(pixels * _now.scale / 100)


def style_sheet() -> str:
    """The style sheet for the whole application, filled with the colours and sizes of now."""
    values: dict[str, str] = {name: hex_of(name) for name in TOKENS}
    values |= {f"pt_{role}": f"{points(role)}pt" for role in _ROLES}
    values |= {f"h_{part}": f"{height(part)}px" for part in _HEIGHTS}
    values |= {f"px{n}": f"{px(n)}px" for n in (20, 24, 27, 34)}
    values |= {"lead": "right" if rtl() else "left", "trail": "left" if rtl() else "right"}
    values |= {"icons": str(STYLE.parent / "icons").replace("\\", "/"), "shade": "dark" if is_dark() else "light"}
    return Template(STYLE.read_text(encoding="utf-8")).substitute(values)
