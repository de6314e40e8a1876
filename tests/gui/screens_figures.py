"""Pictures of figures and claims: of a period in its window, and of one incident whose event is told twice."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QWidget

from gui.figures.lines import Row
from gui.listing.conditions import read_days
from gui.screens.claims_names import ClaimsWindow, show_claims
from gui.screens.figures import FiguresWindow, show_figures
from gui.screens.incidents import IncidentsPage
from storage.database.database import Database
from storage.practice import filled
from storage.store import Store
from tests.builders import KEY
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context

_made: list[Path] = []


def _practice(stage: Stage) -> Store:
    """The practice register, filled once for all pictures."""
    if not _made:
        folder = Path(tempfile.mkdtemp(prefix="sijill-pictures-"))
        filled(Database.open(folder / "register.db", KEY)).close()
        _made.append(folder / "register.db")
    return Store.open(Database.open(Path(shutil.copy(_made[0], stage.folder / "register.db")), KEY))


def _page(stage: Stage) -> IncidentsPage:
    page = IncidentsPage(a_context(stage.folder, _practice(stage)))
    page.resize(*stage.size)
    page.show()
    wait_until(lambda: page.table.rows.complete)
    return page


def _over(page: QWidget, dialog: QWidget) -> QWidget:
    """The window over the page, as a person sees it."""
    settle(400)
    picture = page.grab()
    painter = QPainter(picture)
    painter.drawPixmap((page.width() - dialog.width()) // 2, (page.height() - dialog.height()) // 2, dialog.grab())
    painter.end()
    shown = QLabel()
    shown.setPixmap(picture)
    dialog.close()
    page.close()
    return shown


def _counted(window: FiguresWindow) -> bool:
    row = window.lines.rows.row_at(0)
    return isinstance(row, Row) and row.whole and window.misfits.rows.complete


@screen("figures")
def figures(stage: Stage) -> QWidget:
    page = _page(stage)
    page.ask({"occurred": read_days(page.known, "26 Apr 2019 - 6 Jul 2019")})
    window = show_figures(page.context, page, page)
    wait_until(lambda: _counted(window))
    return _over(page, window)


def _claims(page: IncidentsPage) -> ClaimsWindow:
    """An incident with a second strike, several sources and people not yet named."""
    store = page.context.store
    links = [one.values for one in store.children("link", "link", "double_tap_of")]
    window = show_claims(page.context, page, str(links[0]["first"]))
    wait_until(lambda: window.table is not None and window.table.rows.complete)
    return window


@screen("claims-names")
def claims_names(stage: Stage) -> QWidget:
    page = _page(stage)
    return _over(page, _claims(page))
