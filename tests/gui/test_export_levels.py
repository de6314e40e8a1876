"""Laws of choosing who may see what: nothing leaves unnamed or unlogged, and what was shown is what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from exports import Format, Manner, Shape
from gui import jobs
from gui.context import Context
from gui.export.dialog import REMEMBERED, ExportDialog, show_export
from gui.export.wish import Wish, for_level, kept, taken_up
from storage.edits import Edit
from storage.lists.listing import Query
from storage.sharing.privacy import Level
from storage.store import Store
from tests.builders import a_store, a_victim, age, an_incident, change, name, place
from tests.disk import files_up_to
from tests.gui.dressed import speak
from tests.gui.summer import a_context
from tests.gui.typist import Typist, in_front

WHO, WHY = "Health cluster", "joint needs assessment"
PASSPHRASE = "window bridge salt lantern seven"
Show = Callable[..., ExportDialog]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An incident with seven people, of whom one is named."""
    made = a_store(tmp_path)
    incident = an_incident(made, victims=6)
    a_victim(made, incident=incident, name=name("سمر خالد"), consent="no", age=age("34"), sex="female")
    yield made
    jobs.finish()
    made.close()


@pytest.fixture
def show(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> Iterator[Show]:
    """The dialog on that register, ready; files go to the folder of the test."""

    parents: list[QWidget] = []  # held until the test is through: one that goes while its dialog ends takes both down

    def make(language: str = "en", context: Context | None = None) -> ExportDialog:
        speak(qapp, language)
        parent = QWidget()
        parents.append(parent)
        parent.resize(1366, 768)
        qtbot.addWidget(parent)
        parent.show()
        made = show_export(context or a_context(tmp_path, store), parent, None)
        in_front(qtbot, made)
        qtbot.waitUntil(made.export.isEnabled)
        made.choose(str(tmp_path / "out.xlsx"))
        ready(qtbot, made)
        return made

    yield make
    jobs.finish()


def ready(qtbot: QtBot, dialog: ExportDialog) -> None:
    qtbot.waitUntil(lambda: dialog.export.isEnabled() and dialog._looked is not None, timeout=20_000)


def read_by(qtbot: QtBot, dialog: ExportDialog, level: Level, who: str = WHO, why: str = WHY) -> None:
    dialog.fields.readers.cards[level].button.setChecked(True)
    dialog.fields.recipients.who.setText(who)
    dialog.fields.recipients.why.setText(why)
    ready(qtbot, dialog)


def written(qtbot: QtBot, dialog: ExportDialog) -> None:
    dialog.export.click()
    qtbot.waitUntil(lambda: dialog.written, timeout=20_000)


def log(store: Store) -> list[Any]:
    return list(store.listing(Query("disclosure")).first(9)[1].values())


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix in (".xlsx", ".age", ".zip", ".csv", ".part"))


def test_nothing_is_chosen_for_anybody_by_carelessness(show: Show) -> None:
    dialog = show()
    assert dialog.fields.readers.level is Level.PARTNER
    assert dialog.fields.recipients.values() == ("", "")
    assert dialog.file.text().startswith("out")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("level", [Level.PARTNER, Level.PUBLIC])
def test_nothing_is_written_without_recipient_and_purpose(
    qtbot: QtBot, show: Show, tmp_path: Path, store: Store, level: Level, language: str
) -> None:
    dialog = show(language)
    fields = dialog.fields.recipients
    read_by(qtbot, dialog, level, "", "")
    dialog.export.click()
    assert fields.recipient.says.words()
    assert fields.who.hasFocus()
    read_by(qtbot, dialog, level, WHO, "  ")
    assert not fields.recipient.says.words(), "typing takes the words away"
    dialog.export.click()
    assert fields.purpose.says.words()
    assert fields.why.hasFocus()
    assert files(tmp_path) == []
    assert log(store) == []
    read_by(qtbot, dialog, level)
    written(qtbot, dialog)
    assert files(tmp_path) == ["out.xlsx"]


def test_our_own_teams_need_not_be_named(qtbot: QtBot, show: Show, tmp_path: Path) -> None:
    dialog = show()
    read_by(qtbot, dialog, Level.INTERNAL, "", "")
    assert dialog.fields.recipients.recipient.star.isHidden()
    written(qtbot, dialog)
    assert files(tmp_path) == ["out.xlsx"]


