"""Pictures of the Villages room and its forms."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.record.window import RecordWindow
from gui.screens.villages import VillagesPage
from gui.villages.flows_view import FlowsView
from gui.villages.forms import MovementWindow, make_state
from gui.villages.movements_page import MovementsPage
from tests.builders import count, day, place
from tests.gui.evacuations import KHAN, evacuations
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context


def _villages(stage: Stage) -> VillagesPage:
    store = evacuations(stage.folder)
    page = VillagesPage(a_context(stage.folder, store))
    page.resize(*stage.size)
    page.show()
    wait_until(lambda: page.view.list.table.rows.complete)
    page.show_record(place(store, KHAN))
    wait_until(lambda: page.view.detail.facts is not None and page.view.detail.facts.village.name_en == KHAN)
    settle(300)
    return page


@screen("villages")
def villages(stage: Stage) -> QWidget:
    page = _villages(stage)
    page.view.list.table.setFocus()
    return page


@screen("villages-below")
def villages_below(stage: Stage) -> QWidget:
    """The rest of the detail."""
    page = _villages(stage)
    bar = page.view.detail.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    return page


@screen("villages-flows")
def villages_flows(stage: Stage) -> QWidget:
    """Where they went, and the movements behind a cell."""
    page = _villages(stage)
    page.show_view("flows")
    flows = page._made["flows"]
    assert isinstance(flows, FlowsView)
    wait_until(lambda: flows.table is not None and flows.table.rows.complete)
    flows.open_cell("total", "total")
    wait_until(lambda: flows.behind is not None)
    settle(300)
    return page


@screen("villages-communities")
def villages_communities(stage: Stage) -> QWidget:
    """The table of communities."""
    page = _villages(stage)
    page.show_view("flows")
    flows = page._made["flows"]
    assert isinstance(flows, FlowsView)
    wait_until(lambda: flows.table is not None)
    flows.shape.choose("communities")
    flows.shape.chosen.emit("communities")
    settle(300)
    return page


@screen("villages-movements")
def villages_movements(stage: Stage) -> QWidget:
    """All movements as a list."""
    page = _villages(stage)
    page.show_view("movements")
    listed = page._made["movements"]
    assert isinstance(listed, MovementsPage)
    wait_until(lambda: listed.table.rows.complete)
    settle(400)
    return page


@screen("movement")
def movement(stage: Stage) -> QWidget:
    """A movement being typed that may be of people already recorded."""
    store = evacuations(stage.folder)
    window = MovementWindow(a_context(stage.folder, store), None, {"origin": place(store, KHAN)})
    window.resize(*stage.size)
    window.show()
    wait_until(lambda: window.ready)
    window.form.change("destination", place(store, "Dana"))
    window.form.change("started", day("2019-04-28"))
    window.form.change("persons", count("650-700"))
    window.form.change("transport", ("private_car", "truck"))
    wait_until(lambda: bool(window.facts.alike))
    settle(200)
    return window


@screen("village-state")
def village_state(stage: Stage) -> QWidget:
    """What was seen of a village."""
    store = evacuations(stage.folder)
    window = make_state(a_context(stage.folder, store), None, {"place": place(store, KHAN)}, None)
    assert isinstance(window, RecordWindow)
    window.resize(*stage.size)
    window.show()
    wait_until(lambda: window.ready)
    window.form.change("state", "partly_emptied")
    settle(100)
    return window
