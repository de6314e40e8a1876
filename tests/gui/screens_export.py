"""Pictures of the export: for each reader, refused, protected, while it runs, written; over its window."""

from __future__ import annotations

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QWidget

from exports import Format
from gui.export.dialog import ExportDialog, show_export
from gui.listing.conditions import read_days
from gui.listing.filter_fields import Condition
from gui.say import words
from gui.screens.incidents import IncidentsPage
from storage.edits import Edit
from storage.sharing.privacy import Level
from storage.store import Store
from tests.builders import place
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context, a_summer

RECIPIENT, PURPOSE = "Health cluster, northwest", "Monthly needs assessment"
EARLIER = (("Health cluster, northwest", "Monthly needs assessment"), ("Shelter cluster", "Winter planning"))


def _page(stage: Stage) -> IncidentsPage:
    store = a_summer(stage.folder)
    _earlier(store)
    page = IncidentsPage(a_context(stage.folder, store))
    page.resize(*stage.size)
    page.show()
    wait_until(lambda: page.table.rows.complete)
    return page


def _earlier(store: Store) -> None:
    store.save(
        [Edit("disclosure", None, {"level": "partner", "recipient": who, "purpose": why}) for who, why in EARLIER]
    )


def _dialog(stage: Stage, level: Level, *, filtered: bool = True) -> tuple[IncidentsPage, ExportDialog]:
    page = _page(stage)
    if filtered:
        ariha = place(page.context.store, "Ariha")
        status = Condition("draft,complete", words().code("record-status", "complete"))
        asked = {"place": Condition(ariha, page.known.place(ariha)), "status": status}
        page.ask({"occurred": read_days(page.known, "27 Jun - 5 Jul"), **asked})
    dialog = show_export(page.context, page, page)
    wait_until(lambda: bool(dialog.count.text()))
    dialog.fields.readers.cards[level].button.setChecked(True)
    if level is not Level.INTERNAL:
        dialog.fields.recipients.who.setText(RECIPIENT if level is Level.PARTNER else "sijill.example, reports")
        dialog.fields.recipients.why.setText(PURPOSE)
        dialog.fields.recipients.why.setCursorPosition(0)
    wait_until(lambda: dialog.export.isEnabled() and dialog.seen.found is not None)
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


@screen("export-internal")
def internal(stage: Stage) -> QWidget:
    return _together(*_dialog(stage, Level.INTERNAL))


@screen("export-partner")
def partner(stage: Stage) -> QWidget:
    return _together(*_dialog(stage, Level.PARTNER, filtered=False))


@screen("export-public")
def public(stage: Stage) -> QWidget:
    return _together(*_dialog(stage, Level.PUBLIC, filtered=False))


@screen("export-bottom")
def bottom(stage: Stage) -> QWidget:
    """The lower half of the choices: CSV, protected."""
    page, dialog = _dialog(stage, Level.PARTNER, filtered=False)
    dialog.fields.manner.format.button(Format.CSV).click()
    dialog.fields.protection.box.setChecked(True)
    for field in (dialog.fields.protection.passphrase.first, dialog.fields.protection.passphrase.second):
        field.line.setText("window bridge salt lantern seven")
    settle(400)
    bar = dialog.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    return _together(page, dialog)


@screen("export-refused")
def refused(stage: Stage) -> QWidget:
    page, dialog = _dialog(stage, Level.PARTNER, filtered=False)
    dialog.fields.recipients.who.clear()
    dialog.export.click()
    dialog.fields.where.first.line.setText("5/7/2019")
    dialog.fields.where.last.line.setText("1/7/2019")
    dialog.fields.where.place.line.setText("Nowhere")
    dialog.fields.take()
    return _together(page, dialog)


@screen("export-too-close")
def too_close(stage: Stage) -> QWidget:
    page, dialog = _dialog(stage, Level.PARTNER)
    dialog.fields.readers.cards[Level.PUBLIC].button.setChecked(True)
    wait_until(lambda: dialog.seen.note.isVisible())
    return _together(page, dialog)


@screen("export-running")
def running(stage: Stage) -> QWidget:
    page, dialog = _dialog(stage, Level.PARTNER, filtered=False)
    dialog._run()
    dialog._progress(640, 1104)
    return _together(page, dialog)


@screen("export-written")
def written(stage: Stage) -> QWidget:
    page, dialog = _dialog(stage, Level.PARTNER, filtered=False)
    dialog.choose(str(stage.folder / "sijill-partner-idlib-2019-all.xlsx"))
    wait_until(dialog.export.isEnabled)
    dialog.export.click()
    wait_until(lambda: dialog.written)
    return _together(page, dialog)
