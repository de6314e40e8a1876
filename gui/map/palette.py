"""The inks of a map: of the window's dark or light theme, or of paper. Painters take one; they never ask the theme.

A map may be dark while the window is light (Ctrl+T), and a saved picture is neither.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont

from gui.look import theme


@dataclass(frozen=True)
class Palette:
    """The inks.

    Attributes:
        ground, sea: of land and of what lies around it; line, border, coast: of small areas, of larger ones, of
            countries; name, faint: of words; killed, fill, hurt: rings, what is in them, rings where nobody was
            killed; health, other: facilities; flow: people on the move; chosen: what is chosen; panel: behind words;
            states: villages by the tone of their state.
        dark: whether it is a dark one.
    """

    ground: QColor
    sea: QColor
    line: QColor
    border: QColor
    coast: QColor
    name: QColor
    faint: QColor
    killed: QColor
    fill: QColor
    hurt: QColor
    health: QColor
    other: QColor
    flow: QColor
    chosen: QColor
    panel: QColor
    states: dict[str, QColor]
    dark: bool = False

    @classmethod
    def of_theme(cls, *, dark: bool) -> Palette:
        """That of the dark or the light theme."""
        return _of(int(dark), "#0E151C" if dark else "#DFE7EE", "#2E3C49" if dark else "#CBD5DD")

    @classmethod
    def of_print(cls) -> Palette:
        """Black on white."""
        return _of(0, "#F3F5F7", "#C9D2DA", ground="#FFFFFF")

    def font(self, role: str = "hint") -> QFont:
        """The font of a role of the design guide."""
        return theme.font(role)


def _of(which: int, sea: str, line: str, ground: str = "") -> Palette:
    def ink(token: str, alpha: int = 255) -> QColor:
        made = QColor(theme.TOKENS[token][which])
        made.setAlpha(alpha)
        return made

    return Palette(
        ground=QColor(ground) if ground else ink("map"),
        sea=QColor(sea),
        line=QColor(line),
        border=QColor("#5C7084" if which else "#9FB0BF"),
        coast=QColor("#8FA6B8" if which else "#71879A"),
        name=ink("tx"),
        faint=ink("tx3"),
        killed=ink("killed"),
        fill=ink("killed", 56 if which else 40),
        hurt=ink("injured"),
        health=ink("rescued"),
        other=ink("missing"),
        flow=QColor("#F0A12E" if which else "#C97F12"),
        chosen=ink("focus"),
        panel=ink("sur"),
        states={
            "ok": ink("rescued"),
            "warning": ink("accink"),
            "error": ink("injured"),
            "information": ink("missing"),
            "neutral": ink("tx3"),
            "": ink("tx3"),
        },
        dark=bool(which),
    )