@pytest.mark.parametrize("level", list(Level))
def test_what_is_shown_is_what_is_written(qtbot: QtBot, show: Show, tmp_path: Path, level: Level) -> None:
    dialog = show()
    read_by(qtbot, dialog, level)
    found = dialog.seen.found
    assert found is not None
    assert found.level is level
    written(qtbot, dialog)
    book = load_workbook(tmp_path / "out.xlsx")
    head = 2 if level is Level.INTERNAL else 3
    rows = 0
    for sheet in found.sheets:
        lines = list(book[sheet.title].iter_rows(min_row=head, values_only=True))
        rows += len(lines) - 1
        assert len(lines) - 1 == sheet.rows
        shown = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
        words = {label for label, value in shown[0].items() if isinstance(value, str)}
        told = {label: text for label, text in sheet.sample if label in words and "P-" not in text}
        assert any(all(row[label] == text for label, text in told.items()) for row in shown)
    assert rows == found.rows


def test_the_table_tells_each_column_and_its_rule(qtbot: QtBot, show: Show) -> None:
    dialog = show()
    read_by(qtbot, dialog, Level.PARTNER)
    pane = dialog.seen
    assert pane.sheet is not None
    assert pane.sheet.kind == "victim"
    table = pane.table
    assert table is not None
    qtbot.waitUntil(lambda: table.rows.complete)
    cells = [[cell.words for cell in table.rows.cells(row) or ()] for row in range(table.rows.rowCount())]
    told = {row[0]: row[1:] for row in cells}
    assert told["Name"] == ["سمر خالد", "not written", "With consent"]
    assert told["Age"] == ["34", "30–39 · age group", "Coarser"]
    assert told["Sex"] == ["Female", "Female", "Shown"]
    assert told["Notes"][1:] == ["not written", "Hidden"]
    assert "0 people are named, 7 names stay here" in pane.promise.text()


def test_for_the_public_the_tables_are_shown_as_they_will_be(qtbot: QtBot, show: Show) -> None:
    dialog = show()
    read_by(qtbot, dialog, Level.PUBLIC)
    pane = dialog.seen
    assert pane.sheet is not None
    assert (pane.sheet.kind, pane.sheet.heads[-3:]) == ("people", ("People: at most", "Groups put together", "Remark"))
    assert [row[-3] for row in pane.sheet.table] == ["7"]
    assert "put together" in pane.promise.text()


def test_another_choice_stops_the_look_that_is_under_way(qtbot: QtBot, show: Show) -> None:
    dialog = show()
    dialog._look_at()
    looking = dialog._looking
    assert looking is not None
    dialog.fields.readers.cards[Level.PUBLIC].button.setChecked(True)
    assert looking.cancelled
    assert dialog.seen.found is None, "what was seen no longer holds"
    ready(qtbot, dialog)
    assert dialog.seen.found is not None
    assert dialog.seen.found.level is Level.PUBLIC


def test_typing_a_name_looks_at_nothing_anew(qtbot: QtBot, show: Show) -> None:
    dialog = show()
    looked = dialog._looked
    dialog.fields.recipients.who.setText("somebody")
    assert dialog.export.isEnabled(), "whoever types fast may go on at once"
    assert dialog._looked is looked
    assert dialog._wish.sharing.recipient == "somebody"


def test_what_was_seen_goes_when_it_no_longer_holds(qtbot: QtBot, show: Show) -> None:
    dialog = show()
    dialog.fields.where.first.line.setText("someday")
    dialog.fields.take()
    assert dialog.seen.found is None
    assert dialog.seen.table is None


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_village_is_too_close_for_the_public_and_that_stands_beside_the_place(
    qtbot: QtBot, show: Show, store: Store, language: str
) -> None:
    dialog = show(language)
    where = dialog.fields.where
    where.place.set_value(place(store))
    dialog.fields.readers.cards[Level.PUBLIC].button.setChecked(True)
    qtbot.waitUntil(lambda: bool(where.place_box.says.words()))
    assert dialog.seen.note.isVisible()
    dialog.fields.readers.cards[Level.PARTNER].button.setChecked(True)
    ready(qtbot, dialog)
    assert not where.place_box.says.words()


