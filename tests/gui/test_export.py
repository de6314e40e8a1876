"""Laws of the export from the window: what is asked for is written whole or not at all, and always told in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QEvent, QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from gui.export.dialog import ExportDialog, show_export
from gui.export.wish import Wish, file_name, free_file, with_suffix
from gui.frame.window import Window
from gui.listing.conditions import read_days
from gui.listing.filter_fields import Condition
from gui.screens.incidents import IncidentsPage
from storage.edits import Edit
from storage.lists.listing import Query
from storage.sharing.privacy import Level
from storage.store import Store
from tests.builders import a_store, an_incident, change, day, incident_values, place
from tests.disk import files_up_to
from tests.gui.dressed import speak
from tests.gui.summer import a_context
from tests.gui.typist import Typist, in_front

MANY = 2500
"""Rows that come in several batches, so that there is time to stop between them."""
Show = Callable[..., ExportDialog]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two incidents in Khan Shaykun (one with a victim), one in Ariha a month later, one withdrawn."""
    made = a_store(tmp_path)
    an_incident(made, victims=1)
    an_incident(made, occurred=day("2019-07-20"))
    an_incident(made, occurred=day("2019-08-02"), place=place(made, "Ariha"))
    change(made, "incident", an_incident(made), withdrawn="entered twice")
    yield made
    jobs.finish()
    made.close()


