"""Laws of printing: what stands on the pages, in both directions, whole or not at all, with the window alive."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPdfWriter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.context import Context
from gui.forms.typed_window import TypedWindow
from gui.frame.forms import show_form
from gui.listing.filter_fields import Condition
from gui.listing.tabled import Said
from gui.printing.blocks import Columns, Pair, TableHead, TableRow, Title
from gui.printing.dialog import PrintDialog, show_print
from gui.printing.matter import Matter, read_record
from gui.printing.pen import MOST_LINES, Pen
from gui.printing.run import FILE_DOTS, PrintRun, as_image, page_layout, to_pdf
from gui.printing.sheet import Heading, Sheet
from gui.printing.wish import RECORD, SELECTED, SHOWN, source_of_list, source_of_record
from gui.screens.incidents import IncidentsPage
from gui.screens.victims import VictimsPage
from storage.edits import Edit
from storage.store import Store
from tests.builders import a_victim, an_incident, count, name
from tests.gui.dressed import speak


def the_page(qtbot: QtBot, context: Context, *, victims: bool = False) -> Any:
    page: Any = VictimsPage(context) if victims else IncidentsPage(context)
    qtbot.addWidget(page)
    page.resize(1366, 700)
    page.show()
    qtbot.waitUntil(lambda: page.table.rows.complete)
    return page


def a_heading(**more: Any) -> Heading:
    known = {"register": "Idlib", "team": "Ariha 2", "title": "Incidents", "within": "3 rows", "printed": "today"}
    return Heading(**{**known, "device": "Laptop B", **more})


def a_table(rows: int, words: str = "near the mill", *, across: bool = False) -> Sheet:
    made = Matter("Incidents", ("Place", "Note"), [[Said(f"place {n}"), Said(words)] for n in range(rows)])
    return made.sheet(a_heading(), across=across)


def inked(image: QImage, box: tuple[int, int, int, int]) -> int:
    x, y, width, height = box
    return sum(image.pixel(i, j) & 0xFF < 160 for i in range(x, x + width) for j in range(y, y + height))


def the_dialog(qtbot: QtBot, page: Any) -> PrintDialog:
    page.print_page()
    [dialog] = [one for one in page.findChildren(PrintDialog) if one.isVisible()]
    qtbot.waitUntil(lambda: dialog.go.isEnabled())
    return dialog


def test_every_row_stands_on_exactly_one_page(qapp: QApplication) -> None:
    speak(qapp)
    for rows in (0, 1, 40, 41, 400):
        sheet = a_table(rows)
        sheet.measure()
        assert [place for first, last in sheet.pages for place in range(first, last)] == list(range(rows))
        assert len(sheet.pages) >= 1


def test_a_heading_never_stands_last_on_a_page(qapp: QApplication) -> None:
    speak(qapp)
    for before in range(20, 60):
        blocks = [Pair("Label", "words")] * before + [Title("Victims"), Pair("Label", "words")] * 3
        sheet = Sheet(a_heading(), blocks, repeated=None, across=False)
        sheet.measure()
        assert not any(isinstance(blocks[last - 1], Title) for _, last in sheet.pages[:-1])


def test_a_text_longer_than_a_page_still_ends(qapp: QApplication) -> None:
    speak(qapp)
    sheet = Sheet(a_heading(), [Pair("Narrative", "word " * 20_000, narrative=True)], repeated=None, across=False)
    sheet.measure()
    assert len(sheet.pages) == 1
    assert Pen().height("word " * 20_000, "cell", 3000) <= (MOST_LINES + 1) * Pen().line_height("cell")


@pytest.mark.parametrize(
    "words", ["", "x" * 3000, "\u2066" * 50, "ا" * 500, "a\u0000b", "line\nline\n" * 40, "😀" * 90]
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_whatever_was_typed_can_be_printed(qapp: QApplication, words: str, language: str) -> None:
    speak(qapp, language)
    sheet = a_table(60, words)
    sheet.measure()
    for number in range(len(sheet.pages)):
        assert not as_image(sheet, number, 300).isNull()


@pytest.mark.parametrize("count", [1, 2, 9, 30, 60])
def test_columns_fill_the_page_and_none_vanishes(qapp: QApplication, count: int) -> None:
    speak(qapp)
    pen = Pen()
    heads = [f"Column {n}" for n in range(count)]
    columns = Columns(heads, [[Said("word " * (1 + n % 9)) for n in range(count)] for _ in range(30)])
    widths = columns.widths(pen, 5100)
    assert abs(sum(widths) - 5100) < 2
    assert min(widths) > 40
    assert TableRow(columns, [Said("word")] * count).height(pen, 5100) > 0
    assert TableHead(columns).height(pen, 5100) > 0


@pytest.mark.parametrize(("language", "leading"), [("en", 0), ("ar", 1)])
def test_the_first_column_stands_at_the_leading_side(qapp: QApplication, language: str, leading: int) -> None:
    speak(qapp, language)
    rows = [[Said("خان شيخون" if language == "ar" else "Khan Shaykun"), Said("")] for _ in range(20)]
    sheet = Matter("t", ("1", "2"), rows).sheet(a_heading(), across=False)
    sheet.measure()
    image = as_image(sheet, 0, 600)
    halves = inked(image, (40, 150, 250, 400)), inked(image, (310, 150, 250, 400))
    assert halves[leading] > 4 * halves[1 - leading]


def test_the_foot_says_names_page_and_device_and_practice_is_marked(qapp: QApplication) -> None:
    speak(qapp)

    def image(**more: Any) -> QImage:
        sheet = Matter("t", ("a",), [[Said("b")]]).sheet(a_heading(**more), across=False)
        sheet.measure()
        return as_image(sheet, 0, 600)

    plain, unnamed, practice = image(), image(names=False), image(practice=True)
    foot, middle = (200, 780, 200, 40), (150, 250, 300, 300)
    assert inked(plain, foot) > inked(unnamed, foot)
    assert plain.pixel(300, 420) | 0xFF000000 == 0xFFFFFFFF or inked(plain, middle) == 0
    assert practice.copy(*middle) != plain.copy(*middle)


def test_paper_and_preview_break_the_same_lines(qtbot: QtBot, qapp: QApplication) -> None:
    speak(qapp)
    sheet = a_table(90, "a long note that wraps " * 6, across=True)
    got: list[bytes] = []
    run = to_pdf(sheet, qapp, got.append)
    with qtbot.waitSignal(run.done):
        run.start()
    assert got[0].startswith(b"%PDF")
    assert got[0].count(b"/Type /Page\n") == len(sheet.pages) > 1
    assert page_layout(sheet).fullRectPoints().width() > page_layout(sheet).fullRectPoints().height()


def test_a_print_that_is_cancelled_ends_at_once(qtbot: QtBot, qapp: QApplication) -> None:
    speak(qapp)
    sheet, data = a_table(4000), QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    run = PrintRun(sheet, writer, FILE_DOTS, qapp)
    steps: list[tuple[int, int]] = []
    run.far.connect(lambda *far: steps.append(far))
    run.start()
    qtbot.waitUntil(lambda: bool(steps))
    run.cancel()
    before = len(steps)
    qtbot.wait(50)
    assert len(steps) == before
    assert not sheet.ready or before


def test_a_record_is_printed_with_what_belongs_to_it_and_nothing_sealed(qapp: QApplication, store: Store) -> None:
    speak(qapp)
    incident = an_incident(store, victims=2, narrative="Two strikes, ten minutes apart.")
    store.save([Edit("claim", None, {"incident": incident, "source_note": "hospital", "killed": count("3-5")})])
    matter = read_record(store, "incident", incident, date(2019, 7, 6))
    assert matter is not None
    told = words_of(matter)
    assert {"Two strikes, ten minutes apart.", "3–5", "hospital", "Victims", "Killed"} <= set(told)
    known = {"name": name("محمد خالد"), "outcome": "killed", "kin": "Brother Salim", "kin_phone": "0933"}
    victim = store.save([Edit("victim", None, known)]).ids[0]
    one = read_record(store, "victim", victim, date(2019, 7, 6))
    assert one is not None
    assert one.names
    assert not any("Salim" in text or "0933" in text for text in words_of(one))
    assert read_record(store, "victim", "0" * 32, date(2019, 7, 6)) is None


def words_of(matter: Matter) -> list[str]:
    found: list[str] = []
    for block in matter.blocks:
        if isinstance(block, Pair):
            found += [block.label, block.text]
        elif isinstance(block, Title):
            found.append(block.text)
        elif isinstance(block, TableRow):
            found += [cell.text for cell in block.cells]
    return found


def test_selected_rows_are_offered_first_and_counted(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    speak(qapp)
    for _ in range(4):
        an_incident(store)
    page = the_page(qtbot, context)
    assert [one.key for one in source_of_list(page).choices] == [RECORD, SHOWN]
    page.table.selectAll()
    source = source_of_list(page)
    assert [(one.key, one.count) for one in source.choices] == [(RECORD, 1), (SELECTED, 4), (SHOWN, 4)]
    assert source.first == SELECTED
    dialog = the_dialog(qtbot, page)
    assert dialog.count.text() == "4 rows, 11 columns as in the list, 1 page."
    assert dialog.sheet is not None
    assert len(dialog.sheet.blocks) == 4


def test_filters_and_search_stand_in_the_head(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    speak(qapp)
    an_incident(store, status="draft")
    page = the_page(qtbot, context)
    page.ask({"status": Condition("draft", "Draft")}, "Khan")
    qtbot.waitUntil(lambda: page.table.rows.complete)
    dialog = the_dialog(qtbot, page)
    assert dialog.sheet is not None
    assert dialog.sheet.heading.within == "1 incident · Status: Draft · search: Khan"
    assert dialog.sheet.heading.team == "Ariha 2"


def test_a_file_is_written_whole_with_its_name_said(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store, tmp_path: Path
) -> None:
    speak(qapp)
    an_incident(store)
    dialog = the_dialog(qtbot, the_page(qtbot, context))
    dialog.save_to(tmp_path / "list.pdf")
    qtbot.waitUntil(lambda: dialog.written is not None)
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")
    assert dialog.note.isVisible()


def test_a_folder_that_cannot_be_written_is_told_and_the_dialog_stays(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store, tmp_path: Path
) -> None:
    speak(qapp)
    an_incident(store)
    dialog = the_dialog(qtbot, the_page(qtbot, context))
    dialog.save_to(tmp_path / "none" / "list.pdf")
    qtbot.waitUntil(lambda: dialog.note.isVisible())
    assert dialog.written is None
    assert dialog.go.isEnabled()
    assert list(tmp_path.glob("**/*.pdf")) == []


def test_escape_while_it_runs_prints_nothing(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store, tmp_path: Path
) -> None:
    speak(qapp)
    for _ in range(3):
        an_incident(store)
    dialog = the_dialog(qtbot, the_page(qtbot, context))
    dialog.save_to(tmp_path / "list.pdf")
    dialog.reject()
    assert dialog.isVisible()
    qtbot.wait(60)
    assert not (tmp_path / "list.pdf").exists()
    dialog.reject()
    assert not dialog.isVisible()


def test_escape_while_pages_go_to_a_printer_says_how_many_it_has(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    speak(qapp)
    an_incident(store)
    dialog, data = the_dialog(qtbot, the_page(qtbot, context)), QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    for stop, said in ((0, "nothing was printed"), (2, "2 pages went to the printer")):
        printer: Any = QPdfWriter(buffer)
        sheet = a_table(400)
        dialog._when_whole(lambda _, sheet=sheet, printer=printer: dialog._to_paper(sheet, printer))
        qtbot.waitUntil(lambda: dialog._run is not None)
        run: Any = dialog._run
        run._timer.stop()
        while run.handed < stop:
            run._step()
        dialog.reject()
        assert said in dialog.note.words() and dialog.isVisible()


def test_the_window_of_a_record_prints_that_record(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    speak(qapp)
    page = the_page(qtbot, context)
    dialog = show_print(context, page, source_of_record(context, "incident", an_incident(store)))
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.go.isEnabled())
    assert dialog.count.text() == "1 page"


def test_an_empty_list_has_nothing_to_print(qtbot: QtBot, qapp: QApplication, context: Context) -> None:
    speak(qapp)
    page = the_page(qtbot, context)
    page.print_page()
    assert page.findChildren(PrintDialog) == []


def test_what_is_not_saved_yet_is_told_and_not_printed(qtbot: QtBot, qapp: QApplication, context: Context) -> None:
    speak(qapp)
    page = the_page(qtbot, context)
    dialog = show_print(context, page, source_of_record(context, "incident", "0" * 32))
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.note.isVisible())
    assert not dialog.go.isEnabled()
    dialog.reject()
    assert not dialog.isVisible()


def test_ctrl_p_in_the_window_of_a_record_offers_to_print_it(
    qtbot: QtBot, qapp: QApplication, context: Context, store: Store
) -> None:
    speak(qapp)
    window = show_form(context, "victim", a_victim(store))
    assert isinstance(window, TypedWindow)
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.waitUntil(lambda: window.ready)
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    [dialog] = window.findChildren(PrintDialog)
    qtbot.waitUntil(lambda: dialog.go.isEnabled())
    dialog.close()
    window.close()
