"""Laws of importing a foreign table in the window: nothing before Accept, three clicks next month."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Opened
from gui.exchange.foreign import ForeignPage
from gui.exchange.foreign_same import can_be_same
from gui.forms.editors import LineEditor
from gui.frame import opening
from gui.widgets import Button
from storage import Edit, Query, UserError
from storage.store import Store
from tests.builders import a_victim
from tests.builders import name as called
from tests.disk import files_up_to
from tests.foreign_files import hospital, text_file
from tests.gui.conftest import PASSPHRASE, begun, new_register
from tests.gui.work_page import shows

HEADS = ["رقم الإضبارة", "الاسم", "العمر", "الجنس", "تاريخ الإصابة", "القرية", "الحالة"]


@pytest.fixture(scope="session")
def empty_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with the places of Syria and nothing else."""
    folder = tmp_path_factory.mktemp("empty") / "register"
    opening.close(begun(replace(new_register(folder), country="SY")))
    return folder


@pytest.fixture
def opened(empty_register: Path, tmp_path: Path) -> Iterator[Opened]:
    folder = tmp_path / "register"
    shutil.copytree(empty_register, folder)
    made = opening.unlock(folder, PASSPHRASE)
    yield made
    jobs.finish()
    opening.close(made)


@pytest.fixture
def store(opened: Opened) -> Store:
    return opened.store


Show = Callable[..., ForeignPage]


@pytest.fixture
def show(qtbot: QtBot, qapp: QApplication, opened: Opened) -> Iterator[Show]:
    """The page of a file, read."""
    yield from shows(qtbot, qapp, opened, ForeignPage, read)


def read(qtbot: QtBot, page: ForeignPage) -> None:
    qtbot.waitUntil(lambda: page._job is None, timeout=20_000)


def rows(*more: list[str], month: int = 7) -> list[list[str]]:
    people = [
        [f"A-{at}", "سامر خالد الحسن", str(at), "ذكر", f"{at + 12}/{month}/2019", "أريحا", "جريح"]
        for at in range(1, 7)
    ]
    return [HEADS, *people, *more]


