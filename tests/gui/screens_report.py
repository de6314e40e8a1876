"""Pictures of the report: its dialog over the Overview, for a partner and for everybody."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.report.dialog import ReportDialog
from storage.sharing.privacy import Level
from tests.gui.screens import Stage, screen, wait_until
from tests.gui.screens_overview import _shell


def _dialog(stage: Stage, level: Level) -> ReportDialog:
    _, room = _shell(stage)
    assert room.hand_over()
    dialog = room.findChild(ReportDialog)
    assert dialog is not None
    wait_until(lambda: dialog.seen is not None)
    dialog.readers.cards[level].button.setChecked(True)
    dialog.recipients.who.setText("Health cluster")
    dialog.recipients.why.setText("Weekly meeting")
    wait_until(lambda: dialog.seen is not None and dialog.seen.pages.level != "" and dialog.save.isEnabled())
    wait_until(lambda: dialog._looking is None and not dialog._soon.isActive())
    return dialog


@screen("report-partner")
def report_partner(stage: Stage) -> QWidget:
    """For a partner."""
    return _dialog(stage, Level.PARTNER)


@screen("report-public")
def report_public(stage: Stage) -> QWidget:
    """For everybody, the second page."""
    dialog = _dialog(stage, Level.PUBLIC)
    dialog.turn(1)
    return dialog
