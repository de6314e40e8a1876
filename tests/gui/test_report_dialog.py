"""Laws of the report's dialog: it shows what it writes, asks for whom, keeps what a person wrote."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QPdfWriter
from pytestqt.qtbot import QtBot

from gui.frame.window import SMALLEST
from gui.report.dialog import Asked, ReportDialog
from gui.report.document import A4_PAGE
from gui.room import Page
from storage.lists.listing import Query
from storage.overview.view import View
from storage.period import Period
from storage.sharing.privacy import Level
from storage.store import Store
from tests.gui.summer import a_context


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path, practice: Store) -> ReportDialog:
    june = Period(date(2019, 6, 1), date(2019, 6, 30))
    made = ReportDialog(a_context(tmp_path, practice), None, Asked(View(june)))
    qtbot.addWidget(made)
    made.show()
    seen(qtbot, made)
    return made


def seen(qtbot: QtBot, dialog: ReportDialog) -> None:
    qtbot.waitUntil(lambda: dialog._looking is None and dialog.seen is not None and not dialog._soon.isActive())


def read_by(qtbot: QtBot, dialog: ReportDialog, level: Level) -> None:
    dialog.readers.cards[level].button.setChecked(True)
    seen(qtbot, dialog)


def test_two_pages_are_shown_before_anything_is_written(dialog: ReportDialog) -> None:
    assert dialog.seen is not None and len(dialog.seen.images) == 2
    assert dialog.lead.toPlainText() == dialog.seen.pages.lead
    dialog.turn(1)
    assert dialog.place.text().strip("\u2066\u2069") == "2 / 2"


def test_it_fits_into_the_lowest_window(dialog: ReportDialog) -> None:
    assert dialog.minimumSizeHint().height() <= SMALLEST[1] - 40, "its frame and title need room as well"


def test_what_a_person_wrote_stays_when_something_else_is_chosen(qtbot: QtBot, dialog: ReportDialog) -> None:
    dialog.lead.setPlainText("Calm since Friday.")
    seen(qtbot, dialog)
    read_by(qtbot, dialog, Level.INTERNAL)
    assert dialog.seen is not None and dialog.seen.pages.lead == "Calm since Friday."
    dialog.lead.setPlainText("")
    seen(qtbot, dialog)
    assert dialog.lead.toPlainText() == dialog.seen.pages.lead != ""


def test_a_file_for_others_asks_for_whom_first(qtbot: QtBot, dialog: ReportDialog) -> None:
    dialog.save.click()
    assert dialog.recipients.who.hasFocus() or dialog.recipients.recipient.isVisible()
    assert dialog._job is None and dialog.written is None


def test_the_file_says_what_was_shown_and_is_in_the_log(
    qtbot: QtBot, dialog: ReportDialog, tmp_path: Path, practice: Store
) -> None:
    before = practice.count("disclosure")
    dialog.recipients.who.setText("Health cluster")
    dialog.recipients.why.setText("Weekly meeting")
    seen(qtbot, dialog)
    dialog.save_to(tmp_path / "june.pdf")
    qtbot.waitUntil(lambda: dialog.written is not None)
    document = pypdfium2.PdfDocument((tmp_path / "june.pdf").read_bytes())
    assert len(document) == 2 and "Health cluster" in document[0].get_textpage().get_text_range()
    assert practice.count("disclosure") == before + 1


def test_a_report_goes_on_paper_and_stands_in_the_log(
    qtbot: QtBot, dialog: ReportDialog, tmp_path: Path, practice: Store
) -> None:
    dialog.print_on(QPdfWriter(str(tmp_path / "nobody.pdf")))
    assert dialog._job is None, "who gets it is asked first, as for a file"
    dialog.recipients.who.setText("Health cluster")
    dialog.recipients.why.setText("Weekly meeting")
    seen(qtbot, dialog)
    before, writer = practice.count("disclosure"), QPdfWriter(str(tmp_path / "paper.pdf"))
    writer.setPageLayout(A4_PAGE)
    dialog.print_on(writer)
    qtbot.waitUntil(lambda: dialog._job is None)
    _, rows = practice.listing(Query("disclosure", sort="made", descending=True)).first(1)
    noted = next(iter(rows.values()))
    assert practice.count("disclosure") == before + 1
    assert (noted["level"], noted["format"], noted["recipient"]) == ("partner", "paper", "Health cluster")
    assert len(pypdfium2.PdfDocument((tmp_path / "paper.pdf").read_bytes())) == 2


def test_a_place_that_cannot_be_written_to_is_told_and_everything_stays(
    qtbot: QtBot, dialog: ReportDialog, tmp_path: Path
) -> None:
    read_by(qtbot, dialog, Level.INTERNAL)
    dialog.save_to(tmp_path / "none" / "june.pdf")
    qtbot.waitUntil(lambda: dialog.note.isVisible())
    assert dialog.written is None and dialog.save.isEnabled() and dialog.lead.isEnabled()


def test_every_other_page_leaves_export_to_the_common_one(qtbot: QtBot) -> None:
    page = Page()
    qtbot.addWidget(page)
    assert not page.hand_over()
