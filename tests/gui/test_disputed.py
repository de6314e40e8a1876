"""What teams disagree about never looks settled: forms cover it with all values, and it is decided under Review."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.context import Context
from gui.forms.form import FieldBox
from gui.screens.review import ReviewPage
from storage.edits import Edit
from storage.records import RECORDS
from storage.store import Store
from tests.builders import a_victim, age, an_incident, name
from tests.gui.test_conflict_page import texts, torn
from tests.gui.test_review import a_page, calm, press
from tests.gui.typist import an_entry, settled

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def box(window: object, field: str) -> FieldBox:
    return next(one for one in window.findChildren(FieldBox) if one.name == field)  # type: ignore[attr-defined]


def test_a_protected_field_in_dispute_is_covered_by_its_values_until_somebody_decides(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    record = an_incident(register)
    torn(register, "incident", record, "attack", "shooting", "barrel_bombing")
    torn(register, "incident", record, "place_note", "by the mill", "at the well")
    window = an_entry(qtbot, context, record)
    settled(window)
    attack, note = box(window, "attack"), box(window, "place_note")
    assert not attack.editor.isVisible() and attack.rivals.isVisible()
    assert attack.rivals.values.text() == "Barrel bombing or Shooting or sniper fire"
    assert note.editor.isVisible() and "by the mill" in note.says.words(), "wording: the newest, the other beside it"
    asked: list[tuple[str, str]] = []
    context.asked.connect(lambda *wish: asked.append(wish))
    attack.rivals.link.click()
    assert asked == [("review", f"{record}/conflict:attack")]
    dispute = register.dispute("incident", record, "attack")
    assert dispute is not None
    context.announce(register.save([Edit("incident", record, {"attack": "shooting"}, dispute.seen, "seen by many")]))
    settled(window)
    assert attack.editor.isVisible() and not attack.rivals.isVisible()
    window.close()


def test_what_was_typed_before_others_disagreed_stays_and_is_told(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    record = an_incident(register, certainty="possible")
    window = an_entry(qtbot, context, record)
    window.desk.form.change("certainty", "confirmed")
    torn(register, "incident", record, "certainty", "probable", "rumour")
    context.announce(register.save([Edit("incident", record, {"tags": ("x",)})]))
    settled(window)
    certainty = box(window, "certainty")
    assert certainty.editor.isVisible() and window.desk.form.value("certainty") == "confirmed"
    assert "Teams wrote differently" in certainty.says.words()
    window.close()


def test_a_cell_in_dispute_shows_all_values_and_takes_no_typing(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    record = an_incident(register)
    victim = a_victim(register, incident=record, age=age("30"), name=name("سعاد علي حسن"))
    torn(register, "victim", victim, "age", age("34"), age("43"))
    torn(register, "victim", victim, "name", name("سعاد علي حسين"), name("سعدى علي حسن"))
    window = an_entry(qtbot, context, record)
    settled(window)
    grid = window.body.grids()["victims"]
    model = window.desk.victims
    shown = {column.key: str(model.index(0, at).data() or "") for at, column in enumerate(model.columns)}
    assert shown["age"] == "43 or 34" and all(one in shown["given"] for one in ("سعدى", " or ", "سعاد"))
    grid.go_to(0, "age")
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_5)
    assert grid.line is None and not window.desk.victims.row_at(0).text("age").startswith("5")
    assert "Teams disagree" in window.body.victims.says.words()
    model.write([((0, "family"), "آخر"), ((0, "hospital"), "Clinic")], "paste")
    assert "آخر" not in {cell.text for cell in model.row_at(0).cells.values()}
    assert model.row_at(0).text("hospital") == "Clinic"
    window.save_complete()
    settled(window)
    assert {field for _, _, field in register.conflicts()} == {"age", "name"}


def test_review_opens_at_the_very_conflict_that_was_asked_for(qtbot: QtBot, context: Context, register: Store) -> None:
    records = [a_victim(register) for _ in range(3)]
    for record in records:
        for field, values in {"age": (age("34"), age("43")), "sex": ("female", "unknown")}.items():
            torn(register, "victim", record, field, *values)
    page = a_page(qtbot, context)
    assert isinstance(page, ReviewPage)
    page.show_record(f"{records[0]}/conflict:sex")
    calm()
    now = page.list.current()
    assert now is not None and (now.record, now.question.about) == (records[0], "conflict:sex")


def test_who_may_not_decide_is_told_who_may_and_leaves_a_note(qtbot: QtBot, context: Context, register: Store) -> None:
    context.rights.role = "rescuer"
    torn(register, "victim", a_victim(register, sex=None), "sex", "male", "female")
    page = a_page(qtbot, context)
    assert "Only a verifier or a coordinator decides" in texts(page.page.conflict) or any(
        "Only a verifier or a coordinator decides" in one.accessibleName()
        for one in page.page.conflict.findChildren(type(page.page.conflict).__mro__[1])
    )
    page.page.conflict.why.setText("I saw her")
    for key in (Qt.Key.Key_1, Qt.Key.Key_2):
        press(page, key)
        assert len(register.conflicts()) == 1
    press(page, Qt.Key.Key_3)
    assert register.inbox("conflict") == [] and register.inbox_counts().later["conflict"] == 1
    assert all(item.name for item in RECORDS["victim"].fields.values())
