"""Laws of the editors: typed text is never lost, what was read is shown in words, repairs take one key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.entry.choices import AttackEditor, SegmentedEditor
from gui.entry.when import DayEditor, TimeEditor
from gui.forms.editors import CodeEditor, Editor, NoteEditor, content_state, read_text, state_content
from gui.forms.editors_by_kind import editor_for
from gui.forms.form import Form, form_content, restore_form
from gui.forms.name_editor import NameEditor
from gui.record import HIDDEN, laid_out
from gui.say import words
from gui.screens.victim_layout import VICTIM
from storage.fields.kind import Reading
from storage.fields.kinds import AgeValue, DayValue, NameValue, Parts, PositionValue, Range, TimeValue
from storage.records import RECORDS
from tests.gui.dressed import speak
from tests.gui.typist import Typist

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
TODAY = date(2019, 7, 5)


def ask() -> Reading:
    return Reading(words(), TODAY)


class Bench:
    """A window to put editors in."""

    def __init__(self, qtbot: QtBot, app: QApplication) -> None:
        self.qtbot, self.app = qtbot, app
        self.window = QWidget()
        self.inside = QVBoxLayout(self.window)
        self.window.resize(500, 500)
        qtbot.addWidget(self.window)
        self.typist = Typist(app)

    def put(self, *editors: Editor) -> None:
        for editor in editors:
            self.inside.addWidget(editor)
        with self.qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        editors[0].setFocus()


@pytest.fixture(params=["en", "ar"])
def bench(request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication) -> Iterator[Bench]:
    speak(qapp, str(request.param))
    yield Bench(qtbot, qapp)
    speak(qapp, "en")


def field(name: str, kind: str = "incident") -> Any:
    return RECORDS[kind].fields[name]


@pytest.mark.parametrize(
    ("record", "name", "typed", "value"),
    [
        ("incident", "place_note", "near the well", "near the well"),
        ("incident", "strikes", "3-5", Range(3, 5)),
        ("incident", "occurred", "4/7/2019", DayValue.on(date(2019, 7, 4))),
        ("incident", "position", "35.44312, 36.65123", PositionValue(35.44312, 36.65123)),
        ("incident", "tags", "market; noon", ("market", "noon")),
        ("incident", "directly_targeted", "yes", "yes"),
        ("incident", "weapon", "mortar; tank_shell", ("mortar", "tank_shell")),
        ("victim", "age", "~35", AgeValue(35, 35, "y", about=True)),
        ("victim", "kin_phone", "0944 123 456", "0944 123 456"),
        ("victim", "hospital", "مشفى المعرة", "مشفى المعرة"),
        ("victim", "notes", "first\nsecond", "first\nsecond"),
    ],
)
def test_each_kind_is_typed_read_and_shown_again(bench: Bench, record: str, name: str, typed: str, value: Any) -> None:
    editor, after = editor_for(field(name, record), ask), editor_for(field("place_note"), ask)
    bench.put(editor, after)
    for number, line in enumerate(typed.split("\n")):
        bench.typist.press("Return") if number else None
        bench.typist.type(line)
    bench.typist.press("Escape") if isinstance(editor, CodeEditor) else None
    bench.typist.press("Tab")
    assert editor.state.value == value
    assert editor.state.problem is None
    again = editor_for(field(name, record), ask)
    bench.qtbot.addWidget(again)
    again.put(editor.state)
    assert read_text(again.kind, again.text(), ask()).value == value


def test_text_that_cannot_be_read_stays_and_says_why(bench: Bench) -> None:
    editor = editor_for(field("strikes"), ask)
    bench.put(editor, editor_for(field("place_note"), ask))
    bench.typist.type("a few").press("Tab")
    assert editor.text() == "a few"
    assert editor.state.problem is not None and editor.state.value is None


def test_numbers_typed_backwards_are_repaired_with_one_key(bench: Bench) -> None:
    editor = editor_for(field("strikes"), ask)
    bench.put(editor, editor_for(field("place_note"), ask))
    bench.typist.type("5-3").press("Tab")
    assert editor.state.problem is not None
    assert editor.repair()
    assert editor.state.value == Range(3, 5)


def test_a_code_is_found_by_either_language_and_taken_with_enter(bench: Bench) -> None:
    for typed in ("heli", "مروحية"):
        editor = editor_for(field("platform"), ask)
        bench.put(editor)
        bench.typist.type(typed).press("Return")
        assert editor.state.value == "helicopter"
        assert editor.text() == words().code("platform", "helicopter")
        editor.hide()


def test_several_codes_are_chosen_one_after_the_other(bench: Bench) -> None:
    editor = editor_for(field("weapon"), ask)
    bench.put(editor)
    bench.typist.type("tank").press("Return").type("; mort").press("Return")
    assert editor.state.value == ("mortar", "tank_shell")


def test_other_with_words_is_a_code_too(bench: Bench) -> None:
    editor = editor_for(field("target"), ask)
    bench.put(editor, editor_for(field("place_note"), ask))
    bench.typist.type("other: a wedding tent").press("Tab")
    assert editor.state.value == "other:a wedding tent"


@pytest.mark.parametrize(
    ("typed", "back"), [("t", 0), ("T", 0), ("ف", 0), ("y", 1), ("غ", 1), ("yesterday", 1), ("أمس", 1)]
)
def test_today_and_yesterday_take_one_letter(bench: Bench, typed: str, back: int) -> None:
    editor = DayEditor(field("occurred").kind, ask)
    bench.put(editor, editor_for(field("place_note"), ask))
    bench.typist.type(typed).press("Tab")
    assert editor.state.value == DayValue.on(TODAY - timedelta(days=back))
    assert editor.near.value() == ("yesterday" if back else "today")


def test_what_is_understood_of_a_date_is_told_while_typing(bench: Bench) -> None:
    editor, told = DayEditor(field("occurred").kind, ask), []
    editor.understood.connect(lambda text, _readable: told.append(text))
    bench.put(editor)
    bench.typist.type("4/7")
    assert told[-1] == ("الخميس" if words().rtl else "Thursday")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("22:10", TimeValue(22, 10)),
        ("٢٢١٠", TimeValue(22, 10)),
        ("22:10 ±30", TimeValue(22, 10, 30)),
        ("فجراً", TimeValue(part="dawn")),
    ],
)
def test_a_time_is_a_clock_with_a_margin_or_a_part_of_the_day(bench: Bench, typed: str, value: TimeValue) -> None:
    editor = TimeEditor(field("time").kind, ask)
    bench.put(editor, editor_for(field("place_note"), ask))
    bench.typist.type(typed).press("Return")
    assert editor.state.value == value
    assert editor.part.isVisible() == (value.part is not None)


def test_a_kind_of_attack_takes_one_letter_and_the_rest_is_behind_other(bench: Bench) -> None:
    editor = AttackEditor(field("attack").kind, ask)
    bench.put(editor)
    bench.typist.type("م" if words().rtl else "s")
    assert editor.state.value == "artillery_shelling"
    editor.setFocus()
    bench.typist.type("أ" if words().rtl else "o").type("drone").press("Return")
    assert editor.state.value == "drone_strike"
    editor.setFocus()
    bench.typist.press("Del")
    assert editor.state.value is None


def test_segments_are_chosen_by_arrows_and_emptied(bench: Bench) -> None:
    editor = SegmentedEditor(field("certainty").kind, ask, "certainty")
    bench.put(editor)
    bench.typist.press("Left" if words().rtl else "Right")
    assert editor.state.value == "rumour"
    bench.typist.press("Del")
    assert editor.state.value is None


def test_a_name_is_typed_in_parts_or_at_once(bench: Bench) -> None:
    editor = NameEditor(field("name", "victim").kind, ask)
    bench.put(editor, editor_for(field("place_note"), ask))
    bench.typist.type("محمد خالد الأحمد").press("Return")
    editor.lines["la.given"].setFocus()
    bench.typist.type("Muhammad").press("Return")
    assert editor.state.value == NameValue(Parts("محمد", "خالد", "", "الأحمد"), Parts("Muhammad"))


def test_a_narrative_grows_and_pastes_words_only(bench: Bench) -> None:
    editor = NoteEditor(field("narrative").kind, ask, least=2)
    bench.put(editor)
    low = editor.field.height()
    for _ in range(8):
        bench.typist.type("line").press("Return")
    assert editor.field.height() > low
    assert not editor.field.acceptRichText()


# ---- form


def test_a_form_sends_only_what_differs_and_keeps_what_is_touched(bench: Bench) -> None:
    form = Form("incident", ask, QUndoStack())
    form.show_values({"place_note": "by the well", "strikes": Range(3, 5)})
    assert form.changes() == {}
    form.change("place_note", "by the mill")
    form.show_values({"place_note": "by the school", "strikes": Range(4, 4)})
    assert form.value("place_note") == "by the mill"
    assert form.value("strikes") == Range(4, 4)
    assert form.changes() == {"place_note": "by the mill"}


def test_undo_walks_back_over_fields(bench: Bench) -> None:
    steps = QUndoStack()
    form = Form("incident", ask, steps)
    form.add("strikes", one := editor_for(field("strikes"), ask))
    form.add("place_note", two := editor_for(field("place_note"), ask))
    bench.put(one, two)
    bench.typist.type("3-5").press("Tab").type("by the well").press("Backtab")
    assert form.changes() == {"strikes": Range(3, 5), "place_note": "by the well"}
    steps.undo()
    assert two.text() == "" and form.changes() == {"strikes": Range(3, 5)}
    steps.undo()
    assert one.text() == "" and form.changes() == {}
    steps.redo()
    assert form.value("strikes") == Range(3, 5)


def test_a_draft_keeps_texts_that_cannot_be_read_and_what_is_being_typed(bench: Bench) -> None:
    form = Form("incident", ask, QUndoStack())
    form.add("strikes", strikes := editor_for(field("strikes"), ask))
    form.add("narrative", story := editor_for(field("narrative"), ask))
    bench.put(strikes, story)
    bench.typist.type("a few").press("Tab").type("half a sen")
    kept = form_content(form)
    other = Form("incident", ask, QUndoStack())
    restore_form(other, kept)
    assert other.state("strikes").text == "a few" and other.state("strikes").problem is not None
    assert other.value("narrative") == "half a sen"


@pytest.mark.parametrize(
    ("record", "name", "value"),
    [
        ("incident", "occurred", DayValue.month(2019, 7)),
        ("incident", "reported", datetime(2019, 7, 4, 22, 10, tzinfo=timezone(timedelta(hours=3)))),
        ("victim", "name", NameValue(Parts("أ", "ب", "", "ج"), Parts("A"), "Abu X")),
        ("victim", "age", AgeValue(30, 40, "y", basis="family")),
        ("claim", "killed", Range(3, 5, 4)),
    ],
)
def test_a_value_survives_the_draft_whatever_the_language(
    qapp: QApplication, record: str, name: str, value: Any
) -> None:
    speak(qapp, "en")
    kind = field(name, record).kind
    kept = state_content(kind, read_text(kind, kind.show(value, ask()), ask()))
    speak(qapp, "ar")
    assert content_state(kind, kept, ask()).value == value
    speak(qapp, "en")


def test_every_field_of_a_victim_is_laid_out_exactly_once() -> None:
    names = laid_out(VICTIM)
    assert len(names) == len(set(names))
    assert set(names) | set(HIDDEN) == set(RECORDS["victim"].fields)
    assert not set(names) & set(HIDDEN)
