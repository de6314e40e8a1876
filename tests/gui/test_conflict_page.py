"""The page of a conflict: both values, single keys, a reason where one is needed, the next one after it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from gui.context import Context
from gui.known import Known
from gui.review.conflict_facts import read_conflict
from gui.screens.review import ROOM
from storage.edits import Edit
from storage.review.inbox import CONFLICT
from storage.review.items import PUT_OFF, SETTLED
from storage.store import Store
from tests.attachments.files import a_photo
from tests.builders import a_victim, age, an_incident
from tests.gui.test_review import a_page, calm, press
from tests.gui.typist import Typist, in_front

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def torn(store: Store, kind: str, record: str, field: str, *values: object) -> None:
    """Two people who saw the same write different things."""
    entry = store.read(kind, record)
    assert entry is not None
    for value in values:
        store.save([Edit(kind, record, {field: value}, entry.seen)])


def texts(page: object) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())  # type: ignore[attr-defined]


def test_both_values_are_shown_and_a_key_without_a_reason_decides_nothing(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    torn(register, "victim", a_victim(register, age=age("30")), "age", age("34"), age("43"))
    page = a_page(qtbot, context)
    shown = texts(page.page.conflict)
    assert "34" in shown and "43" in shown and register.me.person_name in shown
    press(page, Qt.Key.Key_1)
    assert len(register.conflicts()) == 1 and page.page.conflict.says.isVisible()
    assert ROOM.badge is not None and ROOM.badge(context) == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_1, "١"])
def test_one_key_decides_with_a_reason_and_it_can_be_taken_back_under_settled(
    qtbot: QtBot, context: Context, register: Store, key: Qt.Key | str
) -> None:
    record = a_victim(register, age=age("30"))
    torn(register, "victim", record, "age", age("34"), age("43"))
    page = a_page(qtbot, context)
    page.page.conflict.why.setText("the identity card")
    press(page, key)
    entry = register.read("victim", record)
    assert register.conflicts() == [] and entry is not None and entry.values["age"] == age("34")
    page.segments.choose(SETTLED)
    page.segments.chosen.emit(SETTLED)
    calm()
    press(page, Qt.Key.Key_1)
    assert len(register.conflicts()) == 1 and register.judgements() == []


def test_a_conflict_is_settled_without_leaving_the_keyboard(
    qtbot: QtBot, qapp: QApplication, context: Context, register: Store
) -> None:
    record = a_victim(register, age=age("30"))
    torn(register, "victim", record, "age", age("34"), age("43"))
    page = a_page(qtbot, context)
    in_front(qtbot, page)
    page.list.setFocus()
    hand = Typist(qapp)
    hand.press("2", "Return")
    assert register.conflicts() and qapp.focusWidget() is page.page.conflict.why, "no reason, no decision"
    hand.press("Esc")
    assert qapp.focusWidget() is page.list
    hand.press("2").type("his card").press("Return")
    calm()
    entry = register.read("victim", record)
    assert register.conflicts() == [] and entry is not None and entry.values["age"] == age("43")
    torn(register, "victim", record, "age", age("34"), age("40"))
    page.reload()
    calm()
    page.list.setFocus()
    hand.press("3").type("38").press("Return").type("his mother").press("Return")
    calm()
    entry = register.read("victim", record)
    assert register.conflicts() == [] and entry is not None and entry.values["age"] == age("38")


def test_no_key_decides_a_conflict_before_its_values_are_seen(qtbot: QtBot, context: Context, register: Store) -> None:
    record = a_victim(register, notes="one")
    torn(register, "victim", record, "notes", "two", "three")
    page = a_page(qtbot, context)
    page.page.show_nothing("")  # as before the values were read
    for number in ("first", "second", "third"):
        page.answer(number)
    calm()
    assert len(register.conflicts()) == 1 and register.judgements() == []


def test_another_value_is_written_with_the_field_s_own_editor(qtbot: QtBot, context: Context, register: Store) -> None:
    record = a_victim(register, age=age("30"))
    torn(register, "victim", record, "age", age("34"), age("43"))
    page = a_page(qtbot, context)
    conflict = page.page.conflict
    assert conflict.editor is not None
    press(page, Qt.Key.Key_3)
    assert len(register.conflicts()) == 1
    conflict.why.setText("his mother")
    line = conflict.editor.findChild(QLineEdit) or conflict.why
    line.setText("40")
    press(page, Qt.Key.Key_3)
    entry = register.read("victim", record)
    assert entry is not None and entry.values["age"] == age("40") and register.conflicts() == []


def test_nobody_can_tell_becomes_unknown_where_the_field_has_it_and_waits_with_a_note_elsewhere(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    one = a_victim(register, sex="male", age=age("30"))
    torn(register, "victim", one, "sex", "female", None)
    page = a_page(qtbot, context)
    page.page.conflict.why.setText("no papers")
    press(page, Qt.Key.Key_4)
    entry = register.read("victim", one)
    assert entry is not None and entry.values["sex"] == "unknown" and register.conflicts() == []
    torn(register, "victim", one, "age", age("34"), age("43"))
    page.reload()
    calm()
    page.page.conflict.why.setText("asked twice")
    press(page, Qt.Key.Key_4)
    assert len(register.inbox(CONFLICT, segment=PUT_OFF)) == 1 and register.inbox(CONFLICT) == []


def test_a_sealed_value_is_covered_in_the_list_and_on_the_page(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    torn(register, "victim", a_victim(register), "kin", "Umm Canary", "Abu Canary")
    page = a_page(qtbot, context)
    assert len(page.list.inbox.items()) == 1
    assert "Canary" not in texts(page) and "Canary" not in str(page.list.inbox.data(page.list.inbox.index(1)))


def test_only_wordings_are_settled_together(qtbot: QtBot, context: Context, register: Store) -> None:
    people = [a_victim(register, age=age("30")) for _ in range(2)]
    for record in people:
        torn(register, "victim", record, "notes", "a", "b")
    page = a_page(qtbot, context)
    page.list.selectAll()
    calm()
    press(page, Qt.Key.Key_1)
    assert register.conflicts() == []
    for record in people:
        torn(register, "victim", record, "age", age("34"), age("43"))
    page.reload()
    calm()
    page.list.selectAll()
    calm()
    page.page.why.setText("all of them")
    press(page, Qt.Key.Key_1)
    assert len(register.conflicts()) == 2


def test_the_field_filter_narrows_to_one_field(qtbot: QtBot, context: Context, register: Store) -> None:
    torn(register, "victim", a_victim(register, age=age("30")), "age", age("34"), age("43"))
    torn(register, "incident", an_incident(register), "weapon", "barrel_bomb", "artillery")
    page = a_page(qtbot, context)
    head = page.head
    head.kinds.setCurrentIndex(head.kinds.findData(CONFLICT))
    head.wished.emit()
    calm()
    assert head.fields.isVisible() and len(page.list.inbox.items()) == 2
    head.fields.setCurrentIndex(
        next(n for n in range(head.fields.count()) if tuple(head.fields.itemData(n)) == ("victim", "age"))
    )
    head.wished.emit()
    calm()
    assert [item.question.about for item in page.list.inbox.items()] == ["conflict:age"]


def test_what_the_laptop_of_a_value_attached_is_named_beside_it_and_looked_at(
    qtbot: QtBot, context: Context, register: Store, tmp_path: Path
) -> None:
    record = a_victim(register, age=age("30"))
    torn(register, "victim", record, "age", age("34"), age("43"))
    page = a_page(qtbot, context)
    assert "Attached" not in texts(page.page.conflict)
    photo = tmp_path / "list-page-1.jpg"
    photo.write_bytes(a_photo())
    register.attach(photo, "victim", record)
    facts = read_conflict(register, register.inbox(CONFLICT)[0], "en", Known())
    assert facts is not None
    page.page.conflict.show_facts(facts, 1, 1, later=False)
    qtbot.waitUntil(lambda: "list-page-1.jpg" in texts(page.page.conflict))
    elsewhere = replace(facts, files=tuple(replace(one, device="another") for one in facts.files))
    page.page.conflict.show_facts(elsewhere, 1, 1, later=False)
    qtbot.waitUntil(lambda: "Attached" in texts(page.page.conflict))
    assert "list-page-1.jpg" not in texts(page.page.conflict)
