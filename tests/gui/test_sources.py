"""Sources in the window: credibility of each use, the register of sources, sealed identities that stay sealed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.context import Context
from gui.entry import findings
from gui.entry.credibility import Credible, grade, graded
from gui.entry.draft_words import draft_words
from gui.entry.facts import Facts
from gui.forms.form import Form
from gui.forms.sealed_editor import SealedEditor
from gui.frame.forms import show_form
from gui.history import history_lines
from gui.known import Known
from gui.record import HIDDEN, laid_out
from gui.record.window import RecordWindow
from gui.screens.incident_facts import read_incident
from gui.screens.settings_sources import SourcesGroup
from gui.sources import Credibility
from gui.sources.form import SOURCE, SourceWindow, make_source
from gui.widgets import LinkButton
from storage.edits import Draft, Edit
from storage.lists.listing import Query
from storage.records import RECORDS
from storage.saving import new_id
from storage.sources.citations import Use, use_edits, use_of
from storage.sources.source_uses import independent
from storage.store import Store
from tests.builders import an_incident, change, count, place
from tests.gui.dressed import speak
from tests.gui.test_entry import gone
from tests.gui.test_review import calm
from tests.gui.typist import an_entry, closed, settled

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


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
    closed(qtbot, window)
    again = an_entry(qtbot, context, record)
    settled(again)
    assert again.desk.claims.rows[0].text("credibility") == "2"
    gone(again)


def test_a_form_keeps_credibility_for_the_source_it_names(qtbot: QtBot, register: Store) -> None:
    first, second = a_source(register), a_source(register, "Neighbour")
    facts = Facts().learn(register)
    form = Form("movement", facts.reading, QUndoStack())
    box = Credible(form)
    assert not box.named()
    form.change("source", first)
    box.form.change("credibility", "3")
    assert box.named() == first and box.touched
    record = "a" * 32
    register.save(box.edits(record))
    form.show_values({"source": first})
    box.show_uses(register.children("citation", "record_id", record), first)
    assert not box.touched and box.edits(record) == []
    form.change("source", second)
    assert box.form.value("credibility") is None
    register.save(box.edits(record))
    assert use_of(register.children("citation", "record_id", record), first) == Use(first)


# ---- the register of sources


CANARY = "CANARY-WITNESS-NAME"
PHONE = "+963 999 123 456"


def a_witness(store: Store) -> str:
    return a_source(store, "Neighbour in Ariha", kind="witness", identity=CANARY, contact=PHONE, reliability="b")


def a_group(qtbot: QtBot, context: Context) -> SourcesGroup:
    group = SourcesGroup(context)
    qtbot.addWidget(group)
    group.show()
    calm()
    return group


def titles(group: SourcesGroup) -> list[str]:
    return [group.list.item(place).text() for place in range(group.list.count())]


def a_form(qtbot: QtBot, context: Context, record: str | None) -> SourceWindow:
    window = make_source(context, record, {}, None)
    assert isinstance(window, SourceWindow)
    window.show()
    qtbot.waitUntil(lambda: window.ready)
    calm()
    return window


def all_words(widget: QWidget) -> str:
    """Everything a person or a screen reader gets from a window and what is in it."""
    found = [widget.windowTitle(), widget.accessibleName()]
    for one in widget.findChildren(QWidget):
        found += [one.accessibleName(), one.accessibleDescription(), one.toolTip()]
        if isinstance(one, QLineEdit):
            found += [one.displayText(), one.placeholderText()]
        elif isinstance(one, QLabel | QAbstractButton):
            found.append(one.text())
        elif isinstance(one, QTextEdit):
            found.append(one.toPlainText())
    return "\n".join(found)


def test_every_field_of_a_source_is_laid_out_exactly_once() -> None:
    names = laid_out(SOURCE)
    assert len(names) == len(set(names)) and set(names) == set(RECORDS["source"].fields) - set(HIDDEN)


def test_the_source_used_last_stands_first(qtbot: QtBot, context: Context, register: Store) -> None:
    first, second = a_source(register, "Radio room"), a_source(register, "Hospital list")
    a_claim(register, first)
    group = a_group(qtbot, context)
    assert titles(group) == ["Radio room", "Hospital list"]
    a_claim(register, second)
    group.reload()
    calm()
    assert titles(group) == ["Hospital list", "Radio room"]
    facts = Facts().learn(register)
    assert [offer.value for offer in facts.source_offers("")][:2] == [second, first]


def test_a_source_is_found_by_title_reference_and_number_in_either_script(register: Store) -> None:
    record = a_source(register, "قائمة مشفى أريحا", reference="Register 12")
    a_source(register, "Radio room")
    entry = register.read("source", record)
    assert entry is not None
    facts = Facts().learn(register)
    for typed in ("قائمه", "مشفى", "register 12", str(entry.values["code"]).lower()):
        assert [offer.value for offer in facts.source_offers(typed)] == [record], typed
    assert record in [offer.value for offer in facts.source_offers("Ariha")]


def test_the_list_is_searched_while_typing(qtbot: QtBot, context: Context, register: Store) -> None:
    a_source(register, "Radio room")
    a_source(register, "Hospital list")
    group = a_group(qtbot, context)
    group.search.setText("hosp")
    group.reload()
    calm()
    assert titles(group) == ["Hospital list"]
    group.search.setText("nobody knows")
    group.reload()
    calm()
    assert titles(group) == [] and "Try another word" in group.count.text()


def test_identity_and_contact_are_covered_until_asked_and_covered_again(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    window = a_form(qtbot, context, a_witness(register))
    identity = window.boxes["identity"].editor
    assert isinstance(identity, SealedEditor) and identity.covered
    assert CANARY not in all_words(window) and PHONE not in all_words(window)
    identity.turn()
    assert CANARY in all_words(window)
    context.closing.emit()
    assert identity.covered
    window.close()
    closed(qtbot, window)


def test_who_a_source_is_stands_nowhere_else(
    qtbot: QtBot, context: Context, register: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    record = a_witness(register)
    incident, _ = a_claim(register, record)
    group = a_group(qtbot, context)
    seen = [all_words(group), *titles(group)]
    facts = Facts().learn(register)
    seen += [repr(facts.sources), repr(facts.source_offers("")), repr(facts.source_offers("neigh"))]
    seen += [register.name_of("source", record, "en"), repr(draft_words(Draft(new_id(), "source", "", {})))]
    seen += [line.what + line.beside for line in history_lines("source", register.history("source", record), Known())]
    window = an_entry(qtbot, context, incident)
    settled(window)
    seen.append(all_words(window))
    gone(window)
    told = "\n".join([*seen, caplog.text])
    assert CANARY not in told and PHONE not in told and "123 456" not in told
    assert register.listing(Query("source", search=CANARY)).count() == 0
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes(), path


def test_the_form_tells_where_a_source_is_used_and_opens_it(qtbot: QtBot, context: Context, register: Store) -> None:
    source = a_source(register)
    incident, claim = a_claim(register, source)
    register.save(use_edits(claim, Use(source), Use(source, "2")))
    opened: list[str | None] = []
    context.editors["incident"] = opened.append
    window = a_form(qtbot, context, source)
    links = [one for one in window.views["uses"].findChildren(LinkButton) if "Claim" in one.text()]
    assert len(links) == 1 and "2" in all_words(window.views["uses"])
    links[0].click()
    assert opened == [incident]
    window.close()
    closed(qtbot, window)


def test_sources_of_one_group_are_told_together(qtbot: QtBot, context: Context, register: Store) -> None:
    one = a_source(register, "First post")
    two = a_source(register, "Second post", same_group_as=one)
    window = a_form(qtbot, context, one)
    assert "Second post" in all_words(window.views["uses"])
    assert independent([one, two], register.groups_of_sources()) == 1
    window.close()
    closed(qtbot, window)


def test_confirmed_by_two_posts_of_one_group_is_confirmed_by_one_source(
    qtbot: QtBot, context: Context, register: Store
) -> None:
    one = a_source(register, "First post")
    two = a_source(register, "Second post", same_group_as=one)
    other = a_source(register, "Neighbour")
    record = an_incident(register, certainty="confirmed", sources=(one, two))
    rules = [problem.rule for problem in register.warnings("incident", record)]
    assert "confirmed_rests_on_several_sources" in rules
    window = an_entry(qtbot, context, record)
    settled(window)
    assert "confirmed_rests_on_several_sources" in [finding.rule for finding in findings.by_rules(window.desk)]
    gone(window)
    change(register, "incident", record, sources=(one, two, other))
    rules = [problem.rule for problem in register.warnings("incident", record)]
    assert "confirmed_rests_on_several_sources" not in rules


def test_credibility_is_saved_with_a_movement(qtbot: QtBot, context: Context, register: Store) -> None:
    source = a_source(register)
    values = {"direction": "out", "origin": place(register), "persons": count("12"), "source": source}
    record = register.save([Edit("movement", None, values)]).ids[0]
    window = show_form(context, "movement", record)
    assert isinstance(window, RecordWindow)
    qtbot.waitUntil(lambda: window.ready)
    part = window.parts["credibility"]
    assert isinstance(part, Credibility)
    part.credible.form.change("credibility", "3")
    window.save_complete()
    calm()
    assert use_of(register.children("citation", "record_id", record), source) == Use(source, "3")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_sources_of_settings_open_in_either_language(
    qtbot: QtBot, qapp: QApplication, context: Context, register: Store, language: str
) -> None:
    speak(qapp, language)
    opened: list[str | None] = []
    context.editors["source"] = opened.append
    record = a_witness(register)
    group = a_group(qtbot, context)
    group.list.itemActivated.emit(group.list.item(0))
    group.fresh.click()
    assert opened == [record, None]
    speak(qapp, "en")