@pytest.fixture
def show(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> Iterator[Show]:
    """The dialog on that register, ready, with a file in the folder of the test chosen."""
    parents: list[QWidget] = []

    def make(language: str = "en", page: IncidentsPage | None = None, context: Context | None = None) -> ExportDialog:
        speak(qapp, language)
        parent = page or QWidget()
        parents.append(parent)
        parent.resize(1200, 760)
        qtbot.addWidget(parent)
        parent.show()
        made = show_export(context or a_context(tmp_path, store), parent, page)
        in_front(qtbot, made)
        qtbot.waitUntil(made.export.isEnabled)
        made.fields.readers.cards[Level.INTERNAL].button.setChecked(True)
        choose(qtbot, made, tmp_path / "out.xlsx")
        return made

    yield make
    jobs.finish()


def choose(qtbot: QtBot, dialog: ExportDialog, path: Path) -> None:
    dialog.choose(str(path))
    qtbot.waitUntil(lambda: dialog.export.isEnabled() and dialog.file.text() == path.name)


def codes(path: Path, language: str = "en") -> int:
    """Rows of the sheet of incidents."""
    sheet = load_workbook(path, read_only=True)["Incidents" if language == "en" else "الحوادث"]
    return sum(1 for _ in sheet.iter_rows(min_row=3))


def crowd(store: Store) -> None:
    """Enough records for several batches."""
    values = incident_values(store)
    store.save([Edit("incident", None, values) for _ in range(MANY)])


def test_a_workbook_is_written_that_others_can_read(qtbot: QtBot, show: Show, tmp_path: Path, store: Store) -> None:
    dialog = show()
    assert dialog.count.text() == "3 incidents, 1 victim chosen"
    dialog.export.click()
    assert not dialog.fields.isEnabled()
    assert dialog.back.word() == "Cancel"
    assert dialog.back.hasFocus()
    qtbot.waitUntil(lambda: dialog.written)
    assert codes(tmp_path / "out.xlsx") == 3
    assert "out.xlsx" in dialog.outcome.note.words()
    assert "Incidents 3" in dialog.outcome.note.words()
    (logged,) = store.listing(Query("disclosure")).first(9)[1].values()
    assert (logged["level"], logged["file_name"]) == ("internal", "out.xlsx")
    assert not list(tmp_path.glob("*.part"))


def test_the_language_of_the_workbook_is_its_own_choice(qtbot: QtBot, show: Show, tmp_path: Path) -> None:
    dialog = show()
    dialog.fields.manner.language.button("ar").click()
    qtbot.waitUntil(dialog.export.isEnabled)
    dialog.export.click()
    qtbot.waitUntil(lambda: dialog.written)
    assert codes(tmp_path / "out.xlsx", "ar") == 3


def test_the_days_and_place_of_the_list_are_taken_over(
    qtbot: QtBot, qapp: QApplication, show: Show, tmp_path: Path, store: Store
) -> None:
    speak(qapp)
    page = IncidentsPage(a_context(tmp_path, store))
    qtbot.waitUntil(lambda: page.table.rows.complete)
    khan = place(store)
    asked = {"place": Condition(khan, "Khan Shaykun"), "status": Condition("draft", "Draft")}
    page.ask({"occurred": read_days(page.known, "1/7/2019 - 10/7/2019"), **asked})
    dialog = show(page=page, context=page.context)
    assert dialog.fields.where.presets.currentText() == "What the list shows now"
    assert dialog.fields.where.shown.others, "the status does not count in an export, and that is said"
    wish = dialog.fields.wish(Wish())
    assert (wish.first, wish.last, wish.place) == (date(2019, 7, 1), date(2019, 7, 10), khan)
    assert dialog.count.text() == "1 incident, 1 victim chosen"
    dialog.fields.where.presets.setCurrentIndex(dialog.fields.where.presets.findText("All days"))
    dialog.fields.where.presets.activated.emit(dialog.fields.where.presets.currentIndex())
    qtbot.waitUntil(lambda: dialog.count.text() == "2 incidents, 1 victim chosen")


def test_cancel_leaves_nothing_and_says_so(qtbot: QtBot, show: Show, tmp_path: Path, store: Store) -> None:
    crowd(store)
    dialog = show()
    stop_at_the_first_rows(dialog)
    dialog.export.click()
    qtbot.waitUntil(lambda: dialog.outcome.note.isVisible())
    assert dialog.outcome.note.words() == "Cancelled: no file was written. Nothing was left behind."
    assert not (tmp_path / "out.xlsx").exists()
    assert not list(tmp_path.glob("*.part"))
    assert dialog.fields.isEnabled()
    assert dialog.export.isEnabled()


def test_cancel_leaves_the_old_file_as_it_was(qtbot: QtBot, show: Show, tmp_path: Path, store: Store) -> None:
    crowd(store)
    old = tmp_path / "out.xlsx"
    old.write_bytes(b"of last week")
    dialog = show()
    assert "will be replaced" in dialog.folder.text()
    stop_at_the_first_rows(dialog)
    dialog.export.click()
    qtbot.waitUntil(lambda: dialog.outcome.note.isVisible())
    assert dialog.outcome.note.words() == "Cancelled: no file was written. The old file is as it was."
    assert old.read_bytes() == b"of last week"


def stop_at_the_first_rows(dialog: ExportDialog) -> None:
    """Press Cancel as soon as the bar begins to move."""
    dialog.outcome.bar.valueChanged.connect(lambda _: dialog.back.click())


def test_a_full_disk_leaves_the_old_file_and_says_what_to_do(
    qtbot: QtBot, show: Show, tmp_path: Path, store: Store
) -> None:
    crowd(store)
    old = tmp_path / "out.xlsx"
    old.write_bytes(b"of last week")
    dialog = show()
    with files_up_to(4096):
        dialog.export.click()
        qtbot.waitUntil(lambda: dialog.outcome.note.isVisible())
    assert not dialog.written
    assert "full" in dialog.outcome.note.words().casefold() or "space" in dialog.outcome.note.words().casefold()
    assert old.read_bytes() == b"of last week"
    assert not list(tmp_path.glob("*.part"))
    dialog.export.click()
    qtbot.waitUntil(lambda: dialog.written)
    assert codes(old) == MANY + 3


def test_a_folder_that_is_gone_is_told_in_words(qtbot: QtBot, show: Show, tmp_path: Path) -> None:
    dialog = show()
    choose(qtbot, dialog, tmp_path / "stick" / "out.xlsx")
    dialog.export.click()
    qtbot.waitUntil(lambda: dialog.outcome.note.isVisible())
    assert not dialog.written
    assert dialog.outcome.note.words()
    assert dialog.export.isEnabled()


def test_closing_the_window_while_it_runs_leaves_nothing(
    qtbot: QtBot, show: Show, tmp_path: Path, store: Store
) -> None:
    crowd(store)
    dialog = show()
    dialog.export.click()
    dialog.close()
    jobs.finish()
    assert not (tmp_path / "out.xlsx").exists()
    assert not list(tmp_path.glob("*.part"))


def test_everything_can_be_done_by_keyboard(qtbot: QtBot, qapp: QApplication, show: Show, tmp_path: Path) -> None:
    dialog = show()
    typist = Typist(qapp)
    dialog.fields.readers.focus()
    typist.press("Tab", "Tab", "Tab")
    assert dialog.fields.where.presets.hasFocus()
    typist.press("Tab").type("khan shay")
    assert dialog.fields.where.place.line.is_open
    typist.press("Return", "Tab").type("7/2019").press("Tab")
    assert (dialog.fields.where.first.line.text(), dialog.fields.where.last.line.text()) == (
        "1 Jul 2019",
        "31 Jul 2019",
    )
    qtbot.waitUntil(lambda: dialog.count.text() == "2 incidents, 1 victim chosen")
    qtbot.waitUntil(dialog.export.isEnabled)
    typist.press("Ctrl+Return")
    qtbot.waitUntil(lambda: dialog.written)
    assert dialog.open_folder.hasFocus()
    assert codes(tmp_path / "out.xlsx") == 2
    typist.press("Esc")
    qtbot.waitUntil(lambda: gone(dialog))


def gone(dialog: ExportDialog) -> bool:
    from shiboken6 import isValid

    return not isValid(dialog) or not dialog.isVisible()


@pytest.mark.parametrize(("language", "words"), [("en", "before the first one"), ("ar", "يسبق")])
def test_days_typed_backwards_are_refused_with_words(qtbot: QtBot, show: Show, language: str, words: str) -> None:
    dialog = show(language)
    dialog.fields.where.first.line.setText("5/7/2019")
    dialog.fields.where.last.line.setText("1/7/2019")
    dialog.fields.take()
    assert words in dialog.fields.where.last.says.words()
    assert not dialog.export.isEnabled()
    assert dialog.count.text() == ""
    dialog.fields.where.last.line.setText("6/7/2019")
    dialog.fields.take()
    qtbot.waitUntil(dialog.export.isEnabled)
    assert dialog.fields.where.last.says.words() == ""


@pytest.mark.parametrize("typed", ["someday", "32/7/2019", "before 5/7/2019"])
def test_a_day_that_cannot_be_read_is_refused_with_words(show: Show, typed: str) -> None:
    dialog = show()
    dialog.fields.where.first.line.setText(typed)
    dialog.fields.take()
    assert dialog.fields.where.first.says.words()
    assert dialog.fields.where.first.line.text() == typed, "what was typed stays"
    assert not dialog.export.isEnabled()


def test_a_place_nobody_knows_is_refused_with_words(show: Show) -> None:
    dialog = show()
    dialog.fields.where.place.line.setText("Nowhere")
    dialog.fields.take()
    assert not dialog.export.isEnabled()
    dialog.fields.where.place.line.clear()
    dialog.fields.take()
    assert dialog.fields.ready()


def test_the_file_is_named_after_register_and_days_and_replaces_nothing(tmp_path: Path) -> None:
    wish = Wish(date(2019, 6, 27), date(2019, 7, 5))
    assert file_name("Idlib & N. Hama 2019", wish) == "sijill-partner-idlib-n-hama-2019-2019-06-27-2019-07-05.xlsx"
    assert file_name("سجلّ إدلب/٢", Wish()) == "sijill-partner-سجل-إدلب-٢-all.xlsx"
    assert file_name("..", Wish(last=date(2019, 7, 5))) == "sijill-partner-until-2019-07-05.xlsx"
    assert file_name("A", Wish(date(2019, 7, 5))) == "sijill-partner-a-2019-07-05-on.xlsx"
    (tmp_path / "sijill-a-all.xlsx").touch()
    (tmp_path / "sijill-a-all (2).xlsx").touch()
    assert free_file(tmp_path, "sijill-a-all.xlsx") == tmp_path / "sijill-a-all (3).xlsx"
    assert [with_suffix(name, ".xlsx").name for name in ("a", "a.xls", "a.XLSX", "a.csv", "a.xlsx.age")] == [
        "a.xlsx", "a.xls.xlsx", "a.XLSX", "a.xlsx", "a.xlsx",
    ]  # fmt: skip
    assert with_suffix("sijill.2019.csv", ".xlsx.age").name == "sijill.2019.xlsx.age"


class Desk(QObject):
    """Notes which folder the desktop is asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.asked.append(url.toLocalFile())


def test_the_folder_of_the_file_can_be_opened(qtbot: QtBot, show: Show, tmp_path: Path) -> None:
    dialog, desk = show(), Desk()
    dialog.export.click()
    qtbot.waitUntil(lambda: dialog.written)
    QDesktopServices.setUrlHandler("file", desk, "open")  # type: ignore[arg-type]  # bytes, as typed, are refused
    dialog.open_folder.click()
    QDesktopServices.unsetUrlHandler("file")
    assert desk.asked == [str(tmp_path)]


def test_ctrl_e_opens_it_once_over_the_window_and_locking_takes_it_away(
    qtbot: QtBot, window: Window, folder: Path
) -> None:
    from gui.frame import opening
    from tests.gui.conftest import PASSPHRASE

    window.enter(opening.unlock(folder, PASSPHRASE))
    in_front(qtbot, window)
    Typist(window._app).press("Ctrl+E")
    qtbot.waitUntil(lambda: len(window.findChildren(ExportDialog)) == 1)
    dialog = window.findChildren(ExportDialog)[0]
    assert not dialog.isModal(), "the window stays usable"
    window.context.asked.emit("export", "")
    assert window.findChildren(ExportDialog) == [dialog]
    qtbot.waitUntil(dialog.fields.isEnabled)
    window.lock()
    assert not dialog.isVisible()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_another_language_keeps_what_was_wished(qtbot: QtBot, qapp: QApplication, show: Show, tmp_path: Path) -> None:
    dialog = show()
    dialog.fields.where.first.line.setText("1/8/2019")
    dialog.fields.take()
    qtbot.waitUntil(lambda: "1 incident" in dialog.count.text())
    parent = dialog.parentWidget()
    assert parent is not None
    speak(qapp, "ar")
    dialog._context.restyled.emit()
    qtbot.waitUntil(lambda: gone(dialog))
    again = next(one for one in parent.findChildren(ExportDialog) if one.isVisible())
    qtbot.waitUntil(again.export.isEnabled)
    assert again.fields.where.first.line.text() == "1 آب 2019"
    assert again.file.text() == "out.xlsx"
