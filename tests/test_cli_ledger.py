"""Laws of ``ledger`` and ``flows`` on the command line: the numbers of the screens, and no arrival place too close."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from exports.cli import COULD_NOT, DONE, NOT_UNDERSTOOD, main, parse
from storage.counting.ranges import Span, total
from storage.fields.field import Privacy
from storage.period import Period
from storage.practice import filled
from storage.records import RECORDS
from storage.register.opening import PRACTICE_PASSPHRASE, founding, open_register
from storage.register.register import Register, Settings, register_at
from storage.store import Store

BORDER = {"SY070300", "SY070301", "SY070302", "SY070303", "SY070304", "SY070305", "SY070402"}
VILLAGE, HOST, OWN = "SIJ-0040", "SIJ-0114", "خان شيخون"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice register on disk."""
    folder = tmp_path_factory.mktemp("practice")
    register = register_at(folder, practice=True)
    settings = Settings(language="en", practice=True)
    Register.create(register.folder, PRACTICE_PASSPHRASE, settings=settings, fill=founding(filled))
    return register.folder


Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(data: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    def do(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--data", str(data)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return do


def facts(answer: tuple[int, str, str]) -> dict[str, Any]:
    assert answer[0] == DONE, answer[2]
    found: dict[str, Any] = json.loads(answer[1])
    return found


def opened(data: Path, look: Callable[[Store], Any]) -> Any:
    register = register_at(data)
    register_open = open_register(register, register.unlock(PRACTICE_PASSPHRASE))
    try:
        return look(register_open.store)
    finally:
        register_open.close()


def span(ends: dict[str, Any]) -> Span:
    return Span(ends["min"], ends["max"])


def test_the_ledger_has_the_numbers_of_the_screens(ask: Ask, data: Path) -> None:
    told = facts(ask("ledger", "--place", VILLAGE, "--date", "2019-07-06", "--json"))
    found = opened(data, lambda store: store.ledger(store.places.by_code(VILLAGE).id, date(2019, 7, 6)))
    for name in ("left", "returned"):
        assert span(told[name]) == getattr(found, name)
    assert span(told["population"]) == found.population.persons and told["population"]["known"]
    assert span(told["computed"]) == found.stayed and span(told["counted"]) == found.counted.persons
    assert (told["unexplained"], told["state"]["code"]) == (found.unexplained, found.standing.state)
    low, high = told["population"]["min"] - told["left"]["max"], told["population"]["max"] - told["left"]["min"]
    assert (told["computed"]["min"], told["computed"]["max"]) == (
        low + told["returned"]["min"], high + told["returned"]["max"],
    )  # fmt: skip


def test_a_village_that_gives_shelter_is_not_told_from_a_sub_district_on_it_is(ask: Ask) -> None:
    village = facts(ask("ledger", "--place", HOST, "--date", "2019-07-06", "--json"))
    assert set(village["guests"].values()) == {None} and village["sealed"]
    district = facts(ask("ledger", "--place", "SY07", "--date", "2019-07-06", "--json"))
    assert district["guests"]["hosted"]["min"] > 300_000 and district["sealed"] is None
    assert district["places"] > 50


def test_more_than_300_000_towards_the_border_in_the_flows(ask: Ask) -> None:
    told = facts(ask("flows", "--from", "2019-04-26", "--to", "2019-07-06", "--json"))
    out = [one for one in told["cells"] if one["direction"] == "out"]
    assert sum(one["people"]["min"] for one in out if one["destination"] in BORDER) >= 300_000
    for parts in ("cells", "origins", "destinations"):
        assert total(span(one["people"]) for one in told[parts]) == span(told["total"]["people"]), parts
        assert sum(one["movements"] for one in told[parts]) == told["total"]["movements"]
    assert total(span(one["people"]) for one in told["directions"].values()) == span(told["total"]["people"])
    assert told["same_people_left_out"] > 0


def test_no_place_of_arrival_is_told_closer_than_the_sub_district(ask: Ask, data: Path) -> None:
    told = facts(ask("flows", "--level", "4", "--json"))
    assert (told["level"], told["destinations_level"]) == (4, 3) and "sub-district" in told["sealed"]
    assert {one["place"]["level"] for one in told["destinations"]} <= {None, 1, 2, 3}
    assert any(one["place"]["level"] == 4 for one in told["origins"]), "home villages are told"
    arrived = [one["place"]["level"] for one in told["communities"] if one["arrivals"]["movements"]]
    assert arrived and max(arrived) == 3
    later = {one["origin"] for one in told["cells"] if one["direction"] in ("onward", "return")}
    assert later and not any(code.startswith("SIJ-") for code in later)
    screen = opened(data, lambda store: store.flows(Period(), 4).matrix().total)
    assert span(told["total"]["people"]) == screen.persons


def test_asking_for_a_village_of_arrival_tells_only_of_its_own_people(ask: Ask) -> None:
    told = facts(ask("flows", "--place", HOST, "--json"))
    assert all(one["direction"] != "onward" for one in told["cells"])
    assert not [one for one in told["communities"] if one["arrivals"]["movements"] and one["place"]["code"] == HOST]
    code, lines, _ = ask("ledger", "--place", HOST, "--date", "2019-07-06")
    assert code == DONE and "guests of a single village" in lines and "from elsewhere" not in lines


@pytest.mark.parametrize("language", ["en", "ar"])
def test_both_languages_have_lines_for_eyes(ask: Ask, language: str) -> None:
    code, lines, err = ask("ledger", "--place", OWN, "--date", "٢٠١٩-٠٧-٠٦", "--lang", language)
    assert (code, err) == (DONE, "") and ("خرجوا" in lines) == (language == "ar")
    code, lines, _ = ask("flows", "--level", "1", "--lang", language)
    assert code == DONE and ("المجموع" in lines) == (language == "ar")
    rows = [line.split("\t") for line in lines.splitlines() if line.count("\t") > 1]
    assert len({len(row) for row in rows}) <= 3, "the cells of a table stand under each other"


def test_a_list_of_movements_keeps_the_places_of_arrival(ask: Ask) -> None:
    code, out, _ = ask("list", "movements", "--json")
    rows = json.loads(out)
    assert code == DONE and len(rows) > 200 and any("origin" in row for row in rows)
    sealed = {name for name, item in RECORDS["movement"].fields.items() if item.privacy is Privacy.SEALED}
    assert "destination" in sealed and not any(sealed & row.keys() for row in rows)


def test_what_is_not_understood_is_a_sentence(ask: Ask) -> None:
    assert ask("ledger", "--json")[0] == NOT_UNDERSTOOD
    assert ask("flows", "--level", "7")[0] == NOT_UNDERSTOOD
    assert ask("ledger", "--place", VILLAGE, "--date", "6/7/19")[0] == NOT_UNDERSTOOD
    code, _, err = ask("ledger", "--place", "Atlantis of the sea")
    assert code == COULD_NOT and "Atlantis" in err and "Traceback" not in err
    assert ask("flows", "--place", "Atlantis of the sea")[0] == COULD_NOT


def test_a_day_before_everything_has_nothing_but_a_later_population(ask: Ask) -> None:
    told = facts(ask("ledger", "--place", VILLAGE, "--date", "2011-01-01", "--json"))
    assert told["population"]["later"] and span(told["left"]) == Span(0, 0) and told["counted"] is None
    assert facts(ask("flows", "--to", "2011-01-01", "--json"))["total"]["movements"] == 0


def test_the_day_may_be_left_out() -> None:
    assert parse(["ledger", "--place", "x"]).arguments["date"] is None


def test_a_village_nobody_wrote_about_is_unknown_not_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    phrase = tmp_path / "words"
    phrase.write_text("قمر زيتون مفتاح باب\n")
    register = ["--data", str(tmp_path / "d"), "--passphrase-file", str(phrase), "--lang", "en"]
    assert main(["new", *register, "--team", "A", "--person", "B"]) == DONE
    capsys.readouterr()
    assert main(["ledger", *register, "--place", VILLAGE]) == DONE
    lines = capsys.readouterr().out
    assert "Known population\tnot known" in lines and "Nobody has said how many people live here." in lines
