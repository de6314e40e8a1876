"""Sources in the window: credibility of each use, the register of sources, sealed identities that stay sealed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import jobs
from gui.context import Context
from gui.entry.credibility import CredibilityBox, grade, graded
from gui.entry.facts import Facts
from gui.form import Form
from gui.screens.incident_facts import read_incident
from storage.citations import Use, use_edits, use_of
from storage.edits import Edit
from storage.store import Store
from tests.builders import a_store, an_incident, count
from tests.gui.dressed import speak
from tests.gui.test_entry import gone
from tests.gui.typist import a_context, an_entry, settled

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def register(tmp_path: Path, qapp: QApplication) -> Iterator[Store]:
    speak(qapp, "en")
    made = a_store(tmp_path)
    yield made
    jobs.finish()
    made.close()


@pytest.fixture
def context(tmp_path: Path, register: Store) -> Context:
    return a_context(tmp_path, register)


def a_source(store: Store, title: str = "Hospital list", **more: object) -> str:
    return store.save([Edit("source", None, {"title": title, **more})]).ids[0]


def a_claim(store: Store, source: str) -> tuple[str, str]:
    """An incident with one claim of this source."""
    record = an_incident(store)
    claim = Edit("claim", None, {"incident": record, "source": source, "killed": count("3")})
    saved = store.save([claim, Edit("incident", record, {"sources": (source,)})])
    return record, saved.ids[0]


# ---- the two signs


def test_the_two_signs_are_one_code() -> None:
    assert "B2" in grade("b", "2")
    assert grade(None, None) == "" == grade("other:well known", None)
    assert "A" in graded("Hospital list", "a") and graded("Hospital list", None) == "Hospital list"


def test_the_claims_of_an_incident_are_shown_with_their_signs(register: Store) -> None:
    source = a_source(register, reliability="b")
    record, claim = a_claim(register, source)
    register.save(use_edits(claim, Use(source), Use(source, "2")))
    facts = read_incident(register, record, "en")
    assert facts is not None and "B2" in facts.grades[claim]


def test_credibility_is_saved_with_the_claim_in_one_save(qtbot: QtBot, context: Context, register: Store) -> None:
    source = a_source(register)
    record, claim = a_claim(register, source)
    window = an_entry(qtbot, context, record)
    settled(window)
    window.desk.claims.write({(0, "credibility"): "2"}.items(), "test")
    window.save_complete()
    qtbot.waitUntil(lambda: use_of(register.children("citation", "record_id", claim), source) == Use(source, "2"))
    again = an_entry(qtbot, context, record)
    settled(again)
    assert again.desk.claims.rows[0].text("credibility") == "2"
    gone(again)


def test_a_form_keeps_credibility_for_the_source_it_names(qtbot: QtBot, register: Store) -> None:
    first, second = a_source(register), a_source(register, "Neighbour")
    facts = Facts().learn(register)
    form = Form("movement", facts.reading, QUndoStack())
    box = CredibilityBox(form)
    qtbot.addWidget(box)
    assert not box.isEnabled()
    form.change("source", first)
    box.form.change("credibility", "3")
    assert box.isEnabled() and box.touched
    record = "a" * 32
    register.save(box.edits(record))
    form.show_values({"source": first})
    box.show_uses(register.children("citation", "record_id", record), first)
    assert not box.touched and box.edits(record) == []
    form.change("source", second)
    assert box.form.value("credibility") is None
    register.save(box.edits(record))
    assert use_of(register.children("citation", "record_id", record), first) == Use(first)
