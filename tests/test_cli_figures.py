"""Laws of ``main.py figures``: the same numbers as the store, the window and a recount; in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from exports.cli import COULD_NOT, DONE, NOT_UNDERSTOOD, main
from exports.commands.verbs import place_of
from exports.telling.figures import FigureTelling
from storage.fields.kinds import AgeValue, Range
from storage.fields.words import Words
from storage.period import Period
from storage.register.opening import open_register
from storage.register.register import register_at
from storage.store import Store
from tests.test_figures import agree, claim, incident, victim

PHRASE = "قمر زيتون مفتاح باب"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("figures")
    (folder / "phrase").write_text(PHRASE, encoding="utf-8")
    asked = ["--team", "Ariha 2", "--person", "سامي", "--passphrase-file", str(folder / "phrase")]
    assert main(["new", "--data", str(folder / "data"), *asked]) == DONE
    register = register_at(folder / "data")
    opened = open_register(register, register.unlock(PHRASE))
    store = opened.store
    one, two = incident(store), incident(store, "2019-07-01", "Ariha", status="draft")
    child = victim(one, age=AgeValue(9, 9), sex="female")
    store.save([one, two, claim(one, Range(3, 5)), claim(two, Range(1, None)), child, victim(two, "rescued")])
    opened.close()
    return folder


@pytest.fixture
def store(data: Path) -> Iterator[Store]:
    register = register_at(data / "data")
    opened = open_register(register, register.unlock(PHRASE))
    yield opened.store
    opened.close()


def ask(data: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["figures", *words, "--data", str(data / "data"), "--passphrase-file", str(data / "phrase")])
    said = capsys.readouterr()
    return code, said.out, said.err


def facts(data: Path, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    code, out, err = ask(data, capsys, "--json", *words)
    assert (code, err) == (DONE, "")
    found: dict[str, Any] = json.loads(out)
    return found


def test_figures_print_what_the_store_and_a_recount_say(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = facts(data, capsys)
    assert found["killed"] | {"not_recorded": 0} == {
        "min": 4, "max": None, "at_least": 4, "named": 1, "named_max": 1, "not_recorded": 0, "civilians": 1,
        "children": 1, "women": 0,
    }  # fmt: skip
    assert (found["rescued"], found["incidents"], found["rests_on"]["drafts"]) == (1, 2, 1)
    register = register_at(data / "data")
    opened = open_register(register, register.unlock(PHRASE))
    periods = [Period(), Period(date(2019, 7, 2), date(2019, 7, 31), place_of(opened.store, "Khan Shaykun", "en"))]
    told = [FigureTelling(opened.store, Words("en")).facts(agree(opened.store, one)) for one in periods]
    opened.close()
    asked = "--from", "2019-07-02", "--to", "2019-07-31", "--place", "Khan Shaykun", "--lang", "en"
    assert [facts(data, capsys, "--lang", "en"), facts(data, capsys, *asked)] == told


def test_eyes_are_told_the_same_in_both_languages(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    english, arabic = (ask(data, capsys, "--lang", one)[1].splitlines() for one in ("en", "ar"))
    assert len(english) == len(arabic) > 12
    assert english[1].startswith("Killed\t4 or more\t") and "1 child" in english[1]
    assert arabic[1].startswith("قُتل\t") and "طفل واحد" in arabic[1]


def test_a_day_or_place_that_cannot_be_meant_is_refused(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(data, capsys, "--from", "gestern")[0] == NOT_UNDERSTOOD
    code, _, err = ask(data, capsys, "--place", "qqqqqq")
    assert code == COULD_NOT and err
    empty = facts(data, capsys, "--from", "2031-01-01")
    assert empty["killed"]["max"] == 0 and empty["incidents"] == 0


def test_words_for_a_period_say_which_days(store: Store) -> None:
    told = FigureTelling(store, Words("en"))
    assert told.days(Period()) == "All days"
    assert told.days(Period(first=date(2019, 7, 2))) == "since 2 Jul 2019"
    assert told.days(Period(date(2019, 7, 2), date(2019, 7, 2))) == "2 Jul 2019"