def test_the_log_has_a_line_of_every_file(qtbot: QtBot, show: Show, store: Store, tmp_path: Path) -> None:
    dialog = show()
    read_by(qtbot, dialog, Level.PARTNER)
    written(qtbot, dialog)
    (line,) = log(store)
    told = {key: line[key] for key in ("level", "recipient", "purpose", "file_name", "format", "shape", "protected")}
    assert told == {
        "level": "partner", "recipient": WHO, "purpose": WHY, "file_name": "out.xlsx", "format": "xlsx",
        "shape": "coordinator", "protected": "no",
    }  # fmt: skip
    words = dialog.outcome.note.words()
    assert "out.xlsx" in words
    assert "Partner" in words
    assert WHO in words
    assert WHY in words
    assert "unprotected" in words


def test_a_file_that_cannot_be_logged_does_not_stay(qtbot: QtBot, show: Show, store: Store, tmp_path: Path) -> None:
    dialog = show()
    read_by(qtbot, dialog, Level.PARTNER)
    written(qtbot, dialog)
    size = (tmp_path / "out.xlsx").stat().st_size
    (tmp_path / "out.xlsx").unlink()
    dialog.close()
    again = show()
    read_by(qtbot, again, Level.PARTNER)
    incident = store.listing(Query("incident")).first(1)[1][1].id
    with store.frozen():  # who reads keeps the log of the database from being folded back: it is longer than the file
        for number in range(20):
            change(store, "incident", incident, place_note=f"near the bridge {number}")
        with files_up_to(size + 8192):  # room for the file, not for the line in the register's log
            again.export.click()
            qtbot.waitUntil(lambda: again.outcome.note.isVisible(), timeout=20_000)
    assert not again.written
    assert files(tmp_path) == []
    assert len(log(store)) == 1


def test_cancelling_leaves_neither_file_nor_line(qtbot: QtBot, show: Show, store: Store, tmp_path: Path) -> None:
    values = {"place": place(store), "status": "draft"}
    store.save([Edit("incident", None, values) for _ in range(2500)])
    dialog = show()
    read_by(qtbot, dialog, Level.PARTNER)
    dialog.outcome.bar.valueChanged.connect(lambda _: dialog.back.click())
    dialog.export.click()
    qtbot.waitUntil(lambda: dialog.outcome.note.isVisible(), timeout=20_000)
    assert files(tmp_path) == []
    assert log(store) == []
    assert dialog.fields.isEnabled()


def test_a_passphrase_seals_the_file_and_is_kept_nowhere(
    qtbot: QtBot, show: Show, store: Store, tmp_path: Path
) -> None:
    dialog = show()
    read_by(qtbot, dialog, Level.PARTNER)
    protection = dialog.fields.protection
    protection.box.setChecked(True)
    ready(qtbot, dialog)
    dialog.export.click()
    assert protection.says.words(), "a passphrase is left to do"
    assert files(tmp_path) == []
    for field in (protection.passphrase.first, protection.passphrase.second):
        field.line.setText(PASSPHRASE)
    qtbot.waitUntil(protection.passphrase.complete)
    assert dialog.file.text() == "out.xlsx.age"
    assert not dialog.fields.wish(Wish()).manner.passphrase
    written(qtbot, dialog)
    assert (tmp_path / "out.xlsx.age").read_bytes().startswith(b"age-encryption.org/v1")
    assert protection.text() == ""
    assert PASSPHRASE not in str(dialog._context.setting(REMEMBERED))
    assert log(store)[0]["protected"] == "yes"
    assert "sealed" in dialog.outcome.note.words()


def test_choices_are_remembered_but_never_for_whom_nor_the_level(
    qtbot: QtBot, show: Show, store: Store, tmp_path: Path
) -> None:
    context = a_context(tmp_path, store)
    dialog = show(context=context)
    read_by(qtbot, dialog, Level.INTERNAL)
    dialog.fields.manner.shape.button(Shape.ANALYST).click()
    dialog.fields.manner.hxl.setChecked(True)
    dialog.fields.include.boxes["place"].setChecked(False)
    ready(qtbot, dialog)
    written(qtbot, dialog)
    dialog.close()
    again = show(context=context)
    assert again.fields.readers.level is Level.PARTNER
    assert again.fields.recipients.values() == ("", "")
    assert again.fields.manner.shape.value() is Shape.ANALYST
    assert again.fields.manner.hxl.isChecked()
    assert not again.fields.include.boxes["place"].isChecked()
    assert not again.fields.protection.wanted


