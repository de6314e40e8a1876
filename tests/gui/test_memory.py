"""Laws of memory: who types all day opens hundreds of forms, and none of them stays behind when it is closed."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from gui.entry.opening import open_entry
from gui.export.dialog import show_export
from gui.frame.forms import form_of
from gui.screens.claims_names import show_claims
from gui.screens.figures import show_figures
from storage.store import Store
from tests.builders import an_incident
from tests.gui.summer import a_context

FORMS = ("victim", "facility", "movement", "place", "source", "village_state", "population")
DIALOGS = ("export", "figures", "claims")


@pytest.fixture(scope="module")
def incident(lasting: Store) -> str:
    return an_incident(lasting, victims=2)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory, lasting: Store) -> Context:
    return a_context(tmp_path_factory.mktemp("memory"), lasting)


def left_of(make: Callable[[], QWidget]) -> object:
    """What is left of a window once it is closed and what it read has come."""
    window = make()
    window.show()
    jobs.finish()
    QApplication.processEvents()
    left = weakref.ref(window)
    if hasattr(window, "_ended"):
        window._ended = True
    window.close()
    window.deleteLater()
    del window
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    jobs.finish()
    QApplication.processEvents()
    gc.collect()
    return left()


@pytest.mark.parametrize("known", [False, True], ids=["new", "known"])
def test_a_closed_entry_window_leaves_nothing_behind(context: Context, incident: str, known: bool) -> None:
    assert left_of(lambda: open_entry(context, incident if known else None)) is None


@pytest.mark.parametrize("kind", FORMS)
def test_a_closed_form_leaves_nothing_behind(context: Context, kind: str) -> None:
    make = form_of(kind)
    assert make is not None
    assert left_of(lambda: make(context, None, {}, None)) is None


@pytest.mark.parametrize("which", DIALOGS)
def test_a_closed_dialog_leaves_nothing_behind(qtbot: QtBot, context: Context, incident: str, which: str) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    make: Callable[[], QWidget] = {
        "export": lambda: show_export(context, page, None),
        "figures": lambda: show_figures(context, page, None),
        "claims": lambda: show_claims(context, page, incident),
    }[which]
    assert left_of(make) is None
