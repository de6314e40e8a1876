"""Laws of the grid: it behaves as people know it from spreadsheets, and what cannot be read is kept and shown."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtGui import QGuiApplication, QUndoStack
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.entry import victim_cells
from gui.grid.grid import Grid
from gui.grid.model import GridModel, GridRow, Rows
from gui.grid.paste import block_of, names_of, text_of
from gui.say import words
from storage.fields.kind import Reading
from storage.fields.kinds import AgeValue, NameValue, Parts, Range
from tests.gui.dressed import speak
from tests.gui.typist import Typist

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def ask() -> Reading:
    return Reading(words(), date(2019, 7, 5))


class Sheet:
    """A grid of victims in a window of its own."""

    def __init__(self, qtbot: QtBot, app: QApplication, language: str = "en") -> None:
        speak(app, language)
        self.steps = QUndoStack()
        self.model = GridModel(victim_cells.victim_columns(ask), self.steps, spread=victim_cells.victim_spread(ask))
        self.grid = Grid(self.model, "victims")
        self.grid.names_column = "given"
        self.grid.split_lines = lambda lines: names_of(lines, ask())
        self.window = QWidget()
        QVBoxLayout(self.window).addWidget(self.grid)
        self.window.resize(1300, 600)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.grid.setFocus()
        self.typist = Typist(app)

    def texts(self, *keys: str) -> list[tuple[str, ...]]:
        keys = keys or ("given", "father", "family")
        return [tuple(row.text(key) for key in keys) for row in self.model.rows]

    def copied(self) -> str:
        return QGuiApplication.clipboard().text()

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.typist.press("Ctrl+V")


@pytest.fixture
def sheet(qtbot: QtBot, qapp: QApplication) -> Sheet:
    return Sheet(qtbot, qapp)


# ---- typing and moving


def test_typing_overwrites_tab_goes_on_and_enter_goes_to_the_start_of_the_next_row(sheet: Sheet) -> None:
    sheet.typist.cells("Omar", "Ali", "Hasan").cells("Sara")
    assert sheet.texts() == [("Omar", "Ali", "Hasan"), ("Sara", "", "")]
    assert sheet.grid.place() == (2, "given")
    sheet.typist.press("Up").type("Rana").press("Return")
    assert sheet.texts()[1] == ("Rana", "", "")


def test_the_row_below_the_last_is_always_empty_and_makes_a_new_one(sheet: Sheet) -> None:
    assert sheet.model.rowCount() == 1
    sheet.typist.type("Omar").press("Return")
    assert sheet.model.rowCount() == 2
    sheet.steps.undo()
    assert sheet.model.rowCount() == 1


def test_f2_edits_what_stands_there_and_esc_leaves_it(sheet: Sheet) -> None:
    sheet.typist.cells("Omar").press("Up").press("F2", "End").type("r").press("Escape")
    assert sheet.texts()[0][0] == "Omar"
    sheet.typist.press("F2", "End").type("r").press("Return")
    assert sheet.texts()[0][0] == "Omarr"


def test_tab_from_the_empty_row_leaves_the_grid(sheet: Sheet, qtbot: QtBot) -> None:
    other = QWidget()
    other.setFocusPolicy(other.focusPolicy().StrongFocus)
    layout = sheet.window.layout()
    assert layout is not None
    layout.addWidget(other)
    other.show()
    sheet.typist.cells("Omar").press("Tab")
    assert not sheet.grid.hasFocus()


@pytest.mark.parametrize(("language", "onward", "back"), [("en", "Right", "Left"), ("ar", "Left", "Right")])
def test_arrows_follow_the_reading_direction(
    qtbot: QtBot, qapp: QApplication, language: str, onward: str, back: str
) -> None:
    sheet = Sheet(qtbot, qapp, language)
    sheet.typist.press(onward, onward)
    assert sheet.grid.place()[1] == "family"
    first = sheet.grid.visualRect(sheet.model.index(0, 0)).x()
    assert (sheet.grid.visualRect(sheet.grid.currentIndex()).x() > first) == (language == "en")
    sheet.typist.press(back)
    assert sheet.grid.place()[1] == "father"
    sheet.typist.press("End")
    assert sheet.grid.place()[1] == "notes"
    sheet.typist.press("Home")
    assert sheet.grid.place()[1] == "given"


def test_one_letter_chooses_a_code_in_either_script(sheet: Sheet) -> None:
    for letter, code in (("k", "killed"), ("ق", "killed"), ("I", "injured"), ("ج", "injured"), ("م", "missing"),
                         ("r", "rescued"), ("ن", "rescued")):  # fmt: skip
        sheet.grid.go_to(0, "outcome")
        sheet.typist.type(letter).press("Return")
        assert sheet.model.rows[0].text("outcome") == code
    for letter, code in (("m", "male"), ("ذ", "male"), ("f", "female"), ("أ", "female")):
        sheet.grid.go_to(0, "sex")
        sheet.typist.type(letter).press("Return")
        assert sheet.model.rows[0].text("sex") == code


# ---- what one cell fills


@pytest.mark.parametrize(
    ("typed", "age"),
    [
        ("34", AgeValue(34, 34)),
        ("6 months", AgeValue(6, 6, "m")),
        ("~60", AgeValue(60, 60, "y", about=True)),
        ("30-40", AgeValue(30, 40)),
        ("شهرين", AgeValue(2, 2, "m")),
        ("٣ أيام", AgeValue(3, 3, "d")),
        ("child", AgeValue(band="child")),
        ("less than a day", AgeValue(None, 1, "d")),
        ("about 35 (estimate)", AgeValue(35, 35, "y", about=True, basis="estimate")),
        ("?", AgeValue(band="?")),
    ],
)
def test_one_age_cell_understands_units_and_about(sheet: Sheet, typed: str, age: AgeValue) -> None:
    sheet.grid.go_to(0, "age")
    sheet.typist.type(typed).press("Return")
    assert victim_cells.row_values(sheet.model.rows[0])["age"] == age


def test_the_unit_cell_changes_the_unit_and_space_turns_about(sheet: Sheet) -> None:
    sheet.grid.go_to(0, "age")
    sheet.typist.type("6").press("Tab").type("m").press("Tab").press("Space")
    row = sheet.model.rows[0]
    assert victim_cells.row_values(row)["age"] == AgeValue(6, 6, "m", about=True)
    sheet.grid.go_to(0, "age")
    sheet.typist.type("7").press("Return")
    assert victim_cells.row_values(sheet.model.rows[0])["age"] == AgeValue(7, 7, "m", about=True)


def test_a_whole_name_in_the_first_cell_is_split_in_one_step(sheet: Sheet) -> None:
    sheet.typist.type("محمد خالد الأحمد").press("Return")
    assert sheet.texts() == [("محمد", "خالد", "الأحمد")]
    assert victim_cells.row_values(sheet.model.rows[0])["name"] == NameValue(Parts("محمد", "خالد", "", "الأحمد"))
    sheet.steps.undo()
    assert sheet.model.rows == ()


@pytest.mark.parametrize("typed", ["عبد الرحمن", "Unknown boy", "رضيع، الاسم غير معروف", "طفلة مجهولة"])
def test_a_given_name_of_two_words_or_a_description_stays_whole(sheet: Sheet, typed: str) -> None:
    sheet.typist.type(typed).press("Return")
    assert sheet.texts() == [(typed, "", "")]


@pytest.mark.parametrize("typed", ["12 people", "about 12 people", "١٢ شخصاً"])
def test_a_group_is_typed_as_a_number_of_people(sheet: Sheet, typed: str) -> None:
    sheet.typist.type(typed).press("Return")
    people = victim_cells.row_values(sheet.model.rows[0])["people"]
    assert people in (Range(12, 12), Range(best=12))
    assert not sheet.grid.isColumnHidden([c.key for c in sheet.model.columns].index("people"))


# ---- refused cells


def test_a_refused_cell_keeps_what_was_typed_and_says_why(sheet: Sheet) -> None:
    sheet.grid.go_to(0, "age")
    sheet.typist.type("old-ish").press("Return")
    ((row, key, why),) = sheet.model.refused()
    assert (row, key, sheet.model.rows[0].text("age")) == (0, "age", "old-ish")
    assert "35" in why.text
    assert "age" not in victim_cells.row_values(sheet.model.rows[0])


def test_a_refused_cell_can_be_mended(sheet: Sheet) -> None:
    sheet.grid.go_to(0, "outcome")
    sheet.typist.type("zzz").press("Return")
    assert len(sheet.model.refused()) == 1
    sheet.grid.go_to(0, "outcome")
    sheet.typist.type("k").press("Return")
    assert sheet.model.refused() == []


# ---- blocks


def test_a_block_from_a_spreadsheet_is_pasted_as_one_step_with_refused_cells_kept(sheet: Sheet) -> None:
    sheet.paste("Omar\tAli\tHasan\tm\t34\nSara\tZaid\tAlali\tx?\t8\n")
    assert sheet.texts("given", "father", "family", "sex", "age") == [
        ("Omar", "Ali", "Hasan", "male", "34"),
        ("Sara", "Zaid", "Alali", "x?", "8"),
    ]
    assert [(row, key) for row, key, _ in sheet.model.refused()] == [(1, "sex")]
    assert sheet.steps.count() == 1
    sheet.steps.undo()
    assert sheet.model.rows == ()
    sheet.steps.redo()
    assert len(sheet.model.rows) == 2


def test_what_is_copied_reads_back_the_same(sheet: Sheet) -> None:
    sheet.typist.cells("Omar", "Ali", "Hasan", "m", "6 months")
    sheet.grid.go_to(0, "notes")
    sheet.model.write([((0, "notes"), 'two lines,\n"quoted"\tand a tab')], "test")
    sheet.typist.press("Ctrl+A", "Ctrl+C")
    block = block_of(sheet.copied())
    assert block[0][:4] == ["Omar", "Ali", "Hasan", "Male"]
    assert block[0][-1] == 'two lines,\n"quoted"\tand a tab'
    before = sheet.model.rows[0].cells
    sheet.grid.go_to(1, "given")
    sheet.typist.press("Ctrl+V")
    assert sheet.model.rows[1].cells == before


def test_cut_takes_and_paste_brings_back(sheet: Sheet) -> None:
    sheet.typist.cells("Omar", "Ali", "Hasan").press("Up").press("Shift+Right", "Shift+Right", "Ctrl+X")
    assert sheet.model.rows == ()
    sheet.typist.press("Ctrl+V")
    assert sheet.texts() == [("Omar", "Ali", "Hasan")]


def test_one_copied_cell_fills_every_selected_one(sheet: Sheet) -> None:
    sheet.typist.cells("A").cells("B").cells("C")
    sheet.grid.go_to(0, "family")
    sheet.typist.press("Shift+Down", "Shift+Down")
    sheet.paste("Alali")
    assert [row.text("family") for row in sheet.model.rows] == ["Alali"] * 3


def test_a_block_wider_than_the_grid_keeps_the_rest_in_the_notes(sheet: Sheet) -> None:
    sheet.grid.go_to(0, "hospital")
    sheet.paste("Maarra\tleg\tfourth\tfifth")
    assert sheet.texts("hospital", "notes") == [("Maarra", "leg · fourth · fifth")]


def test_fill_down_copies_the_cell_above_and_the_top_of_a_block(sheet: Sheet) -> None:
    sheet.typist.cells("A", "", "Alali").cells("B").cells("C").cells("D")
    sheet.grid.go_to(1, "family")
    sheet.typist.press("Ctrl+D")
    assert [row.text("family") for row in sheet.model.rows] == ["Alali", "Alali", "", ""]
    sheet.typist.press("Shift+Down", "Shift+Down", "Ctrl+D")
    assert [row.text("family") for row in sheet.model.rows] == ["Alali"] * 4


def test_del_clears_the_selected_cells_and_undo_brings_them_back(sheet: Sheet) -> None:
    sheet.typist.cells("Omar", "Ali", "Hasan").cells("Sara", "Zaid", "Alali")
    sheet.typist.press("Ctrl+Home", "Shift+Right", "Shift+Down", "Del")
    assert sheet.texts() == [("", "", "Hasan"), ("", "", "Alali")]
    sheet.steps.undo()
    assert sheet.texts() == [("Omar", "Ali", "Hasan"), ("Sara", "Zaid", "Alali")]


def test_shift_and_arrows_take_a_block_and_give_it_back(sheet: Sheet) -> None:
    sheet.typist.cells("A", "B", "C").cells("D", "E", "F").press("Ctrl+Home")
    sheet.typist.press("Shift+Right", "Shift+Down", "Ctrl+C")
    assert sheet.copied() == "A\tB\nD\tE"
    sheet.typist.press("Shift+Left", "Ctrl+C")
    assert sheet.copied() == "A\nD"


def test_rows_are_inserted_and_removed_as_steps(sheet: Sheet) -> None:
    sheet.typist.cells("A").cells("B").press("Up", "Ctrl++").type("Between").press("Return")
    assert [row[0] for row in sheet.texts()] == ["A", "Between", "B"]
    sheet.typist.press("Up", "Ctrl+-")
    assert [row[0] for row in sheet.texts()] == ["A", "B"]
    sheet.steps.undo()
    assert [row[0] for row in sheet.texts()] == ["A", "Between", "B"]


def test_taking_out_a_row_of_the_register_asks_for_a_reason(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.model.show(Rows((GridRow("ab" * 16, {"given": sheet.model.read_cell("given", "Omar")}, saved=True),)))
    with qtbot.waitSignal(sheet.grid.removing) as asked:
        sheet.typist.press("Ctrl+-")
    assert asked.args == [[0]]
    assert len(sheet.model.rows) == 1
    sheet.model.take_out([0], "entered twice")
    assert sheet.model.rows == () and sheet.model.now.taken_out == {"ab" * 16: "entered twice"}
    sheet.steps.undo()
    assert sheet.model.now.taken_out == {}


# ---- lists of names


def test_pasted_lines_of_names_lose_their_numbers_and_bullets_and_are_split(sheet: Sheet) -> None:
    sheet.paste("1- محمد خالد الأحمد\n2. سارة حسن العلي\n• عبد الرحمن علي الحسن\n٤) فاطمة العمر\n\n- أحمد\n")
    assert sheet.texts() == [
        ("محمد", "خالد", "الأحمد"),
        ("سارة", "حسن", "العلي"),
        ("عبد الرحمن", "علي", "الحسن"),
        ("فاطمة", "", "العمر"),
        ("أحمد", "", ""),
    ]
    assert sheet.steps.count() == 1


def test_an_age_behind_a_name_goes_to_the_age_and_other_words_to_the_notes(sheet: Sheet) -> None:
    sheet.paste("محمد خالد الأحمد 34 سنة\nسارة العلي (8)\nOmar Ali Hasan, shot in the leg")
    assert sheet.texts("given", "family", "age", "unit") == [
        ("محمد", "الأحمد", "34", "y"), ("سارة", "العلي", "8", "y"), ("Omar", "Hasan", "", "")
    ]  # fmt: skip
    assert sheet.model.rows[2].text("notes") == "shot in the leg"


def test_a_message_of_a_chat_loses_who_sent_it_when(sheet: Sheet) -> None:
    people = names_of(["[12:30, 4/7/2019] Abu Ahmad: محمد خالد الأحمد", "سارة حسن العلي"], ask())
    assert [one["given"] for one in people] == ["محمد", "سارة"]


@pytest.mark.parametrize(
    "block",
    [
        [["a", "b"], ["c", "d"]],
        [["two\nlines", 'with "quotes"'], ["tab\there", ""]],
        [['"'], ['""'], ['a"b']],
        [["", ""], ["", "x"]],
    ],
)
def test_cells_survive_the_clipboard(block: list[list[str]]) -> None:
    assert block_of(text_of(block)) == block


def test_a_cell_that_only_begins_with_a_quote_is_taken_as_it_is() -> None:
    assert block_of('"Abu Ahmad" Hasan\tx\ny') == [['"Abu Ahmad" Hasan', "x"], ["y"]]


# ---- language


def test_codes_and_units_are_shown_in_the_language_of_now(sheet: Sheet, qapp: QApplication) -> None:
    sheet.typist.cells("Omar", "", "", "m", "6 months", "", "", "k")
    speak(qapp, "ar")
    sheet.model.set_columns(victim_cells.victim_columns(ask))
    shown = [str(sheet.model.index(0, n).data()) for n in range(sheet.model.columnCount())]
    assert {"ذكر", "شهر", "قُتل"} <= set(shown)
