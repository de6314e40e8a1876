"""The two-minute entry: an incident with four victims by keyboard alone, in both languages, and what is then kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from storage.fields.kinds import AgeValue, DayValue, Range, TimeValue
from storage.lists.listing import Query
from storage.store import Store
from tests.builders import a_store
from tests.gui.dressed import speak
from tests.gui.summer import a_context
from tests.gui.typist import Typist, an_entry, closed

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Store]:
    made = a_store(tmp_path)
    yield made
    jobs.finish()
    made.close()


@pytest.fixture
def context(tmp_path: Path, register: Store) -> Context:
    return a_context(tmp_path, register)


def the_incident(store: Store) -> str:
    _, rows = store.listing(Query("incident")).first(10)
    assert len(rows) == 1
    return next(iter(rows.values())).id


def test_an_english_keyboard_enters_an_incident_with_four_victims(
    qtbot: QtBot, qapp: QApplication, context: Context, register: Store
) -> None:
    speak(qapp, "en")
    window = an_entry(qtbot, context)
    typist = Typist(qapp)
    typist.type("y").press("Tab").type("2210 +-30").press("Tab", "Tab")
    typist.type("khan sh").press("Return").type("Northern quarter, near the water tank")
    typist.press("Alt+3").type("s").press("Alt+4").type("resid").press("Return")
    typist.press("Alt+5").cells("Our own team", "4", "1", "0", "1", "1").cells("Hospital list", "4-6", "?")
    typist.press("Alt+6")
    typist.cells("Muhammad Khalid Alahmad", "", "", "m", "34", "", "", "k", "", "From the second house")
    typist.cells("Sara Hasan Alali", "", "", "f", "8", "", "", "k")
    typist.cells("Unknown boy", "?", "Alali", "m", "6 months", "", "", "k")
    typist.cells("Ahmad Ali Alhasan", "", "", "m", "~60", "", "", "i", "Maarra hospital")
    typist.press("Alt+7").type("About ten shells fell on the northern quarter.")
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    print(f"\nkey strokes in English: {typist.strokes}")

    entry = register.read("incident", incident := the_incident(register))
    assert entry is not None
    values = entry.values
    assert values["status"] == "complete"
    assert values["occurred"] == DayValue.on(date.today() - timedelta(days=1))
    assert values["time"] == TimeValue(22, 10, 30)
    assert register.name_of("place", values["place"], "en") == "Khan Shaykun"
    assert values["place_note"] == "Northern quarter, near the water tank"
    assert (values["attack"], values["target"]) == ("artillery_shelling", "residential")
    assert values["narrative"].startswith("About ten shells")
    claims = [one.values for one in register.children("claim", "incident", incident)]
    assert [one["killed"] for one in claims] == [Range(4, 4), Range(4, 6)]
    assert claims[0]["missing"] == Range(0, 0) and claims[1]["injured"] == Range(unknown=True)
    kinds = [register.read("source", one["source"]).values["kind"] for one in claims]  # type: ignore[union-attr]
    assert kinds == ["own_team", "hospital_list"]
    assert set(values["sources"]) == {one["source"] for one in claims}
    people = [one.values for one in register.children("victim", "incident", incident)]
    assert [one["name"].la.four for one in people] == [
        ("Muhammad", "Khalid", "", "Alahmad"), ("Sara", "Hasan", "", "Alali"),
        ("Unknown boy", "?", "", "Alali"), ("Ahmad", "Ali", "", "Alhasan"),
    ]  # fmt: skip
    assert [one["outcome"] for one in people] == ["killed", "killed", "killed", "injured"]
    assert [one["age"] for one in people] == [
        AgeValue(34, 34), AgeValue(8, 8), AgeValue(6, 6, "m"), AgeValue(60, 60, "y", about=True)
    ]  # fmt: skip
    assert people[3]["hospital"] == "Maarra hospital" and people[0]["notes"] == "From the second house"
    assert register.drafts() == []


def test_an_arabic_keyboard_enters_an_incident_with_four_victims(
    qtbot: QtBot, qapp: QApplication, context: Context, register: Store
) -> None:
    speak(qapp, "ar")
    window = an_entry(qtbot, context)
    typist = Typist(qapp)
    typist.type("غ").press("Tab").type("٢٢:١٠").press("Tab", "Tab")
    typist.type("خان شي").press("Return").type("الحي الشمالي")
    typist.press("Alt+3").type("م").press("Alt+4").type("منازل").press("Return")
    typist.press("Alt+5").cells("فريقنا", "٣", "١")
    typist.press("Alt+6")
    typist.cells("محمد خالد الأحمد", "", "", "ذ", "٣٤", "", "", "ق")
    typist.cells("سارة حسن العلي", "", "", "أ", "٨", "", "", "ق")
    typist.cells("رضيع، الاسم غير معروف", "؟", "العلي", "ذ", "٦ أشهر", "", "", "ق")
    typist.cells("فاطمة", "محمود", "الحسن", "أ", "~٢٧", "", "", "ج", "مشفى معرة النعمان", "كسر في الساق")
    typist.press("Ctrl+Return")
    closed(qtbot, window)
    print(f"\nkey strokes in Arabic: {typist.strokes}")

    entry = register.read("incident", incident := the_incident(register))
    assert entry is not None
    values = entry.values
    assert values["status"] == "complete" and values["attack"] == "artillery_shelling"
    assert values["occurred"] == DayValue.on(date.today() - timedelta(days=1))
    assert values["time"] == TimeValue(22, 10)
    assert register.name_of("place", values["place"], "ar") == "خان شيخون"
    people = [one.values for one in register.children("victim", "incident", incident)]
    assert [one["name"].ar.four for one in people] == [
        ("محمد", "خالد", "", "الأحمد"), ("سارة", "حسن", "", "العلي"),
        ("رضيع، الاسم غير معروف", "؟", "", "العلي"), ("فاطمة", "محمود", "", "الحسن"),
    ]  # fmt: skip
    assert [one["sex"] for one in people] == ["male", "female", "male", "female"]
    assert [one["age"] for one in people] == [
        AgeValue(34, 34), AgeValue(8, 8), AgeValue(6, 6, "m"), AgeValue(27, 27, "y", about=True)
    ]  # fmt: skip
    assert [one["outcome"] for one in people] == ["killed", "killed", "killed", "injured"]
    assert register.children("claim", "incident", incident)[0].values["killed"] == Range(3, 3)
