"""Law: wherever a list or a pane shows a protected field, one of several rivals never stands there alone.

Four records differ in one field: the one value, the other, and in dispute with either of them the newest. What is
shown of a dispute is the same whoever wrote last, or is like neither value alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.frame.search import Everything
from gui.known import Known
from gui.places.columns import place_columns
from gui.places.pane import PlacePane
from gui.screens.facility_columns import facility_columns
from gui.screens.facility_pane import FacilityPane
from gui.screens.incident_columns import incident_columns
from gui.screens.incident_facts import row_of
from gui.screens.incident_pane import IncidentPane
from gui.screens.missing_columns import missing_columns
from gui.screens.victim_columns import victim_columns
from gui.screens.victim_pane import VictimPane
from gui.table.cells import Cell
from gui.table.rows import Column
from gui.villages.movements_page import MovementPane
from gui.villages.movements_page import _columns as movement_columns
from storage.edits import Edit
from storage.fields.codes import code_list
from storage.fields.field import Field, Merge, Privacy
from storage.records import RECORDS
from storage.store import Store
from tests.builders import age, count, day, name, place
from tests.gui.summer import a_context

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
KINDS = ("incident", "victim", "facility", "movement", "place")
BARE: dict[str, dict[str, Any]] = {
    "incident": {}, "victim": {"outcome": "injured", "notes": "x"}, "facility": {"kind": "school"},
    "movement": {"direction": "out"}, "place": {"name_en": "Somewhere", "level": 4},
}  # fmt: skip
PASSED = frozenset({("victim", "people"), ("place", "parent"), ("victim", "incident"), ("movement", "incident")})
"""Structure of the register, not shown as a value: groups and what hangs together."""


@dataclass(frozen=True)
class Four:
    """One field of one kind: two records that agree, two in dispute."""

    kind: str
    field: str
    one: str
    two: str
    torn: str
    torn_back: str


def values_of(store: Store, item: Field[Any]) -> tuple[Any, Any] | None:
    word, kind = item.kind.word, item.kind
    if word in ("code", "codes"):
        codes = [one.code for one in code_list(kind.list_name).offered() if one.code != "unknown"][:2]
        found = (codes[0], codes[-1]) if len(set(codes)) == 2 else None
        return found if word == "code" or found is None else ((found[0],), (found[1],))
    plain = {
        "text": ("Alpha words", "Beta words"), "note": ("Alpha words", "Beta words"), "day": (day("2019-07-01"),
        day("2019-07-05")), "count": (count("3"), count("8")), "age": (age("34"), age("43")), "number": (3, 2),
        "name": (name("سعاد علي / Suad Ali"), name("هدى حسن / Huda Hasan")),
        "placeref": (place(store, "Ariha"), place(store, "Saraqib")),
    }  # fmt: skip
    if word == "time":
        reading = Known().reading()
        return item.kind.parse("10:15", reading), item.kind.parse("22:40", reading)
    return plain.get(word)


@pytest.fixture(scope="module")
def fours(lasting: Store) -> list[Four]:
    wanted, bare = [], list[Edit]()
    for kind in KINDS:
        for field, item in RECORDS[kind].fields.items():
            if item.merge is not Merge.PROTECTED or item.privacy is Privacy.SEALED or field == "withdrawn":
                continue
            values = values_of(lasting, item)
            if values is not None and (kind, field) not in PASSED:
                wanted.append((kind, field, values))
                bare += [Edit(kind, None, {**BARE[kind], "status": "draft"}) for _ in range(4)]
    ids = lasting.save(bare).ids
    found = [Four(kind, field, *ids[at * 4 : at * 4 + 4]) for at, (kind, field, _) in enumerate(wanted)]
    seen = {one: lasting.read(four.kind, one) for four in found for one in (four.torn, four.torn_back)}
    first, then = list[Edit](), list[Edit]()
    for four, (kind, field, (one, two)) in zip(found, wanted, strict=True):
        first += [Edit(kind, four.one, {field: one}), Edit(kind, four.two, {field: two})]
        for record, pair in ((four.torn, (one, two)), (four.torn_back, (two, one))):
            entry = seen[record]
            assert entry is not None
            first.append(Edit(kind, record, {field: pair[0]}, entry.seen))
            then.append(Edit(kind, record, {field: pair[1]}, entry.seen))
    lasting.save(first)
    lasting.save(then)
    torn = {(record, field) for _, record, field in lasting.conflicts()}
    kept = [four for four in found if (four.torn, four.field) in torn and (four.torn_back, four.field) in torn]
    assert len(kept) > 50
    return kept


def columns(known: Known) -> list[tuple[str, Column]]:
    def typed() -> str:
        return ""

    made = {
        "incident": incident_columns(known), "victim": [*victim_columns(known, typed), *missing_columns(known)],
        "facility": facility_columns(known, typed), "movement": movement_columns(known), "place": place_columns(known),
    }  # fmt: skip
    return [(kind, column) for kind, some in made.items() for column in some]


def look(cell: Cell) -> tuple[str, ...]:
    return cell.text, cell.strong, cell.letter, cell.icon


def breaks(one: Any, two: Any, torn: Any, back: Any) -> bool:
    return one != two and torn != back and (torn == two or back == one)


def test_no_cell_of_a_list_shows_one_of_several_rivals_alone(lasting: Store, fours: list[Four]) -> None:
    known = Known()
    known.learn(lasting)
    rows = {
        record: row_of(lasting, four.kind, record)
        for four in fours
        for record in (four.one, four.two, four.torn, four.torn_back)
    }
    wrong = [
        f"{four.kind}.{four.field} in column {column.key}"
        for four in fours
        for kind, column in columns(known)
        if kind == four.kind
        and breaks(*(look(column.show(rows[one])) for one in (four.one, four.two, four.torn, four.torn_back)))
    ]
    assert not wrong, "\n".join(wrong)


def test_no_hit_of_the_search_and_no_name_of_a_link_shows_one_of_several_rivals_alone(
    lasting: Store, fours: list[Four], tmp_path: Path
) -> None:
    search = Everything(a_context(tmp_path, lasting))
    search._known.learn(lasting)
    made = {"incident": search._incident, "victim": search._victim, "facility": search._facility,
            "movement": search._movement}  # fmt: skip

    def hit(four: Four, record: str) -> tuple[str, ...]:
        if four.kind == "place":
            place = search._place(lasting.places.facts[record])
            return place.title, place.detail
        found = made[four.kind](row_of(lasting, four.kind, record))
        return (found.title, *found.detail.split(" · ")[:-1])  # the last is the number of the record

    def link(four: Four, record: str) -> str:
        told = lasting.name_of(four.kind, record, "en")
        return told if four.field in ("name", "title", "name_ar", "name_en") else ""

    wrong = [
        f"{four.kind}.{four.field}"
        for four in fours
        for show in (hit, link)
        if breaks(*(show(four, one) for one in (four.one, four.two, four.torn, four.torn_back)))
    ]
    assert not wrong, "\n".join(wrong)


PANES: dict[str, Callable[..., Any]] = {
    "incident": IncidentPane, "victim": VictimPane, "facility": FacilityPane, "movement": MovementPane,
    "place": PlacePane,
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_no_pane_shows_one_of_several_rivals_alone(
    qtbot: QtBot, lasting: Store, fours: list[Four], kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    context, known = a_context(tmp_path_factory.mktemp("pane"), lasting), Known()
    known.learn(lasting)
    pane = PANES[kind](context, known)
    qtbot.addWidget(pane)

    def words(record: str) -> set[str]:
        facts = pane.read(record)
        pane._show_again(facts)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return {one.text() for one in pane.findChildren(QLabel) if not _is_history(one)}

    wrong = []
    for four in fours:
        if four.kind != kind:
            continue
        one, two, torn, back = map(words, (four.one, four.two, four.torn, four.torn_back))
        alone = ((two - one) & torn) - back | ((one - two) & back) - torn
        if alone:
            wrong.append(f"{four.kind}.{four.field}: {sorted(alone)}")
    assert not wrong, "\n".join(wrong)


def _is_history(part: QWidget) -> bool:
    """Lines of the timeline: they tell who wrote what, one after the other."""
    above: Any = part
    while above is not None:
        if above.objectName() == "timeline" or above.property("timeline"):
            return True
        above = above.parentWidget()
    return False