@pytest.mark.parametrize("found", [None, {}, {"language": "en"}, "x", dict.fromkeys(kept(Wish()), "rubbish")])
def test_what_was_remembered_wrongly_changes_nothing(found: object) -> None:
    assert taken_up(found, Wish()) == Wish()


def test_what_was_remembered_comes_back() -> None:
    wish = Wish(language="en", manner=Manner(Shape.ANALYST, Format.CSV, bom=False, kinds=("victim",)))
    assert taken_up(kept(wish), Wish()) == wish


def test_the_name_of_a_chosen_file_follows_the_level(tmp_path: Path) -> None:
    old = tmp_path / "sijill-partner-partnership.xlsx"
    assert for_level(old, Level.PARTNER, Level.INTERNAL).name == "sijill-internal-partnership.xlsx"


def test_recipients_and_purposes_of_before_are_offered(qtbot: QtBot, show: Show, store: Store) -> None:
    for who, why in (("Shelter cluster", "winter"), (WHO, WHY), (WHO, "vaccines")):
        store.save([Edit("disclosure", None, {"level": "partner", "recipient": who, "purpose": why})])
    dialog = show()
    fields = dialog.fields.recipients
    assert {one.value for one in fields._recipients("cluster")} == {WHO, "Shelter cluster"}
    assert [one.value for one in fields._recipients("health")] == [WHO]
    fields.who.setText(WHO)
    assert {one.value for one in fields._purposes("")[:2]} == {WHY, "vaccines"}
    assert fields._purposes("")[-1].beside == "Shelter cluster"


def test_only_what_is_ticked_is_written(qtbot: QtBot, show: Show, tmp_path: Path) -> None:
    dialog = show()
    read_by(qtbot, dialog, Level.PARTNER)
    for group, box in dialog.fields.include.boxes.items():
        box.setChecked(group == "victim")
    ready(qtbot, dialog)
    assert dialog.seen.found is not None
    assert {sheet.kind for sheet in dialog.seen.found.sheets} == {"victim"}
    dialog.fields.include.boxes["victim"].setChecked(False)
    assert dialog.fields.include.says.words()
    assert not dialog.export.isEnabled()
    dialog.fields.include.boxes["victim"].setChecked(True)
    ready(qtbot, dialog)
    written(qtbot, dialog)
    assert "Incidents" not in load_workbook(tmp_path / "out.xlsx").sheetnames


@pytest.mark.parametrize(
    ("chosen", "groups", "name"),
    [(Format.CSV, None, "out.zip"), (Format.CSV, "victim", "out.csv"), (Format.GEOJSON, None, "out.geojson")],
)
def test_other_formats_are_written_too(
    qtbot: QtBot, show: Show, store: Store, tmp_path: Path, chosen: Format, groups: str | None, name: str
) -> None:
    dialog = show()
    read_by(qtbot, dialog, Level.PARTNER)
    dialog.fields.manner.format.button(chosen).click()
    for group, box in dialog.fields.include.boxes.items():
        box.setChecked(groups is None or group == groups)
    ready(qtbot, dialog)
    assert dialog.file.text() == name
    written(qtbot, dialog)
    assert (tmp_path / name).stat().st_size
    assert log(store)[0]["format"] == chosen.value
    assert "سمر" not in (tmp_path / name).read_bytes().decode("utf-8", "replace")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_keyboard_alone_is_enough(
    qtbot: QtBot, qapp: QApplication, show: Show, store: Store, tmp_path: Path, language: str
) -> None:
    dialog, typist = show(language), Typist(qapp)
    dialog.fields.readers.focus()
    typist.press("Alt+3")
    assert dialog.fields.readers.level is Level.PUBLIC
    typist.press("Up")
    assert dialog.fields.readers.level is Level.PARTNER
    typist.press("Alt+3", "Alt+2")
    typist.press("Tab").type("Health").press("Tab").type("winter")
    ready(qtbot, dialog)
    typist.press("Ctrl+Return")
    qtbot.waitUntil(lambda: dialog.written, timeout=20_000)
    (line,) = log(store)
    assert (line["recipient"], line["purpose"], line["level"]) == ("Health", "winter", "partner")
    assert dialog.open_folder.hasFocus()
    typist.press("Esc")
    qtbot.waitUntil(lambda: not dialog.isVisible())
