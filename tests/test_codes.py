"""Laws of the shipped code lists: both languages complete, codes stable, eight quick attacks, no list missing."""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

import pytest

from storage.fields.codes import CODES, code_list

RECORDS = Path(__file__).resolve().parents[1] / "storage" / "records"
LISTS = sorted(path.stem for path in CODES.glob("*.csv"))
ARABIC = re.compile(r"[\u0621-\u064a]")


def rows(name: str) -> list[dict[str, str]]:
    with (CODES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lists_named_by_records() -> set[str]:
    named = set()
    for path in RECORDS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"Code", "Codes"}:
                assert isinstance(node.args[0], ast.Constant)
                named.add(str(node.args[0].value))
    return named


def test_every_list_a_record_names_is_shipped() -> None:
    assert len(lists_named_by_records()) > 25
    assert lists_named_by_records() <= set(LISTS)


@pytest.mark.parametrize("name", LISTS)
def test_every_code_has_words_in_both_languages(name: str) -> None:
    items = code_list(name).items
    assert items
    for code, item in items.items():
        assert item.labels["en"].strip() == item.labels["en"] != "", code
        assert item.labels["ar"].strip() == item.labels["ar"] != "", code
        assert ARABIC.search(item.labels["ar"]), code
        assert not ARABIC.search(item.labels["en"]), code


@pytest.mark.parametrize("name", LISTS)
def test_codes_are_short_ascii_and_stand_once(name: str) -> None:
    codes = [row["code"] for row in rows(name)]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9_]{0,30}", code) for code in codes), codes


@pytest.mark.parametrize("name", LISTS)
def test_no_two_codes_of_a_list_look_alike_to_a_person(name: str) -> None:
    for language in ("en", "ar"):
        labels = [row[f"label::{language}"].casefold() for row in rows(name)]
        assert len(labels) == len(set(labels)), (language, labels)


@pytest.mark.parametrize("name", LISTS)
def test_the_columns_are_those_the_reader_knows(name: str) -> None:
    table = rows(name)
    assert list(table[0])[:5] == ["code", "label::en", "label::ar", "retired", "notes"]
    for row in table:
        assert None not in row and None not in row.values(), row


@pytest.mark.parametrize("name", sorted(set(LISTS) & {"attack", "outcome", "sex"}))
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_letter_on_a_button_means_one_thing(name: str, language: str) -> None:
    letters = [row[f"letter::{language}"] for row in rows(name) if row[f"letter::{language}"]]
    assert letters
    assert len(letters) == len(set(letters))
    assert all(len(letter) == 1 for letter in letters)


def test_the_eight_quick_attacks_stand_first_with_letter_icon_and_short_word() -> None:
    quick = [item for item in code_list("attack").items.values() if "letter::ar" in item.more]
    assert [item.more["short::ar"] for item in quick] == [
        "غارة",
        "برميل",
        "عنقودي",
        "حارق",
        "مدفعية",
        "صواريخ",
        "مخلّفات",
        "أخرى",
    ]
    assert [item.more["letter::ar"] for item in quick] == list("غبعحمصخأ")
    assert all(item.more.get("icon") and item.more.get("letter::en") for item in quick)


def test_the_four_outcomes_of_the_chips_carry_their_letters() -> None:
    items = code_list("outcome").items
    letters = {
        code: (items[code].more["letter::en"], items[code].more["letter::ar"], items[code].more["tone"])
        for code in ("killed", "injured", "missing", "rescued")
    }
    assert letters == {
        "killed": ("K", "ق", "killed"),
        "injured": ("I", "ج", "injured"),
        "missing": ("M", "م", "missing"),
        "rescued": ("R", "ن", "rescued"),
    }


def test_an_unknown_code_is_shown_raw_and_a_free_one_as_its_text() -> None:
    sexes = code_list("sex")
    assert sexes.label("from_a_newer_team", "ar") == "from_a_newer_team"
    assert sexes.label("other:as written", "ar") == "as written"


def test_codes_only_grow() -> None:
    kept = {
        "outcome": "killed injured missing under_rubble rescued detained abducted safe",
        "record-status": "draft complete under_review verified withdrawn",
        "certainty": "rumour possible probable confirmed",
        "verification": "not_verified under_verification verified did_not_occur cannot_be_verified",
        "reliability": "a b c d e f",
        "credibility": "1 2 3 4 5 6",
        "place-level": "0 1 2 3 4",
        "answer": "yes no unknown",
        "village-state": "inhabited partly_emptied emptied unreachable returning returned",
        "figure-rule": "range named_victims preferred_source decided",
    }
    for name, codes in kept.items():
        assert set(codes.split()) <= set(code_list(name).items), name


@pytest.mark.parametrize("name", ["attack", "facility-kind", "outcome", "record-status"])
def test_every_drawing_a_code_names_is_shipped(name: str) -> None:
    drawn = {item.more["icon"] for item in code_list(name).items.values() if "icon" in item.more}
    assert drawn and not [one for one in drawn if not (CODES.parent / "icons" / f"{one}.svg").exists()]
