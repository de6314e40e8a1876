"""Pictures of everyday comfort: the column chooser, saved filters, a print, help and keys."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from gui.guide.window import HelpWindow
from gui.listing.chooser import ColumnsPopup
from gui.listing.page import ListPage
from gui.listing.saved import SavedFilter, as_setting
from gui.listing.saved_menu import ChangeSavedDialog, SaveFilterDialog, saved_menu
from gui.printing.dialog import PrintDialog
from gui.printing.run import as_image
from gui.printing.wish import RECORD
from gui.say import say
from gui.screens.incidents import IncidentsPage
from gui.screens.victims import VictimsPage
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context, a_summer


def the_page(stage: Stage, *, victims: bool = False) -> ListPage:
    context = a_context(stage.folder, a_summer(stage.folder))
    page: ListPage = VictimsPage(context) if victims else IncidentsPage(context)
    page.resize(*stage.size)
    page.show()
    wait_until(lambda: page.table.rows.complete)
    settle(200)
    return page


def over(page: QWidget, top: QWidget, place: QPoint) -> QWidget:
    """A picture of a page with a popup over it: windows of their own are not in the picture of a page."""
    whole = page.grab()
    picture = QPixmap(whole)
    painter = QPainter(picture)
    painter.drawPixmap(place, top.grab())
    painter.end()
    shown = QLabel()
    shown.setPixmap(picture)
    page.hide()
    shown.page = page  # type: ignore[attr-defined]  # kept as long as its picture
    return shown


@screen("columns")
def columns(stage: Stage) -> QWidget:
    page = the_page(stage)
    page.choosing.show("weapon", shown=True)
    page.choosing.show("team", shown=False)
    settle(200)
    page.choosing.open()
    popup = page.choosing.button.findChild(ColumnsPopup)
    settle(100)
    return over(page, popup, page.mapFromGlobal(popup.pos()))


@screen("columns-all")
def columns_all(stage: Stage) -> QWidget:
    page = the_page(stage, victims=True)
    for key in ("cause", "consent", "outcome_day", "home", "author", "entered"):
        page.choosing.show(key, shown=True)
    for key in ("name_la", "hospital", "sex"):
        page.choosing.show(key, shown=False)
    settle(500)
    return page


@screen("saved")
def saved(stage: Stage) -> QWidget:
    page = the_page(stage, victims=stage.mode == "dark")
    drafts, mine = say("Draft"), say("Incident")
    kept = [SavedFilter(drafts, {"status": "draft"}, star=True), SavedFilter(mine, {"killed": "3-"})]
    page.context.remember(f"{page.plan.key}.saved", as_setting(kept))
    page.keeping.apply(kept[0])
    settle(400)
    menu = saved_menu(page.keeping.filters(), page.keeping.present(), print, print, print)
    menu.popup(page.mapToGlobal(QPoint(0, 0)))
    settle(60)
    button = page.keeping.button
    return over(page, menu, button.mapTo(page, QPoint(0, button.height() + 2)))


@screen("saved-name")
def saved_name(stage: Stage) -> QWidget:
    page = the_page(stage)
    dialog = SaveFilterDialog(page, say("Draft"), [say("Draft")])
    dialog.show()
    settle(60)
    return over(page, dialog, QPoint(300, 160))


@screen("saved-change")
def saved_change(stage: Stage) -> QWidget:
    page = the_page(stage)
    dialog = ChangeSavedDialog(page, [SavedFilter(say("Draft"), star=True), SavedFilter(say("Incident"))])
    dialog.show()
    settle(60)
    return over(page, dialog, QPoint(300, 160))


def printed(stage: Stage, *, victims: bool, record: bool = False) -> QWidget:
    """The dialog beside its first page as it comes out of the printer."""
    page = the_page(stage, victims=victims)
    page.table.go_to(2)
    if stage.size[0] < 1200:
        page.ask({"status": page.filters.fields["status"].condition_of("complete,verified")})
    settle(300)
    page.print_page()
    dialog = page.findChild(PrintDialog)
    if record:
        dialog.what.button(RECORD).click()
    wait_until(lambda: dialog.go.isEnabled())
    settle(60)
    sheet = dialog.sheet
    paper = as_image(sheet, 0, 900 if sheet.across else 620)
    picture = QPixmap(max(dialog.width(), paper.width()) + 40, dialog.height() + paper.height() + 60)
    picture.fill(0x808080)
    painter = QPainter(picture)
    painter.drawPixmap(20, 20, dialog.grab())
    painter.drawImage(20, dialog.height() + 40, paper)
    painter.end()
    shown = QLabel()
    shown.setPixmap(picture)
    shown.setFixedSize(picture.size())
    page.hide()
    dialog.close()
    shown.page = page  # type: ignore[attr-defined]  # kept as long as its picture
    return shown


@screen("print-incidents")
def print_incidents(stage: Stage) -> QWidget:
    return printed(stage, victims=False)


@screen("print-victims")
def print_victims(stage: Stage) -> QWidget:
    return printed(stage, victims=True)


@screen("print-record")
def print_record(stage: Stage) -> QWidget:
    return printed(stage, victims=False, record=True)


@screen("help-incident")
def help_incident(stage: Stage) -> QWidget:
    return HelpWindow("incident")


@screen("help-lock")
def help_lock(stage: Stage) -> QWidget:
    return HelpWindow("lock")


@screen("help-paper")
def help_paper(stage: Stage) -> QWidget:
    """The card as it comes out of the printer."""
    window = HelpWindow("start" if stage.mode == "dark" else "incident")
    sheet = window.sheet()
    sheet.measure()
    shown = QLabel()
    shown.setPixmap(QPixmap.fromImage(as_image(sheet, 0, 720)))
    window.close()
    return shown
