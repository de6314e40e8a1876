"""Laws of the first run: it can be walked by keyboard, loses nothing on the way back, and makes a whole register."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.frame import opening
from gui.frame.opening import Opened
from gui.look.dress import dress
from gui.screens.firstrun import STEPS, FirstRun
from gui.screens.firstrun_steps import Answers, CountryStep, KeyStep, LanguageStep, StartStep, TeamStep
from storage.errors import UserError

STRONG = "violet crane under seven bridges"


def wizard_at(qtbot: QtBot, folder: Path, language: str = "en") -> FirstRun:
    made = FirstRun(folder, Answers(language))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


def fill_team(qtbot: QtBot, wizard: FirstRun) -> None:
    step = wizard.steps[1]
    assert isinstance(step, TeamStep)
    qtbot.keyClicks(step.fields["team"], "Ariha 2")
    qtbot.keyClicks(step.fields["person"], "Abu Omar")


def fill_key(qtbot: QtBot, wizard: FirstRun, passphrase: str = STRONG) -> KeyStep:
    step = wizard.steps[2]
    assert isinstance(step, KeyStep)
    qtbot.keyClicks(step.new.first.line, passphrase)
    qtbot.keyClicks(step.new.second.line, passphrase)
    qtbot.keyClicks(step.card.typed, step.card.groups[step.card.asked].lower())
    step.card.written.click()
    qtbot.waitUntil(lambda: "Measuring" not in step.new.missing() and "تُقاس" not in step.new.missing(), timeout=10_000)
    return step


@pytest.mark.parametrize("language", ["ar", "en"])
def test_five_steps_make_a_register_that_opens(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, language: str
) -> None:
    dress(qapp, language, "light", 100)
    wizard = wizard_at(qtbot, tmp_path / "register", language)
    first = wizard.steps[0]
    assert isinstance(first, LanguageStep)
    (first.arabic if language == "ar" else first.english).click()
    fill_team(qtbot, wizard)
    wizard.go_on()
    step = fill_key(qtbot, wizard)
    assert step.missing() == ""
    wizard.go_on()
    country = wizard.steps[3]
    assert isinstance(country, CountryStep)
    qtbot.waitUntil(lambda: country.countries.items.rowCount() > 0, timeout=10_000)
    country.countries.typed.setText("Qatar" if language == "en" else "قطر")  # keyClicks types Latin letters only
    qtbot.waitUntil(lambda: wizard.answers.country == "QA", timeout=10_000)
    assert not country.add_places.isHidden()
    country.add_places.setChecked(language == "ar")
    wizard.go_on()
    assert isinstance(wizard.steps[4], StartStep)
    with qtbot.waitSignal(wizard.finished, timeout=90_000) as caught:
        wizard.go_on()
    assert caught.args is not None
    opened: Opened = caught.args[0]
    assert (opened.about.team, opened.about.person, opened.about.name) == ("Ariha 2", "Abu Omar", "Ariha 2")
    assert (opened.store.places.by_code("GN290030") is not None) is (language == "ar")
    opening.close(opened)
    opening.close(opening.unlock(tmp_path / "register", STRONG))
    opening.close(opening.unlock(tmp_path / "register", wizard.answers.recovery, recovery=True))


def test_nothing_is_lost_by_going_back_and_by_another_language(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    wizard = wizard_at(qtbot, tmp_path / "register")
    wizard.go_to(1)
    fill_team(qtbot, wizard)
    wizard.go_on()
    fill_key(qtbot, wizard)
    wizard.go_back()
    wizard.go_back()
    answers = wizard.answers
    answers.language = "ar"
    dress(qapp, "ar", "light", 100)
    again = FirstRun(tmp_path / "register", answers, 2)
    qtbot.addWidget(again)
    step = again.steps[2]
    assert isinstance(step, KeyStep)
    assert (step.new.first.text(), step.new.second.text()) == (STRONG, STRONG)
    assert step.card.groups == answers.recovery.split("-")
    assert step.card.right()
    assert step.card.written.isChecked()
    assert answers.team == "Ariha 2"


def test_next_waits_and_says_what_is_left_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    wizard = wizard_at(qtbot, tmp_path / "register")
    wizard.go_to(1)
    assert not wizard.next.isEnabled()
    assert wizard.left_to_do.text() == "Left to do: the team"
    wizard.go_on()
    assert wizard.place == 1
    fill_team(qtbot, wizard)
    assert wizard.next.isEnabled()


def test_a_weak_passphrase_is_allowed_once_the_person_agrees(qtbot: QtBot, tmp_path: Path) -> None:
    wizard = wizard_at(qtbot, tmp_path / "register")
    wizard.go_to(2)
    step = fill_key(qtbot, wizard, "abc")
    assert step.new.weak.isVisible()
    assert "stronger" in step.missing()
    step.new.weak.click()
    assert step.missing() == ""


def test_the_group_asked_for_must_be_typed_as_on_the_paper(qtbot: QtBot, tmp_path: Path) -> None:
    wizard = wizard_at(qtbot, tmp_path / "register")
    wizard.go_to(2)
    step = wizard.steps[2]
    assert isinstance(step, KeyStep)
    qtbot.keyClicks(step.card.typed, "ZZZZ" if step.card.groups[step.card.asked] != "ZZZZ" else "YYYY")
    assert not step.card.right()
    assert step.card.proof.says.words() == "Not as on the paper. Look again."


def test_the_sheet_of_the_recovery_key_is_a_file_for_a_stick(qtbot: QtBot, tmp_path: Path) -> None:
    wizard = wizard_at(qtbot, tmp_path / "register")
    wizard.go_to(2)
    step = wizard.steps[2]
    assert isinstance(step, KeyStep)
    step.card.save_to(tmp_path / "key.pdf")
    qtbot.waitUntil(lambda: step.card.told.isVisible(), timeout=10_000)
    assert (tmp_path / "key.pdf").read_bytes().startswith(b"%PDF")


def test_a_folder_that_is_taken_leaves_everything_as_it_was(qtbot: QtBot, tmp_path: Path) -> None:
    taken = tmp_path / "register"
    taken.mkdir()
    (taken / "letter.txt").write_text("kept", encoding="utf-8")
    wizard = wizard_at(qtbot, taken)
    wizard.answers.team, wizard.answers.person, wizard.answers.passphrase = "A", "B", STRONG
    wizard.answers.recovery = ""
    wizard.go_to(len(STEPS) - 1)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard._note.isVisible(), timeout=10_000)
    assert "Nothing was changed" in wizard._note.words()
    assert [path.name for path in taken.iterdir()] == ["letter.txt"]
    with pytest.raises(UserError):
        opening.unlock(taken, STRONG)


def test_every_country_is_found_in_both_scripts(qtbot: QtBot, tmp_path: Path) -> None:
    wizard = wizard_at(qtbot, tmp_path / "register")
    wizard.go_to(3)
    step = wizard.steps[3]
    assert isinstance(step, CountryStep)
    qtbot.waitUntil(lambda: step.countries.items.rowCount() > 0, timeout=10_000)
    for typed in ("Sudan", "السودان"):
        step.countries.typed.setText(typed)
        assert "SD" in {
            step.countries.found.index(row, 0).data(Qt.ItemDataRole.UserRole)
            for row in range(step.countries.found.rowCount())
        }
