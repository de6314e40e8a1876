"""Pictures of the lists: incidents and victims."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.listing.conditions import read_days
from gui.screens.incidents import IncidentsPage
from gui.screens.victims import VictimsPage
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context, a_summer


def _incidents(stage: Stage) -> IncidentsPage:
    store = a_summer(stage.folder)
    page = IncidentsPage(a_context(stage.folder, store))
    page.resize(*stage.size)
    page.show()
    wait_until(lambda: page.table.rows.complete)
    return page


@screen("incidents")
def incidents(stage: Stage) -> QWidget:
    page = _incidents(stage)
    page.table.go_to(2)
    page.table.setFocus()
    settle(500)
    return page


@screen("incidents-filtered")
def incidents_filtered(stage: Stage) -> QWidget:
    page = _incidents(stage)
    page.filters.fields["occurred"].put(read_days(page.known, "27 Jun - 3 Jul"))
    page.filters.fields["status"].put(page.filters.fields["status"].condition())
    page.filters.changed.emit()
    settle(500)
    return page


def _victims(stage: Stage) -> VictimsPage:
    store = a_summer(stage.folder)
    page = VictimsPage(a_context(stage.folder, store))
    page.resize(*stage.size)
    page.show()
    wait_until(lambda: page.table.rows.complete)
    return page


@screen("victims")
def victims(stage: Stage) -> QWidget:
    page = _victims(stage)
    page.field.line.setText("محمد خالد" if stage.mode == "light" else "mohammad khaled")
    page.field.line.setFocus()
    settle(1200)
    return page


@screen("victims-nobody")
def victims_nobody(stage: Stage) -> QWidget:
    page = _victims(stage)
    page.field.line.setText("Xyzabc")
    settle(700)
    return page


@screen("victims-pane")
def victims_pane(stage: Stage) -> QWidget:
    page = _victims(stage)
    page.table.go_to(1)
    page.table.pane_asked.emit()
    settle(700)
    return page


@screen("incidents-none")
def incidents_none(stage: Stage) -> QWidget:
    page = IncidentsPage(a_context(stage.folder, a_summer(stage.folder, 0)))
    page.show()
    settle(500)
    return page
