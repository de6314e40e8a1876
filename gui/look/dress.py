"""Dressing the application: style, fonts, direction and colours, from the choices of the person."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, Qt, QTranslator
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget

from gui import say
from gui.look import fonts, theme
from gui.widgets.focus import FocusRing

_CLOTHED = "clothed"
_OWN_WORDS = "qtbase_"
"""Qt's words in a language, which come with it: of choosers of files, of menus of what is typed into."""
_PALETTE = {
    QPalette.ColorRole.Window: "win",
    QPalette.ColorRole.Base: "sur",
    QPalette.ColorRole.AlternateBase: "sur2",
    QPalette.ColorRole.Text: "tx",
    QPalette.ColorRole.WindowText: "tx",
    QPalette.ColorRole.Button: "sur",
    QPalette.ColorRole.ButtonText: "tx",
    QPalette.ColorRole.PlaceholderText: "tx3",
    QPalette.ColorRole.Highlight: "sel",
    QPalette.ColorRole.HighlightedText: "tx",
    QPalette.ColorRole.Link: "link",
    QPalette.ColorRole.ToolTipBase: "tx",
    QPalette.ColorRole.ToolTipText: "sur",
}


def prepare(app: QApplication) -> None:
    """Once a start: the style that looks the same on every system, the fonts of the window, the focus ring."""
    app.setStyle("Fusion")
    fonts.load_window_fonts()
    FocusRing(app)


def dress(app: QApplication, language: str, mode: str, scale: int) -> None:
    """Speak ``language``, in light or dark, at ``scale`` percent; the windows there are and all to come follow."""
    choose(app, language, mode, scale)
    for window in app.topLevelWidgets():
        if window.property(_CLOTHED):
            clothe(window)


def choose(app: QApplication, language: str, mode: str, scale: int) -> None:
    """All of :func:`dress` but the style sheet: what a page must know while it is built."""
    spoken = say.use(language)
    theme.use(mode, scale)
    _translate_qt(app, spoken.language)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if spoken.rtl else Qt.LayoutDirection.LeftToRight)
    app.setFont(theme.font("text"))
    palette = QPalette()
    for role, token in _PALETTE.items():
        palette.setColor(role, theme.color(token))
    app.setPalette(palette)


def _translate_qt(app: QApplication, language: str) -> None:
    """What Qt shows by itself is in the language, too; English is what it is written in."""
    if app.property(_OWN_WORDS) == language:
        return
    translator = app.findChild(QTranslator) or QTranslator(app)
    app.removeTranslator(translator)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"{folder}/{_OWN_WORDS}{language}.qm"):
        app.installTranslator(translator)
    app.setProperty(_OWN_WORDS, language)


def clothe(window: QWidget) -> None:
    """Give a window that belongs to no other the style sheet; whatever stands in it or belongs to it wears it too.

    The windows wear it, not the application: there each part that moves into another would be styled anew with all
    that stands in it, which was two thirds of the time in which a form is built.
    """
    window.setProperty(_CLOTHED, True)
    sheet = theme.style_sheet()
    if window.styleSheet() != sheet:
        window.setStyleSheet(sheet)
