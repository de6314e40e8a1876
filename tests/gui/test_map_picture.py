"""Laws of the map that is handed over and of the small map: what is looked at is what is written, pinned is typed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from threading import Event
from xml.etree import ElementTree

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPdfWriter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from exports import MapAsked, Report, Sharing, map_picture
from exports.leaving import disclosing
from exports.map import writing
from gui.jobs import Job
from gui.map.mini import EXACT, record_map
from gui.map.page import across, as_picture
from gui.map.pinning import PinDialog, class_of, show_pinning
from gui.map.reading import ground_of
from gui.map.saving import SavingDialog
from gui.map.scene import Scene
from gui.map.viewport import Viewport
from storage.fields.kinds import PositionValue
from storage.lists.listing import Query
from storage.maps.content import NEAR, PLACE
from storage.maps.single import MapSpot
from storage.overview.view import View
from storage.places.gazetteer import place_id
from storage.sharing.privacy import Level
from storage.store import Store
from tests.gui.summer import a_context
from tests.gui.typist import an_entry

KHAN = place_id("SIJ-0040")
JUNE = (date(2019, 6, 1).toordinal(), date(2019, 6, 30).toordinal())


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path, practice: Store) -> SavingDialog:
    scene = Scene(ground_of(practice), practice.map_content(View()), JUNE)
    box = scene.content.box
    assert box is not None
    made = SavingDialog(a_context(tmp_path, practice), None, scene, Viewport.showing(box, 900, 600))
    qtbot.addWidget(made)
    made.show()
    seen(qtbot, made)
    return made


def seen(qtbot: QtBot, dialog: SavingDialog) -> None:
    qtbot.waitUntil(lambda: dialog._looking is None and dialog.told is not None and not dialog._soon.isActive())


# ---- handing over


def test_a_picture_shows_the_days_of_the_window_and_no_others(dialog: SavingDialog) -> None:
    assert dialog.told is not None
    days = dialog.told.content.incidents.day
    assert JUNE[0] <= days.min() and days.max() <= JUNE[1]


def test_another_reader_gets_another_picture(qtbot: QtBot, dialog: SavingDialog) -> None:
    dialog.readers.cards[Level.PUBLIC].button.setChecked(True)
    seen(qtbot, dialog)
    assert dialog.told is not None and not any(dialog.told.content.incidents.ids)
    assert not len(dialog.told.content.flows)


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_map_is_written_and_noted_in_every_form(
    qtbot: QtBot, tmp_path: Path, dialog: SavingDialog, practice: Store, kind: str
) -> None:
    before, target = practice.counts()["disclosure"], tmp_path / f"map.{kind}"
    dialog.save_to(target)
    qtbot.waitUntil(lambda: dialog.written is not None)
    data = target.read_bytes()
    if kind == "png":
        assert not QImage.fromData(data).isNull()
    elif kind == "svg":
        assert ElementTree.fromstring(data).tag.endswith("svg")
    else:
        assert "Map of what happened" in pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
    assert practice.counts()["disclosure"] == before + 1


def test_a_map_for_a_partner_waits_for_a_name_and_a_purpose(
    qtbot: QtBot, tmp_path: Path, dialog: SavingDialog
) -> None:  # fmt: skip
    dialog.readers.cards[Level.PARTNER].button.setChecked(True)
    seen(qtbot, dialog)
    dialog.save_to(tmp_path / "map.png")
    assert not (tmp_path / "map.png").exists()
    assert dialog._job is None


@pytest.mark.parametrize("level", Level)
def test_a_map_goes_on_paper_for_each_reader_and_stands_in_the_log(
    qtbot: QtBot, tmp_path: Path, dialog: SavingDialog, practice: Store, level: Level
) -> None:
    dialog.readers.cards[level].button.setChecked(True)
    dialog.recipients.who.setText("site")
    dialog.recipients.why.setText("news")
    seen(qtbot, dialog)
    writer = QPdfWriter(str(tmp_path / "paper.pdf"))
    writer.setPageLayout(across())
    before = practice.counts()["disclosure"]
    dialog.print_on(writer)
    qtbot.waitUntil(lambda: dialog._job is None)
    assert practice.counts()["disclosure"] == before + 1
    _, rows = practice.listing(Query("disclosure", sort="made", descending=True)).first(1)
    noted = next(iter(rows.values()))
    assert (noted["level"], noted["format"]) == (level.value, "paper")
    assert not noted["file_name"]
    page = pypdfium2.PdfDocument(tmp_path / "paper.pdf")[0].get_textpage().get_text_range()
    assert "Map of what happened" in page


def test_a_print_for_others_waits_for_a_name_and_a_purpose(
    qtbot: QtBot, tmp_path: Path, dialog: SavingDialog, practice: Store
) -> None:
    dialog.readers.cards[Level.PARTNER].button.setChecked(True)
    seen(qtbot, dialog)
    before = practice.counts()["disclosure"]
    dialog.print_on(QPdfWriter(str(tmp_path / "paper.pdf")))
    assert dialog._job is None
    assert practice.counts()["disclosure"] == before


def test_a_cancelled_print_is_neither_printed_nor_noted(
    qtbot: QtBot, tmp_path: Path, dialog: SavingDialog, practice: Store
) -> None:
    before, busy = practice.counts()["disclosure"], Event()
    for _ in range(2):  # both readers: else the paper may be out before anybody can say no
        Job(busy.wait).start()
    dialog.print_on(QPdfWriter(str(tmp_path / "paper.pdf")))
    dialog.reject()
    busy.set()
    qtbot.waitUntil(lambda: dialog._job is None)
    assert dialog.isVisible() and "nothing was printed" in dialog.note.words()
    assert practice.counts()["disclosure"] == before


@pytest.mark.parametrize("paper", [True, False])
def test_a_cancel_that_comes_too_late_never_says_that_nothing_left(
    qtbot: QtBot, tmp_path: Path, dialog: SavingDialog, practice: Store, monkeypatch: pytest.MonkeyPatch, paper: bool
) -> None:
    noting, go, before = Event(), Event(), practice.counts()["disclosure"]
    noted = disclosing.write_down

    def held(store: Store, report: Report) -> None:
        noting.set()
        go.wait()
        noted(store, report)

    monkeypatch.setattr(writing if paper else disclosing, "write_down", held)
    if paper:
        writer = QPdfWriter(str(tmp_path / "paper.pdf"))
        writer.setPageLayout(across())
        dialog.print_on(writer)
    else:
        dialog.save_to(tmp_path / "map.svg")
    qtbot.waitUntil(noting.is_set)
    dialog.reject()
    assert not dialog.back.isEnabled() and "Cancelling" in dialog.note.words()
    go.set()
    qtbot.waitUntil(lambda: dialog._job is None)
    assert ("Sent to the printer" if paper else "Written: map.svg") in dialog.note.words()
    assert dialog.isVisible() and dialog.back.isEnabled() and practice.counts()["disclosure"] == before + 1


def test_no_record_of_the_register_can_be_told_from_a_public_picture(practice: Store) -> None:
    asked = MapAsked("en", View(), Sharing(Level.PUBLIC, "site", "news"))
    with practice.frozen() as source:
        svg = as_picture(map_picture(source, asked), "svg").decode()
    names = {facts.name_en for facts in practice.places.facts.values() if facts.level == 4 and facts.name_en}
    districts = {facts.name_en for facts in practice.places.facts.values() if facts.level <= 2}
    told = {"".join(one.itertext()) for one in ElementTree.fromstring(svg).iter() if one.tag.endswith("text")}
    assert told
    assert not told & (names - districts)


# ---- the small map


def test_a_pane_shows_an_incident_no_nearer_than_the_role_may(qtbot: QtBot, tmp_path: Path, practice: Store) -> None:
    record = next(
        one
        for one in practice.map_content(View()).incidents.ids
        if practice.map_spots("incident", one)[0].precision == NEAR
    )
    context = a_context(tmp_path, practice)
    for role, precision in (("coordinator", NEAR), ("rescuer", PLACE)):
        context.rights.role = role
        mini = record_map(context, "incident", record)
        qtbot.addWidget(mini)
        mini.resize(280, 100)
        mini.show()
        qtbot.waitUntil(lambda mini=mini: bool(mini.spots))
        assert mini.spots[0].precision >= precision
        assert mini.accessibleDescription()


def test_a_movement_is_a_way_from_one_place_to_another(qtbot: QtBot, tmp_path: Path, practice: Store) -> None:
    _, rows = practice.listing(Query("movement")).first(60)
    record = next(row.id for row in rows.values() if len(practice.map_spots("movement", row.id)) == 2)
    mini = record_map(a_context(tmp_path, practice), "movement", record)
    qtbot.addWidget(mini)
    mini.resize(280, 100)
    mini.show()
    qtbot.waitUntil(lambda: len(mini.spots) == 2)


def test_a_locked_register_leaves_nothing_on_the_small_map(qtbot: QtBot, tmp_path: Path, practice: Store) -> None:
    context = a_context(tmp_path, practice)
    mini = record_map(context, "place", KHAN)
    qtbot.addWidget(mini)
    mini.resize(280, 100)
    mini.show()
    qtbot.waitUntil(lambda: bool(mini.spots))
    context.closing.emit()
    assert not mini.spots


# ---- pinning


def pinning(qtbot: QtBot, dialog: PinDialog) -> None:
    canvas = dialog.canvas
    qtbot.waitUntil(lambda: canvas.scene is not None and canvas.ground.picture is not None)


def test_what_is_pinned_stands_in_the_field_and_can_be_undone(qtbot: QtBot, tmp_path: Path, practice: Store) -> None:
    window = an_entry(qtbot, a_context(tmp_path, practice))
    form, where = window.desk.form, window.body.when.map
    form.change("place", KHAN)
    qtbot.waitUntil(lambda: bool(where.mini.spots))
    where.pin()
    dialog = window.findChild(PinDialog)
    assert dialog is not None
    pinning(qtbot, dialog)
    dialog.canvas.setFocus()
    QTest.keyClick(dialog.canvas, Qt.Key.Key_Space)
    assert dialog.take.isEnabled()
    dialog.accept_pin()
    value = form.value("position")
    assert isinstance(value, PositionValue)
    assert abs(value.lat - 35.442) < 0.01 and abs(value.lon - 36.651) < 0.01
    assert str(round(value.lat, 3)) in window.body.when.position.editor.text()
    qtbot.waitUntil(lambda: where.mini.spots[0].precision == EXACT)
    form.steps.undo()
    assert form.value("position") is None
    qtbot.waitUntil(lambda: where.mini.spots[0].precision == PLACE)


def test_what_is_typed_moves_the_pin(qtbot: QtBot, tmp_path: Path, practice: Store) -> None:
    window = an_entry(qtbot, a_context(tmp_path, practice))
    window.desk.form.change("position", PositionValue(35.5, 36.5))
    mini = window.body.when.map.mini
    qtbot.waitUntil(lambda: bool(mini.spots))
    assert (mini.spots[0].lat, mini.spots[0].lon) == (35.5, 36.5)


def test_a_click_puts_the_pin_and_a_push_moves_the_map(qtbot: QtBot, tmp_path: Path, practice: Store) -> None:
    taken: list[PositionValue | None] = []
    context = a_context(tmp_path, practice)
    from PySide6.QtWidgets import QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = show_pinning(context, parent, taken.append, None, MapSpot(35.44, 36.65, PLACE, KHAN))
    pinning(qtbot, dialog)
    canvas = dialog.canvas
    start, middle = canvas.view, QPoint(canvas.width() // 2, canvas.height() // 2)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(canvas, middle + QPoint(60, 0))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 0))
    assert canvas.pin is None
    assert canvas.view.x < start.x
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle)
    assert canvas.pin is not None
    assert dialog.precision in ("100m", "1km", "village")
    dialog.accept_pin()
    assert isinstance(taken[0], PositionValue)


def test_a_pin_from_far_away_is_noted_as_less_exact() -> None:
    classes = [class_of(metres) for metres in (5, 100, 1000, 5000, 15_000, 90_000)]
    assert classes == ["exact", "100m", "1km", "village", "subdistrict", "district"]
