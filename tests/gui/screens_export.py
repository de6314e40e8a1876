"""Pictures of the export: before, refused dates, while it runs, written, cancelled; in its window and alone."""

from __future__ import annotations

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QWidget

from gui.conditions import read_days
from gui.filter_fields import Condition
from gui.say import words
from gui.screens.export import ExportDialog, show_export
from gui.screens.incidents import IncidentsPage
from tests.builders import place
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context, a_summer


def _page(stage: Stage) -> IncidentsPage:
    page = IncidentsPage(a_context(stage.folder, a_summer(stage.folder)))
    page.resize(*stage.size)
    page.show()
    wait_until(lambda: page.table.rows.complete)
    return page


def _dialog(stage: Stage, *, filtered: bool = True) -> tuple[IncidentsPage, ExportDialog]:
    page = _page(stage)
    if filtered:
        ariha = place(page.context.store, "Ariha")
        status = Condition("draft,complete", words().code("record-status", "complete"))
        asked = {"place": Condition(ariha, page.known.place(ariha)), "status": status}
        page.ask({"occurred": read_days(page.known, "27 Jun - 5 Jul"), **asked})
    dialog = show_export(page.context, page, page)
    wait_until(lambda: bool(dialog.count.text()))
    dialog.choose(str(stage.folder / "sijill-idlib-2019-2019-06-27-2019-07-03.xlsx"))
    wait_until(dialog.export.isEnabled)
    return page, dialog


def _together(page: QWidget, dialog: QWidget) -> QWidget:
    """The dialog over its window, as a person sees it."""
    settle(300)
    picture = page.grab()
    painter = QPainter(picture)
    painter.drawPixmap((page.width() - dialog.width()) // 2, (page.height() - dialog.height()) // 2, dialog.grab())
    painter.end()
    shown = QLabel()
    shown.setPixmap(picture)
    dialog.close()
    page.close()
    return shown


@screen("export")
def export(stage: Stage) -> QWidget:
    return _together(*_dialog(stage))


@screen("export-refused")
def refused(stage: Stage) -> QWidget:
    page, dialog = _dialog(stage, filtered=False)
    dialog.fields.first.line.setText("5/7/2019")
    dialog.fields.last.line.setText("1/7/2019")
    dialog.fields.place.line.setText("Nowhere")
    dialog.fields.take()
    return _together(page, dialog)


@screen("export-running")
def running(stage: Stage) -> QWidget:
    page, dialog = _dialog(stage)
    dialog._run()
    dialog._progress(640, 1104)
    return _together(page, dialog)


@screen("export-written")
def written(stage: Stage) -> QWidget:
    page, dialog = _dialog(stage)
    dialog.export.click()
    wait_until(lambda: dialog.written)
    return _together(page, dialog)
