"""The Review room: questions in groups, answered with single keys; then the next; all can be taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from gui.review.asked import GROUP_ICONS, group_title, rule_title
from gui.screens.review import GROUPS, ROOM, ReviewPage
from storage.edits import Draft, Edit
from storage.review import inbox
from storage.rule import RULES
from storage.saving import new_id
from storage.store import Store
from tests.builders import an_incident, change, place, victim_values
from tests.gui.dressed import speak
from tests.gui.typist import in_front
from tests.test_inbox import an_old_man

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def a_page(qtbot: QtBot, context: Context) -> ReviewPage:
    page = ReviewPage(context)
    qtbot.addWidget(page)
    page.resize(1366, 700)
    in_front(qtbot, page)
    page.entered()
    calm()
    return page


def calm() -> None:
    """Let every job that was started end, and what it starts."""
    for _ in range(4):
        jobs.finish()
        QTest.qWait(1)


def press(page: ReviewPage, key: Qt.Key | str) -> None:
    if isinstance(key, str):  # QTest knows no Arabic digit
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(page.list, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, key))
    else:
        QTest.keyClick(page.list, key)
    calm()


def abouts(page: ReviewPage) -> list[str]:
    return [item.question.about for item in page.list.inbox.items()]


def one_of_each(store: Store) -> None:
    an_incident(store, claims=1)
    an_old_man(store)
    an_old_man(store)
    an_incident(store, status="draft")
    store.save(
        [Edit("place", None, {"name_en": "Farm", "level": 4, "parent": place(store), "proposed_by": store.me.team})]
    )


# ---- what is shown


def test_every_group_has_a_name_and_a_sign_and_every_doubt_a_title() -> None:
    assert set(inbox.GROUPS) == set(GROUPS) and set(GROUPS) <= set(GROUP_ICONS)
    assert all(group_title(group) != group for group in GROUPS)
    soft = {law.name for laws in RULES.values() for law in laws if not law.hard}
    untold = [name for name in soft | set(inbox._ACROSS) if rule_title(name) == "A doubt"]
    assert untold == []


def test_groups_stand_in_their_order_with_their_counts(qtbot: QtBot, context: Context, register: Store) -> None:
    one_of_each(register)
    page = a_page(qtbot, context)
    heads = [(entry.group, entry.count) for entry in page.list.inbox.entries if entry.count]
    assert heads == [("draft", 1), ("rule", 2), ("fit", 1), ("proposal", 1), ("unverified", 1)]
    assert "5 to settle" in page.head.count.text() and "5" in page.segments.button("todo").text()


def test_an_empty_inbox_says_what_will_be_here(qtbot: QtBot, context: Context) -> None:
    page = a_page(qtbot, context)
    assert page.list.current() is None and not page.list.inbox.items()


def test_the_badge_is_what_waits_for_a_decision(context: Context, register: Store) -> None:
    one_of_each(register)
    assert ROOM.badge is not None and ROOM.badge(context) == 5 and ROOM.number == 7


def test_up_and_down_go_from_question_to_question(qtbot: QtBot, context: Context, register: Store) -> None:
    one_of_each(register)
    page = a_page(qtbot, context)
    seen = []
    for _ in abouts(page):
        now = page.list.current()
        assert now is not None
        seen.append(now.question.about)
        press(page, Qt.Key.Key_Down)
    assert seen == abouts(page)


# ---- rows of files


def a_file(store: Store, many: int = 3) -> list[Edit]:
    """Rows of a foreign table, as an import leaves them."""
    people = [Edit("victim", new_id(), victim_values(status="proposed")) for _ in range(many)]
    strike = Edit("incident", new_id(), {"place": place(store), "attack": "shelling", "status": "proposed"})
    origins = [
        Edit("intake", None, {"record_id": row.id, "record_kind": row.kind, "file_name": "hospital.xlsx",
                              "sha256": "ab" * 32, "sheet": "List", "row": at})
        for at, row in enumerate([*people, strike], 2)
    ]  # fmt: skip
    store.save([*people, strike, *origins])
    return [*people, strike]


def statuses(store: Store, rows: list[Edit]) -> list[str]:
    entries = [store.read(row.kind, row.id or "") for row in rows]
    return ["withdrawn" if one.values.get("withdrawn") else one.values["status"] for one in entries if one is not None]


def test_a_file_stands_before_its_rows_and_counts_once(qtbot: QtBot, context: Context, register: Store) -> None:
    a_file(register)
    page = a_page(qtbot, context)
    assert abouts(page) == ["confirm:file", *["confirm"] * 4]
    assert [(entry.group, entry.count) for entry in page.list.inbox.entries if entry.count] == [("confirm", 4)]
    assert "1 to settle" in page.head.count.text() and ROOM.badge is not None and ROOM.badge(context) == 1


def test_key_1_confirms_a_whole_file_and_one_undo_takes_it_back(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    rows = a_file(register)
    page = a_page(qtbot, context)
    with qtbot.waitSignal(context.changed) as told:
        press(page, Qt.Key.Key_1)
    assert statuses(register, rows) == ["complete"] * 3 + ["draft"]
    register.undo(told.args[0].save)
    assert statuses(register, rows) == ["proposed"] * 4


def test_refusing_asks_for_a_reason_and_withdraws_all_rows(qtbot: QtBot, context: Context, register: Store) -> None:
    rows = a_file(register)
    page = a_page(qtbot, context)
    press(page, Qt.Key.Key_2)
    assert statuses(register, rows) == ["proposed"] * 4
    page.page.why.setText("another governorate")
    with qtbot.waitSignal(context.changed):
        press(page, "٢")
    assert statuses(register, rows) == ["withdrawn"] * 4


def test_some_rows_are_confirmed_or_refused_alone(qtbot: QtBot, context: Context, register: Store) -> None:
    rows = a_file(register)
    page = a_page(qtbot, context)
    press(page, Qt.Key.Key_Down)
    one = page.list.current()
    assert one is not None and one.file is None
    page.page.why.setText("told twice")
    with qtbot.waitSignal(context.changed):
        press(page, "٣")
    assert sorted(statuses(register, rows)) == ["proposed"] * 3 + ["withdrawn"]
    entry = register.read(one.kind, one.record)
    assert entry is not None and entry.values["withdrawn"] == "told twice"
    calm()
    with qtbot.waitSignal(context.changed):
        press(page, Qt.Key.Key_1)
    assert statuses(register, rows).count("proposed") == 2


# ---- answers


def test_key_1_accepts_and_the_next_question_has_the_cursor(qtbot: QtBot, context: Context, register: Store) -> None:
    one_of_each(register)
    page = a_page(qtbot, context)
    first, second = [item for item in page.list.inbox.items() if item.question.group == "rule"]
    page.list.go_to([first.key])
    press(page, "1")
    now = page.list.current()
    assert now is not None and now.key == second.key and page.focusWidget() is page.list
    assert len(register.judgements()) == 1
    press(page, "١")
    assert "rule:age_is_possible" not in abouts(page) and len(register.judgements()) == 2


def test_a_difference_is_accepted_only_with_a_reason(qtbot: QtBot, context: Context, register: Store) -> None:
    an_incident(register, claims=1, verification="verified")
    page = a_page(qtbot, context)
    press(page, "1")
    assert register.judgements() == [] and page.focusWidget() is page.page.why
    QTest.keyClicks(page.page.why, "12 families asked for it")
    calm()
    assert page.page.why.text() == "12 families asked for it" and register.judgements() == []
    page.answer("accept")
    calm()
    assert [item.reason for item in register.judgements()] == ["12 families asked for it"]


def test_key_2_puts_off_and_the_later_segment_brings_back(qtbot: QtBot, context: Context, register: Store) -> None:
    an_old_man(register)
    page = a_page(qtbot, context)
    press(page, "2")
    assert abouts(page) == [] and register.inbox_counts().later["rule"] == 1
    page._segment("later")
    calm()
    assert abouts(page) == ["rule:age_is_possible"]
    press(page, "2")
    assert register.inbox_counts().todo["rule"] == 1


def test_a_settled_question_can_be_taken_back(qtbot: QtBot, context: Context, register: Store) -> None:
    record = an_incident(register)
    page = a_page(qtbot, context)
    press(page, "1")
    entry = register.read("incident", record)
    assert entry is not None and entry.values["verification"] == "verified"
    page._segment("settled")
    calm()
    press(page, "1")
    entry = register.read("incident", record)
    assert entry is not None and "verification" not in entry.values and register.judgements() == []


def test_several_are_accepted_in_one_save(qtbot: QtBot, context: Context, register: Store) -> None:
    for _ in range(3):
        an_old_man(register)
    page = a_page(qtbot, context)
    saves: list[str] = []
    context.changed.connect(lambda outcome: saves.append(outcome.save))
    page.list.selectAll()
    press(page, "1")
    assert abouts(page) == [] and len(saves) == 1 and len(register.judgements()) == 3
    context.announce(register.undo(saves[0]))
    calm()
    assert len(abouts(page)) == 3


def test_digits_typed_as_a_reason_answer_nothing(qtbot: QtBot, context: Context, register: Store) -> None:
    an_old_man(register)
    page = a_page(qtbot, context)
    page.page.why.setFocus()
    QTest.keyClicks(page.page.why, "121")
    calm()
    assert page.page.why.text() == "121" and register.judgements() == []


def test_enter_opens_the_record(qtbot: QtBot, context: Context, register: Store) -> None:
    person = an_old_man(register)
    opened: list[str | None] = []
    context.editors["victim"] = opened.append
    page = a_page(qtbot, context)
    press(page, Qt.Key.Key_Return)
    assert opened == [person]


def test_a_draft_cannot_be_accepted_only_opened(qtbot: QtBot, context: Context, register: Store) -> None:
    record = an_incident(register, status="draft")
    opened: list[str | None] = []
    context.editors["incident"] = opened.append
    page = a_page(qtbot, context)
    press(page, "1")
    assert opened == [record] and abouts(page) == ["draft"]


def test_what_was_typed_and_never_saved_can_be_thrown_away_here(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    register.keep_draft(Draft(new_id(), "incident", "", {"form": {}, "about": {"place": "Ariha"}}, open=False))
    page = a_page(qtbot, context)
    assert abouts(page) == ["draft:typed"]
    page.answer("drop")
    calm()
    assert abouts(page) == [] and register.drafts() == []


def test_a_change_elsewhere_is_shown_and_the_cursor_stays(qtbot: QtBot, context: Context, register: Store) -> None:
    first, second = an_old_man(register), an_old_man(register)
    page = a_page(qtbot, context)
    page.list.go_to([(second, "rule:age_is_possible")])
    context.announce(change(register, "victim", first, overrides=None))
    calm()
    now = page.list.current()
    assert now is not None and now.record == second and len(abouts(page)) == 1


def test_a_record_that_cannot_be_verified_yet_says_why(qtbot: QtBot, context: Context, register: Store) -> None:
    from storage.journal.change import Change
    from storage.journal.clock import make_stamp

    fields = {"status": "complete", "attack": "air_strike"}  # of a newer program with other rules: no day, no place
    stamp = make_stamp(1_562_000_000_000, 0, b"others\0\0")
    register.learn([Change(stamp, "incident", bytes(15) + b"\1", fields, {}, save=stamp, number=1)])
    page = a_page(qtbot, context)
    press(page, "1")
    assert abouts(page) == ["unverified"] and page.page.answers.says.isVisible()


# ---- filters, pages, language


def test_filters_ask_for_a_part(qtbot: QtBot, context: Context, register: Store) -> None:
    one_of_each(register)
    page = a_page(qtbot, context)
    page.head.kinds.setCurrentIndex(page.head.kinds.findData("rule"))
    page._wished()
    calm()
    assert set(abouts(page)) == {"rule:age_is_possible"}
    page.head.order.setCurrentIndex(1)
    page._wished()
    calm()
    times = [item.when for item in page.list.inbox.items()]
    assert times == sorted(times)


def test_more_is_read_when_the_cursor_comes_to_it(qtbot: QtBot, context: Context, register: Store) -> None:
    register.save([Edit("victim", None, victim_values(status="draft")) for _ in range(75)])
    page = a_page(qtbot, context)
    assert len(abouts(page)) == 60
    page.list.setCurrentIndex(page.list.inbox.index(59 + 1))
    press(page, Qt.Key.Key_Down)
    assert len(abouts(page)) == 75


def test_the_room_keeps_its_place_in_another_language(qtbot: QtBot, context: Context, register: Store) -> None:
    one_of_each(register)
    page = a_page(qtbot, context)
    page.list.go_to([item.key for item in page.list.inbox.items() if item.question.group == "fit"])
    calm()
    kept = page.state()
    other = ReviewPage(context)
    qtbot.addWidget(other)
    other.restore(kept)
    calm()
    now = other.list.current()
    assert now is not None and now.question.about == "fit"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("width", "height"), [(1366, 700), (1024, 540)])
def test_every_question_fits_the_window(
    qtbot: QtBot, qapp: QApplication, context: Context, register: Store, language: str, width: int, height: int
) -> None:
    speak(qapp, language)
    one_of_each(register)
    page = a_page(qtbot, context)
    page.resize(width, height)
    for item in page.list.inbox.items():
        page.list.go_to([item.key])
        calm()
        assert page.width() == width and page.page.answers.height() < height / 2
    speak(qapp, "en")


def test_no_answer_is_suggested_by_its_looks(qtbot: QtBot, context: Context, register: Store) -> None:
    from gui.widgets import Button

    one_of_each(register)
    page = a_page(qtbot, context)
    for item in page.list.inbox.items():
        page.list.go_to([item.key])
        calm()
        assert {str(one.property("kind")) for one in page.findChildren(Button)} == {""}
