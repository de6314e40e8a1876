"""A small button that shows and hides the further columns of a grid; the choice is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QMenu, QToolButton

from gui.grid.grid import Grid
from gui.look.icons import icon
from gui.say import say

if TYPE_CHECKING:
    from gui.context import Context


class ColumnsButton(QToolButton):
    """*Columns*, with a menu of those that are hidden at first."""

    def __init__(self, context: Context, grid: Grid, setting: str) -> None:
        super().__init__()
        self._context, self._grid, self._setting = context, grid, setting
        self.setIcon(icon("columns-3", "tx2", 15))
        self.setIconSize(QSize(15, 15))
        self.setText(say("Columns"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setProperty("kind", "plain")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(self._open)

    def _open(self) -> None:
        menu, asked = QMenu(self), set(self._grid.asked_columns())
        for column in self._grid.rows_model.columns:
            if column.hidden:
                action = menu.addAction(column.title)
                action.setCheckable(True)
                action.setChecked(column.key in asked)
                action.toggled.connect(lambda on, key=column.key: self._turn(key, shown=on))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _turn(self, key: str, *, shown: bool) -> None:
        asked = {*self._grid.asked_columns(), key} if shown else set(self._grid.asked_columns()) - {key}
        self._grid.show_columns(sorted(asked))
        self._context.remember(self._setting, sorted(asked))
