"""Laws of the Facilities room: list, pane, the position on demand, doubles, the form, and which was the 30th."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from exports import FileAsked, write_file
from gui import clipboard, jobs
from gui.context import Context
from gui.forms.function_line import FunctionLine, Stretch
from gui.forms.sealed import Sealed
from gui.forms.sealed_editor import SealedEditor
from gui.frame.search import Everything
from gui.look import theme
from gui.record.window import RecordWindow
from gui.screens.facilities import FacilitiesPage
from gui.screens.facility_counter import read_period
from gui.screens.facility_facts import read_facility
from gui.screens.facility_form import DoublesView, States, make_facility
from gui.screens.facility_same import SameDialog
from gui.screens.facility_words import ordinal
from gui.screens.incident_facts import read_incident
from gui.table.cells import Cell
from gui.widgets import Button, LinkButton
from storage.edits import Edit
from storage.fields.kinds import PositionValue
from storage.lists.listing import Query
from storage.period import Period
from storage.store import Store
from tests.builders import an_incident, change, day, place
from tests.gui.dressed import speak
from tests.gui.summer import a_context
from tests.gui.typist import Typist, closed, in_front

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
CANARY = PositionValue(35.12347, 36.65432, "exact")
NUMBERS = ("35.12347", "36.65432", "35.1234", "36.6543")


def a_facility(store: Store, **more: Any) -> str:
    """A hospital in Ariha."""
    values = {"kind": "hospital", "name_ar": "مشفى أريحا الجراحي", "name_en": "Ariha surgical hospital", **more}
    return store.save([Edit("facility", None, {"place": place(store, "Ariha"), "status": "complete", **values})]).ids[
        0
    ]


def a_hit(store: Store, facility: str, **more: Any) -> str:
    """An incident in Ariha that hit it; the id of the incident."""
    when = more.pop("occurred", day("2019-07-04"))
    incident = an_incident(store, place=place(store, "Ariha"), occurred=when)
    store.save([Edit("damage", None, {"incident": incident, "facility": facility, "damage": "serious", **more})])
    return incident


def the_page(qtbot: QtBot, qapp: QApplication, folder: Path, store: Store, language: str = "en") -> FacilitiesPage:
    speak(qapp, language)
    page = FacilitiesPage(a_context(folder, store))
    page.resize(1366, 700)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.table.rows.complete)
    jobs.finish()
    return page


def cell(page: FacilitiesPage, position: int, key: str) -> Cell:
    cells = page.table.rows.cells(position)
    assert cells is not None
    return cells[[column.key for column in page.table.rows.columns].index(key)]


def words_in(widget: QWidget) -> str:
    found = [part.text() for part in widget.findChildren(QLabel)]
    found += [part.text() for part in widget.findChildren(LinkButton)]
    found += [part.word() for part in widget.findChildren(Button)]
    found += [part.accessibleName() + part.toolTip() for part in widget.findChildren(QWidget)]
    return "\n".join(text.replace("<b>", "").replace("</b>", "") for text in found)


def in_the_pane(qtbot: QtBot, page: FacilitiesPage, record: str) -> None:
    """Put the cursor on a facility and wait for its pane."""
    with qtbot.waitSignal(page.plan.pane.shown, timeout=10_000):  # type: ignore[attr-defined]
        page.show_record(record)
        page.plan.pane.refresh() if page.table.current_id() == record else None  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: page.plan.pane._facts is not None and page.plan.pane._facts.entry.id == record)  # type: ignore[attr-defined]


def rested(qtbot: QtBot, page: FacilitiesPage) -> None:
    """The pane has read all it wanted to: it is not laid out anew any more."""
    qtbot.waitUntil(lambda: not page.plan.pane._soon.isActive())  # type: ignore[attr-defined]
    jobs.finish()
    QApplication.processEvents()


# ---- the list


def test_the_list_shows_both_names_whether_it_works_and_how_often_it_was_hit(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    facility = a_facility(store, function="partial", run_by="ngo")
    for when in ("2019-05-01", "2019-07-04"):
        a_hit(store, facility, occurred=day(when))
    page = the_page(qtbot, qapp, tmp_path, store)
    assert cell(page, 0, "name_ar").text == "مشفى أريحا الجراحي"
    assert cell(page, 0, "name_en").text == "Ariha surgical hospital"
    assert cell(page, 0, "attacks").strong == "2" and cell(page, 0, "last_attack").text == "Thu 4 Jul"
    assert cell(page, 0, "function").words == "Works partly" and cell(page, 0, "function").icon == "triangle-alert"
    assert cell(page, 0, "run_by").words == "Non-governmental organisation"
    qtbot.waitUntil(lambda: any("2 attacks" in one.text() for one in page.foot.findChildren(QLabel)))


@pytest.mark.parametrize(
    ("key", "value", "count"),
    [("kind", "hospital", 1), ("attacks", "1-", 1), ("attacks", "0", 1), ("last_attack", "2019-07-01/2019-07-31", 1),
     ("last_attack", "2019-06", 0), ("function", "none", 1), ("run_by", "ngo", 1), ("name_en", "surgical", 1)],
)  # fmt: skip
def test_each_filter_finds_what_it_says(store: Store, key: str, value: str, count: int) -> None:
    a_hit(store, a_facility(store, function="none"))
    a_facility(store, kind="school", name_ar="مدرسة", name_en="School", run_by="ngo")
    assert store.listing(Query("facility", where={key: value})).count() == count


def test_teams_that_disagree_are_both_shown(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    facility = a_facility(store, function="full")
    seen = store.read("facility", facility)
    assert seen is not None
    for code in ("none", "partial"):
        store.save([Edit("facility", facility, {"function": code}, seen.seen)])
    page = the_page(qtbot, qapp, tmp_path, store)
    assert cell(page, 0, "function").text == "Works partly or Does not work"


def test_global_search_finds_facilities_in_either_script(qapp: QApplication, tmp_path: Path, store: Store) -> None:
    speak(qapp, "en")
    facility = a_facility(store, position=CANARY)
    find = Everything(a_context(tmp_path, store))
    for typed in ("ariha surg", "مشفى أريحا"):
        hits = [hit for hit in find(typed) if hit.kind == "facility"]
        assert [hit.id for hit in hits] == [facility]
        assert "Hospital" in hits[0].detail and not [one for one in NUMBERS if one in str(hits)]
    assert not find("35.1234")


def test_the_incident_tells_which_facilities_it_hit(store: Store) -> None:
    facility = a_facility(store)
    facts = read_incident(store, a_hit(store, facility), "en")
    assert facts is not None
    ((damage, hit),) = facts.hits
    assert hit is not None and hit.id == facility and damage.values["damage"] == "serious"


# ---- the pane


def test_the_pane_tells_every_attack_and_opens_its_incident(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    facility = a_facility(store)
    first = a_hit(store, facility, occurred=day("2019-05-01"), closed="yes", closed_days=12)
    a_hit(store, facility, closed="yes", closed_days=5)
    page = the_page(qtbot, qapp, tmp_path, store)
    in_the_pane(qtbot, page, facility)
    told = words_in(page.plan.pane)
    assert "2 attacks on it" in told and "Closed for 17 days in all" in told and "closed 12 days" in told
    opened: list[Any] = []
    page.context.editors["incident"] = lambda record, *_: opened.append(record)
    next(one for one in page.plan.pane.findChildren(LinkButton) if "1 May" in one.text()).click()
    assert opened == [first]


def test_attacks_of_withdrawn_incidents_and_those_that_did_not_occur_are_not_told(store: Store) -> None:
    facility = a_facility(store)
    one, two, _three = (a_hit(store, facility) for _ in range(3))
    change(store, "incident", one, withdrawn="a mistake")
    change(store, "incident", two, verification="did_not_occur")
    facts = read_facility(store, facility)
    assert facts is not None and len(facts.blows) == 1


def test_damage_teams_disagree_about_is_told_with_or(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    facility = a_facility(store)
    incident = a_hit(store, facility)
    (damage,) = store.children("damage", "incident", incident)
    for code in ("minor", "destroyed"):
        store.save([Edit("damage", damage.id, {"damage": code}, damage.seen)])
    page = the_page(qtbot, qapp, tmp_path, store)
    in_the_pane(qtbot, page, facility)
    assert "damage: Destroyed or Minor" in words_in(page.plan.pane)


def test_withdrawing_asks_why_and_can_be_taken_back(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    facility = a_facility(store)
    page = the_page(qtbot, qapp, tmp_path, store)
    in_the_pane(qtbot, page, facility)
    with qtbot.waitSignal(page.context.changed):
        page.plan.pane._save({"withdrawn": "there is none"}, "there is none")  # type: ignore[attr-defined]
    entry = store.read("facility", facility)
    assert entry is not None and entry.values["withdrawn"] == "there is none"
    assert store.facilities_attacked(Period()).whole.facilities == 0
    with qtbot.waitSignal(page.context.changed):
        page.plan.pane._save({"withdrawn": None})  # type: ignore[attr-defined]
    entry = store.read("facility", facility)
    assert entry is not None and not entry.values.get("withdrawn")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_time_runs_from_left_to_right_in_both_languages_and_says_so(
    qtbot: QtBot, qapp: QApplication, language: str
) -> None:
    speak(qapp, language)
    states = [Stretch(date(2019, 5, 1), "a", "ok"), Stretch(date(2019, 6, 1), "b", "error")]
    line = FunctionLine(states, [date(2019, 5, 20)], ("1 May", "1 Jun"), ("all of it", "left to right"))
    qtbot.addWidget(line)
    line.resize(320, line.sizeHint().height())
    line.show()
    line.grab()
    assert line.x_of(date(2019, 5, 1)) < line.x_of(date(2019, 5, 20)) < line.x_of(date(2019, 6, 1))
    boxes = [box for box, _ in line.bands()]
    assert boxes[0].right() <= boxes[1].left() + 0.01 and boxes[1].right() <= 320
    assert line.direction and line.accessibleName() == "all of it"
    speak(qapp, "en")


# ---- the sealed position


def test_the_position_is_nowhere_until_asked_for_and_goes_again(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    facility = a_facility(store, position=PositionValue(34.0, 36.0, "exact"))
    change(store, "facility", facility, position=CANARY)
    a_hit(store, facility)
    page = the_page(qtbot, qapp, tmp_path, store)
    in_the_pane(qtbot, page, facility)
    page.plan.pane._all()  # type: ignore[attr-defined]
    cells = page.table.rows.cells(0) or ()
    seen = words_in(page) + "\n".join(one.words for one in cells)
    assert "Coordinates: changed; sealed" in seen, "the history says that it changed, not to what"
    assert not [number for number in (*NUMBERS, "34.0") if number in seen]
    sealed = page.plan.pane.findChildren(Sealed)[-1]
    sealed.turn()
    qtbot.waitUntil(lambda: "35.1234" in sealed.shown.text())
    sealed.copy.click()
    assert "35.1234" in QGuiApplication.clipboard().text()
    assert (QGuiApplication.clipboard().mimeData().hasFormat("application/x-sijill-sensitive")) is True
    clipboard.clear()
    for _ in range(30):
        sealed._tick()
    assert sealed.shown.text() == "" and sealed.shown.isHidden()
    assert not [number for number in NUMBERS if number in words_in(page)]
    assert not [number for number in NUMBERS if number in caplog.text]


def test_leaving_the_facility_or_locking_hides_the_position(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    facility = a_facility(store, position=CANARY)
    page = the_page(qtbot, qapp, tmp_path, store)
    in_the_pane(qtbot, page, facility)
    for leave in (page.hide, page.context.closing.emit):
        page.show()
        rested(qtbot, page)
        sealed = page.plan.pane.findChildren(Sealed)[-1]
        sealed.turn()
        qtbot.waitUntil(lambda sealed=sealed: bool(sealed.shown.text()))  # type: ignore[misc]
        leave()
        assert sealed.shown.text() == ""


def test_in_the_form_the_position_is_covered(qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store) -> None:
    window = a_form(qtbot, a_context(tmp_path, store), a_facility(store, position=CANARY))
    editor = window.boxes["position"].editor
    assert isinstance(editor, SealedEditor) and editor.line.echoMode() is QLineEdit.EchoMode.Password
    assert "35.1234" not in editor.line.displayText()
    editor.turn()
    assert not editor.covered and "35.1234" in editor.line.displayText()
    window.hide()
    assert editor.covered
    window.show()
    finish(qtbot, window)


def test_a_workbook_never_holds_the_position(tmp_path: Path, store: Store) -> None:
    a_hit(store, a_facility(store, position=CANARY))
    target = tmp_path / "out.xlsx"
    with store.frozen() as source:
        write_file(source, target, FileAsked(language="en"))
    with zipfile.ZipFile(target) as book:
        whole = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    assert "Ariha surgical hospital" in whole
    assert not [number for number in NUMBERS if number in whole]


# ---- the form


def a_form(qtbot: QtBot, context: Context, record: str | None, **given: Any) -> RecordWindow:
    """The form of a facility in front, with what the register has."""
    window = make_facility(context, record, given, None)
    assert isinstance(window, RecordWindow)
    in_front(qtbot, window)
    qtbot.waitUntil(lambda: window.ready)
    jobs.finish()
    return window


def finish(qtbot: QtBot, window: QWidget) -> None:
    window._ended = True  # type: ignore[attr-defined]
    window.close()
    closed(qtbot, window)


def test_the_newest_state_by_day_is_that_of_now(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    facility = a_facility(store, function="full")
    window = a_form(qtbot, a_context(tmp_path, store), facility)
    rows = window.parts["states"]
    assert isinstance(rows, States)
    cells = {(0, "function"): "none", (0, "day"): "4/7/2019", (1, "function"): "partial", (1, "day"): "1/5/2019"}
    rows.rows.write(cells.items(), "test")
    Typist(qapp).press("Ctrl+Return")
    closed(qtbot, window)
    entry = store.read("facility", facility)
    assert entry is not None and entry.values["function"] == "none"
    assert len(store.children("function", "facility", facility)) == 2
    newest = store.history("facility", facility)[0]
    assert newest.save == store.history("function", store.children("function", "facility", facility)[0].id)[0].save


def test_a_dispute_about_how_it_works_is_not_settled_by_the_grid(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    facility = a_facility(store, function="full")
    seen = store.read("facility", facility)
    assert seen is not None
    for code in ("none", "partial"):
        store.save([Edit("facility", facility, {"function": code}, seen.seen)])
    window = a_form(qtbot, a_context(tmp_path, store), facility)
    rows = window.parts["states"]
    assert isinstance(rows, States)
    rows.rows.write({(0, "function"): "destroyed", (0, "day"): "4/7/2019"}.items(), "test")
    Typist(qapp).press("Ctrl+Return")
    closed(qtbot, window)
    entry = store.read("facility", facility)
    assert entry is not None and "function" in entry.disputed


def test_a_facility_called_nearly_so_is_said_before_it_is_recorded_twice(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    known = a_facility(store)
    context = a_context(tmp_path, store)
    window = a_form(qtbot, context, None, place=place(store, "Ariha"))
    window.form.change("kind", "hospital")
    window.form.change("name_en", "Ariha surgical hospitl")
    view = window.views["doubles"]
    assert isinstance(view, DoublesView)
    qtbot.waitUntil(lambda: not view.isHidden())
    assert "Ariha surgical hospital" in view.note.words()
    opened: list[Any] = []
    context.editors["facility"] = lambda record, *_: opened.append(record)
    view.open.click()
    assert opened == [known]
    window.form.change("kind", "school")
    qtbot.waitUntil(view.isHidden)
    finish(qtbot, window)


def test_a_facility_without_kind_or_name_is_not_complete(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    window = a_form(qtbot, a_context(tmp_path, store), None)
    window.form.change("place", place(store, "Ariha"))
    Typist(qapp).press("Ctrl+Return")
    assert window.isVisible() and len(window._wrong) == 2
    window.close()
    closed(qtbot, window)
    entries = list(store.listing(Query("facility")).first(5)[1].values())
    assert [one["status"] for one in entries] == ["draft"]


def test_a_new_facility_is_complete_in_one_save(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    window = a_form(qtbot, a_context(tmp_path, store), None)
    typist = Typist(qapp)
    typist.type("hospital").press("Tab", "Tab").type("Hope hospital").press("Ctrl+Return")
    closed(qtbot, window)
    (row,) = store.listing(Query("facility")).first(5)[1].values()
    assert (row["kind"], row["name_en"], row["status"]) == ("hospital", "Hope hospital", "complete")


# ---- two records of one facility


def test_two_records_are_said_to_be_one_counted_once_and_parted_again(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    one = a_facility(store)
    two = a_facility(store, name_en="Ariha surgery", name_ar="جراحي أريحا")
    for facility in (one, two):
        a_hit(store, facility)
    page = the_page(qtbot, qapp, tmp_path, store)
    in_the_pane(qtbot, page, one)
    page.plan.pane._same("")  # type: ignore[attr-defined]
    (dialog,) = page.window().findChildren(SameDialog)
    qtbot.waitUntil(lambda: bool(dialog._facts.facilities.known))
    dialog.other.setText("Ariha surgery")
    dialog.why.setText("two spellings")
    with qtbot.waitSignal(page.context.changed):
        dialog._give()
    assert store.facilities_attacked(Period()).whole.facilities == 1
    facts = read_facility(store, one)
    assert facts is not None and len(facts.blows) == 2 and len(facts.doubles) == 1
    qtbot.waitUntil(lambda: "The same facility as Ariha surgery." in words_in(page.plan.pane))
    link = facts.doubles[0][0]
    store.save([Edit("link", link.id, {"withdrawn": "two after all"}, link.seen)])
    assert store.facilities_attacked(Period()).whole.facilities == 2


def test_a_probable_double_is_said_in_the_pane_and_linked_from_there(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    one = a_facility(store)
    two = a_facility(store, name_en="Ariha surgical hospitl", name_ar=None)
    page = the_page(qtbot, qapp, tmp_path, store)
    in_the_pane(qtbot, page, one)
    assert "Perhaps the same facility as Ariha surgical hospitl." in words_in(page.plan.pane)
    page.plan.pane._same(two)  # type: ignore[attr-defined]
    (dialog,) = page.window().findChildren(SameDialog)
    qtbot.waitUntil(lambda: dialog.other.text() == "Ariha surgical hospitl")
    dialog.why.setText("a slip of the hand")
    with qtbot.waitSignal(page.context.changed):
        dialog._give()
    qtbot.waitUntil(lambda: "Perhaps the same" not in words_in(page.plan.pane))


def test_saying_the_same_asks_for_another_record_and_a_reason(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    one = a_facility(store)
    dialog = SameDialog(a_context(tmp_path, store), one, None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: bool(dialog._facts.facilities.known))
    given: list[Any] = []
    dialog.given.connect(lambda *said: given.append(said))
    for other, why in (("", "x"), ("Ariha surgical hospital", "x"), ("nothing known", "x")):
        dialog.other.setText(other)
        dialog.why.setText(why)
        dialog._give()
    assert given == [] and dialog.isVisible()


# ---- which was the 30th


@pytest.mark.parametrize(
    ("language", "typed", "told"),
    [
        ("en", "since 26 April", ("30th medical facility attacked since 26 Apr", "Thursday 4 Jul", "Kafr Nobol")),
        ("ar", "منذ ٢٦ نيسان", ("المرفق الطبي رقم", "منذ 26 نيسان", "كفر نبل", "الخميس 4 تموز")),
    ],
)
def test_the_30th_medical_facility_attacked_since_26_april_is_told_on_screen(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, practice: Store, language: str, typed: str, told: tuple[str, ...]
) -> None:
    page = the_page(qtbot, qapp, tmp_path, practice, language)
    counter = page.counter
    counter.period.put(read_period(page.known, typed))
    counter.period.changed.emit()
    # not for the number alone: of all days there are thirty as well, and these may be told first
    qtbot.waitUntil(lambda: all(part in counter.sentence.text() for part in told), timeout=10_000)
    assert counter.which.text() == "30"
    counter.which.setText("1")
    counter._tell_one()
    assert "27" in counter.sentence.text()
    counter._turn_list()
    assert counter.all.count() == 30
    with qtbot.waitSignal(counter.chosen) as chosen:
        counter.which.setText("٣٠")
        counter._show_one()
    entry = practice.read("facility", str(chosen.args[0]) if chosen.args else "")
    assert entry is not None and entry.values["kind"] == "hospital"
    speak(qapp, "en")


def test_the_counter_follows_period_area_and_group(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store
) -> None:
    a_hit(store, a_facility(store), occurred=day("2019-05-01"))
    a_hit(store, a_facility(store, kind="school", name_en="School", name_ar="مدرسة"))
    page = the_page(qtbot, qapp, tmp_path, store)
    counter = page.counter
    qtbot.waitUntil(lambda: counter.whole.text() == "2 facilities, 2 attacks")
    assert "1st medical facility attacked so far" in counter.sentence.text()
    counter.choose("school")
    assert "1st in “School” attacked so far" in counter.sentence.text()
    counter.period.put(read_period(page.known, "since 1/7/2019"))
    counter.period.changed.emit()
    qtbot.waitUntil(lambda: counter.whole.text() == "1 facility, 1 attack")
    assert counter.asked_for() == Period(first=date(2019, 7, 1))
    with qtbot.waitSignal(page.context.changed):
        page.context.announce(store.save([Edit("facility", None, {"kind": "bakery", "name_en": "B"})]))
    counter.choose("medical")
    qtbot.waitUntil(lambda: "No facility was attacked" in counter.sentence.text())


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (30, "30th"), (112, "112th"), (23, "23rd")]
)
def test_ordinals_are_english(qapp: QApplication, number: int, said: str) -> None:
    speak(qapp, "en")
    assert ordinal(number) == said


@pytest.mark.parametrize("width", [1366, 1024])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_counter_fits_narrow_windows(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store, language: str, width: int
) -> None:
    a_hit(store, a_facility(store))
    page = the_page(qtbot, qapp, tmp_path, store, language)
    page.resize(width, 600)
    jobs.finish()
    assert page.counter.minimumSizeHint().width() <= width
    speak(qapp, "en")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_all_columns_fit_a_1366_window_beside_the_rail_and_the_pane(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, store: Store, language: str
) -> None:
    a_facility(store)
    page = the_page(qtbot, qapp, tmp_path, store, language)
    page.resize(1366 - theme.height("rail"), 700)
    qtbot.waitUntil(lambda: page.plan.pane.isVisible())
    jobs.finish()
    assert page.table.head.length() <= page.table.viewport().width()
    speak(qapp, "en")