def press(widget: object, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(widget, key, held)  # type: ignore[arg-type]


def on(qtbot: QtBot, page: ForeignPage) -> None:
    page._onward()
    read(qtbot, page)


def victims(store: Store) -> list[str]:
    _, found = store.listing(Query("victim")).first(100)
    return [str(one["status"]) for one in found.values()]


def test_a_list_goes_through_columns_and_rows_and_lands_as_proposed(
    qtbot: QtBot, show: Show, tmp_path: Path, store: Store
) -> None:
    page = show(text_file(tmp_path / "list.csv", rows(), "cp1256", ";"))
    assert page._step == "columns" and not victims(store)
    on(qtbot, page)
    assert page._step == "rows" and page.plan is not None and not victims(store)
    with qtbot.waitSignal(page.left, timeout=20_000):
        page._onward()
    assert victims(store) == ["proposed"] * 6


def test_one_undo_takes_all_of_it_back(qtbot: QtBot, show: Show, tmp_path: Path, store: Store) -> None:
    page = show(text_file(tmp_path / "list.csv", rows(), "utf-8", ","))
    saves: list[str] = []
    page.context.changed.connect(lambda outcome: saves.append(outcome.save))
    on(qtbot, page)
    with qtbot.waitSignal(page.left, timeout=20_000):
        page._onward()
    store.undo(saves[-1])
    assert not victims(store)


def test_the_next_file_goes_straight_to_its_rows(qtbot: QtBot, show: Show, tmp_path: Path, store: Store) -> None:
    page = show(text_file(tmp_path / "list july.csv", rows(), "utf-8", ","))
    on(qtbot, page)
    with qtbot.waitSignal(page.left, timeout=20_000):
        page._onward()
    more = rows(["A-77", "منى خالد الحسن", "30", "أنثى", "13/8/2019", "أريحا", "جريح"])
    page = show(text_file(tmp_path / "list august.csv", more, "utf-8", ","))
    assert page.understanding is not None and page.understanding.remembered
    qtbot.waitUntil(lambda: page._step == "rows" and page._job is None, timeout=20_000)
    assert page.plan is not None
    assert [one.how for one in page.plan.rows] == ["same"] * 6 + ["new"]
    with qtbot.waitSignal(page.left, timeout=20_000):
        page._onward()
    assert len(victims(store)) == 7


def test_a_spelling_is_asked_once_and_its_answer_carries_all_its_rows(
    qtbot: QtBot, show: Show, tmp_path: Path, store: Store
) -> None:
    strange = [[f"B-{at}", "ليلى عمر درويش", "20", "أنثى", "13/7/2019", "عين شيب", "حرجة جداً"] for at in range(1, 4)]
    page = show(text_file(tmp_path / "list.csv", rows(*strange), "utf-8", ","))
    on(qtbot, page)
    assert page._step == "words"
    assert sorted((one.text, one.count) for one in page.words.questions) == [("حرجة جداً", 3), ("عين شيب", 3)]
    qtbot.waitUntil(lambda: page.words.table.rows.complete)
    for _ in range(2):
        line = page.words.table.line() or page.words.table.rows.row_at(0)
        assert line is not None
        page.words.choose("propose" if line.about.what == "place" else "injured")
        qtbot.waitUntil(lambda: page.words.table.rows.complete)
    assert page.words.open == 0
    on(qtbot, page)
    assert page._step == "rows" and page.plan is not None
    assert {one.how for one in page.plan.rows} == {"new"}
    with qtbot.waitSignal(page.left, timeout=20_000):
        page._onward()
    assert len(victims(store)) == 9


def test_leaving_at_any_step_leaves_nothing(qtbot: QtBot, show: Show, tmp_path: Path, store: Store) -> None:
    strange = ["B-1", "ليلى عمر درويش", "20", "أنثى", "13/7/2019", "عين شيب", "جريح"]
    path = text_file(tmp_path / "list.csv", rows(strange), "utf-8", ",")
    before = store.position()
    for steps, name in enumerate(("columns", "words", "rows")):
        page = show(path)
        for _ in range(steps):
            on(qtbot, page)
        assert page._step == name
        with qtbot.waitSignal(page.left):
            press(page, Qt.Key.Key_Escape)
    assert store.position() == before


def test_a_column_is_sent_elsewhere_by_keyboard(qtbot: QtBot, show: Show, tmp_path: Path, store: Store) -> None:
    page = show(hospital(tmp_path / "list.xlsx"))
    step = page.columns
    qtbot.waitUntil(lambda: step.table.rows.complete)
    step.table.go_to(9)
    press(step.table, Qt.Key.Key_Return)
    assert step.line.hasFocus() and step.line.is_open
    QTest.keyClicks(step.line, "notes")
    press(step.line, Qt.Key.Key_Return)
    assert step.columns["السبب"].target == ("victim.notes", "")
    press(step.table, Qt.Key.Key_Delete)
    assert "السبب" not in step.columns


def test_an_aim_given_to_one_column_is_taken_from_the_other(
    qtbot: QtBot, show: Show, tmp_path: Path, store: Store
) -> None:
    page = show(hospital(tmp_path / "list.xlsx"))
    qtbot.waitUntil(lambda: page.columns.table.rows.complete)
    page.columns.table.go_to(0)
    page.columns.choose("victim.age/")
    targets = [aim.target for aim in page.columns.columns.values()]
    assert targets.count(("victim.age", "")) == 1 and len(targets) == len(set(targets))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_file_that_cannot_be_read_says_why(show: Show, tmp_path: Path, language: str) -> None:
    (tmp_path / "page.xls").write_text("<html></html>", encoding="utf-8")
    page = show(tmp_path / "page.xls", language)
    assert page._stack.currentWidget() is page.outcome and page.outcome.note.words()


def test_what_was_not_taken_is_saved_like_the_file(qtbot: QtBot, show: Show, tmp_path: Path, store: Store) -> None:
    bad = ["C-1", "ليلى عمر درويش", "20", "أنثى", "45/7/2019", "أريحا", "جريح"]
    page = show(text_file(tmp_path / "list.csv", rows(bad), "utf-8", ","))
    on(qtbot, page)
    assert page.plan is not None and page.plan.counts()["refused"] == 1 and page.foot.errors.isVisible()
    assert page.plan is not None and page.file is not None
    page.left_out.save(page.plan, page.file, tmp_path / "errors.xlsx")
    qtbot.waitUntil(lambda: (tmp_path / "errors.xlsx").exists())


def test_locking_takes_the_file_off_the_screen(qtbot: QtBot, show: Show, tmp_path: Path, store: Store) -> None:
    page = show(hospital(tmp_path / "list.xlsx"))
    with qtbot.waitSignal(page.left):
        page.context.closing.emit()


def test_another_language_keeps_the_file_and_what_was_chosen(
    qtbot: QtBot, show: Show, tmp_path: Path, store: Store
) -> None:
    page = show(hospital(tmp_path / "list.xlsx"))
    qtbot.waitUntil(lambda: page.columns.table.rows.complete)
    page.columns.table.go_to(9)
    page.columns.choose("victim.notes/")
    again = show(page.path, "ar", kept=page.state())
    assert again.columns.columns["السبب"].target == ("victim.notes", "")
    jobs.finish()


def test_a_full_disk_at_accept_writes_nothing_and_says_so(
    qtbot: QtBot, show: Show, tmp_path: Path, store: Store
) -> None:
    page = show(text_file(tmp_path / "list.csv", rows(), "utf-8", ","))
    on(qtbot, page)
    with files_up_to(4096):
        page._onward()
        qtbot.waitUntil(lambda: page.note.isVisible() and page._job is None, timeout=20_000)
    assert "Nothing was written." in page.note.words() and not victims(store)
    with qtbot.waitSignal(page.left, timeout=20_000):
        page._onward()
    assert len(victims(store)) == 6


def test_cancel_while_reading_leaves_at_once(qtbot: QtBot, show: Show, tmp_path: Path, store: Store) -> None:
    before = store.position()
    page = show(hospital(tmp_path / "list.xlsx"), wait=False)
    with qtbot.waitSignal(page.left, timeout=1_000):
        page.reading.stop.click()
    jobs.finish()
    assert store.position() == before


def test_our_own_workbook_is_offered_to_be_read_back(qtbot: QtBot, show: Show, tmp_path: Path, store: Store) -> None:
    from exports import FileAsked, write_file

    with store.frozen() as source:
        write_file(source, tmp_path / "own.xlsx", FileAsked(language="en"))
    page = show(tmp_path / "own.xlsx")
    assert "made by Sijill" in page.outcome.note.words()
    with qtbot.waitSignal(page.ours) as told:
        page.outcome.findChildren(Button)[0].click()
    assert told.args == [tmp_path / "own.xlsx"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_mapping_is_saved_to_a_file_and_used_again(
    qtbot: QtBot, show: Show, tmp_path: Path, language: str
) -> None:  # fmt: skip
    page = show(hospital(tmp_path / "list.xlsx"), language)
    qtbot.waitUntil(lambda: page.columns.table.rows.complete)
    page.columns.table.go_to(2)
    page.columns.choose("nowhere")
    said = page.columns.columns
    page.mappings.save(page._told(), tmp_path / "mapping.json")
    qtbot.waitUntil((tmp_path / "mapping.json").exists)
    again = show(hospital(tmp_path / "again.xlsx"), language)
    assert again.columns.columns != said
    again.mappings.use(tmp_path / "mapping.json")
    qtbot.waitUntil(lambda: again.columns.columns == said)


def test_a_file_that_is_no_mapping_changes_nothing_and_says_so(
    qtbot: QtBot, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    told: list[UserError] = []
    monkeypatch.setattr("gui.messages.tell", told.append)
    page = show(hospital(tmp_path / "list.xlsx"))
    said = page.columns.columns
    (tmp_path / "mapping.json").write_text("{not json")
    page.mappings.use(tmp_path / "mapping.json")
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].kind == "bad-mapping" and page.columns.columns == said


def test_what_all_rows_share_is_said_once_shown_and_goes_into_each_that_says_nothing_else(
    qtbot: QtBot, show: Show, tmp_path: Path, store: Store
) -> None:
    source = store.save([Edit("source", None, {"title": "Hospital of Ariha", "kind": "hospital"})]).ids[0]
    bare = [[*line[:-1], ""] for line in rows()[1:]]
    bare[0][-1] = "شهيد"
    page = show(text_file(tmp_path / "list.csv", [HEADS, *bare], "utf-8", ","))
    page.columns.same.click()
    qtbot.waitUntil(lambda: page.same.dialog is not None)
    dialog = page.same.dialog
    assert dialog is not None
    for name, value in (("outcome", "injured"), ("sources", (source,)), ("cause", "small_arms")):
        dialog.add(name)
        dialog.form.change(name, value)
    dialog.remove("cause")
    with qtbot.waitSignal(page.same.told):
        dialog._use()
    assert "Hospital of Ariha" in page.columns.said.text() and "Injured" in page.columns.said.text()
    on(qtbot, page)
    assert page.state()["mapping"].constants == {"victim.outcome": "injured", "victim.sources": [source]}
    with qtbot.waitSignal(page.left, timeout=20_000):
        page._onward()
    _, found = store.listing(Query("victim")).first(100)
    assert sorted(str(one["outcome"]) for one in found.values()) == ["injured"] * 5 + ["killed"]
    entries = store.read_many("victim", [one.id for one in found.values()])
    assert {entry.values["sources"] for entry in entries} == {(source,)} and "cause" not in entries[0].values
    page = show(text_file(tmp_path / "list august.csv", [HEADS, *bare], "utf-8", ","))
    assert page.columns.constants == {"victim.outcome": "injured", "victim.sources": [source]}


def test_what_cannot_be_read_is_not_said_of_every_row(qtbot: QtBot, show: Show, tmp_path: Path) -> None:
    page = show(text_file(tmp_path / "list.csv", rows(), "utf-8", ","))
    page.columns.same.click()
    qtbot.waitUntil(lambda: page.same.dialog is not None)
    dialog = page.same.dialog
    assert dialog is not None and not {"name", "code", "document_number", "kin_phone"} & set(can_be_same("victim"))
    dialog.add("outcome_day")
    editor = dialog.form.editor("outcome_day")
    assert isinstance(editor, LineEditor)
    editor.line.setText("45/7/2019")
    dialog._use()
    assert dialog.isVisible() and page.columns.constants == {}
    dialog.reject()


def test_a_new_row_that_may_be_here_already_says_who_and_opens_them(
    qtbot: QtBot, show: Show, tmp_path: Path, store: Store
) -> None:
    here = a_victim(store, name=called("منى خالد الحسن"))
    page = show(text_file(tmp_path / "list.csv", rows(["C-1", "منى خالد الحسن", "", "", "", "", ""]), "utf-8", ","))
    on(qtbot, page)
    assert page.plan is not None and page.plan.counts()["new"] == 7
    line = page.rows.foreseen.find("alike", "") if page.rows.foreseen is not None else None
    assert line is not None and len(line.numbers) == line.alike == 1 and page.rows.chips.button("alike").isVisible()
    (one,) = line.rows(line.numbers.tolist()).values()
    assert page.likely.records[one.row.record] == (here,) and "منى" in one.likely[0]
    opened: list[str | None] = []
    page.context.editors["victim"] = lambda record, *_: opened.append(record)
    page.rows.chips.button("alike").click()
    qtbot.waitUntil(lambda: page.rows.table.rows.complete and page.rows.table.rows.rowCount() == 1)
    page.rows.table.go_to(0)
    press(page.rows.table, Qt.Key.Key_Return)
    assert opened == [here]
